//! verify.sql against native servers: it passes on what the model says, and names every kind of difference.

mod support;

use std::process::Command;

use bulkhead::bundle::verify;
use bulkhead::catalog::{Catalog, ColumnValue, ConstraintKind, Expr, Id, IndexTarget};
use bulkhead::design::History;
use bulkhead::introspect;
use support::dump::describe;
use support::native::{NativeEngine, servers};

/// Everything the catalog models. Roles: bv_owner owns it.
const ROLES: &str = r#"
    CREATE ROLE bv_owner LOGIN; CREATE ROLE "bv App"; CREATE ROLE bv_service BYPASSRLS; CREATE ROLE bv_stranger;
    GRANT USAGE, CREATE ON SCHEMA public TO bv_owner;
"#;

const MODEL: &str = r#"
    CREATE SCHEMA "Sales";
    COMMENT ON SCHEMA "Sales" IS 'what we sell';
    GRANT USAGE ON SCHEMA "Sales" TO "bv App";
    CREATE TYPE "Sales".mood AS ENUM ('sad', 'it''s ok', 'happy');
    COMMENT ON TYPE "Sales".mood IS 'how they feel';
    CREATE SEQUENCE "Sales".numbers AS integer;
    GRANT USAGE ON SEQUENCE "Sales".numbers TO "bv App";
    CREATE TABLE customers (
        id bigint GENERATED ALWAYS AS IDENTITY,
        tenant uuid NOT NULL,
        name varchar(100) NOT NULL,
        CONSTRAINT pk PRIMARY KEY (id),
        CONSTRAINT same UNIQUE NULLS NOT DISTINCT (tenant, id));
    CREATE TABLE "Sales"."Order" (
        id integer NOT NULL DEFAULT nextval('"Sales".numbers'),
        tenant uuid NOT NULL DEFAULT NULLIF(current_setting('app.tenant', true), '')::uuid,
        customer bigint,
        mood "Sales".mood DEFAULT 'sad',
        total numeric(10,2) NOT NULL DEFAULT 0,
        "gro""ss" numeric GENERATED ALWAYS AS (total * 1.2) STORED,
        note text COLLATE "C",
        CONSTRAINT pk PRIMARY KEY (id),
        CONSTRAINT positive CHECK (total >= 0),
        CONSTRAINT fk FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id)
            ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED);
    CREATE INDEX by_note ON "Sales"."Order" (lower(note), total DESC) INCLUDE (mood) WHERE total > 10;
    CREATE UNIQUE INDEX by_mood ON "Sales"."Order" (mood, note text_pattern_ops, id NULLS FIRST);
    ALTER TABLE "Sales"."Order" ENABLE ROW LEVEL SECURITY;
    ALTER TABLE "Sales"."Order" FORCE ROW LEVEL SECURITY;
    CREATE POLICY isolation ON "Sales"."Order" TO "bv App"
        USING (tenant = (SELECT NULLIF(current_setting('app.tenant', true), '')::uuid)
               AND EXISTS (SELECT FROM customers c WHERE c.id = customer)
               AND id NOT IN (SELECT o.customer FROM "Sales"."Order" o WHERE o.id = "Order".id))
        WITH CHECK (total < 1000);
    CREATE POLICY service ON "Sales"."Order" AS RESTRICTIVE FOR UPDATE TO bv_service, "bv App" USING (true);
    GRANT SELECT, INSERT, UPDATE ON "Sales"."Order" TO "bv App";
    GRANT SELECT ON customers TO PUBLIC;
    COMMENT ON TABLE "Sales"."Order" IS 'orders';
    COMMENT ON COLUMN "Sales"."Order".total IS 'in euros';
    COMMENT ON CONSTRAINT positive ON "Sales"."Order" IS 'no refunds';
    COMMENT ON CONSTRAINT fk ON "Sales"."Order" IS 'who bought';
    COMMENT ON INDEX "Sales".by_note IS 'for search';
    COMMENT ON POLICY isolation ON "Sales"."Order" IS 'the wall';
    CREATE TABLE "__EFMigrationsHistory" ("MigrationId" varchar(150) PRIMARY KEY, "ProductVersion" varchar(32) NOT NULL);
    INSERT INTO "__EFMigrationsHistory" VALUES ('20250101000000_One', '8.0.0'), ('20250102000000_Two', '8.0.0');
"#;

/// What a hand does to the database, and what verify.sql says then.
const MUTATIONS: &[(&str, &str)] = &[
    ("ALTER SCHEMA \"Sales\" RENAME TO sold", "schema Sales: expected a schema, found none"),
    ("COMMENT ON SCHEMA \"Sales\" IS 'x'", "schema Sales: comment: expected what we sell, found x"),
    (
        "REVOKE USAGE ON SCHEMA \"Sales\" FROM \"bv App\"",
        "schema Sales: privileges of bv App: expected USAGE, found none",
    ),
    ("GRANT CREATE ON SCHEMA public TO \"bv App\"", "schema public: privileges of bv App: expected none, found CREATE"),
    ("ALTER ROLE \"bv App\" BYPASSRLS", "role bv App: BYPASSRLS: expected false, found true"),
    ("ALTER ROLE \"bv App\" SUPERUSER", "role bv App: SUPERUSER: expected false, found true"),
    ("ALTER ROLE \"bv App\" RENAME TO bv_other", "role bv App: expected a role, found none"),
    (
        "ALTER TYPE \"Sales\".mood RENAME VALUE 'sad' TO 'low'",
        "type Sales.mood: labels: expected {sad,\"it's ok\",happy}, found {low,",
    ),
    (
        "ALTER TYPE \"Sales\".mood ADD VALUE 'new' BEFORE 'sad'",
        "type Sales.mood: labels: expected {sad,\"it's ok\",happy}, found {new,",
    ),
    ("ALTER TYPE \"Sales\".mood RENAME TO moods", "type Sales.mood: expected an enum, found none"),
    ("COMMENT ON TYPE \"Sales\".mood IS NULL", "type Sales.mood: comment: expected how they feel, found none"),
    ("ALTER SEQUENCE \"Sales\".numbers AS bigint", "sequence Sales.numbers: type: expected integer, found bigint"),
    ("ALTER SEQUENCE \"Sales\".numbers RENAME TO n", "sequence Sales.numbers: expected a sequence, found none"),
    (
        "GRANT UPDATE ON SEQUENCE \"Sales\".numbers TO \"bv App\"",
        "sequence Sales.numbers: privileges of bv App: expected USAGE, found UPDATE, USAGE",
    ),
    ("ALTER TABLE \"Sales\".\"Order\" RENAME TO o", "Sales.Order: expected a table, found none"),
    (
        "DROP TABLE \"Sales\".\"Order\"; CREATE VIEW \"Sales\".\"Order\" AS SELECT 1",
        "Sales.Order: expected a table, found a view",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" OWNER TO bv_stranger",
        "Sales.Order: owner: expected bv_owner, found bv_stranger",
    ),
    (
        "ALTER TABLE customers RENAME COLUMN name TO called",
        "public.customers: column name: expected as modelled, found none",
    ),
    ("ALTER TABLE customers ADD COLUMN extra int", "public.customers: column extra: expected none, found type integer"),
    (
        "ALTER TABLE customers ALTER COLUMN name TYPE text",
        "public.customers: column name: type: expected character varying(100), found text",
    ),
    (
        "ALTER TABLE customers ALTER COLUMN name DROP NOT NULL",
        "public.customers: column name: null: expected NOT NULL, found NULL",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" ALTER COLUMN customer SET NOT NULL",
        "Sales.Order: column customer: null: expected NULL, found NOT NULL",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" ALTER COLUMN total SET DEFAULT 1",
        "Sales.Order: column total: default: expected 0, found 1",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" ALTER COLUMN id DROP DEFAULT",
        "Sales.Order: column id: default: expected nextval('\"Sales\".numbers'::regclass), found none",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" ALTER COLUMN note SET DEFAULT 'x'",
        "Sales.Order: column note: default: expected none, found 'x'::text",
    ),
    (
        "ALTER TABLE customers ALTER COLUMN id SET GENERATED BY DEFAULT",
        "public.customers: column id: identity: expected ALWAYS, found BY DEFAULT",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" ALTER COLUMN \"gro\"\"ss\" DROP EXPRESSION",
        "Sales.Order: column gro\"ss: generated: expected (total * 1.2) STORED, found none",
    ),
    (
        "DROP INDEX \"Sales\".by_note, \"Sales\".by_mood; ALTER TABLE \"Sales\".\"Order\" ALTER COLUMN note TYPE text COLLATE \"POSIX\"",
        "Sales.Order: column note: collation: expected \"C\", found \"POSIX\"",
    ),
    (
        "COMMENT ON COLUMN \"Sales\".\"Order\".total IS 'x'",
        "Sales.Order: column total: comment: expected in euros, found x",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" DROP CONSTRAINT pk",
        "Sales.Order: constraint pk: expected as modelled, found none",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" DROP CONSTRAINT pk, ADD CONSTRAINT pk PRIMARY KEY (id, total)",
        "Sales.Order: constraint pk: definition: expected PRIMARY KEY (id), found PRIMARY KEY (id, total)",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" RENAME CONSTRAINT positive TO p",
        "Sales.Order: constraint positive: expected as modelled, found none",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" ADD CONSTRAINT more CHECK (total < 5)",
        "Sales.Order: constraint more: expected none, found definition CHECK ((total < (5)::numeric))",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" DROP CONSTRAINT positive, ADD CONSTRAINT positive CHECK (total > 0)",
        "Sales.Order: constraint positive: definition: expected CHECK ((total >= (0)::numeric)), found CHECK ((total > (0)::numeric))",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" DROP CONSTRAINT positive, ADD CONSTRAINT positive CHECK (total >= 0) NOT VALID",
        "found CHECK ((total >= (0)::numeric)) NOT VALID",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" ALTER CONSTRAINT fk DEFERRABLE INITIALLY IMMEDIATE",
        "DEFERRABLE INITIALLY DEFERRED, found FOREIGN KEY (tenant, customer)",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" DROP CONSTRAINT fk, ADD CONSTRAINT fk FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED",
        "constraint fk: definition: expected FOREIGN KEY (tenant, customer) REFERENCES public.customers(tenant, id) ON UPDATE CASCADE ON DELETE SET NULL",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" DROP CONSTRAINT fk, ADD CONSTRAINT fk FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id) ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID",
        "DEFERRABLE INITIALLY DEFERRED NOT VALID",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" DROP CONSTRAINT fk",
        "Sales.Order: constraint fk: expected as modelled, found none",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" DROP CONSTRAINT fk; ALTER TABLE customers DROP CONSTRAINT same, ADD CONSTRAINT same UNIQUE (tenant, id); ALTER TABLE \"Sales\".\"Order\" ADD CONSTRAINT fk FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id) ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED; COMMENT ON CONSTRAINT fk ON \"Sales\".\"Order\" IS 'who bought'",
        "public.customers: constraint same: definition: expected UNIQUE NULLS NOT DISTINCT (tenant, id), found UNIQUE (tenant, id)",
    ),
    (
        "COMMENT ON CONSTRAINT fk ON \"Sales\".\"Order\" IS NULL",
        "Sales.Order: constraint fk: comment: expected who bought, found none",
    ),
    (
        "COMMENT ON CONSTRAINT positive ON \"Sales\".\"Order\" IS 'x'",
        "Sales.Order: constraint positive: comment: expected no refunds, found x",
    ),
    ("DROP INDEX \"Sales\".by_note", "Sales.Order: index by_note: expected as modelled, found none"),
    ("CREATE INDEX more ON customers (name)", "public.customers: index more: expected none, found"),
    (
        "DROP INDEX \"Sales\".by_note; CREATE INDEX by_note ON \"Sales\".\"Order\" (upper(note), total DESC) INCLUDE (mood) WHERE total > 10",
        "Sales.Order: index by_note: definition: expected btree (lower(note) COLLATE \"C\", total DESC) INCLUDE (mood) WHERE (total > (10)::numeric), found btree (upper(note)",
    ),
    (
        "DROP INDEX \"Sales\".by_note; CREATE INDEX by_note ON \"Sales\".\"Order\" (lower(note), total DESC) INCLUDE (mood) WHERE total > 11",
        "found btree (lower(note) COLLATE \"C\", total DESC) INCLUDE (mood) WHERE (total > (11)::numeric)",
    ),
    (
        "DROP INDEX \"Sales\".by_note; CREATE INDEX by_note ON \"Sales\".\"Order\" (lower(note), total) INCLUDE (mood) WHERE total > 10",
        "Sales.Order: index by_note: definition",
    ),
    (
        "DROP INDEX \"Sales\".by_note; CREATE INDEX by_note ON \"Sales\".\"Order\" (lower(note), total DESC) WHERE total > 10",
        "Sales.Order: index by_note: definition",
    ),
    (
        "DROP INDEX \"Sales\".by_mood; CREATE INDEX by_mood ON \"Sales\".\"Order\" (mood, note text_pattern_ops, id NULLS FIRST)",
        "Sales.Order: index by_mood: definition: expected UNIQUE btree (mood, note COLLATE \"C\" text_pattern_ops, id NULLS FIRST), found btree",
    ),
    (
        "DROP INDEX \"Sales\".by_mood; CREATE UNIQUE INDEX by_mood ON \"Sales\".\"Order\" (mood, note, id NULLS FIRST)",
        "Sales.Order: index by_mood: definition",
    ),
    (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '\"Sales\".by_mood'::regclass",
        "Sales.Order: index by_mood: valid: expected yes, found no",
    ),
    ("COMMENT ON INDEX \"Sales\".by_note IS 'x'", "Sales.Order: index by_note: comment: expected for search, found x"),
    (
        "ALTER TABLE \"Sales\".\"Order\" DISABLE ROW LEVEL SECURITY",
        "Sales.Order: row-level security: expected forced, found off",
    ),
    (
        "ALTER TABLE \"Sales\".\"Order\" NO FORCE ROW LEVEL SECURITY",
        "Sales.Order: row-level security: expected forced, found enabled",
    ),
    (
        "ALTER TABLE customers ENABLE ROW LEVEL SECURITY",
        "public.customers: row-level security: expected off, found enabled",
    ),
    ("DROP POLICY isolation ON \"Sales\".\"Order\"", "Sales.Order: policy isolation: expected as modelled, found none"),
    (
        "ALTER POLICY isolation ON \"Sales\".\"Order\" RENAME TO i",
        "Sales.Order: policy isolation: expected as modelled, found none",
    ),
    ("CREATE POLICY open ON \"Sales\".\"Order\" USING (true)", "Sales.Order: policy open: expected none, found"),
    (
        "ALTER POLICY isolation ON \"Sales\".\"Order\" WITH CHECK (true)",
        "Sales.Order: policy isolation: WITH CHECK: expected (total < (1000)::numeric), found true",
    ),
    (
        "ALTER POLICY service ON \"Sales\".\"Order\" USING (false)",
        "Sales.Order: policy service: USING: expected true, found false",
    ),
    (
        "ALTER POLICY service ON \"Sales\".\"Order\" TO PUBLIC",
        "Sales.Order: policy service: roles: expected bv App, bv_service, found PUBLIC",
    ),
    (
        "DROP POLICY service ON \"Sales\".\"Order\"; CREATE POLICY service ON \"Sales\".\"Order\" FOR UPDATE TO bv_service, \"bv App\" USING (true)",
        "Sales.Order: policy service: kind: expected RESTRICTIVE, found PERMISSIVE",
    ),
    (
        "DROP POLICY service ON \"Sales\".\"Order\"; CREATE POLICY service ON \"Sales\".\"Order\" AS RESTRICTIVE FOR SELECT TO bv_service, \"bv App\" USING (true)",
        "Sales.Order: policy service: command: expected UPDATE, found SELECT",
    ),
    (
        "COMMENT ON POLICY isolation ON \"Sales\".\"Order\" IS 'x'",
        "Sales.Order: policy isolation: comment: expected the wall, found x",
    ),
    (
        "GRANT DELETE ON \"Sales\".\"Order\" TO \"bv App\"",
        "Sales.Order: privileges of bv App: expected INSERT, SELECT, UPDATE, found DELETE, INSERT, SELECT, UPDATE",
    ),
    (
        "GRANT SELECT ON \"Sales\".\"Order\" TO \"bv App\" WITH GRANT OPTION",
        "Sales.Order: privileges of bv App: expected INSERT, SELECT, UPDATE, found INSERT, SELECT WITH GRANT OPTION, UPDATE",
    ),
    (
        "REVOKE ALL ON \"Sales\".\"Order\" FROM \"bv App\"",
        "Sales.Order: privileges of bv App: expected INSERT, SELECT, UPDATE, found none",
    ),
    ("GRANT SELECT ON \"Sales\".\"Order\" TO PUBLIC", "Sales.Order: privileges of PUBLIC: expected none, found SELECT"),
    ("REVOKE ALL ON customers FROM PUBLIC", "public.customers: privileges of PUBLIC: expected SELECT, found none"),
    ("COMMENT ON TABLE \"Sales\".\"Order\" IS NULL", "Sales.Order: comment: expected orders, found none"),
    (
        "DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" LIKE '%Two'",
        "migration 20250102000000_Two: expected a row in \"__EFMigrationsHistory\", found none",
    ),
    ("DROP TABLE \"__EFMigrationsHistory\"", "\"__EFMigrationsHistory\": expected a table, found none"),
];

/// What a hand may do without the model minding.
const HARMLESS: &[&str] = &[
    "GRANT SELECT ON \"Sales\".\"Order\" TO bv_stranger",
    "CREATE TABLE others (a int)",
    "CREATE VIEW v AS SELECT * FROM customers",
    "REVOKE USAGE ON SCHEMA public FROM PUBLIC",
    "SET search_path = \"Sales\", public",
    "ALTER DEFAULT PRIVILEGES FOR ROLE bv_owner GRANT ALL ON TABLES TO \"bv App\"",
    "INSERT INTO \"__EFMigrationsHistory\" VALUES ('20990101000000_Later', '8.0.0')",
];

fn start(engine: &mut NativeEngine) -> Catalog {
    engine.must(ROLES);
    engine.must("DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO bv_owner', current_database()); END $$");
    engine.must("SET ROLE bv_owner");
    engine.must(MODEL);
    engine.must("RESET ROLE");
    let mut catalog = pollster::block_on(introspect::introspect(engine)).expect("introspects").catalog;
    catalog.tables.retain(|table| table.name != "__EFMigrationsHistory");
    catalog
}

fn script(catalog: &Catalog, hand_written: bool) -> String {
    let ids = [Id::new("20250101000000_One"), Id::new("20250102000000_Two")];
    verify::script(catalog, Some((&History::default(), &ids.iter().collect::<Vec<_>>())), hand_written)
}

/// Does something and verifies, in one transaction that is rolled back; the exception's message, or the notices.
fn verify_after(engine: &mut NativeEngine, mutation: &str, script: &str) -> Result<Vec<String>, String> {
    engine.must("BEGIN");
    engine.must(mutation);
    engine.must("SET LOCAL ROLE bv_owner");
    engine.notices();
    let outcome = engine.script(script);
    let notices = engine.notices();
    engine.must("ROLLBACK");
    match outcome {
        Ok(()) => Ok(notices.into_iter().filter(|notice| notice.starts_with("NOTICE: Bulkhead verify")).collect()),
        Err(error) => Err(error.message),
    }
}

#[test]
fn every_kind_of_difference_is_named() {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let catalog = start(&mut engine);
        let script = script(&catalog, false);
        let before = describe(&engine.url());
        let count = verify_after(&mut engine, "", &script).expect("the untouched database matches");
        assert!(count[0].ends_with(" objects match the model"), "{count:?}");
        for harmless in HARMLESS {
            let outcome = verify_after(&mut engine, harmless, &script);
            assert!(outcome.is_ok(), "{}: {harmless}: {outcome:?}", server.major);
        }
        let mut wrong = Vec::new();
        for (mutation, message) in MUTATIONS {
            let said = verify_after(&mut engine, mutation, &script).err().unwrap_or_default();
            if !said.starts_with("Bulkhead verify: ") || !said.contains(message) {
                wrong.push(format!("{}: {mutation}\nexpected: {message}\nsaid: {said}", server.major));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
        assert_eq!(describe(&engine.url()), before);
    }
}

#[test]
fn what_hand_written_sql_adds_is_noticed_not_refused() {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let catalog = start(&mut engine);
        let script = script(&catalog, true);
        for (mutation, place) in [
            ("CREATE INDEX more ON customers (name)", "public.customers: index more"),
            ("ALTER TABLE customers ADD more int", "public.customers: column more"),
            ("ALTER TABLE customers ADD CONSTRAINT more CHECK (id > 0)", "public.customers: constraint more"),
        ] {
            let notices = verify_after(&mut engine, mutation, &script).expect("allowed");
            assert!(notices.iter().any(|notice| notice.contains(place)), "{notices:?}");
            assert!(notices.last().is_some_and(|notice| notice.ends_with("match the model")));
        }
        let outcome = verify_after(&mut engine, "CREATE POLICY more ON customers USING (true)", &script);
        assert!(outcome.is_err_and(|said| said.contains("public.customers: policy more: expected none")));
        let outcome = verify_after(&mut engine, "DROP INDEX \"Sales\".by_note", &script);
        assert!(outcome.is_err_and(|said| said.contains("index by_note")));
    }
}

/// However a person wrote an expression, what PostgreSQL makes of it is compared.
#[test]
fn expressions_are_compared_as_postgresql_prints_them() {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let mut catalog = start(&mut engine);
        let order = catalog.tables.iter_mut().find(|t| t.name == "Order").expect("the table");
        for column in &mut order.columns {
            match (&mut column.value, column.name.as_str()) {
                (ColumnValue::Default { expression }, "mood") => *expression = Expr::new("'sad'"),
                (ColumnValue::Default { expression }, "tenant") => {
                    *expression = Expr::new("nullif( current_setting('app.tenant',true),'') :: UUID -- whose");
                }
                (ColumnValue::Generated { expression, .. }, _) => *expression = Expr::new("((TOTAL*1.2))"),
                _ => {}
            }
        }
        for constraint in &mut order.constraints {
            if let ConstraintKind::Check { expression } = &mut constraint.kind {
                *expression = Expr::new("\"total\">=0");
            }
        }
        let by_note = order.indexes.iter_mut().find(|i| i.name == "by_note").expect("the index");
        by_note.predicate = Some(Expr::new("not (total <= 10)"));
        by_note.keys[0].target = IndexTarget::Expression { expression: Expr::new("LOWER(note)") };
        order.policies[0].using = Some(Expr::new(
            "tenant = (select nullif(current_setting('app.tenant', true), '')::uuid) \
             and exists (select from customers c where c.id = \"Order\".customer) \
             and id not in (select o.customer from \"Sales\".\"Order\" o where o.id = \"Order\".id)",
        ));
        let refused = verify_after(&mut engine, "", &script(&catalog, false)).expect_err("NOT is another expression");
        assert!(refused.contains("index by_note: definition"), "{refused}");
        let order = catalog.tables.iter_mut().find(|t| t.name == "Order").expect("the table");
        let by_note = order.indexes.iter_mut().find(|i| i.name == "by_note").expect("the index");
        by_note.predicate = Some(Expr::new("(total>10)"));
        let outcome = verify_after(&mut engine, "", &script(&catalog, false));
        assert!(outcome.is_ok(), "{}: {outcome:?}", server.major);
    }
}

/// As the README says it: by psql, as the owner.
#[test]
fn psql_runs_it() {
    let Ok(psql) = std::env::var("PSQL") else {
        eprintln!("skipped: no psql");
        return;
    };
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let catalog = start(&mut engine);
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), script(&catalog, false)).expect("writes");
        let url = engine.url().replace("postgres@", "bv_owner@");
        let run = || {
            Command::new(&psql)
                .args(["-X", "-v", "ON_ERROR_STOP=1", "-d", &url, "-f"])
                .arg(file.path())
                .output()
                .expect("psql starts")
        };
        let before = describe(&engine.url());
        let output = run();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(said.contains("objects match the model"), "{said}");
        assert!(!said.contains("WARNING"), "{said}");
        assert_eq!(describe(&engine.url()), before);
        engine.must("ALTER TABLE customers ALTER COLUMN name TYPE text");
        let output = run();
        assert!(!output.status.success());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.contains(
                "Bulkhead verify: public.customers: column name: type: expected character varying(100), found text"
            ),
            "{said}"
        );
    }
}
