// The canvas with many tables: what has elements, what is painted, and the ways to find something in it. Nothing here
// measures time; canvas-bench.mjs does.
import assert from 'node:assert/strict';
import { App } from './support/app.mjs';
import { largeProject } from './support/large.mjs';
import { eventually } from './support/outcome.mjs';

const MOST_ELEMENTS = 5_000;

/** Opens a project of so many tables. */
async function open(page, url, count, width = 15) {
  const app = await App.open(page, url);
  await app.call('project.open', largeProject(count, width, { related: true }));
  await page.locator('.painted').waitFor();
  return app;
}

/** Zooms at the middle of the canvas. */
async function zoomTo(app, zoom) {
  const { page } = app;
  const box = await app.canvas.boundingBox();
  await app.canvas.focus();
  await page.keyboard.press('Control+0');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.keyboard.down('Control');
  for (let step = 0; step < 80; step += 1) {
    const now = Number.parseInt(await page.locator('.zoom-value').innerText(), 10) / 100;
    const delta = -Math.log(zoom / now) / 0.006;
    if (Math.abs(delta) < 5) break;
    await page.mouse.wheel(0, Math.max(-60, Math.min(60, delta)));
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }
  await page.keyboard.up('Control');
}

/** Where the cards stand by the project file, as rectangles on the screen. */
function places(app) {
  return app.page.evaluate(async () => {
    const project = JSON.parse(await window.bulkhead.project.json());
    const box = document.querySelector('#canvas').getBoundingClientRect();
    const move = new DOMMatrix(getComputedStyle(document.querySelector('.layer')).transform);
    return {
      view: { left: box.left, top: box.top, right: box.right, bottom: box.bottom },
      cards: project.entities.map(({ id, columns, tenancy }) => {
        const rows = columns.length + (tenancy?.kind === 'tenant' ? 1 : 0);
        const height = 48 + 24 * Math.min(rows, 24) + (rows > 24 ? 24 : 0);
        const node = project.nodes[id];
        const a = move.transformPoint(new DOMPoint(node.x, node.y));
        const b = move.transformPoint(new DOMPoint(node.x + 256, node.y + height));
        return { id, left: a.x + box.left, top: a.y + box.top, right: b.x + box.left, bottom: b.y + box.top };
      }),
    };
  });
}

const inside = (card, view) =>
  card.left > view.left && card.right < view.right && card.top > view.top && card.bottom < view.bottom;

const meets = (card, view) =>
  card.left < view.right && card.right > view.left && card.top < view.bottom && card.bottom > view.top;

/** How much of the picture below the cards is painted, of 1. */
function painted(page) {
  return page.evaluate(() => {
    const canvas = document.querySelector('.painted');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at] > 0) count += 1;
    return count / (data.length / 4);
  });
}

export const tests = [
  ['two thousand tables have no more elements than a page can carry', async ({ page, url }) => {
    const app = await open(page, url, 2_000);
    for (const zoom of [0, 0.15, 0.35, 0.6, 1]) {
      if (zoom > 0) await zoomTo(app, zoom);
      else await app.canvas.focus().then(() => page.keyboard.press('Control+0'));
      await eventually(async () => {
        const elements = await page.evaluate(() => document.querySelectorAll('*').length);
        assert.ok(elements <= MOST_ELEMENTS, `${elements} elements at ${zoom}`);
        const { view, cards } = await places(app);
        const here = new Set(await app.cards().evaluateAll((all) => all.map((card) => card.dataset.entity)));
        const seen = cards.filter((card) => meets(card, view));
        assert.ok(seen.length > 0, `cards are in view at ${zoom}`);
        if (zoom >= 1) assert.ok(seen.every((card) => here.has(card.id)), 'cards in view have elements');
        if (here.size === 0) assert.ok((await painted(page)) > 0.05, `cards are painted at ${zoom}`);
        assert.ok(here.size < 200, `${here.size} cards have elements at ${zoom}`);
      });
    }
  }],

  ['a card that is only painted is selected and dragged', async ({ page, url }) => {
    const app = await open(page, url, 600);
    await app.canvas.focus();
    await page.keyboard.press('Control+0');
    assert.equal(await app.cards().count(), 0);
    const { view, cards } = await places(app);
    const card = cards.find((card) => inside(card, view) && card.left > view.left + 300 && card.top > view.top + 200);
    const at = { x: (card.left + card.right) / 2, y: (card.top + card.bottom) / 2 };
    await page.mouse.click(at.x, at.y);
    await app.canvas.locator(`.card.selected[data-entity="${card.id}"]`).waitFor();
    const before = (await app.project()).nodes[card.id];
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    await page.mouse.move(at.x + 30, at.y + 20, { steps: 4 });
    await page.mouse.up();
    const after = (await app.project()).nodes[card.id];
    assert.ok(after.x > before.x && after.y > before.y, 'the card was dragged');
  }],

  ['cards of an arranged project cover none of each other, and one undo brings the old places back', async ({ page, url }) => {
    const app = await open(page, url, 400);
    const before = (await app.project()).nodes;
    await page.getByRole('button', { name: 'Arrange cards' }).click();
    await eventually(async () => assert.notDeepEqual((await app.project()).nodes, before));
    const { cards } = await places(app);
    const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
    const covering = cards.flatMap((a, at) => cards.slice(at + 1).filter((b) => !apart(a, b)).map((b) => [a.id, b.id]));
    assert.deepEqual(covering, []);
    const again = (await app.project()).nodes;
    await app.undo();
    await eventually(async () => assert.deepEqual((await app.project()).nodes, before));
    await page.getByRole('button', { name: 'Arrange cards' }).click();
    await eventually(async () => assert.deepEqual((await app.project()).nodes, again));
  }],

  ['the map moves the view and can be hidden', async ({ page, url }) => {
    const app = await open(page, url, 60);
    await zoomTo(app, 1);
    const map = page.getByTestId('map');
    await map.waitFor();
    const box = await map.boundingBox();
    const layer = () => page.locator('.layer').evaluate((layer) => layer.style.transform);
    const before = await layer();
    await page.mouse.move(box.x + 20, box.y + 20);
    await page.mouse.down();
    const pressed = await layer();
    assert.notEqual(pressed, before);
    await page.mouse.move(box.x + box.width - 20, box.y + box.height - 20, { steps: 3 });
    await page.mouse.up();
    assert.notEqual(await layer(), pressed);
    await page.getByRole('button', { name: 'Hide the map' }).click();
    await map.waitFor({ state: 'detached' });
    await page.reload();
    await app.ready();
    await page.getByRole('button', { name: 'Show the map' }).waitFor();
  }],

  ['the focus is on what is selected and what it touches, until Escape', async ({ page, url }) => {
    const app = await open(page, url, 60);
    await page.getByRole('searchbox', { name: 'Search the outline' }).fill('entity_7');
    await page.keyboard.press('Enter');
    await app.inspector.title('entity_7').waitFor();
    await app.canvas.focus();
    await page.keyboard.press('f');
    const clear = app.canvas.locator('.card:not(.dim)');
    const names = await clear.evaluateAll((cards) => cards.map((card) => card.getAttribute('aria-label')));
    for (const name of ['entity_3', 'entity_7', 'entity_14', 'entity_15']) assert.ok(names.includes(name), `${name} of ${names}`);
    assert.ok((await app.canvas.locator('.card.dim').count()) > 0);
    await page.keyboard.press('Escape');
    await eventually(async () => assert.equal(await app.canvas.locator('.card.dim').count(), 0));
    await app.inspector.title('entity_7').waitFor();
  }],

  ['what is selected is shown, and what is searched for is flown to and marked', async ({ page, url }) => {
    const app = await open(page, url, 200);
    await zoomTo(app, 1);
    await page.keyboard.press('Control+f');
    await page.getByRole('searchbox', { name: 'Search the outline' }).fill('entity_199');
    await page.keyboard.press('ArrowDown');
    await page.locator('.mark').waitFor();
    const shown = async () => {
      const { view, cards } = await places(app);
      return inside(cards.find(({ id }) => id === 'e199'), view);
    };
    await eventually(async () => assert.ok(await shown()));
    await page.keyboard.press('Enter');
    await app.inspector.title('entity_199').waitFor();
    await app.canvas.focus();
    await page.keyboard.press('Control+0');
    await page.keyboard.press('Shift+2');
    await eventually(async () => {
      assert.ok(await shown());
      assert.equal(await page.locator('.zoom-value').innerText(), '100 %');
    });
    await page.getByRole('searchbox', { name: 'Search the outline' }).fill('column_11');
    await app.item('entity_0.column_11').click();
    await app.inspector.title('entity_0').waitFor();
  }],

  ['fingers zoom and move the view, and one that stays asks for the menu', async ({ page, context, url }) => {
    const app = await open(page, url, 40);
    const client = await context.newCDPSession(page);
    const touch = (type, ...points) =>
      client.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
    const box = await app.canvas.boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const zoom = async () => Number.parseInt(await page.locator('.zoom-value').innerText(), 10);
    const before = await zoom();
    await touch('touchStart', [x - 40, y], [x + 40, y]);
    for (let step = 1; step <= 5; step += 1) await touch('touchMove', [x - 40 - step * 10, y], [x + 40 + step * 10, y]);
    await touch('touchEnd');
    await eventually(async () => assert.ok((await zoom()) > before * 1.5, `${before} % became ${await zoom()} %`));
    const layer = () => page.locator('.layer').evaluate((layer) => layer.style.transform);
    const placed = await layer();
    await touch('touchStart', [x - 40, y], [x + 40, y]);
    for (let step = 1; step <= 5; step += 1) await touch('touchMove', [x - 40, y + step * 12], [x + 40, y + step * 12]);
    await touch('touchEnd');
    await eventually(async () => assert.notEqual(await layer(), placed));
    await page.evaluate(() => {
      window.asked = 0;
      window.addEventListener('contextmenu', () => { window.asked += 1; });
    });
    await touch('touchStart', [x, y]);
    await eventually(async () => assert.ok((await page.evaluate(() => window.asked)) > 0));
    await touch('touchEnd');
  }, { context: { hasTouch: true } }],
];
