//! What a partition's bound asks of its rows, as a condition from which PostgreSQL concludes the bound.

use crate::catalog::{Column, DataType, Table};
use crate::expr::{Token, TokenKind, identifier, tokens};
use crate::sql::quote;
use crate::sql::write::Writer;

/// The condition that a bound comes to, for a table partitioned by the range or the list of one plain column. Nothing for
/// what can't be said without PostgreSQL: a hash, an expression, several columns, a bound that is computed.
pub(super) fn condition<'a>(writer: &Writer<'a>, parent: &'a Table, bound: &str) -> Option<String> {
    let key = parent.options.partition_by.as_deref()?;
    let key = Words::of(key);
    let [method, open, column, close] = key.list.as_slice() else { return None };
    if key.text(open) != "(" || key.text(close) != ")" {
        return None;
    }
    let name = identifier(key.text(column))?;
    let column = parent.columns.iter().find(|c| c.name == name)?;
    let value = Cast { column: quote::ident(&name), data_type: data_type(writer, column)? };
    let bound = Words::of(bound);
    match key.text(method).to_ascii_uppercase().as_str() {
        "RANGE" => value.range(&bound),
        "LIST" => value.list(&bound),
        _ => None,
    }
}

/// A type whose values are constants. A domain's are computed, as far as PostgreSQL's proofs go.
fn data_type<'a>(writer: &Writer<'a>, column: &'a Column) -> Option<String> {
    match &column.data_type {
        DataType::Builtin(_) => Some(writer.data_type(&column.data_type)),
        DataType::Defined { id, array: false } => {
            writer.enum_type(id)?;
            Some(writer.data_type(&column.data_type))
        }
        DataType::Defined { .. } => None,
    }
}

/// The words of a text, without white space and comments.
struct Words<'t> {
    sql: &'t str,
    list: Vec<Token>,
}

impl<'t> Words<'t> {
    fn of(sql: &'t str) -> Self {
        Self { sql, list: tokens(sql).into_iter().filter(|token| !token.is_blank()).collect() }
    }

    fn text(&self, token: &Token) -> &'t str {
        token.text(self.sql)
    }

    /// What stands between parentheses that begin at a place, and the place behind them.
    fn values(&self, at: usize) -> Option<(Vec<Limit>, usize)> {
        let mut out = Vec::new();
        let mut at = self.after("(", at)?;
        loop {
            let (limit, next) = self.limit(at)?;
            out.push(limit);
            match self.list.get(next).map(|token| self.text(token))? {
                "," => at = next + 1,
                ")" => return Some((out, next + 1)),
                _ => return None,
            }
        }
    }

    fn limit(&self, at: usize) -> Option<(Limit, usize)> {
        let token = self.list.get(at)?;
        let text = self.text(token);
        Some(match token.kind {
            TokenKind::String | TokenKind::Number => (Limit::Value(text.to_owned()), at + 1),
            TokenKind::Operator if text == "-" => {
                let number = self.list.get(at + 1).filter(|token| token.kind == TokenKind::Number)?;
                (Limit::Value(format!("-{}", self.text(number))), at + 2)
            }
            TokenKind::Ident => match text.to_ascii_uppercase().as_str() {
                "MINVALUE" | "MAXVALUE" => (Limit::None, at + 1),
                "NULL" => (Limit::Null, at + 1),
                "TRUE" | "FALSE" => (Limit::Value(text.to_owned()), at + 1),
                _ => return None,
            },
            _ => return None,
        })
    }

    fn after(&self, word: &str, at: usize) -> Option<usize> {
        let found = self.list.get(at).is_some_and(|token| self.text(token).eq_ignore_ascii_case(word));
        found.then_some(at + 1)
    }
}

/// One end of a range, or one of a list.
enum Limit {
    /// There is none on this side.
    None,
    Null,
    Value(String),
}

struct Cast {
    column: String,
    data_type: String,
}

impl Cast {
    fn value(&self, text: &str) -> String {
        format!("CAST({text} AS {})", self.data_type)
    }

    fn range(&self, words: &Words<'_>) -> Option<String> {
        let from = words.after("FROM", words.after("VALUES", words.after("FOR", 0)?)?)?;
        let (from, to) = words.values(from)?;
        let (to, end) = words.values(words.after("TO", to)?)?;
        let ([from], [to]) = (from.as_slice(), to.as_slice()) else { return None };
        if end != words.list.len() {
            return None;
        }
        let mut out = format!("{} IS NOT NULL", self.column);
        for (limit, operator) in [(from, ">="), (to, "<")] {
            match limit {
                Limit::None => {}
                Limit::Null => return None,
                Limit::Value(text) => out.push_str(&format!(" AND {} {operator} {}", self.column, self.value(text))),
            }
        }
        Some(out)
    }

    fn list(&self, words: &Words<'_>) -> Option<String> {
        let values = words.after("IN", words.after("VALUES", words.after("FOR", 0)?)?)?;
        let (limits, end) = words.values(values)?;
        let mut values = Vec::new();
        let mut null = false;
        for limit in limits {
            match limit {
                Limit::None => return None,
                Limit::Null => null = true,
                Limit::Value(text) => values.push(self.value(&text)),
            }
        }
        if end != words.list.len() {
            return None;
        }
        let column = &self.column;
        let within = format!("{column} IN ({})", values.join(", "));
        Some(match (null, values.is_empty()) {
            (true, true) => format!("{column} IS NULL"),
            (true, false) => format!("{column} IS NULL OR {within}"),
            (false, _) => format!("{column} IS NOT NULL AND {within}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, Id};

    #[track_caller]
    fn check(key: &str, data_type: &str, bound: &str, expected: Option<&str>) {
        let mut parent = Table::new(Id::new("p"), Id::new("public"), "p");
        parent.columns.push(Column::new(Id::new("p.At"), "At", DataType::builtin(data_type)));
        parent.options.partition_by = Some(key.to_owned());
        let catalog = Catalog::default();
        assert_eq!(condition(&Writer::new(&catalog), &parent, bound).as_deref(), expected, "{key} {bound}");
    }

    #[test]
    fn ranges_and_lists_of_one_column_are_said() {
        check(
            "RANGE (\"At\")",
            "date",
            "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
            Some("\"At\" IS NOT NULL AND \"At\" >= CAST('2026-01-01' AS date) AND \"At\" < CAST('2027-01-01' AS date)"),
        );
        check(
            "RANGE (\"At\")",
            "bigint",
            "for values from (MINVALUE) to (-10)",
            Some("\"At\" IS NOT NULL AND \"At\" < CAST(-10 AS bigint)"),
        );
        check(
            "LIST (\"At\")",
            "text",
            "FOR VALUES IN ('a', NULL, 'it''s')",
            Some("\"At\" IS NULL OR \"At\" IN (CAST('a' AS text), CAST('it''s' AS text))"),
        );
        check("LIST (\"At\")", "text", "FOR VALUES IN (NULL)", Some("\"At\" IS NULL"));
    }

    #[test]
    fn what_only_postgresql_can_say_is_left_to_it() {
        check("HASH (\"At\")", "integer", "FOR VALUES WITH (MODULUS 2, REMAINDER 0)", None);
        check("RANGE (\"At\", b)", "integer", "FOR VALUES FROM (1, 2) TO (2, 3)", None);
        check("RANGE (lower(\"At\"))", "text", "FOR VALUES FROM ('a') TO ('b')", None);
        check("RANGE (\"At\")", "date", "FOR VALUES FROM (now()) TO ('2027-01-01')", None);
        check("RANGE (\"At\")", "integer", "DEFAULT", None);
        check("RANGE (\"At\")", "integer", "FOR VALUES FROM (1) TO", None);
        check("", "integer", "", None);
    }
}
