//! What stands on something that goes or is made anew, as the catalog records it.
//!
//! PostgreSQL refuses to drop what others stand on, and to change the type of a column that a view reads. So all that
//! stands on it goes first and comes back afterwards, and what stands on that too.

use std::collections::HashSet;

use super::Rebuilds;
use crate::catalog::{ColumnValue, Id, Reshaping, Table};
use crate::diff::{Aligned, Change, ColumnChange, ObjectAlteration, ObjectChange, TableMatch};

impl<'a> Rebuilds<'a> {
    /// Finds objects, and parts of tables, that stand on what is broken.
    pub(super) fn dependents(&mut self, aligned: &'a Aligned<'a>, changes: &'a [Change]) {
        if aligned.catalogs.previous.dependencies.is_empty() && aligned.catalogs.previous.objects.is_empty() {
            return;
        }
        let mut broken = Broken::find(self, aligned, changes);
        while self.objects_on(aligned, &mut broken) | self.parts_on(aligned, &mut broken) {}
    }

    /// Objects that stand on what is broken: true if any was found that was not known.
    fn objects_on(&mut self, aligned: &'a Aligned<'a>, broken: &mut Broken<'a>) -> bool {
        let known = self.objects.len();
        for pair in &aligned.objects.kept {
            let redefined = broken.any.contains(&pair.previous.id);
            if !self.objects.contains(&pair.next.id) && (redefined || broken.breaks(aligned, &pair.previous.id, false))
            {
                self.objects.insert(&pair.next.id);
                broken.gone(&pair.previous.id);
            }
        }
        self.objects.len() > known
    }

    /// Parts of tables that stand on what is broken: true if any was found that was not known.
    fn parts_on(&mut self, aligned: &'a Aligned<'a>, broken: &mut Broken<'a>) -> bool {
        let mut found = false;
        for table in &aligned.kept_tables {
            found |= self.parts_of(aligned, table, broken);
        }
        found
    }

    fn parts_of(&mut self, aligned: &'a Aligned<'a>, table: &'a TableMatch<'a>, broken: &mut Broken<'a>) -> bool {
        let mut found = false;
        let rebuilds = self.tables.entry(&table.tables.next.id).or_default();
        for pair in &table.columns.kept {
            let (previous, next) = (&pair.previous.id, &pair.next.id);
            if !broken.breaks(aligned, previous, true) {
                continue;
            }
            match &pair.previous.value {
                ColumnValue::Generated { .. } if rebuilds.recreated.insert(next) => {
                    rebuilds.retyped.remove(next);
                    broken.gone(previous);
                    found = true;
                }
                ColumnValue::Default { .. } => found |= rebuilds.defaults.insert(next),
                _ => {}
            }
        }
        for pair in &table.constraints.kept {
            if broken.breaks(aligned, &pair.previous.id, true) && rebuilds.constraints.insert(&pair.next.id) {
                broken.gone(&pair.previous.id);
                found = true;
            }
        }
        for pair in &table.indexes.kept {
            if broken.breaks(aligned, &pair.previous.id, true) {
                found |= rebuilds.indexes.insert(&pair.next.id);
            }
        }
        for pair in &table.policies.kept {
            if broken.breaks(aligned, &pair.previous.id, false) {
                found |= rebuilds.policies.insert(&pair.next.id);
            }
        }
        found
    }
}

/// What can't be stood on while the migration runs, by ids of the previous catalog.
struct Broken<'a> {
    /// Everything, columns that get another type among it.
    any: HashSet<&'a Id>,
    /// What goes, for good or to come back: keys and indexes survive another type of their columns.
    gone: HashSet<&'a Id>,
    /// Types whose attributes go or change: what reads them goes first, the type itself stays.
    altered: HashSet<&'a Id>,
}

impl<'a> Broken<'a> {
    fn find(rebuilds: &Rebuilds<'a>, aligned: &'a Aligned<'a>, changes: &'a [Change]) -> Self {
        let mut broken = Self { any: HashSet::new(), gone: HashSet::new(), altered: HashSet::new() };
        for table in &aligned.tables.removed {
            parts(table).for_each(|id| broken.gone(id));
        }
        aligned.enums.removed.iter().for_each(|e| broken.gone(&e.id));
        aligned.sequences.removed.iter().for_each(|s| broken.gone(&s.id));
        for pair in aligned.enums.kept.iter().filter(|pair| rebuilds.enums.contains(&pair.next.id)) {
            broken.gone(&pair.previous.id);
        }
        for object in aligned.objects.kept.iter().filter(|pair| rebuilds.objects.contains(&pair.next.id)) {
            broken.gone(&object.previous.id);
        }
        for change in changes {
            match change {
                Change::Object(ObjectChange::Removed { id }) => broken.gone(id),
                Change::Object(ObjectChange::Altered { ids, what: ObjectAlteration::Redefined }) => {
                    broken.gone(&ids.previous);
                }
                Change::Object(ObjectChange::Altered { ids, what: ObjectAlteration::Reshaped }) => {
                    let pair = aligned.objects.kept.iter().find(|pair| pair.previous.id == ids.previous);
                    let shapes = pair.and_then(|pair| Some((pair.previous.shape.as_ref()?, pair.next.shape.as_ref()?)));
                    if shapes.is_some_and(|(before, after)| before.reshaping(after) == Reshaping::Altered) {
                        broken.altered.insert(&ids.previous);
                    }
                }
                Change::Column(ColumnChange::Removed { id, .. }) => broken.gone(id),
                _ => {}
            }
        }
        for table in &aligned.kept_tables {
            let Some(found) = rebuilds.tables.get(&table.tables.next.id) else { continue };
            for pair in &table.columns.kept {
                if found.recreated.contains(&pair.next.id) {
                    broken.gone(&pair.previous.id);
                } else if found.retyped.contains(&pair.next.id) {
                    broken.any.insert(&pair.previous.id);
                }
            }
            for pair in table.constraints.kept.iter().filter(|pair| found.constraints.contains(&pair.next.id)) {
                broken.gone(&pair.previous.id);
            }
            table.constraints.removed.iter().for_each(|constraint| broken.gone(&constraint.id));
        }
        broken
    }

    fn gone(&mut self, id: &'a Id) {
        self.any.insert(id);
        self.gone.insert(id);
    }

    /// True if something of the previous catalog stands on what is broken, or only on what goes.
    fn breaks(&self, aligned: &Aligned<'_>, id: &Id, going: bool) -> bool {
        let set = if going { &self.gone } else { &self.any };
        aligned
            .catalogs
            .previous
            .dependencies
            .get(id)
            .into_iter()
            .flatten()
            .any(|on| set.contains(on) || self.altered.contains(on))
    }
}

fn parts(table: &Table) -> impl Iterator<Item = &Id> {
    table.columns.iter().map(|c| &c.id).chain(table.constraints.iter().map(|c| &c.id)).chain([&table.id])
}
