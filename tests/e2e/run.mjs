// Browser tests: the real site in a real Chromium, driven as a person would.
//
//   node tests/e2e/run.mjs [part of a test's name]
//
// Each *.test.mjs beside this file exports `tests`, a list of [name, async ({ page, context, url, dist, errors }) => …, options].
// Every test gets a browser context of its own; `options.context` adds to its settings. Files are uploads and downloads, for
// nobody can press the browser's own dialogs; a test of files saved in place brings its own pickers. An error on the console of any
// page of it, or an uncaught exception, fails the test. `throw new Skip(why)` says that something it needs is absent.
// BULKHEAD_DIST names another built site.
import { mkdir, readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './support/browser.mjs';
import { Skip } from './support/outcome.mjs';
import { serve } from './support/server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const dist = process.env.BULKHEAD_DIST ?? join(root, 'dist');
const wanted = process.argv[2];
const results = { passed: 0, failed: 0, skipped: 0 };
// Nothing a test waits for takes this long; a promise of the page that is never settled must not stop the run.
const LIMIT_MS = 300_000;

if (!existsSync(join(dist, 'index.html'))) {
  console.error('There is no built site in dist/: run `make build` first.');
  process.exit(2);
}

const server = await serve(dist);
const browser = await launch();
const shots = join(root, 'target/e2e');
await mkdir(shots, { recursive: true });

for (const file of (await readdir(here)).filter((name) => name.endsWith('.test.mjs')).sort()) {
  const { tests } = await import(join(here, file));
  for (const [name, run, options = {}] of tests) {
    if (wanted && !`${file}: ${name}`.includes(wanted)) continue;
    await attempt(file, name, run, options);
  }
}

await browser.close();
await server.close();
const skipped = results.skipped > 0 ? `, ${results.skipped} skipped` : '';
console.log(`${results.passed} passed, ${results.failed} failed${skipped}`);
process.exit(results.failed ? 1 : 0);

/** Runs one test and says how it went. */
async function attempt(file, name, run, options) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
    // Cards stand where they will stay, so that the pointer finds them there.
    reducedMotion: 'reduce',
    // What a test does to requests would not reach those of a service worker.
    serviceWorkers: 'block',
    ...options.context,
  });
  context.setDefaultTimeout(20_000);
  await context.addInitScript(() => {
    delete window.showOpenFilePicker;
    delete window.showSaveFilePicker;
  });
  const errors = [];
  context.on('page', (page) => {
    page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
    page.on('console', (message) => message.type() === 'error' && errors.push(`console: ${message.text()}`));
  });
  const page = await context.newPage();
  const started = performance.now();
  try {
    await within(LIMIT_MS, run({ page, context, url: server.url, dist, errors }));
    if (errors.length) throw new Error(errors.join('\n'));
    results.passed += 1;
    console.log(`ok    ${file}: ${name} (${Math.round(performance.now() - started)} ms)`);
  } catch (error) {
    if (error instanceof Skip) {
      results.skipped += 1;
      console.log(`skip  ${file}: ${name}\nskipped: ${error.message}`);
      return;
    }
    results.failed += 1;
    console.log(`FAIL  ${file}: ${name}\n${error.stack ?? error}`);
    if (errors.length) console.log(errors.join('\n'));
    const shot = join(shots, `${file}-${name}`.replace(/[^a-z0-9]+/gi, '-') + '.png');
    await page.screenshot({ path: shot }).then(() => console.log(`      picture: ${shot}`), () => {});
  } finally {
    await context.close();
  }
}

/** What a promise gives, or a failure when it takes too long. */
async function within(ms, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The test did not end within ${ms / 1000} s.`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
