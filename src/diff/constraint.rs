//! Changes of constraints.

use super::{Aligned, Change, TableMatch, text};
use crate::catalog::{ConstraintKind, ConstraintOptions, Id, Pair};

/// A change of a constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstraintChange {
    /// The constraint is new.
    Added {
        /// The table's ids.
        table: Pair<Id>,
        /// The constraint's id.
        id: Id,
    },
    /// The constraint is gone.
    Removed {
        /// The table's ids.
        table: Pair<Id>,
        /// The constraint's id.
        id: Id,
    },
    /// The constraint is in both catalogs.
    Altered {
        /// The table's ids.
        table: Pair<Id>,
        /// The constraint's ids.
        ids: Pair<Id>,
        /// What changed.
        what: ConstraintAlteration,
    },
}

/// What changed of a constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConstraintAlteration {
    /// Its name only.
    Renamed,
    /// When it is checked; its name may have changed too.
    Deferral,
    /// Only that it holds for all rows, not for new ones alone.
    Validated,
    /// Which of the parent's keys it is attached to.
    Attached,
    /// What it says: it must be dropped and added.
    Redefined,
}

pub(super) fn changes(aligned: &Aligned<'_>, table: &TableMatch<'_>, out: &mut Vec<Change>) {
    for gone in &table.constraints.removed {
        out.push(Change::Constraint(ConstraintChange::Removed { table: table.ids(), id: gone.id.clone() }));
    }
    for pair in &table.constraints.kept {
        let mut push = |what| {
            let ids = pair.map(|c| c.id.clone());
            out.push(Change::Constraint(ConstraintChange::Altered { table: table.ids(), ids, what }));
        };
        let same_options = same_options(table, pair.map(|c| &*c.options));
        match compare(aligned, table, pair.map(|c| &c.kind)) {
            Sameness::Different => push(ConstraintAlteration::Redefined),
            _ if !same_options => push(ConstraintAlteration::Redefined),
            sameness => {
                if pair.previous.name != pair.next.name {
                    push(ConstraintAlteration::Renamed);
                }
                if sameness == Sameness::ButDeferral {
                    push(ConstraintAlteration::Deferral);
                }
                if pair.previous.options.not_valid && !pair.next.options.not_valid {
                    push(ConstraintAlteration::Validated);
                }
                if !aligned.same_part(&pair.previous.options.partition_of, &pair.next.options.partition_of) {
                    push(ConstraintAlteration::Attached);
                }
            }
        }
    }
    for new in &table.constraints.added {
        out.push(Change::Constraint(ConstraintChange::Added { table: table.ids(), id: new.id.clone() }));
    }
}

#[derive(PartialEq)]
enum Sameness {
    Same,
    ButDeferral,
    Different,
}

fn compare(aligned: &Aligned<'_>, table: &TableMatch<'_>, pair: Pair<&ConstraintKind>) -> Sameness {
    let same = |yes| if yes { Sameness::Same } else { Sameness::Different };
    match (pair.previous, pair.next) {
        (ConstraintKind::PrimaryKey { columns: p }, ConstraintKind::PrimaryKey { columns: n }) => {
            same(table.columns.same_all(p, n))
        }
        (
            ConstraintKind::Unique { columns: p, nulls_not_distinct: pn },
            ConstraintKind::Unique { columns: n, nulls_not_distinct: nn },
        ) => same(pn == nn && table.columns.same_all(p, n)),
        (ConstraintKind::Exclude { definition: p }, ConstraintKind::Exclude { definition: n })
        | (ConstraintKind::Check { expression: p }, ConstraintKind::Check { expression: n }) => {
            same(text::same(aligned, table, Pair::new(p, n)))
        }
        (
            ConstraintKind::ForeignKey {
                columns: p,
                target: pt,
                target_columns: ptc,
                on_delete: pd,
                on_update: pu,
                deferral: pdef,
            },
            ConstraintKind::ForeignKey {
                columns: n,
                target: nt,
                target_columns: ntc,
                on_delete: nd,
                on_update: nu,
                deferral: ndef,
            },
        ) => {
            let target_kept = aligned.tables.same(pt, nt)
                && aligned.kept_by_previous(pt).is_some_and(|target| target.columns.same_all(ptc, ntc));
            if !(target_kept && pd == nd && pu == nu && table.columns.same_all(p, n)) {
                Sameness::Different
            } else if pdef != ndef {
                Sameness::ButDeferral
            } else {
                Sameness::Same
            }
        }
        _ => Sameness::Different,
    }
}

/// True if the same else is said of two constraints, but for what ALTER TABLE can change. No statement makes a constraint
/// hold for new rows only.
fn same_options(table: &TableMatch<'_>, pair: Pair<&ConstraintOptions>) -> bool {
    let Pair { previous, next } = pair;
    let plain = |o: &ConstraintOptions| (o.period, o.deferral, o.match_full, o.no_inherit, o.not_enforced);
    plain(previous) == plain(next)
        && previous.parameters == next.parameters
        && (previous.not_valid || !next.not_valid)
        && table.columns.same_all(&previous.include, &next.include)
        && table.columns.same_all(&previous.delete_columns, &next.delete_columns)
}
