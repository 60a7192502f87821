//! Seeding: rows for every table, for two tenants, that PostgreSQL accepts.
//!
//! Rows are written by the superuser, whom row-level security does not bind, with triggers on. Values are made of the
//! catalog, PostgreSQL is asked which of them the checks let in, and it judges each INSERT within a savepoint; what it
//! refuses is tried in other ways. A table that stays empty is named with PostgreSQL's last word.

mod ask;
mod bulk;
mod choose;
mod copies;
mod counted;
mod csv;
mod cycles;
mod given;
mod identity;
mod insert;
mod kind;
mod mine;
mod order;
mod partition;
mod pattern;
mod plan;
mod relate;
mod rows;
mod samples;
mod shift;
mod solve;
mod still;
mod types;

use std::collections::BTreeSet;

pub(crate) use choose::{breaking, groups};
pub(crate) use identity::{Identity, identify, value};
pub(crate) use kind::Kind;
pub(crate) use plan::{CheckPlan, ColumnPlan, Foreign, Source, TablePlan, Tenants, plans};
pub(crate) use rows::{Choices, Maker, Row, Side, Style, Value, garbage, tenant};
pub(crate) use samples::SampleRow;
pub(crate) use still::{StillRow, still};

use super::link::Link;
use super::proof::Seeded;
use crate::design::SeedInput;
use crate::engine::{Engine, Rows, SqlError};

/// The seeded database, as far as making more rows needs to know it.
pub(crate) struct Seeds {
    /// The tables.
    pub(crate) plans: Vec<TablePlan>,
    /// Their rows.
    pub(crate) rows: Vec<Vec<Row>>,
    /// The combinations of values that the checks let in, by table.
    pub(crate) choices: Vec<Choices>,
    /// Foreign keys that were left open because their target comes later.
    late: Vec<BTreeSet<usize>>,
    /// How many rows each table has: more than are remembered.
    counts: Vec<u64>,
    /// Why a table has no rows, or fewer than asked for.
    reasons: Vec<Option<String>>,
    /// What a person gives.
    input: SeedInput,
    /// What became of a person's own rows.
    samples: Vec<SampleRow>,
    /// Tables that had no rows before a person's own.
    sampled: BTreeSet<usize>,
}

/// Why no row of an INSERT was new.
const ALL_TAKEN: &str = "every row had a key that was taken";

/// What begins the reason of a table that got fewer rows than were made.
const LITTLE_ROOM: &str = "its keys leave room for";

/// The identifiers that a text names, unquoted.
pub(crate) fn identifiers(sql: &str) -> BTreeSet<String> {
    mine::mine(sql).identifiers.into_iter().collect()
}

/// The string literals of a text.
pub(crate) fn strings(sql: &str) -> Vec<String> {
    mine::mine(sql).literals
}

/// How many rows a table is to get, and whose.
struct Want {
    count: usize,
    sides: Vec<Side>,
}

impl Seeds {
    /// Nothing seeded yet.
    pub(crate) fn new(plans: Vec<TablePlan>) -> Self {
        let count = plans.len();
        Self {
            plans,
            rows: vec![Vec::new(); count],
            choices: vec![Choices::new(); count],
            late: vec![BTreeSet::new(); count],
            counts: vec![0; count],
            reasons: vec![None; count],
            input: SeedInput::default(),
            samples: Vec::new(),
            sampled: BTreeSet::new(),
        }
    }

    /// Takes the reasons of tables that have the same name from an earlier seeding, and what a person gave for it.
    pub(crate) fn remember(&mut self, earlier: &Self) {
        self.input = earlier.input.clone();
        self.samples = earlier.samples.clone();
        for (plan, reason) in self.plans.iter().zip(&mut self.reasons) {
            let before = earlier.plans.iter().position(|p| p.name == plan.name);
            *reason = before.and_then(|at| earlier.reasons[at].clone());
        }
    }

    /// Reads how many rows the tables have, and the first few hundred of each.
    pub(crate) async fn load<E: Engine>(&mut self, link: &mut Link<'_, E>) -> Result<(), SqlError> {
        let read = |plan: &TablePlan| {
            let from = plan.from();
            [format!("SELECT count(*) FROM {from}"), format!("SELECT * FROM {from} LIMIT 300")]
        };
        let reads: Vec<String> = self.plans.iter().flat_map(read).collect();
        let mut answers = link.must(&reads).await?.into_iter();
        for at in 0..self.plans.len() {
            let count = answers.next().and_then(|count| count.value()?.parse().ok()).unwrap_or_default();
            self.counts[at] = count;
            let rows = answers.next().map(Rows::by_name).unwrap_or_default();
            self.rows[at] =
                if self.plans[at].columns.is_empty() { vec![Row::new(); count.min(300) as usize] } else { rows };
        }
        Ok(())
    }

    /// How many rows all tables have together; those of partitions are not counted twice.
    pub(crate) fn total(&self) -> usize {
        let own = self.plans.iter().filter(|p| !p.partitioned);
        own.map(|p| self.counts[p.index] as usize).sum()
    }

    /// What is to be told of each table.
    pub(crate) fn report(&self) -> Vec<Seeded> {
        self.told().into_iter().map(|(_, seeded)| seeded).collect()
    }

    /// What is to be told of each table, with the table.
    pub(crate) fn told(&self) -> Vec<(&TablePlan, Seeded)> {
        let told = |p: &TablePlan| Seeded {
            table: p.name.clone(),
            rows: self.counts[p.index].max(self.rows[p.index].len() as u64),
            reason: match (self.refusals(&p.name), self.reasons[p.index].clone()) {
                (Some(refused), Some(reason)) => Some(format!("{refused}; {reason}")),
                (refused, reason) => refused.or(reason),
            },
        };
        let mut out: Vec<(&TablePlan, Seeded)> = self.plans.iter().map(|p| (p, told(p))).collect();
        out.sort_by(|(_, a), (_, b)| a.table.cmp(&b.table));
        out
    }

    /// The tables that have no rows, with the reason.
    pub(crate) fn empty(&self) -> Vec<(String, String)> {
        let empty = self.plans.iter().filter(|p| self.rows[p.index].is_empty());
        empty.map(|p| (p.name.clone(), self.reasons[p.index].clone().unwrap_or_default())).collect()
    }

    /// The table with this qualified name.
    pub(crate) fn find(&self, name: &str) -> Option<&TablePlan> {
        self.plans.iter().find(|p| p.name == name)
    }

    /// The rows of a table that belong to a side.
    pub(crate) fn rows_of(&self, plan: &TablePlan, side: Side) -> Vec<&Row> {
        let Some(at) = plan.tenant else { return Vec::new() };
        let column = &plan.columns[at];
        let wanted = Some(column.key(side));
        self.rows[plan.index].iter().filter(|r| r.get(&column.name) == Some(&wanted)).collect()
    }

    /// A row that could be inserted for a side: of the values that have worked for this table, with keys of its own.
    pub(crate) fn fresh(&self, plan: &TablePlan, side: Side, shift: u64) -> Result<Vec<Value>, String> {
        let style = Style { nulls: false, minimal: false, shift };
        if plan.partitioned {
            return self.fresh_in_partition(plan, side, style);
        }
        let mut rows = self.maker(plan, style).make(1, &[side])?;
        rows.pop().ok_or_else(|| "its keys leave no room for another row".to_owned())
    }

    fn maker<'a>(&'a self, plan: &'a TablePlan, style: Style) -> Maker<'a> {
        let (choices, late) = (&self.choices[plan.index], &self.late[plan.index]);
        let seed = self.input.seed % given::MOVES;
        Maker { plan, plans: &self.plans, rows: &self.rows, choices, late, style, seed }
    }

    /// What a table still lacks: all its rows, or a tenant's.
    fn want(&self, plan: &TablePlan, count: usize) -> Option<Want> {
        if plan.partitioned {
            return None;
        }
        if count == 0 {
            return None;
        }
        if self.rows[plan.index].is_empty() {
            return Some(Want { count: counted::of_both(plan, count), sides: vec![Side::A, Side::B] });
        }
        if self.sampled.contains(&plan.index) && self.rows[plan.index].len() < count {
            let count = count - self.rows[plan.index].len();
            return Some(Want { count, sides: vec![Side::A, Side::B] });
        }
        plan.tenant?;
        let lacking = [Side::A, Side::B].into_iter().filter(|side| self.rows_of(plan, *side).is_empty());
        let sides: Vec<Side> = lacking.collect();
        (!sides.is_empty()).then_some(Want { count: 2, sides })
    }

    /// Gives rows to every table that has none, and to every tenant that has none in a table of tenants.
    ///
    /// # Errors
    /// Only that the engine ended; what PostgreSQL refuses is in the report.
    pub(crate) async fn fill<E: Engine>(&mut self, link: &mut Link<'_, E>, count: usize) -> Result<(), SqlError> {
        link.run("RESET ROLE").await?;
        types::resolve(link, &mut self.plans).await?;
        partition::bounds(link, &mut self.plans).await?;
        self.apply_input();
        let count = self.input.rows_per_table.unwrap_or(count);
        // What has rows already has them of the state before, and must keep to them.
        let empty: BTreeSet<usize> = (0..self.plans.len()).filter(|at| self.rows[*at].is_empty()).collect();
        if count == 0 {
            self.none_asked();
        }
        let order = order::order(&self.plans);
        self.late = order.late;
        let waits =
            |p: &TablePlan| self.late[p.index].iter().any(|f| p.foreign[*f].required && p.foreign[*f].deferrable);
        let deferred = self.plans.iter().any(waits);
        let mode = if deferred { "DEFERRED" } else { "IMMEDIATE" };
        let begin = ["BEGIN".to_owned(), format!("SET CONSTRAINTS ALL {mode}")];
        link.must(&begin).await?;
        self.insert_statements(link).await?;
        for level in order.levels {
            self.insert_records(link, &level).await?;
            self.ask(link, &level).await?;
            self.level(link, &level, bulk::made_singly(count)).await?;
            let new: Vec<usize> = level.iter().copied().filter(|at| empty.contains(at)).collect();
            self.multiply(link, &new, count).await?;
            self.gather(link, &level).await?;
        }
        self.close_cycles(link).await?;
        let (_, error) = link.all(&["SET CONSTRAINTS ALL IMMEDIATE".to_owned(), "COMMIT".to_owned()]).await;
        let Some(error) = error else {
            // Triggers may have written more rows than were given, and into other tables.
            self.load(link).await?;
            self.tell_of_counts(count);
            for ((rows, there), reason) in self.rows.iter().zip(&self.counts).zip(&mut self.reasons) {
                if *there >= count as u64 && reason.as_ref().is_some_and(|r| r.starts_with(LITTLE_ROOM)) {
                    *reason = None;
                }
                if !rows.is_empty() && reason.as_deref() == Some(ALL_TAKEN) {
                    *reason = Some("its rows were written by triggers of other tables".into());
                }
            }
            return Ok(());
        };
        link.run("ROLLBACK").await?;
        for (rows, reason) in self.rows.iter_mut().zip(&mut self.reasons) {
            rows.clear();
            *reason = Some(format!("all rows were taken back: {error}"));
        }
        self.load(link).await
    }
}
