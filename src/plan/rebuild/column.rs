//! Columns that get another type or are made again, and what reads them within their table.

use std::collections::HashSet;

use super::super::options::Options;
use super::foreign_key::breaks_key;
use super::{Rebuilds, TableRebuilds, mentions, policy_mentions, previous_ids, type_object};
use crate::catalog::{Column, ColumnValue, ConstraintKind, Id, Index, IndexTarget, Pair};
use crate::diff::{Aligned, TableMatch};

impl<'a> Rebuilds<'a> {
    /// Columns of a table, and what stands on them within the table.
    pub(super) fn columns(
        &mut self,
        aligned: &Aligned<'a>,
        table: &'a TableMatch<'a>,
        removed: &[&'a str],
        enum_names: &HashSet<&'a str>,
        options: &Options,
        everywhere: &mut HashSet<&'a str>,
    ) {
        let next_id = &table.tables.next.id;
        let lost: Vec<_> = table.columns.kept.iter().filter(|pair| self.loses_type(aligned, **pair)).collect();
        if table.equal && enum_names.is_empty() && lost.is_empty() && !self.tables.contains_key(next_id) {
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
        rebuilds.retyped.extend(lost.iter().map(|pair| &pair.next.id));
        for pair in &table.columns.kept {
            let range =
                aligned.catalogs.previous.own_type(&pair.previous.data_type).is_some_and(|id| {
                    !self.survives(aligned, id) && type_object::is_range(aligned.catalogs.previous, id)
                });
            let is_lost = range || lost.iter().any(|lost| lost.next.id == pair.next.id);
            if is_lost && rebuilds.retyped.contains(&pair.next.id) {
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
