//! CX03: a policy that opens when the session says nothing.
//!
//! What a missing setting makes of a condition is for the condition to say: = NULL lets no row through, IS NULL lets all.

use super::super::mend;
use super::super::parts::{each_part, each_scalar, row_column};
use super::super::policy::{counts, po21};
use super::super::reading::{Asker, Loose};
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::scope::key;
use super::super::words;
use super::cx02;
use crate::catalog::{ConstraintKind, DataType};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::predicate::{Op, Predicate, Scalar};
use crate::rls::wall::WallTable;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "CX03",
    level: Level::Error,
    title: "A policy lets rows through when the session names no tenant.",
    why: "A session that was never bound sees every tenant's rows, or becomes the tenant whose key is empty.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let mut told = Vec::new();
    for opening in scope.openings() {
        let policy = opening.read.policy;
        if opening.what != Loose::Unset || told.contains(&&policy.id) {
            continue;
        }
        told.push(&policy.id);
        let message = format!(
            "The policy {} of {} lets every row through as long as the session names no tenant. Take that alternative away.",
            policy.name,
            opening.table.name()
        );
        let sql = words::floor_sql(scope.wall, opening.table);
        let finding = RULE.at_policy(opening.table, policy, message);
        out.push(finding.mended_if("Add a restrictive policy that asks for the tenant", sql));
    }
    for table in scope.walled() {
        for read in &scope.reading(table).policies {
            if read.policy.restrictive || !counts(scope.wall, read.policy) || told.contains(&&read.policy.id) {
                continue;
            }
            let Some(what) = read.clauses().find_map(|(_, clause)| fault(scope, table, clause)) else { continue };
            let message = format!("The policy {} of {} {what}", read.policy.name, table.name());
            let finding = RULE.at_policy(table, read.policy, message);
            out.push(finding.mended_if("Take an empty setting for none", mend::nullif(table, read.policy)));
        }
    }
}

/// What of a condition opens when the session says nothing.
fn fault<'w>(scope: &Scope<'w>, table: &WallTable<'w>, clause: &Predicate) -> Option<String> {
    let asker = Asker::new(scope, table);
    let key = key(table)?;
    let is_key = |scalar: &Scalar| row_column(scalar).is_some_and(|column| column.id == key.id);
    let is_textual = matches!(&key.data_type, DataType::Builtin(name) if cx02::is_text(name));
    let mut found = None;
    each_part(clause, &mut |part| match part {
        Predicate::Compare { op: Op::Eq, left, right } => {
            let raw = |key: &Scalar, other: &Scalar| is_key(key) && cx02::raw_setting(other).is_some();
            if is_textual && (raw(left, right) || raw(right, left)) && !refuses_empty(table) {
                found = Some(format!(
                    "compares {} with the setting as it is: once a transaction that set it has ended it is an empty text, \
                     and the session becomes the tenant of that key. Put NULLIF(…, '') around it.",
                    key.name
                ));
            }
            let mut falls_back = false;
            each_scalar(part, &mut |scalar| {
                if let Scalar::Coalesce(items) = scalar {
                    falls_back |= items.iter().any(is_key) && items.iter().any(|item| asker.is_caller(item));
                }
            });
            if falls_back {
                found = Some(format!(
                    "compares {} with itself when the session names no tenant: COALESCE falls back to the row's own.",
                    key.name
                ));
            }
        }
        Predicate::Distinct { left, right, negated: true } => {
            let with_caller = (is_key(left) && asker.is_caller(right)) || (is_key(right) && asker.is_caller(left));
            if with_caller && po21::is_nullable(table) {
                found = Some(format!(
                    "lets rows whose {} is NULL through as long as the session names no tenant: IS NOT DISTINCT FROM takes \
                     NULL for equal to NULL.",
                    key.name
                ));
            }
        }
        _ => {}
    });
    found
}

/// True if a check keeps the empty text out of the key.
fn refuses_empty(table: &WallTable<'_>) -> bool {
    let Some(key) = key(table) else { return false };
    table.table.constraints.iter().any(|constraint| match &constraint.kind {
        ConstraintKind::Check { expression } => {
            let text = expression.sql();
            crate::expr::has_word(text, &|word| word == key.name) && (text.contains("''") || text.contains("length"))
        }
        _ => false,
    })
}
