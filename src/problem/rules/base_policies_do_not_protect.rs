//! Policies on the base's table only.

use crate::catalog::RowSecurity;
use crate::design::Inheritance;
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "base-policies-do-not-protect",
    level: Level::Warning,
    title: "With one table per type, the base's table has row-level security and the derived one has not.",
    why: "PostgreSQL knows nothing of entities: whoever has a grant on the derived table reads its rows, whatever the policies of the base's table say.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for (id, entity) in &view.design.entities {
        let Some(base) = &entity.base else { continue };
        let (Some(table), Some(above)) = (view.table(id), view.table(base)) else { continue };
        if view.strategy(entity) == Inheritance::TablePerType
            && above.row_security != RowSecurity::Off
            && table.row_security == RowSecurity::Off
        {
            let message = format!(
                "{} has row-level security and {}, which derives from it, has none: its part of the rows is open. Write \
                 policies for both, or make the base tenant-scoped, which covers the whole hierarchy.",
                above.name, table.name
            );
            problems.push(RULE.at(id, message).in_field("rowSecurity"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn each_table_for_itself() {
        let hierarchy = |d: &mut crate::design::Design| {
            customers(d).table.constraints.clear();
            customers(d).base = Some(crate::catalog::Id::new("orders"));
            orders(d).inheritance = Inheritance::TablePerType;
        };
        check_rule(&RULE, hierarchy, &[]);
        check_rule(
            &RULE,
            |d| {
                hierarchy(d);
                orders(d).table.row_security = RowSecurity::Forced;
            },
            &["customers, which derives from it"],
        );
        check_rule(
            &RULE,
            |d| {
                hierarchy(d);
                tenant_scoped(d);
            },
            &[],
        );
    }
}
