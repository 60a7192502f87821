//! The query that reads everything, put together from one file to each kind of object.

/// One statement that only reads and answers with one JSON value, which [`super::read`] understands. It works on
/// PostgreSQL 14 to 18; `search_path` must be empty for names in expressions to be qualified.
pub const QUERY: &str = concat!(
    include_str!("scope.sql"),
    include_str!("sequence.sql"),
    include_str!("owner.sql"),
    include_str!("table.sql"),
    include_str!("column.sql"),
    include_str!("constraint.sql"),
    include_str!("index.sql"),
    include_str!("policy.sql"),
    include_str!("grant.sql"),
    include_str!("type.sql"),
    include_str!("operator.sql"),
    include_str!("text_search.sql"),
    include_str!("foreign.sql"),
    include_str!("extension.sql"),
    include_str!("object.sql"),
    include_str!("dependency.sql"),
    include_str!("other.sql"),
    include_str!("select.sql"),
);
