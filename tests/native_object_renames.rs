//! Names that change below views, functions, triggers and their like: PostgreSQL follows them by itself, so the plan has
//! the renames and nothing else, and the model says afterwards what PostgreSQL says.

mod support;

use bulkhead::catalog::{Catalog, Pair};
use bulkhead::expr::Renames;
use bulkhead::introspect::introspect;
use bulkhead::plan::{Options, draft};
use support::judge::{Picture, run};
use support::native::{NativeEngine, servers};

const SCHEMA: &str = "
    CREATE SCHEMA app;
    CREATE TYPE app.mood AS ENUM ('low', 'high');
    CREATE TABLE app.orders (id integer PRIMARY KEY, total numeric NOT NULL, mood app.mood DEFAULT 'low', note text);
    CREATE TABLE app.lines (order_id integer REFERENCES app.orders, total numeric);
    CREATE INDEX by_total ON app.orders (total);
    CREATE VIEW app.dear AS SELECT id, total, mood FROM app.orders WHERE total > 100 AND mood = 'high';
    CREATE VIEW app.joined AS SELECT o.id, o.total, l.total AS line, orders.note FROM app.orders o JOIN app.lines l ON l.order_id = o.id JOIN app.orders USING (id);
    CREATE VIEW app.nested AS SELECT x.total FROM (SELECT total FROM app.orders UNION SELECT total FROM app.lines) x WHERE EXISTS (SELECT 1 FROM app.orders WHERE orders.total = x.total);
    CREATE MATERIALIZED VIEW app.counted AS SELECT mood, sum(total) AS total FROM app.orders GROUP BY mood;
    CREATE FUNCTION app.largest() RETURNS numeric LANGUAGE sql BEGIN ATOMIC SELECT max(orders.total) FROM app.orders; END;
    CREATE FUNCTION app.of_order(app.orders) RETURNS app.mood LANGUAGE sql AS 'SELECT $1.mood';
    CREATE FUNCTION app.stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER stamped BEFORE UPDATE OF total, note ON app.orders FOR EACH ROW WHEN (NEW.total > OLD.total) EXECUTE FUNCTION app.stamp();
    CREATE STATISTICS app.both ON total, note FROM app.orders;
";

fn table<'c>(catalog: &'c mut Catalog, name: &str) -> &'c mut bulkhead::catalog::Table {
    catalog.tables.iter_mut().find(|table| table.name == name).expect("a table")
}

/// Gives something another name and lets all definitions follow, as the editor does.
fn renamed(catalog: &Catalog, rename: impl Fn(&mut Catalog)) -> Catalog {
    let mut next = catalog.clone();
    rename(&mut next);
    let before = next.clone();
    let renames = Renames::between(Pair::new(catalog, &before)).expect("a new name");
    next.objects.iter_mut().for_each(|object| *object = renames.object(object));
    next
}

type Rename = fn(&mut Catalog);

const RENAMES: &[(&str, Rename)] = &[
    ("a column", |c| {
        let column = table(c, "orders").columns.iter_mut().find(|column| column.name == "total");
        column.expect("total").name = "Sum Total".into();
    }),
    ("a table", |c| table(c, "orders").name = "sales".into()),
    ("a schema", |c| c.schemas.iter_mut().filter(|s| s.name == "app").for_each(|s| s.name = "shop".into())),
    ("an enum", |c| c.enums[0].name = "feeling".into()),
    ("a label", |c| c.enums[0].labels[1].name = "it's high".into()),
];

#[test]
fn definitions_follow_a_rename_as_postgresql_does() {
    for server in servers() {
        for (what, rename) in RENAMES {
            let mut engine = NativeEngine::connect(&server.url);
            engine.must(SCHEMA);
            let previous = pollster::block_on(introspect(&mut engine)).expect("reads").catalog;
            let next = renamed(&previous, rename);
            let old = Picture::of(&engine);
            let options =
                Options { target_version: u8::try_from(server.major).expect("a version"), ..Options::default() };
            let draft = draft(Pair::new(&previous, &next), &[], &options);
            let said = |statements: &[bulkhead::plan::Statement]| -> Vec<String> {
                statements.iter().map(|statement| statement.sql.clone()).collect()
            };
            let others: Vec<_> = draft.up.iter().chain(&draft.down).filter(|s| !s.sql.contains(" RENAME ")).collect();
            assert!(
                others.is_empty(),
                "{what} on PostgreSQL {}: {:?}",
                server.major,
                said(&[draft.up.clone(), draft.down.clone()].concat())
            );
            run(&mut engine, &draft.up).expect("up runs");
            let reached = pollster::block_on(introspect(&mut engine)).expect("reads").catalog;
            for object in &next.objects {
                // Its id is made of its name; what it stands for is found by what it says.
                let found =
                    reached.objects.iter().any(|o| o.definition == object.definition && o.identity == object.identity);
                let like = reached.objects.iter().find(|o| o.kind == object.kind && o.name == object.name);
                assert!(
                    found,
                    "{what} on PostgreSQL {}:\n{}\nis\n{:?}",
                    server.major,
                    object.definition,
                    like.map(|o| &o.definition)
                );
            }
            run(&mut engine, &draft.down).expect("down runs");
            old.check("down", &Picture::of(&engine)).expect("the same as before");
        }
    }
}
