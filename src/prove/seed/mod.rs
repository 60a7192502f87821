//! Seeding: rows for every table, for two tenants, that PostgreSQL accepts.
//!
//! Rows are written by the superuser, whom row-level security does not bind, with triggers on. Values are made of the
//! catalog, PostgreSQL is asked which of them the checks let in, and it judges each INSERT within a savepoint; what it
//! refuses is tried in other ways. A table that stays empty is named with PostgreSQL's last word.

mod choose;
mod kind;
mod mine;
mod order;
mod pattern;
mod plan;
mod rows;
mod still;
mod types;

use std::collections::BTreeSet;

pub(crate) use choose::{breaking, groups};
pub(crate) use kind::Kind;
pub(crate) use plan::{CheckPlan, Source, TablePlan, Tenants, plans};
pub(crate) use rows::{Choices, Maker, Row, Side, Style, Value, garbage, insert, tenant};
pub(crate) use still::{StillRow, still};

use super::link::Link;
use super::proof::Seeded;
use crate::engine::{Engine, Rows, SqlError};
use crate::sql::quote;

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
    /// Why a table has no rows, or fewer than asked for.
    reasons: Vec<Option<String>>,
}

/// Why no row of an INSERT was new.
const ALL_TAKEN: &str = "every row had a key that was taken";

/// The identifiers that a text names, unquoted.
pub(crate) fn identifiers(sql: &str) -> BTreeSet<String> {
    mine::mine(sql).identifiers.into_iter().collect()
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
            reasons: vec![None; count],
        }
    }

    /// Takes the reasons of tables that have the same name from an earlier seeding.
    pub(crate) fn remember(&mut self, earlier: &Self) {
        for (plan, reason) in self.plans.iter().zip(&mut self.reasons) {
            let before = earlier.plans.iter().position(|p| p.name == plan.name);
            *reason = before.and_then(|at| earlier.reasons[at].clone());
        }
    }

    /// Reads what is in the tables, for the first few hundred rows of each.
    pub(crate) async fn load<E: Engine>(&mut self, link: &mut Link<'_, E>) -> Result<(), SqlError> {
        let named = |plan: &&TablePlan| !plan.columns.is_empty();
        let reads: Vec<String> =
            self.plans.iter().filter(named).map(|p| format!("SELECT * FROM {} LIMIT 300", p.sql)).collect();
        let answers = link.must(&reads).await?;
        let places: Vec<usize> = self.plans.iter().filter(named).map(|p| p.index).collect();
        for (place, answer) in places.into_iter().zip(answers) {
            self.rows[place] = named_rows(answer);
        }
        Ok(())
    }

    /// What is to be told of each table.
    pub(crate) fn report(&self) -> Vec<Seeded> {
        let mut out: Vec<Seeded> = self
            .plans
            .iter()
            .map(|p| Seeded {
                table: p.name.clone(),
                rows: self.rows[p.index].len() as u64,
                reason: self.reasons[p.index].clone(),
            })
            .collect();
        out.sort_by(|a, b| a.table.cmp(&b.table));
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
        let wanted = Some(tenant(&column.kind, side));
        self.rows[plan.index].iter().filter(|r| r.get(&column.name) == Some(&wanted)).collect()
    }

    /// A row that could be inserted for a side: of the values that have worked for this table, with keys of its own.
    pub(crate) fn fresh(&self, plan: &TablePlan, side: Side, shift: u64) -> Result<Vec<Value>, String> {
        let style = Style { nulls: false, minimal: false, shift };
        let mut rows = self.maker(plan, style).make(1, &[side])?;
        rows.pop().ok_or_else(|| "its keys leave no room for another row".to_owned())
    }

    fn maker<'a>(&'a self, plan: &'a TablePlan, style: Style) -> Maker<'a> {
        let (choices, late) = (&self.choices[plan.index], &self.late[plan.index]);
        Maker { plan, plans: &self.plans, rows: &self.rows, choices, late, style }
    }

    /// What a table still lacks: all its rows, or a tenant's.
    fn want(&self, plan: &TablePlan, count: usize) -> Option<Want> {
        if self.rows[plan.index].is_empty() {
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
        let order = order::order(&self.plans);
        self.late = order.late;
        let waits =
            |p: &TablePlan| self.late[p.index].iter().any(|f| p.foreign[*f].required && p.foreign[*f].deferrable);
        let deferred = self.plans.iter().any(waits);
        let mode = if deferred { "DEFERRED" } else { "IMMEDIATE" };
        let begin = ["BEGIN".to_owned(), format!("SET CONSTRAINTS ALL {mode}")];
        link.must(&begin).await?;
        for level in order.levels {
            self.ask(link, &level).await?;
            self.level(link, &level, count).await?;
        }
        self.close_cycles(link).await?;
        let (_, error) = link.all(&["SET CONSTRAINTS ALL IMMEDIATE".to_owned(), "COMMIT".to_owned()]).await;
        let Some(error) = error else {
            // Triggers may have written more rows than were given, and into other tables.
            self.load(link).await?;
            for (rows, reason) in self.rows.iter().zip(&mut self.reasons) {
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

    /// Asks which combinations of values the checks of some tables let in.
    async fn ask<E: Engine>(&mut self, link: &mut Link<'_, E>, level: &[usize]) -> Result<(), SqlError> {
        let mut asked = Vec::new();
        let mut questions = Vec::new();
        for at in level {
            let plan = &self.plans[*at];
            let parents = |column: usize| {
                let foreign = plan.foreign.iter().find(|f| f.columns.contains(&column))?;
                let place = foreign.columns.iter().position(|c| *c == column)?;
                let name = &self.plans[foreign.target].columns[foreign.target_columns[place]].name;
                self.rows[foreign.target].first()?.get(name)?.clone()
            };
            for group in choose::groups(plan, &parents, choose::MOST) {
                if !group.combinations.is_empty() {
                    questions.push(choose::question(plan, &group));
                    asked.push((*at, group));
                }
            }
        }
        for at in level {
            self.choices[*at].clear();
        }
        let mut next = 0;
        while next < questions.len() {
            let mut batch = vec!["SAVEPOINT bulkhead_seed".to_owned()];
            batch.extend_from_slice(&questions[next..]);
            let (answers, error) = link.all(&batch).await;
            for answer in answers.into_iter().skip(1) {
                let (at, group) = &asked[next];
                let numbers = answer.rows.iter().filter_map(|r| r.first()?.as_ref()?.parse::<usize>().ok());
                let let_in: Vec<_> = numbers.filter_map(|n| group.combinations.get(n).cloned()).collect();
                if !let_in.is_empty() {
                    self.choices[*at].push((group.columns.clone(), let_in));
                }
                next += 1;
            }
            link.must(&["ROLLBACK TO bulkhead_seed".to_owned(), "RELEASE bulkhead_seed".to_owned()]).await?;
            if error.is_some() {
                // A check that can't be evaluated alone (it calls what fails on made-up values) is left to the INSERT.
                next += 1;
            }
        }
        Ok(())
    }

    /// Inserts the rows of tables that don't depend on each other, in one message as long as nothing is refused.
    async fn level<E: Engine>(
        &mut self,
        link: &mut Link<'_, E>,
        level: &[usize],
        count: usize,
    ) -> Result<(), SqlError> {
        let mut waiting: Vec<(usize, Want, Vec<Vec<Value>>)> = Vec::new();
        for at in level {
            let plan = &self.plans[*at];
            let Some(want) = self.want(plan, count) else { continue };
            match self.maker(plan, Style::FULL).make(want.count, &want.sides) {
                Ok(rows) if rows.is_empty() => self.reasons[*at] = Some("its keys leave no room for rows".into()),
                Ok(rows) => waiting.push((*at, want, rows)),
                Err(reason) => self.reasons[*at] = Some(reason),
            }
        }
        let mut next = 0;
        while next < waiting.len() {
            let mut batch = Vec::new();
            for (at, _, rows) in &waiting[next..] {
                batch.push("SAVEPOINT bulkhead_seed".to_owned());
                batch.push(insert(&self.plans[*at], rows, true));
                batch.push("RELEASE bulkhead_seed".to_owned());
            }
            let (answers, error) = link.all(&batch).await;
            let complete = answers.len() / 3;
            for answer in answers.into_iter().skip(1).step_by(3).take(complete) {
                let (at, want, _) = &waiting[next];
                self.keep(*at, answer, want.count);
                next += 1;
            }
            if let Some(error) = error {
                if link.ended().is_some() {
                    return Err(error);
                }
                let (at, want, _) = &waiting[next];
                self.insist(link, *at, want, error).await?;
                next += 1;
            }
        }
        Ok(())
    }

    /// Tries a table in other ways after PostgreSQL refused its rows. The savepoint is set and the transaction broken.
    async fn insist<E: Engine>(
        &mut self,
        link: &mut Link<'_, E>,
        at: usize,
        want: &Want,
        first: SqlError,
    ) -> Result<(), SqlError> {
        let mut last = first;
        let plan = self.plans[at].clone();
        let tries = [
            (Style { nulls: true, minimal: false, shift: 0 }, want.count, false, false),
            (Style { nulls: false, minimal: false, shift: 0 }, want.count, true, false),
            (Style { nulls: false, minimal: false, shift: 3 }, want.count, true, false),
            (Style { nulls: false, minimal: true, shift: 0 }, want.count, true, false),
            (Style { nulls: false, minimal: true, shift: 0 }, want.count, false, false),
            (Style { nulls: false, minimal: false, shift: 0 }, want.count, true, true),
        ];
        for (style, count, lenient, silent) in tries {
            let Ok(rows) = self.maker(&plan, style).make(count, &want.sides) else { continue };
            match attempt(link, &plan, &rows, lenient, silent).await {
                Ok(answer) => {
                    self.keep(at, answer, count);
                    if silent {
                        self.reasons[at] = Some(format!("seeded with its triggers off: {last}"));
                    }
                    return link.must(&["RELEASE bulkhead_seed".to_owned()]).await.map(|_| ());
                }
                Err(error) => last = error,
            }
            if link.ended().is_some() {
                return Err(last);
            }
        }
        // One row at a time: some may pass where all together don't.
        for n in 0..16_u64 {
            let side = want.sides[n as usize % want.sides.len()];
            let style = Style { nulls: false, minimal: n % 4 >= 2, shift: n / 2 };
            let Ok(rows) = self.maker(&plan, style).make(1, &[side]) else { continue };
            if rows.is_empty() {
                continue;
            }
            match attempt(link, &plan, &rows, false, false).await {
                Ok(answer) => self.rows[at].extend(named_rows(answer)),
                Err(error) => last = error,
            }
            if link.ended().is_some() {
                return Err(last);
            }
        }
        self.reasons[at] = Some(last.to_string());
        link.must(&["ROLLBACK TO bulkhead_seed".into(), "RELEASE bulkhead_seed".into()]).await.map(|_| ())
    }

    /// Keeps the rows that an INSERT answered.
    fn keep(&mut self, at: usize, answer: Rows, wanted: usize) {
        let affected = answer.affected as usize;
        let new = if self.plans[at].columns.is_empty() { vec![Row::new(); affected] } else { named_rows(answer) };
        self.reasons[at] = match new.len() {
            0 => Some(ALL_TAKEN.into()),
            n if n < wanted => Some(format!("its keys leave room for {n} of {wanted} rows")),
            _ => None,
        };
        self.rows[at].extend(new);
    }

    /// Lets references that had to wait lead somewhere, where PostgreSQL allows it: NULL is right too.
    async fn close_cycles<E: Engine>(&mut self, link: &mut Link<'_, E>) -> Result<(), SqlError> {
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
                        let literal = quote::literal(&tenant(&column.kind, side));
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

/// One INSERT within the savepoint, after going back to it. On success the savepoint is set anew behind it.
async fn attempt<E: Engine>(
    link: &mut Link<'_, E>,
    plan: &TablePlan,
    rows: &[Vec<Value>],
    lenient: bool,
    silent: bool,
) -> Result<Rows, SqlError> {
    let mut batch = vec!["ROLLBACK TO bulkhead_seed".to_owned()];
    if silent {
        // The replica role fires no triggers, foreign keys' own among them; the references are right by construction.
        batch.push("SET LOCAL session_replication_role = replica".into());
    }
    batch.push(insert(plan, rows, lenient));
    let place = batch.len() - 1;
    if silent {
        batch.push("SET LOCAL session_replication_role = origin".into());
    }
    batch.push("RELEASE bulkhead_seed".into());
    batch.push("SAVEPOINT bulkhead_seed".into());
    let (mut answers, error) = link.all(&batch).await;
    match error {
        None => Ok(answers.swap_remove(place)),
        Some(error) => Err(error),
    }
}

/// Rows by column name.
fn named_rows(answer: Rows) -> Vec<Row> {
    let columns = answer.columns;
    answer.rows.into_iter().map(|row| columns.iter().cloned().zip(row).collect()).collect()
}
