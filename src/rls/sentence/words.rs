//! Conditions and values in words.

use crate::rls::intent::{Context, Means};
use crate::rls::predicate::{self, ContextUse, Op, Predicate, Scalar, Source, Test};
use crate::rls::wall::Wall;

/// Words for conditions and values.
pub(super) struct Words<'w, 'a> {
    pub(super) wall: &'w Wall<'a>,
}

impl Words<'_, '_> {
    /// The rows for which a condition holds.
    pub(super) fn rows(&self, clause: &Predicate) -> String {
        match clause {
            Predicate::Constant(Some(true)) => "every row".to_owned(),
            Predicate::Constant(_) => "no row".to_owned(),
            Predicate::Compare { op: Op::Eq, left, right } => {
                let of = |column: &Scalar, value: &Scalar| {
                    let (column, used) = (column.column()?, value.context()?);
                    Some(match self.means(&used) {
                        Some(Means::Tenant) => format!("the rows of the tenant in {}", self.origin(&used)),
                        Some(Means::User) => format!("the rows of the user in {}", self.origin(&used)),
                        _ => format!("the rows whose {} is what {} says", column.name, self.origin(&used)),
                    })
                };
                of(left, right).or_else(|| of(right, left)).unwrap_or_else(|| self.where_(clause))
            }
            Predicate::Member { of, set, positive: true } => match of.column() {
                Some(column) => format!("the rows whose {} is among {}", column.name, self.set(&set.source)),
                None => self.where_(clause),
            },
            Predicate::IsNull { of, negated: false } => match of.column() {
                Some(column) => format!("the rows without a {}", column.name),
                None => self.where_(clause),
            },
            Predicate::Or(parts) => parts.iter().map(|part| self.rows(part)).collect::<Vec<_>>().join(" and "),
            Predicate::And(parts) => {
                let mut rest: Vec<&Predicate> = parts.iter().collect();
                let names_rows = |part: &&Predicate| matches!(part, Predicate::Compare { op: Op::Eq, left, right } if left.context().or(right.context()).is_some());
                let at = rest.iter().position(names_rows);
                let first = at.map(|at| rest.remove(at));
                let rest: Vec<String> = rest.iter().map(|part| self.condition(part)).collect();
                match first {
                    Some(first) => format!("{} where {}", self.rows(first), rest.join(" and ")),
                    None => format!("the rows where {}", rest.join(" and ")),
                }
            }
            _ => self.where_(clause),
        }
    }

    fn where_(&self, clause: &Predicate) -> String {
        format!("the rows where {}", self.condition(clause))
    }

    fn means(&self, used: &ContextUse<'_>) -> Option<Means> {
        let setting = used.setting?;
        let path = used.path.join(".");
        let is = |context: &&Context| match context {
            Context::Setting { setting: own, .. } => own.eq_ignore_ascii_case(setting) && path.is_empty(),
            Context::Claim { claims, path: own, .. } => claims.eq_ignore_ascii_case(setting) && *own == path,
        };
        self.wall.intent.context.iter().find(is).map(Context::means)
    }

    fn origin(&self, used: &ContextUse<'_>) -> String {
        match (used.setting, used.helper) {
            (Some(setting), _) if used.path.is_empty() => setting.to_owned(),
            (Some(setting), _) => format!("{} of {setting}", used.path.join(".")),
            (None, Some(helper)) => helper.name.clone(),
            (None, None) => "the session".to_owned(),
        }
    }

    fn set(&self, source: &Source) -> String {
        match source {
            Source::Helper(helper) => format!("those of {}", helper.name),
            Source::Query(query) => {
                let names: Vec<&str> = query.tables.iter().map(|table| table.name.as_str()).collect();
                format!("the caller's in {}", names.join(", "))
            }
            Source::Array(value) => self.value(value),
        }
    }

    /// A condition, as what follows "where".
    pub(super) fn condition(&self, clause: &Predicate) -> String {
        match clause {
            Predicate::Constant(value) => value.map_or("NULL".to_owned(), |value| value.to_string()),
            Predicate::And(parts) => self.joined(parts, " and "),
            Predicate::Or(parts) => format!("({})", self.joined(parts, " or ")),
            Predicate::Not(of) => format!("not {}", self.condition(of)),
            Predicate::Compare { op, left, right } => {
                let word = match op {
                    Op::Eq => "is",
                    Op::Ne => "is not",
                    Op::Lt => "is below",
                    Op::Le => "is at most",
                    Op::Gt => "is above",
                    Op::Ge => "is at least",
                    Op::Other(other) => other,
                };
                format!("{} {word} {}", self.value(left), self.value(right))
            }
            Predicate::Distinct { left, right, negated } => {
                format!("{} {} {}", self.value(left), if *negated { "is" } else { "is not" }, self.value(right))
            }
            Predicate::IsNull { of, negated } => {
                format!("{} is {}NULL", self.value(of), if *negated { "not " } else { "" })
            }
            Predicate::Is { of, test, negated } => {
                let test = match test {
                    Test::Null => "unknown",
                    Test::True => "true",
                    Test::False => "false",
                };
                format!("{} is {}{test}", self.condition(of), if *negated { "not " } else { "" })
            }
            Predicate::Among { of, items, positive } => {
                let items: Vec<String> = items.iter().map(|item| self.value(item)).collect();
                format!("{} is {} {}", self.value(of), if *positive { "one of" } else { "none of" }, items.join(", "))
            }
            Predicate::Member { of, set, positive } => {
                let word = if *positive { "is among" } else { "is not among" };
                format!("{} {word} {}", self.value(of), self.set(&set.source))
            }
            Predicate::Exists(query) => {
                let names: Vec<&str> = query.tables.iter().map(|table| table.name.as_str()).collect();
                let whose = if query.binding() == predicate::Binding::Caller { " of the caller" } else { "" };
                format!("{} has a row{whose} for it", names.join(", "))
            }
            Predicate::HasRole { role, .. } => format!("the role is a member of {role}"),
            Predicate::Truth(of) => format!("{} is true", self.value(of)),
            Predicate::Opaque(opaque) => opaque.text.clone(),
        }
    }

    fn joined(&self, parts: &[Predicate], word: &str) -> String {
        parts.iter().map(|part| self.condition(part)).collect::<Vec<_>>().join(word)
    }

    fn value(&self, scalar: &Scalar) -> String {
        if let Some(used) = scalar.context() {
            return match self.means(&used) {
                Some(Means::Tenant) => format!("the tenant in {}", self.origin(&used)),
                Some(Means::User) => format!("the user in {}", self.origin(&used)),
                _ => format!("what {} says", self.origin(&used)),
            };
        }
        match scalar {
            Scalar::Null => "NULL".to_owned(),
            Scalar::Bool(value) => value.to_string(),
            Scalar::Text(text) => crate::sql::quote::literal(text),
            Scalar::Number(number) => number.clone(),
            Scalar::Column(column) => column.name.clone(),
            Scalar::Inner(column) => format!("{}.{}", column.alias, column.name),
            Scalar::CurrentUser => "the role".to_owned(),
            Scalar::SessionUser => "who logged in".to_owned(),
            Scalar::Cast(of, _) | Scalar::Select(of) => self.value(of),
            Scalar::NullIf(of, _) => self.value(of),
            Scalar::Coalesce(items) => items.iter().map(|item| self.value(item)).collect::<Vec<_>>().join(" or else "),
            Scalar::Helper(helper) => match &helper.body {
                predicate::Body::Scalar(of) => self.value(of),
                _ => format!("what {} gives", helper.name),
            },
            Scalar::Condition(of) => self.condition(of),
            Scalar::Query(query) => {
                let names: Vec<&str> = query.tables.iter().map(|table| table.name.as_str()).collect();
                format!("what {} says", names.join(", "))
            }
            Scalar::Opaque(opaque) => opaque.text.clone(),
            Scalar::Setting { name, .. } => format!("what {name} says"),
            Scalar::Json { .. } | Scalar::Array(_) | Scalar::Case { .. } => "something computed".to_owned(),
        }
    }
}
