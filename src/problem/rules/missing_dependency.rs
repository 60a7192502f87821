//! Views, functions and their like that stand on what is gone.

use crate::catalog::{Id, Set};
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "missing-dependency",
    level: Level::Error,
    title: "A view, a function or its like stands on something that is not in the project.",
    why: "PostgreSQL would refuse to make it. What stands on what is PostgreSQL's own record of when it was read.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    let catalog = view.catalog;
    if catalog.objects.is_empty() {
        return;
    }
    let tables = catalog.tables.iter().flat_map(|table| {
        std::iter::once(&table.id)
            .chain(table.columns.iter().map(|c| &c.id))
            .chain(table.constraints.iter().map(|c| &c.id))
            .chain(table.indexes.iter().map(|i| &i.id))
            .chain(table.policies.iter().map(|p| &p.id))
    });
    let known: Set<&Id> = tables
        .chain(catalog.schemas.iter().map(|s| &s.id))
        .chain(catalog.roles.iter().map(|r| &r.id))
        .chain(catalog.sequences.iter().map(|s| &s.id))
        .chain(catalog.objects.iter().map(|o| &o.id))
        .chain(catalog.enums.iter().flat_map(|e| std::iter::once(&e.id).chain(e.labels.iter().map(|l| &l.id))))
        .collect();
    for object in &catalog.objects {
        let on = catalog.dependencies.get(&object.id).into_iter().flatten().chain(&object.relation);
        if on.into_iter().any(|id| !known.contains(id)) {
            let message = format!(
                "The {} {} stands on something that is no longer in the project. Give it another definition, or remove it.",
                object.kind, object.identity
            );
            problems.push(RULE.at(&object.id, message).in_field("definition"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::catalog::Object;
    use crate::design::Design;
    use crate::problem::testing::*;

    fn add_view(design: &mut Design, on: &str) {
        let object = Object {
            id: Id::new("v"),
            kind: "view".into(),
            schema: None,
            relation: None,
            name: "v".into(),
            identity: "public.v".into(),
            definition: "CREATE VIEW public.v AS SELECT 1".into(),
            replaces: None,
            updates: Vec::new(),
            settings: Vec::new(),
            shape: None,
            owner: None,
            comment: None,
            grants: Vec::new(),
        };
        design.rest.objects.push(object);
        design.rest.dependencies.insert(Id::new("v"), BTreeSet::from([Id::new(on)]));
    }

    #[test]
    fn what_is_gone_is_missed() {
        check_rule(&RULE, |d| add_view(d, "nowhere"), &["The view public.v stands on something"]);
        check_rule(&RULE, |d| add_view(d, "public"), &[]);
    }
}
