// The menu behind the status item.

import * as vscode from 'vscode';
import type { Session } from '../session';
import type { State } from '../state';
import { stateLines } from '../status';

interface Entry extends vscode.QuickPickItem {
  readonly command: string;
}

const CHECK = { label: '$(search) Check workspace', command: 'slotlint.checkWorkspace' };
const EXPLAIN = { label: '$(book) Explain a rule', command: 'slotlint.explainRule' };
const RESTART = { label: '$(refresh) Restart server', command: 'slotlint.restart' };
const LOG = { label: '$(output) Show log', command: 'slotlint.showLog' };
const ON = { label: '$(bell) Switch on in this workspace', command: 'slotlint.switchOn' };
const OFF = { label: '$(circle-slash) Switch off in this workspace', command: 'slotlint.switchOff' };
const SETTINGS = { label: '$(gear) Open settings', command: 'slotlint.openSettings' };

/** Shows what can be done now, under what is the case now. */
export async function showMenu(session: Session): Promise<void> {
  const [placeHolder] = stateLines(session.state);
  const entry = await vscode.window.showQuickPick(entries(session.state), {
    title: 'slotlint',
    placeHolder: placeHolder ?? '',
  });
  if (entry === undefined) {
    return;
  }
  if (entry === SETTINGS) {
    await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:slotlint.slotlint');
  } else {
    await vscode.commands.executeCommand(entry.command);
  }
}

function entries(state: State): Entry[] {
  switch (state.kind) {
    case 'off':
    case 'quiet':
      return [ON, EXPLAIN, LOG, SETTINGS];
    case 'deciding':
    case 'starting':
      return [LOG, RESTART, SETTINGS];
    case 'running':
      return [CHECK, EXPLAIN, RESTART, LOG, OFF, SETTINGS];
    case 'failed':
      return [RESTART, LOG, SETTINGS, OFF];
  }
}
