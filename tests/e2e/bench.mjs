// How fast the built site is, as a table in Markdown. Not a test: a machine that is slow or busy fails nothing.
//
//   node tests/e2e/bench.mjs [runs]
//
// Each run has a browser context of its own, so nothing comes from a cache. BULKHEAD_DIST names another built site.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { launch } from './support/browser.mjs';
import { compressed, firstLoad } from './support/load.mjs';
import { largeProject } from './support/large.mjs';
import { serve } from './support/server.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const dist = process.env.BULKHEAD_DIST ?? join(root, 'dist');
const runs = Number(process.argv[2] ?? 5);
const ENTITIES = 500;
const LARGE = 1000;
const TABLES = 200;

const server = await serve(dist);
const browser = await launch();
const gzip = (bytes) => gzipSync(bytes, { level: 9 });
const measured = new Map();
const note = (name, value) => measured.set(name, [...(measured.get(name) ?? []), value]);

/** Opens the page in a fresh context, works with it, and closes it. */
async function fresh(work) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(180_000);
    const files = await firstLoad(page, server.url);
    await work(page, files);
  } finally {
    await context.close();
  }
}

for (let run = 0; run < runs; run += 1) {
  await fresh(async (page, files) => {
    note('editor interactive (ms)', await page.evaluate(async () => (await window.bulkhead.stats()).startup.interactiveMs));
    const { ms } = await page.evaluate(() => window.bulkhead.engineReady());
    note('engine ready, cold (ms)', ms);
    for (const template of ['audit-log', 'beer-competition']) {
      const proof = await page.evaluate(async (template) => {
        await window.bulkhead.project.new(template);
        await window.bulkhead.migrations.add('Initial_Create');
        const begun = performance.now();
        const { verdict } = await window.bulkhead.dryRun();
        return { verdict, ms: performance.now() - begun };
      }, template);
      note(`dry run of ${template} (ms)`, proof.ms);
      if (proof.verdict !== 'proven') console.error(`The dry run of ${template} is ${proof.verdict}.`);
    }
    // Last, for compressing keeps this process from serving.
    note('first load without the engine, brotli (kB)', (await compressed(dist, files, brotliCompressSync)) / 1000);
    note('first load without the engine, gzip (kB)', (await compressed(dist, files, gzip)) / 1000);
  });
  await fresh(async (page) => {
    const times = await page.evaluate(async (text) => {
      const { project, migrations, edit, stats } = window.bulkhead;
      const begun = performance.now();
      await project.open(text);
      const opened = performance.now() - begun;
      const first = (await stats()).lastDraftMs;
      await migrations.add('Initial');
      const changes = [];
      for (let n = 0; n < 20; n += 1) {
        const column = { id: `e7.extra${n}`, name: `extra${n}`, type: 'text' };
        await edit({ command: 'putColumn', entity: 'e7', column, at: null });
        changes.push((await stats()).lastDraftMs);
      }
      return { opened, first, changes };
    }, largeProject(ENTITIES));
    note(`open a project of ${ENTITIES} entities (ms)`, times.opened);
    note(`draft of all ${ENTITIES} entities (ms)`, times.first);
    note(`draft after the first change of ${ENTITIES} entities (ms)`, times.changes[0]);
    for (const ms of times.changes.slice(1)) note(`draft after each further change (ms)`, ms);
  });
  await fresh(async (page) => {
    await page.evaluate(() => window.bulkhead.engineReady());
    const times = await page.evaluate(async (text) => {
      const { project, migrations, edit, stats, exportSql, importSql } = window.bulkhead;
      await project.open(text);
      await migrations.add('Initial');
      const column = { id: 'e7.extra', name: 'extra', type: 'text' };
      await edit({ command: 'putColumn', entity: 'e7', column, at: null });
      const draft = (await stats()).lastDraftMs;
      const script = await exportSql({ targetVersion: 18 });
      const begun = performance.now();
      const { errors } = await importSql(script, { as: 'new' });
      return { draft, script, errors: errors.length, imported: performance.now() - begun };
    }, largeProject(LARGE, 15));
    if (times.errors) console.error(`The script of ${LARGE} entities had ${times.errors} errors.`);
    note(`lower, compare and plan ${LARGE} entities of 15 columns (ms)`, times.draft);
    note(`import of ${LARGE} tables (ms)`, times.imported);
    // The same PostgreSQL, without anything around it.
    const engine = await PGlite.create();
    const begun = performance.now();
    await engine.exec(times.script);
    note(`the engine alone, for the same script (ms)`, performance.now() - begun);
    await engine.close();
  });
}

// The dry run of many tables, and what its statements take on a native server.
for (let run = 0; run < runs; run += 1) {
  await fresh(async (page) => {
    await page.evaluate(() => window.bulkhead.engineReady());
    const { verdict, ms, longest, text } = await page.evaluate(async (text) => {
      const { project, migrations, dryRun } = window.bulkhead;
      await project.open(text);
      await migrations.draft();
      // What opening still has to draw is no part of it.
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      let longest = 0;
      const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
      });
      observer.observe({ type: 'longtask' });
      const begun = performance.now();
      const { verdict } = await dryRun({ rowsPerTable: 20 });
      const ms = performance.now() - begun;
      await new Promise((resolve) => setTimeout(resolve, 500));
      observer.disconnect();
      return { verdict, ms, longest, text: await project.json() };
    }, largeProject(TABLES));
    if (verdict !== 'proven') console.error(`The dry run of ${TABLES} tables is ${verdict}.`);
    note(`the page's longest task while panels are switched and the proof comes up, 0 if none took 50 ms (ms)`, await switching(page));
    note(`dry run of ${TABLES} tables, 20 rows to a table (ms)`, ms);
    note(`the page's longest task meanwhile, 0 if none took 50 ms (ms)`, longest);
    const native = await natively(text);
    if (!native) return;
    note(`its statements on a native server (ms)`, native.statementsMs);
    note(`times as long in the browser`, ms / native.statementsMs);
  });
}

await browser.close();
await server.close();

/** The longest task of a page during a dry run in which a person goes from panel to panel, and comes to the proof at last. */
function switching(page) {
  return page.evaluate(async () => {
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    let longest = 0;
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    });
    observer.observe({ type: 'longtask' });
    const tabs = [...document.querySelectorAll('.dock [role=tab]')];
    let running = true;
    const run = window.bulkhead.dryRun({ rowsPerTable: 20 }).finally(() => { running = false; });
    for (let at = 0; running; at += 1) {
      tabs[at % tabs.length].click();
      await pause(200);
    }
    await run;
    document.getElementById('tab-proof').click();
    await pause(2_000);
    observer.disconnect();
    return longest;
  });
}

/** What a project's dry run takes on the server that scripts/with-postgres.sh names; nothing without one. */
async function natively(text) {
  if (!process.env.BULKHEAD_PG18) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-bench-'));
  try {
    const file = join(folder, 'project.json');
    await writeFile(file, text);
    const env = { ...process.env, BULKHEAD_PROJECT: file };
    const { stdout } = await promisify(execFile)('cargo', ['bench', '--quiet', '--bench', 'dry_run'], { cwd: root, env });
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const round = (value) => (value < 10 ? value.toFixed(1) : Math.round(value).toString());
console.log(`Median of ${runs} runs, ${cpus().length} × ${cpus()[0].model.trim()}, headless Chromium ${browser.version()}.\n`);
console.log('| what | median | best | worst |\n| --- | ---: | ---: | ---: |');
for (const [name, values] of measured) {
  const sorted = values.toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  console.log(`| ${name} | ${round(median)} | ${round(sorted[0])} | ${round(sorted.at(-1))} |`);
}
