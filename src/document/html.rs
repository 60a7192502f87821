//! A page of documentation: the diagram, every table, a search. One file that asks nobody for anything.

use std::fmt::Write;

use super::names::{
    Reference, column_names, constraint_told, counts, index_keys, index_told, is_key, is_required, policy_command,
    policy_roles, qualified, references, table_name, type_name, value_text,
};
use crate::catalog::{Catalog, Column, ConstraintKind, Expr, Id, RowSecurity, Table};
use crate::picture::escape;

/// The page. `diagram` is the SVG of [`crate::picture::svg`] in the page's own colours; its cards lead to the tables.
pub fn html(project: &str, catalog: &Catalog, diagram: &str) -> String {
    let mut page = Page(String::new());
    let title = if project.is_empty() { "Schema" } else { project };
    // What the page may do is what is in it: no request can leave it, whatever a name may try.
    page.raw(concat!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; ",
        "script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
    ));
    page.text(title);
    page.raw("</title>\n<style>\n");
    page.raw(include_str!("page.css"));
    page.raw("</style>\n</head>\n<body>\n<div class=\"layout\">\n<nav aria-label=\"Tables\">\n<h1>");
    page.text(title);
    let _ = write!(page.0, "</h1>\n<p>{}</p>\n", counts(catalog));
    page.raw("<input id=\"search\" type=\"search\" placeholder=\"Search\" aria-label=\"Search tables, columns and comments\">\n");
    page.raw("<p id=\"found\" role=\"status\" aria-live=\"polite\"></p>\n<ul>\n");
    for table in &catalog.tables {
        page.raw("<li>");
        page.link(&table.id, &table_name(catalog, table));
        page.raw("</li>\n");
    }
    for one in &catalog.enums {
        page.raw("<li>");
        page.link(&one.id, &qualified(catalog, &one.schema, &one.name));
        page.raw("</li>\n");
    }
    page.raw("</ul>\n</nav>\n<main>\n");
    page.raw("<section class=\"diagram\" aria-label=\"Diagram\">\n<div class=\"view\" tabindex=\"0\" role=\"group\" aria-label=\"Diagram. Arrow keys move it, plus and minus zoom, 0 shows all of it.\">\n");
    page.raw(diagram);
    page.raw("</div>\n<div class=\"zoom\"><button id=\"out\" type=\"button\" aria-label=\"Zoom out\">−</button><button id=\"fit\" type=\"button\">Fit</button><button id=\"in\" type=\"button\" aria-label=\"Zoom in\">+</button></div>\n</section>\n");
    catalog.tables.iter().for_each(|table| page.table(catalog, table));
    for one in &catalog.enums {
        page.section(&one.id, &qualified(catalog, &one.schema, &one.name), "enum", one.comment.as_deref());
        page.raw("<p>");
        for (at, label) in one.labels.iter().enumerate() {
            page.raw(if at == 0 { "" } else { ", " });
            page.code(&label.name);
        }
        page.raw("</p>\n</section>\n");
    }
    page.raw("</main>\n</div>\n<script>\n");
    page.raw(include_str!("page.js"));
    page.raw("</script>\n</body>\n</html>\n");
    page.0
}

struct Page(String);

impl Page {
    /// HTML as it is.
    fn raw(&mut self, html: &str) {
        self.0.push_str(html);
    }

    fn text(&mut self, text: &str) {
        escape(&mut self.0, text);
    }

    fn code(&mut self, text: &str) {
        if !text.is_empty() {
            self.raw("<code>");
            self.text(text);
            self.raw("</code>");
        }
    }

    fn link(&mut self, id: &Id, name: &str) {
        self.raw("<a href=\"#");
        self.text(id.as_str());
        self.raw("\">");
        self.text(name);
        self.raw("</a>");
    }

    fn section(&mut self, id: &Id, name: &str, kind: &str, comment: Option<&str>) {
        self.raw("<section data-name id=\"");
        self.text(id.as_str());
        self.raw("\">\n<h2>");
        self.text(name);
        let _ = writeln!(self.0, " <small class=\"dim\">{kind}</small></h2>");
        if let Some(comment) = comment {
            self.raw("<p>");
            self.text(comment);
            self.raw("</p>\n");
        }
    }

    /// The head of a table of this page.
    fn head(&mut self, title: &str, columns: &[&str]) {
        if !title.is_empty() {
            let _ = writeln!(self.0, "<h3>{title}</h3>");
        }
        self.raw("<div class=\"scroll\"><table><thead><tr>");
        for column in columns {
            let _ = write!(self.0, "<th scope=\"col\">{column}</th>");
        }
        self.raw("</tr></thead><tbody>\n");
    }

    fn foot(&mut self) {
        self.raw("</tbody></table></div>\n");
    }

    fn table(&mut self, catalog: &Catalog, table: &Table) {
        self.section(&table.id, &table_name(catalog, table), "table", table.comment.as_deref());
        self.head("", &["", "Column", "Type", "Null", "Default", "References", "Comment"]);
        let references: Vec<Reference<'_>> = references(catalog, table).collect();
        for column in &table.columns {
            self.column(catalog, table, column, &references);
        }
        self.foot();
        if !table.constraints.is_empty() {
            self.constraints(catalog, table, &references);
        }
        if !table.indexes.is_empty() {
            self.head("Indexes", &["Name", "On", ""]);
            for index in &table.indexes {
                self.cells(&[&index.name, &index_keys(table, index), &index_told(table, index)]);
            }
            self.foot();
        }
        self.policies(catalog, table);
        self.raw("</section>\n");
    }

    fn column(&mut self, catalog: &Catalog, table: &Table, column: &Column, references: &[Reference<'_>]) {
        let of_column = || references.iter().filter(|reference| reference.columns.contains(&column.id));
        self.raw("<tr><td>");
        if is_key(table, column) {
            self.raw("<span class=\"pk\" title=\"Primary key\">PK</span> ");
        }
        if of_column().next().is_some() {
            self.raw("<span class=\"fk\" title=\"Foreign key\">FK</span>");
        }
        self.raw("</td><td>");
        self.code(&column.name);
        self.raw("</td><td>");
        self.code(&type_name(catalog, &column.data_type));
        self.raw(if is_required(table, column) { "</td><td>no</td><td>" } else { "</td><td>yes</td><td>" });
        self.code(&value_text(catalog, column));
        self.raw("</td><td>");
        for (at, reference) in of_column().enumerate() {
            self.raw(if at == 0 { "" } else { ", " });
            self.link(&reference.target.id, &table_name(catalog, reference.target));
        }
        self.raw("</td><td>");
        self.text(column.comment.as_deref().unwrap_or(""));
        self.raw("</td></tr>\n");
    }

    /// A row of code.
    fn cells(&mut self, cells: &[&str]) {
        self.raw("<tr>");
        for cell in cells {
            self.raw("<td>");
            self.code(cell);
            self.raw("</td>");
        }
        self.raw("</tr>\n");
    }

    fn constraints(&mut self, catalog: &Catalog, table: &Table, references: &[Reference<'_>]) {
        self.head("Constraints", &["Name", "Kind", ""]);
        for constraint in &table.constraints {
            self.raw("<tr><td>");
            self.code(&constraint.name);
            let _ = write!(self.0, "</td><td>{}</td><td>", constraint.kind.noun());
            self.code(&constraint_told(table, constraint));
            if let Some(reference) = references.iter().find(|reference| reference.constraint.id == constraint.id) {
                self.raw(" → ");
                self.link(&reference.target.id, &table_name(catalog, reference.target));
                self.raw(" ");
                self.code(&column_names(reference.target, reference.target_columns));
            }
            if let ConstraintKind::ForeignKey { on_delete, on_update, .. } = &constraint.kind {
                for (event, action) in [("delete", on_delete), ("update", on_update)] {
                    if !action.is_no_action() {
                        let _ = write!(self.0, ", on {event} {}", action.sql().to_lowercase());
                    }
                }
            }
            self.raw("</td></tr>\n");
        }
        self.foot();
    }

    fn policies(&mut self, catalog: &Catalog, table: &Table) {
        let told = match table.row_security {
            RowSecurity::Off if table.policies.is_empty() => return,
            RowSecurity::Off => "Row-level security is off: these policies do not count.",
            RowSecurity::Enabled => "Row-level security is enabled; the owner passes it by.",
            RowSecurity::Forced => "Row-level security is enabled, and binds the owner too.",
        };
        let _ = writeln!(self.0, "<h3>Row-level security</h3>\n<p>{told}</p>");
        if table.policies.is_empty() {
            return;
        }
        self.head("", &["Policy", "For", "To", "Using", "With check"]);
        for policy in &table.policies {
            let command = policy_command(policy);
            let kind = if policy.restrictive { format!("{command}, restrictive") } else { command.to_owned() };
            let sql = |expression: &Option<Expr>| expression.as_ref().map(|e| e.sql().to_owned()).unwrap_or_default();
            let roles = policy_roles(catalog, policy);
            self.cells(&[&policy.name, &kind, &roles, &sql(&policy.using), &sql(&policy.check)]);
        }
        self.foot();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::DataType;

    proptest! {
        /// However a table and its column are called, the page has the same elements.
        #[test]
        fn no_name_becomes_markup(name in "[\\PC<>&\"'/=]{0,24}") {
            let of = |name: &str| {
                let mut table = Table::new(Id::new("t"), Id::new("public"), name);
                table.comment = Some(name.to_owned());
                table.columns.push(Column::new(Id::new("c"), name, DataType::builtin(name)).with_default(name));
                html(name, &Catalog { tables: vec![table], ..Catalog::default() }, "")
            };
            let (plain, hostile) = (of("x"), of(&name));
            // An empty default is no code; all else is the same.
            let codes = |page: &str| page.matches("<code>").count();
            prop_assert_eq!(
                plain.matches('<').count() - 2 * codes(&plain),
                hostile.matches('<').count() - 2 * codes(&hostile)
            );
        }
    }
}
