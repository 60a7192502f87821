//! Everyone reads what is published, each tenant writes its own.

use super::script::Script;
use super::{APP_ROLE, NeedKind, PolicyTemplate, SETTING, TENANT_COLUMN, need};
use crate::sql::quote;

pub(super) const INFO: PolicyTemplate = PolicyTemplate {
    id: "published",
    title: "Everyone reads what is published",
    what: "A row that is published is every tenant's to read, and its own tenant's alone to write. One policy for all \
           commands would let everyone delete it: USING counts for DELETE too.",
    additive: false,
    needs: &[
        APP_ROLE,
        TENANT_COLUMN,
        SETTING,
        need("publishedColumn", "The column that says so: a boolean", NeedKind::Column, "published"),
    ],
};

pub(super) fn write(script: &mut Script<'_>) -> Result<(), String> {
    let (app, column) = (script.role("appRole")?, script.column("tenantColumn")?);
    let published = script.column("publishedColumn")?;
    let own = script.is_sessions(column, script.text("setting")?);
    script.force();
    let read = format!("{} OR {own}", quote::ident(&published.name));
    script.per_command(&app, &read, &app, &own);
    script.grant(&app, &[column], true);
    Ok(())
}
