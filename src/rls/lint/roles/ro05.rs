//! RO05: `TRIGGER`, `REFERENCES` or `MAINTAIN` granted on a tenant's table.
//!
//! <https://www.postgresql.org/docs/current/ddl-priv.html> says what each allows, and
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html> that row-level security judges none of them.

use super::super::grants;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::Privilege;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "RO05",
    level: Level::Error,
    title: "TRIGGER, REFERENCES or MAINTAIN is granted on a table of tenants.",
    why: "With TRIGGER a role attaches a function that sees what other sessions write, with REFERENCES a foreign key that tells which keys exist, with MAINTAIN it locks the table for everybody.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for table in wall.tables().iter().filter(|table| table.is_walled()) {
        // A trigger captures rows; the others tell of them or hold them up.
        let kinds: [(Level, &[Privilege], &str); 2] = [
            (Level::Error, &[Privilege::Trigger], "attach a trigger that captures what other sessions write"),
            (
                Level::Warning,
                &[Privilege::References, Privilege::Maintain],
                "learn which keys exist by a foreign key of its own, or hold the table up",
            ),
        ];
        for (level, privileges, what) in kinds {
            let granted = grants::granted(wall, table, privileges);
            if granted.is_empty() {
                continue;
            }
            let mut held: Vec<Privilege> = granted.iter().flat_map(|(_, held)| held.clone()).collect();
            held.sort_unstable();
            held.dedup();
            let who: Vec<_> = granted.iter().map(|(to, _)| *to).collect();
            let message = format!(
                "{} has {} on {}, and may {what}: policies judge neither. Grant SELECT, INSERT, UPDATE and DELETE by name, \
                 never ALL.",
                grants::names(wall, &who),
                grants::words_of(&held),
                table.name()
            );
            let words = grants::words_of(&held);
            let sql = format!("REVOKE {words} ON {} FROM {};", table.sql(), grants::names_sql(wall, &who));
            out.push(RULE.at(table, message).at_level(level).mended(format!("Revoke {words}"), sql));
        }
    }
}
