//! A check as a tree, as far as solving it needs one. What is not known becomes an opaque part: it can be written again
//! with other values in it, but nobody looks into it.

use super::read::read;
use crate::expr::{Token, TokenKind, identifier, tokens};
use crate::prove::seed::plan::TablePlan;
use crate::sql::quote;

/// A part of a check, with the bytes it covers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) form: Form,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a part is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form {
    Column(usize),
    /// A literal, as it is written; its text if it is a string.
    Literal(Option<String>),
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    /// An operator between two operands.
    Binary(String, Box<Node>, Box<Node>),
    /// `IS NULL` (true) and `IS NOT NULL`.
    Null(Box<Node>, bool),
    /// `IN` (true) and `NOT IN`, `= ANY` and `<> ALL`.
    In(Box<Node>, Vec<Node>, bool),
    Call(String, Vec<Node>),
    /// A value cast to a type.
    Cast(Box<Node>, String),
    /// The arms of a CASE that compares nothing, and what it is else.
    Case(Vec<(Node, Node)>, Option<Box<Node>>),
    Opaque,
}

/// A check that was read.
pub(super) struct Tree {
    pub(super) sql: String,
    pub(super) root: Node,
    /// Where columns are named, and which.
    names: Vec<(std::ops::Range<usize>, usize)>,
}

impl Tree {
    /// Reads a check; nothing if it is written in a way that is not known.
    pub(super) fn read(sql: &str, plan: &TablePlan) -> Option<Self> {
        let tokens: Vec<Token> = tokens(sql).into_iter().filter(|token| !token.is_blank()).collect();
        let names = names(sql, &tokens, plan);
        let root = read(sql, &tokens, &names)?;
        Some(Self { sql: sql.to_owned(), root, names })
    }

    /// A part with the columns' values in place of their names.
    pub(super) fn render(&self, node: &Node, value: &dyn Fn(usize) -> String) -> String {
        let (mut out, mut at) = (String::new(), node.start);
        for (range, column) in self.names.iter().filter(|(r, _)| r.start >= node.start && r.end <= node.end) {
            out.push_str(&self.sql[at..range.start]);
            out.push_str(&value(*column));
            at = range.end;
        }
        out.push_str(&self.sql[at..node.end]);
        out
    }

    /// The columns that a part names, in order.
    pub(super) fn columns(&self, node: &Node) -> Vec<usize> {
        let within = self.names.iter().filter(|(r, _)| r.start >= node.start && r.end <= node.end);
        within.map(|(_, column)| *column).collect()
    }
}

/// Where tokens name columns. What follows `::` is a type, and what stands before `(` a function, whatever it is called.
fn names(sql: &str, tokens: &[Token], plan: &TablePlan) -> Vec<(std::ops::Range<usize>, usize)> {
    let text = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map_or("", |t| t.text(sql));
    let mut out = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if !matches!(token.kind, TokenKind::Ident | TokenKind::QuotedIdent) || text(Some(at + 1)) == "(" {
            continue;
        }
        let Some(column) = identifier(token.text(sql)).and_then(|name| plan.column(&name)) else { continue };
        let mut start = token.range.start;
        match text(at.checked_sub(1)) {
            "::" => continue,
            "." => {
                let qualifier = at.checked_sub(2);
                let own = identifier(text(qualifier)) == identifier(&plan.alias);
                match qualifier.and_then(|q| tokens.get(q)).filter(|_| own) {
                    Some(qualifier) => start = qualifier.range.start,
                    None => continue,
                }
            }
            _ => {}
        }
        out.push((start..token.range.end, column));
    }
    out
}

impl Node {
    /// The text of a string literal, whatever it is cast to.
    pub(super) fn string(&self) -> Option<&str> {
        match &self.form {
            Form::Literal(text) => text.as_deref(),
            Form::Cast(inner, _) => inner.string(),
            _ => None,
        }
    }

    /// A literal that is not in the check's own text, in SQL.
    pub(super) fn elsewhere(&self) -> Option<String> {
        (self.end == 0).then(|| self.string().map(quote::literal)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prove::seed::plan::ColumnPlan;

    fn check(sql: &str, expected: &str) {
        let columns = ["a", "b", "c"].map(ColumnPlan::named).to_vec();
        let plan = TablePlan { columns, alias: "t".into(), ..TablePlan::default() };
        let tree = Tree::read(sql, &plan);
        assert_eq!(tree.map_or("-".into(), |tree| told(&tree.root)), expected, "{sql}");
    }

    fn told(node: &Node) -> String {
        let all = |nodes: &[Node]| nodes.iter().map(told).collect::<Vec<_>>().join(" ");
        match &node.form {
            Form::Column(at) => ["a", "b", "c"][*at].into(),
            Form::Literal(_) => "#".into(),
            Form::Not(inner) => format!("(not {})", told(inner)),
            Form::And(parts) => format!("(and {})", all(parts)),
            Form::Or(parts) => format!("(or {})", all(parts)),
            Form::Binary(operator, left, right) => format!("({operator} {} {})", told(left), told(right)),
            Form::Null(inner, null) => format!("({} {})", if *null { "null" } else { "full" }, told(inner)),
            Form::In(left, items, is_in) => {
                format!("({} {} {})", if *is_in { "in" } else { "out" }, told(left), all(items))
            }
            Form::Call(name, arguments) => format!("({name} {})", all(arguments)),
            Form::Cast(inner, name) => format!("({name} {})", told(inner)),
            Form::Case(arms, _) => format!("(case {})", arms.len()),
            Form::Opaque => "?".into(),
        }
    }

    #[test]
    fn operators_bind_as_in_postgresql() {
        check("a = 1 OR NOT b AND c IS NOT NULL", "(or (= a #) (and (not b) (full c)))");
        check("a + b * 2 <= c - 1", "(<= (+ a (* b #)) (- c #))");
        check("a BETWEEN 1 AND 2 AND b", "(and (>= a #) (<= a #) b)");
        check(
            "((a)::text = ANY ((ARRAY['x'::character varying, 'y'])::text[]))",
            "(in (text a) (character varying #) #)",
        );
        check("a <> ALL ('{x,y}'::text[])", "(out a # #)");
        check("a NOT IN (1, 2)", "(not (in a # #))");
        check("t.a > now() - interval '1 day'", "(> a (- (now ) ?))");
        check("(a ->> 'k'::text)::integer > -5", "(> (integer (->> a (text #))) #)");
        check("CASE WHEN a THEN b ELSE false END", "(case 1)");
        check("EXTRACT(year FROM a) = 2024", "(= ? #)");
        check("a IS DISTINCT FROM b", "(<> a b)");
        check("a LIKE 'x%' AND b ~~* 'y'", "(and (~~ a #) (~~* b #))");
        check("a = ", "-");
        check("a)", "-");
    }
}
