//! Every policy template on native servers: its statements run as the owner, they are run dry as a migration, and the
//! rows are those that it promises.

mod prove_support;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use bulkhead::catalog::{Catalog, Pair};
use bulkhead::introspect::introspect;
use bulkhead::plan::{self, Options};
use bulkhead::prove::{self, Input, StageId, StageStatus};
use bulkhead::rls::template::{apply, templates};
use prove_support::{Counting, prove, stage};
use support::native::{NativeEngine, servers};

const A: &str = "00000000-0000-4000-8000-00000000000a";
const B: &str = "00000000-0000-4000-8000-00000000000b";
const DENIED: &str = "42501";

const ROLES: &str = "CREATE ROLE p_owner; CREATE ROLE p_app; CREATE ROLE p_ro; CREATE ROLE p_svc; CREATE ROLE p_staff;
    GRANT p_app, p_ro, p_svc, p_staff TO p_owner; GRANT USAGE, CREATE ON SCHEMA public TO p_owner;";

const TABLES: &str = "
    CREATE TABLE memberships (user_id uuid, tenant_id uuid, role text, PRIMARY KEY (user_id, tenant_id));
    CREATE TABLE tenant_closure (ancestor uuid, descendant uuid, PRIMARY KEY (ancestor, descendant));
    CREATE TABLE support_grants (staff_id uuid, tenant_id uuid, expires_at timestamptz);
    CREATE TABLE sessions (token uuid PRIMARY KEY, tenant_id uuid, expires_at timestamptz);
    CREATE TABLE \"Notes\" (
        tenant_id uuid NOT NULL, id integer, owner_id uuid, published boolean NOT NULL DEFAULT false,
        deleted_at timestamptz, body text, PRIMARY KEY (tenant_id, id));";

/// Who are members, what is below what, who supports whom, and two notes of A's, one published, and one of B's.
const ROWS: &str = "
    INSERT INTO memberships VALUES ('{A}', '{A}', 'admin'), ('{A}', '{B}', 'viewer'), ('{B}', '{B}', 'editor');
    INSERT INTO tenant_closure VALUES ('{A}', '{A}'), ('{B}', '{B}'), ('{A}', '{B}');
    INSERT INTO support_grants VALUES ('{A}', '{B}', now() + interval '1 hour'), ('{A}', '{A}', now() - interval '1 hour');
    INSERT INTO sessions VALUES ('{A}', '{A}', now() + interval '1 hour'), ('{B}', '{B}', now() - interval '1 hour');
    INSERT INTO \"Notes\" (tenant_id, id, owner_id, published) VALUES
        ('{A}', 1, '{A}', true), ('{A}', 2, '{B}', false), ('{B}', 1, '{B}', false);";

/// A template, the tenant's wall below it if it goes on top of one, its parameters, and what must come of statements: the
/// role, the settings, the statement, and its first value, the rows it touched, or the code of its error.
struct Case {
    id: &'static str,
    below: Option<&'static str>,
    params: Pairs,
    tries: &'static [Try],
}

type Pairs = &'static [(&'static str, &'static str)];
type Try = (&'static str, Pairs, &'static str, &'static str);

const COUNT: &str = "SELECT count(*) FROM \"Notes\"";
const TENANT_A: Pairs = &[("app.current_tenant", "{A}")];
const TENANT_B: Pairs = &[("app.current_tenant", "{B}")];
const USER_A: Pairs = &[("app.user_id", "{A}")];
const USER_B: Pairs = &[("app.user_id", "{B}")];
const BOTH_A: Pairs = &[("app.current_tenant", "{A}"), ("app.user_id", "{A}")];
const CLAIM_B: Pairs = &[("request.jwt.claims", "{\"app_metadata\": {\"tenant_id\": \"{B}\"}}")];
const INSERT_A: &str = "INSERT INTO \"Notes\" (tenant_id, id) VALUES ('{A}', 9)";
const INSERT_B: &str = "INSERT INTO \"Notes\" (tenant_id, id) VALUES ('{B}', 9)";
const UPDATE: &str = "UPDATE \"Notes\" SET body = 'x'";
const DELETE: &str = "DELETE FROM \"Notes\"";
const MOVE: &str = "UPDATE \"Notes\" SET tenant_id = '{B}'";

const CASES: &[Case] = &[
    Case {
        id: "tenant",
        below: None,
        params: &[("readOnlyRole", "p_ro")],
        tries: &[
            ("p_app", TENANT_A, COUNT, "2"),
            ("p_ro", TENANT_B, COUNT, "1"),
            ("p_app", &[], COUNT, "0"),
            ("p_app", TENANT_A, INSERT_A, "1"),
            ("p_app", TENANT_A, INSERT_B, DENIED),
            ("p_app", TENANT_B, UPDATE, "1"),
            ("p_app", TENANT_A, MOVE, DENIED),
            ("p_ro", TENANT_A, UPDATE, DENIED),
            ("p_app", TENANT_B, DELETE, "1"),
            ("p_app", TENANT_A, "TRUNCATE \"Notes\"", DENIED),
            ("p_owner", &[], COUNT, "0"),
        ],
    },
    Case {
        id: "claim",
        below: None,
        params: &[],
        tries: &[
            ("p_app", CLAIM_B, COUNT, "1"),
            ("p_app", CLAIM_B, INSERT_A, DENIED),
            ("p_app", CLAIM_B, UPDATE, "1"),
            ("p_app", &[("request.jwt.claims", "")], COUNT, "0"),
            ("p_app", &[], COUNT, "0"),
        ],
    },
    Case {
        id: "owner",
        below: Some("tenant"),
        params: &[],
        tries: &[
            ("p_app", BOTH_A, COUNT, "1"),
            ("p_app", USER_B, COUNT, "0"),
            ("p_app", BOTH_A, UPDATE, "1"),
            ("p_app", BOTH_A, INSERT_A, DENIED),
            ("p_app", BOTH_A, "INSERT INTO \"Notes\" (tenant_id, id, owner_id) VALUES ('{A}', 9, '{A}')", "1"),
        ],
    },
    Case {
        id: "membership",
        below: None,
        params: &[],
        tries: &[
            ("p_app", USER_A, COUNT, "3"),
            ("p_app", USER_B, COUNT, "1"),
            ("p_app", &[], COUNT, "0"),
            ("p_app", USER_A, INSERT_A, "1"),
            ("p_app", USER_A, INSERT_B, DENIED),
            ("p_app", USER_B, UPDATE, "1"),
            ("p_app", USER_B, DELETE, "0"),
            ("p_app", USER_A, DELETE, "2"),
            ("p_app", USER_A, "SELECT count(*) FROM memberships", DENIED),
        ],
    },
    Case {
        id: "hierarchy",
        below: None,
        params: &[],
        tries: &[
            ("p_app", TENANT_A, COUNT, "3"),
            ("p_app", TENANT_B, COUNT, "1"),
            ("p_app", TENANT_A, UPDATE, "2"),
            ("p_app", TENANT_A, INSERT_B, DENIED),
            ("p_app", TENANT_A, DELETE, "2"),
        ],
    },
    Case {
        id: "published",
        below: None,
        params: &[],
        tries: &[
            ("p_app", TENANT_B, COUNT, "2"),
            ("p_app", &[], COUNT, "1"),
            ("p_app", TENANT_B, DELETE, "1"),
            ("p_app", TENANT_B, UPDATE, "1"),
            ("p_app", TENANT_B, INSERT_A, DENIED),
        ],
    },
    Case {
        id: "service",
        below: Some("published"),
        params: &[("serviceRole", "p_svc")],
        tries: &[
            ("p_svc", &[], COUNT, "3"),
            ("p_svc", &[], INSERT_A, DENIED),
            ("p_svc", TENANT_A, INSERT_A, "1"),
            ("p_svc", TENANT_A, UPDATE, DENIED),
            ("p_app", TENANT_B, COUNT, "2"),
        ],
    },
    Case {
        id: "soft-delete",
        below: Some("tenant"),
        params: &[],
        tries: &[
            ("p_app", TENANT_A, "UPDATE \"Notes\" SET deleted_at = now() WHERE id = 1", "1"),
            (
                "p_app",
                TENANT_A,
                "WITH gone AS (UPDATE \"Notes\" SET deleted_at = now() WHERE id = 1 RETURNING id) \
              SELECT count(*) FROM gone",
                "1",
            ),
            ("p_app", TENANT_A, "UPDATE \"Notes\" SET deleted_at = '2000-01-01' WHERE id = 1", DENIED),
            ("p_app", TENANT_B, COUNT, "1"),
        ],
    },
    Case {
        id: "support",
        below: Some("published"),
        params: &[("supportRole", "p_staff")],
        tries: &[
            ("p_staff", USER_A, COUNT, "1"),
            ("p_staff", USER_B, COUNT, "0"),
            ("p_staff", USER_A, UPDATE, DENIED),
            ("p_app", USER_A, COUNT, "1"),
        ],
    },
    Case {
        id: "session",
        below: None,
        params: &[],
        tries: &[
            ("p_app", &[("app.session", "{A}")], COUNT, "2"),
            ("p_app", &[("app.session", "{B}")], COUNT, "0"),
            ("p_app", &[("app.session", "")], COUNT, "0"),
            ("p_app", &[("app.session", "{A}")], INSERT_B, DENIED),
            ("p_app", TENANT_A, COUNT, "0"),
        ],
    },
];

fn filled(text: &str) -> String {
    text.replace("{A}", A).replace("{B}", B)
}

fn catalog(engine: &mut NativeEngine) -> Catalog {
    pollster::block_on(introspect(engine)).expect("introspects").catalog
}

/// The statements of a template for the notes.
fn statements(engine: &mut NativeEngine, id: &str, params: &[(&str, &str)]) -> String {
    let catalog = catalog(engine);
    let table = catalog.tables.iter().find(|table| table.name == "Notes").expect("the notes").id.clone();
    let mut said: BTreeMap<String, String> = BTreeMap::from([("appRole".to_owned(), "p_app".to_owned())]);
    said.extend(params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    apply(id, &catalog, &table, &said).unwrap_or_else(|problem| panic!("{id}: {problem}"))
}

/// What comes of a statement in a transaction that is rolled back.
fn outcome(engine: &mut NativeEngine, role: &str, settings: &[(&str, &str)], statement: &str) -> String {
    engine.must("BEGIN");
    for (name, value) in settings {
        engine.must(&format!("SELECT set_config('{name}', '{}', true)", filled(value)));
    }
    engine.must(&format!("SET LOCAL ROLE {role}"));
    let told = match engine.query(&filled(statement)) {
        Ok(rows) => rows.value().map_or_else(|| rows.affected.to_string(), str::to_owned),
        Err(error) => error.code,
    };
    engine.must("ROLLBACK");
    told
}

#[test]
fn every_template_does_what_it_says() {
    let tried: BTreeSet<&str> = CASES.iter().map(|case| case.id).collect();
    assert_eq!(tried, templates().iter().map(|template| template.id).collect(), "every template has its case");
    for server in servers() {
        for case in CASES {
            let mut engine = NativeEngine::with_roles(&server.url);
            engine.must(ROLES);
            engine.must("SET ROLE p_owner");
            engine.must(TABLES);
            engine.must(&filled(ROWS));
            let before = catalog(&mut engine);
            let mut script = String::new();
            for (id, params) in case.below.iter().map(|below| (*below, &[][..])).chain([(case.id, case.params)]) {
                let sql = statements(&mut engine, id, params);
                engine.must(&sql);
                script.push_str(&sql);
            }
            let after = catalog(&mut engine);
            engine.must("RESET ROLE");
            for (role, settings, statement, expected) in case.tries {
                let told = outcome(&mut engine, role, settings, statement);
                assert_eq!(told, *expected, "{} {} {role} {settings:?}: {statement}\n{script}", server.major, case.id);
            }
            let draft = plan::draft(Pair::new(&before, &after), &[], &Options::default());
            let input = Input::between(&before, &after, &draft, prove::Options::default());
            drop(engine);
            let proof = prove(&mut Counting::new(NativeEngine::with_roles(&server.url)), &input);
            for id in [StageId::Base, StageId::Up, StageId::MatchesModel, StageId::Down, StageId::MatchesBase] {
                let stage = stage(&proof, id);
                assert_eq!(stage.status, StageStatus::Passed, "{} {}: {}", server.major, case.id, stage.detail);
            }
        }
    }
}
