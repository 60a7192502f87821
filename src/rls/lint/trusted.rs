//! The tables that policies read: who may reach what depends on their rows.

use std::collections::BTreeMap;

use super::parts::each_query;
use super::reading::Asker;
use super::scope::Scope;
use crate::catalog::Id;
use crate::rls::predicate::{Body, Part, Predicate, Query, Scalar, Set, Source};
use crate::rls::wall::WallTable;

/// A table that a policy reads.
pub(super) struct Trusted<'w> {
    pub(super) table: &'w WallTable<'w>,
    /// The table whose policy reads it.
    pub(super) by: &'w WallTable<'w>,
    /// The policy's name.
    pub(super) policy: &'w str,
    /// True if the policy itself reads it, as whoever asks; false if a function does so as its owner.
    pub(super) direct: bool,
    /// The columns by which it says which rows may be reached: what the sub-select lists or compares with the row.
    pub(super) grants: Vec<Id>,
    /// True if the sub-select asks who calls.
    pub(super) asks: bool,
}

/// The tables that policies read in sub-selects, directly or in the bodies of functions; each once for a policied table.
pub(super) fn trusted<'w>(scope: &Scope<'w>) -> Vec<Trusted<'w>> {
    let mut found: BTreeMap<(&Id, &Id, bool), Trusted<'w>> = BTreeMap::new();
    for by in scope.wall.tables().iter().filter(|table| !table.table.row_security.is_off()) {
        let asker = Asker::new(scope, by);
        for read in &scope.reading(by).policies {
            let mut add = |query: &Query, direct: bool| {
                for relation in &query.tables {
                    let Some(table) = relation.id.as_ref().and_then(|id| scope.wall.table_by_id(id)) else { continue };
                    let entry = found.entry((&by.table.id, &table.table.id, direct)).or_insert_with(|| Trusted {
                        table,
                        by,
                        policy: &read.policy.name,
                        direct,
                        grants: Vec::new(),
                        asks: false,
                    });
                    entry.asks |= asker.query_asks(query);
                    entry.grants.extend(query.columns.iter().filter_map(Scalar::inner).map(|inner| inner.id.clone()));
                    entry.grants.extend(query.correlations().iter().map(|(inner, _)| inner.id.clone()));
                }
            };
            for (_, clause) in read.clauses() {
                each_query(clause, &mut |query| add(query, true));
                clause.walk(&mut |part, _| match part {
                    Part::Scalar(Scalar::Helper(helper))
                    | Part::Predicate(Predicate::Member { set: Set { source: Source::Helper(helper), .. }, .. }) => {
                        if let Body::Query(query) = &helper.body {
                            add(query, !helper.definer);
                        }
                    }
                    _ => {}
                });
            }
        }
    }
    found.into_values().collect()
}
