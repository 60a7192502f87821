// The tests of the worker in a real Chromium:
//
//     node pglite-bindings/tests/run.mjs [part of a test's name]
//
// CHROMIUM_PATH names another browser than the system's.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serve } from './serve.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const executablePath =
  process.env.CHROMIUM_PATH ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const wanted = process.argv[2] ?? '';
const LIMIT_MS = 60_000;

const site = await serve('/some/where/', { '': `${here}browser/`, 'pglite/': `${root}public/vendor/pglite/` });
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const problems = [];
let passed = 0;
let failed = 0;

const report = (name, { note, error }) => {
  if (error) failed++;
  else passed++;
  console.log(`${error ? 'FAIL' : 'ok  '} ${name}${note ? `  (${note})` : ''}${error ? `\n     ${error}` : ''}`);
};

try {
  const page = await browser.newPage();
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(site.url);
  await page.waitForFunction(() => window.names !== undefined);
  const names = await page.evaluate(() => window.names);
  for (const [index, name] of names.entries()) {
    if (index > 0 && !name.includes(wanted)) continue; // the first one starts the engine
    const late = new Promise((resolve) => setTimeout(resolve, LIMIT_MS, { error: `not done after ${LIMIT_MS} ms` }).unref());
    report(name, await Promise.race([page.evaluate((each) => window.run(each), name), late]));
  }
  report('nothing was said on the console', { error: problems.join('\n     ') || undefined });
} finally {
  await browser.close();
  site.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
