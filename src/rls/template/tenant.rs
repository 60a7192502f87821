//! Each tenant its own rows, by a session setting.

use super::script::Script;
use super::{APP_ROLE, NeedKind, PolicyTemplate, SETTING, TENANT_COLUMN, need};

pub(super) const INFO: PolicyTemplate = PolicyTemplate {
    id: "tenant",
    title: "Each tenant its own rows",
    what: "A policy to each command for the tenant that a session setting holds, and a restrictive one for everyone that \
           no later policy can widen.",
    additive: false,
    needs: &[
        APP_ROLE,
        TENANT_COLUMN,
        SETTING,
        need("readOnlyRole", "A role that only reads, if there is one", NeedKind::Role, ""),
    ],
};

pub(super) fn write(script: &mut Script<'_>) -> Result<(), String> {
    let (app, column) = (script.role("appRole")?, script.column("tenantColumn")?);
    let reader = script.optional_role("readOnlyRole")?;
    let own = script.is_sessions(column, script.text("setting")?);
    script.force();
    let readers = reader.as_ref().map_or(app.clone(), |reader| format!("{app}, {reader}"));
    script.per_command(&app, &own, &readers, &own);
    script.policy("tenant_floor", "AS RESTRICTIVE FOR ALL TO PUBLIC", Some(&own), Some(&own));
    script.grant(&app, &[column], true);
    if let Some(reader) = reader {
        let table = script.table();
        script.add(&format!("GRANT SELECT ON {table} TO {reader}"));
    }
    Ok(())
}
