//! Constraints of tables that are in both catalogs, and the foreign keys of new ones.

use super::super::heritage::owns_index;
use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, dismantle, dismantling, statement};
use super::super::rebuild::mentions;
use super::super::step::{Key, Phase, Step};
use super::super::{halfway, hazard};
use super::table::{next_part, previous_part};
use super::{comment, options, partition, stand_in};
use crate::catalog::{Constraint, ConstraintKind, ConstraintOptions, Id, Pair, Table};
use crate::diff::is_required;
use crate::sql::quote;
use crate::sql::write::deferral_words;

pub(super) fn drop<'a>(planner: &mut Planner<'a>, table: &'a Id, id: &Id) {
    let Some(table) = planner.previous.table(table) else { return };
    let Some(constraint) = table.constraints.iter().find(|c| c.id == *id) else { return };
    let stays = planner.aligned.kept_by_previous(&table.id).filter(|kept| {
        planner.heritage.constraint_follows(&kept.tables.next.id, constraint)
            || partition::goes_with_parent(planner, table, constraint.options.partition_of.as_ref())
    });
    if stays.is_some() {
        return;
    }
    let (table_ref, name) = previous_part(planner, table, &constraint.name);
    let sql = format!("ALTER TABLE {table_ref} DROP CONSTRAINT {}", quote::ident(&constraint.name));
    let place = planner.previous_place(&table.id);
    let gone = [Key::DependentsGone(&table.id), Key::ExpressionsGone];
    let step = match &constraint.kind {
        ConstraintKind::ForeignKey { target, .. } => {
            dismantling(dismantle::FOREIGN_KEY, statement(Kind::DropForeignKey, &constraint.id, name, sql))
                .provides([Key::ReferencesGone(target)])
        }
        // Foreign keys that rest on a key would make dropping it fail.
        _ => dismantling(dismantle::CONSTRAINT, statement(Kind::DropConstraint, &constraint.id, name, sql))
            .after([Key::ReferencesGone(&table.id)]),
    };
    let disowned = match planner.aligned.kept_by_previous(&table.id) {
        Some(kept) => planner.heritage.descendants(&kept.tables.next.id),
        None => &[],
    };
    let step = step
        .after([Key::Detached(&table.id), Key::ChildrenDetached(&table.id), Key::ChecksDisowned(&table.id)])
        .after(owns_index(&constraint.kind).then_some(Key::ChildrenGone(&table.id)))
        .provides(disowned.iter().map(|child| Key::ChecksDisowned(&child.tables.previous.id)));
    planner.push(step.at(place, 0).provides(gone));
}

pub(super) fn add<'a>(planner: &mut Planner<'a>, table: &'a Id, id: &'a Id) {
    let Some(table) = planner.next.table(table) else { return };
    let Some(constraint) = table.constraints.iter().find(|c| c.id == *id) else { return };
    let is_new_table = planner.is_new(&table.id);
    let comes_along = constraint.options.inherited
        && match &constraint.kind {
            // Attaching the partition makes it, or adding the parent's.
            ConstraintKind::ForeignKey { .. } => true,
            _ if is_new_table => !table.options.inherits.is_empty(),
            _ => planner.heritage.constraint_follows(&table.id, constraint),
        };
    if comes_along && !planner.stand_ins.brings(&table.id, id) {
        return;
    }
    match &constraint.kind {
        ConstraintKind::ForeignKey { target, .. } => {
            let target_is_new = planner.is_new(target);
            add_foreign_key(planner, table, constraint, target, is_new_table && target_is_new, is_new_table);
        }
        ConstraintKind::Check { .. } => add_check(planner, table, constraint),
        ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
            add_key(planner, table, constraint, Some(columns), is_new_table);
        }
        ConstraintKind::Exclude { .. } => add_key(planner, table, constraint, None, is_new_table),
    }
    options::of_part_made_again(planner, table, id);
    comment::constraint(planner, table, constraint);
}

/// Foreign keys come after all tables, because two may refer to each other, and after the keys they rest on.
fn add_foreign_key<'a>(
    planner: &mut Planner<'a>,
    table: &'a Table,
    constraint: &'a Constraint,
    target: &'a Id,
    all_new: bool,
    is_new_table: bool,
) {
    let (table_ref, name) = next_part(planner, table, &constraint.name);
    let definition = planner.next.constraint_definition(table, constraint);
    let place = planner.next_place(&table.id);
    // Before PostgreSQL 18 a partitioned table's foreign key can't be NOT VALID, and VALIDATE leaves the constraints onto
    // the partitions of a partitioned target as they are.
    let since_18 = planner.options.target_version >= 18;
    let can_wait = !table.is_partitioned() || since_18;
    let onto_partitions = planner.next.table(target).is_some_and(Table::is_partitioned);
    let never = constraint.options.not_valid || constraint.options.not_enforced;
    let online = planner.is_online() && !is_new_table && can_wait && (since_18 || !onto_partitions) && !never;
    let lost = rests_on_lost_values(planner, table, constraint) && can_wait && !never;
    let not_valid = if online || lost || constraint.options.not_valid { " NOT VALID" } else { "" };
    let sql = format!("ALTER TABLE {table_ref}\n    ADD {definition}{not_valid}");
    let (lifted, checked) = planner.reading(&table.id);
    let (target_lifted, target_checked) = planner.reading(target);
    let mut step = building(build::FOREIGN_KEY, statement(Kind::AddForeignKey, &constraint.id, name.clone(), sql))
        .at(place, 0)
        .after([Key::Table(&table.id), Key::Columns(&table.id)])
        .after([Key::Table(target), Key::Columns(target), Key::Keys(target)])
        .after([lifted, target_lifted])
        .after([Key::Persistence(&table.id), Key::Persistence(target)])
        .after([Key::Attached(&table.id), Key::Attached(target), Key::HasParents(&table.id), Key::HasParents(target)])
        .hazard(hazard::constraint_version(planner.options, constraint))
        .provides([Key::Part(&table.id, &constraint.id), checked, target_checked]);
    if !all_new && !online && !lost {
        step = step.hazard([hazard::foreign_key_scans(&table_ref, &definition, &constraint.name, &name)]);
    }
    if lost {
        step = step.hazard([hazard::restored_constraint(&name, &table_ref, &constraint.name)]);
    }
    // So it is added valid, if it holds.
    if lost && !since_18 && onto_partitions {
        let warning = warning(&name);
        let add = format!("ALTER TABLE {table_ref} ADD {definition}");
        let body = format!(
            "\nBEGIN\n    {add};\nEXCEPTION WHEN foreign_key_violation THEN\n    {add} NOT VALID;\n    RAISE WARNING '%', {warning};\nEND\n"
        );
        step.statement.sql = format!("DO {}", quote::dollar(&body, "add"));
        planner.push(step);
        return;
    }
    planner.push(step);
    if lost {
        validate_if_it_holds(planner, table, constraint, table_ref, name);
    } else if online {
        validate(planner, table, constraint, table_ref, name, place);
    }
}

/// What is said of a constraint that came back over rows that break it, as a literal.
fn warning(name: &str) -> String {
    quote::literal(&format!("{name} is not valid for all rows: repair them, then VALIDATE CONSTRAINT"))
}

/// VALIDATE in a transaction of its own: in the same one, the strong lock of ADD would be held during the scan.
fn validate<'a>(
    planner: &mut Planner<'a>,
    table: &'a Table,
    constraint: &'a Constraint,
    table_ref: String,
    name: String,
    place: usize,
) {
    let sql = format!("ALTER TABLE {table_ref} VALIDATE CONSTRAINT {}", quote::ident(&constraint.name));
    let on_failure = halfway::validate(&name);
    let statement = statement(Kind::ValidateConstraint, &constraint.id, name, sql);
    let step = Step::new(Phase::CleanUp, 0, statement).at(place, 0).alone(on_failure);
    // Only a foreign key's check is a query, which row-level security would bind.
    let checked = match &constraint.kind {
        ConstraintKind::ForeignKey { target, .. } => vec![Key::Checked(&table.id), Key::Checked(target)],
        _ => Vec::new(),
    };
    let step = step.provides(checked);
    planner.push(step.after([Key::Part(&table.id, &constraint.id)]));
}

/// True if a constraint comes back, by down, over values that up has destroyed: over columns that have come back
/// themselves, or onto a table that has.
fn rests_on_lost_values<'a>(planner: &Planner<'a>, table: &'a Table, constraint: &'a Constraint) -> bool {
    if !planner.restoring {
        return false;
    }
    let Some(kept) = planner.aligned.kept_by_next(&table.id) else { return false };
    let added = &kept.columns.added;
    match &constraint.kind {
        ConstraintKind::Check { expression } => {
            let names = added.iter().map(|column| column.name.as_str()).collect();
            mentions(expression, &names)
        }
        ConstraintKind::ForeignKey { columns, target, target_columns, .. } => {
            let is_null = |id: &Id| added.iter().any(|c| c.id == *id && !is_required(table, c) && c.value.is_none());
            let comes_back = |id: &Id| added.iter().any(|c| c.id == *id);
            let target_comes_back = match planner.aligned.kept_by_next(target) {
                Some(kept) => target_columns.iter().any(|id| kept.columns.added.iter().any(|c| c.id == *id)),
                None => true,
            };
            // A key of which one column is NULL refers to nothing, and so to nothing that is missing.
            !columns.iter().any(is_null) && (target_comes_back || columns.iter().any(comes_back))
        }
        _ => false,
    }
}

/// VALIDATE that leaves the constraint as it is where rows break it, so that the way back works.
fn validate_if_it_holds<'a>(
    planner: &mut Planner<'a>,
    table: &'a Table,
    constraint: &'a Constraint,
    table_ref: String,
    name: String,
) {
    let quoted = quote::ident(&constraint.name);
    let warning = warning(&name);
    let body = format!(
        "\nBEGIN\n    ALTER TABLE {table_ref} VALIDATE CONSTRAINT {quoted};\nEXCEPTION WHEN foreign_key_violation OR check_violation THEN\n    RAISE WARNING '%', {warning};\nEND\n"
    );
    let sql = format!("DO {}", quote::dollar(&body, "validate"));
    let (stage, detail, target) = match &constraint.kind {
        ConstraintKind::ForeignKey { target, .. } => (build::FOREIGN_KEY, 1, Some(Key::Checked(target))),
        _ => (build::TABLE, build::CHECK, None),
    };
    let step = building(stage, statement(Kind::ValidateConstraint, &constraint.id, name, sql))
        .at(planner.next_place(&table.id), detail)
        .after([Key::Part(&table.id, &constraint.id)])
        .provides([Key::Checked(&table.id)])
        .provides(target);
    planner.push(step);
}

fn add_check<'a>(planner: &mut Planner<'a>, table: &'a Table, constraint: &'a Constraint) {
    let (table_ref, name) = next_part(planner, table, &constraint.name);
    let definition = planner.next.constraint_definition(table, constraint);
    let place = planner.next_place(&table.id);
    let never = constraint.options.not_valid || constraint.options.not_enforced;
    // A table becomes another's child only with checks that are valid.
    let online = planner.is_online() && !never && !partition::joins(planner, table);
    let lost = rests_on_lost_values(planner, table, constraint) && !never;
    let not_valid = if online || lost || constraint.options.not_valid { " NOT VALID" } else { "" };
    let by = stand_in::target(planner, table, &constraint.id);
    let sql = format!("ALTER TABLE {} ADD {definition}{not_valid}", by.as_ref().unwrap_or(&table_ref));
    let mut step = building(build::TABLE, statement(Kind::AddConstraint, &constraint.id, name.clone(), sql))
        .at(place, build::CHECK)
        .after([Key::Columns(&table.id), Key::Table(&table.id)])
        .after(by.is_some().then_some(Key::StandIn(&table.id)))
        .hazard(hazard::constraint_version(planner.options, constraint))
        .provides([Key::Part(&table.id, &constraint.id)]);
    if lost {
        step = step.hazard([hazard::restored_constraint(&name, &table_ref, &constraint.name)]);
    } else if !online && !never {
        step = step.hazard([hazard::check_scans(&table_ref, &definition, &constraint.name, &name)]);
    }
    planner.push(step);
    if lost {
        validate_if_it_holds(planner, table, constraint, table_ref, name);
    } else if online {
        validate(planner, table, constraint, table_ref, name, place);
    }
}

fn add_key<'a>(
    planner: &mut Planner<'a>,
    table: &'a Table,
    constraint: &'a Constraint,
    columns: Option<&'a [Id]>,
    is_new_table: bool,
) {
    let (table_ref, name) = next_part(planner, table, &constraint.name);
    let definition = planner.next.constraint_definition(table, constraint);
    let place = planner.next_place(&table.id);
    let index = quote::ident(&constraint.name);
    let columns_sql = planner.next.columns(table, columns.unwrap_or_default());
    let only = if planner.next.has_partitions(table) { "ONLY " } else { "" };
    let (word, nulls) = match &constraint.kind {
        ConstraintKind::Unique { nulls_not_distinct: true, .. } => ("UNIQUE", " NULLS NOT DISTINCT"),
        ConstraintKind::Unique { .. } => ("UNIQUE", ""),
        _ => ("PRIMARY KEY", ""),
    };
    let create = format!("CREATE UNIQUE INDEX CONCURRENTLY {index} ON {table_ref} ({columns_sql}){nulls}");
    let attach = format!("ALTER TABLE {table_ref} ADD CONSTRAINT {index} {word} USING INDEX {index}");
    // Whatever more is said of a key is said only where it is added whole.
    let plain = ConstraintOptions { partition_of: None, ..(*constraint.options).clone() }.is_default();
    let apart = columns.is_some() && plain && !table.is_partitioned();
    let provides = [Key::Keys(&table.id), Key::Part(&table.id, &constraint.id)];
    let mut before = vec![Key::Table(&table.id), Key::Columns(&table.id)];
    before.extend(partition::has_partitions(planner, table));
    // What the parent's key needs of its partitions they have by their own.
    for partition in planner.next.children(&table.id).iter().filter(|_| table.is_partitioned()) {
        before.push(Key::Columns(&partition.id));
        before.extend(
            partition.constraints.iter().filter(|c| owns_index(&c.kind)).map(|c| Key::Part(&partition.id, &c.id)),
        );
    }
    let sql = if planner.is_online() && !is_new_table && apart {
        let link = planner.link();
        let step = building(build::TABLE, statement(Kind::CreateIndex, &constraint.id, name.clone(), create.clone()))
            .hazard([hazard::unique_index(&name)]);
        let index_ref = quote::qualified(planner.next.schema_name(&table.schema), &constraint.name);
        let step = step.at(place, build::KEY).alone(halfway::create_index(&index_ref, true));
        planner.push(step.after(before).provides([link]));
        before = vec![link];
        attach.clone()
    } else {
        format!("ALTER TABLE {only}{table_ref} ADD {definition}")
    };
    let mut step = building(build::TABLE, statement(Kind::AddConstraint, &constraint.id, name.clone(), sql))
        .at(place, build::KEY)
        .after(before)
        .provides(provides)
        .hazard(hazard::constraint_version(planner.options, constraint));
    if !is_new_table && columns.is_some() && !(planner.is_online() && apart) {
        let safer = apart.then(|| format!("{create};\n{attach};"));
        step = step.hazard([hazard::add_unique(&name, &table_ref, &columns_sql, safer.as_deref())]);
    }
    if !is_new_table && matches!(constraint.kind, ConstraintKind::Exclude { .. }) {
        step = step.hazard([hazard::add_exclusion(&name)]);
    }
    planner.push(step);
    attach_to_parents(planner, table, constraint);
}

/// Attaches a partition's key to its parent's, if attaching the table doesn't.
pub(super) fn attach_to_parents<'a>(planner: &mut Planner<'a>, table: &'a Table, constraint: &'a Constraint) {
    if let Some(parent) = &constraint.options.partition_of
        && !partition::comes_with_table(planner, table, parent)
    {
        partition::attach_index(planner, table, (&constraint.id, &constraint.name), parent);
    }
}

/// Attaches a partition's key that is in both catalogs to its parent's.
pub(super) fn attached<'a>(planner: &mut Planner<'a>, table: &'a Pair<Id>, ids: &'a Pair<Id>) {
    if planner.is_constraint_rebuilt(&table.next, &ids.next) {
        return;
    }
    let Some(table) = planner.next.table(&table.next) else { return };
    if let Some(constraint) = table.constraints.iter().find(|c| c.id == ids.next) {
        attach_to_parents(planner, table, constraint);
    }
}

/// `VALIDATE CONSTRAINT` of a constraint that held for new rows only.
pub(super) fn validated<'a>(planner: &mut Planner<'a>, table: &'a Pair<Id>, ids: &'a Pair<Id>) {
    if planner.is_constraint_rebuilt(&table.next, &ids.next) {
        return;
    }
    let Some(table) = planner.next.table(&table.next) else { return };
    let Some(constraint) = table.constraints.iter().find(|c| c.id == ids.next) else { return };
    if planner.heritage.constraint_follows(&table.id, constraint) {
        return;
    }
    let (table_ref, name) = next_part(planner, table, &constraint.name);
    if planner.is_online() {
        let place = planner.next_place(&table.id);
        validate(planner, table, constraint, table_ref, name, place);
        return;
    }
    let sql = format!("ALTER TABLE {table_ref} VALIDATE CONSTRAINT {}", quote::ident(&constraint.name));
    let mut keys = vec![planner.reading(&table.id)];
    if let ConstraintKind::ForeignKey { target, .. } = &constraint.kind {
        keys.push(planner.reading(target));
    }
    let (lifted, checked): (Vec<_>, Vec<_>) = keys.into_iter().unzip();
    let step = building(build::FOREIGN_KEY, statement(Kind::ValidateConstraint, &constraint.id, name.clone(), sql))
        .at(planner.next_place(&table.id), 0)
        .after([Key::Columns(&table.id)])
        .after(lifted)
        .provides(checked)
        .hazard([hazard::validation_scans(&name)]);
    planner.push(step);
}

pub(super) fn alter_deferral<'a>(planner: &mut Planner<'a>, table: &'a Pair<Id>, ids: &'a Pair<Id>) {
    if planner.is_constraint_rebuilt(&table.next, &ids.next) {
        return;
    }
    let Some(table) = planner.next.table(&table.next) else { return };
    let Some(constraint) = table.constraints.iter().find(|c| c.id == ids.next) else { return };
    let ConstraintKind::ForeignKey { deferral, .. } = &constraint.kind else { return };
    let (table_ref, name) = next_part(planner, table, &constraint.name);
    let sql = format!(
        "ALTER TABLE {table_ref} ALTER CONSTRAINT {} {}",
        quote::ident(&constraint.name),
        deferral_words(*deferral)
    );
    let step = building(build::FOREIGN_KEY, statement(Kind::AlterConstraint, &ids.next, name, sql));
    planner.push(step.at(planner.next_place(&table.id), 0));
}
