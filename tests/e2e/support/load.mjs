// What the page loads before anybody asks it for anything.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Opens the page and gives the files of the site that it needed to become usable, as paths below the site. */
export async function firstLoad(page, url) {
  const files = new Set();
  const note = (response) => {
    const path = response.url().slice(url.length) || 'index.html';
    // The engine and its prover come when the page is idle, after all that the editor needs.
    if (response.ok() && response.url().startsWith(url) && !/^vendor\/pglite\/|^bulkhead-prover/.test(path)) files.add(path);
  };
  page.on('response', note);
  await page.goto(url);
  await page.waitForFunction(() => window.bulkhead);
  await page.evaluate(() => window.bulkhead.ready);
  await page.waitForLoadState('networkidle');
  page.off('response', note);
  return [...files];
}

/** The bytes of these files, each compressed by itself, as a server sends them. */
export async function compressed(dist, files, compress) {
  const sizes = await Promise.all(files.map(async (path) => compress(await readFile(join(dist, path))).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}
