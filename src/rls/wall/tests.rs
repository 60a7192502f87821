//! A catalog with one of everything that the wall has to answer for.

use super::*;
use crate::catalog::{
    self, Column, DataType, Expr, Grant, Grantee, Membership, Policy, PolicyCommand, Privilege, RowSecurity,
};

fn role(name: &str, member_of: &[&str]) -> Role {
    Role { member_of: member_of.iter().map(|name| Id::new(*name)).collect(), ..Role::new(Id::new(name), name) }
}

fn grant(to: Grantee, privileges: &[Privilege]) -> Grant {
    Grant { to, privileges: privileges.to_vec() }
}

fn to(role: &str) -> Grantee {
    Grantee::Role(Id::new(role))
}

fn object(kind: &str, name: &str, definition: &str) -> Object {
    Object {
        id: Id::new(name),
        kind: kind.into(),
        schema: Some(Id::new("public")),
        relation: None,
        name: name.into(),
        identity: format!("public.{name}"),
        definition: definition.into(),
        replaces: None,
        updates: Vec::new(),
        settings: Vec::new(),
        shape: None,
        owner: None,
        comment: None,
        grants: Vec::new(),
    }
}

fn policy(name: &str, command: PolicyCommand, to: &[Grantee], using: Option<&str>, check: Option<&str>) -> Policy {
    Policy {
        id: Id::new(name),
        name: name.into(),
        restrictive: false,
        command,
        to: to.to_vec(),
        using: using.map(Expr::new),
        check: check.map(Expr::new),
        comment: None,
    }
}

fn example() -> Catalog {
    let mut orders = Table::new(Id::new("orders"), Id::new("public"), "orders");
    for name in ["id", "tenant_id", "note"] {
        orders.columns.push(Column::new(Id::new(format!("orders/{name}")), name, DataType::builtin("uuid")));
    }
    orders.row_security = RowSecurity::Enabled;
    orders.grants = vec![grant(to("readers"), &[Privilege::Select])];
    orders.policies = vec![
        policy("all", PolicyCommand::All, &[to("readers")], Some("true"), None),
        policy("checked", PolicyCommand::All, &[Grantee::Public], None, Some("false")),
        policy("insert", PolicyCommand::Insert, &[to("app")], None, Some("true")),
    ];
    let mut stiff = role("stiff", &["readers"]);
    stiff.attributes.no_inherit = true;
    let mut eased = role("eased", &["readers"]);
    eased.attributes.no_inherit = true;
    eased.member_options.insert(Id::new("readers"), Membership { inherit: Some(true), ..Membership::default() });
    let mut bound = role("bound", &["owner"]);
    bound.member_options.insert(Id::new("owner"), Membership { no_set: true, ..Membership::default() });
    let mut root = role("root", &[]);
    root.attributes.superuser = true;
    let note = catalog::Access { grants: vec![grant(to("app"), &[Privilege::Update])], ..catalog::Access::default() };
    Catalog {
        owner: Some(Id::new("owner")),
        roles: vec![
            role("owner", &[]),
            role("app", &["readers"]),
            role("readers", &[]),
            stiff,
            eased,
            bound,
            root,
            role("lookers", &["pg_read_all_data"]),
            role("pg_read_all_data", &[]),
        ],
        schemas: vec![Schema::new(Id::new("public"), "public")],
        tables: vec![orders],
        access: [(Id::new("orders/note"), note)].into(),
        ..Catalog::default()
    }
}

fn with(catalog: &Catalog, test: impl FnOnce(&Wall<'_>)) {
    test(&Wall::new(catalog, &Intent::default()));
}

#[test]
fn a_member_that_does_not_inherit_may_still_become_the_role() {
    with(&example(), |wall| {
        let has = |member: &str, other: &str| {
            let role = |name| wall.role_named(name).expect("a role");
            (wall.has_privileges_of(role(member), role(other)), wall.can_set_role(role(member), role(other)))
        };
        assert_eq!(has("app", "readers"), (true, true));
        assert_eq!(has("stiff", "readers"), (false, true));
        assert_eq!(has("eased", "readers"), (true, true));
        assert_eq!(has("bound", "owner"), (true, false));
        assert_eq!(has("root", "owner"), (true, true));
        assert_eq!(has("readers", "app"), (false, false));
    });
}

#[test]
fn privileges_come_from_owners_grants_columns_and_memberships() {
    use Privilege::{Delete, Select, Update};
    with(&example(), |wall| {
        let table = wall.tables()[0].table;
        let role = |name| wall.role_named(name).expect("a role");
        let on = |name, privilege| wall.on_relation(role(name), &table.id, privilege);
        assert_eq!(on("app", Select), Some(Via::Grant(role("readers"))));
        assert_eq!(on("stiff", Select), None);
        assert_eq!(on("owner", Delete), Some(Via::Owner(role("owner"))));
        assert_eq!(on("root", Delete), Some(Via::Superuser));
        assert_eq!(on("lookers", Select), Some(Via::Predefined(role("pg_read_all_data"))));
        assert_eq!(on("app", Update), None);
        assert_eq!(wall.on_any_column(role("app"), table, Update), Some(Via::Grant(role("app"))));
        let columns: Vec<_> = wall.columns_with(role("app"), table, Update).iter().map(|c| c.name.as_str()).collect();
        assert_eq!(columns, ["note"]);
        assert_eq!(wall.columns_with(role("app"), table, Select).len(), 3);
    });
}

#[test]
fn force_binds_the_owner_and_those_who_inherit_it() {
    let mut catalog = example();
    let bypasses = |catalog: &Catalog, name: &str| {
        let intent = Intent::default();
        let wall = Wall::new(catalog, &intent);
        wall.bypasses(wall.role_named(name).expect("a role"), wall.tables()[0].table)
    };
    assert!(bypasses(&catalog, "owner") && bypasses(&catalog, "bound") && bypasses(&catalog, "root"));
    assert!(!bypasses(&catalog, "app") && !bypasses(&catalog, "lookers"));
    catalog.tables[0].row_security = RowSecurity::Forced;
    assert!(!bypasses(&catalog, "owner") && !bypasses(&catalog, "bound"));
    assert!(bypasses(&catalog, "root"));
    catalog.tables[0].row_security = RowSecurity::Off;
    assert!(bypasses(&catalog, "app"));
}

#[test]
fn a_policy_without_using_reads_nothing_and_checks_what_is_written() {
    with(&example(), |wall| {
        let table = wall.tables()[0].table;
        let names = |role: &str, command, row| -> Vec<String> {
            let clauses = wall.clauses(table, wall.role_named(role).expect("a role"), command, row);
            clauses.permissive.iter().map(|clause| clause.policy.name.clone()).collect()
        };
        assert_eq!(names("app", Command::Select, RowKind::Old), ["all"]);
        assert_eq!(names("stiff", Command::Select, RowKind::Old), Vec::<String>::new());
        assert_eq!(names("app", Command::Insert, RowKind::New), ["all", "checked", "insert"]);
        assert_eq!(names("eased", Command::Update, RowKind::New), ["all", "checked"]);
    });
}

#[test]
fn a_function_is_read_from_its_definition() {
    let mut catalog = example();
    catalog.objects = vec![
        object(
            "function",
            "f",
            "CREATE OR REPLACE FUNCTION public.f(a integer, OUT \"B\" double precision, double precision, VARIADIC r text[] DEFAULT '{a,b}'::text[])\n RETURNS SETOF uuid\n LANGUAGE plpgsql\n STABLE PARALLEL SAFE STRICT SECURITY DEFINER LEAKPROOF COST 10\n SET search_path TO 'pg_catalog', 'public', 'pg_temp'\n SET work_mem TO '4MB'\nAS $function$ BEGIN RETURN QUERY SELECT id FROM orders; END $function$",
        ),
        object(
            "function",
            "g",
            "CREATE FUNCTION g() RETURNS uuid LANGUAGE 'sql' IMMUTABLE NOT LEAKPROOF SET search_path = '' RETURN NULL::uuid",
        ),
        object(
            "function",
            "t",
            "CREATE FUNCTION t() RETURNS TABLE(id uuid, n numeric(10,2)) AS $$ SELECT 1 $$ RETURNS NULL ON NULL INPUT LANGUAGE sql",
        ),
    ];
    catalog
        .access
        .insert(Id::new("g"), catalog::Access { public_lacks: vec![Privilege::Execute], ..catalog::Access::default() });
    with(&catalog, |wall| {
        let [f, g, t] = wall.routines() else { panic!("three functions") };
        assert_eq!((f.language.as_str(), f.volatility, f.security_definer), ("plpgsql", Volatility::Stable, true));
        assert!(f.leakproof && f.strict && f.returns_set() && f.body.contains("RETURN QUERY"));
        assert_eq!(f.search_path(), Some(vec!["pg_catalog", "public", "pg_temp"]));
        let arguments: Vec<_> = f.arguments.iter().map(|a| (a.mode, a.name.as_deref(), a.data_type.as_str())).collect();
        assert_eq!(
            arguments,
            [
                (ArgumentMode::In, Some("a"), "integer"),
                (ArgumentMode::Out, Some("B"), "double precision"),
                (ArgumentMode::In, None, "double precision"),
                (ArgumentMode::Variadic, Some("r"), "text[]"),
            ]
        );
        assert_eq!(f.arguments[3].default.as_deref(), Some("'{a,b}'::text[]"));
        assert_eq!(wall.tables_reached(f.object), [&Id::new("orders")].into());
        assert_eq!((g.volatility, g.leakproof, g.search_path()), (Volatility::Immutable, false, Some(vec![])));
        assert_eq!((g.returns.as_deref(), g.body.as_str()), (Some("uuid"), "RETURN NULL::uuid"));
        assert_eq!((t.returns_set(), t.strict, t.arguments.len(), t.inputs().count()), (true, true, 2, 0));
        let app = wall.role_named("app").expect("a role");
        assert_eq!(wall.may_execute(app, f.object), Some(Via::Public));
        assert_eq!(wall.may_execute(app, g.object), None);
    });
}

#[test]
fn the_last_view_on_the_way_decides_who_reads() {
    let mut catalog = example();
    let mut inner = object("view", "inner_v", "CREATE VIEW public.inner_v AS\n SELECT id FROM orders");
    inner.owner = Some(Id::new("root"));
    let mut outer = object(
        "view",
        "outer_v",
        "CREATE VIEW public.outer_v WITH (security_barrier=true) AS\n SELECT id FROM inner_v",
    );
    outer.owner = Some(Id::new("app"));
    let asking = object(
        "view",
        "asking",
        "CREATE VIEW asking WITH (security_invoker=on, check_option=local) AS SELECT * FROM orders",
    );
    let over = object("view", "over_asking", "CREATE VIEW over_asking AS SELECT * FROM asking WITH CHECK OPTION");
    let kept = object("materialized view", "kept", "CREATE MATERIALIZED VIEW kept AS SELECT * FROM asking");
    catalog.objects = vec![inner, outer, asking, over, kept];
    catalog.dependencies = [(Id::new("inner_v"), [Id::new("orders"), Id::new("orders/id")].into())].into();
    with(&catalog, |wall| {
        let root = wall.role_named("root");
        let reader = |name: &str| -> Vec<Reader<'_>> {
            wall.view(&Id::new(name)).expect("a view").reaches.iter().map(|reach| reach.reader).collect()
        };
        assert_eq!(reader("inner_v"), [Reader::Owner(root)]);
        assert_eq!(reader("outer_v"), [Reader::Owner(root)]);
        assert_eq!(reader("asking"), [Reader::Caller]);
        assert_eq!(reader("over_asking"), [Reader::Caller]);
        assert_eq!(reader("kept"), [Reader::Refresh]);
        let view = |name: &str| wall.view(&Id::new(name)).expect("a view");
        assert_eq!(view("asking").check_option, Some(CheckOption::Local));
        assert_eq!(view("over_asking").check_option, Some(CheckOption::Cascaded));
        assert!(view("outer_v").barrier && !view("outer_v").invoker);
        assert_eq!(wall.unfiltered(view("outer_v")).count(), 1);
        assert_eq!(wall.unfiltered(view("over_asking")).count(), 0);
    });
}

#[test]
fn what_is_said_of_a_table_is_found_by_its_name() {
    let catalog = example();
    let mut intent = Intent::default();
    let said = TableIntent { tenant_column: Some("tenant_id".into()), ..TableIntent::new(Access::Tenant) };
    intent.tables.insert("orders".into(), said);
    let wall = Wall::new(&catalog, &intent);
    let table = wall.table_named("public.orders").expect("the table");
    assert_eq!(table.tenant.map(|column| column.name.as_str()), Some("tenant_id"));
    assert!(table.is_walled() && wall.table_named("orders").is_some() && wall.table_named("other.orders").is_none());
}
