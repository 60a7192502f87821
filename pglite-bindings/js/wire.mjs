// The frontend messages that the worker writes itself.

const encoder = new TextEncoder();

/** A Query message of the simple protocol. */
export function query(sql) {
  const text = encoder.encode(sql);
  const bytes = new Uint8Array(text.length + 6);
  bytes[0] = 0x51;
  new DataView(bytes.buffer).setUint32(1, text.length + 5);
  bytes.set(text, 5);
  return bytes;
}

const refusal = encoder.encode('there is no data for this COPY\0');
const copyFail = new Uint8Array(5 + refusal.length);
copyFail[0] = 0x66;
new DataView(copyFail.buffer).setUint32(1, 4 + refusal.length);
copyFail.set(refusal, 5);

/**
 * The message with a CopyFail behind it. A COPY FROM STDIN that finds nothing to read ends the whole engine; this way it
 * ends the statement. To anything else, and to a COPY that had its data, a CopyFail means nothing.
 */
export function withCopyFail(message) {
  const bytes = new Uint8Array(message.length + copyFail.length);
  bytes.set(message);
  bytes.set(copyFail, message.length);
  return bytes;
}
