// The data directory that the engine starts from: initdb run once, at build time, and trimmed of what a single
// in-memory session never uses.

import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { writeTar } from '../../pglite-bindings/js/tar.mjs';

const WAL_SEGMENT = 1024 * 1024;

// For one session in memory: a small cache in front of files that are memory too, no background processes, and no
// care for a power cut. Nothing here changes what SQL means.
const SETTINGS = {
  shared_buffers: '16MB',
  autovacuum: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '20',
  wal_init_zero: 'off',
  // A browser's stack is smaller than a server's. Deeper recursion than this ends the engine instead of the statement.
  max_stack_depth: '120kB',
};

/** @returns {Promise<Uint8Array>} a tar file */
export async function prepareDataDirectory() {
  const folder = await mkdtemp(join(tmpdir(), 'pgdata-'));
  try {
    const pg = await PGlite.create(folder, { initDbStartParams: [`--wal-segsize=${WAL_SEGMENT >> 20}`, '--no-sync'] });
    for (const [name, value] of Object.entries(SETTINGS)) await pg.exec(`ALTER SYSTEM SET ${name} = '${value}'`);
    // CREATE DATABASE needs a template; one session in one database doesn't, and each of them is 7 MB.
    for (const name of ['template0', 'template1']) {
      await pg.exec(`ALTER DATABASE ${name} IS_TEMPLATE false`);
      await pg.exec(`DROP DATABASE ${name}`);
    }
    await pg.exec('VACUUM (FREEZE, ANALYZE)');
    await pg.exec('SELECT pg_switch_wal()');
    await pg.close(); // a clean shutdown: the next start recovers nothing
    return writeTar(await entriesOf(folder, await liveSegment(folder)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The name of the write-ahead log segment that holds the shutdown checkpoint, as pg_control has it. */
async function liveSegment(folder) {
  const control = await readFile(join(folder, 'global/pg_control'));
  const checkpoint = control.readBigUInt64LE(32);
  const number = checkpoint / BigInt(WAL_SEGMENT);
  const perFile = 0x1_0000_0000n / BigInt(WAL_SEGMENT);
  const hex = (value) => value.toString(16).toUpperCase().padStart(8, '0');
  return `${hex(1)}${hex(number / perFile)}${hex(number % perFile)}`;
}

async function entriesOf(folder, segment, path = '') {
  const entries = [];
  for (const name of (await readdir(join(folder, path))).sort()) {
    const child = path ? `${path}/${name}` : name;
    const info = await stat(join(folder, child));
    if (info.isDirectory()) {
      entries.push({ path: child, folder: true, mode: 0o700, data: new Uint8Array() });
      entries.push(...(await entriesOf(folder, segment, child)));
    } else if (isNeeded(child, segment)) {
      entries.push({ path: child, folder: false, mode: 0o600, data: await readFile(join(folder, child)) });
    }
  }
  return entries;
}

function isNeeded(path, segment) {
  if (path.startsWith('pg_wal/')) return path === `pg_wal/${segment}`;
  // PostgreSQL deletes and rewrites these caches at each start.
  return !path.endsWith('pg_internal.init') && !path.endsWith('postmaster.pid') && !path.endsWith('postmaster.opts');
}
