//! Who owns what and may do what with it, beside the grants that stand with the objects.

use std::collections::BTreeMap;

use super::dependency::Numbers;
use super::names;
use super::raw::{RawAccess, RawDefault, RawGrant, RawPassedOn, RawRights};
use super::read::{Reader, privilege};
use crate::catalog::{Access, Catalog, DefaultKind, DefaultPrivileges, Grant, Id, PUBLIC_SCHEMA, PassedOn, Privilege};

impl Reader {
    /// Reads what is to say of objects that the catalog has.
    pub(super) fn access(&mut self, raw: Vec<RawAccess>, numbers: &Numbers, catalog: &mut Catalog) {
        let objects: BTreeMap<Id, usize> =
            catalog.objects.iter().enumerate().map(|(at, object)| (object.id.clone(), at)).collect();
        for RawAccess { class, oid, part, owner, rights } in raw {
            let Some(id) = numbers.exactly(class, oid, part) else { continue };
            let mut access = self.rights(rights);
            access.owner = match id.as_str() == PUBLIC_SCHEMA {
                // It is nobody's by itself.
                true => owner.map(|owner| self.role(owner)),
                false => self.owner(owner),
            };
            if let Some(object) = objects.get(&id).and_then(|at| catalog.objects.get_mut(*at)) {
                // It has a place for these itself.
                access.grants.clear();
                object.owner = access.owner.take();
            }
            // That of `public` is always said: it tells that it was looked at.
            if access != Access::default() || id.as_str() == PUBLIC_SCHEMA {
                catalog.access.insert(id, access);
            }
        }
    }

    /// The owner, where it isn't whoever asks: that role owns by itself what it makes. If most belongs to another, it
    /// must be said for the rest.
    pub(super) fn owner(&mut self, owner: Option<String>) -> Option<Id> {
        let owner = owner?;
        let by_itself = owner == self.user && self.owner.as_ref().is_none_or(|most| *most == owner);
        (!by_itself).then(|| self.role(owner))
    }

    fn role(&mut self, name: String) -> Id {
        let id = names::role(&name);
        self.mentioned.insert(name);
        id
    }

    fn rights(&mut self, raw: RawRights) -> Access {
        let privileges = |names: Option<Vec<String>>| -> Vec<Privilege> {
            let mut found: Vec<_> = names.iter().flatten().filter_map(|name| privilege(name)).collect();
            found.sort();
            found
        };
        Access {
            owner: None,
            grants: self.grants(raw.grants.into_iter().flatten()),
            grantable: self.grants(raw.grantable.into_iter().flatten()),
            public_lacks: privileges(raw.public_lacks),
            owner_lacks: privileges(raw.owner_lacks),
            owner_holds: privileges(raw.owner_holds),
            owner_grantable: privileges(raw.owner_grantable),
            passed_on: self.passed_on(raw.passed_on),
        }
    }

    fn passed_on(&mut self, raw: Option<Vec<RawPassedOn>>) -> Vec<PassedOn> {
        let mut by: BTreeMap<(Id, bool), Vec<RawGrant>> = BTreeMap::new();
        for RawPassedOn { by: role, grantable, grant } in raw.into_iter().flatten() {
            by.entry((self.role(role), grantable)).or_default().push(grant);
        }
        let mut found: Vec<PassedOn> = Vec::new();
        for ((by, grantable), grants) in by {
            let grants = self.grants(grants).into_iter();
            found.extend(grants.map(|Grant { to, privileges }| PassedOn { by: by.clone(), to, privileges, grantable }));
        }
        found.sort();
        found
    }

    pub(super) fn default_privileges(&mut self, raw: RawDefault) -> Option<DefaultPrivileges> {
        let on = match raw.kind.as_str() {
            "r" => DefaultKind::Tables,
            "S" => DefaultKind::Sequences,
            "f" => DefaultKind::Functions,
            "T" => DefaultKind::Types,
            "n" => DefaultKind::Schemas,
            "L" => DefaultKind::LargeObjects,
            _ => return None,
        };
        let own = raw.role == self.user;
        let role = (!own).then(|| self.role(raw.role));
        Some(DefaultPrivileges {
            id: names::default_privileges(role.as_ref(), raw.schema.as_deref(), on.sql()),
            role,
            schema: raw.schema.as_deref().map(names::schema),
            on,
            access: self.rights(raw.rights),
        })
    }
}
