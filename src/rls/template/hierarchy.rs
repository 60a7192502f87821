//! A tenant reads what is below it.

use super::script::{Script, compared, value_within};
use super::{APP_ROLE, NeedKind, PolicyTemplate, SETTING, TENANT_COLUMN, need};
use crate::sql::quote;

pub(super) const INFO: PolicyTemplate = PolicyTemplate {
    id: "hierarchy",
    title: "A tenant reads what is below it",
    what: "A table of pairs says who is below whom, each tenant below itself too. A tenant reads its own rows and those \
           below, and writes its own only.",
    additive: false,
    needs: &[
        APP_ROLE,
        TENANT_COLUMN,
        SETTING,
        need("closure", "The table of pairs", NeedKind::Table, "tenant_closure"),
        need("ancestor", "Its column with the upper tenant", NeedKind::OtherColumn, "ancestor"),
        need("descendant", "Its column with the lower one", NeedKind::OtherColumn, "descendant"),
    ],
};

pub(super) fn write(script: &mut Script<'_>) -> Result<(), String> {
    let (app, column) = (script.role("appRole")?, script.column("tenantColumn")?);
    let closure = script.other("closure")?;
    let upper = script.other_column(&closure, "ancestor")?;
    let lower = script.other_column(&closure, "descendant")?;
    let setting = script.text("setting")?;
    let own = script.is_sessions(column, setting);
    let name = script.beside("tenants_below");
    let body = format!(
        "SELECT c.{} FROM {} c WHERE {} = {}",
        quote::ident(&lower.name),
        closure.sql,
        compared(upper, &format!("c.{}", quote::ident(&upper.name))),
        value_within(setting, &upper.data_type)
    );
    let returns = format!("SETOF {}", script.type_of(lower));
    let call = format!("{name}()");
    script.helper_once(&call, &call, &returns, &body, &[&app]);
    script.force();
    let below = format!("{} = ANY (ARRAY(SELECT {call}))", quote::ident(&column.name));
    script.per_command(&app, &below, &app, &own);
    script.grant(&app, &[column], true);
    Ok(())
}
