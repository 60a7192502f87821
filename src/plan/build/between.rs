//! What is there for a while only, so that the values of a column get from one type to another.

use super::super::conversion;
use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, dismantle, dismantling, statement};
use super::super::rebuild::is_of_rows;
use super::super::step::Key;
use super::table::previous_part;
use crate::catalog::{Column, DataType, Pair};
use crate::diff::TableMatch;
use crate::sql::quote;

/// What a column is that is text for a while.
static TEXT: std::sync::LazyLock<DataType> = std::sync::LazyLock::new(|| DataType::Builtin("text".into()));

fn is_another(planner: &Planner<'_>, table: &TableMatch<'_>, pair: Pair<&Column>) -> bool {
    planner.rebuilds.table(&table.tables.next.id).is_some_and(|r| r.through_text.contains(&pair.next.id))
}

/// True if a column has the rows of views before and after. Written as text they would be read by their places, and a view
/// that is made again may have its columns at others.
fn has_rows(planner: &Planner<'_>, pair: Pair<&Column>) -> bool {
    let of_rows = |catalog: &crate::catalog::Catalog, data_type: &DataType| match data_type {
        DataType::Builtin(name) => {
            let element = name.strip_suffix("[]").unwrap_or(name);
            catalog.objects.iter().any(|object| is_of_rows(object, element))
        }
        DataType::Defined { .. } => false,
    };
    of_rows(planner.previous.catalog(), &pair.previous.data_type)
        && of_rows(planner.next.catalog(), &pair.next.data_type)
}

/// Makes a column text, or JSON, if its type must go before the new one comes.
pub(super) fn become_another<'a>(planner: &mut Planner<'a>, table: &'a TableMatch<'a>, pair: Pair<&'a Column>) {
    if !is_another(planner, table, pair) {
        return;
    }
    let previous = table.tables.previous;
    let (table_ref, name) = previous_part(planner, previous, &pair.previous.name);
    let column = quote::ident(&pair.previous.name);
    let becomes = if has_rows(planner, pair) {
        format!("jsonb USING to_jsonb({column})")
    } else {
        format!("text USING {column}::text")
    };
    let sql = format!("ALTER TABLE {table_ref} ALTER COLUMN {column} TYPE {becomes}");
    let step = dismantling(dismantle::COLUMN, statement(Kind::AlterColumnType, &pair.previous.id, name, sql))
        .at(planner.previous_place(&previous.id), 0)
        .after([Key::DependentsGone(&previous.id), Key::ReferencesGone(&previous.id), Key::PoliciesGone])
        .after([Key::GeneratedGone(&previous.id), Key::ExpressionsGone])
        .provides(planner.aligned.catalogs.previous.own_type(&pair.previous.data_type).map(Key::UsersGone));
    planner.push(step);
}

/// The expression after USING, if one is needed, and what it waits for.
pub(super) fn using<'a>(
    planner: &mut Planner<'a>,
    table: &'a TableMatch<'a>,
    pair: Pair<&'a Column>,
    column: &str,
) -> (Option<String>, Option<Key<'a>>) {
    let writers = Pair::new(planner.previous, planner.next);
    let mut types = pair.map(|c| &c.data_type);
    let is_another = is_another(planner, table, pair);
    let target = planner.next.data_type(types.next);
    let json = if is_another && has_rows(planner, pair) {
        column.to_owned()
    } else if !is_another && conversion::by_names(writers, types) {
        format!("to_jsonb({column})")
    } else {
        if is_another {
            types.previous = &TEXT;
        }
        return (conversion::using(writers, column, types), None);
    };
    if !target.ends_with("[]") {
        return (Some(format!("jsonb_populate_record(NULL::{target}, {json})")), None);
    }
    // Only a field of a row is read from JSON as an array, so there is a type with that field for as long.
    let next = table.tables.next;
    let place = planner.next_place(&next.id);
    let position = next.columns.iter().position(|c| c.id == pair.next.id).unwrap_or_default();
    let holder = format!("pg_temp.array_{place}_{position}");
    let ready = planner.link();
    let create = format!("CREATE TYPE {holder} AS (value {target})");
    let create = statement(Kind::CreateObject, &pair.next.id, holder.clone(), create);
    let step = building(build::TABLE, create).at(place, build::TYPE).provides([ready]);
    planner.push(step.after(super::table::needs(&pair.next.data_type, &pair.next.value)));
    let drop = statement(Kind::DropObject, &pair.next.id, holder.clone(), format!("DROP TYPE {holder}"));
    let step = building(build::TABLE, drop).at(place, build::TYPE).after([Key::Column(&next.id, &pair.next.id)]);
    planner.push(step);
    (Some(format!("(jsonb_populate_record(NULL::{holder}, jsonb_build_object('value', {json}))).value")), Some(ready))
}
