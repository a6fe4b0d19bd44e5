// Runs the slotlint program once and takes what it says.

import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';

/** Bytes; `slotlint explain --all` writes about 200 kB. */
const MAX_OUTPUT = 64 * 1024 * 1024;

/** What the program wrote to standard output. Rejects with what it wrote to standard error when it fails. */
export function output(path: string, args: readonly string[], cwd: string | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(path, args, { cwd, maxBuffer: MAX_OUTPUT, timeout: 30_000, windowsHide: true }, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
      } else {
        reject(new Error(stderr.trim() === '' ? error.message : stderr.trim()));
      }
    });
  });
}

/** The version that a program claims, such as `0.1.0`; rejects when it is not slotlint, or does not run. */
export async function version(path: string, cwd: string | undefined): Promise<string> {
  const text = await output(path, ['--version'], cwd);
  const words = /^slotlint (\S+)/.exec(text);
  if (words?.[1] === undefined) {
    throw new Error(`${path} is not slotlint: it calls itself \`${text.trim().slice(0, 80)}\``);
  }
  return words[1];
}

/** Whether a path is a file that may be run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
