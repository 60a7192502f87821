//! Asking PostgreSQL which values the checks let in.

use super::plan::Foreign;
use super::rows::Side;
use super::{Seeds, choose, solve};
use crate::engine::{Engine, Rows, SqlError};
use crate::prove::link::Link;

/// So many rows of a referenced table are offered where a check may care which it is.
const PARENTS: usize = 8;
/// So many solutions are asked of one by one if all at once can't be evaluated.
const SINGLY: usize = 24;
/// So many solutions are enough.
const ENOUGH: usize = 16;

impl Seeds {
    /// Asks which combinations of values the checks of some tables let in.
    pub(super) async fn ask<E: Engine>(&mut self, link: &mut Link<'_, E>, level: &[usize]) -> Result<(), SqlError> {
        let mut questions: Vec<Question> = Vec::new();
        for at in level {
            let plan = &self.plans[*at];
            let parents = |column: usize, several: bool| -> Vec<String> {
                let of = |f: &&Foreign| f.columns.contains(&column);
                let Some(foreign) = plan.foreign.iter().find(of) else { return Vec::new() };
                let Some(place) = foreign.columns.iter().position(|c| *c == column) else { return Vec::new() };
                let name = &self.plans[foreign.target].columns[foreign.target_columns[place]].name;
                let values = self.rows[foreign.target].iter().filter_map(|row| row.get(name).cloned().flatten());
                values.take(if several { PARENTS } else { 1 }).collect()
            };
            let given = |column: usize| match plan.foreign.iter().any(|f| f.columns.contains(&column)) {
                _ if plan.tenant == Some(column) => {
                    let column = &plan.columns[column];
                    Some([Side::A, Side::B].map(|side| column.key(side)).to_vec())
                }
                true => Some(parents(column, true)),
                false => None,
            };
            for group in choose::groups_of(plan, &parents, choose::MOST) {
                let solved = solve::solutions(plan, &group, &given);
                if !solved.is_empty() {
                    let sql = solve::question(plan, &group, &solved);
                    let singly = solved.chunks(1).map(|one| solve::question(plan, &group, one)).collect();
                    questions.push(Question { at: *at, columns: group.columns.clone(), sql, offered: None, singly });
                }
                if !group.combinations.is_empty() {
                    let sql = choose::question(plan, &group);
                    let offered = Some(group.combinations);
                    questions.push(Question { at: *at, columns: group.columns, sql, offered, singly: Vec::new() });
                }
            }
        }
        for at in level {
            self.choices[*at].clear();
        }
        let mut next = 0;
        while next < questions.len() {
            let mut batch = vec!["SAVEPOINT bulkhead_seed".to_owned()];
            batch.extend(questions[next..].iter().map(|q| q.sql.clone()));
            let (answers, error) = link.all(&batch).await;
            for answer in answers.into_iter().skip(1) {
                let question = &questions[next];
                let let_in = question.let_in(answer);
                self.let_in(question, let_in);
                next += 1;
            }
            link.must(&["ROLLBACK TO bulkhead_seed".to_owned(), "RELEASE bulkhead_seed".to_owned()]).await?;
            if let Some(error) = error {
                if link.ended().is_some() {
                    return Err(error);
                }
                // One solution that can't be evaluated takes the others with it.
                let singly = questions.get_mut(next).map(|q| (q.at, q.columns.clone(), std::mem::take(&mut q.singly)));
                if let Some((at, columns, singly)) = singly {
                    let alone = |sql| Question { at, columns: columns.clone(), sql, offered: None, singly: Vec::new() };
                    let singly: Vec<Question> = singly.into_iter().take(SINGLY).map(alone).collect();
                    questions.splice(next + 1..next + 1, singly);
                }
                // A check that can't be evaluated alone (it calls what fails on made-up values) is left to the INSERT.
                next += 1;
            }
        }
        Ok(())
    }

    /// Keeps the values that a question's checks let in, behind those of the questions before.
    fn let_in(&mut self, question: &Question, values: Vec<Vec<Option<String>>>) {
        if values.is_empty() {
            return;
        }
        let plan = &self.plans[question.at];
        let choices = &mut self.choices[question.at];
        let Some((columns, known)) = choices.iter_mut().find(|(columns, _)| *columns == question.columns) else {
            choices.push((question.columns.clone(), values));
            return;
        };
        // Solutions were made to differ where keys want it; what was merely offered comes in only where they are few.
        let keyed = plan.keys.iter().chain(&plan.soft).any(|key| key.iter().any(|at| columns.contains(at)));
        if question.offered.is_some() && known.len() >= ENOUGH && keyed {
            return;
        }
        let new: Vec<_> = values.into_iter().filter(|value| !known.contains(value)).collect();
        known.extend(new);
    }
}

/// Something to ask of the checks of a group of columns.
struct Question {
    /// The table.
    at: usize,
    columns: Vec<usize>,
    sql: String,
    /// The values that the answer tells the numbers of; otherwise it tells values.
    offered: Option<Vec<Vec<Option<String>>>>,
    /// The same of one solution each.
    singly: Vec<String>,
}

impl Question {
    fn let_in(&self, answer: Rows) -> Vec<Vec<Option<String>>> {
        let Some(offered) = &self.offered else { return answer.rows };
        let numbers = answer.rows.iter().filter_map(|r| r.first()?.as_ref()?.parse::<usize>().ok());
        numbers.filter_map(|n| offered.get(n).cloned()).collect()
    }
}
