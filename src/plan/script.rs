//! Statements as a script that a person reviews and psql runs.

use super::Statement;
use crate::problem::Level;

/// The statements as text: each with its semicolon, a blank line between what belongs apart, and what to look out for
/// as comments above.
pub fn script(statements: &[Statement]) -> String {
    let mut out = String::new();
    let mut previous: Option<&Statement> = None;
    for statement in statements {
        write(&mut out, previous, statement);
        previous = Some(statement);
    }
    out
}

/// The same with `BEGIN` and `COMMIT` around every run of statements that can share a transaction.
pub fn script_in_transactions(statements: &[Statement]) -> String {
    let mut out = String::new();
    for run in statements.chunk_by(|a, b| a.transactional && b.transactional) {
        if !out.is_empty() {
            out.push('\n');
        }
        let in_transaction = run.first().is_some_and(|s| s.transactional);
        if in_transaction {
            out.push_str("BEGIN;\n\n");
        }
        out.push_str(&script(run));
        if in_transaction {
            out.push_str("\nCOMMIT;\n");
        }
    }
    out
}

fn write(out: &mut String, previous: Option<&Statement>, statement: &Statement) {
    if let Some(previous) = previous
        && !belong_together(previous, statement)
    {
        out.push('\n');
    }
    for hazard in statement.hazards.iter().filter(|hazard| hazard.level != Level::Info) {
        let word = if hazard.level == Level::Error { "ERROR" } else { "WARNING" };
        out.push_str(&format!("-- {word}: {}\n", one_line(&hazard.message)));
    }
    if let Some(text) = &statement.on_failure {
        out.push_str(&format!("-- If this fails half way: {}\n", one_line(text)));
    }
    out.push_str(statement.sql.trim_end());
    // A comment at the end of hand-written SQL would swallow the semicolon.
    if statement.sql.lines().next_back().is_some_and(|line| line.contains("--")) {
        out.push('\n');
    }
    out.push_str(";\n");
}

/// True for statements of one line about one kind of thing: they stand together without blank lines.
fn belong_together(a: &Statement, b: &Statement) -> bool {
    let short = |s: &Statement| {
        !s.sql.contains('\n') && s.on_failure.is_none() && s.hazards.iter().all(|h| h.level == Level::Info)
    };
    let group = |s: &Statement| s.kind.rsplit('-').next().unwrap_or_default().to_owned();
    short(a) && short(b) && (a.kind == b.kind || group(a) == group(b))
}

fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control()).collect::<Vec<_>>().join(" ")
}
