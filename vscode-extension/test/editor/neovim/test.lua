-- Neovim's own client and `slotlint server`. Run in a copy of projects/shop, with SLOTLINT naming the program:
--   nvim --headless -u NONE -i NONE src/profile.ts -c 'luafile test.lua'
-- Neovim 0.7 (Debian 12) has neither `-l` nor vim.lsp.start; what is used here is in later versions too.
local PATIENCE = 20000

local function wait_for(what, ask)
  assert(vim.wait(PATIENCE, ask, 20), 'not seen: ' .. what)
end

local function passed(name)
  io.stdout:write('nvim passed: ' .. name .. '\n')
end

local function rules(buffer)
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    assert(diagnostic.source == 'slotlint', vim.inspect(diagnostic))
    table.insert(found, diagnostic.code)
  end
  table.sort(found)
  return table.concat(found, ' ')
end

local function ask(client, buffer, method, row, column)
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    position = { line = row, character = column },
    range = { start = { line = row, character = column }, ['end'] = { line = row, character = column } },
    context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(buffer, row) },
  }
  local answers, why = vim.lsp.buf_request_sync(buffer, method, params, PATIENCE)
  assert(answers and answers[client] and not answers[client].err, method .. ': ' .. tostring(why) .. vim.inspect(answers))
  return answers[client].result
end

local function tests()
  vim.o.swapfile = false
  vim.o.hidden = true
  vim.bo.filetype = 'typescript'
  local id = vim.lsp.start_client({
    cmd = { vim.env.SLOTLINT, 'server' },
    root_dir = vim.loop.cwd(),
    name = 'slotlint',
    get_language_id = function() return 'typescript' end,
  })
  assert(id, 'the client did not start')
  wait_for('an initialized server', function()
    local client = vim.lsp.get_client_by_id(id)
    return client and client.initialized
  end)
  local profile = vim.api.nvim_get_current_buf()
  vim.lsp.buf_attach_client(profile, id)

  wait_for('the finding', function() return rules(profile) == 'cross-slot-command' end)
  local finding = vim.diagnostic.get(profile)[1]
  assert(finding.lnum == 4, vim.inspect(finding))
  assert(finding.severity == vim.diagnostic.severity.ERROR, vim.inspect(finding))
  passed('a finding is a diagnostic of the buffer')

  local hover = ask(id, profile, 'textDocument/hover', 8, 24)
  assert(hover.contents.value:find('slot 9946', 1, true), vim.inspect(hover))
  passed('a key tells its slot')

  vim.cmd('edit src/keys.ts')
  vim.bo.filetype = 'typescript'
  local keys = vim.api.nvim_get_current_buf()
  vim.lsp.buf_attach_client(keys, id)
  vim.cmd([[silent %s/user:\(\${id}\)/user:{\1}/]])
  wait_for('no finding after the keys were tagged in another buffer', function() return rules(profile) == '' end)
  vim.cmd('silent undo')
  wait_for('the finding after undo', function() return rules(profile) == 'cross-slot-command' end)
  passed('tagging the keys in another buffer clears the finding')

  vim.cmd('edit src/reports.ts')
  vim.bo.filetype = 'typescript'
  local reports = vim.api.nvim_get_current_buf()
  vim.lsp.buf_attach_client(reports, id)
  wait_for('the misplaced option', function() return rules(reports):find('misplaced-option', 1, true) end)
  local fix
  for _, action in ipairs(ask(id, reports, 'textDocument/codeAction', 5, 4)) do
    if action.isPreferred then
      fix = action
    end
  end
  assert(fix, 'no preferred fix for the misplaced option')
  if not fix.edit then
    fix = vim.lsp.buf_request_sync(reports, 'codeAction/resolve', fix, PATIENCE)[id].result
  end
  vim.lsp.util.apply_workspace_edit(fix.edit, vim.lsp.get_client_by_id(id).offset_encoding)
  wait_for('no misplaced option after the fix', function() return not rules(reports):find('misplaced-option', 1, true) end)
  local text = table.concat(vim.api.nvim_buf_get_lines(reports, 0, -1, true), '\n')
  assert(text:find('redisOptions', 1, true), text)
  passed('a fix changes the buffer and removes its finding')

  vim.lsp.stop_client(id)
  wait_for('a stopped server', function()
    return vim.lsp.get_client_by_id(id) == nil or vim.lsp.client_is_stopped(id)
  end)
  passed('the server ends when it is told to')
end

local ok, why = pcall(tests)
if not ok then
  io.stdout:write('nvim failed: ' .. tostring(why) .. '\n')
end
vim.cmd(ok and 'qa!' or 'cq!')
