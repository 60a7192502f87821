//! What is decided of policies, against what native servers do: random policy sets, every case of each as a row of its own
//! in a session of its own.

mod support;

use bulkhead::catalog::{Catalog, Id};
use bulkhead::introspect;
use bulkhead::rls::decide::{self, Case, Outcome, Truth, Val};
use bulkhead::rls::wall::Command;
use bulkhead::rls::{Access, Context, Intent, Means, TableIntent, Wall};
use bulkhead::sql::quote;
use postgres::{Client, NoTls};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use support::native::{NativeEngine, Server, servers};

const SETS: usize = 16;

/// Values that are keys: of the session in every dress, and literals.
fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("(SELECT NULLIF(current_setting('app.t', true), '')::uuid)".to_owned()),
        2 => Just("current_setting('app.t')::uuid".to_owned()),
        2 => Just("x.tenant()".to_owned()),
        1 => Just("current_setting('app.t', true)::uuid".to_owned()),
        1 => Just("(NULLIF(current_setting('app.c', true), '')::jsonb -> 'meta' ->> 'tenant')::uuid".to_owned()),
        1 => Just("COALESCE(NULLIF(current_setting('app.t', true), '')::uuid, tenant_id)".to_owned()),
        1 => Just("'77777777-7777-4777-8777-777777777777'::uuid".to_owned()),
        1 => Just("CASE WHEN published THEN x.tenant() ELSE owner_id END".to_owned()),
    ]
}

fn atom() -> impl Strategy<Value = String> {
    let column = prop_oneof![3 => Just("tenant_id"), 1 => Just("owner_id")];
    let compare = (column, key()).prop_map(|(column, key)| format!("{column} = {key}"));
    prop_oneof![
        6 => compare,
        1 => key().prop_map(|key| format!("tenant_id IN ({key}, '77777777-7777-4777-8777-777777777777')")),
        1 => key().prop_map(|key| format!("tenant_id IS NOT DISTINCT FROM {key}")),
        1 => key().prop_map(|key| format!("tenant_id <> {key}")),
        1 => Just("tenant_id::text = current_setting('app.t', true)".to_owned()),
        1 => Just("tenant_id = owner_id".to_owned()),
        1 => Just("tenant_id IS NULL".to_owned()),
        1 => Just("published".to_owned()),
        1 => Just("published IS NOT TRUE".to_owned()),
        1 => Just("kind = 'a'".to_owned()),
        1 => Just("kind = current_setting('app.kind', true)".to_owned()),
        1 => Just("owner_id = NULLIF(current_setting('app.u', true), '')::uuid".to_owned()),
        1 => Just("COALESCE(current_setting('app.kind', true), kind) <> 'b'".to_owned()),
        1 => Just("kind <> ALL ('{a,b}')".to_owned()),
        1 => Just("current_user = 'd_other'".to_owned()),
        1 => Just("pg_has_role('d_group', 'USAGE')".to_owned()),
        1 => Just("current_setting('app.switch', true) = 'on'".to_owned()),
        1 => Just("true".to_owned()),
        1 => Just("false".to_owned()),
        1 => Just("(tenant_id = x.tenant()) IS NULL".to_owned()),
    ]
}

fn condition() -> impl Strategy<Value = String> {
    atom().prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            3 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} AND {b})")),
            3 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} OR {b})")),
            1 => inner.prop_map(|a| format!("(NOT ({a}))")),
        ]
    })
}

fn policy() -> impl Strategy<Value = String> {
    let command = prop_oneof![4 => Just("ALL"), 1 => Just("SELECT"), 1 => Just("INSERT"), 1 => Just("UPDATE"), 1 => Just("DELETE")];
    let to = prop_oneof![3 => Just("PUBLIC"), 2 => Just("d_app"), 1 => Just("d_group"), 1 => Just("d_other")];
    (command, to, prop::bool::weighted(0.25), condition(), prop::option::weighted(0.4, condition())).prop_map(
        |(command, to, restrictive, using, check)| {
            let restrictive = if restrictive { " AS RESTRICTIVE" } else { "" };
            let using_sql = if command == "INSERT" { String::new() } else { format!(" USING ({using})") };
            let check_sql = match (command, check) {
                ("SELECT" | "DELETE", _) => String::new(),
                ("INSERT", check) => format!(" WITH CHECK ({})", check.unwrap_or(using)),
                (_, check) => check.map(|check| format!(" WITH CHECK ({check})")).unwrap_or_default(),
            };
            format!("ON t{restrictive} FOR {command} TO {to}{using_sql}{check_sql};")
        },
    )
}

fn schema(policies: &[String], nullable: bool) -> String {
    let not_null = if nullable { "" } else { " NOT NULL" };
    let policies: Vec<String> =
        policies.iter().enumerate().map(|(at, policy)| format!("CREATE POLICY p{at} {policy}")).collect();
    format!(
        "CREATE TABLE t (tenant_id uuid{not_null}, owner_id uuid, published boolean, kind text NOT NULL, n integer);
         ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;
         GRANT SELECT, INSERT, UPDATE, DELETE ON t TO d_app;
         {}",
        policies.join("\n")
    )
}

fn intent() -> Intent {
    let said = TableIntent { tenant_column: Some("tenant_id".into()), ..TableIntent::new(Access::Tenant) };
    Intent {
        context: vec![
            Context::Setting { setting: "app.t".into(), data_type: "uuid".into(), means: Means::Tenant },
            Context::Claim { claims: "app.c".into(), path: "meta.tenant".into(), means: Means::Tenant },
        ],
        app_roles: vec!["d_app".into()],
        tables: [("t".to_owned(), said)].into(),
        ..Intent::default()
    }
}

/// What a statement came to: so many rows, a row refused by policies, or another error.
#[derive(Debug, PartialEq)]
enum Came {
    Rows(u64),
    Refused,
    Error,
}

fn run(client: &mut Client, sql: &str) -> Came {
    client.batch_execute("SAVEPOINT s").expect("a savepoint");
    let answer = client.execute(sql, &[]);
    client.batch_execute("ROLLBACK TO SAVEPOINT s").expect("rolls back");
    match answer {
        Ok(rows) => Came::Rows(rows),
        Err(error) if error.code().is_some_and(|code| code.code() == "42501") => Came::Refused,
        Err(_) => Came::Error,
    }
}

fn literal(value: Option<&Val>) -> String {
    match value {
        Some(Val::Known(Some(text))) => quote::literal(text),
        _ => "NULL".to_owned(),
    }
}

fn agrees(truth: Truth, came: &Came, passed: &Came, failed: &Came) -> bool {
    (truth.may_hold() && came == passed)
        || ((truth.may_be(Truth::FALSE) || truth.may_be(Truth::NULL)) && came == failed)
        || (truth.may_be(Truth::ERROR) && *came == Came::Error)
}

/// Holds every case against the server. Says how many statements were run, and whether a stranger's row was seen.
fn judge(engine: &NativeEngine, catalog: &Catalog, cases: &[Case], policies: &[String]) -> (usize, bool) {
    let column = |name: &str| -> Id {
        let table = catalog.tables.iter().find(|table| table.name == "t").expect("the table");
        table.columns.iter().find(|column| column.name == name).expect("a column").id.clone()
    };
    let [tenant, owner, published, kind] = ["tenant_id", "owner_id", "published", "kind"].map(column);
    let (mut statements, mut seen) = (0, false);
    let mut at = 0;
    while at < cases.len() {
        let session = &cases[at].session;
        // A setting can't be unset again: each session is one.
        let mut client = Client::connect(&engine.url(), NoTls).expect("connects");
        for (name, value) in &session.settings {
            if let Some(value) = value {
                client.execute("SELECT set_config($1, $2, false)", &[name, value]).expect("sets");
            }
        }
        while let Some(case) = cases.get(at).filter(|case| case.session == *session) {
            at += 1;
            let row = [&tenant, &owner, &published, &kind].map(|id| literal(case.row.get(id)));
            let kind = if row[3] == "NULL" { "'z'" } else { &row[3] };
            let insert = format!("INSERT INTO t VALUES ({}, {}, {}, {kind}, 1)", row[0], row[1], row[2]);
            let mut check = |client: &mut Client, what: &str, truth: Truth, sql: &str, passed: Came, failed: Came| {
                let came = run(client, sql);
                statements += 1;
                let sound = agrees(truth, &came, &passed, &failed);
                assert!(sound, "{what}: {truth:?} was decided, {came:?} came\n{case:#?}\n{}", policies.join("\n"));
                came
            };
            client.batch_execute("BEGIN; SET LOCAL ROLE d_app").expect("begins");
            check(&mut client, "insert", case.new[0], &insert, Came::Rows(1), Came::Refused);
            client.batch_execute(&format!("RESET ROLE; {insert}; SET LOCAL ROLE d_app")).expect("inserts");
            let select = check(&mut client, "select", case.old[0], "SELECT FROM t", Came::Rows(1), Came::Rows(0));
            seen |= !case.own && select == Came::Rows(1);
            check(&mut client, "delete", case.old[2], "DELETE FROM t", Came::Rows(1), Came::Rows(0));
            // The row that is there must be let in first, then the one that is written.
            let update = run(&mut client, "UPDATE t SET n = 2");
            statements += 1;
            let (old, new) = (case.old[1], case.new[1]);
            let sound = match &update {
                Came::Rows(1) => old.may_hold() && new.may_hold(),
                Came::Rows(_) => old.may_be(Truth::FALSE) || old.may_be(Truth::NULL),
                Came::Refused => old.may_hold() && (new.may_be(Truth::FALSE) || new.may_be(Truth::NULL)),
                Came::Error => old.may_be(Truth::ERROR) || (old.may_hold() && new.may_be(Truth::ERROR)),
            };
            assert!(sound, "update: {old:?} and {new:?}, {update:?} came\n{case:#?}\n{}", policies.join("\n"));
            client.batch_execute("ROLLBACK").expect("ends");
        }
    }
    (statements, seen)
}

fn sets(server: &Server) {
    let mut engine = NativeEngine::with_roles(&server.url);
    engine
        .script("CREATE ROLE d_group; CREATE ROLE d_app; CREATE ROLE d_other; GRANT d_group TO d_app;")
        .expect("roles");
    engine
        .script(
            "CREATE SCHEMA x; GRANT USAGE ON SCHEMA x TO d_app;
             CREATE FUNCTION x.tenant() RETURNS uuid LANGUAGE sql STABLE
               AS $$ SELECT NULLIF(current_setting('app.t', true), '')::uuid $$;",
        )
        .expect("a helper");
    let config = Config { failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[server.major as u8; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let (mut statements, mut leaks, mut holds, mut not_decided) = (0, 0, 0, 0);
    for _ in 0..SETS {
        let strategy = (prop::collection::vec(policy(), 1..4), any::<bool>());
        let (policies, nullable) = strategy.new_tree(&mut runner).expect("policies").current();
        engine.script("DROP TABLE IF EXISTS t").expect("drops");
        engine
            .script(&schema(&policies, nullable))
            .unwrap_or_else(|error| panic!("{error:?}\n{}", policies.join("\n")));
        let json = engine.query(introspect::QUERY).expect("reads").rows.remove(0).remove(0).expect("a value");
        let catalog = introspect::read(&json).expect("a catalog").catalog;
        let intent = intent();
        let wall = Wall::new(&catalog, &intent);
        let table = wall.table_named("t").expect("the table");
        let role = wall.role_named("d_app").expect("the role");
        let Ok(all) = decide::cases(&wall, table, role) else { continue };
        // Some sessions are enough of the largest.
        let step = all.len() / 500 + 1;
        let mut sessions: Vec<_> = all.iter().map(|case| &case.session).collect();
        sessions.dedup();
        let some: Vec<_> = sessions.into_iter().step_by(step).collect();
        let cases: Vec<Case> = all.iter().filter(|case| some.contains(&&case.session)).cloned().collect();
        let (run, seen) = judge(&engine, &catalog, &cases, &policies);
        statements += run;
        let decisions = decide::decide(&wall, table, role);
        let select = decisions.iter().find(|decision| decision.command == Command::Select).expect("a decision");
        match &select.outcome {
            Outcome::Leaks(witness) => {
                leaks += 1;
                assert!(seen || step > 1, "{witness:?}\n{}", policies.join("\n"));
            }
            Outcome::Holds | Outcome::BreaksUse => {
                holds += 1;
                assert!(!seen, "a stranger's row was seen\n{}", policies.join("\n"));
            }
            Outcome::NotDecided(_) => not_decided += 1,
            other => panic!("{other:?}"),
        }
    }
    println!(
        "PostgreSQL {}: {statements} statements as decided; {leaks} leak, {holds} hold, {not_decided} not decided",
        server.major
    );
    assert!(statements > 5_000 && leaks > 2 && holds > 3, "{statements} statements, {leaks} leak, {holds} hold");
}

#[test]
fn every_case_of_random_policies_comes_out_as_decided() {
    for server in servers() {
        sets(&server);
    }
}
