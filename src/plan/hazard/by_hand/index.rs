//! Hand-written SQL about indexes and materialized views: rules `index-blocks-writes`, `add-unique`, `drop-index`,
//! `reindex-locks`, `refresh-locks` and `not-rerunnable`.

use super::super::super::act::Act;
use super::super::super::{Hazard, Statement};
use super::super::{hazard, index_blocks_writes, index_drop, unique_index};
use super::World;
use crate::expr::{TokenKind, tokens};
use crate::problem::Level;

pub(super) fn hazards(act: &Act, statement: &Statement, world: &World<'_>) -> Vec<Hazard> {
    let sql = statement.sql.as_str();
    let mut out = Vec::new();
    match act {
        Act::CreateIndex { table, unique, concurrently, only, if_not_exists } => {
            if !world.is_there(table) {
                return out;
            }
            let name = format!("the index on {}", table.sql);
            if *unique {
                out.push(unique_index(&format!("The index on {}", table.sql)));
            }
            if !concurrently && !only {
                let safer = concurrent(sql, "INDEX").unwrap_or_default();
                let partitioned = world.table(table).is_some_and(|table| table.is_partitioned());
                let mut hazard = index_blocks_writes(&name, &safer);
                if partitioned {
                    hazard.safer_sql = None;
                }
                out.push(hazard);
            }
            if *concurrently && !if_not_exists {
                out.push(not_rerunnable("CREATE INDEX CONCURRENTLY", "IF NOT EXISTS"));
            }
        }
        Act::DropIndex { indexes, concurrently, if_exists } => {
            let there = |name: &&super::super::super::act::Name| {
                world.table_of_index(name).is_none_or(|table| !world.makes(table))
            };
            for index in indexes.iter().filter(there).filter(|_| !concurrently) {
                let partitioned = world.table_of_index(index).is_some_and(|table| table.is_partitioned());
                out.push(index_drop::drop_index_locks(&index.sql, (!partitioned).then_some(index.sql.as_str())));
            }
            if *concurrently && !if_exists {
                out.push(not_rerunnable("DROP INDEX CONCURRENTLY", "IF EXISTS"));
            }
        }
        Act::Reindex { what, name, concurrently: false } => {
            let new = name.as_ref().is_some_and(|name| match what.as_str() {
                "TABLE" => !world.is_there(name),
                "INDEX" => world.table_of_index(name).is_some_and(|table| world.makes(table)),
                _ => false,
            });
            if !new {
                let of = name.as_ref().map_or_else(|| "the database".to_owned(), |name| name.sql.clone());
                let message = format!(
                    "Nobody can write to the tables of {of} while their indexes are built again, nor read what those indexes serve."
                );
                let hazard = hazard("reindex-locks", Level::Warning, message);
                out.push(match concurrent(sql, what).filter(|_| what != "SYSTEM") {
                    Some(safer) => hazard.safer(format!("{safer};")),
                    None => hazard,
                });
            }
        }
        Act::Refresh { view, concurrently: false } if world.is_there(view) => {
            let message = format!("Nobody can read {} while it is filled again.", view.sql);
            let safer = concurrent(sql, "VIEW").unwrap_or_default();
            let note = "-- It needs a unique index on columns, without WHERE.";
            out.push(hazard("refresh-locks", Level::Info, message).safer(format!("{note}\n{safer};")));
        }
        _ => {}
    }
    out
}

/// The statement with CONCURRENTLY behind a word.
fn concurrent(sql: &str, word: &str) -> Option<String> {
    let is_it = |text: &str| text.eq_ignore_ascii_case(word);
    let token = tokens(sql).into_iter().find(|t| t.kind == TokenKind::Ident && is_it(t.text(sql)))?;
    let (before, after) = sql.split_at_checked(token.range.end)?;
    Some(format!("{before} CONCURRENTLY{after}"))
}

/// A statement that runs outside the migration's transaction stays done if a later one fails.
fn not_rerunnable(what: &str, words: &str) -> Hazard {
    let message = format!(
        "{what} can't be part of the migration's transaction. If something after it fails it stays done, and the next try fails here, unless it says {words}."
    );
    hazard("not-rerunnable", Level::Info, message)
}
