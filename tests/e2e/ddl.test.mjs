// What the tab measures of a statement is what a native server shows in the same run: locks, rewrites and scans.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { App, RUN_MS } from './support/app.mjs';
import { psql, rows, servers, withDatabase, withFiles } from './support/psql.mjs';

const FILE = new URL('../ddl/cases.sql', import.meta.url);

/** The cases of the data set: `[{name, setup, measured}]`. */
async function readCases() {
  const parts = (await readFile(FILE, 'utf8')).split(/^-- # /m).slice(1);
  return parts.map((part) => {
    const [head, measured] = part.split(/^-- measured\n/m);
    const [name, ...setup] = head.split('\n');
    return { name, setup: setup.join('\n').trim(), measured: measured.trim().replace(/;$/, '') };
  });
}

// Releases of PostgreSQL 18 differ here: 18.6 takes this lock on the index of the referenced key besides, 18.4 does not.
const KEY_LOCK = /^AccessShareLock on public\.[ab]\d+_pkey$/;
const REFERENCES = [
  'add a foreign key that is not valid', 'add a foreign key that is not enforced', 'add a column that references',
  'create a table that references',
];

/** True for what PostgreSQL refuses in a transaction. */
const alone = ({ measured }) => (/\bCONCURRENTLY\b|^VACUUM\b/.test(measured) && !/^REFRESH\b/.test(measured));

// The judge's own way of looking, which shares nothing with the product's.
const JUDGE = `
  CREATE SCHEMA judge;
  CREATE VIEW judge.relations AS
    SELECT c.oid, n.nspname || '.' || c.relname AS name, c.relfilenode AS file, i.indrelid AS of, c.relkind AS kind,
      coalesce(s.seq_scan, 0) AS scans
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
    LEFT JOIN pg_stat_xact_all_tables s ON s.relid = c.oid
    WHERE n.nspname !~ '^(pg_|judge|information_schema)' AND c.relkind <> 'c';
  CREATE FUNCTION judge.look() RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('relations', (SELECT jsonb_agg(r) FROM judge.relations r), 'locks',
      (SELECT jsonb_agg(jsonb_build_object('oid', relation, 'mode', mode)) FROM pg_locks
       WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted)) $$;`;

/** What a native server shows of each case, by its name. */
async function natively(server, cases) {
  // A session that knows of nothing yet, as the one of a migration is.
  const script = [JUDGE, ...cases.map(({ setup }) => setup), '\\connect'];
  for (const each of cases) {
    const [begin, end] = alone(each) ? [[], []] : [['BEGIN'], ['COMMIT']];
    const look = `SELECT judge.look()`;
    script.push([...begin, look, each.measured, look, ...end].join(';\n') + ';');
  }
  const out = await withDatabase(server, [], (url) =>
    withFiles({ 'cases.sql': script.join('\n') }, (at) => psql(url, '-A', '-t', '-f', at('cases.sql'))),
  );
  const looks = out.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  assert.equal(looks.length, 2 * cases.length);
  return new Map(cases.map((each, at) => [each.name, difference(each, looks[2 * at], looks[2 * at + 1])]));
}

/** What changed between two looks, of what was there at the first. */
function difference(each, before, after) {
  const now = new Map(after.relations.map((relation) => [relation.oid, relation]));
  const byName = new Map(after.relations.map((relation) => [relation.name, relation]));
  // An index that is made anew for another type keeps its name alone.
  const successor = (relation) => now.get(relation.oid) ?? (relation.of ? byName.get(relation.name) : undefined);
  const files = before.relations.filter(({ kind }) => ['r', 'i', 'm'].includes(kind));
  const changed = files.filter((relation) => (successor(relation)?.file ?? relation.file) !== relation.file);
  const rewritten = changed.filter(({ of }) => !changed.some(({ oid }) => oid === of)).map(({ name }) => name);
  const scanned = before.relations.filter((relation) => (now.get(relation.oid)?.scans ?? 0) > relation.scans);
  const names = new Map(before.relations.map(({ oid, name }) => [oid, name]));
  for (const relation of before.relations) names.set(successor(relation)?.oid ?? relation.oid, relation.name);
  const locks = (after.locks ?? []).filter(({ oid }) => names.has(oid)).map(({ oid, mode }) => `${mode} on ${names.get(oid)}`);
  return {
    rewritten: rewritten.sort(),
    // Neither is to be seen from within once the statement is over.
    ...(alone(each) ? {} : { locks: [...new Set(locks)].sort(), scanned: scanned.map(({ name }) => name).sort() }),
  };
}

/** What the tab measured of each case, by its name. */
async function inTheTab({ page, url }, cases) {
  const app = await App.open(page, url);
  const write = (id, title, up) => app.call('edit', { command: 'putHandSql', handSql: { id, title, up } });
  await write('before', 'What is there', cases.map(({ setup }) => setup).join('\n'));
  await page.evaluate(() => window.bulkhead.migrations.add('Before'));
  await write('cases', 'What is measured', cases.map(({ measured }) => `${measured};`).join('\n'));
  // Each is measured on the rows that the cases bring along, and once.
  const skip = ['seed', 'matches-model', 'isolation', 'down', 'matches-base', 'up-again', 'idempotent'];
  const { stages, steps } = await app.call('dryRun', { skip });
  for (const { id, status, detail } of stages) {
    if (!skip.includes(id)) assert.equal(status, 'passed', `${id}: ${detail}`);
  }
  assert.equal(steps.length, cases.length);
  return new Map(cases.map((each, at) => {
    const { rewritten, locks, scanned = [] } = steps[at];
    const told = locks.map(({ relation, mode }) => `${mode} on ${relation}`).sort();
    return [each.name, { rewritten, ...(alone(each) ? {} : { locks: told, scanned }) }];
  }));
}

async function same(context) {
  const server = servers().find(({ version }) => version === 18);
  context.page.setDefaultTimeout(RUN_MS);
  const cases = await readCases();
  assert.ok(cases.length >= 60, `${cases.length} cases`);
  assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length, 'each has a name of its own');
  const [native, tab] = [await natively(server, cases), await inTheTab(context, cases)];
  const [[version]] = await rows(server.url, 'SHOW server_version');
  if (!(await context.page.evaluate(() => window.bulkhead.engineReady())).version.startsWith(version.split(' ')[0])) {
    for (const seen of [native, tab]) {
      for (const each of REFERENCES.map((name) => seen.get(name))) each.locks = each.locks.filter((lock) => !KEY_LOCK.test(lock));
    }
  }
  const unlike = cases.filter(({ name }) => JSON.stringify(native.get(name)) !== JSON.stringify(tab.get(name)));
  const told = unlike.map(({ name }) => `${name}\n  native ${JSON.stringify(native.get(name))}\n  tab    ${JSON.stringify(tab.get(name))}`);
  assert.equal(unlike.length, 0, `${unlike.length} of ${cases.length} differ:\n${told.join('\n')}`);
  // The judge does see something: most statements take a lock, and some of each kind rewrite and scan.
  const seen = [...native.values()];
  assert.ok(seen.filter(({ locks }) => locks?.length).length >= 60);
  assert.ok(seen.filter(({ rewritten }) => rewritten.length).length >= 15);
  assert.ok(seen.filter(({ scanned }) => scanned?.length).length >= 15);
}

export const tests = [['locks, rewrites and scans of statements are those of a native server', same]];
