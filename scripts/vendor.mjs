// Builds the browser assets that come from npm into public/vendor/. Run by Trunk before each build, and by make; when
// nothing changed it only compares hashes.
//
//     node scripts/vendor.mjs            what is out of date
//     node scripts/vendor.mjs --force    everything
//
// A bundle is a module under scripts/vendor/ that exports {name, inputs, packages, outputs, build}. Adding one is adding
// its file and its line here.

import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { root, sha256, vendorFolder } from './vendor/lib.mjs';

const BUNDLES = ['pglite', 'codemirror'];

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
  await rm(stamp, { force: true });
  await bundle.build();
  // Written last and moved into place, so that an interrupted build is seen as out of date.
  await writeFile(`${stamp}.new`, wanted);
  await rename(`${stamp}.new`, stamp);
  console.log(`vendor: ${bundle.name} built in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}

await mkdir(vendorFolder, { recursive: true });
try {
  for (const file of BUNDLES) await bring(file, process.argv.includes('--force'));
} catch (error) {
  console.error(`vendor: ${error.stack ?? error}`);
  process.exit(1);
}
