//! PF03: a column that is changed before it is compared.
//!
//! <https://www.postgresql.org/docs/current/indexes-expressional.html>: an index on a column serves the column, not an
//! expression over it.

use super::super::parts::each_part;
use super::super::reading::Asker;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::scope::key;
use crate::catalog::DataType;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::predicate::{Op, Predicate, Scalar};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PF03",
    level: Level::Warning,
    title: "A policy casts or wraps the tenant's key before it compares it.",
    why: "The index on the column does not serve the expression: every query reads the whole table.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled() {
        let Some(key) = key(table) else { continue };
        // A setting is text, and text is no enum: there is no other way to compare the two.
        if matches!(key.data_type, DataType::Defined { .. }) {
            continue;
        }
        let asker = Asker::new(scope, table);
        for read in &scope.reading(table).policies {
            let mut wrapped = false;
            for (_, clause) in read.clauses() {
                each_part(clause, &mut |part| {
                    if let Predicate::Compare { op: Op::Eq | Op::Other(_), left, right } = part {
                        let is = |scalar: &Scalar| changes(scalar, &key.data_type, &key.id);
                        wrapped |= (is(left) && asker.is_caller(right)) || (is(right) && asker.is_caller(left));
                    }
                });
            }
            if wrapped {
                let message = format!(
                    "The policy {} of {} changes {} before it compares it, so that no index serves it. Cast what the session \
                     says instead.",
                    read.policy.name,
                    table.name(),
                    key.name
                );
                out.push(RULE.at_policy(table, read.policy, message));
            }
        }
    }
}

/// True if a value is a column with something around it that is not its own type.
fn changes(scalar: &Scalar, own: &DataType, id: &crate::catalog::Id) -> bool {
    match scalar {
        Scalar::Cast(of, to) => {
            let is_it = matches!(&**of, Scalar::Column(column) if column.id == *id);
            // character varying is compared as text.
            let same = DataType::builtin(to) == *own || (super::super::context::cx02::is_text(to) && is_textual(own));
            is_it && !same
        }
        Scalar::Helper(helper) => {
            helper.arguments.iter().any(|argument| argument.column().is_some_and(|column| column.id == *id))
        }
        _ => false,
    }
}

fn is_textual(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Builtin(name) if name == "text" || name.starts_with("character"))
}
