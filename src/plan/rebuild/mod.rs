//! What must be dropped and made again although it did not change itself, because something it stands on did.
//!
//! PostgreSQL refuses to change a column's type while a generated column or a policy reads it, and it makes checks and
//! indexes again from their old text, in which the old type's casts stand. So whatever reads such a column goes first
//! and comes back afterwards. Which expressions read it is told by the words in them: a word too many costs a needless
//! statement, one too few a failed migration.

mod object;
mod partition;
mod publication;
mod stand_in;
mod type_object;

use std::collections::{HashMap, HashSet};

use super::cast;
use super::options::Options;
use crate::catalog::{
    Column, ColumnValue, Constraint, ConstraintKind, DataType, Expr, Id, Index, IndexTarget, Pair, Policy,
};
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
    /// Of these, columns that are text in between: a range takes its functions' names with it, and so can't step aside.
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
            let anew: HashSet<&Id> = found.objects.iter().filter(is_type).copied().collect();
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

    /// Columns of a table, and what stands on them within the table.
    fn columns(
        &mut self,
        aligned: &Aligned<'a>,
        table: &'a TableMatch<'a>,
        removed: &[&'a str],
        enum_names: &HashSet<&'a str>,
        options: &Options,
        everywhere: &mut HashSet<&'a str>,
    ) {
        let next_id = &table.tables.next.id;
        if table.equal && enum_names.is_empty() && !self.tables.contains_key(next_id) {
            return;
        }
        let mut rebuilds = self.tables.remove(next_id).unwrap_or_default();
        for pair in &table.columns.kept {
            let anew = |id: &&Id| self.enums.contains(id) || self.objects.contains(id);
            let own = Pair::new(
                aligned.catalogs.previous.own_type(&pair.previous.data_type),
                aligned.catalogs.next.own_type(&pair.next.data_type),
            );
            if pair.map(|column| column.own_collation.as_ref()).next.is_some_and(|id| anew(&id)) {
                rebuilds.retyped.insert(&pair.next.id);
            }
            let Some(id) = own.next.filter(anew) else { continue };
            if own.previous.is_some_and(|previous| aligned.same_type(previous, id)) {
                rebuilds.retyped.insert(&pair.next.id);
            }
        }
        for pair in &table.columns.kept {
            if rebuilds.retyped.contains(&pair.next.id)
                && let Some(id) = aligned.catalogs.previous.own_type(&pair.previous.data_type)
                && !self.survives(aligned, id)
                && type_object::is_range(aligned.catalogs.previous, id)
            {
                rebuilds.through_text.insert(&pair.next.id);
                if matches!(pair.previous.value, ColumnValue::Default { .. } | ColumnValue::NextValue { .. }) {
                    rebuilds.defaults.insert(&pair.next.id);
                }
            }
        }
        for pair in &table.columns.kept {
            if !can_become(*pair, rebuilds.retyped.contains(&pair.next.id), table, aligned, options) {
                rebuilds.recreated.insert(&pair.next.id);
            }
        }
        rebuilds.moved = out_of_order(table, &rebuilds.recreated);
        rebuilds.recreated.extend(&rebuilds.moved);
        let mut words: HashSet<&str> = removed.iter().copied().collect();
        words.extend(enum_names);
        for pair in &table.columns.kept {
            if rebuilds.retyped.contains(&pair.next.id) || rebuilds.recreated.contains(&pair.next.id) {
                words.insert(&pair.previous.name);
            }
        }
        if !words.is_empty() {
            // A generated column can't be dropped or retyped under: it goes with what it reads. No generated column
            // reads another, so one pass finds all.
            for pair in &table.columns.kept {
                if let (ColumnValue::Generated { expression, .. }, ColumnValue::Generated { .. }) =
                    (&pair.previous.value, &pair.next.value)
                    && mentions(expression, &words)
                {
                    rebuilds.recreated.insert(&pair.next.id);
                }
            }
            for pair in table.columns.kept.iter().filter(|pair| rebuilds.recreated.contains(&pair.next.id)) {
                words.insert(&pair.previous.name);
            }
            for pair in &table.columns.kept {
                if let ColumnValue::Default { expression } = &pair.previous.value
                    && mentions(expression, enum_names)
                {
                    rebuilds.defaults.insert(&pair.next.id);
                }
            }
            within(table, &words, &mut rebuilds);
        }
        rebuilds.retyped.retain(|id| !rebuilds.recreated.contains(id));
        rebuilds.through_text.retain(|id| !rebuilds.recreated.contains(id));
        for pair in &table.columns.kept {
            let gone_or_rebuilt = |id: &&Id| !self.survives(aligned, id);
            let own = aligned.catalogs.previous.own_type(&pair.previous.data_type);
            let own = own.filter(gone_or_rebuilt).filter(|_| !rebuilds.through_text.contains(&pair.next.id));
            let collation = pair.previous.own_collation.as_ref().filter(gone_or_rebuilt);
            if !rebuilds.recreated.contains(&pair.next.id) || rebuilds.moved.contains(&pair.next.id) {
                self.outliving_enums.extend(own.into_iter().chain(collation));
            }
        }
        everywhere.extend(words);
        self.tables.insert(next_id, rebuilds);
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

    /// Foreign keys onto keys that go or are made again, or whose target's columns change.
    fn foreign_keys(&mut self, aligned: &'a Aligned<'a>) {
        let mut broken: HashMap<&Id, Broken<'_>> = HashMap::new();
        for table in &aligned.kept_tables {
            let rebuilds = self.tables.get(&table.tables.next.id);
            if table.equal && rebuilds.is_none() {
                continue;
            }
            let found = Broken::of(table, rebuilds);
            if !found.is_empty() {
                broken.insert(&table.tables.previous.id, found);
            }
        }
        if broken.is_empty() {
            return;
        }
        for table in &aligned.kept_tables {
            for pair in &table.constraints.kept {
                let ConstraintKind::ForeignKey { target, target_columns, .. } = &pair.previous.kind else { continue };
                let Some(found) = broken.get(target) else { continue };
                let Some(target) = aligned.kept_by_previous(target) else { continue };
                if found.hits(target_columns) || breaks_key(target, &found.retyped, target_columns) {
                    self.tables.entry(&table.tables.next.id).or_default().constraints.insert(&pair.next.id);
                }
            }
        }
    }
}

/// Constraints, indexes and policies of a table that read columns which are retyped, recreated or removed.
fn within<'a>(table: &'a TableMatch<'a>, words: &HashSet<&'a str>, rebuilds: &mut TableRebuilds<'a>) {
    let retyped: HashSet<&Id> = previous_ids(table, &rebuilds.retyped);
    let mut recreated: HashSet<&Id> = previous_ids(table, &rebuilds.recreated);
    recreated.extend(previous_ids(table, &rebuilds.through_text));
    let any = |ids: &[Id], of: &HashSet<&Id>| ids.iter().any(|id| of.contains(id));
    for pair in &table.constraints.kept {
        let stands_on_it = match &pair.previous.kind {
            ConstraintKind::Check { expression } | ConstraintKind::Exclude { definition: expression } => {
                mentions(expression, words)
            }
            ConstraintKind::ForeignKey { columns, .. } => {
                any(columns, &recreated) || breaks_key(table, &retyped, columns)
            }
            ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => any(columns, &recreated),
        };
        if stands_on_it {
            rebuilds.constraints.insert(&pair.next.id);
        }
    }
    for pair in &table.indexes.kept {
        if index_reads(pair.previous, words, &retyped, &recreated) {
            rebuilds.indexes.insert(&pair.next.id);
        }
    }
    for pair in &table.policies.kept {
        if policy_mentions(pair.previous, words) {
            rebuilds.policies.insert(&pair.next.id);
        }
    }
}

/// What of a table foreign keys may no longer rest on. Ids are those of the previous catalog.
struct Broken<'a> {
    keys: Vec<HashSet<&'a Id>>,
    recreated: HashSet<&'a Id>,
    retyped: HashSet<&'a Id>,
}

impl<'a> Broken<'a> {
    fn of(table: &TableMatch<'a>, rebuilds: Option<&TableRebuilds<'a>>) -> Self {
        let mut keys: Vec<HashSet<&Id>> = Vec::new();
        let mut constraint = |c: &'a Constraint| match &c.kind {
            ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
                keys.push(columns.iter().collect());
            }
            _ => {}
        };
        table.constraints.removed.iter().for_each(|c| constraint(c));
        let rebuilt = |id: &Id| rebuilds.is_some_and(|r| r.constraints.contains(id));
        table.constraints.kept.iter().filter(|c| rebuilt(&c.next.id)).for_each(|c| constraint(c.previous));
        let mut index = |i: &'a Index| {
            if let Some(columns) = unique_columns(i) {
                keys.push(columns);
            }
        };
        table.indexes.removed.iter().for_each(|i| index(i));
        let rebuilt = |id: &Id| rebuilds.is_some_and(|r| r.indexes.contains(id));
        table.indexes.kept.iter().filter(|i| rebuilt(&i.next.id)).for_each(|i| index(i.previous));
        let previous = |of: for<'r> fn(&'r TableRebuilds<'a>) -> &'r HashSet<&'a Id>| {
            rebuilds.map(|r| previous_ids(table, of(r))).unwrap_or_default()
        };
        Self { keys, recreated: previous(|r| &r.recreated), retyped: previous(|r| &r.retyped) }
    }

    fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.recreated.is_empty() && self.retyped.is_empty()
    }

    /// True if a foreign key onto these columns may rest on a key that goes. PostgreSQL doesn't say on which of two
    /// keys over the same columns it rests.
    fn hits(&self, columns: &[Id]) -> bool {
        let columns: HashSet<&Id> = columns.iter().collect();
        self.keys.contains(&columns) || columns.iter().any(|id| self.recreated.contains(*id))
    }
}

/// The columns of an index that a foreign key may rest on.
fn unique_columns(index: &Index) -> Option<HashSet<&Id>> {
    if !index.unique || index.predicate.is_some() {
        return None;
    }
    index
        .keys
        .iter()
        .map(|key| match &key.target {
            IndexTarget::Column { column } => Some(column),
            IndexTarget::Expression { .. } => None,
        })
        .collect()
}

/// True if a foreign key over these columns of a table does not survive their new types.
fn breaks_key(table: &TableMatch<'_>, retyped: &HashSet<&Id>, columns: &[Id]) -> bool {
    columns.iter().filter(|id| retyped.contains(id)).any(|id| {
        let pair = table.columns.kept.iter().find(|pair| pair.previous.id == *id);
        pair.is_none_or(|pair| match (&pair.previous.data_type, &pair.next.data_type) {
            (DataType::Builtin(before), DataType::Builtin(after)) => {
                !cast::comparable(before, after) || pair.previous.collation != pair.next.collation
            }
            _ => true,
        })
    })
}

fn previous_ids<'a>(table: &TableMatch<'a>, next: &HashSet<&'a Id>) -> HashSet<&'a Id> {
    if next.is_empty() {
        return HashSet::new();
    }
    table.columns.kept.iter().filter(|pair| next.contains(&pair.next.id)).map(|pair| &pair.previous.id).collect()
}

/// Columns that must be made again to stand where they are to: a table that is OF a type has the type's order. All that
/// comes anew stands behind what stays.
fn out_of_order<'a>(table: &TableMatch<'a>, recreated: &HashSet<&'a Id>) -> HashSet<&'a Id> {
    if table.tables.next.options.of_type.is_none() {
        return HashSet::new();
    }
    let stays =
        |id: &Id| table.columns.kept.iter().find(|pair| pair.next.id == *id && !recreated.contains(&pair.next.id));
    let was_at = |pair: &Pair<&Column>| table.tables.previous.columns.iter().position(|c| c.id == pair.previous.id);
    let mut last = None;
    let mut rest = table.tables.next.columns.iter().peekable();
    while let Some(at) = rest.peek().and_then(|column| was_at(stays(&column.id)?)) {
        if last.is_some_and(|last| at < last) {
            break;
        }
        last = Some(at);
        rest.next();
    }
    rest.map(|column| &column.id).filter(|id| stays(id).is_some()).collect()
}

/// True if PostgreSQL can turn the one column into the other.
fn can_become(
    pair: Pair<&Column>,
    retyped: bool,
    table: &TableMatch<'_>,
    aligned: &Aligned<'_>,
    options: &Options,
) -> bool {
    use ColumnValue::Generated;
    match (&pair.previous.value, &pair.next.value) {
        (Generated { stored: ps, .. }, Generated { stored: ns, .. }) => {
            // The expression of a virtual column can't be set while the table has a check; nothing is lost by making
            // the column again.
            let set_expression = options.target_version >= 17 && *ns;
            ps == ns && !retyped && (set_expression || crate::diff::same_generation(aligned, table, pair))
        }
        (_, Generated { .. }) => false,
        (Generated { stored, .. }, _) => *stored,
        _ => true,
    }
}

fn index_reads(index: &Index, words: &HashSet<&str>, retyped: &HashSet<&Id>, recreated: &HashSet<&Id>) -> bool {
    index.predicate.as_ref().is_some_and(|predicate| mentions(predicate, words))
        || index.include.iter().any(|id| recreated.contains(id))
        || index.keys.iter().any(|key| match &key.target {
            // An operator class is one of a type.
            IndexTarget::Column { column } => {
                recreated.contains(column) || (key.operator_class.is_some() && retyped.contains(column))
            }
            IndexTarget::Expression { expression } => mentions(expression, words),
        })
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
