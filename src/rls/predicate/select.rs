//! Reading a sub-select: what it lists, from where, under which conditions.

use super::parse::Reader;
use super::syntax::{Form, From, Node, Select};
use crate::expr::Climb;

/// The words that end a list or a `FROM`.
const ENDS: [&str; 13] = [
    "from",
    "where",
    "group",
    "having",
    "order",
    "limit",
    "union",
    "intersect",
    "except",
    "offset",
    "fetch",
    "for",
    "window",
];

/// The words that may follow a relation and are no alias of it.
const JOINS: [&str; 9] = ["on", "using", "join", "inner", "left", "right", "full", "cross", "natural"];

impl Reader<'_> {
    /// A `SELECT`, up to the parenthesis that closes it or the end of the text.
    pub(super) fn select(&mut self) -> Option<Select> {
        let mut select = Select::default();
        if !self.take("select") {
            // VALUES and WITH are not looked into.
            select.more = true;
            self.skip_rest()?;
            return Some(select);
        }
        if self.take("distinct") {
            if self.take("on") {
                self.skip_group()?;
            }
        } else {
            self.take("all");
        }
        while !matches!(self.text(0), "" | ")" | ";") && !self.is_one(0, &ENDS) {
            select.columns.push(self.column()?);
            if !self.take(",") {
                break;
            }
        }
        if self.take("from") {
            loop {
                self.joined_relations(&mut select)?;
                if !self.take(",") {
                    break;
                }
            }
        }
        if self.take("where") {
            select.conditions.push(self.expression(0)?);
        }
        if !matches!(self.text(0), "" | ")") {
            select.more = true;
            // Rows of another select need not meet this one's conditions.
            if self.skip_rest()? {
                select.conditions.clear();
            }
        }
        Some(select)
    }

    fn column(&mut self) -> Option<Node> {
        let start = self.tokens.get(self.at)?.range.start;
        if self.take("*") {
            return Some(self.node(start, Form::Opaque));
        }
        if self.is_name(0) && self.text(1) == "." && self.text(2) == "*" {
            self.at += 3;
            return Some(self.node(start, Form::Opaque));
        }
        let node = self.expression(0)?;
        let bare = !self.is_one(0, &ENDS);
        if self.take("as") || (bare && self.is_name(0)) {
            self.at += 1;
        }
        Some(node)
    }

    /// A relation and what is joined to it.
    fn joined_relations(&mut self, select: &mut Select) -> Option<()> {
        self.relation(select)?;
        loop {
            if self.take("cross") {
                self.take("join").then_some(())?;
                self.relation(select)?;
                continue;
            }
            let outer = self.is_one(0, &["left", "right", "full", "natural"]);
            if outer {
                self.at += 1;
                self.take("outer");
                select.more = true;
            } else {
                self.take("inner");
            }
            if !self.take("join") {
                return (!outer).then_some(());
            }
            self.relation(select)?;
            if self.take("on") {
                let condition = self.expression(0)?;
                if !outer {
                    select.conditions.push(condition);
                }
            } else if self.take("using") {
                self.skip_group()?;
            }
        }
    }

    fn relation(&mut self, select: &mut Select) -> Option<()> {
        self.take("only");
        self.take("lateral");
        let mut from = From { relation: Vec::new(), alias: None, call: None };
        if self.text(0) == "(" {
            if self.is_one(1, &["select", "values", "with"]) {
                self.skip_group()?;
                select.more = true;
            } else {
                // PostgreSQL writes joins in parentheses.
                self.at += 1;
                self.joined_relations(select)?;
                return self.take(")").then_some(());
            }
        } else {
            let start = self.tokens.get(self.at)?.range.start;
            let name = self.name()?;
            if self.text(0) == "(" {
                self.at += 1;
                let arguments = self.list(")")?;
                from.call = Some(self.node(start, Form::Call(name, arguments)));
            } else {
                from.relation = name;
            }
        }
        if self.take("as") || (self.is_name(0) && !self.is_one(0, &ENDS) && !self.is_one(0, &JOINS)) {
            from.alias = crate::expr::identifier(self.text(0));
            self.at += 1;
            if self.text(0) == "(" {
                self.skip_group()?;
            }
        }
        select.from.push(from);
        Some(())
    }

    /// Everything up to the parenthesis that closes what is being read; true if a `UNION` was among it.
    fn skip_rest(&mut self) -> Option<bool> {
        let mut union = false;
        while !matches!(self.text(0), "" | ")") {
            union |= self.is(0, "union");
            if matches!(self.text(0), "(" | "[") {
                self.skip_group()?;
            } else {
                self.at += 1;
            }
        }
        Some(union)
    }
}
