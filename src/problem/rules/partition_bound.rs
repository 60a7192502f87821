//! Partitions whose bound is none.

use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule. Source: the grammar of `CREATE TABLE … PARTITION OF` in PostgreSQL's documentation.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "partition-bound",
    level: Level::Error,
    title: "A partition's bound is not one.",
    why: "PostgreSQL refuses to attach it, and then nothing of the project can be run.",
};

const FORMS: [&str; 3] = ["FOR VALUES IN (", "FOR VALUES FROM (", "FOR VALUES WITH ("];

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for table in &view.catalog.tables {
        let Some(of) = &table.options.partition_of else { continue };
        if !is_bound(&of.bound) {
            let message = format!(
                "{} is no bound. Write FOR VALUES FROM ('2026-01-01') TO ('2027-01-01'), FOR VALUES IN ('eu'), FOR VALUES WITH (MODULUS 4, REMAINDER 0) or DEFAULT.",
                if of.bound.trim().is_empty() { "Nothing" } else { of.bound.trim() }
            );
            problems.push(RULE.at(&table.id, message).in_field("bound"));
        }
    }
}

fn is_bound(text: &str) -> bool {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase().replace("VALUES(", "VALUES (");
    text == "DEFAULT" || FORMS.iter().any(|form| text.starts_with(form) || text.starts_with(&form.replace(" (", "(")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds() {
        let check = |text: &str, expected: bool| assert_eq!(is_bound(text), expected, "{text}");
        check("FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')", true);
        check("for values  in('eu', NULL)", true);
        check("FOR VALUES WITH (modulus 4, remainder 0)", true);
        check("default", true);
        check("from 2025 to 2026", false);
        check("", false);
    }
}
