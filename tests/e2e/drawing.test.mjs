// Editing on the canvas: areas, notes, colours, views, lining up, menus, the clipboard, cells.
import assert from 'node:assert/strict';
import { App } from './support/app.mjs';
import { eventually } from './support/outcome.mjs';

/** An item of the menu that is open, whatever its kind. */
const item = (page, name) => page.getByRole('menu').locator('[role^=menuitem]').filter({ hasText: name }).first();

async function menu(page, where, name, options = {}) {
  await where.click({ button: 'right', ...options });
  await page.getByRole('menu').waitFor();
  if (name) await item(page, name).click();
}

/** Where a card stands on the screen. */
const corner = async (app, name) => {
  const { x, y } = await app.card(name).boundingBox();
  return { x, y };
};

const empty = { position: { x: 620, y: 330 } };

async function areas({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('one', 160, 140);
  await app.draw('two', 160, 300);
  await app.card('one').locator('.card-header').click();
  await app.card('two').locator('.card-header').click({ modifiers: ['Shift'] });
  await menu(page, app.card('two').locator('.card-header'), 'Area around it');
  const title = page.getByRole('textbox', { name: 'Title of the area' });
  await title.fill('Sales');
  await title.press('Enter');
  const area = page.getByRole('group', { name: 'Area: Sales' });
  await area.waitFor();
  const { up } = await app.call('migrations.draft');

  // It carries both cards.
  const [one, two] = [await corner(app, 'one'), await corner(app, 'two')];
  const box = await area.boundingBox();
  const at = { x: box.x + 30, y: box.y + 14 };
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + 40, at.y + 20, { steps: 4 });
  await page.mouse.move(at.x + 80, at.y + 40, { steps: 4 });
  await page.mouse.up();
  await eventually(async () => {
    const now = [await corner(app, 'one'), await corner(app, 'two')];
    assert.deepEqual(now, [{ x: one.x + 80, y: one.y + 40 }, { x: two.x + 80, y: two.y + 40 }]);
  });
  // One step of undo brings all of it back.
  await app.undo();
  await eventually(async () => assert.deepEqual(await corner(app, 'two'), two));
  assert.deepEqual(await area.boundingBox(), box);

  // A corner makes it larger; its cards stay.
  await area.hover({ position: { x: 30, y: 14 } });
  const se = await area.locator('.drawn-corner.se').boundingBox();
  await page.mouse.move(se.x + 6, se.y + 6);
  await page.mouse.down();
  await page.mouse.move(se.x + 46, se.y + 46, { steps: 4 });
  await page.mouse.up();
  await eventually(async () => assert.ok((await area.boundingBox()).width > box.width + 30));
  assert.deepEqual(await corner(app, 'two'), two);

  await menu(page, area.locator('.drawn-body'));
  await page.getByRole('menuitemradio', { name: 'Colour: teal' }).click();
  const { picture } = await app.project();
  const [kept] = Object.values(picture.annotations);
  assert.deepEqual([kept.kind, kept.text, kept.colour], ['area', 'Sales', 'teal']);
  assert.equal((await app.call('migrations.draft')).up, up, 'what is drawn is in no migration');

  // It is kept with the project, and goes by the keyboard.
  await app.saved();
  await app.reload();
  await area.waitFor();
  await area.focus();
  await page.keyboard.press('Delete');
  await area.waitFor({ state: 'detached' });
  assert.equal(await app.cards().count(), 2);
}

async function notes({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('one', 160, 140);
  await menu(page, app.canvas, 'New note', empty);
  const text = page.getByRole('textbox', { name: 'Text of the note' });
  await text.fill('Ask the team <b>first</b>');
  await text.press('Control+Enter');
  const note = page.getByRole('group', { name: 'Note: Ask the team <b>first</b>' });
  await note.waitFor();
  await note.focus();
  const before = await note.boundingBox();
  await page.keyboard.press('ArrowRight');
  await eventually(async () => assert.equal((await note.boundingBox()).x, before.x + 8));
  await page.keyboard.press('Shift+F10');
  await item(page, 'Duplicate').click();
  await eventually(async () => assert.equal(await page.locator('.drawn-note').count(), 2));
  await app.undo();
  await eventually(async () => assert.equal(await page.locator('.drawn-note').count(), 1));
}

async function looks({ page, url }) {
  const app = await App.open(page, url);
  await app.template('beer-competition');
  const card = app.card('Competition');
  const tall = (await card.boundingBox()).height;
  await menu(page, card.locator('.card-header'));
  await page.getByRole('menuitemradio', { name: 'Colour: violet' }).click();
  await page.locator('.card.colour-violet').waitFor();
  await menu(page, card.locator('.card-header'), 'Keys only');
  await eventually(async () => assert.ok((await card.boundingBox()).height < tall));
  const keys = await card.locator('.row').count();
  assert.ok(keys >= 1);
  await menu(page, card.locator('.card-header'), 'Name only');
  await eventually(async () => assert.equal(await card.locator('.row').count(), 0));
  await menu(page, card.locator('.card-header'));
  assert.equal(await item(page, 'Name only').getAttribute('aria-checked'), 'true');
  await item(page, 'All columns').click();
  await eventually(async () => assert.equal((await card.boundingBox()).height, tall));
}

async function views({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('one', 160, 140);
  await app.draw('two', 160, 300);
  await app.draw('three', 460, 140);
  await app.link('two', 'id', 'one');
  await app.card('one').locator('.card-header').click();
  await app.card('two').locator('.card-header').click({ modifiers: ['Shift'] });
  const bar = page.getByRole('navigation', { name: 'Views' });
  await bar.getByRole('button', { name: 'New view' }).click();
  await item(page, 'With the 2 selected entities').click();
  const name = page.getByRole('textbox', { name: 'Name of the view' });
  await name.fill('Sales');
  await name.press('Enter');
  const sales = bar.getByRole('button', { name: 'Sales', exact: true });
  await eventually(async () => assert.equal(await sales.getAttribute('aria-current'), 'true'));
  await eventually(async () => assert.equal(await app.cards().count(), 2));
  assert.equal(await app.edges().count(), 1);

  // Cards stand in each view where they were put in it.
  const all = (await app.project()).nodes;
  await app.card('one').locator('.card-header').click();
  await page.keyboard.press('Control+ArrowRight');
  const { id } = await app.entity('one');
  await eventually(async () => {
    const project = await app.project();
    const [view] = Object.values(project.picture.views);
    assert.equal(view.nodes[id].x, all[id].x + 8);
    assert.deepEqual(project.nodes, all);
  });

  // What is made in a view is shown in it and in all.
  await app.draw('four', 620, 330);
  assert.equal(await app.cards().count(), 3);
  await bar.getByRole('button', { name: 'All', exact: true }).click();
  await eventually(async () => assert.equal(await app.cards().count(), 4));
  await menu(page, app.card('three').locator('.card-header'), 'In the view “Sales”');
  await sales.click();
  await app.card('three').waitFor();
  await menu(page, app.card('one').locator('.card-header'), 'In the view “Sales”');
  await eventually(async () => assert.equal(await app.card('one').count(), 0));

  // Removing the view removes no entity; undo brings it back.
  await bar.getByRole('button', { name: 'Options of this view' }).click();
  await item(page, 'Remove the view').click();
  await eventually(async () => assert.equal(await app.cards().count(), 4));
  await app.undo();
  await sales.waitFor();
  assert.equal((await app.project()).entities.length, 4);
}

async function align({ page, url }) {
  const app = await App.open(page, url);
  for (const [name, x, y] of [['one', 120, 140], ['two', 180, 250], ['three', 300, 390]]) await app.draw(name, x, y);
  await app.canvas.focus();
  await page.keyboard.press('Control+a');
  const bar = page.getByRole('toolbar', { name: 'Align the selection' });
  await bar.getByRole('button', { name: 'Align left' }).click();
  await eventually(async () => {
    const [a, b, c] = await Promise.all(['one', 'two', 'three'].map((name) => corner(app, name)));
    assert.deepEqual([b.x, c.x], [a.x, a.x]);
  });
  await bar.getByRole('button', { name: 'Distribute down' }).click();
  await eventually(async () => {
    const [a, b, c] = await Promise.all(['one', 'two', 'three'].map((name) => corner(app, name)));
    assert.ok(Math.abs(c.y - b.y - (b.y - a.y)) <= 1, `${a.y} ${b.y} ${c.y}`);
  });
  // A dragged card is drawn to the edge of another, with a line that tells so.
  await app.deselect();
  const header = await app.card('three').locator('.card-name').boundingBox();
  await page.mouse.move(header.x + 10, header.y + 8);
  await page.mouse.down();
  await page.mouse.move(header.x + 200, header.y + 40, { steps: 4 });
  await page.mouse.move(header.x + 13, header.y + 40, { steps: 6 });
  await page.locator('svg.guides path').waitFor({ state: 'attached' });
  await page.mouse.up();
  const [one, three] = [await corner(app, 'one'), await corner(app, 'three')];
  assert.equal(three.x, one.x);
  assert.equal(await page.locator('svg.guides').count(), 0);
}

async function menus({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('one', 160, 140);
  await app.draw('two', 460, 140);
  await app.link('two', 'id', 'one');
  // By the keyboard alone.
  await app.card('one').locator('.card-header').click();
  await page.keyboard.press('Shift+F10');
  const open = page.getByRole('menu', { name: 'Entity one' });
  await open.waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await eventually(async () => assert.match(await focused(), /^Rename/));
  await page.keyboard.press('ArrowDown');
  assert.match(await focused(), /^Add a column/);
  await page.keyboard.press('End');
  assert.match(await focused(), /^Remove/);
  await page.keyboard.press('ArrowDown');
  assert.match(await focused(), /^Rename/);
  await page.keyboard.press('k');
  assert.match(await focused(), /^Keys only/);
  await page.keyboard.press('Escape');
  await open.waitFor({ state: 'detached' });
  assert.ok(await app.canvas.evaluate((element) => element === document.activeElement));
  // On a line, a column, the canvas.
  const line = await page.locator('.edge .edge-hit').first().evaluate((path) => {
    const at = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
    return { x: at.x, y: at.y };
  });
  await page.mouse.click(line.x, line.y, { button: 'right' });
  await item(page, 'Remove the foreign key').click();
  await eventually(async () => assert.equal(await app.edges().count(), 0));
  await menu(page, app.row('one', 'id'), 'Remove');
  await app.row('one', 'id').waitFor({ state: 'detached' });
  await menu(page, app.canvas, 'New entity here', empty);
  await app.canvas.getByRole('textbox', { name: 'Entity name' }).press('Escape');
  await eventually(async () => assert.equal(await app.cards().count(), 3));
}

async function clipboard({ page, context, url }) {
  const app = await App.open(page, url);
  await app.draw('customers', 160, 140);
  await app.draw('orders', 460, 140);
  await app.link('orders', 'id', 'customers');
  await app.canvas.focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('heading', { name: '2 entities' }).waitFor();
  await page.keyboard.press('Control+c');
  await app.toast('Copied 2 entities').waitFor();
  const sql = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(sql, /CREATE TABLE (public\.)?customers/);
  assert.match(sql, /REFERENCES (public\.)?customers/);

  await page.keyboard.press('Control+v');
  await eventually(async () => assert.equal(await app.cards().count(), 4));
  const { entities } = await app.project();
  const copy = entities.find((entity) => entity.name === 'orders copy');
  const target = entities.find((entity) => entity.name === 'customers copy');
  const keys = copy.constraints.filter((constraint) => constraint.kind === 'foreignKey');
  assert.deepEqual(keys.map((key) => key.target), [target.id]);
  await app.undo();
  await eventually(async () => assert.equal(await app.cards().count(), 2));

  // In another tab, another project.
  const other = await App.open(await context.newPage(), url);
  await other.call('project.new');
  await other.canvas.focus();
  await other.page.keyboard.press('Control+v');
  await eventually(async () => assert.equal(await other.cards().count(), 2));
  assert.deepEqual((await other.project()).entities.map((entity) => entity.name).sort(), ['customers', 'orders']);
  await other.page.close();

  // Columns go into the selected entity; cut takes what was copied away.
  await page.bringToFront();
  await app.row('customers', 'id').click();
  await page.keyboard.press('Control+d');
  await app.row('customers', 'id_2').waitFor();
  await app.row('customers', 'id_2').click();
  await page.keyboard.press('Control+x');
  await app.row('customers', 'id_2').waitFor({ state: 'detached' });
  await app.card('orders').locator('.card-header').click();
  await page.keyboard.press('Control+v');
  await app.row('orders', 'id_2').waitFor();
}

async function pasteSql({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('customers', 160, 140);
  const paste = async (text) => {
    await page.evaluate((text) => navigator.clipboard.writeText(text), text);
    await app.canvas.focus();
    await page.keyboard.press('Control+v');
  };
  await paste('CREATE TABLE broken (id int,,);');
  await app.toast('What was pasted is not SQL that runs on this project').waitFor({ timeout: 120_000 });
  assert.equal(await app.cards().count(), 1);
  await paste('CREATE TABLE invoices (id bigint PRIMARY KEY, customer uuid REFERENCES customers, total numeric(10,2));');
  await app.toast('Pasted 1 entity').waitFor({ timeout: 120_000 });
  await app.card('invoices').waitFor();
  const invoices = await app.entity('invoices');
  const customers = await app.entity('customers');
  assert.ok(invoices.constraints.some((c) => c.kind === 'foreignKey' && c.target === customers.id));
  await app.undo();
  await app.card('invoices').waitFor({ state: 'detached' });
}

async function cells({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('one', 160, 140);
  // A double click types the name; Tab goes to the type, Enter to the next row, which is a new one.
  await app.row('one', 'id').locator('.row-name').dblclick();
  const name = app.canvas.getByRole('textbox', { name: 'Column name' });
  const type = app.canvas.getByRole('combobox', { name: 'Column type' });
  await name.fill('key');
  await name.press('Tab');
  await eventually(async () => assert.ok(await type.evaluate((field) => field === document.activeElement)));
  await type.fill('bigint');
  await type.press('Enter');
  await app.row('one', 'key').waitFor();
  await page.keyboard.type('email');
  await page.keyboard.press('Enter');
  await app.row('one', 'email').waitFor();
  await page.keyboard.type('paid');
  await page.keyboard.press('Tab');
  await page.keyboard.type('boolean');
  await page.keyboard.press('Enter');
  await app.row('one', 'paid').waitFor();
  // An empty row is the end.
  await page.keyboard.press('Enter');
  await name.waitFor({ state: 'detached' });
  const { columns } = await app.entity('one');
  assert.deepEqual(columns.map((c) => [c.name, c.type]), [['key', 'bigint'], ['email', 'text'], ['paid', 'boolean']]);

  // By the keyboard: into the rows, down, typing, and out.
  await app.card('one').locator('.card-header').click();
  await app.canvas.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await eventually(async () => assert.equal(await name.inputValue(), 'email'));
  await name.fill('mail');
  await name.press('Escape');
  assert.equal((await app.entity('one')).columns[1].name, 'email', 'Escape takes nothing over');
  await page.keyboard.press('Delete');
  await app.row('one', 'email').waitFor({ state: 'detached' });
  // The row below a selected card adds one; leaving it takes it over.
  await app.card('one').locator('.card-header').click();
  await app.canvas.getByRole('button', { name: 'Column' }).click();
  await page.keyboard.type('note');
  await app.canvas.click(empty);
  await app.row('one', 'note').waitFor();
  for (let step = 0; step < 5; step += 1) await app.undo();
  await eventually(async () => assert.equal((await app.entity('one')).columns[0].name, 'id'));
}

export const tests = [
  ['an area is named, moved with its cards, resized, coloured, kept and removed', areas],
  ['a note is written, moved by the keyboard and copied', notes],
  ['cards have colours and are collapsed', looks],
  ['views show some of the entities, each at places of its own', views],
  ['cards are lined up, and drawn to lines while they are dragged', align],
  ['menus on all that is drawn work by the keyboard', menus],
  ['entities and columns are copied, cut and pasted, in another tab too', clipboard],
  ['SQL is pasted from anywhere, and errors are told', pasteSql],
  ['columns are typed on the card', cells],
];
