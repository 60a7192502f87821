//! Part of the stage up: the team's own checks, each a query that must find nothing.

use super::super::review::TeamAnswer;
use super::Run;
use crate::engine::{Engine, SqlError};

/// At most so many rows are shown of those that a check finds.
const SHOWN: usize = 3;

impl<E: Engine> Run<'_, E> {
    /// Asks each of the team's queries, as the superuser, whom no policy hides rows from, in a transaction that can't write.
    pub(super) async fn team_answers(&mut self) -> Result<Vec<TeamAnswer>, SqlError> {
        let mut out = Vec::new();
        for check in &self.input.checks {
            let query = check.query.trim().trim_end_matches(';');
            // The line break ends a comment that the query may end with.
            let sql = format!("SELECT * FROM (\n{query}\n) AS found LIMIT {SHOWN}");
            let (mut answers, error) =
                self.link.all(&["RESET ROLE".into(), "BEGIN READ ONLY".into(), sql, "ROLLBACK".into()]).await;
            if let Some(error) = error {
                if self.link.ended().is_some() {
                    return Err(error);
                }
                self.link.run("ROLLBACK").await?;
                out.push(TeamAnswer::Refused(error.to_string()));
                continue;
            }
            let rows = answers.drain(..).nth(2).unwrap_or_default().by_name();
            let value = |text: Option<String>| text.unwrap_or_else(|| "NULL".into());
            let told = rows.into_iter().map(|row| {
                let values = row.into_iter().map(|(name, text)| format!("{name}: {}", value(text)));
                values.collect::<Vec<_>>().join("  ")
            });
            out.push(TeamAnswer::Found(told.collect()));
        }
        Ok(out)
    }
}
