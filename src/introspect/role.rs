//! Roles.

use std::collections::{BTreeMap, BTreeSet};

use super::names;
use super::raw::{RawMembership, RawRole};
use crate::catalog::{Membership, Role, RoleAttributes};

/// The roles that something names, and the roles these are members of.
pub(super) fn roles(mentioned: &BTreeSet<String>, all: Vec<RawRole>) -> Vec<Role> {
    let by_name: BTreeMap<&str, &RawRole> = all.iter().map(|role| (role.name.as_str(), role)).collect();
    let mut wanted = BTreeSet::new();
    let mut open: Vec<&str> = mentioned.iter().map(String::as_str).collect();
    while let Some(name) = open.pop() {
        if let Some(role) = by_name.get(name)
            && wanted.insert(name)
        {
            open.extend(role.member_of.iter().flatten().map(|group| group.name.as_str()));
        }
    }
    wanted.iter().filter_map(|name| by_name.get(name)).map(|raw| role(raw)).collect()
}

fn role(raw: &RawRole) -> Role {
    let inherits = raw.inherit.unwrap_or(true);
    let options = |group: &RawMembership| Membership {
        admin: group.admin,
        inherit: group.inherit.filter(|inherit| *inherit != inherits),
        no_set: group.set == Some(false),
    };
    let groups = || raw.member_of.iter().flatten();
    Role {
        login: raw.login,
        bypass_rls: raw.bypass_rls,
        attributes: RoleAttributes { no_inherit: !inherits, ..raw.attributes.clone() },
        member_of: groups().map(|group| names::role(&group.name)).collect(),
        member_options: groups()
            .map(|group| (names::role(&group.name), options(group)))
            .filter(|(_, options)| *options != Membership::default())
            .collect(),
        settings: raw.settings.clone().unwrap_or_default(),
        comment: raw.comment.clone(),
        ..Role::new(names::role(&raw.name), raw.name.clone())
    }
}
