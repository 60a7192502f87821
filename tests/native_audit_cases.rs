//! Tenant walls with subtle holes, and safe ones that look like them (`tests/audit`): what the audit says of each, and what a
//! native server answers tenant A when two tenants have a row each.

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use bulkhead::prove::{Audit, TableVerdict, audit};
use bulkhead::rls::{Access, Context, Intent, Means, TableIntent};
use bulkhead::sql::split;
use support::native::{NativeEngine, servers};

const A: &str = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const B: &str = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb";
const TENANT: &str = "(SELECT NULLIF(current_setting('app.tenant', true), '')::uuid)";
const VALUE: &str = "NULLIF(current_setting('app.tenant', true), '')::uuid";
const WALL: &str = "ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON t TO web USING (tenant = {tenant}) WITH CHECK (tenant = {tenant});
    GRANT SELECT, INSERT, UPDATE, DELETE ON t TO web;";
const TABLE: &str = "CREATE TABLE t (tenant uuid NOT NULL DEFAULT {value}, id uuid NOT NULL DEFAULT gen_random_uuid(),
    words text, PRIMARY KEY (tenant, id)); {wall}";
const ROLES: &str = "CREATE ROLE web NOLOGIN; CREATE ROLE keeper NOLOGIN; CREATE SCHEMA shop AUTHORIZATION keeper;
    GRANT USAGE ON SCHEMA shop TO web; SET ROLE keeper; SET search_path = shop;\n";

struct Case {
    name: String,
    verdict: String,
    expects: Vec<String>,
    schema: String,
    rows: String,
    /// Questions and their answers: the first tenant A's, what follows the superuser's, in the same transaction.
    asked: Vec<(String, String)>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit");
    let only = std::env::var("BULKHEAD_AUDIT_CASE").unwrap_or_default();
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("a folder").map(|f| f.expect("a file").path()).collect();
    files.sort();
    let name = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let wanted = files.into_iter().filter(|path| name(path).contains(&only));
    wanted.map(|path| read(name(&path), &std::fs::read_to_string(&path).expect("text"))).collect()
}

fn read(name: String, text: &str) -> Case {
    let mut text = text.to_owned();
    for (mark, with) in
        [("{t}", TABLE), ("{wall}", WALL), ("{tenant}", TENANT), ("{value}", VALUE), ("{A}", A), ("{B}", B)]
    {
        text = text.replace(mark, with);
    }
    let said = |what: &str| text.lines().find_map(|line| line.strip_prefix(what)).unwrap_or_default().to_owned();
    let (schema, rest) = text.split_once("-- asked\n").expect("a question");
    let (schema, rows) = schema.split_once("-- rows\n").unwrap_or((schema, ""));
    let asked = rest.split("-- then\n").map(|part| {
        let (question, answer) = part.split_once("-- answers\n").expect("an answer");
        (question.trim().to_owned(), answer.trim().to_owned())
    });
    Case {
        verdict: said("-- verdict: "),
        expects: said("-- expects: ").split(", ").filter(|rule| !rule.is_empty()).map(str::to_owned).collect(),
        schema: format!("{ROLES}{schema}"),
        rows: rows.to_owned(),
        asked: asked.collect(),
        name,
    }
}

fn intent(catalog_tables: &str) -> Intent {
    let own = || TableIntent { tenant_column: Some("tenant".into()), ..TableIntent::new(Access::Tenant) };
    let tables = ["t", "t_1", "notes", "parents", "log"]
        .into_iter()
        .filter(|table| catalog_tables.contains(&format!("CREATE TABLE {table} (")) && *table != "notes");
    Intent {
        context: vec![Context::Setting {
            setting: "app.tenant".into(),
            data_type: "uuid".into(),
            means: Means::Tenant,
        }],
        app_roles: vec!["web".into()],
        tables: tables.map(|table| (format!("shop.{table}"), own())).collect(),
        ..Intent::default()
    }
}

fn verdict(audit: &Audit) -> &'static str {
    let has = |wanted: TableVerdict| audit.tables.iter().any(|t| t.verdict == wanted);
    match () {
        () if has(TableVerdict::Leaks) => "unsafe",
        () if has(TableVerdict::NotDecided) => "not decided",
        () if has(TableVerdict::BreaksUse) => "functional",
        () => "safe",
    }
}

#[test]
fn each_wall_gets_its_verdict() {
    let cases = cases();
    let mut wrong = Vec::new();
    for server in servers() {
        for case in &cases {
            let mut engine = NativeEngine::with_roles(&server.url);
            let intent = intent(&case.schema);
            let audit = pollster::block_on(audit(&mut engine, &case.schema, &intent, &mut |_| {})).expect("audited");
            assert_eq!(audit.errors, Vec::new(), "{}", case.name);
            let rules: BTreeSet<&str> = audit.findings.iter().map(|f| f.rule.as_str()).collect();
            let tables: Vec<_> = audit.tables.iter().map(|t| (&t.table, t.verdict, &t.reason)).collect();
            let whom = format!("{} on {}", case.name, server.major);
            if verdict(&audit) != case.verdict {
                wrong.push(format!("{whom}: {} instead of {}: {tables:#?}", verdict(&audit), case.verdict));
            }
            let missing: Vec<_> = case.expects.iter().filter(|rule| !rules.contains(rule.as_str())).collect();
            if !missing.is_empty() {
                wrong.push(format!("{whom}: {missing:?} is not among {rules:?}"));
            }
            let alarms = audit.findings.iter().filter(|f| f.level == bulkhead::problem::Level::Error);
            for alarm in alarms.filter(|_| case.verdict == "safe") {
                wrong.push(format!("{whom}: {} is a false alarm: {}", alarm.rule, alarm.message));
            }
        }
    }
    assert!(cases.len() >= 12 || std::env::var("BULKHEAD_AUDIT_CASE").is_ok());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn each_wall_does_on_a_server_what_its_case_says() {
    for server in servers() {
        for case in cases() {
            let mut engine = NativeEngine::with_roles(&server.url);
            engine.must(&case.schema);
            engine.must("RESET ROLE");
            let id = if case.schema.contains("id integer") { "1" } else { "gen_random_uuid()" };
            engine
                .must(&format!("INSERT INTO shop.t (tenant, id, words) VALUES ('{A}', {id}, 'a'), ('{B}', {id}, 'b')"));
            engine.must(&case.rows);
            engine.must(&format!("BEGIN; SET LOCAL app.tenant = '{A}'; SET LOCAL ROLE web"));
            for (question, answer) in &case.asked {
                let mut seen = None;
                for statement in split::statements(question) {
                    let rows = engine.query(statement.sql).unwrap_or_else(|error| panic!("{}: {error}", case.name));
                    seen = rows.value().map(str::to_owned);
                }
                assert_eq!(seen.as_deref(), Some(answer.as_str()), "{} on {}: {question}", case.name, server.major);
                engine.must("RESET ROLE");
            }
            engine.must("ROLLBACK");
        }
    }
}
