use super::*;
use crate::catalog::{Column, DataType, Id, Schema, Table};

fn catalog(tables: Vec<Table>) -> Catalog {
    Catalog { schemas: vec![Schema::new(Id::new("public"), "public")], tables, ..Catalog::default() }
}

fn table(id: &str, name: &str, columns: &[(&str, &str)]) -> Table {
    let mut table = Table::new(Id::new(id), Id::new("public"), name);
    for (id, name) in columns {
        table.columns.push(Column::new(Id::new(id), *name, DataType::builtin("integer")));
    }
    table
}

fn check(previous: Vec<Table>, next: Vec<Table>, expected: &[&str]) {
    let (previous, next) = (catalog(previous), catalog(next));
    let found: Vec<_> = diff(Pair::new(&previous, &next)).iter().map(|change| format!("{change:?}")).collect();
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.contains(expected), "{found} does not contain {expected}");
    }
}

#[test]
fn nothing_changed_is_no_change() {
    check(vec![table("t", "t", &[("a", "a")])], vec![table("t", "t", &[("a", "a")])], &[]);
}

#[test]
fn an_id_makes_a_rename() {
    check(
        vec![table("t", "t", &[("a", "a")])],
        vec![table("t", "u", &[("a", "b")])],
        &["Altered { ids: Pair { previous: #t, next: #t }, what: Renamed }", "Column(Altered"],
    );
}

#[test]
fn a_name_matches_where_no_id_does() {
    check(vec![table("t1", "t", &[("a1", "a")])], vec![table("t2", "t", &[("a2", "a")])], &[]);
    check(
        vec![table("t1", "t", &[("a1", "a")])],
        vec![table("t2", "u", &[("a2", "a")])],
        &["Removed { id: #t1 }", "Added { id: #t2 }"],
    );
}

#[test]
fn the_order_of_columns_does_not_count() {
    check(vec![table("t", "t", &[("a", "a"), ("b", "b")])], vec![table("t", "t", &[("b", "b"), ("a", "a")])], &[]);
}
