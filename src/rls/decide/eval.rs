//! What a clause comes to in one case: a session and a row.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::value::{Class, Truth, Val};
use crate::catalog::{Id, Role};
use crate::rls::predicate::*;
use crate::rls::wall::Wall;

/// What the session of a case is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Settings by name, in lower case; `None` was never set.
    pub settings: BTreeMap<String, Option<String>>,
    /// What functions give that look the caller's key up, by their ids.
    pub looked_up: BTreeMap<Id, Option<String>>,
    /// True if the caller is a member of the own tenant: sets that are bound to the caller have the own key and no other.
    pub member: bool,
}

/// The row of a case, by column.
pub type Row = BTreeMap<Id, Val>;

/// What clauses are evaluated against.
pub(super) struct Evaluator<'e, 'a> {
    pub(super) wall: &'e Wall<'a>,
    pub(super) role: &'e Role,
    pub(super) session: &'e Session,
    pub(super) row: &'e Row,
    /// The columns whose value in a set of the caller's is decided: the tenant's and the owner's key.
    pub(super) keys: &'e [Id],
    /// The own key.
    pub(super) own: &'e str,
    /// The claims that are declared, by the setting that holds their document.
    pub(super) claims: &'e BTreeMap<String, BTreeSet<Vec<String>>>,
    /// The tenant of the row that a foreign key leads to, where the row has no tenant's key of its own.
    pub(super) parent: Option<&'e Parent>,
    /// What the policies of the table there demand of a row that is read, where there is such a table.
    pub(super) above: Option<&'e Above>,
    /// What was not known.
    pub(super) reasons: RefCell<BTreeSet<String>>,
}

/// The row that a foreign key of the row leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parent {
    /// The columns that lead there.
    pub(super) columns: Vec<Id>,
    /// The tenant column of the table there.
    pub(super) tenant: Id,
    /// Its value; `None` if the key leads nowhere.
    pub(super) value: Option<String>,
}

/// What it takes a role to read the rows that a foreign key leads to.
#[derive(Debug)]
pub(super) struct Above {
    /// True if the role may read the table at all.
    pub(super) granted: bool,
    /// True if row-level security does not bind it there.
    pub(super) open: bool,
    pub(super) permissive: Vec<Predicate>,
    pub(super) restrictive: Vec<Predicate>,
}

impl Evaluator<'_, '_> {
    pub(super) fn unknown(&self, reason: impl Into<String>) {
        self.reasons.borrow_mut().insert(reason.into());
    }

    pub(super) fn truth(&self, predicate: &Predicate) -> Truth {
        match predicate {
            Predicate::Constant(value) => value.map_or(Truth::NULL, Truth::of),
            Predicate::And(parts) => {
                let start = Truth::TRUE;
                parts.iter().fold(start, |so_far, part| so_far.and(self.truth(part)))
            }
            Predicate::Or(parts) => {
                let start = Truth::FALSE;
                parts.iter().fold(start, |so_far, part| so_far.or(self.truth(part)))
            }
            Predicate::Not(of) => self.truth(of).negate(),
            Predicate::Is { of, test, negated } => {
                let asked = match test {
                    Test::Null => Truth::NULL,
                    Test::True => Truth::TRUE,
                    Test::False => Truth::FALSE,
                };
                let found = self.truth(of).is(asked);
                if *negated { found.negate() } else { found }
            }
            Predicate::IsNull { of, negated } => {
                let found = match self.value(of) {
                    Val::Known(value) => Truth::of(value.is_none()),
                    Val::Some => Truth::FALSE,
                    Val::Any => Truth::EITHER.or_else(Truth::ERROR),
                    Val::Error => Truth::ERROR,
                };
                if *negated { found.negate() } else { found }
            }
            Predicate::Compare { op, left, right } => {
                let class = self.common(left, right);
                let (a, b) = (self.value(left), self.value(right));
                self.compare(op, class, &a, &b)
            }
            Predicate::Distinct { left, right, negated } => {
                let class = self.common(left, right);
                let found = match (self.value(left), self.value(right)) {
                    (Val::Error, _) | (_, Val::Error) => Truth::ERROR,
                    (Val::Known(None), Val::Known(None)) => Truth::FALSE,
                    (Val::Known(None), Val::Known(_) | Val::Some) | (Val::Known(_) | Val::Some, Val::Known(None)) => {
                        Truth::TRUE
                    }
                    (Val::Any, _) | (_, Val::Any) => Truth::EITHER.or_else(Truth::ERROR),
                    (a, b) => self.compare(&Op::Ne, class, &a, &b),
                };
                if *negated { found.negate() } else { found }
            }
            Predicate::Among { of, items, positive } => {
                let value = self.value(of);
                let mut found = Truth::FALSE;
                for item in items {
                    let class = self.common(of, item);
                    let item = self.value(item);
                    found = found.or(self.compare(&Op::Eq, class, &value, &item));
                }
                if *positive { found } else { found.negate() }
            }
            Predicate::Member { of, set, positive } => {
                let found = self.member(of, set);
                if *positive { found } else { found.negate() }
            }
            Predicate::Exists(query) => self.exists(query),
            Predicate::HasRole { who, role, how } => self.has_role(who, role, how),
            Predicate::Truth(of) => match self.value(of) {
                Val::Known(None) => Truth::NULL,
                Val::Known(Some(text)) => match Class::Boolean.cast(&text) {
                    Val::Known(Some(value)) => Truth::of(value == "true"),
                    _ => Truth::ERROR,
                },
                Val::Some => Truth::EITHER,
                Val::Any => Truth::ANY,
                Val::Error => Truth::ERROR,
            },
            Predicate::Opaque(opaque) => {
                self.unknown(format!("{} is not understood", opaque.text));
                Truth::ANY
            }
        }
    }

    fn compare(&self, op: &Op, class: Class<'_>, a: &Val, b: &Val) -> Truth {
        if *a == Val::Error || *b == Val::Error {
            return Truth::ERROR;
        }
        match (a, b) {
            (Val::Known(None), Val::Any) | (Val::Any, Val::Known(None)) => return Truth::NULL.or_else(Truth::ERROR),
            (Val::Known(None), _) | (_, Val::Known(None)) if !matches!(op, Op::Other(_)) => return Truth::NULL,
            (Val::Any, _) | (_, Val::Any) => return Truth::ANY,
            _ => {}
        }
        let (Val::Known(Some(a)), Val::Known(Some(b))) = (a, b) else { return Truth::EITHER };
        // A literal takes the other side's type.
        let (Val::Known(Some(a)), Val::Known(Some(b))) = (class.cast(a), class.cast(b)) else {
            return if class.is_exact() { Truth::ERROR } else { Truth::EITHER };
        };
        match op {
            Op::Eq if class.is_exact() => Truth::of(a == b),
            Op::Ne if class.is_exact() => Truth::of(a != b),
            Op::Other(other) => {
                self.unknown(format!("what {other} comes to is not looked into"));
                Truth::ANY
            }
            // The cases tell apart which values are equal, not which is the greater.
            _ => {
                self.unknown("the order of two values is not looked into");
                Truth::EITHER
            }
        }
    }

    pub(super) fn value(&self, scalar: &Scalar) -> Val {
        match scalar {
            Scalar::Null => Val::NULL,
            Scalar::Bool(value) => Val::text(value.to_string()),
            Scalar::Text(text) | Scalar::Number(text) => Val::text(text.clone()),
            Scalar::Column(column) => self.row.get(&column.id).cloned().unwrap_or(Val::Any),
            Scalar::Inner(column) => match self.parent {
                Some(parent) if parent.tenant == column.id => Val::Known(parent.value.clone()),
                _ => Val::Any,
            },
            Scalar::Setting { name, missing_ok } => match self.session.settings.get(name) {
                Some(Some(text)) => Val::text(text.clone()),
                Some(None) if *missing_ok => Val::NULL,
                Some(None) => Val::Error,
                None => {
                    self.unknown(format!("what the setting {name} holds is not known"));
                    Val::Any
                }
            },
            Scalar::CurrentUser => Val::text(self.role.name.clone()),
            Scalar::SessionUser => {
                self.unknown("who logged in (session_user) is not known");
                Val::Some
            }
            Scalar::NullIf(left, right) => {
                let class = self.common(left, right);
                let (a, b) = (self.value(left), self.value(right));
                let same = self.compare(&Op::Eq, class, &a, &b);
                match same {
                    Truth::TRUE => Val::NULL,
                    same if same.may_be(Truth::ERROR) && same == Truth::ERROR => Val::Error,
                    same if same.may_hold() => Val::Any,
                    _ => a,
                }
            }
            Scalar::Coalesce(items) => {
                for item in items {
                    match self.value(item) {
                        Val::Known(None) => {}
                        found => return found,
                    }
                }
                Val::NULL
            }
            Scalar::Cast(of, to) => {
                let class = self.class_named(to);
                match self.value(of) {
                    Val::Known(Some(text)) => match class.cast(&text) {
                        Val::Any => {
                            self.unknown(format!("values of the type {to} are not looked into"));
                            Val::Any
                        }
                        found => found,
                    },
                    // What is not known may be no value of the type.
                    Val::Some if !matches!(class, Class::Text) => Val::Any,
                    other => other,
                }
            }
            Scalar::Json { of, path, text } => self.json(of, path, *text),
            Scalar::Select(of) => self.value(of),
            Scalar::Condition(of) => {
                let truth = self.truth(of);
                match truth {
                    Truth::TRUE => Val::text("true"),
                    Truth::FALSE => Val::text("false"),
                    Truth::NULL => Val::NULL,
                    Truth::ERROR => Val::Error,
                    Truth::EITHER => Val::Some,
                    _ => Val::Any,
                }
            }
            Scalar::Case { arms, otherwise } => {
                for (when, then) in arms {
                    let truth = self.truth(when);
                    if truth.holds() {
                        return self.value(then);
                    }
                    if truth == Truth::ERROR {
                        return Val::Error;
                    }
                    if truth.may_hold() || truth.may_be(Truth::ERROR) {
                        return Val::Any;
                    }
                }
                self.value(otherwise)
            }
            Scalar::Helper(helper) => match (&helper.body, self.session.looked_up.get(&helper.routine)) {
                (Body::Scalar(of), _) => self.value(of),
                (_, Some(value)) => Val::Known(value.clone()),
                _ => {
                    self.unknown(format!("what {} gives is not known", helper.name));
                    Val::Any
                }
            },
            Scalar::Query(query) => {
                self.unknown(format!("what a sub-select of {} gives is not known", tables_of(query)));
                Val::Any
            }
            Scalar::Array(_) => Val::Some,
            Scalar::Opaque(opaque) => {
                self.unknown(format!("{} is not understood", opaque.text));
                Val::Any
            }
        }
    }

    fn json(&self, of: &Scalar, path: &[String], text: bool) -> Val {
        if let Some(setting) = of.context().and_then(|used| used.setting)
            && !self.claims.get(setting).is_some_and(|declared| declared.contains(path))
        {
            self.unknown(format!("the claim {} is none that says who asks", path.join(".")));
            return match self.value(of) {
                Val::Known(None) => Val::NULL,
                Val::Error => Val::Error,
                _ => Val::Any,
            };
        }
        let document = match self.value(of) {
            Val::Known(Some(document)) => document,
            Val::Some => return Val::Any,
            other => return other,
        };
        let Ok(document) = serde_json::from_str::<serde_json::Value>(&document) else { return Val::Error };
        let found = path.iter().try_fold(&document, |value, key| match value {
            serde_json::Value::Object(fields) => fields.get(key),
            serde_json::Value::Array(items) => key.parse::<usize>().ok().and_then(|at| items.get(at)),
            _ => None,
        });
        match found {
            None => Val::NULL,
            Some(serde_json::Value::Null) if text => Val::NULL,
            Some(serde_json::Value::String(value)) if text => Val::text(value.clone()),
            Some(value) => Val::text(value.to_string()),
        }
    }
}

/// The relations that a sub-select reads, by name.
pub(super) fn tables_of(query: &Query) -> String {
    let names: Vec<&str> = query.tables.iter().map(|table| table.name.as_str()).collect();
    if names.is_empty() { "rows".to_owned() } else { names.join(", ") }
}
