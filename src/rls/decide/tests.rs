//! Walls that hold, walls that leak, and what can't be decided.

use super::*;
use crate::catalog::{
    Catalog, Column, DataType, Expr, Grant, Grantee, Policy, PolicyCommand, Privilege, RowSecurity, Schema, Table,
};
use crate::rls::intent::{Access, Context, Intent, Means, TableIntent};

const TENANT: &str = "tenant_id = (SELECT NULLIF(current_setting('app.t', true), '')::uuid)";

fn policy(name: &str, command: PolicyCommand, using: Option<&str>, check: Option<&str>) -> Policy {
    Policy {
        id: Id::new(name),
        name: name.into(),
        restrictive: false,
        command,
        to: vec![Grantee::Public],
        using: using.map(Expr::new),
        check: check.map(Expr::new),
        comment: None,
    }
}

fn all(using: &str) -> Policy {
    policy("p", PolicyCommand::All, Some(using), None)
}

fn floor(using: &str) -> Policy {
    Policy { restrictive: true, name: "floor".into(), ..all(using) }
}

fn catalog(policies: Vec<Policy>) -> Catalog {
    let mut table = Table::new(Id::new("t"), Id::new("public"), "t");
    for (name, data_type) in [("id", "integer"), ("tenant_id", "uuid"), ("owner_id", "uuid"), ("published", "boolean")]
    {
        table.columns.push(Column::new(Id::new(name), name, DataType::builtin(data_type)));
    }
    table.columns[1].not_null = true;
    table.row_security = RowSecurity::Forced;
    let privileges = vec![Privilege::Select, Privilege::Insert, Privilege::Update, Privilege::Delete];
    table.grants = vec![Grant { to: Grantee::Role(Id::new("app")), privileges }];
    table.policies = policies;
    Catalog {
        roles: vec![Role::new(Id::new("app"), "app")],
        schemas: vec![Schema::new(Id::new("public"), "public")],
        tables: vec![table],
        ..Catalog::default()
    }
}

fn intent() -> Intent {
    let context = |setting: &str, means| Context::Setting { setting: setting.into(), data_type: "uuid".into(), means };
    let said = TableIntent { tenant_column: Some("tenant_id".into()), ..TableIntent::new(Access::Tenant) };
    Intent {
        context: vec![context("app.t", Means::Tenant), context("app.u", Means::User)],
        app_roles: vec!["app".into()],
        tables: [("t".to_owned(), said)].into(),
        ..Intent::default()
    }
}

/// The outcomes in short: select, insert, update, blind update, delete, blind delete.
fn outcomes(catalog: &Catalog, intent: &Intent) -> String {
    let wall = Wall::new(catalog, intent);
    let short = |decision: &Decision| match decision.outcome {
        Outcome::Denied => 'd',
        Outcome::Open => 'o',
        Outcome::Holds => 'h',
        Outcome::Leaks(_) => 'L',
        Outcome::BreaksUse => 'b',
        Outcome::NotDecided(_) => '?',
    };
    super::all(&wall).iter().map(short).collect()
}

fn check(policies: Vec<Policy>, expected: &str) {
    assert_eq!(outcomes(&catalog(policies.clone()), &intent()), expected, "{policies:#?}");
}

#[test]
fn the_usual_walls_hold() {
    check(vec![all(TENANT)], "hhhhhh");
    check(vec![all("tenant_id = current_setting('app.t')::uuid")], "hhhhhh");
    check(vec![all("(tenant_id)::text = COALESCE(current_setting('app.t', true), 'nobody')")], "hhhhhh");
    check(vec![all("true"), floor(TENANT)], "hhhhhh");
    check(vec![all(&format!("{TENANT} AND (published OR owner_id = current_setting('app.u')::uuid)"))], "hhhhhh");
    // What is not understood can only narrow what a comparison lets through.
    check(vec![all(&format!("{TENANT} AND weather() = 'fine'"))], "hhhhhh");
}

#[test]
fn the_usual_holes_leak() {
    check(vec![all("true")], "LLLLLL");
    check(vec![all(TENANT), policy("svc", PolicyCommand::All, Some("current_user = 'svc'"), Some("true"))], "hLhLhh");
    check(vec![all(&format!("published OR {TENANT}"))], "LLLLLL");
    check(vec![all(&format!("{TENANT} OR current_setting('app.bypass', true) = 'on'"))], "LLLLLL");
    check(vec![all(&format!("current_setting('app.t', true) IS NULL OR {TENANT}"))], "LLLLLL");
    check(vec![all("tenant_id = COALESCE(NULLIF(current_setting('app.t', true), '')::uuid, tenant_id)")], "LLLLLL");
    let blind = |command, using: &str| Policy {
        id: Id::new(format!("{command:?}")),
        ..policy("w", command, Some(using), None)
    };
    check(
        vec![
            policy("r", PolicyCommand::Select, Some(TENANT), None),
            blind(PolicyCommand::Update, "true"),
            blind(PolicyCommand::Delete, "true"),
        ],
        "hbhLhL",
    );
    check(vec![policy("r", PolicyCommand::All, Some(TENANT), Some("owner_id IS NULL"))], "hLhLhh");
}

#[test]
fn what_can_not_be_decided_says_why() {
    check(vec![all(&format!("{TENANT} OR weather() = 'fine'"))], "??????");
    let catalog = catalog(vec![all(&format!("{TENANT} OR weather() = 'fine'"))]);
    let intent = intent();
    let wall = Wall::new(&catalog, &intent);
    let Outcome::NotDecided(reason) = super::all(&wall).remove(0).outcome else { panic!("not decided") };
    assert_eq!(reason, "weather() is not understood");
    check(vec![all("tenant_id = weather()")], "??????");
}

#[test]
fn a_setting_that_nobody_declared_may_hold_anything() {
    let mut catalog = catalog(vec![all("note = current_setting('app.note', true)")]);
    catalog.tables[0].columns.push(Column::new(Id::new("note"), "note", DataType::builtin("text")));
    assert_eq!(outcomes(&catalog, &intent()), "LLLLLL");
    // What is greater is not among what the cases tell apart.
    check(vec![all(&format!("{TENANT} OR id < 5"))], "??????");
    check(vec![all(&format!("{TENANT} AND id BETWEEN 1 AND 5"))], "hhhhhh");
    check(vec![all(&format!("{TENANT} OR current_setting('app.level', true)::int > 3"))], "??????");
}

#[test]
fn claims_have_the_type_of_what_they_are_compared_with() {
    let claim = "(current_setting('app.jwt', true)::jsonb ->> 'org')::bigint";
    let user = "(current_setting('app.jwt', true)::jsonb ->> 'sub')::uuid";
    let mut catalog = catalog(vec![all(&format!("tenant_id = {claim} AND owner_id = {user}"))]);
    catalog.tables[0].columns[1].data_type = DataType::builtin("bigint");
    let context = |path: &str, means| Context::Claim { claims: "app.jwt".into(), path: path.into(), means };
    let said = Intent { context: vec![context("org", Means::Tenant), context("sub", Means::User)], ..intent() };
    assert_eq!(outcomes(&catalog, &said), "hhhhhh");
}

#[test]
fn use_that_breaks_is_no_wall() {
    check(vec![all("false")], "bbbbbb");
    check(vec![], "bbbbbb");
    check(vec![all(TENANT), floor("false")], "bbbbbb");
}

#[test]
fn a_leak_names_its_case() {
    let catalog =
        catalog(vec![all(TENANT), policy("svc", PolicyCommand::All, Some("current_user = 'svc'"), Some("true"))]);
    let intent = intent();
    let wall = Wall::new(&catalog, &intent);
    let Outcome::Leaks(witness) = super::all(&wall).remove(1).outcome else { panic!("a leak") };
    assert_eq!(witness.policies, ["svc"]);
    assert!(
        witness.sentence.contains("can be inserted when app.t was never set: policy svc lets it."),
        "{}",
        witness.sentence
    );
}

#[test]
fn grants_of_columns_keep_a_row_where_it_is() {
    let mut catalog = catalog(vec![policy("p", PolicyCommand::All, Some(TENANT), Some("true"))]);
    let on =
        |privileges: &[Privilege]| vec![Grant { to: Grantee::Role(Id::new("app")), privileges: privileges.to_vec() }];
    catalog.tables[0].grants = on(&[Privilege::Select]);
    assert_eq!(outcomes(&catalog, &intent()), "hddddd");
    let access = crate::catalog::Access { grants: on(&[Privilege::Update]), ..Default::default() };
    catalog.access.insert(Id::new("published"), access);
    assert_eq!(outcomes(&catalog, &intent()), "hdhhdd");
}

#[test]
fn shared_rows_are_read_and_not_written() {
    let mut catalog = catalog(vec![all(&format!("tenant_id IS NULL OR {TENANT}"))]);
    catalog.tables[0].columns[1].not_null = false;
    let mut said = intent();
    assert_eq!(outcomes(&catalog, &said), "LLLLLL");
    if let Some(table) = said.tables.get_mut("t") {
        table.shared_when = Some("tenant_id IS NULL".into());
    }
    assert_eq!(outcomes(&catalog, &said), "hLLLLL");
}

#[test]
fn memberships_are_the_callers_own() {
    let mut catalog = catalog(vec![all(
        "EXISTS (SELECT 1 FROM members m WHERE m.tenant_id = t.tenant_id AND m.user_id = current_setting('app.u')::uuid)",
    )]);
    let mut members = Table::new(Id::new("m"), Id::new("public"), "members");
    members.columns.push(Column::new(Id::new("m/t"), "tenant_id", DataType::builtin("uuid")));
    members.columns.push(Column::new(Id::new("m/u"), "user_id", DataType::builtin("uuid")));
    catalog.tables.push(members);
    assert_eq!(outcomes(&catalog, &intent()), "hhhhhh");
    let everybody = "EXISTS (SELECT 1 FROM members m WHERE m.tenant_id = t.tenant_id)";
    catalog.tables[0].policies = vec![all(everybody)];
    assert_eq!(outcomes(&catalog, &intent()), "??????");
}

#[test]
fn a_table_without_a_key_follows_its_foreign_key() {
    use crate::catalog::{Constraint, ConstraintKind};
    let by_parent = "EXISTS (SELECT 1 FROM t p WHERE p.id = lines.parent AND p.tenant_id = (SELECT NULLIF(current_setting('app.t', true), '')::uuid))";
    let mut catalog = catalog(vec![all(TENANT)]);
    let mut lines = Table::new(Id::new("l"), Id::new("public"), "lines");
    lines.columns.push(Column::new(Id::new("l/p"), "parent", DataType::builtin("integer")).required());
    lines.constraints.push(Constraint::new(
        Id::new("l/fk"),
        ConstraintKind::ForeignKey {
            columns: vec![Id::new("l/p")],
            target: Id::new("t"),
            target_columns: vec![Id::new("id")],
            on_delete: Default::default(),
            on_update: Default::default(),
            deferral: Default::default(),
        },
    ));
    lines.row_security = RowSecurity::Forced;
    lines.grants = catalog.tables[0].grants.clone();
    lines.policies = vec![all(by_parent)];
    catalog.tables.push(lines);
    let mut said = intent();
    said.tables.insert("lines".into(), TableIntent::new(Access::Tenant));
    assert_eq!(outcomes(&catalog, &said), "hhhhhhhhhhhh");
    catalog.tables[1].policies = vec![all("EXISTS (SELECT 1 FROM t p WHERE p.id = lines.parent)")];
    // A sub-select is bound by the policies of what it reads.
    assert_eq!(outcomes(&catalog, &said), "hhhhhhhhhhhh");
    catalog.tables[0].policies = vec![all("true")];
    assert_eq!(outcomes(&catalog, &said), "LLLLLLLLLLLL");
}
