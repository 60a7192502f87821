//! Which part of a schema lets an attack through: parts are taken away one at a time and the attack is made again. What
//! closes it is the hole. Then the fix is applied, the attack made once more, and rightful use with it.

mod direct;
mod policy;

use super::attack::{Attack, rule};
use super::judge::judge;
use super::run::{self, after};
use super::target::Target;
use super::{Judged, is_control};
use crate::engine::{Engine, Rows, SqlError};
use crate::prove::link::Link;
use crate::prove::proof::{Hole, ProbeVerdict};
use crate::prove::seed::Seeds;
use crate::rls::Fix;
use crate::sql::split;

/// Something that may be a hole, and what may close it, the gentlest first.
#[derive(Clone, Debug)]
pub(super) struct Suspect {
    /// The rule that it breaks.
    pub(super) rule: String,
    /// The part for a person.
    pub(super) part: String,
    /// What may close it.
    pub(super) fixes: Vec<Fix>,
}

/// Finds the hole of every attack of an assault that got through, in the order of the attacks; nothing for the others.
///
/// # Errors
/// Only that the engine ended.
pub(crate) async fn holes<E: Engine>(
    link: &mut Link<'_, E>,
    seeds: &Seeds,
    targets: &[Target],
    judged: &[Judged],
) -> Result<Vec<Option<Hole>>, SqlError> {
    let mut out: Vec<Option<Hole>> = Vec::with_capacity(judged.len());
    // What closed one attack on a table is tried first on the next.
    let mut known: Vec<(usize, Suspect, Fix)> = Vec::new();
    for j in judged {
        if j.judgement.verdict != ProbeVerdict::Breached {
            out.push(None);
            continue;
        }
        let target = &targets[j.at];
        let controls: Vec<&Attack> = judged
            .iter()
            .filter(|c| c.at == j.at && is_control(&c.attack) && c.judgement.verdict == ProbeVerdict::Held)
            .map(|c| &c.attack)
            .collect();
        let mut found = None;
        for (_, suspect, fix) in known.iter().filter(|(at, ..)| *at == j.at) {
            // That rightful use works after it is known.
            if let Ok(after) = closes(link, fix, &j.attack, &[]).await? {
                // One foreign key breaks two rules: what it tells, and what it does.
                let rule = match j.attack.foreign {
                    Some(_) => j.judgement.rule.unwrap_or_else(|| rule(j.attack.probe)).to_owned(),
                    None => suspect.rule.clone(),
                };
                found = Some(hole(&Suspect { rule, ..suspect.clone() }, Some(fix.clone()), after, true));
                break;
            }
        }
        if found.is_none() {
            let suspect = match direct::suspect(link, seeds, target, targets, j).await? {
                Some(suspect) => Some(suspect),
                None => policy::suspect(link, seeds, target, j).await?,
            };
            if let Some(suspect) = suspect {
                let mut last = None;
                for fix in &suspect.fixes {
                    match closes(link, fix, &j.attack, &controls).await? {
                        Ok(after) => {
                            known.push((j.at, suspect.clone(), fix.clone()));
                            found = Some(hole(&suspect, Some(fix.clone()), after, true));
                            break;
                        }
                        Err(why) => last = Some(why),
                    }
                }
                found = found.or_else(|| {
                    let why = last.unwrap_or_else(|| "what closes it depends on what is meant".to_owned());
                    Some(hole(&suspect, suspect.fixes.last().cloned(), why, false))
                });
            }
        }
        out.push(found);
    }
    Ok(out)
}

fn hole(suspect: &Suspect, fix: Option<Fix>, after: String, closed: bool) -> Hole {
    Hole { rule: suspect.rule.clone(), part: suspect.part.clone(), fix, after: Some(after), closed }
}

/// The statements of a fix.
pub(super) fn statements(sql: &str) -> Vec<String> {
    split::statements(sql).map(|piece| piece.sql.to_owned()).collect()
}

/// Applies a fix, makes the attack again, then what must still work. Tells what came of it; an error says why it is no fix.
async fn closes<E: Engine>(
    link: &mut Link<'_, E>,
    fix: &Fix,
    attack: &Attack,
    controls: &[&Attack],
) -> Result<Result<String, String>, SqlError> {
    let applied = statements(&fix.sql);
    let again = match after(link, attack, &applied).await? {
        Ok(outcome) => judge(&attack.expect, &outcome),
        Err(error) => return Ok(Err(format!("it can't be applied as it is: {error}"))),
    };
    if again.verdict == ProbeVerdict::Breached {
        return Ok(Err(format!("after it the attack still gets through: {}", again.observed)));
    }
    if let Some(why) = denies(link, &applied, controls).await? {
        return Ok(Err(why));
    }
    let works = match controls.len() {
        0 => String::new(),
        n => format!("; rightful use works as before ({n} tried)"),
    };
    Ok(Ok(format!("applied and attacked again: {}{works}", again.observed)))
}

/// Makes rightful use of everything after statements that a fix is made of. Tells what of it fails.
///
/// # Errors
/// Only that the engine ended.
pub(crate) async fn denies<E: Engine>(
    link: &mut Link<'_, E>,
    applied: &[String],
    controls: &[&Attack],
) -> Result<Option<String>, SqlError> {
    let mut batch = applied.to_vec();
    batch.push("SAVEPOINT bulkhead_fix".to_owned());
    let mut places = Vec::with_capacity(controls.len());
    for control in controls {
        let start = batch.len();
        batch.extend(run::statements(control));
        places.push(start..batch.len());
        batch.push("ROLLBACK TO bulkhead_fix".to_owned());
    }
    batch.push("ROLLBACK TO bulkhead_probe".to_owned());
    let mut answers = link.each(&batch).await?;
    for (control, place) in controls.iter().zip(places) {
        let Some(own) = answers.get_mut(place) else { continue };
        let failed = own.iter().find_map(|answer| answer.as_ref().err().cloned());
        let outcome = match (failed, own.last_mut()) {
            (Some(error), _) => Err(error),
            (None, Some(last)) => std::mem::replace(last, Ok(Rows::default())),
            (None, None) => continue,
        };
        let after = judge(&control.expect, &outcome);
        // Fewer rows than before may be what the fix is for: rows that everyone could reach and no longer can.
        let fewer = after.short.is_some_and(|seen| seen > 0);
        if after.verdict == ProbeVerdict::Error && !fewer {
            return Ok(Some(format!("after it {} fails: {}", control.probe, after.observed)));
        }
    }
    Ok(None)
}

/// True if an attack gets through after statements.
pub(super) async fn passes<E: Engine>(
    link: &mut Link<'_, E>,
    attack: &Attack,
    first: &[String],
) -> Result<bool, SqlError> {
    let outcome = after(link, attack, first).await?;
    Ok(outcome.is_ok_and(|outcome| judge(&attack.expect, &outcome).verdict == ProbeVerdict::Breached))
}
