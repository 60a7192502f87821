// Both templates, all the way: opened, migrated, proven, exported, and applied by psql to servers of their own.
import assert from 'node:assert/strict';
import { App, promisedFiles, RUN_MS } from './support/app.mjs';
import { as, assertEmpty, psql, rows, servers, withDatabase, withFiles } from './support/psql.mjs';

const TEMPLATES = [
  {
    id: 'audit-log', owner: 'hotswap_owner', tables: 4,
    damage: 'ALTER TABLE audit_logs ADD COLUMN by_hand integer', seen: /audit_logs: column by_hand/,
  },
  {
    id: 'beer-competition', owner: 'beercomp_owner', tables: 2,
    damage: 'ALTER TABLE entries NO FORCE ROW LEVEL SECURITY', seen: /entries.*row.level security/,
  },
];

/** Applies a bundle as its README says, and takes it back. */
async function apply(server, template, files, id) {
  const project = JSON.parse(files['project.bulkhead.json']);
  const roles = project.roles.map((role) => role.name);
  const version = project.settings.history?.productVersion;
  await withDatabase(server, roles, (admin) =>
    withFiles(files, async (at) => {
      const owner = as(admin, { role: template.owner });
      const run = (path, url = owner) => psql(url, '-f', at(path));
      const history = () => rows(owner, 'SELECT * FROM "__EFMigrationsHistory" ORDER BY 1');

      // A project may be handed on twice: running the administrator's part again is no error.
      await run('roles.sql', admin);
      await run('roles.sql', admin);
      await assertEmpty(admin);

      await run('all.sql');
      const [[ids, versions]] = await history();
      assert.equal(ids, id);
      if (version) assert.equal(versions, version);
      await run('verify.sql');
      await run('tests/isolation.sql');
      const [[tables]] = await rows(owner, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'");
      assert.equal(Number(tables), template.tables + 1, 'the tables, and the history');
      const owners = await rows(owner, "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'");
      assert.deepEqual(owners, [[template.owner]]);

      await run(`migrations/${id}/down.sql`);
      await assertEmpty(admin);
      await run(`migrations/${id}/up.sql`);
      await run('verify.sql');
      await run('rollback.sql');
      await assertEmpty(admin);

      await run('idempotent.sql');
      await run('idempotent.sql');
      assert.equal((await history()).length, 1);
      await run('verify.sql');
      await run('tests/isolation.sql');
      await run('rollback.sql');
      await assertEmpty(admin);
    }),
  );
}

/** Applies a bundle to every server there is. */
async function applyEverywhere(template, files, id) {
  for (const server of servers()) {
    try {
      await apply(server, template, files, id);
    } catch (error) {
      error.message = `PostgreSQL ${server.version}: ${error.message}`;
      throw error;
    }
  }
}

/** verify.sql must fail, and name the difference, when somebody has changed the database by hand. */
async function assertVerifyIsStrict(template, files) {
  for (const server of servers()) {
    const roles = JSON.parse(files['project.bulkhead.json']).roles.map((role) => role.name);
    await withDatabase(server, roles, (admin) =>
      withFiles(files, async (at) => {
        await psql(admin, '-f', at('roles.sql'));
        const owner = as(admin, { role: template.owner });
        await psql(owner, '-f', at('all.sql'));
        await psql(owner, '-c', template.damage);
        await assert.rejects(psql(owner, '-f', at('verify.sql')), template.seen);
      }),
    );
  }
}

function byHand(template) {
  return async ({ page, url }) => {
    servers();
    const app = await App.open(page, url);
    await app.template(template.id);
    const id = await app.addMigration('Initial_Create');
    assert.equal(await app.dryRun(), 'Proven');
    await app.assertProven();
    const files = await app.exportZip();
    for (const path of promisedFiles([id])) assert.ok(path in files, `the bundle has ${path}`);
    assert.equal(JSON.parse(files['proof.json']).verdict, 'proven');
    await applyEverywhere(template, files, id);
    await assertVerifyIsStrict(template, files);
  };
}

function byScript(template) {
  return async ({ page, url }) => {
    servers();
    page.setDefaultTimeout(RUN_MS);
    const app = await App.open(page, url);
    assert.ok((await app.call('project.templates')).some(({ id }) => id === template.id));
    const { entities } = await app.call('project.new', template.id);
    assert.equal(entities, template.tables);
    const { id } = await app.call('migrations.add', 'Initial_Create');
    const proof = await app.call('dryRun');
    assert.equal(proof.verdict, 'proven', JSON.stringify(proof.stages.filter((stage) => stage.status !== 'passed')));
    const files = await app.bundle();
    assert.deepEqual(await app.bundle(), files, 'the same project gives the same files');
    await applyEverywhere(template, files, id);
  };
}

async function second({ page, url }) {
  servers();
  const template = TEMPLATES[1];
  const app = await App.open(page, url);
  await app.template(template.id);
  const first = await app.addMigration('Initial_Create');
  await app.select('Competition');
  await app.inspector.addColumn('Website', 'text');
  const next = await app.addMigration('Competition_Website');
  assert.equal(await app.dryRun(), 'Proven');
  await app.assertProven();
  const files = await app.exportZip();
  const roles = JSON.parse(files['project.bulkhead.json']).roles.map((role) => role.name);
  for (const server of servers()) {
    await withDatabase(server, roles, (admin) =>
      withFiles(files, async (at) => {
        const owner = as(admin, { role: template.owner });
        const run = (path) => psql(owner, '-f', at(path));
        await psql(admin, '-f', at('roles.sql'));
        await run(`migrations/${first}/up.sql`);
        await assert.rejects(run('verify.sql'), /website/, 'verify.sql sees that the second is missing');
        // The idempotent script finds the first applied, and brings the second.
        await run('idempotent.sql');
        await run('verify.sql');
        const applied = await rows(owner, 'SELECT "MigrationId" FROM "__EFMigrationsHistory" ORDER BY 1');
        assert.deepEqual(applied, [[first], [next]]);
        for (const id of [next, first]) await run(`migrations/${id}/down.sql`);
        await assertEmpty(admin);
      }),
    );
  }
}

export const tests = [
  ...TEMPLATES.map((template) => [`${template.id}: drawn to applied, by hand`, byHand(template)]),
  ...TEMPLATES.map((template) => [`${template.id}: drawn to applied, by script`, byScript(template)]),
  ['a second migration on top of the first', second],
];
