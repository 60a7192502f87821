//! What a condition demands whichever of its alternatives holds: the one place where a typed expression tree helps.

use sqlparser::ast::{BinaryOperator, Expr};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

/// Deeper nesting than a person writes; beyond it the answer is "not known".
const DEPTH: usize = 64;

/// True if a demand is made whichever alternative holds: of `a AND b` one must make it, of `a OR b` both must. `demands`
/// judges the text of a part that is neither. `None` if the condition can't be taken apart.
pub fn every_alternative(sql: &str, demands: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut parser = Parser::new(&PostgreSqlDialect {}).with_recursion_limit(DEPTH).try_with_sql(sql).ok()?;
    let tree = parser.parse_expr().ok()?;
    (parser.peek_token().token == Token::EOF).then(|| walk(&tree, demands))
}

fn walk(tree: &Expr, demands: &dyn Fn(&str) -> bool) -> bool {
    match tree {
        Expr::Nested(inner) => walk(inner, demands),
        Expr::BinaryOp { left, op: BinaryOperator::And, right } => walk(left, demands) || walk(right, demands),
        Expr::BinaryOp { left, op: BinaryOperator::Or, right } => walk(left, demands) && walk(right, demands),
        // The tree's own text is good enough to look for names in; it is never written into SQL.
        part => demands(&part.to_string()),
    }
}

#[cfg(test)]
mod tests {
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
    }
}
