// What a person does in the window, and sees.
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Milliseconds; for things that take one second on an idle machine. */
const PATIENCE = 30_000;

/** Pictures of every run; with UPDATE_SCREENSHOTS=1 those of the README are renewed as well. */
const RESULTS = join(dirname(fileURLToPath(import.meta.url)), 'results');
const README_IMAGES = join(RESULTS, '../../../images');

/** Asks until it is so, since windows have no moment at which they are done. */
export async function until(what, ask, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`not seen in ${patience / 1000} s: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export class Workbench {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE);
  }

  /** Opens a folder. */
  static async open(page, url, folder) {
    const workbench = new Workbench(page);
    await page.goto(`${url}/?folder=${encodeURIComponent(folder)}`);
    await page.waitForSelector('.monaco-workbench .explorer-folders-view .monaco-list-row', { timeout: 60_000 });
    return workbench;
  }

  /**
   * Types into the box at the top that a key opens, and takes the row that shows a text. The box is lost when another part of the window takes
   * the keyboard at the same moment, so that it is opened again.
   */
  async quickInput(key, text, row) {
    const box = this.page.locator('.quick-input-widget');
    const input = box.locator('input.input');
    const first = box.locator('.quick-input-list .monaco-list-row').first();
    await until(`${row} behind ${key}`, async () => {
      await this.page.keyboard.press(key);
      try {
        await input.fill(text, { timeout: 4000 });
        // At first there are the rows of before the text.
        await until(row, async () => (await first.innerText({ timeout: 4000 })).includes(row), 8000);
        await this.page.keyboard.press('Enter');
        return true;
      } catch {
        await this.page.keyboard.press('Escape');
        return false;
      }
    });
  }

  /** A command by its name in the palette: steadier than a key chord. */
  async command(name) {
    await this.quickInput('F1', `>${name}`, name);
  }

  /** Opens a file by its path in the folder, and waits for its text. */
  async openFile(path) {
    const name = path.split('/').at(-1);
    await this.quickInput('Control+P', path, name);
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
    await this.page.locator('.editor-instance .view-line').first().waitFor();
  }

  /** Goes to a row and a column, both from 1. */
  async goTo(row, column) {
    await this.quickInput('Control+G', `:${row}:${column}`, String(row));
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await until(`the cursor at ${row}:${column}`, async () =>
      (await this.page.locator('.statusbar').innerText()).includes(`Ln ${row}, Col ${column}`),
    );
  }

  /** Replaces a text in the active file, through the editor's own widget. */
  async replace(text, by) {
    await this.page.keyboard.press('Control+H');
    const widget = this.page.locator('.find-widget.visible');
    await widget.waitFor();
    await widget.locator('.find-part textarea, .find-part input').first().fill(text);
    await widget.locator('.replace-part textarea, .replace-part input').first().fill(by);
    await this.page.keyboard.press('Control+Alt+Enter');
    await this.page.keyboard.press('Escape');
  }

  /** How many places are underlined in the active editor. */
  squiggles(severity) {
    return this.page.locator(`.editor-instance .squiggly-${severity}`).count();
  }

  async waitForSquiggles(severity, count) {
    await until(`${count} underlined as ${severity}`, async () => (await this.squiggles(severity)) === count);
  }

  /** The text of the status item. */
  async status() {
    const item = this.page.locator('[id="slotlint.slotlint.slotlint.status"], [id$="slotlint.status"]').first();
    return (await item.count()) === 0 ? '' : (await item.innerText()).trim();
  }

  async waitForStatus(text) {
    await until(`the status ${text}`, async () => (await this.status()).includes(text));
  }

  /** What the status item says under the mouse. */
  async statusTooltip() {
    await this.page.locator('[id$="slotlint.status"] a').first().hover();
    const hover = this.page.locator('.monaco-hover:not(.hidden)', { hasText: 'slotlint' }).first();
    await hover.waitFor();
    return hover.innerText();
  }

  /** The entries of the menu that is open. */
  async choices() {
    const entries = this.page.locator('.quick-input-list .monaco-list-row');
    await entries.first().waitFor();
    return entries.allInnerTexts();
  }

  async clickStatus() {
    await this.page.locator('[id$="slotlint.status"] a').first().click();
  }

  /** The rows of the Problems panel, which it opens. */
  async problems() {
    const panel = this.page.locator('.markers-panel');
    if (!(await panel.isVisible())) {
      await this.command('Problems: Focus on Problems View');
      await panel.waitFor();
    }
    return panel.locator('.monaco-list-row').allInnerTexts();
  }

  /** The files in the Problems panel with their counts; the list has only the rows that fit, so that all files are folded. */
  async problemFiles() {
    await this.problems();
    const rows = this.page.locator('.markers-panel .monaco-list-row');
    return until('folded files', async () => {
      await this.page.locator('.part.panel .codicon-collapse-all').first().click();
      const texts = await rows.allInnerTexts();
      const files = texts.map((text) => /^\s*([\w-]+\.ts)[\s\S]*?(\d+)\s*$/.exec(text));
      return files.length > 0 && files.every((file) => file !== null) ? files.map(([, name, count]) => `${name}: ${count}`).sort() : undefined;
    });
  }

  /** What the hover at the cursor says. */
  async hover() {
    const hover = this.page.locator('.monaco-hover:not(.hidden) .monaco-hover-content').first();
    return until('words in the hover', async () => {
      await this.command('Show or Focus Hover');
      try {
        await hover.waitFor({ timeout: 8000 });
        return await until('words', async () => !(await hover.innerText()).includes('Loading') && hover.innerText(), 8000);
      } catch {
        return undefined;
      }
    });
  }

  /** Opens the menu of quick fixes at the cursor, and tells its entries. */
  async quickFixes() {
    const entries = this.page.locator('.action-widget .monaco-list-row.action');
    return until('the menu of quick fixes', async () => {
      await this.command('Quick Fix...');
      try {
        await entries.first().waitFor({ timeout: 8000 });
        return await entries.allInnerTexts();
      } catch {
        return undefined;
      }
    });
  }

  async chooseQuickFix(title) {
    await this.page.locator('.action-widget .monaco-list-row.action', { hasText: title }).first().click();
  }

  async save() {
    await this.page.keyboard.press('Control+S');
    await until('a saved file', async () => (await this.page.locator('.tab.active.dirty').count()) === 0);
  }

  /** The text of the notifications. */
  notifications() {
    return this.page.locator('.notification-list-item-message').allInnerTexts();
  }

  async waitForNotification(pattern) {
    const texts = await until(`a notification ${pattern}`, async () => {
      const texts = await this.notifications();
      return texts.some((text) => pattern.test(text)) ? texts : undefined;
    });
    return texts.find((text) => pattern.test(text));
  }

  /** A picture for people who look at a run. */
  async picture(name) {
    mkdirSync(RESULTS, { recursive: true });
    await this.page.screenshot({ path: join(RESULTS, `${name}.png`) });
  }

  /** A picture that stands in the README. */
  async readmePicture(name) {
    await this.picture(name);
    if (process.env.UPDATE_SCREENSHOTS === '1') {
      copyFileSync(join(RESULTS, `${name}.png`), join(README_IMAGES, `${name}.png`));
    }
  }
}
