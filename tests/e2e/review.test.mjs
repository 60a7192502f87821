// The review: a checklist that the dry run ticks or fails, faults that are accepted with a reason and a name, the team's
// own rules, rows of the project's own, and the summary for a pull request.
import assert from 'node:assert/strict';
import { App, RUN_MS } from './support/app.mjs';

const BEFORE = 'CREATE TABLE customers (id int PRIMARY KEY, mail text NOT NULL, note text);';
const CHANGE = 'ALTER TABLE customers DROP note, ADD joined date NOT NULL DEFAULT CURRENT_DATE; CREATE TABLE visits (customer_id int REFERENCES customers);';

const item = (page, id) => page.locator(`[data-testid="review"] [data-item="${id}"]`);

async function changed({ page, url }) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  await app.call('importSql', BEFORE, { as: 'new' });
  await page.evaluate(() => window.bulkhead.migrations.add('First'));
  await app.call('executeSql', CHANGE);
  await app.card('visits').waitFor();
  return app;
}

async function reviewed(context) {
  const app = await changed(context);
  const { page } = context;
  await context.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const inspector = page.getByTestId('inspector');
  await inspector.getByRole('button', { name: 'Add a rule of your team' }).click();
  await inspector.getByLabel('Rule', { exact: true }).fill('Everybody joined');
  await inspector.getByLabel('Rule', { exact: true }).press('Enter');
  await inspector.getByLabel('Finds', { exact: true }).fill('SELECT id FROM customers WHERE joined IS NULL');
  await inspector.getByLabel('Finds', { exact: true }).blur();
  await app.dryRun();
  await page.getByTestId('verdict').getByText('Drops column customers.note; adds column customers.joined; creates table visits.').waitFor();
  await item(page, 'team-1').getByText('holds', { exact: true }).waitFor();
  await item(page, 'tables').getByText('public.visits is new and has no primary key').waitFor();
  await item(page, 'foreign-keys').getByText(/has no index: every delete in public\.customers/).waitFor();
  await item(page, 'down').getByText('holds', { exact: true }).waitFor();

  // A fault leads to its place, and is accepted with a reason and a name.
  await item(page, 'tables').getByRole('button', { name: 'Show it' }).first().click();
  await inspector.getByRole('heading', { name: 'visits' }).waitFor();
  await item(page, 'tables').getByLabel('Why it is accepted').fill('append only');
  await item(page, 'tables').getByLabel('Who accepts it').fill('Ada');
  await item(page, 'tables').getByRole('button', { name: 'Accept', exact: true }).click();
  await item(page, 'tables').getByText('Accepted: append only (Ada)').waitFor();
  await app.dryRun();
  await item(page, 'tables').getByText('holds', { exact: true }).waitFor();

  await page.getByRole('button', { name: 'Markdown' }).click();
  await page.getByText('Copied the summary as Markdown').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^### .* Pending change: proven/);
  assert.match(copied, /\*Accepted: append only \(Ada\)\*/);
  assert.equal(copied, await page.evaluate(() => window.bulkhead.report()));
  assert.match(await page.evaluate(() => window.bulkhead.report({ format: 'html' })), /<h2>Review<\/h2>/);

  await page.evaluate(() => window.bulkhead.migrations.add('Second'));
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByTestId('export-losses').getByText(/public\.customers\.note in \d+ of \d+ rows/).waitFor();
  await page.getByText(/The review does not hold in: .*Foreign keys are as modelled/).waitFor();
  await page.keyboard.press('Escape');
  const files = await app.bundle();
  assert.match(files['README.md'], /- \[x\] Tables are as modelled.*: holds\n {2}- public\.visits is new and has no primary key\. Accepted: append only \(Ada\)/);
  assert.match(files['README.md'], /- \[ \] Foreign keys are as modelled/);
  const up = Object.keys(files).find((name) => name.endsWith('_Second/up.sql'));
  assert.match(files[up], /^-- Migration \d+_Second\. Drops column customers\.note; /);
}

async function ownRows(context) {
  const app = await changed(context);
  const { page } = context;
  await page.getByRole('tab', { name: /Proof/ }).click();
  await page.getByRole('button', { name: 'Rows', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Rows of dry runs' });
  await dialog.getByLabel('Rows in each table').fill('0');
  await dialog.getByText('A number from 1 to 100000, or nothing for 10.').waitFor();
  await dialog.getByLabel('Rows in each table').fill('25');
  await dialog.getByRole('button', { name: 'Paste rows' }).click();
  await dialog.getByLabel('Table', { exact: true }).fill('customers');
  await dialog.getByLabel('Name', { exact: true }).fill('ours');
  await dialog.getByLabel('Rows', { exact: true }).fill('id,mail,note\n901,ada@example.org,first\n902,,second\n');
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await dialog.waitFor({ state: 'detached' });
  await app.dryRun();
  await item(page, 'own-rows').getByText(/ours, line 3, into public\.customers: null value in column "mail"/).waitFor();
  await item(page, 'own-rows').getByText('1 row was there before').waitFor();
  const proof = await page.evaluate(() => window.bulkhead.report({ format: 'json' }));
  assert.equal(JSON.parse(proof).seeded.find((table) => table.table === 'public.customers').rows, 25);
  // They are kept with the project, and undone like everything else.
  const kept = JSON.parse(await page.evaluate(() => window.bulkhead.project.json()));
  assert.equal(kept.settings.seeding.samples[0].name, 'ours');
  await page.evaluate(() => window.bulkhead.undo());
  assert.equal(JSON.parse(await page.evaluate(() => window.bulkhead.project.json())).settings.seeding, undefined);
}

export const tests = [
  ['the review is ticked and failed by the dry run, accepted with a reason, and told as Markdown', reviewed],
  ['rows of the project\'s own are kept with it and must survive', ownRows],
];
