//! The bundle of each template, applied as its README says: psql on PostgreSQL 15 and 18.

mod support;

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Command;

use bulkhead::bundle;
use bulkhead::catalog::{Id, Pair};
use bulkhead::design::{Design, migration_id};
use bulkhead::{lower, plan, template};
use support::native::{NativeEngine, servers};

fn migrated(name: &str) -> Design {
    let mut design = template::template(name).expect("a template").design;
    let lowered = lower::lower(&design);
    let options = plan::Options {
        mode: plan::Mode::Simple,
        target_version: design.settings.target_version,
        ..plan::Options::default()
    };
    let hand: Vec<_> = design.hand_sql.values().cloned().collect();
    let draft = plan::draft(Pair::new(&design.migrated(), &lowered.catalog), &hand, &options);
    let id = migration_id("20251120120000", "InitialCreate", None).expect("an id");
    design.hand_sql.clear();
    design.migrations.insert(id.clone(), plan::freeze(draft, id, "InitialCreate", lowered.catalog));
    design
}

/// Runs a script as psql does for a DBA, and gives what it printed if it failed.
fn psql(url: &str, script: &str) -> Result<(), String> {
    let program = std::env::var("PSQL").unwrap_or_else(|_| "psql".into());
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(script.as_bytes()).expect("written");
    let output = Command::new(program)
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f"])
        .arg(file.path())
        .output()
        .expect("psql runs");
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

fn check(name: &str) {
    let design = migrated(name);
    let files: BTreeMap<String, String> = bundle::files(&design, None)
        .into_iter()
        .map(|file| (file.path, String::from_utf8(file.bytes).expect("text")))
        .collect();
    let down = format!("migrations/{}/down.sql", design.migrations.keys().next().unwrap_or(&Id::new("")));
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let url = engine.url();
        let run =
            |file: &str| psql(&url, &files[file]).unwrap_or_else(|e| panic!("{name} on {}: {file}: {e}", server.major));
        run("roles.sql");
        run("roles.sql");
        run("all.sql");
        run("verify.sql");
        run("tests/isolation.sql");
        run(&down);
        let left = engine
            .query(
                "SELECT count(*) FROM (
               SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace
               UNION ALL SELECT oid FROM pg_type WHERE typnamespace = 'public'::regnamespace
               UNION ALL SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace
               UNION ALL SELECT oid FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$|public$)') x",
            )
            .expect("counted");
        assert_eq!(left.value(), Some("0"), "{name} on {}: down.sql leaves something behind", server.major);
        run("idempotent.sql");
        run("idempotent.sql");
        run("verify.sql");
        run("rollback.sql");
        let error = psql(&url, &files["verify.sql"]).expect_err("verify.sql fails on an empty database");
        assert!(error.contains("Bulkhead verify"), "{error}");
    }
}

#[test]
fn the_audit_log_is_applied_verified_attacked_and_undone() {
    check("audit-log");
}

#[test]
fn the_beer_competition_is_applied_verified_attacked_and_undone() {
    check("beer-competition");
}

#[test]
fn the_same_project_gives_the_same_bytes() {
    let zip = || bundle::zip(&bundle::files(&migrated("beer-competition"), None)).expect("a zip");
    assert!(zip() == zip());
}
