//! Operators by how tightly they bind: the one loop, and the one table, for whoever reads an expression into a tree of its
//! own. <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-PRECEDENCE>

use super::token::{Token, TokenKind, identifier};

/// Deeper nesting than a person writes.
const DEPTH: usize = 80;

/// How tightly operators bind, as in PostgreSQL's table of precedence.
pub mod power {
    /// `OR`
    pub const OR: u8 = 1;
    /// `AND`
    pub const AND: u8 = 2;
    /// `NOT` before an operand.
    pub const NOT: u8 = 3;
    /// `IS`, `ISNULL`, `NOTNULL`
    pub const IS: u8 = 4;
    /// `=`, `<` and their like.
    pub const COMPARE: u8 = 5;
    /// `BETWEEN`, `IN`, `LIKE`, `ILIKE`, `SIMILAR TO`
    pub const RANGE: u8 = 6;
    /// Every operator that is not named here, and every one that is written `OPERATOR(…)`.
    pub const OTHER: u8 = 7;
    /// `+` and `-` between operands.
    pub const SUM: u8 = 8;
    /// `*`, `/`, `%`
    pub const PRODUCT: u8 = 9;
    /// `^`
    pub const EXPONENT: u8 = 10;
    /// `+` and `-` before an operand.
    pub const SIGN: u8 = 11;
}

/// What stands between two operands, or after one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Infix {
    /// `OR`
    Or,
    /// `AND`
    And,
    /// `IS …`, `ISNULL`, `NOTNULL`; the word is not taken yet.
    Is,
    /// `BETWEEN`, `IN`, `LIKE`, `ILIKE`, `SIMILAR`; that word is not taken yet, a `NOT` before it is.
    Range {
        /// True if `NOT` stands before it.
        negated: bool,
    },
    /// An operator; `!=` is `<>`.
    Operator(String),
}

/// A place in the tokens of a text, blanks left out.
pub struct Cursor<'a> {
    /// The text.
    pub sql: &'a str,
    /// Its tokens.
    pub tokens: &'a [Token],
    /// The token that is next.
    pub at: usize,
    depth: usize,
}

impl<'a> Cursor<'a> {
    /// The first token of a text.
    pub fn new(sql: &'a str, tokens: &'a [Token]) -> Self {
        Self { sql, tokens, at: 0, depth: 0 }
    }

    /// True if nothing is left.
    pub fn is_done(&self) -> bool {
        self.at == self.tokens.len()
    }

    /// The text of a token to come; empty behind the last.
    pub fn text(&self, ahead: usize) -> &'a str {
        self.tokens.get(self.at + ahead).map_or("", |t| t.text(self.sql))
    }

    /// True if a token to come is this word, or sign; a quoted name is none.
    pub fn is(&self, ahead: usize, word: &str) -> bool {
        let token = self.tokens.get(self.at + ahead);
        let bare = token.is_some_and(|t| !matches!(t.kind, TokenKind::QuotedIdent | TokenKind::String));
        bare && self.text(ahead).eq_ignore_ascii_case(word)
    }

    /// True if a token to come is one of these words.
    pub fn is_one(&self, ahead: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(ahead, word))
    }

    /// Takes a word if it is next.
    pub fn take(&mut self, word: &str) -> bool {
        let found = self.is(0, word);
        self.at += usize::from(found);
        found
    }

    /// True if a token to come is a name or a keyword.
    pub fn is_name(&self, ahead: usize) -> bool {
        let token = self.tokens.get(self.at + ahead);
        token.is_some_and(|t| matches!(t.kind, TokenKind::Ident | TokenKind::QuotedIdent))
    }

    /// The byte at which the last token taken ends.
    pub fn end(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |t| t.range.end)
    }

    /// Takes a name with its qualifiers.
    pub fn name(&mut self) -> Option<Vec<String>> {
        let mut name = vec![identifier(self.text(0))?];
        self.at += 1;
        while self.text(0) == "." && self.is_name(1) {
            name.push(identifier(self.text(1))?);
            self.at += 2;
        }
        Some(name)
    }

    /// Takes a type's name, with its modifiers, as it is written.
    pub fn type_name(&mut self) -> Option<&'a str> {
        let from = self.tokens.get(self.at)?.range.start;
        self.name()?;
        loop {
            if self.text(0) == "(" || self.text(0) == "[" {
                self.skip_group()?;
            } else if self.is_one(0, &["varying", "precision", "with", "without", "time", "zone"]) {
                self.at += 1;
            } else {
                return self.sql.get(from..self.end());
            }
        }
    }

    /// Takes whatever one pair of parentheses or brackets holds.
    pub fn skip_group(&mut self) -> Option<()> {
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

    /// Takes an operator that stands before its operand, neither `+` nor `-`: `~`, `@`, `!!`.
    pub fn take_prefix_operator(&mut self) -> bool {
        let found = self.tokens.get(self.at).is_some_and(|t| t.kind == TokenKind::Operator)
            && !matches!(self.text(0), "::" | ":=" | "=>" | "+" | "-" | "*");
        self.at += usize::from(found);
        found
    }

    /// What follows an operand, how tightly it binds, and how many tokens of it are to be taken.
    fn infix(&self) -> Option<(Infix, u8, usize)> {
        if self.is(0, "or") {
            return Some((Infix::Or, power::OR, 1));
        }
        if self.is(0, "and") {
            return Some((Infix::And, power::AND, 1));
        }
        if self.is_one(0, &["is", "isnull", "notnull"]) {
            return Some((Infix::Is, power::IS, 0));
        }
        let negated = self.is(0, "not");
        if self.is_one(usize::from(negated), &["between", "in", "like", "ilike", "similar"]) {
            return Some((Infix::Range { negated }, power::RANGE, usize::from(negated)));
        }
        if self.is(0, "operator") && self.text(1) == "(" {
            // As PostgreSQL writes an operator that the search path doesn't reach; a schema's own is not known.
            let close = (2..8).find(|ahead| self.text(*ahead) == ")")?;
            let own = close == 5 && !self.text(2).eq_ignore_ascii_case("pg_catalog");
            return operator(self.sql, self.tokens.get(self.at + close - 1).filter(|_| !own)?)
                .map(|text| (Infix::Operator(text), power::OTHER, close + 1));
        }
        let text = operator(self.sql, self.tokens.get(self.at)?)?;
        let power = match text.as_str() {
            "=" | "<" | ">" | "<=" | ">=" | "<>" => power::COMPARE,
            "+" | "-" => power::SUM,
            "*" | "/" | "%" => power::PRODUCT,
            "^" => power::EXPONENT,
            _ => power::OTHER,
        };
        Some((Infix::Operator(text), power, 1))
    }
}

fn operator(sql: &str, token: &Token) -> Option<String> {
    let text = token.text(sql);
    let is_operator = token.kind == TokenKind::Operator && !matches!(text, "::" | ":=" | "=>");
    is_operator.then(|| if text == "!=" { "<>" } else { text }.to_owned())
}

/// Whoever reads an expression into a tree.
pub trait Climb<'a> {
    /// A part of the tree.
    type Node;

    /// Where it reads.
    fn cursor(&mut self) -> &mut Cursor<'a>;

    /// An operand with what stands before it and what belongs to it: signs, `NOT`, casts.
    fn operand(&mut self) -> Option<Self::Node>;

    /// What follows an operand, once it is known that it binds tightly enough; nothing if it can't be read.
    fn follow(&mut self, left: Self::Node, infix: Infix, power: u8) -> Option<Self::Node>;

    /// Everything that binds more tightly than `least`; nothing if it can't be read.
    fn expression(&mut self, least: u8) -> Option<Self::Node> {
        let depth = self.cursor().depth;
        if depth >= DEPTH {
            return None;
        }
        self.cursor().depth = depth + 1;
        let root = self.climb(least);
        self.cursor().depth = depth;
        root
    }

    /// The loop of [`Climb::expression`], which looks after how deep it goes.
    fn climb(&mut self, least: u8) -> Option<Self::Node> {
        let mut left = self.operand()?;
        while let Some((infix, power, width)) = self.cursor().infix().filter(|(_, power, _)| *power > least) {
            self.cursor().at += width;
            left = self.follow(left, infix, power)?;
        }
        Some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::tokens;

    /// Writes every operator with its operands in parentheses.
    struct Brackets<'a>(Cursor<'a>);

    impl<'a> Climb<'a> for Brackets<'a> {
        type Node = String;

        fn cursor(&mut self) -> &mut Cursor<'a> {
            &mut self.0
        }

        fn operand(&mut self) -> Option<String> {
            if self.0.take("not") {
                return Some(format!("(not {})", self.expression(power::NOT)?));
            }
            if self.0.take("-") {
                return Some(format!("(-{})", self.expression(power::SIGN)?));
            }
            if self.0.take_prefix_operator() {
                return Some(format!("(@{})", self.expression(power::OTHER)?));
            }
            if self.0.take("(") {
                let inner = self.expression(0)?;
                return self.0.take(")").then_some(inner);
            }
            Some(self.0.name()?.join("."))
        }

        fn follow(&mut self, left: String, infix: Infix, power: u8) -> Option<String> {
            let word = match infix {
                Infix::Or => "or".to_owned(),
                Infix::And => "and".to_owned(),
                Infix::Operator(text) => text,
                Infix::Is => {
                    self.0.at += 2;
                    return Some(format!("({left} is null)"));
                }
                Infix::Range { negated } => {
                    self.0.at += 1;
                    if negated { "not-like".to_owned() } else { "like".to_owned() }
                }
            };
            Some(format!("({left} {word} {})", self.expression(power)?))
        }
    }

    fn brackets(sql: &str) -> Option<String> {
        let tokens: Vec<Token> = tokens(sql).into_iter().filter(|token| !token.is_blank()).collect();
        let mut reader = Brackets(Cursor::new(sql, &tokens));
        let out = reader.expression(0)?;
        reader.0.is_done().then_some(out)
    }

    #[test]
    fn operators_bind_as_in_postgresql() {
        for (sql, expected) in [
            ("a or b and not c = d", "(a or (b and (not (c = d))))"),
            ("a + b * c ^ d", "(a + (b * (c ^ d)))"),
            ("a - b - c", "((a - b) - c)"),
            ("-a ^ b", "((-a) ^ b)"),
            ("a || b + c", "(a || (b + c))"),
            ("@ a + b || c", "((@(a + b)) || c)"),
            ("a = b is null", "((a = b) is null)"),
            ("not a is null", "(not (a is null))"),
            ("a = b like c || d", "(a = (b like (c || d)))"),
            ("a not like b and c", "((a not-like b) and c)"),
            ("a operator(pg_catalog.+) b * c", "(a + (b * c))"),
            ("a operator(pg_catalog.*) b + c", "(a * (b + c))"),
            ("a != b", "(a <> b)"),
            ("a = not b = c", "(a = (not (b = c)))"),
        ] {
            assert_eq!(brackets(sql).as_deref(), Some(expected), "{sql}");
        }
        assert_eq!(brackets("a operator(own.=) b"), None);
        assert_eq!(brackets("a \"or\" b"), None);
    }

    #[test]
    fn deep_nesting_ends_without_an_answer() {
        assert_eq!(brackets(&format!("{}a{}", "(".repeat(5_000), ")".repeat(5_000))), None);
        assert_eq!(brackets(&format!("{}a", "not ".repeat(5_000))), None);
        assert!(brackets(&vec!["a"; 5_000].join(" and ")).is_some());
    }
}
