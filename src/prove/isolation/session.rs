//! What of a session outlives its transaction: tenant A's setting on a connection that a pool hands to the next request.

use super::target::Target;
use crate::engine::{Engine, Rows, SqlError};
use crate::prove::link::Link;
use crate::prove::proof::{Probe, ProbeVerdict, Session};
use crate::sql::quote;

/// Sets tenant A for a transaction, ends it, and looks from the next one; then sets it for the session and looks again, so
/// that it is seen what the application's `SET LOCAL` is for. Not within a transaction.
///
/// # Errors
/// Only that the engine ended.
pub(crate) async fn outlived<E: Engine>(link: &mut Link<'_, E>, targets: &[Target]) -> Result<Vec<Probe>, SqlError> {
    let mut out = Vec::new();
    let mut roles: Vec<&str> = Vec::new();
    for target in targets.iter().filter(|t| is_asked(t)) {
        if !roles.contains(&target.role.as_str()) {
            roles.push(&target.role);
        }
    }
    for role in roles {
        let asked: Vec<&Target> = targets.iter().filter(|t| is_asked(t) && t.role == role).collect();
        let local = after(link, role, &asked, true).await?;
        let session = after(link, role, &asked, false).await?;
        for ((target, local), session) in asked.into_iter().zip(local).zip(session) {
            out.push(judged(target, role, &local, &session));
        }
    }
    Ok(out)
}

fn is_asked(target: &Target) -> bool {
    target.access.is_walled() && target.facts.select && target.facts.own[0] > 0
}

fn own(target: &Target) -> String {
    format!("SELECT count(*) FROM {} WHERE {} AND {}", target.sql, target.own[0], target.not_shared())
}

/// What the transaction after the one that set the tenant sees of each table, `SET LOCAL` or not.
async fn after<E: Engine>(
    link: &mut Link<'_, E>,
    role: &str,
    asked: &[&Target],
    local: bool,
) -> Result<Vec<Result<Rows, SqlError>>, SqlError> {
    let settings = asked.first().map(|t| t.callers.settings(Session::A)).unwrap_or_default();
    let set = |(name, value): &(String, String), local: bool| {
        format!("SELECT set_config({}, {}, {local})", quote::literal(name), quote::literal(value))
    };
    let mut batch = vec!["BEGIN".to_owned()];
    batch.extend(settings.iter().map(|setting| set(setting, local)));
    batch.extend(["COMMIT".to_owned(), "BEGIN".to_owned(), format!("SET LOCAL ROLE {}", quote::ident(role))]);
    let start = batch.len();
    for target in asked {
        let back = "ROLLBACK TO bulkhead_outlived".to_owned();
        batch.extend(["SAVEPOINT bulkhead_outlived".to_owned(), own(target), back]);
    }
    batch.push("ROLLBACK".to_owned());
    batch.extend(settings.iter().map(|(name, _)| set(&(name.clone(), String::new()), false)));
    let answers = link.each(&batch).await?;
    let answer = |n: usize| {
        answers.get(start + 3 * n + 1).cloned().unwrap_or_else(|| Err(SqlError::engine("engine", "no answer")))
    };
    Ok((0..asked.len()).map(answer).collect())
}

fn judged(target: &Target, role: &str, local: &Result<Rows, SqlError>, session: &Result<Rows, SqlError>) -> Probe {
    let seen = |answer: &Result<Rows, SqlError>| match answer {
        Ok(rows) => rows.value().and_then(|n| n.parse::<u64>().ok()).unwrap_or_default(),
        Err(_) => 0,
    };
    let (kept, lasting) = (seen(local), seen(session));
    let verdict = if kept == 0 { ProbeVerdict::Held } else { ProbeVerdict::Breached };
    let what = match local {
        Err(error) => format!("refused: {error}"),
        Ok(_) => format!("{kept} rows of tenant A's are seen by the transaction after the one with SET LOCAL"),
    };
    let sets: String = target
        .callers
        .settings(Session::A)
        .iter()
        .map(|(name, value)| format!("SELECT set_config({}, {}, true);\n", quote::literal(name), quote::literal(value)))
        .collect();
    Probe {
        table: target.name.clone(),
        probe: "session-set".into(),
        session: Session::Empty,
        role: role.to_owned(),
        sql: format!(
            "BEGIN;\n{sets}COMMIT;\nBEGIN;\nSET LOCAL ROLE {};\n{};\nROLLBACK;",
            quote::ident(role),
            own(target)
        ),
        expected: "nothing of tenant A's is seen once its transaction has ended".into(),
        observed: format!("{what}; set without LOCAL, {lasting} are, so the application must set it with LOCAL"),
        verdict,
        fix: None,
        element: Some(target.element.clone()),
        rule: (verdict == ProbeVerdict::Breached).then(|| super::rule("session-set").to_owned()),
        hole: None,
    }
}
