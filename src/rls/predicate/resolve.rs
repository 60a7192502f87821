//! Looking up the names of an expression: columns of the row or of a sub-select's relations, functions, settings.

use super::parse;
use super::syntax::{Form, Node, Select};
use super::tree::*;
use crate::catalog::{Id, Table};
use crate::rls::wall::{Argument, Wall};

/// What the names of an expression can stand for.
pub(super) struct Scope<'w, 'a> {
    pub(super) wall: &'w Wall<'a>,
    /// The expression's text.
    pub(super) sql: &'w str,
    /// The table whose row is judged, unless this is a function's body.
    pub(super) row: Option<&'w Table>,
    /// The relations of the sub-selects around, the innermost last.
    pub(super) relations: Vec<Vec<QueryTable>>,
    /// A function's arguments, and what it was called with.
    pub(super) arguments: &'w [(&'w Argument, Scalar)],
    /// Whose name `current_user` is: the caller's unless a function runs as its owner.
    pub(super) definer: Option<Option<String>>,
    /// The functions that are being read.
    pub(super) calls: Vec<Id>,
}

impl<'w, 'a> Scope<'w, 'a> {
    pub(super) fn new(wall: &'w Wall<'a>, sql: &'w str, row: Option<&'w Table>) -> Self {
        Self { wall, sql, row, relations: Vec::new(), arguments: &[], definer: None, calls: Vec::new() }
    }

    pub(super) fn opaque(&self, node: &Node) -> Opaque {
        Opaque { text: self.sql.get(node.start..node.end).unwrap_or_default().to_owned() }
    }

    pub(super) fn predicate(&mut self, node: &Node) -> Predicate {
        match &node.form {
            Form::And(parts) => Predicate::And(parts.iter().map(|part| self.predicate(part)).collect()),
            Form::Or(parts) => Predicate::Or(parts.iter().map(|part| self.predicate(part)).collect()),
            Form::Not(inner) => Predicate::Not(Box::new(self.predicate(inner))),
            Form::Bool(value) => Predicate::Constant(Some(*value)),
            Form::Null => Predicate::Constant(None),
            Form::Binary(op, left, right) if is_condition(op) => {
                let op = match op.as_str() {
                    "=" => Op::Eq,
                    "<>" => Op::Ne,
                    "<" => Op::Lt,
                    "<=" => Op::Le,
                    ">" => Op::Gt,
                    ">=" => Op::Ge,
                    other => Op::Other(other.to_owned()),
                };
                Predicate::Compare { op, left: self.scalar(left), right: self.scalar(right) }
            }
            Form::Distinct(left, right, distinct) => {
                Predicate::Distinct { left: self.scalar(left), right: self.scalar(right), negated: !distinct }
            }
            Form::Is(of, test, negated) => match (test, self.scalar(of)) {
                (Test::Null, Scalar::Condition(of)) => Predicate::Is { of, test: Test::Null, negated: *negated },
                (Test::Null, of) => Predicate::IsNull { of, negated: *negated },
                (test, _) => Predicate::Is { of: Box::new(self.predicate(of)), test: *test, negated: *negated },
            },
            Form::In(of, items, positive) => {
                let items = items.iter().map(|item| self.scalar(item)).collect();
                Predicate::Among { of: self.scalar(of), items, positive: *positive }
            }
            Form::InSelect(of, select, form, positive) => {
                let of = self.scalar(of);
                self.member(of, select, *form, *positive)
            }
            Form::InArray(of, array, positive) => {
                let source = match self.scalar(array) {
                    // = ANY ((SELECT array_of_f()))
                    Scalar::Helper(helper) => Source::Helper(helper),
                    array => Source::Array(Box::new(array)),
                };
                let set = Set { form: SetForm::Value, source };
                Predicate::Member { of: self.scalar(of), set, positive: *positive }
            }
            Form::Exists(select) => {
                let mut query = self.query(select);
                // An aggregate gives a row even of no rows.
                let known = |column: &Node| match column.form {
                    Form::Call(..) => false,
                    Form::Opaque => !self.opaque(column).text.contains('('),
                    _ => true,
                };
                if !select.columns.iter().all(known) {
                    query.conditions.clear();
                    query.more = true;
                }
                Predicate::Exists(Box::new(query))
            }
            _ => match self.scalar(node) {
                Scalar::Condition(condition) => *condition,
                Scalar::Opaque(opaque) => Predicate::Opaque(opaque),
                Scalar::Null => Predicate::Constant(None),
                scalar => Predicate::Truth(scalar),
            },
        }
    }

    /// `of IN (SELECT …)`. A sub-select without a table that lists one value is a list of one.
    fn member(&mut self, of: Scalar, select: &Select, form: SetForm, positive: bool) -> Predicate {
        let mut query = self.query(select);
        if select.from.is_empty() && query.conditions.is_empty() && !query.more && query.columns.len() == 1 {
            match query.columns.remove(0) {
                Scalar::Helper(helper) if self.returns_set(&helper.routine) => {
                    let set = Set { form, source: Source::Helper(helper) };
                    return Predicate::Member { of, set, positive };
                }
                scalar => {
                    return Predicate::Among { of, items: vec![Scalar::Select(Box::new(scalar))], positive };
                }
            }
        }
        // SELECT … FROM f() is f's rows.
        let source = match select.from.as_slice() {
            [only] if query.conditions.is_empty() && select.columns.len() == 1 && !select.more => {
                only.call.as_ref().and_then(|call| match self.scalar(call) {
                    Scalar::Helper(helper) if self.returns_set(&helper.routine) => Some(Source::Helper(helper)),
                    _ => None,
                })
            }
            _ => None,
        };
        let source = source.unwrap_or_else(|| Source::Query(Box::new(query)));
        Predicate::Member { of, set: Set { form, source }, positive }
    }

    fn returns_set(&self, routine: &Id) -> bool {
        self.wall.routine(routine).is_some_and(|routine| routine.returns_set())
    }

    pub(super) fn scalar(&mut self, node: &Node) -> Scalar {
        match &node.form {
            Form::Null => Scalar::Null,
            Form::Bool(value) => Scalar::Bool(*value),
            Form::Text(text) => Scalar::Text(text.clone()),
            Form::Number(number) => Scalar::Number(number.clone()),
            Form::Name(name) => self.name(name).unwrap_or_else(|| Scalar::Opaque(self.opaque(node))),
            Form::Parameter(number) => {
                let at = number.checked_sub(1).and_then(|at| self.arguments.get(at));
                at.map_or_else(|| Scalar::Opaque(self.opaque(node)), |(_, value)| value.clone())
            }
            Form::Word(word) => match (word.as_str(), &self.definer) {
                ("current_user" | "user" | "current_role", None) => Scalar::CurrentUser,
                ("current_user" | "user" | "current_role", Some(Some(owner))) => Scalar::Text(owner.clone()),
                ("session_user", _) => Scalar::SessionUser,
                _ => Scalar::Opaque(self.opaque(node)),
            },
            Form::Cast(of, name) => Scalar::Cast(Box::new(self.scalar(of)), name.clone()),
            Form::Array(items) => Scalar::Array(items.iter().map(|item| self.scalar(item)).collect()),
            Form::Call(name, arguments) => self.call(node, name, arguments),
            Form::Binary(op, left, right) if matches!(op.as_str(), "->" | "->>" | "#>" | "#>>") => {
                self.json(node, op, left, right)
            }
            Form::Scalar(select) => {
                let mut query = self.query(select);
                let bare = select.from.is_empty() && query.conditions.is_empty() && !query.more;
                if bare && query.columns.len() == 1 {
                    return Scalar::Select(Box::new(query.columns.remove(0)));
                }
                Scalar::Query(Box::new(query))
            }
            Form::Case(of, arms, otherwise) => self.case(of.as_deref(), arms, otherwise.as_deref()),
            Form::And(_)
            | Form::Or(_)
            | Form::Not(_)
            | Form::Distinct(..)
            | Form::Is(..)
            | Form::In(..)
            | Form::InSelect(..)
            | Form::InArray(..)
            | Form::Exists(_) => Scalar::Condition(Box::new(self.predicate(node))),
            Form::Binary(op, ..) if is_condition(op) => Scalar::Condition(Box::new(self.predicate(node))),
            Form::Binary(..) | Form::ArraySelect(_) | Form::Opaque => Scalar::Opaque(self.opaque(node)),
        }
    }

    fn case(&mut self, of: Option<&Node>, arms: &[(Node, Node)], otherwise: Option<&Node>) -> Scalar {
        let arms = arms.iter().map(|(when, then)| {
            let condition = match of {
                Some(of) => Predicate::Compare { op: Op::Eq, left: self.scalar(of), right: self.scalar(when) },
                None => self.predicate(when),
            };
            (condition, self.scalar(then))
        });
        let arms = arms.collect();
        Scalar::Case { arms, otherwise: Box::new(otherwise.map_or(Scalar::Null, |node| self.scalar(node))) }
    }

    fn json(&mut self, node: &Node, op: &str, left: &Node, right: &Node) -> Scalar {
        let keys = match (self.scalar(right), op) {
            (Scalar::Text(key), "->" | "->>") => vec![key],
            (Scalar::Cast(key, _), _) if matches!(*key, Scalar::Text(_)) => match (*key, op) {
                (Scalar::Text(key), "->" | "->>") => vec![key],
                (Scalar::Text(keys), _) => array_keys(&keys),
                _ => Vec::new(),
            },
            (Scalar::Text(keys), _) => array_keys(&keys),
            (Scalar::Array(keys), _) => {
                let text = |key: Scalar| match key {
                    Scalar::Text(text) => Some(text),
                    Scalar::Cast(of, _) => match *of {
                        Scalar::Text(text) => Some(text),
                        _ => None,
                    },
                    _ => None,
                };
                keys.into_iter().map(text).collect::<Option<Vec<_>>>().unwrap_or_default()
            }
            _ => Vec::new(),
        };
        if keys.is_empty() {
            return Scalar::Opaque(self.opaque(node));
        }
        json_at(self.scalar(left), keys, op.ends_with(">>"))
    }

    pub(super) fn query(&mut self, select: &Select) -> Query {
        let mut query = Query { more: select.more, definer: self.definer.is_some(), ..Query::default() };
        for from in &select.from {
            // A function's rows and a sub-select's have columns that are not known.
            let name = from.relation.last().cloned().unwrap_or_default();
            let id = self.relation(&from.relation);
            query.more |= id.is_none();
            let alias = from.alias.clone().unwrap_or(name);
            query.tables.push(QueryTable { id, name: from.relation.join("."), alias });
        }
        self.relations.push(query.tables.clone());
        for condition in &select.conditions {
            match self.predicate(condition) {
                Predicate::And(parts) => query.conditions.extend(parts),
                other => query.conditions.push(other),
            }
        }
        query.columns = select.columns.iter().map(|column| self.scalar(column)).collect();
        self.relations.pop();
        query
    }

    /// The table that a name in `FROM` means. Without a schema it is the one in `public` or beside the row's table, or the
    /// only one of that name.
    fn relation(&self, name: &[String]) -> Option<Id> {
        let table = match name {
            [schema, name] => {
                self.wall.tables().iter().find(|table| table.schema == schema && table.table.name == *name)
            }
            [name] => {
                let all: Vec<_> = self.wall.tables().iter().filter(|table| table.table.name == *name).collect();
                let beside = |schema: &Id| all.iter().find(|table| table.table.schema == *schema).copied();
                match all.as_slice() {
                    [only] => Some(*only),
                    _ => {
                        all.iter().find(|table| table.schema == "public").copied().or_else(|| beside(&self.row?.schema))
                    }
                }
            }
            _ => None,
        };
        table.map(|table| table.table.id.clone())
    }

    /// What a bare or qualified name means: an argument, a column of the innermost relation that has one, or of the row.
    fn name(&self, name: &[String]) -> Option<Scalar> {
        let (column, qualifier) = name.split_last()?;
        let table_called = qualifier.last();
        for relations in self.relations.iter().rev() {
            for relation in relations {
                if table_called.is_some_and(|called| *called != relation.alias) {
                    continue;
                }
                let Some(table) = relation.id.as_ref().and_then(|id| self.wall.table_by_id(id)) else {
                    // It may have a column of that name, for all that is known.
                    return None;
                };
                if let Some(found) = table.table.columns.iter().find(|found| found.name == *column) {
                    return Some(Scalar::Inner(InnerColumn {
                        table: table.table.id.clone(),
                        alias: relation.alias.clone(),
                        id: found.id.clone(),
                        name: found.name.clone(),
                    }));
                }
            }
        }
        if let Some(row) = self.row.filter(|row| table_called.is_none_or(|called| *called == row.name)) {
            let found = row.columns.iter().find(|found| found.name == *column)?;
            return Some(Scalar::Column(RowColumn {
                id: found.id.clone(),
                name: found.name.clone(),
                data_type: found.data_type.clone(),
            }));
        }
        // f.argument names it too.
        let argument = self.arguments.iter().find(|(argument, _)| argument.name.as_ref() == Some(column));
        argument.map(|(_, value)| value.clone())
    }
}

/// True for an operator whose result is a condition, as far as is known.
fn is_condition(op: &str) -> bool {
    matches!(
        op,
        "=" | "<>"
            | "<"
            | "<="
            | ">"
            | ">="
            | "~~"
            | "~~*"
            | "!~~"
            | "!~~*"
            | "~"
            | "~*"
            | "!~"
            | "!~*"
            | "^@"
            | "similar to"
            | "@>"
            | "<@"
            | "&&"
            | "?"
            | "?|"
            | "?&"
            | "@@"
    )
}

fn array_keys(text: &str) -> Vec<String> {
    let inner = text.trim().strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    let plain = inner.filter(|inner| !inner.contains(['"', '\\', '{']) && !inner.is_empty());
    plain.map(|inner| inner.split(',').map(|key| key.trim().to_owned()).collect()).unwrap_or_default()
}

/// A path into a document that may itself be a part of one.
pub(super) fn json_at(of: Scalar, keys: Vec<String>, text: bool) -> Scalar {
    match of {
        Scalar::Json { of, mut path, text: false } => {
            path.extend(keys);
            Scalar::Json { of, path, text }
        }
        of => Scalar::Json { of: Box::new(of), path: keys, text },
    }
}

/// The condition that a text is; opaque as a whole if it can't be read.
pub(super) fn read(wall: &Wall<'_>, table: &Table, sql: &str) -> Predicate {
    match parse::expression(sql) {
        Some(node) => Scope::new(wall, sql, Some(table)).predicate(&node),
        None => Predicate::Opaque(Opaque { text: sql.to_owned() }),
    }
}
