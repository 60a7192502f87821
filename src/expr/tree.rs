//! What a condition demands whichever of its alternatives holds: the one place where a typed expression tree helps.

use sqlparser::ast::{BinaryOperator, Expr};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use super::parsed::Parsed;

/// Deeper nesting than a person writes; beyond it the answer is "not known".
const DEPTH: usize = 64;

/// True if a demand is made whichever alternative holds: of `a AND b` one must make it, of `a OR b` both must. `demands`
/// judges the text of a part that is neither. `None` if the condition can't be taken apart.
pub fn every_alternative(sql: &str, demands: &dyn Fn(&str) -> bool) -> Option<bool> {
    Parsed::of(sql).condition(sql).map(|condition| condition.demands(demands))
}

/// A condition, taken apart.
pub(super) enum Condition {
    All(Box<[Self; 2]>),
    Any(Box<[Self; 2]>),
    Part(String),
}

impl Condition {
    pub(super) fn parse(sql: &str) -> Option<Self> {
        let mut parser = Parser::new(&PostgreSqlDialect {}).with_recursion_limit(DEPTH).try_with_sql(sql).ok()?;
        let tree = parser.parse_expr().ok()?;
        (parser.peek_token().token == Token::EOF).then(|| Self::of(&tree))
    }

    fn of(tree: &Expr) -> Self {
        match tree {
            Expr::Nested(inner) => Self::of(inner),
            Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
                Self::All(Box::new([Self::of(left), Self::of(right)]))
            }
            Expr::BinaryOp { left, op: BinaryOperator::Or, right } => {
                Self::Any(Box::new([Self::of(left), Self::of(right)]))
            }
            // The tree's own text is good enough to look for names in; it is never written into SQL.
            part => Self::Part(part.to_string()),
        }
    }

    fn demands(&self, demands: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Self::All(parts) => parts.iter().any(|part| part.demands(demands)),
            Self::Any(parts) => parts.iter().all(|part| part.demands(demands)),
            Self::Part(text) => demands(text),
        }
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
