//! The identifiers of a parsed expression, and what the queries in it take their rows from.

use std::ops::Range;

use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::check::BEFORE;
use super::names::TableName;
use super::token::identifier;

/// One identifier of a dotted name.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) range: Range<usize>,
}

/// The identifier a node consists of. `None` if it is a word with a meaning of its own, or has an escape clause.
pub(super) fn part(node: &SyntaxNode) -> Option<Part> {
    /// Words that the grammar takes where a column could stand, and that never are one unless quoted.
    const VALUES: [&str; 15] = [
        "current_catalog",
        "current_date",
        "current_role",
        "current_schema",
        "current_time",
        "current_timestamp",
        "current_user",
        "localtime",
        "localtimestamp",
        "session_user",
        "system_user",
        "user",
        "true",
        "false",
        "null",
    ];
    let token = node.first_token().filter(|first| node.last_token().as_ref() == Some(first))?;
    let text = token.text();
    if VALUES.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return None;
    }
    let start = usize::from(token.text_range().start()).checked_sub(BEFORE.len())?;
    Some(Part { name: identifier(text)?, range: start..start + text.len() })
}

/// What a query takes its rows from.
pub(super) struct Source {
    /// The table, if it is one that can be named and keeps its columns' names.
    pub(super) table: Option<TableName>,
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
fn sources(node: &SyntaxNode) -> Vec<Source> {
    let mut out = Vec::new();
    for child in node.children() {
        let kind = child.kind();
        if kind == SyntaxKind::RELATION_FROM_ITEM {
            out.push(relation_source(&child));
        } else if matches!(kind, SyntaxKind::JOIN_EXPR | SyntaxKind::JOIN | SyntaxKind::PAREN_EXPR) {
            out.extend(sources(&child));
        } else if kind == SyntaxKind::PAREN_FROM_ITEM && alias(&child).is_none() {
            // Parentheses around a join hide nothing.
            out.extend(sources(&child));
        } else if OTHER_SOURCES.contains(&kind) {
            out.push(Source { table: None, called: alias(&child), aliased: true });
        }
    }
    out
}

/// The alias of a source.
fn alias(item: &SyntaxNode) -> Option<String> {
    let alias = item.children().find(|c| c.kind() == SyntaxKind::FROM_ALIAS)?;
    let name = alias.children().find(|c| c.kind() == SyntaxKind::TABLE_ALIAS)?;
    part(&name).map(|part| part.name)
}

fn relation_source(item: &SyntaxNode) -> Source {
    let child = |kind: SyntaxKind| item.children().find(|c| c.kind() == kind);
    let named = child(SyntaxKind::RELATION_NAME_REF).and_then(|node| relation(&node));
    let table = named.map(|(schema, table)| TableName { schema: schema.map(|schema| schema.name), name: table.name });
    let alias = alias(item);
    let aliased = alias.is_some();
    let called = alias.or_else(|| table.as_ref().map(|table| table.name.clone()));
    let renames_columns = child(SyntaxKind::FROM_ALIAS)
        .is_some_and(|alias| alias.children().any(|c| c.kind() == SyntaxKind::COLUMN_LIST));
    let hidden = |table: &TableName| renames_columns || (table.schema.is_none() && is_common_table(item, &table.name));
    Source { table: table.filter(|table| !hidden(table)), called, aliased }
}

/// The parts of a relation's name: the schema if it is written, and the table.
pub(super) fn relation(node: &SyntaxNode) -> Option<(Option<Part>, Part)> {
    let segments = node.descendants().filter(|n| n.kind() == SyntaxKind::PATH_SEGMENT_REF);
    let mut parts: Vec<Part> = segments.filter_map(|n| part(&n)).collect();
    let table = parts.pop()?;
    let schema = parts.pop();
    parts.is_empty().then_some((schema, table))
}

/// True if a WITH clause around a node defines this name.
pub(super) fn is_common_table(node: &SyntaxNode, name: &str) -> bool {
    node.ancestors()
        .flat_map(|a| a.children().filter(|c| c.kind() == SyntaxKind::WITH_CLAUSE).collect::<Vec<_>>())
        .flat_map(|with| with.descendants().filter(|n| n.kind() == SyntaxKind::CTE_NAME).collect::<Vec<_>>())
        .any(|cte| part(&cte).is_some_and(|part| part.name == name))
}
