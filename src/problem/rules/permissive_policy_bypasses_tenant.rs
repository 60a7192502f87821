//! Hand-written policies that open the tenant wall.

use crate::catalog::Table;
use crate::expr::{self, TokenKind, tokens};
use crate::problem::view::View;
use crate::problem::view::clauses;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "permissive-policy-bypasses-tenant",
    level: Level::Warning,
    title: "A policy beside tenant isolation lets the application reach rows without asking for the tenant.",
    why: "Permissive policies are OR-ed: a row is seen or written if any one of them allows it. The well-known USING (current_user = 'service') WITH CHECK (true), written without TO, lets every tenant insert rows for any other, for its WITH CHECK holds for everyone.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for table in &view.catalog.tables {
        let Some(tenant) = view.tenant_column(table).and_then(|id| table.column(&id)) else { continue };
        for policy in &table.policies {
            let derived = policy.id.as_str().contains('/') && !policy.id.as_str().contains("/inherited/");
            if policy.restrictive || derived || !view.counts_for_application(policy) {
                continue;
            }
            for (field, clause) in clauses(policy) {
                let Some(what) = opening(clause.sql(), &tenant.name, table) else { continue };
                let message = format!(
                    "The policy {} of {} counts for the application's role too, and its {} {what}. Policies are OR-ed, so \
                     {} does not keep tenants apart any more. Write it TO the role it is meant for, add \"{} = …\" to \
                     it, or make it restrictive.",
                    policy.name,
                    table.name,
                    if field == "using" { "USING" } else { "WITH CHECK" },
                    crate::rls::TENANT_ISOLATION,
                    tenant.name
                );
                let element = view.element(table, &policy.id);
                problems.push(RULE.at(&element, message).on(&policy.id).in_field(field));
            }
        }
    }
}

/// How a clause opens the wall, if it does.
fn opening(sql: &str, tenant: &str, table: &Table) -> Option<&'static str> {
    let columns = expr::columns(sql);
    if columns.iter().any(|column| column == tenant) {
        let fine = |part: &str| expr::columns(part).iter().any(|column| column == tenant) || is_meant_for_another(part);
        return match expr::every_alternative(sql, &fine) {
            Some(false) => Some("has an alternative that does not ask for the tenant"),
            Some(true) | None => None,
        };
    }
    let words = words(sql);
    if !columns.iter().any(|column| table.columns.iter().any(|other| other.name == *column)) {
        if is_meant_for_another(sql) {
            return None;
        }
        if words.iter().all(|word| matches!(word.as_str(), "true" | "and" | "or" | "is" | "not" | "null")) {
            return Some("holds for every row");
        }
    }
    Some("does not ask for the tenant")
}

fn words(sql: &str) -> Vec<String> {
    let names = tokens(sql).into_iter().filter(|token| token.kind == TokenKind::Ident);
    names.map(|token| token.text(sql).to_ascii_lowercase()).collect()
}

/// Whose name is asked for is not the application, or there would be no need to ask; and false lets nobody in.
fn is_meant_for_another(sql: &str) -> bool {
    const ASKS: [&str; 6] = ["false", "current_user", "session_user", "user", "current_role", "pg_has_role"];
    words(sql).iter().any(|word| ASKS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    const SERVICE: &str = "current_user = 'beercomp_service'";

    fn with(using: &'static str, check: Option<&'static str>) -> impl Fn(&mut crate::design::Design) {
        move |d| {
            tenant_scoped(d);
            add_policy(d, "service_account_access", Some(using), check);
        }
    }

    #[test]
    fn the_service_policy_for_everyone() {
        check_rule(&RULE, with(SERVICE, Some("true")), &["WITH CHECK holds for every row"]);
        check_rule(&RULE, with("true", None), &["USING holds for every row"]);
        check_rule(&RULE, with(SERVICE, None), &[]);
        check_rule(&RULE, with("status = 'public'", None), &["USING does not ask for the tenant"]);
        check_rule(&RULE, with("false", None), &[]);
        check_rule(&RULE, with("tenant_id IS NULL", None), &[]);
        check_rule(&RULE, with("tenant_id IS NULL OR status = 'public'", None), &["an alternative that does not ask"]);
        check_rule(&RULE, with("tenant_id IS NULL OR current_user = 'support'", None), &[]);
    }

    #[test]
    fn whom_it_is_for_matters() {
        check_rule(
            &RULE,
            |d| {
                with(SERVICE, Some("true"))(d);
                policy(d).to = vec![crate::catalog::Grantee::Role(crate::catalog::Id::new("service"))];
            },
            &[],
        );
        check_rule(
            &RULE,
            |d| {
                with(SERVICE, Some("true"))(d);
                policy(d).to = vec![crate::catalog::Grantee::Role(crate::catalog::Id::new("app"))];
            },
            &["counts for the application's role"],
        );
        check_rule(
            &RULE,
            |d| {
                with("true", None)(d);
                policy(d).restrictive = true;
            },
            &[],
        );
        check_rule(&RULE, |d| add_policy(d, "p", Some("true"), None), &[]);
    }
}
