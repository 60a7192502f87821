//! What a condition demands whichever of its alternatives holds.
//!
//! `OR` and `AND` bind the weakest of PostgreSQL's operators, so a condition can be taken apart at its tokens: at every
//! `OR` that no parenthesis and no `CASE` holds, then at every such `AND` that is not the second half of a `BETWEEN`.
//! <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-PRECEDENCE>

use super::check::check;
use super::token::{Token, TokenKind, tokens};

/// Deeper nesting than a person writes; beyond it the answer is "not known".
const DEPTH: usize = 64;

/// True if a demand is made whichever alternative holds: of `a AND b` one must make it, of `a OR b` both must. `demands`
/// judges the text of a part that is neither. `None` if the condition can't be taken apart.
pub fn every_alternative(sql: &str, demands: &dyn Fn(&str) -> bool) -> Option<bool> {
    check(sql).ok()?;
    let tokens: Vec<Token> = tokens(sql).into_iter().filter(|token| !token.is_blank()).collect();
    alternatives(sql, &tokens, demands, DEPTH)
}

fn alternatives(sql: &str, tokens: &[Token], demands: &dyn Fn(&str) -> bool, depth: usize) -> Option<bool> {
    let depth = depth.checked_sub(1)?;
    if let Some(inner) = inside(sql, tokens) {
        return alternatives(sql, inner, demands, depth);
    }
    let (first, last) = (tokens.first()?, tokens.last()?);
    let by_or = apart(sql, tokens, "or");
    if by_or.len() > 1 {
        return all(by_or.into_iter().map(|part| alternatives(sql, part, demands, depth)));
    }
    let by_and = apart(sql, tokens, "and");
    if by_and.len() > 1 {
        // One of the parts is enough, so it is the others that must all fail to ask.
        let silent = all(by_and.into_iter().map(|part| Some(!alternatives(sql, part, demands, depth)?)));
        return silent.map(|silent| !silent);
    }
    Some(demands(&sql[first.range.start..last.range.end]))
}

/// Whether all are true; `None` if one is not known.
fn all(mut parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    parts.try_fold(true, |so_far, part| Some(so_far & part?))
}

/// What one pair of parentheses holds, if it holds everything.
fn inside<'a>(sql: &str, tokens: &'a [Token]) -> Option<&'a [Token]> {
    let [first, inner @ .., last] = tokens else { return None };
    let whole = first.text(sql) == "(" && last.text(sql) == ")" && inner.len() + 2 == group(sql, tokens);
    let query = inner
        .first()
        .is_some_and(|token| ["select", "with", "values", "table"].iter().any(|word| is_word(sql, token, word)));
    (whole && !query && apart(sql, inner, ",").len() == 1).then_some(inner)
}

/// How many tokens the first one opens and closes, itself included.
fn group(sql: &str, tokens: &[Token]) -> usize {
    let mut open = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        open = deeper(sql, token, open);
        if open == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

fn deeper(sql: &str, token: &Token, open: usize) -> usize {
    let opens = matches!(token.text(sql), "(" | "[") || is_word(sql, token, "case");
    let closes = matches!(token.text(sql), ")" | "]") || is_word(sql, token, "end");
    if opens { open + 1 } else { open.saturating_sub(usize::from(closes)) }
}

/// The parts that a word or a comma separates, outside of all parentheses.
fn apart<'a>(sql: &str, tokens: &'a [Token], separator: &str) -> Vec<&'a [Token]> {
    let (mut parts, mut start, mut open, mut between) = (Vec::new(), 0, 0, 0_usize);
    for (at, token) in tokens.iter().enumerate() {
        open = deeper(sql, token, open);
        if open > 0 {
            continue;
        }
        if is_word(sql, token, "between") {
            between += 1;
        } else if is_word(sql, token, "and") && between > 0 {
            between -= 1;
        } else if is_word(sql, token, separator) || token.text(sql) == separator && separator == "," {
            parts.push(&tokens[start..at]);
            start = at + 1;
        }
    }
    parts.push(&tokens[start..]);
    parts
}

/// True for a keyword; a quoted name is none.
fn is_word(sql: &str, token: &Token, word: &str) -> bool {
    token.kind == TokenKind::Ident && token.text(sql).eq_ignore_ascii_case(word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sqlparser::ast::{BinaryOperator, Expr};
    use sqlparser::dialect::PostgreSqlDialect;
    use sqlparser::parser::Parser;

    use super::*;

    fn check(sql: &str, expected: Option<bool>) {
        let asks = |part: &str| crate::expr::columns(part).iter().any(|column| column == "tenant_id");
        assert_eq!(every_alternative(sql, &asks), expected, "{sql}");
    }

    #[test]
    fn an_alternative_without_the_demand_is_found() {
        check("tenant_id = 1", Some(true));
        check("tenant_id = 1 AND done", Some(true));
        check("tenant_id = 1 OR true", Some(false));
        check("(tenant_id = 1 OR shared) AND done", Some(false));
        check("(tenant_id = 1 OR shared) AND tenant_id IS NOT NULL", Some(true));
        check("tenant_id = (SELECT NULLIF(current_setting('a.b', true), '')::uuid)", Some(true));
        check("\"tenant_id\" = 1 OR \"TENANT_ID\" = 1", Some(false));
        check("tenant_id = ", None);
        check("a) OR (true", None);
        check("tenant_id BETWEEN 1 AND 2 OR true", Some(false));
        check("CASE WHEN a OR b THEN tenant_id = 1 ELSE false END", Some(true));
        check("(SELECT true OR tenant_id = 1)", Some(true));
        check("(tenant_id, 1) = (1, 1) OR (a)", Some(false));
        check("\"or\" = 1 AND tenant_id = 1", Some(true));
        check("done AND NOT tenant_id = 1 OR shared", Some(false));
        check(&format!("{}tenant_id{}", "(".repeat(80), ")".repeat(80)), None);
        check(&vec!["tenant_id"; 2_000].join(" AND "), Some(true));
    }

    /// The same question, put to another parser's tree.
    fn judge(tree: &Expr, demands: &dyn Fn(&str) -> bool) -> bool {
        match tree {
            Expr::Nested(inner) => judge(inner, demands),
            Expr::BinaryOp { left, op: BinaryOperator::And, right } => judge(left, demands) || judge(right, demands),
            Expr::BinaryOp { left, op: BinaryOperator::Or, right } => judge(left, demands) && judge(right, demands),
            part => demands(&part.to_string()),
        }
    }

    fn condition() -> impl Strategy<Value = String> {
        let leaf = prop::sample::select(vec![
            "a",
            "b = 1",
            "a IS NOT NULL",
            "b BETWEEN 1 AND a",
            "a LIKE 'x' || b",
            "b IN (1, 2)",
            "c",
            "c = ANY (d)",
        ]);
        leaf.prop_map(str::to_owned).prop_recursive(5, 24, 3, |inner| {
            prop_oneof![
                (inner.clone(), prop::sample::select(vec!["AND", "OR"]), inner.clone())
                    .prop_map(|(left, word, right)| format!("{left} {word} {right}")),
                inner.clone().prop_map(|inside| format!("({inside})")),
                inner.prop_map(|inside| format!("NOT {inside}")),
            ]
        })
    }

    proptest! {
        #[test]
        fn another_parser_sees_the_same_alternatives(sql in condition()) {
            let demands = |part: &str| crate::expr::columns(part).iter().any(|column| column == "a");
            let tree = Parser::new(&PostgreSqlDialect {}).try_with_sql(&sql).unwrap().parse_expr().unwrap();
            prop_assert_eq!(every_alternative(&sql, &demands), Some(judge(&tree, &demands)), "{}", sql);
        }
    }
}
