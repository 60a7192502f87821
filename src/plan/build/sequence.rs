//! Sequences.

use super::super::hazard;
use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, dismantle, dismantling, statement};
use super::super::step::{Key, Step};
use super::{comment, grant};
use crate::catalog::{Id, Pair, Sequence, SequenceOptions, Table};
use crate::diff::said_owner;
use crate::sql::quote;
use crate::sql::write::changed_clauses;

pub(super) fn add<'a>(planner: &mut Planner<'a>, id: &'a Id) {
    let Some(sequence) = planner.next.sequence(id) else { return };
    let name = next_name(planner, sequence);
    let sql = planner.next.create_sequence(sequence);
    // Defaults need it.
    let step = building(build::SEQUENCE, statement(Kind::CreateSequence, id, name.clone(), sql));
    planner.push(step.provides([Key::Ready(id)]));
    let object = format!("SEQUENCE {}", planner.next.sequence_ref(sequence));
    if sequence.comment.as_deref().is_some_and(|text| !text.is_empty()) {
        let sql = comment::sql(&object, sequence.comment.as_deref());
        let step = building(build::SEQUENCE, statement(Kind::Comment, id, name.clone(), sql));
        planner.push(step.after([Key::Ready(id)]));
    }
    grant::all(planner, &sequence.grants, id, &object, &name, |statement| {
        building(build::SEQUENCE, statement).after([Key::Ready(id)])
    });
    if let Some(owner) = &sequence.owned_by {
        give(planner, sequence, Some(owner));
    }
}

pub(super) fn drop<'a>(planner: &mut Planner<'a>, id: &'a Id) {
    let Some(sequence) = planner.previous.sequence(id) else { return };
    let mut after = None;
    if let Some(table) = leaving_owner(planner, sequence) {
        // It goes with its column, unless that would leave others without it.
        if !has_other_users(planner, sequence, table) {
            return;
        }
        after = Some(release(planner, sequence, table));
    }
    let name = previous_name(planner, sequence);
    let sql = format!("DROP SEQUENCE {}", planner.previous.sequence_ref(sequence));
    // A default that calls it would make DROP SEQUENCE fail.
    let step = dismantling(dismantle::SEQUENCE, statement(Kind::DropSequence, id, name, sql))
        .after([Key::UsersGone(id)])
        .after(after)
        .provides([Key::SchemaEmpty(&sequence.schema)]);
    planner.push(step);
}

/// Changes the type and the options.
pub(super) fn alter_options<'a>(planner: &mut Planner<'a>, ids: &'a Pair<Id>) {
    let Some(pair) = both(planner, ids) else { return };
    let types = pair.map(|s| s.data_type.as_str());
    let name = next_name(planner, pair.next);
    let sequence_ref = planner.next.sequence_ref(pair.next);
    let mut clauses = Vec::new();
    let mut shrinks = None;
    if types.previous != types.next {
        clauses.push(format!("AS {}", types.next));
        shrinks = hazard::sequence_may_not_fit(&name, types.previous, types.next);
    }
    let shrinks_type = shrinks.is_some();
    let options = pair.map(|s| &s.options);
    if types.previous == types.next {
        shrinks = hazard::sequence_range(&name, options, types);
    }
    clauses.extend(changed_clauses(options, types));
    let mut previous_link = None;
    let alter = |clauses: &[String]| format!("ALTER SEQUENCE {sequence_ref} {}", clauses.join(" "));
    let widen = |clauses: &[String]| {
        let wider = (!shrinks_type && types.previous != types.next).then(|| format!("AS {}", types.next));
        alter(&wider.into_iter().chain(clauses.iter().cloned()).collect::<Vec<_>>())
    };
    let mut all = into_range(options, types, &sequence_ref, &widen);
    all.push((Kind::AlterSequence, alter(&clauses)));
    for (kind, sql) in all {
        let link = planner.link();
        let hazard = shrinks.take_if(|_| kind == Kind::AlterSequence);
        let step = building(build::SEQUENCE, statement(kind, &ids.next, name.clone(), sql)).hazard(hazard);
        planner.push(step.after(previous_link).provides([Key::Ready(&ids.next), link]));
        previous_link = Some(link);
    }
}

/// Takes a sequence whose position lies outside its new range to its new start. One that has run beyond the end is left
/// for PostgreSQL to refuse: to count the same numbers again is for a person to decide.
pub(super) fn into_range(
    options: Pair<&SequenceOptions>,
    types: Pair<&str>,
    sequence_ref: &str,
    alter: &dyn Fn(&[String]) -> String,
) -> Vec<(Kind, String)> {
    let (before, after) = (options.previous.complete(types.next), options.next.complete(types.next));
    let (Some(min), Some(max), Some(start)) = (after.min, after.max, after.start) else { return Vec::new() };
    let (Some(was_min), Some(was_max)) = (before.min, before.max) else { return Vec::new() };
    if min <= was_min && was_max <= max {
        return Vec::new();
    }
    let mut out = Vec::new();
    if start < was_min || was_max < start {
        let sql = alter(&[format!("MINVALUE {}", min.min(was_min)), format!("MAXVALUE {}", max.max(was_max))]);
        out.push((Kind::AlterSequence, sql));
    }
    let outside = if after.increment.is_some_and(|by| by > 0) {
        format!("last_value < {min} OR last_value > {max} AND NOT is_called")
    } else {
        format!("last_value > {max} OR last_value < {min} AND NOT is_called")
    };
    let name = quote::literal(sequence_ref);
    let sql = format!("SELECT setval({name}, {start}, false) FROM {sequence_ref} WHERE {outside}");
    out.push((Kind::SetSequenceValue, sql));
    out
}

/// `SET LOGGED` and `SET UNLOGGED`.
pub(super) fn alter_persistence<'a>(planner: &mut Planner<'a>, ids: &'a Pair<Id>) {
    let Some(pair) = both(planner, ids) else { return };
    let word = if pair.next.unlogged { "UNLOGGED" } else { "LOGGED" };
    let sql = format!("ALTER SEQUENCE {} SET {word}", planner.next.sequence_ref(pair.next));
    let name = next_name(planner, pair.next);
    planner.push(building(build::SEQUENCE, statement(Kind::AlterSequence, &ids.next, name, sql)));
}

/// Changes the column that a sequence goes with.
pub(super) fn alter_owner<'a>(planner: &mut Planner<'a>, ids: &'a Pair<Id>) {
    let Some(pair) = both(planner, ids) else { return };
    let released = match leaving_owner(planner, pair.previous) {
        Some(table) => {
            release(planner, pair.previous, table);
            true
        }
        None => pair.previous.owned_by.is_none(),
    };
    if pair.next.owned_by.is_some() || !released {
        give(planner, pair.next, pair.next.owned_by.as_ref());
    }
}

/// `OWNED BY` a column that is there by then, or nobody.
fn give<'a>(planner: &mut Planner<'a>, sequence: &'a Sequence, owner: Option<&'a Id>) {
    let found = owner.and_then(|id| {
        let table = planner.next.catalog().tables.iter().find(|table| table.column(id).is_some())?;
        Some((table, table.column(id)?))
    });
    let (whom, keys) = match found {
        Some((table, column)) => {
            let keys = vec![Key::Table(&table.id), Key::Columns(&table.id), Key::Column(&table.id, &column.id)];
            (planner.next.column_ref(table, column), keys)
        }
        None => ("NONE".to_owned(), Vec::new()),
    };
    let name = next_name(planner, sequence);
    let mut keys = keys;
    // A sequence has its table's owner. Until all is built a table has the owner that it had, and a new one whoever makes it.
    let kept = found.and_then(|(table, _)| planner.aligned.kept_by_next(&table.id));
    if let Some(role) = kept.and_then(|table| said_owner(planner.previous.catalog(), &table.tables.previous.id)) {
        let sql = format!("ALTER SEQUENCE {} OWNER TO {}", planner.next.sequence_ref(sequence), quote::ident(role));
        let step = building(build::TABLE, statement(Kind::AlterOwner, &sequence.id, name.clone(), sql));
        let link = planner.link();
        planner.push(step.at(usize::MAX, build::COMMENT).after([Key::Ready(&sequence.id)]).provides([link]));
        keys.push(link);
    }
    let sql = format!("ALTER SEQUENCE {} OWNED BY {whom}", planner.next.sequence_ref(sequence));
    let step = building(build::TABLE, statement(Kind::AlterSequence, &sequence.id, name, sql));
    planner.push(step.at(usize::MAX, build::COMMENT).after([Key::Ready(&sequence.id)]).after(keys));
}

/// Takes a sequence away from a column that is about to go.
fn release<'a>(planner: &mut Planner<'a>, sequence: &'a Sequence, table: &'a Table) -> Key<'a> {
    let sql = format!("ALTER SEQUENCE {} OWNED BY NONE", planner.previous.sequence_ref(sequence));
    let name = previous_name(planner, sequence);
    let link = planner.link();
    let step: Step<'a> = dismantling(dismantle::INDEX, statement(Kind::AlterSequence, &sequence.id, name, sql));
    planner.push(step.provides([Key::DependentsGone(&table.id), link]));
    link
}

/// The table of the column that a previous sequence goes with, if that column is dropped.
fn leaving_owner<'a>(planner: &Planner<'a>, sequence: &Sequence) -> Option<&'a Table> {
    let owner = sequence.owned_by.as_ref()?;
    let table = planner.previous.catalog().tables.iter().find(|table| table.column(owner).is_some())?;
    let Some(matched) = planner.aligned.kept_by_previous(&table.id) else { return Some(table) };
    let kept = matched.columns.kept.iter().find(|pair| pair.previous.id == *owner);
    let stays = kept.is_some_and(|pair| !planner.is_column_recreated(&matched.tables.next.id, &pair.next.id));
    (!stays).then_some(table)
}

/// True if anything but what goes with the owner uses a sequence.
fn has_other_users(planner: &Planner<'_>, sequence: &Sequence, table: &Table) -> bool {
    let goes_whole = planner.aligned.kept_by_previous(&table.id).is_none();
    let goes = |id: &Id| {
        Some(id) == sequence.owned_by.as_ref() || (goes_whole && (table.id == *id || table.column(id).is_some()))
    };
    let previous = planner.previous.catalog();
    let columns = previous.tables.iter().flat_map(|t| &t.columns);
    let calls = |value: &crate::catalog::ColumnValue| matches!(value, crate::catalog::ColumnValue::NextValue { sequence: id } if *id == sequence.id);
    columns.into_iter().any(|column| calls(&column.value) && !goes(&column.id))
        || previous.dependencies.iter().any(|(who, on)| on.contains(&sequence.id) && !goes(who))
}

fn both<'a>(planner: &Planner<'a>, ids: &Pair<Id>) -> Option<Pair<&'a Sequence>> {
    Some(Pair::new(planner.previous.sequence(&ids.previous)?, planner.next.sequence(&ids.next)?))
}

fn previous_name(planner: &Planner<'_>, sequence: &Sequence) -> String {
    let schema = planner.previous.catalog().schema(&sequence.schema).map_or(sequence.schema.as_str(), |s| &s.name);
    format!("{schema}.{}", sequence.name)
}

fn next_name(planner: &Planner<'_>, sequence: &Sequence) -> String {
    let schema = planner.next.catalog().schema(&sequence.schema).map_or(sequence.schema.as_str(), |s| &s.name);
    format!("{schema}.{}", sequence.name)
}
