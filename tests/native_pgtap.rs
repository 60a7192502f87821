//! The bundle's pgTAP test on native servers: it passes where the wall holds, and fails where it has a hole.

mod lower_support;
mod prove_support;
mod support;

use bulkhead::bundle::pgtap::pgtap;
use bulkhead::design::Design;
use bulkhead::sql::{self, quote};
use bulkhead::template;
use prove_support::{migrated, psql_prints};
use support::native::{NativeEngine, Server, servers};

/// Servers that have pgTAP. Set-up puts it beside both where Debian's packages can be had.
fn with_pgtap() -> Vec<Server> {
    let has = |server: &Server| {
        let mut engine = NativeEngine::connect(&server.url);
        let found = engine.query("SELECT count(*) FROM pg_available_extensions WHERE name = 'pgtap'");
        found.is_ok_and(|rows| rows.value() == Some("1"))
    };
    let servers = servers();
    let count = servers.len();
    let having: Vec<Server> = servers.into_iter().filter(has).collect();
    if having.len() < count {
        let debian = std::path::Path::new("/etc/debian_version").exists();
        let required = std::env::var("BULKHEAD_REQUIRE_PG").is_ok_and(|value| value == "1");
        assert!(!(debian && required), "pgTAP must be there: make setup-test unpacks it");
        eprintln!("skipped: no pgTAP");
    }
    having
}

/// Applies a design's migration and some more SQL by its owner, then runs the bundle's pgTAP test as the owner.
fn run(server: &Server, design: &Design, more: &str) -> Option<(bool, String, String)> {
    let design = migrated(design, "20260101000000_Test");
    let catalog = design.migrated();
    let mut engine = NativeEngine::with_roles(&server.url);
    engine.must(&sql::roles(&catalog));
    let owner = catalog.owner.as_ref().and_then(|id| catalog.role(id)).expect("an owner").name.clone();
    engine.must(&format!("SET ROLE {}", quote::ident(&owner)));
    for statement in &design.migrations.values().next().expect("the migration").up {
        engine.must(&statement.sql);
    }
    engine.must(more);
    engine.must("RESET ROLE");
    let script = pgtap(&design);
    let as_owner = psql_prints(&engine.url(), &owner, &script)?;
    let as_superuser = psql_prints(&engine.url(), "postgres", &script)?;
    assert_eq!(as_owner.0, as_superuser.0, "{}\n{}", as_owner.2, as_superuser.2);
    for table in &catalog.tables {
        let name = quote::qualified(&catalog.schema(&table.schema).expect("its schema").name, &table.name);
        let rows = engine.query(&format!("SELECT count(*) FROM {name}")).expect("counts");
        assert_eq!(rows.value(), Some("0"), "{name} is as it was");
    }
    let left = engine.query("SELECT count(*) FROM pg_extension WHERE extname = 'pgtap'").expect("counts");
    assert_eq!(left.value(), Some("0"), "pgTAP goes with the transaction");
    Some(as_owner)
}

fn beer() -> Design {
    template::template("beer-competition").expect("the template").design
}

/// Tenancy by a table of members, which the table itself follows.
const MEMBERS: &str = "
entity Members
  UserId uuid not-null
  TenantId uuid not-null
  key (UserId, TenantId)";

/// A shop whose users are members of tenants.
fn members(guards: &str) -> Design {
    shop(&format!("membership(Members,UserId,TenantId){guards}{MEMBERS}"))
}

fn shop(tenancy: &str) -> Design {
    let mut design = lower_support::design(&format!(
        "roles owner=p_owner app=p_app service=p_svc readonly=p_ro
naming snake
tenancy {tenancy}
entity Countries shared
  Id text pk
entity Orders tenant
  Id bigint identity pk
  Code text not-null
  unique (Code)
entity Lines tenant
  Id uuid pk
  OrderId bigint not-null
  Note text
  fk (OrderId) -> Orders (Id) cascade
  index (OrderId)
"
    ));
    design.roles.values_mut().for_each(|role| role.login = true);
    design
}

#[test]
fn it_passes_where_the_wall_holds() {
    for server in with_pgtap() {
        let designs = [
            ("the template", beer()),
            ("a setting", shop("setting guards per-command")),
            ("a setting, one policy", shop("setting guards")),
            ("a setting, no guards", shop("setting")),
            ("a claim", shop("claim guards")),
            ("memberships", members(" guards")),
            ("memberships, no guards", members("")),
        ];
        for (name, design) in designs {
            let Some((passed, printed, said)) = run(&server, &design, "") else { return };
            assert!(passed, "{name} on {}: {said}\n{printed}", server.major);
            let count = |start: &str| printed.lines().filter(|line| line.starts_with(start)).count();
            let plan = printed.lines().find_map(|line| line.strip_prefix("1..")).expect("a plan");
            assert_eq!(plan, count("ok ").to_string(), "{name}: {printed}");
            assert!(count("ok ") > 30 && count("not ok ") == 0, "{name}: {printed}");
            // Only what the version lacks is skipped.
            assert_eq!(printed.matches("# SKIP").count(), 0, "{name}: {printed}");
        }
        let audit_log = template::template("audit-log").expect("the template").design;
        let (passed, printed, _) = run(&server, &audit_log, "").expect("psql");
        assert!(passed && printed.contains("no table belongs to tenants"), "{printed}");
    }
}

#[test]
fn it_fails_where_memberships_are_not_asked_for() {
    let open = "CREATE POLICY open ON orders USING (true)";
    let off = "ALTER TABLE lines DISABLE ROW LEVEL SECURITY";
    for server in with_pgtap() {
        for (mutant, expected) in [(open, "public.orders: read-foreign"), (off, "public.lines: read-foreign")] {
            let Some((passed, printed, said)) = run(&server, &members(""), mutant) else { return };
            assert!(!passed, "{mutant} on {} is not found: {said}\n{printed}", server.major);
            let failed: Vec<&str> = printed.lines().filter(|line| line.starts_with("not ok ")).collect();
            assert!(failed.iter().any(|line| line.contains(expected)), "{mutant}: {failed:#?}\n{said}");
        }
    }
}

#[test]
fn it_fails_where_the_wall_has_a_hole() {
    let mutants = [
        ("DROP POLICY tenant_isolation ON entries", "public.entries: a row can be inserted"),
        ("ALTER TABLE competitions NO FORCE ROW LEVEL SECURITY", "public.competitions: owner-bound"),
        ("ALTER TABLE entries DISABLE ROW LEVEL SECURITY", "public.entries: read-foreign"),
        ("CREATE POLICY open ON entries USING (true)", "public.entries: read-foreign"),
        ("GRANT TRUNCATE ON entries TO beercomp_app", "public.entries: truncate"),
        ("ALTER POLICY tenant_isolation ON competitions WITH CHECK (true)", "public.competitions: insert-foreign"),
        ("ALTER POLICY tenant_isolation ON competitions USING (true)", "public.competitions: read-foreign"),
        (
            "CREATE POLICY service_account ON competitions USING (current_user = 'svc') WITH CHECK (true)",
            "public.competitions: insert-foreign",
        ),
        ("ALTER POLICY service_account_access ON entries TO PUBLIC", "public.entries: update-blind"),
        ("CREATE POLICY gone ON entries FOR DELETE USING (true)", "public.entries: delete-blind"),
    ];
    for server in with_pgtap() {
        for (mutant, expected) in mutants {
            let Some((passed, printed, said)) = run(&server, &beer(), mutant) else { return };
            assert!(!passed, "{mutant} on {} is not found: {said}\n{printed}", server.major);
            let failed: Vec<&str> = printed.lines().filter(|line| line.starts_with("not ok ")).collect();
            assert!(failed.iter().any(|line| line.contains(expected)), "{mutant}: {failed:#?}\n{said}");
        }
    }
}
