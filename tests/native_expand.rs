//! Expand and contract on PostgreSQL 15 and 18: both migrations lead where one leads, and in between rows written through
//! either column are in step.

mod prove_support;
mod support;

use std::collections::BTreeMap;

use bulkhead::bundle;
use bulkhead::catalog::{Catalog, Id, Pair};
use bulkhead::introspect::{adopt_ids, adopt_ids_as, introspect};
use bulkhead::plan::{self, Options, expand, plan};
use bulkhead::prove::{self, Acceptance, Verdict};
use prove_support::{Counting, prove};
use support::judge::run;
use support::native::{NativeEngine, servers};

fn read(engine: &mut NativeEngine) -> Catalog {
    pollster::block_on(introspect(engine)).expect("introspects").catalog
}

fn catalog(engine: &mut NativeEngine, script: &str) -> Catalog {
    engine.must("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    engine.must(script);
    read(engine)
}

struct Case {
    old: &'static str,
    new: &'static str,
    /// Columns that are renamed: from and to.
    renamed: &'static [(&'static str, &'static str)],
    /// Rows before.
    rows: &'static str,
    /// What is written in between, and what must be true then.
    meanwhile: &'static str,
    then: &'static str,
    /// What must be true in the end, and what after the way back.
    finally: &'static str,
    again: &'static str,
    /// A rule of hazards that are accepted.
    accepted: &'static [(&'static str, &'static str)],
}

fn check(case: &Case) {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let (old, found) = (catalog(&mut engine, case.old), catalog(&mut engine, case.new));
        let known: BTreeMap<Id, Id> = case.renamed.iter().map(|(from, to)| (Id::new(*to), Id::new(*from))).collect();
        let new = adopt_ids_as(found, &old, &known);
        let options = Options { target_version: u8::try_from(server.major).expect("a version"), ..Options::default() };
        let two = expand::split(Pair::new(&old, &new), &[], &options).expect("can be split");
        engine.must("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        engine.must(case.old);
        engine.must(case.rows);
        let holds = |engine: &mut NativeEngine, what: &str| {
            engine.query(&format!("DO $$ BEGIN ASSERT {what}; END $$")).unwrap_or_else(|error| {
                panic!(
                    "{}: {what}: {error}\n{}\n{}",
                    server.major,
                    plan::script(&two.expand.up),
                    plan::script(&two.contract.up)
                )
            });
        };
        let reaches = |engine: &mut NativeEngine, what: &str, wanted: &Catalog| {
            let reached = read(engine);
            // What it found by names has the ids of what was wanted.
            let left = plan(Pair::new(&adopt_ids(reached, wanted), wanted), &options);
            assert!(left.is_empty(), "{what} on {}: {}", server.major, plan::script(&left));
        };
        run(&mut engine, &two.expand.up).unwrap_or_else(|e| panic!("expand on {}: {e}", server.major));
        reaches(&mut engine, "expand", &two.between);
        engine.must(case.meanwhile);
        holds(&mut engine, case.then);
        run(&mut engine, &two.contract.up).unwrap_or_else(|e| panic!("contract on {}: {e}", server.major));
        reaches(&mut engine, "contract", &new);
        holds(&mut engine, case.finally);
        run(&mut engine, &two.contract.down).unwrap_or_else(|e| panic!("back on {}: {e}", server.major));
        reaches(&mut engine, "back", &two.between);
        run(&mut engine, &two.expand.down).unwrap_or_else(|e| panic!("down on {}: {e}", server.major));
        reaches(&mut engine, "down", &old);
        holds(&mut engine, case.again);
        // The roles of one engine at a time.
        drop(engine);
        // Both are proven as the migrations of a project are.
        let steps = [(&old, &two.between, &two.expand), (&two.between, &new, &two.contract)];
        for (from, to, draft) in steps {
            let accept = |(rule, object): &(&str, &str)| Acceptance {
                rule: (*rule).into(),
                object: (*object).into(),
                reason: "There are none.".into(),
                by: None,
            };
            let accepted = case.accepted.iter().map(accept).collect();
            let asked = prove::Options { accepted, ..prove::Options::default() };
            let input = bundle::comparison_input(Pair::new(from, to), draft, options.target_version, asked);
            let proof = prove(&mut Counting::new(NativeEngine::with_roles(&server.url)), &input);
            let told: String =
                proof.stages.iter().map(|s| format!("{:?} {:?}: {}\n", s.id, s.status, s.detail)).collect();
            assert_eq!(proof.verdict, Verdict::Proven, "{}: {told}\n{:?}", server.major, proof.risks);
        }
    }
}

#[test]
fn a_column_gets_another_name() {
    check(&Case {
        old: "CREATE TABLE people (id bigint PRIMARY KEY, surname text NOT NULL DEFAULT 'none' CHECK (surname <> ''), age integer);
            CREATE INDEX people_surname ON people (surname);
            CREATE VIEW names AS SELECT id, surname FROM people;",
        new: "CREATE TABLE people (id bigint PRIMARY KEY, last_name text NOT NULL DEFAULT 'none' CHECK (last_name <> ''), age integer);
            ALTER TABLE people RENAME CONSTRAINT people_last_name_check TO people_surname_check;
            CREATE INDEX people_surname ON people (last_name);
            CREATE VIEW names AS SELECT id, last_name AS surname FROM people;",
        renamed: &[("public.people.surname", "public.people.last_name")],
        rows: "INSERT INTO people SELECT n, 'name ' || n, n FROM generate_series(1, 20000) n",
        meanwhile: "INSERT INTO people (id, surname) VALUES (-1, 'through the old');
            INSERT INTO people (id, last_name) VALUES (-2, 'through the new');
            INSERT INTO people (id) VALUES (-3);
            UPDATE people SET surname = 'old' WHERE id = 1;
            UPDATE people SET last_name = 'new' WHERE id = 2;
            UPDATE people SET age = 0 WHERE id = 3;",
        then: "(SELECT bool_and(surname = last_name) AND count(*) = 20003 FROM people)
            AND (SELECT array_agg(surname ORDER BY id) = '{none,through the new,through the old,old,new,name 3}' FROM people WHERE id < 4)",
        finally: "(SELECT array_agg(last_name ORDER BY id) = '{none,through the new,through the old,old,new,name 3}' FROM people WHERE id < 4)",
        again: "(SELECT array_agg(surname ORDER BY id) = '{none,through the new,through the old,old,new,name 3}' FROM people WHERE id < 4)
            AND (SELECT count(*) = 20003 FROM people)",
        accepted: &[],
    });
}

#[test]
fn a_column_gets_another_type() {
    check(&Case {
        old: "CREATE TABLE sums (id bigint PRIMARY KEY, total integer NOT NULL, note varchar(20));",
        new: "CREATE TABLE sums (id bigint PRIMARY KEY, total bigint NOT NULL, note text);",
        renamed: &[],
        rows: "INSERT INTO sums SELECT n, n, 'x' FROM generate_series(1, 300) n",
        meanwhile: "INSERT INTO sums (id, total) VALUES (-1, 7); INSERT INTO sums (id, total_next) VALUES (-2, 8);
            UPDATE sums SET total_next = 9, note = 'y' WHERE id = 1;",
        then: "(SELECT bool_and(total = total_next) AND bool_and(note IS NOT DISTINCT FROM note_next) FROM sums)",
        finally: "(SELECT array_agg(total ORDER BY id) = '{8,7,9,2}' FROM sums WHERE id < 3)
            AND (SELECT pg_typeof(total) = 'bigint'::regtype FROM sums LIMIT 1)",
        again: "(SELECT array_agg(total ORDER BY id) = '{8,7,9,2}' FROM sums WHERE id < 3)",
        accepted: &[],
    });
}

#[test]
fn an_enum_loses_a_label() {
    check(&Case {
        old: "CREATE TYPE state AS ENUM ('new', 'old', 'gone');
            CREATE TABLE things (id bigint PRIMARY KEY, state state NOT NULL DEFAULT 'new', before state);",
        new: "CREATE TYPE state AS ENUM ('old', 'new');
            CREATE TABLE things (id bigint PRIMARY KEY, state state NOT NULL DEFAULT 'new', before state);",
        renamed: &[],
        rows: "INSERT INTO things SELECT n, 'old' FROM generate_series(1, 300) n",
        meanwhile: "INSERT INTO things (id) VALUES (-1); UPDATE things SET state_next = 'new' WHERE id = 1;",
        then: "(SELECT bool_and(state::text = state_next::text) FROM things)",
        finally: "(SELECT count(*) = 2 FROM things WHERE state = 'new')",
        again: "(SELECT count(*) = 2 FROM things WHERE state = 'new')",
        // What becomes of the label that goes is a person's to say.
        accepted: &[("enum-label-removed", "public.things.state"), ("enum-label-removed", "public.things.before")],
    });
}

#[test]
fn columns_of_keys_and_foreign_keys() {
    check(&Case {
        old: "CREATE TABLE customers (id bigint PRIMARY KEY);
            CREATE TABLE orders (id bigint PRIMARY KEY, customer integer REFERENCES customers, code varchar(20) UNIQUE);",
        new: "CREATE TABLE customers (id bigint PRIMARY KEY);
            CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint REFERENCES customers, code text UNIQUE);",
        renamed: &[],
        rows: "INSERT INTO customers SELECT n FROM generate_series(1, 300) n;
            INSERT INTO orders SELECT n, n, 'code ' || n FROM generate_series(1, 300) n",
        meanwhile: "INSERT INTO orders (id, customer, code) VALUES (-1, 7, 'old');
            INSERT INTO orders (id, customer_next, code_next) VALUES (-2, 8, 'new');",
        then: "(SELECT bool_and(customer = customer_next AND code = code_next) FROM orders)",
        finally: "(SELECT array_agg(customer || code ORDER BY id) = '{8new,7old,\"1code 1\"}' FROM orders WHERE id < 2)
            AND (SELECT bool_and(convalidated) FROM pg_constraint WHERE conrelid = 'orders'::regclass)",
        again: "(SELECT array_agg(customer || code ORDER BY id) = '{8new,7old,\"1code 1\"}' FROM orders WHERE id < 2)
            AND (SELECT count(*) = 302 FROM orders)",
        accepted: &[("foreign-key-scans", "public.orders.orders_customer_fkey"), ("add-unique", "public.orders.orders_code_key")],
    });
}

#[test]
fn a_required_column_of_a_unique_key() {
    check(&Case {
        old: "CREATE TABLE people (id bigint PRIMARY KEY, mail text NOT NULL UNIQUE, badge integer NOT NULL UNIQUE);",
        new: "CREATE TABLE people (id bigint PRIMARY KEY, email text NOT NULL CONSTRAINT people_mail_key UNIQUE, badge bigint NOT NULL UNIQUE);",
        renamed: &[("public.people.mail", "public.people.email")],
        rows: "INSERT INTO people SELECT n, 'mail ' || n, n + 1 FROM generate_series(1, 300) n",
        meanwhile: "INSERT INTO people (id, mail, badge) VALUES (-1, 'old', -1);
            INSERT INTO people (id, email, badge_next) VALUES (-2, 'new', -2);",
        then: "(SELECT bool_and(mail = email AND badge = badge_next) FROM people)",
        finally: "(SELECT array_agg(email || badge ORDER BY id) = '{new-2,old-1,\"mail 12\"}' FROM people WHERE id < 2)",
        again: "(SELECT array_agg(mail || badge ORDER BY id) = '{new-2,old-1,\"mail 12\"}' FROM people WHERE id < 2)
            AND (SELECT count(*) = 302 FROM people)",
        accepted: &[("add-unique", "public.people.people_mail_key"), ("add-unique", "public.people.people_badge_key")],
    });
}

#[test]
fn what_cannot_be_split_is_left_whole_and_says_why() {
    let cases = [
        ("id integer PRIMARY KEY", "id bigint PRIMARY KEY", "is of the primary key"),
        (
            "a integer, b integer GENERATED ALWAYS AS (a + 1) STORED",
            "a bigint, b integer GENERATED ALWAYS AS (a + 1) STORED",
            "is what b is computed of",
        ),
        (
            "a integer GENERATED ALWAYS AS IDENTITY",
            "a bigint GENERATED ALWAYS AS IDENTITY",
            "takes its numbers from a sequence",
        ),
        ("a serial", "a bigserial", "takes its numbers from a sequence"),
        (
            "a integer UNIQUE, p integer REFERENCES t (a)",
            "a bigint UNIQUE, p integer REFERENCES t (a)",
            "is what t_p_fkey of t refers to",
        ),
        (
            "x integer, a integer GENERATED ALWAYS AS (x + 1) STORED",
            "x integer, a bigint GENERATED ALWAYS AS (x + 1) STORED",
            "is computed",
        ),
    ];
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        for (before, after, why) in cases {
            let old = catalog(&mut engine, &format!("CREATE TABLE t ({before})"));
            let new = adopt_ids(catalog(&mut engine, &format!("CREATE TABLE t ({after}, more text)")), &old);
            assert_eq!(expand::split(Pair::new(&old, &new), &[], &Options::default()), None, "{before}");
            let refused = expand::refused(Pair::new(&old, &new));
            let told: Vec<_> = refused.iter().map(|r| format!("{} {}", r.name, r.why)).collect();
            assert!(told.len() == 1 && told[0].contains(&format!(" {why}")), "{}: {told:?}", server.major);
        }
        let old = catalog(&mut engine, "CREATE TABLE p (id integer, k integer) PARTITION BY LIST (k)");
        let new = adopt_ids(catalog(&mut engine, "CREATE TABLE p (id bigint, k integer) PARTITION BY LIST (k)"), &old);
        assert!(expand::refused(Pair::new(&old, &new))[0].why.contains("partitioned"));
        assert_eq!(expand::refused(Pair::new(&old, &old)), []);
        assert_eq!(expand::split(Pair::new(&old, &old), &[], &Options::default()), None);
    }
}

/// How often a trigger fired.
fn fired(engine: &mut NativeEngine) -> String {
    engine.query("SELECT count(*) FROM log").expect("counts").value().unwrap_or_default().to_owned()
}

#[test]
fn what_is_carried_over_fires_triggers_and_says_so() {
    let script = |column: &str| {
        format!(
            "CREATE TABLE log (id bigint);
            CREATE TABLE people (id bigint PRIMARY KEY, {column} text);
            CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (NEW.id); RETURN NEW; END $$;
            CREATE TRIGGER noted AFTER UPDATE ON people FOR EACH ROW EXECUTE FUNCTION noted();"
        )
    };
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let (old, found) = (catalog(&mut engine, &script("surname")), catalog(&mut engine, &script("last_name")));
        let known = BTreeMap::from([(Id::new("public.people.last_name"), Id::new("public.people.surname"))]);
        let new = adopt_ids_as(found, &old, &known);
        let two = expand::split(Pair::new(&old, &new), &[], &Options::default()).expect("can be split");
        let at = two.expand.up.iter().position(|s| s.kind == "carry-column").expect("carries");
        let told = two.expand.up[at].hazards.iter().find(|h| h.rule == "triggers-fire").expect("says so");
        assert!(told.message.contains("fires noted,"), "{}", told.message);
        let prepare = |engine: &mut NativeEngine| {
            engine.must("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            engine.must(&script("surname"));
            engine.must("INSERT INTO people SELECT n, 'name' FROM generate_series(1, 300) n");
        };
        prepare(&mut engine);
        run(&mut engine, &two.expand.up).unwrap_or_else(|e| panic!("expand on {}: {e}", server.major));
        assert_eq!(fired(&mut engine), "300");
        // What is safer fires none, and carries over all the same.
        prepare(&mut engine);
        run(&mut engine, &two.expand.up[..at]).unwrap_or_else(|e| panic!("expand on {}: {e}", server.major));
        engine.must("RESET ROLE");
        for piece in bulkhead::sql::split::statements(told.safer_sql.as_deref().expect("a safer way")) {
            engine.must(piece.sql);
        }
        assert_eq!(fired(&mut engine), "0");
        engine.must("DO $$ BEGIN ASSERT (SELECT count(last_name) = 300 FROM people); END $$");
        // The backfill of one migration would fire it as well, so there is none, and the table is rewritten.
        let mut token = old.clone();
        let people = token.tables.iter_mut().find(|t| t.name == "people").expect("the table");
        let column =
            bulkhead::catalog::Column::new(Id::new("token"), "token", bulkhead::catalog::DataType::builtin("uuid"));
        people.columns.push(column.with_default("gen_random_uuid()"));
        let options = Options { mode: plan::Mode::Online, ..Options::default() };
        let up = plan(Pair::new(&old, &token), &options);
        let added = up.iter().find(|s| s.kind == "add-column").expect("adds");
        assert!(added.hazards.iter().any(|h| h.message.contains("would fire noted")), "{:?}", added.hazards);
        prepare(&mut engine);
        run(&mut engine, &up).unwrap_or_else(|e| panic!("adding on {}: {e}", server.major));
        assert_eq!(fired(&mut engine), "0");
        engine.must("DO $$ BEGIN ASSERT (SELECT count(DISTINCT token) = 300 FROM people); END $$");
    }
}
