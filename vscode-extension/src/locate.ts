// Finds the program for this window.

import * as os from 'node:os';
import * as vscode from 'vscode';
import { type Surroundings, findBinary, originText } from './binary';
import { isProgram, version } from './program';
import { programPath } from './settings';
import type { Program } from './state';

/** Why there is no program; `message` is for people. */
export class NoProgram extends Error {}

/** The program to run, after asking for its version. */
export async function locate(extensionFolder: string, log: vscode.LogOutputChannel): Promise<Program> {
  const around = surroundings(extensionFolder);
  const search = findBinary(around, isProgram);
  switch (search.kind) {
    case 'wrong setting':
      throw new NoProgram(search.reason);
    case 'missing':
      log.warn(`no program at any of: ${search.looked.map(({ path }) => path).join(', ')}`);
      throw new NoProgram('no slotlint program was found: not in the workspace, not in the extension, not on PATH');
    case 'found': {
      const program = { ...search.candidate, version: await versionOf(search.candidate.path, around.folders[0]) };
      log.info(`slotlint ${program.version}, ${originText(program.origin)}: ${program.path}`);
      return program;
    }
  }
}

async function versionOf(path: string, cwd: string | undefined): Promise<string> {
  try {
    return await version(path, cwd);
  } catch (error) {
    throw new NoProgram(`${path} does not run: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function surroundings(extensionFolder: string): Surroundings {
  return {
    platform: process.platform,
    arch: process.arch,
    home: os.homedir(),
    pathVariable: process.env['PATH'],
    setting: programPath(),
    folders: folderPaths(),
    trusted: vscode.workspace.isTrusted,
    extensionFolder,
  };
}

/** The workspace's folders on the disk. */
export function folderPaths(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}
