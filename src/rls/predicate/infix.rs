//! What follows an operand: `AND`, `IS NULL`, `IN (…)`, operators.

use super::parse::Reader;
use super::syntax::{Form, Node, SetForm, Test};
use crate::expr::{Climb, Infix, power};

impl Reader<'_> {
    /// What follows an operand; nothing if it can't be read.
    pub(super) fn after(&mut self, left: Node, infix: Infix, power: u8) -> Option<Node> {
        let start = left.start;
        match infix {
            Infix::Or | Infix::And => self.joined(left, power),
            Infix::Is => self.is_something(start, Box::new(left)),
            Infix::Range { negated } => self.in_range(start, Box::new(left), !negated),
            Infix::Operator(operator) => {
                let left = Box::new(left);
                if self.is_one(0, &["any", "some", "all"]) && self.text(1) == "(" {
                    return self.quantified(start, left, &operator);
                }
                let right = self.expression(power)?;
                Some(self.node(start, Form::Binary(operator, left, Box::new(right))))
            }
        }
    }

    fn joined(&mut self, left: Node, power: u8) -> Option<Node> {
        let start = left.start;
        let right = self.expression(power)?;
        let mut parts = Vec::new();
        for part in [left, right] {
            match (power == power::OR, part.form) {
                (true, Form::Or(inner)) | (false, Form::And(inner)) => parts.extend(inner),
                (_, form) => parts.push(Node { form, ..part }),
            }
        }
        Some(self.node(start, if power == power::OR { Form::Or(parts) } else { Form::And(parts) }))
    }

    fn is_something(&mut self, start: usize, left: Box<Node>) -> Option<Node> {
        if self.take("isnull") {
            return Some(self.node(start, Form::Is(left, Test::Null, false)));
        }
        if self.take("notnull") {
            return Some(self.node(start, Form::Is(left, Test::Null, true)));
        }
        self.at += 1;
        let negated = self.take("not");
        if self.take("distinct") {
            self.take("from");
            let right = Box::new(self.expression(power::IS)?);
            return Some(self.node(start, Form::Distinct(left, right, !negated)));
        }
        let tests = [("null", Test::Null), ("unknown", Test::Null), ("true", Test::True), ("false", Test::False)];
        let (_, test) = tests.into_iter().find(|(word, _)| self.is(0, word))?;
        self.at += 1;
        Some(self.node(start, Form::Is(left, test, negated)))
    }

    fn in_range(&mut self, start: usize, left: Box<Node>, positive: bool) -> Option<Node> {
        let negate = |reader: &Self, form: Form| {
            let node = reader.node(start, form);
            if positive { node } else { reader.node(start, Form::Not(Box::new(node))) }
        };
        if self.take("between") {
            let symmetric = self.take("symmetric");
            // Up to AND, so that even a comparison is the bound.
            let low = Box::new(self.expression(power::IS)?);
            if !self.take("and") {
                return None;
            }
            let high = Box::new(self.expression(power::RANGE)?);
            if symmetric {
                return Some(self.node(start, Form::Opaque));
            }
            let part = |operator: &str, bound| Node {
                form: Form::Binary(operator.into(), left.clone(), bound),
                start: left.start,
                end: left.end,
            };
            let form = Form::And(vec![part(">=", low), part("<=", high)]);
            return Some(negate(self, form));
        }
        if self.take("in") {
            if self.text(0) == "(" && self.is_one(1, &["select", "values", "with"]) {
                let node =
                    self.in_group(0, start, |select| Form::InSelect(left, Box::new(select), SetForm::In, positive));
                return node;
            }
            if !self.take("(") {
                return None;
            }
            let items = self.list(")")?;
            return Some(self.node(start, Form::In(left, items, positive)));
        }
        let operator = if self.take("similar") {
            self.take("to");
            "similar to"
        } else if self.take("ilike") {
            "~~*"
        } else {
            self.at += 1;
            "~~"
        };
        let right = Box::new(self.expression(power::RANGE)?);
        if self.take("escape") {
            self.expression(power::RANGE)?;
            return Some(self.node(start, Form::Opaque));
        }
        Some(negate(self, Form::Binary(operator.into(), left, right)))
    }

    /// `= ANY (…)` and `<> ALL (…)` of a list, an array or a sub-select; other operators are not looked into.
    fn quantified(&mut self, start: usize, left: Box<Node>, operator: &str) -> Option<Node> {
        let all = self.is(0, "all");
        self.at += 1;
        let positive = match (operator, all) {
            ("=", false) => true,
            ("<>", true) => false,
            _ => {
                self.skip_group()?;
                return Some(self.node(start, Form::Opaque));
            }
        };
        if self.is_one(1, &["select", "values", "with"]) {
            let form = |select| Form::InSelect(left, Box::new(select), SetForm::In, positive);
            return self.in_group(0, start, form);
        }
        self.at += 1;
        let array = self.expression(0)?;
        if !self.take(")") {
            return None;
        }
        let mut inner = array.clone();
        while let Form::Cast(of, _) = inner.form {
            inner = *of;
        }
        let form = match inner.form {
            Form::Array(items) => Form::In(left, items, positive),
            // (SELECT ARRAY(SELECT …)) is the same rows.
            Form::ArraySelect(select) => Form::InSelect(left, select, SetForm::Array, positive),
            Form::Text(text) => match list_of(&text) {
                Some(items) => Form::In(left, items, positive),
                None => Form::Opaque,
            },
            _ => Form::InArray(left, Box::new(array), positive),
        };
        Some(self.node(start, form))
    }
}

/// The elements of an array as text, where nothing in it is quoted or nested.
fn list_of(text: &str) -> Option<Vec<Node>> {
    let inner = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    if inner.contains(['{', '"', '\\']) {
        return None;
    }
    let item = |text: &str| {
        let text = text.trim();
        let form = if text.eq_ignore_ascii_case("null") { Form::Null } else { Form::Text(text.to_owned()) };
        Node { form, start: 0, end: 0 }
    };
    Some(if inner.trim().is_empty() { Vec::new() } else { inner.split(',').map(item).collect() })
}
