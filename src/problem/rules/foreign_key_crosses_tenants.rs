//! Foreign keys that look past the tenant wall.

use crate::catalog::ConstraintKind;
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "foreign-key-crosses-tenants",
    level: Level::Warning,
    title: "A foreign key between tenant-scoped tables leaves the tenant out.",
    why: "PostgreSQL checks foreign keys without regard to row-level security: a tenant could reference another tenant's row, find out whether it exists, and have its own row deleted along with it.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for table in &view.catalog.tables {
        let Some(tenant) = view.tenant_column(table) else { continue };
        for constraint in &table.constraints {
            let ConstraintKind::ForeignKey { columns, target, target_columns, .. } = &constraint.kind else { continue };
            let Some(target) = view.table(target) else { continue };
            let Some(other) = view.tenant_column(target) else { continue };
            let paired = columns.iter().zip(target_columns).any(|(own, theirs)| *own == tenant && *theirs == other);
            if paired {
                continue;
            }
            let name = |table: &crate::catalog::Table, id| table.column(id).map_or(String::new(), |c| c.name.clone());
            let message = format!(
                "{} lets a row reference another tenant's {}. Add {} to it, referencing {}, and a unique constraint over \
                 both columns there.",
                constraint.name,
                target.name,
                name(table, &tenant),
                name(target, &other)
            );
            let element = view.element(table, &constraint.id);
            problems.push(RULE.at(&element, message).on(&constraint.id).in_field("columns"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn between_tenants_only() {
        let both = |d: &mut crate::design::Design| {
            tenant_scoped(d);
            link(d, "customer_id", "id");
        };
        check_rule(&RULE, both, &[]);
        check_rule(
            &RULE,
            |d| {
                both(d);
                customers(d).tenancy = crate::design::Tenancy::Tenant { column: None };
            },
            &["reference another tenant's customers"],
        );
    }
}
