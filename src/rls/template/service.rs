//! A service that reads every tenant's rows.

use super::script::Script;
use super::{NeedKind, PolicyTemplate, SETTING, TENANT_COLUMN, need};

pub(super) const INFO: PolicyTemplate = PolicyTemplate {
    id: "service",
    title: "A service reads every tenant's rows",
    what: "A policy TO the service's role shows it every row; what it inserts belongs to the tenant that its session \
           names. Never a policy for everyone that asks who asks.",
    additive: true,
    needs: &[need("serviceRole", "The service's role", NeedKind::Role, ""), TENANT_COLUMN, SETTING],
};

pub(super) fn write(script: &mut Script<'_>) -> Result<(), String> {
    let (service, column) = (script.role("serviceRole")?, script.column("tenantColumn")?);
    script.not_bound(script.text("serviceRole")?)?;
    let own = script.is_sessions(column, script.text("setting")?);
    if !script.is_walled() {
        script.force();
    }
    script.policy("service_read", &format!("FOR SELECT TO {service}"), Some("true"), None);
    script.policy("service_insert", &format!("FOR INSERT TO {service}"), None, Some(&own));
    let table = script.table();
    script.add(&format!("GRANT SELECT, INSERT ON {table} TO {service}"));
    Ok(())
}
