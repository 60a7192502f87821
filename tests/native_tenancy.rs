//! Every way to tell tenants apart, on native servers: what lowering makes is run dry, applied by its owner, and the wall
//! is tried from the application's, the service's and the reader's side.

mod lower_support;
mod prove_support;
mod support;

use bulkhead::catalog::Pair;
use bulkhead::design::{Design, Guards, ServiceRights};
use bulkhead::lower::lower;
use bulkhead::plan;
use bulkhead::problem::{self, Level};
use bulkhead::prove::{self, ProbeVerdict, StageId, StageStatus};
use bulkhead::sql;
use lower_support::design;
use prove_support::{Counting, migrated, not_held, prove, stage};
use support::native::{NativeEngine, servers};

const A: &str = "00000000-0000-4000-8000-00000000000a";
const B: &str = "00000000-0000-4000-8000-00000000000b";

const ENTITIES: &str = "
entity Countries shared
  Id text pk
entity Orders tenant
  Id bigint identity pk
  Code text not-null
  Note text
  CountryId text
  unique (Code)
  fk (CountryId) -> Countries (Id)
entity Lines tenant
  Id bigint identity pk
  OrderId bigint not-null
  ParentId bigint
  Note text
  fk (OrderId) -> Orders (Id) cascade
  fk (ParentId) -> Lines (Id) set null
  index (OrderId)
  index (ParentId)
entity Prices global
  Id uuid pk
entity Words unprotected
  Id uuid pk
";

const MEMBERS: &str = "
entity Members
  UserId uuid not-null
  TenantId uuid not-null
  key (UserId, TenantId)
";

/// A way to tell tenants apart: its line, and how a session says whose it is.
struct Way {
    line: &'static str,
    more: &'static str,
    session: fn(&str) -> String,
}

const WAYS: [Way; 3] = [
    Way { line: "tenancy setting guards per-command", more: "", session: |tenant| said("app.current_tenant", tenant) },
    Way {
        line: "tenancy claim guards",
        more: "",
        session: |tenant| said("request.jwt.claims", &format!("{{\"app_metadata\": {{\"tenant_id\": \"{tenant}\"}}}}")),
    },
    // A user has the same key as the one tenant they are a member of.
    Way {
        line: "tenancy membership(Members,UserId,TenantId) guards",
        more: MEMBERS,
        session: |tenant| said("app.user_id", tenant),
    },
];

fn said(setting: &str, value: &str) -> String {
    format!("SELECT set_config({}, {}, true)", sql::quote::literal(setting), sql::quote::literal(value))
}

fn of(way: &Way) -> Design {
    let roles = "roles owner=w_owner app=w_app service=w_svc readonly=w_ro\nnaming snake";
    design(&format!("{roles}\n{}\n{ENTITIES}{}", way.line, way.more))
}

/// Applies a design by its owner.
fn applied(server: &str, design: &Design) -> NativeEngine {
    let design = migrated(design, "20260101000000_Test");
    let mut engine = NativeEngine::with_roles(server);
    engine.must(&sql::roles(&design.migrated()));
    engine.must("SET ROLE w_owner");
    for statement in &design.migrations.values().next().expect("the migration").up {
        engine.must(&statement.sql);
    }
    engine.must(&format!("INSERT INTO countries VALUES ('nl'); INSERT INTO words VALUES ('{A}')"));
    if design.migrated().tables.iter().any(|table| table.name == "members") {
        engine.must(&format!("INSERT INTO members VALUES ('{A}', '{A}'), ('{B}', '{B}')"));
    }
    engine.must("RESET ROLE");
    engine
}

/// What comes of a statement in a transaction of a role that works for a tenant, which stays if it succeeds: the value of
/// its first row, or how many rows it touched; else the code of the error.
fn does(engine: &mut NativeEngine, session: &str, role: &str, statement: &str) -> String {
    engine.must("BEGIN");
    if !session.is_empty() {
        engine.must(session);
    }
    engine.must(&format!("SET LOCAL ROLE {role}"));
    match engine.query(statement) {
        Ok(rows) => {
            let told = rows.value().map_or_else(|| rows.affected.to_string(), str::to_owned);
            engine.must("COMMIT");
            told
        }
        Err(error) => {
            engine.must("ROLLBACK");
            error.code
        }
    }
}

const DENIED: &str = "42501";

#[test]
fn every_way_holds() {
    for server in servers() {
        for way in &WAYS {
            let engine = &mut applied(&server.url, &of(way));
            let (a, b) = ((way.session)(A), (way.session)(B));
            let mut check = |session: &str, role: &str, statement: &str, expected: &str| {
                let told = does(engine, session, role, statement);
                assert_eq!(told, expected, "{} {} {role} {session}: {statement}", server.major, way.line);
            };
            let tenant = |tenant: &str| format!("INSERT INTO orders (tenant_id, code) VALUES ('{tenant}', 'x')");
            check(&a, "w_app", &tenant(A), "1");
            // Another tenant may have the same code, the same one may not have it twice.
            check(&b, "w_app", &tenant(B), "1");
            check(&a, "w_app", &tenant(A), "23505");
            check(&b, "w_app", &tenant(A), DENIED);
            check("", "w_app", &tenant(A), DENIED);
            for role in ["w_app", "w_ro"] {
                check(&a, role, "SELECT count(*) FROM orders", "1");
                check("", role, "SELECT count(*) FROM orders", "0");
                check(&a, role, "SELECT count(*) FROM countries", "1");
                check(&a, role, "SELECT count(*) FROM words", "1");
                check(&a, role, "SELECT count(*) FROM prices", DENIED);
                check(&a, role, "INSERT INTO countries VALUES ('de')", DENIED);
                check(&a, role, "TRUNCATE orders", DENIED);
            }
            check(&a, "w_ro", "UPDATE orders SET note = 'x'", DENIED);
            check(&a, "w_ro", "DELETE FROM orders", DENIED);
            check(&a, "w_app", "UPDATE orders SET note = 'x'", "1");
            check(&a, "w_app", &format!("UPDATE orders SET tenant_id = '{B}'"), DENIED);
            check(&a, "w_app", "UPDATE orders SET id = 7", DENIED);
            check("", "w_svc", "SELECT count(*) FROM orders", "2");
            check("", "w_svc", "INSERT INTO countries VALUES ('de')", "1");
            check("", "w_svc", &format!("INSERT INTO prices VALUES ('{A}')"), "1");
            // No reference leaves the tenant, and what is referenced can go without taking the tenant along.
            let line = |tenant: &str, order: u8, parent: &str| {
                format!("INSERT INTO lines (tenant_id, order_id, parent_id) VALUES ('{tenant}', {order}, {parent})")
            };
            check(&a, "w_app", &line(A, 1, "NULL"), "1");
            check(&a, "w_app", &line(A, 1, "1"), "1");
            check(&b, "w_app", &line(B, 1, "NULL"), "23503");
            check(&b, "w_app", &line(B, 2, "1"), "23503");
            check(&a, "w_app", "DELETE FROM lines WHERE id = 1", "1");
            check(&a, "w_app", "SELECT count(*) FROM lines WHERE parent_id IS NULL", "1");
            check(&b, "w_app", "DELETE FROM orders", "1");
            check(&a, "w_app", "SELECT count(*) FROM orders", "1");
            // The owner is bound too, and a policy too many does not open the wall.
            check("", "w_owner", "SELECT count(*) FROM orders", "0");
            check("", "w_owner", "CREATE POLICY oops ON orders USING (true)", "0");
            check(&b, "w_app", "SELECT count(*) FROM orders", "0");
            check(&b, "w_app", &tenant(A), DENIED);
            if !way.more.is_empty() {
                check(&a, "w_app", "SELECT count(*) FROM members", DENIED);
                check(&a, "w_app", &format!("INSERT INTO members VALUES ('{A}', '{B}')"), DENIED);
                check("", "w_svc", &format!("INSERT INTO members VALUES ('{B}', '{A}')"), "1");
                check(&b, "w_app", "SELECT count(*) FROM orders", "1");
            } else {
                check(&b, "w_app", "INSERT INTO orders (code) VALUES ('by default')", "1");
            }
        }
    }
}

#[test]
fn a_service_that_reads_all_writes_as_one_tenant() {
    for server in servers() {
        let mut design = of(&WAYS[0]);
        design.settings.tenancy.service = ServiceRights::ReadAll;
        for guards in [Guards::SAFE, Guards { per_command: true, ..Guards::SAFE }] {
            design.settings.tenancy.guards = guards;
            let engine = &mut applied(&server.url, &design);
            let tenant = |tenant: &str| format!("INSERT INTO orders (tenant_id, code) VALUES ('{tenant}', 'x')");
            let session = (WAYS[0].session)(A);
            let mut check = |session: &str, statement: &str, expected: &str| {
                assert_eq!(does(engine, session, "w_svc", statement), expected, "{} {statement}", server.major);
            };
            check("", &tenant(A), DENIED);
            check(&session, &tenant(A), "1");
            check(&session, &tenant(B), DENIED);
            check("", "SELECT count(*) FROM orders", "1");
            check("", "UPDATE orders SET note = 'x'", "0");
            check(&session, "UPDATE orders SET note = 'x'", "1");
        }
    }
}

#[test]
fn rows_that_no_tenant_has_are_everyones_to_read() {
    for server in servers() {
        for guards in [Guards::SAFE, Guards::default()] {
            let mut design = of(&WAYS[0]);
            design.settings.tenancy.guards = guards;
            design.entities.get_mut(&"Orders".into()).expect("orders").shared_rows = true;
            let engine = &mut applied(&server.url, &design);
            let (a, b) = ((WAYS[0].session)(A), (WAYS[0].session)(B));
            let mut check = |session: &str, role: &str, statement: &str, expected: &str| {
                assert_eq!(does(engine, session, role, statement), expected, "{} {statement}", server.major);
            };
            check("", "w_svc", "INSERT INTO orders (tenant_id, code) VALUES (NULL, 'everyone')", "1");
            check(&a, "w_app", "INSERT INTO orders (code) VALUES ('own')", "1");
            check(&a, "w_app", "INSERT INTO orders (tenant_id, code) VALUES (NULL, 'mine')", DENIED);
            check(&a, "w_app", "SELECT count(*) FROM orders", "2");
            check(&b, "w_app", "SELECT count(*) FROM orders", "1");
            check(&b, "w_ro", "SELECT count(*) FROM orders", "1");
            check("", "w_app", "SELECT count(*) FROM orders", "1");
            check(&b, "w_app", "UPDATE orders SET note = 'x'", "0");
            check(&b, "w_app", "DELETE FROM orders", "0");
        }
    }
}

#[test]
fn every_way_is_run_dry() {
    for server in servers() {
        for way in &WAYS {
            let design = of(way);
            let lowered = lower(&design);
            let problems = problem::check(&design, &lowered);
            assert!(problems.iter().all(|p| p.level == Level::Info), "{problems:#?}");
            let input = prove::input(&design, &plan::Options::default(), prove::Options::default());
            let proof = prove(&mut Counting::new(NativeEngine::with_roles(&server.url)), &input);
            for id in
                [StageId::Base, StageId::Seed, StageId::Up, StageId::MatchesModel, StageId::Down, StageId::UpAgain]
            {
                let stage = stage(&proof, id);
                assert_eq!(stage.status, StageStatus::Passed, "{} {}: {}", server.major, way.line, stage.detail);
            }
            let isolation = stage(&proof, StageId::Isolation);
            let told = not_held(&proof);
            let (major, line, detail) = (server.major, way.line, &isolation.detail);
            assert_eq!(isolation.status, StageStatus::Passed, "{major} {line}: {detail}\n{told:#?}");
            let held = proof.isolation.iter().filter(|probe| probe.verdict == ProbeVerdict::Held).count();
            assert!(held >= 40 * input.tenants.len(), "{major} {line}: {held} held");
        }
    }
}

/// From one way to another and back, and to more guards: what is there is changed, not dropped and made again.
#[test]
fn another_way_is_a_change() {
    for server in servers() {
        let catalogs: Vec<_> = WAYS.iter().map(|way| lower(&of(way)).catalog).collect();
        let mut weak = of(&WAYS[0]);
        weak.settings.tenancy.guards = Guards::default();
        let weak = lower(&weak).catalog;
        for (from, to) in [(&catalogs[0], &catalogs[1]), (&catalogs[1], &catalogs[2]), (&weak, &catalogs[0])] {
            for pair in [Pair::new(from, to), Pair::new(to, from)] {
                let mut engine = NativeEngine::with_roles(&server.url);
                engine.must(&sql::roles(to));
                engine.must("SET ROLE w_owner");
                let nothing = Default::default();
                let options = plan::Options::default();
                let created = plan::plan(Pair::new(&nothing, pair.previous), &options);
                let changed = plan::plan(pair, &options);
                for statement in created.iter().chain(&changed) {
                    engine.must(&statement.sql);
                }
                for statement in &changed {
                    let drops =
                        ["orders", "lines"].iter().any(|table| statement.sql == format!("DROP TABLE public.{table}"));
                    assert!(!drops && !statement.sql.contains("DROP COLUMN"), "{}", statement.sql);
                }
            }
        }
    }
}
