//! What the attacks come to, table by table.

use std::collections::{BTreeMap, BTreeSet};

use super::{TableAudit, TableVerdict, decided};
use crate::problem::Level;
use crate::prove::isolation::{Wanted, level};
use crate::prove::proof::{Probe, ProbeVerdict};
use crate::prove::seed::Seeds;
use crate::rls::Wall;

/// The verdict on every table that the intent names, and on whatever else another tenant's rows were found in.
pub(super) fn tables(
    matrix: &[Probe],
    wanted: &Wanted,
    seeds: &Seeds,
    empty: &BTreeMap<String, String>,
) -> Vec<TableAudit> {
    let mut names: BTreeSet<&str> = wanted.tables.keys().map(|at| seeds.plans[*at].name.as_str()).collect();
    names.extend(matrix.iter().filter(|p| breach(p) || p.probe == "every-probe").map(|p| p.table.as_str()));
    names.into_iter().map(|name| table(name, matrix, empty)).collect()
}

/// The verdict on every table that was attacked in a dry run.
pub(crate) fn walls(matrix: &[Probe], seeds: &Seeds, wall: &Wall<'_>) -> Vec<TableAudit> {
    let empty: BTreeMap<String, String> = seeds.empty().into_iter().collect();
    let names: BTreeSet<&str> = matrix.iter().map(|probe| probe.table.as_str()).collect();
    let mut tables: Vec<TableAudit> = names.into_iter().map(|name| table(name, matrix, &empty)).collect();
    decided::tell(&mut tables, wall);
    tables
}

/// True if a probe got through where it must not.
pub(super) fn breach(probe: &Probe) -> bool {
    probe.verdict == ProbeVerdict::Breached && probe.rule.as_deref().is_none_or(|rule| level(rule) == Level::Error)
}

fn table(name: &str, matrix: &[Probe], empty: &BTreeMap<String, String>) -> TableAudit {
    let of: Vec<&Probe> = matrix.iter().filter(|p| p.table == name).collect();
    let say = |probes: &[&Probe]| -> String {
        let mut texts: Vec<String> = probes.iter().map(|p| format!("{} ({})", p.probe, p.observed)).collect();
        texts.dedup();
        let more = texts.len().saturating_sub(4);
        texts.truncate(4);
        if more > 0 {
            texts.push(format!("and {more} more"));
        }
        texts.join("; ")
    };
    let breaches: Vec<&Probe> = of.iter().copied().filter(|p| breach(p)).collect();
    let errors = |functional: bool| -> Vec<&Probe> {
        let error = of.iter().copied().filter(|p| p.verdict == ProbeVerdict::Error);
        error.filter(|p| p.rule.is_some() == functional).collect()
    };
    let (denied, undecided) = (errors(true), errors(false));
    let unattacked: Vec<&Probe> =
        of.iter().copied().filter(|p| p.probe == "every-probe" && p.verdict == ProbeVerdict::NotApplicable).collect();
    let (verdict, reason) = if !breaches.is_empty() {
        (TableVerdict::Leaks, Some(say(&breaches)))
    } else if let (false, Some(why)) = (unattacked.is_empty(), empty.get(name)) {
        (TableVerdict::NotDecided, Some(format!("no rows could be made for it: {why}")))
    } else if !unattacked.is_empty() {
        (TableVerdict::NotDecided, Some(say(&unattacked)))
    } else if !denied.is_empty() {
        (TableVerdict::BreaksUse, Some(say(&denied)))
    } else if !undecided.is_empty() {
        (TableVerdict::NotDecided, Some(say(&undecided)))
    } else {
        (TableVerdict::Holds, None)
    };
    let count = |run: bool| of.iter().filter(|p| (p.verdict != ProbeVerdict::NotApplicable) == run).count();
    TableAudit {
        table: name.to_owned(),
        verdict,
        reason,
        decided: 0,
        tested: count(true),
        not_run: count(false),
        undecided: Vec::new(),
        leaks: Vec::new(),
    }
}
