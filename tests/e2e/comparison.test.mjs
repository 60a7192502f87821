// Comparing two schemas, by script and by hand: what leads there leads there in the tab's own PostgreSQL, and back.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { App, RUN_MS } from './support/app.mjs';

const OLD = `CREATE TYPE state AS ENUM ('new', 'done');
CREATE TABLE task (id int PRIMARY KEY, state state, title varchar(20));
CREATE VIEW open_task AS SELECT id, title FROM task WHERE state = 'new';`;
const NEW = `CREATE TYPE state AS ENUM ('new', 'late', 'done');
CREATE TABLE task (id bigint PRIMARY KEY, state state, title text NOT NULL DEFAULT '');
CREATE VIEW open_task AS SELECT id, title FROM task WHERE state = 'new';
CREATE FUNCTION tasks() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM task';`;

async function pairs() {
  try {
    return JSON.parse(await readFile(new URL('../../../shared/diff_pairs/pairs.json', import.meta.url), 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    console.log('skipped: ../shared/diff_pairs is not here');
    return [];
  }
}

async function there({ page, url }) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  const before = await app.json();
  const migration = await app.call('compare', OLD, NEW);
  assert.match(migration.up, /ADD VALUE 'late' AFTER 'new'/);
  assert.match(migration.up, /DROP VIEW public\.open_task/);
  assert.match(migration.up, /CREATE FUNCTION public\.tasks\(\)/);
  assert.deepEqual(migration.errors, []);
  const again = await app.call('compare', `${OLD}\n${migration.up}`, NEW);
  assert.equal(again.up, '');
  assert.deepEqual(again.steps, []);
  const back = await app.call('compare', `${NEW}\n${migration.down}`, OLD);
  assert.deepEqual(back.steps, []);
  assert.equal(await app.json(), before, 'the open project is as it was');
}

async function proven({ page, url }) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  const { migration, proof: open } = await app.call('dryRunCompare', OLD, NEW, { rowsPerTable: 4 });
  assert.ok(migration.steps.length > 3);
  // The old schema lets title be NULL.
  assert.equal(open.verdict, 'failed', JSON.stringify(open.stages));
  const breaks = open.risks.filter(({ outcome }) => outcome === 'breaks');
  assert.deepEqual(breaks.map(({ rule }) => rule), ['set-not-null']);
  const accepted = breaks.map(({ rule, object }) => ({ rule, object, reason: 'there are none' }));
  const { proof } = await app.call('dryRunCompare', OLD, NEW, { rowsPerTable: 4, accepted });
  assert.equal(proof.verdict, 'proven', JSON.stringify(proof.stages));
  assert.ok(proof.seeded.some(({ table, rows }) => table.includes('task') && rows === 4));
}

async function refused({ page, url }) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  const error = await app.refusal('compare', 'CREATE TABLE t (a int);\nCREATE TABEL u ();', '');
  assert.equal(error.code, 'parse');
  assert.deepEqual(error.details.map(({ line, column }) => [line, column]), [[2, 8]]);
  // What can't be made is told, and the rest is compared.
  const part = await app.call('compare', '', 'CREATE TABLE t (a int, b nowhere);\nCREATE TABLE u ();');
  assert.equal(part.errors.length, 1);
  assert.match(part.up, /CREATE TABLE public\.u/);
}

async function corpus({ page, url }) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  const failed = [];
  // The native tests try every pair; here it is the tab's own PostgreSQL and the way to it that are tried.
  const some = (await pairs()).filter((_, at) => at % 8 === 0);
  for (const { id, old, new: next } of some) {
    try {
      const migration = await app.call('compare', old, next);
      const reached = await app.call('compare', `${old};\n${migration.up}`, next);
      const back = await app.call('compare', `${next};\n${migration.down}`, old);
      const left = [...reached.errors, ...reached.steps, ...back.errors, ...back.steps];
      if (left.length > 0) failed.push(`${id}: ${JSON.stringify(left[0]).slice(0, 300)}`);
    } catch (error) {
      failed.push(`${id}: ${error.message.slice(0, 300)}`);
    }
  }
  assert.deepEqual(failed, []);
}

async function byHand({ page, url }) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  await page.getByRole('button', { name: 'Compare two schemas' }).click();
  await page.getByTestId('script-old').fill(OLD);
  await page.getByTestId('script-new').fill(NEW);
  await page.getByTestId('compare-dry-run').click();
  const result = page.getByTestId('compare-result');
  // Old rows may have no title: what would fail on them fails here.
  await result.getByText(/contains null values/).first().waitFor();
  await page.getByTestId('script-new').fill(NEW.replace(' NOT NULL', ''));
  await page.getByTestId('compare-dry-run').click();
  await result.getByText('Proven').waitFor();
  assert.ok((await result.getByRole('listitem').count()) > 3);
  // Closing it loses nothing, and a change makes the result one of another comparison.
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Compare two schemas' }).click();
  assert.equal(await page.getByTestId('script-old').inputValue(), OLD);
  await result.waitFor();
  await page.getByTestId('script-new').fill(OLD);
  await result.waitFor({ state: 'detached' });
  await page.getByTestId('compare').click();
  await result.getByText('PostgreSQL sees no difference.').waitFor();
}

export const tests = [
  ['a comparison leads there and back', there],
  ['a comparison is run dry', proven],
  ['what is no SQL is refused, what fails is told', refused],
  ['pairs of schemas are compared in the tab', corpus],
  ['two schemas are compared by hand', byHand],
];
