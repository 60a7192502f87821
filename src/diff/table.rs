//! Changes of tables themselves; those of what belongs to a table follow each table's own.

use super::rejoin::comes_after_its_parent;
use super::{Aligned, Change, TableMatch, column, constraint, index, policy, rejoins};
use crate::catalog::{Id, Pair, ReplicaIdentity, RowSecurity, Table, TableOptions};

/// A change of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableChange {
    /// The table is new, with all that belongs to it.
    Added {
        /// Its id.
        id: Id,
    },
    /// The table is gone, with all that belonged to it.
    Removed {
        /// Its id.
        id: Id,
    },
    /// The table is in both catalogs.
    Altered {
        /// Its ids.
        ids: Pair<Id>,
        /// What changed.
        what: TableAlteration,
    },
}

/// What changed of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableAlteration {
    /// Its name.
    Renamed,
    /// Its schema.
    Moved,
    /// Whether row-level security is enabled and forced.
    RowSecurity(Pair<RowSecurity>),
    /// What it is a partition of, or inherits from.
    Parents,
    /// What else is said of it.
    Options,
}

pub(super) fn changes(aligned: &Aligned<'_>, out: &mut Vec<Change>) {
    let tables = &aligned.tables;
    for gone in &tables.removed {
        out.push(Change::Table(TableChange::Removed { id: gone.id.clone() }));
    }
    for table in &aligned.kept_tables {
        let Pair { previous, next } = table.tables;
        // Equal ids are the same object in both catalogs, so what is equal to the letter is the same.
        let mut push = |what| out.push(Change::Table(TableChange::Altered { ids: table.ids(), what }));
        if table.equal {
            if comes_after_its_parent(aligned, table) {
                push(TableAlteration::Parents);
            }
            continue;
        }
        if !aligned.schemas.same(&previous.schema, &next.schema) {
            push(TableAlteration::Moved);
        }
        if previous.name != next.name {
            push(TableAlteration::Renamed);
        }
        if previous.row_security != next.row_security {
            push(TableAlteration::RowSecurity(Pair::new(previous.row_security, next.row_security)));
        }
        if !same_parents(aligned, table.tables) || rejoins(aligned, table) {
            push(TableAlteration::Parents);
        }
        if !same_options(aligned, table) {
            push(TableAlteration::Options);
        }
        column::changes(aligned, table, out);
        constraint::changes(aligned, table, out);
        index::changes(aligned, table, out);
        policy::changes(aligned, table, out);
    }
    for new in &tables.added {
        out.push(Change::Table(TableChange::Added { id: new.id.clone() }));
    }
}

/// True if two tables are partitions of the same table with the same bound, and inherit from the same tables.
pub(super) fn same_parents(aligned: &Aligned<'_>, tables: Pair<&Table>) -> bool {
    let Pair { previous, next } = tables.map(|t| &t.options);
    let same_partition = match (&previous.partition_of, &next.partition_of) {
        (None, None) => true,
        (Some(p), Some(n)) => p.bound == n.bound && aligned.is_kept(&p.parent, &n.parent),
        _ => false,
    };
    let inherits = previous.inherits.iter().zip(&next.inherits);
    same_partition
        && previous.inherits.len() == next.inherits.len()
        && inherits.into_iter().all(|(p, n)| aligned.is_kept(p, n))
}

/// True if the same else is said of two tables.
fn same_options(aligned: &Aligned<'_>, table: &TableMatch<'_>) -> bool {
    let Pair { previous, next } = table.tables.map(|t| &t.options);
    let plain = |o: &TableOptions| (o.unlogged, o.method.clone(), o.parameters.clone());
    let same_index = |p: &Id, n: &Id| table.indexes.same(p, n) || table.constraints.same(p, n);
    let same_identity = match (&previous.replica_identity, &next.replica_identity) {
        (ReplicaIdentity::Index(p), ReplicaIdentity::Index(n)) => same_index(p, n),
        (p, n) => p == n,
    };
    let same_cluster = match (&previous.cluster_on, &next.cluster_on) {
        (Some(p), Some(n)) => same_index(p, n),
        (p, n) => p.is_none() && n.is_none(),
    };
    let same_type = match (&previous.of_type, &next.of_type) {
        (Some(p), Some(n)) => aligned.same_type(p, n),
        (p, n) => p.is_none() && n.is_none(),
    };
    plain(previous) == plain(next) && same_type && same_identity && same_cluster
}
