//! Changes of policies.

use std::collections::BTreeSet;

use super::{Aligned, Change, TableMatch, text};
use crate::catalog::Ordered;
use crate::catalog::{Catalog, Grantee, Id, Pair, Policy};

/// A change of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyChange {
    /// The policy is new.
    Added {
        /// The table's ids.
        table: Pair<Id>,
        /// The policy's id.
        id: Id,
    },
    /// The policy is gone.
    Removed {
        /// The table's ids.
        table: Pair<Id>,
        /// The policy's id.
        id: Id,
    },
    /// The policy is in both catalogs.
    Altered {
        /// The table's ids.
        table: Pair<Id>,
        /// The policy's ids.
        ids: Pair<Id>,
        /// What changed.
        what: PolicyAlteration,
    },
}

/// What changed of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyAlteration {
    /// Its name.
    Renamed,
    /// Its roles or expressions: ALTER POLICY can do it.
    Rules,
    /// Its command, whether it is permissive, or an expression it no longer has: it must be dropped and created.
    Redefined,
}

pub(super) fn changes(aligned: &Aligned<'_>, table: &TableMatch<'_>, out: &mut Vec<Change>) {
    for gone in &table.policies.removed {
        out.push(Change::Policy(PolicyChange::Removed { table: table.ids(), id: gone.id.clone() }));
    }
    for pair in &table.policies.kept {
        let mut push = |what| {
            let ids = pair.map(|p| p.id.clone());
            out.push(Change::Policy(PolicyChange::Altered { table: table.ids(), ids, what }));
        };
        let Pair { previous, next } = *pair;
        let loses = |p: &Option<_>, n: &Option<_>| p.is_some() && n.is_none();
        if previous.command != next.command
            || previous.restrictive != next.restrictive
            || loses(&previous.using, &next.using)
            || loses(&previous.check, &next.check)
        {
            push(PolicyAlteration::Redefined);
            continue;
        }
        if previous.name != next.name {
            push(PolicyAlteration::Renamed);
        }
        if roles(aligned.catalogs.previous, previous) != roles(aligned.catalogs.next, next)
            || !text::same_option(aligned, table, pair.map(|p| p.using.as_ref()))
            || !text::same_option(aligned, table, pair.map(|p| p.check.as_ref()))
        {
            push(PolicyAlteration::Rules);
        }
    }
    for new in &table.policies.added {
        out.push(Change::Policy(PolicyChange::Added { table: table.ids(), id: new.id.clone() }));
    }
}

/// The roles by name: a role with another name is another role, because migrations don't rename roles.
fn roles<'a>(catalog: &'a Catalog, policy: &'a Policy) -> BTreeSet<Option<&'a str>> {
    if policy.to.is_empty() {
        return [None].into_iter().ordered_set();
    }
    let name = |grantee: &'a Grantee| match grantee {
        Grantee::Public => None,
        Grantee::Role(id) => Some(catalog.role(id).map_or(id.as_str(), |r| r.name.as_str())),
    };
    policy.to.iter().map(name).collect()
}
