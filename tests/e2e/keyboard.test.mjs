// The keyboard alone: a model is made, walked, searched and migrated without a pointer.
import assert from 'node:assert/strict';
import { App } from './support/app.mjs';
import { eventually } from './support/outcome.mjs';

/** Presses keys one after another, as a person does. */
async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/** What has the keyboard. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.id || element?.getAttribute('aria-label') || element?.className || element?.tagName;
  });

/** The part of the window that has the keyboard. */
const region = (page) =>
  page.evaluate(() => document.activeElement?.closest('.outline, .canvas-panel, .inspector, .dock')?.className.split(' ').pop());

/** Adds an entity and names it. The keyboard is on the canvas before and after. */
async function add(page, app, name) {
  await press(page, 'n');
  await app.canvas.getByRole('textbox', { name: 'Entity name' }).waitFor();
  await page.keyboard.type(name);
  await press(page, 'Enter');
  await app.card(name).waitFor();
}

/** Goes round with F6 until the keyboard is there. */
async function goTo(page, wanted) {
  await eventually(async () => {
    if ((await region(page)) !== wanted) await press(page, 'F6');
    assert.equal(await region(page), wanted);
  });
}

async function model({ page, url }) {
  const app = await App.open(page, url);
  await app.call('engineReady');
  await goTo(page, 'canvas-panel');
  await add(page, app, 'customers');

  // A column: its name, then its type.
  await press(page, 'c');
  await page.waitForFunction(() => document.activeElement?.matches('.inspector input'));
  await page.keyboard.type('email');
  await press(page, 'Enter');
  await eventually(async () => {
    const columns = (await app.entity('customers')).columns;
    assert.deepEqual(columns.map((column) => column.name), ['id', 'email']);
  });
  await goTo(page, 'canvas-panel');
  await add(page, app, 'orders');
  await add(page, app, 'items');

  // items references orders, orders references customers.
  const link = async (target) => {
    await press(page, 'l');
    const field = page.getByRole('combobox', { name: 'Reference which entity?' });
    await field.waitFor();
    await page.keyboard.type(target);
    const matches = page.getByRole('listbox', { name: 'Matches' });
    await matches.getByRole('option', { selected: true }).filter({ hasText: target }).waitFor();
    await press(page, 'Enter');
  };
  const target = async (from) => {
    const { entities } = await app.project();
    const keys = entities.find((entity) => entity.name === from).constraints.filter(({ kind }) => kind === 'foreignKey');
    return keys.map((key) => entities.find(({ id }) => id === key.target).name);
  };
  await link('orders');
  await eventually(async () => assert.deepEqual(await target('items'), ['orders']));
  await goTo(page, 'canvas-panel');
  await press(page, 'Control+k');
  await page.getByRole('combobox', { name: 'Find anything' }).waitFor();
  await page.keyboard.type('orders');
  await press(page, 'Enter');
  await app.inspector.title('orders').waitFor();
  assert.equal(await focused(page), 'canvas', 'the palette gives the keyboard to the canvas');
  await link('cust');
  await eventually(async () => assert.deepEqual(await target('orders'), ['customers']));

  // Renaming by F2.
  await press(page, 'Escape', 'Control+k');
  await page.keyboard.type('items');
  await press(page, 'Enter');
  await app.inspector.title('items').waitFor();
  await press(page, 'F2');
  await app.canvas.getByRole('textbox', { name: 'Entity name' }).waitFor();
  await page.keyboard.type('order_items');
  await press(page, 'Enter');
  await app.card('order_items').waitFor();

  // The migration.
  await press(page, 'Control+k');
  await page.keyboard.type('add migr');
  await press(page, 'Enter');
  await page.getByRole('dialog', { name: 'Add a migration' }).waitFor();
  await page.keyboard.type('Shop');
  await press(page, 'Enter');
  await eventually(async () => {
    const list = await app.call('migrations.list');
    assert.equal(list.length, 1);
    assert.match(list[0].id, /_Shop$/);
  });
  const up = await app.call('migrations.script', {});
  for (const table of ['customers', 'orders', 'order_items']) assert.match(up, new RegExp(`CREATE TABLE (public\\.)?${table}`));
  assert.equal(up.match(/FOREIGN KEY/g).length, 2);
}

async function walking({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('here', 80, 80);
  await app.draw('right', 480, 80);
  await app.draw('below', 80, 320);
  await app.select('here');
  await app.canvas.focus();
  const round = [['ArrowRight', 'right'], ['ArrowLeft', 'here'], ['ArrowDown', 'below'], ['ArrowDown', 'below'], ['ArrowUp', 'here']];
  for (const [key, name] of round) {
    await press(page, key);
    await app.inspector.title(name).waitFor();
  }
  // From nothing the first step leads to the card in the middle of the view.
  await press(page, 'Escape', 'ArrowRight');
  await app.inspector.title('right').or(app.inspector.title('here')).or(app.inspector.title('below')).waitFor();
  await app.select('here');
  await app.canvas.focus();
  // With Control they move the card, and one undo takes a step back.
  const { id } = await app.entity('here');
  const before = (await app.project()).nodes[id];
  await press(page, 'Control+ArrowDown');
  await eventually(async () => assert.ok((await app.project()).nodes[id].y > before.y));
  await press(page, 'Control+z');
  await eventually(async () => assert.deepEqual((await app.project()).nodes[id], before));
}

async function regions({ page, url }) {
  const app = await App.open(page, url);
  await app.call('project.new', 'audit-log');
  await app.canvas.focus();
  const round = [];
  // What does it may still be on its way.
  const step = async (key) => {
    const before = await region(page);
    await press(page, key);
    await eventually(async () => assert.notEqual(await region(page), before));
    return region(page);
  };
  for (let turn = 0; turn < 4; turn += 1) round.push(await step('F6'));
  assert.deepEqual(round, ['inspector', 'dock', 'outline', 'canvas-panel']);
  assert.equal(await step('Shift+F6'), 'outline');
  assert.equal(await step('F6'), 'canvas-panel');
  // A part that is hidden is left out.
  await press(page, 'Control+i');
  assert.equal(await step('F6'), 'dock');
}

async function palette({ page, url }) {
  const app = await App.open(page, url);
  await app.call('project.new', 'beer-competition');
  await app.canvas.focus();
  await press(page, 'Control+k');
  const field = page.getByRole('combobox', { name: 'Find anything' });
  await field.waitFor();
  // Every command of the table is there: the help tells of those with keys.
  const options = page.getByRole('listbox', { name: 'Matches' }).getByRole('option');
  for (const title of ['Dry run', 'Import a schema from SQL', 'Light or dark', 'Add a migration', 'Arrange cards']) {
    await field.fill(title);
    await options.first().filter({ hasText: title }).waitFor();
  }
  // What is a column leads to its entity with the column selected.
  const entity = (await app.project()).entities.find(({ columns }) => columns.length > 3);
  const column = entity.columns[2];
  await field.fill(`${column.name} ${entity.name}`);
  await options.first().filter({ hasText: `column of ${entity.name}` }).waitFor();
  assert.equal(await field.getAttribute('aria-activedescendant'), await options.first().getAttribute('id'));
  await press(page, 'ArrowDown', 'ArrowUp', 'Enter');
  await app.inspector.title(entity.name).waitFor();
  // It was used lately, so it comes first.
  await press(page, 'Control+k');
  await options.first().filter({ hasText: `column of ${entity.name}` }).waitFor();
  await field.fill('nothing is called this');
  await page.getByText('Nothing matches.').waitFor();
  await press(page, 'Escape');
  assert.equal(await page.getByRole('dialog').count(), 0);
  assert.equal(await focused(page), 'canvas');
  // A command that can't be used now says what is missing.
  await press(page, 'Escape', 'l');
  await page.getByTestId('toast').filter({ hasText: 'Select one entity first.' }).waitFor();
}

async function letters({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('customers', 120, 120);
  await app.select('customers');
  const count = async () => (await app.project()).entities.length;
  // A letter in a field is a letter.
  await page.getByRole('textbox', { name: 'Project name' }).click();
  await page.keyboard.type('Nice clients?');
  await press(page, 'Enter');
  await eventually(async () => assert.match((await app.project()).name, /Nice clients\?/));
  assert.equal(await count(), 1);
  assert.equal(await page.getByRole('dialog').count(), 0);
}

export const tests = [
  ['a model with keys and a migration is made by keyboard alone', model],
  ['arrow keys walk from card to card, and move cards with Control', walking],
  ['F6 goes round the parts of the window', regions],
  ['the palette finds commands and what has a name', palette],
  ['letters in a field are letters', letters],
];
