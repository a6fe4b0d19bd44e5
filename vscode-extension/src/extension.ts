// What VS Code calls.

import * as vscode from 'vscode';
import { checkWorkspace } from './commands/check-workspace';
import { RulePages } from './commands/explain';
import { showMenu } from './commands/menu';
import { showSlot } from './commands/slot';
import { Session } from './session';
import { setEnable } from './settings';
import { Status } from './status';

let session: Session | undefined;

/** Returns what the tests look at. */
export function activate(context: vscode.ExtensionContext): { readonly session: Session } {
  const log = vscode.window.createOutputChannel('slotlint', { log: true });
  const started = new Session(context.extensionPath, log);
  session = started;
  const pages = new RulePages(started);
  const commands: Record<string, (argument: unknown) => Promise<void>> = {
    'slotlint.checkWorkspace': () => checkWorkspace(started),
    'slotlint.showSlot': () => showSlot(started),
    'slotlint.explainRule': (name) => pages.open(name),
    'slotlint.restart': () => started.restart(),
    'slotlint.showLog': async () => log.show(),
    'slotlint.switchOn': () => setEnable('on'),
    'slotlint.switchOff': () => setEnable('off'),
    'slotlint.showMenu': () => showMenu(started),
  };
  const registrations = Object.entries(commands).map(([name, run]) =>
    vscode.commands.registerCommand(name, (argument: unknown) => run(argument).catch((error: unknown) => tell(log, error))),
  );
  context.subscriptions.push(log, pages, new Status(started), ...registrations);
  void started.restart();
  return { session: started };
}

/** The server is stopped before the window goes. */
export async function deactivate(): Promise<void> {
  await session?.dispose();
}

function tell(log: vscode.LogOutputChannel, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  log.error(message);
  void vscode.window.showErrorMessage(`slotlint: ${message}`);
}
