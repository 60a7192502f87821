//! What lint, attack and decision ask of a clause: which columns and settings are in it, how a value of the session was
//! taken, whether a sub-select is bound to the caller.

use std::collections::BTreeSet;

use super::tree::*;
use crate::catalog::Id;

/// A part of a clause.
#[derive(Clone, Copy, Debug)]
pub enum Part<'p> {
    /// A condition.
    Predicate(&'p Predicate),
    /// A value.
    Scalar(&'p Scalar),
    /// A sub-select with relations.
    Query(&'p Query),
}

/// Where a part stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// In a scalar sub-select or the array of one: computed once for a statement, not once for a row.
    pub once: bool,
    /// In a function's body.
    pub in_helper: bool,
    /// In a sub-select with relations.
    pub in_query: bool,
}

/// A value of the session, and how it was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContextUse<'p> {
    /// The setting that holds it; `None` if a function looks it up in a table or in a way that is not understood.
    pub setting: Option<&'p str>,
    /// The keys that lead to it, if the setting holds a JSON document.
    pub path: Vec<&'p str>,
    /// True if a setting that was never set is NULL, and no error.
    pub missing_ok: bool,
    /// True if an empty text counts as NULL: `NULLIF(…, '')`.
    pub nullif: bool,
    /// The type it is cast to, if that is not text.
    pub cast: Option<&'p str>,
    /// True if it stands in a scalar sub-select.
    pub once: bool,
    /// True if something takes its place when it is NULL: `COALESCE`.
    pub coalesced: bool,
    /// The function of the catalog that gives it, the outermost.
    pub helper: Option<&'p Helper>,
}

/// Whether a set of rows depends on who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// One of the conditions that must hold compares with a value of the session.
    Caller,
    /// None does.
    Unbound,
    /// It is not understood.
    Unknown,
}

impl Predicate {
    /// Goes through all parts, those of functions' bodies and sub-selects among them, from the outside in.
    pub fn walk<'p>(&'p self, seen: &mut dyn FnMut(Part<'p>, Place)) {
        walk_predicate(self, Place::default(), seen);
    }

    /// The columns of the row that are in it, by id.
    pub fn columns(&self) -> BTreeSet<&Id> {
        let mut found = BTreeSet::new();
        self.walk(&mut |part, _| {
            if let Part::Scalar(Scalar::Column(column)) = part {
                found.insert(&column.id);
            }
        });
        found
    }

    /// The settings that it reads, those of functions' bodies among them.
    pub fn settings(&self) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        self.walk(&mut |part, _| match part {
            Part::Scalar(Scalar::Setting { name, .. }) => {
                found.insert(name.as_str());
            }
            Part::Scalar(Scalar::Helper(helper)) => found.extend(helper.reads.iter().map(String::as_str)),
            Part::Predicate(Predicate::Member { set: Set { source: Source::Helper(helper), .. }, .. }) => {
                found.extend(helper.reads.iter().map(String::as_str));
            }
            _ => {}
        });
        found
    }

    /// The tables that its sub-selects read, those of functions' bodies among them.
    pub fn tables(&self) -> BTreeSet<&Id> {
        let mut found = BTreeSet::new();
        self.walk(&mut |part, _| {
            if let Part::Query(query) = part {
                found.extend(query.tables.iter().filter_map(|table| table.id.as_ref()));
            }
        });
        found
    }

    /// The functions of the catalog that it calls, by id.
    pub fn routines(&self) -> BTreeSet<&Id> {
        let mut found = BTreeSet::new();
        self.walk(&mut |part, _| match part {
            Part::Scalar(Scalar::Helper(helper)) => {
                found.insert(&helper.routine);
            }
            Part::Predicate(Predicate::Member { set: Set { source: Source::Helper(helper), .. }, .. }) => {
                found.insert(&helper.routine);
            }
            _ => {}
        });
        found
    }

    /// The texts in it that are not understood.
    pub fn opaque(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.walk(&mut |part, _| match part {
            Part::Predicate(Predicate::Opaque(opaque)) | Part::Scalar(Scalar::Opaque(opaque)) => {
                found.push(opaque.text.as_str());
            }
            _ => {}
        });
        found
    }
}

impl Scalar {
    /// The column of the row that this is, casts aside.
    pub fn column(&self) -> Option<&RowColumn> {
        match self {
            Self::Column(column) => Some(column),
            Self::Cast(of, _) => of.column(),
            _ => None,
        }
    }

    /// The column of a sub-select's relation that this is, casts aside.
    pub fn inner(&self) -> Option<&InnerColumn> {
        match self {
            Self::Inner(column) => Some(column),
            Self::Cast(of, _) => of.inner(),
            _ => None,
        }
    }

    /// The value of the session that this is, whatever is around it.
    pub fn context(&self) -> Option<ContextUse<'_>> {
        match self {
            Self::Setting { name, missing_ok } => {
                Some(ContextUse { setting: Some(name), missing_ok: *missing_ok, ..ContextUse::default() })
            }
            Self::Cast(of, to) => {
                let of = of.context()?;
                let plain = matches!(to.as_str(), "text" | "character varying" | "varchar" | "json" | "jsonb");
                let cast = if plain { of.cast } else { Some(to.as_str()) };
                Some(ContextUse { cast, ..of })
            }
            Self::NullIf(of, nothing) => {
                let empty = matches!(&**nothing, Self::Text(text) if text.is_empty())
                    || matches!(&**nothing, Self::Cast(of, _) if matches!(&**of, Self::Text(text) if text.is_empty()));
                let of = of.context()?;
                Some(ContextUse { nullif: of.nullif || empty, ..of })
            }
            Self::Coalesce(items) => {
                let of = items.first()?.context()?;
                Some(ContextUse { coalesced: true, ..of })
            }
            Self::Json { of, path, .. } => {
                let mut of = of.context()?;
                of.path.extend(path.iter().map(String::as_str));
                Some(of)
            }
            Self::Select(of) => Some(ContextUse { once: true, ..of.context()? }),
            Self::Helper(helper) => match &helper.body {
                Body::Scalar(of) => Some(ContextUse { helper: Some(helper), ..of.context()? }),
                Body::Query(_) | Body::Unknown => {
                    let known = helper.binding() == Binding::Caller || !helper.reads.is_empty();
                    let setting = match helper.reads.as_slice() {
                        [only] if helper.body == Body::Unknown => Some(only.as_str()),
                        _ => None,
                    };
                    known.then(|| ContextUse {
                        helper: Some(helper),
                        setting,
                        missing_ok: true,
                        ..ContextUse::default()
                    })
                }
            },
            _ => None,
        }
    }

    /// True if it depends on who asks: a value of the session, the role's name, a sub-select bound to the caller.
    pub fn is_of_caller(&self) -> bool {
        match self {
            Self::CurrentUser | Self::SessionUser => true,
            Self::Cast(of, _) | Self::Select(of) => of.is_of_caller(),
            Self::Query(query) => query.binding() == Binding::Caller,
            _ => self.context().is_some(),
        }
    }
}

impl Helper {
    /// Whether what it gives depends on who asks.
    pub fn binding(&self) -> Binding {
        match &self.body {
            Body::Query(query) => query.binding(),
            Body::Scalar(value) if value.is_of_caller() => Binding::Caller,
            Body::Scalar(value) if matches!(**value, Scalar::Text(_) | Scalar::Number(_) | Scalar::Null) => {
                Binding::Unbound
            }
            Body::Scalar(_) | Body::Unknown => Binding::Unknown,
        }
    }
}

impl Set {
    /// Whether which values are in it depends on who asks.
    pub fn binding(&self) -> Binding {
        match &self.source {
            Source::Helper(helper) => helper.binding(),
            Source::Query(query) => query.binding(),
            Source::Array(value) if value.is_of_caller() => Binding::Caller,
            Source::Array(_) => Binding::Unknown,
        }
    }
}

impl Query {
    /// Whether its rows depend on who asks.
    pub fn binding(&self) -> Binding {
        let found: Vec<Binding> = self.conditions.iter().map(binding_of).collect();
        if found.contains(&Binding::Caller) {
            Binding::Caller
        } else if self.more || found.contains(&Binding::Unknown) {
            Binding::Unknown
        } else {
            Binding::Unbound
        }
    }

    /// Which of its columns equal which columns of the row.
    pub fn correlations(&self) -> Vec<(&InnerColumn, &RowColumn)> {
        let pair = |condition| match condition {
            &Predicate::Compare { op: Op::Eq, ref left, ref right } => match (left.inner(), right.column()) {
                (Some(inner), Some(column)) => Some((inner, column)),
                _ => Some((right.inner()?, left.column()?)),
            },
            _ => None,
        };
        self.conditions.iter().filter_map(pair).collect()
    }
}

/// Whether a condition on the rows of a sub-select binds them to the caller.
fn binding_of(condition: &Predicate) -> Binding {
    match condition {
        Predicate::Compare { op: Op::Eq, left, right } => {
            let binds = |column: &Scalar, value: &Scalar| column.inner().is_some() && value.is_of_caller();
            match binds(left, right) || binds(right, left) {
                true => Binding::Caller,
                false => Binding::Unbound,
            }
        }
        Predicate::Among { of, items, positive: true } if of.inner().is_some() && !items.is_empty() => {
            match items.iter().all(Scalar::is_of_caller) {
                true => Binding::Caller,
                false => Binding::Unbound,
            }
        }
        Predicate::Member { of, set, positive: true } if of.inner().is_some() => set.binding(),
        Predicate::Exists(query) => query.binding(),
        Predicate::And(parts) => {
            let found: Vec<Binding> = parts.iter().map(binding_of).collect();
            let first = [Binding::Caller, Binding::Unknown].into_iter().find(|binding| found.contains(binding));
            first.unwrap_or(Binding::Unbound)
        }
        Predicate::Or(parts) => {
            let found: Vec<Binding> = parts.iter().map(binding_of).collect();
            let first = [Binding::Unbound, Binding::Unknown].into_iter().find(|binding| found.contains(binding));
            first.unwrap_or(Binding::Caller)
        }
        Predicate::Opaque(_) | Predicate::Truth(Scalar::Helper(_) | Scalar::Opaque(_)) => Binding::Unknown,
        _ => Binding::Unbound,
    }
}

fn walk_predicate<'p>(predicate: &'p Predicate, place: Place, seen: &mut dyn FnMut(Part<'p>, Place)) {
    seen(Part::Predicate(predicate), place);
    match predicate {
        Predicate::Constant(_) | Predicate::Opaque(_) => {}
        Predicate::And(parts) | Predicate::Or(parts) => parts.iter().for_each(|part| walk_predicate(part, place, seen)),
        Predicate::Not(of) | Predicate::Is { of, .. } => walk_predicate(of, place, seen),
        Predicate::Compare { left, right, .. } | Predicate::Distinct { left, right, .. } => {
            walk_scalar(left, place, seen);
            walk_scalar(right, place, seen);
        }
        Predicate::IsNull { of, .. } | Predicate::Truth(of) | Predicate::HasRole { who: of, .. } => {
            walk_scalar(of, place, seen);
        }
        Predicate::Among { of, items, .. } => {
            walk_scalar(of, place, seen);
            items.iter().for_each(|item| walk_scalar(item, place, seen));
        }
        Predicate::Member { of, set, .. } => {
            walk_scalar(of, place, seen);
            let once = Place { once: true, ..place };
            match &set.source {
                Source::Helper(helper) => walk_helper(helper, once, seen),
                Source::Query(query) => walk_query(query, once, seen),
                Source::Array(value) => walk_scalar(value, place, seen),
            }
        }
        Predicate::Exists(query) => walk_query(query, place, seen),
    }
}

fn walk_scalar<'p>(scalar: &'p Scalar, place: Place, seen: &mut dyn FnMut(Part<'p>, Place)) {
    seen(Part::Scalar(scalar), place);
    match scalar {
        Scalar::NullIf(left, right) => {
            walk_scalar(left, place, seen);
            walk_scalar(right, place, seen);
        }
        Scalar::Coalesce(items) | Scalar::Array(items) => items.iter().for_each(|item| walk_scalar(item, place, seen)),
        Scalar::Cast(of, _) | Scalar::Json { of, .. } => walk_scalar(of, place, seen),
        Scalar::Select(of) => walk_scalar(of, Place { once: true, ..place }, seen),
        Scalar::Query(query) => walk_query(query, place, seen),
        Scalar::Helper(helper) => walk_helper(helper, place, seen),
        Scalar::Case { arms, otherwise } => {
            for (when, then) in arms {
                walk_predicate(when, place, seen);
                walk_scalar(then, place, seen);
            }
            walk_scalar(otherwise, place, seen);
        }
        Scalar::Condition(of) => walk_predicate(of, place, seen),
        _ => {}
    }
}

fn walk_helper<'p>(helper: &'p Helper, place: Place, seen: &mut dyn FnMut(Part<'p>, Place)) {
    helper.arguments.iter().for_each(|argument| walk_scalar(argument, place, seen));
    let inside = Place { in_helper: true, ..place };
    match &helper.body {
        Body::Scalar(value) => walk_scalar(value, inside, seen),
        Body::Query(query) => walk_query(query, inside, seen),
        Body::Unknown => {}
    }
}

fn walk_query<'p>(query: &'p Query, place: Place, seen: &mut dyn FnMut(Part<'p>, Place)) {
    let inside = Place { in_query: true, ..place };
    seen(Part::Query(query), place);
    query.columns.iter().for_each(|column| walk_scalar(column, inside, seen));
    query.conditions.iter().for_each(|condition| walk_predicate(condition, inside, seen));
}
