// The tests of a workspace, one after the other, since they share the window.

import * as vscode from 'vscode';
import { PLAIN } from './plain';
import { SHOP } from './shop';
import { session } from './host';

/** VS Code calls this, and takes a rejection for a failure. */
export async function run(): Promise<void> {
  const project = vscode.workspace.workspaceFolders?.[0]?.name;
  const tests = project === 'plain' ? PLAIN : SHOP;
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      console.log(`test failed: ${name}: ${text} [${JSON.stringify((await session()).state)}]`);
      throw error;
    }
    console.log(`test passed: ${name}`);
  }
}
