//! What is wrong: what the rules see in the catalog, and what the attacks found, one finding for each rule and table,
//! whatever number of attacks shows it.

use std::collections::BTreeMap;

use crate::problem::Level;
use crate::prove::isolation::level;
use crate::prove::proof::{Probe, ProbeVerdict};
use crate::rls::Finding;

/// The findings of the rules and of a matrix, the worst first. What both found is one finding, and says that it was seen.
pub(super) fn findings(linted: Vec<Finding>, matrix: &[Probe]) -> Vec<Finding> {
    let mut out = linted;
    for found in attacked(matrix) {
        let same = |other: &&mut Finding| other.rule == found.rule && other.entity == found.entity;
        match out.iter_mut().find(same) {
            Some(finding) => {
                finding.message.push_str(&format!(" Seen: {}", found.message));
                finding.level = finding.level.min(found.level);
                finding.fix = found.fix.or(finding.fix.take());
            }
            None => out.push(found),
        }
    }
    out.sort_by(|a, b| (a.level, &a.rule, &a.object).cmp(&(b.level, &b.rule, &b.object)));
    out
}

fn attacked(matrix: &[Probe]) -> Vec<Finding> {
    let mut by: BTreeMap<(Level, String, String), Vec<&Probe>> = BTreeMap::new();
    for probe in matrix {
        let told = match &probe.hole {
            Some(hole) => Some(hole.rule.clone()),
            None => probe.rule.clone(),
        };
        let Some(rule) = told.filter(|_| probe.verdict != ProbeVerdict::NotApplicable) else { continue };
        by.entry((level(&rule), rule, probe.table.clone())).or_default().push(probe);
    }
    by.into_iter()
        .map(|((level, rule, table), probes)| {
            let first = probes[0];
            let mut names: Vec<&str> = Vec::new();
            for probe in &probes {
                if !names.contains(&probe.probe.as_str()) {
                    names.push(&probe.probe);
                }
            }
            let hole = probes.iter().find_map(|p| p.hole.as_ref());
            let what = match first.verdict {
                ProbeVerdict::Breached => "got through",
                ProbeVerdict::Error => "shows that rightful use is denied",
                _ => "tells of other tenants",
            };
            let role = if first.role.is_empty() { String::new() } else { format!(", as {}", first.role) };
            Finding {
                level,
                object: hole.map_or_else(|| table.clone(), |hole| hole.part.clone()),
                message: format!("On {table}{role}: {} {what}: {}", names.join(", "), first.observed),
                why: format!("It was run, and PostgreSQL answered. Expected: {}.", first.expected),
                fix: hole.and_then(|hole| hole.fix.clone()),
                entity: first.element.clone(),
                part: None,
                rule,
            }
        })
        .collect()
}
