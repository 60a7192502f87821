//! PO19: an alternative that does not ask for the tenant.
//!
//! AND binds stronger than OR: <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-PRECEDENCE>.

use super::super::reading::Loose;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use super::reads_only;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO19",
    level: Level::Error,
    title: "An alternative of a permissive policy does not ask for the tenant.",
    why: "Each alternative lets rows in by itself, whoever's they are; of a policy FOR ALL for writing and deleting too.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for opening in scope.openings() {
        let (table, policy) = (opening.table, opening.read.policy);
        // What has a rule of its own is told there: PO01, PO05, PO06, PO22, CX03, CX04. A check is PO02's and PO03's.
        let mine = match opening.what {
            Loose::Other => true,
            Loose::RowOnly => !opening.is_whole || reads_only(policy),
            Loose::Everything => !opening.is_whole,
            Loose::Shared => reads_only(policy) && !super::po24::is_constant(opening.branch, table),
            Loose::Declared | Loose::Unset | Loose::Switch | Loose::Unbound => false,
        };
        if !mine || opening.word == "WITH CHECK" {
            continue;
        }
        let which = if opening.is_whole { "does not ask" } else { "has an alternative that does not ask" };
        let message = format!(
            "{} of the policy {} of {} {which} for the tenant: rows of every tenant for which it holds are reached. Put the \
             tenant's condition beside every alternative, with parentheses around them; if such rows are for everyone to \
             read, say so in the project.",
            opening.word,
            policy.name,
            table.name()
        );
        let sql = words::floor_sql(scope.wall, table);
        out.push(
            RULE.at_policy(table, policy, message).mended_if("Add a restrictive policy that asks for the tenant", sql),
        );
    }
}
