//! Inserting made-up rows: all at once, and in other ways where PostgreSQL refuses them.

use super::plan::TablePlan;
use super::rows::{Row, Side, Style, Value, insert};
use super::{ALL_TAKEN, LITTLE_ROOM, Seeds, Want};
use crate::engine::{Engine, Rows, SqlError};
use crate::prove::link::Link;

impl Seeds {
    /// Inserts the rows of tables that don't depend on each other, in one message as long as nothing is refused.
    pub(super) async fn level<E: Engine>(
        &mut self,
        link: &mut Link<'_, E>,
        level: &[usize],
        count: usize,
    ) -> Result<(), SqlError> {
        let mut waiting: Vec<(usize, Want, Vec<Vec<Value>>)> = Vec::new();
        for at in level {
            let plan = &self.plans[*at];
            let Some(mut want) = self.want(plan, count) else { continue };
            let plan = &self.of_sides(plan, &mut want);
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

    /// A plan whose rows can be made for the sides: a check may let in only one of the tenants (a partition's bound does),
    /// or neither, so that nobody's rows are made.
    fn of_sides(&self, plan: &TablePlan, want: &mut Want) -> TablePlan {
        let mut plan = plan.clone();
        let Some(at) = plan.tenant else { return plan };
        let Some((columns, combinations)) = self.choices[plan.index].iter().find(|(columns, _)| columns.contains(&at))
        else {
            return plan;
        };
        let place = columns.iter().position(|c| *c == at).unwrap_or_default();
        let lets_in = |side: &Side| {
            let value = Some(plan.columns[at].key(*side));
            combinations.iter().any(|combination| combination[place] == value)
        };
        let sides: Vec<Side> = want.sides.iter().copied().filter(lets_in).collect();
        match sides.is_empty() {
            true => plan.tenant = None,
            false => want.sides = sides,
        }
        plan
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
        let plan = self.of_sides(&self.plans[at], &mut Want { count: 0, sides: want.sides.clone() });
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
                Ok(answer) => self.rows[at].extend(answer.by_name()),
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
        let new = if self.plans[at].columns.is_empty() { vec![Row::new(); affected] } else { answer.by_name() };
        self.reasons[at] = match new.len() {
            0 => Some(ALL_TAKEN.into()),
            n if n < wanted => Some(format!("{LITTLE_ROOM} {n} of {wanted} rows")),
            _ => None,
        };
        self.rows[at].extend(new);
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
