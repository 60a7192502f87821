// The frame: outline, keys, theme, dialogs, selection.
import assert from 'node:assert/strict';
import { App } from './support/app.mjs';
import { eventually } from './support/outcome.mjs';

async function search({ page, url }) {
  const app = await App.open(page, url);
  await app.template('audit-log');
  const items = app.outline.getByRole('treeitem').filter({ has: page.locator('[title]') });
  await page.keyboard.press('Control+f');
  const field = page.getByRole('searchbox', { name: 'Search the outline' });
  await eventually(async () => assert.ok(await field.evaluate((element) => element === document.activeElement)));
  await page.keyboard.type('approval');
  await app.item('DeploymentAuditEvent').waitFor({ state: 'detached' });
  assert.ok((await items.count()) >= 1);
  // Enter goes to the first that was found.
  await page.keyboard.press('Enter');
  await app.inspector.title('ApprovalAuditEvent').waitFor();
  await field.fill('nothing is called so');
  await app.outline.getByText('Nothing is called that.').waitFor();
  await field.press('Escape');
  await app.item('DeploymentAuditEvent').waitFor();
}

async function outlineKeys({ page, url }) {
  const app = await App.open(page, url);
  await app.template('audit-log');
  const tree = page.getByRole('tree');
  await tree.focus();
  for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await app.inspector.title('AuditLog').waitFor();
  await page.keyboard.press('F2');
  const field = app.canvas.getByRole('textbox', { name: 'Entity name' });
  await field.fill('Journal');
  await field.press('Enter');
  await app.card('Journal').waitFor();
  // Groups close and open.
  await tree.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await app.item('Journal').waitFor({ state: 'detached' });
  await page.keyboard.press('ArrowRight');
  await app.item('Journal').waitFor();
}

async function keys({ page, url }) {
  const app = await App.open(page, url);
  await app.template('audit-log');
  await app.canvas.focus();
  await page.keyboard.press('Control+b');
  await app.outline.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+b');
  await app.outline.waitFor();
  await page.keyboard.press('Control+i');
  await app.inspector.panel.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+j');
  await page.getByRole('tabpanel').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+i');
  await page.keyboard.press('Control+j');
  await page.getByRole('tabpanel').waitFor();

  await page.keyboard.press('Control+a');
  await app.inspector.title('4 entities').waitFor();
  const before = await app.json();
  await page.keyboard.press('Control+d');
  await eventually(async () => assert.equal((await app.project()).entities.length, 8));
  await page.keyboard.press('Control+z');
  await app.assertJson(before);
  await page.keyboard.press('Control+y');
  await eventually(async () => assert.equal((await app.project()).entities.length, 8));
  await page.keyboard.press('Control+Shift+z');
  await page.keyboard.press('Control+z');
  await app.assertJson(before);

  await page.keyboard.press('Control+s');
  await app.toast('Saved in this browser').waitFor();
  await page.keyboard.press('Escape');
  await app.inspector.title('project settings').waitFor();

  await page.keyboard.press('?');
  await app.dialog.getByRole('heading', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await app.dialog.waitFor({ state: 'detached' });
}

const zoomOf = async (app) =>
  parseInt(await app.page.getByRole('button', { name: /^Zoom \d+ %/ }).innerText(), 10);

async function zoom({ page, url }) {
  const app = await App.open(page, url);
  await app.template('audit-log');
  const box = await app.canvas.boundingBox();
  const start = await zoomOf(app);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.keyboard.down('Control');
  for (let i = 0; i < 5; i += 1) await page.mouse.wheel(0, 120);
  await page.keyboard.up('Control');
  await eventually(async () => assert.ok((await zoomOf(app)) < start));
  // The wheel alone pans, out of sight; Ctrl+0 brings everything back.
  for (let i = 0; i < 20; i += 1) await page.mouse.wheel(0, 400);
  await eventually(async () => assert.equal(await app.cards().count(), 0));
  await app.canvas.focus();
  await page.keyboard.press('Control+0');
  await eventually(async () => {
    assert.equal(await app.cards().count(), 4);
    for (const card of await app.cards().all()) {
      const at = await card.boundingBox();
      assert.ok(at.x >= box.x && at.x + at.width <= box.x + box.width, 'the card is in sight');
      assert.ok(at.y >= box.y && at.y + at.height <= box.y + box.height, 'the card is in sight');
    }
  });
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await page.getByRole('button', { name: /^Zoom \d+ %/ }).click();
  await eventually(async () => assert.equal(await zoomOf(app), 100));
}

async function theme({ page, url }) {
  const app = await App.open(page, url);
  const now = () => page.evaluate(() => document.documentElement.dataset.theme);
  assert.equal(await now(), 'light');
  await page.keyboard.press('Control+m');
  assert.equal(await now(), 'dark');
  await app.reload();
  assert.equal(await now(), 'dark');
  await page.getByRole('button', { name: 'Light theme (Ctrl+M)' }).click();
  assert.equal(await now(), 'light');
  // What a person chose is kept; what nobody chose follows the system.
  await page.emulateMedia({ colorScheme: 'dark' });
  await eventually(async () => assert.equal(await now(), 'dark'));
}

async function start({ page, url }) {
  const app = await App.open(page, url);
  await page.getByRole('button', { name: /^Audit log/ }).waitFor();
  await app.template('audit-log');
  await page.getByRole('heading', { name: 'Draw a schema. Prove its migration.' }).waitFor({ state: 'detached' });
  await app.saved();
  await page.getByRole('button', { name: 'New project or template' }).click();
  const open = app.dialog.getByRole('button', { name: /open now/ });
  await open.waitFor();
  assert.ok(await open.isDisabled());
  await app.dialog.getByRole('button', { name: /^Blank/ }).click();
  await app.dialog.waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'Draw a schema. Prove its migration.' }).waitFor();
  assert.equal(await app.canUndo, false, 'another project has a history of its own');
}

async function marquee({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('one', 120, 120);
  await app.draw('two', 420, 120);
  await app.draw('three', 120, 420);
  await app.deselect();
  const nodes = async () => (await app.project()).nodes;
  const ids = Object.fromEntries(
    await Promise.all(['one', 'two', 'three'].map(async (name) => [name, (await app.entity(name)).id])),
  );
  const first = await app.card('one').boundingBox();
  const last = await app.card('two').boundingBox();
  await page.keyboard.down('Shift');
  await page.mouse.move(first.x - 20, first.y - 20);
  await page.mouse.down();
  await page.mouse.move(last.x + last.width / 2, last.y + last.height + 8, { steps: 8 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await app.inspector.title('2 entities').waitFor();

  const before = await nodes();
  await page.keyboard.press('Control+ArrowRight');
  await eventually(async () => assert.ok((await nodes())[ids.one].x > before[ids.one].x));
  const step = (await nodes())[ids.one].x - before[ids.one].x;
  await page.keyboard.press('Alt+Shift+ArrowDown');
  await eventually(async () => {
    const after = await nodes();
    for (const name of ['one', 'two']) {
      assert.equal(after[ids[name]].x, before[ids[name]].x + step);
      assert.equal(after[ids[name]].y, before[ids[name]].y + 5 * step);
    }
    assert.deepEqual(after[ids.three], before[ids.three]);
  });
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await eventually(async () => assert.deepEqual(await nodes(), before));

  const whole = await app.json();
  await page.keyboard.press('Delete');
  await app.card('one').waitFor({ state: 'detached' });
  await app.card('two').waitFor({ state: 'detached' });
  await app.card('three').waitFor();
  await page.keyboard.press('Control+z');
  await app.assertJson(whole);
  await app.card('one').waitFor();
}

async function click({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('one', 120, 120);
  await app.draw('two', 420, 120);
  await app.card('one').locator('.card-header').click();
  await app.inspector.title('one').waitFor();
  await app.card('two').locator('.card-header').click({ modifiers: ['Shift'] });
  await app.inspector.title('2 entities').waitFor();
  await app.inspector.panel.getByRole('button', { name: 'Make all tenant-scoped' }).click();
  await app.row('one', 'tenant_id').waitFor();
  await app.row('two', 'tenant_id').waitFor();
  await app.row('one', 'id').click();
  await app.inspector.section('Columns').locator('.column.open').getByText('Primary key').waitFor();
  await app.row('one', 'id').dblclick();
  await eventually(async () => {
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Column name');
  });
}

async function added({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('animals', 160, 120);
  await app.draw('cats', 160, 380);
  await (await app.inspector.openColumn('id')).getByRole('button', { name: 'Remove column' }).click();
  await app.inspector.choose('Entity', 'Base', 'animals');
  await app.row('animals', 'Discriminator').waitFor();
  await app.select('animals');
  await app.inspector.select('Tenant wall', 'Rows are').selectOption('tenant');
  await app.row('animals', 'tenant_id').waitFor();
  // The card grows with the columns that lowering adds.
  await eventually(async () => {
    const card = await app.card('animals').boundingBox();
    for (const name of ['id', 'tenant_id', 'Discriminator']) {
      const row = await app.row('animals', name).boundingBox();
      assert.ok(row.y + row.height <= card.y + card.height, `${name} is within the card`);
    }
  });
}

async function notes({ page, url }) {
  const app = await App.open(page, url);
  await app.template('beer-competition');
  const notes = page.getByRole('region', { name: 'Notes on the template' });
  await notes.getByRole('button', { name: /notes on this template/ }).click();
  await notes.getByRole('button', { name: /^The service account's policy/ }).click();
  await app.inspector.title('Competition').waitFor();
  await app.saved();
  await app.reload();
  await notes.waitFor();
  await notes.getByRole('button', { name: 'Close the notes' }).click();
  await notes.waitFor({ state: 'detached' });
  // A project that comes from no template has none.
  await app.template('audit-log');
  await notes.waitFor();
  await app.call('project.new');
  await notes.waitFor({ state: 'detached' });
}

export const tests = [
  ['the outline is searched', search],
  ['the outline is walked by keys', outlineKeys],
  ['keys', keys],
  ['zoom, pan and show everything', zoom],
  ['light and dark', theme],
  ['the start dialog', start],
  ['a marquee selects, arrows move, Delete removes, undo brings back', marquee],
  ['clicks select', click],
  ['a card has room for the columns that are added', added],
  ['the notes of a template', notes],
];
