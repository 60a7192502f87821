//! An expression as it is written: what stands where, before any name is looked up.

/// A part of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) form: Form,
    /// The bytes that it covers.
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    /// A name with its qualifiers, unquoted.
    Name(Vec<String>),
    /// A word without parentheses that PostgreSQL computes: `current_user`, `now` as in `CURRENT_TIMESTAMP`.
    Word(String),
    Null,
    Bool(bool),
    Text(String),
    Number(String),
    /// `$1`
    Parameter(usize),
    Call(Vec<String>, Vec<Node>),
    Cast(Box<Node>, String),
    /// An operator between two operands; `LIKE` is `~~`.
    Binary(String, Box<Node>, Box<Node>),
    /// `IS [NOT] DISTINCT FROM`; true if distinct is asked for.
    Distinct(Box<Node>, Box<Node>, bool),
    Is(Box<Node>, Test, bool),
    /// `IN (…)` and `= ANY (ARRAY[…])`; false if it is `NOT IN`.
    In(Box<Node>, Vec<Node>, bool),
    /// `IN (SELECT …)`, `= ANY (SELECT …)` and `= ANY (ARRAY(SELECT …))`.
    InSelect(Box<Node>, Box<Select>, SetForm, bool),
    /// `= ANY (array)`, an array that is no list.
    InArray(Box<Node>, Box<Node>, bool),
    Exists(Box<Select>),
    Scalar(Box<Select>),
    ArraySelect(Box<Select>),
    Array(Vec<Node>),
    Case(Option<Box<Node>>, Vec<(Node, Node)>, Option<Box<Node>>),
    /// Whatever else.
    Opaque,
}

/// What `IS` asks for; the flag beside it is true for `IS NOT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// `NULL` or `UNKNOWN`
    Null,
    /// `TRUE`
    True,
    /// `FALSE`
    False,
}

/// How a set is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetForm {
    /// `IN (SELECT …)` or `= ANY (SELECT …)`: a hashed sub-plan, which no index serves.
    In,
    /// `= ANY (ARRAY(SELECT …))`: computed once, then looked up by an index.
    Array,
    /// `EXISTS (SELECT …)` that is correlated with the row.
    Exists,
    /// An array that is no sub-select: a function's, a column's.
    Value,
}

/// A sub-select.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Select {
    pub(super) columns: Vec<Node>,
    pub(super) from: Vec<From>,
    /// `WHERE`, and the conditions of inner joins.
    pub(super) conditions: Vec<Node>,
    /// True if there is more to it: another select by `UNION`, groups, a limit, an outer join.
    pub(super) more: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct From {
    /// The relation's name with its qualifiers; empty if it is no name: a function's rows, a sub-select.
    pub(super) relation: Vec<String>,
    /// What its columns are qualified by.
    pub(super) alias: Option<String>,
    /// The call whose rows they are.
    pub(super) call: Option<Node>,
}
