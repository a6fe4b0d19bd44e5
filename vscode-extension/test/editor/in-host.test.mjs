// What the extension does behind the screen, asked through VS Code's own interface. The program is found on PATH here.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { runInHost } from './in-host.mjs';
import { RUN_TESTS, TRUST_ALL, startVscode } from './vscode.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const extension = join(here, '../..');
const PROGRAM = process.env.SLOTLINT_PROGRAM ?? join(extension, '../target/debug/slotlint');

let browser, vscode, root;

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'slotlint-host-'));
  mkdirSync(join(root, 'bin'));
  symlinkSync(PROGRAM, join(root, 'bin/slotlint'));
  browser = await launch();
  vscode = await startVscode({ flags: [...TRUST_ALL, ...RUN_TESTS], env: { PATH: `${join(root, 'bin')}:${process.env.PATH}` } });
});

after(async () => {
  await browser?.close();
  await vscode?.stop();
  rmSync(root, { recursive: true, force: true });
});

for (const project of ['shop', 'plain']) {
  test(`in the extension host: ${project}`, async (context) => {
    const folder = join(root, project);
    cpSync(join(here, 'projects', project), folder, { recursive: true });
    const { code, said } = await runInHost({ browser, vscode, folder, extension, tests: join(extension, 'out/in-host.js') });
    // VS Code itself says a lot there.
    const told = said.filter((line) => /test (passed|failed):/.test(line));
    told.forEach((line) => context.diagnostic(line));
    assert.equal(code, 0, told.join('\n'));
    assert(told.length > 0, 'no test ran');
  });
}
