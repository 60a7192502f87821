use super::*;

fn name(text: &str) -> Name {
    let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
    let last = parts.pop().unwrap_or_default();
    Name { schema: parts.pop(), name: last, sql: text.into() }
}

fn check(sql: &str, expected: &[Act]) {
    assert_eq!(acts(sql), expected, "{sql}");
}

fn table(name_of: &str, act: TableAct) -> Act {
    Act::Table { table: name(name_of), act }
}

#[test]
fn indexes() {
    let created = |table: &str, unique, concurrently, only, if_not_exists| Act::CreateIndex {
        table: name(table),
        unique,
        concurrently,
        only,
        if_not_exists,
    };
    check("create index on t (a)", &[created("t", false, false, false, false)]);
    check(
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.t USING btree (lower(a)) WHERE a IN (SELECT 1 )",
        &[created("s.t", true, true, true, true)],
    );
    let dropped = |indexes: &[&str], concurrently, if_exists| Act::DropIndex {
        indexes: indexes.iter().map(|i| name(i)).collect(),
        concurrently,
        if_exists,
    };
    check("/* x */ DROP INDEX i, s.j", &[dropped(&["i", "s.j"], false, false)]);
    check("DROP INDEX CONCURRENTLY IF EXISTS i", &[dropped(&["i"], true, true)]);
    let cascade = [dropped(&["i"], false, false), Act::Cascade];
    check("DROP INDEX i CASCADE", &cascade);
}

#[test]
fn rows() {
    let update = |some, columns: &[&str]| Act::Update {
        table: name("t"),
        some,
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
    };
    check("UPDATE t SET a = 1, b = f(a, 2)", &[update(false, &["a", "b"])]);
    check("UPDATE ONLY t SET a = (SELECT 1 WHERE true) WHERE b", &[update(true, &["a"])]);
    check("WITH w AS (SELECT 1) UPDATE t SET a = 1", &[update(false, &["a"])]);
    check("DELETE FROM t", &[Act::Delete { table: name("t"), some: false }]);
    check("DELETE FROM t USING u WHERE t.a = u.a", &[Act::Delete { table: name("t"), some: true }]);
    check(
        "TRUNCATE a, ONLY s.b RESTART IDENTITY CASCADE",
        &[Act::Truncate { tables: vec![name("a"), name("s.b")], cascade: true }],
    );
}

#[test]
fn tables() {
    check(
        "ALTER TABLE t ADD COLUMN c numeric(10,2) DEFAULT random() * 2 NOT NULL, DROP d",
        &[
            table(
                "t",
                TableAct::AddColumn {
                    column: "c".into(),
                    data_type: "numeric(10,2)".into(),
                    required: true,
                    default: Some("random() * 2".into()),
                    stored: false,
                    identity: false,
                    references: None,
                    constraints: Vec::new(),
                    if_not_exists: false,
                },
            ),
            table("t", TableAct::DropColumn { column: "d".into() }),
        ],
    );
    check(
        "ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (a, b) REFERENCES u (a, b) NOT VALID",
        &[table(
            "t",
            TableAct::AddConstraint {
                kind: Added::ForeignKey(name("u")),
                not_valid: true,
                definition: "CONSTRAINT x FOREIGN KEY (a, b) REFERENCES u (a, b) NOT VALID".into(),
                name: Some("x".into()),
            },
        )],
    );
    check(
        "ALTER TABLE t ALTER c TYPE varchar(20) USING left(c, 20)",
        &[table("t", TableAct::ChangeType { column: "c".into(), data_type: "varchar(20)".into(), using: true })],
    );
    check("ALTER TABLE t RENAME TO u", &[table("t", TableAct::Rename { column: None })]);
    check("ALTER TABLE t RENAME a TO b", &[table("t", TableAct::Rename { column: Some("a".into()) })]);
    check("ALTER TABLE t NO FORCE ROW LEVEL SECURITY", &[table("t", TableAct::RowSecurity { verb: "NO FORCE" })]);
    check(
        "ALTER TABLE p DETACH PARTITION s.c CONCURRENTLY",
        &[table("p", TableAct::Detach { partition: name("s.c"), concurrently: true })],
    );
    check(
        "ALTER TABLE t ADD PRIMARY KEY USING INDEX i",
        &[table(
            "t",
            TableAct::AddConstraint {
                kind: Added::UsingIndex,
                not_valid: false,
                definition: "PRIMARY KEY USING INDEX i".into(),
                name: None,
            },
        )],
    );
}

#[test]
fn the_rest() {
    check(
        "SET statement_timeout = '3s'",
        &[Act::SetSession { name: "statement_timeout".into(), value: "'3s'".into() }],
    );
    check("SET LOCAL lock_timeout TO 1000", &[Act::SetLocal { name: "lock_timeout".into() }]);
    check("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", &[Act::Other]);
    check("LOCK TABLE a, b IN SHARE MODE", &[Act::Lock { tables: vec![name("a"), name("b")], mode: "SHARE".into() }]);
    check("VACUUM (FULL, ANALYZE) t", &[Act::Pack { command: "VACUUM FULL", tables: vec![name("t")] }]);
    check("VACUUM t", &[Act::Other]);
    check(
        "DO $x$ BEGIN CREATE INDEX CONCURRENTLY i ON t (a); END $x$",
        &[Act::Block { refused: vec!["CREATE INDEX CONCURRENTLY i ON t (a)".into()], runs: true }],
    );
    check(
        "ALTER TYPE mood ADD VALUE 'ok' AFTER 'bad'",
        &[Act::AddLabel { name: name("mood"), label: "ok".into(), placed: true }],
    );
    check("DROP SCHEMA s CASCADE", &[Act::Drop { what: "SCHEMA".into(), names: vec![name("s")] }, Act::Cascade]);
    check("GRANT SELECT ON t TO PUBLIC", &[Act::Grant { to_public: true, truncate: false, on: "t".into() }]);
    check("SELECT 'DROP TABLE t'", &[Act::Other]);
}

proptest::proptest! {
    #[test]
    fn no_text_is_too_broken(sql in "(create|alter|drop|table|index|add|column|constraint|set|update|where|\\(|\\)|'|\"|;|\\$\\$|é|[a-z]|1|,|\\.| ){0,30}") {
        proptest::prop_assert!(!acts(&sql).is_empty());
    }
}
