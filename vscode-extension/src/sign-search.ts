// Looks through the workspace for a sign of a cluster.

import * as vscode from 'vscode';
import { CONFIGURATION_FILES, type Sign, SOURCE_ENDINGS, clusterSign } from './cluster-sign';

/** Files of one kind that are read before the search gives up: some seconds at the worst. */
const MOST_FILES = 5000;

/** Bytes; larger files are generated. */
const LARGEST_FILE = 512 * 1024;

/** Files that are read at the same time. */
const AT_ONCE = 16;

const NOT_THE_PROJECT =
  '**/{node_modules,.git,vendor,.venv,venv,site-packages,dist,build,out,target,.next,.terraform,__pycache__}/**';

/** The likeliest first. */
const PLACES = [
  `**/{${CONFIGURATION_FILES.join(',')}}`,
  '**/{*compose*.yml,*compose*.yaml,requirements*.txt,.env,.env.*}',
  `**/*.{${SOURCE_ENDINGS.join(',')}}`,
  '**/*.{yml,yaml,tf,conf}',
] as const;

/** A sign, and the file that it is in. */
export interface FoundSign extends Sign {
  readonly uri: vscode.Uri;
}

export interface SignSearch {
  readonly sign: FoundSign | undefined;
  /** How many files were looked at. */
  readonly files: number;
  /** Whether there were more than were looked at. */
  readonly gaveUp: boolean;
}

/** The first sign in the likeliest place. Stops early when the token says so. */
export async function searchSign(token: vscode.CancellationToken): Promise<SignSearch> {
  let files = 0;
  let gaveUp = false;
  for (const place of PLACES) {
    const found = await vscode.workspace.findFiles(place, NOT_THE_PROJECT, MOST_FILES, token);
    // The order in which files are found changes from run to run.
    found.sort((a, b) => a.path.length - b.path.length || a.path.localeCompare(b.path));
    files += found.length;
    gaveUp ||= found.length === MOST_FILES;
    const sign = await firstSign(found, token);
    if (sign !== undefined || token.isCancellationRequested) {
      return { sign, files, gaveUp };
    }
  }
  return { sign: undefined, files, gaveUp };
}

async function firstSign(files: readonly vscode.Uri[], token: vscode.CancellationToken): Promise<FoundSign | undefined> {
  for (let at = 0; at < files.length && !token.isCancellationRequested; at += AT_ONCE) {
    const signs = await Promise.all(files.slice(at, at + AT_ONCE).map(signIn));
    const sign = signs.find((sign) => sign !== undefined);
    if (sign !== undefined) {
      return sign;
    }
  }
  return undefined;
}

/** The sign in a file on the disk. A file that cannot be read has none. */
async function signIn(uri: vscode.Uri): Promise<FoundSign | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > LARGEST_FILE) {
      return undefined;
    }
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const sign = clusterSign(uri.path, text);
    return sign === undefined ? undefined : { ...sign, uri };
  } catch {
    return undefined;
  }
}

/** The sign in a document as it is in the editor. */
export function signInDocument(document: vscode.TextDocument): FoundSign | undefined {
  const sign = clusterSign(document.uri.path, document.getText());
  return sign === undefined ? undefined : { ...sign, uri: document.uri };
}

/** For people: what was seen, and where. */
export function signText(sign: FoundSign): string {
  const place = vscode.workspace.asRelativePath(sign.uri);
  return sign.line === undefined ? place : `${sign.what} in ${place}:${sign.line + 1}`;
}
