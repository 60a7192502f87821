//! Lists of privileges, and what leads from one to another.

use std::collections::{BTreeMap, BTreeSet};

use super::passed_on::{PassedOn, Roots};
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
    /// What the owner was granted by name where there is no list that it is on by itself, as of a column.
    owner_holds: BTreeSet<Privilege>,
    /// What the owner was granted with the option that it has by itself.
    owner_options: BTreeSet<Privilege>,
    /// The others' privileges, and whether they may pass each on.
    held: BTreeMap<Holder<'a>, BTreeMap<Privilege, bool>>,
    /// What they passed on.
    passed_on: PassedOn<'a>,
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
    /// The role that says so, if not the owner.
    pub(crate) by: Option<&'a str>,
}

impl<'a> AclStep<'a> {
    fn of_owner(gives: bool, option: bool, privileges: Vec<Privilege>, holder: Holder<'a>) -> Self {
        Self { gives, option, privileges, holder, by: None }
    }
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
        acl.owner_holds.extend(&access.owner_holds);
        acl.owner_options.extend(&access.owner_grantable);
        acl.passed_on.add(catalog, access);
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
            acl.owner_options.extend(&more.access.owner_grantable);
        }
        // The object's own list has the owner by itself.
        acl.owner_holds.clear();
        acl
    }

    /// The same after the object was given to this role, whose own privileges become the owner's.
    pub(crate) fn given_to(mut self, owner: Option<&'a str>) -> Self {
        if let Some(held) = owner.and_then(|owner| self.held.remove(&Holder::Role(owner))) {
            self.owner_lacks.retain(|privilege| !held.contains_key(privilege));
        }
        self.passed_on.clear();
        self
    }

    /// What must be taken away before an object is given to this role: what others passed on, which might be the new
    /// owner's own by then, and the new owner's options to pass privileges on, which would stay beside the owner's own.
    pub(crate) fn before_given_to(&self, owner: Option<&'a str>) -> Vec<AclStep<'a>> {
        let mut steps = self.passed_on.revokes(&self.roots(), &PassedOn::default());
        let holder = owner.map(Holder::Role);
        if let Some((holder, held)) = holder.and_then(|holder| Some((holder, self.held.get(&holder)?))) {
            let privileges: Vec<_> = held.iter().filter(|(_, option)| **option).map(|(p, _)| *p).collect();
            if !privileges.is_empty() {
                steps.push(AclStep::of_owner(false, true, privileges, holder));
            }
        }
        steps
    }

    /// The same of a column, whose list the owner isn't on by itself: what it held before would stay on it.
    pub(crate) fn of_column_before_given_to(&self, owner: Option<&'a str>) -> Vec<AclStep<'a>> {
        let mut steps = self.passed_on.revokes(&self.roots(), &PassedOn::default());
        let holder = owner.map(Holder::Role);
        if let Some((holder, held)) = holder.and_then(|holder| Some((holder, self.held.get(&holder)?))) {
            steps.push(AclStep::of_owner(false, false, held.keys().copied().collect(), holder));
        }
        steps
    }

    /// Who may pass what on because the owner said so.
    fn roots(&self) -> Roots<'a> {
        let roles = self.held.iter().filter_map(|(holder, held)| match holder {
            Holder::Role(name) => Some((*name, held)),
            _ => None,
        });
        let options = |(name, held): (&'a str, &BTreeMap<Privilege, bool>)| {
            held.iter().filter(|(_, option)| **option).map(|(p, _)| (*p, name)).collect::<Vec<_>>()
        };
        roles.flat_map(options).collect()
    }

    /// The statements that lead to another list: what is taken away comes first.
    pub(crate) fn leads_to(&self, next: &Self) -> Vec<AclStep<'a>> {
        let nothing = BTreeMap::new();
        let (roots, next_roots) = (self.roots(), next.roots());
        let standing = self.passed_on.standing(&roots, &next.passed_on, &next_roots);
        let mut steps = self.passed_on.revokes(&roots, &standing);
        let mut push = |gives, option, privileges: Vec<Privilege>, holder| {
            if !privileges.is_empty() {
                steps.push(AclStep::of_owner(gives, option, privileges, holder));
            }
        };
        let taken: BTreeSet<Privilege> = next.owner_lacks.difference(&self.owner_lacks).copied().collect();
        let taken = &taken | &(&self.owner_holds - &next.owner_holds);
        let options = &(&self.owner_options - &next.owner_options) - &taken;
        push(false, false, taken.into_iter().collect(), Holder::Owner);
        push(false, true, options.into_iter().collect(), Holder::Owner);
        for (holder, had) in &self.held {
            let has = next.held.get(holder).unwrap_or(&nothing);
            push(false, false, had.keys().filter(|p| !has.contains_key(p)).copied().collect(), *holder);
            let for_itself = had.iter().filter(|(p, option)| **option && has.get(p) == Some(&false));
            push(false, true, for_itself.map(|(p, _)| *p).collect(), *holder);
        }
        let options = &next.owner_options - &self.owner_options;
        let given = &(&self.owner_lacks - &next.owner_lacks) | &(&next.owner_holds - &self.owner_holds);
        push(true, false, (&given - &options).into_iter().collect(), Holder::Owner);
        push(true, true, options.into_iter().collect(), Holder::Owner);
        for (holder, has) in &next.held {
            let had = self.held.get(holder).unwrap_or(&nothing);
            let plain = has.iter().filter(|(p, option)| !**option && !had.contains_key(p));
            push(true, false, plain.map(|(p, _)| *p).collect(), *holder);
            let passed_on = has.iter().filter(|(p, option)| **option && had.get(p) != Some(&true));
            push(true, true, passed_on.map(|(p, _)| *p).collect(), *holder);
        }
        steps.extend(next.passed_on.grants(&next_roots, &standing));
        steps
    }
}

pub(crate) fn role_name<'a>(catalog: &'a Catalog, id: &'a Id) -> &'a str {
    catalog.role(id).map_or(id.as_str(), |role| role.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::PassedOn as PassedOnGrant;

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
        let step = |gives, option, holder| AclStep::of_owner(gives, option, vec![Privilege::Execute], holder);
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
    #[test]
    fn what_is_passed_on_is_taken_back_from_the_last_hands_and_given_to_the_first() {
        let catalog = Catalog::default();
        let passed = |by: &str, to: &str, grantable| PassedOnGrant {
            by: Id::new(by),
            to: Grantee::Role(Id::new(to)),
            privileges: vec![Privilege::Select],
            grantable,
        };
        let access = Access {
            grantable: vec![grant("a", &[Privilege::Select])],
            passed_on: vec![passed("b", "c", false), passed("a", "b", true)],
            ..Access::default()
        };
        let nothing = Acl::default();
        let acl = Acl::of(&catalog, &[], None, &[], Some(&access));
        fn who<'a>(steps: Vec<AclStep<'a>>) -> Vec<(bool, Option<&'a str>, Holder<'a>)> {
            steps.iter().map(|s| (s.gives, s.by, s.holder)).collect()
        }
        let role = Holder::Role;
        let there = [(true, None, role("a")), (true, Some("a"), role("b")), (true, Some("b"), role("c"))];
        assert_eq!(who(nothing.leads_to(&acl)), there);
        let back = [(false, Some("b"), role("c")), (false, Some("a"), role("b")), (false, None, role("a"))];
        assert_eq!(who(acl.leads_to(&nothing)), back);
        assert_eq!(acl.leads_to(&acl), []);
    }
}
