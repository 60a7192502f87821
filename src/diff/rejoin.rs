//! Tables that must leave a parent and join it again, because PostgreSQL changes what is inherited only then.

use super::align::{Aligned, TableMatch};
use crate::catalog::{ConstraintKind, Pair, Table};

/// True if a table goes on inheriting from a parent, but what it inherits from it is its own by now, or was its own
/// before, or its parents come in another order. No statement says any of that of a table that keeps its parents.
pub(crate) fn rejoins(aligned: &Aligned<'_>, table: &TableMatch<'_>) -> bool {
    let Pair { previous, next } = table.tables;
    if previous.options.inherits.is_empty() || next.options.inherits.is_empty() {
        return false;
    }
    let kept = |id| aligned.kept_by_next(id).map(|parent| parent.tables);
    let parents: Vec<Pair<&Table>> = next.options.inherits.iter().filter_map(kept).collect();
    let stay = parents.iter().filter(|parent| previous.options.inherits.contains(&parent.previous.id));
    let stay: Vec<Pair<&Table>> = stay.copied().collect();
    if stay.is_empty() {
        return false;
    }
    // What it stays with comes first afterwards, in the order of before.
    let mut order: Vec<_> = stay.iter().map(|parent| &parent.next.id).collect();
    order.sort_by_key(|id| {
        let before = stay.iter().find(|parent| parent.next.id == **id).map(|parent| &parent.previous.id);
        previous.options.inherits.iter().position(|id| Some(id) == before)
    });
    if !next.options.inherits.iter().zip(order).all(|(wanted, found)| wanted == found) {
        return true;
    }
    let has = |table: &Table, name: &str| table.columns.iter().any(|column| column.name == name);
    let column = |pair: &Pair<&crate::catalog::Column>| {
        let Pair { previous: p, next: n } = pair;
        p.options.inherited != n.options.inherited
            && stay.iter().any(|parent| has(parent.previous, &p.name) || has(parent.next, &n.name))
    };
    let own_beside = |name: &str| stay.iter().any(|parent| has(parent.next, name));
    let added = table.columns.added.iter().filter(|column| !column.options.inherited);
    let checks = |table: &Table, name: &str| {
        let mut checks = table.constraints.iter().filter(|c| matches!(c.kind, ConstraintKind::Check { .. }));
        checks.any(|check| check.name == name)
    };
    table.columns.kept.iter().any(column)
        || added.into_iter().any(|column| own_beside(&column.name))
        || table.constraints.kept.iter().any(|pair| {
            matches!(pair.next.kind, ConstraintKind::Check { .. })
                && pair.previous.options.inherited != pair.next.options.inherited
                && stay
                    .iter()
                    .any(|parent| checks(parent.previous, &pair.previous.name) || checks(parent.next, &pair.next.name))
        })
}
