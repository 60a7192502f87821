//! The functions that a role may call, and what they are called with.

use std::collections::BTreeSet;

use super::around::Asked;
use crate::engine::{Engine, SqlError};
use crate::prove::isolation::Target;
use crate::prove::link::Link;
use crate::prove::seed::{Kind, Seeds, Side, value};
use crate::rls::Means;
use crate::sql::quote;

/// The functions that a role may call, and what they answer.
pub(super) async fn functions<E: Engine>(
    link: &mut Link<'_, E>,
    seeds: &Seeds,
    targets: &[Target],
    role: &str,
) -> Result<Vec<Asked>, SqlError> {
    let ask = |(object, sql, call): (String, String, String)| Asked {
        probe: "function",
        rule: "BY04",
        object,
        sql,
        question: format!("SELECT md5(string_agg(q.x, ',' ORDER BY q.x)) FROM (SELECT ({call})::text AS x) AS q"),
    };
    Ok(called(link, seeds, targets, role).await?.into_iter().map(ask).collect())
}

/// The functions that a role may call: for a person, as GRANT names them, and each call with the arguments that A and B have.
pub(super) async fn called<E: Engine>(
    link: &mut Link<'_, E>,
    seeds: &Seeds,
    targets: &[Target],
    role: &str,
) -> Result<Vec<(String, String, String)>, SqlError> {
    let role = quote::literal(role);
    let sql = format!(
        "SELECT n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', \
         format('%I.%I', n.nspname, p.proname), \
         (SELECT coalesce(json_agg(json_build_array(coalesce(p.proargnames[t.n], ''), format_type(t.t, NULL)) ORDER BY t.n), '[]') \
         FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS t(t, n)), \
         format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) \
         FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace \
         WHERE p.prokind = 'f' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
         AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype) \
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') \
         AND NOT EXISTS (SELECT FROM unnest(p.proargtypes::oid[]) AS u(t) WHERE u.t IN ('internal'::regtype, 'cstring'::regtype)) \
         AND has_schema_privilege({role}, n.oid, 'USAGE') AND has_function_privilege({role}, p.oid, 'EXECUTE') ORDER BY 1"
    );
    let mut out = Vec::new();
    for row in link.run(&sql).await?.rows {
        let text = |at: usize| row.get(at).cloned().flatten().unwrap_or_default();
        let arguments: Vec<(String, String)> = serde_json::from_str(&text(2)).unwrap_or_default();
        let mut tried = BTreeSet::new();
        for call in calls(seeds, targets, &arguments) {
            if tried.insert(call.clone()) {
                out.push((format!("function {}", text(0)), text(3), format!("{}({call})", text(1))));
            }
        }
    }
    Ok(out)
}

/// The arguments to call a function with: A's, B's, and the keys of rows of B's.
fn calls(seeds: &Seeds, targets: &[Target], arguments: &[(String, String)]) -> Vec<String> {
    if arguments.is_empty() {
        return vec![String::new()];
    }
    let argument = |name: &str, data_type: &str, side: Side, row: Option<&Target>| -> String {
        let kind = Kind::builtin(data_type);
        let lower = name.to_lowercase();
        let user = ["user", "uid", "member", "owner", "profile"].iter().any(|part| lower.contains(part));
        let text = match row {
            Some(target) => {
                let plan = &seeds.plans[target.plan];
                let rows = seeds.rows_of(plan, side);
                let single = plan.keys.iter().flatten().find(|at| **at != target.at && plan.columns[**at].kind == kind);
                let found = single.and_then(|at| rows.first()?.get(&plan.columns[*at].name).cloned().flatten());
                found.unwrap_or_else(|| value(&kind, Means::Tenant, side))
            }
            None => value(&kind, if user { Means::User } else { Means::Tenant }, side),
        };
        format!("{}::{data_type}", quote::literal(&text))
    };
    let list = |f: &dyn Fn(&(String, String)) -> String| arguments.iter().map(f).collect::<Vec<_>>().join(", ");
    let mut out =
        vec![list(&|(name, t)| argument(name, t, Side::A, None)), list(&|(name, t)| argument(name, t, Side::B, None))];
    let mut seen = BTreeSet::new();
    for target in targets.iter().filter(|t| t.access.is_walled()) {
        if seen.insert(target.plan) && seen.len() <= 6 {
            out.push(list(&|(name, t)| argument(name, t, Side::B, Some(target))));
        }
    }
    out
}
