// `window.bulkhead`: every function that is promised exists, returns the promised shape, and fails in the promised way.
import assert from 'node:assert/strict';
import { App, promisedFiles, RUN_MS, STAGES } from './support/app.mjs';

const PROMISED = [
  'engineReady', 'importSql', 'compare', 'dryRun', 'dryRunCompare', 'lint', 'audit', 'isolation', 'exportBundle',
  'exportSql', 'exportImage', 'exportDocument', 'stats', 'project.templates', 'project.new', 'project.open', 'project.json',
  'migrations.draft', 'migrations.add', 'migrations.list', 'migrations.removeLast', 'migrations.script',
];
const CODES = ['parse', 'engine', 'invalid-project', 'newer-format', 'conflict', 'timeout', 'unsupported', 'not-found'];

/** Holds that an object has these properties, each of this type; "?" after a type says that it may be absent. */
function assertShape(value, shape, path = 'value') {
  for (const [name, wanted] of Object.entries(shape)) {
    const found = value[name];
    const optional = typeof wanted === 'string' && wanted.endsWith('?');
    if (optional && (found === undefined || found === null)) continue;
    if (Array.isArray(wanted) && typeof wanted[0] === 'object') {
      assert.ok(Array.isArray(found), `${path}.${name} is a list`);
      found.forEach((item, at) => assertShape(item, wanted[0], `${path}.${name}[${at}]`));
    } else if (Array.isArray(wanted)) {
      assert.ok(wanted.includes(found), `${path}.${name} is one of ${wanted}, not ${found}`);
    } else if (typeof wanted === 'object') {
      assertShape(found, wanted, `${path}.${name}`);
    } else {
      const type = Array.isArray(found) ? 'list' : typeof found;
      assert.equal(type, wanted.replace('?', ''), `${path}.${name}`);
    }
  }
}

const HAZARD = { rule: 'string', level: ['error', 'warning', 'info'], message: 'string', saferSql: 'string?' };
const STEP = { id: 'string', up: 'string', kind: 'string', object: 'string', transactional: 'boolean', hazards: [HAZARD] };
const MIGRATION = { up: 'string', down: 'string', steps: [STEP], renames: 'list', unsupported: 'list' };
const PROBE = {
  table: 'string', probe: 'string', session: ['A', 'B', 'unset', 'empty', 'garbage'], role: 'string', sql: 'string',
  expected: 'string', observed: 'string', verdict: ['held', 'breached', 'error', 'not-applicable'], fix: 'string?',
};
const PROOF = {
  verdict: ['proven', 'failed', 'incomplete'],
  stages: [{ id: STAGES, status: ['passed', 'failed', 'not-run'], ms: 'number', detail: 'string' }],
  steps: [{ step: 'number', ms: 'number', locks: [{ relation: 'string', mode: 'string' }], rewritten: 'list' }],
  seeded: [{ table: 'string', rows: 'number', reason: 'string?' }],
  isolation: [PROBE],
  engine: { version: 'string' },
  ms: 'number',
};
const FINDING = {
  rule: 'string', level: ['error', 'warning', 'info'], object: 'string', message: 'string', why: 'string',
  fix: 'object?', entity: 'string?', part: 'string?',
};

async function complete({ page, url }) {
  const app = await App.open(page, url);
  await page.evaluate(() => window.bulkhead.ready);
  assert.match(await page.evaluate(() => window.bulkhead.version), /^\d+\.\d+\.\d+/);
  const missing = await page.evaluate(
    (names) => names.filter((path) => {
      const found = path.split('.').reduce((object, name) => object?.[name], window.bulkhead);
      return typeof found !== 'function';
    }),
    PROMISED,
  );
  assert.deepEqual(missing, []);
  const promises = await page.evaluate(() => {
    const calls = [window.bulkhead.project.json(), window.bulkhead.stats(), window.bulkhead.importSql()];
    calls.at(-1).catch(() => {});
    return calls.every((call) => call instanceof Promise);
  });
  assert.ok(promises, 'every function returns a promise, a failure too');
  assert.equal(await page.evaluate(() => window.bulkhead.ready instanceof Promise), true);
  assert.deepEqual(await app.call('migrations.list'), []);
}

async function project({ page, url }) {
  const app = await App.open(page, url);
  const templates = await app.call('project.templates');
  assert.deepEqual(templates.map(({ id }) => id).slice(0, 2).sort(), ['audit-log', 'beer-competition']);
  for (const template of templates) assertShape(template, { id: 'string', title: 'string' });
  assert.deepEqual(await app.call('project.new', 'beer-competition'), { entities: 2 });
  const text = await app.json();
  assert.equal(JSON.parse(text).formatVersion, 1);
  assert.deepEqual(await app.call('project.new'), { entities: 0 });
  assert.deepEqual(await app.call('project.open', text), { entities: 2 });
  assert.equal(await app.json(), text);
  await app.card('Competition').waitFor();
}

async function migrations({ page, url }) {
  const app = await App.open(page, url);
  await app.call('project.new', 'audit-log');
  const draft = await app.call('migrations.draft');
  assertShape(draft, MIGRATION);
  assert.match(draft.up, /CREATE TABLE/);
  assert.match(draft.down, /DROP TABLE/);
  assert.ok(draft.steps.length > 4);
  assertShape(await app.call('migrations.draft', { mode: 'online', targetVersion: 14 }), MIGRATION);

  const { id } = await app.call('migrations.add', 'Initial_Create');
  assert.match(id, /^\d{14}_Initial_Create$/);
  const list = await app.call('migrations.list');
  assert.equal(list.length, 1);
  assertShape(list[0], { id: 'string', name: 'string', steps: 'number' });
  assert.deepEqual((await app.call('migrations.draft')).steps, []);

  const all = await app.call('migrations.script');
  assert.match(all, /INSERT INTO "__EFMigrationsHistory"/);
  const idempotent = await app.call('migrations.script', { idempotent: true, historyTable: 'applied' });
  assert.match(idempotent, /IF NOT EXISTS\(SELECT 1 FROM "applied"/);
  const back = await app.call('migrations.script', { from: id, to: '0' });
  assert.match(back, /DROP TABLE/);
  const files = await app.bundle();
  for (const path of promisedFiles([id])) assert.ok(path in files, `the bundle has ${path}`);
  assert.equal(files['all.sql'], all);
  assert.equal(files['rollback.sql'], back);
  assert.equal(JSON.parse(files['proof.json']).verdict, 'not-run');

  assert.deepEqual(await app.call('migrations.removeLast'), { id });
  assert.equal((await app.refusal('migrations.removeLast')).code, 'not-found');
  assert.equal((await app.refusal('migrations.script', { to: 'nowhere' })).code, 'not-found');
}

async function proof({ page, url }) {
  page.setDefaultTimeout(RUN_MS);
  const app = await App.open(page, url);
  const engine = await app.call('engineReady');
  assertShape(engine, { version: 'string', ms: 'number' });
  assert.match(engine.version, /^18\./);
  await app.call('project.new', 'beer-competition');
  const whole = await app.call('dryRun', { rowsPerTable: 3 });
  assertShape(whole, PROOF);
  assert.equal(whole.verdict, 'proven');
  assert.deepEqual(whole.stages.map(({ id }) => id), STAGES);
  assert.equal(whole.engine.version, engine.version);
  assert.ok(whole.isolation.length > 0);

  const part = await app.call('dryRun', { skip: ['isolation'] });
  assert.equal(part.verdict, 'incomplete');
  assert.equal(part.stages.find(({ id }) => id === 'isolation').status, 'not-run');

  const probes = await app.call('isolation');
  assert.ok(probes.length > 0);
  for (const probe of probes) assertShape(probe, PROBE);

  const stats = await app.call('stats');
  assertShape(stats, {
    startup: { interactiveMs: 'number', engineMs: 'number' },
    lastDraftMs: 'number', lastDryRunMs: 'number', heapBytes: 'number',
  });
  assert.ok(stats.startup.interactiveMs > 0 && stats.lastDryRunMs > 0 && stats.heapBytes > 0);

  // One at a time: the second is refused, and the first goes on.
  const both = await page.evaluate(async () => {
    const results = await Promise.allSettled([window.bulkhead.dryRun(), window.bulkhead.dryRun()]);
    return results.map((result) => result.reason?.code ?? result.value.verdict);
  });
  assert.deepEqual(both, ['proven', 'conflict']);
}

async function findings({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  await app.inspector.addColumn('title', 'text');
  await app.inspector.addCheck('title >');
  const all = await app.call('lint');
  for (const finding of all) assertShape(finding, FINDING);
  const error = all.find(({ rule }) => rule === 'invalid-expression');
  assert.equal(error.level, 'error');
  assert.equal(error.object, 'books.books_title_check');
  assert.notEqual(error.why, error.message, 'why says more than what');
}

async function exports({ page, url }) {
  const app = await App.open(page, url);
  await app.call('project.new', 'beer-competition');
  const sql = await app.call('exportSql');
  assert.match(sql, /CREATE TABLE (public\.)?competitions/);
  assert.equal(await app.call('exportSql', { mode: 'simple', targetVersion: 15 }), sql);
  const bundle = await page.evaluate(async () => {
    const { fileName, bytes } = await window.bulkhead.exportBundle();
    return { fileName, isBytes: bytes instanceof Uint8Array, magic: Array.from(bytes.slice(0, 2)) };
  });
  assert.deepEqual(bundle, { fileName: 'Beer-competition-migrations.zip', isBytes: true, magic: [0x50, 0x4b] });
}

async function failures({ page, url }) {
  const app = await App.open(page, url);
  await app.draw('books', 160, 120);
  const before = await app.json();
  const cases = [
    ['parse', 'importSql', 'CREATE TABEL t ()', { as: 'update' }],
    ['engine', 'executeSql', 'CREATE TABLE books ()'],
    ['parse', 'executeSql'],
    ['parse', 'importSql', 'CREATE TABLE t ()', { as: 'nothing' }],
    ['parse', 'importSql'],
    ['parse', 'compare', 'CREATE TABLE t ()'],
    ['parse', 'compare', 'CREATE TABEL t ()', ''],
    ['parse', 'audit', 'CREATE TABEL t ()'],
    ['parse', 'audit'],
    ['unsupported', 'exportImage', { format: 'gif' }],
    ['invalid-project', 'project.open', '{'],
    ['invalid-project', 'project.open', '{"formatVersion": 1}'],
    ['newer-format', 'project.open', '{"formatVersion": 2}'],
    ['parse', 'project.open'],
    ['not-found', 'project.new', 'no-such-template'],
    ['not-found', 'migrations.removeLast'],
    ['parse', 'migrations.add'],
    ['parse', 'dryRun', { skip: ['no-such-stage'] }],
  ];
  for (const [code, path, ...args] of cases) {
    const error = await app.refusal(path, ...args);
    assert.deepEqual({ name: error.name, code: error.code, isError: error.isError },
      { name: 'BulkheadError', code, isError: true }, `${path} ${JSON.stringify(args)}: ${error.message}`);
    assert.ok(CODES.includes(error.code));
    assert.ok(error.message.length > 10);
    assert.ok('details' in error);
  }
  const { details } = await app.refusal('project.open', '{\n  "formatVersion": "x" }');
  assert.equal(details.line, 2);
  assert.equal(await app.json(), before, 'nothing that failed changed anything');

  await app.call('migrations.add', 'Books');
  assert.equal((await app.refusal('migrations.add', 'Nothing')).code, 'conflict');
}

export const tests = [
  ['every promised function is there', complete],
  ['projects', project],
  ['migrations', migrations],
  ['dry runs and probes', proof],
  ['findings', findings],
  ['exports', exports],
  ['failures', failures],
];
