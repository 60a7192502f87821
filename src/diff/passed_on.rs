//! Privileges that roles granted which don't own the object: who may pass what on, and in which order.

use std::collections::{BTreeMap, BTreeSet};

use super::acl::{AclStep, Holder, role_name};
use crate::catalog::{Access, Catalog, Grantee, Privilege};

/// One privilege that a role passed on to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Link<'a> {
    privilege: Privilege,
    by: &'a str,
    to: Holder<'a>,
}

/// What others than the owner granted, and whether it may be passed on again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PassedOn<'a> {
    links: BTreeMap<Link<'a>, bool>,
}

/// The roles that may pass a privilege on because the owner let them.
pub(super) type Roots<'a> = BTreeSet<(Privilege, &'a str)>;

impl<'a> PassedOn<'a> {
    pub(super) fn add(&mut self, catalog: &'a Catalog, access: &'a Access) {
        for passed in &access.passed_on {
            let by = role_name(catalog, &passed.by);
            let to = match &passed.to {
                Grantee::Public => Holder::Public,
                Grantee::Role(id) => Holder::Role(role_name(catalog, id)),
            };
            for privilege in &passed.privileges {
                *self.links.entry(Link { privilege: *privilege, by, to }).or_default() |= passed.grantable;
            }
        }
    }

    pub(super) fn clear(&mut self) {
        self.links.clear();
    }

    /// What remains standing while one list becomes the other: what is in both, and rests on what is in both. Whoever
    /// may pass a privilege on by neither list has that from elsewhere, as from the whole table for a column of it.
    pub(super) fn standing(&self, roots: &Roots<'a>, next: &Self, next_roots: &Roots<'a>) -> Self {
        let (before, after) = (self.depths(roots), next.depths(next_roots));
        let both = |link: &Link<'a>, option: &bool| next.links.get(link).is_some_and(|after| after >= option);
        let mut found = Self { links: self.links.iter().filter(|(l, o)| both(l, o)).map(|(l, o)| (*l, *o)).collect() };
        let roots: Roots<'a> = roots.intersection(next_roots).copied().collect();
        loop {
            let depths = found.depths(&roots);
            let count = found.links.len();
            found.links.retain(|link, _| {
                let grantor = (link.privilege, link.by);
                depths.contains_key(&grantor) || !before.contains_key(&grantor) && !after.contains_key(&grantor)
            });
            if found.links.len() == count {
                return found;
            }
        }
    }

    /// How many hands a privilege goes through until a role may pass it on.
    fn depths(&self, roots: &Roots<'a>) -> BTreeMap<(Privilege, &'a str), usize> {
        let mut depths: BTreeMap<_, _> = roots.iter().map(|root| (*root, 0)).collect();
        loop {
            let mut found = Vec::new();
            for (link, _) in self.links.iter().filter(|(_, option)| **option) {
                if let (Some(depth), Holder::Role(to)) = (depths.get(&(link.privilege, link.by)), link.to)
                    && !depths.contains_key(&(link.privilege, to))
                {
                    found.push(((link.privilege, to), depth + 1));
                }
            }
            if found.is_empty() {
                return depths;
            }
            depths.extend(found);
        }
    }

    /// What revokes all that isn't in another list, the last hands first.
    pub(super) fn revokes(&self, roots: &Roots<'a>, left: &Self) -> Vec<AclStep<'a>> {
        let mut steps = self.grants(roots, left);
        steps.reverse();
        steps.iter_mut().for_each(|step| (step.gives, step.option) = (false, false));
        steps
    }

    /// What grants all that isn't in another list, the first hands first.
    pub(super) fn grants(&self, roots: &Roots<'a>, there: &Self) -> Vec<AclStep<'a>> {
        let depths = self.depths(roots);
        let missing = self.links.iter().filter(|(link, option)| there.links.get(*link) != Some(*option));
        let mut by: BTreeMap<(usize, &str, Holder<'a>, bool), Vec<Privilege>> = BTreeMap::new();
        for (link, option) in missing {
            let depth = depths.get(&(link.privilege, link.by)).copied().unwrap_or_default();
            by.entry((depth, link.by, link.to, *option)).or_default().push(link.privilege);
        }
        let step =
            |((_, by, holder, option), privileges)| AclStep { gives: true, option, privileges, holder, by: Some(by) };
        by.into_iter().map(step).collect()
    }
}
