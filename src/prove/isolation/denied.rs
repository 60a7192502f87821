//! Own rows that are not reached: is rightful use denied, or do the policies hide those rows on purpose?
//!
//! A policy may ask for more than the tenant: that a row is not deleted, that the user is an editor. Rows that were made
//! up may lack that. So the superuser, to whom nothing that a policy reads is hidden, is asked how many own rows the
//! policies let in; only where the role sees fewer is something denied to it.

use super::attack::Class;
use super::judge::Judgement;
use super::target::Target;
use super::{Judged, Session};
use crate::engine::{Engine, SqlError};
use crate::prove::link::Link;
use crate::prove::proof::ProbeVerdict;
use crate::prove::seed::Side;
use crate::sql::quote;

/// Looks again at every attack that reached fewer of the own rows than there are.
pub(super) async fn look_again<E: Engine>(
    link: &mut Link<'_, E>,
    targets: &[Target],
    judged: &mut [Judged],
) -> Result<(), SqlError> {
    let mut hidden = Vec::new();
    for (n, j) in judged.iter().enumerate() {
        if j.judgement.verdict == ProbeVerdict::Error && j.judgement.short.is_some() {
            hidden.push(n);
        }
    }
    for n in hidden {
        let (target, j) = (&targets[judged[n].at], &judged[n]);
        let seen = j.judgement.short.unwrap_or_default();
        let command = match j.attack.class {
            Class::Read => 'r',
            Class::Update => 'w',
            Class::Delete => 'd',
            Class::Insert | Class::Other => continue,
        };
        let Some(let_in) = let_in(link, target, j.attack.session, command).await? else { continue };
        let said = &mut judged[n].judgement;
        let denied = said.observed.clone();
        *said = match let_in {
            0 if target.simple() => said.clone(),
            0 => Judgement {
                verdict: ProbeVerdict::Error,
                observed: format!("not decided: the policies let in none of the rows that were made ({denied})"),
                rule: None,
                ..said.clone()
            },
            let_in if seen >= let_in.min(target.facts.own[0]) => Judgement {
                verdict: ProbeVerdict::Held,
                observed: format!("{seen} reached, which are all that the policies let in"),
                rule: None,
                ..said.clone()
            },
            let_in if seen == 0 => Judgement {
                observed: format!(
                    "none reached, though the policies would let in {let_in}: what they read is hidden from the role"
                ),
                rule: Some("PO15"),
                ..said.clone()
            },
            _ => said.clone(),
        };
    }
    // Where it is not known whether the made-up user may read, it is not known whether they may write.
    let unknown: Vec<usize> = judged
        .iter()
        .filter(|j| j.attack.probe == "read-own" && j.judgement.verdict == ProbeVerdict::Error)
        .filter(|j| j.judgement.rule.is_none())
        .map(|j| j.at)
        .collect();
    for j in judged.iter_mut() {
        if j.attack.probe == "insert-own" && j.judgement.verdict == ProbeVerdict::Error && unknown.contains(&j.at) {
            j.judgement.rule = None;
        }
    }
    Ok(())
}

/// How many of the own rows the policies for a command let in, as the superuser works it out. Nothing, if no policy is
/// for the command, or if it can't be worked out.
async fn let_in<E: Engine>(
    link: &mut Link<'_, E>,
    target: &Target,
    session: Session,
    command: char,
) -> Result<Option<u64>, SqlError> {
    let ask = format!(
        "SELECT string_agg(format('(%s)', pg_get_expr(p.polqual, p.polrelid)), ' OR ') FILTER (WHERE p.polpermissive), \
         string_agg(format('(%s)', pg_get_expr(p.polqual, p.polrelid)), ' AND ') FILTER (WHERE NOT p.polpermissive) \
         FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_roles r ON r.rolname = {} \
         WHERE p.polrelid = {}::regclass AND p.polcmd IN ('*', 'r', '{command}') AND p.polqual IS NOT NULL \
         AND (p.polpermissive AND p.polcmd = 'r' AND '{command}' <> 'r') IS FALSE \
         AND (0 = ANY (p.polroles) OR EXISTS (SELECT FROM unnest(p.polroles) AS u(id) WHERE u.id <> 0 AND pg_has_role(r.oid, u.id, 'USAGE')))",
        quote::literal(&target.role),
        quote::literal(&target.sql)
    );
    let rows = link.run(&ask).await?;
    let text = |at: usize| rows.rows.first().and_then(|row| row.get(at).cloned().flatten());
    let Some(permissive) = text(0) else { return Ok(None) };
    let restrictive = text(1).map(|text| format!(" AND ({text})")).unwrap_or_default();
    let side = if session == Session::B { Side::B } else { Side::A };
    let own = &target.own[side as usize];
    let mut batch: Vec<String> = Vec::new();
    for (name, value) in target.callers.settings(session) {
        batch.push(format!("SELECT set_config({}, {}, true)", quote::literal(&name), quote::literal(&value)));
    }
    batch.push(format!("SELECT count(*) FROM {} WHERE ({permissive}){restrictive} AND ({own})", target.sql));
    let (answers, error) = link.all(&batch).await;
    link.run("ROLLBACK TO bulkhead_probe").await?;
    if let (Some(error), Some(ended)) = (error, link.ended()) {
        return Err(ended.clone().at(&error.statement));
    }
    Ok(answers.get(batch.len() - 1).and_then(|rows| rows.value()?.parse().ok()))
}
