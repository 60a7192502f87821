//! Reading a check into a tree, operators by how tightly they bind.

use super::tree::{Form, Node};
use crate::expr::{Token, TokenKind, identifier};

/// Deeper nesting than a person writes.
const DEPTH: usize = 60;

/// The tree of a check; `names` says where it names columns. Nothing if it is written in a way that is not known.
pub(super) fn read(sql: &str, tokens: &[Token], names: &[(std::ops::Range<usize>, usize)]) -> Option<Node> {
    let mut reader = Reader { sql, tokens, at: 0, names, depth: 0 };
    let root = reader.expression(0)?;
    (reader.at == tokens.len()).then_some(root)
}

struct Reader<'a> {
    sql: &'a str,
    tokens: &'a [Token],
    at: usize,
    names: &'a [(std::ops::Range<usize>, usize)],
    depth: usize,
}

/// How tightly the operators bind, as in PostgreSQL's table of precedence.
mod power {
    pub(super) const OR: u8 = 1;
    pub(super) const AND: u8 = 2;
    pub(super) const NOT: u8 = 3;
    pub(super) const IS: u8 = 4;
    pub(super) const COMPARE: u8 = 5;
    pub(super) const RANGE: u8 = 6;
    pub(super) const OTHER: u8 = 7;
    pub(super) const SUM: u8 = 8;
    pub(super) const PRODUCT: u8 = 9;
}

impl Reader<'_> {
    fn text(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |t| t.text(self.sql))
    }

    fn is(&self, ahead: usize, word: &str) -> bool {
        let bare = self.tokens.get(self.at + ahead).is_some_and(|t| t.kind != TokenKind::QuotedIdent);
        bare && self.text(ahead).eq_ignore_ascii_case(word)
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.is(0, word);
        self.at += usize::from(found);
        found
    }

    /// The byte at which the last token taken ends.
    fn end(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |t| t.range.end)
    }

    fn node(&self, start: usize, form: Form) -> Node {
        Node { form, start, end: self.end() }
    }

    fn expression(&mut self, least: u8) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let mut left = self.prefix()?;
        while let Some(next) = self.infix(&left, least) {
            left = next?;
        }
        self.depth -= 1;
        Some(left)
    }

    fn prefix(&mut self) -> Option<Node> {
        let start = self.tokens.get(self.at)?.range.start;
        if self.take("not") {
            let inner = self.expression(power::NOT)?;
            return Some(self.node(start, Form::Not(Box::new(inner))));
        }
        if matches!(self.text(0), "-" | "+") {
            self.at += 1;
            let inner = self.expression(power::PRODUCT)?;
            let form = if matches!(inner.form, Form::Literal(_)) { Form::Literal(None) } else { Form::Opaque };
            return Some(self.node(start, form));
        }
        let mut node = self.primary(start)?;
        loop {
            if self.take("::") {
                let type_start = self.tokens.get(self.at)?.range.start;
                self.type_name()?;
                let name = self.sql[type_start..self.end()].to_owned();
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
                self.prefix()?;
                node = self.node(start, Form::Opaque);
            } else {
                return Some(node);
            }
        }
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
        let (open, depth) = (self.at, self.depth);
        self.at += 1;
        if let Some(arguments) = self.list(")") {
            return Some(self.node(start, Form::Call(name, arguments)));
        }
        (self.at, self.depth) = (open, depth);
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

    /// Whatever one pair of parentheses or brackets holds.
    fn skip_group(&mut self) -> Option<()> {
        let mut open = 0_usize;
        loop {
            match self.tokens.get(self.at)?.text(self.sql) {
                "(" | "[" => open += 1,
                ")" | "]" => open = open.checked_sub(1)?,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return Some(());
            }
        }
    }

    fn type_name(&mut self) -> Option<()> {
        self.at += 1;
        while self.text(0) == "." {
            self.at += 2;
        }
        loop {
            if self.text(0) == "(" || self.text(0) == "[" {
                self.skip_group()?;
            } else if ["varying", "precision", "with", "without", "time", "zone"].iter().any(|word| self.is(0, word)) {
                self.at += 1;
            } else {
                return Some(());
            }
        }
    }

    /// What follows an operand, if it binds tightly enough; `Some(None)` if it can't be read.
    fn infix(&mut self, left: &Node, least: u8) -> Option<Option<Node>> {
        let start = left.start;
        let left = Box::new(left.clone());
        if let Some((word, power)) = [("or", power::OR), ("and", power::AND)].into_iter().find(|(w, _)| self.is(0, w)) {
            if power <= least {
                return None;
            }
            self.at += 1;
            let Some(right) = self.expression(power) else { return Some(None) };
            let mut parts = Vec::new();
            for part in [*left, right] {
                match (word, part.form) {
                    ("or", Form::Or(inner)) | ("and", Form::And(inner)) => parts.extend(inner),
                    (_, form) => parts.push(Node { form, ..part }),
                }
            }
            return Some(Some(self.node(start, if word == "or" { Form::Or(parts) } else { Form::And(parts) })));
        }
        if self.is(0, "is") || self.is(0, "isnull") || self.is(0, "notnull") {
            return (power::IS > least).then(|| self.is_something(start, left));
        }
        let negated = usize::from(self.is(0, "not"));
        if ["between", "in", "like", "ilike", "similar"].iter().any(|word| self.is(negated, word)) {
            if power::RANGE <= least {
                return None;
            }
            self.at += negated;
            let node = self.in_range(start, left);
            return Some(node.map(|node| match negated {
                0 => node,
                _ => self.node(start, Form::Not(Box::new(node))),
            }));
        }
        let token = self.tokens.get(self.at).filter(|t| t.kind == TokenKind::Operator)?;
        let mut operator = token.text(self.sql).to_owned();
        let power = match operator.as_str() {
            "=" | "<" | ">" | "<=" | ">=" | "<>" | "!=" => power::COMPARE,
            "+" | "-" => power::SUM,
            "*" | "/" | "%" => power::PRODUCT,
            _ => power::OTHER,
        };
        if power <= least {
            return None;
        }
        self.at += 1;
        if operator == "!=" {
            operator = "<>".into();
        }
        if ["any", "some", "all"].iter().any(|word| self.is(0, word)) && self.text(1) == "(" {
            return Some(self.quantified(start, left, &operator));
        }
        Some(self.expression(power).map(|right| self.node(start, Form::Binary(operator, left, Box::new(right)))))
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
            let right = Box::new(self.expression(power::COMPARE)?);
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
            let low = Box::new(self.expression(power::RANGE)?);
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
