//! Part of the stage up: rows that the state before allows and that up may fail on are made, one kind at a time, and up is
//! run on them in a transaction that is rolled back.

use super::super::build;
use super::super::measure;
use super::super::proof::{Risk, RiskOutcome};
use super::super::risk::{self, Asked, How, Suspect};
use super::super::seed::{CheckPlan, TablePlan, identifiers};
use super::{Run, qualified};
use crate::catalog::Pair;
use crate::engine::{Engine, Rows, SqlError};
use crate::introspect::adopt_ids;
use crate::plan::Statement;
use crate::sql::quote;
use crate::sql::write::Writer;

/// At most so many rows of one kind are tried.
const MOST: usize = 6;

/// The statements that make a row.
struct Made {
    before: Vec<String>,
    /// Answers the row as it is then.
    row: String,
    after: Vec<String>,
}

/// What came of trying one row.
enum Trial {
    /// The state before refuses the row.
    Refused(SqlError),
    /// There was no row to make it of.
    NoRow,
    /// A statement of up, from 0, failed because of it.
    Breaks(usize, SqlError, Rows),
    /// Up failed for another reason.
    Undecided(SqlError),
    Holds(Rows),
}

impl<E: Engine> Run<'_, E> {
    /// Tries the rows that may break the migration. None are left behind.
    pub(super) async fn risks(&mut self) -> Result<Vec<Risk>, SqlError> {
        let input = self.input;
        let suspects = risk::suspects(Pair::new(&input.base, &input.model));
        if suspects.is_empty() || self.seeds.plans.is_empty() {
            return Ok(Vec::new());
        }
        let adopted = adopt_ids(self.base.catalog.clone(), &input.base);
        let mut out = Vec::new();
        for suspect in &suspects {
            let name = adopted.table(&suspect.table).map(|table| qualified(&adopted, table));
            let Some(plan) = name.and_then(|name| self.seeds.find(&name).cloned()) else { continue };
            out.push(self.risk(suspect, &plan).await?);
        }
        Ok(out)
    }

    async fn risk(&mut self, suspect: &Suspect, plan: &TablePlan) -> Result<Risk, SqlError> {
        let mut risk = Risk {
            rule: suspect.rule.to_owned(),
            object: suspect.object.clone(),
            table: plan.name.clone(),
            what: suspect.what.clone(),
            outcome: RiskOutcome::NotTried,
            step: None,
            error: None,
            rows: Vec::new(),
            sql: None,
            accepted: None,
        };
        let statements = self.statements_up_to(suspect);
        for sql in self.breaking_rows(suspect, plan).await? {
            let sql = self.older_than_constraint(suspect, sql);
            let mut trial = self.trial(&sql, &statements, false).await?;
            // A trigger of the schema's own may keep rows from being changed, as in a log; inserted they could have been so.
            if matches!(&trial, Trial::Refused(error) if error.code.starts_with("P0")) {
                trial = self.trial(&sql, &statements, true).await?;
            }
            match trial {
                Trial::NoRow => {}
                Trial::Refused(error) | Trial::Undecided(error) => risk.error = Some(error),
                Trial::Holds(rows) => {
                    risk.outcome = RiskOutcome::Holds;
                    risk.error = None;
                    (risk.rows, risk.sql) = (rows.by_name(), Some(sql.row.clone()));
                }
                Trial::Breaks(step, error, rows) => {
                    risk.outcome = RiskOutcome::Breaks;
                    (risk.step, risk.error) = (Some(step), Some(error));
                    (risk.rows, risk.sql) = (rows.by_name(), Some(sql.row.clone()));
                    break;
                }
            }
        }
        let statement = risk.step.and_then(|step| self.input.up.get(step));
        let accepted = self.input.options.accepted.iter().find(|accepted| {
            accepted.rule == risk.rule
                && (accepted.object == risk.object.as_str()
                    || statement.is_some_and(|s| accepted.object == s.name || accepted.object == s.object.as_str()))
        });
        risk.accepted = accepted.map(|accepted| accepted.told());
        Ok(risk)
    }

    /// The statements that make the row, at their end the one that answers it: as it was before a constraint that holds for
    /// new rows only.
    fn older_than_constraint(&self, suspect: &Suspect, row: String) -> Made {
        let base = &self.input.base;
        let writer = Writer::new(base);
        let found = suspect.newer.as_ref().and_then(|id| {
            let table = base.table(&suspect.table)?;
            Some((table, table.constraints.iter().find(|constraint| constraint.id == *id)?))
        });
        let Some((table, constraint)) = found else { return Made { before: Vec::new(), row, after: Vec::new() } };
        let table_ref = writer.table_ref(table);
        let drop = format!("ALTER TABLE {table_ref} DROP CONSTRAINT {}", quote::ident(&constraint.name));
        let add = format!("ALTER TABLE {table_ref} ADD {} NOT VALID", writer.constraint_definition(table, constraint));
        Made { before: vec![drop], row, after: vec![add] }
    }

    /// The statements of up to the last one about the object, or all: others may take care of the rows before it.
    fn statements_up_to(&self, suspect: &Suspect) -> Vec<String> {
        let up: &[Statement] = &self.input.up;
        let last = up.iter().rposition(|s| s.object == suspect.object && !measure::is_by_hand(s));
        let up = &up[..last.map_or(up.len(), |last| last + 1)];
        up.iter().map(|statement| within_transaction(&statement.sql)).collect()
    }

    /// The statements that make rows which may break a change.
    async fn breaking_rows(&mut self, suspect: &Suspect, plan: &TablePlan) -> Result<Vec<String>, SqlError> {
        let How::Against { expression } = &suspect.how else {
            return Ok(risk::candidates(plan, &suspect.how, None).into_iter().take(MOST).collect());
        };
        let named = identifiers(expression);
        let columns = plan.columns.iter().enumerate().filter(|(_, c)| named.contains(&c.name));
        let check = CheckPlan::new(expression, columns.map(|(at, _)| at).collect());
        let parents = |column: usize| {
            let row = self.seeds.rows.get(plan.index)?.first()?;
            row.get(&plan.columns[column].name)?.clone()
        };
        let Some(asked) = risk::question(plan, check, &parents) else { return Ok(Vec::new()) };
        let (answers, error) = self.link.all(std::slice::from_ref(&asked.sql)).await;
        if let (Some(error), true) = (error, self.link.ended().is_some()) {
            return Err(error);
        }
        let numbers = numbers(&answers);
        Ok(risk::candidates(plan, &suspect.how, Some((&asked as &Asked, &numbers))).into_iter().take(MOST).collect())
    }

    /// Makes a row and runs up on it, in a transaction that is rolled back. `silent` makes the row without triggers.
    async fn trial(&mut self, row: &Made, statements: &[String], silent: bool) -> Result<Trial, SqlError> {
        let mut batch = vec!["RESET ROLE".to_owned(), "BEGIN".to_owned()];
        if silent {
            batch.push("SET LOCAL session_replication_role = replica".into());
        }
        batch.extend(row.before.iter().cloned());
        let made = batch.len();
        batch.push(row.row.clone());
        batch.extend(row.after.iter().cloned());
        batch.push("SET CONSTRAINTS ALL IMMEDIATE".into());
        batch.push("SET LOCAL session_replication_role = origin".into());
        batch.push(build::set_owner(&self.input.model));
        let first = batch.len();
        batch.extend_from_slice(statements);
        batch.push("SET CONSTRAINTS ALL IMMEDIATE".into());
        let (mut answers, error) = self.link.all(&batch).await;
        if let (Some(error), true) = (&error, self.link.ended().is_some()) {
            return Err(error.clone());
        }
        self.link.must(&["ROLLBACK".to_owned(), "RESET ROLE".to_owned()]).await?;
        let done = answers.len();
        if done > made && answers[made].rows.is_empty() {
            return Ok(Trial::NoRow);
        }
        Ok(match error {
            None => Trial::Holds(answers.swap_remove(made)),
            Some(error) if done < first => Trial::Refused(error),
            // What a row can be at fault for: integrity, data, and what a script itself raises.
            Some(error) if ["22", "23", "P0"].iter().any(|class| error.code.starts_with(class)) => {
                let step = (done - first).min(statements.len().saturating_sub(1));
                Trial::Breaks(step, error, answers.swap_remove(made))
            }
            Some(error) => Trial::Undecided(error),
        })
    }
}

/// A statement as it can run in a transaction: what it does to rows is the same.
fn within_transaction(sql: &str) -> String {
    // A block that fills a column commits after each batch.
    if sql.starts_with("DO $fill") {
        return sql.replace("\n            COMMIT;", "");
    }
    let words = ["CREATE INDEX ", "CREATE UNIQUE INDEX ", "DROP INDEX ", "REINDEX "];
    match words.iter().find_map(|words| Some((words, sql.strip_prefix(*words)?.strip_prefix("CONCURRENTLY ")?))) {
        Some((words, rest)) => format!("{words}{rest}"),
        None => sql.to_owned(),
    }
}

fn numbers(answers: &[Rows]) -> Vec<usize> {
    let rows = answers.iter().flat_map(|answer| &answer.rows);
    rows.filter_map(|row| row.first()?.as_ref()?.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concurrently_is_left_out() {
        let check = |sql: &str, expected: &str| assert_eq!(within_transaction(sql), expected);
        check("CREATE UNIQUE INDEX CONCURRENTLY a ON t (b)", "CREATE UNIQUE INDEX a ON t (b)");
        check("DROP INDEX CONCURRENTLY a", "DROP INDEX a");
        check("DO $fill$ LOOP\n            COMMIT;\nEND $fill$", "DO $fill$ LOOP\nEND $fill$");
        check("COMMENT ON TABLE t IS 'DROP INDEX CONCURRENTLY a'", "COMMENT ON TABLE t IS 'DROP INDEX CONCURRENTLY a'");
    }
}
