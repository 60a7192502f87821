// A narrow window: nothing is out of reach.
import assert from 'node:assert/strict';
import { App } from './support/app.mjs';

/** That every element is whole within the window. */
async function within(page, locator) {
  const { width, height } = page.viewportSize();
  for (const element of await locator.all()) {
    const box = await element.boundingBox();
    const name = (await element.getAttribute('aria-label')) ?? (await element.innerText());
    assert.ok(box, `${name} is there`);
    assert.ok(box.x >= 0 && box.x + box.width <= width + 0.5, `${name} is within the width: ${JSON.stringify(box)}`);
    assert.ok(box.y >= 0 && box.y + box.height <= height + 0.5, `${name} is within the height: ${JSON.stringify(box)}`);
  }
}

async function phone({ page, url }) {
  const app = await App.open(page, url);
  await app.template('beer-competition');
  await within(page, page.locator('.topbar button:visible'));
  await within(page, page.getByRole('tab'));
  assert.equal(await app.dryRun(), 'Proven');

  // The panels lie over the canvas, one at a time.
  await page.getByRole('button', { name: /^Outline/ }).click();
  await within(page, app.outline);
  await page.getByRole('button', { name: /^Inspector/ }).click();
  await within(page, app.inspector.panel);
  await app.outline.waitFor({ state: 'detached' });
  await within(page, app.inspector.panel.getByRole('combobox').first());
  await page.getByRole('button', { name: /^Inspector/ }).click();
  await app.inspector.panel.waitFor({ state: 'detached' });

  await page.getByTestId('export').click();
  await within(page, app.dialog.getByRole('button'));
}

const sized = (width, height) => ({ context: { viewport: { width, height } } });

export const tests = [
  ['a phone', phone, sized(360, 740)],
  ['a small window', phone, sized(800, 600)],
];
