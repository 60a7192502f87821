// Rows that the state before allows and the migration fails on: they are shown, accepted with a reason, or repaired.
import assert from 'node:assert/strict';
import { App, RUN_MS } from './support/app.mjs';

const BEFORE = 'CREATE TABLE customers (id uuid PRIMARY KEY, mail text NOT NULL, note text, rank numeric(8,2));';
const CHANGE = `ALTER TABLE customers ALTER note SET NOT NULL, ADD UNIQUE (mail), ALTER rank TYPE numeric(8,0);`;

async function changed({ page, url }) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  await app.call('importSql', BEFORE, { as: 'new' });
  await page.evaluate(() => window.bulkhead.migrations.add('First'));
  await app.call('executeSql', CHANGE);
  await app.card('customers').waitFor();
  return app;
}

const risk = (page, rule) => page.locator(`[data-testid="risks"] [data-rule="${rule}"]`);

async function accepted(context) {
  const app = await changed(context);
  const { page } = context;
  await app.dryRun();
  await page.getByTestId('verdict').getByText('Failed', { exact: true }).waitFor();
  const note = risk(page, 'set-not-null');
  await note.getByText('a row with NULL in note in public.customers').waitFor();
  await note.getByText(/contains null values \(23502\)/).waitFor();
  await note.getByText(/note: NULL/).waitFor();
  await risk(page, 'add-unique').getByText(/Key \(mail\)=.* is duplicated/).waitFor();
  // What is rounded is refused by nothing, and told all the same.
  await page.getByTestId('data').getByRole('row', { name: /customers\.rank changed/ }).waitFor();

  for (const rule of ['set-not-null', 'add-unique']) {
    const field = risk(page, rule).getByLabel('Why such rows need not be feared');
    await field.fill(`counted ${rule}: none`);
    await field.press('Enter');
    await risk(page, rule).getByText(`Accepted: counted ${rule}: none`).waitFor();
  }
  await app.dryRun();
  await page.getByTestId('verdict').getByText('Proven', { exact: true }).waitFor();
  await page.evaluate(() => window.bulkhead.migrations.add('Second'));
  const files = await app.bundle();
  assert.match(files['README.md'], /customers\.note: .*Accepted: counted set-not-null: none\./);

  // What is accepted no more is not proven any more.
  await page.getByRole('tab', { name: /Proof/ }).click();
  await risk(page, 'add-unique').getByRole('button', { name: 'Take back' }).click();
  await page.getByTestId('verdict').getByText('changed since: run it again').waitFor();
}

async function repaired(context) {
  const app = await changed(context);
  const { page } = context;
  await app.dryRun();
  await risk(page, 'set-not-null').getByRole('button', { name: 'Repair with SQL' }).click();
  const inspector = page.getByTestId('inspector');
  assert.equal(await inspector.getByLabel('Runs').inputValue(), 'before');
  const up = inspector.getByLabel('Up', { exact: true });
  assert.match(await up.inputValue(), /a row with NULL in note in public\.customers/);
  await up.fill("UPDATE customers SET note = '' WHERE note IS NULL; DELETE FROM customers c USING customers o WHERE c.mail = o.mail AND c.id > o.id;");
  await up.blur();
  await app.dryRun();
  await page.getByTestId('verdict').getByText('Proven', { exact: true }).waitFor();
  await page.locator('[data-testid="risks"] > summary').click();
  await risk(page, 'add-unique').getByText('taken care of').waitFor();
}

export const tests = [
  ['rows that break a migration are shown, and accepted with a reason that the bundle has', accepted],
  ['rows that hand-written SQL repairs break nothing', repaired],
];
