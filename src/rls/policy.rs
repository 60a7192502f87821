//! The policies as values.

use crate::catalog::{DataType, Expr, Grantee, Id, Policy, PolicyCommand, Sorting};
use crate::design::{Strategy, TenancySettings};
use crate::sql::quote;

/// The name of the policy that keeps tenants apart, and what the names of those to one command begin with.
pub const TENANT_ISOLATION: &str = "tenant_isolation";

/// The name of the policy that lets the service role pass.
pub const SERVICE_ACCESS: &str = "service_account_access";

/// The name of the policy by which everyone reads a shared table.
pub const SHARED_READ: &str = "shared_read";

/// The name of the policy by which everyone reads the rows that no tenant has.
pub const SHARED_ROWS: &str = "shared_rows";

/// The session's tenant as a value of a column's type: NULL when the setting is missing, and when it is empty, which is
/// what a setting made with `SET LOCAL` is once its transaction has ended. NULL equals nothing, so without a tenant no
/// row is seen and none is written. With memberships a session has no single tenant, and nothing to say here.
///
/// A default may hold no sub-select, so this is the plain expression. Policies wrap it in one, see [`own_rows`].
pub fn tenant_value(settings: &TenancySettings, data_type: &DataType) -> Option<String> {
    let value = match &settings.strategy {
        Strategy::Setting => setting_value(&settings.setting),
        Strategy::Claim { claims, path } => format!("NULLIF({}, '')", claim_value(claims, path)),
        Strategy::Membership { .. } | Strategy::Schema => return None,
    };
    Some(cast(value, data_type))
}

/// What a session setting holds, as text; NULL where it holds nothing.
pub fn setting_value(setting: &str) -> String {
    format!("NULLIF(current_setting({}, true), '')", quote::literal(setting))
}

/// A claim of the document that a session setting holds, as text.
fn claim_value(claims: &str, path: &str) -> String {
    let keys: Vec<&str> = path.split('.').collect();
    let mut value = format!("{}::jsonb", setting_value(claims));
    for (at, key) in keys.iter().enumerate() {
        let arrow = if at + 1 == keys.len() { "->>" } else { "->" };
        value = match at {
            0 => format!("{value} {arrow} {}", quote::literal(key)),
            _ => format!("({value}) {arrow} {}", quote::literal(key)),
        };
    }
    value
}

/// Text as a value of a column's type.
pub fn cast(value: String, data_type: &DataType) -> String {
    match data_type {
        // The setting is text: types that text is assigned to as it is need no cast.
        DataType::Builtin(name) if name == "text" || name.starts_with("character varying") => value,
        DataType::Builtin(name) => format!("{value}::{name}"),
        // Whatever the enum is called, its labels compare as text does.
        DataType::Defined { .. } => value,
    }
}

/// The condition on a row of the session's tenant. A scalar sub-select is evaluated once per statement, not once per
/// row; so is the array of the tenants that a user is a member of, which `helper`, a function call, returns. Nothing, if
/// the strategy has no such condition, or needs a helper and there is none.
pub fn own_rows(settings: &TenancySettings, column: &str, data_type: &DataType, helper: Option<&str>) -> Option<Expr> {
    let name = quote::ident(column);
    if let Strategy::Membership { .. } = &settings.strategy {
        return helper.map(|helper| Expr::new(format!("{name} = ANY (ARRAY(SELECT {helper}))")));
    }
    let column = match data_type {
        DataType::Defined { .. } => format!("{name}::text"),
        DataType::Builtin(_) => name,
    };
    let value = tenant_value(settings, data_type)?;
    Some(Expr::new(format!("{column} = (SELECT {value})")))
}

/// What a policy of the wall is made of, beside its id and its name.
pub struct Clauses {
    /// The command.
    pub command: PolicyCommand,
    /// The roles.
    pub to: Vec<Grantee>,
    /// `USING`.
    pub using: Option<Expr>,
    /// `WITH CHECK`.
    pub check: Option<Expr>,
    /// Why it is there.
    pub comment: String,
}

/// A permissive policy.
pub fn permissive(id: Id, name: String, clauses: Clauses) -> Policy {
    let Clauses { command, mut to, using, check, comment } = clauses;
    to.order();
    to.dedup();
    Policy { id, name, restrictive: false, command, to, using, check, comment: Some(comment) }
}

/// The policy that keeps tenants apart by itself: rows of the session's tenant, for reading and writing alike.
pub fn tenant_isolation(id: Id, name: String, to: Vec<Grantee>, rows: &Expr, settings: &TenancySettings) -> Policy {
    let comment = match &settings.strategy {
        Strategy::Setting => {
            format!("Rows of the tenant in {} only, to read and to write; without a tenant, none.", settings.setting)
        }
        Strategy::Claim { claims, path } => {
            format!(
                "Rows of the tenant in the claim {path} of {claims} only, to read and to write; without a tenant, none."
            )
        }
        Strategy::Membership { user_setting, .. } => format!(
            "Rows of the tenants that the user in {user_setting} is a member of only, to read and to write; without a \
             user, none."
        ),
        Strategy::Schema => String::new(),
    };
    let (using, check) = (Some(rows.clone()), Some(rows.clone()));
    permissive(id, name, Clauses { command: PolicyCommand::All, to, using, check, comment })
}

/// The policy that lets the service role see and write the rows of every tenant, or with `FOR SELECT` only see them. It
/// applies to that role only.
pub fn service_access(id: Id, name: String, role: Id, command: PolicyCommand) -> Policy {
    let every_row = Expr::new("true");
    let check = (command == PolicyCommand::All).then(|| every_row.clone());
    let comment = "Every tenant's rows, for the service role alone: policies are OR-ed.".to_owned();
    permissive(id, name, Clauses { command, to: vec![Grantee::Role(role)], using: Some(every_row), check, comment })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(settings: &TenancySettings, data_type: &str, column: &str, expected: &str) {
        let rows = own_rows(settings, column, &DataType::builtin(data_type), Some("public.f()")).expect("a condition");
        assert_eq!(rows.sql(), expected);
        let policy = tenant_isolation(Id::new("p"), TENANT_ISOLATION.into(), vec![Grantee::Public], &rows, settings);
        assert_eq!(policy.check, policy.using);
    }

    #[test]
    fn the_tenant_comes_from_the_session() {
        let settings = TenancySettings::default();
        check(
            &settings,
            "uuid",
            "tenant_id",
            "tenant_id = (SELECT NULLIF(current_setting('app.current_tenant', true), '')::uuid)",
        );
        check(
            &settings,
            "int8",
            "TenantId",
            "\"TenantId\" = (SELECT NULLIF(current_setting('app.current_tenant', true), '')::bigint)",
        );
        check(&settings, "varchar(40)", "t", "t = (SELECT NULLIF(current_setting('app.current_tenant', true), ''))");
    }

    #[test]
    fn or_from_a_claim_or_from_memberships() {
        let settings = TenancySettings { strategy: Strategy::claim(), ..TenancySettings::default() };
        check(
            &settings,
            "uuid",
            "t",
            "t = (SELECT NULLIF((NULLIF(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata') ->> \
             'tenant_id', '')::uuid)",
        );
        let settings = TenancySettings { strategy: Strategy::membership(), ..settings };
        check(&settings, "uuid", "t", "t = ANY (ARRAY(SELECT public.f()))");
        assert_eq!(tenant_value(&settings, &DataType::builtin("uuid")), None);
        assert_eq!(own_rows(&settings, "t", &DataType::builtin("uuid"), None), None);
        let settings = TenancySettings { strategy: Strategy::Schema, ..settings };
        assert_eq!(own_rows(&settings, "t", &DataType::builtin("uuid"), Some("f()")), None);
    }
}
