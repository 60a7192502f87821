// Downloading what the engine is made of, with progress in bytes.

const GZIP = [0x1f, 0x8b];

/**
 * Counts the bytes of several downloads as one.
 */
export class Meter {
  #report;
  #loaded = 0;
  #total = 0;
  #last = 0;

  /** @param {(loaded: number, total: number) => void} report */
  constructor(report) {
    this.#report = report;
  }

  expect(bytes) {
    this.#total += bytes;
  }

  add(bytes) {
    this.#loaded += bytes;
    // A message for each network chunk would be hundreds; one for each hundredth is enough for any progress bar.
    if (this.#loaded - this.#last < this.#total / 100 && this.#loaded < this.#total) return;
    this.#last = this.#loaded;
    this.#report(Math.min(this.#loaded, this.#total), this.#total);
  }
}

/**
 * A stream of the file's own bytes. The file may be gzipped, and the server may or may not say so and undo it: the
 * first bytes decide.
 * @param {{url: URL, bytes: number}} asset
 * @param {Meter} meter
 */
export async function open(asset, meter) {
  meter.expect(asset.bytes);
  const response = await fetch(asset.url);
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
  const reader = response.body.getReader();
  const first = await reader.read();
  const gzipped = !first.done && GZIP.every((byte, index) => first.value[index] === byte);
  // When the server undid the compression the count runs past the expectation; the meter clamps it.
  const raw = new ReadableStream({
    start(controller) {
      if (first.done) return controller.close();
      meter.add(first.value.length);
      controller.enqueue(first.value);
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) return controller.close();
      meter.add(value.length);
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return gzipped ? raw.pipeThrough(new DecompressionStream('gzip')) : raw;
}

/** @returns {Promise<Uint8Array>} */
export async function bytesOf(stream) {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** @returns {Promise<WebAssembly.Module>} */
export function compile(stream) {
  return WebAssembly.compileStreaming(new Response(stream, { headers: { 'content-type': 'application/wasm' } }));
}
