// Who reaches which rows: the matrix, the rows as a role sees them, what policies cost, and mending the tenant wall.
import assert from 'node:assert/strict';
import { App, RUN_MS } from './support/app.mjs';

async function opened({ page, url }, view) {
  const app = await App.open(page, url);
  await app.template('beer-competition');
  await app.tab('Access');
  await page.getByRole('radio', { name: view, exact: true }).click();
  return app;
}

async function matrix({ page, url }) {
  const app = await opened({ page, url }, 'Who can do what');
  const cell = (name) => page.getByRole('button', { name, exact: true });
  await cell('beercomp_app SELECT public.competitions: filtered').waitFor();
  await cell('beercomp_service SELECT public.competitions: allowed').waitFor();
  await page.getByTestId('access').getByRole('button', { name: 'Confirm' }).click();
  await page.getByTestId('confirmed').filter({ hasText: '24 of 24 confirmed by PostgreSQL' }).waitFor({ timeout: RUN_MS });

  // A cell says by what, and leads to its rows.
  await cell('beercomp_app SELECT public.competitions: filtered').click();
  const detail = page.getByTestId('cell');
  await detail.getByText('tenant_isolation').waitFor();
  await detail.getByText(/PostgreSQL, as tenant A: 6 of 12 rows/).waitFor();
  await detail.getByRole('button', { name: 'Look as this role' }).click();
  await page.getByRole('status').filter({ hasText: '6 rows' }).waitFor({ timeout: RUN_MS });

  // The matrix follows the design.
  await app.call('executeSql', 'CREATE POLICY never ON entries AS RESTRICTIVE FOR DELETE TO beercomp_app USING (false)');
  await page.getByRole('radio', { name: 'Who can do what' }).click();
  await cell('beercomp_app DELETE public.entries: denied').waitFor();
  await page.getByRole('searchbox', { name: 'Filter tables' }).fill('entr');
  assert.equal(await page.getByTestId('matrix').locator('tbody tr').count(), 1);
}

async function lookAs({ page, url }) {
  const app = await opened({ page, url }, 'Look as');
  const panel = page.getByTestId('access');
  await panel.getByRole('button', { name: 'Look', exact: true }).click();
  await panel.getByRole('button', { name: /^competitions/ }).click({ timeout: RUN_MS });
  const told = (text) => panel.getByRole('status').filter({ hasText: text }).waitFor({ timeout: RUN_MS });
  await told('6 rows');
  const own = await panel.locator('td').allTextContents();
  await panel.getByRole('combobox', { name: 'Session' }).selectOption({ label: 'Tenant B' });
  await page.waitForFunction((own) => ![...document.querySelectorAll('.look-rows td')].some((td) => own === td.textContent), own[0]);
  await told('6 rows');
  await panel.getByRole('combobox', { name: 'Session' }).selectOption({ label: 'No tenant' });
  await told('0 rows');
  await panel.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'the superuser, whom no policy binds' });
  await told('12 rows');

  // What a statement does is taken back, and what is refused is said in PostgreSQL's words.
  await panel.getByRole('combobox', { name: 'Role' }).selectOption('beercomp_app');
  await panel.getByRole('combobox', { name: 'Session' }).selectOption({ label: 'Tenant A' });
  await panel.getByRole('textbox', { name: 'Statement' }).fill('DELETE FROM entries');
  await panel.getByRole('button', { name: 'Look', exact: true }).click();
  await told('6 rows, rolled back');
  await panel.getByRole('textbox', { name: 'Statement' }).fill('TRUNCATE entries');
  await panel.getByRole('button', { name: 'Look', exact: true }).click();
  await panel.getByRole('alert').filter({ hasText: /permission denied/ }).waitFor();
  await panel.getByRole('textbox', { name: 'Statement' }).fill('COMMIT');
  await panel.getByRole('button', { name: 'Look', exact: true }).click();
  await panel.getByRole('alert').filter({ hasText: /COMMIT is not asked/ }).waitFor();

  // Scripts look the same way, and a dry run has its engine all the same.
  const seen = await app.call('lookAs', { role: 'beercomp_app', settings: [], sql: 'SELECT count(*) FROM entries' });
  assert.deepEqual(seen.rows, [['0']]);
  await page.evaluate(() => window.bulkhead.lookAs({ sql: 'ROLLBACK' })).then(
    () => assert.fail('it was asked'),
    (error) => assert.match(error.message, /rolled back/),
  );
  assert.equal(await app.dryRun(), 'Proven');
}

async function cost({ page, url }) {
  const app = await opened({ page, url }, 'Cost');
  await app.call('executeSql', `
    CREATE INDEX by_name ON competitions (lower(name));
    CREATE POLICY slow ON entries AS RESTRICTIVE TO beercomp_app USING (id::text <> current_setting('app.hidden', true));`);
  await page.getByRole('button', { name: 'Ask the planner' }).click();
  const table = (name) => page.locator(`.cost-table[data-table="${name}"]`);
  await table('public.competitions').getByText(/by_name can't be looked up by lower/).waitFor({ timeout: RUN_MS });
  await table('public.entries').getByText(/current_setting\(\) is called for every row/).waitFor();
  const costs = await app.call('policyCosts');
  assert.deepEqual(costs.map(({ table }) => table), ['public.competitions', 'public.entries']);
  assert.ok(costs.every(({ tenantIndex }) => tenantIndex), JSON.stringify(costs));
}

async function mended({ page, url }) {
  const app = await App.open(page, url);
  await app.template('beer-competition');
  await app.call('executeSql', 'GRANT TRUNCATE ON entries TO beercomp_app');
  await app.tab('Problems');
  const finding = (await app.call('lint')).find(({ rule }) => rule === 'RO04');
  assert.match(finding.fix.sql, /REVOKE TRUNCATE/);
  await app.problem('RO04').waitFor();
  await page.locator('.problem-item').filter({ has: app.problem('RO04') }).locator('.problem-fix').click();
  await app.problem('RO04').waitFor({ state: 'detached', timeout: RUN_MS });
  assert.deepEqual((await app.call('lint')).filter(({ rule }) => rule === 'RO04'), []);
  await app.call('undo');
  await app.problem('RO04').waitFor();
}

async function authored({ page, url }) {
  const app = await App.open(page, url);
  const { inspector } = app;
  await app.template('beer-competition');
  await inspector.select('Tenancy', 'By').selectOption('claim');
  await inspector.setText('Tenancy', 'Path', 'app_metadata.org');
  const project = JSON.parse(await app.json());
  assert.deepEqual(project.settings.tenancy.strategy, { kind: 'claim', claims: 'request.jwt.claims', path: 'app_metadata.org' });
  assert.equal(await app.dryRun(), 'Proven');

  // Whose rows an entity holds, and what its policies mean.
  await page.locator('.outline').getByText('Entry', { exact: true }).click();
  await page.getByTestId('policies-mean').filter({ hasText: /beercomp_app/ }).waitFor();
  await inspector.select('Tenant wall', 'Rows are').selectOption('unprotected');
  await inspector.setText('Tenant wall', 'Reason', 'It is public anyway.');
  const entry = Object.values(JSON.parse(await app.json()).entities).find(({ name }) => name === 'Entry');
  assert.deepEqual(entry.tenancy, { kind: 'unprotected', reason: 'It is public anyway.' });
}

async function template({ page, url }) {
  const app = await App.open(page, url);
  await app.template('beer-competition');
  await app.call('executeSql', `
    CREATE TABLE notes (tenant_id uuid NOT NULL, id uuid PRIMARY KEY, body text NOT NULL);
    GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO beercomp_app;`);
  await page.locator('.outline').getByText('notes', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Policies from a template' }).selectOption({ index: 1 });
  const form = page.getByTestId('policy-template');
  await form.getByTestId('apply-sql').click({ timeout: RUN_MS });
  await form.waitFor({ state: 'detached', timeout: RUN_MS });
  await page.getByTestId('policies-mean').filter({ hasText: /the tenant in app.current_tenant/ }).waitFor();
}

async function audited({ page, url }) {
  const app = await App.open(page, url);
  const script = (check) => `
    CREATE ROLE app_user NOLOGIN; GRANT USAGE ON SCHEMA public TO app_user;
    CREATE TABLE t (tenant_id uuid NOT NULL, id int NOT NULL, body text, PRIMARY KEY (tenant_id, id));
    ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;
    CREATE POLICY tenant ON t FOR ALL TO app_user
      USING (tenant_id = (SELECT NULLIF(current_setting('app.t', true), '')::uuid)) ${check};
    GRANT SELECT, INSERT, UPDATE, DELETE ON t TO app_user;`;
  const before = await app.json();
  const safe = await app.call('audit', script(''));
  assert.deepEqual(safe.tables.map(({ table, verdict }) => [table, verdict]), [['public.t', 'holds']]);
  assert.deepEqual(safe.assumed.appRoles, ['app_user']);
  assert.ok(safe.matrix.length > 20 && safe.matrix.every(({ verdict }) => verdict !== 'breached'), JSON.stringify(safe.matrix));
  const open = await app.call('audit', script('WITH CHECK (true)'));
  assert.deepEqual(open.tables.map(({ verdict }) => verdict), ['leaks']);
  assert.ok(open.findings.some(({ rule }) => rule === 'PO02' || rule === 'PO03'), JSON.stringify(open.findings));
  const breached = open.matrix.filter(({ verdict }) => verdict === 'breached');
  assert.ok(breached.length > 0 && breached.every(({ fix }) => fix), JSON.stringify(breached));
  assert.equal(await app.json(), before, 'an audit touches nothing');
}

export const tests = [
  ['who can do what is computed, and confirmed by PostgreSQL', matrix],
  ['the rows are seen as somebody sees them, and nothing stays', lookAs],
  ['what policies cost is asked of the planner', cost],
  ['a problem of the tenant wall is mended by a press', mended],
  ['tenancy is edited, and what it means is said', authored],
  ['policies come from a template', template],
  ['any schema is audited', audited],
];
