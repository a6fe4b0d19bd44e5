// Runs a bundled test file inside the extension host of a real VS Code, with the extension under development beside it.
import { localPage } from './browser.mjs';

/** Resolves with the exit code that the host gives, and with what was written there. */
export async function runInHost({ browser, vscode, folder, extension, tests, patience = 120_000 }) {
  const page = await localPage(browser, { width: 1000, height: 700 });
  const { host } = new URL(vscode.url);
  const said = [];
  let timer;
  try {
    const ended = new Promise((resolve) => {
      timer = setTimeout(() => resolve('timeout'), patience);
      void page.exposeFunction('codeAutomationLog', (type, args) => said.push(`${type}: ${args.join(' ')}`));
      void page.exposeFunction('codeAutomationExit', resolve);
    });
    const remote = (path) => `vscode-remote://${host}${path}`;
    const payload = JSON.stringify([
      ['extensionDevelopmentPath', remote(extension)],
      ['extensionTestsPath', remote(tests)],
      ['skipWelcome', 'true'],
    ]);
    await page.goto(`${vscode.url}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(payload)}`);
    return { code: await ended, said };
  } finally {
    clearTimeout(timer);
    await page.close();
  }
}
