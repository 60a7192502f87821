//! Which role has the rights of which, and which may become which.

use crate::catalog::{Catalog, Id, Map, Role, Set};

/// The memberships of all roles, followed to their ends once.
///
/// PostgreSQL asks two different questions of a membership: whether the member *has* the other's privileges by itself
/// (`has_privs_of_role`, which also matches the roles after a policy's `TO`), and whether it may *take* them by `SET ROLE`.
/// A member that does not inherit has the second and not the first.
#[derive(Debug, Default)]
pub(super) struct Memberships<'a> {
    /// By role: itself, and every role whose privileges it has.
    privileges: Map<&'a Id, Set<&'a Id>>,
    /// By role: itself, and every role it may become by `SET ROLE`.
    settable: Map<&'a Id, Set<&'a Id>>,
}

impl<'a> Memberships<'a> {
    pub(super) fn of(catalog: &'a Catalog) -> Self {
        let by_id: Map<&Id, &Role> = catalog.roles.iter().map(|role| (&role.id, role)).collect();
        let closure = |passes: &dyn Fn(&Role, &Id) -> bool| -> Map<&'a Id, Set<&'a Id>> {
            let of = |role: &'a Role| {
                let mut reached: Set<&Id> = Set::default();
                let mut open = vec![&role.id];
                while let Some(id) = open.pop() {
                    if reached.insert(id)
                        && let Some(role) = by_id.get(id)
                    {
                        open.extend(role.member_of.iter().filter(|group| passes(role, group)));
                    }
                }
                (&role.id, reached)
            };
            catalog.roles.iter().map(of).collect()
        };
        Self { privileges: closure(&inherits), settable: closure(&may_set) }
    }

    pub(super) fn has_privileges(&self, member: &Id, role: &Id) -> bool {
        member == role || self.privileges.get(member).is_some_and(|reached| reached.contains(role))
    }

    pub(super) fn may_become(&self, member: &Id, role: &Id) -> bool {
        member == role || self.settable.get(member).is_some_and(|reached| reached.contains(role))
    }

    /// The role itself and every role whose privileges it has.
    pub(super) fn privileges(&self, member: &Id) -> impl Iterator<Item = &'a Id> {
        self.privileges.get(member).into_iter().flatten().copied()
    }
}

/// A membership passes privileges on by its own option if it has one (PostgreSQL 16), else as its member inherits.
fn inherits(member: &Role, group: &Id) -> bool {
    let said = member.member_options.get(group).and_then(|options| options.inherit);
    said.unwrap_or(!member.attributes.no_inherit)
}

fn may_set(member: &Role, group: &Id) -> bool {
    !member.member_options.get(group).is_some_and(|options| options.no_set)
}
