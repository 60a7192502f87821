//! Expressions as the diff and the planner see them: text whose names are followed through renames.

use super::align::{Aligned, TableMatch};
use crate::catalog::{Expr, Map, Pair};
use crate::expr::{self, Reference, Referent, TableName, Tables, TokenKind};

/// True if the two mean the same once whatever was renamed is renamed in the previous one: PostgreSQL keeps
/// expressions as trees, so that a rename reaches them by itself.
pub(super) fn same(aligned: &Aligned<'_>, table: &TableMatch<'_>, pair: Pair<&Expr>) -> bool {
    let Pair { previous, next } = pair.map(Expr::sql);
    let reused = &aligned.reused_labels;
    if !reused.is_empty() && string_literals(next).any(|literal| reused.contains(literal.as_str())) {
        return false;
    }
    let renames = Renames { aligned, table };
    if !renames.may_touch(pair.previous) {
        return previous == next || expr::same(previous, next);
    }
    expr::same(&expr::rewrite(previous, &renames, &|reference| renames.next_name(reference)), next)
}

/// [`same`] for what may be absent.
pub(crate) fn same_option(aligned: &Aligned<'_>, table: &TableMatch<'_>, pair: Pair<Option<&Expr>>) -> bool {
    match (pair.previous, pair.next) {
        (None, None) => true,
        (Some(previous), Some(next)) => same(aligned, table, Pair::new(previous, next)),
        _ => false,
    }
}

/// What was renamed, as an expression of a table sees it.
struct Renames<'x, 'a> {
    aligned: &'x Aligned<'a>,
    table: &'x TableMatch<'a>,
}

impl<'a> Renames<'_, 'a> {
    fn may_touch(&self, expression: &Expr) -> bool {
        !self.table.column_renames.is_empty()
            || self.table.tables.previous.name != self.table.tables.next.name
            || (self.aligned.has_renames && has_select(expression))
    }

    fn next_name(&self, reference: &Reference) -> Option<String> {
        let name = match &reference.referent {
            Referent::Column => self.table.column_renames.get(reference.name.as_str()).copied(),
            Referent::OwnTable => Some(self.table.tables.next.name.as_str()),
            Referent::Table(table) => self.find(table).map(|t| t.tables.next.name.as_str()),
            Referent::ColumnOf(table) => self.find(table)?.column_renames.get(reference.name.as_str()).copied(),
            Referent::Schema(table) => self.aligned.next_schema(self.find(table)?.tables.next),
        };
        name.map(str::to_owned)
    }

    /// A table by its previous name.
    fn find(&self, name: &TableName) -> Option<&TableMatch<'a>> {
        self.aligned.kept_by_previous_name(name.schema.as_deref(), &name.name)
    }
}

impl Tables for Renames<'_, '_> {
    fn is_own(&self, table: &TableName) -> bool {
        let own = &self.table.tables.previous;
        own.name == table.name && table.schema.as_deref().is_none_or(|s| self.aligned.previous_schema(own) == Some(s))
    }

    fn has_column(&self, table: &TableName, column: &str) -> Option<bool> {
        self.find(table).map(|t| t.tables.previous.columns.iter().any(|c| c.name == column))
    }
}

/// True if the two are the same as they stand.
pub(super) fn same_as_written(pair: Pair<&Expr>) -> bool {
    pair.previous == pair.next || expr::same(pair.previous.sql(), pair.next.sql())
}

/// True if an expression holds a query, and so may read other tables.
pub(crate) fn has_select(expression: &Expr) -> bool {
    // A word in a string is found too: that costs a closer look, no more.
    expression.sql().as_bytes().windows(6).any(|word| word.eq_ignore_ascii_case(b"select"))
}

/// The values of the string literals of some SQL.
pub(crate) fn string_literals(sql: &str) -> impl Iterator<Item = String> + '_ {
    expr::tokens(sql).into_iter().filter_map(|token| match token.kind {
        TokenKind::String | TokenKind::DollarString => expr::string_value(token.text(sql)),
        _ => None,
    })
}

/// Next names by previous ones.
pub(super) type NameMap<'a> = Map<&'a str, &'a str>;

#[cfg(test)]
mod tests {
    use crate::catalog::{
        Catalog, Column, DataType, EnumLabel, EnumType, Expr, Id, Pair, Policy, PolicyCommand, Schema, Table,
    };
    use crate::diff::{Change, PolicyAlteration, PolicyChange, diff};

    fn catalog(labels: [&str; 2]) -> Catalog {
        let label = |(n, name): (usize, &str)| EnumLabel { id: Id::new(format!("l{n}")), name: name.into() };
        let labels = labels.into_iter().enumerate().map(label).collect();
        let (schema, mood) = (Id::new("public"), Id::new("mood"));
        let mut table = Table::new(Id::new("t"), schema.clone(), "t");
        let data_type = DataType::Defined { id: mood.clone(), array: false };
        table.columns.push(Column::new(Id::new("c"), "c", data_type));
        table.policies.push(Policy {
            id: Id::new("p"),
            name: "p".into(),
            restrictive: false,
            command: PolicyCommand::All,
            to: Vec::new(),
            using: Some(Expr::new("c <> 'low'")),
            check: None,
            comment: None,
        });
        Catalog {
            schemas: vec![Schema::new(schema.clone(), "public")],
            enums: vec![EnumType { id: mood, schema, name: "mood".into(), labels, comment: None }],
            tables: vec![table],
            ..Catalog::default()
        }
    }

    #[test]
    fn a_text_means_another_label_when_two_change_their_names() {
        let is_altered = |change: &Change| {
            matches!(change, Change::Policy(PolicyChange::Altered { what: PolicyAlteration::Rules, .. }))
        };
        let altered =
            |next: [&str; 2]| diff(Pair::new(&catalog(["low", "high"]), &catalog(next))).iter().any(is_altered);
        assert!(altered(["high", "low"]));
        assert!(!altered(["low", "top"]));
    }
}
