// Auditing a tenant wall from its dialog: the open project's, whose holes are mended there, and a script's.
import assert from 'node:assert/strict';
import { App, RUN_MS } from './support/app.mjs';

async function open(app) {
  await app.page.getByRole('button', { name: 'Audit a tenant wall' }).click();
  return app.page.getByRole('dialog', { name: 'Audit a tenant wall' });
}

const wall = (dialog, table) => dialog.locator(`.wall[data-table="${table}"]`);

async function project({ page, url }) {
  const app = await App.open(page, url);
  await app.template('beer-competition');
  const dialog = await open(app);
  await dialog.getByTestId('run-audit').click();
  await dialog.getByTestId('audit-steps').waitFor();
  await dialog.getByTestId('audit-result').waitFor({ timeout: RUN_MS });
  await wall(dialog, 'public.entries').getByText(/^Holds in every case, and against \d+ attacks$/).waitFor();
  await dialog.getByTestId('assumed').getByText('What the project means by its wall').click();
  await dialog.getByText('the tenant is in the setting app.current_tenant').waitFor();
  await page.keyboard.press('Escape');

  // What is open to everybody is named, and mended from the list; the audit then is of another state, and says so.
  await app.call('executeSql', 'CREATE POLICY anyone ON entries TO beercomp_app USING (true)');
  await open(app);
  await dialog.getByText('changed since: audit again').waitFor();
  await dialog.getByTestId('run-audit').click();
  await wall(dialog, 'public.entries').getByText('Leaks', { exact: true }).waitFor({ timeout: RUN_MS });
  await dialog.getByRole('status').filter({ hasText: /^Of 2 tables, 1 leaks, 1 holds in every case/ }).waitFor();
  const finding = dialog.locator('.audit-finding').filter({ hasText: /policy anyone on public.entries/i }).filter({ has: page.locator('.audit-fix') }).first();
  assert.match(await finding.locator('pre').innerText(), /POLICY anyone ON public.entries/);
  await finding.getByRole('button', { name: /^Fix/ }).click();
  await dialog.getByText('changed since: audit again').waitFor({ timeout: RUN_MS });
  const entries = await app.entity('Entry');
  assert.ok(!(entries.policies ?? []).some(({ name, using }) => name === 'anyone' && using === 'true'), JSON.stringify(entries.policies));
}

async function script({ page, url }) {
  const app = await App.open(page, url);
  const before = await app.json();
  const dialog = await open(app);
  await dialog.getByRole('radio', { name: 'A script' }).click();
  assert.ok(await dialog.getByTestId('run-audit').isDisabled(), 'there is nothing to audit yet');
  await dialog.getByTestId('script-audit').fill(`
    CREATE ROLE app_user NOLOGIN; GRANT USAGE ON SCHEMA public TO app_user;
    CREATE FUNCTION known(t text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN true; END $$;
    CREATE TABLE t (tenant_id uuid NOT NULL, id int NOT NULL, body text, PRIMARY KEY (tenant_id, id));
    CREATE TABLE u (tenant_id uuid NOT NULL, id int NOT NULL, body text, PRIMARY KEY (tenant_id, id));
    ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;
    ALTER TABLE u ENABLE ROW LEVEL SECURITY; ALTER TABLE u FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON t TO app_user USING (tenant_id = (SELECT NULLIF(current_setting('app.t', true), '')::uuid)) WITH CHECK (true);
    CREATE POLICY own ON u TO app_user USING (tenant_id = (SELECT NULLIF(current_setting('app.t', true), '')::uuid));
    GRANT SELECT, INSERT, UPDATE, DELETE ON t, u TO app_user; SELECT missing();`);
  await dialog.getByTestId('run-audit').click();
  await dialog.getByTestId('audit-result').waitFor({ timeout: RUN_MS });
  await wall(dialog, 'public.t').getByText('Leaks', { exact: true }).waitFor();
  await wall(dialog, 'public.u').getByText(/^Holds in every case/).waitFor();
  await dialog.getByText('1 statement of the script failed: what it makes was not audited').waitFor();
  await dialog.getByTestId('assumed').getByText('What was assumed').click();
  await dialog.getByTestId('assumed').getByText('app_user', { exact: true }).waitFor();
  const finding = dialog.locator('.audit-finding').filter({ has: page.locator('.audit-fix') }).first();
  assert.equal(await finding.getByRole('button', { name: /^Fix/ }).count(), 0, "a script's fix is copied, not applied");
  await finding.getByRole('button', { name: /^Copy the SQL/ }).waitFor();

  // Closing loses nothing, and nothing of the project was touched.
  await page.keyboard.press('Escape');
  await open(app);
  await dialog.getByTestId('audit-result').waitFor();
  assert.equal(await app.json(), before);
}

async function cancelled({ page, url }) {
  const app = await App.open(page, url);
  await app.template('beer-competition');
  const dialog = await open(app);
  await dialog.getByTestId('run-audit').click();
  await dialog.getByText('Running the script', { exact: true }).first().waitFor({ timeout: RUN_MS });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.getByRole('alert').filter({ hasText: 'Cancelled.' }).waitFor({ timeout: RUN_MS });
  await dialog.getByTestId('run-audit').click();
  await dialog.getByTestId('audit-result').waitFor({ timeout: RUN_MS });
}

async function dryRun({ page, url }) {
  const app = await App.open(page, url);
  await app.template('beer-competition');
  assert.equal(await app.dryRun(), 'Proven');
  const walls = page.getByTestId('isolation').getByTestId('walls');
  await walls.locator('.wall[data-table="public.entries"]').getByText(/^Holds in every case/).waitFor();
}

export const tests = [
  ['the open project is audited, and mended from what was found', project],
  ['a script is audited, and the project is left alone', script],
  ['an audit is cancelled, and made again', cancelled],
  ['a dry run says of each table whether its wall is decided or only tried', dryRun],
];
