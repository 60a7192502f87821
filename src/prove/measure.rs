//! Running statements, and measuring what each of them does to what was there before.

use std::collections::{BTreeMap, BTreeSet};

use super::build::look_up;
use super::by_hand::HandMade;
use super::link::Link;
use super::proof::{Lock, Measured};
use crate::engine::{Engine, Rows, SqlError};
use crate::plan::Statement;
use crate::sql::quote;

/// How many statements go into one message while each is measured; progress is told between messages.
const CHUNK: usize = 24;

/// What to look at while statements run.
#[derive(Debug, Default)]
pub(crate) struct Before {
    /// The relations that were there before, by their oid in the database.
    relations: BTreeMap<u64, Relation>,
    /// True to find out what hand-written statements make, which takes two looks at the whole database.
    by_hand: bool,
}

#[derive(Clone, Debug)]
struct Relation {
    name: String,
    kind: String,
    table: u64,
}

/// What one look shows: locks of this session, and the file of each relation.
#[derive(Clone, Debug, Default)]
struct Look {
    locks: BTreeSet<(u64, String)>,
    files: BTreeMap<u64, u64>,
}

/// Looks at what is there.
pub(crate) async fn before<E: Engine>(link: &mut Link<'_, E>) -> Result<Before, SqlError> {
    let answer = link
        .run(
            "SELECT c.oid, n.nspname || '.' || c.relname, c.relkind, coalesce(i.indrelid, 0) \
             FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid \
             WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
             AND c.relkind IN ('r', 'p', 'i', 'I', 'm', 'v', 'S', 'f')",
        )
        .await?;
    let relation = |row: &Vec<Option<String>>| {
        let text = |at: usize| row.get(at).cloned().flatten().unwrap_or_default();
        let oid = text(0).parse().ok()?;
        Some((oid, Relation { name: text(1), kind: text(2), table: text(3).parse().unwrap_or_default() }))
    };
    Ok(Before { relations: answer.rows.iter().filter_map(relation).collect(), by_hand: true })
}

/// What measuring wants to know of each statement: the qualified name, before, of the table it is about.
pub(crate) type Concerned<'a> = &'a dyn Fn(&Statement) -> Option<String>;

/// What came of running statements.
#[derive(Default)]
pub(crate) struct Ran {
    /// What was measured, up to the statement that failed.
    pub(crate) measured: Vec<Measured>,
    /// What the hand-written statements among them changed.
    pub(crate) hand: Vec<HandMade>,
    /// The error, and the place of the statement it belongs to.
    pub(crate) error: Option<(usize, SqlError)>,
}

/// Runs statements, transactional ones together in one transaction and others alone, and measures what each does to
/// the relations in `before`.
pub(crate) async fn run<E: Engine>(
    link: &mut Link<'_, E>,
    statements: &[Statement],
    before: &Before,
    concerned: Concerned<'_>,
    progress: &mut dyn FnMut(usize),
) -> Ran {
    let mut out = Ran::default();
    let mut at = 0;
    while at < statements.len() {
        let end = group(statements, at);
        let together = statements[at].transactional;
        if together && let Err(error) = link.run("BEGIN").await {
            out.error = Some((at, error));
            return out;
        }
        let mut last = Look::default();
        // What was there after the last hand-written piece, until something else runs.
        let mut seen = None;
        let mut next = at;
        while next < end {
            let by_hand = is_by_hand(&statements[next]);
            // One piece of hand-written SQL at a time: each has to answer for what it does.
            let piece = &statements[next].object;
            let alike = |s: &&Statement| is_by_hand(s) == by_hand && (!by_hand || s.object == *piece);
            let same = statements[next..end].iter().take_while(alike).count();
            let chunk = (next + CHUNK.min(same)).min(end);
            let run = &statements[next..chunk];
            let found = match (by_hand && before.by_hand, seen.take()) {
                (false, _) => None,
                (true, Some(seen)) => Some(Ok(seen)),
                (true, None) => Some(look_up(link, together).await),
            };
            let error = match found {
                Some(Err(error)) => Some(error),
                found => {
                    let mut error =
                        chunk_of(link, run, next, before, concerned, together, &mut last, &mut out.measured).await;
                    if let (Some(Ok(found)), None) = (found, &error) {
                        match look_up(link, together).await {
                            Ok(after) => {
                                out.hand.push(HandMade::between(&run[0], &found, &after));
                                seen = Some(after);
                            }
                            Err(failed) => error = Some(failed),
                        }
                    }
                    error
                }
            };
            if let Some(error) = error {
                let failed = out.measured.last().map_or(next, |m| m.step);
                if together {
                    let _ = link.run("ROLLBACK").await;
                }
                out.error = Some((failed, error));
                return out;
            }
            next = chunk;
            progress(next);
        }
        if together && let Err(error) = link.run("COMMIT").await {
            // A deferred constraint speaks up only now; no single statement is to blame.
            out.error = Some((end - 1, error));
            return out;
        }
        at = end;
    }
    out
}

/// The end of the statements that run together with the one at a place.
fn group(statements: &[Statement], at: usize) -> usize {
    if !statements[at].transactional {
        return at + 1;
    }
    statements[at..].iter().position(|s| !s.transactional).map_or(statements.len(), |n| at + n)
}

/// True for a statement that a person wrote.
pub(crate) fn is_by_hand(statement: &Statement) -> bool {
    statement.kind == "hand-written"
}

/// One message: the statements, with a look before the first and after each, and rows counted where asked for.
#[allow(clippy::too_many_arguments)]
async fn chunk_of<E: Engine>(
    link: &mut Link<'_, E>,
    statements: &[Statement],
    first: usize,
    before: &Before,
    concerned: Concerned<'_>,
    together: bool,
    last: &mut Look,
    out: &mut Vec<Measured>,
) -> Option<SqlError> {
    let oids: Vec<String> = before.relations.keys().map(u64::to_string).collect();
    let look = look(&oids);
    let looks = !oids.is_empty();
    let mut batch = Vec::new();
    // What stands at each place of the batch.
    let mut parts: Vec<Part> = Vec::new();
    if looks {
        batch.push(look.clone());
        parts.push(Part::Look(None));
    }
    for (n, statement) in statements.iter().enumerate() {
        let oid = concerned(statement).and_then(|name| before.oid(&name));
        if let (Some(oid), true) = (oid, together) {
            count(oid, &mut batch, &mut parts, Part::RowsBefore(n));
        }
        // What only takes locks is taken back, so that each statement after it is seen to take its own.
        let given_back = together && looks && statement.kind == "lock-tables";
        if given_back {
            batch.push("SAVEPOINT bulkhead_lock".to_owned());
            parts.push(Part::Other);
        }
        batch.push(statement.sql.clone());
        parts.push(Part::Statement(n));
        if looks {
            batch.push(look.clone());
            parts.push(Part::Look(Some(n)));
        }
        if given_back {
            let back = [("ROLLBACK TO bulkhead_lock", Part::Other), ("RELEASE bulkhead_lock", Part::Other)];
            for (sql, part) in back.into_iter().chain([(look.as_str(), Part::Look(None))]) {
                batch.push(sql.to_owned());
                parts.push(part);
            }
        }
        if let (Some(oid), true) = (oid, together) {
            count(oid, &mut batch, &mut parts, Part::RowsAfter(n));
        }
    }
    let (answers, error) = link.all(&batch).await;
    let mut current = Measured::default_at(first);
    let mut started = false;
    for (part, answer) in parts.iter().zip(&answers) {
        match part {
            Part::Look(None) => *last = read(answer),
            Part::RowsBefore(n) => {
                if started && current.step != first + n {
                    out.push(std::mem::replace(&mut current, Measured::default_at(first + n)));
                }
                started = true;
                current.step = first + n;
                current.rows_before = answer.value().and_then(|v| v.parse().ok());
            }
            Part::Statement(n) => {
                if started && current.step != first + n {
                    out.push(std::mem::replace(&mut current, Measured::default_at(first + n)));
                }
                started = true;
                current.step = first + n;
                current.ms = answer.ms;
            }
            Part::Look(Some(_)) => {
                let look = read(answer);
                // Outside a transaction the locks are gone before anybody can look.
                current.locks = if together { before.new_locks(last, &look) } else { Vec::new() };
                current.rewritten = before.rewritten(last, &look);
                *last = look;
            }
            Part::RowsAfter(_) => current.rows_after = answer.value().and_then(|v| v.parse().ok()),
            Part::Other => {}
        }
    }
    if let Some(error) = error {
        let failed = parts[answers.len().min(parts.len() - 1)..].iter().find_map(Part::statement);
        let failed = first + failed.unwrap_or(statements.len() - 1);
        if started && current.step != failed {
            out.push(std::mem::replace(&mut current, Measured::default_at(failed)));
        }
        current.step = failed;
        current.error = Some(error.clone());
        out.push(current);
        return Some(error);
    }
    if started {
        out.push(current);
    }
    None
}

/// What one statement of a measured message is.
#[derive(Clone, Copy, Debug)]
enum Part {
    Look(Option<usize>),
    Statement(usize),
    RowsBefore(usize),
    RowsAfter(usize),
    Other,
}

impl Part {
    fn statement(&self) -> Option<usize> {
        match self {
            Self::Statement(n) | Self::RowsBefore(n) | Self::RowsAfter(n) | Self::Look(Some(n)) => Some(*n),
            Self::Look(None) | Self::Other => None,
        }
    }
}

impl Measured {
    fn default_at(step: usize) -> Self {
        Self {
            step,
            ms: 0.0,
            locks: Vec::new(),
            rewritten: Vec::new(),
            rows_before: None,
            rows_after: None,
            error: None,
        }
    }
}

/// Counts a relation's rows, whatever it is called by then, as the superuser, whom no policy hides rows from. The
/// savepoint gives back the lock that counting takes.
fn count(oid: u64, batch: &mut Vec<String>, parts: &mut Vec<Part>, part: Part) {
    let body = format!(
        "DECLARE\n  relation text := (SELECT c.oid::regclass::text FROM pg_catalog.pg_class c WHERE c.oid = {oid});\n  n bigint;\nBEGIN\n  \
         IF relation IS NOT NULL THEN\n    EXECUTE 'SELECT count(*) FROM ' || relation INTO n;\n  END IF;\n  \
         PERFORM set_config('bulkhead.rows', coalesce(n::text, ''), true);\nEND"
    );
    let steps = [
        ("SAVEPOINT bulkhead_count".to_owned(), Part::Other),
        ("SET LOCAL ROLE NONE".to_owned(), Part::Other),
        (format!("DO {}", quote::dollar(&body, "bulkhead")), Part::Other),
        ("SELECT nullif(current_setting('bulkhead.rows'), '')".to_owned(), part),
        ("ROLLBACK TO bulkhead_count".to_owned(), Part::Other),
        ("RELEASE bulkhead_count".to_owned(), Part::Other),
    ];
    for (sql, part) in steps {
        batch.push(sql);
        parts.push(part);
    }
}

/// The statement that shows the session's locks and the relations' files.
fn look(oids: &[String]) -> String {
    let list = quote::literal(&format!("{{{}}}", oids.join(",")));
    format!(
        "SELECT json_build_object(\
         'locks', (SELECT coalesce(json_agg(json_build_array(l.relation::bigint, l.mode)), '[]') FROM pg_catalog.pg_locks l \
         WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted AND l.relation = ANY ({list}::oid[])), \
         'files', (SELECT coalesce(json_agg(json_build_array(c.oid::bigint, pg_relation_filenode(c.oid)::bigint)), '[]') \
         FROM pg_catalog.pg_class c WHERE c.oid = ANY ({list}::oid[]) AND c.relkind IN ('r', 'i', 'm')))"
    )
}

#[derive(serde::Deserialize, Default)]
struct Raw {
    locks: Vec<(u64, String)>,
    files: Vec<(u64, Option<u64>)>,
}

fn read(answer: &Rows) -> Look {
    let raw: Raw = answer.value().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    Look {
        locks: raw.locks.into_iter().collect(),
        files: raw.files.into_iter().filter_map(|(oid, file)| Some((oid, file?))).collect(),
    }
}

impl Before {
    /// Nothing is measured; only what hand-written statements make is found out.
    pub(crate) fn hand_only() -> Self {
        Self { by_hand: true, ..Self::default() }
    }

    fn oid(&self, name: &str) -> Option<u64> {
        let table = |r: &Relation| r.name == name && matches!(r.kind.as_str(), "r" | "p");
        self.relations.iter().find(|(_, r)| table(r)).map(|(oid, _)| *oid)
    }

    fn new_locks(&self, last: &Look, now: &Look) -> Vec<Lock> {
        let name = |oid: &u64| self.relations.get(oid).map(|r| r.name.clone());
        let new = now.locks.difference(&last.locks);
        let mut locks: Vec<Lock> =
            new.filter_map(|(oid, mode)| Some(Lock { relation: name(oid)?, mode: mode.clone() })).collect();
        locks.sort();
        locks
    }

    /// The relations whose file changed. The indexes of a rewritten table are not told apart: they always go with it.
    fn rewritten(&self, last: &Look, now: &Look) -> Vec<String> {
        let changed: BTreeSet<u64> = now
            .files
            .iter()
            .filter(|(oid, file)| last.files.get(oid).is_some_and(|before| before != *file))
            .map(|(oid, _)| *oid)
            .collect();
        let relations = changed.iter().filter_map(|oid| self.relations.get(oid));
        let alone = relations.filter(|r| !changed.contains(&r.table));
        let mut names: Vec<String> = alone.map(|r| r.name.clone()).collect();
        names.sort();
        names
    }
}
