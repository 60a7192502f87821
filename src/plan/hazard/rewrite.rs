//! Rule `add-column-rewrites`: a new column whose values must be computed for every row that is there.

use super::super::kind::Kind;
use super::super::planner::Planner;
use super::super::{Hazard, Statement};
use super::hazard;
use super::review::is;
use crate::catalog::{Catalog, Column, ColumnValue, Expr, TypeShape};
use crate::problem::Level;

/// Functions whose value differs from row to row. `now()` and its kin are the same for a whole statement.
const VOLATILE: &[&str] =
    &["gen_random_uuid", "uuid_generate_v4", "uuidv4", "uuidv7", "random", "clock_timestamp", "timeofday", "nextval"];

/// True if an expression may have another value for each row.
pub(crate) fn is_volatile(expression: &Expr) -> bool {
    crate::expr::has_word(expression.sql(), &|word| VOLATILE.contains(&word))
}

/// True if an expression calls a function of the catalog that may have another value for each row: one that says neither
/// IMMUTABLE nor STABLE.
pub(super) fn calls_volatile(expression: &Expr, catalog: &Catalog) -> bool {
    let is_volatile = |definition: &str| {
        let words = crate::sql::words(definition);
        !words.iter().any(|word| word == "IMMUTABLE" || word == "STABLE")
    };
    crate::expr::has_word(expression.sql(), &|word| {
        catalog.objects.iter().any(|o| o.kind == "function" && o.name == word && is_volatile(&o.definition))
    })
}

/// A column is added to a table that is there.
pub(crate) fn add_column_rewrites(name: &str, column: &Column, catalog: &Catalog) -> Option<Hazard> {
    let why = match &column.value {
        ColumnValue::None | ColumnValue::Generated { stored: false, .. } => return None,
        ColumnValue::Generated { stored: true, .. } => "it is computed and stored",
        ColumnValue::Identity { .. } => "it is numbered",
        ColumnValue::NextValue { .. } => "it takes its number from a sequence",
        ColumnValue::Default { expression } => {
            if !is_volatile(expression) && !calls_volatile(expression, catalog) {
                return None;
            }
            "its default differs from row to row"
        }
    };
    Some(added_rewrites(name, why))
}

/// A column is added whose values must be computed for every row, and why.
pub(crate) fn added_rewrites(name: &str, why: &str) -> Hazard {
    let message = format!(
        "The whole table is rewritten for {name}, because {why}; nobody can read or write the table meanwhile. Instead, add it nullable and without that, fill it in batches, and then make it what it is to be."
    );
    hazard("add-column-rewrites", Level::Info, message)
}

/// A column of a domain that is NOT NULL or has a check: PostgreSQL puts it to every row, even where it is NULL.
pub(super) fn domain_rewrites(planner: &Planner<'_>, statement: &Statement) -> Option<Hazard> {
    let told = statement.hazards.iter().any(|hazard| hazard.rule == "add-column-rewrites");
    if told || !is(statement, Kind::AddColumn) {
        return None;
    }
    let added = planner.aligned.kept_tables.iter().filter(|t| !t.equal).flat_map(|t| &t.columns.added);
    let column = added.into_iter().find(|column| column.id == statement.object)?;
    let shape = planner.next.type_object(column.data_type.defined_id()?)?.shape.as_ref()?;
    is_checked(shape).then(|| added_rewrites(&statement.name, "its domain is checked for each of them"))
}

/// True for a domain that some value breaks.
pub(crate) fn is_checked(shape: &TypeShape) -> bool {
    match shape {
        TypeShape::Domain { parts, .. } => {
            parts.iter().any(|part| part.name == "not null" || part.name.starts_with("constraint "))
        }
        _ => false,
    }
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
        assert_eq!(add_column_rewrites("t.c", &column, &Catalog::default()).is_some(), expected, "{default}");
    }

    #[test]
    fn only_volatile_defaults_rewrite() {
        check("gen_random_uuid()", true);
        check("'random'", false);
        check("now()", false);
        check("clock_timestamp() + '1 day'", true);
    }
}
