//! Indexes that their method can't be.

use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "index-method",
    level: Level::Error,
    title: "An index asks of its method what the method can't do.",
    why: "Only B-tree indexes are unique and sorted; hash and SP-GiST indexes have one column; not every method stores further columns.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for entity in view.design.entities.values() {
        for index in &entity.table.indexes {
            let method = index.method.as_str();
            let mut refuse = |field, message: String| {
                problems.push(RULE.at(entity.id(), message).on(&index.id).in_field(field));
            };
            if method.is_empty() {
                refuse("method", "The index has no method. Choose one, such as btree.".to_owned());
            }
            if index.unique && known(method) && method != "btree" {
                refuse("unique", format!("A {method} index can't be unique. Make it a btree index, or not unique."));
            }
            if index.keys.len() > 1 && matches!(method, "hash" | "spgist") {
                refuse(
                    "keys",
                    format!("A {method} index has one column. Remove the others, or make it a btree index."),
                );
            }
            if !index.include.is_empty() && matches!(method, "hash" | "gin" | "brin") {
                refuse("include", format!("A {method} index stores no further columns. Remove them."));
            }
            let sorted = index.keys.iter().any(|key| key.descending || key.nulls_first.is_some());
            if sorted && known(method) && method != "btree" {
                refuse("keys", format!("A {method} index has no order. Remove DESC and NULLS FIRST or LAST."));
            }
        }
    }
}

/// True for PostgreSQL's own methods; what an extension's can do is not known here.
fn known(method: &str) -> bool {
    matches!(method, "btree" | "hash" | "gin" | "gist" | "brin" | "spgist")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn by_method() {
        let with = |method: &'static str, change: fn(&mut crate::catalog::Index)| {
            move |d: &mut crate::design::Design| {
                add_index(d, "lower(status)", None);
                if let Some(index) = orders(d).table.indexes.last_mut() {
                    index.method = method.to_owned();
                    change(index);
                }
            }
        };
        check_rule(&RULE, with("btree", |i| i.unique = true), &[]);
        check_rule(&RULE, with("hash", |i| i.unique = true), &["hash index can't be unique"]);
        check_rule(&RULE, with("bloom", |i| i.unique = true), &[]);
        check_rule(&RULE, with("hash", |i| i.keys.push(i.keys[0].clone())), &["hash index has one column"]);
        check_rule(&RULE, with("gin", |i| i.keys.push(i.keys[0].clone())), &[]);
        check_rule(&RULE, with("gin", |i| i.keys[0].descending = true), &["gin index has no order"]);
        check_rule(&RULE, with("", |_| {}), &["has no method"]);
    }
}
