// Makes images/icon.png, which VS Code needs, from images/icon.svg, which people can change. Needs a browser (test/editor has the driver).
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from '../test/editor/browser.mjs';

const images = join(dirname(fileURLToPath(import.meta.url)), '../images');
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
await page.setContent(`<style>*{margin:0}</style>${readFileSync(join(images, 'icon.svg'), 'utf8')}`);
await page.screenshot({ path: join(images, 'icon.png'), omitBackground: true });
await browser.close();
