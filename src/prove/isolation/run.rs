//! Runs attacks, many in a message, each behind a savepoint.

use super::attack::{Attack, Then};
use super::judge::Outcome;
use crate::engine::{Engine, Rows, SqlError};
use crate::prove::link::Link;
use crate::sql::quote;

/// So many attacks go in one message.
const AT_ONCE: usize = 100;

/// An attack that is to be run, with the places of its target and its own.
pub(super) struct Planned {
    /// The target's place.
    pub(super) at: usize,
    /// Its own place among the target's attacks.
    pub(super) n: usize,
    /// The attack.
    pub(super) attack: Attack,
}

/// What makes the session of an attack.
fn session(attack: &Attack) -> Vec<String> {
    let set = |(name, value): &(String, String)| {
        format!("SELECT set_config({}, {}, true)", quote::literal(name), quote::literal(value))
    };
    let role = attack.role.iter().map(|role| format!("SET LOCAL ROLE {}", quote::ident(role)));
    attack.settings.iter().map(set).chain(role).collect()
}

/// The steps of an attack within its session.
fn steps(attack: &Attack) -> Vec<String> {
    let mut out = vec![attack.sql.clone()];
    match &attack.then {
        Some(Then::Role(sql)) => out.push(sql.clone()),
        Some(Then::Look(sql)) => out.extend(["RESET ROLE".to_owned(), sql.clone()]),
        None => {}
    }
    out
}

/// The statements of one attack, all but the way back.
pub(super) fn statements(attack: &Attack) -> Vec<String> {
    let mut out = attack.before.clone();
    out.extend(session(attack));
    out.extend(steps(attack));
    out
}

/// Runs attacks: what is refused is taken back like everything else, and the next one goes on. Attacks that follow one
/// another in the same session share it.
pub(super) async fn run<E: Engine>(link: &mut Link<'_, E>, plan: &[Planned]) -> Result<Vec<Outcome>, SqlError> {
    let mut outcomes: Vec<Outcome> = Vec::with_capacity(plan.len());
    for some in plan.chunks(AT_ONCE) {
        let mut batch: Vec<String> = Vec::new();
        // Where the statements are that an attack's outcome comes of: of its session, and its own.
        let mut places = Vec::with_capacity(some.len());
        let mut shared: Option<(&Attack, std::ops::Range<usize>)> = None;
        for planned in some {
            let attack = &planned.attack;
            let simple = attack.before.is_empty() && attack.then.is_none();
            let same = |(other, _): &(&Attack, _)| other.settings == attack.settings && other.role == attack.role;
            if !(simple && shared.as_ref().is_some_and(same)) {
                if shared.take().is_some() {
                    batch.push("ROLLBACK TO bulkhead_probe".to_owned());
                }
                if simple {
                    let start = batch.len();
                    batch.extend(session(attack));
                    batch.push("SAVEPOINT bulkhead_session".to_owned());
                    shared = Some((attack, start..batch.len()));
                }
            }
            let start = batch.len();
            match &shared {
                Some((_, prelude)) => {
                    batch.push(attack.sql.clone());
                    places.push((prelude.clone(), start..batch.len()));
                    batch.push("ROLLBACK TO bulkhead_session".to_owned());
                }
                None => {
                    batch.extend(statements(attack));
                    places.push((start..start, start..batch.len()));
                    batch.push("ROLLBACK TO bulkhead_probe".to_owned());
                }
            }
        }
        if shared.is_some() {
            batch.push("ROLLBACK TO bulkhead_probe".to_owned());
        }
        let answers = link.each(&batch).await?;
        for (prelude, own) in places {
            // Whatever statement of the attack failed first, the attack has its outcome.
            let mut outcome = Ok(Rows::default());
            for at in prelude.chain(own) {
                match (&outcome, answers.get(at)) {
                    (Ok(_), Some(answer)) => outcome = answer.clone(),
                    _ => break,
                }
            }
            outcomes.push(outcome);
        }
    }
    Ok(outcomes)
}

/// Runs one attack alone, after other statements. An error of those is told apart from the attack's own.
pub(super) async fn after<E: Engine>(
    link: &mut Link<'_, E>,
    attack: &Attack,
    first: &[String],
) -> Result<Result<Outcome, SqlError>, SqlError> {
    let mut batch = first.to_vec();
    batch.extend(statements(attack));
    batch.push("ROLLBACK TO bulkhead_probe".to_owned());
    let mut answers = link.each(&batch).await?;
    answers.truncate(batch.len() - 1);
    if let Some(error) = answers.iter().take(first.len()).find_map(|answer| answer.as_ref().err()) {
        return Ok(Err(error.clone()));
    }
    let failed = answers.iter().find_map(|answer| answer.as_ref().err().cloned());
    Ok(Ok(match (failed, answers.pop()) {
        (Some(error), _) => Err(error),
        (None, last) => last.unwrap_or_else(|| Ok(Rows::default())),
    }))
}

/// Runs one attack alone.
pub(super) async fn one<E: Engine>(link: &mut Link<'_, E>, attack: &Attack) -> Result<Outcome, SqlError> {
    Ok(after(link, attack, &[]).await?.unwrap_or_else(Err))
}
