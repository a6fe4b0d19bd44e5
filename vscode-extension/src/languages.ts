// The documents that slotlint reads.

import type * as vscode from 'vscode';

/** Language identifiers of VS Code. */
export const LANGUAGES = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'python', 'go'] as const;

export const SELECTOR = LANGUAGES.map((language) => ({ scheme: 'file', language }));

/** Whether slotlint has something to say about a document. */
export function isRead(document: vscode.TextDocument): boolean {
  return document.uri.scheme === 'file' && (LANGUAGES as readonly string[]).includes(document.languageId);
}
