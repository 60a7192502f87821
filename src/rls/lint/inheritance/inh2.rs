//! INH2: partitions to come that the application reaches by default.
//!
//! <https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html>: a new partition gets the default privileges of
//! every new table, and nothing of its parent's row-level security.

use super::super::enablement::en06;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "INH2",
    level: Level::Warning,
    title: "New partitions of a tenant's table are open by default.",
    why: "A partition made next month has no row-level security, and default privileges open it to whoever names it.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled().filter(|table| table.table.is_partitioned() && !table.table.row_security.is_off()) {
        let opens = |open: &en06::Open<'_>| open.default.schema.as_ref().is_none_or(|id| *id == table.table.schema);
        let Some(open) = en06::open(scope).into_iter().find(opens) else { continue };
        let message = format!(
            "New partitions of {} have no row-level security, and default privileges open them to {}. Make \
             partitions with ENABLE in the same transaction, and grant on the parent only.",
            table.name(),
            open.who(scope)
        );
        out.push(RULE.at(table, message).mended("Revoke the default privileges", open.revoke(scope)));
    }
}
