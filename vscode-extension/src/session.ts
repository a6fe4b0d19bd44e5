// Decides whether slotlint is on in this window, and keeps its language server.

import * as vscode from 'vscode';
import { ErrorAction, type ErrorHandler, LanguageClient, State as ClientState } from 'vscode-languageclient/node';
import { SELECTOR } from './languages';
import { folderPaths, locate } from './locate';
import { SECTION, enable } from './settings';
import { searchSign, signInDocument, signText } from './sign-search';
import type { Program, Reason, State } from './state';

/** The server's command in code actions that explain: it opens a page on the web, where this window can show its own. */
const SHOW_RULE = 'slotlint.server.showRule';

/** One for each window. */
export class Session implements vscode.Disposable {
  private current: State = { kind: 'deciding' };
  private client: LanguageClient | undefined;
  /** Decisions and starts follow one another: two at once would leave two servers. */
  private queue: Promise<void> = Promise.resolve();
  private search = new vscode.CancellationTokenSource();
  private readonly changed = new vscode.EventEmitter<State>();
  private readonly subscriptions: vscode.Disposable[] = [];

  /** After each change of the state. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly extensionFolder: string,
    readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions.push(
      this.changed,
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`${SECTION}.enable`) || event.affectsConfiguration(`${SECTION}.path`)) {
          void this.restart();
        }
      }),
      // The workspace may now choose the program.
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.restart()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.lookAgain()),
      // What was quiet may become a cluster's while people work.
      vscode.workspace.onDidSaveTextDocument((document) => this.noticeSign(document)),
    );
  }

  get state(): State {
    return this.current;
  }

  /** The client of a server that runs. */
  get running(): LanguageClient | undefined {
    return this.current.kind === 'running' ? this.client : undefined;
  }

  /** The program, also where the server does not run. Rejects with `NoProgram`. */
  async program(): Promise<Program> {
    return this.current.kind === 'running' ? this.current.program : locate(this.extensionFolder, this.log);
  }

  /** Stops what runs, decides anew, and starts what should run. */
  restart(): Promise<void> {
    this.search.cancel();
    return this.enqueue(async () => {
      await this.stop();
      const reason = await this.decide();
      if (reason !== undefined) {
        await this.start(reason);
      }
    });
  }

  async dispose(): Promise<void> {
    this.search.cancel();
    vscode.Disposable.from(...this.subscriptions).dispose();
    await this.enqueue(() => this.stop());
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    const next = this.queue.then(work).catch((error: unknown) => this.fail(error));
    this.queue = next;
    return next;
  }

  private set(state: State): void {
    this.current = state;
    void vscode.commands.executeCommand('setContext', 'slotlint.state', state.kind);
    this.changed.fire(state);
  }

  private fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.log.error(message);
    this.set({ kind: 'failed', message });
  }

  private async decide(): Promise<Reason | undefined> {
    switch (enable()) {
      case 'off':
        this.log.info('off: `slotlint.enable` says so');
        this.set({ kind: 'off' });
        return undefined;
      case 'on':
        return { kind: 'setting' };
      case 'auto':
        return this.decideBySign();
    }
  }

  private async decideBySign(): Promise<Reason | undefined> {
    this.set({ kind: 'deciding' });
    this.search = new vscode.CancellationTokenSource();
    const { sign, files, gaveUp } = await searchSign(this.search.token);
    if (sign !== undefined) {
      this.log.info(`on: ${signText(sign)}`);
      return { kind: 'sign', sign };
    }
    this.log.info(`quiet: no slotlint configuration and no sign of a cluster in ${files} files${gaveUp ? ', which are not all' : ''}`);
    this.set({ kind: 'quiet', files, gaveUp });
    return undefined;
  }

  private lookAgain(): void {
    // A server that runs hears of new folders by itself.
    if (this.current.kind === 'quiet' || this.current.kind === 'deciding') {
      void this.restart();
    }
  }

  private noticeSign(document: vscode.TextDocument): void {
    if (this.current.kind !== 'quiet' || document.uri.scheme !== 'file' || enable() !== 'auto') {
      return;
    }
    if (signInDocument(document) !== undefined && vscode.workspace.getWorkspaceFolder(document.uri) !== undefined) {
      void this.restart();
    }
  }

  private async start(reason: Reason): Promise<void> {
    this.set({ kind: 'starting', reason });
    const program = await locate(this.extensionFolder, this.log);
    const client = this.newClient(program);
    this.client = client;
    client.onDidChangeState(({ newState }) => this.follow(client, newState, reason, program));
    await client.start();
  }

  /** The client starts a server that died by itself again, and gives up after some times. */
  private follow(client: LanguageClient, state: ClientState, reason: Reason, program: Program): void {
    if (client !== this.client) {
      return;
    }
    switch (state) {
      case ClientState.Starting:
        this.set({ kind: 'starting', reason });
        break;
      case ClientState.Running: {
        const version = client.initializeResult?.serverInfo?.version ?? program.version;
        this.set({ kind: 'running', reason, program: { ...program, version } });
        break;
      }
      case ClientState.Stopped:
        this.set({ kind: 'failed', message: 'the language server stopped; the log may say why' });
        break;
    }
  }

  private newClient(program: Program): LanguageClient {
    const cwd = folderPaths()[0];
    const executable = { command: program.path, args: ['server'], options: cwd === undefined ? {} : { cwd } };
    // Restarts some times, then gives up and says so.
    let restarts: ErrorHandler | undefined;
    const client: LanguageClient = new LanguageClient(SECTION, 'slotlint', executable, {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      middleware: {
        executeCommand: (command, args: unknown[], next) =>
          command === SHOW_RULE ? vscode.commands.executeCommand('slotlint.explainRule', ...args) : next(command, args),
      },
      errorHandler: {
        // A server that dies while something is read from it is an error first, and closed next. The client's own handler would stop at the
        // error, for good.
        error: () => ({ action: ErrorAction.Continue }),
        closed: () => (restarts ??= client.createDefaultErrorHandler()).closed(),
      },
      markdown: { isTrusted: false, supportHtml: false },
    });
    return client;
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client === undefined) {
      return;
    }
    try {
      await client.dispose();
    } catch (error) {
      // It may have died before it could be asked.
      this.log.debug(`while stopping the server: ${String(error)}`);
    }
  }
}

/** For people: why slotlint is on. */
export function reasonText(reason: Reason): string {
  return reason.kind === 'setting' ? 'on by the setting slotlint.enable' : `on because of a sign of a cluster: ${signText(reason.sign)}`;
}

