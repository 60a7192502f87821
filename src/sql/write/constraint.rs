//! Constraints: the clause that stands in CREATE TABLE and after ALTER TABLE … ADD.

use super::{Writer, parenthesised};
use crate::catalog::{Constraint, ConstraintKind, ConstraintOptions, Deferral, Id, Parameters, Table};
use crate::sql::quote;

impl<'a> Writer<'a> {
    /// A constraint's clause: `CONSTRAINT orders_pkey PRIMARY KEY (id)`.
    pub fn constraint_definition(&self, table: &'a Table, constraint: &'a Constraint) -> String {
        format!("CONSTRAINT {} {}", quote::ident(&constraint.name), self.constraint_kind(table, constraint))
    }

    /// What a constraint says, without its name. That it is not valid is for whoever adds it to say: CREATE TABLE can't.
    pub fn constraint_kind(&self, table: &'a Table, constraint: &'a Constraint) -> String {
        let options = &constraint.options;
        let mut sql = match &constraint.kind {
            ConstraintKind::PrimaryKey { columns } => {
                format!("PRIMARY KEY ({}){}", self.key(table, columns, options), self.key_options(table, options))
            }
            ConstraintKind::Unique { columns, nulls_not_distinct } => {
                let nulls = if *nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
                let key = self.key(table, columns, options);
                format!("UNIQUE{nulls} ({key}){}", self.key_options(table, options))
            }
            ConstraintKind::Check { expression } => format!("CHECK {}", parenthesised(expression)),
            ConstraintKind::Exclude { definition } => definition.sql().to_owned(),
            ConstraintKind::ForeignKey { columns, target, target_columns, on_delete, on_update, deferral } => {
                let target_table = self.table(target);
                let period = if options.period { "PERIOD " } else { "" };
                let (target, target_columns) = match target_table {
                    Some(table) => (self.table_ref(table), self.columns_with(table, target_columns, period, "")),
                    None => (quote::ident(target.as_str()), String::new()),
                };
                let mut sql = format!(
                    "FOREIGN KEY ({}) REFERENCES {target} ({target_columns})",
                    self.columns_with(table, columns, period, "")
                );
                if options.match_full {
                    sql.push_str(" MATCH FULL");
                }
                if !on_update.is_no_action() {
                    sql.push_str(&format!(" ON UPDATE {}", on_update.sql()));
                }
                if !on_delete.is_no_action() {
                    sql.push_str(&format!(" ON DELETE {}", on_delete.sql()));
                }
                if !options.delete_columns.is_empty() {
                    sql.push_str(&format!(" ({})", self.columns(table, &options.delete_columns)));
                }
                if !deferral.is_immediate() {
                    sql.push(' ');
                    sql.push_str(deferral_words(*deferral));
                }
                sql
            }
        };
        if options.no_inherit {
            sql.push_str(" NO INHERIT");
        }
        if options.not_enforced {
            sql.push_str(" NOT ENFORCED");
        }
        sql
    }

    fn key(&self, table: &'a Table, columns: &'a [Id], options: &ConstraintOptions) -> String {
        self.columns_with(table, columns, "", if options.period { " WITHOUT OVERLAPS" } else { "" })
    }

    /// Columns with a word before or after the last of them.
    fn columns_with(&self, table: &'a Table, columns: &'a [Id], before: &str, after: &str) -> String {
        let Some((last, rest)) = columns.split_last() else { return String::new() };
        let mut sql = self.columns(table, rest);
        if !rest.is_empty() {
            sql.push_str(", ");
        }
        format!("{sql}{before}{}{after}", self.column(table, last))
    }

    /// What follows the columns of a key.
    fn key_options(&self, table: &'a Table, options: &'a ConstraintOptions) -> String {
        let mut sql = String::new();
        if !options.include.is_empty() {
            sql.push_str(&format!(" INCLUDE ({})", self.columns(table, &options.include)));
        }
        if !options.parameters.is_empty() {
            sql.push_str(&format!(" WITH ({})", parameters(&options.parameters)));
        }
        if !options.deferral.is_immediate() {
            sql.push_str(&format!(" {}", deferral_words(options.deferral)));
        }
        sql
    }
}

/// Storage parameters: `fillfactor='70', toast.autovacuum_enabled='false'`.
pub(crate) fn parameters(parameters: &Parameters) -> String {
    let one = |(name, value): &(String, String)| format!("{}={}", parameter_name(name), quote::literal(value));
    parameters.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A parameter's name, which may have a name space before it.
pub(crate) fn parameter_name(name: &str) -> String {
    name.split('.').map(quote::ident).collect::<Vec<_>>().join(".")
}

/// When a constraint is checked, in SQL.
pub(crate) fn deferral_words(deferral: Deferral) -> &'static str {
    match deferral {
        Deferral::NotDeferrable => "NOT DEFERRABLE",
        Deferral::InitiallyImmediate => "DEFERRABLE INITIALLY IMMEDIATE",
        Deferral::InitiallyDeferred => "DEFERRABLE INITIALLY DEFERRED",
    }
}
