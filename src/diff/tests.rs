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

fn check_expression(previous: &str, next: &str, renames: &[(&str, &str)], expected: bool) {
    let mut before = table("t", "t", &[]);
    let mut after = table("t", "t", &[]);
    for (at, (old, new)) in renames.iter().enumerate() {
        before.columns.push(Column::new(Id::new(at.to_string()), *old, DataType::builtin("integer")));
        after.columns.push(Column::new(Id::new(at.to_string()), *new, DataType::builtin("integer")));
    }
    let check = |sql: &str| {
        let kind = crate::catalog::ConstraintKind::Check { expression: crate::catalog::Expr::new(sql) };
        crate::catalog::Constraint::new(Id::new("c"), kind).named("c")
    };
    before.constraints.push(check(previous));
    after.constraints.push(check(next));
    let (before, after) = (catalog(vec![before]), catalog(vec![after]));
    let changes = diff(Pair::new(&before, &after));
    let redefined = changes.iter().any(|change| matches!(change, Change::Constraint(_)));
    assert_eq!(!redefined, expected, "{previous} | {next}");
}

#[test]
fn what_does_not_count_in_an_expression_does_not_count() {
    check_expression("a > 0", "A>0", &[], true);
    check_expression("((a > 0))", "a > 0 -- positive", &[], true);
    check_expression("\"a\" > 0", "a > 0", &[], true);
    check_expression("\"A\" > 0", "a > 0", &[], false);
    check_expression("x = 'A'", "x = 'a'", &[], false);
}

#[test]
fn renamed_columns_are_followed_into_expressions() {
    check_expression("a > 0", "b > 0", &[("a", "b")], true);
    check_expression("a > b", "b > a", &[("a", "b"), ("b", "a")], true);
    check_expression("a > 0", "a > 0", &[("a", "b")], false);
    check_expression("lower(lower) = 'x'", "lower(name) = 'x'", &[("lower", "name")], true);
    check_expression("a = 'a'", "b = 'a'", &[("a", "b")], true);
    check_expression("a > 0", "\"Total Sum\" > 0", &[("a", "Total Sum")], true);
    check_expression("t.a > 0", "t.b > 0", &[("a", "b")], true);
}
