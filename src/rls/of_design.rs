//! What a design says of its tenant wall, as an intent.

use super::intent::{Access, Context, Intent, Means, TableIntent};
use crate::catalog::{Catalog, DataType, Id, Map, Table};
use crate::design::{Design, Entity, Strategy, Tenancy};
use crate::sql::quote;

impl Intent {
    /// What a design says of its tenant wall, for the catalog that it lowers to.
    pub fn of_design(design: &Design, catalog: &Catalog) -> Self {
        let name = |id: &Option<Id>| id.as_ref().and_then(|id| catalog.role(id)).map(|role| role.name.clone());
        let settings = &design.settings;
        let schemas: Map<&Id, &str> = catalog.schemas.iter().map(|s| (&s.id, s.name.as_str())).collect();
        let mut tables = std::collections::BTreeMap::new();
        for table in &catalog.tables {
            let Some(entity) = design.entities.get(&table.id) else { continue };
            let Some(said) = of_table(design, entity, table) else { continue };
            let schema = schemas.get(&table.schema).copied().unwrap_or_default();
            let called = match schema == crate::catalog::PUBLIC_SCHEMA {
                true => table.name.clone(),
                false => format!("{schema}.{}", table.name),
            };
            tables.insert(called, said);
        }
        Self {
            context: context(design, catalog).into_iter().collect(),
            app_roles: [name(&settings.app_role), name(&settings.read_only_role)].into_iter().flatten().collect(),
            service_roles: name(&settings.service_role).into_iter().collect(),
            tables,
        }
    }
}

fn context(design: &Design, catalog: &Catalog) -> Option<Context> {
    let tenancy = &design.settings.tenancy;
    let setting = |setting: &str, data_type: &DataType, means| {
        let data_type = match data_type {
            DataType::Builtin(name) => name.clone(),
            DataType::Defined { .. } => "text".to_owned(),
        };
        Context::Setting { setting: setting.to_owned(), data_type, means }
    };
    match &tenancy.strategy {
        Strategy::Setting => Some(setting(&tenancy.setting, &tenancy.data_type, Means::Tenant)),
        Strategy::Claim { claims, path } => {
            Some(Context::Claim { claims: claims.clone(), path: path.clone(), means: Means::Tenant })
        }
        Strategy::Membership { entity, user_column, user_setting, .. } => {
            let column = entity.as_ref().and_then(|id| catalog.table(id)?.column(user_column.as_ref()?));
            let text = DataType::builtin("text");
            Some(setting(user_setting, column.map_or(&text, |column| &column.data_type), Means::User))
        }
        Strategy::Schema => None,
    }
}

/// What is said of an entity's table, by it or by the nearest base that says something.
fn of_table(design: &Design, entity: &Entity, table: &Table) -> Option<TableIntent> {
    let tenancy = &design.settings.tenancy;
    if tenancy.strategy.membership_entity() == Some(&table.id) {
        return Some(TableIntent::new(Access::Global));
    }
    let mut said = entity;
    // A cycle of bases ends the walk after as many steps as there are entities.
    for _ in 0..design.entities.len() {
        if !said.tenancy.is_none() {
            break;
        }
        said = design.entities.get(said.base.as_ref()?)?;
    }
    match &said.tenancy {
        Tenancy::None => None,
        Tenancy::Shared => Some(TableIntent::new(Access::SharedRead)),
        Tenancy::Global => Some(TableIntent::new(Access::Global)),
        Tenancy::Unprotected { reason } => {
            let reason = Some(reason.clone()).filter(|reason| !reason.is_empty());
            Some(TableIntent { reason, ..TableIntent::new(Access::Unprotected) })
        }
        Tenancy::Tenant { column } => {
            let derived = table.id.part("tenant");
            let authored = column.iter().flat_map(|id| [id.clone(), table.id.part("inherited").part(id.as_str())]);
            let column = authored.chain([derived]).find_map(|id| table.column(&id))?;
            let access = match tenancy.strategy {
                Strategy::Membership { .. } => Access::Membership,
                Strategy::Setting | Strategy::Claim { .. } | Strategy::Schema => Access::Tenant,
            };
            let shared = said.shared_rows.then(|| format!("{} IS NULL", quote::ident(&column.name)));
            Some(TableIntent {
                tenant_column: Some(column.name.clone()),
                shared_when: shared,
                ..TableIntent::new(access)
            })
        }
    }
}
