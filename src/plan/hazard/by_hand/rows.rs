//! Hand-written SQL about all the rows of a table: rules `table-packed`, `truncate`, `drop-table`, `drop-schema`,
//! `drop-database`, `cascade`, `all-rows-changed`, `all-rows-deleted`, `duplicate-assignment` and `lock-table`.

use super::super::super::Hazard;
use super::super::super::act::{Act, Name, TableAct};
use super::super::{data_loss, hazard, whole_update};
use super::World;
use crate::problem::Level;

pub(super) fn hazards(act: &Act, world: &World<'_>) -> Vec<Hazard> {
    let mut out = Vec::new();
    match act {
        Act::Pack { command, tables } if tables.is_empty() || tables.iter().any(|table| world.is_there(table)) => {
            let of = if tables.is_empty() { "every table".to_owned() } else { list(tables) };
            let message = format!("{command} writes {of} anew, and nobody can read or write it meanwhile.");
            let safer = "-- Outside the migration, with the extension pg_repack:\n-- pg_repack --table …";
            out.push(hazard("table-packed", Level::Warning, message).safer(safer));
        }
        Act::Truncate { tables, cascade } => {
            let there: Vec<Name> = tables.iter().filter(|table| world.is_there(table)).cloned().collect();
            if there.is_empty() {
                return out;
            }
            let message = format!(
                "Every row of {} is lost, whatever its policies say, and nobody can read or write it to the end of the transaction.",
                list(&there)
            );
            out.push(hazard("truncate", Level::Warning, message));
            if *cascade {
                let more: Vec<String> = there.iter().flat_map(|table| world.referring(table)).collect();
                let more = if more.is_empty() { "the tables that refer to it".to_owned() } else { more.join(", ") };
                let message = format!("CASCADE empties {more}, too. Name them, so that everybody sees it.");
                out.push(hazard("cascade", Level::Warning, message));
            }
        }
        Act::Drop { what, names } => match what.as_str() {
            "TABLE" => {
                let there = names.iter().filter(|name| world.is_there(name));
                out.extend(there.map(|name| data_loss::drop_table(&name.sql, false)));
            }
            "MATERIALIZED VIEW" | "VIEW" => {}
            "SCHEMA" => {
                let all: Vec<String> = names.iter().flat_map(|name| world.in_schema(&name.name)).collect();
                if !all.is_empty() {
                    let message = format!("{} has the tables {}: their rows are lost.", list(names), all.join(", "));
                    out.push(hazard("drop-schema", Level::Warning, message));
                }
            }
            "DATABASE" => {
                let message = format!("The database {} is lost, with all that is in it.", list(names));
                out.push(hazard("drop-database", Level::Error, message));
            }
            _ => {}
        },
        Act::Update { table, some, columns } => {
            if !some && world.is_there(table) {
                out.push(whole_update::all_rows_changed(&table.sql));
            }
            if let Some(twice) = columns.iter().enumerate().find(|(at, c)| columns[..*at].contains(c)) {
                let message = format!("PostgreSQL refuses to assign twice to {}.", twice.1);
                out.push(hazard("duplicate-assignment", Level::Error, message));
            }
        }
        Act::Delete { table, some: false } if world.is_there(table) => {
            let message = format!(
                "Every row of {} is deleted: they are lost, and whoever changes one waits for the end of the transaction.",
                table.sql
            );
            out.push(hazard("all-rows-deleted", Level::Warning, message));
        }
        Act::Lock { tables, mode } => {
            let there: Vec<Name> = tables.iter().filter(|table| world.is_there(table)).cloned().collect();
            let what = match mode.trim() {
                "ACCESS SHARE" | "ROW SHARE" | "ROW EXCLUSIVE" => return out,
                "ACCESS EXCLUSIVE" => "read or write",
                _ => "write to",
            };
            if !there.is_empty() {
                let message = format!("Nobody can {what} {} to the end of the transaction.", list(&there));
                out.push(hazard("lock-table", Level::Warning, message).safer("SET LOCAL lock_timeout = '3s';"));
            }
        }
        _ => {}
    }
    out
}

/// `CASCADE` of a statement that drops something.
pub(super) fn cascade(acts: &[Act], world: &World<'_>) -> Hazard {
    let mut more: Vec<String> = Vec::new();
    for act in acts {
        match act {
            Act::Drop { what, names } if what == "TABLE" => {
                let referring = names.iter().flat_map(|name| world.referring(name));
                more.extend(referring.map(|table| format!("the foreign keys of {table} onto it")));
            }
            Act::Drop { what, names } if what == "SCHEMA" => {
                more.extend(names.iter().flat_map(|name| world.in_schema(&name.name)));
            }
            Act::Table { table, act: TableAct::DropColumn { .. } | TableAct::DropConstraint { .. } } => {
                more.extend(world.referring(table).into_iter().map(|t| format!("foreign keys of {t} that rest on it")));
            }
            _ => {}
        }
    }
    let known = if more.is_empty() { String::new() } else { format!(" Of the model that is {}.", more.join(", ")) };
    let message = format!(
        "CASCADE drops whatever stands on it, views and foreign keys of others too, without naming it, and down can't bring it back.{known} Drop each by its name instead."
    );
    hazard("cascade", Level::Warning, message)
}

fn list(names: &[Name]) -> String {
    names.iter().map(|name| name.sql.as_str()).collect::<Vec<_>>().join(", ")
}
