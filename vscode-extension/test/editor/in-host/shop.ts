// A workspace with a cluster.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import * as vscode from 'vscode';
import { file, findings, open, rule, session, until, waitForFindings, waitForState } from './host';

export const SHOP: Record<string, () => Promise<void>> = {
  'a cluster client in the workspace switches it on; the program is the one on PATH': async () => {
    await open('src/profile.ts');
    const state = await waitForState('running');
    assert(state.kind === 'running' && state.reason.kind === 'sign');
    assert.equal(vscode.workspace.asRelativePath(state.reason.sign.uri), 'src/redis.ts');
    assert.equal(state.program.origin, 'PATH');
    assert.match(state.program.version, /^\d+\.\d+\.\d+/);
  },

  'a finding has its rule, its severity, its place and the places of its keys': async () => {
    const [finding] = await waitForFindings(file('src/profile.ts'), ['cross-slot-command']);
    assert(finding !== undefined);
    assert.equal(finding.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(finding.range.start.line, 4);
    const places = finding.relatedInformation?.map(({ location }) => vscode.workspace.asRelativePath(location.uri)) ?? [];
    assert(places.includes('src/keys.ts'), `the keys were made in src/keys.ts, not in ${places.join()}`);
  },

  'columns count as VS Code counts them': async () => {
    const text = "import { cluster } from './redis.js';\nexport const é = '😀'; void cluster.mget('a', 'b');\n";
    await vscode.workspace.fs.writeFile(file('src/wide.ts'), new TextEncoder().encode(text));
    const document = await open('src/wide.ts');
    const [finding] = await waitForFindings(document.uri, ['cross-slot-command']);
    assert(finding !== undefined);
    assert.match(document.getText(finding.range), /^cluster\.mget\('a', 'b'\)$|^mget\b/);
  },

  'keys that are tagged in another file that is open and not saved clear the finding, and untagged bring it back': async () => {
    const keys = await open('src/keys.ts');
    const before = keys.getText();
    await replaceAll(keys, before.replaceAll('${id}', '{${id}}'));
    await open('src/profile.ts');
    await waitForFindings(file('src/profile.ts'), []);
    await replaceAll(keys, before);
    await waitForFindings(file('src/profile.ts'), ['cross-slot-command']);
  },

  'the workspace is checked: files that are not open have findings too, and each has them once': async () => {
    assert(!vscode.workspace.textDocuments.some(({ uri }) => uri.path.endsWith('reports.ts')), 'reports.ts is open');
    assert.deepEqual(findings(file('src/reports.ts')), []);
    await vscode.commands.executeCommand('slotlint.checkWorkspace');
    await waitForFindings(file('src/reports.ts'), ['missing-retry-options', 'misplaced-option']);
    await open('src/reports.ts');
    await waitForFindings(file('src/reports.ts'), ['missing-retry-options', 'misplaced-option']);
    await waitForFindings(file('src/profile.ts'), ['cross-slot-command']);
  },

  'a safe fix is preferred, and its edit removes the finding': async () => {
    const document = await open('src/reports.ts');
    const [, misplaced] = await waitForFindings(document.uri, ['missing-retry-options', 'misplaced-option']);
    assert(misplaced !== undefined);
    const actions = await quickFixes(misplaced);
    const [fix] = actions.filter(({ isPreferred }) => isPreferred === true);
    assert(fix?.edit !== undefined, `no preferred fix with an edit among ${actions.map(({ title }) => title).join(', ')}`);
    assert(await vscode.workspace.applyEdit(fix.edit));
    assert.match(document.getText(), /redisOptions: \{ commandTimeout: 30_000 \}/);
    await waitForFindings(document.uri, []);
  },

  'a fix that renames keys is not preferred, and says so': async () => {
    await open('src/profile.ts');
    const [finding] = await waitForFindings(file('src/profile.ts'), ['cross-slot-command']);
    assert(finding !== undefined);
    const unsafe = (await quickFixes(finding)).filter(({ title }) => title.includes('unsafe'));
    assert(unsafe.length > 0, 'no unsafe fix');
    assert(unsafe.every(({ isPreferred }) => isPreferred !== true));
  },

  'the action that explains opens the page in the window': async () => {
    const [finding] = await waitForFindings(file('src/profile.ts'), ['cross-slot-command']);
    assert(finding !== undefined);
    const explain = (await quickFixes(finding)).find(({ title }) => title === 'Explain cross-slot-command');
    assert(explain?.command !== undefined, 'no action explains');
    await vscode.commands.executeCommand(explain.command.command, ...(explain.command.arguments ?? []));
    await until('the page', () => vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.includes('cross-slot-command.md'))));
    await open('src/profile.ts');
  },

  'a server that is killed comes back': async () => {
    const [old] = servers();
    assert(old !== undefined, 'no server process');
    process.kill(old, 'SIGKILL');
    await until('another server', () => servers().some((pid) => pid !== old));
    await waitForState('running');
    await waitForFindings(file('src/profile.ts'), ['cross-slot-command']);
  },

  'a restart leaves one server': async () => {
    const [old] = servers();
    await vscode.commands.executeCommand('slotlint.restart');
    await waitForState('running');
    await waitForFindings(file('src/profile.ts'), ['cross-slot-command']);
    const now = await until('one server', () => (servers().length === 1 ? servers() : undefined));
    assert.notEqual(now[0], old);
  },

  'a wrong path is told, and nothing else runs in its place': async () => {
    const settings = vscode.workspace.getConfiguration('slotlint');
    await settings.update('path', '/nowhere/slotlint', vscode.ConfigurationTarget.Workspace);
    const state = await waitForState('failed');
    assert(state.kind === 'failed');
    assert.match(state.message, /slotlint.path names \/nowhere\/slotlint, which is not a program/);
    await until('no server', () => servers().length === 0);
    await settings.update('path', undefined, vscode.ConfigurationTarget.Workspace);
    await waitForState('running');
  },

  'the page of a rule': async () => {
    const uri = vscode.Uri.from({ scheme: 'slotlint-rule', path: '/cross-slot-command.md' });
    const page = await vscode.workspace.openTextDocument(uri);
    assert.match(page.getText(), /^# cross-slot-command\n/);
    assert.match(page.getText(), /## Why it matters/);
    assert.equal(page.languageId, 'markdown');
  },

  'the window leaves no server when the extension ends': async () => {
    await (await session()).dispose();
    await until('no server', () => servers().length === 0);
    assert.deepEqual(findings(file('src/profile.ts')).map(rule), []);
  },
};

async function quickFixes(finding: vscode.Diagnostic): Promise<vscode.CodeAction[]> {
  const editor = vscode.window.activeTextEditor;
  assert(editor !== undefined, 'no file is open');
  const kind = vscode.CodeActionKind.QuickFix.value;
  return vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', editor.document.uri, finding.range, kind);
}

async function replaceAll(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const end = document.lineAt(document.lineCount - 1).range.end;
  edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), text);
  assert(await vscode.workspace.applyEdit(edit));
}

/** The language servers that this extension host has started, as Linux tells. */
function servers(): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      const parent = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
      return Number(parent) === process.pid && words[0]?.endsWith('slotlint') && words[1] === 'server' ? [Number(name)] : [];
    } catch {
      // It ended while it was looked at, or is no process.
      return [];
    }
  });
}
