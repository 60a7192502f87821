//! The stages up and matches-model: the way there, and what it leads to.

use std::collections::BTreeSet;

use super::super::build::{self, count};
use super::super::data;
use super::super::measure;
use super::super::proof::{DataChange, DataFate, DataVerdict, Risk, RiskOutcome, Seeded, StageId, StageStatus};
use super::super::seed::{Seeds, Tenants, plans};
use super::{End, Run, join, named, qualified, told};
use crate::catalog::Pair;
use crate::diff::Aligned;
use crate::engine::{Engine, SqlError};
use crate::introspect::adopt_ids;

impl<E: Engine> Run<'_, E> {
    /// Runs up, each statement measured, and seeds what it made.
    pub(super) async fn up(&mut self) -> Result<End, SqlError> {
        self.proof.risks = self.risks().await?;
        let before = measure::before(&mut self.link).await?;
        let ran = self.statements(&self.input.up, &self.input.model, &before, StageId::Up).await?;
        self.hand.extend(ran.hand);
        self.proof.steps = ran.measured;
        if let Some((at, error)) = ran.error {
            return Ok(self.failed_at(&self.input.up, at, error));
        }
        self.after = build::look_up(&mut self.link, false).await?;
        self.proof.data = self.fate().await?;
        let seeded = if self.input.options.skip.contains(&StageId::Seed) { None } else { self.seed_after().await? };
        let ms: f64 = self.proof.steps.iter().map(|s| s.ms).sum();
        let rewritten: BTreeSet<&String> = self.proof.steps.iter().flat_map(|s| &s.rewritten).collect();
        let mut detail = format!("{} in {ms:.1} ms", count(self.input.up.len(), "statement"));
        if !rewritten.is_empty() {
            detail.push_str(&format!("; rewritten: {}", join(rewritten)));
        }
        detail.push_str(&told_of_data(&self.proof.data));
        detail.extend(seeded);
        self.reached = true;
        self.team = self.team_answers().await?;
        Ok(self.judged_by_risks(detail))
    }

    /// Up ran to its end on the seeded rows; whether it holds is said by the rows that it was tried on besides.
    fn judged_by_risks(&self, mut detail: String) -> End {
        let breaks = self.proof.risks.iter().filter(|risk| risk.outcome == RiskOutcome::Breaks);
        let (accepted, open): (Vec<&Risk>, Vec<&Risk>) = breaks.partition(|risk| risk.accepted.is_some());
        let held = self.proof.risks.iter().filter(|risk| risk.outcome == RiskOutcome::Holds).count();
        if held > 0 {
            let rows = if held == 1 { "1 kind of risky row".to_owned() } else { format!("{held} kinds of risky rows") };
            detail.push_str(&format!("; {rows} taken care of"));
        }
        if !accepted.is_empty() {
            let told = accepted.iter().map(|risk| format!("{} in {}", risk.what, risk.table));
            detail.push_str(&format!("; would fail on, as accepted: {}", told.collect::<Vec<_>>().join("; ")));
        }
        let Some(first) = open.first() else { return End::Passed(detail) };
        let told = open.iter().map(|risk| self.told_of(risk));
        End::Failed {
            detail: format!(
                "went through on the seeded rows, and fails on others that the state before allows: {}. Repair such rows with \
                 hand-written SQL before it, or accept the hazard with a reason, below",
                build::shortened(told.collect())
            ),
            element: Some(self.element(&first.object)),
            error: first.error.clone(),
        }
    }

    /// A risk that came true, for a person: the statement, the rows, the error, and what can be done.
    fn told_of(&self, risk: &Risk) -> String {
        let statement = risk.step.and_then(|step| Some((step, self.input.up.get(step)?)));
        let at = statement.map_or_else(String::new, |(step, statement)| {
            format!("statement {} of {} ({}) on ", step + 1, self.input.up.len(), named(statement))
        });
        let why = risk.error.as_ref().map(|error| format!(": {}", error.message)).unwrap_or_default();
        format!("{at}{} in {}{why}", risk.what, risk.table)
    }

    /// What became of the seeded values.
    async fn fate(&mut self) -> Result<DataFate, SqlError> {
        if self.content.is_empty() {
            return Ok(DataFate::default());
        }
        let base = adopt_ids(self.base.catalog.clone(), &self.input.base);
        let after = adopt_ids(self.after.catalog.clone(), &self.input.model);
        let mut now = Seeds::new(plans(&after, &Tenants::new(), None));
        now.load(&mut self.link).await?;
        let contents = data::contents(&mut self.link, &now.plans).await?;
        let rows = |seeds: &Seeds, name: &str| seeds.find(name).map(|plan| seeds.rows[plan.index].clone());
        let before_rows = |name: &str| rows(&self.seeds, name).unwrap_or_default();
        let after_rows = |name: &str| rows(&now, name).unwrap_or_default();
        let previous = data::Side { catalog: &base, contents: &self.content, rows: &before_rows };
        let next = data::Side { catalog: &after, contents: &contents, rows: &after_rows };
        let (kept, changes) = data::fate(Pair::new(previous, next));
        let aligned = Aligned::new(Pair::new(&base, &after));
        let place = |name: &str| {
            let table = aligned.kept_tables.iter().find(|t| qualified(&base, t.tables.previous) == name)?;
            let plan = now.find(&qualified(&after, table.tables.next))?;
            let names = table.columns.kept.iter().map(|c| (c.previous.name.clone(), c.next.name.clone()));
            Some((plan.sql.clone(), names.collect()))
        };
        self.look_for_own_rows("after up", &place).await?;
        Ok(DataFate { kept, changes })
    }

    /// Seeds the tables that up made, and tenants that have no rows in a table of tenants.
    async fn seed_after(&mut self) -> Result<Option<String>, SqlError> {
        let catalog = adopt_ids(self.after.catalog.clone(), &self.input.model);
        let (plans, callers) = self.plans(&catalog, None);
        self.callers = callers;
        let mut seeds = Seeds::new(plans);
        seeds.remember(&self.seeds);
        seeds.load(&mut self.link).await?;
        let filled: BTreeSet<usize> =
            seeds.plans.iter().map(|p| p.index).filter(|at| !seeds.rows[*at].is_empty()).collect();
        seeds.fill(&mut self.link, self.input.options.rows_per_table).await?;
        let told_of: BTreeSet<String> = self.seeds.plans.iter().map(|p| p.name.clone()).collect();
        // A table that had rows is one that was there, whatever it is called now.
        let was_there =
            |name: &str| told_of.contains(name) || seeds.find(name).is_some_and(|plan| filled.contains(&plan.index));
        let new: Vec<Seeded> = seeds.report().into_iter().filter(|s| !was_there(&s.table)).collect();
        let empty: Vec<_> = seeds.empty().into_iter().filter(|(table, _)| !was_there(table)).collect();
        // The rows of a partitioned table are those of its partitions.
        let own_rows = |s: &&Seeded| seeds.find(&s.table).is_none_or(|plan| !plan.partitioned);
        let rows: usize = new.iter().filter(own_rows).map(|s| s.rows as usize).sum();
        let own = seeds.samples_told(true).unwrap_or_default();
        self.note_late_own_rows(&seeds);
        self.made = (rows, new.iter().filter(|s| s.rows > 0).count());
        self.proof.seeded.extend(new);
        self.proof.seeded.sort_by(|a, b| a.table.cmp(&b.table));
        self.was = Some(std::mem::replace(&mut self.seeds, seeds));
        if !empty.is_empty()
            && let Some(stage) = self.stages.iter_mut().find(|s| s.id == StageId::Seed)
        {
            // Not every table has rows, so the stage that promises it did not wholly run.
            stage.status = StageStatus::NotRun;
            stage.detail = format!("{}; not seeded after up: {}", stage.detail, told(&empty));
        }
        let (rows, tables) = self.made;
        Ok((rows > 0).then(|| format!("; {} then seeded in {}{own}", count(rows, "row"), count(tables, "new table"))))
    }

    /// Compares what up led to with the model.
    pub(super) async fn matches_model(&mut self) -> Result<End, SqlError> {
        let expected = match &self.expected {
            Ok(_) if self.creates => &self.after,
            Ok(expected) => expected,
            Err(error) => {
                let detail = format!("the model can't be created from nothing: {error}");
                return Ok(End::Failed { detail, error: Some(error.clone()), element: None });
            }
        };
        Ok(match build::compare(&self.input.model, expected, &self.after, &self.hand, &self.former(), false) {
            Ok(told) if self.creates => End::Passed(format!("{told}; up is what creates the model from nothing")),
            Ok(told) => End::Passed(told),
            Err(unlike) => End::unlike("up does not lead to the model", unlike),
        })
    }
}

/// What became of the data, for a person.
fn told_of_data(fate: &DataFate) -> String {
    let mut out = String::new();
    for (verdict, word) in [(DataVerdict::Lost, "lost"), (DataVerdict::Changed, "changed")] {
        let told = fate.changes.iter().filter(|change| change.verdict == verdict).map(told_of_change);
        let told: Vec<String> = told.collect();
        if !told.is_empty() {
            out.push_str(&format!("; {word}: {}", build::shortened(told)));
        }
    }
    out
}

fn told_of_change(change: &DataChange) -> String {
    let DataChange { table, column, verdict, before, after, examples } = change;
    match (column, verdict) {
        (None, _) => format!("{} of {before} rows of {table}", before.saturating_sub(*after)),
        (Some(column), DataVerdict::Lost) => {
            format!("{} of {before} values of {table}.{column}", before.saturating_sub(*after))
        }
        (Some(column), DataVerdict::Changed) => match examples.first() {
            Some([Some(was), Some(is)]) => format!("values of {table}.{column}, say {was} to {is}"),
            _ => format!("values of {table}.{column}"),
        },
    }
}
