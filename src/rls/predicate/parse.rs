//! Reading an expression: what an operand is made of.

use std::ops::{Deref, DerefMut};

use super::syntax::{Form, Node, Select};
use crate::expr::{Climb, Cursor, Infix, Token, TokenKind, power, string_value, tokens};

/// The tree of an expression. Nothing if it is written in a way that is not known as a whole.
pub(super) fn expression(sql: &str) -> Option<Node> {
    let tokens: Vec<Token> = tokens(sql).into_iter().filter(|token| !token.is_blank()).collect();
    let mut reader = Reader(Cursor::new(sql, &tokens));
    let root = reader.expression(0)?;
    reader.is_done().then_some(root)
}

/// The tree of a `SELECT` that is a whole text, with a semicolon or without.
pub(super) fn select(sql: &str) -> Option<Select> {
    let mut tokens: Vec<Token> = tokens(sql).into_iter().filter(|token| !token.is_blank()).collect();
    while tokens.last().is_some_and(|token| token.text(sql) == ";") {
        tokens.pop();
    }
    let mut reader = Reader(Cursor::new(sql, &tokens));
    let select = reader.select()?;
    reader.is_done().then_some(select)
}

pub(super) struct Reader<'a>(Cursor<'a>);

impl<'a> Deref for Reader<'a> {
    type Target = Cursor<'a>;

    fn deref(&self) -> &Cursor<'a> {
        &self.0
    }
}

impl<'a> DerefMut for Reader<'a> {
    fn deref_mut(&mut self) -> &mut Cursor<'a> {
        &mut self.0
    }
}

/// Words that are values without being names or calls.
const VALUES: [&str; 11] = [
    "current_user",
    "session_user",
    "user",
    "current_role",
    "current_schema",
    "current_catalog",
    "current_timestamp",
    "current_date",
    "current_time",
    "localtimestamp",
    "localtime",
];

impl<'a> Climb<'a> for Reader<'a> {
    type Node = Node;

    fn cursor(&mut self) -> &mut Cursor<'a> {
        &mut self.0
    }

    fn operand(&mut self) -> Option<Node> {
        let start = self.tokens.get(self.at)?.range.start;
        if self.take("not") {
            let inner = self.expression(power::NOT)?;
            return Some(self.node(start, Form::Not(Box::new(inner))));
        }
        if matches!(self.text(0), "-" | "+") {
            let sign = self.text(0);
            self.at += 1;
            let inner = self.expression(power::SIGN)?;
            let form = match inner.form {
                Form::Number(number) if sign == "-" => Form::Number(match number.strip_prefix('-') {
                    Some(positive) => positive.to_owned(),
                    None => format!("-{number}"),
                }),
                Form::Number(number) => Form::Number(number),
                _ => Form::Opaque,
            };
            return Some(self.node(start, form));
        }
        if self.take_prefix_operator() {
            self.expression(power::OTHER)?;
            return Some(self.node(start, Form::Opaque));
        }
        let mut node = self.primary(start)?;
        loop {
            if self.take("::") {
                let name = self.folded_type_name()?;
                node = self.node(start, Form::Cast(Box::new(node), name));
            } else if self.text(0) == "[" {
                self.skip_group()?;
                node = self.node(start, Form::Opaque);
            } else if self.text(0) == "." {
                self.at += 2;
                node = self.node(start, Form::Opaque);
            } else if self.take("collate") {
                // Another collation may take other texts for equal.
                self.name()?;
                node = self.node(start, Form::Opaque);
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
        self.after(left, infix, power)
    }
}

impl Reader<'_> {
    pub(super) fn node(&self, start: usize, form: Form) -> Node {
        Node { form, start, end: self.end() }
    }

    fn primary(&mut self, start: usize) -> Option<Node> {
        let token = self.tokens.get(self.at)?.clone();
        if self.text(0) == "(" {
            return self.group(start);
        }
        match token.kind {
            TokenKind::Number => {
                self.at += 1;
                Some(self.node(start, Form::Number(token.text(self.sql).to_owned())))
            }
            TokenKind::String | TokenKind::DollarString => {
                self.at += 1;
                let form = string_value(token.text(self.sql)).map_or(Form::Opaque, Form::Text);
                Some(self.node(start, form))
            }
            TokenKind::Parameter => {
                self.at += 1;
                let number = token.text(self.sql)[1..].parse().ok();
                Some(self.node(start, number.map_or(Form::Opaque, Form::Parameter)))
            }
            TokenKind::Ident | TokenKind::QuotedIdent => self.word(start),
            _ => None,
        }
    }

    /// What stands in parentheses: an expression, a sub-select, or a list, which is not looked into.
    fn group(&mut self, start: usize) -> Option<Node> {
        let open = self.at;
        self.at += 1;
        if self.is_one(0, &["select", "values", "with"]) {
            if let Some(select) = self.select().filter(|_| self.text(0) == ")") {
                self.at += 1;
                return Some(self.node(start, Form::Scalar(Box::new(select))));
            }
        } else if let Some(mut inner) = self.expression(0).filter(|_| self.text(0) == ")") {
            self.at += 1;
            (inner.start, inner.end) = (start, self.end());
            return Some(inner);
        }
        self.at = open;
        self.skip_group()?;
        Some(self.node(start, Form::Opaque))
    }

    fn word(&mut self, start: usize) -> Option<Node> {
        if self.take("case") {
            return self.case(start);
        }
        for (word, form) in [("true", Form::Bool(true)), ("false", Form::Bool(false)), ("null", Form::Null)] {
            if self.take(word) {
                return Some(self.node(start, form));
            }
        }
        if self.is(0, "exists") && self.text(1) == "(" {
            return self.in_group(1, start, |select| Form::Exists(Box::new(select)));
        }
        if self.is(0, "array") && self.text(1) == "[" {
            self.at += 2;
            let items = self.list("]")?;
            return Some(self.node(start, Form::Array(items)));
        }
        if self.is(0, "array") && self.text(1) == "(" {
            return self.in_group(1, start, |select| Form::ArraySelect(Box::new(select)));
        }
        if self.is(0, "cast") && self.text(1) == "(" {
            self.at += 2;
            let inner = self.expression(0)?;
            let name = if self.take("as") { self.folded_type_name()? } else { return None };
            return self.take(")").then(|| self.node(start, Form::Cast(Box::new(inner), name)));
        }
        if VALUES.iter().any(|word| self.is(0, word)) && self.text(1) != "." {
            let word = self.text(0).to_ascii_lowercase();
            self.at += 1;
            if self.text(0) == "(" {
                self.skip_group()?;
            }
            return Some(self.node(start, Form::Word(word)));
        }
        let name = self.name()?;
        if self.tokens.get(self.at).is_some_and(|t| t.kind == TokenKind::String) {
            // uuid '…'
            let text = string_value(self.text(0));
            let value = Node { form: text.map_or(Form::Opaque, Form::Text), start, end: start };
            self.at += 1;
            return Some(self.node(start, Form::Cast(Box::new(value), name.join("."))));
        }
        if self.text(0) != "(" {
            return Some(self.node(start, Form::Name(name)));
        }
        let open = self.at;
        self.at += 1;
        if let Some(arguments) = self.list(")").filter(|_| !self.is_one(0, &["over", "filter", "within"])) {
            return Some(self.node(start, Form::Call(name, arguments)));
        }
        self.at = open;
        self.skip_group()?;
        Some(self.node(start, Form::Opaque))
    }

    /// A sub-select in the parentheses that open `ahead`.
    pub(super) fn in_group(&mut self, ahead: usize, start: usize, form: impl FnOnce(Select) -> Form) -> Option<Node> {
        self.at += ahead;
        let open = self.at;
        self.at += 1;
        if let Some(select) = self.select().filter(|_| self.text(0) == ")") {
            self.at += 1;
            return Some(self.node(start, form(select)));
        }
        self.at = open;
        self.skip_group()?;
        Some(self.node(start, Form::Opaque))
    }

    fn case(&mut self, start: usize) -> Option<Node> {
        let of = if self.is(0, "when") { None } else { Some(Box::new(self.expression(0)?)) };
        let mut arms = Vec::new();
        while self.take("when") {
            let condition = self.expression(0)?;
            if !self.take("then") {
                return None;
            }
            arms.push((condition, self.expression(0)?));
        }
        let otherwise = if self.take("else") { Some(Box::new(self.expression(0)?)) } else { None };
        (self.take("end") && !arms.is_empty()).then(|| self.node(start, Form::Case(of, arms, otherwise)))
    }

    pub(super) fn list(&mut self, close: &str) -> Option<Vec<Node>> {
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

    /// A type's name, in lower case unless quoted, with its modifiers.
    fn folded_type_name(&mut self) -> Option<String> {
        let text = self.type_name()?;
        Some(if text.contains('"') { text.to_owned() } else { text.to_ascii_lowercase() })
    }
}
