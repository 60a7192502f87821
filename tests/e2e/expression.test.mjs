// The fields of expressions: what can stand at the caret is offered, and what is wrong is underlined as it is typed.
import assert from 'node:assert/strict';
import { App } from './support/app.mjs';

const list = (page) => page.getByRole('listbox', { name: 'What can stand here' });
const option = (page, name) => list(page).getByRole('option').filter({ has: page.getByText(name, { exact: true }) });

async function policyField({ page, url }) {
  const app = await App.open(page, url);
  await app.template('beer-competition');
  await page.locator('.outline').getByText('Entry', { exact: true }).click();
  await app.inspector.section('Policies').getByRole('button', { name: 'Add policy' }).click();
  return { app, field: app.inspector.field('Policies', 'Using') };
}

async function completed({ page, url }) {
  const { app, field } = await policyField({ page, url });
  await field.click();
  assert.equal(await list(page).count(), 0, 'nobody asked yet');
  await page.keyboard.press('Control+Space');
  await option(page, 'tenant_id').waitFor();
  await page.keyboard.press('Escape');
  await list(page).waitFor({ state: 'detached' });

  // Typing narrows, Tab takes, and the field keeps the keyboard.
  await page.keyboard.type('ten');
  await option(page, 'tenant_id').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await field.inputValue(), 'tenant_id');
  await page.keyboard.type(' = the');
  await option(page, "the session's tenant").waitFor();
  await page.keyboard.press('Enter');
  const wanted = "tenant_id = (SELECT NULLIF(current_setting('app.current_tenant', true), '')::uuid)";
  assert.equal(await field.inputValue(), wanted);
  await page.keyboard.type(' AND sta');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  const active = await field.getAttribute('aria-activedescendant');
  assert.equal(await page.locator(`[id="${active}"]`).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');
  const using = async () => (await app.entity('Entry')).policies[0].using;
  assert.equal(await using(), `${wanted} AND sta`);
  await app.call('undo');
  assert.equal(await using(), undefined, 'a commit is one step of undo');

  // The first Escape closes the list, the second takes the typing back.
  await field.fill('id = ');
  await page.keyboard.type('coal');
  await option(page, 'coalesce').click();
  assert.equal(await field.inputValue(), 'id = coalesce()');
  await app.inspector.panel.getByTestId('signature').filter({ hasText: 'coalesce(value, …) → value' }).waitFor();
  await page.keyboard.type('ten');
  await option(page, 'tenant_id').waitFor();
  await page.keyboard.press('Escape');
  await list(page).waitFor({ state: 'detached' });
  assert.equal(await field.inputValue(), 'id = coalesce(ten)');
  await page.keyboard.press('Escape');
  assert.equal(await field.inputValue(), '');
}

async function underlined({ page, url }) {
  const { app, field } = await policyField({ page, url });
  await field.click();
  await page.keyboard.type('id = 1 AND nonsense = 2');
  const fault = app.inspector.panel.getByTestId('typing-fault');
  await fault.filter({ hasText: 'entries has no column “nonsense”.' }).waitFor();
  assert.equal(await app.inspector.panel.locator('.expression-faults mark').innerText(), 'nonsense');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  // What is underlined lies on what is typed.
  const [mark, box] = await Promise.all([app.inspector.panel.locator('.expression-faults mark').boundingBox(), field.boundingBox()]);
  assert.ok(mark.x > box.x && mark.y >= box.y && mark.y + mark.height <= box.y + box.height, JSON.stringify([mark, box]));
  await field.fill('id = (1');
  await fault.filter({ hasText: 'A “)” that closes this one is missing.' }).waitFor();
  await field.fill('id IS NOT NULL');
  await fault.waitFor({ state: 'detached' });
}

async function labels({ page, url }) {
  const app = await App.open(page, url);
  await app.call('importSql', `CREATE TYPE state AS ENUM ('open', 'it''s done');
    CREATE TABLE jobs (id int PRIMARY KEY, state state NOT NULL, CHECK (state <> 'open'));`, { as: 'new' });
  await page.locator('.outline').getByText('jobs', { exact: true }).click();
  await app.inspector.section('Keys and checks').getByRole('button', { name: 'Check', exact: true }).click();
  const field = app.inspector.open('Keys and checks').getByRole('textbox', { name: 'Expression' });
  await field.fill('');
  await field.focus();
  await page.keyboard.type('state = ');
  await page.keyboard.press('Control+Space');
  await option(page, "'it''s done'").click();
  assert.equal(await field.inputValue(), "state = 'it''s done'");
}

async function together({ page, url }) {
  const { app } = await policyField({ page, url });
  const section = app.inspector.section('Policies');
  await section.getByTestId('role-reaches').getByRole('row', { name: /beercomp_app/ }).waitFor();
  await app.call('executeSql', 'CREATE POLICY anyone ON entries TO beercomp_app USING (true)');
  await section.getByTestId('together').getByText(/as beercomp_app.*: “anyone” lets every row through, so “tenant_isolation” narrows nothing/).waitFor();
  const finding = section.getByTestId('wall-findings').getByRole('listitem').filter({ hasText: 'anyone' }).first();
  await finding.waitFor();
}

async function view({ page, url }) {
  const app = await App.open(page, url);
  await app.template('beer-competition');
  await page.getByRole('button', { name: 'Add a view, a function, a sequence …' }).click();
  const editor = app.inspector.panel.locator('.cm-content');
  await editor.click();
  const chosen = (label) => page.locator('.cm-tooltip-autocomplete li[aria-selected]').filter({ hasText: label }).waitFor();
  await page.keyboard.type('CREATE VIEW names AS SEL');
  await chosen('SELECT');
  // The list takes no key that comes with its opening.
  await page.waitForTimeout(150);
  await page.keyboard.press('Tab');
  await page.keyboard.type(' e.na');
  await page.keyboard.press('Escape');
  await page.keyboard.type(' FROM ent');
  await chosen('entries');
  await page.waitForTimeout(150);
  await page.keyboard.press('Enter');
  await page.keyboard.type(' e WHERE e.ten');
  await chosen('tenant_id');
  await page.waitForTimeout(150);
  await page.keyboard.press('Tab');
  assert.equal(await editor.innerText(), 'CREATE VIEW names AS SELECT e.na FROM entries e WHERE e.tenant_id');
}

export const tests = [
  ['an expression is completed by the keyboard and by the pointer', completed],
  ['what is wrong with an expression is underlined as it is typed', underlined],
  ["an enum's labels are offered where it is compared", labels],
  ["a view's query is completed", view],
  ['what policies do to each other is told where they are edited', together],
];
