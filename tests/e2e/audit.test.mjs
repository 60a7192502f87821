// The tenant wall of a schema, audited in the tab: what is attacked is PGlite.
import assert from 'node:assert/strict';
import { App, RUN_MS } from './support/app.mjs';

const TENANT = "tenant = (SELECT NULLIF(current_setting('app.tenant', true), '')::uuid)";

/** A schema with some tables of tenants, as safe as can be. */
function schema(tables, more = '') {
  let sql = 'CREATE ROLE web NOLOGIN; CREATE ROLE jobs NOLOGIN; CREATE ROLE keeper NOLOGIN; CREATE SCHEMA shop AUTHORIZATION keeper;\n'
    + 'GRANT USAGE ON SCHEMA shop TO web, jobs; SET ROLE keeper;\n';
  for (let n = 0; n < tables; n += 1) {
    const t = `shop.t${n}`;
    sql += `CREATE TABLE ${t} (tenant uuid NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(), words text, PRIMARY KEY (tenant, id));
      ALTER TABLE ${t} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${t} FORCE ROW LEVEL SECURITY;
      CREATE POLICY own ON ${t} TO web USING (${TENANT}) WITH CHECK (${TENANT});
      GRANT SELECT, INSERT, UPDATE, DELETE ON ${t} TO web;\n`;
  }
  return `${sql}${more}\nRESET ROLE;`;
}

/** What the author means. */
function intent(tables) {
  const names = Array.from({ length: tables }, (_, n) => `shop.t${n}`);
  return {
    context: [{ setting: 'app.tenant', type: 'uuid', means: 'tenant' }],
    appRoles: ['web'],
    tables: Object.fromEntries(names.map((name) => [name, { access: 'tenant', tenantColumn: 'tenant' }])),
  };
}

async function holes({ page, url }) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  const safe = await app.call('audit', schema(2), intent(2));
  assert.deepEqual(safe.tables.map((t) => [t.table, t.verdict]), [['shop.t0', 'holds'], ['shop.t1', 'holds']],
    JSON.stringify(safe.tables));
  assert.ok(safe.matrix.some((p) => p.session === 'unset' && p.verdict === 'held'), 'a session without a setting was tried');
  assert.deepEqual(safe.errors ?? [], []);

  // The service account's policy for everybody, and TRUNCATE; nothing is said of the schema but whom it is for.
  const open = schema(2, `CREATE POLICY service ON shop.t0 USING (current_user = 'jobs') WITH CHECK (true); GRANT TRUNCATE ON shop.t1 TO web;`);
  const leaking = await app.call('audit', open, { appRoles: ['web'] });
  assert.deepEqual(leaking.tables.map((t) => [t.table, t.verdict]), [['shop.t0', 'leaks'], ['shop.t1', 'leaks']],
    JSON.stringify(leaking.tables));
  assert.equal(leaking.assumed.tables['shop.t0'].tenantColumn, 'tenant');
  const breach = leaking.matrix.find((p) => p.probe === 'insert-foreign' && p.verdict === 'breached');
  assert.deepEqual([breach.hole.rule, breach.hole.part, breach.hole.closed], ['PO02', 'policy service on shop.t0', true]);
  assert.equal(breach.hole.fix.sql, 'ALTER POLICY service ON shop.t0 TO jobs;');
  const rules = leaking.findings.filter((f) => f.level === 'error').map((f) => f.rule);
  assert.ok(rules.includes('PO02') && rules.includes('RO04'), rules.join());

  // Nothing of it is left, neither roles nor settings.
  const again = await app.call('audit', schema(1), intent(1));
  assert.equal(again.tables[0].verdict, 'holds', JSON.stringify(again.tables));
}

async function large({ page, url }) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  await app.call('audit', schema(1), intent(1));
  const begun = Date.now();
  const audit = await app.call('audit', schema(100), intent(100));
  console.log(`    100 tables, ${audit.matrix.length} attacks: ${Date.now() - begun} ms`);
  assert.equal(audit.tables.length, 100);
  assert.ok(audit.tables.every((t) => t.verdict === 'holds'), JSON.stringify(audit.tables.find((t) => t.verdict !== 'holds')));
  assert.ok(audit.matrix.filter((p) => p.verdict !== 'not-applicable').length > 3000);
}

export const tests = [
  ["a schema's wall is audited, and a hole named with its fix", holes],
  ['a hundred tables are audited', large],
];
