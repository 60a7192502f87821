//! Indexes.

use super::{Writer, parameters, parenthesised};
use crate::catalog::{Index, IndexKey, IndexTarget, Table};
use crate::sql::quote;

impl<'a> Writer<'a> {
    /// `CREATE INDEX`; `concurrently` lets writers go on, and then it can't run in a transaction.
    pub fn create_index(&self, table: &'a Table, index: &'a Index, concurrently: bool) -> String {
        let mut sql = format!(
            "CREATE {}INDEX {}{} ON {}{}",
            if index.unique { "UNIQUE " } else { "" },
            if concurrently { "CONCURRENTLY " } else { "" },
            quote::ident(&index.name),
            // Those of the partitions are made apart, with names of their own, and attached.
            if self.has_partitions(table) { "ONLY " } else { "" },
            self.table_ref(table)
        );
        if index.method != "btree" {
            sql.push_str(&format!(" USING {}", quote::ident(&index.method)));
        }
        let keys: Vec<_> = index.keys.iter().map(|key| self.index_key(table, key)).collect();
        sql.push_str(&format!(" ({})", keys.join(", ")));
        if !index.include.is_empty() {
            sql.push_str(&format!(" INCLUDE ({})", self.columns(table, &index.include)));
        }
        if index.options.nulls_not_distinct {
            sql.push_str(" NULLS NOT DISTINCT");
        }
        if !index.options.parameters.is_empty() {
            sql.push_str(&format!(" WITH ({})", parameters(&index.options.parameters)));
        }
        if let Some(predicate) = &index.predicate {
            sql.push_str(&format!(" WHERE {}", parenthesised(predicate)));
        }
        sql
    }

    fn index_key(&self, table: &'a Table, key: &'a IndexKey) -> String {
        let mut sql = match &key.target {
            IndexTarget::Column { column } => self.column(table, column),
            IndexTarget::Expression { expression } => parenthesised(expression),
        };
        if let Some(collation) = &key.options.collation {
            sql.push_str(&format!(" COLLATE {collation}"));
        }
        let class = match (&key.operator_class, &key.options.class_schema) {
            (Some(class), Some(schema)) => Some(quote::qualified(schema, class)),
            (Some(class), None) => Some(quote::ident(class)),
            (None, _) => None,
        };
        if let Some(class) = &class {
            sql.push_str(&format!(" {class}"));
        }
        if !key.options.class_parameters.is_empty() {
            sql.push_str(&format!(" ({})", parameters(&key.options.class_parameters)));
        }
        if key.descending {
            sql.push_str(" DESC");
        }
        match key.nulls_first {
            Some(true) => sql.push_str(" NULLS FIRST"),
            Some(false) => sql.push_str(" NULLS LAST"),
            None => {}
        }
        sql
    }

    /// An index's name in SQL: it lives in its table's schema.
    pub fn index_ref(&self, table: &'a Table, index: &Index) -> String {
        quote::qualified(self.schema_name(&table.schema), &index.name)
    }
}
