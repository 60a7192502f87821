//! What a person is told when a file can't be opened, and where.

use bulkhead::design::Design;
use bulkhead::edit::invariants;
use bulkhead::save::{from_json, to_json};

const EXPLICIT: &str = include_str!("golden/save/explicit.json");

/// Replaces a part of a good file and looks at what is said about it. `place` is the text at the place told.
#[track_caller]
fn check(part: &str, by: &str, place: &str, expected: &str) {
    assert!(EXPLICIT.contains(part), "{part}");
    let text = EXPLICIT.replacen(part, by, 1);
    let error = from_json(&text).expect_err(by);
    assert_eq!(error.code, "invalid-project");
    assert!(error.message.contains(expected), "{error}");
    let line = text.lines().nth(error.line - 1).unwrap_or_default();
    let rest: String = line.chars().skip(error.column - 1).collect();
    assert!(rest.starts_with(place), "{error}: {rest}");
}

#[test]
fn syntax() {
    check("\"name\": \"owner\",", "\"name\": \"owner\"", "\"login\"", "This is not JSON: expected `,` or `}`.");
    let error = from_json("").expect_err("empty");
    assert_eq!((error.code, error.line), ("invalid-project", 1));
    let error = from_json("{\"formatVersion\": 1").expect_err("cut off");
    assert!(error.message.contains("EOF"), "{error}");
    assert!(from_json(&"[".repeat(100_000)).is_err());
}

#[test]
fn another_file() {
    let error = from_json("{\"tables\": []}").expect_err("no project");
    assert!(error.message.contains("no Bulkhead project"), "{error}");
    assert!(from_json("[]").is_err());
    assert!(from_json("1").is_err());
}

#[test]
fn another_version() {
    let newer = EXPLICIT.replace("\"formatVersion\": 1", "\"formatVersion\": 2");
    let error = from_json(&newer).expect_err("newer");
    assert_eq!((error.code, error.line, error.column), ("newer-format", 3, 3));
    assert!(error.message.contains("format 2"), "{error}");
    check("\"formatVersion\": 1", "\"formatVersion\": 0", "\"formatVersion\"", "whole number");
    check("\"formatVersion\": 1", "\"formatVersion\": \"1\"", "\"formatVersion\"", "whole number");
}

#[test]
fn keys() {
    check(
        "\"login\": true",
        "\"logon\": true",
        "\"logon\"",
        "“roles[1].logon” is a key that means nothing here; known ones are attributes, bypassRls, comment, id",
    );
    check("\"id\": \"c5\", ", "", "{", "“entities[0].columns[4]” lacks the key “id”");
    check(
        "\"name\": \"worker\", ",
        "\"name\": \"worker\", \"name\": \"b\", ",
        "\"name\": \"b\"",
        "“roles[2].name” is written twice",
    );
    check("\"target\": \"e1\",", "", "{", "“entities[0].constraints[3]” lacks the key “target”");
    check("\"always\": false", "\"stored\": false", "\"stored\"", "means nothing here");
    check("\"object\": \"e1\",", "", "{", "“migrations[0].up[0]” lacks the key “object”");
}

#[test]
fn values() {
    check("\"targetVersion\": 18", "\"targetVersion\": 13", "\"targetVersion\"", "from 14 to 18");
    check("\"targetVersion\": 18", "\"targetVersion\": 15.5", "\"targetVersion\"", "a whole number");
    check(
        "\"notNull\": true",
        "\"notNull\": \"yes\"",
        "\"notNull\"",
        "“entities[0].columns[0].notNull” must be a boolean and is a string",
    );
    check(
        "\"kind\": \"primaryKey\"",
        "\"kind\": \"primary\"",
        "\"kind\"",
        "must be one of \"primaryKey\", \"unique\", \"check\", \"foreignKey\"",
    );
    check(
        "\"rowSecurity\": \"off\"",
        "\"rowSecurity\": \"on\"",
        "\"rowSecurity\"",
        "must be one of \"off\", \"enabled\", \"forced\"",
    );
    check("\"x\": 0", "\"x\": \"0\"", "\"x\"", "“nodes.e1.x” must be a number and is a string");
    check("\"comment\": \"Owns\"", "\"comment\": null", "\"comment\"", "must be a string and is null");
    check("\"id\": \"r1\"", "\"id\": \"\"", "\"id\"", "must not be empty");
}

#[test]
fn doubled_ids() {
    check("\"id\": \"r3\"", "\"id\": \"r2\"", "\"id\"", "The id “r2” is used twice, the second time in “roles[2].id”");
    check("\"id\": \"c5\"", "\"id\": \"l1\"", "\"id\"", "“entities[0].columns[4].id”");
    check("\"id\": \"e2\"", "\"id\": \"e1\"", "\"id\"", "“entities[1].id”");
}

#[test]
fn references_that_lead_nowhere_are_let_in() {
    let text = EXPLICIT
        .replace("\"target\": \"e1\"", "\"target\": \"e9\"")
        .replace("\"appRole\": \"r2\"", "\"appRole\": \"r9\"");
    let design = from_json(&text).expect("a project with problems");
    assert_eq!(invariants(&design).len(), 2, "{:?}", invariants(&design));
    assert_eq!(from_json(&to_json(&design)).expect("again"), design);
}

#[test]
fn places_are_mended() {
    let text = EXPLICIT.replace("\"e2\": { \"x\"", "\"e9\": { \"x\"");
    let design = from_json(&text).expect("a project");
    assert_eq!(design.nodes.keys().map(|id| id.as_str()).collect::<Vec<_>>(), ["e1", "e2", "e3", "e4", "e5"]);
    assert_eq!(invariants(&design), Vec::<String>::new());
}

#[test]
fn an_empty_project_in_full() {
    let text = to_json(&Design::empty("Shop “1”"));
    let expected = r#"{
  "formatVersion": 1,
  "name": "Shop “1”",
  "settings": {
    "defaultSchema": "public",
    "naming": {
      "tables": "asWritten",
      "columns": "asWritten",
      "keys": "asWritten",
      "indexes": "asWritten"
    },
    "targetVersion": 15,
    "history": {
      "table": "__EFMigrationsHistory",
      "productVersion": "8.0.0"
    },
    "tenancy": {
      "column": "tenant_id",
      "type": "uuid",
      "setting": "app.current_tenant"
    }
  },
  "schemas": [
    {
      "id": "public",
      "name": "public"
    }
  ]
}
"#;
    assert_eq!(text, expected);
    assert_eq!(from_json(&format!("\u{feff}{text}")).expect("with a byte-order mark").name, "Shop “1”");
}
