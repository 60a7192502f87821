// The parts of the page that are loaded when they are first used: a load that fails is told, and tried again.
import assert from 'node:assert/strict';
import { App } from './support/app.mjs';
import { eventually } from './support/outcome.mjs';

const PARTS = /bulkhead-part-/;

/** The server is gone, and with it the parts. */
const unreachable = (page) => page.route(PARTS, (route) => route.abort());

async function whenUsed({ page, url }) {
  const loaded = [];
  page.on('response', (response) => PARTS.test(response.url()) && loaded.push(response.url()));
  await App.open(page, url);
  assert.deepEqual(loaded, [], 'nothing of them comes with the page');
  await page.getByRole('button', { name: 'Compare two schemas' }).click();
  await page.getByRole('dialog', { name: 'Compare two schemas' }).waitFor();
  assert.ok(loaded.some((file) => file.includes('bulkhead-part-tools-')), loaded.join());
}

async function dialogs({ page, url, errors }) {
  await unreachable(page);
  const app = await App.open(page, url);
  const button = page.getByRole('button', { name: 'Keys (?)' });
  await button.click();
  await page.getByTestId('toast').filter({ hasText: 'The dialogs could not be loaded' }).waitFor();
  assert.equal(await page.getByRole('dialog').count(), 0);
  // The page goes on.
  await page.getByTestId('add-entity').click();
  await app.item('entity1').waitFor();
  await app.canvas.getByRole('alert').filter({ hasText: 'could not be loaded' }).waitFor();

  await page.unroute(PARTS);
  // A page that has nothing to do loads its parts by itself: on a slow machine it may be quicker than the button.
  await app.canvas.getByRole('button', { name: 'Try again' }).click({ timeout: 3_000 }).catch(() => {});
  await app.cards().first().waitFor();
  await button.click();
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  // The browser itself complains of the files.
  errors.length = 0;
}

async function panels({ page, url, errors }) {
  await unreachable(page);
  const app = await App.open(page, url);
  await page.getByTestId('add-entity').click();
  const sql = page.locator('#panel-sql');
  await sql.getByRole('alert').filter({ hasText: 'What plans the SQL could not be loaded' }).waitFor();
  const inspector = page.getByTestId('inspector');
  await inspector.getByRole('alert').filter({ hasText: 'The inspector could not be loaded' }).waitFor();
  const draft = await page.evaluate(() => window.bulkhead.migrations.draft().catch((error) => error.name));
  assert.equal(draft, 'BulkheadError');

  await page.unroute(PARTS);
  // A page that has nothing to do loads its parts by itself: on a slow machine it may be quicker than the button.
  const again = (where) => where.getByRole('button', { name: 'Try again' }).click({ timeout: 3_000 }).catch(() => {});
  await again(sql);
  await eventually(async () => assert.match(await app.sql('Up'), /CREATE TABLE (public\.)?entity1/));
  await again(inspector);
  await app.inspector.title('entity1').waitFor();
  errors.length = 0;
}

async function offline({ page, context, url }) {
  const app = await App.open(page, url);
  await app.draw('customers', 120, 120);
  await eventually(async () => assert.match(await app.sql('Up'), /CREATE TABLE (public\.)?customers/));
  // When the page has had nothing to do for a while, what was not asked for is here too, and PostgreSQL.
  await app.call('engineReady');
  await page.waitForLoadState('networkidle');
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Keys (?)' }).click();
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Migrations' }).click();
  await page.getByTestId('migrations').getByRole('button', { name: 'Add migration' }).click();
  await page.getByRole('dialog', { name: 'Add a migration' }).waitFor();
}

export const tests = [
  ['a dialog that can not be loaded is told of, and tried again', dialogs],
  ['a panel that can not be loaded says so, and is tried again', panels],
  ['a part is loaded when it is first used', whenUsed],
  ['an idle page needs no connection any more', offline],
];
