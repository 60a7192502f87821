//! Seeding on native servers: awkward tables, real schemas.

mod prove_support;
mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use bulkhead::catalog::{Catalog, Pair};
use bulkhead::import::import;
use bulkhead::plan::{self, Draft, draft};
use bulkhead::prove::{Input, Options, Pin, Proof, STAGES, Sample, SampleFormat, SeedInput, Seeded, StageId};
use prove_support::{Counting, prove, stage, statements};
use support::native::{NativeEngine, Server, servers};

/// Seeds what a script makes, as the superuser.
fn seed(server: &Server, script: &str) -> (Vec<Seeded>, Counting) {
    let mut engine = Counting::new(NativeEngine::with_roles(&server.url));
    let input = Input {
        migration: None,
        earlier: Vec::new(),
        base: Default::default(),
        model: Default::default(),
        up: statements(script, "create"),
        down: Vec::new(),
        tenants: Vec::new(),
        intent: Default::default(),
        idempotent: None,
        history: None,
        target_version: 15,
        checks: Vec::new(),
        seeding: Default::default(),
        by_hand: Vec::new(),
        options: Default::default(),
    };
    let proof = prove(&mut engine, &input);
    let up = stage(&proof, StageId::Up);
    assert!(up.error.is_none(), "{}", up.detail);
    (proof.seeded, engine)
}

/// Every table gets rows: as many as asked for, or as many as the test says.
fn check(script: &str, fewer: &[(&str, u64)]) {
    let fewer: BTreeMap<&str, u64> = fewer.iter().copied().collect();
    for server in servers() {
        let (seeded, _) = seed(&server, script);
        let wanted = |table: &Seeded| fewer.get(table.table.as_str()).copied().unwrap_or(10);
        let is_right = |t: &&Seeded| t.rows == wanted(t) && t.reason.is_some() == (wanted(t) < 10);
        let wrong: Vec<&Seeded> = seeded.iter().filter(|t| !is_right(t)).collect();
        assert!(wrong.is_empty(), "PostgreSQL {}: {wrong:#?}", server.major);
    }
}

#[test]
fn types_of_every_kind() {
    check(
        r#"
        CREATE TYPE mood AS ENUM ('sad', 'it''s', 'ok');
        CREATE TYPE pair AS (a int, b text);
        CREATE TYPE span AS RANGE (subtype = float8);
        CREATE DOMAIN mail AS varchar(60) NOT NULL CHECK (VALUE ~ '^[^@]+@[^@]+[.]org$');
        CREATE DOMAIN work_mail AS mail CHECK (VALUE LIKE '%work%');
        CREATE DOMAIN percent AS numeric(5,2) CHECK (VALUE BETWEEN 0 AND 100);
        CREATE TABLE "All Types" (
            a boolean NOT NULL, b smallint NOT NULL, c bigint NOT NULL, d numeric(4,4) NOT NULL, e real NOT NULL,
            f char(2) NOT NULL, g varchar(1) NOT NULL, h date NOT NULL, i timestamptz NOT NULL, j timetz NOT NULL,
            k interval NOT NULL, l jsonb NOT NULL, m bytea NOT NULL, n inet NOT NULL, o cidr NOT NULL,
            p macaddr NOT NULL, q bit(3) NOT NULL, r varbit NOT NULL, s money NOT NULL, t point NOT NULL,
            u polygon NOT NULL, v tsvector NOT NULL, w int4range NOT NULL, x tstzrange NOT NULL,
            y datemultirange NOT NULL, z mood NOT NULL, aa mood[] NOT NULL, ab text[] NOT NULL, ac pair NOT NULL,
            ad span NOT NULL, ae mail, af work_mail, ag percent NOT NULL, ah xml, ai pg_lsn NOT NULL,
            aj "char" NOT NULL, ak name NOT NULL, al uuid NOT NULL, am circle NOT NULL, an tsquery NOT NULL,
            ao line NOT NULL, ap jsonpath NOT NULL, aq time NOT NULL, ar numeric NOT NULL, at integer[][] NOT NULL)
        "#,
        &[],
    );
}

#[test]
fn types_within_types() {
    check(
        r#"
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE DOMAIN positive AS int CHECK (VALUE > 100 AND VALUE < 500);
        CREATE DOMAIN even AS positive CHECK (VALUE % 2 = 0);
        CREATE DOMAIN slugs AS text[] CHECK (cardinality(VALUE) > 0);
        CREATE DOMAIN moods AS mood[] NOT NULL;
        CREATE TYPE place AS (name varchar(5), n even, m mood, at timestamptz, deep numeric(4,1)[]);
        CREATE TYPE span AS RANGE (subtype = float8, multirange_type_name = spans);
        CREATE TYPE words AS RANGE (subtype = text);
        CREATE TYPE visit AS (what place, during span);
        CREATE DOMAIN checked_place AS place CHECK ((VALUE).n > 200);
        CREATE TABLE a (
            a place NOT NULL, b place[] NOT NULL, c visit NOT NULL, d even[] NOT NULL, e slugs NOT NULL, f moods,
            g span NOT NULL UNIQUE, h spans NOT NULL, i words NOT NULL, j words[] NOT NULL, k visit[] NOT NULL,
            l int4multirange[] NOT NULL, m bit(70) NOT NULL, n varbit(3) NOT NULL, o xml[] NOT NULL,
            p daterange[] NOT NULL, q positive NOT NULL UNIQUE, r checked_place NOT NULL,
            s int GENERATED ALWAYS AS (q * 2) STORED UNIQUE, t int GENERATED ALWAYS AS IDENTITY UNIQUE,
            CHECK ((a).name IS NOT NULL), CHECK (((c).what).at IS NOT NULL));
        CREATE TABLE rows_of_a_table (x a, y a[]);
        "#,
        &[],
    );
}

#[test]
fn types_that_extensions_bring() {
    let script = r#"
        CREATE SCHEMA extra; CREATE EXTENSION hstore SCHEMA extra; CREATE EXTENSION ltree; CREATE EXTENSION citext;
        CREATE EXTENSION cube; CREATE EXTENSION seg; CREATE EXTENSION isn; CREATE EXTENSION btree_gist;
        CREATE DOMAIN mail AS citext CHECK (VALUE ~ '@');
        CREATE TABLE a (a extra.hstore NOT NULL, b ltree NOT NULL UNIQUE, c citext NOT NULL UNIQUE, d cube NOT NULL,
            e seg NOT NULL, f isbn NOT NULL, g extra.hstore[] NOT NULL, h mail[] NOT NULL, i lquery NOT NULL, j mail UNIQUE NOT NULL);
        CREATE TABLE stays (room int NOT NULL, during tstzrange NOT NULL, cancelled boolean NOT NULL,
            EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (NOT cancelled));
        CREATE TABLE visits (room int NOT NULL REFERENCES rooms, during daterange NOT NULL,
            EXCLUDE USING gist (room WITH =, during WITH &&));"#;
    let script = script.replace("CREATE TABLE stays", "CREATE TABLE rooms (id int PRIMARY KEY); CREATE TABLE stays");
    check(&script, &[]);
}

#[test]
fn keys_of_every_version() {
    let script = r#"
        CREATE TABLE alike (a int, b int, UNIQUE NULLS NOT DISTINCT (a, b));
        CREATE UNIQUE INDEX ON alike (b) NULLS NOT DISTINCT;
        CREATE TABLE partial (id int PRIMARY KEY, owner int NOT NULL, current boolean NOT NULL);
        CREATE UNIQUE INDEX ON partial (owner) WHERE current;
        CREATE TABLE mixed (a text NOT NULL, b date NOT NULL, EXCLUDE USING btree (a WITH =, b WITH =));
        CREATE TABLE slots (starts timestamptz NOT NULL, ends timestamptz NOT NULL, CHECK (starts < ends),
            EXCLUDE USING gist (tstzrange(starts, ends) WITH &&));
        "#;
    check(script, &[]);
    let script = r#"
        CREATE TABLE stays (room int4range, during daterange, PRIMARY KEY (room, during WITHOUT OVERLAPS));
        CREATE TABLE parts (room int4range, during daterange, n int,
            PRIMARY KEY (room, during WITHOUT OVERLAPS), FOREIGN KEY (room, PERIOD during) REFERENCES stays (room, PERIOD during));
        CREATE TABLE virtual (a int NOT NULL, b int GENERATED ALWAYS AS (a + 1) VIRTUAL, CHECK (b > 3));
        "#;
    for server in servers().into_iter().filter(|s| s.major >= 18) {
        let (seeded, _) = seed(&server, script);
        assert!(seeded.len() == 3 && seeded.iter().all(|t| t.rows == 10 && t.reason.is_none()), "{seeded:?}");
    }
}

#[test]
fn every_partition_has_rows() {
    let script = r#"
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE TABLE by_list (id bigint GENERATED BY DEFAULT AS IDENTITY, kind text, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
        CREATE TABLE by_list_a PARTITION OF by_list FOR VALUES IN ('a', 'b');
        CREATE TABLE by_list_rest PARTITION OF by_list DEFAULT;
        CREATE TABLE by_range (a int, b date, note text NOT NULL, self int, UNIQUE (a, b)) PARTITION BY RANGE (a, b);
        CREATE TABLE by_range_1 PARTITION OF by_range FOR VALUES FROM (MINVALUE, MINVALUE) TO (10, '2020-01-01');
        CREATE TABLE by_range_2 PARTITION OF by_range FOR VALUES FROM (10, '2020-01-01') TO (10, '2021-01-01');
        CREATE TABLE by_range_3 PARTITION OF by_range FOR VALUES FROM (10, '2021-01-01') TO (MAXVALUE, MAXVALUE);
        CREATE TABLE by_hash (id serial PRIMARY KEY, parent int REFERENCES by_hash) PARTITION BY HASH (id);
        CREATE TABLE by_hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 0);
        CREATE TABLE by_hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 1);
        CREATE TABLE by_hash_2 PARTITION OF by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 2);
        CREATE TABLE refers (id int PRIMARY KEY, node int NOT NULL REFERENCES by_hash);
        CREATE TABLE deep (kind mood NOT NULL, at timestamptz NOT NULL, node int REFERENCES by_hash) PARTITION BY LIST (kind);
        CREATE TABLE deep_sad (at timestamptz NOT NULL, node int, kind mood NOT NULL) PARTITION BY RANGE (at);
        ALTER TABLE deep ATTACH PARTITION deep_sad FOR VALUES IN ('sad');
        CREATE TABLE deep_sad_2019 PARTITION OF deep_sad FOR VALUES FROM ('2019-01-01') TO ('2020-01-01');
        CREATE TABLE deep_sad_2031 PARTITION OF deep_sad FOR VALUES FROM ('2031-01-01') TO ('2031-01-02');
        CREATE TABLE deep_ok PARTITION OF deep FOR VALUES IN ('ok');
        CREATE TABLE by_month (at timestamp NOT NULL) PARTITION BY RANGE (date_trunc('month', at));
        CREATE TABLE by_month_1 PARTITION OF by_month FOR VALUES FROM ('2022-03-01') TO ('2022-04-01');
        CREATE TABLE animals (id int PRIMARY KEY, name text NOT NULL);
        CREATE TABLE dogs (breed text NOT NULL) INHERITS (animals);
        CREATE TABLE owners (id int PRIMARY KEY, animal int NOT NULL REFERENCES animals);
        CREATE TABLE bare (id int) PARTITION BY LIST (id);
        "#;
    for server in servers() {
        let (seeded, _) = seed(&server, script);
        for table in &seeded {
            let least = match table.table.as_str() {
                "public.bare" => 0,
                "public.by_range_2" => 1,
                _ => 3,
            };
            assert!(table.rows >= least, "{}: {table:?}", server.major);
            assert!(table.rows > 0 || table.reason.as_ref().is_some_and(|r| r.contains("no partitions")), "{table:?}");
        }
    }
}

#[test]
fn checks_of_every_kind() {
    check(
        r#"
        CREATE TABLE a (
            status text NOT NULL CHECK (status IN ('open', 'it''s closed')),
            grade char(1) NOT NULL CHECK (grade = ANY ('{A,B,C}'::text[])),
            age int NOT NULL CHECK (age > 17 AND age < 21),
            code varchar(10) NOT NULL UNIQUE CHECK (code ~ '^[A-Z]{2}\d{3}$'),
            name text NOT NULL CHECK (char_length(name) >= 30),
            lower_name text NOT NULL CHECK (lower_name = lower(lower_name)),
            starts date NOT NULL, ends date, CHECK (ends IS NULL OR ends > starts),
            low int NOT NULL, high int NOT NULL, CHECK (low < high AND high <= 500),
            mail text, phone text, CHECK (num_nonnulls(mail, phone) = 1),
            meta jsonb NOT NULL CHECK (jsonb_typeof(meta) = 'array'),
            percent numeric(3,2) NOT NULL CHECK (percent BETWEEN 0 AND 1),
            ratio double precision NOT NULL CHECK (ratio > 0.25 AND ratio < 0.75),
            at timestamptz NOT NULL CHECK (at >= '2031-05-01'),
            tags text[] NOT NULL CHECK (cardinality(tags) BETWEEN 1 AND 3),
            url text CHECK (url LIKE 'https://%'),
            flag boolean NOT NULL CHECK (flag), other boolean CHECK (NOT (flag AND other)));
        "#,
        &[],
    );
}

#[test]
fn checks_that_tie_columns_together() {
    check(
        r#"
        CREATE FUNCTION is_code(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 ~ '^ZX-[0-9]{4}$' $$;
        CREATE FUNCTION ratio(a numeric, b numeric) RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS
            $$ BEGIN RETURN round(a / b, 2); END $$;
        CREATE TABLE products (price numeric(10,2) NOT NULL, quantity int NOT NULL, total numeric(12,2) NOT NULL,
            CHECK (price > 3.5), CHECK (quantity BETWEEN 7 AND 2000), CHECK (total = price * quantity),
            share numeric NOT NULL CHECK (share = ratio(total, price)));
        CREATE TABLE terms (starts date NOT NULL, ends date NOT NULL, CHECK (ends > starts AND ends <= starts + interval '30 days'),
            reminded timestamptz, CHECK (reminded IS NULL OR reminded < starts - interval '3 hours'));
        CREATE TABLE gaps (low int NOT NULL UNIQUE, high int NOT NULL, gap int NOT NULL, CHECK (high - low = gap * 3 AND gap > 1000));
        CREATE TABLE codes (code text NOT NULL UNIQUE CHECK (is_code(code)));
        CREATE TABLE slugs (slug text NOT NULL UNIQUE CHECK (slug = lower(slug) AND length(slug) >= 12 AND slug !~ '\s'),
            digest text NOT NULL CHECK (digest = md5(slug)));
        CREATE TABLE texts (body text, bytes int NOT NULL CHECK (bytes = length(coalesce(body, ''))),
            name text NOT NULL CHECK (name ILIKE 'mr. %son'), zip text NOT NULL CHECK (zip SIMILAR TO '(AB|CD)[0-9]{3}'));
        CREATE TABLE documents (
            meta jsonb NOT NULL CHECK (meta ? 'version' AND (meta->>'version')::int > 900 AND meta->>'kind' IN ('x', 'y')),
            tags text[] NOT NULL CHECK (cardinality(tags) = 7));
        CREATE TABLE months (month date NOT NULL CHECK (month = date_trunc('month', month)));
        CREATE TABLE payments (kind text NOT NULL, card text, iban text, cash boolean, phone text,
            CHECK (CASE kind WHEN 'q' THEN false ELSE true END),
            CHECK ((kind = 'card' AND card IS NOT NULL AND iban IS NULL) OR (kind = 'bank' AND iban ~ '^DE\d{20}$' AND card IS NULL)),
            CHECK (num_nonnulls(card, iban, cash, phone) = 2));
        CREATE TABLE a (low int NOT NULL UNIQUE, even bigint NOT NULL UNIQUE CHECK (even % 64 = 32),
            slot tstzrange NOT NULL, CHECK (lower(slot) < upper(slot)), EXCLUDE USING gist (slot WITH &&));
        CREATE TABLE b (id int PRIMARY KEY, a int NOT NULL, b int NOT NULL, CHECK (a <> b),
            FOREIGN KEY (a) REFERENCES a (low), FOREIGN KEY (b) REFERENCES a (low));
        "#,
        &[],
    );
}

#[test]
fn keys_and_references_of_every_kind() {
    check(
        r#"
        CREATE TABLE parents (a int, b text, PRIMARY KEY (a, b));
        CREATE TABLE children (a int NOT NULL, b text NOT NULL, n int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            FOREIGN KEY (a, b) REFERENCES parents);
        CREATE TABLE trees (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, parent int REFERENCES trees);
        CREATE TABLE roots (id bigserial PRIMARY KEY, parent bigint NOT NULL REFERENCES roots);
        CREATE TABLE left_side (id uuid PRIMARY KEY, other uuid);
        CREATE TABLE right_side (id uuid PRIMARY KEY, other uuid NOT NULL REFERENCES left_side);
        ALTER TABLE left_side ADD FOREIGN KEY (other) REFERENCES right_side;
        CREATE TABLE hen (id uuid PRIMARY KEY, egg uuid NOT NULL);
        CREATE TABLE egg (id uuid PRIMARY KEY, hen uuid NOT NULL REFERENCES hen DEFERRABLE);
        ALTER TABLE hen ADD FOREIGN KEY (egg) REFERENCES egg DEFERRABLE INITIALLY DEFERRED;
        CREATE TABLE one_to_one (id uuid PRIMARY KEY REFERENCES left_side, x int);
        CREATE TABLE one_default (a int, is_default boolean NOT NULL);
        CREATE UNIQUE INDEX ON one_default ((1)) WHERE is_default;
        CREATE TABLE lower_names (name text NOT NULL); CREATE UNIQUE INDEX ON lower_names (lower(name));
        CREATE TABLE flags (flag boolean PRIMARY KEY);
        CREATE TABLE only_identity (id int GENERATED ALWAYS AS IDENTITY);
        CREATE TABLE nothing ();
        CREATE TABLE computed (a int NOT NULL, twice int GENERATED ALWAYS AS (a * 2) STORED UNIQUE);
        CREATE TABLE room (during tsrange NOT NULL, EXCLUDE USING gist (during WITH &&));
        CREATE TABLE later (id int PRIMARY KEY, n int UNIQUE DEFERRABLE INITIALLY DEFERRED);
        "#,
        &[("public.flags", 2), ("public.one_default", 6)],
    );
}

#[test]
fn references_that_a_check_asks_for() {
    check(
        r#"
        CREATE TABLE owners (id uuid PRIMARY KEY);
        CREATE TABLE always (id int PRIMARY KEY, owner uuid REFERENCES owners CHECK (owner IS NOT NULL));
        CREATE TABLE pairs (id int PRIMARY KEY, a uuid REFERENCES owners, b uuid REFERENCES owners,
            CHECK (num_nonnulls(a, b) = 1));
        CREATE TABLE rings (id int PRIMARY KEY, next int REFERENCES rings CHECK (next IS NOT NULL));
        CREATE TABLE numbered_rings (id bigserial PRIMARY KEY, next bigint REFERENCES numbered_rings,
            CHECK (next IS NOT NULL));
        CREATE TABLE trees (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent int REFERENCES trees,
            kind text NOT NULL CHECK (kind IN ('root', 'leaf')), CHECK ((kind = 'root') = (parent IS NULL)));
        "#,
        &[],
    );
}

#[test]
fn a_table_that_can_not_be_seeded_is_named_with_the_reason() {
    let script = "CREATE TABLE impossible (a int NOT NULL CHECK (a > 5 AND a < 3));
        CREATE TABLE needs_it (a int NOT NULL, id int PRIMARY KEY);
        ALTER TABLE impossible ADD PRIMARY KEY (a);
        ALTER TABLE needs_it ADD FOREIGN KEY (a) REFERENCES impossible;
        CREATE TABLE x (id int PRIMARY KEY, y int NOT NULL);
        CREATE TABLE y (id int PRIMARY KEY, x int NOT NULL REFERENCES x);
        ALTER TABLE x ADD FOREIGN KEY (y) REFERENCES y;
        CREATE TABLE fine (a int NOT NULL);
        CREATE TABLE guarded (a int NOT NULL);
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'closed'; END $$;
        CREATE TRIGGER guard BEFORE INSERT ON guarded FOR EACH ROW EXECUTE FUNCTION refuse();";
    for server in servers() {
        let (seeded, _) = seed(&server, script);
        let told = |name: &str| {
            let table = seeded.iter().find(|s| s.table == format!("public.{name}")).expect("every table is told of");
            (table.rows, table.reason.clone().unwrap_or_default())
        };
        assert_eq!(told("fine"), (10, String::new()));
        assert!(told("impossible").1.contains("violates check constraint"), "{:?}", told("impossible"));
        assert!(told("needs_it").1.contains("no row in public.impossible"), "{:?}", told("needs_it"));
        assert!(told("x").1.contains("cycle") || told("y").1.contains("cycle"), "{:?} {:?}", told("x"), told("y"));
        let (rows, reason) = told("guarded");
        assert!(rows == 10 && reason.contains("triggers off") && reason.contains("closed"), "{reason}");
    }
}

/// What an up from nothing is seeded with, and the rows of a query then.
fn seed_with(
    server: &Server,
    script: &str,
    seeding: SeedInput,
    query: &str,
) -> (Vec<Seeded>, Vec<Vec<Option<String>>>) {
    let mut engine = Counting::new(NativeEngine::with_roles(&server.url));
    let skip = STAGES.into_iter().filter(|s| !matches!(s, StageId::Base | StageId::Seed | StageId::Up));
    let options = Options { skip: skip.collect(), keep_engine: true, seeding, ..Options::default() };
    let input = Input::between(&Catalog::default(), &Catalog::default(), &Draft::default(), options);
    let proof = prove(&mut engine, &Input { up: statements(script, "create"), ..input });
    let rows = engine.engine.query(query).expect("answers").rows;
    (proof.seeded, rows)
}

#[test]
fn a_persons_own_rows_come_first() {
    let script = "CREATE TABLE teams (id int PRIMARY KEY, name text NOT NULL UNIQUE, motto text);
        CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, team int NOT NULL REFERENCES teams,
            name varchar(8) NOT NULL, role text NOT NULL CHECK (role IN ('dev', 'ops', 'boss')));";
    let csv = "id,name,motto\n1,Reds,\n2,\"Blues, \"\"and\"\" more\",\"\"\n1,Twice,x\n3,Few\n";
    let sql = "INSERT INTO people (team, name, role) VALUES (1, 'Ann', 'dev'), (2, 'Bob', 'ops');\n\
        INSERT INTO people (team, name, role)\nVALUES (1, 'A long name', 'dev');\nDELETE FROM teams;";
    let sample = |table: &str, format, text: &str| Sample {
        table: table.into(),
        format,
        text: text.into(),
        ..Sample::default()
    };
    let seeding = |seed| SeedInput {
        rows_per_table: Some(6),
        samples: vec![
            sample("public.teams", SampleFormat::Csv, csv),
            sample("", SampleFormat::Insert, "INSERT INTO teams VALUES (7, 'Greens', 'go')"),
            sample("", SampleFormat::Insert, sql.split_once('\n').map(|(_, rest)| rest).unwrap_or_default()),
        ],
        pins: vec![
            Pin { table: "people".into(), column: "role".into(), values: vec!["boss".into()] },
            Pin { table: "people".into(), column: "team".into(), values: vec!["7".into()] },
        ],
        seed,
    };
    for server in servers() {
        let query =
            "SELECT 't', id::text, name, motto FROM teams UNION ALL SELECT 'p', team::text, role, name FROM people";
        let (seeded, rows) = seed_with(&server, script, seeding(0), query);
        let reason =
            |name: &str| seeded.iter().find(|s| s.table == name).and_then(|s| s.reason.clone()).unwrap_or_default();
        assert!(seeded.iter().all(|s| s.rows == 6), "{seeded:?}");
        let told = reason("public.teams");
        assert!(told.contains("line 4 was refused") && told.contains("duplicate key"), "{told}");
        assert!(told.contains("line 5 was refused: it has 2 fields and the header 3"), "{told}");
        assert!(reason("public.people").contains("line 1 was refused: value too long"), "{}", reason("public.people"));
        let has = |row: [&str; 4]| rows.iter().any(|r| r.iter().flatten().eq(row.iter().filter(|t| !t.is_empty())));
        assert!(has(["t", "1", "Reds", ""]) && has(["t", "7", "Greens", "go"]), "{rows:?}");
        let people: Vec<_> = rows.iter().filter(|r| r[0].as_deref() == Some("p")).collect();
        assert!(people.iter().all(|r| (r[1].as_deref(), r[2].as_deref()) == (Some("7"), Some("boss"))), "{people:?}");
        let (_, again) = seed_with(&server, script, seeding(0), query);
        let (_, other) = seed_with(&server, script, seeding(9), query);
        assert!(rows == again && rows != other, "{rows:?} {other:?}");
    }
}

#[test]
fn seeding_is_deterministic() {
    let script = "CREATE TABLE a (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), at timestamptz DEFAULT now(), n int CHECK (n > 3))";
    for server in servers() {
        let inserts = || -> Vec<String> {
            let (_, engine) = seed(&server, script);
            engine.log.into_iter().filter(|sql| sql.starts_with("INSERT")).collect()
        };
        assert_eq!(inserts(), inserts());
    }
}

/// Seeds what a catalog makes.
fn seed_catalog(engine: NativeEngine, catalog: &Catalog, target_version: u8, options: Options) -> (Proof, Counting) {
    let mut engine = Counting::new(engine);
    let draft =
        draft(Pair::new(&Catalog::default(), catalog), &[], &plan::Options { target_version, ..Default::default() });
    let skip = STAGES.into_iter().filter(|s| !matches!(s, StageId::Base | StageId::Seed | StageId::Up));
    let options = Options { skip: skip.collect(), ..options };
    let mut input = Input::between(&Catalog::default(), catalog, &draft, options);
    input.target_version = target_version;
    (prove(&mut engine, &input), engine)
}

/// Each real schema, imported and made anew, is seeded to 95 of 100 tables at least, and whatever table is not tells why.
#[test]
fn real_schemas_are_seeded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/schemas");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no schemas at {}", folder.display());
        return;
    };
    let only = std::env::var("BULKHEAD_SCHEMA").ok();
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "sql"));
    files.retain(|path| only.as_ref().is_none_or(|only| path.to_string_lossy().contains(only)));
    files.sort();
    // The schemas are written for PostgreSQL 18.
    let Some(server) = servers().into_iter().find(|s| s.major == 18) else { return };
    let mut failed = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let script = std::fs::read_to_string(&file).expect("a schema");
        let mut engine = NativeEngine::with_roles(&server.url);
        let imported = pollster::block_on(import(&mut engine, &script)).expect("imports");
        let started = Instant::now();
        let (proof, engine) = seed_catalog(engine, &imported.found.catalog, 18, Options::default());
        let (tables, rows) = (proof.seeded.len(), proof.seeded.iter().map(|s| s.rows).sum::<u64>());
        let up = stage(&proof, StageId::Up);
        let empty: Vec<&Seeded> = proof.seeded.iter().filter(|s| s.rows == 0).collect();
        let percent = 100.0 * (tables - empty.len()) as f64 / tables.max(1) as f64;
        println!(
            "{name}: {tables} tables, {} seeded ({percent:.1} %), {rows} rows, {} messages, {:.1} s",
            tables - empty.len(),
            engine.messages,
            started.elapsed().as_secs_f64()
        );
        for table in proof.seeded.iter().filter(|s| s.reason.is_some()) {
            println!("    {} has {} rows: {}", table.table, table.rows, table.reason.as_deref().unwrap_or_default());
        }
        let silent = empty.iter().any(|s| s.reason.as_ref().is_none_or(String::is_empty));
        if up.error.is_some() || percent < 95.0 || silent || tables < imported.found.catalog.tables.len() {
            failed.push(format!("{name}: {percent:.1} %, {} of {tables}, {}", tables - empty.len(), up.detail));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}
