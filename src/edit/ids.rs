//! Ids of a design's objects: which are taken, and new ones from the caller's random numbers.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Id};
use crate::design::{Design, Entity};

/// The ids of every object of a design that has one: roles, schemas, enums and their labels, entities and their
/// columns, constraints, indexes and policies, what is not drawn, hand-written SQL and migrations. What migrations hold is not among
/// them: a snapshot repeats the ids of the design it was made of.
pub fn all(design: &Design) -> BTreeSet<Id> {
    let mut out = BTreeSet::new();
    each(design, &mut |id| {
        out.insert(id.clone());
    });
    out
}

/// New ids that no object of the design has, from random numbers of the caller's, for the core knows no randomness.
/// Twelve letters and digits hold 60 bits: two people who work on branches of one project don't make the same id.
pub fn fresh(design: &Design, count: usize, random: &mut dyn FnMut() -> u64) -> Vec<Id> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut taken = all(design);
    let mut out = Vec::new();
    for _ in 0..count {
        let mut number = random();
        loop {
            let letter = |at: u32| char::from(LETTERS[(number >> (5 * at)) as usize % LETTERS.len()]);
            let id = Id::new((0..12).map(letter).collect::<String>());
            if taken.insert(id.clone()) {
                out.push(id);
                break;
            }
            // The next free one, so that numbers that repeat can't keep this from ending.
            number = number.wrapping_add(1);
        }
    }
    out
}

/// Shows every id of a design, in order, those used twice twice.
pub(crate) fn each(design: &Design, see: &mut dyn FnMut(&Id)) {
    design.roles.keys().chain(design.schemas.keys()).for_each(&mut *see);
    for enum_type in design.enums.values() {
        see(&enum_type.id);
        enum_type.labels.iter().for_each(|label| see(&label.id));
    }
    for entity in design.entities.values() {
        of_entity(entity).for_each(&mut *see);
    }
    of_rest(&design.rest).for_each(&mut *see);
    design.hand_sql.keys().chain(design.migrations.keys()).for_each(see);
}

/// The ids of what is not drawn.
pub(super) fn of_rest(rest: &Catalog) -> impl Iterator<Item = &Id> {
    let sequences = rest.sequences.iter().map(|s| &s.id);
    sequences.chain(rest.objects.iter().map(|o| &o.id)).chain(rest.default_privileges.iter().map(|d| &d.id))
}

/// The ids of an entity and what belongs to it.
pub(super) fn of_entity(entity: &Entity) -> impl Iterator<Item = &Id> {
    let table = &entity.table;
    std::iter::once(&table.id)
        .chain(table.columns.iter().map(|c| &c.id))
        .chain(table.constraints.iter().map(|c| &c.id))
        .chain(table.indexes.iter().map(|i| &i.id))
        .chain(table.policies.iter().map(|p| &p.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fresh_ids_are_new_and_follow_the_numbers() {
        let design = Design::empty("Test");
        let mut numbers = [1_u64, 1, u64::MAX].into_iter();
        let ids = fresh(&design, 3, &mut || numbers.next().unwrap_or(0));
        let texts: Vec<&str> = ids.iter().map(Id::as_str).collect();
        assert_eq!(texts, ["baaaaaaaaaaa", "caaaaaaaaaaa", "999999999999"]);
    }
}
