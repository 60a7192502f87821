//! What to do about a breach, for a person who looks at a dry run.

use super::attack::Attack;
use super::judge::judge;
use super::run::one;
use super::target::Target;
use crate::engine::{Engine, SqlError};
use crate::prove::link::Link;
use crate::prove::proof::ProbeVerdict;
use crate::sql::quote;

/// What to do about a breach. To find the policy at fault each is dropped in turn and the attack made again.
pub(super) async fn fix<E: Engine>(
    link: &mut Link<'_, E>,
    target: &Target,
    attack: &Attack,
) -> Result<String, SqlError> {
    let (table, role) = (&target.sql, quote::ident(&target.role));
    let facts = &target.facts;
    match attack.probe {
        "other-privileges" => {
            return Ok(format!(
                "REVOKE TRIGGER, REFERENCES ON {table} FROM {role}; and MAINTAIN, from PostgreSQL 17 on."
            ));
        }
        "reference-oracle" | "referential-action" => {
            return Ok(format!(
                "Make the foreign key of {table} a pair with the tenant column: a reference can't leave the tenant then."
            ));
        }
        "new-partition" => {
            return Ok("Partitions begin without row-level security: enable it in the migration that makes one, and grant                        privileges on the partitioned table only."
                .into());
        }
        "raise-own-rights" => {
            return Ok(format!(
                "REVOKE UPDATE ON {table} FROM {role}; and grant it on the columns that give no rights."
            ));
        }
        "truncate" => return Ok(format!("REVOKE TRUNCATE ON {table} FROM {role};")),
        "disable-row-security" | "drop-policy" | "create-policy" => {
            return Ok(format!("{role} must not own {table}: give it another owner."));
        }
        "role-escape" => return Ok(format!("REVOKE the memberships by which {role} becomes such a role.")),
        _ if facts.role_bypasses && attack.role.as_ref() == Some(&target.role) => {
            return Ok(format!("ALTER ROLE {role} NOSUPERUSER NOBYPASSRLS;"));
        }
        _ if !facts.enabled => {
            return Ok(format!(
                "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY; and a policy."
            ));
        }
        _ if !facts.forced && attack.role.as_ref() == Some(&facts.owner) => {
            return Ok(format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"));
        }
        _ => {}
    }
    let mut guilty = Vec::new();
    for policy in &facts.policies {
        let drop = format!("DROP POLICY {} ON {table}", quote::ident(policy));
        let outcome = one(link, attack, &[drop]).await?;
        if judge(&attack.expect, &outcome).verdict != ProbeVerdict::Breached {
            guilty.push(policy.as_str());
        }
    }
    if guilty.len() > 1 {
        // Without the tenants' own policy nothing gets through either. The one at fault can go, and own rows stay seen.
        let control =
            Attack { before: Vec::new(), then: None, sql: format!("SELECT count(*) FROM {table}"), ..attack.clone() };
        let mut alone = Vec::new();
        for policy in &guilty {
            let drop = format!("DROP POLICY {} ON {table}", quote::ident(policy));
            let outcome = one(link, &control, &[drop]).await?;
            if outcome.is_ok_and(|rows| rows.value().is_some_and(|count| count != "0")) {
                alone.push(*policy);
            }
        }
        if !alone.is_empty() {
            guilty = alone;
        }
    }
    Ok(match guilty.as_slice() {
        [] => {
            format!("No single policy of {table} is at fault: look at them together ({}).", facts.policies.join(", "))
        }
        [policy] => format!(
            "The policy {policy} lets it pass: permissive policies are OR-ed, so one that is true for everybody opens the table \
             to everybody. Limit it to a role of its own, or drop it: DROP POLICY {} ON {table};",
            quote::ident(policy)
        ),
        all => format!("These policies let it pass: {}. Each of them is needed for the breach.", all.join(", ")),
    })
}
