//! What clauses mention: columns, literals, settings, functions, and which of them are compared with which.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Id;
use crate::rls::predicate::{Binding, Body, Helper, Part, Predicate, Scalar};

/// What the clauses mention.
#[derive(Debug, Default)]
pub(super) struct Mentioned {
    pub(super) columns: BTreeSet<Id>,
    pub(super) literals: BTreeSet<String>,
    pub(super) settings: BTreeSet<String>,
    /// Literals that a setting is compared with.
    pub(super) of_settings: BTreeMap<String, BTreeSet<String>>,
    /// Settings and functions that the key is compared with.
    pub(super) with_key: BTreeSet<String>,
    /// By setting and keys within it: the other columns that it is compared with.
    pub(super) with_column: BTreeMap<(String, String), Id>,
    pub(super) looked_up: BTreeMap<Id, Helper>,
    pub(super) members: BTreeSet<String>,
}

impl Mentioned {
    pub(super) fn of(clauses: &[&Predicate], keys: &[Id]) -> Self {
        let mut found = Self::default();
        for clause in clauses {
            found.columns.extend(clause.columns().into_iter().cloned());
            found.settings.extend(clause.settings().into_iter().map(str::to_owned));
            clause.walk(&mut |part, _| found.part(part, keys));
        }
        found
    }

    fn part(&mut self, part: Part<'_>, keys: &[Id]) {
        match part {
            Part::Scalar(Scalar::Text(text) | Scalar::Number(text)) => {
                self.literals.insert(text.clone());
            }
            Part::Scalar(Scalar::Helper(helper))
                if !matches!(helper.body, Body::Scalar(_))
                    && (helper.binding() == Binding::Caller || !helper.reads.is_empty()) =>
            {
                self.looked_up.insert(helper.routine.clone(), helper.clone());
            }
            Part::Predicate(Predicate::Compare { left, right, .. } | Predicate::Distinct { left, right, .. }) => {
                self.pair(left, right, keys);
                self.pair(right, left, keys);
            }
            Part::Predicate(Predicate::Among { of, items, .. }) => {
                for item in items {
                    self.pair(of, item, keys);
                    self.pair(item, of, keys);
                }
            }
            Part::Predicate(Predicate::Member { set, .. }) if set.binding() == Binding::Caller => {
                self.members.insert(match &set.source {
                    crate::rls::predicate::Source::Helper(helper) => helper.name.clone(),
                    crate::rls::predicate::Source::Query(query) => rows_of(query),
                    crate::rls::predicate::Source::Array(_) => return,
                });
            }
            Part::Predicate(Predicate::Exists(query)) if query.binding() == Binding::Caller => {
                self.members.insert(rows_of(query));
            }
            _ => {}
        }
    }

    fn pair(&mut self, one: &Scalar, other: &Scalar, keys: &[Id]) {
        let Some(used) = one.context() else { return };
        let mut literal = other;
        while let Scalar::Cast(of, _) | Scalar::Select(of) = literal {
            literal = of;
        }
        if let (Some(setting), Scalar::Text(text) | Scalar::Number(text)) = (used.setting, literal)
            && used.path.is_empty()
        {
            self.of_settings.entry(setting.to_owned()).or_default().insert(text.clone());
        }
        let is_key = other.column().is_some_and(|column| keys.contains(&column.id))
            || other.inner().is_some_and(|column| keys.contains(&column.id));
        if let (Some(setting), Some(column), false) = (used.setting, other.column(), is_key) {
            self.with_column.entry((setting.to_owned(), used.path.join("."))).or_insert_with(|| column.id.clone());
        }
        if is_key {
            self.with_key.extend(used.setting.map(str::to_owned));
            self.with_key.extend(used.helper.map(|helper| helper.routine.as_str().to_owned()));
        }
    }
}

fn rows_of(query: &crate::rls::predicate::Query) -> String {
    let names: Vec<&str> = query.tables.iter().map(|table| table.name.as_str()).collect();
    format!("what {} says of the caller", names.join(", "))
}
