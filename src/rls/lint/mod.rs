//! The lint: what can be seen of a tenant wall without an engine. One file to a rule, a folder to a chapter of the catalogue
//! of what goes wrong with row-level security.
//!
//! A rule speaks where it is sure. What would have to be tried is the prover's to say, and stands in [`rules()`] with where it
//! is seen. A false alarm costs more than a fault that the probes find anyway.

mod around;
mod calls;
mod context;
mod data;
mod elsewhere;
mod enablement;
mod function;
mod grants;
mod inheritance;
mod mend;
mod oracle;
mod parts;
mod performance;
mod policy;
mod reading;
mod roles;
mod rule;
mod scope;
mod trusted;
mod words;

pub use rule::{Rule, Seen};
use scope::{Readings, Scope};

use super::Finding;
use super::wall::Wall;
use crate::catalog::Sorting;

/// A rule of this folder and the function that looks for what it finds.
struct Entry {
    rule: Rule,
    check: fn(&Scope<'_>, &mut Vec<Finding>),
}

macro_rules! entries {
    ($($chapter:ident: $($rule:ident)*;)*) => {
        &[$($(Entry { rule: $chapter::$rule::RULE, check: $chapter::$rule::check }),*),*]
    };
}

/// What a catalog shows, in the order of the catalogue's chapters.
const ENTRIES: &[Entry] = entries! {
    enablement: en01 en02 en03 en04 en05 en06 en07 en08;
    roles: ro01 ro02 ro03 ro04 ro05 ro06 ro07 ro08 ro09 ro10 ro11;
    policy: po01 po02 po03 po04 po05 po06 po07 po08 po09 po10 po11 po12 po13 po14 po15 po16 po18 po19 po20 po21 po22
        po23 po24 po25 po26 po27;
    context: cx01 cx02 cx03 cx04 cx05 cx06 cx08 cx09;
    around: by01 by02 by03 by04 by05 by06 by07 by08 by10 by11;
    oracle: ora1 ora2;
    inheritance: inh1 inh2;
    data: da01 da02 da03;
    performance: pf01 pf02 pf03 pf04 pf05 pf06 pf07 pf08 pf09;
    function: fn01 fn02;
};

/// Every rule of the catalogue: those that a catalog shows, then those that something else does.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    ENTRIES.iter().map(|entry| &entry.rule).chain(elsewhere::RULES)
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id == id)
}

/// Everything that can be seen of what is wrong with a tenant wall. The worst first, then in the order of objects.
pub fn lint(wall: &Wall<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    // A database that keeps no rows apart has no wall that could be wrong.
    let has_any = wall
        .tables()
        .iter()
        .any(|table| table.is_walled() || !table.table.policies.is_empty() || !table.table.row_security.is_off());
    if !has_any {
        return found;
    }
    let readings = Readings::of(wall);
    let scope = Scope::new(wall, &readings);
    for entry in ENTRIES {
        (entry.check)(&scope, &mut found);
    }
    found.order_by(|a, b| {
        (a.level, &a.object, &a.part, &a.rule, &a.message).cmp(&(b.level, &b.object, &b.part, &b.rule, &b.message))
    });
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rules_are_told_apart_and_explained() {
        let mut ids = BTreeSet::new();
        for rule in rules() {
            assert!(ids.insert(rule.id), "{} is there twice", rule.id);
            assert!(rule.title.ends_with('.') && rule.why.ends_with('.'), "{rule:?}");
            if let Seen::Elsewhere(by) = rule.seen {
                assert!(by.ends_with('.'), "{rule:?}");
            }
        }
    }
}
