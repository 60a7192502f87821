//! Tables.

use super::column::not_null;
use super::{Writer, parameters};
use crate::catalog::{Column, ColumnValue, Constraint, ConstraintKind, Table};
use crate::sql::quote;

impl<'a> Writer<'a> {
    /// `CREATE TABLE`, a column or constraint to a line. What is not [inline](Self::inline_constraints) is left out, and
    /// what the table inherits. A partition is written as a table of its own, which is attached afterwards: so its keys
    /// and indexes get their own names.
    pub fn create_table(&self, table: &'a Table) -> String {
        let options = &table.options;
        let own = |column: &&Column| options.inherits.is_empty() || !column.options.inherited;
        let columns = table.columns.iter().filter(own);
        let mut lines: Vec<String> = columns.map(|c| self.column_in(table, c)).collect();
        lines.extend(self.inline_constraints(table).map(|c| self.constraint_definition(table, c)));
        let body = if lines.is_empty() { "()".to_owned() } else { format!("(\n    {}\n)", lines.join(",\n    ")) };
        let unlogged = if options.unlogged { "UNLOGGED " } else { "" };
        let mut sql = format!("CREATE {unlogged}TABLE {} {body}", self.table_ref(table));
        if !options.inherits.is_empty() {
            let parents: Vec<_> =
                options.inherits.iter().filter_map(|id| self.table(id)).map(|parent| self.table_ref(parent)).collect();
            sql.push_str(&format!(" INHERITS ({})", parents.join(", ")));
        }
        if let Some(key) = &options.partition_by {
            sql.push_str(&format!(" PARTITION BY {key}"));
        }
        if let Some(method) = &options.method {
            sql.push_str(&format!(" USING {}", quote::ident(method)));
        }
        if !options.parameters.is_empty() {
            sql.push_str(&format!(" WITH ({})", parameters(&options.parameters)));
        }
        sql
    }

    /// A column's definition in CREATE TABLE. A partition has its parent's identity, and gets it when it is attached.
    fn column_in(&self, table: &'a Table, column: &'a Column) -> String {
        let parent = table.options.partition_of.as_ref().and_then(|of| self.table(&of.parent));
        let is_identity = |c: &Column| matches!(c.value, ColumnValue::Identity { .. });
        if is_identity(column)
            && parent.is_some_and(|parent| parent.columns.iter().any(|c| c.name == column.name && is_identity(c)))
        {
            return format!("{}{}", self.column_type(column), not_null(column));
        }
        self.column_definition(table, column)
    }

    /// The constraints that stand in CREATE TABLE. Foreign keys don't: they are added once every table is there,
    /// because two new tables may refer to each other. Nor does a second key over the columns of another: PostgreSQL
    /// takes the two for one in CREATE TABLE, and only there. Nor what is not valid, which CREATE TABLE would make valid,
    /// nor a check that calls what stands on the table, nor a partitioned table's key that some partition hasn't: attaching the partition would make it.
    pub fn inline_constraints(&self, table: &'a Table) -> impl Iterator<Item = &'a Constraint> {
        table
            .constraints
            .iter()
            .enumerate()
            .filter(|(_, constraint)| !self.waits(table, constraint))
            .filter(|(at, constraint)| match &constraint.kind {
                ConstraintKind::ForeignKey { .. } => false,
                ConstraintKind::Check { .. } => {
                    !constraint.options.not_valid && !self.catalog().stands_on_own_rows(table, &constraint.id)
                }
                ConstraintKind::PrimaryKey { .. } | ConstraintKind::Exclude { .. } => true,
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

    /// True if a constraint comes with the table's parents, or is a key that not every partition has.
    fn waits(&self, table: &Table, constraint: &Constraint) -> bool {
        let inherits = constraint.options.inherited && !table.options.inherits.is_empty();
        let has = |partition: &&&Table| {
            partition.constraints.iter().any(|c| c.options.partition_of.as_ref() == Some(&constraint.id))
                || partition.indexes.iter().any(|i| i.options.partition_of.as_ref() == Some(&constraint.id))
        };
        let is_key = !matches!(constraint.kind, ConstraintKind::Check { .. } | ConstraintKind::ForeignKey { .. });
        inherits || is_key && table.is_partitioned() && !self.children(&table.id).iter().all(|p| has(&p))
    }
}
