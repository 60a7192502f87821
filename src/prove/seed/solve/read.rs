//! Reading a check into a tree.

use std::ops::{Deref, DerefMut};

use super::tree::{Form, Node};
use crate::expr::{Climb, Cursor, Infix, Token, TokenKind, identifier, power};

/// The tree of a check; `names` says where it names columns. Nothing if it is written in a way that is not known.
pub(super) fn read(sql: &str, tokens: &[Token], names: &[(std::ops::Range<usize>, usize)]) -> Option<Node> {
    let mut reader = Reader { cursor: Cursor::new(sql, tokens), names };
    let root = reader.expression(0)?;
    reader.is_done().then_some(root)
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    names: &'a [(std::ops::Range<usize>, usize)],
}

impl<'a> Deref for Reader<'a> {
    type Target = Cursor<'a>;

    fn deref(&self) -> &Cursor<'a> {
        &self.cursor
    }
}

impl<'a> DerefMut for Reader<'a> {
    fn deref_mut(&mut self) -> &mut Cursor<'a> {
        &mut self.cursor
    }
}

impl<'a> Climb<'a> for Reader<'a> {
    type Node = Node;

    fn cursor(&mut self) -> &mut Cursor<'a> {
        &mut self.cursor
    }

    fn operand(&mut self) -> Option<Node> {
        let start = self.tokens.get(self.at)?.range.start;
        if self.take("not") {
            let inner = self.expression(power::NOT)?;
            return Some(self.node(start, Form::Not(Box::new(inner))));
        }
        if matches!(self.text(0), "-" | "+") {
            self.at += 1;
            let inner = self.expression(power::SIGN)?;
            let form = if matches!(inner.form, Form::Literal(_)) { Form::Literal(None) } else { Form::Opaque };
            return Some(self.node(start, form));
        }
        if self.take_prefix_operator() {
            self.expression(power::OTHER)?;
            return Some(self.node(start, Form::Opaque));
        }
        let mut node = self.primary(start)?;
        loop {
            if self.take("::") {
                let name = self.type_name()?.to_owned();
                node = self.node(start, Form::Cast(Box::new(node), name));
            } else if self.text(0) == "[" {
                self.skip_group()?;
                node = self.node(start, Form::Opaque);
            } else if self.text(0) == "." {
                self.at += 2;
                node = self.node(start, Form::Opaque);
            } else if self.take("collate") {
                self.at += 1;
                while self.take(".") {
                    self.at += 1;
                }
                node.end = self.end();
            } else if self.is(0, "at") && self.is(1, "time") {
                self.at += 3;
                self.operand()?;
                node = self.node(start, Form::Opaque);
            } else {
                return Some(node);
            }
        }
    }

    fn follow(&mut self, left: Node, infix: Infix, power: u8) -> Option<Node> {
        let start = left.start;
        match infix {
            Infix::Or | Infix::And => self.joined(left, infix == Infix::Or, power),
            Infix::Is => self.is_something(start, Box::new(left)),
            Infix::Range { negated } => {
                let node = self.in_range(start, Box::new(left))?;
                Some(if negated { self.node(start, Form::Not(Box::new(node))) } else { node })
            }
            Infix::Operator(operator) => {
                let left = Box::new(left);
                if self.is_one(0, &["any", "some", "all"]) && self.text(1) == "(" {
                    return self.quantified(start, left, &operator);
                }
                let right = Box::new(self.expression(power)?);
                Some(self.node(start, Form::Binary(operator, left, right)))
            }
        }
    }
}

impl Reader<'_> {
    fn node(&self, start: usize, form: Form) -> Node {
        Node { form, start, end: self.end() }
    }

    fn primary(&mut self, start: usize) -> Option<Node> {
        let token = self.tokens.get(self.at)?.clone();
        if let Some((range, column)) = self.names.iter().find(|(range, _)| range.start == token.range.start) {
            while self.tokens.get(self.at).is_some_and(|t| t.range.end <= range.end) {
                self.at += 1;
            }
            return Some(self.node(start, Form::Column(*column)));
        }
        if self.text(0) == "(" {
            let open = self.at;
            self.at += 1;
            let inner = self.expression(0);
            if let Some(mut inner) = inner.filter(|_| self.take(")")) {
                (inner.start, inner.end) = (start, self.end());
                return Some(inner);
            }
            self.at = open;
            self.skip_group()?;
            return Some(self.node(start, Form::Opaque));
        }
        match token.kind {
            TokenKind::Number => {
                self.at += 1;
                Some(self.node(start, Form::Literal(None)))
            }
            TokenKind::String | TokenKind::DollarString => {
                self.at += 1;
                let text = crate::expr::string_value(token.text(self.sql));
                Some(self.node(start, Form::Literal(text)))
            }
            TokenKind::Ident | TokenKind::QuotedIdent => self.word(start),
            _ => None,
        }
    }

    fn word(&mut self, start: usize) -> Option<Node> {
        if self.take("case") {
            return self.case(start);
        }
        if ["true", "false", "null"].iter().any(|word| self.is(0, word)) {
            self.at += 1;
            return Some(self.node(start, Form::Literal(None)));
        }
        if self.is(0, "array") && self.text(1) == "[" {
            self.at += 2;
            let items = self.list("]")?;
            return Some(self.node(start, Form::Call("array".into(), items)));
        }
        let mut name = identifier(self.text(0))?;
        self.at += 1;
        while self.text(0) == "." {
            name = identifier(self.text(1))?;
            self.at += 2;
        }
        if self.tokens.get(self.at).is_some_and(|t| t.kind == TokenKind::String) {
            // date '2024-01-01'
            self.at += 1;
            return Some(self.node(start, Form::Opaque));
        }
        if self.text(0) != "(" {
            return Some(self.node(start, Form::Opaque));
        }
        let open = self.at;
        self.at += 1;
        if let Some(arguments) = self.list(")") {
            return Some(self.node(start, Form::Call(name, arguments)));
        }
        self.at = open;
        self.skip_group()?;
        Some(self.node(start, Form::Opaque))
    }

    fn case(&mut self, start: usize) -> Option<Node> {
        let mut arms = Vec::new();
        while self.take("when") {
            let condition = self.expression(0)?;
            if !self.take("then") {
                return None;
            }
            arms.push((condition, self.expression(0)?));
        }
        let otherwise = if self.take("else") { Some(Box::new(self.expression(0)?)) } else { None };
        (self.take("end") && !arms.is_empty()).then(|| self.node(start, Form::Case(arms, otherwise)))
    }

    fn list(&mut self, close: &str) -> Option<Vec<Node>> {
        let mut items = Vec::new();
        if self.take(close) {
            return Some(items);
        }
        loop {
            items.push(self.expression(0)?);
            if self.take(close) {
                return Some(items);
            }
            if !self.take(",") {
                return None;
            }
        }
    }

    fn joined(&mut self, left: Node, is_or: bool, power: u8) -> Option<Node> {
        let start = left.start;
        let right = self.expression(power)?;
        let mut parts = Vec::new();
        for part in [left, right] {
            match (is_or, part.form) {
                (true, Form::Or(inner)) | (false, Form::And(inner)) => parts.extend(inner),
                (_, form) => parts.push(Node { form, ..part }),
            }
        }
        Some(self.node(start, if is_or { Form::Or(parts) } else { Form::And(parts) }))
    }

    fn is_something(&mut self, start: usize, left: Box<Node>) -> Option<Node> {
        if self.take("isnull") {
            return Some(self.node(start, Form::Null(left, true)));
        }
        if self.take("notnull") {
            return Some(self.node(start, Form::Null(left, false)));
        }
        self.at += 1;
        let negated = self.take("not");
        if self.take("null") {
            return Some(self.node(start, Form::Null(left, !negated)));
        }
        if self.take("distinct") && self.take("from") {
            let right = Box::new(self.expression(power::IS)?);
            let operator = if negated { "=" } else { "<>" };
            return Some(self.node(start, Form::Binary(operator.into(), left, right)));
        }
        let truth = if self.take("true") { true } else { self.take("false").then_some(false)? };
        match truth != negated {
            true => Some(self.node(start, left.form)),
            false => Some(self.node(start, Form::Not(left))),
        }
    }

    fn in_range(&mut self, start: usize, left: Box<Node>) -> Option<Node> {
        if self.take("between") {
            self.take("symmetric");
            // Up to AND, so that even a comparison is the bound.
            let low = Box::new(self.expression(power::IS)?);
            if !self.take("and") {
                return None;
            }
            let high = Box::new(self.expression(power::RANGE)?);
            let part = |operator: &str, bound| Node {
                form: Form::Binary(operator.into(), left.clone(), bound),
                start: left.start,
                end: left.end,
            };
            let parts = vec![part(">=", low), part("<=", high)];
            return Some(self.node(start, Form::And(parts)));
        }
        if self.take("in") {
            if !self.take("(") {
                return None;
            }
            let items = self.list(")")?;
            return Some(self.node(start, Form::In(left, items, true)));
        }
        let operator = if self.take("similar") {
            self.take("to");
            "similar"
        } else {
            self.at += 1;
            "~~"
        };
        let right = Box::new(self.expression(power::RANGE)?);
        if self.take("escape") {
            self.expression(power::RANGE)?;
        }
        Some(self.node(start, Form::Binary(operator.into(), left, right)))
    }

    /// `= ANY (ARRAY[…])`, `= ANY ('{…}')` and `<> ALL (…)`.
    fn quantified(&mut self, start: usize, left: Box<Node>, operator: &str) -> Option<Node> {
        let all = self.is(0, "all");
        self.at += 2;
        let mut array = self.expression(0)?;
        if !self.take(")") {
            return None;
        }
        while let Form::Cast(inner, _) = array.form {
            array = *inner;
        }
        let is_in = match (operator, all) {
            ("=", false) => true,
            ("<>", true) => false,
            _ => return Some(self.node(start, Form::Opaque)),
        };
        match array.form {
            Form::Call(name, items) if name == "array" => Some(self.node(start, Form::In(left, items, is_in))),
            Form::Literal(Some(text)) => {
                let inner = text.trim_start_matches('{').trim_end_matches('}');
                let item = |text: &str| Node {
                    form: Form::Literal(Some(text.trim_matches('"').to_owned())),
                    start: 0,
                    end: 0,
                };
                Some(self.node(start, Form::In(left, inner.split(',').map(item).collect(), is_in)))
            }
            _ => Some(self.node(start, Form::Opaque)),
        }
    }
}
