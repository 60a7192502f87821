//! Lists of privileges, and what leads from one to another.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Ordered;
use crate::catalog::{Access, Catalog, DefaultKind, Grant, Grantee, Id, Privilege};

/// Whom a privilege belongs to, by the name of a role: migrations don't rename roles, so one of another name is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Holder<'a> {
    /// Whoever owns the object.
    Owner,
    /// Everyone.
    Public,
    /// One role.
    Role(&'a str),
}

/// The privileges on one object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Acl<'a> {
    /// The owner has every privilege but these.
    owner_lacks: BTreeSet<Privilege>,
    /// The others' privileges, and whether they may pass each on.
    held: BTreeMap<Holder<'a>, BTreeMap<Privilege, bool>>,
}

/// A GRANT or REVOKE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AclStep<'a> {
    /// True for GRANT.
    pub(crate) gives: bool,
    /// `WITH GRANT OPTION`, or `GRANT OPTION FOR`.
    pub(crate) option: bool,
    pub(crate) privileges: Vec<Privilege>,
    pub(crate) holder: Holder<'a>,
}

impl<'a> Acl<'a> {
    /// What PostgreSQL gives on a new object by itself.
    pub(crate) fn built_in(public: &[Privilege]) -> Self {
        let mut acl = Self::default();
        if !public.is_empty() {
            acl.held.insert(Holder::Public, public.iter().map(|privilege| (*privilege, false)).ordered_map());
        }
        acl
    }

    /// The privileges that a catalog says an object has: its own grants and what is kept beside them. The owner's own
    /// grants are left out: it has every privilege on its own objects.
    pub(crate) fn of(
        catalog: &'a Catalog,
        public: &[Privilege],
        owner: Option<&str>,
        grants: &'a [Grant],
        access: Option<&'a Access>,
    ) -> Self {
        let mut acl = Self::built_in(public);
        acl.add(catalog, owner, grants, false);
        let Some(access) = access else { return acl };
        acl.add(catalog, owner, &access.grants, false);
        acl.add(catalog, owner, &access.grantable, true);
        acl.lack(access);
        acl
    }

    fn add(&mut self, catalog: &'a Catalog, owner: Option<&str>, grants: &'a [Grant], option: bool) {
        for grant in grants {
            let holder = match &grant.to {
                Grantee::Public => Holder::Public,
                Grantee::Role(id) => Holder::Role(role_name(catalog, id)),
            };
            if owner.is_some_and(|owner| holder == Holder::Role(owner)) || grant.privileges.is_empty() {
                continue;
            }
            let held = self.held.entry(holder).or_default();
            for privilege in &grant.privileges {
                *held.entry(*privilege).or_default() |= option;
            }
        }
    }

    fn lack(&mut self, access: &Access) {
        self.owner_lacks.extend(&access.owner_lacks);
        if let Some(public) = self.held.get_mut(&Holder::Public) {
            public.retain(|privilege, _| !access.public_lacks.contains(privilege));
        }
        self.held.retain(|_, privileges| !privileges.is_empty());
    }

    /// The privileges on an object of a kind that whoever runs the migrations makes: those of its default privileges.
    pub(crate) fn new_object(
        catalog: &'a Catalog,
        kind: Option<DefaultKind>,
        public: &[Privilege],
        in_schema: impl Fn(&Id) -> bool,
    ) -> Self {
        let own = || catalog.default_privileges.iter().filter(|d| d.role.is_none() && Some(d.on) == kind);
        let everywhere = own().find(|d| d.schema.is_none());
        let mut acl = Self::of(catalog, public, None, &[], everywhere.map(|d| &d.access));
        for more in own().filter(|d| d.schema.as_ref().is_some_and(&in_schema)) {
            acl.add(catalog, None, &more.access.grants, false);
            acl.add(catalog, None, &more.access.grantable, true);
        }
        acl
    }

    /// The same after the object was given to this role, whose own privileges become the owner's.
    pub(crate) fn given_to(mut self, owner: Option<&'a str>) -> Self {
        if let Some(held) = owner.and_then(|owner| self.held.remove(&Holder::Role(owner))) {
            self.owner_lacks.retain(|privilege| !held.contains_key(privilege));
        }
        self
    }

    /// What must be taken from who becomes the owner before that: its options to pass privileges on would stay beside the
    /// owner's own.
    pub(crate) fn before_given_to(&self, owner: Option<&'a str>) -> Option<AclStep<'a>> {
        let holder = Holder::Role(owner?);
        let held = self.held.get(&holder)?;
        let privileges: Vec<_> = held.iter().filter(|(_, option)| **option).map(|(p, _)| *p).collect();
        (!privileges.is_empty()).then_some(AclStep { gives: false, option: true, privileges, holder })
    }

    /// The statements that lead to another list: what is taken away comes first.
    pub(crate) fn leads_to(&self, next: &Self) -> Vec<AclStep<'a>> {
        let nothing = BTreeMap::new();
        let mut steps = Vec::new();
        let mut push = |gives, option, privileges: Vec<Privilege>, holder| {
            if !privileges.is_empty() {
                steps.push(AclStep { gives, option, privileges, holder });
            }
        };
        push(false, false, next.owner_lacks.difference(&self.owner_lacks).copied().collect(), Holder::Owner);
        for (holder, had) in &self.held {
            let has = next.held.get(holder).unwrap_or(&nothing);
            push(false, false, had.keys().filter(|p| !has.contains_key(p)).copied().collect(), *holder);
            let for_itself = had.iter().filter(|(p, option)| **option && has.get(p) == Some(&false));
            push(false, true, for_itself.map(|(p, _)| *p).collect(), *holder);
        }
        push(true, false, self.owner_lacks.difference(&next.owner_lacks).copied().collect(), Holder::Owner);
        for (holder, has) in &next.held {
            let had = self.held.get(holder).unwrap_or(&nothing);
            let plain = has.iter().filter(|(p, option)| !**option && !had.contains_key(p));
            push(true, false, plain.map(|(p, _)| *p).collect(), *holder);
            let passed_on = has.iter().filter(|(p, option)| **option && had.get(p) != Some(&true));
            push(true, true, passed_on.map(|(p, _)| *p).collect(), *holder);
        }
        steps
    }
}

pub(crate) fn role_name<'a>(catalog: &'a Catalog, id: &'a Id) -> &'a str {
    catalog.role(id).map_or(id.as_str(), |role| role.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(role: &str, privileges: &[Privilege]) -> Grant {
        Grant { to: Grantee::Role(Id::new(role)), privileges: privileges.to_vec() }
    }

    #[test]
    fn what_creation_gives_is_taken_away_and_what_it_does_not_is_given() {
        let catalog = Catalog::default();
        let wanted = Access {
            grantable: vec![grant("app", &[Privilege::Execute])],
            public_lacks: vec![Privilege::Execute],
            ..Access::default()
        };
        let created = Acl::built_in(&[Privilege::Execute]);
        let next = Acl::of(&catalog, &[Privilege::Execute], None, &[], Some(&wanted));
        let step = |gives, option, holder| AclStep { gives, option, privileges: vec![Privilege::Execute], holder };
        let expected = [step(false, false, Holder::Public), step(true, true, Holder::Role("app"))];
        assert_eq!(created.leads_to(&next), expected);
        let back = [step(false, false, Holder::Role("app")), step(true, false, Holder::Public)];
        assert_eq!(next.leads_to(&created), back);
        assert_eq!(next.leads_to(&next), []);
    }

    #[test]
    fn who_becomes_the_owner_needs_no_grants() {
        let catalog = Catalog::default();
        let grants = [grant("app", &[Privilege::Select]), grant("reader", &[Privilege::Select])];
        let acl = Acl::of(&catalog, &[], None, &grants, None).given_to(Some("app"));
        assert_eq!(acl, Acl::of(&catalog, &[], Some("app"), &grants, None));
    }
}
