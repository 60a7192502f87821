//! A diagram in Mermaid's language, which code forges and wikis draw.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::names::{column_names, is_key, is_required, references, table_name, type_name};
use crate::catalog::{Catalog, Id};

/// The tables of a catalog as `erDiagram`.
pub fn mermaid(catalog: &Catalog) -> String {
    let mut out = "erDiagram\n".to_owned();
    for table in &catalog.tables {
        let _ = writeln!(out, "    {} {{", entity(&table_name(catalog, table)));
        let foreign: BTreeSet<&Id> = references(catalog, table).flat_map(|reference| reference.columns).collect();
        for column in &table.columns {
            let mut keys = Vec::new();
            if is_key(table, column) {
                keys.push("PK");
            }
            if foreign.contains(&column.id) {
                keys.push("FK");
            }
            if table.is_unique(&column.id) && !is_key(table, column) {
                keys.push("UK");
            }
            let _ = write!(out, "        {} {}", word(&type_name(catalog, &column.data_type)), word(&column.name));
            if !keys.is_empty() {
                let _ = write!(out, " {}", keys.join(", "));
            }
            let mut remarks = Vec::new();
            if word(&column.name) != column.name {
                remarks.push(column.name.as_str());
            }
            if !is_required(table, column) {
                remarks.push("nullable");
            }
            if let Some(comment) = &column.comment {
                remarks.push(comment);
            }
            if !remarks.is_empty() {
                let _ = write!(out, " \"{}\"", remark(&remarks.join("; ")));
            }
            out.push('\n');
        }
        out.push_str("    }\n");
    }
    for table in &catalog.tables {
        for reference in references(catalog, table) {
            let many = if reference.is_unique() { "|o" } else { "}o" };
            let one = if reference.is_optional() { "o|" } else { "||" };
            let _ = writeln!(
                out,
                "    {} {many}--{one} {} : \"{}\"",
                entity(&table_name(catalog, table)),
                entity(&table_name(catalog, reference.target)),
                remark(&column_names(table, reference.columns))
            );
        }
    }
    out
}

/// An entity's name: quoted, without the signs that end the quote or mean something in it.
fn entity(name: &str) -> String {
    let name: String = name.chars().map(|c| if c.is_control() || "\"%\\".contains(c) { '_' } else { c }).collect();
    format!("\"{}\"", if name.trim().is_empty() { "_" } else { &name })
}

/// A type or an attribute: the letters that Mermaid has for them.
fn word(text: &str) -> String {
    let mut out: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() || "_-[]()".contains(c) { c } else { '_' }).collect();
    if !out.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        out.insert(0, '_');
    }
    out
}

/// A text between quotes.
fn remark(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '"' => '\'',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_to_the_language() {
        assert_eq!(word("numeric(10,2)"), "numeric(10_2)");
        assert_eq!(word("2nd"), "_2nd");
        assert_eq!(word("größe m²"), "gr__e_m_");
        assert_eq!(entity("a\"b%c"), "\"a_b_c\"");
        assert_eq!(remark("say \"hi\"\nthere"), "say 'hi' there");
    }
}
