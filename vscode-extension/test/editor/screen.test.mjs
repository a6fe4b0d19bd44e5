// The packed extension in a real VS Code, through the screen.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, localPage } from './browser.mjs';
import { startVscode } from './vscode.mjs';
import { Workbench, until } from './workbench.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const VSIX = process.env.SLOTLINT_VSIX ?? join(here, '../../out/slotlint.vsix');

let browser, vscode, folders;

before(async () => {
  folders = mkdtempSync(join(tmpdir(), 'slotlint-projects-'));
  cpSync(join(here, 'projects'), folders, { recursive: true });
  browser = await launch();
  vscode = await startVscode({ vsix: VSIX });
});

after(async () => {
  await browser?.close();
  await vscode?.stop();
  rmSync(folders, { recursive: true, force: true });
});

/** A window on a project of its own; a picture is kept when the test fails. */
async function inWindow(name, project, work) {
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
    assert.match(hover, /slot 13010|slot \d+/);
    await workbench.picture('hover');
  }));
