//! What a clause comes to in one case: a session and a row.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::value::{Class, Truth, Val};
use crate::catalog::{DataType, Id, Role};
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
    fn unknown(&self, reason: impl Into<String>) {
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

    /// The kind of type in which two values are compared.
    fn common(&self, left: &Scalar, right: &Scalar) -> Class<'_> {
        match (self.class(left), self.class(right)) {
            (Class::Literal, Class::Literal) => Class::Text,
            (Class::Literal, class) | (class, Class::Literal) => match class {
                Class::Limited(_) => Class::Text,
                class => class,
            },
            (Class::Integer(a), Class::Integer(b)) => Class::Integer(a.max(b)),
            (Class::Text | Class::Limited(_), Class::Text | Class::Limited(_)) => Class::Text,
            (a, b) if a == b => a,
            _ => Class::Other,
        }
    }

    fn class(&self, scalar: &Scalar) -> Class<'_> {
        match scalar {
            Scalar::Column(column) => self.class_of(&column.id, &column.data_type),
            Scalar::Inner(column) => match self.wall.column_by_id(&column.id) {
                Some((_, found)) => self.class_of(&found.id, &found.data_type),
                None => Class::Other,
            },
            Scalar::Cast(_, to) => self.class_named(to),
            Scalar::Setting { .. } | Scalar::CurrentUser | Scalar::SessionUser => Class::Text,
            Scalar::Json { text, .. } => {
                if *text {
                    Class::Text
                } else {
                    Class::Json
                }
            }
            Scalar::Null | Scalar::Text(_) => Class::Literal,
            Scalar::Number(number) if number.parse::<i64>().is_ok() => Class::Integer(8),
            Scalar::Bool(_) | Scalar::Condition(_) => Class::Boolean,
            Scalar::Select(of) => self.class(of),
            Scalar::NullIf(left, right) => match self.class(left) {
                Class::Literal => self.class(right),
                class => class,
            },
            Scalar::Coalesce(items) => self.class_of_any(items.iter()),
            Scalar::Case { arms, otherwise } => {
                self.class_of_any(arms.iter().map(|(_, then)| then).chain([&**otherwise]))
            }
            Scalar::Helper(helper) => {
                let returns = self.wall.routine(&helper.routine).and_then(|routine| routine.returns.as_deref());
                returns.map_or(Class::Other, |returns| self.class_named(&returns.to_ascii_lowercase()))
            }
            Scalar::Query(query) => query.columns.first().map_or(Class::Other, |column| self.class(column)),
            Scalar::Number(_) | Scalar::Array(_) | Scalar::Opaque(_) => Class::Other,
        }
    }

    /// A column's kind; one with a collation of its own may take different texts for equal.
    fn class_of(&self, id: &Id, data_type: &DataType) -> Class<'_> {
        let collated = self.wall.column_by_id(id).is_some_and(|(_, c)| c.own_collation.is_some());
        if collated { Class::Other } else { Class::of(self.wall.catalog, data_type) }
    }

    fn class_named(&self, name: &str) -> Class<'_> {
        let class = Class::named(name);
        let own = || {
            let name = name.rsplit('.').next().unwrap_or(name).trim_matches('"');
            self.wall.catalog.enums.iter().find(|found| found.name == name)
        };
        match class {
            Class::Other => own().map_or(Class::Other, |found| Class::Enum(&found.labels)),
            class => class,
        }
    }

    fn class_of_any<'s>(&self, mut items: impl Iterator<Item = &'s Scalar>) -> Class<'_> {
        items.find_map(|item| Some(self.class(item)).filter(|class| *class != Class::Literal)).unwrap_or(Class::Literal)
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

    /// Whether a value is in a set. A set that is bound to the caller has the own key and no other; which other values it has
    /// is not known.
    fn member(&self, of: &Scalar, set: &Set) -> Truth {
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

    fn exists(&self, query: &Query) -> Truth {
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

    fn has_role(&self, who: &Scalar, role: &str, how: &str) -> Truth {
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

fn tables_of(query: &Query) -> String {
    let names: Vec<&str> = query.tables.iter().map(|table| table.name.as_str()).collect();
    if names.is_empty() { "rows".to_owned() } else { names.join(", ") }
}
