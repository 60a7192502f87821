//! An intent resolved against a catalog: the tables with what they are meant to be, and PostgreSQL's answers to who has
//! whose rights, who may do what, whom row-level security binds, and which policies apply.
//!
//! Everything here is read from the catalog as PostgreSQL would decide it; nothing is guessed. Lookups are by maps that are
//! made once, for this also runs on hundreds of tables after a keystroke.

mod policy;
mod privilege;
mod role;
mod routine;
mod view;

pub use policy::{Clause, Clauses, Command, RowKind, clause};
pub use privilege::Via;
use role::Memberships;
pub use routine::{Argument, ArgumentMode, Routine, Volatility};
pub use view::{CheckOption, Reach, Reader, View};

use super::intent::{Access, Context, Intent, Means, TableIntent};
use crate::catalog::{Catalog, Column, Id, Map, Object, Role, Schema, Table};

/// A tenant wall: a catalog, and what is meant by it.
#[derive(Debug)]
pub struct Wall<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// What is meant.
    pub intent: &'a Intent,
    tables: Vec<WallTable<'a>>,
    table_at: Map<&'a Id, usize>,
    /// Tables and their columns, by the column's id.
    column_at: Map<&'a Id, (usize, usize)>,
    objects: Map<&'a Id, &'a Object>,
    schemas: Map<&'a Id, &'a Schema>,
    roles: Map<&'a Id, &'a Role>,
    memberships: Memberships<'a>,
    routines: Vec<Routine<'a>>,
    routine_at: Map<&'a Id, usize>,
    views: Vec<View<'a>>,
}

/// A table, and what it is meant to be.
#[derive(Debug)]
pub struct WallTable<'a> {
    /// The table.
    pub table: &'a Table,
    /// Its schema's name.
    pub schema: &'a str,
    /// What was said of it, if anything was.
    pub intent: Option<&'a TableIntent>,
    /// The column with the tenant's key, if one was named that is there.
    pub tenant: Option<&'a Column>,
    /// The column with the key of the user whose row it is, if one was named that is there.
    pub owner: Option<&'a Column>,
}

impl WallTable<'_> {
    /// Its name as a person reads it: `public.orders`.
    pub fn name(&self) -> String {
        format!("{}.{}", self.schema, self.table.name)
    }

    /// Its name as SQL reads it.
    pub fn sql(&self) -> String {
        crate::sql::quote::qualified(self.schema, &self.table.name)
    }

    /// Whose rows it holds, if anything was said.
    pub fn access(&self) -> Option<Access> {
        self.intent.map(|intent| intent.access)
    }

    /// True if rows of one tenant or user are to be kept from another.
    pub fn is_walled(&self) -> bool {
        self.access().is_some_and(Access::is_walled)
    }
}

impl<'a> Wall<'a> {
    /// Resolves an intent against a catalog. What the intent names and the catalog has not is left out; what it leaves out
    /// is for [`complete`](super::infer::complete) to guess first.
    pub fn new(catalog: &'a Catalog, intent: &'a Intent) -> Self {
        let schemas: Map<&Id, &Schema> = catalog.schemas.iter().map(|schema| (&schema.id, schema)).collect();
        let wall_table = |table: &'a Table| {
            let schema = schemas.get(&table.schema).map_or(table.schema.as_str(), |schema| schema.name.as_str());
            let alone = || catalog.tables.iter().filter(|other| other.name == table.name).count() == 1;
            let intent =
                said_of(intent, schema, &table.name).or_else(|| intent.tables.get(&table.name).filter(|_| alone()));
            let column = |name: Option<&String>| table.columns.iter().find(|column| Some(&column.name) == name);
            let tenant = column(intent.and_then(|intent| intent.tenant_column.as_ref()));
            let owner = column(intent.and_then(|intent| intent.owner_column.as_ref()));
            WallTable { table, schema, intent, tenant, owner }
        };
        let tables: Vec<WallTable<'_>> = catalog.tables.iter().map(wall_table).collect();
        let table_at = catalog.tables.iter().enumerate().map(|(at, table)| (&table.id, at)).collect();
        let columns = catalog.tables.iter().enumerate().flat_map(|(at, table)| {
            table.columns.iter().enumerate().map(move |(column, found)| (&found.id, (at, column)))
        });
        let mut wall = Self {
            catalog,
            intent,
            tables,
            table_at,
            column_at: columns.collect(),
            objects: catalog.objects.iter().map(|object| (&object.id, object)).collect(),
            schemas,
            roles: catalog.roles.iter().map(|role| (&role.id, role)).collect(),
            memberships: Memberships::of(catalog),
            routines: Vec::new(),
            routine_at: Map::default(),
            views: Vec::new(),
        };
        wall.routines = routine::all(&wall);
        let ids = wall.routines.iter().enumerate().map(|(at, routine)| (&routine.object.id, at));
        wall.routine_at = ids.collect();
        wall.views = view::all(&wall);
        wall
    }

    /// All tables, in the catalog's order.
    pub fn tables(&self) -> &[WallTable<'a>] {
        &self.tables
    }

    /// The table with this id.
    pub fn table_by_id(&self, id: &Id) -> Option<&WallTable<'a>> {
        self.table_at.get(id).and_then(|at| self.tables.get(*at))
    }

    /// The table with this name: `orders` is in the schema `public`, `sales.orders` in another.
    pub fn table_named(&self, name: &str) -> Option<&WallTable<'a>> {
        self.tables.iter().find(|table| is_called(name, table.schema, &table.table.name))
    }

    /// The column with this id, and its table.
    pub fn column_by_id(&self, id: &Id) -> Option<(&WallTable<'a>, &'a Column)> {
        let (table, column) = self.column_at.get(id)?;
        let table = self.tables.get(*table)?;
        Some((table, table.table.columns.get(*column)?))
    }

    /// The table that an id is of or belongs to: its own, or a column's.
    pub fn table_of(&self, id: &Id) -> Option<&WallTable<'a>> {
        self.table_by_id(id).or_else(|| self.column_by_id(id).map(|(table, _)| table))
    }

    /// The object with this id.
    pub fn object(&self, id: &Id) -> Option<&'a Object> {
        self.objects.get(id).copied()
    }

    /// The schema with this id.
    pub fn schema(&self, id: &Id) -> Option<&'a Schema> {
        self.schemas.get(id).copied()
    }

    /// The role with this id.
    pub fn role(&self, id: &Id) -> Option<&'a Role> {
        self.roles.get(id).copied()
    }

    /// The role with this name.
    pub fn role_named(&self, name: &str) -> Option<&'a Role> {
        self.catalog.roles.iter().find(|role| role.name == name)
    }

    /// The roles that the application's requests run as.
    pub fn app_roles(&self) -> impl Iterator<Item = &'a Role> {
        self.intent.app_roles.iter().filter_map(|name| self.role_named(name))
    }

    /// The roles that may see every tenant's rows.
    pub fn service_roles(&self) -> impl Iterator<Item = &'a Role> {
        self.intent.service_roles.iter().filter_map(|name| self.role_named(name))
    }

    /// True if a role was named one that may see every tenant's rows.
    pub fn is_service(&self, role: &Role) -> bool {
        self.intent.service_roles.contains(&role.name)
    }

    /// True if a role was named one that the application's requests run as.
    pub fn is_app(&self, role: &Role) -> bool {
        self.intent.app_roles.contains(&role.name)
    }

    /// The functions and procedures, in the catalog's order.
    pub fn routines(&self) -> &[Routine<'a>] {
        &self.routines
    }

    /// The function or procedure with this id.
    pub fn routine(&self, id: &Id) -> Option<&Routine<'a>> {
        self.routine_at.get(id).and_then(|at| self.routines.get(*at))
    }

    /// The functions with this name, in whichever schema where none is named.
    pub fn routines_named<'s>(
        &'s self,
        schema: Option<&'s str>,
        name: &'s str,
    ) -> impl Iterator<Item = &'s Routine<'a>> {
        self.routines
            .iter()
            .filter(move |routine| routine.object.name == name && schema.is_none_or(|schema| routine.schema == schema))
    }

    /// The views and materialized views, in the catalog's order.
    pub fn views(&self) -> &[View<'a>] {
        &self.views
    }

    /// True if a role has another's privileges by itself, as `has_privs_of_role` says: it is that role, is a superuser, or is
    /// a member along memberships that inherit.
    pub fn has_privileges_of(&self, member: &Role, role: &Role) -> bool {
        self.has_privileges_of_id(member, &role.id)
    }

    pub(super) fn has_privileges_of_id(&self, member: &Role, role: &Id) -> bool {
        member.attributes.superuser || self.memberships.has_privileges(&member.id, role)
    }

    /// True if a role may become another by `SET ROLE`: it is that role, is a superuser, or is a member along memberships
    /// none of which is `WITH SET FALSE`.
    pub fn can_set_role(&self, member: &Role, role: &Role) -> bool {
        member.attributes.superuser || self.memberships.may_become(&member.id, &role.id)
    }

    /// A role and every role whose privileges it has.
    pub fn roles_of(&self, member: &Role) -> impl Iterator<Item = &'a Role> {
        self.memberships.privileges(&member.id).filter_map(|id| self.role(id))
    }

    /// What of the session holds the tenant's or the user's key, in the order in which it was said.
    pub fn contexts(&self, means: Means) -> impl Iterator<Item = &'a Context> {
        self.intent.context.iter().filter(move |context| context.means() == means)
    }
}

/// What an intent says of a table.
fn said_of<'a>(intent: &'a Intent, schema: &str, name: &str) -> Option<&'a TableIntent> {
    let bare = (schema == crate::catalog::PUBLIC_SCHEMA).then(|| intent.tables.get(name)).flatten();
    bare.or_else(|| intent.tables.get(&format!("{schema}.{name}")))
}

fn is_called(wanted: &str, schema: &str, name: &str) -> bool {
    let whole = wanted.strip_prefix(schema).and_then(|rest| rest.strip_prefix('.')) == Some(name);
    whole || (schema == crate::catalog::PUBLIC_SCHEMA && wanted == name)
}

#[cfg(test)]
mod tests;
