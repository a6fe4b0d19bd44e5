// Shows the slot of what is selected.

import * as vscode from 'vscode';
import { output } from '../program';
import type { Session } from '../session';
import { keysOf } from '../selected-key';
import { slotMessage } from '../slot-message';

/** Takes every selection as a key; asks for one when nothing is selected. */
export async function showSlot(session: Session): Promise<void> {
  const keys = await selectedKeys();
  if (keys.length === 0) {
    return;
  }
  const { path } = await session.program();
  // A key may begin with a dash.
  const text = await output(path, ['slot', '--', ...keys], undefined);
  session.log.info(`slot\n${text.trimEnd()}`);
  void vscode.window.showInformationMessage(slotMessage(text));
}

async function selectedKeys(): Promise<string[]> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor?.selections.map((selection) => editor.document.getText(selection)) ?? [];
  const keys = keysOf(selected);
  if (keys.length > 0) {
    return keys;
  }
  const key = await vscode.window.showInputBox({ title: 'slotlint: show slot', prompt: 'A key, as the server gets it', placeHolder: 'user:{42}:name' });
  return key === undefined || key === '' ? [] : [key];
}
