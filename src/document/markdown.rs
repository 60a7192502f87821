//! A data dictionary in Markdown.

use std::fmt::Write;

use super::names::{
    column_names, constraint_told, counts, index_keys, index_told, is_key, is_required, policy_command, policy_roles,
    qualified, references, table_name, type_name, value_text,
};
use crate::catalog::{Catalog, ConstraintKind, RowSecurity, Table};

/// Every table, its columns, keys, indexes and policies, and every enum.
pub fn markdown(project: &str, catalog: &Catalog) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}\n", text(if project.is_empty() { "Schema" } else { project }));
    let _ = writeln!(out, "{}.\n", counts(catalog));
    for one in &catalog.tables {
        let name = table_name(catalog, one);
        let _ = writeln!(out, "- {}", text(&name));
    }
    for one in &catalog.tables {
        table(catalog, one, &mut out);
    }
    if !catalog.enums.is_empty() {
        out.push_str("\n## Enums\n\n| Enum | Labels | Comment |\n| --- | --- | --- |\n");
        for one in &catalog.enums {
            let labels = one.labels.iter().map(|label| code(&label.name)).collect::<Vec<_>>().join(", ");
            let name = qualified(catalog, &one.schema, &one.name);
            let _ = writeln!(out, "| {} | {labels} | {} |", code(&name), text(one.comment.as_deref().unwrap_or("")));
        }
    }
    out
}

fn table(catalog: &Catalog, table: &Table, out: &mut String) {
    let _ = writeln!(out, "\n## {}\n", text(&table_name(catalog, table)));
    if let Some(comment) = &table.comment {
        let _ = writeln!(out, "{}\n", text(comment));
    }
    out.push_str("| Column | Type | Null | Default | Key | Comment |\n| --- | --- | --- | --- | --- | --- |\n");
    for column in &table.columns {
        let mut keys: Vec<String> = Vec::new();
        if is_key(table, column) {
            keys.push("primary".to_owned());
        }
        let targets = references(catalog, table).filter(|reference| reference.columns.contains(&column.id));
        keys.extend(targets.map(|reference| format!("→ {}", text(&table_name(catalog, reference.target)))));
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            code(&column.name),
            code(&type_name(catalog, &column.data_type)),
            if is_required(table, column) { "no" } else { "yes" },
            code(&value_text(catalog, column)),
            keys.join(", "),
            text(column.comment.as_deref().unwrap_or(""))
        );
    }
    constraints(catalog, table, out);
    if !table.indexes.is_empty() {
        out.push_str("\n| Index | On | |\n| --- | --- | --- |\n");
        for index in &table.indexes {
            let (keys, told) = (index_keys(table, index), index_told(table, index));
            let _ = writeln!(out, "| {} | {} | {} |", code(&index.name), code(&keys), text(&told));
        }
    }
    policies(catalog, table, out);
}

fn constraints(catalog: &Catalog, table: &Table, out: &mut String) {
    if table.constraints.is_empty() {
        return;
    }
    out.push_str("\n| Constraint | Kind | |\n| --- | --- | --- |\n");
    for constraint in &table.constraints {
        let mut told = code(&constraint_told(table, constraint));
        if let ConstraintKind::ForeignKey { on_delete, on_update, .. } = &constraint.kind {
            let of_this = |reference: &super::names::Reference<'_>| reference.constraint.id == constraint.id;
            if let Some(reference) = references(catalog, table).find(of_this) {
                let columns = column_names(reference.target, reference.target_columns);
                let _ = write!(told, " → {} ({})", text(&table_name(catalog, reference.target)), code(&columns));
            }
            for (event, action) in [("delete", on_delete), ("update", on_update)] {
                if !action.is_no_action() {
                    let _ = write!(told, ", on {event} {}", action.sql().to_lowercase());
                }
            }
        }
        let _ = writeln!(out, "| {} | {} | {told} |", code(&constraint.name), constraint.kind.noun());
    }
}

fn policies(catalog: &Catalog, table: &Table, out: &mut String) {
    let told = match table.row_security {
        RowSecurity::Off if table.policies.is_empty() => return,
        RowSecurity::Off => "Row-level security is off: these policies do not count.",
        RowSecurity::Enabled => "Row-level security is enabled; the owner passes it by.",
        RowSecurity::Forced => "Row-level security is enabled, and binds the owner too.",
    };
    let _ = writeln!(out, "\n{told}");
    if table.policies.is_empty() {
        return;
    }
    out.push_str("\n| Policy | For | To | Using | With check |\n| --- | --- | --- | --- | --- |\n");
    for policy in &table.policies {
        let kind = if policy.restrictive { ", restrictive" } else { "" };
        let sql = |expression: &Option<crate::catalog::Expr>| expression.as_ref().map_or("", |e| e.sql()).to_owned();
        let _ = writeln!(
            out,
            "| {} | {}{kind} | {} | {} | {} |",
            code(&policy.name),
            policy_command(policy),
            text(&policy_roles(catalog, policy)),
            code(&sql(&policy.using)),
            code(&sql(&policy.check))
        );
    }
}

/// Text in which nothing is markup, on one line, for a cell of a table too.
fn text(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '-' | '!' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

/// Code. Where a sign would end it, or the cell, it stands as an element with every sign spelled out.
fn code(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    if line.is_empty() {
        return String::new();
    }
    if !line.contains(['`', '|', '\\']) {
        return format!("`{line}`");
    }
    let mut out = "<code>".to_owned();
    for c in line.chars() {
        if c.is_ascii_punctuation() {
            let _ = write!(out, "&#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out.push_str("</code>");
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_is_markup() {
        assert_eq!(text("a|b <b>*x*"), r"a\|b &lt;b&gt;\*x\*");
        assert_eq!(code("a.b"), "`a.b`");
        assert_eq!(code("a|b"), "<code>a&#124;b</code>");
        assert_eq!(code(""), "");
    }

    proptest! {
        #[test]
        fn a_cell_stays_one(name in "\\PC{0,20}") {
            let bars = |cell: String| {
                let letters: Vec<char> = cell.chars().collect();
                (0..letters.len()).filter(|at| letters[*at] == '|' && (*at == 0 || letters[at - 1] != '\\')).count()
            };
            prop_assert_eq!(bars(text(&name)), 0);
            prop_assert_eq!(bars(code(&name)), 0);
            prop_assert!(!text(&name).contains('<'));
        }
    }
}
