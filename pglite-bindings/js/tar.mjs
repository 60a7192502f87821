// The few parts of the tar format that a data directory needs: plain files and folders, names of up to 255 bytes.

const BLOCK = 512;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

const padded = (size) => Math.ceil(size / BLOCK) * BLOCK;

function text(bytes, start, length) {
  let end = start;
  while (end < start + length && bytes[end] !== 0) end++;
  return decoder.decode(bytes.subarray(start, end));
}

/**
 * The entries of an archive. `data` is a view into `bytes`, not a copy.
 * @param {Uint8Array} bytes
 * @returns {{path: string, folder: boolean, mode: number, data: Uint8Array}[]}
 */
export function readTar(bytes) {
  const entries = [];
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; ) {
    const name = text(bytes, at, 100);
    const prefix = text(bytes, at + 345, 155);
    const size = parseInt(text(bytes, at + 124, 12), 8) || 0;
    const path = (prefix ? `${prefix}/${name}` : name).replace(/^\.?\//, '').replace(/\/$/, '');
    entries.push({
      path,
      folder: bytes[at + 156] === 0x35,
      mode: parseInt(text(bytes, at + 100, 8), 8),
      data: bytes.subarray(at + BLOCK, at + BLOCK + size),
    });
    at += BLOCK + padded(size);
  }
  return entries;
}

function header(path, size, mode, folder) {
  const block = new Uint8Array(BLOCK);
  const put = (value, at) => block.set(encoder.encode(value), at);
  const octal = (value, width) => value.toString(8).padStart(width - 1, '0') + '\0';
  let name = folder ? `${path}/` : path;
  if (name.length > 100) {
    const cut = name.lastIndexOf('/', 100);
    put(name.slice(0, cut), 345);
    name = name.slice(cut + 1);
  }
  put(name, 0);
  put(octal(mode & 0o7777, 8), 100);
  put(octal(0, 8), 108);
  put(octal(0, 8), 116);
  put(octal(size, 12), 124);
  put(octal(0, 12), 136); // no clock: the same files give the same bytes
  put('        ', 148);
  put(folder ? '5' : '0', 156);
  put('ustar\x0000', 257);
  let sum = 0;
  for (const byte of block) sum += byte;
  put(sum.toString(8).padStart(6, '0') + '\0 ', 148);
  return block;
}

/**
 * An archive of the entries, in their order.
 * @param {{path: string, folder: boolean, mode: number, data: Uint8Array}[]} entries
 * @returns {Uint8Array}
 */
export function writeTar(entries) {
  const total = entries.reduce((sum, { data }) => sum + BLOCK + padded(data.length), 2 * BLOCK);
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const { path, folder, mode, data } of entries) {
    bytes.set(header(path, data.length, mode, folder), at);
    bytes.set(data, at + BLOCK);
    at += BLOCK + padded(data.length);
  }
  return bytes;
}
