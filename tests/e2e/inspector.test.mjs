// Writing a model down in the inspector: where the keyboard goes, and what is made along with what.
import assert from 'node:assert/strict';
import { App } from './support/app.mjs';
import { eventually } from './support/outcome.mjs';

/** An empty project with one freshly drawn entity, selected. */
async function drawn(page, url, name) {
  const app = await App.open(page, url);
  await app.draw(name, 120, 120);
  await app.select(name);
  return app;
}

/** Waits until the field of this name has the keyboard. */
async function focused(page, name) {
  await eventually(async () => {
    const now = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    assert.equal(now, name);
  });
}

async function columns({ page, url }) {
  const app = await drawn(page, url, 'Account');
  await app.inspector.section('Columns').getByRole('button', { name: 'Add column' }).click();
  for (const [name, type] of [['email', 'varchar(320)'], ['balance', 'numeric(12,2)']]) {
    await focused(page, 'Column name');
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    await focused(page, 'Column type');
    await page.keyboard.type(type);
    await page.keyboard.press('Enter');
  }
  await focused(page, 'Column name');
  await page.keyboard.type('opened_at');
  await page.keyboard.press('Enter');
  await focused(page, 'Column type');
  await page.keyboard.type('timestamptz');
  // A type that is left by the button is taken before the next column is made.
  await app.inspector.section('Columns').getByRole('button', { name: 'Add column' }).click();
  await focused(page, 'Column name');
  await page.waitForTimeout(150);
  await page.keyboard.type('closed');
  await page.keyboard.press('Escape');
  await focused(page, null);
  const { columns } = await app.entity('Account');
  assert.deepEqual(columns.map((column) => column.name), ['id', 'email', 'balance', 'opened_at', 'column']);
  assert.equal(columns[3].type, 'timestamp with time zone');
}

async function additions({ page, url }) {
  const app = await drawn(page, url, 'Account');
  const { inspector } = app;
  await inspector.section('Keys and checks').getByRole('button', { name: 'Check' }).click();
  await focused(page, 'Expression');
  await page.keyboard.type("id > ''");
  await page.keyboard.press('Control+Enter');
  await inspector.section('Indexes').getByRole('button', { name: 'Add index' }).click();
  await inspector.open('Indexes').getByRole('button', { name: 'Expression' }).click();
  await focused(page, 'Indexed expression');
  await page.keyboard.type('md5(id::text)');
  await page.keyboard.press('Enter');
  await inspector.section('Policies').getByRole('button', { name: 'Add policy' }).click();
  await focused(page, 'Name');
  await page.keyboard.type('reads');
  await page.keyboard.press('Enter');
  const { constraints, indexes, policies } = await app.entity('Account');
  assert.equal(constraints.length, 2);
  assert.equal(indexes[0].keys[1].expression, 'md5(id::text)');
  assert.deepEqual(policies.map((policy) => policy.name), ['reads']);
  await app.item('Enums').getByRole('button', { name: 'Add an enum' }).click();
  await inspector.section('Labels').getByRole('button', { name: 'Add label' }).click();
  await focused(page, 'Label');
  await page.keyboard.type('closed');
  await page.keyboard.press('Enter');
  assert.deepEqual((await app.project()).enums[0].labels.map((label) => label.name), ['first', 'closed']);
}

async function schemas({ page, url }) {
  const app = await drawn(page, url, 'Account');
  await app.inspector.choose('Entity', 'Schema', 'New schema…');
  await focused(page, 'Name');
  await page.keyboard.type('billing');
  await page.keyboard.press('Enter');
  await app.inspector.title('billing').waitFor();
  const { schemas } = await app.project();
  const made = schemas.find((schema) => schema.name === 'billing');
  assert.equal((await app.entity('Account')).schema, made.id);
  // The heading of a schema in the outline shows it.
  await app.deselect();
  await app.item('billing').getByText('billing', { exact: true }).click();
  await app.inspector.title('billing').waitFor();
  await app.deselect();
  await app.inspector.section('Schemas').getByRole('button', { name: 'Add schema' }).click();
  await focused(page, 'Schema name');
  await page.keyboard.type('stock');
  await page.keyboard.press('Enter');
  await app.item('stock').waitFor();
  await app.inspector.section('Schemas').getByRole('button', { name: 'Remove schema stock' }).click();
  await app.item('stock').waitFor({ state: 'detached' });
}

async function base({ page, url }) {
  const app = await drawn(page, url, 'Person');
  await app.draw('Student', 480, 120);
  await app.select('Student');
  const before = await app.json();
  await app.inspector.choose('Entity', 'Base', 'Person');
  const student = await app.entity('Student');
  assert.equal(student.columns?.length ?? 0, 0);
  assert.equal(student.constraints?.length ?? 0, 0);
  assert.equal(await app.inspector.section('Keys and checks').getByRole('button', { name: 'Primary key' }).count(), 0);
  await app.undo();
  await app.assertJson(before);
}

export const tests = [
  ['columns are written from name to type to the next', columns],
  ['what is added has the keyboard', additions],
  ['schemas are made, shown and removed', schemas],
  ['a drawn key goes when a base comes', base],
];
