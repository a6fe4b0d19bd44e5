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
const VERSION = JSON.parse(readFileSync(join(here, '../../package.json'), 'utf8')).version;
const VSIX = process.env.SLOTLINT_VSIX ?? join(here, `../../out/slotlint-linux-x64-${VERSION}.vsix`);

let browser, vscode, folders;

before(async () => {
  folders = mkdtempSync(join(tmpdir(), 'slotlint-projects-'));
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
  const folder = join(folders, name, project);
  cpSync(join(here, 'projects', project), folder, { recursive: true });
  const page = await localPage(browser, { width: 1100, height: 620 });
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

test('a finding is underlined and stands among the problems', () =>
  inWindow('Shop', 'shop', async (workbench) => {
    await workbench.openFile('src/profile.ts');
    await workbench.waitForStatus(`slotlint ${VERSION}`);
    await workbench.waitForSquiggles('error', 1);
    const rows = await until('the problem', async () => {
      const rows = await workbench.problems();
      return rows.some((row) => row.includes('MGET needs all its keys in one slot')) ? rows : undefined;
    });
    assert(rows.some((row) => row.includes('cross-slot-command')), `no rule in ${JSON.stringify(rows)}`);
    assert(rows.some((row) => row.includes('keys.ts') && row.includes('user:<id>:profile')), `no key in ${JSON.stringify(rows)}`);
    await workbench.readmePicture('problems');
  }));

test('a key tells its slot', () =>
  inWindow('Hover', 'shop', async (workbench) => {
    await workbench.openFile('src/profile.ts');
    await workbench.waitForSquiggles('error', 1);
    await workbench.goTo(9, 25);
    const hover = await workbench.hover();
    assert.match(hover, /greeting:today/);
    assert.match(hover, /slot 9946/);
    await workbench.readmePicture('hover');
  }));

test('the status item tells which program runs, and why it is on', () =>
  inWindow('Status', 'shop', async (workbench) => {
    await workbench.openFile('src/profile.ts');
    await workbench.waitForStatus(`slotlint ${VERSION}`);
    const told = await workbench.statusTooltip();
    assert(told.includes(`Version ${VERSION}, comes with the extension.`), told);
    assert.match(told, /\S+bundled\/slotlint/);
    assert.match(told, /on because of a sign of a cluster: Cluster in src\/redis\.ts:1/i);
    await workbench.picture('status');
    await workbench.clickStatus();
    const entries = await workbench.choices();
    for (const entry of ['Check workspace', 'Explain a rule', 'Restart server', 'Show log', 'Switch off in this workspace']) {
      assert(entries.some((text) => text.includes(entry)), `${entry} is not among ${entries.join(', ')}`);
    }
    await workbench.picture('menu');
  }));

test('checking the workspace finds what is in files that are not open', () =>
  inWindow('Workspace', 'shop', async (workbench) => {
    await workbench.openFile('src/keys.ts');
    await workbench.waitForStatus(`slotlint ${VERSION}`);
    await workbench.command('slotlint: Check Workspace');
    await workbench.waitForNotification(/1 error, 2 warnings in \d+ files/);
    assert.deepEqual(await workbench.problemFiles(), ['profile.ts: 1', 'reports.ts: 2']);
    await workbench.picture('workspace');
    // A file that is opened later does not have its findings twice.
    await workbench.openFile('src/reports.ts');
    await until('underlined code', async () => (await workbench.squiggles('warning')) > 0);
    assert.deepEqual(await workbench.problemFiles(), ['profile.ts: 1', 'reports.ts: 2']);
  }));

test('a quick fix changes the file', () =>
  inWindow('Fix', 'shop', async (workbench, folder) => {
    await workbench.openFile('src/reports.ts');
    await until('an underlined option', async () => (await workbench.squiggles('warning')) > 0);
    await workbench.goTo(6, 5);
    const fixes = await workbench.quickFixes();
    await workbench.readmePicture('quick-fix');
    for (const fix of ['Move `commandTimeout`', 'Ignore misplaced-option here', 'Explain misplaced-option']) {
      assert(fixes.some((title) => title.includes(fix)), `${fix} is not among ${fixes.join(', ')}`);
    }
    await workbench.chooseQuickFix('Move `commandTimeout`');
    await workbench.waitForSquiggles('warning', 0);
    await workbench.picture('fixed');
    await workbench.save();
    const text = readFileSync(join(folder, 'src/reports.ts'), 'utf8');
    assert.match(text, /redisOptions: \{ commandTimeout: 30_000 \}/);
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
    await workbench.waitForStatus(`slotlint ${VERSION}`);
    await workbench.goTo(9, 22);
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
    await workbench.readmePicture('quiet');
    await workbench.page.keyboard.press('Enter');
    await workbench.waitForStatus(`slotlint ${VERSION}`);
    await until('an underlined call', async () => (await workbench.squiggles('warning')) + (await workbench.squiggles('error')) > 0);
    const settings = JSON.parse(readFileSync(join(folder, '.vscode/settings.json'), 'utf8'));
    assert.equal(settings['slotlint.enable'], 'on');
  }));

test('the page of a rule', () =>
  inWindow('Explain', 'shop', async (workbench) => {
    await workbench.openFile('src/profile.ts');
    await workbench.waitForSquiggles('error', 1);
    await workbench.goTo(5, 30);
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
