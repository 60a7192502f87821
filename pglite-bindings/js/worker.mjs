// The worker that hosts PostgreSQL. One request at a time, in the order they came:
//
//     {id, op, …}  →  {id, ok: value}  or  {id, error: {kind, message, what?}}
//
// `kind` is "load" (something could not be fetched or started), "crashed" (PostgreSQL ended; start brings a new one) or
// "protocol" (the request makes no sense). PostgreSQL's own errors are no errors here: statements go in and out as bytes
// of its wire protocol, and the caller reads the errors from those.
//
//     start    {kit?, archive?, extensions?} → {ms, heapBytes}
//              A new instance, of the state in the archive or else pristine; it takes the place of the one before. The first
//              start fetches what it needs, or has it given as a kit. When it fetches it sends {event: "progress", phase,
//              loaded, total}, and at the end {event: "kit", kit} for the next worker.
//     exec     {messages, lengths, stop}     → {bytes, ms}
//              Units of frontend messages, their lengths in bytes, and whether an error stops. The answer to each unit but the
//              last comes ahead of the reply, as {id, answer: {bytes, ms}}.
//     snapshot {}                            → {archive, extensions}
//     dump     {args}                        → {sql}
//     stats    {}                            → {heapBytes}

import { bytesOf, compile, Meter, open } from './assets.mjs';
import { Crashed, Engine } from './engine.mjs';
import { namedExtensions } from './extensions.mjs';
import { query, withCopyFail } from './wire.mjs';

/* global ASSETS -- put in by the bundler: for each file its size and a hash of its content */
const here = (name) => {
  const { file, bytes, hash } = ASSETS[name];
  return { url: new URL(`./${file}?v=${hash}`, import.meta.url), bytes };
};

const decoder = new TextDecoder();

class Failure extends Error {
  constructor(kind, message, what) {
    super(message);
    Object.assign(this, { kind, what });
  }
}

const failedToLoad = (what) => (error) => {
  throw new Failure('load', String(error?.message ?? error), what);
};

/** What every instance is made from: the compiled module, PostgreSQL's files, the prepared data directory. */
let kit;
/** @type {Engine | undefined} */
let engine;
/** Unpacked extension archives by name; an instance made later gets them too. */
const extensions = new Map();

const progress = (phase, loaded, total) => postMessage({ event: 'progress', phase, loaded, total });

async function download() {
  const meter = new Meter((loaded, total) => progress('download', loaded, total));
  const get = (name, then) => open(here(name), meter).then(then).catch(failedToLoad(ASSETS[name].file));
  const [module, bundle, data] = await Promise.all([
    get('wasm', compile),
    get('bundle', bytesOf),
    get('data', bytesOf),
  ]);
  return { module, bundle, data };
}

async function fromBlobs({ module, bundle, data }) {
  const read = async (blob) => new Uint8Array(await blob.arrayBuffer());
  const [bundleBytes, dataBytes] = await Promise.all([read(bundle), read(data)]);
  return { module, bundle: bundleBytes, data: dataBytes };
}

const running = () => {
  if (!engine) throw new Failure('crashed', 'PostgreSQL is not running');
  return engine;
};

async function fetchExtension(name) {
  if (extensions.has(name)) return;
  const { file, bytes, hash } = ASSETS.extensions[name];
  const url = new URL(`./${file}?v=${hash}`, import.meta.url);
  extensions.set(name, await open({ url, bytes }, new Meter(() => {})).then(bytesOf).catch(failedToLoad(file)));
}

async function install(name) {
  if (extensions.has(name)) return;
  await fetchExtension(name);
  running().install(extensions.get(name));
}

const operations = {
  async start({ kit: given, archive, extensions: needed = [] }) {
    const begun = performance.now();
    const fetched = !kit && !given;
    kit ??= given ? await fromBlobs(given) : await download();
    if (fetched) progress('start', 0, 1);
    await Promise.all(needed.map(fetchExtension));
    engine = undefined; // let go of the old memory first
    const files = archive ? new Uint8Array(archive) : kit.data;
    engine = await Engine.start(kit, files, [...extensions.values()]).catch(failedToLoad('PostgreSQL'));
    if (fetched) {
      progress('start', 1, 1);
      // With these another worker starts without a download or a compilation, when this one had to be ended.
      const { module, bundle, data } = kit;
      postMessage({ event: 'kit', kit: { module, bundle: new Blob([bundle]), data: new Blob([data]) } });
    }
    return [{ ms: performance.now() - begun, heapBytes: engine.heapBytes }];
  },

  async exec({ messages, lengths, stop }, id) {
    const text = decoder.decode(messages);
    for (const name of namedExtensions(text, ASSETS.extensions)) await install(name);
    const guarded = /stdin/i.test(text) ? withCopyFail : (message) => message;
    let at = 0;
    for (const [index, length] of lengths.entries()) {
      const begun = performance.now();
      const { bytes, failed } = running().exec(guarded(messages.subarray(at, at + length)));
      const answer = { bytes, ms: performance.now() - begun };
      at += length;
      // The last answer is the reply. The others go ahead of it, so that they are known if a later statement never ends.
      if ((failed && stop) || index === lengths.length - 1) return [answer, [bytes.buffer]];
      postMessage({ id, answer }, [bytes.buffer]);
    }
    throw new Failure('protocol', 'there is nothing to execute');
  },

  async snapshot() {
    if (running().inTransaction) throw new Failure('protocol', 'a snapshot needs a session without an open transaction');
    running().exec(query('CHECKPOINT'));
    const archive = running().archive().buffer;
    return [{ archive, extensions: [...extensions.keys()] }, [archive]];
  },

  async dump({ args }) {
    if (running().inTransaction) throw new Failure('protocol', 'pg_dump needs a session without an open transaction');
    const { pgDump } = await import('./pg_dump.js').catch(failedToLoad('pg_dump'));
    try {
      const file = await pgDump({ pg: running().pglite, args });
      return [{ sql: await file.text() }];
    } catch (error) {
      throw new Failure('protocol', error.message);
    } finally {
      // It speaks over our one session and leaves its transaction and its settings behind.
      for (const sql of ['ROLLBACK', 'RESET SESSION AUTHORIZATION', 'RESET ALL', 'DEALLOCATE ALL']) running().exec(query(sql));
    }
  },

  stats: async () => [{ heapBytes: running().heapBytes }],
};

async function serve({ data: { id, op, ...request } }) {
  try {
    if (!Object.hasOwn(operations, op)) throw new Failure('protocol', `there is no operation "${op}"`);
    const [ok, transfer] = await operations[op](request, id);
    postMessage({ id, ok }, transfer ?? []);
  } catch (error) {
    if (error instanceof Crashed) engine = undefined;
    const kind = error instanceof Crashed ? 'crashed' : (error.kind ?? 'protocol');
    postMessage({ id, error: { kind, message: error.message, what: error.what } });
  }
}

let last = Promise.resolve();
addEventListener('message', (message) => {
  last = last.then(() => serve(message));
});
