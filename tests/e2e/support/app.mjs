// Bulkhead as a person meets it: pointers, keys, labels and roles. What scripts do goes through `call`.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { unzipSync, strFromU8 } from 'fflate';
import { Inspector } from './inspector.mjs';
import { eventually } from './outcome.mjs';

/** A dry run, with the start of PostgreSQL, on a busy machine. */
export const RUN_MS = 180_000;

export class App {
  constructor(page) {
    this.page = page;
    this.canvas = page.getByRole('application');
    this.outline = page.getByRole('complementary', { name: 'Outline' });
    this.inspector = new Inspector(page);
    this.dialog = page.getByRole('dialog');
    this.proofPanel = page.getByTestId('proof');
  }

  /** Opens the page and waits until it can be used. */
  static async open(page, url) {
    const app = new App(page);
    await page.goto(url);
    await app.ready();
    return app;
  }

  async ready() {
    await this.page.locator('.app[data-ready=true]').waitFor();
  }

  async reload() {
    await this.page.reload();
    await this.ready();
  }

  // --- scripts ---------------------------------------------------------------------------------------------------------

  /** What a function of `window.bulkhead` resolves to. */
  call(path, ...args) {
    return this.page.evaluate(
      ([path, args]) => path.split('.').reduce((object, name) => object[name], window.bulkhead)(...args),
      [path, args],
    );
  }

  /** How a call is refused: the error's name, code, message and details. Fails if it isn't. */
  async refusal(path, ...args) {
    const error = await this.page.evaluate(
      async ([path, args]) => {
        try {
          await path.split('.').reduce((object, name) => object[name], window.bulkhead)(...args);
          return null;
        } catch (error) {
          const { name, code, message, details } = error;
          return { name, code, message, details, isError: error instanceof Error };
        }
      },
      [path, args],
    );
    assert.ok(error, `${path} should have been refused`);
    return error;
  }

  json() {
    return this.call('project.json');
  }

  async project() {
    return JSON.parse(await this.json());
  }

  /** The entity of the project file that has this name. */
  async entity(name) {
    const found = (await this.project()).entities?.find((entity) => entity.name === name);
    assert.ok(found, `the project has an entity named ${name}`);
    return found;
  }

  // --- canvas ----------------------------------------------------------------------------------------------------------

  card(name) {
    return this.canvas.getByRole('group', { name, exact: true });
  }

  cards() {
    return this.canvas.locator('.card');
  }

  /** The row of a column on a card. */
  row(card, column) {
    const label = this.page.locator('.row-name').getByText(column, { exact: true });
    return this.card(card).locator('.row[data-column]').filter({ has: label });
  }

  /** Draws an entity by a double click on the canvas, at a place measured from its corner, and names it. */
  async draw(name, x, y) {
    const box = await this.canvas.boundingBox();
    await this.page.mouse.dblclick(box.x + x, box.y + y);
    const field = this.canvas.getByRole('textbox', { name: 'Entity name' });
    await field.fill(name);
    await field.press('Enter');
    await this.card(name).waitFor();
  }

  /** Moves the pointer, pressed, from the middle of one place to another, as a hand does: in steps. */
  async drag(from, to, { held = true } = {}) {
    const start = await middle(from);
    const end = await middle(to);
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move(start.x + (end.x - start.x) / 2, start.y + (end.y - start.y) / 2, { steps: 5 });
    await this.page.mouse.move(end.x, end.y, { steps: 5 });
    if (held) await this.page.mouse.up();
  }

  /** Draws a foreign key from a column's dot to another card. */
  async link(card, column, target) {
    const row = this.row(card, column);
    await row.hover();
    await this.drag(row.locator('[data-handle]'), this.card(target).locator('.card-header'));
  }

  edges() {
    return this.page.locator('svg.edges [data-edge]');
  }

  /** Clicks where nothing is drawn: the project is shown again. */
  async deselect() {
    await this.canvas.focus();
    await this.page.keyboard.press('Escape');
    await this.inspector.title('project settings').waitFor();
  }

  // --- outline ---------------------------------------------------------------------------------------------------------

  item(name) {
    const label = this.page.locator('.outline-label').getByText(name, { exact: true });
    return this.outline.getByRole('treeitem').filter({ has: label });
  }

  async select(name) {
    await this.item(name).click();
    await this.inspector.title(name).waitFor();
  }

  /** Makes a role with the outline's plus, and names it. */
  async addRole(name) {
    await this.item('Roles').getByRole('button', { name: 'Add a role' }).click();
    await this.inspector.setText('Role', 'Name', name);
    await this.item(name).waitFor();
  }

  // --- panels ----------------------------------------------------------------------------------------------------------

  async tab(name) {
    const tab = this.page.getByRole('tab', { name: new RegExp(`^${name}`) });
    await tab.click();
    await this.page.getByRole('tabpanel', { name: new RegExp(`^${name}`) }).waitFor();
  }

  /** The SQL panel's text, as copied by its button. */
  async sql(way = 'Up') {
    await this.tab('SQL');
    await this.page.getByRole('radio', { name: way }).click();
    await this.page.getByRole('button', { name: 'Copy', exact: true }).click();
    await this.toast('Copied the SQL').waitFor();
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  problem(rule) {
    return this.page.locator(`.problem[data-rule="${rule}"]`);
  }

  toast(text) {
    return this.page.getByTestId('toast').filter({ hasText: text });
  }

  async undo() {
    await this.page.getByRole('button', { name: 'Undo (Ctrl+Z)' }).click();
  }

  async redo() {
    await this.page.getByRole('button', { name: 'Redo (Ctrl+Shift+Z)' }).click();
  }

  get canUndo() {
    return this.page.getByRole('button', { name: 'Undo (Ctrl+Z)' }).isEnabled();
  }

  get canRedo() {
    return this.page.getByRole('button', { name: 'Redo (Ctrl+Shift+Z)' }).isEnabled();
  }

  /** Waits until this browser keeps the project as it is now. */
  async saved() {
    await this.page.getByTestId('save-state').filter({ hasText: /^Saved$/ }).waitFor();
  }

  // --- start and files -------------------------------------------------------------------------------------------------

  /** Opens a template, from the start card of an empty canvas or from the dialog. */
  async template(id) {
    const card = this.page.locator(`.start-card [data-template="${id}"]`);
    if (await card.isVisible()) {
      await card.click();
    } else {
      await this.page.getByRole('button', { name: 'New project or template' }).click();
      await this.dialog.locator(`[data-template="${id}"]`).click();
      await this.dialog.waitFor({ state: 'detached' });
    }
    await this.cards().first().waitFor();
  }

  /** Chooses a project file in the browser's dialog. */
  async openFile(name, text) {
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: 'Open a project file (Ctrl+O)' }).click();
    await (await chooser).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
  }

  /** What a press downloads: the file's name and bytes. */
  async download(press) {
    const download = this.page.waitForEvent('download');
    await press();
    const file = await download;
    return { name: file.suggestedFilename(), bytes: new Uint8Array(await readFile(await file.path())) };
  }

  /** Downloads the project file. */
  async saveFile() {
    const { name, bytes } = await this.download(() =>
      this.page.getByRole('button', { name: 'Save to a file' }).click(),
    );
    return { name, text: Buffer.from(bytes).toString() };
  }

  // --- migrations, dry run, export -------------------------------------------------------------------------------------

  /** Adds the pending change through the dialog and gives the migration's id. */
  async addMigration(name) {
    await this.tab('Migrations');
    await this.page.getByRole('tabpanel').getByRole('button', { name: 'Add migration' }).click();
    await this.dialog.getByRole('textbox', { name: 'Migration name' }).fill(name);
    await this.dialog.getByRole('button', { name: 'Add migration' }).click();
    await this.dialog.waitFor({ state: 'detached' });
    const row = this.page.getByRole('list', { name: 'Migrations' }).getByRole('listitem').first();
    const id = await row.locator('.migration-name').getAttribute('title');
    assert.match(id, new RegExp(`^\\d{14}_${name}$`));
    return id;
  }

  /** Presses "Dry run" and waits for the verdict. */
  async dryRun() {
    await this.page.getByTestId('dry-run').click();
    const verdict = this.page.getByTestId('verdict').locator('strong');
    await verdict.waitFor({ timeout: RUN_MS });
    return verdict.innerText();
  }

  /** The stages of the proof that is shown: `{base: 'passed', …}`. */
  async stages() {
    const stages = this.proofPanel.locator('[data-stage]');
    const all = await stages.evaluateAll((rows) =>
      rows.map((row) => [row.dataset.stage, row.querySelector('.stage-word').textContent]),
    );
    return Object.fromEntries(all);
  }

  stage(name) {
    return this.proofPanel.locator(`[data-stage="${name}"]`);
  }

  /** Holds that the dry run shown is proven, every stage of it passed. */
  async assertProven() {
    const stages = await this.stages();
    assert.deepEqual(Object.keys(stages), STAGES);
    for (const [name, word] of Object.entries(stages)) assert.equal(word, 'passed', `${name}: ${word}`);
  }

  /** Downloads the bundle through the dialog and unzips it: texts by path. */
  async exportZip() {
    await this.page.getByTestId('export').click();
    const { name, bytes } = await this.download(() =>
      this.dialog.getByRole('button', { name: 'Download zip' }).click(),
    );
    assert.match(name, /\.zip$/);
    return texts(bytes);
  }

  /** The bundle as scripts get it. */
  async bundle() {
    const bytes = await this.page.evaluate(async () => Array.from((await window.bulkhead.exportBundle()).bytes));
    return texts(new Uint8Array(bytes));
  }

  /** Holds that the project file stays the same as this text. */
  async assertJson(expected) {
    await eventually(async () => assert.equal(await this.json(), expected));
  }
}

/** The stages of a dry run in their order. */
export const STAGES = [
  'base', 'seed', 'up', 'matches-model', 'isolation', 'down', 'matches-base', 'up-again', 'idempotent',
];

/** The files of a bundle that scripting-api.md promises. */
export function promisedFiles(migrations) {
  return [
    'README.md', 'project.bulkhead.json', 'roles.sql',
    ...migrations.flatMap((id) => [`migrations/${id}/up.sql`, `migrations/${id}/down.sql`]),
    'all.sql', 'idempotent.sql', 'rollback.sql', 'verify.sql', 'tests/isolation.sql', 'proof.json', 'proof.html',
  ];
}

function texts(bytes) {
  const files = Object.entries(unzipSync(bytes));
  return Object.fromEntries(files.map(([path, content]) => [path, strFromU8(content)]));
}

async function middle(locator) {
  const box = await locator.boundingBox();
  assert.ok(box, 'what the pointer goes to is in sight');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
