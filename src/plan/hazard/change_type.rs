//! Rule `change-type`: a column's type changes.

use super::super::Hazard;
use super::super::cast;
use super::hazard;
use crate::catalog::{Column, Pair};
use crate::problem::Level;

/// A column gets another type. The types are given as SQL.
pub(crate) fn change_type(name: &str, types: &Pair<String>, columns: Pair<&Column>, how: Stored) -> Option<Hazard> {
    let Pair { previous, next } = types;
    if previous == next && columns.previous.collation != columns.next.collation {
        let message = format!("The indexes on {name} are built again for its new collation, and its order changes.");
        return Some(hazard("change-type", Level::Info, message));
    }
    if previous == next {
        // An enum made anew: what may fail is said where the labels go.
        let message = format!(
            "The whole table is rewritten for the new values of {name}; nobody can read or write it meanwhile."
        );
        return Some(hazard("change-type", Level::Info, message));
    }
    match how {
        Stored::AsItIs => None,
        Stored::AsItIsInUtc => Some(in_utc(name)),
        Stored::Anew => Some(retyped(name, previous, next)),
    }
}

/// What becomes of the stored values when a type changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    /// They stay as they are stored: no row is read.
    AsItIs,
    /// They do where the session's time zone is UTC.
    AsItIsInUtc,
    /// The table is written anew.
    Anew,
}

impl Stored {
    /// By the names of the types, a domain's base type for the previous one.
    pub(crate) fn between(previous: &str, next: &str) -> Self {
        let between = [cast::base(previous), cast::base(next)];
        match between.each_ref().map(String::as_str) {
            ["timestamp without time zone", "timestamp with time zone"]
            | ["timestamp with time zone", "timestamp without time zone"] => Self::AsItIsInUtc,
            _ if cast::stays(previous, next) => Self::AsItIs,
            _ => Self::Anew,
        }
    }
}

/// A timestamp gets, or loses, its time zone.
pub(crate) fn in_utc(name: &str) -> Hazard {
    let message = format!(
        "The values of {name} are taken for those of the session's time zone. Unless that is UTC the whole table is rewritten, and nobody can read or write it meanwhile: SET LOCAL timezone = 'UTC' if that is how they are meant."
    );
    hazard("change-type", Level::Warning, message)
}

/// Values are stored anew as another type.
pub(crate) fn retyped(name: &str, previous: &str, next: &str) -> Hazard {
    if cast::keeps(previous, next) {
        let message = format!("The whole table is rewritten for {name}; nobody can read or write it meanwhile.");
        hazard("change-type", Level::Info, message).safer(INSTEAD)
    } else {
        let message = format!(
            "{name} changes from {previous} to {next}: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type."
        );
        hazard("change-type", Level::Warning, message).safer(INSTEAD)
    }
}

/// The way to another type that locks nobody out.
const INSTEAD: &str =
    "-- Add a column of the new type, have a trigger keep it, fill it in batches, and let the two change places.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_as_it_is() {
        for (previous, next, expected) in [
            ("character varying(10)", "character varying(20)", Stored::AsItIs),
            ("character varying(20)", "character varying(10)", Stored::Anew),
            ("character varying(10)", "text", Stored::AsItIs),
            ("text", "character varying", Stored::AsItIs),
            ("text", "character varying(9)", Stored::Anew),
            ("numeric(10,2)", "numeric(12,2)", Stored::AsItIs),
            ("numeric(10,2)", "numeric", Stored::AsItIs),
            ("numeric(10,2)", "numeric(12,3)", Stored::Anew),
            ("timestamp(3) without time zone", "timestamp without time zone", Stored::AsItIs),
            ("timestamp without time zone", "timestamp(3) without time zone", Stored::Anew),
            ("timestamp without time zone", "timestamp with time zone", Stored::AsItIsInUtc),
            ("cidr", "inet", Stored::AsItIs),
            ("bit varying(3)", "bit varying(5)", Stored::AsItIs),
            ("integer", "bigint", Stored::Anew),
            ("character varying(10)[]", "character varying(20)[]", Stored::Anew),
            ("character(3)", "text", Stored::Anew),
        ] {
            assert_eq!(Stored::between(previous, next), expected, "{previous} to {next}");
        }
    }
}
