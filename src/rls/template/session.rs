//! Each tenant its own rows, by a secret that a table resolves.

use super::script::{Script, compared, value_within};
use super::{APP_ROLE, NeedKind, PolicyTemplate, TENANT_COLUMN, need};
use crate::sql::quote;

pub(super) const INFO: PolicyTemplate = PolicyTemplate {
    id: "session",
    title: "Each tenant its own rows, by a secret session",
    what: "The setting holds a random secret, and a table that only the function reads says which tenant it stands for: \
           whoever can run SQL as the application can't choose another tenant without knowing its secret.",
    additive: false,
    needs: &[
        APP_ROLE,
        TENANT_COLUMN,
        need("sessions", "The table of sessions", NeedKind::Table, "sessions"),
        need("secret", "Its column with the secret", NeedKind::OtherColumn, "token"),
        need("sessionTenant", "Its column with the tenant", NeedKind::OtherColumn, "tenant_id"),
        need("expires", "Its column with the end: a timestamptz", NeedKind::OtherColumn, "expires_at"),
        need("sessionSetting", "The setting that holds the secret", NeedKind::Setting, "app.session"),
    ],
};

pub(super) fn write(script: &mut Script<'_>) -> Result<(), String> {
    let (app, column) = (script.role("appRole")?, script.column("tenantColumn")?);
    let sessions = script.other("sessions")?;
    let secret = script.other_column(&sessions, "secret")?;
    let tenant = script.other_column(&sessions, "sessionTenant")?;
    let expires = script.other_column(&sessions, "expires")?;
    let body = format!(
        "SELECT s.{} FROM {} s WHERE {} = {} AND s.{} > pg_catalog.now()",
        quote::ident(&tenant.name),
        sessions.sql,
        compared(secret, &format!("s.{}", quote::ident(&secret.name))),
        value_within(script.text("sessionSetting")?, &secret.data_type),
        quote::ident(&expires.name)
    );
    let call = format!("{}()", script.beside("session_tenant"));
    let returns = script.type_of(tenant);
    script.helper_once(&call, &call, &returns, &body, &[&app]);
    let own = format!("{} = (SELECT {call})", quote::ident(&column.name));
    script.force();
    script.per_command(&app, &own, &app, &own);
    script.policy("tenant_floor", "AS RESTRICTIVE FOR ALL TO PUBLIC", Some(&own), Some(&own));
    script.grant(&app, &[column], true);
    Ok(())
}
