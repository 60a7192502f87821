//! The tenant walls of whole schemas audited on native servers, against what PostgreSQL answered when the cases were made.

mod support;

use std::collections::BTreeSet;

use bulkhead::engine::Rows;
use bulkhead::prove::{Audit, ProbeVerdict, TableVerdict, audit};
use bulkhead::rls::{Access, Intent, TableIntent};
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
            for text in &case.must_stay_silent {
                let silent = rls_cases::silenced(text);
                for alarm in audit.findings.iter().filter(|f| silent.contains(&f.rule.as_str())) {
                    let (major, rule, message) = (server.major, &alarm.rule, &alarm.message);
                    wrong.push(format!("{id} on {major}: {rule} is a false alarm ({text}): {message}"));
                }
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

#[test]
fn what_an_intent_leaves_out_is_inferred_and_a_hole_is_named() {
    let tenant = "tenant = (SELECT NULLIF(current_setting('app.tenant', true), '')::uuid)";
    let table = format!(
        "CREATE TABLE t (tenant uuid NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(), words text, PRIMARY KEY (tenant, id));
         ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;
         CREATE POLICY own ON t TO web USING ({tenant}) WITH CHECK ({tenant});
         GRANT SELECT, INSERT, UPDATE, DELETE ON t TO web;
         CREATE TABLE copies (words text);
         GRANT SELECT ON copies TO web;
         CREATE FUNCTION copy() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS
         $$ BEGIN INSERT INTO shop.copies VALUES (NEW.words); RETURN NEW; END $$;
         CREATE TRIGGER copy AFTER INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION copy();
         CREATE POLICY service ON t USING (current_user = 'jobs') WITH CHECK (true);"
    );
    for server in servers() {
        let script = format!(
            "CREATE ROLE web NOLOGIN; CREATE ROLE jobs NOLOGIN; CREATE ROLE keeper NOLOGIN; CREATE SCHEMA shop AUTHORIZATION keeper;
             GRANT USAGE ON SCHEMA shop TO web, jobs; SET ROLE keeper; SET search_path = shop; {table}"
        );
        let intent = Intent { app_roles: vec!["web".into()], ..Default::default() };
        let mut engine = NativeEngine::with_roles(&server.url);
        let audit = pollster::block_on(audit(&mut engine, &script, &intent, &mut |_| {})).expect("audited");
        assert_eq!(audit.errors, Vec::new());
        assert_eq!(audit.assumed.tables["shop.t"].tenant_column.as_deref(), Some("tenant"));
        let breach = audit.matrix.iter().find(|p| p.probe == "insert-foreign" && p.verdict == ProbeVerdict::Breached);
        let hole = breach.and_then(|p| p.hole.as_ref()).unwrap_or_else(|| panic!("{}", told(&audit)));
        let fix = hole.fix.as_ref().expect("a fix");
        assert_eq!((hole.rule.as_str(), hole.part.as_str(), hole.closed), ("PO02", "policy service on shop.t", true));
        assert_eq!(fix.sql, "ALTER POLICY service ON shop.t TO jobs;");
        // What a trigger copied of tenant B's is found where everyone may read.
        let copied =
            audit.matrix.iter().find(|p| p.probe == "sentinel" && p.table == "shop.copies").expect("looked for");
        assert_eq!(copied.verdict, ProbeVerdict::Breached, "{}", told(&audit));
        let hole = copied.hole.as_ref().expect("its hole");
        assert!(hole.closed && hole.after.as_deref().is_some_and(|a| a.contains("rightful use works")), "{hole:#?}");
        assert!(audit.tables.iter().any(|t| t.table == "shop.copies" && t.verdict == TableVerdict::Leaks));
    }
}

#[test]
fn a_leakproof_function_is_shown_other_tenants_rows_if_it_is_cheap() {
    let tenant = "tenant = (SELECT NULLIF(current_setting('app.tenant', true), '')::uuid)";
    for server in servers() {
        for (how, leaks) in [("COST 0.0001 LEAKPROOF", true), ("COST 1000 LEAKPROOF", false), ("COST 0.0001", false)] {
            // Only a superuser may promise that a function leaks nothing.
            let script = format!(
                "CREATE ROLE web NOLOGIN; CREATE ROLE keeper NOLOGIN; CREATE SCHEMA shop AUTHORIZATION keeper;
                 GRANT USAGE ON SCHEMA shop TO web;
                 CREATE FUNCTION shop.peek(t text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE {how}
                 AS $$ BEGIN RETURN t IS NOT NULL; END $$;
                 SET ROLE keeper; SET search_path = shop;
                 CREATE TABLE t (tenant uuid NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(), words text, PRIMARY KEY (tenant, id));
                 ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;
                 CREATE POLICY own ON t TO web USING ({tenant}) WITH CHECK ({tenant});
                 GRANT SELECT, INSERT, UPDATE, DELETE ON t TO web;"
            );
            let intent = Intent { app_roles: vec!["web".into()], ..Default::default() };
            let mut engine = NativeEngine::with_roles(&server.url);
            let audit = pollster::block_on(audit(&mut engine, &script, &intent, &mut |_| {})).expect("audited");
            assert_eq!(audit.errors, Vec::new());
            let probe = audit.matrix.iter().find(|p| p.probe == "leak-function").expect("tried");
            let breached = probe.verdict == ProbeVerdict::Breached;
            assert_eq!(breached, leaks, "{how} on {}: {probe:#?}", server.major);
            if leaks {
                let hole = probe.hole.as_ref().expect("its hole");
                assert!(hole.closed && hole.rule == "BY08", "{hole:#?}");
                let fix = hole.fix.as_ref().expect("a fix");
                assert_eq!(fix.sql, "ALTER FUNCTION shop.peek(t text) NOT LEAKPROOF;");
            }
        }
    }
}

#[test]
fn what_is_granted_to_public_alone_is_said() {
    let script = "CREATE TABLE t (tenant_id uuid NOT NULL, id uuid PRIMARY KEY);
        ALTER TABLE t ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON t USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::uuid);";
    for server in servers() {
        for (grant, said) in
            [("GRANT SELECT ON t TO PUBLIC;", "to PUBLIC and to no role"), ("", "grants no role anything")]
        {
            let mut engine = NativeEngine::with_roles(&server.url);
            let table = TableIntent { tenant_column: Some("tenant_id".into()), ..TableIntent::new(Access::Tenant) };
            let intent = Intent { tables: [("t".to_owned(), table)].into(), ..Intent::default() };
            let script = format!("{script}{grant}");
            let audit = pollster::block_on(audit(&mut engine, &script, &intent, &mut |_| {})).expect("audited");
            let reason = audit.tables.iter().find_map(|t| t.reason.as_deref()).unwrap_or_default();
            assert!(reason.contains(said), "{grant} on {}: {reason:?} {:?}", server.major, audit.assumed.app_roles);
        }
    }
}
