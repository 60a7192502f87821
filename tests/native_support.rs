//! The judges themselves: they see each kind of object, and a fresh database is empty.

mod support;

use bulkhead::engine::Engine;
use support::dump::{describe, dump};
use support::native::{NativeEngine, servers};

const SCRIPT: &str = r#"
CREATE SCHEMA "S p";
CREATE TYPE "S p".mood AS ENUM ('a', 'b''c');
CREATE TABLE "S p".t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m "S p".mood DEFAULT 'a', n serial, x int CHECK (x > 0));
CREATE INDEX ix ON "S p".t (lower(x::text)) WHERE x > 3;
ALTER TABLE "S p".t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON "S p".t USING (x = 1);
COMMENT ON TABLE "S p".t IS 'it''s';
CREATE VIEW v AS SELECT 1 AS one;
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;
"#;

#[test]
fn a_database_is_described_and_reset() {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let (empty, empty_dump) = (describe(&engine.url()), dump(&engine.url()));
        engine.must("CREATE ROLE some_reader; GRANT CONNECT ON DATABASE postgres TO some_reader;");
        engine.must(SCRIPT);
        engine.must("GRANT SELECT ON \"S p\".t TO some_reader");
        let text = describe(&engine.url());
        for part in [
            "schema \"S p\"",
            "type \"S p\".mood kind e labels {a,b'c}",
            "comment 'it''s'",
            "column \"S p\".t.id bigint not null t",
            "default nextval('\"S p\".t_n_seq'::regclass)",
            "CHECK ((x > 0))",
            "WHERE (x > 3)",
            "policy p on \"S p\".t",
            "some_reader=SELECT/postgres",
            "view public.v",
            "function public.f()",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        assert_ne!(dump(&engine.url()), empty_dump);
        pollster::block_on(engine.reset()).expect("resets");
        assert_eq!(describe(&engine.url()), empty);
        assert_eq!(dump(&engine.url()), empty_dump);
        assert_eq!(
            engine.query("SELECT 1 FROM pg_roles WHERE rolname = 'some_reader'").map(|rows| rows.affected),
            Ok(0)
        );
    }
}

#[test]
fn answers_and_errors_come_whole() {
    for server in servers() {
        let mut engine = NativeEngine::connect(&server.url);
        let rows = engine.query("SELECT 1 AS a, NULL AS b, 'x' AS c").expect("works");
        assert_eq!(rows.columns, ["a", "b", "c"]);
        assert_eq!(rows.rows, [[Some("1".to_owned()), None, Some("x".to_owned())]]);
        let error = engine.query("SELECT 1,\n  nope()").expect_err("refused");
        assert_eq!((error.code.as_str(), error.line, error.column), ("42883", Some(2), Some(3)));
        assert!(error.hint.is_some_and(|hint| hint.contains("No function")) || server.major > 17);
        engine.must("DO $$ BEGIN RAISE NOTICE 'heard'; END $$");
        assert_eq!(engine.notices(), ["NOTICE: heard"]);
    }
}

#[test]
fn databases_do_not_see_each_other() {
    for server in servers() {
        let mut one = NativeEngine::connect(&server.url);
        let mut other = one.sibling();
        one.must(SCRIPT);
        assert!(other.query("SELECT * FROM v").is_err());
        other.must(SCRIPT);
        assert_eq!(describe(&one.url()), describe(&other.url()));
        assert_eq!(dump(&one.url()), dump(&other.url()));
    }
}
