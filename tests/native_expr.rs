//! PostgreSQL as the judge of expressions: what a rename makes of them, and what is let into a statement.

mod support;

use bulkhead::catalog::{Column, DataType, Expr, Grantee, Id, Policy, PolicyCommand, Table};
use bulkhead::design::{Design, Entity, Node};
use bulkhead::edit::{Command, EntityProperties, apply};
use bulkhead::engine::SqlError;
use bulkhead::expr;
use bulkhead::sql::quote;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use support::native::{NativeEngine, servers};

/// Conditions over `posts (p1, p2)` with `members (m1, m2)`, names in braces.
const CONDITIONS: &[&str] = &[
    "{p1} > 0 AND {posts}.{p2} < 9",
    "lower({p1}::text) <> 'p1' AND {p1} BETWEEN {p2} AND 9",
    "({p1}, {p2}) = (1, 2) OR ROW({p1}) IS NULL",
    "CASE WHEN {p1} = 1 THEN {p2} ELSE -{p1} END > 0",
    "CASE {p1} WHEN {p2} THEN true ELSE false END",
    "{p1} IN (1, {p2}) AND {p1} = ANY (ARRAY[{p2}, 3])",
    "EXISTS (SELECT 1 FROM {members} WHERE {m1} = {p1})",
    "EXISTS (SELECT FROM {members} WHERE {members}.{m1} = {posts}.{p1})",
    "EXISTS (SELECT 1 FROM public.{members} WHERE public.{members}.{m1} = public.{posts}.{p2})",
    "{p1} IN (SELECT {m1} FROM {members} x WHERE x.{m2} = {p2})",
    "{p1} IN (SELECT x.{m1} FROM {members} AS x JOIN {posts} AS y ON y.{p1} = x.{m2} WHERE y.{p2} = {posts}.{p2})",
    "{p1} = (SELECT max({m1}) FILTER (WHERE {m2} > 0) FROM {members})",
    "{p1} = (SELECT {m1} FROM (SELECT {m1}, {m2} FROM {members}) s WHERE s.{m2} = 1 LIMIT 1)",
    "(WITH s AS (SELECT {m1} AS k FROM {members}) SELECT count(*) FROM s WHERE k = {p1}) > 0",
    "{p1} = (SELECT {p1} FROM {posts} LIMIT 1)",
    "{p1} = (SELECT count(*) OVER (PARTITION BY {m1} ORDER BY {m2}) FROM {members} LIMIT 1)",
    "{p1} = (SELECT n FROM generate_series(1, {p2}) AS g (n) LIMIT 1)",
    "(SELECT {members}.* IS NULL FROM {members} LIMIT 1)",
    "extract(year FROM now()) > {p1} AND now() AT TIME ZONE 'utc' > date '2020-01-01' + {p2} * interval '1 day'",
    "current_user = 'p1' OR coalesce({p1}, {p2}) IS DISTINCT FROM {p1}",
    "position('a' in {p1}::text) > 0 AND substring({p1}::text from 1 for {p2}) = 'x' AND trim(both 'x' from {p1}::text) = ''",
    "jsonb_build_object('p1', {p1}) ? 'p1' AND ('{\"p1\":1}'::jsonb ->> 'p1')::int = {p1}",
    "({p1} + {p2}) * -{p1} % 3 = 0 AND NOT {p1}={p2} AND {p1}::numeric(10,2) > 0",
    "{p1} = (SELECT {m1} FROM {members} UNION SELECT {p2} LIMIT 1)",
    "{p1} = (SELECT 1 FROM {members} CROSS JOIN LATERAL (SELECT {m1} AS q) l WHERE l.q = {p2})",
    "format('%s', variadic ARRAY[{p1}]) = make_interval(days => {p2})::text",
];

const NAMES: &[[&str; 6]] = &[
    ["posts", "p1", "p2", "members", "m1", "m2"],
    ["Posts", "Id", "AuthorId", "Members", "UserId", "team"],
    ["order", "user", "select", "table", "group", "value"],
    ["a b", "x\"y", "it's", "é.è", "new", "old\\"],
    ["m1", "m2", "members", "p1", "posts", "p2"],
    ["s", "k", "n", "q", "l", "g"],
    ["u", "e", "b", "x", "y", "year"],
    ["名前", "$$a$$", "--", "/*", "*/", ";"],
];

fn written(condition: &str, names: &[&str; 6]) -> String {
    let mut out = condition.to_owned();
    for (key, name) in ["posts", "p1", "p2", "members", "m1", "m2"].iter().zip(names) {
        out = out.replace(&format!("{{{key}}}"), &quote::ident(name));
    }
    out
}

fn project(condition: &str, names: &[&str; 6]) -> Design {
    let mut design = Design::empty("Test");
    for (id, names) in [("p", &names[..3]), ("m", &names[3..])] {
        let mut table = Table::new(Id::new(id), Id::new("public"), names[0]);
        for (number, name) in names[1..].iter().enumerate() {
            table.columns.push(Column::new(Id::new(format!("{id}{number}")), *name, DataType::builtin("integer")));
        }
        if id == "p" {
            table.policies.push(Policy {
                id: Id::new("policy"),
                name: "policy".to_owned(),
                restrictive: false,
                command: PolicyCommand::All,
                to: vec![Grantee::Public],
                using: None,
                check: None,
                comment: None,
            });
        }
        let command = Command::AddEntity { entity: Box::new(Entity::new(table)), node: Node::default() };
        apply(&design, command).expect("an entity").apply_to(&mut design);
    }
    let policy = &mut design.entities.get_mut(&Id::new("p")).expect("posts").table.policies[0];
    policy.using = Some(Expr::new(written(condition, names)));
    design
}

fn condition(design: &Design) -> String {
    design.entities[&Id::new("p")].table.policies[0].using.as_ref().map(|e| e.sql().to_owned()).unwrap_or_default()
}

/// Gives everything its new name, one command after the other.
fn renamed(mut design: Design, names: &[&str; 6]) -> Design {
    for (id, names) in [("p", &names[..3]), ("m", &names[3..])] {
        let entity = Id::new(id);
        let mut properties = EntityProperties::from(&design.entities[&entity]);
        properties.name = names[0].to_owned();
        let mut commands = vec![Command::SetEntity { id: entity.clone(), properties: Box::new(properties) }];
        for (number, name) in names[1..].iter().enumerate() {
            let mut column = design.entities[&entity].table.columns[number].clone();
            column.name = (*name).to_owned();
            commands.push(Command::PutColumn { entity: entity.clone(), column, at: None });
        }
        for command in commands {
            apply(&design, command).expect("a rename").apply_to(&mut design);
        }
    }
    design
}

fn create(engine: &mut NativeEngine, condition: &str, names: &[&str; 6]) -> Result<(), SqlError> {
    let [posts, p1, p2, members, m1, m2] = names.map(quote::ident);
    engine.must("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    engine.must(&format!("CREATE TABLE {posts} ({p1} integer, {p2} integer)"));
    engine.must(&format!("CREATE TABLE {members} ({m1} integer, {m2} integer)"));
    engine.query(&format!("CREATE POLICY policy ON {posts} USING ({condition})")).map(drop)
}

fn deparsed(engine: &mut NativeEngine) -> String {
    let rows = engine.query("SELECT pg_get_expr(polqual, polrelid) FROM pg_policy").expect("a policy");
    rows.rows[0][0].clone().unwrap_or_default()
}

fn rename_in_place(engine: &mut NativeEngine, from: &[&str; 6], to: &[&str; 6]) {
    let mut rename = |what: String, new: &str| {
        let statement = format!("ALTER TABLE {what} TO {}", quote::ident(new));
        engine.query(&statement).unwrap_or_else(|error| panic!("{error}\n{statement}"));
    };
    for at in [0, 3] {
        let table = quote::ident(from[at]);
        for column in [at + 1, at + 2] {
            rename(format!("{table} RENAME COLUMN {}", quote::ident(from[column])), to[column]);
        }
        rename(format!("{table} RENAME"), to[at]);
    }
}

/// After a rename PostgreSQL shows the condition that it parsed before under the new names. Ours, rewritten as text
/// and parsed again, must be the same.
#[test]
fn a_rename_is_what_postgresql_makes_of_it() {
    for server in servers() {
        let mut engine = NativeEngine::connect(&server.url);
        let mut nowhere = Vec::new();
        for text in CONDITIONS {
            for to in &NAMES[1..] {
                let from = &NAMES[0];
                let ours = condition(&renamed(project(text, from), to));
                create(&mut engine, &written(text, from), from).expect(text);
                // Names that change places pass through names of their own.
                let between = ["t_0", "t_1", "t_2", "t_3", "t_4", "t_5"];
                rename_in_place(&mut engine, from, &between);
                rename_in_place(&mut engine, &between, to);
                // The columns of a query keep the names they had in PostgreSQL's text; often nothing looks at them.
                let plain = |text: String| {
                    from[1..].iter().fold(text, |text, name| {
                        text.replace(&format!(" AS {name},"), ",").replace(&format!(" AS {name}\n"), "\n")
                    })
                };
                let theirs = plain(deparsed(&mut engine));
                if let Err(error) = create(&mut engine, &ours, to) {
                    // A name that nothing could keep from meaning something else was left to lead nowhere.
                    assert_eq!(error.code, "42703", "PostgreSQL {}: {error} in {ours}", server.major);
                    nowhere.push(ours);
                    continue;
                }
                let found = plain(deparsed(&mut engine));
                assert_eq!(found, theirs, "PostgreSQL {}: {text} as {ours}", server.major);
            }
        }
        assert!(nowhere.len() < 4, "{nowhere:#?}");
    }
}

/// Words that make expressions and what is none.
const WORDS: &[&str] = &[
    "a",
    "b",
    "\"c d\"",
    "1",
    "'x'",
    "$$y$$",
    "NULL",
    "true",
    "+",
    "-",
    "*",
    "=",
    "<",
    "||",
    "::",
    "int",
    "text",
    "(",
    ")",
    "(",
    ")",
    ",",
    "AND",
    "OR",
    "NOT",
    "IS",
    "IN",
    "BETWEEN",
    "LIKE",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "SELECT",
    "FROM",
    "t",
    ".",
    "now()",
    "f(",
    "ARRAY[",
    "]",
    "[",
    "CAST(",
    "AS",
    "COLLATE",
    "\"C\"",
    "AT TIME ZONE",
    "INTERVAL",
    "OPERATOR(",
    "EXISTS",
    "ANY",
    "ROW",
    "DEFAULT",
    "CHECK",
    "PRIMARY KEY",
    "REFERENCES t",
    "GENERATED",
    "UNIQUE",
    "CONSTRAINT",
    "--",
    "/*",
    "*/",
    ";",
    "'",
    "\"",
    "\n",
    "DISTINCT",
    "ORDER BY",
    "LIMIT",
    "VALUES",
    "UNION",
    "user",
    "current_date",
    "E'\\''",
    "%",
    "!",
    "@",
    "~",
];

/// What is let in is one expression to PostgreSQL too, and changes nothing around it; what PostgreSQL takes for an
/// expression is let in.
#[test]
fn what_is_let_in_stays_in_its_place() {
    for server in servers() {
        let mut engine = NativeEngine::connect(&server.url);
        let mut runner = TestRunner::deterministic();
        let soup = proptest::collection::vec(proptest::sample::select(WORDS), 1..7);
        let (mut both, mut refused, mut wrong) = (0, Vec::new(), Vec::new());
        for _ in 0..6_000 {
            let text = soup.new_tree(&mut runner).expect("a text").current().join(" ");
            let ours = expr::check(&text);
            // A second column and a table constraint stand behind it: an escape would change them.
            let statement = format!("CREATE TEMP TABLE x (a integer, CHECK ({text}), b integer)");
            let error = engine.query("BEGIN").and_then(|_| engine.query(&statement)).err();
            let columns =
                engine.query("SELECT count(*) FROM pg_attribute WHERE attrelid = 'x'::regclass AND attnum > 0");
            engine.query("ROLLBACK").expect("rolls back");
            let parsed = error.as_ref().is_none_or(|error| error.code != "42601");
            if ours.is_ok() {
                both += 1;
                if !parsed {
                    wrong.push((text.clone(), error.as_ref().map(|error| error.message.clone())));
                }
                if error.is_none() {
                    assert_eq!(columns.expect("a table").rows[0][0].as_deref(), Some("2"), "{text:?}");
                }
            // VALUES begins a query here; to PostgreSQL it can be a column's name too.
            } else if parsed && !text.starts_with("VALUES") {
                refused.push((text, ours));
            }
        }
        assert!(both > 200, "only {both} of the texts are expressions");
        assert!(wrong.is_empty(), "PostgreSQL {} refuses {} texts: {wrong:#?}", server.major, wrong.len());
        assert!(refused.is_empty(), "PostgreSQL {} takes {} texts: {refused:#?}", server.major, refused.len());
    }
}
