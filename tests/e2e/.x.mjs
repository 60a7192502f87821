process.on("unhandledRejection",(e)=>{console.log(String(e.message).slice(0,400));process.exit(1)});
import { launch } from './support/browser.mjs';
import { serve } from './support/server.mjs';
const site = await serve('/tmp/lead/distd'); const b = await launch();
for (const theme of ['light','dark']) {
const c = await b.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: theme }); const p = await c.newPage();
p.on('console', (m) => { if (m.type()==='error') console.log('console', m.text().slice(0,300)); });
await p.goto(site.url); await p.waitForFunction(() => window.bulkhead); await p.evaluate(() => window.bulkhead.ready);
await p.evaluate(async () => { await window.bulkhead.project.new('beer-competition'); });
await p.getByRole('tab', { name: 'Access' }).click(); await p.waitForTimeout(1500);
await p.getByRole('button', { name: 'Confirm' }).click(); await p.waitForFunction(() => /confirmed/.test(document.querySelector('[data-testid=confirmed]')?.textContent ?? ''), null, {timeout: 60000});
console.log(await p.getByTestId('confirmed').textContent());
await p.screenshot({ path: '/tmp/lead/shots/mat-pre.png' }); console.log(await p.evaluate(() => [...document.querySelectorAll('.access-panel, .panel-head, .access-bar, .matrix-body, .matrix-scroll, .matrix, .matrix thead, .matrix tbody tr')].map((e) => e.className + ' ' + e.tagName + ' ' + JSON.stringify(e.getBoundingClientRect())).join('\n'))); await p.locator('.reach-cell').nth(2).click({timeout: 3000}); await p.waitForTimeout(200);
await p.screenshot({ path: `/tmp/lead/shots/mat-${theme}-0.png` });
if (theme==='light') console.log(await p.evaluate(() => window.bulkhead.lint()));
await p.getByRole('button', { name: 'Look as this role' }).click(); await p.waitForSelector('.look-count,.look-seen .message', { timeout: 60000 });
await p.screenshot({ path: `/tmp/lead/shots/mat-${theme}-1.png` });
await p.locator('.outline').getByText('Entry').first().click(); await p.waitForTimeout(300);
await p.screenshot({ path: `/tmp/lead/shots/mat-${theme}-2.png` });
await c.close(); }
await b.close(); await site.close(); process.exit(0)
