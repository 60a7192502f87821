//! The policies as values.

use crate::catalog::{DataType, Expr, Grantee, Id, Policy, PolicyCommand};
use crate::design::TenancySettings;
use crate::sql::quote;

/// The name of the policy that keeps tenants apart.
pub const TENANT_ISOLATION: &str = "tenant_isolation";

/// The name of the policy that lets the service role pass.
pub const SERVICE_ACCESS: &str = "service_account_access";

/// The session's tenant as a value of a column's type: NULL when the setting is missing, and when it is empty, which is
/// what a setting made with `SET LOCAL` is once its transaction has ended. NULL equals nothing, so without a tenant no
/// row is seen and none is written.
///
/// A default may hold no sub-select, so this is the plain expression. Policies wrap it in one, see
/// [`tenant_isolation`].
pub fn tenant_value(settings: &TenancySettings, data_type: &DataType) -> String {
    let value = format!("NULLIF(current_setting({}, true), '')", quote::literal(&settings.setting));
    match data_type {
        // The setting is text: types that text is assigned to as it is need no cast.
        DataType::Builtin(name) if name == "text" || name.starts_with("character varying") => value,
        DataType::Builtin(name) => format!("{value}::{name}"),
        // Whatever the enum is called, its labels compare as text does.
        DataType::Defined { .. } => value,
    }
}

/// The policy that keeps tenants apart: rows whose tenant column holds the session's tenant, for reading and writing
/// alike. The scalar sub-select is evaluated once per statement, not once per row.
pub fn tenant_isolation(
    id: Id,
    name: String,
    to: Grantee,
    column: &str,
    data_type: &DataType,
    settings: &TenancySettings,
) -> Policy {
    let column = match data_type {
        DataType::Defined { .. } => format!("{}::text", quote::ident(column)),
        DataType::Builtin(_) => quote::ident(column),
    };
    let rows = Expr::new(format!("{column} = (SELECT {})", tenant_value(settings, data_type)));
    Policy {
        id,
        name,
        restrictive: false,
        command: PolicyCommand::All,
        to: vec![to],
        using: Some(rows.clone()),
        check: Some(rows),
        comment: Some(format!(
            "Rows of the tenant in {} only, to read and to write; without a tenant, none.",
            settings.setting
        )),
    }
}

/// The policy that lets the service role see and write the rows of every tenant. It applies to that role only.
pub fn service_access(id: Id, name: String, role: Id) -> Policy {
    let every_row = Expr::new("true");
    Policy {
        id,
        name,
        restrictive: false,
        command: PolicyCommand::All,
        to: vec![Grantee::Role(role)],
        using: Some(every_row.clone()),
        check: Some(every_row),
        comment: Some("Every tenant's rows, for the service role alone: policies are OR-ed.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(data_type: &str, column: &str, expected: &str) {
        let settings = TenancySettings::default();
        let data_type = DataType::builtin(data_type);
        let policy =
            tenant_isolation(Id::new("p"), TENANT_ISOLATION.to_owned(), Grantee::Public, column, &data_type, &settings);
        assert_eq!(policy.using, Some(Expr::new(expected)));
        assert_eq!(policy.check, policy.using);
    }

    #[test]
    fn the_tenant_comes_from_the_session() {
        check(
            "uuid",
            "tenant_id",
            "tenant_id = (SELECT NULLIF(current_setting('app.current_tenant', true), '')::uuid)",
        );
        check(
            "int8",
            "TenantId",
            "\"TenantId\" = (SELECT NULLIF(current_setting('app.current_tenant', true), '')::bigint)",
        );
        check("varchar(40)", "t", "t = (SELECT NULLIF(current_setting('app.current_tenant', true), ''))");
    }
}
