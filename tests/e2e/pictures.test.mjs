// Pictures and documents: what is exported is what other programs understand, and asks nobody for anything.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { App } from './support/app.mjs';
import { eventually, Skip } from './support/outcome.mjs';

const golden = (name) => readFile(new URL(`../golden/picture/${name}`, import.meta.url));

/** What a call of the page exports, as a buffer: bytes don't pass to a test as they are. */
const exported = (page, call, options) =>
  page.evaluate(async ([call, options]) => {
    const { fileName, bytes, remarks } = await window.bulkhead[call](options);
    return { fileName, bytes: Array.from(bytes), remarks };
  }, [call, options]).then(({ bytes, ...rest }) => ({ ...rest, bytes: Buffer.from(bytes) }));

async function images({ page, url }) {
  const app = await App.open(page, url);
  await app.call('project.new', 'beer-competition');
  const svg = await exported(page, 'exportImage', { format: 'svg' });
  assert.equal(svg.fileName, 'Beer-competition.svg');
  assert.equal(svg.bytes.toString(), (await golden('beer-competition.svg')).toString(), 'the picture of the core');
  // The browser's own reader of XML finds nothing wrong, and the names.
  const read = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    const names = [...parsed.querySelectorAll('text')].map((node) => node.firstChild.textContent);
    const { width, height } = parsed.documentElement.attributes;
    return { wrong: parsed.querySelector('parsererror')?.textContent, names, width: +width.value, height: +height.value };
  }, svg.bytes.toString());
  assert.equal(read.wrong, undefined);
  for (const name of ['Competition', 'Entry', 'RegistrationDeadline', 'tenant_id']) assert.ok(read.names.includes(name), name);

  const png = await exported(page, 'exportImage', { format: 'png', scale: 2, theme: 'dark' });
  assert.equal(png.bytes.subarray(1, 4).toString(), 'PNG');
  assert.deepEqual([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)], [Math.ceil(read.width * 2), Math.ceil(read.height * 2)]);
  // The ground is dark, and something stands on it.
  const colours = await page.evaluate(async (bytes) => {
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const seen = new Set();
    for (let at = 0; at < data.length; at += 4) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    return { corner: [...data.subarray(0, 3)], count: seen.size };
  }, [...png.bytes]);
  assert.deepEqual(colours.corner, [0x0c, 0x13, 0x16]);
  assert.ok(colours.count > 20, `${colours.count} colours`);

  const pdf = await exported(page, 'exportImage', { format: 'pdf' });
  assert.deepEqual(pdf.bytes, await golden('beer-competition.pdf'));
  const part = await exported(page, 'exportImage', { format: 'svg', entities: ['Entry'] });
  assert.ok(!part.bytes.includes('RegistrationDeadline'));

  for (const [options, code] of [[{ format: 'gif' }, 'unsupported'], [{ theme: 'pink' }, 'parse'], [{ scale: 100 }, 'parse'], [{ entities: ['Nobody'] }, 'not-found']]) {
    assert.equal((await app.refusal('exportImage', options)).code, code, JSON.stringify(options));
  }
  assert.equal((await app.refusal('exportDocument', { format: 'svg' })).code, 'unsupported');
}

async function documents({ page, url }) {
  const app = await App.open(page, url);
  await app.call('project.new', 'audit-log');
  for (const [format, end] of [['mermaid', 'mmd'], ['dbml', 'dbml'], ['markdown', 'md'], ['html', 'html']]) {
    const made = await exported(page, 'exportDocument', { format });
    assert.equal(made.bytes.toString(), (await golden(`audit-log.${end}`)).toString(), format);
  }
}

/** dbdiagram's own reader understands the DBML, names that mean something in it among them. */
async function dbml() {
  let Parser;
  try {
    ({ Parser } = createRequire(import.meta.url)('@dbml/core'));
  } catch {
    throw new Skip('@dbml/core is not installed: run npm ci');
  }
  for (const name of ['beer-competition', 'audit-log', 'odd']) {
    let database;
    try {
      database = new Parser().parse((await golden(`${name}.dbml`)).toString(), 'dbmlv2');
    } catch (error) {
      assert.fail(`${name}: ${(error.diags ?? [error]).map(({ message, location }) => `${message} ${JSON.stringify(location?.start)}`).join('; ')}`);
    }
    const tables = database.schemas.flatMap((schema) => schema.tables);
    const refs = database.schemas.flatMap((schema) => schema.refs);
    if (name === 'odd') {
      const odd = tables.find((table) => table.name === '</script><b>a|b`c`');
      assert.ok(odd, tables.map((table) => table.name).join());
      assert.equal(odd.note, "First line.\nSecond \\ line's `code` | bar <i>");
      assert.deepEqual(odd.fields.map((field) => field.name).slice(0, 2), ['id', 'part "two"']);
      const kinds = database.schemas.flatMap((schema) => schema.enums).find((one) => one.name === 'kind of');
      assert.deepEqual(kinds.values.map((value) => value.name), ["it's", 'a "b"', 'größer | kleiner']);
      assert.ok(refs.some((ref) => ref.endpoints.some((end) => end.fieldNames.length >= 2)), 'a key of several columns');
      assert.ok(refs.some((ref) => ref.onDelete === 'cascade'));
      assert.equal(odd.indexes.length, 3);
    } else {
      assert.ok(tables.length > 0 && tables.every((table) => table.fields.length > 0));
    }
  }
}

/** The page of documentation in a browser: no request, no script but its own, a search, a diagram that moves. */
async function page_({ context }) {
  const page = await context.newPage();
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('dialog', (dialog) => assert.fail(dialog.message()));
  await page.setContent((await golden('odd.html')).toString());
  assert.deepEqual(asked.filter((address) => !address.startsWith('about:')), []);
  assert.equal(await page.locator('script').count(), 1, 'no name became a script');
  assert.equal(await page.locator('main b').count(), 0);
  const sections = page.locator('main section[data-name]');
  const all = await sections.count();
  await page.getByRole('searchbox').fill('kinds');
  await eventually(async () => assert.equal(await sections.filter({ visible: true }).count(), 1));
  await page.getByText(`1 of ${all} found`).waitFor();
  await page.getByRole('searchbox').fill('');
  const transform = () => page.locator('.view svg').evaluate((svg) => svg.style.transform);
  const before = await transform();
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await eventually(async () => assert.notEqual(await transform(), before));
  await page.getByRole('button', { name: 'Fit' }).click();
  await eventually(async () => assert.equal(await transform(), before));
  // A card leads to its table.
  await page.locator('.view a').filter({ hasText: 'other' }).click();
  await page.locator('section:target').getByRole('heading', { name: 'my schema.other' }).waitFor();
  await page.close();
}

async function dialog({ page, url }) {
  const app = await App.open(page, url);
  await app.call('project.new', 'beer-competition');
  await app.canvas.focus();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Find/ }).or(page.getByPlaceholder(/^Find commands/)).first().waitFor();
  await page.keyboard.type('svg');
  await page.keyboard.press('Enter');
  const box = page.getByRole('dialog', { name: 'Export a picture or a document' });
  await box.getByRole('img', { name: 'What will be downloaded' }).waitFor();
  assert.ok(await box.getByRole('img').evaluate(async (image) => { await image.decode(); return image.naturalWidth > 100; }));
  await box.getByRole('radio', { name: /^Mermaid/ }).check();
  await box.getByText('erDiagram').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    box.getByRole('button', { name: 'Download Mermaid' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'Beer-competition.mmd');
  assert.equal((await readFile(await download.path())).toString(), (await golden('beer-competition.mmd')).toString());
  await box.getByRole('button', { name: 'Copy' }).click();
  await app.toast('Copied Beer-competition.mmd').waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^erDiagram/);
}

export const tests = [
  ['SVG, PNG and PDF are those of the core, in both themes', images],
  ['documents are those of the core', documents],
  ["DBML is understood by dbdiagram's own reader", dbml],
  ['the page of documentation asks nobody, is searched and moved', page_],
  ['the dialog shows, copies and downloads', dialog],
];
