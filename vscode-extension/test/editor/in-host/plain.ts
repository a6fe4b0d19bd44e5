// A workspace with one plain server.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { file, findings, open, waitForFindings, waitForState } from './host';

/** What is said of cache.ts as the code of a cluster. */
const FINDINGS = ['non-cluster-client', 'cross-slot-command'];

export const PLAIN: Record<string, () => Promise<void>> = {
  'is quiet, and no server runs': async () => {
    const { uri } = await open('cache.ts');
    const state = await waitForState('quiet');
    assert(state.kind === 'quiet' && !state.gaveUp);
    assert.deepEqual(findings(uri), []);
  },

  'an edit that has nothing to do with clusters leaves it quiet': async () => {
    await vscode.workspace.fs.writeFile(file('other.ts'), new TextEncoder().encode("export const redis = 'none';\n"));
    const document = await open('other.ts');
    await save(document, '// more\n');
    await waitForState('quiet');
  },

  'a cluster client that is saved switches it on': async () => {
    const document = await open('other.ts');
    await save(document, "import { Cluster } from 'ioredis';\nexport const cluster = new Cluster([{ host: 'h', port: 1 }]);\n");
    const state = await waitForState('running');
    assert(state.kind === 'running' && state.reason.kind === 'sign');
    assert.equal(vscode.workspace.asRelativePath(state.reason.sign.uri), 'other.ts');
    await waitForFindings(file('cache.ts'), FINDINGS);
  },

  'the setting switches it off, and its findings go': async () => {
    await vscode.commands.executeCommand('slotlint.switchOff');
    await waitForState('off');
    await waitForFindings(file('cache.ts'), []);
  },

  'and on again': async () => {
    await vscode.commands.executeCommand('slotlint.switchOn');
    const state = await waitForState('running');
    assert(state.kind === 'running' && state.reason.kind === 'setting');
    await waitForFindings(file('cache.ts'), FINDINGS);
  },
};

async function save(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), text);
  assert(await vscode.workspace.applyEdit(edit));
  assert(await document.save());
}
