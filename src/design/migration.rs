//! Migrations that were added, and hand-written SQL that will be part of the next one.

use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, Id};
use crate::plan::Statement;

/// A migration, frozen when it was added: its statements are kept as text beside the catalog it leads to, and nothing
/// rewrites what may have been applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct Migration {
    /// `yyyyMMddHHmmss_Name`, in UTC.
    pub id: Id,
    /// The name a person gave.
    pub name: String,
    /// What brings the previous snapshot to this one, in order, hand-written statements included.
    pub up: Vec<Statement>,
    /// What takes it back, in order.
    pub down: Vec<Statement>,
    /// The hand-written SQL that is part of it, as it was authored: removing the migration makes it pending again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hand_sql: Vec<HandSql>,
    /// The catalog that the migration leads to, as lowered. What hand-written SQL makes is not in it.
    pub snapshot: Catalog,
}

/// Hand-written SQL with its undo, run before or after a migration's own steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct HandSql {
    /// Identity.
    pub id: Id,
    /// What it is for, in a few words.
    pub title: String,
    /// Where it runs in up; down runs the other way round.
    #[serde(default)]
    pub position: HandSqlPosition,
    /// The script for up: any number of statements.
    pub up: String,
    /// The script that undoes it. Empty says there is nothing to undo.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub down: String,
}

/// Where hand-written SQL runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum HandSqlPosition {
    /// Before the generated steps.
    Before,
    /// After the generated steps.
    #[default]
    After,
}

/// The longest name that leaves room for the stamp in the history table's `character varying(150)`.
const MAX_NAME: usize = 135;

/// Makes a migration's id of a time in UTC (`yyyyMMddHHmmss`) and a name, as EF Core does: `20251120120000_AddOrders`.
/// The id names a folder and a row of the history, so what is not a letter, a digit or an underscore becomes one. Ids
/// order the migrations: a stamp that is not later than the last migration's is the second after it.
///
/// # Errors
/// What is wrong with the name, for a person.
pub fn migration_id(stamp: &str, name: &str, last: Option<&Id>) -> Result<Id, String> {
    let name = name.trim();
    if name.is_empty() {
        return Err("Give the migration a name, such as Orders_AddStatus.".to_owned());
    }
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if name.chars().all(|c| c == '_') {
        return Err("The name needs a letter or a digit from A to Z and 0 to 9.".to_owned());
    }
    if name.len() > MAX_NAME {
        return Err(format!("The name is longer than {MAX_NAME} characters."));
    }
    let last = last.and_then(|id| id.as_str().get(..14)).filter(|last| *last >= stamp);
    let stamp = last.map_or_else(|| stamp.to_owned(), second_after);
    Ok(Id::new(format!("{stamp}_{name}")))
}

fn second_after(stamp: &str) -> String {
    let part = |from: usize, to: usize| stamp.get(from..to).and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
    let (mut year, mut month, mut day) = (part(0, 4), part(4, 6), part(6, 8));
    let mut seconds = part(8, 10) * 3600 + part(10, 12) * 60 + part(12, 14) + 1;
    if seconds >= 86_400 {
        seconds = 0;
        day += 1;
    }
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    };
    if day > days {
        day = 1;
        month += 1;
    }
    if month > 12 {
        month = 1;
        year += 1;
    }
    format!("{year:04}{month:02}{day:02}{:02}{:02}{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

crate::catalog::by_value!(HandSql, Migration);

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, last: Option<&str>, expected: &str) {
        let last = last.map(Id::new);
        let id = migration_id("20251231235959", name, last.as_ref()).map_or_else(|why| why, |id| id.to_string());
        assert_eq!(id, expected);
    }

    #[test]
    fn an_id_is_a_stamp_and_a_name_that_fits_a_path_and_a_row() {
        check("AddOrders", None, "20251231235959_AddOrders");
        check(" add \"orders\" / é ", None, "20251231235959_add__orders_____");
        check("../../etc", None, "20251231235959_______etc");
        check("", None, "Give the migration a name, such as Orders_AddStatus.");
        check("öé", None, "The name needs a letter or a digit from A to Z and 0 to 9.");
        check(&"x".repeat(200), None, "The name is longer than 135 characters.");
    }

    #[test]
    fn ids_order_the_migrations_whatever_the_clock_says() {
        check("B", Some("20251231235959_A"), "20260101000000_B");
        check("B", Some("20280228235959_A"), "20280229000000_B");
        check("B", Some("20251231235900_A"), "20251231235959_B");
    }
}
