//! Seeding many rows on native servers: copied by PostgreSQL, within keys, checks and references.

mod prove_support;
mod support;

use std::time::Instant;

use bulkhead::catalog::Catalog;
use bulkhead::plan::Draft;
use bulkhead::prove::{Input, Options, Proof, STAGES, StageId};
use prove_support::{Counting, prove, stage, statements};
use support::native::{NativeEngine, Server, servers};

/// What an up from nothing is seeded with when so many rows are asked for, and how long everything took.
fn seed(server: &Server, script: &str, rows_per_table: usize) -> (Proof, Counting, f64) {
    let mut engine = Counting::new(NativeEngine::with_roles(&server.url));
    let skip = STAGES.into_iter().filter(|s| !matches!(s, StageId::Base | StageId::Seed | StageId::Up));
    let options = Options { skip: skip.collect(), keep_engine: true, rows_per_table, ..Options::default() };
    let input = Input::between(&Catalog::default(), &Catalog::default(), &Draft::default(), options);
    let input = Input { up: statements(script, "create"), ..input };
    let started = Instant::now();
    let proof = prove(&mut engine, &input);
    assert!(stage(&proof, StageId::Up).error.is_none(), "{}", stage(&proof, StageId::Up).detail);
    (proof, engine, started.elapsed().as_secs_f64())
}

#[test]
fn a_hundred_thousand_rows_take_seconds() {
    let script = "CREATE TABLE people (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail text NOT NULL UNIQUE,
            name varchar(40) NOT NULL, born date, active boolean NOT NULL DEFAULT true, score numeric(8,2) CHECK (score >= 0),
            role text NOT NULL CHECK (role IN ('user', 'admin')), data jsonb NOT NULL, made timestamptz NOT NULL, token uuid NOT NULL UNIQUE);
        CREATE TABLE orders (id uuid PRIMARY KEY, person bigint NOT NULL REFERENCES people, note text);";
    for server in servers() {
        let (proof, mut engine, seconds) = seed(&server, script, 100_000);
        println!("PostgreSQL {}: 2 tables of 100,000 rows, of 10 and of 3 columns, in {seconds:.1} s", server.major);
        assert!(proof.seeded.iter().all(|t| t.rows == 100_000 && t.reason.is_none()), "{:?}", proof.seeded);
        let spread = engine.engine.query("SELECT count(DISTINCT person) > 1000 FROM orders").expect("answers");
        assert_eq!(spread.value(), Some("t"));
        // Generous, for a machine that does other things too.
        assert!(seconds < 60.0, "{seconds}");
    }
}

#[test]
fn many_rows_of_every_kind_of_key() {
    let script = r#"
        CREATE TABLE users (id serial PRIMARY KEY, mail varchar(60) NOT NULL CHECK (mail ~ '^[^@]+@[^@]+[.]org$'));
        CREATE UNIQUE INDEX ON users (lower(mail));
        CREATE TABLE groups (id uuid PRIMARY KEY, code text NOT NULL UNIQUE CHECK (code ~ '^[A-Z]{3}-\d{4}$'));
        CREATE TABLE members (member int REFERENCES users, grp uuid REFERENCES groups, since date, PRIMARY KEY (member, grp));
        CREATE TABLE profiles (id int PRIMARY KEY REFERENCES users, bio text);
        CREATE TABLE bookings (room int NOT NULL, starts timestamptz NOT NULL, ends timestamptz NOT NULL,
            CHECK (starts < ends), EXCLUDE USING gist (tstzrange(starts, ends) WITH &&));
        CREATE TABLE spans (during daterange NOT NULL, EXCLUDE USING gist (during WITH &&));
        CREATE TABLE current_ones (id int PRIMARY KEY, owner int NOT NULL REFERENCES users, current boolean NOT NULL);
        CREATE UNIQUE INDEX ON current_ones (owner) WHERE current;
        CREATE TABLE trees (id bigint PRIMARY KEY, parent bigint REFERENCES trees, path text NOT NULL UNIQUE);
        CREATE TABLE evens (n bigint PRIMARY KEY CHECK (n % 64 = 0));
        CREATE TABLE plain (a int, b text);
        CREATE TABLE nothing ();
        CREATE TABLE only_identity (id int GENERATED ALWAYS AS IDENTITY);
        CREATE TABLE facts (id bigint, day date NOT NULL, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
        CREATE TABLE facts_1 PARTITION OF facts FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
        CREATE TABLE facts_2 PARTITION OF facts FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
        CREATE TABLE hashed (id int PRIMARY KEY) PARTITION BY HASH (id);
        CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
        CREATE TABLE flags (flag boolean PRIMARY KEY);
        CREATE TABLE grades (grade char(1) PRIMARY KEY CHECK (grade IN ('a', 'b', 'c')), note text);
        CREATE TABLE small (id smallint PRIMARY KEY);
        "#;
    for server in servers() {
        let (proof, _, seconds) = seed(&server, script, 2_000);
        println!("PostgreSQL {}: {} tables in {seconds:.1} s", server.major, proof.seeded.len());
        for table in &proof.seeded {
            let (least, told) = match table.table.as_str() {
                "public.flags" => (2, true),
                "public.grades" => (3, true),
                "public.facts_1" | "public.facts_2" | "public.hashed_0" | "public.hashed_1" => (1_000, false),
                _ => (2_000, false),
            };
            assert!(table.rows >= least && table.reason.is_some() == told, "{}: {table:?}", server.major);
        }
    }
}

#[test]
fn many_rows_of_tenants_stay_with_their_tenant() {
    let up = "CREATE TABLE tenants (id uuid PRIMARY KEY, name text NOT NULL);
        CREATE TABLE projects (id bigint GENERATED ALWAYS AS IDENTITY, tenant_id uuid NOT NULL REFERENCES tenants,
            name text NOT NULL, PRIMARY KEY (tenant_id, id));
        CREATE TABLE tasks (tenant_id uuid NOT NULL, project bigint NOT NULL, nr int NOT NULL,
            PRIMARY KEY (tenant_id, project, nr), FOREIGN KEY (tenant_id, project) REFERENCES projects);
        CREATE TABLE leads (tenant_id uuid, project bigint, PRIMARY KEY (tenant_id, project),
            FOREIGN KEY (tenant_id, project) REFERENCES projects);";
    for server in servers() {
        let mut native = NativeEngine::with_roles(&server.url);
        let tables = ["projects", "tasks", "leads"].map(|t| (format!("public.{t}"), "tenant_id"));
        let tenants: Vec<(&str, &str)> = tables.iter().map(|(t, c)| (t.as_str(), *c)).collect();
        let mut input = prove_support::input(&mut native, up, "", &tenants);
        input.options.rows_per_table = 3_000;
        input.options.keep_engine = true;
        input
            .options
            .skip
            .extend(STAGES.into_iter().filter(|s| !matches!(s, StageId::Base | StageId::Seed | StageId::Up)));
        let mut engine = Counting::new(native);
        let proof = prove(&mut engine, &input);
        for table in &proof.seeded {
            assert!(table.rows == 3_000 && table.reason.is_none(), "{}: {table:?}", server.major);
        }
    }
}

/// What is asked for is what there is, whatever number it is, or it says why not.
#[test]
fn odd_counts_are_kept_to() {
    let up = "CREATE TABLE tenants (id uuid PRIMARY KEY, name text NOT NULL);
        CREATE TABLE projects (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenants,
            name text NOT NULL, UNIQUE (tenant_id, name));
        CREATE TABLE notes (id int PRIMARY KEY, note text);
        CREATE TABLE flags (flag boolean PRIMARY KEY);
        CREATE TABLE facts (id bigint, day date NOT NULL, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
        CREATE TABLE facts_1 PARTITION OF facts FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
        CREATE TABLE facts_2 PARTITION OF facts FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
        CREATE TABLE facts_3 PARTITION OF facts FOR VALUES FROM ('2024-03-01') TO ('2024-04-01');";
    let stages = |s: &StageId| matches!(s, StageId::Base | StageId::Seed | StageId::Up);
    for server in servers() {
        for asked in [0, 1, 2, 7, 19, 101, 137] {
            let mut native = NativeEngine::with_roles(&server.url);
            let mut input = prove_support::input(&mut native, up, "", &[("public.projects", "tenant_id")]);
            input.options.rows_per_table = asked;
            input.options.skip.extend(STAGES.into_iter().filter(|s| !stages(s)));
            let proof = prove(&mut Counting::new(native), &input);
            let of = |name: &str| {
                let table = proof.seeded.iter().find(|t| t.table == format!("public.{name}")).expect("is told of");
                (table.rows as usize, table.reason.clone().unwrap_or_default())
            };
            let told = format!("{} asked for {asked}: {:#?}", server.major, proof.seeded);
            for name in ["tenants", "projects"] {
                let (rows, reason) = of(name);
                assert_eq!(rows, if asked == 1 { 2 } else { asked }, "{told}");
                assert_eq!(reason.contains("each of two tenants"), asked == 1, "{told}");
            }
            let none = if asked == 0 { "no rows were asked for" } else { "" };
            assert_eq!(of("notes"), (asked, none.to_owned()), "{told}");
            let (rows, reason) = of("flags");
            assert!(rows == asked.min(2) && reason.is_empty() == (1..=2).contains(&asked), "{told}");
            // Up to a hundred rows each partition has as many; then they share what the table is to have.
            let parts = ["facts_1", "facts_2", "facts_3"].map(|name| of(name).0);
            let whole: usize = parts.iter().sum();
            assert_eq!(whole, if asked > 100 { asked } else { 3 * asked }, "{told}");
            assert_eq!(of("facts").0, whole, "{told}");
        }
    }
}
