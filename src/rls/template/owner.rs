//! Each user their own rows.

use super::script::Script;
use super::{APP_ROLE, NeedKind, PolicyTemplate, USER_SETTING, need};

pub(super) const INFO: PolicyTemplate = PolicyTemplate {
    id: "owner",
    title: "Each user their own rows",
    what: "Within the wall that is there only the user's own rows: a restrictive policy. Where there is none it is the \
           wall.",
    additive: true,
    needs: &[APP_ROLE, need("ownerColumn", "The column with the user", NeedKind::Column, "owner_id"), USER_SETTING],
};

pub(super) fn write(script: &mut Script<'_>) -> Result<(), String> {
    let (app, column) = (script.role("appRole")?, script.column("ownerColumn")?);
    let own = script.is_sessions(column, script.text("userSetting")?);
    if script.is_walled() {
        // A permissive policy would be OR-ed with the others: it would narrow nothing.
        script.policy("own_rows", &format!("AS RESTRICTIVE FOR ALL TO {app}"), Some(&own), Some(&own));
        return Ok(());
    }
    script.force();
    script.policy("own_rows", &format!("FOR ALL TO {app}"), Some(&own), Some(&own));
    script.grant(&app, &[column], true);
    Ok(())
}
