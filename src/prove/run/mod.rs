//! The dry run: every stage in its order, each real, and what came of it.

mod back;
mod before;
mod forth;
mod growth;
mod own_rows;
mod risk;
mod script;
mod stages;
mod team;
mod wall;

use std::cell::Cell;
use std::collections::BTreeMap;

pub use stages::{Progress, STAGES, unfinished};

use super::build;
use super::by_hand::{HandMade, Unlike};
use super::data::Content;
use super::input::Input;
use super::isolation::{Callers, wanted};
use super::judged;
use super::link::Link;
use super::measure::{self, Before, Ran};
use super::proof::{DataFate, EngineInfo, Proof, Stage, StageId, StageStatus, Verdict};
use super::review::{self, TeamAnswer};
use super::seed::{SampleRow, Seeds, TablePlan, Tenants, identify, plans};
use crate::catalog::{Catalog, Id};
use crate::engine::{Engine, SqlError};
use crate::introspect::{Found, adopt_ids};
use crate::plan::Statement;
use crate::rls::{Context, Means};
use crate::sql::quote;

/// Executes a migration on a database that may be thrown away, and tells what happened. Nothing that goes wrong ends it
/// early without a word: a stage fails, and the stages that need it say that they did not run.
///
/// The engine should be fresh. If it isn't, it is reset first; it is reset at the end, unless the caller keeps it.
pub async fn dry_run<E: Engine>(engine: &mut E, input: &Input, on_progress: &mut dyn FnMut(&Progress)) -> Proof {
    let mut run = Run {
        started: engine.now_ms(),
        link: Link::new(engine),
        input,
        on_progress,
        stages: Vec::new(),
        base: Found::default(),
        after: Found::default(),
        expected: Ok(Found::default()),
        creates: false,
        hand: Vec::new(),
        hand_back: Vec::new(),
        seeds: Seeds::new(Vec::new()),
        callers: None,
        was: None,
        content: BTreeMap::new(),
        made: (0, 0),
        own_rows: Vec::new(),
        team: Vec::new(),
        part: Cell::new((0, 1)),
        major: 0,
        reached: false,
        proof: Proof {
            verdict: Verdict::Incomplete,
            summary: input.summary(),
            stages: Vec::new(),
            review: Vec::new(),
            steps: Vec::new(),
            seeded: Vec::new(),
            own_rows: None,
            data: DataFate::default(),
            not_restored: Vec::new(),
            risks: Vec::new(),
            hazards: Vec::new(),
            isolation: Vec::new(),
            walls: Vec::new(),
            engine: EngineInfo::default(),
            ms: 0.0,
            migration: input.migration.as_ref().map(Id::to_string),
            unproven: Vec::new(),
            fingerprint: input.fingerprint(),
            growth_not_run: None,
        },
    };
    for stage in STAGES {
        run.stage(stage).await;
    }
    run.growth().await;
    run.finish().await
}

/// How a stage ended.
enum End {
    Passed(String),
    Failed { detail: String, error: Option<SqlError>, element: Option<Id> },
    NotRun(String),
}

impl End {
    fn unlike(what: &str, unlike: Unlike) -> Self {
        Self::Failed { detail: format!("{what}: {}", unlike.told), error: None, element: unlike.element }
    }
}

impl From<SqlError> for End {
    fn from(error: SqlError) -> Self {
        Self::Failed { detail: error.to_string(), error: Some(error), element: None }
    }
}

struct Run<'a, E> {
    link: Link<'a, E>,
    input: &'a Input,
    on_progress: &'a mut dyn FnMut(&Progress),
    stages: Vec<Stage>,
    /// What was there before up.
    base: Found,
    /// What was there after up.
    after: Found,
    /// What PostgreSQL makes of the model when it is created from nothing.
    expected: Result<Found, SqlError>,
    /// True if up is what creates the model from nothing, with nothing before it: what it leads to is `expected` then.
    creates: bool,
    /// What hand-written statements made, of this migration and the earlier ones.
    hand: Vec<HandMade>,
    /// What hand-written statements did on the way back.
    hand_back: Vec<HandMade>,
    seeds: Seeds,
    /// What sessions set, if it is more than a setting that holds the tenant.
    callers: Option<Callers>,
    /// The seeds as they were before up, once up has seeded more.
    was: Option<Seeds>,
    content: BTreeMap<String, Content>,
    /// How many rows were seeded in tables that up made, and in how many.
    made: (usize, usize),
    /// The rows that the project gives, as the state before took them.
    own_rows: Vec<SampleRow>,
    /// What the team's own checks came to.
    team: Vec<TeamAnswer>,
    /// How many parts of the stage are done, and how many it has.
    part: Cell<(usize, usize)>,
    major: u32,
    /// True once up ran to its end, whatever rows it would have failed on.
    reached: bool,
    started: f64,
    proof: Proof,
}

impl<E: Engine> Run<'_, E> {
    /// Runs one stage if it can be run, and writes down how it ended.
    async fn stage(&mut self, id: StageId) {
        self.tell(id, 0, 1);
        let started = self.link.now();
        let reason = self.reason_not_to(id);
        let runs = reason.is_none();
        let mut end = match reason {
            Some(reason) => End::NotRun(reason),
            None => match id {
                StageId::Base => self.base().await,
                StageId::Seed => self.seed().await,
                StageId::Up => self.up().await,
                StageId::MatchesModel => self.matches_model().await,
                StageId::Isolation => self.isolation().await,
                StageId::Down => self.down().await,
                StageId::MatchesBase => self.matches_base().await,
                StageId::UpAgain => self.up_again().await,
                StageId::Idempotent => self.idempotent().await,
            }
            .unwrap_or_else(End::from),
        };
        if runs && self.link.cancelled() {
            // Whatever it had come to by then, it didn't come to its end.
            end = End::NotRun(match self.part.get() {
                (_, 0 | 1) => "it was cancelled while it ran".into(),
                (done, total) => format!("it was cancelled while it ran, after {done} of {total} parts"),
            });
        }
        let ms = self.link.now() - started;
        let stage = match end {
            End::Passed(detail) => Stage { id, status: StageStatus::Passed, ms, detail, error: None, element: None },
            End::NotRun(detail) => Stage { id, status: StageStatus::NotRun, ms, detail, error: None, element: None },
            End::Failed { detail, error, element } => {
                Stage { id, status: StageStatus::Failed, ms, detail, error, element }
            }
        };
        self.stages.push(stage.clone());
        (self.on_progress)(&Progress { stage: id, done: 1, total: 1, ended: Some(Box::new(stage)) });
    }

    fn tell(&mut self, stage: StageId, done: usize, total: usize) {
        self.part.set((done, total));
        (self.on_progress)(&Progress { stage, done, total, ended: None });
    }

    fn status(&self, id: StageId) -> Option<StageStatus> {
        self.stages.iter().find(|s| s.id == id).map(|s| s.status)
    }

    fn reason_not_to(&self, id: StageId) -> Option<String> {
        if self.input.options.skip.contains(&id) {
            return Some("it was skipped".into());
        }
        if id == StageId::Isolation && self.input.options.skip.contains(&StageId::Seed) {
            return Some("no rows were seeded".into());
        }
        if self.link.cancelled() {
            return Some("the dry run was cancelled before".into());
        }
        if let Some(error) = self.link.ended() {
            return Some(format!("the engine had ended: {error}"));
        }
        id.needs().iter().find_map(|needed| match self.status(*needed) {
            Some(StageStatus::Passed) => None,
            Some(StageStatus::Failed) if *needed == StageId::Up && self.reached => None,
            Some(StageStatus::Failed) => Some(format!("{} failed", needed.name())),
            _ => Some(format!("{} did not run", needed.name())),
        })
    }

    /// Runs statements as the owner.
    async fn statements(
        &mut self,
        statements: &[Statement],
        catalog: &Catalog,
        before: &Before,
        stage: StageId,
    ) -> Result<Ran, SqlError> {
        let total = statements.len();
        let (on_progress, part) = (&mut *self.on_progress, &self.part);
        part.set((0, total));
        let mut progress = |done: usize| {
            part.set((done, total));
            on_progress(&Progress { stage, done, total, ended: None });
        };
        let base = adopt_ids(self.base.catalog.clone(), &self.input.base);
        run_as_owner(&mut self.link, self.input, &base, (statements, catalog), before, &mut progress).await
    }

    /// The catalogs that earlier migrations led to.
    fn former(&self) -> Vec<&Catalog> {
        self.input.earlier.iter().map(|e| &e.snapshot).collect()
    }

    /// The element of the design that an object belongs to.
    fn element(&self, object: &Id) -> Id {
        let table = table_of(&self.input.model, object).or_else(|| table_of(&self.input.base, object));
        table.unwrap_or(object).element()
    }

    /// Plans the tables of a catalog, with the columns that say who, and what sessions set; nothing of that where a setting
    /// that holds the tenant says it all.
    fn plans(&self, catalog: &Catalog, model: Option<&Catalog>) -> (Vec<TablePlan>, Option<Callers>) {
        let mut plans = plans(catalog, &self.tenants(catalog), model);
        let intent = &self.input.intent;
        let plain = |context: &Context| matches!(context, Context::Setting { means: Means::Tenant, .. });
        if intent.context.iter().all(plain) {
            return (plans, None);
        }
        let wanted = wanted(catalog, &plans, intent);
        identify(&mut plans, &wanted.identities);
        (plans, Some(wanted.callers))
    }

    /// The tenant tables that a catalog has, by its ids.
    fn tenants(&self, catalog: &Catalog) -> Tenants {
        let has = |t: &&super::input::TenantTable| {
            catalog.table(&t.table).is_some_and(|table| table.column(&t.column).is_some())
        };
        self.input.tenants.iter().filter(has).map(|t| (t.table.clone(), t.column.clone())).collect()
    }

    fn failed_at(&self, statements: &[Statement], at: usize, error: SqlError) -> End {
        let Some(statement) = statements.get(at) else { return error.into() };
        let (n, of) = (at + 1, statements.len());
        let mut detail = format!("statement {n} of {of} ({}): {error}", named(statement));
        if error.code == "23502" {
            let sql = statement.sql.to_ascii_lowercase();
            if statement.kind == "add-column" || sql.contains("add column") {
                detail.push_str(
                    ". The column is required, and nothing gives it a value in the rows that are there: give it a \
                     default, or add it nullable first, fill it, and make it required in a second migration",
                );
            } else if !measure::is_by_hand(statement) || sql.contains("set not null") {
                detail.push_str(
                    ". The state before allows NULL there, so seeded rows have it, as real ones may: \
                     give them a value by hand-written SQL first",
                );
            }
        }
        if error.code == "42501" {
            detail.extend(self.other_owner());
        }
        End::Failed { detail, element: Some(self.element(&statement.object)), error: Some(error) }
    }

    /// What is to be done if the project's owner role is not the one that made what is there. Who owns what is an
    /// administrator's affair, so no migration does it.
    fn other_owner(&self) -> Option<String> {
        let name = |catalog: &Catalog| catalog.owner.as_ref().and_then(|id| catalog.role(id)).map(|r| r.name.clone());
        let (old, new) = (name(&self.input.base), name(&self.input.model)?);
        if old.as_ref() == Some(&new) || self.input.earlier.is_empty() {
            return None;
        }
        let how = match old {
            Some(old) => format!("REASSIGN OWNED BY {} TO {}", quote::ident(&old), quote::ident(&new)),
            None => format!("ALTER … OWNER TO {}", quote::ident(&new)),
        };
        Some(format!(
            ". The project's owner role is another than the one that made what is there: an administrator must give it \
             that first, with {how}"
        ))
    }

    /// Leaves the engine clean, and sums up.
    async fn finish(mut self) -> Proof {
        if !self.input.options.keep_engine {
            // A reset that fails leaves an engine that the next run resets again; this proof is made.
            let _ = self.link.reset().await;
        }
        let has = |status| self.stages.iter().any(|s: &Stage| s.status == status);
        self.proof.verdict = if has(StageStatus::Failed) {
            Verdict::Failed
        } else if has(StageStatus::NotRun) {
            Verdict::Incomplete
        } else {
            Verdict::Proven
        };
        self.proof.unproven = super::unproven::unproven(self.input, self.major);
        self.proof.hazards = judged::judge(&self.input.up, &self.proof.steps, &self.proof.risks, &self.proof.data);
        self.proof.stages = self.stages;
        self.proof.review = review::review(self.input, &self.proof);
        for (at, check) in self.input.checks.iter().enumerate() {
            let answer = self.team.get(at).unwrap_or(&TeamAnswer::NotRun);
            self.proof.review.push(review::team(at + 1, check, answer));
        }
        self.proof.ms = self.link.now() - self.started;
        self.proof
    }
}

/// Runs statements as the owner that a catalog names. `base` is the state before, with the ids of the input's.
async fn run_as_owner<E: Engine>(
    link: &mut Link<'_, E>,
    input: &Input,
    base: &Catalog,
    (statements, catalog): (&[Statement], &Catalog),
    before: &Before,
    progress: &mut dyn FnMut(usize),
) -> Result<Ran, SqlError> {
    link.run(&build::set_owner(catalog)).await?;
    let concerned = |statement: &Statement| concerned(input, base, statement);
    let ran = measure::run(link, statements, before, &concerned, progress).await;
    if link.ended().is_none() {
        // Each migration is a session of its own in production: what hand-written SQL set must not outlive it here.
        let reset = ["RESET ROLE", "RESET search_path", "RESET row_security", "RESET session_replication_role"];
        link.must(&reset.map(str::to_owned)).await?;
    }
    Ok(ran)
}

/// The qualified name, before, of the table that a statement is about.
fn concerned(input: &Input, base: &Catalog, statement: &Statement) -> Option<String> {
    let table = table_of(&input.base, &statement.object).or_else(|| table_of(&input.model, &statement.object))?;
    base.table(table).map(|t| qualified(base, t))
}

/// The table that an object belongs to, itself included.
fn table_of<'c>(catalog: &'c Catalog, object: &Id) -> Option<&'c Id> {
    let has = |t: &&crate::catalog::Table| {
        t.id == *object
            || t.columns.iter().any(|c| c.id == *object)
            || t.constraints.iter().any(|c| c.id == *object)
            || t.indexes.iter().any(|i| i.id == *object)
            || t.policies.iter().any(|p| p.id == *object)
    };
    catalog.tables.iter().find(has).map(|t| &t.id)
}

/// A statement for a person: what it does, and to what. Hand-written SQL is often called just that.
fn named(statement: &Statement) -> String {
    match statement.name.to_ascii_lowercase().starts_with(&statement.kind) {
        true => statement.name.clone(),
        false => format!("{} {}", statement.kind, statement.name),
    }
}

/// A table's qualified name for a person.
pub(crate) fn qualified(catalog: &Catalog, table: &crate::catalog::Table) -> String {
    let schema = catalog.schema(&table.schema).map_or("public", |s| s.name.as_str());
    format!("{schema}.{}", table.name)
}

fn told(empty: &[(String, String)]) -> String {
    empty.iter().map(|(table, reason)| format!("{table} ({reason})")).collect::<Vec<_>>().join("; ")
}

fn join<'t>(names: impl IntoIterator<Item = &'t String>) -> String {
    names.into_iter().cloned().collect::<Vec<_>>().join(", ")
}
