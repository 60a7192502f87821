//! The tokens of a statement, read from left to right.

use crate::expr::{Token, TokenKind, identifier, tokens};

/// A name as a statement says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Name {
    /// The schema, where it is said.
    pub(crate) schema: Option<String>,
    /// The name, without quotes.
    pub(crate) name: String,
    /// The text as it is written.
    pub(crate) sql: String,
}

/// What is left of a statement's tokens, white space and comments aside.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    sql: &'a str,
    tokens: Vec<Token>,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(sql: &'a str) -> Self {
        let tokens = tokens(sql).into_iter().filter(|token| !token.is_blank()).collect();
        Self { sql, tokens, at: 0 }
    }

    fn text(&self, at: usize) -> Option<&'a str> {
        Some(self.tokens.get(at)?.text(self.sql))
    }

    fn is_word(&self, at: usize, word: &str) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.kind == TokenKind::Ident && token.text(self.sql).eq_ignore_ascii_case(word))
    }

    /// True if these words come next.
    pub(super) fn sees(&self, words: &str) -> bool {
        words.split(' ').enumerate().all(|(n, word)| self.is_word(self.at + n, word))
    }

    /// Passes these words over if they come next.
    pub(super) fn eat(&mut self, words: &str) -> bool {
        let sees = self.sees(words);
        if sees {
            self.at += words.split(' ').count();
        }
        sees
    }

    /// Passes over the sign that comes next.
    pub(super) fn eat_sign(&mut self, sign: &str) -> bool {
        let sees = self.text(self.at) == Some(sign);
        self.at += usize::from(sees);
        sees
    }

    /// True if these words come one after another somewhere in what is left, outside parentheses.
    pub(super) fn has(&self, words: &str) -> bool {
        self.clone().seek(words)
    }

    /// Goes behind these words, wherever they come outside parentheses; stays where there are none.
    pub(super) fn seek(&mut self, words: &str) -> bool {
        let (mut at, mut depth) = (self.at, 0_usize);
        while let Some(text) = self.text(at) {
            match text {
                "(" | "[" => depth += 1,
                ")" | "]" => depth = depth.saturating_sub(1),
                _ if depth == 0 && words.split(' ').enumerate().all(|(n, word)| self.is_word(at + n, word)) => {
                    self.at = at + words.split(' ').count();
                    return true;
                }
                _ => {}
            }
            at += 1;
        }
        false
    }

    /// A single name.
    pub(super) fn ident(&mut self) -> Option<String> {
        let token = self.tokens.get(self.at)?;
        if !matches!(token.kind, TokenKind::Ident | TokenKind::QuotedIdent) {
            return None;
        }
        let name = identifier(token.text(self.sql))?;
        self.at += 1;
        Some(name)
    }

    /// A name, or a schema's and a name.
    pub(super) fn name(&mut self) -> Option<Name> {
        let from = self.tokens.get(self.at)?.range.start;
        let mut parts = vec![self.ident()?];
        while self.text(self.at) == Some(".") && parts.len() < 3 {
            self.at += 1;
            parts.push(self.ident()?);
        }
        let to = self.tokens.get(self.at.checked_sub(1)?)?.range.end;
        let name = parts.pop()?;
        Some(Name { schema: parts.pop(), name, sql: self.sql.get(from..to)?.to_owned() })
    }

    /// Names with commas between them; `ONLY` before one and `*` behind one are passed over.
    pub(super) fn names(&mut self) -> Vec<Name> {
        let mut out = Vec::new();
        loop {
            self.eat("ONLY");
            let Some(name) = self.name() else { break };
            out.push(name);
            self.eat_sign("*");
            if self.text(self.at) == Some("(") {
                self.inside();
            }
            if !self.eat_sign(",") {
                break;
            }
        }
        out
    }

    /// The text in the parentheses that come next, which are passed over.
    pub(super) fn inside(&mut self) -> Option<&'a str> {
        if self.text(self.at) != Some("(") {
            return None;
        }
        let from = self.tokens.get(self.at)?.range.end;
        let mut depth = 0_usize;
        while let Some(text) = self.text(self.at) {
            match text {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                let to = self.tokens.get(self.at - 1)?.range.start;
                return self.sql.get(from..to);
            }
        }
        None
    }

    /// The text of what is left.
    pub(super) fn rest(&self) -> &'a str {
        match self.tokens.get(self.at) {
            Some(token) => self.sql.get(token.range.start..).unwrap_or_default().trim_end(),
            None => "",
        }
    }

    /// The text up to one of these words outside parentheses, or to the end.
    pub(super) fn until(&mut self, words: &[&str]) -> &'a str {
        let from = self.at;
        let mut depth = 0_usize;
        while let Some(text) = self.text(self.at) {
            match text {
                "(" | "[" => depth += 1,
                ")" | "]" => depth = depth.saturating_sub(1),
                _ if depth == 0 && words.iter().any(|word| self.is_word(self.at, word)) => break,
                _ => {}
            }
            self.at += 1;
        }
        let (Some(first), Some(last)) = (self.tokens.get(from), self.tokens.get(self.at.saturating_sub(1))) else {
            return "";
        };
        self.sql.get(first.range.start..last.range.end).unwrap_or_default()
    }

    /// What is left, cut at the commas outside parentheses.
    pub(super) fn parts(&self) -> Vec<Self> {
        let mut out = Vec::new();
        let (mut from, mut depth) = (self.at, 0_usize);
        for at in self.at..=self.tokens.len() {
            let text = self.text(at);
            match text {
                Some("(" | "[") => depth += 1,
                Some(")" | "]") => depth = depth.saturating_sub(1),
                _ => {}
            }
            if text.is_none() || text == Some(",") && depth == 0 {
                out.push(Self { sql: self.sql, tokens: self.tokens.get(from..at).unwrap_or_default().to_vec(), at: 0 });
                from = at + 1;
            }
        }
        out
    }

    /// The strings in dollar quotes that are left.
    pub(super) fn dollar_strings(&self) -> impl Iterator<Item = &'a str> + '_ {
        let tokens = self.tokens.get(self.at..).unwrap_or_default();
        let strings = tokens.iter().filter(|t| matches!(t.kind, TokenKind::DollarString | TokenKind::String));
        strings.map(|token| token.text(self.sql))
    }

    /// The string that comes next, without its quotes.
    pub(super) fn string(&mut self) -> Option<String> {
        let token = self.tokens.get(self.at)?;
        let value = crate::expr::string_value(token.text(self.sql))?;
        self.at += 1;
        Some(value)
    }
}
