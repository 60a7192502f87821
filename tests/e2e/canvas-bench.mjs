// How smooth the canvas of the built site is with many tables, as a table in Markdown. Not a test: a machine that is slow
// or busy fails nothing.
//
//   node tests/e2e/canvas-bench.mjs [tables …]
//
// What acts is real input: the mouse, its wheel, keys. Frames are what requestAnimationFrame says meanwhile; how long a key
// takes until its frame is on the screen is the browser's own event timing. BULKHEAD_DIST names another built site.
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './support/browser.mjs';
import { largeProject } from './support/large.mjs';
import { serve } from './support/server.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const dist = process.env.BULKHEAD_DIST ?? join(root, 'dist');
const SIZES = { 500: 10, 1000: 15, 2000: 15 };
const sizes = process.argv.slice(2).map(Number);
/** How long each gesture lasts. */
const GESTURE_MS = 1_500;
/** The page is quiet when it has had no long task for so long. */
const QUIET_MS = 700;

if (!existsSync(join(dist, 'index.html'))) {
  console.error('There is no built site in dist/: run `make build` first.');
  process.exit(2);
}
const server = await serve(dist, undefined, { cached: true });
const browser = await launch();
const rows = [];
const note = (size, what, value) => {
  rows.push([size, what, value]);
  console.error(`${size}: ${what}: ${value}`);
};
const round = (ms) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)}`;

for (const size of sizes.length > 0 ? sizes : Object.keys(SIZES).map(Number)) await bench(size, SIZES[size] ?? 15);

await browser.close();
await server.close();
console.log(`${cpus().length} × ${cpus()[0].model.trim()}, headless Chromium ${browser.version()}, software rendering.\n`);
console.log('| tables | what | measured |\n| ---: | --- | ---: |');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);

/** Measures everything of a project of so many tables. */
async function bench(size, width) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(180_000);
  page.on('pageerror', (error) => console.error(error.message));
  await page.addInitScript(watchTasks);
  await page.goto(server.url);
  await page.waitForFunction(() => window.bulkhead);
  await page.evaluate(async (text) => {
    await window.bulkhead.ready;
    await window.bulkhead.project.open(text);
  }, largeProject(size, width, { related: true }));
  await page.getByTestId('save-state').filter({ hasText: /^Saved$/ }).waitFor();

  // Warm: the second visit has the files and the compiled code in the browser's cache.
  await page.reload();
  await quiet(page);
  await page.reload();
  const { at, interactive } = await quiet(page);
  note(size, 'interactive after navigation (ms)', round(interactive));
  note(size, 'quiet after navigation (ms)', round(at));
  const client = await context.newCDPSession(page);
  await client.send('HeapProfiler.collectGarbage');
  const heap = await client.send('Runtime.getHeapUsage');
  const bytes = heap.usedSize + (heap.embedderHeapUsedSize ?? 0) + (heap.backingStorageSize ?? 0);
  note(size, 'heap of the page, WebAssembly memory included (MB)', round(bytes / 1e6));

  const box = await page.getByRole('application').boundingBox();
  const centre = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  for (const [name, zoom] of [['fit', 0], ['15 %', 0.15], ['35 %', 0.35], ['60 %', 0.6], ['100 %', 1]]) {
    await zoomTo(page, centre, zoom);
    await page.waitForTimeout(700);
    note(size, `DOM elements at ${name}`, await page.evaluate(() => document.querySelectorAll('*').length));
    await gesture(page, size, `pan at ${name}`, async (elapsed) => {
      const angle = (elapsed / GESTURE_MS) * Math.PI * 2;
      await page.mouse.move(centre.x + Math.sin(angle) * 260, centre.y + (1 - Math.cos(angle)) * 130);
    }, { before: () => press(page, centre, 'middle'), after: () => page.mouse.up({ button: 'middle' }) });
    await gesture(page, size, `wheel at ${name}`, async (elapsed) => {
      await page.mouse.wheel(elapsed % 700 < 350 ? 40 : -40, elapsed < GESTURE_MS / 2 ? 40 : -40);
    });
    const grabbed = await cardNear(page, centre);
    if (grabbed) {
      await gesture(page, size, `drag a card at ${name}`, async (elapsed) => {
        const angle = (elapsed / GESTURE_MS) * Math.PI * 2;
        await page.mouse.move(grabbed.x + Math.sin(angle) * 160, grabbed.y + (1 - Math.cos(angle)) * 80);
      }, { before: () => press(page, grabbed, 'left'), after: () => page.mouse.up() });
      await page.keyboard.press('Control+z');
      await page.waitForTimeout(600);
    }
  }
  await zoomTo(page, centre, 0.1);
  await page.waitForTimeout(600);
  await gesture(page, size, 'zoom from 10 % to 100 % and back', async (elapsed) => {
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, elapsed < GESTURE_MS ? -24 : 24);
  }, { before: () => page.mouse.move(centre.x, centre.y), after: () => page.keyboard.up('Control'), ms: GESTURE_MS * 2 });

  await zoomTo(page, centre, 1);
  await page.waitForTimeout(1_500);
  const row = page.locator('.card .row[data-column]').first();
  if (await row.count()) {
    await page.evaluate(() => {
      const at = document.querySelector('#canvas').getBoundingClientRect();
      const inside = (r) => r.left > at.left + 80 && r.right < at.right - 80 && r.top > at.top + 60 && r.bottom < at.bottom - 60;
      const rows = [...document.querySelectorAll('.card .row[data-column]')].filter((row) => inside(row.getBoundingClientRect()));
      rows.forEach((row, at) => at === Math.min(4, rows.length - 1) && row.setAttribute('data-bench', ''));
    });
    await page.locator('[data-bench]').click();
    const field = page.getByRole('textbox', { name: 'Name', exact: true }).first();
    await field.click();
    await page.keyboard.press('End');
    note(size, 'a key in a column’s name, until it is painted (ms)', await keys(page, ['a', 'b', 'c', 'd', 'e', 'f']));
    note(size, 'the longest task after a key (ms)', await longestTask(page, () => page.keyboard.type('g')));
    note(size, 'the changed name, until it is painted (ms)', await keys(page, ['Enter']));
    note(size, 'the longest task after it (ms)', await longestTask(page, () => page.keyboard.type('h').then(() => page.keyboard.press('Enter'))));
    await page.getByRole('application').focus();
    await page.waitForTimeout(1_000);
    note(size, 'undo and redo, until they are painted (ms)', await keys(page, ['Control+z', 'Control+y', 'Control+z', 'Control+y']));
  }

  await zoomTo(page, centre, 0);
  const arrange = page.getByRole('button', { name: /^Arrange/ }).first();
  const longest = await longestTask(page, async () => {
    const begun = Date.now();
    const before = await page.evaluate(() => window.bulkhead.project.json().then((text) => JSON.stringify(JSON.parse(text).nodes)));
    await arrange.click();
    await page.waitForFunction(async (before) => {
      return JSON.stringify(JSON.parse(await window.bulkhead.project.json()).nodes) !== before;
    }, before, { polling: 100 });
    note(size, 'automatic layout (ms)', round(Date.now() - begun));
  }, 500);
  note(size, 'the longest task meanwhile (ms)', longest);
  await context.close();
}

/** Runs in the page from its beginning: keeps the long tasks and how long keys take. */
function watchTasks() {
  window.bench = { tasks: [], keys: [] };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.bench.tasks.push({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (name === 'keydown') window.bench.keys.push(duration);
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
}

/** Waits until the page has loaded and had nothing to do for a while; says since when. */
async function quiet(page) {
  await page.locator('.app[data-ready=true]').waitFor();
  return page.evaluate(async (rest) => {
    await window.bulkhead.ready;
    const ready = performance.now();
    const end = () => Math.max(ready, ...window.bench.tasks.map((task) => task.startTime + task.duration));
    while (performance.now() - end() < rest) await new Promise((resolve) => setTimeout(resolve, 50));
    const { startup } = await window.bulkhead.stats();
    return { at: end(), interactive: startup.interactiveMs };
  }, QUIET_MS);
}

/** Shows everything, and then zooms at a point until the zoom is the wanted one. */
async function zoomTo(page, at, zoom) {
  await page.getByRole('application').focus();
  await page.keyboard.press('Control+0');
  await page.waitForTimeout(500);
  if (zoom === 0) return;
  await page.mouse.move(at.x, at.y);
  await page.keyboard.down('Control');
  for (let round = 0; round < 60; round += 1) {
    const now = await page.evaluate(() => Number.parseFloat(document.querySelector('.zoom-value').textContent) / 100);
    const steps = Math.log(zoom / now) / 0.006;
    if (Math.abs(steps) < 4) break;
    await page.mouse.wheel(0, -Math.max(-60, Math.min(60, steps)));
    await page.waitForTimeout(20);
  }
  await page.keyboard.up('Control');
}

async function press(page, at, button) {
  await page.mouse.move(at.x, at.y);
  await page.mouse.down({ button });
}

/** A place on the screen where the nearest card to a point has its middle, by where the project file says it stands. */
async function cardNear(page, near) {
  return page.evaluate(async ({ x, y }) => {
    const { nodes } = JSON.parse(await window.bulkhead.project.json());
    const box = document.querySelector('#canvas').getBoundingClientRect();
    const move = new DOMMatrix(getComputedStyle(document.querySelector('.layer')).transform);
    const places = Object.values(nodes).map((node) => {
      const at = move.transformPoint(new DOMPoint(node.x + 100, node.y + 20));
      return { x: at.x + box.left, y: at.y + box.top };
    });
    const far = (at) => Math.hypot(at.x - x, at.y - y);
    return places.sort((a, b) => far(a) - far(b))[0];
  }, near);
}

/** Acts for a while and notes the frames meanwhile. */
async function gesture(page, size, name, act, { before = () => {}, after = () => {}, ms = GESTURE_MS } = {}) {
  await before();
  await page.evaluate(() => {
    window.bench.frames = [];
    window.bench.on = true;
    const frame = (now) => {
      window.bench.frames.push(now);
      if (window.bench.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const begun = Date.now();
  while (Date.now() - begun < ms) await act(Date.now() - begun);
  const frames = await page.evaluate(() => {
    window.bench.on = false;
    return window.bench.frames;
  });
  await after();
  const deltas = frames.slice(1).map((time, at) => time - frames[at]).sort((a, b) => a - b);
  const share = (part) => deltas[Math.min(deltas.length - 1, Math.floor(deltas.length * part))] ?? 0;
  note(size, `${name}: median, 95th percentile, longest frame (ms)`, [share(0.5), share(0.95), share(1)].map(round).join(', '));
}

/** The median of how long keys take until the next frame is painted. */
async function keys(page, names) {
  await page.evaluate(() => { window.bench.keys = []; });
  for (const name of names) {
    await page.keyboard.press(name);
    await page.waitForTimeout(400);
  }
  const times = (await page.evaluate(() => window.bench.keys)).sort((a, b) => a - b);
  // What takes less than a frame is not told.
  return times.length === 0 ? 'under 16' : `${round(times[Math.floor(times.length / 2)])}, at most ${round(times.at(-1))}`;
}

async function longestTask(page, act, rest = 800) {
  await page.waitForTimeout(300);
  await page.evaluate(() => { window.bench.tasks = []; });
  await act();
  await page.waitForTimeout(rest);
  const longest = await page.evaluate(() => Math.max(0, ...window.bench.tasks.map((task) => task.duration)));
  return longest === 0 ? 'under 50' : round(longest);
}
