// The status item: what slotlint is doing, which program, why; a click opens the menu.

import * as vscode from 'vscode';
import { originText } from './binary';
import { isRead } from './languages';
import { type Session, reasonText } from './session';
import type { State } from './state';
import { asMarkdown, counted } from './words';

/** Shown beside documents that slotlint reads, and when something is wrong. */
export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('slotlint.status', vscode.StatusBarAlignment.Right, 90);
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly session: Session) {
    this.item.name = 'slotlint';
    this.item.command = 'slotlint.showMenu';
    this.subscriptions = [
      this.item,
      session.onDidChange(() => this.show()),
      vscode.window.onDidChangeActiveTextEditor(() => this.show()),
    ];
    this.show();
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private show(): void {
    const state = this.session.state;
    this.item.text = itemText(state);
    this.item.tooltip = tooltip(state);
    this.item.backgroundColor = state.kind === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    const document = vscode.window.activeTextEditor?.document;
    if (state.kind === 'failed' || (document !== undefined && isRead(document))) {
      this.item.show();
    } else {
      this.item.hide();
    }
  }
}

function itemText(state: State): string {
  switch (state.kind) {
    case 'off':
      return '$(circle-slash) slotlint off';
    case 'deciding':
    case 'starting':
      return '$(loading~spin) slotlint';
    case 'quiet':
      return '$(bell-slash) slotlint quiet';
    case 'running':
      return `$(check) slotlint ${state.program.version}`;
    case 'failed':
      return '$(error) slotlint';
  }
}

/** What is said about a state, one sentence a line. */
export function stateLines(state: State): string[] {
  switch (state.kind) {
    case 'off':
      return ['Switched off by the setting slotlint.enable.'];
    case 'deciding':
      return ['Looking for a sign of a cluster.'];
    case 'quiet':
      return [
        'Quiet in this workspace: no slotlint configuration, and no sign of a cluster ' +
          (state.gaveUp ? `in the first ${state.files} files.` : `in ${counted(state.files, 'file')}.`),
        'Is there one all the same, or will there be? Switch slotlint on.',
      ];
    case 'starting':
      return ['Starting.'];
    case 'running':
      return [
        `Version ${state.program.version}, ${originText(state.program.origin)}.`,
        state.program.path,
        `${capitalised(reasonText(state.reason))}.`,
      ];
    case 'failed':
      return [`${capitalised(state.message)}.`];
  }
}

function tooltip(state: State): vscode.MarkdownString {
  const text = new vscode.MarkdownString('**slotlint**\n\n');
  for (const line of stateLines(state)) {
    text.appendMarkdown(`${asMarkdown(line)}\n\n`);
  }
  text.appendMarkdown('Click for restart, log and more.');
  return text;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
