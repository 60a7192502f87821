//! What sort of value a part of a check has, and values beside it.

use super::demand::Solution;
use super::tree::{Form, Node, Tree};
use crate::prove::seed::kind::Kind;

/// What sort of value a part has, as far as making another one greater or less needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Number,
    Date,
    Moment,
    Span,
    Text,
    Other,
}

impl Solution<'_> {
    /// A value in the wanted relation to another one.
    pub(super) fn beside(&mut self, value: String, operator: &str, class: Class) -> String {
        let sign = match operator {
            "=" => return value,
            "<" | "<=" => "-",
            _ => "+",
        };
        let wide = self.variation % 5 == 4;
        let step = self.pick(if wide { 40 } else { 8 });
        if step == 0 && matches!(operator, "<=" | ">=") {
            return value;
        }
        let numbers = ["1", "2", "0.1", "5", "10", "0.01", "100", "37"];
        let spans = ["1 hour", "2 hours", "30 minutes", "6 hours", "12 hours", "45 minutes", "1 minute", "1 second"];
        match class {
            Class::Number => {
                let step = numbers.get(step).map_or(step.to_string(), |n| (*n).to_owned());
                format!("(({value}) {sign} {step})")
            }
            Class::Date => format!("(({value})::date {sign} {})", step + 1),
            Class::Moment | Class::Span => {
                let step = spans.get(step).map_or(format!("{step} days"), |span| (*span).to_owned());
                format!("(({value}) {sign} interval '{step}')")
            }
            Class::Text if sign == "+" => format!("(({value})::text || '{}')", &"abcdefghijkl"[..1 + step % 12]),
            Class::Text => format!("left(({value})::text, -1)"),
            Class::Other => value,
        }
    }

    pub(super) fn class(&self, tree: &Tree, node: &Node) -> Class {
        match &node.form {
            Form::Column(column) => class_of(&self.plan.columns[*column].kind),
            Form::Cast(_, name) => class_of(&Kind::builtin(name)),
            Form::Literal(Some(_)) => Class::Other,
            Form::Literal(None) => Class::Number,
            Form::Binary(operator, left, right) => {
                match (operator.as_str(), self.class(tree, left), self.class(tree, right)) {
                    ("->>" | "||", ..) => Class::Text,
                    ("-", Class::Date, Class::Date) => Class::Number,
                    ("-", Class::Moment, Class::Moment) => Class::Span,
                    (_, Class::Date | Class::Moment, Class::Span) => Class::Moment,
                    (_, Class::Other, right) => right,
                    (_, left, _) => left,
                }
            }
            Form::Call(name, arguments) => match name.as_str() {
                "length" | "char_length" | "character_length" | "octet_length" | "cardinality" | "array_length"
                | "jsonb_array_length" | "date_part" | "mod" => Class::Number,
                "now" | "clock_timestamp" => Class::Moment,
                "date_trunc" => arguments.get(1).map_or(Class::Moment, |a| self.class(tree, a)),
                _ => arguments.first().map_or(Class::Other, |a| self.class(tree, a)),
            },
            Form::Opaque => {
                let text = tree.sql[node.start..node.end].to_ascii_lowercase();
                match text.trim_matches(['(', ')']) {
                    "current_date" => Class::Date,
                    "current_timestamp" | "localtimestamp" => Class::Moment,
                    text if text.starts_with("interval") => Class::Span,
                    text if text.starts_with("extract") => Class::Number,
                    _ => Class::Other,
                }
            }
            _ => Class::Other,
        }
    }
}

fn class_of(kind: &Kind) -> Class {
    match kind {
        Kind::Int(_) | Kind::Numeric(..) | Kind::Float => Class::Number,
        Kind::Date => Class::Date,
        Kind::Timestamp(_) | Kind::Time(_) => Class::Moment,
        Kind::Interval => Class::Span,
        Kind::Text(_) => Class::Text,
        _ => Class::Other,
    }
}
