//! Sequences.

use super::super::hazard;
use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, dismantle, dismantling, statement};
use super::super::step::Key;
use super::grant;
use crate::catalog::{Id, Pair};

pub(super) fn add<'a>(planner: &mut Planner<'a>, id: &'a Id) {
    let Some(sequence) = planner.next.sequence(id) else { return };
    let name = format!("{}.{}", planner.next.schema_name(&sequence.schema), sequence.name);
    let sql = planner.next.create_sequence(sequence);
    // Defaults need it.
    let step = building(build::SEQUENCE, statement(Kind::CreateSequence, id, name.clone(), sql));
    planner.push(step.provides([Key::Ready(id)]));
    let object = format!("SEQUENCE {}", planner.next.sequence_ref(sequence));
    grant::all(planner, &sequence.grants, id, &object, &name, |statement| {
        building(build::SEQUENCE, statement).after([Key::Ready(id)])
    });
}

pub(super) fn drop<'a>(planner: &mut Planner<'a>, id: &'a Id) {
    let Some(sequence) = planner.previous.sequence(id) else { return };
    let name = format!("{}.{}", planner.previous.schema_name(&sequence.schema), sequence.name);
    let sql = format!("DROP SEQUENCE {}", planner.previous.sequence_ref(sequence));
    // A default that calls it would make DROP SEQUENCE fail.
    let step = dismantling(dismantle::SEQUENCE, statement(Kind::DropSequence, id, name, sql))
        .after([Key::UsersGone(id)])
        .provides([Key::SchemaEmpty(&sequence.schema)]);
    planner.push(step);
}

pub(super) fn alter_type<'a>(planner: &mut Planner<'a>, ids: &'a Pair<Id>) {
    let Some(sequence) = planner.next.sequence(&ids.next) else { return };
    let name = format!("{}.{}", planner.next.schema_name(&sequence.schema), sequence.name);
    let sql = format!("ALTER SEQUENCE {} AS {}", planner.next.sequence_ref(sequence), sequence.data_type);
    let shrinks = planner
        .previous
        .sequence(&ids.previous)
        .and_then(|previous| hazard::sequence_may_not_fit(&name, &previous.data_type, &sequence.data_type));
    let step = building(build::SEQUENCE, statement(Kind::AlterSequence, &ids.next, name, sql)).hazard(shrinks);
    planner.push(step.provides([Key::Ready(&ids.next)]));
}
