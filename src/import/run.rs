//! Runs a script to its end, whatever of it fails.

use std::collections::BTreeSet;

use super::extension;
use super::report::{PassedOver, Report};
use super::statement::passed_over;
use crate::engine::{Engine, SqlError};
use crate::introspect::{self, Found};
use crate::sql::quote;
use crate::sql::split::{self, Piece};

/// Statements that go to the engine in one message.
const BATCH: usize = 200;

/// So many errors are told; a script that is no SQL has one in every line.
const MOST_ERRORS: usize = 100;

/// After so many errors in a row from the beginning a text is taken for something that is no SQL.
const HOPELESS: usize = 200;

/// What a script came to.
#[derive(Clone, Debug)]
pub struct Imported {
    /// What the database holds after it.
    pub found: Found,
    /// What is told of it.
    pub report: Report,
}

/// Runs a script in a fresh database, as a superuser, and reads what it made. The database is left as it is then.
///
/// # Errors
/// That the engine could not be started again or asked. What statements failed with is in the report.
pub async fn import<E: Engine>(engine: &mut E, script: &str) -> Result<Imported, SqlError> {
    engine.reset().await?;
    import_more(engine, script).await
}

/// Runs a script on what the database has already, and reads what it holds then.
///
/// # Errors
/// That the engine could not be asked, or `parse`: the script is no text. What statements failed with is in the report.
pub async fn import_more<E: Engine>(engine: &mut E, script: &str) -> Result<Imported, SqlError> {
    if let Some(why) = no_text(script) {
        return Err(SqlError::engine("parse", why));
    }
    let before = role_names(engine).await?;
    let mut runner = Runner { engine, script, report: Report::default(), failed: 0 };
    runner.run().await?;
    let mut report = runner.report;
    // What the script set must not change what is read, nor as whom.
    for sql in ["RESET SESSION AUTHORIZATION", "RESET ROLE", "RESET ALL"] {
        engine.run(sql).await?;
    }
    // A role that the script makes is the schema's, whether or not anything is its own.
    let made = role_names(engine).await?.difference(&before).cloned().collect();
    let found = introspect::introspect_with_roles(engine, made).await?;
    report.count(&found);
    Ok(Imported { found, report })
}

/// The names of all roles.
async fn role_names<E: Engine>(engine: &mut E) -> Result<BTreeSet<String>, SqlError> {
    let answer = engine.run("SELECT rolname FROM pg_catalog.pg_roles").await?;
    Ok(answer.rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect())
}

struct Runner<'x, E> {
    engine: &'x mut E,
    script: &'x str,
    report: Report,
    failed: usize,
}

impl<'x, E: Engine> Runner<'x, E> {
    async fn run(&mut self) -> Result<(), SqlError> {
        let mut pieces: Vec<Piece<'x>> = Vec::new();
        for piece in split::split(self.script) {
            match passed_over(&piece) {
                None => pieces.push(piece),
                Some(why) => self.pass_over(&piece, why),
            }
        }
        // A dump creates functions before the tables that their bodies read; PostgreSQL checks a body at its first call.
        self.engine.run("SET check_function_bodies = off").await?;
        let mut next = 0;
        while next < pieces.len() {
            let batch: Vec<String> = pieces[next..].iter().take(BATCH).map(|piece| piece.sql.to_owned()).collect();
            let (done, error) = self.engine.run_all(&batch).await;
            next += done.len();
            let (Some(error), Some(piece)) = (error, pieces.get(next)) else { continue };
            let error = self.place(piece, error);
            if matches!(error.code.as_str(), "timeout" | "terminated" | "engine") {
                return Err(error);
            }
            match missing_role(&error).filter(|role| !self.report.roles_made.contains(role)) {
                Some(role) => {
                    self.engine.run(&format!("CREATE ROLE {}", quote::ident(&role))).await?;
                    self.report.roles_made.push(role);
                }
                None => {
                    extension::note(&mut self.report.missing_extensions, piece.sql, &error);
                    self.tell(error);
                    next += 1;
                }
            }
            if self.failed >= HOPELESS && self.failed == next {
                let Some(piece) = pieces.get(next) else { break };
                self.pass_over(piece, "everything before it failed: this is likely no SQL");
                break;
            }
        }
        Ok(())
    }

    fn pass_over(&mut self, piece: &Piece<'_>, why: &str) {
        let what = piece.sql.lines().find(|line| !line.trim_start().starts_with("--")).unwrap_or_default();
        let what = what.chars().take(60).collect();
        let line = piece.line + first_word(piece.sql).0 as usize - 1;
        self.report.passed_over.push(PassedOver { line, what, why: why.to_owned() });
    }

    fn tell(&mut self, error: SqlError) {
        self.failed += 1;
        if self.report.errors.len() < MOST_ERRORS {
            self.report.errors.push(error);
        }
    }

    /// The error with its place in the script: that of the statement's first word if PostgreSQL named none.
    fn place(&self, piece: &Piece<'_>, error: SqlError) -> SqlError {
        let mut error = error.at(piece.sql);
        let inside = match (error.line, error.column) {
            (Some(line), Some(column)) => (line, column),
            _ => first_word(piece.sql),
        };
        let before = &self.script[..piece.offset.min(self.script.len())];
        let indent = before.rfind('\n').map_or(before, |at| &before[at + 1..]).chars().count() as u32;
        error.line = Some(piece.line as u32 + inside.0 - 1);
        error.column = Some(if inside.0 == 1 { indent + inside.1 } else { inside.1 });
        error
    }
}

/// Why a file that was read as text is none; nothing if it is.
fn no_text(script: &str) -> Option<&'static str> {
    if script.starts_with("PGDMP") {
        return Some(
            "This is a dump in pg_dump's custom format. Make a script of it with: pg_restore --schema-only -f schema.sql the.dump",
        );
    }
    script.contains('\0').then_some("This is a binary file and no SQL script.")
}

/// Line and column of a statement's first word, after its comments.
fn first_word(sql: &str) -> (u32, u32) {
    let mut rest = sql;
    loop {
        rest = rest.trim_start();
        rest = match rest.strip_prefix("--") {
            Some(comment) => comment.split_once('\n').map_or("", |(_, rest)| rest),
            None => break,
        };
    }
    let before = &sql[..sql.len() - rest.len()];
    let line = before.matches('\n').count() as u32 + 1;
    (line, before.rfind('\n').map_or(before, |at| &before[at + 1..]).chars().count() as u32 + 1)
}

/// The role that a statement names and that does not exist. Source: `get_role_oid` in PostgreSQL's `acl.c`.
fn missing_role(error: &SqlError) -> Option<String> {
    if error.code != "42704" {
        return None;
    }
    let name = error.message.strip_prefix("role \"")?.strip_suffix("\" does not exist")?;
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_is_found() {
        assert_eq!(first_word("SELECT"), (1, 1));
        assert_eq!(first_word("-- a\n  -- b\n  SELECT"), (3, 3));
    }

    #[test]
    fn what_is_no_text_is_told() {
        assert!(no_text("PGDMP\u{1}").is_some_and(|why| why.contains("pg_restore")));
        assert!(no_text("\u{7f}ELF\0").is_some());
        assert_eq!(no_text("SELECT 1"), None);
    }

    #[test]
    fn a_missing_role_is_understood() {
        let error = |message: &str| SqlError { code: "42704".into(), message: message.into(), ..SqlError::default() };
        assert_eq!(missing_role(&error("role \"A b\" does not exist")), Some("A b".into()));
        assert_eq!(missing_role(&error("type \"x\" does not exist")), None);
    }
}
