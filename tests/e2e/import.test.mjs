// Importing a schema, by script and by hand: what PostgreSQL understood becomes the project, and bad input is survived.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { App, RUN_MS } from './support/app.mjs';

const SHOP = `\\restrict token
-- a dump, in short
BEGIN;
CREATE TYPE state AS ENUM ('new', 'paid');
CREATE SEQUENCE number START 1000;
CREATE TABLE customer (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE "order" (id bigint PRIMARY KEY DEFAULT nextval('number'), customer int REFERENCES customer, state state);
COPY customer (id, email) FROM stdin;
1	a@example.org
\\.
CREATE VIEW paid AS SELECT id FROM "order" WHERE state = 'paid';
GRANT SELECT ON paid TO reporting;
CREATE TABLE broken (a nowhere);
COMMIT;
`;

async function imported({ page, url }) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  const report = await app.call('importSql', SHOP, { as: 'new' });
  assert.equal(report.entities, 2);
  assert.deepEqual(
    { tables: report.objects.tables, views: report.objects.views, enums: report.objects.enums, sequences: report.objects.sequences },
    { tables: 2, views: 1, enums: 1, sequences: 1 },
  );
  assert.deepEqual(report.errors.map(({ line, column, code }) => [line, column, code]), [[13, 24, '42704']]);
  assert.deepEqual(report.rolesMade, ['reporting']);
  assert.deepEqual(report.passedOver.map(({ line }) => line), [1, 3, 8, 9, 14]);
  await app.card('order').waitFor();
  // Nothing is lost on the way through the project file, and what is exported makes the same database.
  const script = await app.call('exportSql', { targetVersion: 18 });
  await app.call('project.open', await app.json());
  const left = await app.call('compare', SHOP.replace(/^.*(restrict|broken).*$/gm, ''), script);
  assert.deepEqual(left.steps, []);
}

async function corpus({ page, url }) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  const folder = new URL('../../../shared/schemas/', import.meta.url);
  let files;
  try {
    files = (await readdir(folder)).filter((name) => name.endsWith('.sql'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    console.log('skipped: ../shared/schemas is not here');
    return;
  }
  for (const name of files) {
    const sql = await readFile(new URL(name, folder), 'utf8');
    const report = await app.call('importSql', sql, { as: 'new' });
    assert.deepEqual(report.errors, [], name);
    assert.deepEqual(report.unsupported, [], name);
    const script = await app.call('exportSql', { targetVersion: 18 });
    const left = await app.call('compare', sql, script);
    assert.deepEqual([...left.errors, ...left.steps].slice(0, 2), [], name);
  }
}

async function live({ page, url }) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  const query = await app.call('liveQuery');
  assert.match(query, /^-- Reads what this database holds, and changes nothing\./);
  assert.equal((await app.refusal('importSql', '{"owner": 1}')).code, 'parse');
  assert.equal((await app.call('importSql', '{"owner": null}')).entities, 0);
}

async function byHand({ page, url }) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  await page.getByRole('button', { name: 'Import a schema from SQL' }).click();
  await page.getByTestId('script-import').fill(SHOP);
  await page.getByTestId('run-import').click();
  const found = page.getByTestId('import-found');
  await found.waitFor();
  await found.getByText('2 tables').waitFor();
  await found.getByText(/1 statement of the script failed/).waitFor();
  await page.getByTestId('open-import').click();
  await app.card('customer').waitFor();
}

async function bad({ page, url }) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  const before = await app.json();
  const rubbish = 'lorem ipsum (dolor; '.repeat(100_000);
  assert.equal((await app.refusal('importSql', rubbish)).code, 'parse');
  const binary = String.fromCharCode(...Array.from({ length: 5_000 }, (_, at) => (at * 37) % 256));
  assert.ok(['parse', 'engine'].includes((await app.refusal('importSql', binary)).code));
  const endless = await app.refusal('importSql', 'SELECT 1;\nDO $$ BEGIN LOOP END LOOP; END $$;');
  assert.equal(endless.code, 'timeout');
  assert.equal(endless.details.line, 2);
  assert.equal(await app.json(), before, 'nothing that was refused changed anything');
  // The field tells what is no SQL before PostgreSQL has seen it, however deep it goes.
  await page.getByRole('button', { name: 'Import a schema from SQL' }).click();
  await page.getByTestId('script-import').fill(`SELECT ${'('.repeat(250)}1${')'.repeat(250)};\nCREATE TABEL t ();`);
  await page.getByTestId('syntax-import').getByText('Line 2, column 1').waitFor();
  await page.keyboard.press('Escape');
  const large = 'lorem ipsum (dolor; sit amet\n'.repeat(700_000);
  assert.ok(large.length > 20_000_000);
  assert.ok(['parse', 'engine'].includes((await app.refusal('importSql', large)).code));
  assert.equal(await app.json(), before, 'nor did 20 MB of it');
  const deep = `SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)};\nCREATE TABLE t (a int);`;
  const report = await app.call('importSql', `DROP DATABASE postgres;\n${deep}`, { as: 'new' });
  assert.equal(report.entities, 1);
  assert.equal(report.errors.length, 1);
  assert.equal(report.passedOver.length, 1);
}

export const tests = [
  ['a schema is imported', imported],
  ['every schema of the corpus is imported and exported again', corpus],
  ['the answer of a live database is read', live],
  ['a schema is imported by hand', byHand],
  ['bad input is survived', bad],
];
