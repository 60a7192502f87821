//! The tenant walls of whole schemas audited on native servers, against what PostgreSQL answered when the cases were made.

mod support;

use std::collections::BTreeSet;

use bulkhead::engine::Rows;
use bulkhead::prove::{Audit, ProbeVerdict, TableVerdict, audit};
use bulkhead::sql::quote;
use support::native::{NativeEngine, servers};
use support::rls_cases;

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
    let cases = rls_cases::cases();
    for server in servers() {
        let mut wrong = Vec::new();
        for case in &cases {
            let id = &case.id;
            let mut engine = NativeEngine::with_roles(&server.url);
            let audit =
                pollster::block_on(audit(&mut engine, &case.sql, &case.intent(), &mut |_| {})).expect("audited");
            let expected = case.verdict.as_str();
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
            // What only the application's code can show is no finding of a schema.
            let missing = case.findings.iter().filter(|f| !f.text.contains("not in the SQL"));
            let missing: Vec<_> = missing.filter(|f| !rules.contains(f.rule.as_str())).map(|f| &f.rule).collect();
            if !missing.is_empty() {
                wrong.push(format!("{id} on {}: not found: {missing:?} among {rules:?}", server.major));
            }
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
    let cases = rls_cases::cases();
    let Some(server) = servers().into_iter().find(|s| s.major == 18) else { return };
    for case in &cases {
        let id = &case.id;
        // Without a setting first: once it has been set, it is empty afterwards and never again unset.
        let mut probes: Vec<_> = case.probes.iter().collect();
        probes.sort_by_key(|p| !p.gucs.is_empty());
        let mut engine = NativeEngine::with_roles(&server.url);
        engine.must(&case.sql);
        engine.must(&case.seed);
        for probe in probes {
            engine.must("BEGIN");
            for (name, value) in &probe.gucs {
                let value = quote::literal(value);
                engine.must(&format!("SELECT set_config({}, {value}, true)", quote::literal(name)));
            }
            engine.must(&format!("SET LOCAL ROLE {}", quote::ident(&probe.role)));
            let mut outcome = Ok(Rows::default());
            for statement in bulkhead::sql::split::statements(&probe.sql) {
                if outcome.is_ok() {
                    outcome = engine.query(statement.sql);
                }
            }
            let expect = &probe.expect;
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
            assert!(right, "{id} {}: expected {expect}, observed {outcome:?}", probe.id);
            engine.must("ROLLBACK");
        }
    }
}
