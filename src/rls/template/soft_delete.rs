//! Rows that are marked as deleted are not seen.

use super::script::Script;
use super::{APP_ROLE, NeedKind, PolicyTemplate, need};
use crate::sql::quote;

pub(super) const INFO: PolicyTemplate = PolicyTemplate {
    id: "soft-delete",
    title: "What is marked as deleted is not seen",
    what: "A restrictive policy hides rows with a time of deletion. The transaction that sets it to now() still sees \
           them: a policy for SELECT is asked of an UPDATE's new row too, and the deletion itself would be refused. An \
           UPDATE that reads no column still reaches a hidden row of the own tenant.",
    additive: true,
    needs: &[
        APP_ROLE,
        need("deletedColumn", "The column with the time of deletion: a timestamptz", NeedKind::Column, "deleted_at"),
    ],
};

pub(super) fn write(script: &mut Script<'_>) -> Result<(), String> {
    let (app, column) = (script.role("appRole")?, script.column("deletedColumn")?);
    if !script.is_walled() {
        return Err("A restrictive policy lets nobody in by itself: give the table its wall first.".into());
    }
    let name = quote::ident(&column.name);
    let live = format!("{name} IS NULL OR {name} = now()");
    script.policy("hide_deleted", &format!("AS RESTRICTIVE FOR SELECT TO {app}"), Some(&live), None);
    Ok(())
}
