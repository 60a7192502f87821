//! Holes that the attack itself names: a privilege, an attribute, a reference.

use super::super::Judged;
use super::super::attack::Attack;
use super::super::target::Target;
use super::Suspect;
use crate::engine::{Engine, SqlError};
use crate::prove::link::Link;
use crate::prove::seed::Seeds;
use crate::rls::Fix;
use crate::sql::quote;

fn suspect_of(rule: &str, part: String, fixes: Vec<(String, String)>) -> Suspect {
    let fixes = fixes.into_iter().map(|(title, sql)| Fix { title, sql }).collect();
    Suspect { rule: rule.to_owned(), part, fixes }
}

/// What an attack says by itself of its hole; nothing, if the policies are to be asked.
pub(super) async fn suspect<E: Engine>(
    link: &mut Link<'_, E>,
    seeds: &Seeds,
    target: &Target,
    targets: &[Target],
    judged: &Judged,
) -> Result<Option<Suspect>, SqlError> {
    let (table, name, role) = (&target.sql, &target.name, quote::ident(&target.role));
    let facts = &target.facts;
    let revoke = |privileges: &str| format!("REVOKE {privileges} ON {table} FROM {role}, PUBLIC;");
    let attack = &judged.attack;
    Ok(Some(match attack.probe {
        "truncate" => suspect_of(
            "RO04",
            format!("TRUNCATE on {name} for {}", target.role),
            vec![("Revoke TRUNCATE".into(), revoke("TRUNCATE"))],
        ),
        "other-privileges" => {
            let maintain = format!("{} {}", revoke("TRIGGER, REFERENCES"), revoke("MAINTAIN"));
            suspect_of(
                "RO05",
                format!("TRIGGER, REFERENCES or MAINTAIN on {name} for {}", target.role),
                vec![
                    ("Revoke TRIGGER, REFERENCES and MAINTAIN".into(), maintain),
                    ("Revoke TRIGGER and REFERENCES".into(), revoke("TRIGGER, REFERENCES")),
                ],
            )
        }
        "leak-function" => leakproof(link, target).await?,
        "disable-row-security" | "drop-policy" | "create-policy" => owner(target),
        "role-escape" => escape(link, target).await?,
        "reference-oracle" | "referential-action" => match reference(link, seeds, target, targets, attack).await? {
            Some(suspect) => {
                Suspect { rule: judged.judgement.rule.unwrap_or(suspect_rule(attack)).to_owned(), ..suspect }
            }
            None => return Ok(None),
        },
        "raise-own-rights" => {
            let kept: Vec<String> =
                facts.updatable.iter().filter(|c| !target.rights.contains(c)).map(|c| quote::ident(c)).collect();
            let mut sql = format!("REVOKE UPDATE ON {table} FROM {role};");
            if !kept.is_empty() {
                sql.push_str(&format!(" GRANT UPDATE ({}) ON {table} TO {role};", kept.join(", ")));
            }
            let part = format!("UPDATE of {} on {name} for {}", target.rights.join(", "), target.role);
            suspect_of("RO08", part, vec![("Grant UPDATE on the other columns only".into(), sql)])
        }
        "child-read" | "child-insert" | "child-update" | "child-delete" => {
            let child = target.children.iter().find(|c| attack.sql.contains(&c.sql));
            let Some(child) = child else { return Ok(None) };
            let sql = format!(
                "ALTER TABLE {0} ENABLE ROW LEVEL SECURITY; ALTER TABLE {0} FORCE ROW LEVEL SECURITY;",
                child.sql
            );
            let part = format!("{}, which policies of {name} don't reach", child.name);
            suspect_of("INH1", part, vec![("Enable row-level security on the child".into(), sql)])
        }
        "owner-bound" | "owner-delete-foreign" if facts.enabled && !facts.forced => suspect_of(
            "EN04",
            format!("{name}: row-level security is not forced, so its owner {} passes it by", facts.owner),
            vec![("Force row-level security".into(), format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"))],
        ),
        "self-made-member" | "self-moved-member" => {
            let command = if attack.probe == "self-made-member" { "INSERT" } else { "UPDATE" };
            suspect_of(
                "PO16",
                format!("{command} on {name} for {}, which other tables' policies trust", target.role),
                vec![(format!("Revoke {command}"), revoke(command))],
            )
        }
        "other-role-read" | "other-role-delete" => {
            let other = attack.role.clone().unwrap_or_default();
            let ident = quote::ident(&other);
            let command = if attack.probe == "other-role-read" { "SELECT" } else { "DELETE" };
            suspect_of(
                "PO09",
                format!("{command} on {name} for {other}, which no policy binds to a tenant"),
                vec![(
                    format!("Revoke {command} from {other}"),
                    format!("REVOKE {command} ON {table} FROM {ident}, PUBLIC;"),
                )],
            )
        }
        "new-partition" => suspect_of(
            "INH2",
            format!(
                "partitions of {name}, which begin without row-level security and with the role's default privileges"
            ),
            Vec::new(),
        ),
        _ if facts.role_bypasses => suspect_of(
            "RO01",
            format!("role {}", target.role),
            vec![("Let policies bind the role".into(), format!("ALTER ROLE {role} NOSUPERUSER NOBYPASSRLS;"))],
        ),
        _ if !facts.enabled => disabled(target),
        _ if facts.owner == target.role && !facts.forced => suspect_of(
            "RO03",
            format!("{name}: the application's role owns it, and row-level security is not forced"),
            vec![("Force row-level security".into(), format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"))],
        ),
        _ => return Ok(None),
    }))
}

fn suspect_rule(attack: &Attack) -> &'static str {
    super::super::attack::rule(attack.probe)
}

fn disabled(target: &Target) -> Suspect {
    let table = &target.sql;
    let on = format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;");
    let mut fixes = Vec::new();
    if let (true, Some(own)) = (target.facts.policies.is_empty(), &target.meant) {
        let role = quote::ident(&target.role);
        let policy = format!(" CREATE POLICY tenant_isolation ON {table} TO {role} USING ({own}) WITH CHECK ({own});");
        fixes.push(("Enable and force row-level security, with a policy".to_owned(), format!("{on}{policy}")));
    }
    fixes.push(("Enable and force row-level security".to_owned(), on));
    let rule = if target.facts.policies.is_empty() { "EN01" } else { "EN02" };
    suspect_of(rule, format!("{}: row-level security is not enabled", target.name), fixes)
}

fn owner(target: &Target) -> Suspect {
    let part = format!("{}: {} has its owner's rights", target.name, target.role);
    let fixes = if target.facts.owner == target.role {
        Vec::new()
    } else {
        let (owner, role) = (quote::ident(&target.facts.owner), quote::ident(&target.role));
        vec![("Take the owner's rights away".to_owned(), format!("REVOKE {owner} FROM {role};"))]
    };
    suspect_of("RO03", part, fixes)
}

/// The LEAKPROOF functions of the schema that the role may call.
async fn leakproof<E: Engine>(link: &mut Link<'_, E>, target: &Target) -> Result<Suspect, SqlError> {
    let sql = format!(
        "SELECT format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) \
         FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE p.proleakproof \
         AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
         AND has_function_privilege({}, p.oid, 'EXECUTE') ORDER BY 1",
        quote::literal(&target.role)
    );
    let rows = link.run(&sql).await?;
    let names: Vec<String> = rows.rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect();
    let sql: Vec<String> = names.iter().map(|name| format!("ALTER FUNCTION {name} NOT LEAKPROOF;")).collect();
    let part = format!("function {}, which is LEAKPROOF", names.join(", "));
    Ok(suspect_of("BY08", part, vec![("Don't promise that it leaks nothing".to_owned(), sql.join(" "))]))
}

/// The roles that the application's role can become.
async fn escape<E: Engine>(link: &mut Link<'_, E>, target: &Target) -> Result<Suspect, SqlError> {
    let role = quote::literal(&target.role);
    let sql = format!(
        "SELECT r.rolname FROM pg_catalog.pg_roles r JOIN pg_catalog.pg_auth_members m ON m.roleid = r.oid \
         JOIN pg_catalog.pg_roles a ON a.oid = m.member AND a.rolname = {role} WHERE r.rolsuper OR r.rolbypassrls OR \
         pg_has_role(r.oid, (SELECT relowner FROM pg_catalog.pg_class WHERE oid = {}::regclass), 'MEMBER') ORDER BY 1",
        quote::literal(&target.sql)
    );
    let rows = link.run(&sql).await?;
    let names: Vec<String> = rows.rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect();
    let sql: Vec<String> =
        names.iter().map(|n| format!("REVOKE {} FROM {};", quote::ident(n), quote::ident(&target.role))).collect();
    let fixes = if sql.is_empty() { Vec::new() } else { vec![("Revoke the memberships".to_owned(), sql.join(" "))] };
    Ok(suspect_of("RO02", format!("{} can become {}", target.role, names.join(", ")), fixes))
}

/// A foreign key that leaves the tenant, as a pair with the tenant column.
async fn reference<E: Engine>(
    link: &mut Link<'_, E>,
    seeds: &Seeds,
    target: &Target,
    targets: &[Target],
    attack: &Attack,
) -> Result<Option<Suspect>, SqlError> {
    let plan = &seeds.plans[target.plan];
    let Some(foreign) = attack.foreign.and_then(|at| plan.foreign.get(at)) else { return Ok(None) };
    let Some(parent) = targets.iter().find(|t| t.plan == foreign.target) else { return Ok(None) };
    let names: Vec<String> = foreign.columns.iter().map(|at| quote::literal(&plan.columns[*at].name)).collect();
    let ask = format!(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_catalog.pg_constraint WHERE contype = 'f' AND conrelid = {0}::regclass \
         AND confrelid = {1}::regclass AND conkey = (SELECT array_agg(a.attnum ORDER BY n) FROM unnest(ARRAY[{2}]) \
         WITH ORDINALITY AS w(name, n) JOIN pg_catalog.pg_attribute a ON a.attrelid = {0}::regclass AND a.attname = w.name)",
        quote::literal(&target.sql),
        quote::literal(&parent.sql),
        names.join(", ")
    );
    let rows = link.run(&ask).await?;
    let text = |at: usize| rows.rows.first().and_then(|row| row.get(at).cloned().flatten());
    let (Some(name), Some(definition)) = (text(0), text(1)) else { return Ok(None) };
    let there = &seeds.plans[foreign.target];
    let list = |columns: Vec<String>| columns.join(", ");
    let own = list(foreign.columns.iter().map(|at| quote::ident(&plan.columns[*at].name)).collect());
    let theirs = list(foreign.target_columns.iter().map(|at| quote::ident(&there.columns[*at].name)).collect());
    // What stands behind the referenced columns: the actions, and when it is checked.
    let rest = definition.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
    let rest = rest
        .replace("ON DELETE SET NULL", &format!("ON DELETE SET NULL ({own})"))
        .replace("ON DELETE SET DEFAULT", &format!("ON DELETE SET DEFAULT ({own})"));
    let pair = {
        let mut both = foreign.target_columns.clone();
        both.push(parent.at);
        there.keys.iter().any(|key| key.len() == both.len() && both.iter().all(|at| key.contains(at)))
    };
    let unique = match pair {
        true => String::new(),
        false => format!("ALTER TABLE {} ADD UNIQUE ({}, {theirs}); ", parent.sql, parent.column),
    };
    let constraint = quote::ident(&name);
    let sql = format!(
        "{unique}ALTER TABLE {0} DROP CONSTRAINT {constraint}; ALTER TABLE {0} ADD CONSTRAINT {constraint} \
         FOREIGN KEY ({1}, {own}) REFERENCES {2} ({3}, {theirs}){rest};",
        target.sql, target.column, parent.sql, parent.column
    );
    let part = format!("foreign key {name} of {}", target.name);
    Ok(Some(suspect_of("ORA2", part, vec![("Make the reference a pair with the tenant column".into(), sql)])))
}
