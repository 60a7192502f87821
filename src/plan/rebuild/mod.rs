//! What must be dropped and made again although it did not change itself, because something it stands on did.
//!
//! PostgreSQL refuses to change a column's type while a generated column or a policy reads it, and it makes checks and
//! indexes again from their old text, in which the old type's casts stand. So whatever reads such a column goes first
//! and comes back afterwards. Which expressions read it is told by the words in them: a word too many costs a needless
//! statement, one too few a failed migration.

mod column;
mod foreign_key;
mod lost_type;
mod object;
mod partition;
mod publication;
mod stand_in;
mod type_object;

use std::collections::{HashMap, HashSet};

pub(crate) use self::lost_type::is_of_rows;
use super::options::Options;
use crate::catalog::{Expr, Id, Policy};
use crate::diff::{
    Aligned, Change, ColumnAlteration, ColumnChange, ConstraintAlteration, ConstraintChange, EnumAlteration,
    EnumChange, IndexAlteration, IndexChange, ObjectAlteration, ObjectChange, PolicyAlteration, PolicyChange,
    TableMatch, has_select,
};
use crate::expr::has_word;

/// What is made again. Ids are those of the next catalog unless said otherwise.
#[derive(Debug, Default)]
pub(crate) struct Rebuilds<'a> {
    /// Enums made anew, because labels were removed or reordered, or because a new label is used at once.
    pub(crate) enums: HashSet<&'a Id>,
    /// Previous ids of the enums and other types that kept columns use, or that such types are made of: they can be dropped only once the columns have other types.
    pub(crate) outliving_enums: HashSet<&'a Id>,
    /// Objects that are their definition.
    pub(crate) objects: HashSet<&'a Id>,
    /// By the next table's id.
    tables: HashMap<&'a Id, TableRebuilds<'a>>,
}

/// What is made again of one table.
#[derive(Debug, Default)]
pub(crate) struct TableRebuilds<'a> {
    /// Columns whose type changes in place.
    pub(crate) retyped: HashSet<&'a Id>,
    /// Of these, columns that are of another type in between: a range takes its functions' names with it, and so can't
    /// step aside; nor can what an extension brought, and the rows of a view.
    pub(crate) through_text: HashSet<&'a Id>,
    /// Columns that are dropped and added, because PostgreSQL can't change them.
    pub(crate) recreated: HashSet<&'a Id>,
    /// Of these, columns that keep their values: they get another place in their table.
    pub(crate) moved: HashSet<&'a Id>,
    /// Columns whose default goes first and is set again, because it names a type that goes.
    pub(crate) defaults: HashSet<&'a Id>,
    pub(crate) constraints: HashSet<&'a Id>,
    pub(crate) indexes: HashSet<&'a Id>,
    pub(crate) policies: HashSet<&'a Id>,
}

impl TableRebuilds<'_> {
    /// True for a column that is dropped and added and loses its values.
    fn is_new(&self, column: &Id) -> bool {
        self.recreated.contains(column) && !self.moved.contains(column)
    }

    /// True if nothing is made again.
    pub(crate) fn is_empty(&self) -> bool {
        let sets = [&self.retyped, &self.recreated, &self.defaults, &self.constraints, &self.indexes, &self.policies];
        sets.iter().all(|set| set.is_empty())
    }
}

impl<'a> Rebuilds<'a> {
    /// What is made again of a table that is in both catalogs.
    pub(crate) fn table(&self, next: &Id) -> Option<&TableRebuilds<'a>> {
        self.tables.get(next)
    }

    pub(crate) fn find(
        aligned: &'a Aligned<'a>,
        changes: &'a [Change],
        options: &Options,
        forced: &HashSet<&'a Id>,
    ) -> Self {
        // Columns of a type change over when it is made anew, and what stands on them may be a type again: hence the
        // loop, which ends with the types.
        let mut types = HashSet::new();
        loop {
            let found = Self::find_once(aligned, changes, options, forced, &types);
            let is_type = |id: &&&'a Id| aligned.catalogs.next.object(id).is_some_and(|object| object.is_of_columns());
            let mut anew: HashSet<&Id> = found.objects.iter().filter(is_type).copied().collect();
            anew.extend(found.givers_of_types(aligned));
            if anew.len() == types.len() {
                return found;
            }
            types = anew;
        }
    }

    fn find_once(
        aligned: &'a Aligned<'a>,
        changes: &'a [Change],
        options: &Options,
        forced: &HashSet<&'a Id>,
        types: &HashSet<&'a Id>,
    ) -> Self {
        let mut rebuilds = Self { enums: forced.clone(), objects: types.clone(), ..Self::default() };
        let mut removed_columns: HashMap<&Id, Vec<&str>> = HashMap::new();
        rebuilds.read_changes(aligned, changes, &mut removed_columns);
        rebuilds.by_stand_ins(aligned);
        let enum_names = rebuilds.enum_names(aligned);
        // Words that policies anywhere may not mention while these objects are worked on.
        let mut everywhere: HashSet<&str> = aligned.tables.removed.iter().map(|t| t.name.as_str()).collect();
        everywhere.extend(&enum_names);
        for table in &aligned.kept_tables {
            let removed = removed_columns.remove(&table.tables.next.id).unwrap_or_default();
            rebuilds.columns(aligned, table, &removed, &enum_names, options, &mut everywhere);
        }
        rebuilds.outliving_types(aligned);
        for table in &aligned.kept_tables {
            rebuilds.policies(table, &everywhere);
        }
        rebuilds.dependents(aligned, changes);
        rebuilds.partitions(aligned);
        rebuilds.foreign_keys(aligned);
        rebuilds.publications(aligned);
        rebuilds
    }

    fn read_changes(
        &mut self,
        aligned: &Aligned<'a>,
        changes: &'a [Change],
        removed_columns: &mut HashMap<&'a Id, Vec<&'a str>>,
    ) {
        for change in changes {
            match change {
                Change::Enum(EnumChange::Altered { ids, what: EnumAlteration::LabelsRebuilt }) => {
                    self.enums.insert(&ids.next);
                }
                Change::Object(ObjectChange::Altered { ids, what }) => {
                    let Some(pair) = aligned.objects.kept.iter().find(|pair| pair.next.id == ids.next) else {
                        continue;
                    };
                    let anew = match what {
                        ObjectAlteration::Redefined => pair.next.is_of_columns(),
                        ObjectAlteration::Reshaped | ObjectAlteration::Settings => self.must_be_new(aligned, *pair),
                        ObjectAlteration::Replaced => false,
                    };
                    if anew {
                        self.objects.insert(&pair.next.id);
                    }
                }
                Change::Column(ColumnChange::Removed { table, id }) => {
                    let column = aligned.kept_by_previous(&table.previous).and_then(|t| t.tables.previous.column(id));
                    if let Some(column) = column {
                        removed_columns.entry(&table.next).or_default().push(&column.name);
                    }
                }
                Change::Column(ColumnChange::Altered { table, ids, what: ColumnAlteration::Type }) => {
                    self.tables.entry(&table.next).or_default().retyped.insert(&ids.next);
                }
                Change::Constraint(ConstraintChange::Altered { table, ids, what: ConstraintAlteration::Redefined }) => {
                    self.tables.entry(&table.next).or_default().constraints.insert(&ids.next);
                }
                Change::Index(IndexChange::Altered { table, ids, what: IndexAlteration::Redefined }) => {
                    self.tables.entry(&table.next).or_default().indexes.insert(&ids.next);
                }
                Change::Policy(PolicyChange::Altered { table, ids, what: PolicyAlteration::Redefined }) => {
                    self.tables.entry(&table.next).or_default().policies.insert(&ids.next);
                }
                _ => {}
            }
        }
    }

    /// The previous names of enums that go or are made anew.
    fn enum_names(&self, aligned: &'a Aligned<'a>) -> HashSet<&'a str> {
        let removed = aligned.enums.removed.iter().map(|e| e.name.as_str());
        let rebuilt = aligned.enums.kept.iter().filter(|pair| self.enums.contains(&pair.next.id));
        let types = self.types_gone(aligned).map(|object| object.name.as_str());
        removed.chain(rebuilt.map(|pair| pair.previous.name.as_str())).chain(types).collect()
    }

    /// True if a previous enum is kept as it is, renames and new labels aside.
    fn survives(&self, aligned: &Aligned<'a>, previous: &Id) -> bool {
        !aligned.enums.removed.iter().any(|e| e.id == *previous)
            && !self.enums.iter().any(|next| aligned.enums.same(previous, next))
            && !aligned.objects.removed.iter().any(|object| object.id == *previous)
            && !self.objects.iter().any(|next| aligned.objects.same(previous, next))
    }

    /// Policies that read other tables, in which something is worked on.
    fn policies(&mut self, table: &'a TableMatch<'a>, everywhere: &HashSet<&'a str>) {
        if everywhere.is_empty() {
            return;
        }
        let next_id = &table.tables.next.id;
        let mut found = Vec::new();
        for pair in &table.policies.kept {
            if policy_queries(pair.previous) && policy_mentions(pair.previous, everywhere) {
                found.push(&pair.next.id);
            }
        }
        if !found.is_empty() {
            self.tables.entry(next_id).or_default().policies.extend(found);
        }
    }
}

fn previous_ids<'a>(table: &TableMatch<'a>, next: &HashSet<&'a Id>) -> HashSet<&'a Id> {
    if next.is_empty() {
        return HashSet::new();
    }
    table.columns.kept.iter().filter(|pair| next.contains(&pair.next.id)).map(|pair| &pair.previous.id).collect()
}

pub(crate) fn mentions(expression: &Expr, words: &HashSet<&str>) -> bool {
    !words.is_empty() && has_word(expression.sql(), &|word| words.contains(word))
}

pub(crate) fn policy_mentions(policy: &Policy, words: &HashSet<&str>) -> bool {
    [&policy.using, &policy.check].into_iter().flatten().any(|expression| mentions(expression, words))
}

/// True if a policy may read other tables.
pub(crate) fn policy_queries(policy: &Policy) -> bool {
    [&policy.using, &policy.check].into_iter().flatten().any(has_select)
}
