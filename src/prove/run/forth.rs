//! The stages up and matches-model: the way there, and what it leads to.

use std::collections::BTreeSet;

use super::super::build;
use super::super::measure;
use super::super::proof::{Seeded, StageId, StageStatus};
use super::super::seed::{Seeds, plans};
use super::{End, Run, join, told};
use crate::engine::{Engine, SqlError};
use crate::introspect::adopt_ids;

impl<E: Engine> Run<'_, E> {
    /// Runs up, each statement measured, and seeds what it made.
    pub(super) async fn up(&mut self) -> Result<End, SqlError> {
        let before = measure::before(&mut self.link).await?;
        let ran = self.statements(&self.input.up, &self.input.model, &before, StageId::Up).await?;
        self.hand.extend(ran.hand);
        self.proof.steps = ran.measured;
        if let Some((at, error)) = ran.error {
            return Ok(self.failed_at(&self.input.up, at, error));
        }
        self.after = build::look_up(&mut self.link, false).await?;
        let seeded = if self.input.options.skip.contains(&StageId::Seed) { None } else { self.seed_after().await? };
        let ms: f64 = self.proof.steps.iter().map(|s| s.ms).sum();
        let rewritten: BTreeSet<&String> = self.proof.steps.iter().flat_map(|s| &s.rewritten).collect();
        let mut detail = format!("{} statements in {ms:.1} ms", self.input.up.len());
        if !rewritten.is_empty() {
            detail.push_str(&format!("; rewritten: {}", join(rewritten)));
        }
        detail.extend(seeded);
        Ok(End::Passed(detail))
    }

    /// Seeds the tables that up made, and tenants that have no rows in a table of tenants.
    async fn seed_after(&mut self) -> Result<Option<String>, SqlError> {
        let catalog = adopt_ids(self.after.catalog.clone(), &self.input.model);
        let mut seeds = Seeds::new(plans(&catalog, &self.tenants(&catalog), None));
        seeds.remember(&self.seeds);
        seeds.load(&mut self.link).await?;
        seeds.fill(&mut self.link, self.input.options.rows_per_table).await?;
        let before: BTreeSet<String> = self.seeds.plans.iter().map(|p| p.name.clone()).collect();
        let new: Vec<Seeded> = seeds.report().into_iter().filter(|s| !before.contains(&s.table)).collect();
        let empty: Vec<_> = seeds.empty().into_iter().filter(|(table, _)| !before.contains(table)).collect();
        let rows: u64 = new.iter().map(|s| s.rows).sum();
        let count = new.len();
        self.proof.seeded.extend(new);
        self.proof.seeded.sort_by(|a, b| a.table.cmp(&b.table));
        self.seeds = seeds;
        if !empty.is_empty()
            && let Some(stage) = self.stages.iter_mut().find(|s| s.id == StageId::Seed)
        {
            // Not every table has rows, so the stage that promises it did not wholly run.
            stage.status = StageStatus::NotRun;
            stage.detail = format!("{}; not seeded after up: {}", stage.detail, told(&empty));
        }
        Ok((count > 0).then(|| format!("; {rows} rows then seeded in {count} new tables")))
    }

    /// Compares what up led to with the model.
    pub(super) async fn matches_model(&mut self) -> Result<End, SqlError> {
        let expected = match &self.expected {
            Ok(expected) => expected,
            Err(error) => {
                let detail = format!("the model can't be created from nothing: {error}");
                return Ok(End::Failed { detail, error: Some(error.clone()), element: None });
            }
        };
        Ok(match build::compare(&self.input.model, expected, &self.after, &self.hand, false) {
            Ok(told) => End::Passed(told),
            Err(told) => End::failed(format!("up does not lead to the model: {told}")),
        })
    }
}
