//! Of which type a value is, as far as that decides when two are the same.

use super::eval::Evaluator;
use super::value::Class;
use crate::catalog::{DataType, Id};
use crate::rls::predicate::Scalar;

impl Evaluator<'_, '_> {
    /// The kind of type in which two values are compared.
    pub(super) fn common(&self, left: &Scalar, right: &Scalar) -> Class<'_> {
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

    pub(super) fn class(&self, scalar: &Scalar) -> Class<'_> {
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

    pub(super) fn class_named(&self, name: &str) -> Class<'_> {
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
}
