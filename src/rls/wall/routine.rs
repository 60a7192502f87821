//! What a function or procedure is, read from its definition at its tokens.

use super::Wall;
use crate::catalog::{Object, Role};
use crate::expr::{Token, TokenKind, identifier, string_value, tokens};

/// A function or procedure, as its definition says it.
#[derive(Clone, Debug)]
pub struct Routine<'a> {
    /// The object.
    pub object: &'a Object,
    /// Its schema's name.
    pub schema: &'a str,
    /// The role that owns it; `None` is whoever ran the statement that made it.
    pub owner: Option<&'a Role>,
    /// The language, in lower case: `sql`, `plpgsql`.
    pub language: String,
    /// `IMMUTABLE`, `STABLE` or `VOLATILE`.
    pub volatility: Volatility,
    /// `SECURITY DEFINER`
    pub security_definer: bool,
    /// `LEAKPROOF`
    pub leakproof: bool,
    /// `STRICT`: NULL for a NULL argument, without being called.
    pub strict: bool,
    /// `SET`: names in lower case and their values, unquoted.
    pub settings: Vec<(String, Vec<String>)>,
    /// The arguments, in order, those of `OUT` and `RETURNS TABLE` among them.
    pub arguments: Vec<Argument>,
    /// What it returns, as written: `uuid`, `SETOF uuid`, `TABLE(id uuid)`, `trigger`.
    pub returns: Option<String>,
    /// What it does: the string after `AS`, or what stands there in SQL itself (`RETURN …`, `BEGIN ATOMIC … END`).
    pub body: String,
}

/// How far a function's result may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Volatility {
    /// Never: it may be computed once and for all.
    Immutable,
    /// Not within a statement.
    Stable,
    /// At every call.
    Volatile,
}

/// An argument of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// How it is passed.
    pub mode: ArgumentMode,
    /// Its name, unquoted, if it has one.
    pub name: Option<String>,
    /// Its type, as written.
    pub data_type: String,
    /// Its default, as written.
    pub default: Option<String>,
}

/// How an argument is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentMode {
    /// `IN`
    In,
    /// `OUT`
    Out,
    /// `INOUT`
    InOut,
    /// `VARIADIC`
    Variadic,
}

impl Routine<'_> {
    /// Its name as a person reads it: `app.current_tenant()`.
    pub fn name(&self) -> &str {
        self.object.identity.as_str()
    }

    /// True if it returns rows of any number.
    pub fn returns_set(&self) -> bool {
        self.returns.as_ref().is_some_and(|returns| {
            let first = returns.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
            first.eq_ignore_ascii_case("setof") || first.eq_ignore_ascii_case("table")
        })
    }

    /// True if only triggers call it, whoever may execute it.
    pub fn is_trigger(&self) -> bool {
        let returns = self.returns.as_deref().map(|returns| returns.trim_start_matches("pg_catalog."));
        matches!(returns, Some("trigger" | "event_trigger"))
    }

    /// The schemas of `SET search_path`, if it is pinned; none for `''`.
    pub fn search_path(&self) -> Option<Vec<&str>> {
        let (_, values) = self.settings.iter().find(|(name, _)| name == "search_path")?;
        Some(values.iter().map(String::as_str).filter(|schema| !schema.is_empty()).collect())
    }

    /// The arguments that a caller passes.
    pub fn inputs(&self) -> impl Iterator<Item = &Argument> {
        self.arguments.iter().filter(|argument| argument.mode != ArgumentMode::Out)
    }

    /// True if its body has a bare word, whatever its case.
    pub fn has_word(&self, word: &str) -> bool {
        let is = |token: &Token| token.kind == TokenKind::Ident && token.text(&self.body).eq_ignore_ascii_case(word);
        tokens(&self.body).iter().any(is)
    }

    /// True if it puts statements together from text and runs them, so that its body doesn't say what it reaches.
    pub fn is_dynamic(&self) -> bool {
        self.language != "sql" && self.has_word("execute")
    }
}

/// All functions and procedures of a catalog.
pub(super) fn all<'a>(wall: &Wall<'a>) -> Vec<Routine<'a>> {
    let is_routine = |object: &&&Object| matches!(object.kind.as_str(), "function" | "procedure");
    let objects = wall.catalog.objects.iter().collect::<Vec<&'a Object>>();
    objects.iter().filter(is_routine).map(|object| read(wall, object)).collect()
}

fn read<'a>(wall: &Wall<'a>, object: &'a Object) -> Routine<'a> {
    let schema = object.schema.as_ref().and_then(|id| wall.schema(id)).map_or("public", |schema| schema.name.as_str());
    let mut routine = Routine {
        object,
        schema,
        owner: wall.owner_of(&object.id),
        language: "sql".into(),
        volatility: Volatility::Volatile,
        security_definer: false,
        leakproof: false,
        strict: false,
        settings: Vec::new(),
        arguments: Vec::new(),
        returns: None,
        body: String::new(),
    };
    let sql = object.definition.as_str();
    let tokens: Vec<Token> = tokens(sql).into_iter().filter(|token| !token.is_blank()).collect();
    Cursor { sql, tokens: &tokens, at: 0 }.definition(&mut routine);
    routine
}

struct Cursor<'t> {
    sql: &'t str,
    tokens: &'t [Token],
    at: usize,
}

/// The words that a clause of a definition begins with, so that what stands before one has ended.
const CLAUSES: [&str; 21] = [
    "language",
    "transform",
    "window",
    "immutable",
    "stable",
    "volatile",
    "not",
    "leakproof",
    "called",
    "returns",
    "strict",
    "external",
    "security",
    "parallel",
    "cost",
    "rows",
    "support",
    "set",
    "as",
    "return",
    "begin",
];

impl<'t> Cursor<'t> {
    fn text(&self, ahead: usize) -> &'t str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text(self.sql))
    }

    fn is(&self, word: &str) -> bool {
        self.tokens.get(self.at).is_some_and(|token| token.kind != TokenKind::QuotedIdent)
            && self.text(0).eq_ignore_ascii_case(word)
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.is(word);
        self.at += usize::from(found);
        found
    }

    fn is_clause(&self) -> bool {
        CLAUSES.iter().any(|word| self.is(word))
    }

    /// The text from one token to before another.
    fn between(&self, from: usize, to: usize) -> &'t str {
        match (self.tokens.get(from), to.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) if from < to => &self.sql[first.range.start..last.range.end],
            _ => "",
        }
    }

    /// The end of the group that opens here: the token after its closing parenthesis.
    fn group(&self) -> usize {
        let mut depth = 0_usize;
        for (ahead, token) in self.tokens[self.at.min(self.tokens.len())..].iter().enumerate() {
            match token.text(self.sql) {
                "(" | "[" => depth += 1,
                ")" | "]" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return self.at + ahead + 1;
            }
        }
        self.tokens.len()
    }

    fn definition(&mut self, routine: &mut Routine<'_>) {
        while self.at < self.tokens.len() && self.text(0) != "(" {
            self.at += 1;
        }
        let end = self.group();
        routine.arguments = self.arguments(self.at + 1, end.saturating_sub(1), ArgumentMode::In);
        self.at = end;
        while self.at < self.tokens.len() {
            self.clause(routine);
        }
    }

    fn clause(&mut self, routine: &mut Routine<'_>) {
        if self.take("language") {
            routine.language = word(self.text(0)).to_ascii_lowercase();
        } else if self.take("immutable") {
            routine.volatility = Volatility::Immutable;
            return;
        } else if self.take("stable") {
            routine.volatility = Volatility::Stable;
            return;
        } else if self.take("volatile") {
            routine.volatility = Volatility::Volatile;
            return;
        } else if self.take("not") {
            // NOT LEAKPROOF
        } else if self.take("leakproof") {
            routine.leakproof = true;
            return;
        } else if self.take("strict") {
            routine.strict = true;
            return;
        } else if self.take("security") {
            routine.security_definer = self.is("definer");
        } else if self.take("returns") {
            return self.returns(routine);
        } else if self.take("set") {
            return self.set(routine);
        } else if self.take("as") {
            routine.body = word(self.text(0));
        } else if self.is("return") || self.is("begin") {
            routine.body = self.between(self.at, self.tokens.len()).to_owned();
            self.at = self.tokens.len();
            return;
        }
        self.at += 1;
    }

    fn returns(&mut self, routine: &mut Routine<'_>) {
        if self.is("null") {
            // RETURNS NULL ON NULL INPUT
            routine.strict = true;
            self.at += 4;
            return;
        }
        let from = self.at;
        if self.is("table") {
            self.at += 1;
            let end = self.group();
            let columns = self.arguments(self.at + 1, end.saturating_sub(1), ArgumentMode::Out);
            routine.arguments.extend(columns);
            self.at = end;
        }
        while self.at < self.tokens.len() && !self.is_clause() {
            self.at = if self.text(0) == "(" { self.group() } else { self.at + 1 };
        }
        routine.returns = Some(self.between(from, self.at).to_owned());
    }

    fn set(&mut self, routine: &mut Routine<'_>) {
        let mut name = word(self.text(0)).to_ascii_lowercase();
        self.at += 1;
        while self.text(0) == "." {
            name = format!("{name}.{}", word(self.text(1)).to_ascii_lowercase());
            self.at += 2;
        }
        let mut values = Vec::new();
        if self.take("to") || self.take("=") {
            loop {
                values.push(word(self.text(0)));
                self.at += 1;
                if !self.take(",") {
                    break;
                }
            }
        } else {
            // FROM CURRENT
            self.at += 2;
        }
        routine.settings.push((name, values));
    }

    fn arguments(&self, from: usize, to: usize, unsaid: ArgumentMode) -> Vec<Argument> {
        let mut found = Vec::new();
        let (mut start, mut depth) = (from, 0_usize);
        for at in from..=to {
            let text = self.tokens.get(at).map_or("", |token| token.text(self.sql));
            match text {
                "(" | "[" => depth += 1,
                ")" | "]" if at < to => depth = depth.saturating_sub(1),
                _ => {}
            }
            if at == to || (text == "," && depth == 0) {
                found.extend(self.argument(start, at, unsaid));
                start = at + 1;
            }
        }
        found
    }

    fn argument(&self, from: usize, to: usize, unsaid: ArgumentMode) -> Option<Argument> {
        let is = |at: usize, word: &str| {
            let token = self.tokens.get(at).filter(|token| at < to && token.kind != TokenKind::QuotedIdent);
            token.is_some_and(|token| token.text(self.sql).eq_ignore_ascii_case(word))
        };
        let modes = [
            ("in", ArgumentMode::In),
            ("out", ArgumentMode::Out),
            ("inout", ArgumentMode::InOut),
            ("variadic", ArgumentMode::Variadic),
        ];
        let mode = modes.iter().find(|(word, _)| is(from, word));
        let from = from + usize::from(mode.is_some());
        let end = (from..to).find(|at| is(*at, "default") || is(*at, "=")).unwrap_or(to);
        let default = (end < to).then(|| self.between(end + 1, to).to_owned());
        let first = self.tokens.get(from).filter(|_| from < end)?;
        let second = self.tokens.get(from + 1).filter(|_| from + 1 < end);
        // `double precision` is a type, `price numeric` a name and a type.
        let of_type = ["precision", "varying", "with", "without"];
        let named = second.is_some_and(|token| {
            matches!(token.kind, TokenKind::Ident | TokenKind::QuotedIdent)
                && !of_type.iter().any(|word| token.text(self.sql).eq_ignore_ascii_case(word))
        });
        let name = if named { identifier(first.text(self.sql)) } else { None };
        let data_type = self.between(from + usize::from(named), end).to_owned();
        Some(Argument { mode: mode.map_or(unsaid, |(_, mode)| *mode), name, data_type, default })
    }
}

/// A name or a string, without its quotes.
fn word(text: &str) -> String {
    identifier(text)
        .filter(|_| !text.starts_with('\''))
        .or_else(|| string_value(text))
        .unwrap_or_else(|| text.to_owned())
}
