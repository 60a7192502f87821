//! Each user the rows of the tenants they are a member of, by their role there.

use super::script::{Script, compared, value_within};
use super::{APP_ROLE, NeedKind, PolicyTemplate, TENANT_COLUMN, USER_SETTING, need};
use crate::sql::quote;

pub(super) const INFO: PolicyTemplate = PolicyTemplate {
    id: "membership",
    title: "Members only, by their role",
    what: "Viewers read, editors write, admins delete too. A function that runs as its owner reads the memberships, which \
           need no grant to the application; asked as an array it serves an index.",
    additive: false,
    needs: &[
        APP_ROLE,
        TENANT_COLUMN,
        need("memberships", "The table with the memberships", NeedKind::Table, "memberships"),
        need("memberUser", "Its column with the user", NeedKind::OtherColumn, "user_id"),
        need("memberTenant", "Its column with the tenant", NeedKind::OtherColumn, "tenant_id"),
        need("memberRole", "Its column with the role", NeedKind::OtherColumn, "role"),
        USER_SETTING,
        need("readers", "The roles that read, with commas", NeedKind::Text, "viewer,editor,admin"),
        need("writers", "The roles that insert and update", NeedKind::Text, "editor,admin"),
        need("deleters", "The roles that delete", NeedKind::Text, "admin"),
    ],
};

pub(super) fn write(script: &mut Script<'_>) -> Result<(), String> {
    let (app, column) = (script.role("appRole")?, script.column("tenantColumn")?);
    let members = script.other("memberships")?;
    let user = script.other_column(&members, "memberUser")?;
    let tenant = script.other_column(&members, "memberTenant")?;
    let role = script.other_column(&members, "memberRole")?;
    let session = value_within(script.text("userSetting")?, &user.data_type);
    let name = script.beside(&format!("tenants_of_member_{}", members_name(&members.sql)));
    let body = format!(
        "SELECT m.{} FROM {} m WHERE {} = {session} AND m.{}::text = ANY (roles)",
        quote::ident(&tenant.name),
        members.sql,
        compared(user, &format!("m.{}", quote::ident(&user.name))),
        quote::ident(&role.name)
    );
    let returns = format!("SETOF {}", script.type_of(tenant));
    script.helper_once(&format!("{name}(roles text[])"), &format!("{name}(text[])"), &returns, &body, &[&app]);
    let of = |script: &Script<'_>, who: &str| -> Result<String, String> {
        let roles: Vec<String> = script.text(who)?.split(',').map(|role| quote::literal(role.trim())).collect();
        Ok(format!("{} = ANY (ARRAY(SELECT {name}(ARRAY[{}])))", quote::ident(&column.name), roles.join(", ")))
    };
    let (read, write, delete) = (of(script, "readers")?, of(script, "writers")?, of(script, "deleters")?);
    script.force();
    script.policy("member_select", &format!("FOR SELECT TO {app}"), Some(&read), None);
    script.policy("member_insert", &format!("FOR INSERT TO {app}"), None, Some(&write));
    script.policy("member_update", &format!("FOR UPDATE TO {app}"), Some(&write), Some(&write));
    script.policy("member_delete", &format!("FOR DELETE TO {app}"), Some(&delete), None);
    script.grant(&app, &[column], true);
    Ok(())
}

/// The table's name as part of another name.
fn members_name(sql: &str) -> String {
    sql.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect()
}
