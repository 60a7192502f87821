// Keeps the site: all of its files, as one version. The page is only ever given files of one version.
// FILES and VERSION are put before this by scripts/offline.mjs.
/* global FILES, VERSION */

const CACHE = `bulkhead ${VERSION}`;
const url = (path) => new URL(path, self.registration.scope).href;

self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    // What an earlier version has under the same name with the same hash need not be fetched anew.
    await Promise.all(FILES.map(async ({ path, hash }) => {
      const request = new Request(url(path), { integrity: hash, cache: 'no-cache' });
      const response = await fetch(request);
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      await cache.put(url(path), response);
    }));
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('bulkhead ') && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(self.registration.scope)) return;
  event.respondWith((async () => {
    const cache = await caches.open(CACHE);
    const wanted = request.mode === 'navigate' ? url('index.html') : request.url.split(/[?#]/)[0];
    return (await cache.match(wanted)) ?? fetch(request);
  })());
});
