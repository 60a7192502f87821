//! PO22: rows of everybody that anybody changes.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: without WITH CHECK, USING judges new rows too.

use super::super::reading::{Loose, PolicyReading};
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use crate::catalog::{Expr, Policy, PolicyCommand};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::WallTable;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO22",
    level: Level::Error,
    title: "Rows that are shared by all tenants may be written by each.",
    why: "Every tenant, and a session without one, may deface, delete and make rows that all others see.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let mut told = Vec::new();
    for opening in scope.openings() {
        let (table, policy) = (opening.table, opening.read.policy);
        let shared = matches!(opening.what, Loose::Shared | Loose::Declared);
        if !shared || matches!(policy.command, PolicyCommand::Select) || told.contains(&&policy.id) {
            continue;
        }
        told.push(&policy.id);
        let message = format!(
            "The policy {} of {} lets rows that are no tenant's be written too: any tenant may change, delete and make what \
             all others see. Let such rows be read by a policy FOR SELECT, and ask for the tenant in those that write.",
            policy.name,
            table.name()
        );
        let finding = RULE.at_policy(table, policy, message);
        out.push(finding.mended_if("Read shared rows, write one's own", fix(scope, table, opening.read)));
    }
}

/// The same rows to read; the tenant's own to write.
fn fix(scope: &Scope<'_>, table: &WallTable<'_>, read: &PolicyReading<'_>) -> Option<String> {
    let (policy, condition) = (read.policy, words::tenant_condition(scope.wall, table)?);
    if policy.command != PolicyCommand::All {
        let using = policy.using.as_ref().map(|_| condition.as_str());
        let check =
            matches!(policy.command, PolicyCommand::Insert | PolicyCommand::Update).then_some(condition.as_str());
        return Some(words::alter_policy(table, policy, using, check));
    }
    let select = Policy { command: PolicyCommand::Select, check: None, ..policy.clone() };
    let mut sql =
        format!("BEGIN;\n{}\n{}", words::drop_policy(table, policy), words::create_policy(scope.wall, table, &select));
    for (command, suffix) in
        [(PolicyCommand::Insert, "insert"), (PolicyCommand::Update, "update"), (PolicyCommand::Delete, "delete")]
    {
        let own = Policy {
            name: words::free_policy_name(table, &format!("{}_{suffix}", policy.name)),
            command,
            using: (command != PolicyCommand::Insert).then(|| Expr::new(&condition)),
            check: (command != PolicyCommand::Delete).then(|| Expr::new(&condition)),
            ..policy.clone()
        };
        sql.push('\n');
        sql.push_str(&words::create_policy(scope.wall, table, &own));
    }
    sql.push_str("\nCOMMIT;");
    Some(sql)
}
