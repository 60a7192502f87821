use proptest::prelude::*;

use super::*;
use crate::catalog::{Catalog, Column, DataType, EnumLabel, EnumType, Id, Schema, Table};

fn catalog() -> Catalog {
    let mut catalog = Catalog { schemas: vec![schema("s", "public"), schema("sales", "sales")], ..Catalog::default() };
    let labels = ["open", "done", "it's late"];
    catalog.enums.push(EnumType {
        labels: labels.iter().map(|name| EnumLabel { id: Id::new(name), name: (*name).into() }).collect(),
        id: Id::new("state"),
        schema: Id::new("s"),
        name: "state".into(),
        comment: None,
    });
    let mut table = |id: &str, schema: &str, columns: &[(&str, &str)]| {
        let mut table = Table::new(Id::new(id), Id::new(schema), id);
        for (name, data_type) in columns {
            let data_type = match *data_type {
                "state" => DataType::Defined { id: Id::new("state"), array: false },
                other => DataType::builtin(other),
            };
            table.columns.push(Column::new(Id::new(name), *name, data_type));
        }
        catalog.tables.push(table);
    };
    table("orders", "s", &[("id", "uuid"), ("tenant_id", "uuid"), ("state", "state"), ("Total", "numeric")]);
    table("members", "s", &[("tenant_id", "uuid"), ("user_id", "uuid"), ("role", "text")]);
    table("leads", "sales", &[("lead_id", "uuid")]);
    catalog
}

fn schema(id: &str, name: &str) -> Schema {
    Schema { id: Id::new(id), name: name.into(), comment: None, grants: Vec::new() }
}

fn known(stance: Stance) -> Known {
    let session = SessionValue {
        means: "the session's tenant".into(),
        setting: "app.tenant".into(),
        sql: "(SELECT NULLIF(current_setting('app.tenant', true), '')::uuid)".into(),
    };
    Known::of(&catalog(), Some(&Id::new("orders")), stance, vec![session])
}

/// The labels offered where "|" stands.
fn labels(stance: Stance, marked: &str) -> Vec<String> {
    let at = marked.find('|').expect("a caret");
    let sql = marked.replace('|', "");
    complete(&sql, at, &known(stance)).items.into_iter().map(|item| item.label).collect()
}

fn check(marked: &str, first: &[&str]) {
    let found = labels(Stance::Policy, marked);
    let found: Vec<&str> = found.iter().take(first.len()).map(String::as_str).collect();
    assert_eq!(found, first, "{marked}");
}

fn none(stance: Stance, marked: &str, label: &str) {
    let found = labels(stance, marked);
    assert!(!found.iter().any(|found| found == label), "{marked}: {found:?}");
}

/// What the text becomes when the first completion is taken, with the caret.
fn taken(marked: &str, becomes: &str) {
    let at = marked.find('|').expect("a caret");
    let sql = marked.replace('|', "");
    let found = complete(&sql, at, &known(Stance::Policy));
    let first = found.items.first().unwrap_or_else(|| panic!("nothing for {marked}"));
    let (before, after) = (&sql[..found.range.start], &sql[found.range.end..]);
    let (left, right) = first.insert.split_at(first.caret);
    assert_eq!(format!("{before}{left}|{right}{after}"), becomes, "{marked}");
}

#[test]
fn columns_come_first_and_typing_narrows() {
    check("|", &["id", "tenant_id", "state", "\"Total\"", "the session's tenant"]);
    check("te|", &["tenant_id"]);
    check("id = 1 AND t|", &["tenant_id", "\"Total\""]);
    check("tot|", &["\"Total\""]);
    // What has it in one of its words comes after what begins with it.
    check("id|", &["id", "tenant_id"]);
    check("coal|", &["coalesce"]);
    check("-- te|", &[]);
    check("1|", &[]);
    check("id = 'te|'", &[]);
}

#[test]
fn after_a_value_it_goes_on() {
    check("id |", &["AND", "OR", "IS NULL"]);
    check("lower(id) a|", &["AND", "AT TIME ZONE"]);
    check("id IS |", &["NULL", "NOT NULL"]);
    check("id IS NOT |", &["NULL", "TRUE"]);
    check("CASE WHEN id IS NULL t|", &["THEN"]);
    none(Stance::Policy, "id |", "THEN");
    none(Stance::Check, "id |", "WHERE");
    check("EXISTS (SELECT 1 FROM members w|", &["WHERE"]);
}

#[test]
fn labels_stand_where_an_enum_is_compared() {
    check("state = |", &["'open'", "'done'", "'it''s late'", "id"]);
    check("state = 'd|'", &["done"]);
    check("state IN ('open', |", &["'open'", "'done'"]);
    check("orders.state <> '|", &["open", "done"]);
    taken("state = 'it|", "state = 'it''s late'|");
    taken("state = 'it|'", "state = 'it''s late|'");
    taken("state = d|", "state = 'done'|");
    check("id = '|'", &[]);
    check("id::st|", &["state"]);
    check("CAST(id AS nu|", &["numeric"]);
}

#[test]
fn the_session_is_known() {
    taken("tenant_id = the|", "tenant_id = (SELECT NULLIF(current_setting('app.tenant', true), '')::uuid)|");
    taken("current_setting('|", "current_setting('app.tenant'|");
    taken("current_setting('a|', true)", "current_setting('app.tenant|', true)");
    taken("current_setting(|)", "current_setting('app.tenant', true|)");
    none(Stance::Immutable, "|", "the session's tenant");
}

#[test]
fn a_query_shows_its_tables() {
    check("EXISTS (SELECT 1 FROM m|", &["members"]);
    check("EXISTS (SELECT 1 FROM sales.|", &["leads"]);
    check("EXISTS (SELECT 1 FROM members m WHERE m.|", &["tenant_id", "user_id", "role"]);
    check("EXISTS (SELECT 1 FROM members WHERE us|", &["user_id"]);
    // What both have is qualified: a bare name would be the inner one's, whichever was meant.
    check("EXISTS (SELECT 1 FROM members m WHERE |", &["m.tenant_id", "user_id", "role", "id", "orders.tenant_id"]);
    taken(
        "EXISTS (SELECT 1 FROM members m WHERE m.tenant_id = orders.te|)",
        "EXISTS (SELECT 1 FROM members m WHERE m.tenant_id = orders.tenant_id|)",
    );
    // A query beside the caret's shows it nothing.
    none(Stance::Policy, "EXISTS (SELECT 1 FROM members) AND us|", "user_id");
    check("EXISTS (SELECT 1 FROM members, l|", &["leads"].map(|_| "sales.leads"));
    check("id IS DISTINCT FROM t|", &["tenant_id"]);
}

#[test]
fn each_place_has_what_may_stand_there() {
    none(Stance::Default, "|", "id");
    assert_eq!(labels(Stance::Default, "gen_r|"), ["gen_random_uuid"]);
    none(Stance::Immutable, "no|", "now");
    assert!(labels(Stance::Check, "no|").contains(&"now".to_owned()));
    none(Stance::Check, "ex|", "EXISTS (…)");
    assert_eq!(labels(Stance::Query, "|"), ["SELECT", "WITH"]);
    assert_eq!(labels(Stance::Query, "SELECT * FROM or|"), ["orders"]);
    assert_eq!(labels(Stance::Query, "SELECT o.t| FROM orders o"), ["tenant_id", "\"Total\""]);
    assert_eq!(labels(Stance::Query, "CREATE VIEW v AS SELECT * FROM sales.|"), ["leads"]);
    assert_eq!(labels(Stance::Query, "CREATE VIEW v AS s|"), ["SELECT"]);
    assert_eq!(labels(Stance::Query, "CREATE TABLE n|"), [""; 0]);
    assert_eq!(labels(Stance::Query, "CREATE TABLE n (a num|"), [""; 0]);
    check("id = extract(year FROM t|", &["tenant_id"]);
}

#[test]
fn a_call_leaves_the_caret_where_one_goes_on() {
    taken("low|", "lower(|)");
    taken("gen_r|", "gen_random_uuid()|");
    taken("id in|", "id IN (|)");
    taken("EXIST|", "EXISTS (|)");
    // What stands of the word after the caret goes with it.
    taken("lo|w", "lower(|)");
}

#[test]
fn a_call_tells_what_it_takes() {
    let told = |marked: &str| {
        let at = marked.find('|').expect("a caret");
        signature(&marked.replace('|', ""), at, &known(Stance::Policy)).map(|told| {
            let now = told.now.map(|range| told.text[range].to_owned());
            (told.text, now.unwrap_or_default())
        })
    };
    let expect = |text: &str, now: &str| Some((text.to_owned(), now.to_owned()));
    assert_eq!(told("coalesce(|"), expect("coalesce(value, …) → value", "value"));
    assert_eq!(told("coalesce(a, lower(b), |"), expect("coalesce(value, …) → value", "…"));
    assert_eq!(told("substr(a, |1)"), expect("substr(text, from, count) → text", "from"));
    assert_eq!(told("now(|)"), expect("now() → timestamp with time zone", ""));
    assert_eq!(told("id = |"), None);
    assert_eq!(told("unheard_of(|"), None);
}

#[test]
fn faults_have_their_place() {
    let found = |stance, sql: &str| -> Vec<String> {
        faults(sql, &known(stance))
            .into_iter()
            .map(|fault| format!("{}: {}", &sql[fault.range], fault.message))
            .collect()
    };
    assert_eq!(found(Stance::Policy, "id = (1"), ["(: A “)” that closes this one is missing."]);
    assert_eq!(found(Stance::Check, "totl > 0 AND total > 0"), ["totl: orders has no column “totl”."]);
    let default = "id: A default can't mention a column, and “id” would be one.";
    assert_eq!(found(Stance::Default, "id"), [default]);
    assert_eq!(found(Stance::Policy, "EXISTS (SELECT 1 FROM members WHERE boss)"), [""; 0]);
    assert_eq!(found(Stance::Policy, " "), [""; 0]);
    assert_eq!(found(Stance::Query, "SELECT"), [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn no_text_and_no_caret_panics(sql in "\\PC{0,30}", at in 0..40_usize) {
        for stance in [Stance::Policy, Stance::Query] {
            let found = complete(&sql, at, &known(stance));
            prop_assert!(sql.get(found.range).is_some());
            let _ = signature(&sql, at, &known(stance));
            let _ = faults(&sql, &known(stance));
        }
    }

    #[test]
    fn no_soup_of_words_panics(words in proptest::collection::vec(proptest::sample::select(vec![
        "state", "=", "'", "\"", "(", ")", "[", "]", ",", ".", "SELECT", "FROM", "JOIN", "members", "m", "WHERE", "IS", "NOT", "::",
        "current_setting(", "IN", "CASE", "END", "AS", "CAST(", "DISTINCT", "é", "--", "$$", "/*",
    ]), 0..14), at in 0..60_usize) {
        let sql = words.join(" ");
        let found = complete(&sql, at, &known(Stance::Policy));
        prop_assert!(sql.get(found.range).is_some());
        let _ = signature(&sql, at, &known(Stance::Policy));
    }
}
