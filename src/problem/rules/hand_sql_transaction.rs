//! Hand-written SQL that ends the migration's transaction.

use crate::expr::{TokenKind, tokens};
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};
use crate::sql::split::{PieceKind, split};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "hand-sql-transaction",
    level: Level::Error,
    title: "Hand-written SQL begins or ends a transaction, or is a command of psql.",
    why: "A migration runs in a transaction of its own: a COMMIT would leave half of it applied when the rest fails. Commands of psql are not SQL, and tools other than psql refuse them.",
};

/// The words a statement that controls transactions begins with. `PREPARE` does only if `TRANSACTION` follows.
const WORDS: [&str; 9] = ["begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "prepare"];

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for (id, hand) in &view.design.hand_sql {
        for (field, script) in [("up", &hand.up), ("down", &hand.down)] {
            for piece in split(script) {
                let message = match piece.kind {
                    PieceKind::Statement => match controls(piece.sql) {
                        Some(word) => format!(
                            "Line {}: {word} would end or split the migration's own transaction. Remove it.",
                            piece.line
                        ),
                        None => continue,
                    },
                    PieceKind::MetaCommand => {
                        format!("Line {}: commands of psql can't be part of a migration. Remove it.", piece.line)
                    }
                    PieceKind::CopyData => {
                        format!("Line {}: COPY FROM stdin can't be part of a migration. Use INSERT.", piece.line)
                    }
                };
                let range = piece.offset..piece.offset + piece.sql.len();
                problems.push(RULE.at(id, message).in_field(field).in_range(range));
            }
        }
    }
}

/// The word with which a statement controls transactions, if it does.
fn controls(sql: &str) -> Option<String> {
    let mut words = tokens(sql)
        .into_iter()
        .filter(|token| !token.is_blank())
        .map(|token| (token.kind == TokenKind::Ident).then(|| token.text(sql).to_ascii_uppercase()));
    let first = words.next()??;
    let second = words.next().flatten();
    let listed = WORDS.iter().any(|word| first.eq_ignore_ascii_case(word));
    let other_prepare = first == "PREPARE" && second.as_deref() != Some("TRANSACTION");
    (listed && !other_prepare).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn no_transaction_of_its_own() {
        check_rule(&RULE, |d| hand_sql(d, "BEGIN; ANALYZE orders; COMMIT;", ""), &["BEGIN would", "COMMIT would"]);
        check_rule(&RULE, |d| hand_sql(d, "ANALYZE orders;", "ROLLBACK TO a"), &["ROLLBACK would"]);
        check_rule(&RULE, |d| hand_sql(d, "\\i other.sql\nANALYZE orders", ""), &["commands of psql"]);
        check_rule(&RULE, |d| hand_sql(d, "PREPARE p AS SELECT 1; DO $$ BEGIN NULL; END $$", ""), &[]);
    }
}
