// Any name that PostgreSQL allows goes all the way: drawn, migrated, proven, applied.
import assert from 'node:assert/strict';
import { App } from './support/app.mjs';
import { Skip } from './support/outcome.mjs';
import { psql, as, assertEmpty, servers, withDatabase, withFiles } from './support/psql.mjs';

const NAMES = [
  'order',
  'two words',
  'quo"te',
  "it's",
  'été Ω 表 🐘',
  'semi;colon -- no /* comment',
  '$$dollar$1',
  'back\\slash %s {0}',
  'CamelCase',
  '1st',
  'n'.repeat(63),
  '表'.repeat(21),
];

async function nasty({ page, url }) {
  const app = await App.open(page, url);
  for (const name of ['own"er', "app user's"]) await app.addRole(name);
  await app.deselect();
  await app.inspector.choose('Roles', 'Owner', 'own"er');
  await app.inspector.choose('Roles', 'Application', "app user's");

  for (const [at, name] of NAMES.entries()) {
    await app.page.getByTestId('add-entity').click();
    const field = app.canvas.getByRole('textbox', { name: 'Entity name' });
    await field.fill(name);
    await field.press('Enter');
    await app.inspector.title(name).waitFor();
    await app.inspector.addColumn(name, 'text', { required: at % 2 === 0 });
    await app.inspector.select('Tenant wall', 'Rows are').selectOption('tenant');
    if (at > 0) {
      await app.inspector.select('Foreign keys', 'Add a foreign key to').selectOption({ label: NAMES[at % 2] });
    }
  }
  const entities = (await app.project()).entities;
  assert.deepEqual(entities.map(({ name }) => name).sort(), [...NAMES].sort());
  const findings = await app.call('lint');
  assert.deepEqual(findings.filter(({ level }) => level === 'error'), []);

  const id = await app.addMigration('Nasty_Names');
  assert.equal(await app.dryRun(), 'Proven');
  await app.assertProven();
  const files = await app.exportZip();
  await apply(files, id);
}

async function apply(files, id) {
  let found;
  try {
    found = servers();
  } catch (error) {
    if (!(error instanceof Skip)) throw error;
    console.log(`skipped: psql's part of the names: ${error.message}`);
    return;
  }
  for (const server of found) {
    await withDatabase(server, [], (admin) =>
      withFiles(files, async (at) => {
        try {
          await psql(admin, '-f', at('roles.sql'));
          const owner = as(admin, {});
          for (const path of ['all.sql', 'verify.sql', 'tests/isolation.sql', `migrations/${id}/down.sql`]) {
            await psql(owner, '-f', at(path));
          }
          await assertEmpty(admin);
          for (const path of ['idempotent.sql', 'idempotent.sql', 'verify.sql', 'rollback.sql']) {
            await psql(owner, '-f', at(path));
          }
          await assertEmpty(admin);
        } finally {
          for (const role of ['"own""er"', '"app user\'s"']) {
            await psql(admin, '-c', `DROP OWNED BY ${role}`, '-c', `DROP ROLE ${role}`);
          }
        }
      }),
    );
  }
}

async function tooLong({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('x'.repeat(64), 160, 120);
  await app.tab('Problems');
  await app.problem('name-too-long').first().click();
  await app.inspector.section('Entity').getByRole('alert').filter({ hasText: /63/ }).waitFor();
  const { code } = await app.refusal('migrations.add', 'TooLong');
  assert.equal(code, 'conflict');
}

export const tests = [
  ['quotes, spaces, unicode, keywords and 63 bytes', nasty],
  ['a name of 64 bytes is told at its field', tooLong],
];
