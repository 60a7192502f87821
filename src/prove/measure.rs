//! Running statements, and measuring what each of them does to what was there before.

use super::blocks::blocked;
use super::build::look_up;
use super::by_hand::HandMade;
use super::link::Link;
pub(crate) use super::look::{Before, before};
use super::look::{Look, look};
use super::proof::Measured;
use crate::engine::{Engine, SqlError};
use crate::plan::Statement;
use crate::sql::quote;

/// How many statements go into one message while each is measured; progress is told between messages.
const CHUNK: usize = 24;

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
    let (mut at, mut transactions) = (0, 0);
    while at < statements.len() {
        let end = group(statements, at);
        let together = statements[at].transactional;
        if together && let Err(error) = link.run("BEGIN").await {
            out.error = Some((at, error));
            return out;
        }
        let transaction = together.then_some(transactions);
        transactions += usize::from(together);
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
                        chunk_of(link, run, next, before, concerned, transaction, &mut last, &mut out.measured).await;
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
    transaction: Option<usize>,
    last: &mut Look,
    out: &mut Vec<Measured>,
) -> Option<SqlError> {
    let together = transaction.is_some();
    let started_at = |step: usize| Measured { transaction, ..Measured::at(step) };
    let look = look(before.relations.keys().next_back().copied().unwrap_or_default(), before.counts);
    let looks = !before.relations.is_empty();
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
    let mut current = started_at(first);
    let mut started = false;
    for (part, answer) in parts.iter().zip(&answers) {
        match part {
            Part::Look(None) => *last = before.read(answer),
            Part::RowsBefore(n) => {
                if started && current.step != first + n {
                    out.push(std::mem::replace(&mut current, started_at(first + n)));
                }
                started = true;
                current.step = first + n;
                current.rows_before = answer.value().and_then(|v| v.parse().ok());
            }
            Part::Statement(n) => {
                if started && current.step != first + n {
                    out.push(std::mem::replace(&mut current, started_at(first + n)));
                }
                started = true;
                current.step = first + n;
                current.ms = answer.ms;
            }
            Part::Look(Some(_)) => {
                let look = before.read(answer);
                // Outside a transaction the locks are gone before anybody can look.
                current.locks = if together { before.new_locks(last, &look) } else { Vec::new() };
                current.blocks = blocked(&current.locks, &|name| before.table_of(name));
                current.rewritten = before.rewritten(last, &look);
                current.scanned = before.scanned(last, &look);
                // Outside a transaction the counts are gone, too.
                current.touched = (together && before.counts).then(|| Before::touched(last, &look));
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
            out.push(std::mem::replace(&mut current, started_at(failed)));
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
    /// A statement of which nothing is known yet.
    pub(super) fn at(step: usize) -> Self {
        Self {
            step,
            ms: 0.0,
            locks: Vec::new(),
            blocks: Vec::new(),
            transaction: None,
            rewritten: Vec::new(),
            scanned: Vec::new(),
            touched: None,
            rows_before: None,
            rows_after: None,
            growth: None,
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
        // What is read here is no scan of the statement's.
        ("SET LOCAL track_counts = off".to_owned(), Part::Other),
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
