//! Tables.

use super::Writer;
use crate::catalog::{ConstraintKind, Table};

impl<'a> Writer<'a> {
    /// `CREATE TABLE`, a column or constraint to a line. Foreign keys are left out: they are added once every table is
    /// there, because two new tables may refer to each other.
    pub fn create_table(&self, table: &'a Table) -> String {
        let mut lines: Vec<String> = table.columns.iter().map(|c| self.column_definition(c)).collect();
        for constraint in &table.constraints {
            if !matches!(constraint.kind, ConstraintKind::ForeignKey { .. }) {
                lines.push(self.constraint_definition(table, constraint));
            }
        }
        let name = self.table_ref(table);
        if lines.is_empty() {
            return format!("CREATE TABLE {name} ()");
        }
        format!("CREATE TABLE {name} (\n    {}\n)", lines.join(",\n    "))
    }
}
