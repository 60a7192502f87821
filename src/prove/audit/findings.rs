//! What the attacks found, as findings: one for each rule and table, whatever number of attacks shows it.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::problem::Level;
use crate::prove::isolation::level;
use crate::prove::proof::{Probe, ProbeVerdict};
use crate::rls::Finding;

/// The findings of a matrix.
pub(super) fn findings(_: &Catalog, matrix: &[Probe]) -> Vec<Finding> {
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
            let mut names: Vec<&str> = probes.iter().map(|p| p.probe.as_str()).collect();
            names.dedup();
            let hole = probes.iter().find_map(|p| p.hole.as_ref());
            let what = match first.verdict {
                ProbeVerdict::Breached => "got through",
                ProbeVerdict::Error => "shows that rightful use is denied",
                _ => "tells of other tenants",
            };
            Finding {
                level,
                object: hole.map_or_else(|| table.clone(), |hole| hole.part.clone()),
                message: format!("On {table}, as {}: {} {what}: {}", first.role, names.join(", "), first.observed),
                why: format!("It was run, and PostgreSQL answered. Expected: {}.", first.expected),
                fix: hole.and_then(|hole| hole.fix.clone()),
                entity: first.element.clone(),
                part: None,
                rule,
            }
        })
        .collect()
}
