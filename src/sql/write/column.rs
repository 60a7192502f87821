//! Columns: their definition in CREATE TABLE and ADD COLUMN.

use super::{Writer, bare, parenthesised};
use crate::catalog::{Column, ColumnValue, Id, Table};
use crate::sql::quote;

impl<'a> Writer<'a> {
    /// A column's definition: `total numeric(10,2) NOT NULL DEFAULT 0`.
    pub fn column_definition(&self, table: &'a Table, column: &'a Column) -> String {
        let mut sql = self.column_type(column);
        // An identity column is NOT NULL without saying so.
        // Of a new column nothing can be NOT VALID: whoever adds it says it afterwards.
        let is_identity = matches!(column.value, ColumnValue::Identity { .. });
        if column.not_null && !is_identity && !column.options.not_null_not_valid {
            sql.push_str(&not_null(column));
        }
        let value = self.column_value(&column.value);
        if !value.is_empty() && !self.default_waits(table, column) {
            sql.push(' ');
            sql.push_str(&value);
        }
        sql.push_str(&self.identity_options(table, column));
        sql
    }

    /// True if a column's default is set apart from the column, because what it calls stands on the table.
    pub fn default_waits(&self, table: &Table, column: &Column) -> bool {
        self.catalog().default_waits(table, column)
    }

    /// A column's name, type and collation: `name text COLLATE "C"`.
    pub fn column_type(&self, column: &'a Column) -> String {
        let mut sql = format!("{} {}", quote::ident(&column.name), self.data_type(&column.data_type));
        sql.push_str(&self.collation(column));
        sql
    }

    /// The clause that says a column's collation; empty if it is the type's own.
    pub(crate) fn collation(&self, column: &Column) -> String {
        let own = column.own_collation.as_ref().and_then(|id| self.catalog().object(id));
        let name = own.map(|object| object.identity.clone());
        let name = name.or_else(|| column.collation.as_deref().map(quote::ident));
        name.map(|name| format!(" COLLATE {name}")).unwrap_or_default()
    }

    /// The clause that says where a column's value comes from; empty if from nowhere.
    pub fn column_value(&self, value: &'a ColumnValue) -> String {
        match value {
            ColumnValue::None => String::new(),
            ColumnValue::Default { expression } => format!("DEFAULT {}", bare(expression)),
            ColumnValue::NextValue { sequence } => format!("DEFAULT {}", self.next_value(sequence)),
            ColumnValue::Identity { always } => format!("GENERATED {} AS IDENTITY", identity_words(*always)),
            ColumnValue::Generated { expression, stored } => {
                let kind = if *stored { "STORED" } else { "VIRTUAL" };
                format!("GENERATED ALWAYS AS {} {kind}", parenthesised(expression))
            }
        }
    }

    /// `nextval('schema.sequence'::regclass)`.
    pub fn next_value(&self, sequence: &'a Id) -> String {
        let name = self.sequence(sequence).map_or_else(|| quote::ident(sequence.as_str()), |s| self.sequence_ref(s));
        format!("nextval({}::regclass)", quote::literal(&name))
    }

    /// A column's name in SQL for COMMENT ON COLUMN: `public.orders.total`.
    pub fn column_ref(&self, table: &'a Table, column: &Column) -> String {
        format!("{}.{}", self.table_ref(table), quote::ident(&column.name))
    }
}

/// NOT NULL, with what PostgreSQL 18 lets be said of it. A name is nothing to earlier versions.
pub(crate) fn not_null(column: &Column) -> String {
    let name = column.options.not_null_name.as_ref();
    let name = name.map_or_else(String::new, |name| format!(" CONSTRAINT {}", quote::ident(name)));
    format!("{name} NOT NULL{}", if column.options.not_null_no_inherit { " NO INHERIT" } else { "" })
}

/// `ALWAYS` or `BY DEFAULT`.
pub(crate) fn identity_words(always: bool) -> &'static str {
    if always { "ALWAYS" } else { "BY DEFAULT" }
}
