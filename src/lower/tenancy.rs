//! What a tenant-scoped entity gets beside its columns: the default from the session, an index, row-level security.

use super::building::{Building, Context, distinct, unused};
use crate::catalog::{ColumnValue, ConstraintKind, Expr, Grantee, Id, Index, IndexTarget, RowSecurity, Table};
use crate::rls;

/// Fills in the tenant column: it is never null, and what the session says when an INSERT doesn't name it.
pub(super) fn column(building: &mut Building<'_>, context: &Context<'_>) {
    let Some(at) = building.tenant else { return };
    let column = &mut building.table.columns[at];
    column.not_null = true;
    if column.value.is_none() && column.data_type.defined_id().is_none() {
        let value = rls::tenant_value(&context.design.settings.tenancy, &column.data_type);
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

/// Forces row-level security and adds the two policies.
///
/// With one table per type every table of the hierarchy gets them, and the tenant column they need: PostgreSQL knows
/// nothing of entities, and a policy on the base's table does not protect the rows of the derived one.
pub(super) fn policies(building: &mut Building<'_>, context: &Context<'_>) {
    let Some(at) = building.tenant else { return };
    let settings = &context.design.settings;
    let role = |id: &Option<Id>| id.clone().filter(|id| context.design.roles.contains_key(id));
    let app = role(&settings.app_role).map_or(Grantee::Public, Grantee::Role);
    let table = &mut building.table;
    table.row_security = RowSecurity::Forced;
    let column = table.columns[at].clone();
    let policy = rls::tenant_isolation(
        free_id(table, "tenant-isolation"),
        free_name(table, rls::TENANT_ISOLATION),
        app,
        &column.name,
        &column.data_type,
        &settings.tenancy,
    );
    table.policies.push(policy);
    if let Some(service) = role(&settings.service_role) {
        let name = free_name(table, rls::SERVICE_ACCESS);
        table.policies.push(rls::service_access(free_id(table, "service-access"), name, service));
    }
}

fn free_name(table: &Table, wanted: &str) -> String {
    distinct(wanted.to_owned(), |name| table.policies.iter().any(|policy| policy.name == name))
}

fn free_id(table: &Table, part: &str) -> Id {
    unused(table.id.part(part), |id| table.policies.iter().any(|policy| policy.id == *id))
}
