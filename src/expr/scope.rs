//! The identifiers of a parsed expression, and what the queries in it take their rows from.

use std::ops::Range;

use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::check::is_value_word;
use super::names::TableName;
use super::output::{self, child};
use super::parse::BEFORE;
use super::token::identifier;

/// One identifier of a dotted name.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) range: Range<usize>,
}

/// The identifier a node consists of. `None` if it is a word with a meaning of its own, or has an escape clause.
pub(super) fn part(node: &SyntaxNode) -> Option<Part> {
    let token = node.first_token().filter(|first| node.last_token().as_ref() == Some(first))?;
    let text = token.text();
    if is_value_word(text) {
        return None;
    }
    let start = usize::from(token.text_range().start()).checked_sub(BEFORE.len())?;
    Some(Part { name: identifier(text)?, range: start..start + text.len() })
}

/// What a query takes its rows from.
pub(super) struct Source {
    /// The table, if it is one that can be named and keeps its columns' names.
    pub(super) table: Option<TableName>,
    /// The names of the columns of what is no table, if they can be told.
    pub(super) columns: Option<Vec<String>>,
    /// What columns are qualified with.
    pub(super) called: Option<String>,
    /// True if that is an alias, not the table's own name.
    pub(super) aliased: bool,
}

/// The sources of the queries around a node, innermost first. Queries without a FROM clause are left out.
pub(super) fn scopes(node: &SyntaxNode) -> Vec<Vec<Source>> {
    let mut out = Vec::new();
    for ancestor in node.ancestors() {
        let from = ancestor.children().filter(|child| child.kind() == SyntaxKind::FROM_CLAUSE);
        let found: Vec<Source> = from.flat_map(|from| sources(&from)).collect();
        if !found.is_empty() {
            out.push(found);
        }
    }
    out
}

/// Sources whose columns are not those of one table.
const OTHER_SOURCES: [SyntaxKind; 7] = [
    SyntaxKind::EXPR_FROM_ITEM,
    SyntaxKind::FUNCTION_FROM_ITEM,
    SyntaxKind::GRAPH_TABLE_FROM_ITEM,
    SyntaxKind::JSON_TABLE_FROM_ITEM,
    SyntaxKind::PAREN_FROM_ITEM,
    SyntaxKind::ROWS_FROM_ITEM,
    SyntaxKind::XML_TABLE_FROM_ITEM,
];

/// The sources that a FROM clause or a join names, not those of the queries in it.
fn sources(clause: &SyntaxNode) -> Vec<Source> {
    let mut out = Vec::new();
    for node in clause.children() {
        let kind = node.kind();
        if kind == SyntaxKind::RELATION_FROM_ITEM {
            out.push(relation_source(&node));
        } else if matches!(kind, SyntaxKind::JOIN_EXPR | SyntaxKind::JOIN | SyntaxKind::PAREN_EXPR) {
            out.extend(sources(&node));
        } else if OTHER_SOURCES.contains(&kind) {
            let joined = child(&node, SyntaxKind::PAREN_SELECT).is_none() && alias(&node).is_none();
            match kind {
                // Parentheses around a join hide nothing.
                SyntaxKind::PAREN_FROM_ITEM if joined => out.extend(sources(&node)),
                _ => {
                    let (columns, called) = (output::columns(&node), alias(&node));
                    out.push(Source { table: None, columns, called, aliased: true });
                }
            }
        }
    }
    out
}

/// The alias of a source.
fn alias(item: &SyntaxNode) -> Option<String> {
    let name = child(&child(item, SyntaxKind::FROM_ALIAS)?, SyntaxKind::TABLE_ALIAS)?;
    part(&name).map(|part| part.name)
}

fn relation_source(item: &SyntaxNode) -> Source {
    let named = child(item, SyntaxKind::RELATION_NAME_REF).and_then(|node| relation(&node));
    let table = named.map(|(schema, table)| TableName { schema: schema.map(|schema| schema.name), name: table.name });
    let alias = alias(item);
    let aliased = alias.is_some();
    let called = alias.or_else(|| table.as_ref().map(|table| table.name.clone()));
    let renamed = child(item, SyntaxKind::FROM_ALIAS).and_then(|alias| child(&alias, SyntaxKind::COLUMN_LIST));
    let bare = table.as_ref().filter(|table| table.schema.is_none());
    let common = bare.and_then(|table| common_table(item, &table.name));
    match (renamed, common) {
        (None, None) => Source { table, columns: None, called, aliased },
        (None, Some(common)) => Source { table: None, columns: output::columns(&common), called, aliased },
        // Which columns keep their names can't be told from the text.
        (Some(_), _) => Source { table: None, columns: None, called, aliased },
    }
}

/// The parts of a relation's name: the schema if it is written, and the table.
pub(super) fn relation(node: &SyntaxNode) -> Option<(Option<Part>, Part)> {
    let segments = node.descendants().filter(|n| n.kind() == SyntaxKind::PATH_SEGMENT_REF);
    let mut parts: Vec<Part> = segments.filter_map(|n| part(&n)).collect();
    let table = parts.pop()?;
    let schema = parts.pop();
    parts.is_empty().then_some((schema, table))
}

/// The WITH query that a name means at a node.
pub(super) fn common_table(node: &SyntaxNode, name: &str) -> Option<SyntaxNode> {
    let clauses = node.ancestors().filter_map(|ancestor| child(&ancestor, SyntaxKind::WITH_CLAUSE));
    let mut tables =
        clauses.flat_map(|with| with.children().filter(|n| n.kind() == SyntaxKind::WITH_TABLE).collect::<Vec<_>>());
    tables.find(|table| {
        child(table, SyntaxKind::CTE_NAME).and_then(|cte| part(&cte)).is_some_and(|part| part.name == name)
    })
}
