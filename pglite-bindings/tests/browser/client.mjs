// The worker's protocol from plain JavaScript: what the Rust side does, in the fewest lines, for the tests.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Client {
  constructor(url = './pglite/worker.js') {
    this.progress = [];
    this.pending = new Map();
    this.next = 1;
    this.worker = new Worker(url, { type: 'module' });
    this.kit = new Promise((resolve) => (this.gotKit = resolve));
    this.broken = new Promise((_, reject) => {
      this.worker.onerror = (event) => reject(new Error(`worker: ${event.message}`));
    });
    this.broken.catch(() => {});
    this.worker.onmessage = ({ data }) => {
      if (data.event === 'progress') this.progress.push(data);
      else if (data.event === 'kit') this.gotKit(data.kit);
      else if (data.answer) this.pending.get(data.id).answers.push(data.answer);
      else {
        const { resolve, reject, answers } = this.pending.get(data.id);
        this.pending.delete(data.id);
        if (data.error) reject(Object.assign(new Error(data.error.message), data.error, { answers }));
        else resolve(answers.length > 0 ? [...answers, data.ok] : data.ok);
      }
    };
  }

  send(op, request = {}, transfer = []) {
    const id = this.next++;
    const answer = new Promise((resolve, reject) => this.pending.set(id, { resolve, reject, answers: [] }));
    this.worker.postMessage({ id, op, ...request }, transfer);
    return Promise.race([answer, this.broken]);
  }

  async script(units, stop = true) {
    const messages = new Uint8Array(units.reduce((sum, unit) => sum + unit.length, 0));
    units.reduce((at, unit) => (messages.set(unit, at), at + unit.length), 0);
    const answers = await this.send('exec', { messages, lengths: units.map((unit) => unit.length), stop });
    return [answers].flat().map(({ bytes, ms }) => ({ ms, ...decode(bytes) }));
  }

  async run(sql) {
    return (await this.script([query(sql)]))[0];
  }

  /** The rows, or an exception made of the error. */
  async rows(sql) {
    const { error, rows } = await this.run(sql);
    if (error) throw new Error(`${error.C} ${error.M}`);
    return rows;
  }

  end() {
    this.worker.terminate();
  }
}

function message(tag, ...parts) {
  const length = parts.reduce((sum, part) => sum + part.length, 4);
  const bytes = new Uint8Array(length + 1);
  bytes[0] = tag.charCodeAt(0);
  new DataView(bytes.buffer).setUint32(1, length);
  parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 5);
  return bytes;
}
const string = (text) => encoder.encode(`${text}\0`);
const int16 = (value) => new Uint8Array([(value >> 8) & 255, value & 255]);
const int32 = (value) => new Uint8Array([value >> 24, value >> 16, value >> 8, value].map((byte) => byte & 255));
export const join = (parts) => parts.reduce((all, part) => new Uint8Array([...all, ...part]), new Uint8Array());

export const query = (sql) => message('Q', string(sql));
export const copyData = (text) => message('d', encoder.encode(text));
export const copyDone = message('c');

export function parameterised(sql, params) {
  const values = params.flatMap((param) => {
    if (param === null) return [int32(-1)];
    const bytes = encoder.encode(param);
    return [int32(bytes.length), bytes];
  });
  return join([
    message('P', string(''), string(sql), int16(0)),
    message('B', string(''), string(''), int16(0), int16(params.length), ...values, int16(0)),
    message('D', encoder.encode('P'), string('')),
    message('E', string(''), int32(0)),
    message('S'),
  ]);
}

function decode(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const result = { columns: [], rows: [], tags: [], notices: [], error: null, status: null, messages: '', copied: '' };
  for (let at = 0; at < bytes.length; at += 1 + view.getUint32(at + 1)) {
    const tag = String.fromCharCode(bytes[at]);
    let here = at + 5;
    const text = () => {
      const start = here;
      while (bytes[here] !== 0) here++;
      return decoder.decode(bytes.subarray(start, here++));
    };
    const fields = () => {
      const found = {};
      while (bytes[here] !== 0) {
        const key = String.fromCharCode(bytes[here++]);
        found[key] = text();
      }
      return found;
    };
    result.messages += tag;
    if (tag === 'T') {
      const count = view.getUint16(here);
      here += 2;
      result.columns = Array.from({ length: count }, () => {
        const name = text();
        here += 18;
        return name;
      });
    } else if (tag === 'D') {
      const count = view.getUint16(here);
      here += 2;
      result.rows.push(
        Array.from({ length: count }, () => {
          const size = view.getInt32(here);
          here += 4;
          if (size < 0) return null;
          here += size;
          return decoder.decode(bytes.subarray(here - size, here));
        }),
      );
    } else if (tag === 'd') result.copied += decoder.decode(bytes.subarray(here, at + 1 + view.getUint32(at + 1)));
    else if (tag === 'C') result.tags.push(text());
    else if (tag === 'N') result.notices.push(fields());
    else if (tag === 'E') result.error ??= fields();
    else if (tag === 'Z') result.status = String.fromCharCode(bytes[here]);
  }
  return result;
}
