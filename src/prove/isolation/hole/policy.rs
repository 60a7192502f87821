//! The policy that lets an attack through, which rule it breaks, and how it is mended.

use super::super::Judged;
use super::super::target::Target;
use super::{Suspect, passes};
use crate::engine::{Engine, SqlError};
use crate::prove::link::Link;
use crate::prove::proof::Session;
use crate::prove::seed::{Seeds, identifiers, strings};
use crate::rls::{Access, Fix};
use crate::sql::quote;

/// A permissive policy as PostgreSQL has it.
#[derive(Clone, Debug, Default)]
struct Policy {
    name: String,
    command: String,
    using: Option<String>,
    check: Option<String>,
}

/// Finds the policies that let an attack through, by dropping them, and what would mend them.
pub(super) async fn suspect<E: Engine>(
    link: &mut Link<'_, E>,
    _: &Seeds,
    target: &Target,
    judged: &Judged,
) -> Result<Option<Suspect>, SqlError> {
    let policies = policies(link, target).await?;
    let drop = |policy: &Policy| format!("DROP POLICY {} ON {}", quote::ident(&policy.name), target.sql);
    let attack = &judged.attack;
    let mut guilty: Vec<&Policy> = Vec::new();
    for policy in &policies {
        if !passes(link, attack, &[drop(policy)]).await? {
            guilty.push(policy);
        }
    }
    if guilty.len() > 1 {
        // Without the tenants' own policy nothing gets through either. What is at fault lets it through by itself.
        let mut alone = Vec::new();
        for policy in &guilty {
            let others: Vec<String> = policies.iter().filter(|p| p.name != policy.name).map(drop).collect();
            if passes(link, attack, &others).await? {
                alone.push(*policy);
            }
        }
        if !alone.is_empty() {
            guilty = alone;
        } else {
            // Each is needed: the one that asks least of the tenant is at fault.
            let least = guilty.iter().copied().find(|p| !binds(target, p.check.as_ref().or(p.using.as_ref())));
            guilty = least.into_iter().collect();
        }
    }
    if guilty.is_empty() {
        // Several let it through, each by itself.
        for policy in &policies {
            let others: Vec<String> = policies.iter().filter(|p| p.name != policy.name).map(drop).collect();
            if passes(link, attack, &others).await? {
                guilty.push(policy);
            }
        }
    }
    let Some(first) = guilty.first() else { return Ok(None) };
    let names: Vec<String> = guilty.iter().map(|p| p.name.clone()).collect();
    let fixes = match guilty.as_slice() {
        [one] => mends(target, one),
        all => {
            let sql: Vec<String> = all.iter().map(|p| format!("{};", drop(p))).collect();
            let each = all.iter().map(|p| mends(target, p).into_iter().next()).collect::<Option<Vec<Fix>>>();
            let together = each.map(|each| Fix {
                title: "Bind each of them to the tenant".into(),
                sql: each.into_iter().map(|fix| fix.sql).collect::<Vec<_>>().join(" "),
            });
            together.into_iter().chain([Fix { title: "Drop them".into(), sql: sql.join(" ") }]).collect()
        }
    };
    let part = match names.as_slice() {
        [one] => format!("policy {one} on {}", target.name),
        all => format!("policies {} on {}", all.join(", "), target.name),
    };
    Ok(Some(Suspect { rule: rule(target, first, judged).to_owned(), part, fixes }))
}

async fn policies<E: Engine>(link: &mut Link<'_, E>, target: &Target) -> Result<Vec<Policy>, SqlError> {
    let ask = format!(
        "SELECT polname, polcmd::text, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) \
         FROM pg_catalog.pg_policy WHERE polpermissive AND polrelid = {}::regclass ORDER BY polname",
        quote::literal(&target.sql)
    );
    let read = |row: Vec<Option<String>>| {
        let mut values = row.into_iter();
        let mut next = || values.next().flatten();
        Policy { name: next().unwrap_or_default(), command: next().unwrap_or_default(), using: next(), check: next() }
    };
    Ok(link.run(&ask).await?.rows.into_iter().map(read).collect())
}

/// True if a clause names the column that says whose a row is.
fn binds(target: &Target, clause: Option<&String>) -> bool {
    let column = target.column.trim_matches('"');
    clause.is_some_and(|clause| identifiers(clause).contains(column))
}

/// What would mend a policy, the gentlest first.
fn mends(target: &Target, policy: &Policy) -> Vec<Fix> {
    let on = format!("POLICY {} ON {}", quote::ident(&policy.name), target.sql);
    let mut out = Vec::new();
    let mut add = |title: &str, sql: String| out.push(Fix { title: title.to_owned(), sql });
    let texts = [policy.using.as_deref(), policy.check.as_deref()];
    let whole = texts.iter().flatten().copied().collect::<Vec<_>>().join(" ");
    // A role that is asked for by name is what TO is for.
    if whole.to_lowercase().contains("current_user") || whole.to_lowercase().contains("session_user") {
        for name in strings(&whole) {
            add(&format!("Let it apply to {name} only"), format!("ALTER {on} TO {};", quote::ident(&name)));
        }
    }
    let meant = target.meant.as_ref();
    if let (Some(using), Some(_), true) = (&policy.using, &policy.check, policy.command != "a")
        && using != "true"
    {
        add("Check new rows as old ones are", format!("ALTER {on} WITH CHECK ({using});"));
    }
    if let Some(meant) = meant {
        let and = |clause: &str| if clause == "true" { meant.clone() } else { format!("({clause}) AND {meant}") };
        let using = policy.using.as_ref().map(|u| format!(" USING ({})", and(u))).unwrap_or_default();
        let check = policy.check.as_ref().map(|c| format!(" WITH CHECK ({})", and(c))).unwrap_or_default();
        let writes = policy.command == "*";
        if let (true, true, Some(old)) = (target.shared.is_some(), writes, &policy.using) {
            let table = &target.sql;
            let role = quote::ident(&target.role);
            let read = quote::ident(&format!("{}_read", policy.name));
            add(
                "Let everyone read what is shared, and write only what is the tenant's",
                format!(
                    "CREATE POLICY {read} ON {table} FOR SELECT TO {role} USING ({old}); \
                     ALTER {on} USING ({meant}) WITH CHECK ({meant});"
                ),
            );
        }
        add("Bind it to the tenant", format!("ALTER {on}{using}{check};"));
        let using = policy.using.as_ref().map(|_| format!(" USING ({meant})")).unwrap_or_default();
        let check = if policy.command == "r" || policy.command == "d" {
            String::new()
        } else {
            format!(" WITH CHECK ({meant})")
        };
        add("Let it ask for the tenant alone", format!("ALTER {on}{using}{check};"));
    }
    add("Drop it", format!("DROP {on};"));
    out
}

/// The rule that a policy breaks.
fn rule(target: &Target, policy: &Policy, judged: &Judged) -> &'static str {
    let probe = judged.attack.probe;
    let lower = |text: &Option<String>| text.as_deref().unwrap_or_default().to_lowercase();
    let (using, check) = (lower(&policy.using), lower(&policy.check));
    let both = format!("{using} {check}");
    let unbound = matches!(judged.attack.session, Session::Unset | Session::Empty);
    let writes = !matches!(
        probe,
        "read-foreign"
            | "read-without-tenant"
            | "read-garbage"
            | "read-wildcard"
            | "bypass-switch"
            | "client-claims"
            | "cached-plan"
    );
    match () {
        () if matches!(probe, "bypass-switch") => "CX04",
        () if both.contains("user_metadata") || both.contains("raw_user_meta_data") => "PO26",
        () if both.contains("request.header") || both.contains("request.cookies") => "CX05",
        () if probe == "cached-plan" => "PO23",
        () if probe == "mixed-checks" => "PO11",
        () if both.contains("~~") || both.contains(" ~ ") || both.contains("~*") => "PO20",
        () if target.shared.is_some() && writes && target.facts.open > 0 && policy.command != "a" => "PO22",
        () if probe == "publish" || probe == "insert-null-tenant" => "PO22",
        () if probe == "insert-as-nobody" => "CX03",
        () if policy.using.as_ref().is_none_or(|u| u != "true")
            && policy.check.as_ref().is_some_and(|c| c == "true")
            && policy.using.is_some() =>
        {
            "PO02"
        }
        () if unbound && (both.contains("coalesce") || both.contains("is null") || both.contains("= ''")) => "CX03",
        () if target.access == Access::Owner
            && !binds(target, policy.check.as_ref().or(policy.using.as_ref()))
            && policy.command == "a" =>
        {
            "PO18"
        }
        () if using == "true" && matches!(policy.command.as_str(), "w" | "d") => "PO07",
        () if using == "true" || check == "true" => "PO01",
        () if writes && policy.check.is_some() && !binds(target, policy.check.as_ref()) => "PO03",
        () if both.contains(" or ") && binds(target, policy.using.as_ref().or(policy.check.as_ref())) => "PO19",
        () if both.contains("select") && !binds(target, Some(&both)) => "PO05",
        () if !binds(target, Some(&both)) && !both.contains("current_setting") => "PO06",
        () if matches!(policy.command.as_str(), "w" | "d") => "PO07",
        () => super::super::attack::rule(probe),
    }
}
