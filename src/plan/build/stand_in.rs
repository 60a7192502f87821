//! Stand-in parents, and what comes by way of them.

use super::super::conversion;
use super::super::hazard;
use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, dismantle, dismantling, statement, table_name};
use super::super::stand_in::StandIn;
use super::super::step::{Key, Step};
use super::table::{needs, next_part, previous_part};
use super::{comment, grant, not_null, options, own_default};
use crate::catalog::{Column, Id, Pair, Table};
use crate::diff::TableMatch;
use crate::sql::quote;

/// The name in SQL of a table's stand-in, in the third phase.
pub(super) fn reference(planner: &Planner<'_>, stand_in: &StandIn<'_>) -> String {
    quote::qualified(planner.next.schema_name(stand_in.schema.next), &stand_in.name)
}

/// The name in SQL of what an inherited part of a table is added to: the stand-in, if it comes by way of it.
pub(super) fn target(planner: &Planner<'_>, table: &Table, part: &Id) -> Option<String> {
    let stand_in = planner.stand_ins.of_table(&table.id)?;
    planner.stand_ins.brings(&table.id, part).then(|| reference(planner, stand_in))
}

/// What must be there before something comes by way of a table's stand-in. The parents' parts come first: PostgreSQL
/// gives a NOT NULL another name where its own is taken.
pub(super) fn ready(table: &Table) -> Vec<Key<'_>> {
    let joins = table.options.inherits.iter().flat_map(|parent| [Key::Table(parent), Key::Columns(parent)]);
    joins.chain([Key::Table(&table.id), Key::StandIn(&table.id)]).collect()
}

/// Makes the stand-ins of all tables that need one, and drops them.
pub(super) fn all(planner: &mut Planner<'_>) {
    let aligned = planner.aligned;
    for table in &aligned.kept_tables {
        if planner.stand_ins.of_table(&table.tables.next.id).is_some() {
            begin(planner, table);
            end(planner, table.tables.next);
        }
    }
}

fn begin<'a>(planner: &mut Planner<'a>, table: &'a TableMatch<'a>) {
    let next = table.tables.next;
    let link = planner.link();
    let Some(stand_in) = planner.stand_ins.of_table(&next.id) else { return };
    let name = table_name(planner.next, next);
    let (schema, child) = match stand_in.early {
        true => {
            (planner.previous.schema_name(stand_in.schema.previous), planner.previous.table_ref(table.tables.previous))
        }
        false => (planner.next.schema_name(stand_in.schema.next), planner.next.table_ref(next)),
    };
    let own_ref = reference(planner, stand_in);
    let reference = quote::qualified(schema, &stand_in.name);
    let lines: Vec<String> = stand_in
        .shared
        .iter()
        .map(|pair| {
            let column = if stand_in.early { pair.previous } else { pair.next };
            let writer = if stand_in.early { planner.previous } else { planner.next };
            // Where NOT NULL changes, it does so at the table itself.
            let required = pair.previous.not_null && pair.next.not_null && pair.next.options.inherited;
            let not_null = match required && said(pair.previous) == said(pair.next) {
                true => " NOT NULL",
                false => "",
            };
            format!("{}{not_null}", writer.column_type(column))
        })
        .collect();
    let create = format!("CREATE TABLE {reference} ({})", lines.join(", "));
    let inherit = format!("ALTER TABLE {child} INHERIT {reference}");
    let create = statement(Kind::AlterTable, &next.id, name.clone(), create);
    let inherit = statement(Kind::Inherit, &next.id, name, inherit);
    let steps = if stand_in.early {
        let place = planner.previous_place(&table.tables.previous.id);
        let create = dismantling(dismantle::OBJECT, create).at(place, 0).provides([link]);
        [create, dismantling(dismantle::OBJECT, inherit).at(place, 0)]
    } else {
        let place = planner.next_place(&next.id);
        let columns: Vec<Key<'_>> = stand_in.shared.iter().map(|pair| Key::Column(&next.id, &pair.next.id)).collect();
        let create = building(build::TABLE, create).at(place, build::CREATE).after(columns).provides([link]);
        [create, building(build::TABLE, inherit).at(place, build::CREATE).after([Key::Table(&next.id)])]
    };
    let late = stand_in.late.clone();
    for pair in late {
        let (_, name) = next_part(planner, next, &pair.next.name);
        let sql = format!("ALTER TABLE {own_ref} ADD COLUMN {}", planner.next.column_type(pair.next));
        let step = building(build::TABLE, statement(Kind::AlterTable, &pair.next.id, name, sql))
            .at(planner.next_place(&next.id), build::CHECK)
            .after([Key::Column(&next.id, &pair.next.id), Key::StandIn(&next.id)])
            .provides([Key::Columns(&next.id)]);
        planner.push(step);
    }
    let [create, inherit] = steps;
    planner.push(create);
    planner.push(inherit.after([link]).provides([Key::StandIn(&next.id)]));
}

fn said(column: &Column) -> (Option<&String>, bool, bool) {
    let options = &column.options;
    (options.not_null_name.as_ref(), options.not_null_no_inherit, options.not_null_not_valid)
}

/// Once the parents are there the stand-in goes.
fn end<'a>(planner: &mut Planner<'a>, table: &'a Table) {
    let link = planner.link();
    let Some(stand_in) = planner.stand_ins.of_table(&table.id) else { return };
    let reference = reference(planner, stand_in);
    let name = table_name(planner.next, table);
    let leave = format!("ALTER TABLE {} NO INHERIT {reference}", planner.next.table_ref(table));
    let place = planner.next_place(&table.id);
    let leave = building(build::TABLE, statement(Kind::NoInherit, &table.id, name.clone(), leave))
        .at(place, build::ATTACH)
        .after([Key::HasParents(&table.id), Key::StandIn(&table.id), Key::Columns(&table.id)])
        .provides([link]);
    let drop = statement(Kind::AlterTable, &table.id, name, format!("DROP TABLE {reference}"));
    planner.push(leave);
    planner.push(building(build::TABLE, drop).at(place, build::ATTACH).after([link]));
}

/// Makes a column anew by way of the stand-in, with its values: the old one goes by another name meanwhile, and the new
/// one is what the old one is. That is a change of type to PostgreSQL, which fires no triggers and sees every row.
pub(super) fn carry<'a>(planner: &mut Planner<'a>, table: &'a TableMatch<'a>, pair: Pair<&'a Column>) {
    let Pair { previous, next } = table.tables;
    let Some(stand_in) = planner.stand_ins.of_table(&next.id) else { return };
    let reference = reference(planner, stand_in);
    let kept = quote::ident(&StandIn::kept_name(pair.previous));
    let (previous_ref, old_name) = previous_part(planner, previous, &pair.previous.name);
    let (next_ref, name) = next_part(planner, next, &pair.next.name);
    let sql = format!("ALTER TABLE {previous_ref} RENAME COLUMN {} TO {kept}", quote::ident(&pair.previous.name));
    let children = planner.heritage.descendants(&next.id);
    let step = dismantling(dismantle::COLUMN, statement(Kind::RenameColumn, &pair.previous.id, old_name, sql))
        .at(planner.previous_place(&previous.id), 0)
        .after([Key::DependentsGone(&previous.id), Key::ReferencesGone(&previous.id), Key::PoliciesGone])
        .after([Key::Detached(&previous.id), Key::GeneratedGone(&previous.id), Key::ColumnsDisowned(&previous.id)])
        .after(children.iter().map(|child| Key::DependentsGone(&child.tables.previous.id)));
    planner.push(step);
    let column_ref = quote::ident(&pair.next.name);
    let old_type = format!(
        "{}{}",
        planner.previous.data_type(&pair.previous.data_type),
        planner.previous.collation(pair.previous)
    );
    let definition = planner.next.column_type(pair.next);
    let types = pair.map(|column| &column.data_type);
    let using = conversion::using(Pair::new(planner.previous, planner.next), &kept, types);
    let new_type = format!("{}{}", planner.next.data_type(&pair.next.data_type), planner.next.collation(pair.next));
    let mut chain = vec![
        format!("ALTER TABLE {reference} ADD COLUMN {kept} {old_type}, ADD COLUMN {definition}"),
        format!(
            "ALTER TABLE {reference} ALTER COLUMN {column_ref} TYPE {new_type} USING {}",
            using.unwrap_or_else(|| kept.clone())
        ),
        format!("ALTER TABLE {reference} DROP COLUMN {kept}"),
        format!("ALTER TABLE {next_ref} DROP COLUMN {kept}"),
    ];
    if pair.next.not_null {
        // One that has its parent's name is inherited; one that PostgreSQL named after the table is its own.
        let sql = match not_null::clause(planner, next, pair.next) {
            Some(clause) => format!("ALTER TABLE {reference} {clause}"),
            None => format!("ALTER TABLE {next_ref} ALTER COLUMN {column_ref} SET NOT NULL"),
        };
        chain.push(sql);
    }
    let mut before = ready(next);
    before.extend(needs(&pair.next.data_type, &pair.next.value));
    let place = planner.next_place(&next.id);
    for (at, sql) in chain.into_iter().enumerate() {
        let link = planner.link();
        let step: Step<'a> = building(build::TABLE, statement(Kind::AlterColumnType, &pair.next.id, name.clone(), sql))
            .at(place, build::ADD_COLUMN)
            .after(std::mem::replace(&mut before, vec![link]))
            .provides([link, Key::PlainColumns(&next.id), Key::Columns(&next.id), Key::AllColumns])
            .provides([Key::Column(&next.id, &pair.next.id), Key::NotNull(&next.id, &pair.next.id)])
            .hazard((at == 1).then(|| hazard::carried_rewrites(&name)));
        let step = planner.heritage.reaching(&next.id, &pair.next.name, step);
        planner.push(step);
    }
    own_default::give(planner, next, pair.next);
    options::of_new_column(planner, next, pair.next);
    comment::column(planner, next, pair.next);
    grant::column(planner, next, pair.next);
}
