// The page and its prover: what needs PostgreSQL is loaded apart, and may fail without taking anything along.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { App, RUN_MS } from './support/app.mjs';
import { largeProject } from './support/large.mjs';
import { compressed, firstLoad } from './support/load.mjs';
import { eventually } from './support/outcome.mjs';

/** What a first visitor waits for, in bytes as gzip sends them. More than this means that a part has become the page's own again. */
const FIRST_LOAD = 1_000_000;
/** So many elements may come into a panel in one go: more of them hold the page up. */
const MOST_AT_ONCE = 1_500;

async function small({ page, url, dist }) {
  const files = await firstLoad(page, url);
  assert.ok(files.some((path) => path.endsWith('.wasm')), files.join());
  const size = await compressed(dist, files, (bytes) => gzipSync(bytes, { level: 9 }));
  assert.ok(size < FIRST_LOAD, `the first load is ${size} bytes: ${files.join(', ')}`);
}

async function unreachable({ page, url, errors }) {
  const script = /bulkhead-prover/;
  await page.route(script, (route) => route.fulfill({ status: 404, body: '' }));
  const app = await App.open(page, url);
  await app.template('audit-log');
  const before = await app.json();
  await page.getByTestId('dry-run').click();
  await app.proofPanel.getByRole('alert').filter({ hasText: /PostgreSQL could not be started.*could not be loaded/ }).waitFor();
  assert.equal(await app.json(), before);
  // The browser itself complains of the file.
  errors.length = 0;

  // When the server is back nothing needs to be loaded again by hand.
  await page.unroute(script);
  assert.equal(await app.dryRun(), 'Proven');
}

async function forgotten({ page, url }) {
  const app = await App.open(page, url);
  await app.template('audit-log');
  assert.equal(await app.dryRun(), 'Proven');
  await app.template('beer-competition');
  // A proof says nothing about another project.
  await page.getByTestId('verdict').waitFor({ state: 'detached' });
}

const STAGES = ['base', 'seed', 'up', 'matches-model', 'isolation', 'down', 'matches-base', 'up-again', 'idempotent'];

/** What the panel says of a run without a proof: the stages that passed, and those that were not run. */
async function howFar(app) {
  const stages = await app.proofPanel.getByTestId('how-far').locator('li').evaluateAll((items) =>
    items.map((item) => [item.dataset.stage, item.querySelector('.stage-word').textContent]));
  assert.deepEqual(stages.map(([id]) => id), STAGES);
  const passed = stages.filter(([, word]) => word === 'passed').map(([id]) => id);
  assert.deepEqual(passed, STAGES.slice(0, passed.length), 'what passed came first');
  assert.deepEqual(stages.slice(passed.length).map(([, word]) => word), STAGES.slice(passed.length).map(() => 'not run'));
  assert.ok(passed.length < STAGES.length);
  return passed;
}

/** Starts a dry run and waits until it is at a stage. */
async function runTo(app, stage) {
  await app.page.getByTestId('dry-run').click();
  await app.proofPanel.locator('.stage.now .stage-name').getByText(stage, { exact: true }).waitFor({ timeout: RUN_MS });
}

/** Cancels the next dry run as soon as the panel says that it is at a stage. */
function cancelAt(page, stage) {
  return page.evaluate((stage) => {
    const observer = new MutationObserver(() => {
      const panel = document.querySelector('.proof-panel');
      const at = panel?.querySelector('.stage.now .stage-name') ?? panel?.querySelector('p.running');
      if (at?.textContent.trim() !== stage) return;
      observer.disconnect();
      [...panel.querySelectorAll('button')].find((button) => button.textContent === 'Cancel').click();
    });
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  }, stage);
}

async function cancelled({ page, url }) {
  const app = await App.open(page, url);
  await app.call('project.open', largeProject(16));
  await page.evaluate(() => window.bulkhead.migrations.add('Initial'));
  const column = { id: 'e7.extra', name: 'extra', type: 'text' };
  await app.call('edit', { command: 'putColumn', entity: 'e7', column, at: null });
  await app.tab('Proof');
  const before = await app.json();
  for (const stage of ['Starting', 'base', 'seed', 'up', 'isolation', 'down', 'up-again', 'idempotent']) {
    await cancelAt(page, stage);
    await page.getByTestId('dry-run').click();
    await app.proofPanel.getByRole('status').filter({ hasText: 'Cancelled' }).waitFor({ timeout: RUN_MS });
    const passed = await howFar(app);
    assert.ok(passed.length >= Math.max(0, STAGES.indexOf(stage)), `at ${stage}: ${passed}`);
    assert.equal(await app.json(), before);
    assert.equal(await page.getByTestId('verdict').count(), 0, 'nothing was proven');
  }
  assert.equal(await app.dryRun(), 'Proven');

  // A run that is over can't be cancelled, and whoever comes too late takes nothing from the next one.
  await page.evaluate(async () => {
    const button = () => [...document.querySelectorAll('.proof-panel button')].find((b) => b.textContent === 'Cancel');
    const run = window.bulkhead.dryRun();
    while (!button()) await new Promise((resolve) => setTimeout(resolve, 1));
    const late = button();
    await run;
    late.click();
  });
  assert.equal(await app.dryRun(), 'Proven');
}

async function brokenDown({ page, url, errors }) {
  const app = await App.open(page, url);
  await app.call('project.open', largeProject(24));
  // The stage lasts long enough to be seen at it, however fast the machine is.
  const pause = { id: 'pause', title: 'Pause', up: 'SELECT pg_sleep(3);', down: 'SELECT 1;' };
  await app.call('edit', { command: 'putHandSql', handSql: pause });
  const before = await app.json();
  await app.call('engineReady');
  await runTo(app, 'up');
  const prover = page.workers().find((worker) => /prover/.test(worker.url()));
  await prover.evaluate(() => { setTimeout(() => { throw new Error('broken on purpose'); }); });
  await app.proofPanel.getByRole('alert').filter({ hasText: /broke down/ }).waitFor({ timeout: RUN_MS });
  const passed = await howFar(app);
  assert.ok(passed.includes('seed'), passed.join());
  await app.proofPanel.locator('[data-stage=up]').filter({ hasText: /did not end|passed/ }).waitFor();
  assert.equal(await app.json(), before);
  // The browser tells of it on its console.
  errors.length = 0;
  await app.call('edit', { command: 'removeHandSql', id: 'pause' });
  assert.equal(await app.dryRun(), 'Proven');
  await app.assertProven();
}

/** The page does what it is asked to while a dry run goes on, and draws a little at a time. How long its tasks take, the bench measures. */
async function answers({ page, url }) {
  const app = await App.open(page, url);
  await app.call('project.open', largeProject(60));
  await app.call('engineReady');
  await page.evaluate(() => {
    window.most = 0;
    // What comes into the page in one go. What is put into what has come is counted once more.
    const note = (records) => {
      const elements = records.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node.nodeType === Node.ELEMENT_NODE);
      window.most = Math.max(window.most, elements.reduce((sum, element) => sum + 1 + element.querySelectorAll('*').length, 0));
    };
    new MutationObserver(note).observe(document.querySelector('.dock'), { childList: true, subtree: true });
    window.run = window.bulkhead.dryRun({ rowsPerTable: 20 }).then((proof) => { window.verdict = proof.verdict; });
  });
  let moved = 0;
  while (!(await page.evaluate(() => window.verdict))) {
    await app.tab(moved % 2 ? 'Migrations' : 'Proof');
    moved += 1;
  }
  assert.equal(await page.evaluate(() => window.verdict), 'proven');
  assert.ok(moved > 2, `the page changed its panel ${moved} times meanwhile`);
  await app.tab('Proof');
  const attacked = app.proofPanel.getByTestId('isolation').locator('tbody tr');
  await eventually(async () => assert.equal(await attacked.count(), 30));
  const statements = app.proofPanel.getByRole('region', { name: 'Statements' }).locator('tbody tr');
  await eventually(async () => assert.equal(await statements.count(), 40));
  const most = await page.evaluate(() => window.most);
  assert.ok(most > 0 && most <= MOST_AT_ONCE, `${most} elements came into the panel in one go`);
}

async function endlessTrigger({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  const loop = `CREATE FUNCTION forever() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN LOOP END LOOP; END';
    CREATE TRIGGER forever BEFORE INSERT ON books FOR EACH ROW EXECUTE FUNCTION forever();`;
  const undo = 'DROP TRIGGER forever ON books; DROP FUNCTION forever();';
  await app.call('edit', { command: 'putHandSql', handSql: { id: 'loop', title: 'Endless', up: loop, down: undo } });
  const before = await app.json();
  // Rows of a table that up makes come after it, so the trigger stands in its way there.
  assert.equal(await app.dryRun(), 'Failed');
  const stages = await app.stages();
  assert.deepEqual([stages.base, stages.up, stages.down], ['passed', 'failed', 'not run']);
  assert.match(await app.stage('up').innerText(), /timeout/);
  assert.equal(await app.json(), before);
  await app.call('edit', { command: 'removeHandSql', id: 'loop' });
  assert.equal(await app.dryRun(), 'Proven');
  await app.assertProven();
}

async function crash({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  // PostgreSQL inlines this for ever, until WebAssembly has no stack left.
  const up = `CREATE FUNCTION deep(n int) RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE OR REPLACE FUNCTION deep(n int) RETURNS int LANGUAGE sql AS 'SELECT deep(n - 1) + 1';
    SELECT deep(1);`;
  await app.call('edit', { command: 'putHandSql', handSql: { id: 'deep', title: 'Deep', up, down: 'DROP FUNCTION deep(int);' } });
  const before = await app.json();
  assert.equal(await app.dryRun(), 'Failed');
  const stages = await app.stages();
  assert.deepEqual([stages.base, stages.up, stages.isolation, stages.down], ['passed', 'failed', 'not run', 'not run']);
  assert.match(await app.stage('up').innerText(), /SELECT deep\(1\)/, 'the statement that did it');
  assert.equal(await app.json(), before);
  await app.call('edit', { command: 'removeHandSql', id: 'deep' });
  assert.equal(await app.dryRun(), 'Proven');
}

export const tests = [
  ['a PostgreSQL that crashes fails its stage, and the next run has another', crash],
  ['a run can be cancelled at any moment, and says how far it came', cancelled],
  ['a prover that breaks down leaves the project and says how far it came', brokenDown],
  ['the page answers while a dry run goes on', answers],
  ['a trigger that never ends fails its stage alone', endlessTrigger],
  ['a proof goes with its project', forgotten],
  ['the first load is small', small],
  ['a prover that is not to be had is told of, and tried again', unreachable],
];
