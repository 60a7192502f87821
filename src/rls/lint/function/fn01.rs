//! FN01: a row that can't be deleted softly.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: an UPDATE that reads a column needs SELECT rights, and then
//! the SELECT policies judge the new row too.

use super::super::parts::{conjuncts, row_column};
use super::super::policy::counts;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use crate::catalog::{Column, DataType, Policy, Privilege};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::predicate::{Op, Predicate, RowColumn, Scalar, Test};
use crate::rls::wall::{Command, WallTable};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "FN01",
    level: Level::Error,
    title: "A policy for reading hides the row that a soft delete makes.",
    why: "The SELECT policies judge the new row of an UPDATE that reads a column: it fails with 42501.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for table in wall.tables().iter().filter(|table| !table.table.row_security.is_off()) {
        for read in &scope.reading(table).policies {
            let Some(using) = &read.using else { continue };
            if !Command::Select.is_for(read.policy.command) || !counts(wall, read.policy) {
                continue;
            }
            // A permissive policy beside it may still show the row.
            let alone = read.policy.restrictive || shows_by_this_alone(scope, table, &read.policy.name);
            let hidden = conjuncts(using).into_iter().find_map(hides).filter(|_| alone);
            let Some(column) = hidden.and_then(|column| table.table.column(&column.id)) else { continue };
            if !wall.app_roles().any(|app| wall.on_column(app, table.table, column, Privilege::Update).is_some()) {
                continue;
            }
            let message = format!(
                "The policy {} of {} shows a row only as long as {} does not say it is gone, so that an UPDATE that says so \
                 fails: it makes a row that may not be seen. Let the transaction that deletes a row still see it, or hide \
                 deleted rows in a view.",
                read.policy.name,
                table.name(),
                column.name
            );
            let finding = RULE.at_policy(table, read.policy, message);
            out.push(finding.mended_if("Let the deleting transaction see the row", fix(table, read.policy, column)));
        }
    }
}

/// The column that a condition wants not to be set.
fn hides(predicate: &Predicate) -> Option<&RowColumn> {
    let truth = |of: &Predicate| matches!(of, Predicate::Truth(Scalar::Column(_)));
    let column = match predicate {
        Predicate::IsNull { of, negated: false } => row_column(of)?,
        Predicate::Not(of) | Predicate::Is { of, test: Test::True, negated: true } if truth(of) => match &**of {
            Predicate::Truth(scalar) => row_column(scalar)?,
            _ => return None,
        },
        Predicate::Compare { op: Op::Eq, left, right: Scalar::Bool(false) } => row_column(left)?,
        _ => return None,
    };
    ["deleted", "archived", "removed"].iter().any(|word| column.name.contains(word)).then_some(column)
}

/// True if no other permissive policy lets the application see a row.
fn shows_by_this_alone(scope: &Scope<'_>, table: &WallTable<'_>, name: &str) -> bool {
    !table.table.policies.iter().any(|policy| {
        !policy.restrictive
            && policy.name != *name
            && Command::Select.is_for(policy.command)
            && counts(scope.wall, policy)
            && policy.using.is_some()
    })
}

/// For a point in time: a row that this transaction deleted is still seen by it.
fn fix(table: &WallTable<'_>, policy: &Policy, column: &Column) -> Option<String> {
    let is_time = matches!(&column.data_type, DataType::Builtin(name) if name.starts_with("timestamp"));
    let own = policy.using.as_ref().filter(|_| is_time)?;
    let name = crate::sql::quote::ident(&column.name);
    let bare = own.sql().trim().trim_start_matches('(').trim_end_matches(')');
    // Only where the condition is that one alone is it known what to put in its place.
    let alone = bare.eq_ignore_ascii_case(&format!("{name} IS NULL"));
    alone.then(|| words::alter_policy(table, policy, Some(&format!("{name} IS NULL OR {name} = now()")), None))
}
