//! Comments.

use super::super::Statement;
use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, index_name, part_name, statement, table_name};
use super::super::step::{Key, Step};
use crate::catalog::{Column, Constraint, ConstraintKind, Id, Index, Object, PUBLIC_SCHEMA, Policy, Table};
use crate::diff::{CommentChange, Commented, is_public};
use crate::sql::{quote, write};

/// What initdb says of `public`.
const STANDARD_PUBLIC: &str = "standard public schema";

/// `COMMENT ON`. An empty comment is none, as in PostgreSQL.
pub(super) fn sql(object: &str, text: Option<&str>) -> String {
    write::comment(object, text.filter(|text| !text.is_empty()))
}

/// The comments of a table that is new: its own, its columns' and those of the constraints created with it. What is
/// created after it brings its own.
pub(super) fn all_of_table<'a>(planner: &mut Planner<'a>, table: &'a Table) {
    if is_some(&table.comment) {
        let step = on_table(planner, table);
        planner.push(step);
    }
    for new in &table.columns {
        column(planner, table, new);
    }
    for inline in planner.next.inline_constraints(table) {
        constraint(planner, table, inline);
    }
}

fn is_some(comment: &Option<String>) -> bool {
    comment.as_deref().is_some_and(|text| !text.is_empty())
}

pub(super) fn column<'a>(planner: &mut Planner<'a>, table: &'a Table, column: &'a Column) {
    if is_some(&column.comment) {
        let step = on_column(planner, table, column);
        planner.push(step);
    }
}

pub(super) fn constraint<'a>(planner: &mut Planner<'a>, table: &'a Table, constraint: &'a Constraint) {
    if is_some(&constraint.comment) {
        let step = on_constraint(planner, table, constraint);
        planner.push(step);
    }
    if is_some(&constraint.options.index_comment) {
        let step = on_key_index(planner, table, constraint);
        planner.push(step);
    }
}

pub(super) fn index<'a>(planner: &mut Planner<'a>, table: &'a Table, index: &'a Index) {
    if is_some(&index.comment) {
        let step = on_index(planner, table, index);
        planner.push(step);
    }
}

pub(super) fn policy<'a>(planner: &mut Planner<'a>, table: &'a Table, policy: &'a Policy) {
    if is_some(&policy.comment) {
        let step = on_policy(planner, table, policy);
        planner.push(step);
    }
}

pub(super) fn object<'a>(planner: &mut Planner<'a>, object: &'a Object) {
    if is_some(&object.comment) {
        planner.push(on_object(object));
    }
}

/// Changes the comment of what is in both catalogs. What is made again brings its comment with it.
pub(super) fn alter<'a>(planner: &mut Planner<'a>, change: &'a CommentChange) {
    let find = |planner: &Planner<'a>, id: &Id| planner.next.table(id);
    let step = match &change.on {
        Commented::Schema(id) if is_public(planner.next.catalog(), id) => {
            let own = planner.next.catalog().schema(id).and_then(|schema| schema.comment.as_deref());
            let sql = sql("SCHEMA public", Some(own.unwrap_or(STANDARD_PUBLIC)));
            Some(building(build::SCHEMA, statement(Kind::Comment, id, PUBLIC_SCHEMA.to_owned(), sql)))
        }
        Commented::Schema(id) => planner.next.catalog().schema(id).map(|schema| {
            let sql = sql(&format!("SCHEMA {}", quote::ident(&schema.name)), schema.comment.as_deref());
            building(build::SCHEMA, statement(Kind::Comment, id, schema.name.clone(), sql))
        }),
        Commented::Enum(id) if planner.rebuilds.enums.contains(id) => None,
        Commented::Enum(id) => planner.next.enum_type(id).map(|enum_type| {
            let sql = sql(&format!("TYPE {}", planner.next.enum_ref(enum_type)), enum_type.comment.as_deref());
            let name = format!("{}.{}", planner.next.schema_name(&enum_type.schema), enum_type.name);
            building(build::ENUM, statement(Kind::Comment, id, name, sql))
        }),
        Commented::Sequence(id) => planner.next.sequence(id).map(|sequence| {
            let object = format!("SEQUENCE {}", planner.next.sequence_ref(sequence));
            let name = format!("{}.{}", planner.next.schema_name(&sequence.schema), sequence.name);
            let sql = sql(&object, sequence.comment.as_deref());
            building(build::SEQUENCE, statement(Kind::Comment, id, name, sql))
        }),
        Commented::Object(id) if planner.rebuilds.objects.contains(id) => None,
        Commented::Object(id) => planner.next.catalog().object(id).map(|object| on_object(object)),
        Commented::Table(id) => find(planner, id).map(|table| on_table(planner, table)),
        Commented::Column { table, id } if planner.is_column_recreated(table, id) => None,
        Commented::Column { table, id } => {
            find(planner, table).and_then(|table| Some(on_column(planner, table, table.column(id)?)))
        }
        Commented::Constraint { table, id } if planner.is_constraint_rebuilt(table, id) => None,
        Commented::Constraint { table, id } => find(planner, table)
            .and_then(|table| Some(on_constraint(planner, table, table.constraints.iter().find(|c| c.id == *id)?))),
        Commented::KeyIndex { table, id } if planner.is_constraint_rebuilt(table, id) => None,
        Commented::KeyIndex { table, id } => find(planner, table)
            .and_then(|table| Some(on_key_index(planner, table, table.constraints.iter().find(|c| c.id == *id)?))),
        Commented::Index { table, id } if planner.is_index_rebuilt(table, id) => None,
        Commented::Index { table, id } => find(planner, table)
            .and_then(|table| Some(on_index(planner, table, table.indexes.iter().find(|i| i.id == *id)?))),
        Commented::Policy { table, id } if planner.is_policy_rebuilt(table, id) => None,
        Commented::Policy { table, id } => find(planner, table)
            .and_then(|table| Some(on_policy(planner, table, table.policies.iter().find(|p| p.id == *id)?))),
    };
    if let Some(step) = step {
        planner.push(step);
    }
}

fn on_object(object: &Object) -> Step<'_> {
    let sql = sql(&format!("{} {}", object.kind.to_ascii_uppercase(), object.identity), object.comment.as_deref());
    let statement = statement(Kind::Comment, &object.id, object.identity.clone(), sql);
    building(build::LATE, statement).at(0, build::COMMENT).after([Key::Ready(&object.id)])
}

fn on_table<'a>(planner: &Planner<'a>, table: &'a Table) -> Step<'a> {
    let sql = sql(&format!("TABLE {}", planner.next.table_ref(table)), table.comment.as_deref());
    let name = table_name(planner.next, table);
    in_table(planner, table, statement(Kind::Comment, &table.id, name, sql)).after([Key::Table(&table.id)])
}

fn on_column<'a>(planner: &Planner<'a>, table: &'a Table, column: &'a Column) -> Step<'a> {
    let sql = sql(&format!("COLUMN {}", planner.next.column_ref(table, column)), column.comment.as_deref());
    let statement = statement(Kind::Comment, &column.id, part_name(planner.next, table, &column.name), sql);
    in_table(planner, table, statement).after([Key::Table(&table.id), Key::Columns(&table.id)])
}

fn on_constraint<'a>(planner: &Planner<'a>, table: &'a Table, constraint: &'a Constraint) -> Step<'a> {
    let object = format!("CONSTRAINT {} ON {}", quote::ident(&constraint.name), planner.next.table_ref(table));
    let sql = sql(&object, constraint.comment.as_deref());
    let name = part_name(planner.next, table, &constraint.name);
    let mut step = in_table(planner, table, statement(Kind::Comment, &constraint.id, name, sql));
    if matches!(constraint.kind, ConstraintKind::ForeignKey { .. }) {
        step.rank.stage = build::FOREIGN_KEY;
    }
    step.after([Key::Table(&table.id), Key::Part(&table.id, &constraint.id)])
}

/// The index of a key has the key's name, and a comment of its own.
fn on_key_index<'a>(planner: &Planner<'a>, table: &'a Table, constraint: &'a Constraint) -> Step<'a> {
    let schema = planner.next.schema_name(&table.schema);
    let object = format!("INDEX {}", quote::qualified(schema, &constraint.name));
    let sql = sql(&object, constraint.options.index_comment.as_deref());
    let name = format!("{schema}.{}", constraint.name);
    in_table(planner, table, statement(Kind::Comment, &constraint.id, name, sql))
        .after([Key::Table(&table.id), Key::Part(&table.id, &constraint.id)])
}

fn on_index<'a>(planner: &Planner<'a>, table: &'a Table, index: &'a Index) -> Step<'a> {
    let sql = sql(&format!("INDEX {}", planner.next.index_ref(table, index)), index.comment.as_deref());
    let statement = statement(Kind::Comment, &index.id, index_name(planner.next, table, index), sql);
    in_table(planner, table, statement).after([Key::Part(&table.id, &index.id)])
}

fn on_policy<'a>(planner: &Planner<'a>, table: &'a Table, policy: &'a Policy) -> Step<'a> {
    let object = format!("POLICY {} ON {}", quote::ident(&policy.name), planner.next.table_ref(table));
    let sql = sql(&object, policy.comment.as_deref());
    let statement = statement(Kind::Comment, &policy.id, part_name(planner.next, table, &policy.name), sql);
    let mut step = in_table(planner, table, statement);
    step.rank.detail = build::POLICY_COMMENT;
    step.after([Key::Part(&table.id, &policy.id)])
}

fn in_table<'a>(planner: &Planner<'a>, table: &'a Table, statement: Statement) -> Step<'a> {
    building(build::TABLE, statement).at(planner.next_place(&table.id), build::COMMENT)
}
