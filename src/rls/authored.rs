//! What a design means by its tenant wall.

use super::intent::{Access, Context, Intent, Means, TableIntent};
use crate::catalog::{Catalog, Id, Table};
use crate::design::{Design, Entity, Strategy, Tenancy};
use crate::sql::quote;

/// What a design means by the tenant wall of a catalog that it lowers to, or has lowered to. A table of which nothing is
/// said is left out.
pub fn authored(design: &Design, catalog: &Catalog) -> Intent {
    let settings = &design.settings;
    let role = |id: &Option<Id>| Some(catalog.role(id.as_ref()?)?.name.clone());
    let mut intent = Intent {
        context: context(design, catalog).into_iter().collect(),
        app_roles: [role(&settings.app_role), role(&settings.read_only_role)].into_iter().flatten().collect(),
        service_roles: role(&settings.service_role).into_iter().collect(),
        ..Intent::default()
    };
    intent.app_roles.dedup();
    for table in &catalog.tables {
        if let Some(said) = of_table(design, table) {
            let schema = catalog.schema(&table.schema);
            let name = match schema.filter(|schema| !schema.is_public()) {
                Some(schema) => format!("{}.{}", schema.name, table.name),
                None => table.name.clone(),
            };
            intent.tables.insert(name, said);
        }
    }
    intent
}

/// What of the session says who is asking.
fn context(design: &Design, catalog: &Catalog) -> Option<Context> {
    let tenancy = &design.settings.tenancy;
    let type_name = |data_type: &crate::catalog::DataType| crate::sql::write::Writer::new(catalog).data_type(data_type);
    match &tenancy.strategy {
        Strategy::Setting => Some(Context::Setting {
            setting: tenancy.setting.clone(),
            data_type: type_name(&tenancy.data_type),
            means: Means::Tenant,
        }),
        Strategy::Claim { claims, path } => {
            Some(Context::Claim { claims: claims.clone(), path: path.clone(), means: Means::Tenant })
        }
        Strategy::Membership { entity, user_column, user_setting, .. } => {
            let column = catalog.table(entity.as_ref()?)?.column(user_column.as_ref()?)?;
            Some(Context::Setting {
                setting: user_setting.clone(),
                data_type: type_name(&column.data_type),
                means: Means::User,
            })
        }
        Strategy::Schema => None,
    }
}

/// What is said of a table: by its entity, or the nearest base that says anything.
fn of_table(design: &Design, table: &Table) -> Option<TableIntent> {
    let strategy = &design.settings.tenancy.strategy;
    if let Strategy::Membership { entity: Some(entity), user_column, tenant_column, .. } = strategy
        && *entity == table.id
    {
        let name = |id: &Option<Id>| Some(table.column(id.as_ref()?)?.name.clone());
        let (tenant_column, owner_column) = (name(tenant_column), name(user_column));
        return Some(TableIntent { tenant_column, owner_column, ..TableIntent::new(Access::Global) });
    }
    let entity = says(design, &table.id)?;
    let access = match &entity.tenancy {
        Tenancy::None => return None,
        Tenancy::Tenant { .. } if strategy.membership_entity().is_some() => Access::Membership,
        Tenancy::Tenant { .. } => Access::Tenant,
        Tenancy::Shared => Access::SharedRead,
        Tenancy::Global => Access::Global,
        Tenancy::Unprotected { .. } => Access::Unprotected,
    };
    let mut said = TableIntent::new(access);
    if let Tenancy::Unprotected { reason } = &entity.tenancy {
        said.reason = Some(reason.clone()).filter(|reason| !reason.trim().is_empty());
    }
    if let Some(column) = entity.tenant_column_id() {
        let inherited = table.id.part("inherited").part(column.as_str());
        let column = [column, inherited, table.id.part("tenant")].into_iter().find_map(|id| table.column(&id))?;
        said.tenant_column = Some(column.name.clone());
        said.shared_when = entity.shared_rows.then(|| format!("{} IS NULL", quote::ident(&column.name)));
    }
    Some(said)
}

/// The entity that says whose rows a table holds. A cycle of bases ends the walk after as many steps as there are entities.
fn says<'d>(design: &'d Design, table: &Id) -> Option<&'d Entity> {
    let mut entity = design.entities.get(table)?;
    for _ in 0..design.entities.len() {
        if !entity.tenancy.is_none() {
            return Some(entity);
        }
        entity = design.entities.get(entity.base.as_ref()?)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Column, DataType, Role};
    use crate::lower::lower;

    fn design() -> Design {
        let mut design = Design::empty("Test");
        let table = |id: &str| {
            let mut table = Table::new(Id::new(id), Id::new("public"), id);
            table.columns = vec![Column::new(Id::new(format!("{id}.id")), "id", DataType::builtin("uuid"))];
            table
        };
        let said = [
            ("orders", Tenancy::Tenant { column: None }),
            ("countries", Tenancy::Shared),
            ("prices", Tenancy::Global),
            ("words", Tenancy::Unprotected { reason: "a reason".into() }),
            ("forgotten", Tenancy::None),
        ];
        for (id, tenancy) in said {
            design.entities.insert(Id::new(id), Entity { tenancy, ..Entity::new(table(id)) });
        }
        for id in ["app", "service", "reader"] {
            design.roles.insert(Id::new(id), Role::new(Id::new(id), id));
        }
        design.settings.app_role = Some(Id::new("app"));
        design.settings.service_role = Some(Id::new("service"));
        design.settings.read_only_role = Some(Id::new("reader"));
        design
    }

    #[test]
    fn what_is_said_is_meant() {
        let mut design = design();
        design.entities.get_mut(&Id::new("orders")).expect("orders").shared_rows = true;
        let intent = authored(&design, &lower(&design).catalog);
        assert_eq!(intent.app_roles, ["app", "reader"]);
        assert_eq!(intent.service_roles, ["service"]);
        assert!(matches!(&intent.context[..], [Context::Setting { setting, data_type, means: Means::Tenant }]
                if setting == "app.current_tenant" && data_type == "uuid"));
        let accesses: Vec<(&str, Access)> =
            intent.tables.iter().map(|(name, said)| (name.as_str(), said.access)).collect();
        let expected = [
            ("countries", Access::SharedRead),
            ("orders", Access::Tenant),
            ("prices", Access::Global),
            ("words", Access::Unprotected),
        ];
        assert_eq!(accesses, expected);
        let orders = &intent.tables["orders"];
        assert_eq!(orders.tenant_column.as_deref(), Some("tenant_id"));
        assert_eq!(orders.shared_when.as_deref(), Some("tenant_id IS NULL"));
        assert_eq!(intent.tables["words"].reason.as_deref(), Some("a reason"));
    }

    #[test]
    fn memberships_belong_to_no_tenant() {
        let mut design = design();
        design.settings.tenancy.strategy = Strategy::Membership {
            entity: Some(Id::new("forgotten")),
            user_column: Some(Id::new("forgotten.id")),
            tenant_column: Some(Id::new("forgotten.id")),
            user_setting: "app.user".into(),
        };
        let intent = authored(&design, &lower(&design).catalog);
        assert_eq!(intent.tables["forgotten"].access, Access::Global);
        assert_eq!(intent.tables["orders"].access, Access::Membership);
        assert!(
            matches!(&intent.context[..], [Context::Setting { setting, means: Means::User, .. }] if setting == "app.user")
        );
        design.settings.tenancy.strategy = Strategy::claim();
        let intent = authored(&design, &lower(&design).catalog);
        assert!(matches!(&intent.context[..], [Context::Claim { path, .. }] if path == "app_metadata.tenant_id"));
    }
}
