//! The stages base and seed: the state before, with rows in it.

use super::super::build::{self, count};
use super::super::data;
use super::super::measure::{self, Before};
use super::super::proof::StageId;
use super::super::seed::Seeds;
use super::{End, Run, named, told};
use crate::catalog::Catalog;
use crate::engine::{Engine, SqlError};
use crate::introspect::{Found, adopt_ids};
use crate::plan::Statement;

impl<E: Engine> Run<'_, E> {
    /// Builds the state before by running every earlier migration.
    pub(super) async fn base(&mut self) -> Result<End, SqlError> {
        let fresh = self
            .link
            .run(
                "SELECT count(*) + (SELECT count(*) FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace o \
                 ON o.oid = p.pronamespace WHERE o.nspname = 'public'), current_setting('server_version_num')::int / 10000, current_setting('server_version') \
                 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'",
            )
            .await?;
        let value = |at: usize| fresh.rows.first().and_then(|r| r.get(at)).cloned().flatten().unwrap_or_default();
        self.major = value(1).parse().unwrap_or_default();
        self.proof.engine.version = value(2);
        if value(0) != "0" {
            self.link.reset().await?;
        }
        let snapshots = self.input.earlier.iter().map(|e| &e.snapshot);
        let catalogs: Vec<&Catalog> = snapshots.chain([&self.input.model]).collect();
        build::make_roles(&mut self.link, &catalogs).await?;
        let earlier: Vec<Statement> = self.input.earlier.iter().flat_map(|e| e.up.iter().cloned()).collect();
        let by_hand: Vec<&Statement> = earlier.iter().filter(|s| measure::is_by_hand(s)).collect();
        let target = self.input.target_version;
        let nothing_yet = self.input.base == Catalog::default();
        let expected = match nothing_yet {
            true => Ok(Found::default()),
            false => build::from_nothing(&mut self.link, &self.input.base, &by_hand, target).await,
        };
        // The model is created now too, while the database is empty: what up leads to is compared with it later. Where up
        // is that very creation, and nothing is there before it, it is its own first run, and up-again the second.
        self.creates = nothing_yet && earlier.is_empty() && build::creates(&self.input.up, &self.input.model, target);
        if !self.creates {
            let by_hand: Vec<&Statement> =
                earlier.iter().chain(&self.input.up).filter(|s| measure::is_by_hand(s)).collect();
            self.expected = build::from_nothing(&mut self.link, &self.input.model, &by_hand, target).await;
        }
        for (done, migration) in self.input.earlier.iter().enumerate() {
            self.tell(StageId::Base, done, self.input.earlier.len());
            let ran = self.statements(&migration.up, &migration.snapshot, &Before::hand_only(), StageId::Base).await?;
            self.hand.extend(ran.hand);
            if let Some((at, error)) = ran.error {
                let statement = &migration.up[at];
                return Ok(End::Failed {
                    detail: format!("an earlier migration failed at {}: {error}", named(statement)),
                    element: Some(self.element(&statement.object)),
                    error: Some(error),
                });
            }
        }
        self.base = build::look_up(&mut self.link, false).await?;
        let expected = match expected {
            Ok(expected) => expected,
            Err(error) => {
                let detail = format!("the snapshot of the state before can't be created from nothing: {error}");
                return Ok(End::Failed { detail, error: Some(error), element: None });
            }
        };
        Ok(match build::compare(&self.input.base, &expected, &self.base, &self.hand, &self.former(), true) {
            Ok(_) if self.input.earlier.is_empty() => End::Passed("an empty database".into()),
            Ok(told) => End::Passed(format!("{}: {told}", count(self.input.earlier.len(), "earlier migration"))),
            Err(unlike) => End::unlike("the earlier migrations don't lead to the snapshot", unlike),
        })
    }

    /// Fills the state before with rows.
    pub(super) async fn seed(&mut self) -> Result<End, SqlError> {
        let catalog = adopt_ids(self.base.catalog.clone(), &self.input.base);
        let (plans, callers) = self.plans(&catalog, Some(&self.input.model));
        self.callers = callers;
        self.seeds = Seeds::new(plans).given(&self.input.options.seeding);
        self.seeds.fill(&mut self.link, self.input.options.rows_per_table).await?;
        self.proof.seeded = self.seeds.report();
        self.note_own_rows();
        self.content = data::contents(&mut self.link, &self.seeds.plans).await?;
        let rows = self.seeds.total();
        let empty = self.seeds.empty();
        let own = self.seeds.samples_told(false).unwrap_or_default();
        Ok(match (self.seeds.plans.len(), empty.is_empty()) {
            (0, _) => End::Passed("no tables yet; what up makes is seeded after it".into()),
            (tables, true) => End::Passed(format!(
                "{} in {}, for two tenants, by the superuser{own}",
                count(rows, "row"),
                count(tables, "table")
            )),
            (tables, false) => End::NotRun(format!(
                "{} in {} of {}{own}; not seeded: {}",
                count(rows, "row"),
                tables - empty.len(),
                count(tables, "table"),
                told(&empty)
            )),
        })
    }
}
