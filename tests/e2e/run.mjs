// Browser tests: the real site in a real Chromium, driven as a person would.
//
//   node tests/e2e/run.mjs [part of a test's name]
//
// Each *.test.mjs beside this file exports `tests`, a list of [name, async ({ page, url, open, downloads }) => …]. Every
// test gets a browser context of its own. An error on the page's console or an uncaught exception fails the test.
import { mkdir, readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './support/browser.mjs';
import { serve } from './support/server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const dist = process.env.BULKHEAD_DIST ?? join(root, 'dist');
const wanted = process.argv[2];
const results = { passed: 0, failed: 0 };

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
  for (const [name, run] of tests) {
    if (wanted && !`${file} ${name}`.includes(wanted)) continue;
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      acceptDownloads: true,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const errors = [];
    const watch = (watched) => {
      watched.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
      watched.on('console', (message) => message.type() === 'error' && errors.push(`console: ${message.text()}`));
    };
    watch(page);
    context.on('page', watch);
    const started = performance.now();
    try {
      await run({ page, context, url: server.url, errors });
      if (errors.length) throw new Error(errors.join('\n'));
      results.passed += 1;
      console.log(`ok    ${file}: ${name} (${Math.round(performance.now() - started)} ms)`);
    } catch (error) {
      results.failed += 1;
      console.log(`FAIL  ${file}: ${name}\n${error.stack ?? error}`);
      if (errors.length) console.log(errors.join('\n'));
      const shot = join(shots, `${file}-${name}`.replace(/[^a-z0-9]+/gi, '-') + '.png');
      await page.screenshot({ path: shot }).then(() => console.log(`      picture: ${shot}`), () => {});
    } finally {
      await context.close();
    }
  }
}

await browser.close();
await server.close();
console.log(`${results.passed} passed, ${results.failed} failed`);
process.exit(results.failed ? 1 : 0);
