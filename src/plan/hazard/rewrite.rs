//! Rule `add-column-rewrites`: a new column whose values must be computed for every row that is there.

use super::super::Hazard;
use super::hazard;
use crate::catalog::{Column, ColumnValue, Expr};
use crate::problem::Level;

/// Functions whose value differs from row to row. `now()` and its kin are the same for a whole statement.
const VOLATILE: &[&str] =
    &["gen_random_uuid", "uuid_generate_v4", "uuidv4", "uuidv7", "random", "clock_timestamp", "timeofday", "nextval"];

/// True if an expression may have another value for each row.
pub(crate) fn is_volatile(expression: &Expr) -> bool {
    crate::expr::has_word(expression.sql(), &|word| VOLATILE.contains(&word))
}

/// A column is added to a table that is there.
pub(crate) fn add_column_rewrites(name: &str, column: &Column) -> Option<Hazard> {
    let why = match &column.value {
        ColumnValue::None | ColumnValue::Generated { stored: false, .. } => return None,
        ColumnValue::Generated { stored: true, .. } => "it is computed and stored",
        ColumnValue::Identity { .. } => "it is numbered",
        ColumnValue::NextValue { .. } => "it takes its number from a sequence",
        ColumnValue::Default { expression } => {
            if !is_volatile(expression) {
                return None;
            }
            "its default differs from row to row"
        }
    };
    let message = format!(
        "The whole table is rewritten for {name}, because {why}; nobody can read or write the table meanwhile."
    );
    Some(hazard("add-column-rewrites", Level::Info, message))
}

/// A column is made anew with its values, because that is how it comes to be inherited.
pub(crate) fn carried_rewrites(name: &str) -> Hazard {
    let message = format!(
        "The whole table is rewritten for {name}, because a column that is there becomes an inherited one only by being \
         made anew, with its values; nobody can read or write the table meanwhile."
    );
    hazard("add-column-rewrites", Level::Info, message)
}

/// A column becomes no inherited one: what it has can't be given to another column.
pub(crate) fn stays_own(name: &str) -> Hazard {
    let message = format!(
        "{name} stays the table's own beside its parent's, because it is computed, numbered, or a column of a table below \
         it; if the parent's goes, it stays."
    );
    hazard("column-stays-own", Level::Warning, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{DataType, Id};

    fn check(default: &str, expected: bool) {
        let column = Column::new(Id::new("c"), "c", DataType::builtin("uuid")).with_default(default);
        assert_eq!(add_column_rewrites("t.c", &column).is_some(), expected, "{default}");
    }

    #[test]
    fn only_volatile_defaults_rewrite() {
        check("gen_random_uuid()", true);
        check("'random'", false);
        check("now()", false);
        check("clock_timestamp() + '1 day'", true);
    }
}
