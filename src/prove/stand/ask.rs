//! Questions to a prepared database, asked as somebody.

use serde::{Deserialize, Serialize};

use super::super::link::Link;
use crate::engine::{Engine, Rows, SqlError};
use crate::sql::{quote, split};

/// So many questions are asked in one message.
const TOGETHER: usize = 40;

/// At most so many rows of an answer are shown.
const MOST: usize = 200;

/// A statement to be run as a role, in a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// The role's name; nothing is the superuser, whom no policy binds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The session's settings and their values.
    #[serde(default)]
    pub settings: Vec<(String, String)>,
    /// One statement.
    pub sql: String,
}

/// What came of a question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, as far as they are shown.
    pub rows: Vec<Vec<Option<String>>>,
    /// How many rows were returned or changed.
    pub affected: u64,
    /// What PostgreSQL said instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<SqlError>,
}

/// Asks one question after another. Each is a transaction of its own, which is rolled back.
///
/// # Errors
/// That the engine ended.
pub(super) async fn ask<E: Engine>(link: &mut Link<'_, E>, questions: &[Question]) -> Result<Vec<Seen>, SqlError> {
    let mut out = Vec::with_capacity(questions.len());
    // Many questions are one message.
    for some in questions.chunks(TOGETHER) {
        let mut batch = Vec::new();
        let asked: Vec<Result<std::ops::RangeInclusive<usize>, String>> = some
            .iter()
            .map(|question| match refused(&question.sql) {
                Some(why) => Err(why),
                None => {
                    let first = batch.len();
                    let at = add(question, &mut batch);
                    Ok(first..=at)
                }
            })
            .collect();
        let answers = link.each(&batch).await?;
        for asked in asked {
            out.push(match asked {
                Err(why) => Seen { error: Some(SqlError::engine("unsupported", why)), ..Seen::default() },
                // A role or a setting that there isn't is the answer, too.
                Ok(places) => {
                    match answers.get(places.clone()).unwrap_or_default().iter().find_map(|a| a.as_ref().err()) {
                        Some(error) => Seen { error: Some(error.clone()), ..Seen::default() },
                        None => seen(answers.get(*places.end()).and_then(|a| a.clone().ok()).unwrap_or_default()),
                    }
                }
            });
        }
    }
    Ok(out)
}

/// Adds what asks a question, and says where its answer will be.
fn add(question: &Question, batch: &mut Vec<String>) -> usize {
    batch.push("BEGIN".to_owned());
    for (setting, value) in &question.settings {
        batch.push(format!("SELECT set_config({}, {}, true)", quote::literal(setting), quote::literal(value)));
    }
    if let Some(role) = &question.role {
        batch.push(format!("SET LOCAL ROLE {}", quote::ident(role)));
    }
    batch.push(question.sql.clone());
    let at = batch.len() - 1;
    batch.extend(["ROLLBACK".to_owned(), "RESET ROLE".to_owned()]);
    at
}

fn seen(rows: Rows) -> Seen {
    let Rows { columns, mut rows, affected, .. } = rows;
    rows.truncate(MOST);
    Seen { columns, rows, affected, error: None }
}

/// Why a text is no question: it is not one statement, or one that ends the transaction it is asked in.
fn refused(sql: &str) -> Option<String> {
    const ENDS: [&str; 11] =
        ["begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "prepare", "set", "reset"];
    let statements: Vec<_> = split::statements(sql).collect();
    let [one] = statements.as_slice() else {
        return Some("Write one statement: each is asked by itself, in a transaction that is rolled back.".to_owned());
    };
    let tokens = crate::expr::tokens(one.sql);
    let first = tokens.iter().find(|token| !token.is_blank()).map(|token| token.text(one.sql).to_ascii_lowercase());
    let first = first.unwrap_or_default();
    ENDS.contains(&first.as_str()).then(|| {
        format!(
            "{} is not asked: who looks and in which session is chosen above, and what a statement changes is rolled back.",
            first.to_uppercase()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_leave_a_trace_is_refused() {
        assert_eq!(refused("SELECT 1"), None);
        assert_eq!(refused("-- all\nDELETE FROM t;"), None);
        assert!(refused("COMMIT").is_some());
        assert!(refused(" /* x */ reset role").is_some());
        assert!(refused("SELECT 1; SELECT 2").is_some());
        assert!(refused("").is_some());
    }
}
