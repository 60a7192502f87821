//! How the times of up's statements grow with rows: up is run at three sizes, and timed.

use std::collections::BTreeMap;

use super::super::build;
use super::super::growth::{Growth, Point};
use super::super::measure::{self, Before};
use super::super::proof::StageId;
use super::super::seed::Seeds;
use super::{Run, concerned, run_as_owner};
use crate::catalog::Catalog;
use crate::engine::{Engine, SqlError};
use crate::introspect::adopt_ids;

/// The most rows of a table, if nobody asked for so many that three sizes can be told apart.
const MOST: usize = 10_000;
/// So many rows can be told apart from a hundredth of them.
const ENOUGH: usize = 100;

/// The three sizes: rows in each table.
fn sizes(rows_per_table: usize) -> [usize; 3] {
    let most = if rows_per_table < ENOUGH { MOST } else { rows_per_table };
    [most / 100, most / 10, most]
}

/// How often up is run at each of the three sizes: the less it has to do, the more a disturbance weighs.
const TIMES: [usize; 3] = [3, 2, 1];

impl<E: Engine> Run<'_, E> {
    /// Measures at three sizes, if that was asked for, or notes why not.
    pub(super) async fn growth(&mut self) {
        if !self.input.options.growth {
            return;
        }
        let reason = match (self.link.ended(), self.reached) {
            (Some(error), _) => Err(format!("the engine had ended: {error}")),
            (None, false) => Err("up did not run to its end".into()),
            (None, true) => self.sizes().await.map_err(|error| error.to_string()),
        };
        self.proof.growth_not_run = reason.err();
    }

    async fn sizes(&mut self) -> Result<(), SqlError> {
        let sizes = sizes(self.input.options.rows_per_table);
        let mut points: BTreeMap<usize, Vec<Point>> = BTreeMap::new();
        for (done, (size, times)) in sizes.into_iter().zip(TIMES).enumerate() {
            self.tell(StageId::Up, done, sizes.len());
            let mut best: BTreeMap<usize, Point> = BTreeMap::new();
            for _ in 0..times {
                for (step, point) in self.at_size(size).await? {
                    // Nothing makes a statement take less time than it needs.
                    let shortest = best.entry(step).or_insert(point);
                    shortest.ms = shortest.ms.min(point.ms);
                }
            }
            for (step, point) in best {
                points.entry(step).or_default().push(point);
            }
        }
        for step in &mut self.proof.steps {
            step.growth = points.remove(&step.step).filter(|p| p.len() == sizes.len()).map(Growth::of);
        }
        Ok(())
    }

    /// Builds the state before in an empty database, fills it, and times each statement of up.
    async fn at_size(&mut self, size: usize) -> Result<Vec<(usize, Point)>, SqlError> {
        self.link.reset().await?;
        let input = self.input;
        let snapshots = input.earlier.iter().map(|e| &e.snapshot);
        let catalogs: Vec<&Catalog> = snapshots.chain([&input.model]).collect();
        build::make_roles(&mut self.link, &catalogs).await?;
        let (catalog, nothing) = (adopt_ids(self.base.catalog.clone(), &input.base), Before::default());
        for migration in &input.earlier {
            let what = (migration.up.as_slice(), &migration.snapshot);
            let ran = run_as_owner(&mut self.link, input, &catalog, what, &nothing, &mut |_| ()).await?;
            if let Some((_, error)) = ran.error {
                return Err(error);
            }
        }
        let mut seeding = input.options.seeding.clone();
        seeding.rows_per_table = Some(size);
        let mut seeds = Seeds::new(self.plans(&catalog, Some(&input.model)).0).given(&seeding);
        seeds.fill(&mut self.link, size).await?;
        let rows: BTreeMap<String, u64> = seeds.report().into_iter().map(|s| (s.table, s.rows)).collect();
        let before = measure::before(&mut self.link).await?.counting();
        let ran =
            run_as_owner(&mut self.link, input, &catalog, (&input.up, &input.model), &before, &mut |_| ()).await?;
        if let Some((_, error)) = ran.error {
            return Err(error);
        }
        let rows_of = |step: usize| {
            let table = input.up.get(step).and_then(|statement| concerned(input, &catalog, statement));
            table.and_then(|table| rows.get(&table).copied()).unwrap_or(size as u64)
        };
        Ok(ran
            .measured
            .iter()
            .map(|m| (m.step, Point { rows: rows_of(m.step), ms: m.ms, touched: m.touched }))
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_reach_what_was_asked_for() {
        assert_eq!(sizes(10), [100, 1_000, 10_000]);
        assert_eq!(sizes(100), [1, 10, 100]);
        assert_eq!(sizes(100_000), [1_000, 10_000, 100_000]);
    }
}
