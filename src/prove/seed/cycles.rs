//! Closing cycles of references.

use super::Seeds;
use super::rows::Side;
use crate::engine::{Engine, SqlError};
use crate::prove::link::Link;
use crate::sql::quote;

impl Seeds {
    /// Lets references that had to wait lead somewhere, where PostgreSQL allows it: NULL is right too.
    pub(super) async fn close_cycles<E: Engine>(&mut self, link: &mut Link<'_, E>) -> Result<(), SqlError> {
        for plan in &self.plans {
            for foreign in self.late[plan.index].iter().map(|f| &plan.foreign[*f]).filter(|f| !f.required) {
                let target = &self.plans[foreign.target];
                for side in [Side::A, Side::B] {
                    let own = plan.tenant.zip(target.tenant);
                    let of_side = if own.is_some() { self.rows_of(target, side) } else { Vec::new() };
                    let parent = of_side.first().copied().or_else(|| self.rows[foreign.target].first());
                    let Some(parent) = parent else { continue };
                    let value = |at: &usize| parent.get(&target.columns[*at].name).cloned().flatten();
                    let sets: Option<Vec<String>> = foreign
                        .columns
                        .iter()
                        .zip(&foreign.target_columns)
                        .filter(|(at, _)| plan.tenant != Some(**at))
                        .map(|(at, target)| {
                            let literal = quote::literal(&value(target)?);
                            Some(format!("{} = {literal}", quote::ident(&plan.columns[*at].name)))
                        })
                        .collect();
                    let Some(sets) = sets.filter(|s| !s.is_empty()) else { continue };
                    let own = plan.tenant.map(|at| {
                        let column = &plan.columns[at];
                        let literal = quote::literal(&column.key(side));
                        format!(" WHERE {} = {literal}", quote::ident(&column.name))
                    });
                    let sql = format!("UPDATE {} SET {}{}", plan.sql, sets.join(", "), own.unwrap_or_default());
                    let (_, error) = link.all(&["SAVEPOINT bulkhead_seed".to_owned(), sql]).await;
                    if error.is_some() {
                        link.run("ROLLBACK TO bulkhead_seed").await?;
                    }
                    link.run("RELEASE bulkhead_seed").await?;
                }
            }
        }
        Ok(())
    }
}
