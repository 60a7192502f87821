// Builds the browser assets that come from npm into public/vendor/. Run by Trunk before each build, and by make; when
// nothing changed it only compares hashes.
//
//     node scripts/vendor.mjs            what is out of date
//     node scripts/vendor.mjs --force    everything
//
// A bundle is a module under scripts/vendor/ whose default export is
//
//     {name, inputs, packages, outputs, build}
//
// the files of the repository and the npm packages that decide what it is, the files that it makes under public/vendor/,
// and an async function that makes them in the folder it is given. Adding one is adding its file and its line here.

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { root, sha256, vendorFolder, workFolder } from './vendor/lib.mjs';

const BUNDLES = ['pglite', 'codemirror', 'style'];

/** Everything that decides what a bundle's outputs are, as one hash. */
async function fingerprint(bundle, file) {
  const common = ['scripts/vendor.mjs', 'scripts/vendor/lib.mjs', `scripts/vendor/${file}.mjs`];
  const parts = [];
  for (const path of [...common, ...bundle.inputs]) parts.push(path, sha256(await readFile(`${root}/${path}`)));
  for (const name of ['esbuild', ...bundle.packages]) parts.push(name, await installedVersion(name));
  return sha256(parts.join('\n'));
}

async function installedVersion(name) {
  try {
    return JSON.parse(await readFile(`${root}/node_modules/${name}/package.json`, 'utf8')).version;
  } catch {
    throw new Error(`${name} is not installed: run "npm ci" first`);
  }
}

async function bring(file, force) {
  const { default: bundle } = await import(`./vendor/${file}.mjs`);
  const stamp = `${vendorFolder}/.${bundle.name}.stamp`;
  const wanted = await fingerprint(bundle, file);
  const complete = bundle.outputs.every((path) => existsSync(`${vendorFolder}/${path}`));
  const found = existsSync(stamp) ? await readFile(stamp, 'utf8') : '';
  if (!force && complete && found === wanted) return;
  const begun = performance.now();
  // Made elsewhere and moved into place, the stamp last: an interrupted build is seen as out of date, and two at once
  // don't write into each other's files.
  await mkdir(workFolder, { recursive: true });
  const folder = await mkdtemp(`${workFolder}/vendor-`);
  try {
    await bundle.build(folder);
    await writeFile(`${folder}/.${bundle.name}.stamp`, wanted);
    await rm(stamp, { force: true });
    for (const name of (await readdir(folder)).sort().reverse()) {
      await rm(`${vendorFolder}/${name}`, { recursive: true, force: true });
      await rename(`${folder}/${name}`, `${vendorFolder}/${name}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  console.log(`vendor: ${bundle.name} built in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}

await mkdir(vendorFolder, { recursive: true });
try {
  for (const file of BUNDLES) await bring(file, process.argv.includes('--force'));
} catch (error) {
  console.error(`vendor: ${error.stack ?? error}`);
  process.exit(1);
}
