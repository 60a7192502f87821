// What axe-core finds on the main screens, in both themes: nothing serious.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { App } from './support/app.mjs';

const AXE = fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url));

/** Collects what is serious on the screen as it is. */
async function look(app, screen, found) {
  const violations = await app.page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`) }));
  });
  for (const { id, nodes } of violations) found.push(`${screen}: ${id} (${nodes.length})\n  ${nodes.slice(0, 4).join('\n  ')}`);
}

function screens(theme) {
  return async ({ page, url }) => {
    const app = await App.open(page, url);
    await page.addScriptTag({ path: AXE });
    const found = [];
    await look(app, 'start', found);

    await app.template('beer-competition');
    await look(app, 'project', found);
    await app.select('Competition');
    await look(app, 'entity', found);
    await app.inspector.openColumn('Name');
    await look(app, 'column', found);
    await app.item('beercomp_app').click();
    await look(app, 'role', found);
    for (const tab of ['SQL', 'Problems', 'Migrations', 'Proof']) {
      await app.tab(tab);
      await look(app, `panel ${tab}`, found);
    }
    const dialogs = [
      ['keys', () => page.getByRole('button', { name: 'Keys (?)' }).click()],
      ['new project', () => page.getByRole('button', { name: 'New project or template' }).click()],
      ['export', () => page.getByTestId('export').click()],
      ['palette', () => page.getByRole('button', { name: 'Find anything (Ctrl+K)' }).click()],
      ['picture', async () => {
        await page.keyboard.press('Control+k');
        await page.keyboard.type('picture');
        await page.keyboard.press('Enter');
        await page.getByRole('dialog', { name: 'Export a picture or a document' }).getByRole('img').waitFor();
      }],
    ];
    for (const [name, open] of dialogs) {
      await open();
      await app.dialog.waitFor();
      await look(app, `dialog ${name}`, found);
      await page.keyboard.press('Escape');
      await app.dialog.waitFor({ state: 'detached' });
    }
    await app.addMigration('Initial_Create');
    await look(app, 'migrations', found);
    await app.dryRun();
    await look(app, 'proof', found);
    assert.equal(found.length, 0, `${theme}: ${found.length} violations\n${found.join('\n')}`);
  };
}

export const tests = ['light', 'dark'].map((theme) => [
  `no serious violation, ${theme}`,
  screens(theme),
  // Under the site's policy no script of a test may run; this test alone goes without it.
  { context: { bypassCSP: true, colorScheme: theme } },
]);
