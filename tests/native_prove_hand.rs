//! Dry runs with hand-written SQL: what it makes besides the model is its own affair, what it does to the model is not.

mod prove_support;
mod support;

use bulkhead::catalog::Id;
use bulkhead::plan::Statement;
use bulkhead::prove::{Proof, StageId, StageStatus, Verdict};
use prove_support::{Counting, change, prove, stage, statements};
use support::native::{NativeEngine, Server, servers};

const STOCK: &str = "
    CREATE TYPE size AS ENUM ('s', 'm');
    CREATE TABLE stock (id uuid PRIMARY KEY, qty integer NOT NULL DEFAULT 0 CHECK (qty >= 0), note text, size size);
    COMMENT ON COLUMN stock.note IS 'What is to be said.';
    CREATE INDEX stock_qty ON stock (qty);
    GRANT SELECT, INSERT ON stock TO t_app;
    ALTER TABLE stock ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everyone ON stock USING (id IS NOT NULL)";

const UP: &str = "CREATE TABLE parts (id uuid PRIMARY KEY, stock_id uuid NOT NULL REFERENCES stock)";

fn by_hand(sql: &str) -> Vec<Statement> {
    let piece = |statement| Statement { object: Id::new("h1"), name: "Tidy up".into(), ..statement };
    statements(sql, "hand-written").into_iter().map(piece).collect()
}

/// A dry run from the stock to the stock with parts, and hand-written SQL after that.
fn stock(server: &Server, up: &str, down: &str) -> Proof {
    let mut engine = NativeEngine::with_roles(&server.url);
    let mut input = change(&mut engine, STOCK, &[("public.parts", UP)], "DROP TABLE parts", &[]);
    input.up.extend(by_hand(up));
    input.down.splice(0..0, by_hand(down));
    prove(&mut Counting::new(engine), &input)
}

#[test]
fn what_hand_written_sql_takes_from_the_model_fails_and_is_named() {
    for (at, (up, down, told)) in [
        (
            "DROP TABLE parts",
            "CREATE TABLE parts (id uuid PRIMARY KEY, stock_id uuid NOT NULL REFERENCES stock)",
            "table public.parts removed by",
        ),
        (
            "ALTER TABLE stock DROP COLUMN note",
            "ALTER TABLE stock ADD COLUMN note text; COMMENT ON COLUMN stock.note IS 'What is to be said.'",
            "table public.stock / column note removed by",
        ),
        (
            "ALTER TABLE stock ALTER COLUMN qty TYPE bigint",
            "ALTER TABLE stock ALTER COLUMN qty TYPE integer",
            "column qty: type changed by",
        ),
        (
            "ALTER TABLE stock DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE stock ENABLE ROW LEVEL SECURITY",
            "table public.stock: row-level security changed by",
        ),
        (
            "ALTER TABLE stock FORCE ROW LEVEL SECURITY",
            "ALTER TABLE stock NO FORCE ROW LEVEL SECURITY",
            "table public.stock: row-level security changed by",
        ),
        (
            "ALTER TABLE stock ALTER COLUMN qty DROP NOT NULL",
            "ALTER TABLE stock ALTER COLUMN qty SET NOT NULL",
            "column qty: null changed by",
        ),
        (
            "ALTER TABLE stock ALTER COLUMN qty SET DEFAULT 1",
            "ALTER TABLE stock ALTER COLUMN qty SET DEFAULT 0",
            "column qty: value changed by",
        ),
        (
            "ALTER TABLE stock ALTER COLUMN qty DROP DEFAULT",
            "ALTER TABLE stock ALTER COLUMN qty SET DEFAULT 0",
            "column qty: value changed by",
        ),
        (
            "ALTER TABLE stock DROP CONSTRAINT stock_qty_check",
            "ALTER TABLE stock ADD CONSTRAINT stock_qty_check CHECK (qty >= 0)",
            "constraint stock_qty_check removed by",
        ),
        (
            "ALTER TABLE stock DROP CONSTRAINT stock_qty_check; \
             ALTER TABLE stock ADD CONSTRAINT stock_qty_check CHECK (qty >= 0) NOT VALID",
            "ALTER TABLE stock VALIDATE CONSTRAINT stock_qty_check",
            "stock_qty_check on public.stock: made so by",
        ),
        ("DROP INDEX stock_qty", "CREATE INDEX stock_qty ON stock (qty)", "index stock_qty removed by"),
        (
            "DROP POLICY everyone ON stock",
            "CREATE POLICY everyone ON stock USING (id IS NOT NULL)",
            "policy everyone removed by",
        ),
        (
            "ALTER POLICY everyone ON stock USING (true)",
            "ALTER POLICY everyone ON stock USING (id IS NOT NULL)",
            "policy everyone: USING changed by",
        ),
        ("REVOKE INSERT ON stock FROM t_app", "GRANT INSERT ON stock TO t_app", "grants to t_app changed by"),
        (
            "COMMENT ON COLUMN stock.note IS NULL",
            "COMMENT ON COLUMN stock.note IS 'What is to be said.'",
            "column note: comment changed by",
        ),
        ("ALTER TABLE stock RENAME TO stocks", "ALTER TABLE stocks RENAME TO stock", "table public.stock removed by"),
        (
            "ALTER TYPE size RENAME VALUE 's' TO 'xs'",
            "ALTER TYPE size RENAME VALUE 'xs' TO 's'",
            "type public.size: labels changed by",
        ),
        (
            "RESET ROLE; ALTER TABLE stock OWNER TO postgres; SET ROLE t_owner",
            "RESET ROLE; ALTER TABLE stock OWNER TO t_owner; SET ROLE t_owner",
            "table public.stock: owner changed by",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        // What a version makes of these is tested elsewhere: the servers take turns.
        for server in servers().iter().cycle().skip(at).take(1.min(servers().len())) {
            let proof = stock(server, up, down);
            let matches = stage(&proof, StageId::MatchesModel);
            assert_eq!((proof.verdict, matches.status), (Verdict::Failed, StageStatus::Failed), "{up}: {matches:?}");
            assert!(matches.detail.contains(told), "{up}: {}", matches.detail);
            assert!(matches.detail.contains("by hand-written SQL “Tidy up”"), "{up}: {}", matches.detail);
            assert_eq!(matches.element, Some(Id::new("h1")), "{up}");
            let back = stage(&proof, StageId::MatchesBase);
            assert_eq!(back.status, StageStatus::Passed, "{up}: {back:?}");
        }
    }
}

#[test]
fn what_hand_written_sql_makes_besides_is_told_and_no_fault() {
    for (at, (up, down, told)) in [
        ("CREATE INDEX by_hand ON stock (note)", "DROP INDEX by_hand", "table public.stock / index by_hand"),
        ("CREATE TABLE by_hand (id uuid)", "DROP TABLE by_hand", "table public.by_hand"),
        ("ALTER TABLE stock ADD COLUMN extra text", "ALTER TABLE stock DROP COLUMN extra", "/ column extra"),
        (
            "ALTER TABLE stock ADD CONSTRAINT extra CHECK (note <> 'x')",
            "ALTER TABLE stock DROP CONSTRAINT extra",
            "/ constraint extra",
        ),
        ("CREATE VIEW v AS SELECT 1 AS one", "DROP VIEW v", "view public.v"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "DROP FUNCTION f()", "function public.f()"),
        ("GRANT UPDATE ON stock TO t_app", "REVOKE UPDATE ON stock FROM t_app", "public.stock: grants to t_app"),
        ("GRANT SELECT ON stock TO PUBLIC", "REVOKE SELECT ON stock FROM PUBLIC", "public.stock: grants to PUBLIC"),
        ("COMMENT ON TABLE stock IS 'x'", "COMMENT ON TABLE stock IS NULL", "public.stock: comment"),
        ("UPDATE stock SET note = 'x'", "", ""),
        ("ANALYZE stock", "", ""),
        ("DELETE FROM parts", "", ""),
    ]
    .into_iter()
    .enumerate()
    {
        for server in servers().iter().cycle().skip(at).take(1.min(servers().len())) {
            let proof = stock(server, up, down);
            let failed = proof.stages.iter().find(|s| s.status == StageStatus::Failed);
            assert_eq!(failed, None, "{up}");
            let detail = &stage(&proof, StageId::MatchesModel).detail;
            let besides = detail.split_once("; hand-written SQL made besides: ").map_or("", |(_, besides)| besides);
            assert!(besides.contains(told) && besides.is_empty() == told.is_empty(), "{up}: {detail}");
        }
    }
}

#[test]
fn a_down_by_hand_that_does_not_lead_back_is_blamed() {
    for (up, down, told) in [
        ("CREATE TABLE by_hand (id uuid)", "", "which hand-written SQL “Tidy up” made and its down does not undo"),
        ("CREATE VIEW v AS SELECT 1 AS one", "", "which hand-written SQL “Tidy up” made and its down does not undo"),
        ("SELECT 1", "ALTER TABLE stock DROP COLUMN note", "column note removed by hand-written SQL “Tidy up”"),
    ] {
        for server in servers() {
            let proof = stock(&server, up, down);
            let back = stage(&proof, StageId::MatchesBase);
            assert_eq!(back.status, StageStatus::Failed, "{up}");
            assert!(back.detail.contains(told), "{up}: {}", back.detail);
            assert_eq!(back.element, Some(Id::new("h1")), "{up}");
        }
    }
}

#[test]
fn an_earlier_migration_by_hand_answers_for_what_it_did_too() {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let mut input = change(&mut engine, STOCK, &[("public.parts", UP)], "DROP TABLE parts", &[]);
        input.earlier[0].up.extend(by_hand("ALTER TABLE stock DROP COLUMN note; CREATE INDEX by_hand ON stock (qty)"));
        let proof = prove(&mut Counting::new(engine), &input);
        let base = stage(&proof, StageId::Base);
        assert_eq!(base.status, StageStatus::Failed);
        assert!(base.detail.contains("column note removed by hand-written SQL “Tidy up”"), "{}", base.detail);
        assert!(!base.detail.contains("by_hand"), "{}", base.detail);
        assert_eq!(base.element, Some(Id::new("h1")));
    }
}

#[test]
fn a_model_that_needs_hand_written_sql_is_judged_without_what_that_takes_from_it() {
    let function = "CREATE FUNCTION made_by_hand() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$";
    let up = [
        ("", function),
        ("public.parts", "CREATE TABLE parts (id uuid PRIMARY KEY, code text DEFAULT made_by_hand())"),
    ];
    for server in servers() {
        for spoilt in [false, true] {
            let mut engine = NativeEngine::with_roles(&server.url);
            let down = "DROP TABLE parts; DROP FUNCTION made_by_hand()";
            let mut input = change(&mut engine, STOCK, &up, down, &[]);
            if spoilt {
                input.up.extend(by_hand("ALTER TABLE parts ALTER COLUMN code SET DEFAULT 'y'"));
            }
            let proof = prove(&mut Counting::new(engine), &input);
            let matches = stage(&proof, StageId::MatchesModel);
            assert_eq!(matches.status == StageStatus::Failed, spoilt, "{matches:?}");
            assert_eq!(matches.element.is_some(), spoilt, "{matches:?}");
        }
    }
}
