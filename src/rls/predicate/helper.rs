//! Calls: PostgreSQL's own functions that policies use, and the catalog's, read from their bodies.

use std::collections::BTreeSet;

use super::parse;
use super::resolve::{Scope, json_at};
use super::syntax::Node;
use super::tree::*;
use crate::catalog::Id;
use crate::expr::{Token, TokenKind, string_value, tokens};
use crate::rls::wall::{Routine, Wall};

impl<'w, 'a> Scope<'w, 'a> {
    pub(super) fn call(&mut self, node: &Node, name: &[String], arguments: &[Node]) -> Scalar {
        let (schema, called) = match name {
            [name] => (None, name.as_str()),
            [schema, name] => (Some(schema.as_str()), name.as_str()),
            _ => return Scalar::Opaque(self.opaque(node)),
        };
        let mut values: Vec<Scalar> = arguments.iter().map(|argument| self.scalar(argument)).collect();
        if schema.is_none_or(|schema| schema == "pg_catalog") {
            match (called, values.as_slice()) {
                ("current_setting", [setting]) => {
                    if let Some(name) = literal(setting) {
                        return Scalar::Setting { name: name.to_ascii_lowercase(), missing_ok: false };
                    }
                }
                ("current_setting", [setting, missing]) => {
                    if let (Some(name), Some(missing_ok)) = (literal(setting), truth(missing)) {
                        return Scalar::Setting { name: name.to_ascii_lowercase(), missing_ok };
                    }
                }
                ("nullif", [_, _]) => {
                    let right = values.pop().unwrap_or(Scalar::Null);
                    let left = values.pop().unwrap_or(Scalar::Null);
                    return Scalar::NullIf(Box::new(left), Box::new(right));
                }
                ("coalesce", [_, ..]) => return Scalar::Coalesce(values),
                ("json_extract_path_text" | "jsonb_extract_path_text", [document, keys @ ..]) => {
                    let keys: Option<Vec<String>> = keys.iter().map(|key| literal(key).map(str::to_owned)).collect();
                    if let Some(keys) = keys.filter(|keys| !keys.is_empty()) {
                        return json_at(document.clone(), keys, true);
                    }
                }
                ("pg_has_role", [role, how]) => {
                    if let (Some(role), Some(how)) = (literal(role), literal(how)) {
                        return has_role(Scalar::CurrentUser, role, how);
                    }
                }
                ("pg_has_role", [who, role, how]) => {
                    if let (Some(role), Some(how)) = (literal(role), literal(how)) {
                        return has_role(who.clone(), role, how);
                    }
                }
                _ => {}
            }
        }
        let fits = |routine: &&Routine<'a>| {
            let inputs = routine.inputs().count();
            let needed = routine.inputs().filter(|argument| argument.default.is_none()).count();
            (needed..=inputs).contains(&values.len())
        };
        let mut found = self.wall.routines_named(schema, called).filter(fits);
        match (found.next(), found.next()) {
            (Some(routine), None) => Scalar::Helper(self.helper(routine, values)),
            // Nothing tells which one is meant, or it is not the catalog's.
            _ => Scalar::Opaque(self.opaque(node)),
        }
    }

    fn helper(&self, routine: &Routine<'a>, arguments: Vec<Scalar>) -> Helper {
        let body = self.body(routine, &arguments).unwrap_or(Body::Unknown);
        Helper {
            routine: routine.object.id.clone(),
            name: routine.name().to_owned(),
            arguments,
            body,
            reads: settings_read(self.wall, routine).into_iter().collect(),
            definer: routine.security_definer,
        }
    }

    /// What a function's body comes to. A strict one is not run at all for a NULL argument, and one with settings of its own
    /// may read another setting than the caller's.
    fn body(&self, routine: &Routine<'a>, values: &[Scalar]) -> Option<Body> {
        let own_settings = routine.settings.iter().any(|(name, _)| name != "search_path");
        let given = values.len() == routine.inputs().count();
        if self.calls.contains(&routine.object.id) || own_settings || !given || (routine.strict && !values.is_empty()) {
            return None;
        }
        let what = statement(routine)?;
        let named: Vec<_> = routine.inputs().zip(values.iter().cloned()).collect();
        let mut scope = Scope {
            sql: what.text(),
            row: None,
            relations: Vec::new(),
            arguments: &named,
            definer: match routine.security_definer {
                true => Some(routine.owner.map(|owner| owner.name.clone())),
                false => self.definer.clone(),
            },
            calls: self.calls.iter().chain([&routine.object.id]).cloned().collect(),
            wall: self.wall,
        };
        let body = match what {
            Statement::Value(sql) => Body::Scalar(Box::new(scope.scalar(&parse::expression(sql)?))),
            Statement::Select(sql) => {
                let select = parse::select(sql)?;
                let mut query = scope.query(&select);
                let bare = select.from.is_empty() && query.conditions.is_empty() && !query.more;
                match query.columns.len() {
                    1 if bare && !routine.returns_set() => Body::Scalar(Box::new(query.columns.remove(0))),
                    _ => Body::Query(Box::new(query)),
                }
            }
        };
        let returns = routine.returns.as_deref().filter(|_| !routine.returns_set());
        Some(match (body, returns) {
            // What it returns is of the type it says, whatever was computed.
            (Body::Scalar(value), Some(returns)) => {
                Body::Scalar(Box::new(Scalar::Cast(value, returns.to_ascii_lowercase())))
            }
            (body, _) => body,
        })
    }
}

/// The one statement that a body consists of.
enum Statement<'s> {
    Value(&'s str),
    Select(&'s str),
}

impl<'s> Statement<'s> {
    fn text(&self) -> &'s str {
        match self {
            Self::Value(sql) | Self::Select(sql) => sql,
        }
    }
}

/// The statement that a function's body consists of: `SELECT …`, `RETURN …`, or a block of PL/pgSQL with nothing else in it.
fn statement<'r>(routine: &'r Routine<'_>) -> Option<Statement<'r>> {
    let body = routine.body.as_str();
    let tokens: Vec<Token> = tokens(body).into_iter().filter(|token| !token.is_blank()).collect();
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.text(body).eq_ignore_ascii_case(word));
    let from = |at: usize, to: usize| {
        let (first, last) = (tokens.get(at)?, tokens.get(to.checked_sub(1)?)?);
        body.get(first.range.start..last.range.end)
    };
    let mut end = tokens.len();
    while end > 0 && is(end - 1, ";") {
        end -= 1;
    }
    match routine.language.as_str() {
        "sql" if is(0, "return") => from(1, end).map(Statement::Value),
        "sql" if is(0, "begin") && is(1, "atomic") => {
            let inner = (2..end).find(|at| is(*at, ";")).unwrap_or(end);
            let whole = is(end - 1, "end") && inner + 2 >= end;
            let select = from(2, inner).filter(|_| whole);
            match is(2, "return") {
                true => from(3, inner).filter(|_| whole).map(Statement::Value),
                false => select.map(Statement::Select),
            }
        }
        "sql" => from(0, end).map(Statement::Select),
        "plpgsql" if is(0, "begin") && is(1, "return") => {
            let inner = (2..end).find(|at| is(*at, ";"))?;
            if !(is(inner + 1, "end") && inner + 2 >= end) {
                return None;
            }
            match is(2, "query") {
                true => from(3, inner).map(Statement::Select),
                false => from(2, inner).map(Statement::Value),
            }
        }
        _ => None,
    }
}

/// The settings that a function's body reads by name, itself or by the functions it names.
pub(super) fn settings_read(wall: &Wall<'_>, routine: &Routine<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut seen: BTreeSet<&Id> = BTreeSet::from([&routine.object.id]);
    let mut open = vec![routine.body.as_str()];
    while let Some(body) = open.pop() {
        let tokens: Vec<Token> = tokens(body).into_iter().filter(|token| !token.is_blank()).collect();
        for (at, token) in tokens.iter().enumerate() {
            if token.kind == TokenKind::Ident && token.text(body).eq_ignore_ascii_case("current_setting") {
                let name = tokens.get(at + 2).filter(|name| name.kind == TokenKind::String);
                found.extend(name.and_then(|name| string_value(name.text(body))).map(|name| name.to_ascii_lowercase()));
            }
        }
        for id in wall.named_in(body) {
            if let Some(next) = wall.routine(id)
                && seen.insert(&next.object.id)
            {
                open.push(&next.body);
            }
        }
    }
    found
}

fn has_role(who: Scalar, role: &str, how: &str) -> Scalar {
    let how = how.trim().to_ascii_lowercase();
    Scalar::Condition(Box::new(Predicate::HasRole { who, role: role.to_owned(), how }))
}

/// The text of a literal, its casts to text aside.
fn literal(scalar: &Scalar) -> Option<&str> {
    match scalar {
        Scalar::Text(text) => Some(text),
        Scalar::Cast(of, to) if matches!(to.as_str(), "text" | "name" | "character varying" | "varchar") => literal(of),
        _ => None,
    }
}

fn truth(scalar: &Scalar) -> Option<bool> {
    match scalar {
        Scalar::Bool(value) => Some(*value),
        Scalar::Text(text) => match text.to_ascii_lowercase().as_str() {
            "t" | "true" | "on" | "yes" | "1" => Some(true),
            "f" | "false" | "off" | "no" | "0" => Some(false),
            _ => None,
        },
        Scalar::Cast(of, _) => truth(of),
        _ => None,
    }
}
