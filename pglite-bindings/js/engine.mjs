// One PostgreSQL instance, in memory, talked to in its own wire protocol.

import { PGlite } from '@electric-sql/pglite';
import { readTar, writeTar } from './tar.mjs';

const PGDATA = '/pglite/data';

// PGlite's own list without `-O` (it lets anyone create objects in the system schemas, which no real server does) and
// without its `search_path=public` (a real server has `"$user", public`).
const START_PARAMS = [
  '--single', '-F', '-j',
  '-c', 'exit_on_error=false',
  '-c', 'log_checkpoints=false',
  '-c', 'max_worker_processes=0',
  '-c', 'max_parallel_workers=0',
  '-c', 'max_parallel_workers_per_gather=0',
  '-c', 'max_parallel_maintenance_workers=0',
  '-c', 'io_method=sync',
];

const READY_FOR_QUERY = 0x5a;
const ERROR_RESPONSE = 0x45;

/** The engine died under a statement: an exit, a trap in WebAssembly, a stack overflow. Only a new one helps. */
export class Crashed extends Error {}

/** PGlite's view of a file system that is filled from an archive instead of from initdb. */
class ArchiveFs {
  #archive;
  #pg;

  constructor(archive) {
    this.#archive = archive;
  }

  async init(pg, emscriptenOpts) {
    this.#pg = pg;
    return { emscriptenOpts };
  }

  async initialSyncFs() {
    const { FS } = this.#pg.Module;
    FS.mkdirTree(PGDATA, 0o700);
    // The files own their slices of one copy, so that a start costs one memcpy and the archive stays pristine.
    for (const { path, folder, data } of readTar(this.#archive.slice())) {
      if (folder) FS.mkdirTree(`${PGDATA}/${path}`, 0o700);
      else FS.writeFile(`${PGDATA}/${path}`, data, { canOwn: true });
    }
    this.#archive = undefined;
  }

  async syncToFs() {}
  async closeFs() {}
}

function filesUnder(FS, root, path = '') {
  const entries = [];
  for (const name of FS.readdir(root + path)) {
    if (name === '.' || name === '..') continue;
    const child = `${path}/${name}`;
    const { mode } = FS.stat(root + child);
    if (FS.isDir(mode)) {
      entries.push({ path: child.slice(1), folder: true, mode: 0o700, data: new Uint8Array() });
      entries.push(...filesUnder(FS, root, child));
    } else {
      entries.push({ path: child.slice(1), folder: false, mode: 0o600, data: FS.readFile(root + child) });
    }
  }
  return entries;
}

/** The transaction status of the last ReadyForQuery, and whether an error came before it. */
function outcome(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let failed = false;
  let ready = false;
  for (let at = 0; at + 5 <= bytes.length; at += 1 + view.getUint32(at + 1)) {
    if (bytes[at] === ERROR_RESPONSE) failed = true;
    ready = bytes[at] === READY_FOR_QUERY;
  }
  return { failed, ready };
}

export class Engine {
  #pg;
  #log = [];

  /**
   * @param {{module: WebAssembly.Module, bundle: Uint8Array}} kit
   * @param {Uint8Array} archive the data directory, a tar file
   * @param {Uint8Array[]} extensions unpacked extension archives to lay over the installation
   */
  static async start(kit, archive, extensions) {
    const engine = new Engine();
    const pg = new PGlite({
      fs: new ArchiveFs(archive),
      pgliteWasmModule: kit.module,
      initdbWasmModule: kit.module, // never used, but without one PGlite goes and downloads it
      fsBundle: { arrayBuffer: async () => kit.bundle.slice().buffer },
      startParams: START_PARAMS,
      onStderr: (line) => engine.#note(line),
    });
    await pg.waitReady;
    engine.#pg = pg;
    extensions.forEach((files) => engine.install(files));
    return engine;
  }

  #note(line) {
    this.#log.push(line);
    if (this.#log.length > 20) this.#log.shift();
  }

  get heapBytes() {
    return this.#pg.Module.HEAPU8.length;
  }

  /**
   * Sends frontend messages, returns the backend's.
   * @param {Uint8Array} message
   */
  exec(message) {
    if (!this.#pg) throw new Crashed('PostgreSQL is not running');
    const chunks = [];
    let size = 0;
    this.#log.length = 0;
    this.#pg
      .execProtocolRawStream(message, {
        syncToFs: false,
        onRawData: (chunk) => {
          chunks.push(chunk.slice());
          size += chunk.length;
        },
      })
      .catch(() => {}); // it has run when it returns, and how it went shows in the bytes
    const bytes = chunks.length === 1 ? chunks[0] : join(chunks, size);
    const { failed, ready } = outcome(bytes);
    // PGlite swallows what isn't a PostgreSQL error. An answer that doesn't end in ReadyForQuery is how it shows.
    if (!ready) {
      this.#pg = undefined;
      const last = this.#log.filter(Boolean).pop();
      throw new Crashed(last ? `PostgreSQL stopped: ${last}` : 'PostgreSQL stopped in the middle of a statement; most often it has run out of stack');
    }
    return { bytes, failed };
  }

  /** Lays an unpacked extension archive over the installation, so that CREATE EXTENSION finds it. */
  install(archive) {
    const { FS } = this.#pg.Module;
    for (const { path, folder, data } of readTar(archive)) {
      const target = `/pglite/${path}`;
      if (folder) FS.mkdirTree(target);
      else {
        FS.mkdirTree(target.slice(0, target.lastIndexOf('/')));
        FS.writeFile(target, data);
      }
    }
  }

  /** The data directory as a tar file. The caller has made a checkpoint. */
  archive() {
    return writeTar(filesUnder(this.#pg.Module.FS, PGDATA).filter(({ path }) => path !== 'postmaster.pid'));
  }

  get inTransaction() {
    return this.#pg.isInTransaction();
  }

  get pglite() {
    return this.#pg;
  }
}

function join(chunks, size) {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
