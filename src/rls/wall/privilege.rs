//! Who may do what with what, and by what: ownership, a grant, PUBLIC, a membership.

use super::Wall;
use crate::catalog::{Access, Column, Grant, Grantee, Id, Privilege, RowSecurity, Schema, Table};
use crate::catalog::{Object, Role};

/// Why a role holds a privilege.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via<'a> {
    /// It is a superuser.
    Superuser,
    /// It owns the object, or has the privileges of the role that does.
    Owner(&'a Role),
    /// It was granted to it, or to a role whose privileges it has.
    Grant(&'a Role),
    /// It was granted to PUBLIC, or PUBLIC has it by itself.
    Public,
    /// It has the privileges of a predefined role, such as `pg_read_all_data`.
    Predefined(&'a Role),
}

/// What a privilege is on, as far as PostgreSQL has a say of its own in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Relation,
    Column,
    Routine,
    Schema { public: bool },
}

impl Target {
    /// What PUBLIC may do with a new object of the kind.
    fn of_public(self, privilege: Privilege) -> bool {
        match self {
            Self::Routine => privilege == Privilege::Execute,
            Self::Schema { public } => public && privilege == Privilege::Usage,
            Self::Relation | Self::Column => false,
        }
    }

    /// What an owner may do by itself. Of a column nothing says by itself that the table's owner may do anything.
    fn of_owner(self) -> bool {
        self != Self::Column
    }

    /// What a predefined role may do everywhere.
    fn of_predefined(self, name: &str, privilege: Privilege) -> bool {
        use Privilege::{Delete, Insert, Maintain, Select, Update, Usage};
        match (self, name) {
            (Self::Relation, "pg_read_all_data") => privilege == Select,
            (Self::Relation, "pg_write_all_data") => matches!(privilege, Insert | Update | Delete),
            (Self::Relation, "pg_maintain") => privilege == Maintain,
            (Self::Schema { .. }, "pg_read_all_data" | "pg_write_all_data") => privilege == Usage,
            _ => false,
        }
    }
}

impl<'a> Wall<'a> {
    /// The role that owns an object, by the object's id. `None` where nothing says it: whoever ran the statements that made
    /// it, who may well be a superuser.
    pub fn owner_of(&self, id: &Id) -> Option<&'a Role> {
        let own = self.object(id).and_then(|object| object.owner.as_ref());
        let said = self.catalog.access.get(id).and_then(|access| access.owner.as_ref());
        let owner = own.or(said).or(self.catalog.owner.as_ref())?;
        self.role(owner)
    }

    /// True if a role owns an object or has the privileges of the role that does: it may change and drop it.
    pub fn owns(&self, role: &Role, id: &Id) -> bool {
        role.attributes.superuser || self.owner_of(id).is_some_and(|owner| self.has_privileges_of(role, owner))
    }

    /// True if row-level security does not bind a role on a table: it is off, or the role is a superuser, has BYPASSRLS, or
    /// owns the table or inherits its owner while it is not forced.
    pub fn bypasses(&self, role: &Role, table: &Table) -> bool {
        table.row_security.is_off()
            || role.attributes.superuser
            || role.bypass_rls
            || (table.row_security != RowSecurity::Forced && self.owns(role, &table.id))
    }

    /// The same of an owner that may be unnamed: whoever ran the statements is taken for a superuser, which is what a script
    /// run by an administrator makes it.
    pub fn owner_bypasses(&self, owner: Option<&Role>, table: &Table) -> bool {
        owner.is_none_or(|owner| self.bypasses(owner, table))
    }

    /// Why a role holds a privilege on a whole table, view or the like; `None` if it doesn't.
    pub fn on_relation(&self, role: &Role, id: &Id, privilege: Privilege) -> Option<Via<'a>> {
        let grants = self.grants_of(id);
        self.holds(role, id, Some(id), grants, Target::Relation, privilege)
    }

    /// Why a role holds a privilege on a column of a table: the whole table's counts for each of its columns.
    pub fn on_column(&self, role: &Role, table: &Table, column: &Column, privilege: Privilege) -> Option<Via<'a>> {
        let whole = self.on_relation(role, &table.id, privilege);
        whole.or_else(|| self.holds(role, &column.id, Some(&table.id), &[], Target::Column, privilege))
    }

    /// The columns of a table on which a role holds a privilege, the whole table's counted.
    pub fn columns_with(&self, role: &Role, table: &'a Table, privilege: Privilege) -> Vec<&'a Column> {
        if self.on_relation(role, &table.id, privilege).is_some() {
            return table.columns.iter().collect();
        }
        let held =
            |column: &&Column| self.holds(role, &column.id, Some(&table.id), &[], Target::Column, privilege).is_some();
        table.columns.iter().filter(held).collect()
    }

    /// Why a role holds a privilege on a table or on any of its columns: `SELECT`, `INSERT` and `UPDATE` may be granted on
    /// columns, and a statement that names no others then runs.
    pub fn on_any_column(&self, role: &Role, table: &Table, privilege: Privilege) -> Option<Via<'a>> {
        self.on_relation(role, &table.id, privilege).or_else(|| {
            let on = |column: &Column| self.holds(role, &column.id, Some(&table.id), &[], Target::Column, privilege);
            table.columns.iter().find_map(on)
        })
    }

    /// Why a role may call a function, procedure or aggregate. PUBLIC may unless that was revoked.
    pub fn may_execute(&self, role: &Role, routine: &Object) -> Option<Via<'a>> {
        let grants = self.grants_of(&routine.id);
        self.holds(role, &routine.id, Some(&routine.id), grants, Target::Routine, Privilege::Execute)
    }

    /// Why a role holds `USAGE` or `CREATE` on a schema. PUBLIC may use `public` unless that was revoked.
    pub fn on_schema(&self, role: &Role, schema: &'a Schema, privilege: Privilege) -> Option<Via<'a>> {
        let target = Target::Schema { public: schema.is_public() };
        // Whoever has the database has `public`: that it is nobody's by itself is not known to be the catalog's owner's.
        let owned = (!schema.is_public() || self.catalog.access.get(&schema.id).is_some_and(|a| a.owner.is_some()))
            .then_some(&schema.id);
        self.holds(role, &schema.id, owned, &schema.grants, target, privilege)
    }

    /// Whom a privilege on an object was granted to, PUBLIC's own among them; the owner is not.
    pub fn grantees(&self, id: &Id, privilege: Privilege) -> Vec<&'a Grantee> {
        let mut found: Vec<&Grantee> = Vec::new();
        each_grant(self.grants_of(id), self.catalog.access.get(id), &mut |to, privileges| {
            if privileges.contains(&privilege) && !found.contains(&to) {
                found.push(to);
            }
        });
        found
    }

    /// Whether PUBLIC holds a privilege on a relation, routine or schema, granted or by itself.
    pub fn public_holds(&self, id: &Id, privilege: Privilege) -> bool {
        let access = self.catalog.access.get(id);
        let target = self.target(id);
        (target.of_public(privilege) && !access.is_some_and(|access| access.public_lacks.contains(&privilege)))
            || self.grantees(id, privilege).contains(&&Grantee::Public)
    }

    fn target(&self, id: &Id) -> Target {
        if let Some(schema) = self.catalog.schema(id) {
            return Target::Schema { public: schema.is_public() };
        }
        match self.object(id).map(|object| object.kind.as_str()) {
            Some("function" | "procedure" | "aggregate") => Target::Routine,
            _ => Target::Relation,
        }
    }

    /// The grants that stand with the object itself.
    fn grants_of(&self, id: &Id) -> &'a [Grant] {
        if let Some(table) = self.table_by_id(id) {
            return &table.table.grants;
        }
        if let Some(object) = self.object(id) {
            return &object.grants;
        }
        if let Some(schema) = self.catalog.schema(id) {
            return &schema.grants;
        }
        self.catalog.sequence(id).map_or(&[], |sequence| &sequence.grants)
    }

    fn holds(
        &self,
        role: &Role,
        id: &Id,
        owned: Option<&Id>,
        grants: &'a [Grant],
        target: Target,
        privilege: Privilege,
    ) -> Option<Via<'a>> {
        if role.attributes.superuser {
            return Some(Via::Superuser);
        }
        let access = self.catalog.access.get(id);
        if let Some(owner) = owned.and_then(|owned| self.owner_of(owned))
            && self.has_privileges_of(role, owner)
        {
            let said = |list: &[Privilege]| list.contains(&privilege);
            let lacks = access.is_some_and(|access| said(&access.owner_lacks));
            let holds = access.is_some_and(|access| said(&access.owner_holds) || said(&access.owner_grantable));
            if holds || (target.of_owner() && !lacks) {
                return Some(Via::Owner(owner));
            }
        }
        let (mut by_role, mut by_public) = (None, None);
        each_grant(grants, access, &mut |to, privileges| {
            if !privileges.contains(&privilege) {
                return;
            }
            match to {
                Grantee::Public => by_public = Some(Via::Public),
                Grantee::Role(id) if self.has_privileges_of_id(role, id) => {
                    let granted = self.role(id).map(Via::Grant);
                    // One's own grant is told before one that is inherited.
                    if by_role.is_none() || *id == role.id {
                        by_role = granted;
                    }
                }
                Grantee::Role(_) => {}
            }
        });
        if target.of_public(privilege) && !access.is_some_and(|access| access.public_lacks.contains(&privilege)) {
            by_public = Some(Via::Public);
        }
        by_role.or(by_public).or_else(|| {
            let reached = self.roles_of(role).find(|role| target.of_predefined(&role.name, privilege));
            reached.map(Via::Predefined)
        })
    }
}

/// Every grant of an object, wherever it stands.
fn each_grant<'a>(grants: &'a [Grant], access: Option<&'a Access>, told: &mut dyn FnMut(&'a Grantee, &'a [Privilege])) {
    grants.iter().for_each(|grant| told(&grant.to, &grant.privileges));
    let Some(access) = access else { return };
    access.grants.iter().chain(&access.grantable).for_each(|grant| told(&grant.to, &grant.privileges));
    access.passed_on.iter().for_each(|passed| told(&passed.to, &passed.privileges));
}
