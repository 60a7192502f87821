//! The columns that a query in FROM or WITH shows to the query around it.

use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::scope::part;

/// True if an expression is a column of a query in FROM or WITH that has no name of its own: the query around knows it
/// by the expression's last name.
pub(super) fn is_output(expression: &SyntaxNode) -> bool {
    let Some(target) = expression.parent().filter(|node| node.kind() == SyntaxKind::TARGET) else { return false };
    let of_select = [
        SyntaxKind::TARGET_LIST,
        SyntaxKind::SELECT_CLAUSE,
        SyntaxKind::SELECT,
        SyntaxKind::COMPOUND_SELECT,
        SyntaxKind::PAREN_SELECT,
    ];
    let place = target.ancestors().skip(1).find(|node| !of_select.contains(&node.kind()));
    let kept = |node: &SyntaxNode| matches!(node.kind(), SyntaxKind::PAREN_FROM_ITEM | SyntaxKind::WITH_TABLE);
    child(&target, SyntaxKind::AS_NAME).is_none() && place.is_some_and(|node| kept(&node))
}

/// The names of the columns of an item of FROM or WITH that is no table, if they can be told from its text.
pub(super) fn columns(item: &SyntaxNode) -> Option<Vec<String>> {
    let listed = child(item, SyntaxKind::FROM_ALIAS).unwrap_or_else(|| item.clone());
    let listed = child(&listed, SyntaxKind::COLUMN_LIST).map(|list| names(&list)).unwrap_or_default();
    let query = item.children().find_map(|node| of_query(&node));
    match query {
        // The list names the first columns, and there may be more.
        Some(columns) => Some(listed.iter().cloned().chain(columns.into_iter().skip(listed.len())).collect()),
        None if item.kind() == SyntaxKind::FUNCTION_FROM_ITEM && !listed.is_empty() => Some(listed),
        None => None,
    }
}

fn names(list: &SyntaxNode) -> Vec<String> {
    list.children().filter_map(|name| part(&name)).map(|part| part.name).collect()
}

fn of_query(query: &SyntaxNode) -> Option<Vec<String>> {
    match query.kind() {
        SyntaxKind::SELECT => {
            let list = child(&child(query, SyntaxKind::SELECT_CLAUSE)?, SyntaxKind::TARGET_LIST)?;
            list.children().filter(|node| node.kind() == SyntaxKind::TARGET).map(|target| of_target(&target)).collect()
        }
        // The first query of a UNION names the columns.
        SyntaxKind::COMPOUND_SELECT | SyntaxKind::PAREN_SELECT => query.children().find_map(|node| of_query(&node)),
        SyntaxKind::VALUES => {
            let row = child(&child(query, SyntaxKind::ROW_LIST)?, SyntaxKind::ROW)?;
            Some((1..=row.children().count()).map(|number| format!("column{number}")).collect())
        }
        _ => None,
    }
}

/// The name of a column of a query; `None` where PostgreSQL makes one that the text does not show.
fn of_target(target: &SyntaxNode) -> Option<String> {
    if let Some(name) = child(target, SyntaxKind::AS_NAME) {
        return part(&child(&name, SyntaxKind::COLUMN_NAME)?).map(|part| part.name);
    }
    let expression = target.first_child()?;
    let named = match expression.kind() {
        SyntaxKind::NAME_REF => expression,
        SyntaxKind::FIELD_EXPR => expression.children().nth(1)?,
        SyntaxKind::CALL_EXPR => expression.first_child().filter(|node| node.kind() == SyntaxKind::NAME_REF)?,
        SyntaxKind::LITERAL | SyntaxKind::BIN_EXPR => return Some("?column?".to_owned()),
        _ => return None,
    };
    part(&named).map(|part| part.name)
}

/// The first child of a kind.
pub(super) fn child(node: &SyntaxNode, kind: SyntaxKind) -> Option<SyntaxNode> {
    node.children().find(|child| child.kind() == kind)
}
