//! Changes of privileges.

use std::collections::{BTreeMap, BTreeSet};

use super::{Aligned, Change};
use crate::catalog::{Catalog, Grant, Grantee, Id, Pair, Privilege};

/// A change of the privileges on an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GrantChange {
    /// A grantee has more privileges.
    Granted {
        /// On what.
        on: Grantable,
        /// Who: an id of the next catalog.
        to: Grantee,
        /// Which ones.
        privileges: Vec<Privilege>,
    },
    /// A grantee has fewer privileges.
    Revoked {
        /// On what.
        on: Grantable,
        /// Who: an id of the previous catalog.
        from: Grantee,
        /// Which ones.
        privileges: Vec<Privilege>,
    },
}

/// What privileges are granted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grantable {
    /// A schema.
    Schema(Pair<Id>),
    /// A table.
    Table(Pair<Id>),
    /// A sequence.
    Sequence(Pair<Id>),
    /// An object that is its definition.
    Object(Pair<Id>),
}

pub(super) fn changes(aligned: &Aligned<'_>, out: &mut Vec<Change>) {
    let Pair { previous, next } = aligned.catalogs;
    let same_roles = previous.owner == next.owner && previous.roles == next.roles;
    let compare =
        |catalogs: Pair<&Catalog>, grants: Pair<&[Grant]>, on: &dyn Fn() -> Grantable, out: &mut Vec<Change>| {
            if !(same_roles && grants.previous == grants.next) {
                compare(catalogs, grants, on, out);
            }
        };
    for pair in aligned.schemas.kept.iter().filter(|pair| !pair.previous.is_public() && !pair.next.is_public()) {
        let on = || Grantable::Schema(pair.map(|s| s.id.clone()));
        compare(aligned.catalogs, pair.map(|s| s.grants.as_slice()), &on, out);
    }
    for pair in &aligned.sequences.kept {
        let on = || Grantable::Sequence(pair.map(|s| s.id.clone()));
        compare(aligned.catalogs, pair.map(|s| s.grants.as_slice()), &on, out);
    }
    for pair in &aligned.objects.kept {
        let on = || Grantable::Object(pair.map(|o| o.id.clone()));
        compare(aligned.catalogs, pair.map(|o| o.grants.as_slice()), &on, out);
    }
    for pair in &aligned.tables.kept {
        let on = || Grantable::Table(pair.map(|t| t.id.clone()));
        compare(aligned.catalogs, pair.map(|t| t.grants.as_slice()), &on, out);
    }
}

fn compare(catalogs: Pair<&Catalog>, grants: Pair<&[Grant]>, on: impl Fn() -> Grantable, out: &mut Vec<Change>) {
    if grants.previous.is_empty() && grants.next.is_empty() {
        return;
    }
    let previous = privileges_by_role(catalogs.previous, grants.previous);
    let next = privileges_by_role(catalogs.next, grants.next);
    for (role, (grantee, had)) in &previous {
        let has = next.get(role).map(|(_, has)| has.clone()).unwrap_or_default();
        let privileges: Vec<_> = had.difference(&has).copied().collect();
        if !privileges.is_empty() {
            out.push(Change::Grant(GrantChange::Revoked { on: on(), from: (*grantee).clone(), privileges }));
        }
    }
    for (role, (grantee, has)) in &next {
        let had = previous.get(role).map(|(_, had)| had.clone()).unwrap_or_default();
        let privileges: Vec<_> = has.difference(&had).copied().collect();
        if !privileges.is_empty() {
            out.push(Change::Grant(GrantChange::Granted { on: on(), to: (*grantee).clone(), privileges }));
        }
    }
}

/// Privileges by the name of who has them (`None` is PUBLIC): a role with another name is another role, because
/// migrations don't rename roles. The owner is left out: it has every privilege on its own objects, and taking away
/// what was "granted" to it would lock it out.
pub(crate) fn privileges_by_role<'a>(
    catalog: &'a Catalog,
    grants: &'a [Grant],
) -> BTreeMap<Option<&'a str>, (&'a Grantee, BTreeSet<Privilege>)> {
    let owner = catalog.owner.as_ref().map(|id| catalog.role(id).map_or(id.as_str(), |r| r.name.as_str()));
    let mut by_role: BTreeMap<Option<&str>, (&Grantee, BTreeSet<Privilege>)> = BTreeMap::new();
    for grant in grants {
        let name = match &grant.to {
            Grantee::Public => None,
            Grantee::Role(id) => Some(catalog.role(id).map_or(id.as_str(), |r| r.name.as_str())),
        };
        if (name.is_some() && name == owner) || grant.privileges.is_empty() {
            continue;
        }
        by_role.entry(name).or_insert_with(|| (&grant.to, BTreeSet::new())).1.extend(&grant.privileges);
    }
    by_role
}
