// Checks the whole workspace: files that are not open, too.

import * as vscode from 'vscode';
import { type CancellationToken, ExecuteCommandRequest, type LanguageClient, WorkDoneProgress } from 'vscode-languageclient/node';
import type { Session } from '../session';
import { counted } from '../words';

/** The server's own name for it: the client library makes a command of VS Code from each of the server's. */
const SERVER_COMMAND = 'slotlint.server.checkWorkspace';

/** What the server answers. */
interface Totals {
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

/** Shows progress, then the Problems panel. */
export async function checkWorkspace(session: Session): Promise<void> {
  const client = session.running;
  if (client === undefined) {
    await offerToSwitchOn(session);
    return;
  }
  const options = { location: vscode.ProgressLocation.Notification, title: 'slotlint', cancellable: true };
  const totals = await vscode.window.withProgress(options, (progress, token) => run(client, progress, token));
  if (totals === undefined) {
    return;
  }
  session.log.info(`checked the workspace: ${totalsText(totals)}`);
  if (totals.errors + totals.warnings + totals.infos > 0) {
    await vscode.commands.executeCommand('workbench.actions.view.problems');
  }
  void vscode.window.showInformationMessage(`slotlint: ${totalsText(totals)}`);
}

let runs = 0;

async function run(
  client: LanguageClient,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  token: CancellationToken,
): Promise<Totals | undefined> {
  const workDoneToken = `slotlint-check-${++runs}`;
  let percent = 0;
  const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, (report) => {
    if (report.kind === 'end') {
      return;
    }
    const increment = Math.max(0, (report.percentage ?? percent) - percent);
    percent += increment;
    progress.report({ message: report.message ?? 'checking the workspace', increment });
  });
  try {
    progress.report({ message: 'checking the workspace' });
    const params = { command: SERVER_COMMAND, arguments: [], workDoneToken };
    return (await client.sendRequest(ExecuteCommandRequest.type, params, token)) as Totals;
  } catch (error) {
    if (token.isCancellationRequested) {
      return undefined;
    }
    throw error;
  } finally {
    listener.dispose();
  }
}

async function offerToSwitchOn(session: Session): Promise<void> {
  const { kind } = session.state;
  if (kind !== 'quiet' && kind !== 'off') {
    void vscode.window.showWarningMessage('slotlint: the language server does not run; the log may say why.');
    return;
  }
  const switchOn = 'Switch On';
  const message = `slotlint is ${kind} in this workspace. Switch it on to check it as the code of a cluster?`;
  if ((await vscode.window.showInformationMessage(message, switchOn)) === switchOn) {
    await vscode.commands.executeCommand('slotlint.switchOn');
  }
}

/** For people: `2 errors, 1 warning in 12 files`. */
function totalsText({ files, errors, warnings, infos }: Totals): string {
  const found = [
    errors > 0 ? counted(errors, 'error') : '',
    warnings > 0 ? counted(warnings, 'warning') : '',
    infos > 0 ? counted(infos, 'hint') : '',
  ].filter((text) => text !== '');
  return `${found.length === 0 ? 'nothing found' : found.join(', ')} in ${counted(files, 'file')}`;
}
