//! DBML, which dbdiagram.io and its kin read.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::names::{Reference, column_name, index_told, is_key, is_required, references, type_name, value_text};
use crate::catalog::{
    Catalog, Column, ColumnValue, ConstraintKind, DataType, EnumType, Id, IndexTarget, ReferentialAction, Table,
};

/// The tables, enums and references of a catalog as DBML.
pub fn dbml(project: &str, catalog: &Catalog) -> String {
    let mut out = String::new();
    let project = if project.is_empty() { "schema" } else { project };
    let _ = writeln!(out, "Project {} {{\n  database_type: 'PostgreSQL'\n}}", name(project));
    catalog.enums.iter().for_each(|one| enum_type(catalog, one, &mut out));
    catalog.tables.iter().for_each(|one| table(catalog, one, &mut out));
    // Of two references between the same columns the language knows one.
    let mut known = BTreeSet::new();
    for table in &catalog.tables {
        for reference in references(catalog, table) {
            write_reference(catalog, &reference, &mut known, &mut out);
        }
    }
    out
}

/// A name between quotes.
fn name(text: &str) -> String {
    let text = if text.is_empty() { "(no name)" } else { text };
    format!("\"{}\"", escape(text, '"'))
}

/// A text between apostrophes.
fn text(text: &str) -> String {
    format!("'{}'", escape(text, '\''))
}

fn escape(text: &str, quote: char) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// An expression. The sign that ends it can't be in it: in PostgreSQL it is only found in texts and names.
fn expression(sql: &str) -> String {
    let sql: String = sql
        .chars()
        .map(|c| {
            if c == '`' {
                '\''
            } else if c.is_control() {
                ' '
            } else {
                c
            }
        })
        .collect();
    format!("`{sql}`")
}

fn schema_and_name(catalog: &Catalog, schema: &Id, own: &str) -> String {
    match catalog.schema(schema).filter(|schema| !schema.is_public()) {
        Some(schema) => format!("{}.{}", name(&schema.name), name(own)),
        None => name(own),
    }
}

fn table_ref(catalog: &Catalog, table: &Table) -> String {
    schema_and_name(catalog, &table.schema, &table.name)
}

fn enum_type(catalog: &Catalog, one: &EnumType, out: &mut String) {
    let own = schema_and_name(catalog, &one.schema, &one.name);
    if one.labels.is_empty() {
        let _ = writeln!(out, "\n// The enum {own} has no label, which DBML has no way to say.");
        return;
    }
    let _ = writeln!(out, "\nEnum {own} {{");
    for label in &one.labels {
        let _ = writeln!(out, "  {}", name(&label.name));
    }
    out.push_str("}\n");
}

fn data_type(catalog: &Catalog, data_type: &DataType) -> String {
    let text = match data_type {
        DataType::Defined { id, array } => match catalog.enum_type(id) {
            Some(own) => {
                let name = schema_and_name(catalog, &own.schema, &own.name);
                return format!("{name}{}", if *array { "[]" } else { "" });
            }
            None => type_name(catalog, data_type),
        },
        DataType::Builtin(_) => type_name(catalog, data_type),
    };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_(),[]".contains(c);
    if text.chars().all(plain) && text.starts_with(|c: char| c.is_ascii_lowercase()) { text } else { name(&text) }
}

fn table(catalog: &Catalog, table: &Table, out: &mut String) {
    let own = table_ref(catalog, table);
    if table.columns.is_empty() {
        let _ = writeln!(out, "\n// The table {own} has no column, which DBML has no way to say.");
        return;
    }
    let _ = writeln!(out, "\nTable {own} {{");
    let alone = table.primary_key().is_some_and(|key| key.len() == 1);
    for column in &table.columns {
        let settings = settings(catalog, table, column, alone);
        let list = if settings.is_empty() { String::new() } else { format!(" [{}]", settings.join(", ")) };
        let _ = writeln!(out, "  {} {}{list}", name(&column.name), data_type(catalog, &column.data_type));
    }
    indexes(table, alone, out);
    checks(table, out);
    if let Some(comment) = &table.comment {
        let _ = writeln!(out, "\n  Note: {}", text(comment));
    }
    out.push_str("}\n");
}

fn settings(catalog: &Catalog, table: &Table, column: &Column, alone: bool) -> Vec<String> {
    let mut out = Vec::new();
    let key = is_key(table, column);
    if key && alone {
        out.push("pk".to_owned());
    } else if table.is_unique(&column.id) {
        out.push("unique".to_owned());
    }
    if is_required(table, column) {
        out.push("not null".to_owned());
    }
    let mut notes: Vec<String> = column.comment.iter().cloned().collect();
    match &column.value {
        ColumnValue::None => {}
        ColumnValue::Identity { .. } => out.push("increment".to_owned()),
        ColumnValue::Generated { .. } => notes.push(value_text(catalog, column)),
        ColumnValue::Default { .. } | ColumnValue::NextValue { .. } => {
            out.push(format!("default: {}", expression(&value_text(catalog, column))));
        }
    }
    if !notes.is_empty() {
        out.push(format!("note: {}", text(&notes.join("\n"))));
    }
    out
}

fn indexes(table: &Table, alone: bool, out: &mut String) {
    let mut lines = Vec::new();
    let columns = |ids: &[Id]| ids.iter().map(|id| name(column_name(table, id))).collect::<Vec<_>>().join(", ");
    for constraint in &table.constraints {
        match &constraint.kind {
            ConstraintKind::PrimaryKey { columns: ids } if !alone && !ids.is_empty() => {
                lines.push(format!("({}) [pk, name: {}]", columns(ids), text(&constraint.name)));
            }
            ConstraintKind::Unique { columns: ids, .. } if ids.len() > 1 => {
                lines.push(format!("({}) [unique, name: {}]", columns(ids), text(&constraint.name)));
            }
            _ => {}
        }
    }
    for index in table.indexes.iter().filter(|index| !index.keys.is_empty()) {
        let keys = index.keys.iter().map(|key| match &key.target {
            IndexTarget::Column { column } => name(column_name(table, column)),
            IndexTarget::Expression { expression: sql } => expression(sql.sql()),
        });
        let mut settings = vec![format!("name: {}", text(&index.name))];
        if index.unique {
            settings.insert(0, "unique".to_owned());
        }
        if matches!(index.method.as_str(), "btree" | "hash") {
            settings.push(format!("type: {}", index.method));
        }
        // What the language has no word for is told.
        let told = index_told(table, index);
        if !matches!(told.as_str(), "" | "unique") {
            settings.push(format!("note: {}", text(&told)));
        }
        lines.push(format!("({}) [{}]", keys.collect::<Vec<_>>().join(", "), settings.join(", ")));
    }
    if !lines.is_empty() {
        let _ = writeln!(out, "\n  indexes {{\n    {}\n  }}", lines.join("\n    "));
    }
}

fn checks(table: &Table, out: &mut String) {
    let checks = table.constraints.iter().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::Check { expression: sql } => {
            Some(format!("{} [name: {}]", expression(sql.sql()), text(&constraint.name)))
        }
        _ => None,
    });
    let lines: Vec<String> = checks.collect();
    if !lines.is_empty() {
        let _ = writeln!(out, "\n  checks {{\n    {}\n  }}", lines.join("\n    "));
    }
}

fn write_reference(catalog: &Catalog, reference: &Reference<'_>, known: &mut BTreeSet<String>, out: &mut String) {
    let Reference { constraint, table, columns, target, target_columns } = reference;
    if columns.is_empty() {
        return;
    }
    let end = |table: &Table, ids: &[Id]| {
        let names: Vec<String> = ids.iter().map(|id| name(column_name(table, id))).collect();
        let list = names.join(", ");
        format!("{}.{}", table_ref(catalog, table), if ids.len() == 1 { list } else { format!("({list})") })
    };
    let (from, to) = (end(table, columns), end(target, target_columns));
    if from == to || !known.insert(format!("{from} {to}")) {
        let _ = writeln!(out, "\n// {from} > {to}: DBML has no way to say this reference.");
        return;
    }
    let sign = if reference.is_unique() { "-" } else { ">" };
    let mut settings = Vec::new();
    if let ConstraintKind::ForeignKey { on_delete, on_update, .. } = &constraint.kind {
        for (event, action) in [("delete", on_delete), ("update", on_update)] {
            if *action != ReferentialAction::NoAction {
                settings.push(format!("{event}: {}", action.sql().to_lowercase()));
            }
        }
    }
    let list = if settings.is_empty() { String::new() } else { format!(" [{}]", settings.join(", ")) };
    let own = if constraint.name.is_empty() { String::new() } else { format!(" {}", name(&constraint.name)) };
    let _ = writeln!(out, "\nRef{own}: {from} {sign} {to}{list}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_names_are_closed() {
        assert_eq!(name("a\"b\\c"), r#""a\"b\\c""#);
        assert_eq!(text("it's\nso"), r"'it\'s\nso'");
        assert_eq!(expression("a `b`"), "`a 'b'`");
    }
}
