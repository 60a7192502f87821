// What the bundles share.

import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { constants, gzipSync } from 'node:zlib';

/** The repository's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Where the outputs go; not committed. */
export const vendorFolder = `${root}/public/vendor`;

/** Where they are made; on the same disk, so that moving them is instant. */
export const workFolder = `${root}/.cache`;

export const sha256 = (data) => createHash('sha256').update(data).digest('hex');

// More memory for the compressor made these files larger, not smaller.
export const gzip = (data) => gzipSync(data, { level: constants.Z_BEST_COMPRESSION, memLevel: 7 });

/** The esbuild options that every bundle for the browser has. */
export const browserBundle = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: ['chrome110', 'firefox115', 'safari16.4'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};
