// The line that everything grows on: draw, link, make tenant-scoped, read the SQL, add the migration, run it dry, export.
import assert from 'node:assert/strict';
import { App, promisedFiles } from './support/app.mjs';
import { eventually } from './support/outcome.mjs';

/** Draws customers and orders, three roles, and makes both entities tenant-scoped. */
async function drawShop(app) {
  await app.draw('customers', 120, 120);
  await app.inspector.title('customers').waitFor();
  await app.inspector.addColumn('email', 'text', { required: true });
  await app.inspector.addColumn('signed_up', 'timestamp with time zone');

  await app.draw('orders', 560, 200);
  await app.inspector.title('orders').waitFor();
  await app.inspector.addColumn('customer_id', 'uuid', { required: true });
  await app.inspector.addColumn('total', 'numeric(18,2)');
}

async function makeRoles(app) {
  for (const role of ['shop_owner', 'shop_app', 'shop_service']) await app.addRole(role);
  await app.deselect();
  await app.inspector.choose('Roles', 'Owner', 'shop_owner');
  await app.inspector.choose('Roles', 'Application', 'shop_app');
  await app.inspector.choose('Roles', 'Service', 'shop_service');
}

async function scope(app, name) {
  await app.select(name);
  await app.inspector.select('Tenant wall', 'Rows are').selectOption('tenant');
  await app.inspector.panel.locator('.tag.tenant').waitFor();
}

async function draws({ page, url }) {
  const app = await App.open(page, url);
  await page.getByRole('heading', { name: 'Draw a schema. Prove its migration.' }).waitFor();
  await drawShop(app);
  assert.equal(await app.cards().count(), 2);
  await app.row('orders', 'customer_id').waitFor();

  await app.link('orders', 'customer_id', 'customers');
  await app.edges().waitFor({ state: 'attached' });
  await app.inspector.section('Foreign keys').getByText('customer_id → customers').waitFor();
  const up = await app.sql('Up');
  assert.match(up, /FOREIGN KEY \(customer_id\)\s+REFERENCES (public\.)?customers \(id\)/);
  const orders = await app.entity('orders');
  assert.equal(orders.constraints.filter((constraint) => constraint.kind === 'foreignKey').length, 1);
  assert.equal(orders.columns.length, 3, 'the column the line was drawn from is the one that references');
}

async function whole({ page, url }) {
  const app = await App.open(page, url);
  await drawShop(app);
  await app.link('orders', 'customer_id', 'customers');
  await app.edges().waitFor({ state: 'attached' });
  await makeRoles(app);
  await scope(app, 'customers');
  await scope(app, 'orders');
  await app.row('orders', 'tenant_id').waitFor();

  await eventually(async () => {
    const up = await app.sql('Up');
    assert.match(up, /ALTER TABLE (public\.)?orders FORCE ROW LEVEL SECURITY/);
    assert.match(up, /CREATE POLICY tenant_isolation ON (public\.)?orders/);
    assert.match(up, /NULLIF\(current_setting\('app\.current_tenant', true\), ''\)::uuid/);
    assert.match(up, /TO shop_app/);
    assert.match(up, /TO shop_service/);
  });
  const down = await app.sql('Down');
  assert.match(down, /DROP POLICY tenant_isolation ON (public\.)?orders/);
  assert.ok(down.indexOf('DROP POLICY') < down.indexOf('DROP TABLE'), 'policies are dropped first');

  // A key that does not carry the tenant lets one tenant's rows reference another's: the problem says so.
  const id = await app.addMigration('Shop_Initial');
  assert.equal(await app.dryRun(), 'Proven');
  await app.assertProven();

  const files = await app.exportZip();
  for (const path of promisedFiles([id])) assert.ok(path in files, `the bundle has ${path}`);
  assert.equal(JSON.parse(files['proof.json']).verdict, 'proven');
  assert.match(files['proof.html'], /<html/);
  assert.match(files[`migrations/${id}/up.sql`], /CREATE POLICY tenant_isolation/);
  assert.equal(files['project.bulkhead.json'], await app.json());

  await app.openFile('project.bulkhead.json', files['project.bulkhead.json']);
  await app.cards().nth(1).waitFor();
  await app.assertJson(files['project.bulkhead.json']);
}

async function removesLast({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('notes', 120, 120);
  const before = await app.json();
  await app.addMigration('First');
  await page.getByRole('tabpanel').getByText('No pending change').waitFor();
  await page.getByRole('list', { name: 'Migrations' }).getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('tabpanel').getByText(/statements? (is|are) pending/).waitFor();
  await app.assertJson(before);
}

export const tests = [
  ['a line from a column to an entity is a foreign key', draws],
  ['from an empty canvas to a proven bundle', whole],
  ['the last migration is removed and its change is pending again', removesLast],
];
