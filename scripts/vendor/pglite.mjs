// PGlite for the browser: the worker, PostgreSQL itself, its files, a prepared data directory, pg_dump, extensions.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { build as esbuild } from 'esbuild';
import { readTar } from '../../pglite-bindings/js/tar.mjs';
import { prepareDataDirectory } from './data-directory.mjs';
import { browserBundle, gzip, root, sha256 } from './lib.mjs';

const source = 'pglite-bindings/js';
const pglite = `${root}/node_modules/@electric-sql/pglite/dist`;
const tools = `${root}/node_modules/@electric-sql/pglite-tools/dist`;

const modules = ['assets', 'engine', 'extensions', 'pg_dump', 'tar', 'wire', 'worker'];

/** Writes a file and says what the worker must know of it. */
async function put(target, file, data) {
  await writeFile(`${target}/${file}`, data);
  return { file, bytes: data.length, hash: sha256(data).slice(0, 12) };
}

/** Every extension that PGlite comes with, by the name that CREATE EXTENSION takes; some share an archive. */
async function putExtensions(target) {
  await mkdir(`${target}/extensions`);
  const extensions = {};
  for (const name of (await readdir(pglite)).filter((file) => file.endsWith('.tar.gz')).sort()) {
    const archive = await readFile(`${pglite}/${name}`);
    const controls = readTar(gunzipSync(archive)).flatMap(({ path }) => path.match(/([^/]+)\.control$/)?.[1] ?? []);
    if (controls.length === 0) continue; // a module to be preloaded, nothing that CREATE EXTENSION knows
    const asset = await put(target, `extensions/${name}`, archive);
    for (const extension of controls) extensions[extension] = asset;
  }
  return extensions;
}

/** Node's modules stand behind checks that a browser never passes; nothing is as good as anything. */
const withoutNode = {
  name: 'without-node',
  setup({ onResolve, onLoad }) {
    const builtin = /^(node:.*|fs|fs\/promises|module|path|stream|stream\/promises|url|util|zlib)$/;
    onResolve({ filter: builtin }, ({ path }) => ({ path, namespace: 'nothing' }));
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {}' }));
  },
};

async function build(folder) {
  const target = `${folder}/pglite`;
  await mkdir(target);
  const assets = {
    wasm: await put(target, 'pglite.wasm.gz', gzip(await readFile(`${pglite}/pglite.wasm`))),
    bundle: await put(target, 'pglite.data.gz', gzip(await readFile(`${pglite}/pglite.data`))),
    data: await put(target, 'pgdata.tar.gz', gzip(await prepareDataDirectory())),
    extensions: await putExtensions(target),
  };
  await put(target, 'pg_dump.wasm', await readFile(`${tools}/pg_dump.wasm`));
  await esbuild({
    ...browserBundle,
    entryPoints: [`${source}/worker.mjs`, `${source}/pg_dump.mjs`],
    outdir: target,
    define: { ASSETS: JSON.stringify(assets) },
    external: ['./pg_dump.js'],
    plugins: [withoutNode],
  });
}

export default {
  name: 'pglite',
  inputs: [...modules.map((name) => `${source}/${name}.mjs`), 'scripts/vendor/data-directory.mjs'],
  packages: ['@electric-sql/pglite', '@electric-sql/pglite-tools'],
  outputs: ['pglite/worker.js', 'pglite/pg_dump.js', 'pglite/pg_dump.wasm', 'pglite/pglite.wasm.gz', 'pglite/pglite.data.gz', 'pglite/pgdata.tar.gz'],
  build,
};
