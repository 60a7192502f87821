// The tests that need no browser.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { namedExtensions } from '../js/extensions.mjs';
import { readTar, writeTar } from '../js/tar.mjs';
import { query } from '../js/wire.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bytes = (text) => new TextEncoder().encode(text);

export const tests = {
  async 'an archive is read as it was written'() {
    const long = `${'folder/'.repeat(20)}file`;
    const entries = [
      { path: 'base', folder: true, mode: 0o700, data: new Uint8Array() },
      { path: 'base/1', folder: false, mode: 0o600, data: bytes('x'.repeat(513)) },
      { path: 'empty', folder: false, mode: 0o600, data: new Uint8Array() },
      { path: long, folder: false, mode: 0o644, data: bytes('é') },
    ];
    const archive = writeTar(entries);
    assert.equal(archive.length % 512, 0);
    assert.deepEqual(readTar(archive), entries);
    assert.deepEqual(writeTar(readTar(archive)), archive);
  },

  async 'tar itself reads the archive'() {
    const archive = writeTar([{ path: 'a/b', folder: false, mode: 0o600, data: bytes('hello') }]);
    assert.equal(execFileSync('tar', ['xOf', '-', 'a/b'], { input: archive, encoding: 'utf8' }), 'hello');
  },

  async 'extensions are found where a statement creates them'() {
    const available = { citext: 1, 'uuid-ossp': 1, cube: 1, earthdistance: 1 };
    const check = (sql, expected) => assert.deepEqual(namedExtensions(new TextDecoder().decode(query(sql)), available), expected);
    for (const padding of ['', ' '.repeat(40), ' '.repeat(70)]) check(`CREATE EXTENSION citext${padding}`, ['citext']);
    check('create extension\n if not  exists "uuid-ossp" WITH SCHEMA x', ['uuid-ossp']);
    check('CREATE EXTENSION CiText', ['citext']);
    check('CREATE EXTENSION earthdistance CASCADE', ['earthdistance', 'cube']);
    check('CREATE EXTENSION toString', []);
    check('CREATE TABLE extension (citext int)', []);
  },

  async 'the prepared data directory is a clean one'() {
    const files = readTar(gunzipSync(await readFile(`${root}public/vendor/pglite/pgdata.tar.gz`)));
    const paths = files.map(({ path }) => path);
    const walSegments = paths.filter((path) => /^pg_wal\/[0-9A-F]{24}$/.test(path));
    assert.equal(walSegments.length, 1);
    assert.deepEqual(paths.filter((path) => /^base\/\d+$/.test(path)), ['base/5']);
    assert.ok(!paths.includes('postmaster.pid'));
    const control = files.find(({ path }) => path === 'global/pg_control').data;
    assert.equal(new DataView(control.buffer, control.byteOffset).getUint32(16, true), 1, 'DB_SHUTDOWNED');
    return `${files.length} entries, ${(files.reduce((sum, { data }) => sum + data.length, 0) / 1e6).toFixed(1)} MB`;
  },

  async 'vendoring twice does nothing the second time'() {
    const begun = performance.now();
    assert.equal(execFileSync('node', ['scripts/vendor.mjs'], { cwd: root, encoding: 'utf8' }), '');
    const ms = performance.now() - begun;
    assert.ok(ms < 3000, `${ms} ms`);
    return `${ms.toFixed(0)} ms`;
  },
};
