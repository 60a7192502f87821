//! Tables.

use super::Writer;
use crate::catalog::{Constraint, ConstraintKind, Table};

impl<'a> Writer<'a> {
    /// `CREATE TABLE`, a column or constraint to a line. What is not [inline](Self::inline_constraints) is left out.
    pub fn create_table(&self, table: &'a Table) -> String {
        let mut lines: Vec<String> = table.columns.iter().map(|c| self.column_definition(table, c)).collect();
        lines.extend(self.inline_constraints(table).map(|c| self.constraint_definition(table, c)));
        let name = self.table_ref(table);
        if lines.is_empty() {
            return format!("CREATE TABLE {name} ()");
        }
        format!("CREATE TABLE {name} (\n    {}\n)", lines.join(",\n    "))
    }

    /// The constraints that stand in CREATE TABLE. Foreign keys don't: they are added once every table is there,
    /// because two new tables may refer to each other. Nor does a second key over the columns of another: PostgreSQL
    /// takes the two for one in CREATE TABLE, and only there.
    pub fn inline_constraints(&self, table: &'a Table) -> impl Iterator<Item = &'a Constraint> {
        table
            .constraints
            .iter()
            .enumerate()
            .filter(|(at, constraint)| match &constraint.kind {
                ConstraintKind::ForeignKey { .. } => false,
                ConstraintKind::Check { .. } | ConstraintKind::PrimaryKey { .. } => true,
                ConstraintKind::Unique { columns, .. } => {
                    table.primary_key() != Some(columns)
                        && !table.constraints[..*at].iter().any(|earlier| match &earlier.kind {
                            ConstraintKind::Unique { columns: earlier, .. } => earlier == columns,
                            _ => false,
                        })
                }
            })
            .map(|(_, constraint)| constraint)
    }
}
