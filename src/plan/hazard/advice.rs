//! Rules `column-order`, `enum-or-table`, `wide-index` and `constrained-domain`: advice on what is made new, for projects
//! that ask for it. Nobody has to follow it, and most who see it unasked see nothing else any more.

use super::super::kind::Kind;
use super::super::planner::Planner;
use super::super::{Hazard, Statement};
use super::hazard;
use super::review::is;
use super::rewrite::is_checked;
use crate::catalog::{Column, DataType, IndexTarget, Table};
use crate::problem::Level;
use crate::sql::write::Writer;

/// True where advice was asked for, and there is still a choice: what down makes again was chosen before.
fn asked(planner: &Planner<'_>) -> bool {
    planner.options.advice && !planner.restoring
}

/// The bytes of padding in a row from which on it is worth saying.
const WORTH: usize = 8;

pub(super) fn column_order(planner: &Planner<'_>, statement: &Statement) -> Option<Hazard> {
    if !asked(planner) || !is(statement, Kind::CreateTable) {
        return None;
    }
    let table = planner.next.table(&statement.object).filter(|table| table.parents().next().is_none())?;
    let lost = padding(planner.next, table);
    if lost < WORTH {
        return None;
    }
    let mut columns: Vec<&Column> = table.columns.iter().collect();
    columns.sort_by_key(|column| std::cmp::Reverse(fixed(planner.next, column).map_or(0, |(_, align)| align)));
    let order: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let message = format!(
        "Each row of {} has at least {lost} bytes of padding, because PostgreSQL aligns numbers and times to their width; in the order {} it has none before the first column of no fixed width.",
        statement.name,
        order.join(", ")
    );
    Some(hazard("column-order", Level::Info, message))
}

/// The padding that a row without NULL has for certain: where a column of no fixed width comes before, nobody knows where
/// the next one begins, and the least that is lost is counted.
fn padding<'a>(writer: &Writer<'a>, table: &'a Table) -> usize {
    // For each place, modulo 8, at which a run of fixed columns may begin, what it has lost by now.
    let mut lost: Vec<(usize, usize)> = vec![(0, 0)];
    let mut whole = 0;
    for column in &table.columns {
        match fixed(writer, column) {
            Some((width, align)) => {
                for (at, lost) in &mut lost {
                    let pad = at.next_multiple_of(align) - *at;
                    *lost += pad;
                    *at = (*at + pad + width) % 8;
                }
            }
            None => {
                whole += lost.iter().map(|(_, lost)| *lost).min().unwrap_or_default();
                lost = (0..8).map(|at| (at, 0)).collect();
            }
        }
    }
    whole + lost.iter().map(|(_, lost)| *lost).min().unwrap_or_default()
}

/// The width and the alignment of a type whose values all take the same room.
fn fixed<'a>(writer: &Writer<'a>, column: &'a Column) -> Option<(usize, usize)> {
    let name = match &column.data_type {
        DataType::Builtin(name) => name,
        DataType::Defined { id, array: false } => return writer.enum_type(id).map(|_| (4, 4)),
        DataType::Defined { .. } => return None,
    };
    if name.ends_with(']') {
        return None;
    }
    Some(match super::super::cast::base(name).as_str() {
        "boolean" => (1, 1),
        "smallint" => (2, 2),
        "integer" | "real" | "date" | "oid" => (4, 4),
        "bigint" | "double precision" | "money" => (8, 8),
        "timestamp without time zone" | "timestamp with time zone" | "time without time zone" => (8, 8),
        "time with time zone" => (12, 8),
        "interval" => (16, 8),
        "uuid" => (16, 1),
        _ => return None,
    })
}

pub(super) fn enum_or_table(planner: &Planner<'_>, statement: &Statement) -> Option<Hazard> {
    if !asked(planner) || !is(statement, Kind::CreateEnum) {
        return None;
    }
    let message = format!(
        "{} can get labels and rename them, but none can be taken away or moved without writing anew every column of it, and a label has nothing beside its name. A table of them with a foreign key can do both, for a join.",
        statement.name
    );
    Some(hazard("enum-or-table", Level::Info, message))
}

pub(super) fn wide_index(planner: &Planner<'_>, statement: &Statement) -> Option<Hazard> {
    if !asked(planner) || !is(statement, Kind::CreateIndex) {
        return None;
    }
    let indexes = planner.next.catalog().tables.iter().flat_map(|table| &table.indexes);
    let index = indexes.into_iter().find(|index| index.id == statement.object)?;
    let columns = index.keys.iter().filter(|key| matches!(key.target, IndexTarget::Column { .. })).count();
    if index.unique || index.method != "btree" || columns <= 3 {
        return None;
    }
    let message = format!(
        "{} is over {columns} columns: a query is served by the first ones that it compares for equality, the others make every write dearer. An index of the first two or three is often as fast; what is only read can stand in INCLUDE.",
        statement.name
    );
    Some(hazard("wide-index", Level::Info, message))
}

pub(super) fn constrained_domain(planner: &Planner<'_>, statement: &Statement) -> Option<Hazard> {
    if !asked(planner) || statement.kind != Kind::CreateObject.of("domain") {
        return None;
    }
    let shape = planner.next.type_object(&statement.object)?.shape.as_ref()?;
    is_checked(shape).then(|| {
        let message = format!(
            "{} has a constraint, which every table with a column of it shares: a column that is added with it rewrites its table, and another constraint reads all of them at once. A CHECK of each table is changed table by table.",
            statement.name
        );
        hazard("constrained-domain", Level::Info, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, Id};

    #[track_caller]
    fn check(types: &[&str], expected: usize) {
        let mut table = Table::new(Id::new("t"), Id::new("public"), "t");
        for (at, name) in types.iter().enumerate() {
            table.columns.push(Column::new(Id::new(format!("c{at}")), format!("c{at}"), DataType::builtin(name)));
        }
        assert_eq!(padding(&Writer::new(&Catalog::default()), &table), expected, "{types:?}");
    }

    #[test]
    fn only_what_is_lost_for_certain_is_counted() {
        check(&["bigint", "integer", "boolean"], 0);
        check(&["boolean", "bigint", "boolean", "bigint"], 14);
        check(&["integer", "bigint"], 4);
        check(&["boolean", "uuid", "integer"], 3);
        // Behind a text anything may begin anywhere: the first column may stand right, and not both of two.
        check(&["text", "bigint"], 0);
        check(&["text", "boolean", "bigint", "boolean", "bigint"], 7);
        check(&["bigint[]", "bigint"], 0);
    }
}
