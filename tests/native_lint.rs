//! The lint of the tenant wall on real databases: what it must say and what it must not (`tests/rls_lint`), the cases of
//! `../shared/rls_cases`, the templates, and that a fix mends what it was offered for.

mod support;

use std::collections::BTreeSet;

use bulkhead::catalog::Catalog;
use bulkhead::import::import;
use bulkhead::problem::Level;
use bulkhead::rls::lint::{Seen, lint, rule, rules};
use bulkhead::rls::{Access, Context, Finding, Intent, Means, TableIntent, Wall};
use support::lint_cases::{LintCase, is_at, lint_cases, told};
use support::native::{NativeEngine, Server, servers};
use support::rls_cases::{self, Case};

fn load(engine: &mut NativeEngine, script: &str) -> Result<Catalog, String> {
    let imported = pollster::block_on(import(engine, script)).map_err(|error| error.to_string())?;
    match imported.report.errors.first() {
        Some(error) => Err(format!("{error} in {}", error.statement)),
        None => Ok(imported.found.catalog),
    }
}

fn findings(catalog: &Catalog, intent: &Intent) -> Vec<Finding> {
    lint(&Wall::new(catalog, intent))
}

/// What is wrong with what was said of a case.
fn wrong(case: &LintCase, found: &[Finding]) -> Option<String> {
    let all = || told(found).into_iter().collect::<Vec<_>>().join("\n  ");
    for (rule, object) in &case.expects {
        if !found.iter().any(|finding| finding.rule == *rule && is_at(finding, object)) {
            return Some(format!("{rule} {object} is not said. Said:\n  {}", all()));
        }
    }
    let expected = |finding: &Finding| {
        case.expects.iter().chain(&case.also).any(|(rule, object)| finding.rule == *rule && is_at(finding, object))
    };
    let alarm = match &case.silent {
        Some(rules) if !rules.is_empty() => found.iter().find(|finding| rules.contains(&finding.rule)),
        _ => found.iter().find(|finding| finding.level != Level::Info && !expected(finding)),
    };
    alarm.map(|alarm| format!("{} at {} is a false alarm: {}", alarm.rule, alarm.object, alarm.message))
}

/// The fix of each finding that was expected is run: the finding goes, and no new error comes.
fn unmended(server: &Server, case: &LintCase) -> Vec<String> {
    let mut failed = Vec::new();
    let mut at = 0;
    loop {
        let mut engine = NativeEngine::with_roles(&server.url);
        let catalog = load(&mut engine, &case.sql).expect("it was loaded before");
        let intent = case.intent(&catalog);
        let before = findings(&catalog, &intent);
        let expected = |f: &&Finding| case.expects.iter().any(|(rule, object)| f.rule == *rule && is_at(f, object));
        let Some(finding) = before.iter().filter(expected).filter(|f| f.fix.is_some()).nth(at) else { return failed };
        at += 1;
        let Some(fix) = &finding.fix else { continue };
        // As the owner of the objects; what is the cluster's an administrator does.
        let of_cluster = ["EN05", "RO01", "RO02", "RO03", "RO06"].contains(&finding.rule.as_str());
        let role = if of_cluster { "RESET ROLE" } else { "SET ROLE app_owner" };
        let as_owner = format!("{role};\n{}\nRESET ROLE;", fix.sql);
        let run = engine.script(&as_owner).or_else(|_| {
            let _ = engine.query("ROLLBACK");
            engine.script(&format!("RESET ROLE;\n{}", fix.sql))
        });
        let whom = format!("{} at {}", finding.rule, finding.object);
        if let Err(error) = run {
            failed.push(format!("{whom}: the fix fails: {error}\n{}", fix.sql));
            continue;
        }
        let after = pollster::block_on(bulkhead::introspect::introspect(&mut engine)).expect("introspects").catalog;
        let after = findings(&after, &intent);
        let same = |other: &Finding| {
            other.rule == finding.rule && other.object == finding.object && other.message == finding.message
        };
        if after.iter().any(same) {
            failed.push(format!("{whom} is still there after\n{}", fix.sql));
        }
        let known = |f: &&Finding| before.iter().any(|old| old.rule == f.rule && old.object == f.object);
        if let Some(new) = after.iter().filter(|f| f.level == Level::Error).find(|f| !known(f)) {
            failed.push(format!("{whom}: the fix brings {} at {}\n{}", new.rule, new.object, fix.sql));
        }
    }
}

#[test]
fn every_rule_speaks_where_it_must_and_nowhere_else() {
    let cases = lint_cases();
    let mut failed = Vec::new();
    for server in servers() {
        for case in cases.iter().filter(|case| server.major >= case.since) {
            let mut engine = NativeEngine::with_roles(&server.url);
            let result = load(&mut engine, &case.sql).map(|catalog| findings(&catalog, &case.intent(&catalog)));
            let why = match result {
                Err(error) => Some(error),
                Ok(found) => wrong(case, &found),
            };
            failed.extend(why.map(|why| format!("{} on {}: {why}", case.name, server.major)));
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n\n"));
}

#[test]
fn a_fix_mends_what_it_is_offered_for() {
    let cases = lint_cases();
    let mut failed = Vec::new();
    for server in servers().into_iter().filter(|server| server.major >= 18) {
        for case in cases.iter().filter(|case| !case.expects.is_empty()) {
            failed.extend(unmended(&server, case).into_iter().map(|why| format!("{}: {why}", case.name)));
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n\n"));
}

#[test]
fn every_rule_has_a_case_that_fires_and_one_that_does_not() {
    if std::env::var("BULKHEAD_LINT").is_ok() {
        return;
    }
    let cases = lint_cases();
    let fires: BTreeSet<&str> = cases.iter().flat_map(|case| &case.expects).map(|(rule, _)| rule.as_str()).collect();
    let silent = |case: &&LintCase| case.silent.is_some();
    assert!(cases.iter().filter(silent).count() > 20);
    let without: Vec<&str> =
        rules().filter(|rule| rule.seen == Seen::Static).map(|rule| rule.id).filter(|id| !fires.contains(id)).collect();
    assert!(without.is_empty(), "no case fires {without:?}");
    let unknown: Vec<&&str> = fires.iter().filter(|id| rule(id).is_none()).collect();
    assert!(unknown.is_empty(), "there are no rules {unknown:?}");
}

fn judged(case: &Case, found: &[Finding]) -> Vec<String> {
    let mut failed = Vec::new();
    let all = || told(found).into_iter().collect::<Vec<_>>().join("\n  ");
    for expected in &case.findings {
        let is_static = rule(&expected.rule).is_some_and(|rule| rule.seen == Seen::Static);
        let of_code = expected.text.contains("not in the SQL");
        if is_static && !of_code && !found.iter().any(|finding| finding.rule == expected.rule) {
            failed.push(format!("{} is not said ({}). Said:\n  {}", expected.rule, expected.text, all()));
        }
    }
    for text in &case.must_stay_silent {
        let rules = rls_cases::silenced(text);
        for alarm in found.iter().filter(|finding| rules.contains(&finding.rule.as_str())) {
            failed.push(format!("{} is a false alarm ({text}): {}", alarm.rule, alarm.message));
        }
    }
    let noted = |finding: &&Finding| case.findings.iter().any(|expected| expected.rule == finding.rule);
    for alarm in found.iter().filter(|f| case.verdict == "safe" && f.level != Level::Info).filter(|f| !noted(f)) {
        failed.push(format!("{} {:?} is a false alarm on a safe schema: {}", alarm.rule, alarm.level, alarm.message));
    }
    failed
}

#[test]
fn the_shared_cases_are_judged_as_their_notes_say() {
    let cases = rls_cases::cases();
    let mut failed = Vec::new();
    for server in servers().into_iter().filter(|server| server.major >= 18) {
        for case in &cases {
            let mut engine = NativeEngine::with_roles(&server.url);
            match load(&mut engine, &case.sql) {
                Err(error) => failed.push(format!("{}: {error}", case.id)),
                Ok(catalog) => {
                    let why = judged(case, &findings(&catalog, &case.intent()));
                    failed.extend(why.into_iter().map(|why| format!("{}: {why}", case.id)));
                }
            }
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n\n"));
}

/// Every rule of the catalogue is one of ours, at its level, and seen as the catalogue says it is.
#[test]
fn the_catalogue_is_covered() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/catalogues/rls-rules.md");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: ../shared/catalogues/rls-rules.md is not here");
        return;
    };
    let mut wrong = Vec::new();
    let mut ids = BTreeSet::new();
    for line in
        text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---") && !line.starts_with("| id"))
    {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let (id, level, seen) = (cells[1], cells[2], cells[3]);
        ids.insert(id.to_owned());
        let Some(rule) = rule(id) else {
            wrong.push(format!("{id} is not there"));
            continue;
        };
        let said = match rule.level {
            Level::Error => "error",
            Level::Warning => "warn",
            Level::Info => "info",
        };
        // An index that is only less of use is no reason to warn.
        if said != level && id != "PF07" {
            wrong.push(format!("{id} is {said}, not {level}"));
        }
        let by_catalog = !seen.starts_with("live");
        let unseen = ["FN04", "LC01", "LC02", "LC03", "LC04", "LC05"];
        if by_catalog != (rule.seen == Seen::Static) && !unseen.contains(&id) {
            wrong.push(format!("{id} is seen {:?}, not {seen}", rule.seen));
        }
    }
    wrong.extend(
        rules().filter(|rule| !ids.contains(rule.id)).map(|rule| format!("{} is not in the catalogue", rule.id)),
    );
    assert!(ids.len() > 80 && wrong.is_empty(), "{wrong:#?}");
}

/// The templates of the catalogue, each on what is made once for all: nothing is wrong with them.
#[test]
fn the_templates_have_neither_errors_nor_warnings() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/catalogues/rls-templates.md");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: ../shared/catalogues/rls-templates.md is not here");
        return;
    };
    let templates: Vec<(&str, &str)> = text
        .split("\n### T")
        .skip(1)
        .filter_map(|part| {
            let sql = part.split("```sql\n").nth(1)?.split("```").next()?;
            Some((part.split_whitespace().next()?, sql))
        })
        .collect();
    assert!(templates.len() > 10, "{} templates", templates.len());
    let base = templates.iter().find(|(id, _)| *id == "0").map(|(_, sql)| *sql).expect("what is made once");
    let mut failed = Vec::new();
    for server in servers().into_iter().filter(|server| server.major >= 18) {
        for (id, sql) in templates.iter().filter(|(id, _)| *id != "0") {
            let mut engine = NativeEngine::with_roles(&server.url);
            let supabase = "CREATE ROLE anon NOLOGIN; CREATE ROLE authenticated NOLOGIN; CREATE SCHEMA auth;\
                CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS $$ SELECT NULLIF(current_setting('request.jwt.claims', true), '')::jsonb $$;\
                CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT (auth.jwt() ->> 'sub')::uuid $$;\
                GRANT USAGE ON SCHEMA public TO authenticated;";
            let (before, setup) = if *id == "2" { (supabase, "") } else { (base, "SET ROLE app_owner;") };
            // Each says itself whom it runs as where it makes roles.
            let setup = if sql.contains("CREATE ROLE") { "" } else { setup };
            let catalog = match load(&mut engine, &format!("{before}\n{setup}\n{sql}\nRESET ROLE;")) {
                Ok(catalog) => catalog,
                Err(error) => {
                    failed.push(format!("T{id}: {error}"));
                    continue;
                }
            };
            let intent = template_intent(id, &catalog);
            let found = findings(&catalog, &intent);
            failed.extend(
                found
                    .iter()
                    .filter(|finding| finding.level != Level::Info)
                    .map(|finding| format!("T{id}: {} {:?} {}", finding.rule, finding.level, finding.message)),
            );
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n\n"));
}

fn template_intent(id: &str, catalog: &Catalog) -> Intent {
    let setting = |name: &str, means| Context::Setting { setting: name.into(), data_type: "uuid".into(), means };
    let claim = |path: &str, means| Context::Claim { claims: "request.jwt.claims".into(), path: path.into(), means };
    let context = match id {
        "2" => vec![claim("app_metadata.tenant_id", Means::Tenant), claim("sub", Means::User)],
        "10" => vec![setting("app.session", Means::Session)],
        _ => vec![setting("app.current_tenant", Means::Tenant), setting("app.user_id", Means::User)],
    };
    let mut intent = Intent {
        context,
        app_roles: if id == "2" { vec!["authenticated".into()] } else { vec!["app_rw".into(), "app_ro".into()] },
        service_roles: vec!["svc_jobs".into(), "support_ro".into()],
        ..Intent::default()
    };
    for table in &catalog.tables {
        let schema = catalog.schema(&table.schema).map_or("", |schema| schema.name.as_str());
        if !["app", "public"].contains(&schema) || !table.columns.iter().any(|column| column.name == "tenant_id") {
            continue;
        }
        let owned = table.columns.iter().any(|column| column.name == "owner_id");
        let access = match id {
            "4" | "5" => Access::Membership,
            _ if owned => Access::Owner,
            _ => Access::Tenant,
        };
        let said = TableIntent {
            tenant_column: Some("tenant_id".into()),
            owner_column: owned.then(|| "owner_id".into()),
            shared_when: (id == "6").then(|| "published".into()),
            ..TableIntent::new(access)
        };
        intent.tables.insert(format!("{schema}.{}", table.name), said);
    }
    intent
}
