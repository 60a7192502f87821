//! What is saved is what is opened again, and the published schema says so too.

mod support;

use std::collections::BTreeSet;

use bulkhead::catalog::{Catalog, Id, Pair};
use bulkhead::design::Design;
use bulkhead::edit::{Command, apply, invariants};
use bulkhead::lower::lower;
use bulkhead::plan::{self, Options};
use bulkhead::save::{from_json, to_json};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::Value;
use support::design::design;

const SCHEMA: &str = include_str!("../public/project.schema.json");
/// A project with every key there is, defaults written out.
const EXPLICIT: &str = include_str!("golden/save/explicit.json");

fn opened(text: &str) -> Design {
    from_json(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn a_saved_design_opens_as_it_was(design in design()) {
        let text = to_json(&design);
        let again = opened(&text);
        prop_assert_eq!(&again, &design);
        prop_assert_eq!(to_json(&again), text, "the same design gives the same bytes");
    }

    /// A file that lost a part, or was cut off, is told of or opened, and nothing panics.
    #[test]
    fn a_broken_file_is_told_of(design in design(), at in any::<prop::sample::Index>(), with in "[{}\\[\\]\",:0-9a-z]{0,3}") {
        let text = to_json(&design);
        let chars: Vec<char> = text.chars().collect();
        let at = at.index(chars.len());
        let cut: String = chars[..at].iter().collect();
        if let Err(error) = from_json(&cut) {
            prop_assert!(error.line >= 1 && !error.message.is_empty());
        }
        let rest: String = chars[(at + 1).min(chars.len())..].iter().collect();
        if let Err(error) = from_json(&format!("{cut}{with}{rest}")) {
            prop_assert!(error.line >= 1 && error.column >= 1 || error.line > 1);
        }
    }
}

#[test]
fn templates_open_as_they_were() {
    for info in bulkhead::template::list() {
        let template = bulkhead::template::template(info.id).expect("a template of the list");
        assert_eq!(opened(&to_json(&template.design)), template.design, "{}", info.id);
        assert_eq!(invariants(&template.design), Vec::<String>::new(), "{}", info.id);
        let mut migrated = template.design;
        let lowered = lower(&migrated);
        let hand: Vec<_> = migrated.hand_sql.values().cloned().collect();
        let draft = plan::draft(Pair::new(&Catalog::default(), &lowered.catalog), &hand, &Options::default());
        let id = Id::new("20250101120000_Start");
        let migration = Box::new(plan::freeze(draft, id, "Start", lowered.catalog));
        apply(&migrated, Command::AddMigration { migration }).expect("a change set").apply_to(&mut migrated);
        assert_eq!(opened(&to_json(&migrated)), migrated, "{} with a migration", info.id);
    }
}

#[test]
fn every_key_is_read_and_kept() {
    let design = opened(EXPLICIT);
    assert_eq!(invariants(&design), Vec::<String>::new());
    let text = to_json(&design);
    assert_eq!(opened(&text), design);
    // What is not written is what has its default.
    let (mut explicit, mut short) = (BTreeSet::new(), BTreeSet::new());
    leaves(&serde_json::from_str(EXPLICIT).unwrap(), "", &mut explicit);
    leaves(&serde_json::from_str(&text).unwrap(), "", &mut short);
    assert!(short.is_subset(&explicit), "{:?}", short.difference(&explicit));
    explicit.retain(|leaf| !leaf.starts_with(".$schema"));
    let left_out: BTreeSet<&str> =
        explicit.difference(&short).map(|leaf| leaf.rsplit('.').next().unwrap_or(leaf)).collect();
    let defaults = [
        "abstract=false",
        "array=false",
        "bypassRls=false",
        "deferral=\"notDeferrable\"",
        "descending=false",
        "down=[]",
        "inheritance=\"tph\"",
        "kind=\"none\"",
        "login=false",
        "memberOf=[]",
        "method=\"btree\"",
        "name=\"\"",
        "notNull=false",
        "nullsNotDistinct=false",
        "onDelete=\"noAction\"",
        "restrictive=false",
        "rowSecurity=\"off\"",
        "transactional=true",
        "unique=false",
    ];
    let unexpected: Vec<&&str> =
        left_out.iter().filter(|leaf| !defaults.contains(leaf) && !leaf.ends_with("=[]")).collect();
    assert!(unexpected.is_empty(), "lost: {unexpected:?}");
}

/// Every value that is no object and no list with something in it, with its way.
fn leaves(value: &Value, way: &str, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| leaves(value, &format!("{way}.{key}"), out)),
        Value::Array(items) if !items.is_empty() => {
            items.iter().enumerate().for_each(|(at, value)| leaves(value, &format!("{way}[{at}]"), out));
        }
        Value::Number(number) => {
            out.insert(format!("{way}={}", number.as_f64().unwrap_or_default()));
        }
        value => {
            out.insert(format!("{way}={value}"));
        }
    }
}

/// The schema has no key that no file has: the golden file has every one, and random designs have many.
#[test]
fn the_schema_and_the_files_have_the_same_keys() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let mut known = BTreeSet::new();
    all_keys(&schema, &schema, &mut known);
    let mut explicit = BTreeSet::new();
    used_keys(&serde_json::from_str(EXPLICIT).unwrap(), &schema, &schema, &mut explicit);
    // A project tells tenants apart in one way: here are the others.
    for strategy in [
        serde_json::json!({ "kind": "setting" }),
        serde_json::json!({ "kind": "claim", "claims": "request.jwt.claims", "path": "app_metadata.tenant_id" }),
        serde_json::json!({ "kind": "schema" }),
    ] {
        let mut file: Value = serde_json::from_str(EXPLICIT).unwrap();
        file["settings"]["tenancy"]["strategy"] = strategy;
        used_keys(&file, &schema, &schema, &mut explicit);
        let design = opened(&file.to_string());
        assert_eq!(opened(&to_json(&design)), design);
    }
    assert_eq!(known.difference(&explicit).collect::<Vec<_>>(), Vec::<&String>::new(), "missing in explicit.json");

    let mut random = BTreeSet::new();
    let mut runner = TestRunner::deterministic();
    for _ in 0..200 {
        let design = design().new_tree(&mut runner).unwrap().current();
        used_keys(&serde_json::from_str(&to_json(&design)).unwrap(), &schema, &schema, &mut random);
    }
    let never: Vec<&String> = known.difference(&random).collect();
    // What is only ever imported nobody draws: the schemas of tests/native_schemas.rs have that.
    assert!(never.len() * 5 < known.len() * 3, "random designs have too few of {} keys: {never:?}", known.len());
}

fn resolved<'s>(schema: &'s Value, root: &'s Value) -> &'s Value {
    match schema["$ref"].as_str() {
        Some(target) => &root["$defs"][target.trim_start_matches("#/$defs/")],
        None => schema,
    }
}

/// A name for a property of the schema: its object's other keys tell it apart.
fn key_name(schema: &Value, key: &str) -> String {
    let kind = schema["properties"]["kind"]["const"].as_str();
    let keys: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    match kind {
        Some(kind) => format!("{}.{key}={kind}", keys.join(" ")),
        None => format!("{}.{key}", keys.join(" ")),
    }
}

fn all_keys(schema: &Value, root: &Value, out: &mut BTreeSet<String>) {
    if !schema.is_object() {
        return;
    }
    for (key, property) in schema["properties"].as_object().into_iter().flatten() {
        if out.insert(key_name(schema, key)) {
            all_keys(property, root, out);
        }
    }
    for below in
        schema["oneOf"].as_array().into_iter().flatten().chain([&schema["items"], &schema["additionalProperties"]])
    {
        all_keys(below, root, out);
    }
    if schema.get("$ref").is_some() {
        all_keys(resolved(schema, root), root, out);
    }
}

fn used_keys(value: &Value, schema: &Value, root: &Value, out: &mut BTreeSet<String>) {
    let schema = resolved(schema, root);
    for choice in schema["oneOf"].as_array().into_iter().flatten().map(|choice| resolved(choice, root)) {
        let has = |key: &Value| value.get(key.as_str().unwrap_or_default()).is_some();
        let fits = choice["required"].as_array().is_some_and(|keys| keys.iter().all(has))
            && choice["properties"]["kind"].get("const").is_none_or(|kind| *kind == value["kind"]);
        if fits {
            used_keys(value, choice, root, out);
        }
    }
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match schema["properties"].get(key) {
                    Some(property) => {
                        out.insert(key_name(schema, key));
                        used_keys(value, property, root, out);
                    }
                    None => used_keys(value, &schema["additionalProperties"], root, out),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| used_keys(item, &schema["items"], root, out)),
        _ => {}
    }
}
