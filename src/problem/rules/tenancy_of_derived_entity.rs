//! Tenants that only a derived entity knows of.

use crate::design::Inheritance;
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "tenancy-of-derived-entity",
    level: Level::Warning,
    title: "A derived entity is tenant-scoped and its base is not.",
    why: "With one table per hierarchy the rows are in the base's table, where nothing keeps tenants apart; with one per type a part of every row is.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for (id, entity) in &view.design.entities {
        let Some(base) = entity.base.as_ref().and_then(|base| view.design.entities.get(base)) else { continue };
        let strategy = view.strategy(entity);
        if !entity.tenancy.is_tenant() || strategy == Inheritance::TablePerConcreteType || view.is_tenant_scoped(base) {
            continue;
        }
        let message = format!(
            "{} is tenant-scoped and its base {} is not, whose table has {} of its rows. Make the root of the hierarchy \
             tenant-scoped.",
            entity.table.name,
            base.table.name,
            if strategy == Inheritance::TablePerHierarchy { "all" } else { "a part" }
        );
        problems.push(RULE.at(id, message).in_field("tenancy"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn the_root_decides() {
        let hierarchy = |strategy: Inheritance| {
            move |d: &mut crate::design::Design| {
                customers(d).table.constraints.clear();
                customers(d).base = Some(crate::catalog::Id::new("orders"));
                customers(d).tenancy = crate::design::Tenancy::Tenant { column: None };
                orders(d).inheritance = strategy;
            }
        };
        check_rule(&RULE, hierarchy(Inheritance::TablePerHierarchy), &["has all of its rows"]);
        check_rule(&RULE, hierarchy(Inheritance::TablePerType), &["has a part of its rows"]);
        check_rule(&RULE, hierarchy(Inheritance::TablePerConcreteType), &[]);
    }
}
