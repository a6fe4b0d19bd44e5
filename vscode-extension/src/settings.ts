// The settings, read so that a workspace that is not trusted cannot choose the program.

import * as vscode from 'vscode';

export type Enable = 'auto' | 'on' | 'off';

export const SECTION = 'slotlint';

/** When slotlint is on. */
export function enable(): Enable {
  const value = vscode.workspace.getConfiguration(SECTION).get<string>('enable');
  return value === 'on' || value === 'off' ? value : 'auto';
}

/** Remembers the choice for this workspace, or for the user where a file stands alone. */
export async function setEnable(value: Enable): Promise<void> {
  const target =
    vscode.workspace.workspaceFolders === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
  await vscode.workspace.getConfiguration(SECTION).update('enable', value, target);
}

/**
 * The program that the setting names. VS Code already leaves out what an untrusted workspace says of a restricted setting; this does not
 * lean on it, because package.json is far away from the code that runs the program.
 */
export function programPath(): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const configuration = vscode.workspace.getConfiguration(SECTION, folder);
  if (vscode.workspace.isTrusted) {
    return configuration.get<string>('path') ?? '';
  }
  return configuration.inspect<string>('path')?.globalValue ?? '';
}
