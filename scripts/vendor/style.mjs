// The style sheet: style/main.css with everything it imports, as one file.

import { readdir } from 'node:fs/promises';
import { build as esbuild } from 'esbuild';
import { root, vendorFolder } from './lib.mjs';

const files = (await readdir(`${root}/style`)).filter((name) => name.endsWith('.css')).sort();

export default {
  name: 'style',
  inputs: files.map((name) => `style/${name}`),
  packages: [],
  outputs: ['app.css'],
  build: () =>
    esbuild({
      entryPoints: ['style/main.css'],
      absWorkingDir: root,
      bundle: true,
      minify: true,
      target: ['chrome120', 'firefox121', 'safari17.2'],
      outfile: `${vendorFolder}/app.css`,
      logLevel: 'warning',
    }),
};
