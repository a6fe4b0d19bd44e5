// What tests in the extension host need.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Session } from '../../../src/session';

/** Milliseconds; for things that take a moment on an idle machine. */
const PATIENCE = 30_000;

/** Asks until it is so. */
export async function until<T>(what: string, ask: () => T | Promise<T>): Promise<NonNullable<T>> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (answer) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`not seen in ${PATIENCE / 1000} s: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The session of the extension, which is awake after this. */
export async function session(): Promise<Session> {
  const extension = vscode.extensions.getExtension<{ session: Session }>('slotlint.slotlint');
  assert(extension !== undefined, 'the extension is not there');
  return (await extension.activate()).session;
}

export async function waitForState(kind: Session['state']['kind']): Promise<Session['state']> {
  const { state } = await until(`the state ${kind}`, async () => {
    const current = await session();
    return current.state.kind === kind ? current : undefined;
  });
  return state;
}

/** A file of the workspace's first folder. */
export function file(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert(folder !== undefined, 'no folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

export async function open(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(file(path));
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

/** slotlint's findings in a file, in the order of places. */
export function findings(uri: vscode.Uri): vscode.Diagnostic[] {
  const own = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'slotlint');
  return own.sort((a, b) => a.range.start.compareTo(b.range.start));
}

/** The rule's name of a finding. */
export function rule({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

export async function waitForFindings(uri: vscode.Uri, rules: readonly string[]): Promise<vscode.Diagnostic[]> {
  try {
    return await until('findings', () => {
      const found = findings(uri);
      return JSON.stringify(found.map(rule)) === JSON.stringify(rules) ? found : undefined;
    });
  } catch {
    throw new Error(`in ${uri.path} expected ${rules.join(', ') || 'nothing'}, but there is ${findings(uri).map(rule).join(', ') || 'nothing'}`);
  }
}
