// The tests of the worker and of the Rust side, most of them in a real Chromium:
//
//     node pglite-bindings/tests/run.mjs [part of a test's name]
//
// CHROMIUM_PATH names another browser than the system's, BULKHEAD_BROWSER_TOOLCHAIN the Rust toolchain to build with.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { tests } from './node.mjs';
import { serve } from './serve.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const executablePath =
  process.env.CHROMIUM_PATH ??
  process.env.PATH.split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
    .find((path) => existsSync(path));
const wanted = process.argv[2] ?? '';
const LIMIT_MS = 60_000;

let passed = 0;
let failed = 0;
function report(name, { note, error }) {
  if (error) failed++;
  else passed++;
  console.log(`${error ? 'FAIL' : 'ok  '} ${name}${note ? `  (${note})` : ''}${error ? `\n     ${error}` : ''}`);
}

/** Compiles tests/browser/suite.rs for the browser, into a folder. */
function buildRust(folder) {
  const toolchain = process.env.BULKHEAD_BROWSER_TOOLCHAIN;
  const cargo = ['build', '-p', 'pglite-bindings', '--example', 'suite', '--target', 'wasm32-unknown-unknown', '--locked', '--message-format=json'];
  const messages = execFileSync('cargo', cargo, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...(toolchain ? { RUSTUP_TOOLCHAIN: toolchain } : {}) },
  });
  const wasm = messages
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .findLast(({ reason, target }) => reason === 'compiler-artifact' && target.name === 'suite')
    .filenames.find((file) => file.endsWith('.wasm'));
  execFileSync('wasm-bindgen', ['--target', 'web', '--no-typescript', '--out-dir', folder, wasm], { stdio: 'inherit' });
}

/** Runs what a page offers as `names` and `run`. */
async function runPage(browser, url, title) {
  const page = await browser.newPage();
  const problems = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(url);
  await page.waitForFunction(() => window.names !== undefined, undefined, { timeout: LIMIT_MS });
  const names = await page.evaluate(() => window.names);
  for (const [index, name] of names.entries()) {
    if (index > 0 && !name.includes(wanted)) continue; // the first one starts the engine
    const late = new Promise((resolve) => setTimeout(resolve, LIMIT_MS, { error: `not done after ${LIMIT_MS} ms` }).unref());
    report(`${title}: ${name}`, await Promise.race([page.evaluate((each) => window.run(each), name), late]));
  }
  report(`${title}: nothing was said on the console`, { error: problems.join('\n     ') || undefined });
  await page.close();
}

for (const [name, test] of Object.entries(tests)) {
  if (name.includes(wanted)) report(`node: ${name}`, await test().then((note) => ({ note }), (error) => ({ error: String(error.message) })));
}

const built = await mkdtemp(join(tmpdir(), 'pglite-bindings-'));
const site = await serve('/some/where/', { '': `${here}browser/`, 'pglite/': `${root}public/vendor/pglite/`, 'rust/': `${built}/` });
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const attempt = (title, work) => work().catch((error) => report(title, { error: String(error.message ?? error) }));
try {
  await attempt('worker', () => runPage(browser, site.url, 'worker'));
  await attempt('rust', async () => {
    buildRust(built);
    await runPage(browser, `${site.url}rust.html`, 'rust');
  });
} finally {
  await browser.close();
  site.close();
  await rm(built, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
