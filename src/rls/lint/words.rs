//! Words of messages and of statements: lists, grantees, the tenant of the session.

use crate::catalog::{Column, DataType, Grantee, Policy};
use crate::rls::wall::{Wall, WallTable};
use crate::rls::{Context, Means};
use crate::sql::quote;

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [rest @ .., last] => {
            let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", rest.join(", "), last.as_ref())
        }
    }
}

/// A grantee as a person reads it.
pub(super) fn grantee(wall: &Wall<'_>, to: &Grantee) -> String {
    match to {
        Grantee::Public => "everyone (PUBLIC)".to_owned(),
        Grantee::Role(id) => wall.role(id).map_or_else(|| id.to_string(), |role| role.name.clone()),
    }
}

/// A grantee as SQL reads it.
pub(super) fn grantee_sql(wall: &Wall<'_>, to: &Grantee) -> String {
    match to {
        Grantee::Public => "PUBLIC".to_owned(),
        Grantee::Role(id) => quote::ident(wall.role(id).map_or(id.as_str(), |role| role.name.as_str())),
    }
}

/// What the session says the tenant is, as a value of a column's type; `None` if nothing was said of the session.
pub(super) fn tenant_value(wall: &Wall<'_>, column: &Column) -> Option<String> {
    context_value(wall, Means::Tenant, column)
}

/// What the session says somebody is, as a value of a column's type; `None` if nothing was said of the session.
pub(super) fn context_value(wall: &Wall<'_>, means: Means, column: &Column) -> Option<String> {
    let cast = match &column.data_type {
        DataType::Builtin(name) if name == "text" || name.starts_with("character varying") => String::new(),
        DataType::Builtin(name) => format!("::{name}"),
        DataType::Defined { .. } => return None,
    };
    Some(match wall.contexts(means).next()? {
        Context::Setting { setting, .. } => {
            format!("NULLIF(current_setting({}, true), ''){cast}", quote::literal(setting))
        }
        Context::Claim { claims, path, .. } => {
            let steps: Vec<&str> = path.split('.').collect();
            let (last, before) = steps.split_last()?;
            let mut value = format!("NULLIF(current_setting({}, true), '')::jsonb", quote::literal(claims));
            for step in before {
                value.push_str(&format!(" -> {}", quote::literal(step)));
            }
            value.push_str(&format!(" ->> {}", quote::literal(last)));
            if cast.is_empty() { value } else { format!("({value}){cast}") }
        }
    })
}

/// The condition that a row is the session's tenant's; `None` if it is not known how the session says it.
pub(super) fn tenant_condition(wall: &Wall<'_>, table: &WallTable<'_>) -> Option<String> {
    let column = table.tenant?;
    Some(format!("{} = (SELECT {})", quote::ident(&column.name), tenant_value(wall, column)?))
}

/// A name for a policy that the table has not yet.
pub(super) fn free_policy_name(table: &WallTable<'_>, wanted: &str) -> String {
    let taken = |name: &str| table.table.policies.iter().any(|policy| policy.name == name);
    let numbered = (2..).map(|number| format!("{wanted}_{number}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

/// The restrictive policy for everyone that keeps tenants apart whatever other policies say.
pub(super) fn floor_sql(wall: &Wall<'_>, table: &WallTable<'_>) -> Option<String> {
    let condition = tenant_condition(wall, table)?;
    let name = quote::ident(&free_policy_name(table, "tenant_floor"));
    Some(format!(
        "CREATE POLICY {name} ON {} AS RESTRICTIVE FOR ALL TO PUBLIC USING ({condition}) WITH CHECK ({condition});",
        table.sql()
    ))
}

/// The statement that creates a policy.
pub(super) fn create_policy(wall: &Wall<'_>, table: &WallTable<'_>, policy: &Policy) -> String {
    let to: Vec<String> = policy.to.iter().map(|to| grantee_sql(wall, to)).collect();
    let mut sql = format!("CREATE POLICY {} ON {}", quote::ident(&policy.name), table.sql());
    if policy.restrictive {
        sql.push_str(" AS RESTRICTIVE");
    }
    sql.push_str(&format!(" FOR {} TO {}", policy.command.sql(), to.join(", ")));
    if let Some(using) = &policy.using {
        sql.push_str(&format!(" USING ({})", using.sql()));
    }
    if let Some(check) = &policy.check {
        sql.push_str(&format!(" WITH CHECK ({})", check.sql()));
    }
    sql.push(';');
    sql
}

/// Drops a policy and creates it anew: `ALTER POLICY` can neither change a command nor take a clause away.
pub(super) fn replace_policy(wall: &Wall<'_>, table: &WallTable<'_>, old: &Policy, new: &Policy) -> String {
    format!("BEGIN;\n{}\n{}\nCOMMIT;", drop_policy(table, old), create_policy(wall, table, new))
}

/// The statement that drops a policy.
pub(super) fn drop_policy(table: &WallTable<'_>, policy: &Policy) -> String {
    format!("DROP POLICY {} ON {};", quote::ident(&policy.name), table.sql())
}

/// `ALTER POLICY` with new clauses, which keeps the ones that are not given.
pub(super) fn alter_policy(table: &WallTable<'_>, policy: &Policy, using: Option<&str>, check: Option<&str>) -> String {
    let mut sql = format!("ALTER POLICY {} ON {}", quote::ident(&policy.name), table.sql());
    if let Some(using) = using {
        sql.push_str(&format!(" USING ({using})"));
    }
    if let Some(check) = check {
        sql.push_str(&format!(" WITH CHECK ({check})"));
    }
    sql.push(';');
    sql
}
