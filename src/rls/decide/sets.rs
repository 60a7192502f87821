//! What depends on rows of other tables, or on roles: sets of keys, memberships, the row that a foreign key leads to.

use std::cell::RefCell;

use super::eval::{Evaluator, Parent, Row, tables_of};
use super::value::{Truth, Val};
use crate::rls::predicate::*;

impl Evaluator<'_, '_> {
    /// Whether a value is in a set. A set that is bound to the caller has the own key and no other; which other values it has
    /// is not known.
    pub(super) fn member(&self, of: &Scalar, set: &Set) -> Truth {
        let value = self.value(of);
        if value == Val::Error {
            return Truth::ERROR;
        }
        let name = match &set.source {
            Source::Helper(helper) => helper.name.clone(),
            Source::Query(query) => format!("a sub-select of {}", tables_of(query)),
            Source::Array(_) => {
                self.unknown("what an array holds is not looked into");
                return Truth::ANY;
            }
        };
        if set.binding() != Binding::Caller {
            self.unknown(format!("{name} is not known to be bound to who asks"));
            return Truth::ANY;
        }
        if !self.session.member {
            return Truth::FALSE;
        }
        let is_key = of.column().is_some_and(|column| self.keys.contains(&column.id));
        match value {
            Val::Known(None) => Truth::NULL,
            Val::Known(Some(value)) if is_key => Truth::of(value == self.own),
            _ => {
                self.unknown(format!("which rows {name} leads to depends on what is in it"));
                Truth::EITHER
            }
        }
    }

    pub(super) fn exists(&self, query: &Query) -> Truth {
        if let Some(found) = self.of_parent(query) {
            return found;
        }
        let name = tables_of(query);
        if query.binding() != Binding::Caller {
            self.unknown(format!("the sub-select of {name} is not known to be bound to who asks"));
            return Truth::EITHER.or_else(Truth::ERROR);
        }
        if !self.session.member {
            return Truth::FALSE;
        }
        let keys = query.correlations().into_iter().filter(|(_, column)| self.keys.contains(&column.id));
        let values: Vec<Val> = keys.map(|(_, column)| self.row.get(&column.id).cloned().unwrap_or(Val::Any)).collect();
        for value in &values {
            match value {
                Val::Known(None) => return Truth::FALSE,
                Val::Known(Some(value)) if value != self.own => return Truth::FALSE,
                _ => {}
            }
        }
        // Another condition on the membership, a role, may fail.
        let plain = query.conditions.len() == values.len() + 1 && !values.is_empty() && !query.more;
        if plain {
            return Truth::TRUE;
        }
        self.unknown(format!("the sub-select of {name} asks for more than who asks"));
        Truth::EITHER
    }

    /// A sub-select for the row that a foreign key leads to: its tenant is the row's.
    fn of_parent(&self, query: &Query) -> Option<Truth> {
        let parent = self.parent?;
        let leads = query.correlations().into_iter().any(|(_, column)| parent.columns.contains(&column.id));
        let [only] = query.tables.as_slice() else { return None };
        let (table, _) = self.wall.column_by_id(&parent.tenant)?;
        if !leads || only.id.as_ref() != Some(&table.table.id) {
            return None;
        }
        if parent.value.is_none() {
            return Some(Truth::FALSE);
        }
        let is_link = |condition: &&Predicate| match condition {
            Predicate::Compare { op: Op::Eq, left, right } => {
                let links = |inner: &Scalar, outer: &Scalar| {
                    inner.inner().is_some() && outer.column().is_some_and(|c| parent.columns.contains(&c.id))
                };
                links(left, right) || links(right, left)
            }
            _ => false,
        };
        let others = query.conditions.iter().filter(|condition| !is_link(condition));
        let start = if query.definer { Truth::TRUE } else { self.readable(parent) };
        let found = others.fold(start, |so_far, condition| so_far.and(self.truth(condition)));
        // No row is not NULL: it is none.
        let found = if found.may_be(Truth::NULL) { found.is(Truth::TRUE) } else { found };
        Some(if query.more { found.and(Truth::EITHER) } else { found })
    }

    /// Whether the role may read the row that the foreign key leads to: a sub-select is bound by policies as its caller is.
    fn readable(&self, parent: &Parent) -> Truth {
        let Some(above) = self.above else { return Truth::ANY };
        if !above.granted {
            return Truth::ERROR;
        }
        if above.open {
            return Truth::TRUE;
        }
        let row: Row = [(parent.tenant.clone(), Val::Known(parent.value.clone()))].into();
        let keys = [parent.tenant.clone()];
        let there =
            Evaluator { row: &row, keys: &keys, parent: None, above: None, reasons: RefCell::default(), ..*self };
        let any = above.permissive.iter().fold(Truth::FALSE, |so_far, clause| so_far.or(there.truth(clause)));
        let all = above.restrictive.iter().fold(any, |so_far, clause| so_far.and(there.truth(clause)));
        self.reasons.borrow_mut().append(&mut there.reasons.take());
        all
    }

    pub(super) fn has_role(&self, who: &Scalar, role: &str, how: &str) -> Truth {
        let role = self.wall.role_named(role);
        let (Scalar::CurrentUser, Some(role)) = (strip(who), role) else {
            self.unknown("a membership of roles is not known");
            return Truth::ANY;
        };
        let is_member = self.wall.can_set_role(self.role, role) || self.wall.has_privileges_of(self.role, role);
        match how {
            "member" => Truth::of(is_member),
            "usage" => Truth::of(self.wall.has_privileges_of(self.role, role)),
            "set" => Truth::of(self.wall.can_set_role(self.role, role)),
            _ => {
                self.unknown("a membership of roles is not known");
                Truth::ANY
            }
        }
    }
}

fn strip(scalar: &Scalar) -> &Scalar {
    match scalar {
        Scalar::Cast(of, _) | Scalar::Select(of) => strip(of),
        other => other,
    }
}
