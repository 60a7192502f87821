//! The tenant wall, attacked as the application's own role.
//!
//! Everything happens in one transaction that is rolled back, each attack behind a savepoint. Sessions whose tenant
//! was never set come first: PostgreSQL forgets "never set" with the first `set_config` of that name.

mod attack;
mod judge;
mod still;
mod target;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use attack::Expect;
use attack::{Attack, Class, attacks};
use judge::{Judgement, Outcome, expected, judge};
pub(crate) use still::{StillAttack, StillInsert, StillWall, wall};
pub(crate) use target::Named;
use target::{Target, targets};

use super::link::Link;
use super::proof::{Probe, ProbeVerdict, Session};
use super::seed::Seeds;
use crate::engine::{Engine, Rows, SqlError};
use crate::sql::quote;

/// So many attacks go in one message.
const AT_ONCE: usize = 100;

/// Attacks every table and tells what happened, in the order of tables and attacks.
///
/// # Errors
/// Only that the engine ended, or that a table can't even be looked at.
pub(crate) async fn isolate<E: Engine>(
    link: &mut Link<'_, E>,
    seeds: &Seeds,
    named: &[Named],
    major: u32,
) -> Result<Vec<Probe>, SqlError> {
    let (targets, unknown) = targets(link, seeds, named).await?;
    let mut probes: Vec<(usize, usize, Probe)> = Vec::new();
    let mut plan: Vec<(usize, usize, Attack)> = Vec::new();
    for (at, target) in targets.iter().enumerate() {
        let attacks = attacks(target, seeds, major);
        let count = attacks.run.len();
        plan.extend(attacks.run.into_iter().enumerate().map(|(n, attack)| (at, n, attack)));
        for (n, (probe, session, reason)) in attacks.not.into_iter().enumerate() {
            probes.push((at, count + n, not_run(target, probe, session, reason)));
        }
    }
    plan.sort_by_key(|(at, n, attack)| (place(attack.session.0), *at, *n));
    let unset = still_unset(link, &targets).await?;
    plan.retain(|(at, n, attack)| {
        let spoilt = attack.session.0 == Session::Unset && !unset.contains(&targets[*at].setting);
        if spoilt {
            let reason = "the setting had been set before, so a session without it can't be made here";
            probes.push((*at, *n, not_run(&targets[*at], attack.probe, Session::Unset, reason.into())));
        }
        !spoilt
    });
    link.must(&["BEGIN".to_owned(), "SAVEPOINT bulkhead_probe".to_owned()]).await?;
    let outcomes = run(link, &targets, &plan).await?;
    let mut judged = Vec::new();
    for ((at, n, attack), outcome) in plan.into_iter().zip(outcomes) {
        let mut judgement = judge(&attack.expect, &outcome);
        let mut attack = attack;
        if judgement.again {
            // A foreign key or a trigger answered: without them it is the policies' turn.
            let mut alone = attack.clone();
            let without = "SET LOCAL session_replication_role = replica";
            alone.before = Some(without.into());
            let outcome = one(link, &targets[at], &alone, &[]).await?;
            let again = judge(&alone.expect, &outcome);
            if again.verdict != ProbeVerdict::Error {
                judgement =
                    Judgement { observed: format!("{} (with triggers and foreign keys off)", again.observed), ..again };
                attack = alone;
            }
        }
        judged.push((at, n, attack, judgement));
    }
    require_controls(&mut judged);
    for (at, n, attack, judgement) in judged {
        let target = &targets[at];
        let fix = match judgement.verdict {
            ProbeVerdict::Breached => Some(fix(link, target, &attack).await?),
            ProbeVerdict::Held if judgement.observed.starts_with("0 rows") => Some(
                "If the key means something to people (a name, a mail address), put the tenant column into it.".into(),
            ),
            _ => None,
        };
        probes.push((at, n, probe(target, &attack, judgement, fix)));
    }
    link.run("ROLLBACK").await?;
    probes.sort_by_key(|(at, n, _)| (*at, *n));
    let mut probes: Vec<Probe> = probes.into_iter().map(|(_, _, probe)| probe).collect();
    probes.extend(unknown.into_iter().map(|(element, table, reason)| Probe {
        table,
        probe: "every-probe".into(),
        session: Session::A,
        role: String::new(),
        sql: String::new(),
        expected: "the wall holds".into(),
        observed: reason,
        verdict: ProbeVerdict::Error,
        fix: None,
        element: Some(element),
    }));
    Ok(probes)
}

/// The order of sessions: what can only be seen before anything was set comes first.
fn place(session: Session) -> u8 {
    match session {
        Session::Unset => 0,
        Session::Empty => 1,
        Session::Garbage => 2,
        Session::A => 3,
        Session::B => 4,
    }
}

/// The settings that were never set.
async fn still_unset<E: Engine>(link: &mut Link<'_, E>, targets: &[Target]) -> Result<BTreeSet<String>, SqlError> {
    let settings: BTreeSet<&String> = targets.iter().map(|t| &t.setting).collect();
    let ask = |s: &&String| format!("SELECT current_setting({}, true) IS NULL", quote::literal(s));
    let answers = link.must(&settings.iter().map(ask).collect::<Vec<_>>()).await?;
    let unset = settings.into_iter().zip(answers).filter(|(_, answer)| answer.value() == Some("t"));
    Ok(unset.map(|(setting, _)| setting.clone()).collect())
}

/// The statements of one attack, all but the way back.
fn statements(target: &Target, attack: &Attack) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(before) = &attack.before {
        out.push(before.clone());
    }
    if let Some(value) = &attack.session.1 {
        out.push(format!("SELECT set_config({}, {}, true)", quote::literal(&target.setting), quote::literal(value)));
    }
    if let Some(role) = &attack.role {
        out.push(format!("SET LOCAL ROLE {}", quote::ident(role)));
    }
    out.push(attack.sql.clone());
    out
}

/// Runs attacks, many in a message: what is refused is taken back like everything else, and the next one goes on.
async fn run<E: Engine>(
    link: &mut Link<'_, E>,
    targets: &[Target],
    plan: &[(usize, usize, Attack)],
) -> Result<Vec<Outcome>, SqlError> {
    let mut outcomes: Vec<Outcome> = Vec::with_capacity(plan.len());
    for some in plan.chunks(AT_ONCE) {
        let mut batch = Vec::new();
        // How many statements each attack has, its way back included.
        let mut lengths = Vec::with_capacity(some.len());
        for (at, _, attack) in some {
            let start = batch.len();
            batch.extend(statements(&targets[*at], attack));
            batch.push("ROLLBACK TO bulkhead_probe".to_owned());
            lengths.push(batch.len() - start);
        }
        let mut answers = link.each(&batch).await?.into_iter();
        for length in lengths {
            let mut outcome = Ok(Rows::default());
            for (n, answer) in answers.by_ref().take(length).enumerate() {
                // Whatever statement of the attack failed first, the attack has its outcome; the way back says nothing.
                if outcome.is_ok() && n + 1 < length {
                    outcome = answer;
                }
            }
            outcomes.push(outcome);
        }
    }
    Ok(outcomes)
}

/// Runs one attack alone, after other statements.
async fn one<E: Engine>(
    link: &mut Link<'_, E>,
    target: &Target,
    attack: &Attack,
    first: &[String],
) -> Result<Outcome, SqlError> {
    let mut batch = first.to_vec();
    batch.extend(statements(target, attack));
    let (mut answers, error) = link.all(&batch).await;
    link.run("ROLLBACK TO bulkhead_probe").await?;
    Ok(match error {
        Some(error) => Err(error),
        None => Ok(answers.pop().unwrap_or_default()),
    })
}

/// A refusal shows something only if the same thing works on the own rows. Where it doesn't, nothing is held.
fn require_controls(judged: &mut [(usize, usize, Attack, Judgement)]) {
    let is_control = |attack: &Attack| {
        let own = matches!(attack.session.0, Session::A | Session::B);
        own && matches!(attack.probe, "read-own" | "insert-own" | "update-blind" | "delete-blind")
    };
    let mut broken: BTreeMap<(usize, Class), &'static str> = BTreeMap::new();
    for (at, _, attack, judgement) in judged.iter() {
        if is_control(attack) && judgement.verdict == ProbeVerdict::Error {
            broken.insert((*at, attack.class), attack.probe);
        }
    }
    for (at, _, attack, judgement) in judged.iter_mut() {
        if let Some(control) = broken.get(&(*at, attack.class))
            && judgement.verdict == ProbeVerdict::Held
            && !is_control(attack)
        {
            judgement.verdict = ProbeVerdict::Error;
            judgement.observed.push_str(&format!("; shows nothing, because {control} fails too"));
        }
    }
}

/// What to do about a breach. To find the policy at fault each is dropped in turn and the attack made again.
async fn fix<E: Engine>(link: &mut Link<'_, E>, target: &Target, attack: &Attack) -> Result<String, SqlError> {
    let (table, role) = (&target.sql, quote::ident(&target.role));
    let facts = &target.facts;
    match attack.probe {
        "truncate" => return Ok(format!("REVOKE TRUNCATE ON {table} FROM {role};")),
        "disable-row-security" => return Ok(format!("{role} must not own {table}: give it another owner.")),
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
        let outcome = one(link, target, attack, &[drop]).await?;
        if judge(&attack.expect, &outcome).verdict != ProbeVerdict::Breached {
            guilty.push(policy.as_str());
        }
    }
    if guilty.len() > 1 {
        // Without the tenants' own policy nothing gets through either. The one at fault can go, and own rows stay seen.
        let control = Attack { before: None, sql: format!("SELECT count(*) FROM {table}"), ..attack.clone() };
        let mut alone = Vec::new();
        for policy in &guilty {
            let drop = format!("DROP POLICY {} ON {table}", quote::ident(policy));
            let outcome = one(link, target, &control, &[drop]).await?;
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

fn probe(target: &Target, attack: &Attack, judgement: Judgement, fix: Option<String>) -> Probe {
    let mut sql = String::from("BEGIN;\n");
    for statement in statements(target, attack) {
        sql.push_str(&statement);
        sql.push_str(";\n");
    }
    sql.push_str("ROLLBACK;");
    Probe {
        table: target.name.clone(),
        probe: attack.probe.to_owned(),
        session: attack.session.0,
        role: attack.role.clone().unwrap_or_default(),
        sql,
        expected: expected(&attack.expect),
        observed: judgement.observed,
        verdict: judgement.verdict,
        fix,
        element: Some(target.element.clone()),
    }
}

fn not_run(target: &Target, probe: &str, session: Session, reason: String) -> Probe {
    Probe {
        table: target.name.clone(),
        probe: probe.to_owned(),
        session,
        role: target.role.clone(),
        sql: String::new(),
        expected: "nothing to attack".into(),
        observed: format!("not run: {reason}"),
        verdict: ProbeVerdict::NotApplicable,
        fix: None,
        element: Some(target.element.clone()),
    }
}
