//! A project is brought to what a script makes, on a native PostgreSQL: what the updated project makes is what the script
//! makes, and what didn't change stays as it was authored.
//!
//! Of the pairs every third is tried, or with `BULKHEAD_PAIR` those whose id contains it.

mod support;

use bulkhead::bundle::creation_script;
use bulkhead::catalog::Pair;
use bulkhead::design::Design;
use bulkhead::edit::ChangeSet;
use bulkhead::import::import;
use bulkhead::lift::lift;
use bulkhead::lower::lower;
use bulkhead::plan::Options;
use bulkhead::sql::quote;
use bulkhead::template;
use bulkhead::update::{Likeness, Updated, update};
use support::native::{NativeEngine, servers};
use support::pairs::pairs;

fn engine() -> Option<NativeEngine> {
    let server = servers().into_iter().find(|server| server.major >= 18)?;
    Some(NativeEngine::with_roles(&server.url))
}

fn updated(engine: &mut NativeEngine, design: &Design, script: &str, rejected: &[Likeness]) -> (Design, Updated) {
    pollster::block_on(update(engine, design, script, rejected)).expect("an update")
}

fn script(design: &Design) -> String {
    creation_script(&lower(design).catalog, &Options { target_version: 18, ..Options::default() })
}

fn design(id: &str) -> Design {
    template::template(id).expect("a template").design
}

#[test]
fn a_script_of_the_project_itself_changes_nothing() {
    let Some(mut engine) = engine() else { return };
    for info in template::list() {
        let design = design(info.id);
        let (after, told) = updated(&mut engine, &design, &script(&design), &[]);
        assert_eq!(told.report.errors, []);
        assert_eq!((told.steps, told.kept, told.renames), (vec![], vec![], vec![]), "{}", info.id);
        let change = ChangeSet::between(Pair::new(&design, &after));
        let keys: Vec<_> = change.changes.keys().collect();
        assert!(keys.is_empty(), "{}: {keys:?}", info.id);
    }
}

#[test]
fn pairs_update_the_project_of_their_old_side() {
    let Some(mut engine) = engine() else { return };
    let only = std::env::var("BULKHEAD_PAIR").ok();
    let mut failed = Vec::new();
    let mut tried = 0;
    let pairs = pairs();
    let chosen = pairs.iter().enumerate().filter(|(at, pair)| match &only {
        Some(only) => pair.id.contains(only),
        None => at % 3 == 0,
    });
    for (_, pair) in chosen {
        let imported = pollster::block_on(import(&mut engine, &pair.old)).expect("an import");
        let design = lift(imported.found.catalog, "Pair", 18);
        tried += 1;
        match pollster::block_on(update(&mut engine, &design, &pair.new, &[])) {
            Err(error) => failed.push(format!("{}: {error}\n{}", pair.id, error.statement)),
            Ok((_, told)) if !told.kept.is_empty() => failed.push(format!("{}: {:#?}", pair.id, told.kept)),
            Ok((after, _)) => {
                let faults = bulkhead::edit::invariants(&after);
                if !faults.is_empty() {
                    failed.push(format!("{}: {faults:?}", pair.id));
                }
            }
        }
    }
    println!("{tried} pairs");
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n\n"));
}

/// An imported project of a shop.
const SHOP: &str = "CREATE TYPE state AS ENUM ('open', 'paid');
    CREATE TABLE customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, email text NOT NULL,
        phone text, city text, CONSTRAINT customer_email_key UNIQUE (email));
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer, state state NOT NULL
        DEFAULT 'open', total numeric(10,2) NOT NULL CONSTRAINT positive CHECK (total >= 0));
    CREATE INDEX orders_customer_idx ON orders (customer_id);
    CREATE TABLE tag (id bigint PRIMARY KEY, name text NOT NULL);
    CREATE VIEW open_orders AS SELECT id, total FROM orders WHERE state = 'open';";

fn shop(engine: &mut NativeEngine) -> Design {
    let imported = pollster::block_on(import(engine, SHOP)).expect("an import");
    assert_eq!(imported.report.errors, []);
    lift(imported.found.catalog, "Shop", 18)
}

fn entity<'d>(design: &'d Design, name: &str) -> &'d bulkhead::design::Entity {
    design.entities.values().find(|entity| entity.table.name == name).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn what_has_another_name_is_still_itself() {
    let Some(mut engine) = engine() else { return };
    let before = shop(&mut engine);
    let renamed = SHOP
        .replace("customer (id", "client (id")
        .replace("REFERENCES customer", "REFERENCES client")
        .replace("phone text", "phone_number text")
        .replace("total", "amount")
        .replace("'paid'", "'payed'")
        .replace("orders_customer_idx", "orders_client_idx")
        .replace(
            "CREATE TABLE tag (id bigint PRIMARY KEY, name text NOT NULL);",
            "CREATE TABLE role (id bigint PRIMARY KEY, name text NOT NULL);",
        );
    let (after, told) = updated(&mut engine, &before, &renamed, &[]);
    assert_eq!((told.report.errors, told.kept), (vec![], Vec::<String>::new()));
    let mut renames: Vec<(String, String)> = told.renames.iter().map(|r| (r.from.clone(), r.to.clone())).collect();
    renames.sort();
    let expected = [
        ("public.customer", "public.client"),
        ("public.customer.customer_pkey", "client_pkey"),
        ("public.customer.phone", "phone_number"),
        ("public.orders.orders_customer_idx", "orders_client_idx"),
        ("public.orders.total", "amount"),
        ("public.state.paid", "payed"),
    ];
    let found: Vec<(&str, &str)> = renames.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(found, expected);
    assert_eq!(entity(&after, "client").id(), entity(&before, "customer").id());
    assert_eq!(entity(&after, "orders").table.columns[3].id, entity(&before, "orders").table.columns[3].id);
    assert_ne!(entity(&after, "role").id(), entity(&before, "tag").id(), "two tables of an id and a name are two");
    for name in ["client", "orders"] {
        let id = entity(&after, name).id();
        assert_eq!(after.nodes.get(id), before.nodes.get(id), "{name} stays where it was");
    }
    assert!(after.nodes.contains_key(entity(&after, "role").id()), "what is new has a place");
}

#[test]
fn what_is_alike_but_for_its_name_is_known_by_what_it_is_tied_to() {
    let music = "CREATE TABLE artist (id integer CONSTRAINT pk_artist PRIMARY KEY, name text);
        CREATE TABLE genre (id integer CONSTRAINT pk_genre PRIMARY KEY, name text);
        CREATE TABLE media (id integer CONSTRAINT pk_media PRIMARY KEY, name text);
        CREATE TABLE track (id integer PRIMARY KEY, title text NOT NULL, composer varchar(80), milliseconds integer NOT NULL,
            artist_id integer CONSTRAINT a REFERENCES artist, genre_id integer CONSTRAINT g REFERENCES genre);";
    let renamed = music
        .replace("TABLE artist", "TABLE performer")
        .replace("REFERENCES artist", "REFERENCES performer")
        .replace("TABLE genre", "TABLE style")
        .replace("REFERENCES genre", "REFERENCES style")
        .replace("pk_genre", "pk_style")
        .replace("composer", "written_by")
        .replace("milliseconds", "duration");
    let Some(mut engine) = engine() else { return };
    let imported = pollster::block_on(import(&mut engine, music)).expect("an import");
    let before = lift(imported.found.catalog, "Music", 18);
    let (_, told) = updated(&mut engine, &before, &renamed, &[]);
    let found: Vec<(&str, &str)> =
        told.renames.iter().filter(|r| r.kind != "constraint").map(|r| (r.from.as_str(), r.to.as_str())).collect();
    let expected = [
        ("public.artist", "public.performer"),
        ("public.genre", "public.style"),
        ("public.track.composer", "written_by"),
        ("public.track.milliseconds", "duration"),
    ];
    assert!(expected.iter().all(|pair| found.contains(pair)) && found.len() == expected.len(), "{found:?}");
}

#[test]
fn a_rejected_rename_is_a_column_gone_and_another_new() {
    let Some(mut engine) = engine() else { return };
    let before = shop(&mut engine);
    let renamed = SHOP.replace("phone text", "phone_number text");
    let (_, told) = updated(&mut engine, &before, &renamed, &[]);
    assert_eq!(told.renames.len(), 1);
    assert_eq!(told.steps.len(), 1, "{:?}", told.steps);
    let (after, told) = updated(&mut engine, &before, &renamed, &told.renames);
    assert!(!told.renames[0].accepted);
    assert_eq!(told.steps.len(), 2, "{:?}", told.steps);
    assert_ne!(entity(&after, "customer").table.columns[3].id, entity(&before, "customer").table.columns[3].id);
}

#[test]
fn an_authored_project_keeps_what_a_script_does_not_change() {
    let Some(mut engine) = engine() else { return };
    let before = design("beer-competition");
    let table = lower(&before).catalog.tables.into_iter().find(|table| !table.policies.is_empty()).expect("a table");
    let script = format!("{}\nALTER TABLE {} ADD COLUMN awarded_on date;", script(&before), quote::ident(&table.name));
    let (after, told) = updated(&mut engine, &before, &script, &[]);
    assert_eq!((told.report.errors, told.kept), (vec![], Vec::<String>::new()));
    let change = ChangeSet::between(Pair::new(&before, &after));
    let keys: Vec<_> = change.changes.keys().cloned().collect();
    assert_eq!(keys, [bulkhead::edit::Key::Entity(table.id.clone())]);
    let (old, new) = (&before.entities[&table.id].table, &after.entities[&table.id].table);
    assert_eq!(new.columns.len(), old.columns.len() + 1);
    assert_eq!(&new.columns[..old.columns.len()], old.columns.as_slice(), "what was there stays as it was authored");
    assert_eq!(new.policies, old.policies);
}

fn object<'d>(design: &'d Design, name: &str) -> &'d bulkhead::catalog::Object {
    design.rest.objects.iter().find(|object| object.name == name).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn statements_change_a_project_as_they_change_a_database() {
    let Some(mut engine) = engine() else { return };
    let before = shop(&mut engine);
    let sql = "CREATE FUNCTION total_of(c bigint) RETURNS numeric LANGUAGE sql STABLE BEGIN ATOMIC
            SELECT sum(total) FROM public.orders WHERE customer_id = c; END;
        CREATE SEQUENCE receipt START 1000;
        ALTER TABLE public.customer SET (fillfactor = 70), ALTER COLUMN city SET STORAGE EXTERNAL;
        ALTER TABLE public.tag RENAME TO label;
        COMMENT ON VIEW public.open_orders IS 'not paid yet';";
    let (after, told) = pollster::block_on(bulkhead::update::execute(&mut engine, &before, sql)).expect("it runs");
    assert_eq!(told.kept, Vec::<String>::new());
    assert_eq!(object(&after, "total_of").kind, "function");
    assert_eq!(
        after.rest.sequences.iter().find(|s| s.name == "receipt").expect("a sequence").options.start,
        Some(1000)
    );
    assert_eq!(entity(&after, "customer").table.options.parameters, [("fillfactor".into(), "70".into())]);
    assert_eq!(entity(&after, "label").id(), entity(&before, "tag").id());
    assert_eq!(object(&after, "open_orders").comment.as_deref(), Some("not paid yet"));

    let error =
        pollster::block_on(bulkhead::update::execute(&mut engine, &before, "SELECT 1;\n  CREATE TABLE tag ();"));
    let error = error.expect_err("a table of that name is there");
    assert_eq!((error.code.as_str(), error.line, error.column), ("42P07", Some(2), Some(3)));
}

#[test]
fn an_object_gets_another_definition_and_what_stands_on_it_follows() {
    let Some(mut engine) = engine() else { return };
    let before = shop(&mut engine);
    let more =
        "CREATE VIEW big AS SELECT * FROM public.open_orders WHERE total > 100; COMMENT ON VIEW big IS 'large ones';
        CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a';
        CREATE VIEW g AS SELECT f(1) AS one;";
    let (before, _) = pollster::block_on(bulkhead::update::execute(&mut engine, &before, more)).expect("it runs");
    let id = object(&before, "open_orders").id.clone();
    let mut redefine = |id: &bulkhead::catalog::Id, sql: &str| {
        pollster::block_on(bulkhead::update::redefine(&mut engine, &before, id, sql))
    };
    let sql =
        "CREATE VIEW public.open_orders AS SELECT id, customer_id, total FROM public.orders WHERE state <> 'paid'";
    let (after, told) = redefine(&id, sql).expect("a new definition");
    assert_eq!(told.kept, Vec::<String>::new());
    assert_eq!(object(&after, "open_orders").id, id);
    assert!(object(&after, "open_orders").definition.contains("customer_id"));
    assert_eq!(object(&after, "big").comment.as_deref(), Some("large ones"));
    assert_eq!(object(&after, "big").id, object(&before, "big").id);

    let error =
        redefine(&id, "CREATE VIEW public.open_orders AS SELECT id FROM public.orders").expect_err("big needs it");
    assert!(error.message.contains("something else can't be made"), "{error}");
    let error = redefine(&id, "SELECT 1;\nCREATE VIEW x AS SELECT nothing").expect_err("no such column");
    assert_eq!((error.code.as_str(), error.line), ("42703", Some(2)));
    let error = redefine(&id, "CREATE TABLE x ()").expect_err("no view");
    assert!(error.message.contains("does not create a view"), "{error}");
    let (after, told) = redefine(
        &object(&before, "f").id,
        "CREATE OR REPLACE FUNCTION f(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a + 1'",
    )
    .expect("another body");
    let kinds: Vec<&str> = told.steps.iter().map(|step| step.kind.as_str()).filter(|kind| *kind != "set").collect();
    assert_eq!((told.kept, kinds), (Vec::new(), vec!["replace-function"]));
    assert!(object(&after, "f").definition.contains("a + 1"));
}
