// Takes the screenshots that the README shows: docs/screenshots/*.png, in both themes.
//
//     make build && node scripts/screenshots.mjs [dist] [out]
//
// The site is served as a user's server would serve it and driven as a person would.

import { mkdir } from 'node:fs/promises';
import { launch } from '../tests/e2e/support/browser.mjs';
import { serve } from '../tests/e2e/support/server.mjs';

const [dist = 'dist', out = 'docs/screenshots'] = process.argv.slice(2);
await mkdir(out, { recursive: true });
const site = await serve(dist);
const browser = await launch();

/** Opens the application as someone who comes for the first time. */
async function open(theme, size) {
  const context = await browser.newContext({ viewport: size, colorScheme: theme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error('page:', error.message));
  page.on('console', (message) => message.type() === 'error' && console.error('console:', message.text()));
  await page.goto(site.url);
  await page.locator('.app[data-ready=true]').waitFor({ timeout: 60_000 });
  return page;
}

const settled = (page) => page.waitForTimeout(500);
const shot = async (page, name) => {
  await page.screenshot({ path: `${out}/${name}.png` });
  console.log(`${out}/${name}.png`);
};

const scenes = {
  async start(page) {
    await settled(page);
  },
  async editor(page) {
    await page.locator('[data-template=beer-competition]').first().click();
    await page.locator('.card').first().waitFor();
    await page.locator('.card', { hasText: /^\s*Entry/ }).first().locator('.card-header').click();
    await settled(page);
  },
  async proof(page) {
    await page.locator('[data-template=beer-competition]').first().click();
    await page.locator('.card').first().waitFor();
    await page.getByTestId('dry-run').click();
    await page.getByTestId('verdict').waitFor({ timeout: 120_000 });
    await settled(page);
  },
  async audit(page) {
    await page.locator('[data-template=audit-log]').first().click();
    await page.locator('.card').first().waitFor();
    await page.getByRole('tab', { name: /problems/i }).click();
    await settled(page);
  },
};

try {
  for (const theme of ['light', 'dark']) {
    for (const [name, play] of Object.entries(scenes)) {
      const page = await open(theme, { width: 1440, height: 900 });
      await play(page);
      await shot(page, `${name}-${theme}`);
      await page.context().close();
    }
  }
} finally {
  await browser.close();
  await site.close();
}
