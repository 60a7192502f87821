// What is not drawn, and changing a project by SQL: views, functions and sequences are edited in the inspector, a script
// becomes the open project's new state, and PostgreSQL has the last word.
import assert from 'node:assert/strict';
import { App, RUN_MS } from './support/app.mjs';

const SHOP = `
CREATE TYPE state AS ENUM ('open', 'paid');
CREATE SEQUENCE receipt START 1000;
CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL, email text UNIQUE, phone text, city text);
CREATE TABLE orders (id bigint PRIMARY KEY DEFAULT nextval('receipt'), customer_id bigint REFERENCES customer, state state, total numeric(10,2));
CREATE VIEW open_orders AS SELECT id, total FROM orders WHERE state = 'open';
CREATE VIEW large AS SELECT * FROM open_orders WHERE total > 100;
`;

async function shop({ page, url }) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  const report = await app.call('importSql', SHOP, { as: 'new' });
  assert.deepEqual(report.errors, []);
  await app.card('orders').waitFor();
  return app;
}

const project = async (app) => JSON.parse(await app.json());
const object = async (app, name) => (await project(app)).rest.objects.find((found) => found.name === name);

/** Puts SQL in place of what the editor holds. */
async function type(page, sql) {
  const editor = page.getByTestId('inspector').locator('.cm-content');
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  // Chromium gives text that replaces coloured text a style of its own, which the content security policy keeps out.
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(sql);
}

async function definition(context) {
  const app = await shop(context);
  const { page } = context;
  const before = await object(app, 'open_orders');
  await page.getByRole('treeitem', { name: 'open_orders', exact: true }).click();
  const inspector = page.getByTestId('inspector');
  await inspector.getByRole('heading', { name: 'public.open_orders' }).waitFor();
  await inspector.getByRole('button', { name: 'the view public.large' }).waitFor();

  // A definition that PostgreSQL refuses changes nothing, and what was typed stays.
  await type(page, 'CREATE VIEW public.open_orders AS\nSELECT nothing FROM public.orders;');
  await page.getByTestId('apply-sql').click();
  await page.getByTestId('sql-form-error').getByText(/column "nothing" does not exist/).waitFor();
  assert.deepEqual(await object(app, 'open_orders'), before);

  await type(page, "CREATE VIEW public.open_orders AS\nSELECT id, customer_id, total FROM public.orders WHERE state <> 'paid';");
  await page.getByTestId('apply-sql').click();
  await page.getByText(/PostgreSQL took the new definition/).waitFor();
  const after = await object(app, 'open_orders');
  assert.equal(after.id, before.id);
  assert.match(after.definition, /customer_id/);
  await app.call('undo');
  assert.deepEqual(await object(app, 'open_orders'), before);

  // What is used can't be removed; what stands on it can.
  await page.getByTestId('remove-rest').click();
  await page.getByText(/is used by the view public.large/).waitFor();
  await page.getByRole('treeitem', { name: 'large', exact: true }).click();
  await inspector.getByRole('heading', { name: 'public.large' }).waitFor();
  await page.getByTestId('remove-rest').click();
  await page.getByRole('treeitem', { name: 'large', exact: true }).waitFor({ state: 'detached' });
}

async function added(context) {
  const app = await shop(context);
  const { page } = context;
  await page.getByRole('button', { name: 'Add a view, a function, a sequence …' }).click();
  await type(page, 'CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN n * 2;');
  await page.getByTestId('apply-sql').click();
  await page.getByTestId('inspector').getByRole('heading', { name: 'public.twice(n integer)' }).or(
    page.getByTestId('inspector').getByRole('heading', { name: /public\.twice\(/ }),
  ).first().waitFor();
  assert.equal((await object(app, 'twice')).kind, 'function');

  // Anything else can be changed so too, and is taken for what it was.
  const ids = (await project(app)).entities;
  const told = await app.call('executeSql', 'ALTER TABLE customer RENAME TO client; ALTER TABLE orders SET (fillfactor = 70);');
  assert.deepEqual(told.kept, []);
  assert.deepEqual(told.renames.map(({ from, to }) => [from, to])[0], ['public.customer', 'public.client']);
  await app.card('client').waitFor();
  const now = (await project(app)).entities;
  assert.deepEqual(Object.keys(now), Object.keys(ids));
  const refusal = await app.refusal('executeSql', 'CREATE TABLE orders ();');
  assert.equal(refusal.details.code, '42P07');
  const proof = await (async () => {
    await app.call('migrations.add', 'Initial');
    return app.call('dryRun');
  })();
  assert.equal(proof.verdict, 'proven', JSON.stringify(proof.stages.filter((stage) => stage.state === 'failed')));
}

async function sequence(context) {
  const app = await shop(context);
  const { page } = context;
  await page.getByRole('treeitem', { name: 'receipt', exact: true }).click();
  const start = page.getByTestId('inspector').getByLabel('Starts with');
  assert.equal(await start.inputValue(), '1000');
  await start.fill('5000');
  await start.press('Enter');
  const found = (await project(app)).rest.sequences.find(({ name }) => name === 'receipt');
  assert.equal(found.options.start, 5000);
  const { up } = await app.call('compare', SHOP, await app.call('exportSql', { targetVersion: 18 }));
  assert.match(up, /ALTER SEQUENCE public\.receipt START( WITH)? 5000/);
}

async function updated(context) {
  const app = await shop(context);
  const { page } = context;
  const before = await project(app);
  const next = SHOP.replace('phone text', 'phone_number text').replace('total numeric(10,2)', 'total numeric(12,2), note text');
  await page.getByRole('button', { name: 'Import a schema from SQL' }).click();
  await page.getByText('This project’s new state').or(page.getByText("This project's new state")).first().click();
  await page.getByTestId('script-import').fill(next);
  await page.getByTestId('run-import').click();
  const found = page.getByTestId('import-found');
  await found.getByText('public.customer.phone', { exact: true }).waitFor();
  await page.getByTestId('open-import').click();
  await page.getByTestId('open-import').waitFor({ state: 'detached' });
  const after = await project(app);
  assert.deepEqual(after.nodes, before.nodes, 'cards stay where they were');
  const customer = Object.values(after.entities).find(({ name }) => name === 'customer');
  const was = Object.values(before.entities).find(({ name }) => name === 'customer');
  assert.deepEqual(customer.columns.map(({ id }) => id), was.columns.map(({ id }) => id));
  await app.call('undo');
  assert.deepEqual(await project(app), before);

  const report = await app.call('importSql', next, { as: 'update' });
  assert.equal(report.entities, 2);
  assert.deepEqual(report.kept, []);
  assert.equal((await app.call('importSql', next, { as: 'update' })).steps.length, 0);
}

export const tests = [
  ['a view gets another definition', definition],
  ['objects are added by SQL, and anything is changed by it', added],
  ['a sequence is edited', sequence],
  ['a script becomes the state of the open project', updated],
];
