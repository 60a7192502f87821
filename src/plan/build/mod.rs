//! From changes to steps: one file to a kind of object.

mod apart;
mod between;
mod bound;
mod column;
mod comment;
mod constraint;
mod default_privileges;
mod enum_type;
mod fill;
mod grant;
mod index;
mod moved;
mod not_null;
mod object;
mod options;
mod own_default;
mod partition;
mod policy;
mod schema;
mod sequence;
mod stand_in;
mod table;
mod type_object;
mod typed;
mod value;

use super::hazard;
use super::planner::Planner;
use super::rename::{self, Survivors};
use crate::diff::{
    Change, ColumnAlteration, ColumnChange, ConstraintAlteration, ConstraintChange, EnumChange, IndexAlteration,
    IndexChange, ObjectChange, PolicyAlteration, PolicyChange, SchemaChange, SequenceAlteration, SequenceChange,
    TableAlteration, TableChange,
};

/// Makes the steps of all changes and rebuilds. Renames of all kinds are made together, by [`rename`].
pub(crate) fn steps(planner: &mut Planner<'_>) {
    let names: Survivors = rename::steps(planner);
    for change in planner.changes {
        match change {
            Change::Schema(SchemaChange::Removed { id }) => schema::drop(planner, id, &names),
            Change::Schema(SchemaChange::Added { id }) => schema::add(planner, id),
            Change::Enum(EnumChange::Added { id }) => enum_type::add(planner, id),
            Change::Enum(EnumChange::Removed { id }) => enum_type::drop(planner, id, &names),
            Change::Enum(EnumChange::Altered { ids, what }) => enum_type::alter(planner, ids, what),
            Change::Sequence(SequenceChange::Added { id }) => sequence::add(planner, id),
            Change::Sequence(SequenceChange::Removed { id }) => sequence::drop(planner, id),
            Change::Sequence(SequenceChange::Altered { ids, what }) => match what {
                // They have steps already.
                SequenceAlteration::Renamed | SequenceAlteration::Moved => {}
                SequenceAlteration::Options => sequence::alter_options(planner, ids),
                SequenceAlteration::Persistence => sequence::alter_persistence(planner, ids),
                SequenceAlteration::Owner => sequence::alter_owner(planner, ids),
            },
            Change::Table(TableChange::Added { id }) => table::add(planner, id),
            Change::Table(TableChange::Altered { ids, what: TableAlteration::RowSecurity(pair) }) => {
                policy::alter_row_security(planner, ids, *pair);
            }
            Change::Table(TableChange::Altered { ids, what: TableAlteration::Options }) => options::table(planner, ids),
            Change::Table(TableChange::Altered { ids, what: TableAlteration::Parents }) => {
                let aligned = planner.aligned;
                if let Some(table) = aligned.kept_by_next(&ids.next) {
                    partition::alter(planner, table);
                }
            }
            Change::Column(ColumnChange::Altered { table, ids, what: ColumnAlteration::Options }) => {
                options::column_changed(planner, table, ids);
            }
            Change::Column(ColumnChange::Altered { table, ids, what: ColumnAlteration::NotNull }) => {
                not_null::changed(planner, table, ids);
            }
            Change::Column(ColumnChange::Added { table, id }) => column::add(planner, &table.next, id),
            Change::Column(ColumnChange::Removed { table, id }) => column::drop(planner, &table.previous, id),
            Change::Constraint(ConstraintChange::Added { table, id }) => constraint::add(planner, &table.next, id),
            Change::Constraint(ConstraintChange::Removed { table, id }) => {
                constraint::drop(planner, &table.previous, id);
            }
            Change::Constraint(ConstraintChange::Altered { table, ids, what: ConstraintAlteration::Deferral }) => {
                constraint::alter_deferral(planner, table, ids);
            }
            Change::Constraint(ConstraintChange::Altered { table, ids, what: ConstraintAlteration::Validated }) => {
                constraint::validated(planner, table, ids);
            }
            Change::Constraint(ConstraintChange::Altered { table, ids, what: ConstraintAlteration::Attached }) => {
                constraint::attached(planner, table, ids);
            }
            Change::Index(IndexChange::Altered { table, ids, what: IndexAlteration::Options }) => {
                options::index_changed(planner, table, ids);
            }
            Change::Index(IndexChange::Altered { table, ids, what: IndexAlteration::Attached }) => {
                index::attached(planner, table, ids);
            }
            Change::Index(IndexChange::Added { table, id }) => index::add(planner, &table.next, id),
            Change::Index(IndexChange::Removed { table, id }) => index::drop(planner, &table.previous, id),
            Change::Policy(PolicyChange::Added { table, id }) => policy::add(planner, &table.next, id),
            Change::Policy(PolicyChange::Removed { table, id }) => policy::drop(planner, &table.previous, id),
            Change::Policy(PolicyChange::Altered { table, ids, what: PolicyAlteration::Rules }) => {
                policy::alter(planner, table, ids);
            }
            Change::Object(ObjectChange::Added { id }) => object::add(planner, id),
            Change::Object(ObjectChange::Removed { id }) => object::drop(planner, id, &names),
            Change::Object(ObjectChange::Altered { ids, what }) => object::alter(planner, ids, *what),
            Change::Owner(change) => grant::alter_owner(planner, change),
            Change::Grant(change) => grant::alter(planner, change),
            Change::DefaultPrivileges(change) => default_privileges::alter(planner, change),
            Change::Comment(change) => comment::alter(planner, change),
            // Renames and moves have steps already; what is redefined, and columns, follow table by table.
            Change::Schema(_)
            | Change::Table(_)
            | Change::Column(_)
            | Change::Constraint(_)
            | Change::Index(_)
            | Change::Policy(_) => {}
        }
    }
    table::drop_all(planner);
    enum_type::rebuild_all(planner, &names);
    column::alter_all(planner);
    rebuild_all(planner);
    object::rebuild_all(planner, &names);
    typed::all(planner);
    stand_in::all(planner);
    moved::in_order(planner);
    planner.lift_row_security();
    object::leave_bodies_unchecked(planner);
    default_privileges::extensions_without_defaults(planner);
    hazard::review(planner);
}

/// Drops and makes again the parts of tables that need it.
fn rebuild_all(planner: &mut Planner<'_>) {
    let aligned = planner.aligned;
    for table in &aligned.kept_tables {
        let (previous, next) = (&table.tables.previous.id, &table.tables.next.id);
        if planner.rebuilds(table).is_none() {
            continue;
        }
        for pair in &table.constraints.kept {
            if planner.is_constraint_rebuilt(next, &pair.next.id) {
                constraint::drop(planner, previous, &pair.previous.id);
                constraint::add(planner, next, &pair.next.id);
            }
        }
        for pair in &table.indexes.kept {
            if planner.is_index_rebuilt(next, &pair.next.id) {
                index::drop(planner, previous, &pair.previous.id);
                index::add(planner, next, &pair.next.id);
            }
        }
        for pair in &table.policies.kept {
            if planner.is_policy_rebuilt(next, &pair.next.id) {
                policy::drop(planner, previous, &pair.previous.id);
                policy::add(planner, next, &pair.next.id);
            }
        }
    }
}
