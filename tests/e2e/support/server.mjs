// A plain static server, as a user's would be: the site stands under a sub-path, to hold that it can be served from any.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** Serves `root` under `prefix` on a free port of the loopback interface; the browser may keep what is `cached`. */
export async function serve(root, prefix = '/tools/bulkhead/', { cached = false } = {}) {
  const keep = cached ? { 'cache-control': 'max-age=3600' } : {};
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (!pathname.startsWith(prefix)) return response.writeHead(404).end();
    const relative = normalize(decodeURIComponent(pathname.slice(prefix.length)) || 'index.html');
    if (relative.startsWith('..')) return response.writeHead(403).end();
    try {
      const body = await readFile(join(root, relative));
      const type = TYPES[extname(relative)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type, 'content-length': body.length, ...keep }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}${prefix}`;
  return { url, close: () => new Promise((resolve) => server.close(resolve)) };
}
