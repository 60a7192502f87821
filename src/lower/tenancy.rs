//! What keeps tenants apart in a table, by what its entity says of whose rows it holds: the tenant column's default from
//! the session, an index, row-level security and the policies.

use super::building::{Building, Context, distinct, unused};
use super::membership::Helper;
use crate::catalog::{
    ColumnValue, ConstraintKind, Expr, Grantee, Id, Index, IndexTarget, PolicyCommand, RowSecurity, Table,
};
use crate::design::{ServiceRights, Tenancy};
use crate::rls::{self, Clauses};
use crate::sql::quote;

/// Whose rows a table holds, as far as grants and policies go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing is said, or that no wall is needed.
    Open,
    /// Each tenant's own.
    Tenant,
    /// Everyone's to read.
    Shared,
    /// No tenant's: what is kept for the whole, and the memberships by which tenants are told apart.
    Global,
}

/// Whose rows a table holds.
pub(super) fn standing(building: &Building<'_>, context: &Context<'_>) -> Standing {
    if building.tenant.is_some() {
        return Standing::Tenant;
    }
    if context.design.settings.tenancy.strategy.membership_entity() == Some(context.hierarchy.id(building.entity)) {
        return Standing::Global;
    }
    match context.hierarchy.says(building.entity).map(|at| &context.hierarchy.nodes[at].entity.tenancy) {
        Some(Tenancy::Shared) => Standing::Shared,
        Some(Tenancy::Global) => Standing::Global,
        // A tenant-scoped entity whose column could not be made has no wall that could hold; lowering tells why.
        Some(Tenancy::None | Tenancy::Tenant { .. } | Tenancy::Unprotected { .. }) | None => Standing::Open,
    }
}

/// True if the rows of the table that no tenant has are everyone's to read.
pub(super) fn shares_rows(building: &Building<'_>, context: &Context<'_>) -> bool {
    let says = context.hierarchy.says(building.entity);
    building.tenant.is_some() && says.is_some_and(|at| context.hierarchy.nodes[at].entity.shared_rows)
}

/// Fills in the tenant column: it is never null, but for rows that everyone reads, and what the session says when an
/// INSERT doesn't name it.
pub(super) fn column(building: &mut Building<'_>, context: &Context<'_>) {
    let Some(at) = building.tenant else { return };
    let shared = shares_rows(building, context);
    let column = &mut building.table.columns[at];
    column.not_null = !shared;
    if column.value.is_none()
        && column.data_type.defined_id().is_none()
        && let Some(value) = rls::tenant_value(&context.design.settings.tenancy, &column.data_type)
    {
        column.value = ColumnValue::Default { expression: Expr::new(value) };
    }
}

/// Adds an index on the tenant column, unless a key or another index leads with it already: every policy filters by it.
pub(super) fn index(building: &mut Building<'_>) {
    let Some(at) = building.tenant else { return };
    let table = &building.table;
    let tenant = &table.columns[at].id;
    let by_key = table.constraints.iter().any(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
            columns.first() == Some(tenant)
        }
        ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } | ConstraintKind::ForeignKey { .. } => false,
    });
    let by_index = table.indexes.iter().any(|index| {
        let leads = index.keys.first().is_some_and(|key| match &key.target {
            IndexTarget::Column { column } => column == tenant,
            IndexTarget::Expression { .. } => false,
        });
        leads && index.method == "btree" && index.predicate.is_none()
    });
    if by_key || by_index {
        return;
    }
    let id = unused(table.id.part("tenant-index"), |id| table.indexes.iter().any(|index| index.id == *id));
    let index = Index::on(id, [tenant.clone()]);
    building.table.indexes.push(index);
}

/// Adds row-level security and the policies.
///
/// With one table per type every table of the hierarchy gets them, and the tenant column they need: PostgreSQL knows
/// nothing of entities, and a policy on the base's table does not protect the rows of the derived one.
pub(super) fn policies(building: &mut Building<'_>, context: &Context<'_>, helper: Option<&Helper>) {
    match standing(building, context) {
        Standing::Open => {}
        Standing::Tenant => tenant(building, context, helper),
        Standing::Shared => {
            let mut wall = Wall::new(building, context, RowSecurity::Enabled);
            let to = wall.readers();
            let using = Some(Expr::new("true"));
            let comment = "Everyone reads, nobody but the service writes.".to_owned();
            let clauses = Clauses { command: PolicyCommand::Select, to, using, check: None, comment };
            wall.add("shared-read", rls::SHARED_READ, clauses);
            wall.service(PolicyCommand::All);
        }
        Standing::Global => {
            // The owner is not bound: with memberships the function that reads them runs as the owner.
            let mut wall = Wall::new(building, context, RowSecurity::Off);
            wall.service(PolicyCommand::All);
            if !building.table.policies.is_empty() {
                building.table.row_security = RowSecurity::Enabled;
            }
        }
    }
}

fn tenant(building: &mut Building<'_>, context: &Context<'_>, helper: Option<&Helper>) {
    let Some(at) = building.tenant else { return };
    let shared = shares_rows(building, context);
    let settings = &context.design.settings.tenancy;
    let column = building.table.columns[at].clone();
    let call = helper.map(|helper| helper.call.as_str());
    let own = rls::own_rows(settings, &column.name, &column.data_type, call);
    let nobodys = Expr::new(format!("{} IS NULL", quote::ident(&column.name)));
    let mut wall = Wall::new(building, context, RowSecurity::Forced);
    // Forced without a policy the table is closed to all: what is not said yet lets nobody in.
    let Some(own) = own else { return };
    let reads_all = settings.service == ServiceRights::ReadAll;
    if settings.guards.per_command {
        wall.per_command(&own, reads_all);
    } else {
        let (id, name) = (wall.free_id("tenant-isolation"), wall.free_name(rls::TENANT_ISOLATION));
        let to = wall.writers(reads_all);
        let policy = rls::tenant_isolation(id, name, to, &own, settings);
        wall.table.policies.push(policy);
        if let Some(reader) = wall.read_only.clone() {
            let comment = "The same rows, to read.".to_owned();
            let (to, using) = (vec![Grantee::Role(reader)], Some(own.clone()));
            let clauses = Clauses { command: PolicyCommand::Select, to, using, check: None, comment };
            wall.add("tenant-read", &format!("{}_read", rls::TENANT_ISOLATION), clauses);
        }
    }
    if shared {
        let comment = "Rows that no tenant has are everyone's to read.".to_owned();
        let (to, using) = (wall.readers(), Some(nobodys.clone()));
        let clauses = Clauses { command: PolicyCommand::Select, to, using, check: None, comment };
        wall.add("shared-rows", rls::SHARED_ROWS, clauses);
    }
    if settings.guards.floor {
        let seen = match shared {
            true => Expr::new(format!("({}) OR {}", own.sql(), nobodys.sql())),
            false => own.clone(),
        };
        wall.floor(seen, own);
    }
    wall.service(if reads_all { PolicyCommand::Select } else { PolicyCommand::All });
}

/// A table that gets its policies, and the roles that they are for.
struct Wall<'b> {
    table: &'b mut Table,
    app: Grantee,
    service: Option<Id>,
    read_only: Option<Id>,
}

impl<'b> Wall<'b> {
    fn new(building: &'b mut Building<'_>, context: &Context<'_>, security: RowSecurity) -> Self {
        let settings = &context.design.settings;
        let role = |id: &Option<Id>| id.clone().filter(|id| context.design.roles.contains_key(id));
        let table = &mut building.table;
        match security {
            RowSecurity::Forced => table.row_security = RowSecurity::Forced,
            RowSecurity::Enabled if table.row_security == RowSecurity::Off => table.row_security = security,
            RowSecurity::Enabled | RowSecurity::Off => {}
        }
        Self {
            table,
            app: role(&settings.app_role).map_or(Grantee::Public, Grantee::Role),
            service: role(&settings.service_role),
            read_only: role(&settings.read_only_role),
        }
    }

    /// Who reads what tenants read: the application, and the role that only reads.
    fn readers(&self) -> Vec<Grantee> {
        let read_only = self.read_only.clone().map(Grantee::Role).filter(|_| self.app != Grantee::Public);
        std::iter::once(self.app.clone()).chain(read_only).collect()
    }

    /// Who writes as a tenant: the application, and the service if it has no right of its own to.
    fn writers(&self, service: bool) -> Vec<Grantee> {
        let service = self.service.clone().map(Grantee::Role).filter(|_| service && self.app != Grantee::Public);
        std::iter::once(self.app.clone()).chain(service).collect()
    }

    fn per_command(&mut self, own: &Expr, service_writes_own: bool) {
        let commands = [
            ("tenant-select", "select", PolicyCommand::Select),
            ("tenant-insert", "insert", PolicyCommand::Insert),
            ("tenant-update", "update", PolicyCommand::Update),
            ("tenant-delete", "delete", PolicyCommand::Delete),
        ];
        for (part, word, command) in commands {
            let to = match command {
                PolicyCommand::Select => self.readers(),
                _ => self.writers(service_writes_own),
            };
            let using = (command != PolicyCommand::Insert).then(|| own.clone());
            let check = matches!(command, PolicyCommand::Insert | PolicyCommand::Update).then(|| own.clone());
            let comment = match command {
                PolicyCommand::Select => "The session's tenant reads its own rows.",
                PolicyCommand::Insert => "The session's tenant adds rows of its own.",
                PolicyCommand::Update => "The session's tenant changes its own rows, and they stay its own.",
                PolicyCommand::Delete | PolicyCommand::All => "The session's tenant deletes its own rows.",
            };
            let clauses = Clauses { command, to, using, check, comment: comment.to_owned() };
            self.add(part, &format!("{}_{word}", rls::TENANT_ISOLATION), clauses);
        }
    }

    /// A restrictive policy for everyone; where a service role sees every tenant's rows, for everyone but it. It can't
    /// leave a role out by asking who asks: that would be asked of every row, and no index would serve.
    fn floor(&mut self, seen: Expr, written: Expr) {
        let to = match &self.service {
            // Without a role for the application its policies are everyone's, the service's too.
            Some(_) if self.app == Grantee::Public => return,
            Some(_) => self.readers(),
            None => vec![Grantee::Public],
        };
        let comment = "Whatever other policies allow, not the rows of another tenant.".to_owned();
        let clauses = Clauses { command: PolicyCommand::All, to, using: Some(seen), check: Some(written), comment };
        self.add("tenant-floor", &format!("{}_floor", rls::TENANT_ISOLATION), clauses);
        if let Some(floor) = self.table.policies.last_mut() {
            floor.restrictive = true;
        }
    }

    fn service(&mut self, command: PolicyCommand) {
        if let Some(service) = self.service.clone() {
            let (id, name) = (self.free_id("service-access"), self.free_name(rls::SERVICE_ACCESS));
            self.table.policies.push(rls::service_access(id, name, service, command));
        }
    }

    fn add(&mut self, part: &str, name: &str, clauses: Clauses) {
        let (id, name) = (self.free_id(part), self.free_name(name));
        self.table.policies.push(rls::permissive(id, name, clauses));
    }

    fn free_name(&self, wanted: &str) -> String {
        distinct(wanted.to_owned(), |name| self.table.policies.iter().any(|policy| policy.name == name))
    }

    fn free_id(&self, part: &str) -> Id {
        unused(self.table.id.part(part), |id| self.table.policies.iter().any(|policy| policy.id == *id))
    }
}
