// The page and its prover: what needs PostgreSQL is loaded apart, and may fail without taking anything along.
import assert from 'node:assert/strict';
import { brotliCompressSync } from 'node:zlib';
import { App } from './support/app.mjs';
import { compressed, firstLoad } from './support/load.mjs';

/** What a first visitor waits for, in bytes. More than this means that a part has become the page's own again. */
const FIRST_LOAD = 700_000;

async function small({ page, url, dist }) {
  const files = await firstLoad(page, url);
  assert.ok(files.some((path) => path.endsWith('.wasm')), files.join());
  const size = await compressed(dist, files, brotliCompressSync);
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

export const tests = [
  ['a proof goes with its project', forgotten],
  ['the first load is small', small],
  ['a prover that is not to be had is told of, and tried again', unreachable],
];
