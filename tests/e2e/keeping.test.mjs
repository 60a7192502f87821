// What a person has done is kept beside autosave: earlier versions, a link, a file of the disk, and what is dropped.
import assert from 'node:assert/strict';
import { App } from './support/app.mjs';
import { Skip, eventually } from './support/outcome.mjs';

const opening = (page) => page.getByRole('button', { name: 'New project or template' }).click();

async function versions({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await app.saved();
  const before = await app.json();
  // What stood for ten seconds is kept when it is changed.
  await page.waitForTimeout(10_500);
  await app.draw('authors', 520, 260);
  await app.saved();
  const after = await app.json();

  await page.getByRole('button', { name: 'Earlier versions' }).click();
  await app.dialog.getByText('1 entity removed: authors').waitFor();
  await app.dialog.getByRole('button', { name: 'Take it back' }).click();
  await app.dialog.waitFor({ state: 'detached' });
  await app.assertJson(before);
  // It is saved before it is undone, else nothing was replaced.
  await page.waitForTimeout(1_000);
  await app.saved();
  await page.getByRole('button', { name: 'Undo (Ctrl+Z)' }).click();
  await app.assertJson(after);
  await app.saved();

  // Taking back kept what was there before it.
  await page.getByRole('button', { name: 'Earlier versions' }).click();
  await eventually(async () => assert.ok((await app.dialog.locator('.version').count()) >= 2));
  await app.dialog.locator('.version').last().click();
  await app.dialog.getByText('1 entity removed: authors').waitFor();
  await app.dialog.getByRole('button', { name: 'Open beside it' }).click();
  await app.dialog.waitFor({ state: 'detached' });
  assert.deepEqual((await app.project()).entities.map((entity) => entity.name), ['books']);
  await app.saved();
  await opening(page);
  await app.dialog.getByRole('button', { name: /^Untitled project 2 entities/ }).waitFor();
}

async function none({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await page.getByRole('button', { name: 'Earlier versions' }).click();
  await app.dialog.getByText('No earlier version yet').waitFor();
}

async function link({ page, context, url }) {
  const app = await App.open(page, url);
  await app.template('beer-competition');
  const json = await app.json();
  await opening(page);
  await app.dialog.getByRole('button', { name: 'Copy a link that holds it' }).click();
  await app.toast('Copied a link that holds the project').waitFor();
  const address = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(address.startsWith(`${url}#project=`), address.slice(0, 80));

  const other = await App.open(await context.newPage(), address);
  await other.toast('from the link').waitFor();
  await other.assertJson(json);
  assert.equal(other.page.url(), url, 'a reload does not open it once more');
  // A page that is open follows a link as well.
  await other.call('project.new');
  await other.page.evaluate((address) => (location.href = address), address);
  await other.card('Competition').waitFor();

  const cut = await App.open(await context.newPage(), address.slice(0, -200));
  await cut.toast('The link is damaged').waitFor();
  const nonsense = await App.open(await context.newPage(), `${url}#project=%%%`);
  await nonsense.toast('The link is damaged').waitFor();
}

/** Pickers that choose a file of the page's own file system: its handles are those of the disk. */
async function pickers(context) {
  await context.addInitScript(() => {
    const folder = () => navigator.storage.getDirectory();
    window.showSaveFilePicker = async ({ suggestedName }) => (await folder()).getFileHandle(suggestedName, { create: true });
    window.showOpenFilePicker = async () => [await (await folder()).getFileHandle('Library.bulkhead.json')];
  });
}

/** What somebody else does to the file. */
function write(page, text) {
  return page.evaluate(async (text) => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle('Library.bulkhead.json', { create: true });
    const stream = await handle.createWritable();
    await stream.write(text);
    await stream.close();
  }, text);
}

function held(page) {
  return page.evaluate(async () => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle('Library.bulkhead.json');
    return (await handle.getFile()).text();
  });
}

async function disk({ page, context, url }) {
  await pickers(context);
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await app.call('edit', { command: 'setName', name: 'Library' });
  await page.getByRole('button', { name: 'Save to a file' }).click();
  await app.toast('Saved to Library.bulkhead.json.').waitFor();
  assert.equal(await held(page), await app.json());

  // Saved in place, after a reload too.
  await app.draw('authors', 520, 260);
  await app.saved();
  assert.notEqual(await held(page), await app.json(), 'nothing is written unasked');
  await app.reload();
  await app.card('authors').waitFor();
  await eventually(async () => {
    await page.keyboard.press('Control+s');
    assert.equal(await held(page), await app.json());
  });

  // Changed by somebody else while nothing was done here: taken over, and undone.
  const mine = await app.json();
  const theirs = mine.replace('"authors"', '"writers"');
  await write(page, theirs);
  await app.card('writers').waitFor();
  await app.assertJson(theirs);
  await page.getByRole('button', { name: 'Undo (Ctrl+Z)' }).click();
  await app.assertJson(mine);

  // Changed on both sides: asked.
  await app.call('edit', { command: 'setName', name: 'Our library' });
  const here = await app.json();
  await write(page, mine.replace('"authors"', '"poets"'));
  await app.toast('Library.bulkhead.json is not what is open here').waitFor();
  assert.equal(await app.json(), here);
  await page.getByRole('button', { name: 'Take the file' }).click();
  await app.card('poets').waitFor();

  // What can't be read changes nothing.
  const last = await app.json();
  await write(page, '{"half');
  await app.toast('was changed outside and can’t be read now').or(app.toast("can't be read now")).first().waitFor();
  assert.equal(await app.json(), last);

  await write(page, mine);
  await app.call('project.new');
  await page.getByRole('button', { name: 'Open a project file (Ctrl+O)' }).click();
  await app.card('authors').waitFor();
  await app.assertJson(mine);
}

/** Drops files on the page. */
async function drop(page, files) {
  const data = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const [name, text] of files) data.items.add(new File([text], name));
    return data;
  }, files);
  const canvas = page.getByRole('application');
  await canvas.dispatchEvent('dragenter', { dataTransfer: data });
  await page.getByText('Drop it: a project is opened').waitFor();
  await canvas.dispatchEvent('drop', { dataTransfer: data });
  await page.getByText('Drop it: a project is opened').waitFor({ state: 'detached' });
}

async function dropped({ page, url }) {
  const app = await App.open(page, url);
  await app.template('audit-log');
  const json = await app.json();
  await app.call('project.new');
  await drop(page, [['audit.bulkhead.json', json]]);
  await app.cards().first().waitFor();
  await app.assertJson(json);

  await drop(page, [['2_b.sql', 'CREATE TABLE b ();'], ['1_a.sql', 'CREATE TABLE a ();']]);
  const script = app.dialog.getByRole('textbox', { name: 'Script as SQL' });
  assert.equal(await script.inputValue(), 'CREATE TABLE a ();\nCREATE TABLE b ();');
  await page.keyboard.press('Escape');
  await app.dialog.waitFor({ state: 'detached' });

  await drop(page, [['audit_log.csv', 'id\n1\n']]);
  await app.dialog.getByRole('textbox', { name: /Table/ }).first().waitFor();
  await page.keyboard.press('Escape');
  await app.dialog.waitFor({ state: 'detached' });

  await drop(page, [['picture.png', 'x']]);
  await app.toast('picture.png is nothing that Bulkhead reads').waitFor();
  await drop(page, [['broken.json', '{"half']]);
  await app.toast('broken.json was not opened').waitFor();
  await app.assertJson(json);
}

async function full({ page, context, url }) {
  const session = await context.newCDPSession(page);
  const origin = new URL(url).origin;
  // Before the page is there: the browser remembers for a while how much room there was.
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await app.toast('This browser does not keep the project').waitFor();
  await page.getByTestId('save-state').filter({ hasText: 'Not saved' }).waitFor();
  const { bytes } = await app.download(() => page.getByRole('button', { name: 'Download the project' }).last().click());
  assert.equal(Buffer.from(bytes).toString(), await app.json());
  // There is room again.
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await app.call('edit', { command: 'setName', name: 'Large library' });
  await app.saved();
  await app.reload();
  assert.equal((await app.project()).name, 'Large library');
}

async function killed({ context, url }) {
  const page = await context.newPage();
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await app.saved();
  // Somebody types without a pause, and is seen from outside.
  const done = [];
  await page.exposeFunction('did', (n) => done.push([n, Date.now()]));
  await page.evaluate(() => {
    let n = 0;
    setInterval(async () => {
      n += 1;
      const at = n;
      await window.bulkhead.edit({ command: 'setName', name: `Library ${at}` });
      window.did(at);
    }, 60);
  });
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const session = await context.newCDPSession(page);
  const end = Date.now();
  // It is not answered: there is nobody left to answer.
  session.send('Page.crash').catch(() => {});
  await new Promise((resolve) => page.once('crash', resolve));
  const again = await App.open(await context.newPage(), url);
  const [, kept] = (await again.project()).name.match(/^Library (\d+)$/) ?? assert.fail('something was kept');
  const owed = done.filter(([, at]) => at <= end - 1_000).at(-1)?.[0] ?? 0;
  assert.ok(owed > 0, 'it was worked for more than a second');
  assert.ok(Number(kept) >= owed, `kept ${kept} of ${done.at(-1)[0]} changes; ${owed} are older than a second`);
}

async function offline({ page, context, url }) {
  const app = await App.open(page, url);
  if ((await page.locator('meta[name=bulkhead-offline]').count()) === 0) {
    throw new Skip('only a release is kept by the browser');
  }
  await app.template('audit-log');
  await app.saved();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await eventually(async () => assert.ok(await page.evaluate(() => navigator.serviceWorker.controller !== null)));
  await context.setOffline(true);
  await app.reload();
  await app.cards().first().waitFor();
  await app.addMigration('Initial');
  const proof = await app.call('dryRun');
  assert.equal(proof.verdict, 'proven');
  const fresh = await App.open(await context.newPage(), `${url}index.html`);
  await fresh.cards().first().waitFor();
}

export const tests = [
  ['an earlier version is looked at, taken back, and opened beside', versions],
  ['a project without earlier versions says how they come', none],
  ['a link holds the project', link],
  ['a file of the disk is saved in place and watched', disk],
  ['what is dropped is opened, imported, kept as rows, or told', dropped],
  ['a full disk is told at once, with a download', full],
  ['a killed tab loses less than a second', killed],
  ['the site works without a connection', offline, { context: { serviceWorkers: 'allow' } }],
];
