//! Stand-in parents: what a table inherits stays inherited only as long as some parent has it.
//!
//! A column or check that its table inherits is the table's own from the moment the last parent is gone that has it, and
//! nothing but being made anew makes it inherited again. So where a table changes its parents, a table without rows
//! stands in for them: it becomes a parent before the others leave, gives the table what is to be inherited, and leaves
//! when they have come.

use std::collections::HashMap;

use super::heritage::Heritage;
use crate::catalog::{Column, ColumnValue, Constraint, ConstraintKind, Id, Pair, Table};
use crate::diff::{Aligned, TableMatch};

/// The stand-in parent of a table that is in both catalogs.
#[derive(Debug)]
pub(crate) struct StandIn<'a> {
    /// Its name, unquoted. It lies in the table's next schema.
    pub(crate) name: String,
    /// That schema's ids.
    pub(crate) schema: Pair<&'a Id>,
    /// True if it must be there before a parent leaves.
    pub(crate) early: bool,
    /// Columns that it has as the table has them.
    pub(crate) shared: Vec<Pair<&'a Column>>,
    /// Columns that it has only once the parents have left, because checks may name them.
    pub(crate) late: Vec<Pair<&'a Column>>,
    /// Columns that are made anew by way of it, with their values.
    pub(crate) carried: Vec<Pair<&'a Column>>,
    /// The next ids of new columns that come by way of it.
    added: Vec<&'a Id>,
    /// The next ids of checks that come by way of it.
    checks: Vec<&'a Id>,
}

/// The stand-ins of all tables that need one, by their next ids.
#[derive(Debug, Default)]
pub(crate) struct StandIns<'a> {
    by_table: HashMap<&'a Id, StandIn<'a>>,
    /// Columns that no statement makes inherited, by their tables' next ids.
    stuck: HashMap<&'a Id, Vec<&'a Column>>,
}

impl<'a> StandIns<'a> {
    pub(crate) fn of(aligned: &'a Aligned<'a>, heritage: &Heritage<'a>) -> Self {
        let heirs = aligned.kept_tables.iter().filter(|table| !table.tables.next.options.inherits.is_empty());
        let mut found = Self::default();
        for table in heirs {
            let mut stuck = Vec::new();
            let stand_in = find(aligned, heritage, table, &mut stuck);
            found.by_table.extend(stand_in.map(|stand_in| (&table.tables.next.id, stand_in)));
            if !stuck.is_empty() {
                found.stuck.insert(&table.tables.next.id, stuck);
            }
        }
        found
    }

    /// The columns of a table that stay its own although its next parents have them.
    pub(crate) fn stuck(&self, next: &Id) -> &[&'a Column] {
        self.stuck.get(next).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn of_table(&self, next: &Id) -> Option<&StandIn<'a>> {
        self.by_table.get(next)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'a Id, &StandIn<'a>)> {
        self.by_table.iter().map(|(id, stand_in)| (*id, stand_in))
    }

    /// True if a new column or check of a table comes by way of its stand-in.
    pub(crate) fn brings(&self, table: &Id, part: &Id) -> bool {
        self.of_table(table).is_some_and(|stand_in| stand_in.added.contains(&part) || stand_in.checks.contains(&part))
    }

    /// True if a column in both catalogs is made anew with its values.
    pub(crate) fn carries(&self, table: &Id, column: &Id) -> bool {
        self.of_table(table).is_some_and(|stand_in| stand_in.carried.iter().any(|pair| pair.next.id == *column))
    }
}

impl StandIn<'_> {
    /// The checks that come by way of it, by their next ids.
    pub(crate) fn checks(&self) -> &[&Id] {
        &self.checks
    }

    /// What a column that is carried is called in between.
    pub(crate) fn kept_name(column: &Column) -> String {
        let start: String = column.name.chars().scan(0, |bytes, c| within(bytes, c, 50)).collect();
        format!("{start}_before")
    }
}

fn within(bytes: &mut usize, c: char, most: usize) -> Option<char> {
    *bytes += c.len_utf8();
    (*bytes <= most).then_some(c)
}

fn find<'a>(
    aligned: &'a Aligned<'a>,
    heritage: &Heritage<'a>,
    table: &'a TableMatch<'a>,
    stuck: &mut Vec<&'a Column>,
) -> Option<StandIn<'a>> {
    let Pair { previous, next } = table.tables;
    let stay = heritage.parents(&next.id);
    let joins = next.options.inherits.iter().filter(|id| !stay.iter().any(|parent| parent.tables.next.id == **id));
    let joins: Vec<&Table> = joins.filter_map(|id| aligned.catalogs.next.table(id)).collect();
    let has = |table: &Table, name: &str| table.columns.iter().any(|column| column.name == name);
    let joined = |name: &str| joins.iter().any(|parent| has(parent, name));
    let stays = |name: &str| stay.iter().any(|parent| has(parent.tables.next, name));
    let was_child = !previous.options.inherits.is_empty();
    let schema = previous_schema(aligned, &next.schema);
    let (mut shared, mut carried, mut early) = (Vec::new(), Vec::new(), false);
    for pair in table.columns.kept.iter().filter(|pair| joined(&pair.next.name) || stays(&pair.next.name)) {
        let same = pair.previous.name == pair.next.name
            && pair.previous.data_type == pair.next.data_type
            && pair.previous.collation == pair.next.collation
            && !matches!(pair.next.value, ColumnValue::Generated { .. })
            && !matches!(pair.previous.value, ColumnValue::Generated { .. });
        let comes = pair.next.options.inherited && !stays(&pair.next.name);
        if comes && same && was_child && pair.previous.options.inherited && schema.is_some() {
            early = true;
            shared.push(*pair);
        } else if comes && can_carry(aligned, heritage, table, *pair) {
            carried.push(*pair);
        } else {
            if comes {
                stuck.push(pair.next);
            }
            if same {
                shared.push(*pair);
            }
        }
    }
    let mut late = Vec::new();
    if early {
        // What becomes the table's own must be without a parent for a moment; and while what stays with the table is
        // altered by its parent, another parent must not have it.
        (shared, late) = shared.into_iter().partition(|pair| {
            !stays(&pair.next.name) && pair.previous.options.inherited == pair.next.options.inherited
        });
    }
    let new = table.columns.added.iter().filter(|c| c.options.inherited && joined(&c.name) && !stays(&c.name));
    let added: Vec<&Id> = new.map(|column| &column.id).collect();
    let is_check = |c: &&Constraint| matches!(c.kind, ConstraintKind::Check { .. });
    let checks_of = |table: &'a Table| table.constraints.iter().filter(is_check);
    let comes = |check: &&Constraint| {
        check.options.inherited
            && joins.iter().any(|parent| checks_of(parent).any(|c| c.name == check.name))
            && !stay.iter().any(|parent| checks_of(parent.tables.next).any(|c| c.name == check.name))
    };
    let checks: Vec<&Id> = checks_of(next).filter(comes).map(|check| &check.id).collect();
    if !early && carried.is_empty() && added.is_empty() && checks.is_empty() {
        return None;
    }
    if checks.is_empty() {
        late.clear();
    }
    let schema = Pair::new(schema.unwrap_or(&next.schema), &next.schema);
    Some(StandIn { name: name(aligned, next), schema, early, shared, late, carried, added, checks })
}

/// The previous id of a schema that is in both catalogs.
fn previous_schema<'a>(aligned: &Aligned<'a>, next: &'a Id) -> Option<&'a Id> {
    let kept = aligned.schemas.kept.iter().find(|pair| pair.next.id == *next).map(|pair| &pair.previous.id);
    kept.or_else(|| (next.as_str() == crate::catalog::PUBLIC_SCHEMA).then_some(next))
}

/// A name that no table has.
fn name(aligned: &Aligned<'_>, table: &Table) -> String {
    let start: String = table.name.chars().scan(0, |bytes, c| within(bytes, c, 45)).collect();
    let mut name = format!("{start}_stand_in");
    let Pair { previous, next } = aligned.catalogs;
    while previous.tables.iter().chain(&next.tables).any(|table| table.name == name) {
        name.push('_');
    }
    name
}

/// True if a column can be made anew with its values: it isn't computed, and no sequence would go with it.
fn can_carry(aligned: &Aligned<'_>, heritage: &Heritage<'_>, table: &TableMatch<'_>, pair: Pair<&Column>) -> bool {
    let computed = |c: &Column| matches!(c.value, ColumnValue::Generated { .. } | ColumnValue::Identity { .. });
    let Pair { previous, next } = aligned.catalogs;
    let owned = |of: &Id| previous.sequences.iter().chain(&next.sequences).any(|s| s.owned_by.as_ref() == Some(of));
    // Those that stay with the table get the new column from it, too, and would keep one that is their own as well.
    let own_below = heritage.descendants(&table.tables.next.id).iter().any(|child| {
        let Pair { previous, next } = child.tables;
        let own = |table: &Table, name: &str| table.columns.iter().any(|c| c.name == name && !c.options.inherited);
        own(previous, &pair.previous.name) || own(next, &pair.next.name)
    });
    !computed(pair.previous) && !computed(pair.next) && !owned(&pair.previous.id) && !owned(&pair.next.id) && !own_below
}
