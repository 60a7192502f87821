// Migrations with short locks, and two that expand and contract: added by a person, and run on the tab's PostgreSQL.
import assert from 'node:assert/strict';
import { App, RUN_MS } from './support/app.mjs';

const BEFORE = `CREATE TABLE customers (id int PRIMARY KEY, mail text NOT NULL, rank int NOT NULL);
  CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers);
  CREATE INDEX ON orders (customer_id);`;

async function pending({ page, url }, change) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  await app.call('importSql', BEFORE, { as: 'new' });
  await page.evaluate(() => window.bulkhead.migrations.add('First'));
  await app.call('executeSql', change);
  return app;
}

async function add(page, name, how) {
  await page.getByRole('tab', { name: /Migrations/ }).click();
  await page.getByRole('button', { name: 'Add migration' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add a migration' });
  await dialog.getByLabel('Migration name').fill(name);
  await dialog.getByText(how, { exact: true }).click();
  await dialog.getByRole('button', { name: 'Add migration' }).click();
  return dialog;
}

async function shortLocks(context) {
  const app = await pending(context, `ALTER TABLE customers ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();
    ALTER TABLE customers ADD CHECK (rank >= 0) NOT VALID; CREATE INDEX ON customers (rank);`);
  const { page } = context;
  const wait = page.getByLabel('Wait (ms)');
  await wait.fill('500');
  await wait.press('Enter');
  const dialog = await add(page, 'Online', 'Short locks');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await app.dryRun(), 'Proven');
  const files = await app.bundle();
  const up = files[Object.keys(files).find((name) => name.endsWith('_Online/up.sql'))];
  assert.match(up, /CREATE INDEX CONCURRENTLY/);
  assert.match(up, /'lock_timeout', '500ms'/, 'the project says how long a try waits');
  assert.match(up, /COMMIT/, 'rows are filled in batches');
  assert.match(up, /-- If this fails half way: /);
}

async function twoMigrations(context) {
  const app = await pending(context, 'ALTER TABLE customers RENAME COLUMN mail TO email;');
  const { page } = context;
  const dialog = await add(page, 'Mail', 'Two migrations');
  await dialog.waitFor({ state: 'detached' });
  const list = await page.evaluate(() => window.bulkhead.migrations.list());
  assert.deepEqual(list.map((migration) => migration.id.slice(15)), ['First', 'Mail_Expand', 'Mail_Contract']);
  assert.equal(await app.dryRun(), 'Proven');
  const proof = JSON.parse(await page.evaluate(() => window.bulkhead.report({ format: 'json' })));
  assert.ok(proof.migration.endsWith('_Mail_Contract'), proof.migration);

  // What has nothing to split says so, and stays as it was.
  await app.call('executeSql', 'CREATE TABLE visits (id int PRIMARY KEY);');
  const refused = await add(page, 'Visits', 'Two migrations');
  await refused.getByText(/No column of the pending change can be split/).waitFor();
  assert.equal((await page.evaluate(() => window.bulkhead.migrations.list())).length, 3);
}

export const tests = [
  ['a migration with short locks is added and proven', shortLocks],
  ['a rename under load is two migrations, each proven', twoMigrations],
];
