// Another real editor: Neovim, through its own client.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const PROGRAM = process.env.SLOTLINT_PROGRAM ?? join(here, '../../../target/debug/slotlint');

test('findings, hover, fixes and other buffers in Neovim', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'slotlint-nvim-'));
  cpSync(join(here, 'projects/shop'), folder, { recursive: true });
  const args = ['--headless', '-u', 'NONE', '-i', 'NONE', 'src/profile.ts', '-c', `luafile ${join(here, 'neovim/test.lua')}`];
  const options = { cwd: folder, timeout: 120_000, env: { ...process.env, SLOTLINT: PROGRAM, HOME: folder } };
  try {
    const { stdout, stderr } = await promisify(execFile)('nvim', args, options).catch((error) => error);
    const told = `${stdout}${stderr}`.split('\n').filter((line) => /nvim (passed|failed):/.test(line));
    told.forEach((line) => context.diagnostic(line));
    assert(!`${stdout}`.includes('nvim failed') && told.length > 0, `${stdout}${stderr}`);
    assert(told.at(-1).includes('the server ends'), 'not all of it ran');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
