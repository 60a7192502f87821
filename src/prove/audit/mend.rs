//! The holes beside the tables: which view of a chain, which function, which copy, and what closes it.

use super::around::{Asked, ask};
use super::prepare::without_others;
use crate::engine::{Engine, SqlError};
use crate::prove::isolation::{Attack, Target, denies};
use crate::prove::link::Link;
use crate::prove::proof::Hole;
use crate::rls::Fix;
use crate::sql::quote;

/// A part that may be the hole, and what may close it.
type Candidate = (String, Fix);

/// Finds what closes the way by which an answer came. What leaves the answer to the role is preferred to what refuses it.
///
/// # Errors
/// Only that the engine ended.
pub(super) async fn mend<E: Engine>(
    link: &mut Link<'_, E>,
    enter: &[String],
    refresh: &[String],
    targets: &[Target],
    asked: &Asked,
    (role, rightful): (&str, &[&Attack]),
) -> Result<Option<Hole>, SqlError> {
    let candidates = candidates(link, asked, role).await?;
    let mut refused = None;
    let mut open = None;
    for (part, fix) in candidates {
        let applied = statements(&fix.sql);
        let mut there = applied.clone();
        there.extend(refresh.iter().cloned());
        let with = ask(link, enter, &there, std::slice::from_ref(asked)).await?;
        let mut gone = applied.clone();
        gone.extend(without_others(targets));
        gone.extend(refresh.iter().cloned());
        let without = ask(link, enter, &gone, std::slice::from_ref(asked)).await?;
        let hole = |after: String, closed| Hole {
            rule: asked.rule.to_owned(),
            part: part.clone(),
            fix: Some(fix.clone()),
            after: Some(after),
            closed,
        };
        let answers = matches!((with.first(), without.first()), (Some(Ok(a)), Some(Ok(b))) if a == b);
        let refusal = with.first().and_then(|answer| answer.as_ref().err()).filter(|error| error.code == "42501");
        if !answers && (refusal.is_none() || refused.is_some()) {
            let why = "after it the answer is still made of other tenants' rows";
            open = open.or_else(|| Some(hole(why.to_owned(), false)));
            continue;
        }
        if let Some(why) = denies(link, &applied, rightful).await? {
            open = Some(hole(why, false));
            continue;
        }
        let works = worked(rightful);
        match refusal {
            None => {
                let after = format!("applied and asked again: it answers, and with nothing of another tenant's{works}");
                return Ok(Some(hole(after, true)));
            }
            Some(error) => {
                let after = format!("applied and asked again: {role} may not ask any more: {error}{works}");
                refused = Some(hole(after, true));
            }
        }
    }
    Ok(refused.or(open))
}

/// That rightful use was tried too.
pub(super) fn worked(rightful: &[&Attack]) -> String {
    match rightful.len() {
        0 => String::new(),
        n => format!("; rightful use works as before ({n} tried)"),
    }
}

/// The statements of a fix.
pub(super) fn statements(sql: &str) -> Vec<String> {
    crate::sql::split::statements(sql).map(|piece| piece.sql.to_owned()).collect()
}

async fn candidates<E: Engine>(link: &mut Link<'_, E>, asked: &Asked, role: &str) -> Result<Vec<Candidate>, SqlError> {
    let role = quote::ident(role);
    let fix = |title: &str, sql: String| Fix { title: title.to_owned(), sql };
    let object = &asked.sql;
    Ok(match asked.probe {
        "view" => {
            let mut out = Vec::new();
            let chain = chain(link, object).await?;
            let say =
                |(name, _, owner): &(String, String, String)| format!("view {name}, which reads as its owner {owner}");
            let invoker = |sql: &String| format!("ALTER VIEW {sql} SET (security_invoker = true);");
            for view in &chain {
                out.push((say(view), fix("Let the view read as whoever asks it", invoker(&view.1))));
            }
            if let (Some(inner), true) = (chain.first(), chain.len() > 1) {
                let mut sql: Vec<String> = chain.iter().map(|(_, sql, _)| invoker(sql)).collect();
                let below = chain.iter().filter(|(_, sql, _)| sql != object);
                sql.extend(below.map(|(_, sql, _)| format!("GRANT SELECT ON {sql} TO {role};")));
                out.push((say(inner), fix("Let every view of the chain read as whoever asks", sql.join(" "))));
            }
            let revoke = format!("REVOKE SELECT ON {object} FROM {role}, PUBLIC;");
            out.push((asked.object.clone(), fix("Revoke SELECT on the view", revoke)));
            out
        }
        "function" => vec![
            (
                asked.object.clone(),
                fix(
                    "Let it run with the rights of whoever calls it",
                    format!("ALTER FUNCTION {object} SECURITY INVOKER;"),
                ),
            ),
            (
                asked.object.clone(),
                fix("Revoke EXECUTE", format!("REVOKE EXECUTE ON FUNCTION {object} FROM PUBLIC, {role};")),
            ),
        ],
        _ => vec![(
            asked.object.clone(),
            fix("Revoke SELECT", format!("REVOKE SELECT ON {object} FROM {role}, PUBLIC;")),
        )],
    })
}

/// A view and the views that it reads, the innermost first: name, name in SQL, owner.
async fn chain<E: Engine>(link: &mut Link<'_, E>, view: &str) -> Result<Vec<(String, String, String)>, SqlError> {
    let sql = format!(
        "WITH RECURSIVE c(id, depth) AS (SELECT {}::regclass::oid, 0 UNION SELECT d.refobjid, c.depth + 1 FROM c \
         JOIN pg_catalog.pg_rewrite r ON r.ev_class = c.id JOIN pg_catalog.pg_depend d ON d.classid = 'pg_rewrite'::regclass \
         AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> c.id \
         JOIN pg_catalog.pg_class k ON k.oid = d.refobjid AND k.relkind = 'v' WHERE c.depth < 20) \
         SELECT n.nspname || '.' || k.relname, format('%I.%I', n.nspname, k.relname), pg_get_userbyid(k.relowner), max(c.depth) \
         FROM c JOIN pg_catalog.pg_class k ON k.oid = c.id JOIN pg_catalog.pg_namespace n ON n.oid = k.relnamespace \
         GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1",
        quote::literal(view)
    );
    let read = |row: Vec<Option<String>>| {
        let mut values = row.into_iter().map(Option::unwrap_or_default);
        let mut next = || values.next().unwrap_or_default();
        (next(), next(), next())
    };
    Ok(link.run(&sql).await?.rows.into_iter().map(read).collect())
}
