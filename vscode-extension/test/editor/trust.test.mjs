// A workspace that nobody trusts yet must not choose the program that runs.
import assert from 'node:assert/strict';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, localPage } from './browser.mjs';
import { startVscode } from './vscode.mjs';
import { Workbench, until } from './workbench.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const VERSION = JSON.parse(readFileSync(join(here, '../../package.json'), 'utf8')).version;
const VSIX = process.env.SLOTLINT_VSIX ?? join(here, `../../out/slotlint-linux-x64-${VERSION}.vsix`);

let browser, vscode, root, folder, marker;

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'slotlint-trust-'));
  folder = join(root, 'stranger');
  marker = join(root, 'ran');
  cpSync(join(here, 'projects/shop'), folder, { recursive: true });
  // Everything that a repository can try: its setting, its packages, its environment, and a PATH that leads into it.
  const programs = ['tools/slotlint', 'node_modules/.bin/slotlint', '.venv/bin/slotlint', 'bin/slotlint'].map((path) => join(folder, path));
  for (const program of programs) {
    mkdirSync(dirname(program), { recursive: true });
    writeFileSync(program, `#!/bin/sh\necho "$0" >> '${marker}'\necho slotlint 6.6.6\n`);
    chmodSync(program, 0o755);
  }
  mkdirSync(join(folder, '.vscode'));
  writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify({ 'slotlint.path': programs[0], 'slotlint.enable': 'on' }));
  browser = await launch();
  const path = `${join(folder, 'bin')}:${process.env.PATH}`;
  vscode = await startVscode({ vsix: VSIX, env: { PATH: path }, settings: { 'security.workspace.trust.startupPrompt': 'never' } });
});

after(async () => {
  await browser?.close();
  await vscode?.stop();
  rmSync(root, { recursive: true, force: true });
});

test('without trust the program of the extension runs; with trust the one that the workspace names', async () => {
  const page = await localPage(browser, { width: 1200, height: 720 });
  try {
    const workbench = await Workbench.open(page, vscode.url, folder);
    await workbench.openFile('src/profile.ts');
    await workbench.waitForStatus(`slotlint ${VERSION}`);
    // It works without trust.
    await workbench.waitForSquiggles('error', 1);
    await workbench.picture('restricted');
    assert(!existsSync(marker), 'a program of the workspace was run');
    // The same traps do snap once the workspace is trusted: the test would see it if they were run.
    await workbench.command('Workspaces: Manage Workspace Trust');
    await page.locator('.workspace-trust-editor .monaco-button', { hasText: 'Trust' }).first().click();
    await until('a program that the workspace names', () => existsSync(marker));
  } catch (error) {
    await page.screenshot({ path: join(here, 'results/failed-trust.png') });
    throw error;
  } finally {
    await page.close();
  }
});
