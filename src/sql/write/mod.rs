//! Catalog objects as SQL text.
//!
//! A [`Writer`] knows one catalog and so the names behind its ids. Everything it writes is one statement without its
//! semicolon, or a clause of one. Tables, types and sequences are always qualified with their schema, so that no text
//! depends on the search path of whoever runs it. A reference that does not resolve is written as the quoted id: the
//! engine then refuses the statement with a message that names it, where a panic would lose a person's work.

mod column;
mod constraint;
mod grant;
mod index;
mod policy;
mod sequence;
mod table;

pub(crate) use column::{identity_words, not_null};
pub(crate) use constraint::{deferral_words, parameter_name, parameters};
pub(crate) use grant::GrantWords;
pub use grant::{grant, revoke};
pub(crate) use sequence::changed_clauses;

use std::borrow::Cow;

use super::quote;
use crate::catalog::{
    Catalog, DataType, EnumType, Expr, Grantee, Id, Map, Object, Role, Schema, Sequence, Table as CatalogTable,
};

/// Writes the objects of one catalog.
#[derive(Debug)]
pub struct Writer<'a> {
    catalog: &'a Catalog,
    schemas: Map<&'a Id, &'a Schema>,
    tables: Map<&'a Id, &'a CatalogTable>,
    /// Partitions of tables, and tables that inherit from them.
    children: Map<&'a Id, Vec<&'a CatalogTable>>,
    enums: Map<&'a Id, &'a EnumType>,
    sequences: Map<&'a Id, &'a Sequence>,
    types: Map<&'a Id, &'a Object>,
    roles: Map<&'a Id, &'a Role>,
}

impl<'a> Writer<'a> {
    /// A writer for this catalog.
    pub fn new(catalog: &'a Catalog) -> Self {
        let mut children: Map<&Id, Vec<&CatalogTable>> = Map::default();
        for table in &catalog.tables {
            table.parents().for_each(|parent| children.entry(parent).or_default().push(table));
        }
        Self {
            children,
            catalog,
            schemas: catalog.schemas.iter().map(|s| (&s.id, s)).collect(),
            tables: catalog.tables.iter().map(|t| (&t.id, t)).collect(),
            enums: catalog.enums.iter().map(|e| (&e.id, e)).collect(),
            sequences: catalog.sequences.iter().map(|s| (&s.id, s)).collect(),
            types: catalog.objects.iter().filter(|o| o.is_type()).map(|o| (&o.id, o)).collect(),
            roles: catalog.roles.iter().map(|r| (&r.id, r)).collect(),
        }
    }

    /// The catalog it writes.
    pub fn catalog(&self) -> &'a Catalog {
        self.catalog
    }

    /// The table with this id.
    pub fn table(&self, id: &Id) -> Option<&'a CatalogTable> {
        self.tables.get(id).copied()
    }

    /// The partitions of a table, or the tables that inherit from it.
    pub fn children(&self, id: &Id) -> &[&'a CatalogTable] {
        self.children.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// True if the table is partitioned and has partitions.
    pub fn has_partitions(&self, table: &CatalogTable) -> bool {
        table.is_partitioned() && !self.children(&table.id).is_empty()
    }

    /// The enum with this id.
    pub fn enum_type(&self, id: &Id) -> Option<&'a EnumType> {
        self.enums.get(id).copied()
    }

    /// The sequence with this id.
    pub fn sequence(&self, id: &Id) -> Option<&'a Sequence> {
        self.sequences.get(id).copied()
    }

    /// A schema's name, unquoted.
    pub fn schema_name(&self, id: &'a Id) -> &'a str {
        self.schemas.get(id).map_or(id.as_str(), |s| &s.name)
    }

    /// A role's name, unquoted.
    pub fn role_name(&self, id: &'a Id) -> &'a str {
        self.roles.get(id).map_or(id.as_str(), |r| &r.name)
    }

    /// A table's name in SQL: `public.orders`.
    pub fn table_ref(&self, table: &'a CatalogTable) -> String {
        quote::qualified(self.schema_name(&table.schema), &table.name)
    }

    /// An enum's name in SQL.
    pub fn enum_ref(&self, enum_type: &'a EnumType) -> String {
        quote::qualified(self.schema_name(&enum_type.schema), &enum_type.name)
    }

    /// A sequence's name in SQL.
    pub fn sequence_ref(&self, sequence: &'a Sequence) -> String {
        quote::qualified(self.schema_name(&sequence.schema), &sequence.name)
    }

    /// A grantee in SQL: `PUBLIC` or a role's name.
    pub fn grantee(&self, grantee: &'a Grantee) -> Cow<'static, str> {
        match grantee {
            Grantee::Public => Cow::Borrowed("PUBLIC"),
            Grantee::Role(id) => Cow::Owned(quote::ident(self.role_name(id))),
        }
    }

    /// A type in SQL.
    pub fn data_type(&self, data_type: &'a DataType) -> String {
        match data_type {
            DataType::Builtin(text) => builtin(text),
            DataType::Defined { id, array } => {
                let name = self.type_ref(id).unwrap_or_else(|| quote::ident(id.as_str()));
                if *array { format!("{name}[]") } else { name }
            }
        }
    }

    /// The name of a type of this catalog in SQL. A table is a type, too.
    pub fn type_ref(&self, id: &Id) -> Option<String> {
        let defined = || self.types.get(id).map(|object| object.identity.clone());
        let row = || self.table(id).map(|table| self.table_ref(table));
        self.enum_type(id).map(|enum_type| self.enum_ref(enum_type)).or_else(defined).or_else(row)
    }

    /// The type with this id, if it is neither an enum nor a table.
    pub fn type_object(&self, id: &Id) -> Option<&'a Object> {
        self.types.get(id).copied()
    }

    /// Columns of a table, by id, with commas between: `a, "B"`.
    pub fn columns(&self, table: &'a CatalogTable, ids: &'a [Id]) -> String {
        ids.iter().map(|id| self.column(table, id)).collect::<Vec<_>>().join(", ")
    }

    /// A column of a table, by id.
    pub fn column(&self, table: &'a CatalogTable, id: &'a Id) -> String {
        quote::ident(table.column(id).map_or(id.as_str(), |c| &c.name))
    }

    /// `CREATE SCHEMA`.
    pub fn create_schema(&self, schema: &Schema) -> String {
        format!("CREATE SCHEMA {}", quote::ident(&schema.name))
    }

    /// `CREATE TYPE … AS ENUM`.
    pub fn create_enum(&self, enum_type: &'a EnumType) -> String {
        let labels: Vec<_> = enum_type.labels.iter().map(|label| quote::literal(&label.name)).collect();
        format!("CREATE TYPE {} AS ENUM ({})", self.enum_ref(enum_type), labels.join(", "))
    }

    /// `CREATE SEQUENCE`.
    pub fn create_sequence(&self, sequence: &'a Sequence) -> String {
        let unlogged = if sequence.unlogged { "UNLOGGED " } else { "" };
        let mut sql = format!("CREATE {unlogged}SEQUENCE {}", self.sequence_ref(sequence));
        if DataType::builtin(&sequence.data_type) != DataType::Builtin("bigint".into()) {
            sql.push_str(" AS ");
            sql.push_str(&builtin(&sequence.data_type));
        }
        for clause in sequence::clauses(&sequence.options) {
            sql.push(' ');
            sql.push_str(&clause);
        }
        sql
    }
}

/// `COMMENT ON object IS …`; `None` takes the comment away.
pub fn comment(object: &str, text: Option<&str>) -> String {
    let text = text.map_or_else(|| "NULL".to_owned(), quote::literal);
    format!("COMMENT ON {object} IS {text}")
}

/// An expression in parentheses. A `--` comment at its end would swallow the closing one, so such text gets a line of
/// its own.
pub(crate) fn parenthesised(expression: &Expr) -> String {
    let text = expression.sql().trim();
    if text.contains("--") { format!("({text}\n)") } else { format!("({text})") }
}

/// An expression where no parentheses stand around it, such as after DEFAULT.
pub(crate) fn bare(expression: &Expr) -> String {
    let text = expression.sql().trim();
    // A comment would swallow what follows; a line break ends it. COLLATE, IN, AND and OR are more than the grammar's
    // b_expr takes after DEFAULT in CREATE TABLE, parentheses make any expression one.
    if text.contains("--") {
        format!("({text}\n)")
    } else if is_simple(text) {
        text.to_owned()
    } else {
        format!("({text})")
    }
}

/// True for one literal, name, call or cast of these, which needs no parentheses anywhere.
fn is_simple(text: &str) -> bool {
    let mut depth = 0usize;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' | '"' => loop {
                match chars.next() {
                    None => return false,
                    Some(next) if next == c => break,
                    Some(_) => {}
                }
            },
            '(' | '[' => depth += 1,
            ')' | ']' if depth == 0 => return false,
            ')' | ']' => depth -= 1,
            _ if depth > 0 => {}
            // A sign is part of a number only in front.
            c if c.is_alphanumeric() || matches!(c, '_' | '.' | ':') => {}
            '-' if text.starts_with('-') && chars.clone().count() + 1 == text.chars().count() => {}
            _ => return false,
        }
    }
    depth == 0 && !text.is_empty()
}

/// A built-in type's name as text, or the name of a type that the catalog doesn't model, in which parts may be quoted.
/// What is not made of the characters of a type's name is quoted as one identifier, so that no text can leave its place
/// in the statement.
fn builtin(text: &str) -> String {
    // Every other part stands in double quotes, where any character may be; an even number of parts leaves one open.
    let parts: Vec<&str> = text.split('"').collect();
    let outside: String = parts.iter().step_by(2).copied().collect();
    let plain = !text.is_empty()
        && parts.len() % 2 == 1
        && outside
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '.' | ',' | '(' | ')' | '[' | ']' | '-'))
        && minus_is_a_sign(&outside)
        && balanced(&outside);
    if plain { text.to_owned() } else { quote::ident(text) }
}

/// True if every minus stands before a number in a modifier, as in `numeric(3,-2)`: two of them begin a comment.
fn minus_is_a_sign(text: &str) -> bool {
    let at = |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at).copied());
    text.match_indices('-').all(|(found, _)| {
        matches!(at(found.checked_sub(1)), Some(b'(' | b',')) && at(Some(found + 1)).is_some_and(|c| c.is_ascii_digit())
    })
}

fn balanced(text: &str) -> bool {
    let mut depth = 0i32;
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if !(0..=1).contains(&depth) {
            return false;
        }
    }
    depth == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_bare(text: &str, expected: &str) {
        assert_eq!(bare(&Expr::new(text)), expected);
    }

    #[test]
    fn a_default_gets_parentheses_where_the_grammar_wants_them() {
        check_bare("0", "0");
        check_bare("-1.5", "-1.5");
        check_bare("'it''s'", "'it''s'");
        check_bare("now()", "now()");
        check_bare("'a'::public.status", "'a'::public.status");
        check_bare(
            "nullif(current_setting('app.t', true), '')::uuid",
            "nullif(current_setting('app.t', true), '')::uuid",
        );
        check_bare("1 - 2", "(1 - 2)");
        check_bare("a IN (1, 2)", "(a IN (1, 2))");
        check_bare("'x' COLLATE \"C\"", "('x' COLLATE \"C\")");
        check_bare("0 -- zero", "(0 -- zero\n)");
    }

    #[test]
    fn a_types_text_cannot_leave_its_place() {
        assert_eq!(builtin("character varying(20)[]"), "character varying(20)[]");
        assert_eq!(builtin("integer); drop table x"), "\"integer); drop table x\"");
        assert_eq!(builtin("integer)"), "\"integer)\"");
        assert_eq!(builtin("\"char\"[]"), "\"char\"[]");
        assert_eq!(builtin("public.\"a\"\"b; c\"(3)"), "public.\"a\"\"b; c\"(3)");
        assert_eq!(builtin("\"a"), "\"\"\"a\"");
        assert_eq!(builtin(""), "\"\"");
    }
}
