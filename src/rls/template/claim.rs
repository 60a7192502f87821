//! Each tenant its own rows, by a claim of a token.

use super::script::{Script, equals};
use super::{APP_ROLE, NeedKind, PolicyTemplate, TENANT_COLUMN, need};
use crate::design::{Strategy, TenancySettings};
use crate::rls::policy::tenant_value;

pub(super) const INFO: PolicyTemplate = PolicyTemplate {
    id: "claim",
    title: "Each tenant its own rows, by a token's claim",
    what: "The same, where PostgREST, Supabase or a gateway puts the token's claims into a setting. The claim must be one \
           that users can't edit: app_metadata, never user_metadata.",
    additive: false,
    needs: &[
        APP_ROLE,
        TENANT_COLUMN,
        need("claims", "The setting that holds the claims", NeedKind::Setting, "request.jwt.claims"),
        need("path", "The keys that lead to the tenant, joined by dots", NeedKind::Text, "app_metadata.tenant_id"),
    ],
};

pub(super) fn write(script: &mut Script<'_>) -> Result<(), String> {
    let (app, column) = (script.role("appRole")?, script.column("tenantColumn")?);
    let (claims, path) = (script.text("claims")?.to_owned(), script.text("path")?.to_owned());
    if path.split('.').next() == Some("user_metadata") {
        return Err(
            "Users edit user_metadata themselves: take the tenant from a claim that only the server writes.".into()
        );
    }
    let settings = TenancySettings { strategy: Strategy::Claim { claims, path }, ..TenancySettings::default() };
    let value = tenant_value(&settings, &column.data_type).unwrap_or_default();
    let own = equals(column, &value);
    script.force();
    script.per_command(&app, &own, &app, &own);
    script.policy("tenant_floor", "AS RESTRICTIVE FOR ALL TO PUBLIC", Some(&own), Some(&own));
    script.grant(&app, &[column], true);
    Ok(())
}
