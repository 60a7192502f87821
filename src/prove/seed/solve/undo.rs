//! Making an operator or a function have a value, by one of its operands.

use super::demand::Solution;
use super::tree::{Form, Node, Tree};
use crate::prove::seed::kind::Kind;
use crate::sql::quote;

impl<'a> Solution<'a> {
    /// Makes a part have a value, given in SQL.
    pub(super) fn target(&mut self, tree: &Tree, node: &Node, value: String) {
        match &node.form {
            Form::Column(column) => self.assign(*column, value),
            Form::Cast(inner, _) => self.target(tree, inner, value),
            Form::Binary(operator, left, right) => self.undo(tree, operator, left, right, value),
            Form::Call(name, arguments) => self.undo_call(tree, name, arguments, value),
            _ => {}
        }
    }

    /// Makes an operator's result have a value, by one of its operands.
    fn undo(&mut self, tree: &Tree, operator: &str, left: &Node, right: &Node, value: String) {
        if matches!(operator, "->" | "->>") {
            if let Some(key) = right.string() {
                let value = if operator == "->" { format!("to_jsonb({value})") } else { value };
                self.put(left, key, value);
            }
            return;
        }
        let by_left =
            self.has_open(tree, left) && !(self.has_open(tree, right) && matches!(right.form, Form::Column(_)));
        let (hit, other) = if by_left { (left, right) } else { (right, left) };
        self.ensure_all(tree, other);
        let known = self.render(tree, other);
        let value = match (operator, by_left) {
            ("+", _) => format!("(({value}) - ({known}))"),
            ("-", true) => format!("(({value}) + ({known}))"),
            ("-", false) => format!("(({known}) - ({value}))"),
            ("*", _) => format!("(({value}) / NULLIF({known}, 0))"),
            ("/", true) => format!("(({value}) * ({known}))"),
            ("/", false) => format!("(({known}) / NULLIF({value}, 0))"),
            ("%", true) => {
                let times = 1 + self.pick(40);
                format!("(({value}) + {times} * ({known}))")
            }
            ("||", true) => format!("left({value}, -length({known}))"),
            ("||", false) => format!("substr({value}, 1 + length({known}))"),
            _ => return,
        };
        self.target(tree, hit, value);
    }

    fn undo_call(&mut self, tree: &Tree, name: &str, arguments: &[Node], value: String) {
        let Some(first) = arguments.first() else { return };
        let value = match name {
            "lower" | "upper" | "trim" | "btrim" | "ltrim" | "rtrim" | "initcap" | "abs" | "coalesce" | "nullif"
            | "round" | "floor" | "ceil" | "ceiling" | "trunc" | "normalize" | "greatest" | "least" | "to_jsonb"
            | "unaccent" => value,
            "date_trunc" => match arguments.get(1) {
                Some(second) => return self.target(tree, second, value),
                None => return,
            },
            "length" | "char_length" | "character_length" | "octet_length" => match self.column_kind(first) {
                Some(Kind::Bytes) => format!("decode(repeat('0a', ({value})::int), 'hex')"),
                Some(Kind::Bits(..)) => return,
                _ => {
                    let letter = char::from(b'a' + (self.variation % 26) as u8);
                    format!("repeat('{letter}', ({value})::int)")
                }
            },
            "mod" => match arguments.get(1) {
                Some(divisor) => {
                    let times = 1 + self.pick(40);
                    format!("(({value}) + {times} * ({}))", self.render(tree, divisor))
                }
                None => return,
            },
            "cardinality" | "array_length" => match self.column_kind(first) {
                Some(Kind::Array(element)) => {
                    let element = quote::literal(&element.nth(self.variation));
                    format!("array_fill({element}::text, ARRAY[({value})::int])")
                }
                _ => return,
            },
            "jsonb_array_length" | "json_array_length" => {
                format!("(SELECT coalesce(jsonb_agg(n), '[]') FROM generate_series(1, ({value})::int) AS n)")
            }
            "jsonb_typeof" | "json_typeof" => format!(
                "(CASE {value} WHEN 'object' THEN '{{\"a\": {{}}}}' WHEN 'array' THEN '[{0}]' WHEN 'string' THEN '\"a{0}\"' \
                 WHEN 'boolean' THEN 'true' WHEN 'null' THEN 'null' ELSE '{0}' END)",
                self.variation
            ),
            _ => return,
        };
        self.target(tree, first, value);
    }

    pub(super) fn column_kind(&self, node: &Node) -> Option<&'a Kind> {
        match &node.form {
            Form::Column(column) => Some(&self.plan.columns[*column].kind),
            Form::Cast(inner, _) => self.column_kind(inner),
            _ => None,
        }
    }
}
