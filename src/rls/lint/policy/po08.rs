//! PO08: several permissive policies and no floor.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: permissive policies widen what may be reached, restrictive
//! ones narrow it.

use super::super::reading::Asker;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use super::{counts, is_floored};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Command, WallTable};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO08",
    level: Level::Warning,
    title: "Several permissive policies meet for one role and command, one of them without the tenant, and no restrictive policy keeps tenants apart.",
    why: "They are OR-ed: the widest decides, and the next one may widen it further.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled() {
        let asker = Asker::new(scope, table);
        let Some((command, names)) = Command::ALL.into_iter().find_map(|command| met(&asker, table, command)) else {
            continue;
        };
        let message = format!(
            "{} has {} permissive policies for {} that the application meets ({}), and not all of them ask for the tenant. \
             A restrictive policy for everyone would keep tenants apart whatever the others say.",
            table.name(),
            names.len(),
            command.sql(),
            words::list(&names)
        );
        let sql = words::floor_sql(scope.wall, table);
        out.push(RULE.at(table, message).mended_if("Add a restrictive policy that asks for the tenant", sql));
    }
}

/// The permissive policies that meet for a command, if there are several and one of them is wide.
fn met(asker: &Asker<'_, '_>, table: &WallTable<'_>, command: Command) -> Option<(Command, Vec<String>)> {
    let policies: Vec<_> = asker
        .scope
        .reading(table)
        .policies
        .iter()
        .filter(|read| {
            !read.policy.restrictive && command.is_for(read.policy.command) && counts(asker.scope.wall, read.policy)
        })
        .collect();
    let wide = policies.iter().any(|read| {
        command.rows().iter().any(|row| {
            read.clause(*row).is_some_and(|clause| asker.opens(clause))
                && !is_floored(asker, read.policy, command, *row)
        })
    });
    let names = || policies.iter().map(|read| read.policy.name.clone()).collect();
    (policies.len() > 1 && wide).then(|| (command, names()))
}
