// psql, and databases of its own for each test, on the servers that scripts/with-postgres.sh names.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Skip } from './outcome.mjs';

/** The servers that are there: `[{version, url}]`. Fails where they are required, skips where they are not. */
export function servers() {
  const found = [15, 18].map((version) => ({ version, url: process.env[`BULKHEAD_PG${version}`] }));
  const missing = found.filter(({ url }) => !url).map(({ version }) => `BULKHEAD_PG${version}`);
  if (!process.env.PSQL) missing.push('PSQL');
  if (missing.length === 0) return found;
  const why = `${missing.join(', ')} not set: run this by scripts/with-postgres.sh`;
  if (process.env.BULKHEAD_REQUIRE_PG === '1') throw new Error(why);
  throw new Skip(why);
}

/** Runs psql and gives what it printed; fails with what it said if it did not end well. */
export function psql(url, ...args) {
  return new Promise((resolve, reject) => {
    const all = ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', url, ...args];
    execFile(process.env.PSQL, all, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`psql ${args.join(' ')}: ${stderr || error.message}`));
      else resolve(stdout);
    });
  });
}

/** The rows of a query, each a list of texts. */
export async function rows(url, sql) {
  const out = await psql(url, '-A', '-t', '-F', '\t', '-c', sql);
  return out.split('\n').filter(Boolean).map((line) => line.split('\t'));
}

/** The same server, seen as another role or in another database. */
export function as(url, { role, database }) {
  const changed = new URL(url);
  if (role) changed.username = role;
  if (database) changed.pathname = `/${database}`;
  return changed.href;
}

/** Runs `work` with a fresh database, which goes afterwards, with the roles named. */
export async function withDatabase(server, roles, work) {
  const name = `e2e_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  await psql(server.url, '-c', `CREATE DATABASE ${name} TEMPLATE template0`);
  try {
    return await work(as(server.url, { database: name }));
  } finally {
    await psql(server.url, '-c', `DROP DATABASE ${name} WITH (FORCE)`);
    for (const role of roles) await psql(server.url, '-c', `DROP ROLE IF EXISTS "${role}"`);
  }
}

/** Runs `work` with a directory that holds these files. */
export async function withFiles(files, work) {
  const directory = await mkdtemp(join(tmpdir(), 'bulkhead-e2e-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), text);
    }
    return await work((path) => join(directory, path));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const OBJECTS = `
  SELECT kind, name FROM (
    SELECT 'relation', c.relnamespace, c.relname FROM pg_class c
    UNION ALL SELECT 'type', t.typnamespace, t.typname FROM pg_type t
    UNION ALL SELECT 'function', p.pronamespace, p.proname FROM pg_proc p
    UNION ALL SELECT 'schema', n.oid, n.nspname FROM pg_namespace n WHERE n.nspname <> 'public'
  ) found (kind, namespace, name)
  JOIN pg_namespace n ON n.oid = found.namespace
  WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  ORDER BY 1, 2`;

/** Holds that nothing of anybody's is in the database. */
export async function assertEmpty(url) {
  assert.deepEqual(await rows(url, OBJECTS), []);
}
