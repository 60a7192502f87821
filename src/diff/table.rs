//! Changes of tables themselves; those of what belongs to a table follow each table's own.

use super::{Aligned, Change, column, constraint, index, policy};
use crate::catalog::{Id, Pair, RowSecurity};

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
}

pub(super) fn changes(aligned: &Aligned<'_>, out: &mut Vec<Change>) {
    let tables = &aligned.tables;
    for gone in &tables.removed {
        out.push(Change::Table(TableChange::Removed { id: gone.id.clone() }));
    }
    for table in &aligned.kept_tables {
        let Pair { previous, next } = table.tables;
        // Equal ids are the same object in both catalogs, so what is equal to the letter is the same.
        if table.equal {
            continue;
        }
        let mut push = |what| out.push(Change::Table(TableChange::Altered { ids: table.ids(), what }));
        if !aligned.schemas.same(&previous.schema, &next.schema) {
            push(TableAlteration::Moved);
        }
        if previous.name != next.name {
            push(TableAlteration::Renamed);
        }
        if previous.row_security != next.row_security {
            push(TableAlteration::RowSecurity(Pair::new(previous.row_security, next.row_security)));
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
