//! PO14: policies that ask themselves.
//!
//! A sub-select of a policy is judged by the policies of the table it reads. PostgreSQL finds the circle and raises 42P17,
//! "infinite recursion detected in policy".

use std::collections::{BTreeMap, BTreeSet};

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::trusted::trusted;
use crate::catalog::Id;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO14",
    level: Level::Error,
    title: "A policy reads its own table, or policies read each other's tables in a circle.",
    why: "Every statement on the table fails with 42P17, those of other policies too.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    let mut reads: BTreeMap<&Id, BTreeSet<&Id>> = BTreeMap::new();
    for trusted in trusted(scope).iter().filter(|trusted| trusted.direct) {
        // Only what judges reading is asked again by the sub-select.
        let for_reading = trusted.by.table.policies.iter().any(|policy| {
            policy.name == *trusted.policy
                && matches!(policy.command, crate::catalog::PolicyCommand::All | crate::catalog::PolicyCommand::Select)
        });
        if for_reading && !trusted.table.table.row_security.is_off() {
            reads.entry(&trusted.by.table.id).or_default().insert(&trusted.table.table.id);
        }
    }
    for start in reads.keys() {
        let mut open: Vec<&Id> = reads[start].iter().copied().collect();
        let mut seen: BTreeSet<&Id> = BTreeSet::new();
        let mut circle = false;
        while let Some(next) = open.pop() {
            circle |= next == *start;
            if seen.insert(next) {
                open.extend(reads.get(next).into_iter().flatten());
            }
        }
        let Some(table) = wall.table_by_id(start).filter(|_| circle) else { continue };
        let through: Vec<String> = reads[start]
            .iter()
            .filter(|id| **id != *start)
            .filter_map(|id| wall.table_by_id(id))
            .map(|table| table.name())
            .collect();
        let how = if through.is_empty() || reads[start].contains(*start) {
            "reads the table itself".to_owned()
        } else {
            format!("reads {}, whose policies lead back", through.join(", "))
        };
        let message = format!(
            "A policy of {} {how}: every statement fails with \"infinite recursion detected in policy\". Ask a SECURITY \
             DEFINER function instead.",
            table.name()
        );
        out.push(RULE.at(table, message));
    }
}
