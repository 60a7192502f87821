//! Publications that step aside while rows are changed.
//!
//! PostgreSQL refuses an UPDATE of a published table whose rows have no identity that is published. Where the plan has one, for a default
//! that can't be set with its column, what publishes the table goes first and comes back afterwards.

use super::Rebuilds;
use crate::catalog::{Column, ColumnValue, ConstraintKind, Id, Object, ReplicaIdentity};
use crate::diff::{Aligned, TableMatch};

impl<'a> Rebuilds<'a> {
    /// Finds publications of tables whose rows are changed without an identity.
    pub(super) fn publications(&mut self, aligned: &'a Aligned<'a>) {
        let is_publication = |object: &Object| object.kind == "publication";
        if !aligned.objects.kept.iter().any(|pair| is_publication(pair.previous)) {
            return;
        }
        let changed: Vec<_> = aligned.kept_tables.iter().filter(|table| self.changes_rows(aligned, table)).collect();
        for pair in aligned.objects.kept.iter().filter(|pair| is_publication(pair.previous)) {
            let on = aligned.catalogs.previous.dependencies.get(&pair.previous.id);
            let names = |id: &Id| on.is_some_and(|on| on.contains(id));
            let all = pair.previous.definition.contains(" FOR ALL TABLES");
            let of = changed.iter().any(|found| {
                let table = found.tables.previous;
                // A list of columns, or a condition, may not cover the identity.
                let in_part = table.columns.iter().any(|column| names(&column.id));
                in_part || (all || names(&table.id) || names(&table.schema)) && !self.keeps_identity(found)
            });
            if of && publishes_updates(&pair.previous.definition) {
                self.objects.insert(&pair.next.id);
            }
        }
    }

    /// True if rows of a table get the default of a column that comes anew.
    fn changes_rows(&self, aligned: &Aligned<'_>, table: &TableMatch<'a>) -> bool {
        let next = table.tables.next;
        let anew = |id: &Id| self.table(&next.id).is_some_and(|rebuilds| rebuilds.is_new(id));
        let added = table.columns.added.iter().copied();
        let recreated = table.columns.kept.iter().map(|pair| pair.next).filter(|column| anew(&column.id));
        added.chain(recreated).any(|column| aligned.catalogs.next.default_waits(next, column))
    }

    /// True if the rows of a table have an identity before, after and in between.
    fn keeps_identity(&self, table: &TableMatch<'_>) -> bool {
        let stays = |id: &Id| {
            let goes = |rebuilds: &super::TableRebuilds<'_>| {
                rebuilds.constraints.contains(id) || rebuilds.indexes.contains(id)
            };
            !self.table(&table.tables.next.id).is_some_and(goes)
        };
        let is_key = |kind: &ConstraintKind| matches!(kind, ConstraintKind::PrimaryKey { .. });
        match (&table.tables.previous.options.replica_identity, &table.tables.next.options.replica_identity) {
            // The whole row is none where columns of it are not published.
            (ReplicaIdentity::Full, ReplicaIdentity::Full) => {
                let generated = |column: &Column| matches!(column.value, ColumnValue::Generated { .. });
                !table.tables.previous.columns.iter().chain(&table.tables.next.columns).any(generated)
            }
            (ReplicaIdentity::Default, ReplicaIdentity::Default) => table
                .constraints
                .kept
                .iter()
                .any(|pair| is_key(&pair.previous.kind) && is_key(&pair.next.kind) && stays(&pair.next.id)),
            (ReplicaIdentity::Index(before), ReplicaIdentity::Index(after)) => {
                let constraints = table.constraints.kept.iter().map(|pair| pair.map(|constraint| &constraint.id));
                let mut kept = constraints.chain(table.indexes.kept.iter().map(|pair| pair.map(|index| &index.id)));
                stays(after) && kept.any(|pair| pair.previous == before && pair.next == after)
            }
            _ => false,
        }
    }
}

/// True unless a publication's definition names what it publishes and updates are not among it.
fn publishes_updates(definition: &str) -> bool {
    let published = definition.rsplit_once("publish = '").and_then(|(_, rest)| rest.split_once('\''));
    published.is_none_or(|(published, _)| published.split(", ").any(|what| what == "update"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_publication_publishes_updates_unless_it_says_otherwise() {
        assert!(publishes_updates("CREATE PUBLICATION p FOR ALL TABLES"));
        assert!(publishes_updates("CREATE PUBLICATION p FOR ALL TABLES\n    WITH (publish = 'insert, update')"));
        assert!(!publishes_updates("CREATE PUBLICATION p FOR ALL TABLES\n    WITH (publish = 'insert, delete')"));
        assert!(!publishes_updates("CREATE PUBLICATION p FOR ALL TABLES\n    WITH (publish = '')"));
    }
}
