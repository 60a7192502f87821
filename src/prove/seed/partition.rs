//! Partitions: each is filled by itself, with its bound as one more check, and the partitioned table has their rows.

use super::Seeds;
use super::Side;
use super::plan::{Source, TablePlan, add_check};
use super::rows::{Style, Value};
use crate::engine::{Engine, SqlError};
use crate::prove::link::Link;
use crate::sql::quote;

/// Why a partitioned table has no rows, if it has no partitions either.
const NO_PARTITIONS: &str = "it is partitioned and has no partitions";

/// Makes the bound of each partition, those of its parents included, one of its checks, as PostgreSQL writes it. What the
/// bound names is given a value: a sequence would choose one by chance.
pub(super) async fn bounds<E: Engine>(link: &mut Link<'_, E>, plans: &mut [TablePlan]) -> Result<(), SqlError> {
    let leaves: Vec<usize> =
        plans.iter().filter(|p| !p.partition_of.is_empty() && !p.partitioned).map(|p| p.index).collect();
    let question = |at: &usize| {
        let name = quote::literal(&plans[*at].sql);
        format!("SELECT pg_catalog.pg_get_partition_constraintdef(pg_catalog.to_regclass({name}))")
    };
    let answers = link.must(&leaves.iter().map(question).collect::<Vec<_>>()).await?;
    for (at, answer) in leaves.into_iter().zip(answers) {
        let Some(bound) = answer.value() else { continue };
        let plan = &mut plans[at];
        add_check(plan, bound, false);
        let columns = plan.checks.last().map(|c| c.columns.clone()).unwrap_or_default();
        for at in columns {
            let column = &mut plan.columns[at];
            if column.source == Source::Auto && !column.generated {
                column.source = Source::Given;
            }
        }
    }
    Ok(())
}

impl Seeds {
    /// Reads the rows of partitioned tables, whose partitions have theirs.
    pub(super) async fn gather<E: Engine>(&mut self, link: &mut Link<'_, E>, level: &[usize]) -> Result<(), SqlError> {
        let tables: Vec<usize> = level.iter().copied().filter(|at| self.plans[*at].partitioned).collect();
        let reads: Vec<String> =
            tables.iter().map(|at| format!("SELECT * FROM {} LIMIT 300", self.plans[*at].sql)).collect();
        let answers = link.must(&reads).await?;
        for (at, answer) in tables.into_iter().zip(answers) {
            self.rows[at] = answer.by_name();
            self.reasons[at] = match self.rows[at].is_empty() {
                false => None,
                true => Some(self.why_no_partition(at)),
            };
        }
        Ok(())
    }

    fn why_no_partition(&self, at: usize) -> String {
        let leaf = self.plans.iter().find(|p| p.partition_of.contains(&at) && !p.partitioned);
        match leaf {
            None => NO_PARTITIONS.into(),
            Some(leaf) => {
                let why = self.reasons[leaf.index].as_deref().unwrap_or("no row fits its bound");
                format!("none of its partitions has rows: {} ({why})", leaf.name)
            }
        }
    }

    /// A row for a partitioned table is one that a partition takes which has rows.
    pub(super) fn fresh_in_partition(&self, plan: &TablePlan, side: Side, style: Style) -> Result<Vec<Value>, String> {
        let leaves = || self.plans.iter().filter(|p| p.partition_of.contains(&plan.index) && !p.partitioned);
        let of_side = leaves().find(|p| !self.rows_of(p, side).is_empty());
        let Some(leaf) = of_side.or_else(|| leaves().find(|p| !self.rows[p.index].is_empty())) else {
            return Err(self.why_no_partition(plan.index));
        };
        let mut rows = self.maker(leaf, style).make(1, &[side])?;
        let row = rows.pop().ok_or_else(|| "its keys leave no room for another row".to_owned())?;
        let value = |name: &str| leaf.column(name).map_or(Value::Default, |at| row[at].clone());
        Ok(plan.columns.iter().map(|c| value(&c.name)).collect())
    }
}
