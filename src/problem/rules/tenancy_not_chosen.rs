//! Entities of which nobody has said whose rows they hold.

use crate::design::Tenancy;
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "tenancy-not-chosen",
    level: Level::Info,
    title: "Some entities are tenant-scoped, and nothing is said of another.",
    why: "A table that was forgotten looks like one that needs no wall: every tenant reads and writes it. Say that it is shared, global or unprotected, with the reason, and the next reader knows.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    if !view.design.entities.values().any(|entity| entity.tenancy.is_tenant()) {
        return;
    }
    let memberships = view.design.settings.tenancy.strategy.membership_entity();
    for (id, entity) in &view.design.entities {
        let made = view.table(id).is_some_and(|table| table.row_security.is_off() && table.parents().next().is_none());
        let said = entity.tenancy != Tenancy::None || memberships == Some(id) || entity.base.is_some();
        if made && !said {
            let message = format!(
                "Nothing is said of whose rows {} holds, and every tenant reads and writes them. Make it tenant-scoped, \
                 shared or global, or say why it needs no wall.",
                entity.table.name
            );
            problems.push(RULE.at(id, message).in_field("tenancy"));
        }
        if matches!(&entity.tenancy, Tenancy::Unprotected { reason } if reason.trim().is_empty()) {
            let message = format!("{} has no wall, on purpose, and it is not said why.", entity.table.name);
            problems.push(RULE.at(id, message).in_field("tenancy"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn where_some_are_tenant_scoped_the_others_say_something() {
        let with = |tenancy: Tenancy| {
            move |d: &mut crate::design::Design| {
                tenant_scoped(d);
                customers(d).tenancy = tenancy;
            }
        };
        check_rule(&RULE, |_| {}, &[]);
        check_rule(&RULE, with(Tenancy::None), &["whose rows customers holds"]);
        for said in [Tenancy::Shared, Tenancy::Global, Tenancy::Unprotected { reason: "a list of countries".into() }] {
            check_rule(&RULE, with(said), &[]);
        }
        check_rule(&RULE, with(Tenancy::Unprotected { reason: " ".into() }), &["not said why"]);
    }
}
