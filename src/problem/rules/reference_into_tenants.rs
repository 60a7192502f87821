//! Tables beside the tenant wall whose rows belong to rows behind it.

use crate::catalog::{ConstraintKind, RowSecurity};
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "reference-into-tenants",
    level: Level::Warning,
    title: "A table that is not tenant-scoped references one that is, and has no row-level security of its own.",
    why: "A row that references a tenant's row says something of that tenant. Without a policy every tenant reads it, and may reference, change and delete what belongs to others.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for table in view.catalog.tables.iter().filter(|table| table.row_security == RowSecurity::Off) {
        let scoped = view.design.entities.get(&table.id).is_some_and(|entity| view.is_tenant_scoped(entity));
        if scoped || view.tenant_column(table).is_some() {
            continue;
        }
        // One is enough: making the table tenant-scoped is the answer to all of them.
        let found = table.constraints.iter().find_map(|constraint| {
            let ConstraintKind::ForeignKey { target, .. } = &constraint.kind else { return None };
            let target = view.table(target).filter(|target| view.tenant_column(target).is_some())?;
            Some((constraint, target))
        });
        let Some((constraint, target)) = found else { continue };
        let message = format!(
            "The rows of {} belong to rows of {}, which belong to tenants, and every tenant can read them. Make {} \
             tenant-scoped too.",
            table.name, target.name, table.name
        );
        let element = view.element(table, &table.id);
        problems.push(RULE.at(&element, message).on(&constraint.id).in_field("tenancy"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Design, Tenancy};
    use crate::problem::testing::*;

    /// Orders reference customers, which are tenant-scoped.
    fn outside(design: &mut Design) {
        link(design, "customer_id", "id");
        customers(design).tenancy = Tenancy::Tenant { column: None };
    }

    #[test]
    fn only_from_beside_the_wall_to_behind_it() {
        check_rule(&RULE, outside, &["every tenant can read them. Make orders tenant-scoped"]);
        check_rule(&RULE, |d| link(d, "customer_id", "id"), &[]);
        check_rule(
            &RULE,
            |d| {
                outside(d);
                tenant_scoped(d);
            },
            &[],
        );
        check_rule(
            &RULE,
            |d| {
                outside(d);
                customers(d).tenancy = Tenancy::None;
                tenant_scoped(d);
            },
            &[],
        );
    }

    #[test]
    fn row_level_security_of_its_own_is_an_answer() {
        check_rule(
            &RULE,
            |d| {
                outside(d);
                orders(d).table.row_security = RowSecurity::Forced;
            },
            &[],
        );
    }
}
