// Undo of everything gives the start, redo of everything the end, and a gesture is one step however long it takes.
import assert from 'node:assert/strict';
import { App } from './support/app.mjs';
import { eventually } from './support/outcome.mjs';

/** Everything that a person does most, through the interface. */
async function work(app) {
  const { page, inspector } = app;
  await app.draw('teams', 120, 120);
  await inspector.addColumn('title', 'text', { required: true });
  await app.draw('members', 520, 260);
  await inspector.addColumn('born', 'date');
  await inspector.addCheck("born > '1900-01-01'");
  await inspector.select('Foreign keys', 'Add a foreign key to').selectOption({ label: 'teams' });
  await app.row('members', 'team_id').waitFor();
  await inspector.section('Indexes').getByRole('button', { name: 'Add index' }).click();
  await inspector.open('Indexes').waitFor();
  await inspector.select('Tenant wall', 'Rows are').selectOption('tenant');
  await inspector.setText('Entity', 'Name', 'people');
  await app.card('people').waitFor();
  await app.addRole('team_app');
  await app.deselect();
  await inspector.choose('Roles', 'Application', 'team_app');
  await inspector.choose('Naming', 'Tables', 'snake_case');
  await app.addMigration('Teams');
  await app.select('teams');
  await page.getByRole('button', { name: 'Arrange cards' }).click();
  await app.canvas.focus();
  await page.keyboard.press('Delete');
  await app.card('teams').waitFor({ state: 'detached' });
}

/** Presses until there is no more to do, and gives every state on the way. */
async function all(app, press, more) {
  const states = [];
  while (await more()) {
    const before = await app.json();
    await press();
    states.push(await eventually(async () => {
      const now = await app.json();
      assert.notEqual(now, before, 'a step of the history changes the project');
      return now;
    }));
  }
  return states;
}

async function there({ page, url }) {
  const app = await App.open(page, url);
  const start = await app.json();
  await work(app);
  const end = await app.json();
  assert.notEqual(end, start);

  const back = await all(app, () => app.undo(), () => app.canUndo);
  assert.equal(back.at(-1), start);
  assert.equal(await app.cards().count(), 0);
  const forth = await all(app, () => app.redo(), () => app.canRedo);
  assert.equal(forth.at(-1), end);
  assert.deepEqual(forth.slice(0, -1).reverse(), back.slice(0, -1), 'the way forth is the way back');
  await app.card('people').waitFor();
  await app.card('teams').waitFor({ state: 'detached' });

  // A new step after an undo ends what could be done again.
  await app.undo();
  await app.draw('seasons', 200, 420);
  assert.equal(await app.canRedo, false);
}

async function gesture({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('teams', 160, 120);
  const before = await app.json();
  const from = (await app.project()).nodes;

  const card = await app.card('teams').boundingBox();
  await page.mouse.move(card.x + 60, card.y + 14);
  await page.mouse.down();
  for (const [x, y] of [[80, 20], [160, 90], [40, 200], [220, 160]]) {
    await page.mouse.move(card.x + 60 + x, card.y + 14 + y, { steps: 6 });
  }
  await page.mouse.up();
  const after = await app.json();
  assert.notDeepEqual((await app.project()).nodes, from);

  await page.keyboard.press('Control+z');
  await app.assertJson(before);
  await page.keyboard.press('Control+Shift+z');
  await app.assertJson(after);
}

async function escaped({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('teams', 160, 120);
  const before = await app.json();
  const card = await app.card('teams').boundingBox();
  await page.mouse.move(card.x + 60, card.y + 14);
  await page.mouse.down();
  await page.mouse.move(card.x + 260, card.y + 214, { steps: 8 });
  assert.notEqual(await app.json(), before);
  await page.keyboard.press('Escape');
  await app.assertJson(before);
  await page.mouse.up();
  await app.assertJson(before);
}

async function typing({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('teams', 160, 120);
  const before = await app.json();
  const name = app.inspector.field('Entity', 'Name');
  await name.click();
  await page.keyboard.type('xyz');
  // While something is typed, undo is the field's own.
  await page.keyboard.press('Control+z');
  await app.assertJson(before);
  await page.keyboard.press('Escape');
  assert.equal(await name.inputValue(), 'teams');
  await page.keyboard.press('Control+z');
  await app.card('entity1').waitFor();
}

async function fields({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await app.inspector.addColumn('price', 'numeric(12,2)');
  const before = await app.json();
  // In a field in which nothing was typed the key means the project, not fields that were left long ago.
  await app.inspector.field('Entity', 'Comment').click();
  await page.keyboard.press('Control+z');
  assert.notEqual(await app.json(), before);
  await page.keyboard.press('Control+Shift+z');
  assert.equal(await app.json(), before);
  // While something is typed it means the typing.
  await app.inspector.field('Entity', 'Comment').pressSequentially('x');
  await page.keyboard.press('Control+z');
  assert.equal(await app.json(), before);
  assert.equal(await app.inspector.field('Entity', 'Comment').inputValue(), '');
}

export const tests = [
  ['undo means the field in which one types, and else the project', fields],
  ['undo of everything gives the start, redo of everything the end', there],
  ['dragging a card is one step', gesture],
  ['Escape takes a drag back', escaped],
  ['undo while typing is the field\'s own', typing],
];
