//! Many rows: those that PostgreSQL let in are copied by it, as often as asked, with what is unique moved on.
//!
//! A copy has the values of a row that is there, so it passes the checks and its references lead somewhere. Of each key one
//! column moves: one that nothing else binds, or a reference, which goes through the rows that it may lead to, or one that
//! a check speaks of, in the way of several that the check lets in most often.

use std::collections::{BTreeMap, BTreeSet};

use super::copies::{Copies, N, free_column, is_loose, moving, references};
use super::plan::{Foreign, Source, TablePlan};
use super::shift::{Shift, Shifted};
use super::{LITTLE_ROOM, Seeds};
use crate::engine::{Engine, SqlError};
use crate::prove::link::Link;

/// Up to so many rows are made one by one; of more, only `FEW` are, and the rest is copied.
pub(super) const SINGLE: usize = 100;
const FEW: usize = 20;
/// At most so many times a table is gone over when copies had keys that were taken.
const ROUNDS: usize = 6;

/// How many rows are made one by one when so many are asked for.
pub(super) fn made_singly(count: usize) -> usize {
    if count <= SINGLE { count } else { FEW }
}

impl Seeds {
    /// Brings tables to `count` rows. What can't be brought there tells why.
    pub(super) async fn multiply<E: Engine>(
        &mut self,
        link: &mut Link<'_, E>,
        level: &[usize],
        count: usize,
    ) -> Result<(), SqlError> {
        if count <= SINGLE {
            return Ok(());
        }
        link.must(&["SET LOCAL enable_nestloop = off".to_owned(), "SET LOCAL jit = off".to_owned()]).await?;
        for at in level.iter().copied() {
            if self.plans[at].partitioned || self.rows[at].is_empty() {
                continue;
            }
            let count = self.share(at, count);
            // That there was no room for the first few says nothing any more.
            let before = self.reasons[at].take().filter(|reason| !reason.starts_with(LITTLE_ROOM));
            let after = self.multiply_one(link, at, count).await?;
            self.reasons[at] = match (before, after) {
                (Some(before), Some(after)) => Some(format!("{before}; {after}")),
                (before, after) => before.or(after),
            };
        }
        link.must(&["SET LOCAL enable_nestloop = on".to_owned()]).await.map(|_| ())
    }

    /// How many rows a table is to have: partitions share what the partitioned table is to have.
    fn share(&self, at: usize, count: usize) -> usize {
        let Some(root) = self.plans[at].partition_of.last() else { return count };
        let is_part = |p: &&TablePlan| !p.partitioned && p.partition_of.contains(root);
        let parts = self.plans.iter().filter(is_part).count().max(1);
        // What doesn't divide goes to the first ones.
        let before = self.plans[..at].iter().filter(is_part).count();
        (count / parts + usize::from(before < count % parts)).max(FEW)
    }

    /// Copies the rows of a table; the reason if there are fewer than asked for.
    async fn multiply_one<E: Engine>(
        &mut self,
        link: &mut Link<'_, E>,
        at: usize,
        count: usize,
    ) -> Result<Option<String>, SqlError> {
        let plan = self.plans[at].clone();
        let counted = link.run(&format!("SELECT count(*) FROM {}", plan.from())).await?;
        let mut there = counted.value().and_then(|n| n.parse::<usize>().ok()).unwrap_or_default();
        if there == 0 || there >= count {
            return Ok(None);
        }
        if plan.columns.is_empty() {
            let sql = format!("INSERT INTO {} SELECT FROM generate_series(1, {})", plan.sql, count - there);
            let (_, error) = self.within(link, &sql).await?;
            return Ok(error.map(|error| error.to_string()));
        }
        let mut tries = vec![self.copies(link, &plan, there, true).await?];
        if matches!(&tries[0], Ok(copies) if !copies.through.is_empty()) {
            tries.push(self.copies(link, &plan, there, false).await?);
        }
        let mut reason = None;
        for copies in tries {
            let copies = match copies {
                Ok(copies) => copies,
                Err(why) => {
                    reason.get_or_insert(why);
                    continue;
                }
            };
            let mut next = 0;
            let mut step = count - there;
            for _ in 0..ROUNDS {
                let sql = copies.insert(&plan, &self.plans, next, step);
                next += step;
                let (affected, error) = self.within(link, &sql).await?;
                if let Some(error) = error {
                    reason = Some(error.to_string());
                    break;
                }
                there += affected;
                reason = None;
                if there >= count || affected == 0 {
                    break;
                }
                // As many more as it takes, going by how many of the last ones were new.
                step = ((count - there) * step).div_ceil(affected).min(4 * count);
            }
            if there >= count || reason.is_none() {
                break;
            }
        }
        if there > count {
            there -= self.take_back(link, &plan, there - count).await?;
        }
        let few = reason.unwrap_or_else(|| "its keys leave no room for more".into());
        Ok((there < count).then(|| format!("it has {there} of {count} rows: {few}")))
    }

    /// Takes the last rows of a table away again, as how many copies would be new could only be guessed. None go where
    /// others refer to them.
    async fn take_back<E: Engine>(
        &self,
        link: &mut Link<'_, E>,
        plan: &TablePlan,
        surplus: usize,
    ) -> Result<usize, SqlError> {
        let from = plan.from();
        let last = format!("SELECT ctid FROM {from} ORDER BY ctid DESC LIMIT {surplus}");
        let (gone, _) = self.within(link, &format!("DELETE FROM {from} WHERE ctid = ANY (ARRAY({last}))")).await?;
        Ok(gone)
    }

    /// Runs a statement within a savepoint: how many rows it concerned, or why it was refused.
    async fn within<E: Engine>(
        &self,
        link: &mut Link<'_, E>,
        sql: &str,
    ) -> Result<(usize, Option<SqlError>), SqlError> {
        let batch = ["SAVEPOINT bulkhead_bulk".to_owned(), sql.to_owned(), "RELEASE bulkhead_bulk".into()];
        let (answers, error) = link.all(&batch).await;
        match error {
            None => Ok((answers.get(1).map_or(0, |a| a.affected as usize), None)),
            Some(error) if link.ended().is_some() => Err(error),
            Some(error) => {
                link.must(&["ROLLBACK TO bulkhead_bulk".into(), "RELEASE bulkhead_bulk".into()]).await?;
                Ok((0, Some(error)))
            }
        }
    }

    /// Decides what moves. `spread` lets references that no key needs go through all rows too, as real ones do.
    async fn copies<E: Engine>(
        &self,
        link: &mut Link<'_, E>,
        plan: &TablePlan,
        rows: usize,
        spread: bool,
    ) -> Result<Result<Copies, String>, SqlError> {
        let rows = rows.min(300);
        let mut copies = Copies { rows, moved: BTreeMap::new(), through: Vec::new() };
        let hard = plan.keys.iter().map(|key| (key, true));
        for (key, required) in hard.chain(plan.soft.iter().map(|key| (key, false))) {
            if key.iter().any(|at| plan.columns[*at].source == Source::Auto) || copies.moves(plan, key) {
                continue;
            }
            if let Some(at) = free_column(plan, key)
                && let Some(shifted) = (Shift { plan, column: at, n: N, rows }).free()
            {
                copies.moved.insert(at, shifted);
                continue;
            }
            let references: Vec<usize> = references(plan, key);
            if !references.is_empty() {
                copies.through.extend(references);
                continue;
            }
            if copies.move_days(plan, key) || self.move_checked(link, plan, key, &mut copies).await? {
                continue;
            }
            if required {
                let names: Vec<&str> = key.iter().map(|at| plan.columns[*at].name.as_str()).collect();
                return Ok(Err(format!("nothing of its key ({}) can be moved on", names.join(", "))));
            }
        }
        if spread {
            let keyed: BTreeSet<usize> = plan.keys.iter().chain(&plan.soft).flatten().copied().collect();
            let is_loose = |f: &Foreign| !f.columns.iter().any(|c| keyed.contains(c)) && f.own.is_none();
            let loose =
                (0..plan.foreign.len()).filter(|at| is_loose(&plan.foreign[*at]) && !moving(plan, *at).is_empty());
            copies.through.extend(loose.take(4));
        }
        copies.through.sort_unstable();
        copies.through.dedup();
        Ok(Ok(copies))
    }

    /// Moves a column of a key that a check speaks of, in the way that the check lets in most often.
    async fn move_checked<E: Engine>(
        &self,
        link: &mut Link<'_, E>,
        plan: &TablePlan,
        key: &[usize],
        copies: &mut Copies,
    ) -> Result<bool, SqlError> {
        let mut best: Option<(usize, usize, Shifted)> = None;
        for at in key.iter().copied().filter(|at| is_loose(plan, *at)) {
            let name = &plan.columns[at].name;
            let sample = self.rows[plan.index].first().and_then(|row| row.get(name)?.as_deref());
            for shifted in (Shift { plan, column: at, n: N, rows: copies.rows }).variants(sample) {
                let before = copies.moved.insert(at, shifted);
                let sql = copies.count(plan, &self.plans, at);
                let (_, error) = self.within(link, &sql).await?;
                let passed = match error {
                    Some(_) => 0,
                    None => link.run(&sql).await?.value().and_then(|n| n.parse().ok()).unwrap_or_default(),
                };
                let tried = match before {
                    Some(before) => copies.moved.insert(at, before),
                    None => copies.moved.remove(&at),
                };
                if let Some(tried) = tried
                    && passed > best.as_ref().map_or(0, |(most, ..)| *most)
                {
                    best = Some((passed, at, tried));
                }
            }
        }
        let Some((_, at, shifted)) = best else { return Ok(false) };
        copies.moved.insert(at, shifted);
        Ok(true)
    }
}
