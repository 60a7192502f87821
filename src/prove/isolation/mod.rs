//! The tenant wall, attacked as the application's own role.
//!
//! Everything happens in one transaction that is rolled back, each attack behind a savepoint. Sessions whose tenant
//! was never set come first: PostgreSQL forgets "never set" with the first `set_config` of that name.

mod attack;
mod compared;
mod denied;
mod facts;
mod harvest;
mod hole;
mod judge;
mod run;
mod session;
mod still;
mod target;
mod wanted;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use attack::{Attack, Expect, insert_into, level};
use attack::{Class, attacks, rule};
pub(crate) use harvest::Harvest;
pub(crate) use hole::{denies, holes};
use judge::{Judgement, expected, judge};
use run::{Planned, one, run, statements};
pub(crate) use session::outlived;
pub(crate) use still::{StillAttack, StillInsert, StillWall, wall};
pub(crate) use target::{Named, Target};
use target::{targets, unset};
pub(crate) use wanted::{Callers, Wanted, children, deciding, wanted};

use super::audit::beside;
use super::link::Link;
use super::proof::{Hole, Probe, ProbeVerdict, Session};
use super::seed::Seeds;
use crate::catalog::Id;
use crate::engine::{Engine, SqlError};

/// An attack with the place of its target, and its own among that target's.
pub(crate) struct Judged {
    /// The target's place.
    pub(crate) at: usize,
    n: usize,
    /// The attack.
    pub(crate) attack: Attack,
    /// What came of it.
    pub(crate) judgement: Judgement,
}

/// What attacking came to.
pub(crate) struct Assault {
    /// The targets.
    pub(crate) targets: Vec<Target>,
    /// What was run and judged.
    pub(crate) judged: Vec<Judged>,
    /// What was not run, with the places of its target and its own.
    pub(crate) not: Vec<(usize, usize, Probe)>,
    /// Tables that can't be attacked: element, name, reason.
    pub(crate) unknown: Vec<(Id, String, String)>,
}

impl Assault {
    /// The rightful uses by a role, as tenant A, that work: what must go on working, on every table but one.
    pub(crate) fn rightful(&self, role: &str, but: &str) -> Vec<&Attack> {
        let works = |j: &&Judged| {
            let target = &self.targets[j.at];
            let own = j.attack.session == Session::A && target.role == role && target.name != but;
            own && is_control(&j.attack) && j.judgement.verdict == ProbeVerdict::Held
        };
        self.judged.iter().filter(works).map(|j| &j.attack).collect()
    }

    /// True if another tenant's rows are read without any second step.
    pub(crate) fn is_open(&self) -> bool {
        let read = |j: &Judged| j.attack.probe == "read-foreign" && j.judgement.verdict == ProbeVerdict::Breached;
        self.judged.iter().any(read)
    }
}

/// Attacks every table and what stands beside the tables, and tells what happened, in the order of tables and attacks.
///
/// # Errors
/// Only that the engine ended, or that a table can't even be looked at.
pub(crate) async fn isolate<E: Engine>(
    link: &mut Link<'_, E>,
    seeds: &Seeds,
    named: &[Named],
    major: u32,
) -> Result<Vec<Probe>, SqlError> {
    link.must(&["BEGIN".to_owned(), "SAVEPOINT bulkhead_probe".to_owned()]).await?;
    let assault = assault(link, seeds, named, major).await?;
    let open = assault.is_open();
    let holes = holes(link, seeds, &assault.targets, &assault.judged).await?;
    let roles: BTreeSet<&str> = named.iter().map(|n| n.role.as_str()).collect();
    let beside = beside(link, seeds, &assault, &roles.into_iter().collect::<Vec<_>>()).await?;
    let mut probes: Vec<(usize, usize, Probe)> = assault.not;
    for (judged, hole) in assault.judged.into_iter().zip(holes) {
        let target = &assault.targets[judged.at];
        let fix = match (&hole, judged.judgement.verdict) {
            (Some(hole), _) => Some(told(hole)),
            (None, ProbeVerdict::Breached) => {
                Some(format!("No part of {} by itself lets it pass: look at its policies together.", target.name))
            }
            (None, ProbeVerdict::Held) if judged.judgement.observed.starts_with("0 rows: nothing") => Some(
                "If the key means something to people (a name, a mail address), put the tenant column into it.".into(),
            ),
            _ => None,
        };
        let probe = Probe { hole, ..probe(target, &judged.attack, judged.judgement, fix) };
        probes.push((judged.at, judged.n, if open { second_step(probe) } else { probe }));
    }
    link.run("ROLLBACK").await?;
    link.run("DEALLOCATE ALL").await?;
    let outlived = outlived(link, &assault.targets).await?;
    probes.sort_by_key(|(at, n, _)| (*at, *n));
    let mut probes: Vec<Probe> = probes.into_iter().map(|(_, _, probe)| probe).collect();
    probes.extend(beside.into_iter().map(|probe| Probe { fix: probe.hole.as_ref().map(told), ..probe }));
    probes.extend(outlived);
    probes.extend(assault.unknown.into_iter().map(unattacked));
    Ok(probes)
}

/// What is open already is not opened by a second step.
pub(crate) fn second_step(probe: Probe) -> Probe {
    let step = matches!(probe.probe.as_str(), "self-made-member" | "self-moved-member");
    if !step || probe.verdict != ProbeVerdict::Breached {
        return probe;
    }
    let observed = "not decided: other tenants' rows can be read without it".to_owned();
    Probe { verdict: ProbeVerdict::NotApplicable, rule: None, hole: None, fix: None, observed, ..probe }
}

/// Attacks every table, within a transaction that has the savepoint `bulkhead_probe`, and leaves it as it was.
///
/// # Errors
/// Only that the engine ended, or that a table can't even be looked at.
pub(crate) async fn assault<E: Engine>(
    link: &mut Link<'_, E>,
    seeds: &Seeds,
    named: &[Named],
    major: u32,
) -> Result<Assault, SqlError> {
    let (targets, unknown) = targets(link, seeds, named).await?;
    let mut not: Vec<(usize, usize, Probe)> = Vec::new();
    let mut plan: Vec<Planned> = Vec::new();
    for (at, target) in targets.iter().enumerate() {
        let attacks = attacks(target, &targets, seeds, major);
        let count = attacks.run.len();
        plan.extend(attacks.run.into_iter().enumerate().map(|(n, attack)| Planned { at, n, attack }));
        for (n, (probe, session, reason)) in attacks.not.into_iter().enumerate() {
            not.push((at, count + n, not_run(target, probe, session, reason)));
        }
    }
    plan.sort_by(|a, b| {
        let order = |p: &Planned| (place(p.attack.session), p.at, p.n);
        let (x, y) = (order(a), order(b));
        let alike = |p: &Planned| (p.attack.settings.clone(), p.attack.role.clone(), !p.attack.before.is_empty());
        x.0.cmp(&y.0).then_with(|| alike(a).cmp(&alike(b))).then_with(|| x.cmp(&y))
    });
    let unset = unset(link, &targets).await?;
    plan.retain(|planned| {
        let target = &targets[planned.at];
        let spoilt = planned.attack.session == Session::Unset
            && target.callers.settings.iter().any(|(name, _)| !unset.contains(name));
        if spoilt {
            let reason = "the setting had been set before, so a session without it can't be made here";
            not.push((planned.at, planned.n, not_run(target, planned.attack.probe, Session::Unset, reason.into())));
        }
        !spoilt
    });
    let outcomes = run(link, &plan).await?;
    let mut judged = Vec::new();
    for (planned, outcome) in plan.into_iter().zip(outcomes) {
        let Planned { at, n, mut attack } = planned;
        let mut judgement = judge(&attack.expect, &outcome);
        if judgement.again && judgement.rule.is_none() {
            // A foreign key or a trigger answered: without them it is the policies' turn.
            let mut alone = attack.clone();
            alone.before.insert(0, "SET LOCAL session_replication_role = replica".into());
            let outcome = one(link, &alone).await?;
            let again = judge(&alone.expect, &outcome);
            if again.verdict != ProbeVerdict::Error {
                judgement =
                    Judgement { observed: format!("{} (with triggers and foreign keys off)", again.observed), ..again };
                attack = alone;
            }
        }
        judged.push(Judged { at, n, attack, judgement });
    }
    denied::look_again(link, &targets, &mut judged).await?;
    require_controls(&mut judged);
    judged.sort_by_key(|j| (j.at, j.n));
    Ok(Assault { targets, judged, not, unknown })
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

/// True for an attack that is rightful use: what must work if a refusal is to show anything.
pub(crate) fn is_control(attack: &Attack) -> bool {
    let own = matches!(attack.session, Session::A | Session::B);
    own && matches!(attack.probe, "read-own" | "insert-own" | "update-blind" | "delete-blind")
}

/// A refusal shows something only if the same thing works on the own rows. Where it doesn't, nothing is held.
fn require_controls(judged: &mut [Judged]) {
    let mut broken: BTreeMap<(usize, Class), (&'static str, Option<&'static str>)> = BTreeMap::new();
    for j in judged.iter() {
        if is_control(&j.attack) && j.attack.class != Class::Other && j.judgement.verdict == ProbeVerdict::Error {
            broken.insert((j.at, j.attack.class), (j.attack.probe, j.judgement.rule));
        }
    }
    for j in judged.iter_mut() {
        if let Some((control, rule)) = broken.get(&(j.at, j.attack.class))
            && j.judgement.verdict == ProbeVerdict::Held
            && !is_control(&j.attack)
        {
            j.judgement.verdict = ProbeVerdict::Error;
            j.judgement.rule = *rule;
            j.judgement.observed.push_str(&format!("; shows nothing, because {control} fails too"));
        }
    }
}

/// A hole and what closes it, for a person.
fn told(hole: &Hole) -> String {
    let why = match hole.part.strip_prefix("polic") {
        Some(rest) => format!(
            "The polic{rest} let it pass: permissive policies are OR-ed, so what is true for everybody opens the table to everybody."
        ),
        None => format!("It got through by {}.", hole.part),
    };
    let after = hole.after.as_ref().map(|after| format!(" ({after})")).unwrap_or_default();
    match &hole.fix {
        Some(fix) => format!("{why} {}: {}{after}", fix.title, fix.sql),
        None => format!("{why}{after}"),
    }
}

/// A judged attack as the proof tells it.
pub(crate) fn probe(target: &Target, attack: &Attack, judgement: Judgement, fix: Option<String>) -> Probe {
    let mut sql = String::from("BEGIN;\n");
    for statement in statements(attack) {
        sql.push_str(&statement);
        sql.push_str(";\n");
    }
    sql.push_str("ROLLBACK;");
    let broken = (judgement.verdict == ProbeVerdict::Breached).then(|| rule(attack.probe));
    Probe {
        table: target.name.clone(),
        probe: attack.probe.to_owned(),
        session: attack.session,
        role: attack.role.clone().unwrap_or_default(),
        sql,
        expected: expected(&attack.expect),
        observed: judgement.observed,
        verdict: judgement.verdict,
        fix,
        element: Some(target.element.clone()),
        rule: judgement.rule.or(broken).filter(|rule| !rule.is_empty()).map(str::to_owned),
        hole: None,
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
        rule: None,
        hole: None,
    }
}

/// A table that can't be attacked, as a probe.
pub(crate) fn unattacked((element, table, reason): (Id, String, String)) -> Probe {
    Probe {
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
        rule: None,
        hole: None,
    }
}
