// The tests that run inside the page. Each is a name and an async function that throws when it fails; what it returns
// is printed beside it.

import { Client, copyData, copyDone, join, parameterised, query } from './client.mjs';

const equal = (actual, expected, what = '') => {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what} expected ${b}, got ${a}`);
};
const ok = (condition, what) => {
  if (!condition) throw new Error(what);
};
const ms = (value) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const timed = async (work) => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

let pg;

export const tests = {
  async 'starts, with progress'() {
    const begun = performance.now();
    pg = new Client();
    const { ms: inside, heapBytes } = await pg.send('start');
    const outside = performance.now() - begun;
    const downloads = pg.progress.filter(({ phase }) => phase === 'download');
    ok(downloads.length > 4, `only ${downloads.length} progress events`);
    ok(downloads.every(({ loaded }, i) => i === 0 || loaded >= downloads[i - 1].loaded), 'progress went backwards');
    const { loaded, total } = downloads.at(-1);
    equal(loaded, total, 'the last progress');
    equal(pg.progress.at(-1).phase, 'start');
    return `ready ${ms(outside)} after the worker was made, ${ms(inside)} inside; ${(total / 1e6).toFixed(1)} MB downloaded; heap ${(heapBytes / 1e6).toFixed(0)} MB`;
  },

  async 'is PostgreSQL 18 with a real server\'s defaults'() {
    equal(await pg.rows('SHOW search_path'), [['"$user", public']]);
    equal(await pg.rows('SELECT current_user, session_user, current_database()'), [['postgres', 'postgres', 'postgres']]);
    const { error } = await pg.run('CREATE SCHEMA pg_mine');
    equal(error.C, '42939');
    return (await pg.rows('SELECT version()'))[0][0].slice(0, 40);
  },

  async 'values are PostgreSQL\'s own text'() {
    const values = [
      ["9223372036854775807::bigint", '9223372036854775807'],
      ["'2024-02-29 23:59:59.123456+02'::timestamptz", '2024-02-29 21:59:59.123456+00'],
      [`'{"b": 1.10,  "a": [1 ]}'::json`, '{"b": 1.10,  "a": [1 ]}'],
      [`'{"b": 1.10, "a": [1 ]}'::jsonb`, '{"a": [1], "b": 1.10}'],
      ["ARRAY['a,b', NULL, 'x\"y']", '{"a,b",NULL,"x\\"y"}'],
      ['1.000::numeric(20,3)', '1.000'],
      ["'NaN'::float8", 'NaN'],
      ["1e400::numeric > 0", 't'],
      ["'\\xdeadbeef'::bytea", '\\xdeadbeef'],
      ["'1 day 02:03:04'::interval", '1 day 02:03:04'],
      ["'žluťoučký 🐘'::text", 'žluťoučký 🐘'],
      ["''::text", ''],
      ['NULL::text', null],
    ];
    const [row] = await pg.rows(`SELECT ${values.map(([sql]) => sql).join(', ')}`);
    equal(row, values.map(([, text]) => text));
  },

  async 'an error has code, message, position, hint and detail'() {
    const { error, status } = await pg.run("SELECT 'ě' || colum FROM (SELECT 1 AS column1) t");
    equal([error.C, error.P, error.V, status], ['42703', '15', 'ERROR', 'I']);
    ok(/column "colum" does not exist/.test(error.M) && /column1/.test(error.H), JSON.stringify(error));
    await pg.rows('CREATE TABLE uniq (id int CONSTRAINT one PRIMARY KEY); INSERT INTO uniq VALUES (1)');
    const again = (await pg.run('INSERT INTO uniq VALUES (1)')).error;
    equal([again.C, again.s, again.t, again.n, again.D], ['23505', 'public', 'uniq', 'one', 'Key (id)=(1) already exists.']);
  },

  async 'notices come with the result'() {
    const { notices, tags } = await pg.run("DO $$ BEGIN RAISE NOTICE 'hello %', 1; RAISE WARNING 'careful'; END $$");
    equal(notices.map(({ V, M }) => [V, M]), [['NOTICE', 'hello 1'], ['WARNING', 'careful']]);
    equal(tags, ['DO']);
  },

  async 'affected rows are in the command tag'() {
    await pg.rows('CREATE TABLE n (a int)');
    equal((await pg.run('INSERT INTO n SELECT generate_series(1, 7)')).tags, ['INSERT 0 7']);
    equal((await pg.run('DELETE FROM n WHERE a > 4')).tags, ['DELETE 3']);
  },

  async 'a script stops at the first error, or goes on'() {
    const units = ['SELECT 1', 'SELECT 1/0', 'SELECT 3'].map(query);
    equal((await pg.script(units)).map(({ error }) => error?.C ?? 'ok'), ['ok', '22012']);
    equal((await pg.script(units, false)).map(({ error }) => error?.C ?? 'ok'), ['ok', '22012', 'ok']);
    const wrapped = ['BEGIN', 'SELECT 1/0', 'SELECT 3', 'ROLLBACK', 'SELECT 4'].map(query);
    equal((await pg.script(wrapped, false)).map(({ error, status }) => (error?.C ?? 'ok') + status), ['okT', '22012E', '25P02E', 'okI', 'okI']);
  },

  async 'a query with parameters'() {
    const [{ columns, rows, error, status }] = await pg.script([parameterised('SELECT $1::int + 1 AS n, $2 || $3 AS t', ['41', "a'b", null])]);
    equal([columns, rows, error, status], [['n', 't'], [['42', null]], null, 'I']);
    const [bad] = await pg.script([parameterised('SELECT $1::int', ['x'])]);
    equal([bad.error.C, bad.status], ['22P02', 'I']);
    equal(await pg.rows('SELECT 1'), [['1']]);
  },

  async 'COPY in and out'() {
    await pg.rows('CREATE TABLE copied (a int, b text)');
    const refused = await pg.run('COPY copied FROM STDIN');
    equal([refused.error.C, refused.status], ['57014', 'I']);
    const [taken] = await pg.script([join([query('COPY copied FROM STDIN'), copyData('1\tone\n2\t\\N\n'), copyDone])]);
    equal([taken.error, taken.tags, taken.status], [null, ['COPY 2'], 'I']);
    equal(await pg.rows('SELECT * FROM copied'), [['1', 'one'], ['2', null]]);
    const out = await pg.run('COPY copied TO STDOUT');
    equal([out.copied, out.tags], ['1\tone\n2\t\\N\n', ['COPY 2']]);
    const two = await pg.script(['BEGIN', 'COPY copied FROM STDIN', 'ROLLBACK', 'SELECT 1'].map(query), false);
    equal(two.map(({ status }) => status).join(''), 'TEII');
  },

  async 'extensions are fetched when they are named'() {
    const units = ['citext', '"uuid-ossp"', 'pgcrypto', 'pg_trgm', 'btree_gist', 'hstore', 'ltree', 'moddatetime', 'unaccent'].map((name) =>
      query(`CREATE EXTENSION IF NOT EXISTS ${name}`),
    );
    units.push(query('CREATE EXTENSION earthdistance CASCADE'));
    const took = await timed(async () => equal((await pg.script(units, false)).map(({ error }) => error?.M ?? 'ok'), units.map(() => 'ok')));
    equal(await pg.rows("SELECT 'A'::citext = 'a', length(gen_salt('bf')) > 0, uuid_generate_v4() IS NOT NULL"), [['t', 't', 't']]);
    equal((await pg.run('CREATE EXTENSION nonsense')).error.C, '0A000');
    return `10 in ${ms(took)}`;
  },

  async 'row-level security holds'() {
    const units = [
      'CREATE ROLE app', 'CREATE TABLE tenant_rows (tenant text, note text)', 'ALTER TABLE tenant_rows ENABLE ROW LEVEL SECURITY',
      "CREATE POLICY p ON tenant_rows USING (tenant = current_setting('app.tenant', true))", 'GRANT ALL ON tenant_rows TO app',
      "INSERT INTO tenant_rows VALUES ('a', '1'), ('b', '2')", 'BEGIN', 'SET LOCAL ROLE app', "SET LOCAL app.tenant = 'a'",
      'SELECT * FROM tenant_rows', "INSERT INTO tenant_rows VALUES ('b', '3')", 'ROLLBACK',
    ];
    const results = await pg.script(units.map(query), false);
    equal(results[9].rows, [['a', '1']]);
    equal(results[10].error.C, '42501');
    equal(await pg.rows('SELECT current_user'), [['postgres']]);
  },

  async 'reset gives the pristine database'() {
    const times = [];
    for (let i = 0; i < 5; i++) {
      await pg.rows(`CREATE TABLE left_over_${i} (a int)`);
      times.push(await timed(() => pg.send('start')));
      equal(await pg.rows("SELECT count(*) FROM pg_class WHERE relname LIKE 'left_over%' OR relname = 'uniq'"), [['0']]);
      equal(await pg.rows("SELECT current_setting('app.tenant', true)"), [[null]], 'a setting that was never made');
    }
    equal((await pg.run('CREATE EXTENSION citext')).error, null);
    return `median ${ms(median(times))}`;
  },

  async 'snapshot and restore'() {
    await pg.send('start');
    await pg.rows('CREATE TABLE kept (a int); INSERT INTO kept SELECT generate_series(1, 1000)');
    let archive;
    const taking = await timed(async () => ({ archive } = await pg.send('snapshot')));
    await pg.rows('DROP TABLE kept; CREATE TABLE later (a int)');
    const restoring = [];
    for (let i = 0; i < 3; i++) {
      restoring.push(await timed(() => pg.send('start', { archive })));
      equal(await pg.rows('SELECT count(*), sum(a) FROM kept'), [['1000', '500500']]);
      equal(await pg.rows("SELECT to_regclass('later')"), [[null]]);
      await pg.rows('DELETE FROM kept');
    }
    await pg.rows('BEGIN');
    const refused = await pg.send('snapshot').catch((error) => error);
    equal(refused.kind, 'protocol');
    await pg.rows('ROLLBACK');
    return `taken in ${ms(taking)} (${(archive.byteLength / 1e6).toFixed(1)} MB), restored in ${ms(median(restoring))}`;
  },

  async 'pg_dump of a table'() {
    await pg.send('start');
    await pg.rows("CREATE TABLE dumped (id int PRIMARY KEY, t text DEFAULT 'x'); INSERT INTO dumped VALUES (1, 'it''s'); SET app.tenant = 'z'");
    let sql;
    const first = await timed(async () => ({ sql } = await pg.send('dump', { args: ['--table=dumped'] })));
    ok(sql.includes('CREATE TABLE public.dumped') && sql.includes("INSERT INTO public.dumped VALUES (1, 'it''s')"), sql);
    const second = await timed(async () => ({ sql } = await pg.send('dump', { args: ['--schema-only'] })));
    ok(!sql.includes('INSERT'), sql);
    equal(await pg.rows('SHOW search_path'), [['"$user", public']]);
    equal((await pg.run('SELECT 1')).status, 'I');
    equal((await pg.run('INSERT INTO dumped VALUES (2)')).error, null);
    const bad = await pg.send('dump', { args: ['--nonsense'] }).catch((error) => error);
    equal(bad.kind, 'protocol');
    return `${ms(first)}, then ${ms(second)}`;
  },

  async 'a runaway statement is ended with its worker; another starts without a download'() {
    const kit = await pg.kit;
    const stuck = pg.run('SELECT count(*) FROM generate_series(1, 1e15::bigint)');
    stuck.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 300));
    const took = await timed(async () => {
      pg.end();
      pg = new Client();
      await pg.send('start', { kit });
    });
    equal(pg.progress.filter(({ phase }) => phase === 'download'), []);
    equal(await pg.rows('SELECT 1'), [['1']]);
    pg.kit = Promise.resolve(kit);
    return `running again after ${ms(took)}`;
  },

  async 'a snapshot with extensions is restored in a new worker'() {
    await pg.rows("CREATE EXTENSION citext; CREATE TABLE c (name citext); INSERT INTO c VALUES ('A')");
    const snapshot = await pg.send('snapshot');
    const kit = await pg.kit;
    pg.end();
    pg = new Client();
    pg.kit = Promise.resolve(kit);
    await pg.send('start', { kit, ...snapshot });
    equal(await pg.rows("SELECT count(*) FROM c WHERE name = 'a'"), [['1']]);
  },

  async 'a crash is told apart, and reset helps'() {
    const outcomes = [];
    for (const sql of [
      'SELECT pg_terminate_backend(pg_backend_pid())',
      'CREATE TABLE fed (a int); CREATE FUNCTION feed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO fed VALUES (1); RETURN NEW; END $$; CREATE TRIGGER feed AFTER INSERT ON fed FOR EACH ROW EXECUTE FUNCTION feed(); INSERT INTO fed VALUES (1)',
      'CREATE FUNCTION deep(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN deep(n + 1); END $$; SELECT deep(1)',
      "SELECT repeat('x', 1000000000) || repeat('y', 1000000000)",
    ]) {
      const outcome = await pg.run(sql).catch((error) => ({ kind: error.kind, message: error.message }));
      outcomes.push(outcome.kind ? `${outcome.kind}: ${outcome.message}` : outcome.error ? `${outcome.error.C} ${outcome.error.M}` : 'no error');
      if (outcome.kind) {
        equal((await pg.run('SELECT 1').catch((error) => error)).kind, 'crashed');
        await pg.send('start');
      }
      equal(await pg.rows('SELECT 1'), [['1']]);
    }
    return outcomes.join(' | ');
  },

  async 'what a script did before it crashed is known'() {
    await pg.rows('CREATE FUNCTION deep(n int) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$');
    await pg.rows('CREATE OR REPLACE FUNCTION deep(n int) RETURNS int LANGUAGE sql AS $$ SELECT deep(n - 1) + 1 $$'); // inlined for ever
    const crash = await pg.script(['SELECT 1', 'SELECT 2', 'SELECT deep(1)', 'SELECT 4'].map(query)).catch((error) => error);
    equal([crash.kind, crash.answers?.length], ['crashed', 2]);
    await pg.send('start');
  },

  async 'a request that makes no sense is refused'() {
    equal((await pg.send('nonsense').catch((error) => error)).kind, 'protocol');
  },

  async 'speed of one tiny statement'() {
    const single = [];
    for (let i = 0; i < 300; i++) single.push(await timed(() => pg.run('SELECT 1')));
    const units = Array.from({ length: 300 }, () => query('SELECT 1'));
    const batch = await timed(() => pg.script(units));
    return `round trip median ${ms(median(single))}; 300 in one message ${ms(batch)}`;
  },

  async 'speed of 200 CREATE TABLE'() {
    const table = (i) => `CREATE TABLE speed_${i} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE${i ? `, parent bigint REFERENCES speed_${i - 1}` : ''})`;
    const took = await timed(() => pg.script(Array.from({ length: 200 }, (_, i) => query(table(i)))));
    const rows = await timed(() => pg.rows("SELECT * FROM pg_attribute"));
    const { heapBytes } = await pg.send('stats');
    return `${ms(took)}; all of pg_attribute read in ${ms(rows)}; heap ${(heapBytes / 1e6).toFixed(0)} MB`;
  },

  async 'twenty resets in a row'() {
    const times = [];
    for (let i = 0; i < 20; i++) times.push(await timed(() => pg.send('start')));
    return `median ${ms(median(times))}, slowest ${ms(Math.max(...times))}`;
  },

  async 'requests made at once are served in order'() {
    const answers = await Promise.all([pg.rows('CREATE TABLE o (a int)'), pg.rows('INSERT INTO o VALUES (1)'), pg.rows('SELECT * FROM o'), pg.send('start'), pg.rows("SELECT to_regclass('o')")]);
    equal([answers[2], answers[4]], [[['1']], [[null]]]);
  },
};
