// The SQL editor as one ES module.

import { readFile } from 'node:fs/promises';
import { build as esbuild } from 'esbuild';
import { browserBundle } from './lib.mjs';

const entry = 'scripts/vendor/codemirror-entry.mjs';

/**
 * CodeMirror's style sheets are constructed ones in a shadow root and a `<style>` element in a document. A content
 * security policy without 'unsafe-inline' blocks the element; so they are constructed ones everywhere.
 */
const constructedStyleSheets = {
  name: 'constructed-style-sheets',
  setup({ onLoad }) {
    onLoad({ filter: /style-mod[\\/]src[\\/]style-mod\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const condition = '!root.head && root.adoptedStyleSheets';
      if (!source.includes(condition)) throw new Error(`style-mod has changed: "${condition}" is not in it`);
      return { contents: source.replace(condition, 'root.adoptedStyleSheets') };
    });
  },
};

export default {
  name: 'codemirror',
  inputs: [entry],
  packages: ['autocomplete', 'commands', 'lang-sql', 'language', 'search', 'state', 'view'].map((name) => `@codemirror/${name}`).concat('@lezer/highlight', 'style-mod'),
  outputs: ['codemirror.js'],
  build: (folder) => esbuild({ ...browserBundle, entryPoints: [entry], outfile: `${folder}/codemirror.js`, plugins: [constructedStyleSheets] }),
};
