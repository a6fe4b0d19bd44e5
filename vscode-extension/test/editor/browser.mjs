// The browser of the machine, without a sandbox (containers have none to give) and without a network beyond this machine.
import { chromium } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where Debian and Ubuntu, or the variable CHROMIUM, have it. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: ARGUMENTS });
}

/** A page that reaches this machine only. VS Code asks galleries and experiment services, which must not decide a test. */
export async function localPage(browser, viewport) {
  const page = await browser.newPage({ viewport, deviceScaleFactor: 2 });
  const isForeign = (url) => !['127.0.0.1', 'localhost'].includes(url.hostname);
  await page.context().route(isForeign, (route) => route.abort());
  return page;
}
