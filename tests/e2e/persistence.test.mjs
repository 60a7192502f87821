// What a person has done is still there: after a reload, after a file, and when two tabs have the same project open.
import assert from 'node:assert/strict';
import { App } from './support/app.mjs';
import { eventually } from './support/outcome.mjs';

async function reload({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await app.inspector.addColumn('isbn', 'text', { required: true });
  await app.addMigration('Books');
  await app.draw('authors', 520, 260);
  await app.saved();
  const before = await app.json();
  await app.reload();
  assert.equal(await app.json(), before);
  await app.card('authors').waitFor();
}

async function unsaved({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await app.saved();
  // The page goes before there was time to save.
  const edited = await page.evaluate(async () => {
    await window.bulkhead.edit({ command: 'setName', name: 'Just before the end' });
    const json = await window.bulkhead.project.json();
    location.reload();
    return json;
  });
  await page.waitForLoadState();
  await app.ready();
  await page.waitForFunction(() => window.bulkhead !== undefined);
  await app.assertJson(edited);
  await app.saved();
}

async function typing({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await app.inspector.addColumn('isbn', 'text');
  const committed = await app.json();
  await app.inspector.field('Entity', 'Name').click();
  await page.keyboard.type('half a na');
  await app.reload();
  assert.equal(await app.json(), committed);
  await app.select('books');
  await app.inspector.column('isbn').waitFor();
}

async function file({ page, url }) {
  const app = await App.open(page, url);
  await app.template('beer-competition');
  await app.addMigration('Initial_Create');
  const before = await app.json();
  const saved = await app.saveFile();
  assert.equal(saved.name, 'Beer competition.bulkhead.json');
  assert.equal(saved.text, before);

  await app.call('project.new');
  await page.getByRole('heading', { name: 'Draw a schema. Prove its migration.' }).waitFor();
  await app.openFile(saved.name, saved.text);
  await app.card('Competition').waitFor();
  await app.assertJson(before);
}

async function kept({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await page.getByRole('textbox', { name: 'Project name' }).fill('Library');
  await page.keyboard.press('Enter');
  await app.saved();
  const library = await app.json();
  await app.template('audit-log');
  await app.saved();
  await page.getByRole('button', { name: 'New project or template' }).click();
  await app.dialog.getByRole('button', { name: /^Library/ }).click();
  await app.card('books').waitFor();
  await app.assertJson(library);
}

async function removed({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await app.saved();
  await app.template('audit-log');
  await app.saved();
  await page.getByRole('button', { name: 'New project or template' }).click();
  const bin = app.dialog.getByRole('button', { name: 'Remove Untitled project from this browser' });
  await bin.click();
  await app.dialog.getByRole('button', { name: 'Keep' }).click();
  await bin.click();
  await app.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await bin.waitFor({ state: 'detached' });
  // The keyboard is still in the dialog.
  await eventually(async () => {
    assert.ok(await page.evaluate(() => document.activeElement?.matches('dialog .template')));
  });
  await page.keyboard.press('Escape');
  await app.dialog.waitFor({ state: 'detached' });
}

/** Two tabs that have the same project open. */
async function twoTabs(page, context, url) {
  const first = await App.open(page, url);
  await first.draw('books', 160, 120);
  await first.saved();
  const second = await App.open(await context.newPage(), url);
  await second.card('books').waitFor();
  assert.equal(await second.json(), await first.json());
  return [first, second];
}

async function follows({ page, context, url }) {
  const [first, second] = await twoTabs(page, context, url);
  await first.page.bringToFront();
  await first.draw('authors', 520, 260);
  await first.saved();
  await second.card('authors').waitFor();
  assert.equal(await second.json(), await first.json());
  // And the other way round.
  await second.page.bringToFront();
  await second.select('authors');
  await second.inspector.addColumn('born', 'date');
  await second.saved();
  await eventually(async () => assert.equal(await first.json(), await second.json()));
}

async function slept({ page, context, url }) {
  const first = await App.open(page, url);
  await first.draw('books', 160, 120);
  await first.saved();
  const other = await context.newPage();
  // It hears nothing, like a tab that was frozen meanwhile.
  await other.addInitScript(() => {
    window.BroadcastChannel = class extends EventTarget {
      postMessage() {}
    };
  });
  const second = await App.open(other, url);
  await second.card('books').waitFor();
  await first.page.bringToFront();
  await first.draw('authors', 520, 260);
  await first.saved();
  const json = await first.json();
  await eventually(async () => {
    await other.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    assert.equal(await second.json(), json);
  });
}

/** Renames the project in a tab at a moment that both tabs have agreed on. */
function renameAt(app, name, moment) {
  return app.page.evaluate(
    async ([name, moment]) => {
      await new Promise((resolve) => setTimeout(resolve, moment - Date.now()));
      await window.bulkhead.edit({ command: 'setName', name });
    },
    [name, moment],
  );
}

async function conflict({ page, context, url }) {
  const [first, second] = await twoTabs(page, context, url);
  const moment = Date.now() + 500;
  await Promise.all([renameAt(first, 'Mine', moment), renameAt(second, 'Yours', moment)]);
  // Whoever saved second goes on as a copy, and is told.
  const message = 'This project was changed in another tab.';
  await eventually(async () => {
    const told = (await first.toast(message).count()) + (await second.toast(message).count());
    assert.equal(told, 1);
  });
  await first.saved();
  await second.saved();
  const names = [(await first.project()).name, (await second.project()).name].sort();
  assert.ok(
    names.join() === 'Mine,Yours (copy)' || names.join() === 'Mine (copy),Yours',
    `each tab has what was done in it: ${names}`,
  );

  // This browser keeps both.
  const third = await App.open(await context.newPage(), url);
  await third.page.getByRole('button', { name: 'New project or template' }).click();
  for (const name of names) {
    await third.dialog.locator('.recent-name').getByText(name, { exact: true }).waitFor();
  }
}

async function lateConflict({ page, context, url }) {
  const [first, second] = await twoTabs(page, context, url);
  // One tab changes the project and goes before it could save; the other one saves meanwhile.
  const moment = Date.now() + 500;
  const goes = first.page.evaluate(async (moment) => {
    await new Promise((resolve) => setTimeout(resolve, moment - Date.now()));
    await window.bulkhead.edit({ command: 'setName', name: 'Mine' });
    location.href = 'about:blank';
  }, moment);
  await Promise.all([goes.catch(() => {}), renameAt(second, 'Yours', moment)]);
  await second.saved();
  await first.page.goto(url);
  await first.ready();
  const shown = (await first.project()).name;
  await first.page.getByRole('button', { name: 'New project or template' }).click();
  await eventually(async () => {
    const names = [shown, ...(await first.dialog.locator('.recent-name').allInnerTexts())];
    assert.ok(names.some((name) => name.startsWith('Mine')), `what the first tab did is there: ${names}`);
    assert.ok(names.some((name) => name.startsWith('Yours')), `what the second tab did is there: ${names}`);
  });
}

export const tests = [
  ['a reload shows what was saved', reload],
  ['a reload before the save loses nothing', unsaved],
  ['a reload in the middle of typing keeps what was committed', typing],
  ['a saved file opens as the same project', file],
  ['a project of this browser is opened again', kept],
  ['a kept project is removed after a question', removed],
  ['a second tab follows the first', follows],
  ['a tab that slept catches up when it is looked at', slept],
  ['two tabs that change the same project never overwrite each other', conflict],
  ['a tab that went with unsaved changes loses nothing to another one', lateConflict],
];
