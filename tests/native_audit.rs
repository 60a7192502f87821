//! The tenant walls of whole schemas audited on native servers, against what PostgreSQL answered when the cases were made.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use bulkhead::engine::Rows;
use bulkhead::prove::{Audit, ProbeVerdict, TableVerdict, audit};
use bulkhead::rls::{Access, Context, Intent, Means, TableIntent};
use bulkhead::sql::quote;
use serde_json::Value;
use support::native::{NativeEngine, servers};

/// The cases, beside the repository where they are there.
fn cases() -> Option<(PathBuf, Vec<Value>)> {
    let places = ["../shared/rls_cases", "/work/shared/rls_cases"];
    let found = places.iter().map(PathBuf::from).find(|place| place.join("cases.json").exists());
    let Some(place) = found else {
        println!("skipped: there is no shared/rls_cases beside the repository");
        return None;
    };
    let text = fs::read_to_string(place.join("cases.json")).expect("readable");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    Some((place, all["cases"].as_array().expect("cases").clone()))
}

/// What a case's author says, as an intent. `sql` is where the setting of a secret session is named.
fn intent(case: &Value, sql: &str) -> Intent {
    let said = &case["intent"];
    let tenancy = said["tenancy"].as_str().unwrap_or_default();
    let mut out =
        Intent { app_roles: vec![said["app_role"].as_str().expect("a role").to_owned()], ..Intent::default() };
    let secret = tenancy.contains("secret");
    if let Some(rest) = tenancy.strip_prefix("session GUC ") {
        let (setting, data_type) = rest.split_once(" (").expect("a type");
        let data_type = data_type.trim_end_matches(')').to_owned();
        out.context.push(Context::Setting { setting: setting.into(), data_type, means: Means::Tenant });
    } else if secret {
        let from = sql.find("current_setting('").expect("a setting") + "current_setting('".len();
        let setting = sql[from..].split('\'').next().expect("quoted").to_owned();
        out.context.push(Context::Setting { setting, data_type: "uuid".into(), means: Means::Session });
    }
    let shared = said["shared"].as_array().is_some_and(|shared| !shared.is_empty());
    for (table, column) in said["tenant_key"].as_object().expect("tables") {
        let column = column.as_str().expect("a column").to_owned();
        let schema = sql.find(&format!(".{table} (id ")).map(|at| sql[..at].rsplit(' ').next().expect("a schema"));
        let name = schema.filter(|_| !table.contains('.')).map_or(table.clone(), |schema| format!("{schema}.{table}"));
        out.tables.insert(
            name,
            TableIntent {
                tenant_column: Some(column.clone()),
                shared_when: shared.then(|| format!("{column} IS NULL")),
                ..TableIntent::new(if secret { Access::Membership } else { Access::Tenant })
            },
        );
    }
    out
}

fn told(audit: &Audit) -> String {
    let mut out = String::new();
    for table in &audit.tables {
        out.push_str(&format!("{} {:?} {:?}\n", table.table, table.verdict, table.reason));
    }
    for probe in audit.matrix.iter().filter(|p| p.verdict != ProbeVerdict::Held) {
        out.push_str(&format!(
            "  {:?} {} {} {:?} {}: {}\n",
            probe.verdict, probe.table, probe.probe, probe.session, probe.role, probe.observed
        ));
    }
    out
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
fn each_case_gets_its_verdict() {
    let Some((place, cases)) = cases() else { return };
    for server in servers() {
        let mut wrong = Vec::new();
        for case in &cases {
            let id = case["id"].as_str().expect("an id");
            let sql = fs::read_to_string(place.join(format!("{id}.sql"))).expect("the case");
            let mut engine = NativeEngine::with_roles(&server.url);
            let audit =
                pollster::block_on(audit(&mut engine, &sql, &intent(case, &sql), &mut |_| {})).expect("audited");
            let expected = case["verdict"].as_str().expect("a verdict");
            let rules: BTreeSet<&str> = audit.findings.iter().map(|f| f.rule.as_str()).collect();
            if std::env::var("BULKHEAD_TELL").is_ok() {
                for finding in &audit.findings {
                    let fix = finding.fix.as_ref().map(|f| f.sql.as_str()).unwrap_or("no fix");
                    println!("    {} {:?} {}: {}", finding.rule, finding.level, finding.object, finding.message);
                    println!("        {fix}");
                }
                for hole in audit.matrix.iter().filter_map(|p| p.hole.as_ref()).filter(|h| !h.closed) {
                    println!("    not closed: {hole:?}");
                }
            }
            println!(
                "{} {id}: {} (expected {expected}) {rules:?}, {} probes",
                server.major,
                verdict(&audit),
                audit.matrix.len()
            );
            if verdict(&audit) != expected {
                wrong.push(format!(
                    "{id} on {}: {} instead of {expected}\n{}",
                    server.major,
                    verdict(&audit),
                    told(&audit)
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn each_probe_of_a_case_answers_as_it_was_seen() {
    let Some((place, cases)) = cases() else { return };
    let Some(server) = servers().into_iter().find(|s| s.major == 18) else { return };
    for case in &cases {
        let id = case["id"].as_str().expect("an id");
        let sql = fs::read_to_string(place.join(format!("{id}.sql"))).expect("the case");
        // Without a setting first: once it has been set, it is empty afterwards and never again unset.
        let mut probes: Vec<&Value> = case["probes"].as_array().expect("probes").iter().collect();
        probes.sort_by_key(|p| p["gucs"].as_object().is_some_and(|gucs| !gucs.is_empty()));
        let mut engine = NativeEngine::with_roles(&server.url);
        engine.must(&sql);
        engine.must(case["seed"].as_str().unwrap_or_default());
        for probe in probes {
            engine.must("BEGIN");
            for (name, value) in probe["gucs"].as_object().expect("settings") {
                let value = quote::literal(value.as_str().expect("text"));
                engine.must(&format!("SELECT set_config({}, {value}, true)", quote::literal(name)));
            }
            engine.must(&format!("SET LOCAL ROLE {}", quote::ident(probe["role"].as_str().expect("a role"))));
            let mut outcome = Ok(Rows::default());
            for statement in bulkhead::sql::split::statements(probe["sql"].as_str().expect("SQL")) {
                if outcome.is_ok() {
                    outcome = engine.query(statement.sql);
                }
            }
            let expect = &probe["expect"];
            let right = match &outcome {
                Ok(rows) => {
                    let returned = expect["rows"].as_u64().is_none_or(|n| n == rows.rows.len() as u64);
                    returned
                        && expect["aff"].as_u64().is_none_or(|n| n == rows.affected)
                        && expect["code"].is_null()
                        && expect["err"].is_null()
                }
                Err(error) => {
                    expect["err"].as_bool() == Some(true) || expect["code"].as_str() == Some(error.code.as_str())
                }
            };
            assert!(right, "{id} {}: expected {expect}, observed {outcome:?}", probe["id"]);
            engine.must("ROLLBACK");
        }
    }
}
