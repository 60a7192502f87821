//! Expressions that people typed: they mention tables and columns by their authored names, the database knows them by
//! others.

use super::building::{Building, Context};
use crate::catalog::Expr;
use crate::expr::{self, Referent, TableName, Tables, Token};

/// Rewrites the expressions of one table.
#[derive(Clone, Copy)]
pub(super) struct Rewriter<'b, 'a> {
    pub(super) context: &'b Context<'a>,
    /// Every table, for policies may query others.
    pub(super) buildings: &'b [Building<'a>],
    /// The table that the expressions belong to.
    pub(super) building: &'b Building<'a>,
}

impl Rewriter<'_, '_> {
    /// The expression with every table and column under its name in the database, as a member of the table may call
    /// it.
    pub(super) fn physical(&self, expression: &Expr, member: usize) -> Expr {
        // Most expressions mention columns only, whose names are the same in the database and need no quotes.
        let elsewhere = expression.sql().bytes().any(|byte| byte == b'.') || mentions_from(expression.sql());
        if !elsewhere && self.building.names_are_plain() {
            return expression.clone();
        }
        let tables = Known { rewriter: *self };
        Expr::new(expr::rewrite(expression.sql(), &tables, &|reference| match &reference.referent {
            Referent::Column => self.column(self.building, member, &reference.name),
            Referent::ColumnOf(table) => {
                let other = self.table(table)?;
                self.column(other, other.entity, &reference.name)
            }
            Referent::Table(table) => Some(self.table(table)?.table.name.clone()),
            Referent::OwnTable => Some(self.building.table.name.clone()),
            // Schemas have one name only.
            Referent::Schema(_) => None,
        }))
    }

    /// The name in the database of the column that a member of a table means by a name: one that it may call so before
    /// one that only others may, exactly before with capitals and small letters confused (an unquoted name arrives here
    /// folded to small letters), as authored before as it is in the database.
    fn column(&self, building: &Building<'_>, member: usize, name: &str) -> Option<String> {
        let columns = &building.table.columns;
        let exact = |known: &str| known == name;
        let alike = |known: &str| known.eq_ignore_ascii_case(name);
        let visible = |matches: &dyn Fn(&str) -> bool| {
            let entries =
                || building.entries.iter().filter(|entry| self.context.hierarchy.is_or_derives(member, entry.owner));
            let authored = entries().find(|entry| matches(entry.name));
            authored.or_else(|| entries().find(|entry| matches(&columns[entry.at].name))).map(|entry| entry.at)
        };
        let any = |matches: &dyn Fn(&str) -> bool| columns.iter().position(|column| matches(&column.name));
        visible(&exact)
            .or_else(|| visible(&alike))
            .or_else(|| any(&exact))
            .or_else(|| any(&alike))
            .map(|at| columns[at].name.clone())
    }

    /// The table that is meant by a name: by that of its entity, or by its own.
    fn table(&self, wanted: &TableName) -> Option<&Building<'_>> {
        let same = |name: &str| name == wanted.name;
        let alike = |name: &str| name.eq_ignore_ascii_case(&wanted.name);
        let in_schema = |building: &Building<'_>| match &wanted.schema {
            Some(schema) => {
                self.context.design.schemas.get(&building.table.schema).is_some_and(|found| found.name == *schema)
            }
            None => true,
        };
        let find = |matches: &dyn Fn(&str) -> bool| {
            self.buildings.iter().find(|building| {
                let entity = self.context.hierarchy.nodes[building.entity].entity;
                (matches(&building.table.name) || matches(&entity.table.name)) && in_schema(building)
            })
        };
        find(&same).or_else(|| find(&alike))
    }
}

/// The tables of the design, for telling apart what names in a query stand for.
struct Known<'b, 'a> {
    rewriter: Rewriter<'b, 'a>,
}

impl Tables for Known<'_, '_> {
    fn is_own(&self, table: &TableName) -> bool {
        self.rewriter.table(table).is_some_and(|found| found.table.id == self.rewriter.building.table.id)
    }

    fn has_column(&self, table: &TableName, column: &str) -> Option<bool> {
        let other = self.rewriter.table(table)?;
        Some(self.rewriter.column(other, other.entity, column).is_some())
    }
}

/// True if the text may hold a query over other tables.
fn mentions_from(sql: &str) -> bool {
    sql.as_bytes().windows(4).any(|word| word.eq_ignore_ascii_case(b"from"))
}

/// The columns of the table that an expression mentions by their names in the database, each once, in the table's
/// order. Names of checks are made of them, so that looking at tokens is close enough: what is called, and what
/// follows a dot, is no column.
pub(super) fn mentioned<'b>(expression: &Expr, building: &'b Building<'_>) -> Vec<&'b str> {
    let sql = expression.sql();
    let tokens: Vec<Token> = expr::tokens(sql).into_iter().filter(|token| !token.is_blank()).collect();
    let text = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map_or("", |token| token.text(sql));
    let names: Vec<String> = (0..tokens.len())
        .filter(|at| text(at.checked_add(1)) != "(" && !matches!(text(at.checked_sub(1)), "." | "::"))
        .filter_map(|at| expr::identifier(text(Some(at))))
        .collect();
    let mentioned = building.table.columns.iter().filter(|column| names.contains(&column.name));
    mentioned.map(|column| column.name.as_str()).collect()
}
