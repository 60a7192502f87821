//! Constraints: the clause that stands in CREATE TABLE and after ALTER TABLE … ADD.

use super::{Writer, parenthesised};
use crate::catalog::{Constraint, ConstraintKind, Deferral, Table};
use crate::sql::quote;

impl<'a> Writer<'a> {
    /// A constraint's clause: `CONSTRAINT orders_pkey PRIMARY KEY (id)`.
    pub fn constraint_definition(&self, table: &'a Table, constraint: &'a Constraint) -> String {
        format!("CONSTRAINT {} {}", quote::ident(&constraint.name), self.constraint_kind(table, &constraint.kind))
    }

    /// What a constraint says, without its name.
    pub fn constraint_kind(&self, table: &'a Table, kind: &'a ConstraintKind) -> String {
        match kind {
            ConstraintKind::PrimaryKey { columns } => format!("PRIMARY KEY ({})", self.columns(table, columns)),
            ConstraintKind::Unique { columns, nulls_not_distinct } => {
                let nulls = if *nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
                format!("UNIQUE{nulls} ({})", self.columns(table, columns))
            }
            ConstraintKind::Check { expression } => format!("CHECK {}", parenthesised(expression)),
            ConstraintKind::ForeignKey { columns, target, target_columns, on_delete, on_update, deferral } => {
                let target_table = self.table(target);
                let (target, target_columns) = match target_table {
                    Some(table) => (self.table_ref(table), self.columns(table, target_columns)),
                    None => (quote::ident(target.as_str()), String::new()),
                };
                let mut sql =
                    format!("FOREIGN KEY ({}) REFERENCES {target} ({target_columns})", self.columns(table, columns));
                if !on_update.is_no_action() {
                    sql.push_str(&format!(" ON UPDATE {}", on_update.sql()));
                }
                if !on_delete.is_no_action() {
                    sql.push_str(&format!(" ON DELETE {}", on_delete.sql()));
                }
                if !deferral.is_immediate() {
                    sql.push(' ');
                    sql.push_str(deferral_words(*deferral));
                }
                sql
            }
        }
    }
}

/// When a constraint is checked, in SQL.
pub(crate) fn deferral_words(deferral: Deferral) -> &'static str {
    match deferral {
        Deferral::NotDeferrable => "NOT DEFERRABLE",
        Deferral::InitiallyImmediate => "DEFERRABLE INITIALLY IMMEDIATE",
        Deferral::InitiallyDeferred => "DEFERRABLE INITIALLY DEFERRED",
    }
}
