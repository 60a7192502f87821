//! Clauses as PostgreSQL deparses them and as people type them.

use super::*;
use crate::catalog::{Catalog, Column, DataType, Id, Object, Schema};
use crate::rls::Intent;

fn table(name: &str, columns: &[&str]) -> Table {
    let mut table = Table::new(Id::new(name), Id::new("public"), name);
    for column in columns {
        table.columns.push(Column::new(Id::new(format!("{name}/{column}")), *column, DataType::builtin("uuid")));
    }
    table
}

fn function(name: &str, definition: &str) -> Object {
    Object {
        id: Id::new(name),
        kind: "function".into(),
        schema: Some(Id::new("app")),
        relation: None,
        name: name.into(),
        identity: format!("app.{name}()"),
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

fn catalog() -> Catalog {
    Catalog {
        schemas: vec![Schema::new(Id::new("public"), "public"), Schema::new(Id::new("app"), "app")],
        tables: vec![table("docs", &["id", "tenant_id", "published"]), table("members", &["user_id", "tenant_id"])],
        objects: vec![
            function(
                "tenant",
                "CREATE FUNCTION app.tenant() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT NULLIF(pg_catalog.current_setting('app.t', true), '')::uuid $$",
            ),
            function(
                "me",
                "CREATE FUNCTION app.me() RETURNS uuid LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN current_setting('app.u'); END; $$",
            ),
            function(
                "mine",
                "CREATE FUNCTION app.mine() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER AS $$ SELECT m.tenant_id FROM members m WHERE m.user_id = app.me() $$",
            ),
            function(
                "everybody",
                "CREATE FUNCTION app.everybody() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER AS $$ SELECT tenant_id FROM members $$",
            ),
            function(
                "is_member",
                "CREATE FUNCTION app.is_member(t uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER AS $$ SELECT EXISTS (SELECT 1 FROM members WHERE tenant_id = t AND user_id = app.me()) $$",
            ),
            function(
                "guarded",
                "CREATE FUNCTION app.guarded() RETURNS uuid LANGUAGE plpgsql STABLE AS $$ BEGIN IF current_setting('app.t', true) = '' THEN RAISE 'no tenant'; END IF; RETURN app.tenant(); END $$",
            ),
        ],
        ..Catalog::default()
    }
}

/// A short form of a tree, to compare by.
fn short(predicate: &Predicate) -> String {
    let all = |parts: &[Predicate]| parts.iter().map(short).collect::<Vec<_>>().join(" ");
    let sign = |positive: &bool| if *positive { "" } else { "not-" };
    match predicate {
        Predicate::Constant(value) => value.map_or("null".into(), |value| value.to_string()),
        Predicate::And(parts) => format!("(and {})", all(parts)),
        Predicate::Or(parts) => format!("(or {})", all(parts)),
        Predicate::Not(of) => format!("(not {})", short(of)),
        Predicate::Compare { op, left, right } => format!("({op:?} {} {})", value(left), value(right)),
        Predicate::Distinct { left, right, negated } => {
            format!("({}distinct {} {})", sign(&!negated), value(left), value(right))
        }
        Predicate::IsNull { of, negated } => format!("({}null {})", sign(&!negated), value(of)),
        Predicate::Is { of, test, negated } => format!("({}is-{test:?} {})", sign(&!negated), short(of)),
        Predicate::Among { of, items, positive } => {
            let items: Vec<_> = items.iter().map(value).collect();
            format!("({}among {} {})", sign(positive), value(of), items.join(" "))
        }
        Predicate::Member { of, set, positive } => {
            let source = match &set.source {
                Source::Helper(helper) => format!("{}:{}", helper.name, set_body(&helper.body)),
                Source::Query(query) => select(query),
                Source::Array(array) => value(array),
            };
            format!("({}{:?} {} {source})", sign(positive), set.form, value(of))
        }
        Predicate::Exists(query) => format!("(exists {})", select(query)),
        Predicate::HasRole { role, how, .. } => format!("(has-role {role} {how})"),
        Predicate::Truth(of) => value(of),
        Predicate::Opaque(opaque) => format!("?{}?", opaque.text),
    }
}

fn set_body(body: &Body) -> String {
    match body {
        Body::Query(query) => select(query),
        Body::Scalar(of) => value(of),
        Body::Unknown => "?".into(),
    }
}

fn select(query: &Query) -> String {
    let tables: Vec<_> = query.tables.iter().map(|table| table.name.clone()).collect();
    let conditions: Vec<_> = query.conditions.iter().map(short).collect();
    let more = if query.more { "+" } else { "" };
    format!("[{}{more} where {}]", tables.join(","), conditions.join(" "))
}

fn value(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Null => "null".into(),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Text(text) => format!("'{text}'"),
        Scalar::Number(number) => number.clone(),
        Scalar::Column(column) => column.name.clone(),
        Scalar::Inner(column) => format!("{}.{}", column.alias, column.name),
        Scalar::Setting { name, missing_ok } => format!("{}{name}", if *missing_ok { "$?" } else { "$" }),
        Scalar::CurrentUser => "user".into(),
        Scalar::SessionUser => "session".into(),
        Scalar::NullIf(left, right) => format!("(nullif {} {})", value(left), value(right)),
        Scalar::Coalesce(items) => format!("(coalesce {})", items.iter().map(value).collect::<Vec<_>>().join(" ")),
        Scalar::Cast(of, to) if to == "text" => value(of),
        Scalar::Cast(of, to) => format!("{}::{to}", value(of)),
        Scalar::Json { of, path, text } => {
            format!("{}{}{}", value(of), if *text { "->>" } else { "->" }, path.join("."))
        }
        Scalar::Select(of) => format!("<{}>", value(of)),
        Scalar::Query(query) => select(query),
        Scalar::Helper(helper) => format!("{}:{}", helper.name, set_body(&helper.body)),
        Scalar::Array(items) => format!("[{}]", items.iter().map(value).collect::<Vec<_>>().join(" ")),
        Scalar::Case { arms, otherwise } => {
            let arms: Vec<_> = arms.iter().map(|(when, then)| format!("{} {}", short(when), value(then))).collect();
            format!("(case {} {})", arms.join(" "), value(otherwise))
        }
        Scalar::Condition(of) => short(of),
        Scalar::Opaque(opaque) => format!("?{}?", opaque.text),
    }
}

fn check(sql: &str, expected: &str) {
    let catalog = catalog();
    let intent = Intent::default();
    let wall = Wall::new(&catalog, &intent);
    assert_eq!(short(&read(&wall, &catalog.tables[0], sql)), expected, "{sql}");
}

#[test]
fn the_tenant_of_the_session_in_every_dress() {
    let expected = "(Eq tenant_id <(nullif $?app.t '')::uuid>)";
    check("tenant_id = (SELECT NULLIF(current_setting('app.t', true), '')::uuid)", expected);
    check(
        "(tenant_id = ( SELECT (NULLIF(current_setting('app.t'::text, true), ''::text))::uuid AS \"nullif\"))",
        expected,
    );
    check("docs.tenant_id = (select cast(nullif(pg_catalog.current_setting('app.t', 't'), '') as uuid))", expected);
    check("tenant_id::text = current_setting('App.T')", "(Eq tenant_id $app.t)");
    check("(tenant_id = app.tenant())", "(Eq tenant_id app.tenant():(nullif $?app.t '')::uuid::uuid)");
    check(
        "tenant_id = (SELECT app.tenant() AS tenant)",
        "(Eq tenant_id <app.tenant():(nullif $?app.t '')::uuid::uuid>)",
    );
    check("id = app.me()", "(Eq id app.me():$app.u::uuid)");
    check("id = app.guarded()", "(Eq id app.guarded():?)");
    check("(tenant_id OPERATOR(pg_catalog.=) app.me())", "(Eq tenant_id app.me():$app.u::uuid)");
}

#[test]
fn claims_of_a_document() {
    let path = "(Eq tenant_id $?request.jwt.claims::jsonb->>app_metadata.tenant_id::uuid)";
    check(
        "tenant_id = ((current_setting('request.jwt.claims', true)::jsonb -> 'app_metadata') ->> 'tenant_id')::uuid",
        path,
    );
    check(
        "tenant_id = (((current_setting('request.jwt.claims'::text, true))::jsonb #>> '{app_metadata,tenant_id}'::text[]))::uuid",
        path,
    );
    check(
        "tenant_id = jsonb_extract_path_text(current_setting('request.jwt.claims', true)::jsonb, 'app_metadata', 'tenant_id')::uuid",
        path,
    );
    check("(current_setting('c', true)::json #>> ARRAY['a'::text, 'b']) = 'x'", "(Eq $?c::json->>a.b 'x')");
}

#[test]
fn sets_and_sub_selects() {
    let mine = "app.mine():[members where (Eq m.user_id app.me():$app.u::uuid)]";
    check("tenant_id = ANY (ARRAY( SELECT app.mine() AS mine))", &format!("(Array tenant_id {mine})"));
    check("tenant_id IN ( SELECT app.mine() AS mine)", &format!("(In tenant_id {mine})"));
    check("tenant_id IN (SELECT * FROM app.mine())", &format!("(In tenant_id {mine})"));
    check("NOT (tenant_id IN (SELECT app.mine()))", &format!("(not (In tenant_id {mine}))"));
    check("tenant_id IN (SELECT app.tenant())", "(among tenant_id <app.tenant():(nullif $?app.t '')::uuid::uuid>)");
    check(
        "(EXISTS ( SELECT 1\n   FROM members m\n  WHERE ((m.tenant_id = docs.tenant_id) AND (m.user_id = app.me()))))",
        "(exists [members where (Eq m.tenant_id tenant_id) (Eq m.user_id app.me():$app.u::uuid)])",
    );
    // An unqualified name is the innermost relation's.
    check(
        "EXISTS (SELECT FROM members WHERE tenant_id = tenant_id)",
        "(exists [members where (Eq members.tenant_id members.tenant_id)])",
    );
    check(
        "EXISTS (SELECT 1 FROM members JOIN docs d ON d.id = user_id WHERE published IS NULL)",
        "(exists [members,docs where (Eq d.id members.user_id) (null d.published)])",
    );
    check("tenant_id IN (SELECT tenant_id FROM members UNION SELECT app.me())", "(In tenant_id [members+ where ])");
    check("id IN (SELECT x FROM elsewhere x)", "(In id [elsewhere+ where ])");
    check(
        "app.is_member(tenant_id)",
        "app.is_member():(exists [members where (Eq members.tenant_id tenant_id) (Eq members.user_id app.me():$app.u::uuid)])::boolean",
    );
}

#[test]
fn the_rest_of_the_grammar() {
    check("published OR NOT true AND id IS NOT NULL", "(or published (and (not true) (not-null id)))");
    check("id IS NOT DISTINCT FROM tenant_id OR id != tenant_id", "(or (not-distinct id tenant_id) (Ne id tenant_id))");
    check("(id = tenant_id) IS NOT TRUE", "(not-is-True (Eq id tenant_id))");
    check("id IN ('a', 'b') AND id <> ALL ('{c,d}'::uuid[])", "(and (among id 'a' 'b') (not-among id 'c' 'd'))");
    check("id BETWEEN 1 AND 2 OR id LIKE 'x%'", "(or (and (Ge id 1) (Le id 2)) (Other(\"~~\") id 'x%'))");
    check("CURRENT_USER = 'svc'::name", "(Eq user 'svc'::name)");
    check("pg_has_role(current_user, 'admin', 'MEMBER')", "(has-role admin member)");
    check(
        "COALESCE(id, tenant_id) = CASE WHEN published THEN id ELSE tenant_id END",
        "(Eq (coalesce id tenant_id) (case published id tenant_id))",
    );
    check("id = -1", "(Eq id -1)");
    check("id @> tenant_id AND (id).x = 1", "(and (Other(\"@>\") id tenant_id) (Eq ?(id).x? 1))");
    check("random() < 0.5", "(Lt ?random()? 0.5)");
    check("id =", "?id =?");
    check("nothing = 1", "(Eq ?nothing? 1)");
}

#[test]
fn how_a_value_of_the_session_was_taken() {
    let catalog = catalog();
    let intent = Intent::default();
    let wall = Wall::new(&catalog, &intent);
    let of = |sql: &str| read(&wall, &catalog.tables[0], sql);
    let Predicate::Compare { right, .. } = of("id = (SELECT NULLIF(current_setting('app.t', true), '')::uuid)") else {
        panic!("a comparison")
    };
    let found = right.context().expect("a context");
    assert_eq!(
        (found.setting, found.missing_ok, found.nullif, found.cast, found.once),
        (Some("app.t"), true, true, Some("uuid"), true)
    );
    let Predicate::Compare { right, .. } = of("id = app.tenant()") else { panic!("a comparison") };
    let found = right.context().expect("a context");
    assert_eq!((found.helper.map(|helper| helper.name.as_str()), found.once), (Some("app.tenant()"), false));
    let Predicate::Compare { right, .. } = of("id = app.guarded()") else { panic!("a comparison") };
    assert_eq!(right.context().expect("known to read it").setting, Some("app.t"));
    assert_eq!(of("id = app.guarded() OR published").settings(), ["app.t"].into());
    assert_eq!(of("id IN (SELECT app.mine())").tables(), [&Id::new("members")].into());
}

#[test]
fn whether_a_sub_select_is_bound_to_the_caller() {
    let catalog = catalog();
    let intent = Intent::default();
    let wall = Wall::new(&catalog, &intent);
    let binding = |sql: &str| match read(&wall, &catalog.tables[0], sql) {
        Predicate::Exists(query) => query.binding(),
        Predicate::Member { set, .. } => set.binding(),
        other => panic!("{other:?}"),
    };
    assert_eq!(binding("tenant_id IN (SELECT app.mine())"), Binding::Caller);
    assert_eq!(binding("tenant_id IN (SELECT app.everybody())"), Binding::Unbound);
    assert_eq!(binding("EXISTS (SELECT 1 FROM members m WHERE m.user_id = app.me())"), Binding::Caller);
    assert_eq!(binding("EXISTS (SELECT 1 FROM members m WHERE m.user_id = app.me() OR true)"), Binding::Unbound);
    assert_eq!(binding("EXISTS (SELECT 1 FROM members m WHERE m.tenant_id = docs.tenant_id)"), Binding::Unbound);
    assert_eq!(binding("EXISTS (SELECT count(*) FROM members m WHERE m.user_id = app.me())"), Binding::Unknown);
    assert_eq!(
        binding("id IN (SELECT user_id FROM members WHERE user_id = app.me() UNION SELECT id FROM docs)"),
        Binding::Unknown
    );
    assert_eq!(
        binding("id IN (SELECT user_id FROM members WHERE user_id = app.me() ORDER BY 1 LIMIT 3)"),
        Binding::Caller
    );
    assert_eq!(binding("EXISTS (SELECT 1 FROM members m WHERE f(m.user_id))"), Binding::Unknown);
}
