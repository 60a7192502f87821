//! Staff that reads a tenant's rows for a while.

use super::script::{Script, compared, value_within};
use super::{NeedKind, PolicyTemplate, TENANT_COLUMN, USER_SETTING, need};
use crate::sql::quote;

pub(super) const INFO: PolicyTemplate = PolicyTemplate {
    id: "support",
    title: "Support staff reads, for a while",
    what: "A role for staff that reads the rows of those tenants for which a table has a grant that has not run out. The \
           tenants' own policy stays as it is: an OR in it would cost every query its index.",
    additive: true,
    needs: &[
        need("supportRole", "The role of staff", NeedKind::Role, ""),
        TENANT_COLUMN,
        need("grants", "The table that says who may, for whom, until when", NeedKind::Table, "support_grants"),
        need("staff", "Its column with the member of staff", NeedKind::OtherColumn, "staff_id"),
        need("grantTenant", "Its column with the tenant", NeedKind::OtherColumn, "tenant_id"),
        need("expires", "Its column with the end: a timestamptz", NeedKind::OtherColumn, "expires_at"),
        USER_SETTING,
    ],
};

pub(super) fn write(script: &mut Script<'_>) -> Result<(), String> {
    let (support, column) = (script.role("supportRole")?, script.column("tenantColumn")?);
    script.not_bound(script.text("supportRole")?)?;
    let grants = script.other("grants")?;
    let staff = script.other_column(&grants, "staff")?;
    let tenant = script.other_column(&grants, "grantTenant")?;
    let expires = script.other_column(&grants, "expires")?;
    let body = format!(
        "SELECT g.{} FROM {} g WHERE {} = {} AND g.{} > pg_catalog.now()",
        quote::ident(&tenant.name),
        grants.sql,
        compared(staff, &format!("g.{}", quote::ident(&staff.name))),
        value_within(script.text("userSetting")?, &staff.data_type),
        quote::ident(&expires.name)
    );
    let call = format!("{}()", script.beside("supported_tenants"));
    let returns = format!("SETOF {}", script.type_of(tenant));
    script.helper_once(&call, &call, &returns, &body, &[&support]);
    if !script.is_walled() {
        script.force();
    }
    let supported = format!("{} = ANY (ARRAY(SELECT {call}))", quote::ident(&column.name));
    script.policy("support_read", &format!("FOR SELECT TO {support}"), Some(&supported), None);
    let table = script.table();
    script.add(&format!("GRANT SELECT ON {table} TO {support}"));
    Ok(())
}
