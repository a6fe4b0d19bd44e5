// The packed extension in a real VS Code, through the screen.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, localPage } from './browser.mjs';
import { TRUST_ALL, startVscode } from './vscode.mjs';
import { Workbench, until } from './workbench.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const VSIX = process.env.SLOTLINT_VSIX ?? join(here, '../../out/slotlint-linux-x64-0.1.0.vsix');

let browser, vscode, folders;

before(async () => {
  folders = mkdtempSync(join(tmpdir(), 'slotlint-projects-'));
  cpSync(join(here, 'projects'), folders, { recursive: true });
  browser = await launch();
  vscode = await startVscode({ vsix: VSIX, flags: TRUST_ALL });
});

after(async () => {
  await browser?.close();
  await vscode?.stop();
  rmSync(folders, { recursive: true, force: true });
});

/** A window on a project of its own; a picture is kept when the test fails. */
async function inWindow(name, project, work) {
  mkdirSync(join(here, 'results'), { recursive: true });
  const folder = join(folders, name);
  cpSync(join(here, 'projects', project), folder, { recursive: true });
  const page = await localPage(browser, { width: 1200, height: 720 });
  try {
    const workbench = await Workbench.open(page, vscode.url, folder);
    await work(workbench, folder);
  } catch (error) {
    await page.screenshot({ path: join(here, 'results', `failed-${name}.png`) });
    throw error;
  } finally {
    await page.close();
  }
}

test('a finding is underlined and stands among the problems; its keys tell their slots', () =>
  inWindow('Shop', 'shop', async (workbench) => {
    await workbench.openFile('src/profile.ts');
    await workbench.waitForStatus('slotlint 0.1.0');
    await workbench.waitForSquiggles('error', 1);
    const rows = await until('the problem', async () => {
      const rows = await workbench.problems();
      return rows.some((row) => row.includes('MGET needs all its keys in one slot')) ? rows : undefined;
    });
    assert(rows.some((row) => row.includes('cross-slot-command')), `no rule in ${JSON.stringify(rows)}`);
    await workbench.picture('problems');
    await workbench.page.locator('.editor-instance .view-line').first().click();
    await workbench.goTo(10, 25);
    const hover = await workbench.hover();
    assert.match(hover, /greeting:today/);
    assert.match(hover, /slot 9946/);
    await workbench.picture('hover');
  }));

test('tagging the keys in another file clears the finding', () =>
  inWindow('Builder', 'shop', async (workbench) => {
    await workbench.openFile('src/profile.ts');
    await workbench.waitForSquiggles('error', 1);
    await workbench.openFile('src/keys.ts');
    await workbench.replace('${id}', '{${id}}');
    await workbench.openFile('src/profile.ts');
    await workbench.waitForSquiggles('error', 0);
    await workbench.picture('builder-fixed');
  }));

test('the slot of what is selected', () =>
  inWindow('Slot', 'shop', async (workbench) => {
    await workbench.openFile('src/profile.ts');
    await workbench.waitForStatus('slotlint 0.1.0');
    await workbench.goTo(10, 22);
    for (let i = 0; i < "'greeting:today'".length; i++) {
      await workbench.page.keyboard.press('Shift+ArrowRight');
    }
    await workbench.command('slotlint: Show Slot of Selection');
    const told = await workbench.waitForNotification(/slot/);
    assert.match(told, /slot 9946: greeting:today/);
    await workbench.picture('slot');
  }));

test('without a sign of a cluster it is quiet, until it is switched on', () =>
  inWindow('Plain', 'plain', async (workbench, folder) => {
    await workbench.openFile('cache.ts');
    await workbench.waitForStatus('slotlint quiet');
    assert.equal(await workbench.squiggles('warning'), 0);
    assert.equal(await workbench.squiggles('error'), 0);
    await workbench.clickStatus();
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Switch on in this workspace' }).waitFor();
    await workbench.picture('quiet');
    await workbench.page.keyboard.press('Enter');
    await workbench.waitForStatus('slotlint 0.1.0');
    await until('an underlined call', async () => (await workbench.squiggles('warning')) + (await workbench.squiggles('error')) > 0);
    const settings = JSON.parse(readFileSync(join(folder, '.vscode/settings.json'), 'utf8'));
    assert.equal(settings['slotlint.enable'], 'on');
  }));

test('the page of a rule', () =>
  inWindow('Explain', 'shop', async (workbench) => {
    await workbench.openFile('src/profile.ts');
    await workbench.waitForSquiggles('error', 1);
    await workbench.goTo(5, 40);
    await workbench.command('slotlint: Explain Rule');
    const first = workbench.page.locator('.quick-input-list .monaco-list-row').first();
    await first.waitFor();
    assert.match(await first.innerText(), /cross-slot-command[\s\S]*found in this line/);
    await workbench.picture('explain-choice');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.tab', { hasText: 'cross-slot-command' }).waitFor();
    // The page is a frame in a frame.
    const page = workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe');
    await page.locator('h1', { hasText: 'cross-slot-command' }).waitFor();
    await workbench.picture('explain');
  }));
