// Bad input: a clear message at the place where it was entered, and nothing lost.
import assert from 'node:assert/strict';
import { App, RUN_MS } from './support/app.mjs';
import { type } from './support/inspector.mjs';
import { eventually } from './support/outcome.mjs';

async function brokenFiles({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await app.saved();
  const before = await app.json();
  const newer = before.replace('"formatVersion": 1', '"formatVersion": 99');
  assert.notEqual(newer, before);
  const files = [
    ['syntax.json', before.slice(0, -20), /not JSON.*line \d+, column \d+/s],
    ['shape.json', before.replace('"name": "books"', '"name": 7'), /name.*line \d+, column \d+/s],
    ['list.json', '[]', /no Bulkhead project/],
    ['empty.json', '', /not JSON/],
    ['newer.json', newer, /newer Bulkhead, in format 99/],
    ['text.json', 'DROP TABLE students;', /not JSON/],
  ];
  for (const [name, text, expected] of files) {
    await app.openFile(name, text);
    const toast = app.toast(`${name} was not opened`);
    await toast.waitFor();
    const said = await toast.innerText();
    assert.match(said, expected, name);
    assert.match(said, /The open project is unchanged/);
    assert.equal(await app.json(), before, name);
    await toast.getByRole('button', { name: 'Close message' }).click();
  }
  assert.equal(await app.canUndo, true, 'the history is still there');
}

async function badCheck({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await app.inspector.addColumn('price', 'numeric');
  const check = await app.inspector.addCheck('price >');
  const field = check.getByRole('textbox', { name: 'Expression' });
  await check.getByRole('alert').waitFor();
  assert.equal(await field.inputValue(), 'price >', 'what was typed stays');

  await app.deselect();
  await app.tab('Problems');
  await app.problem('invalid-expression').click();
  await app.inspector.title('books').waitFor();
  await eventually(async () => {
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-field')), 'expression');
  });
  // It can't be migrated, and the dialog says why.
  await app.tab('Migrations');
  await page.getByRole('tabpanel').getByRole('button', { name: 'Add migration' }).click();
  await app.dialog.getByRole('textbox', { name: 'Migration name' }).fill('Bad');
  await app.dialog.getByRole('button', { name: 'Add migration' }).click();
  await app.dialog.getByRole('alert').filter({ hasText: /error that must be mended/ }).waitFor();
  await app.dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByTestId('dry-run').click();
  await app.proofPanel.getByRole('alert').filter({ hasText: /error that must be mended/ }).waitFor();

  await type(app.inspector.open('Keys and checks').getByRole('textbox', { name: 'Expression' }), 'price > 0');
  await app.tab('Problems');
  await app.problem('invalid-expression').waitFor({ state: 'detached' });
}

async function escapes({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await app.inspector.addColumn('price', 'numeric');
  const column = await app.inspector.openColumn('price');
  await column.getByRole('combobox', { name: 'Value' }).selectOption({ label: 'default expression' });
  for (const text of ['0); DROP TABLE books; --', '0; SELECT 1', '0 /* open', "'open", '1 +']) {
    await type(column.getByRole('textbox', { name: 'Expression' }), text);
    await column.getByRole('alert').first().waitFor();
    const { message } = await app.refusal('migrations.add', 'Bad');
    assert.match(message, /error/, text);
  }
  await type(column.getByRole('textbox', { name: 'Expression' }), '0');
  await column.getByRole('alert').waitFor({ state: 'detached' });
}

async function sameName({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await app.inspector.addColumn('price', 'numeric');
  await app.inspector.addColumn('weight', 'numeric');
  await type(app.inspector.column('weight').getByRole('textbox', { name: 'Column name' }), 'price');
  const columns = app.inspector.section('Columns');
  await columns.getByRole('alert').filter({ hasText: /two columns that are called "price"/ }).waitFor();
  await app.tab('Problems');
  await app.deselect();
  await app.problem('duplicate-name').first().click();
  await app.inspector.title('books').waitFor();
  const { code } = await app.refusal('migrations.add', 'Bad');
  assert.equal(code, 'conflict');
  assert.equal((await app.entity('books')).columns.length, 3, 'nothing is lost');

  // Two entities of one name, too.
  const field = app.canvas.getByRole('textbox', { name: 'Entity name' });
  await page.getByTestId('add-entity').click();
  await field.fill('books');
  await field.press('Enter');
  await app.cards().nth(1).waitFor();
  await app.problem('duplicate-name').nth(1).waitFor();
}

async function noKey({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('authors', 120, 120);
  await app.inspector.addColumn('pen_name', 'text');
  await app.draw('books', 560, 200);
  await app.inspector.addColumn('author', 'text');
  await app.inspector.select('Foreign keys', 'Add a foreign key to').selectOption({ label: 'authors' });
  const key = app.inspector.open('Foreign keys');
  await key.getByRole('combobox', { name: 'Column', exact: true }).selectOption({ label: 'author' });
  await key.getByRole('combobox', { name: 'Referenced column' }).selectOption({ label: 'pen_name' });
  await key.getByRole('alert').filter({ hasText: /no key of that table covers exactly these columns/ }).waitFor();
  await app.deselect();
  await app.tab('Problems');
  await app.problem('foreign-key-without-key').click();
  await app.inspector.title('books').waitFor();
  await app.inspector.open('Foreign keys').getByRole('alert').first().waitFor();

  // A unique constraint over there mends it.
  await app.select('authors');
  await app.inspector.section('Keys and checks').getByRole('button', { name: 'Unique' }).click();
  await app.inspector.open('Keys and checks').getByRole('combobox', { name: 'Add to columns' })
    .selectOption({ label: 'pen_name' });
  await app.problem('foreign-key-without-key').waitFor({ state: 'detached' });
  assert.equal(await app.dryRun(), 'Proven');
}

async function badHandSql({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await addHandSql(app, 'CREATE TABEL oops ();');
  await app.inspector.section('Hand-written SQL').getByRole('alert').first().waitFor();
  await app.tab('Problems');
  await app.problem('hand-sql-syntax').waitFor();
  await app.inspector.setText('Hand-written SQL', 'Up', 'BEGIN; SELECT 1; COMMIT;');
  await app.problem('hand-sql-transaction').first().waitFor();

  // What parses and is wrong is found by running it, and said where.
  await app.inspector.setText('Hand-written SQL', 'Up', 'SELECT * FROM no_such_table;');
  await app.problem('hand-sql-transaction').first().waitFor({ state: 'detached' });
  assert.equal(await app.dryRun(), 'Failed');
  assert.equal((await app.stages()).up, 'failed');
  const said = await app.stage('up').innerText();
  assert.match(said, /no_such_table/);
  assert.match(said, /42P01/);
}

/** Adds hand-written SQL with the outline's plus. */
async function addHandSql(app, up, down = '') {
  await app.item('Hand-written SQL').first().getByRole('button', { name: 'Add hand-written SQL' }).click();
  await app.inspector.title('hand-written SQL').waitFor();
  await app.inspector.setText('Hand-written SQL', 'Up', up);
  if (down) await app.inspector.setText('Hand-written SQL', 'Down', down);
}

async function endless({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await addHandSql(app, 'DO $$ BEGIN LOOP END LOOP; END $$;');
  await app.call('engineReady');

  // It runs, and the page can be worked with meanwhile.
  await page.getByTestId('dry-run').click();
  await app.proofPanel.getByRole('status').filter({ hasText: 'Running' }).waitFor();
  await app.select('books');
  await app.inspector.addColumn('title', 'text');
  await app.row('books', 'title').waitFor();

  // It can be cancelled.
  await app.proofPanel.getByRole('button', { name: 'Cancel' }).click();
  await app.proofPanel.getByRole('status').filter({ hasText: 'Cancelled' }).waitFor({ timeout: RUN_MS });
  assert.equal(await page.getByTestId('verdict').count(), 0, 'a run that was cancelled proves nothing, and fails nothing');

  // Left alone it is ended, and the statement is named.
  assert.equal(await app.dryRun(), 'Failed');
  assert.equal((await app.stages()).up, 'failed');
  const said = await app.stage('up').innerText();
  assert.match(said, /timeout/);
  assert.match(said, /LOOP/);

  // Mended, it is proven.
  await app.item('Hand-written SQL').nth(1).click();
  await app.inspector.section('Hand-written SQL').getByRole('button', { name: 'Remove' }).click();
  assert.equal(await app.dryRun(), 'Proven');
  await app.assertProven();
}

export const tests = [
  ['a broken project file is refused with its place', brokenFiles],
  ['a check that does not parse is told at the field and in the problems', badCheck],
  ['an expression can not leave its place in the statement', escapes],
  ['two columns of one name', sameName],
  ['a foreign key to columns without a unique key', noKey],
  ['hand-written SQL that is wrong', badHandSql],
  ['an endless loop in hand-written SQL', endless],
];
