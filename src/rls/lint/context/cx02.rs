//! CX02: a setting that is there and empty.
//!
//! A setting of one's own that was made with SET LOCAL is an empty text once its transaction has ended, not NULL; no type but
//! text has a value for that.

use super::super::mend;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::predicate::{Part, Scalar};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "CX02",
    level: Level::Warning,
    title: "A policy casts a session setting without NULLIF.",
    why: "After a transaction that used SET LOCAL the setting is an empty text: the next query of a pooled session without a tenant fails with 22P02.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.wall.tables() {
        for read in &scope.reading(table).policies {
            let mut cast: Option<(&str, &str)> = None;
            for (_, clause) in read.clauses() {
                clause.walk(&mut |part, _| {
                    if let Part::Scalar(Scalar::Cast(of, to)) = part
                        && let Some(name) = raw_setting(of)
                        && !is_text(to)
                    {
                        cast = Some((name, to));
                    }
                });
            }
            let Some((setting, to)) = cast else { continue };
            let message = format!(
                "The policy {} of {} casts {setting} to {to} as it is: once a transaction that set it has ended it is an \
                 empty text, which is no {to}. Put NULLIF(…, '') around it before it is cast.",
                read.policy.name,
                table.name()
            );
            let sql = mend::nullif(table, read.policy);
            out.push(RULE.at_policy(table, read.policy, message).mended_if("Take an empty setting for none", sql));
        }
    }
}

/// The setting that a value is, nothing but sub-selects and casts to text around it.
pub(in crate::rls::lint) fn raw_setting(scalar: &Scalar) -> Option<&str> {
    match scalar {
        Scalar::Setting { name, .. } => Some(name),
        Scalar::Select(of) => raw_setting(of),
        Scalar::Cast(of, to) if is_text(to) => raw_setting(of),
        _ => None,
    }
}

/// True for the types that any text is a value of.
pub(in crate::rls::lint) fn is_text(data_type: &str) -> bool {
    let name = data_type.trim_start_matches("pg_catalog.");
    name == "text" || name == "name" || name.starts_with("character varying") || name.starts_with("varchar")
}
