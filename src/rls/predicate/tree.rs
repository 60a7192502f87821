//! What a policy's clause means, as a tree whose names are looked up.

pub use super::syntax::{SetForm, Test};
use crate::catalog::{DataType, Id};

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Predicate {
    /// `true`, `false` or `NULL`.
    Constant(Option<bool>),
    /// All of them.
    And(Vec<Predicate>),
    /// One of them.
    Or(Vec<Predicate>),
    /// Not.
    Not(Box<Predicate>),
    /// Two values compared.
    Compare {
        /// How.
        op: Op,
        /// What stands on the left.
        left: Scalar,
        /// What stands on the right.
        right: Scalar,
    },
    /// `IS DISTINCT FROM`, or `IS NOT DISTINCT FROM` if negated.
    Distinct {
        /// What stands on the left.
        left: Scalar,
        /// What stands on the right.
        right: Scalar,
        /// True for `IS NOT DISTINCT FROM`.
        negated: bool,
    },
    /// `IS [NOT] NULL` of a value.
    IsNull {
        /// The value.
        of: Scalar,
        /// True for `IS NOT NULL`.
        negated: bool,
    },
    /// `IS [NOT] TRUE`, `IS [NOT] FALSE`, `IS [NOT] NULL` of a condition.
    Is {
        /// The condition.
        of: Box<Predicate>,
        /// What is asked.
        test: Test,
        /// True for `IS NOT`.
        negated: bool,
    },
    /// A value in a list; `NOT IN` if not positive.
    Among {
        /// The value.
        of: Scalar,
        /// The list.
        items: Vec<Scalar>,
        /// False for `NOT IN`.
        positive: bool,
    },
    /// A value in a set that a sub-select, a function or an array has; not in it if not positive.
    Member {
        /// The value.
        of: Scalar,
        /// The set.
        set: Set,
        /// False for `NOT IN`.
        positive: bool,
    },
    /// `EXISTS (SELECT …)`.
    Exists(Box<Query>),
    /// A membership of roles: `pg_has_role`.
    HasRole {
        /// Who.
        who: Scalar,
        /// In what, by name.
        role: String,
        /// `MEMBER`, `USAGE` or `SET`, in lower case.
        how: String,
    },
    /// A value that is a condition by itself: a boolean column, a function's answer.
    Truth(Scalar),
    /// Something that is not understood.
    Opaque(Opaque),
}

/// How two values are compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// `=`
    Eq,
    /// `<>`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// Another operator, as written: `~~` for `LIKE`, `@>`.
    Other(String),
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// `NULL`
    Null,
    /// `true` or `false` as a value.
    Bool(bool),
    /// A literal text.
    Text(String),
    /// A literal number.
    Number(String),
    /// A column of the row that the policy judges.
    Column(RowColumn),
    /// A column of a sub-select's relation.
    Inner(InnerColumn),
    /// `current_setting`
    Setting {
        /// The setting.
        name: String,
        /// True if a setting that was never set is NULL, and no error.
        missing_ok: bool,
    },
    /// `current_user`; inside a function that runs as its owner, that one's name is a literal instead.
    CurrentUser,
    /// `session_user`
    SessionUser,
    /// `NULLIF`
    NullIf(Box<Scalar>, Box<Scalar>),
    /// `COALESCE`
    Coalesce(Vec<Scalar>),
    /// A cast; the type in lower case, as written.
    Cast(Box<Scalar>, String),
    /// What stands in a JSON document at a path.
    Json {
        /// The document.
        of: Box<Scalar>,
        /// The keys that lead there.
        path: Vec<String>,
        /// True if it comes out as text (`->>`, `#>>`).
        text: bool,
    },
    /// `(SELECT value)`: computed once for the statement, not once for the row.
    Select(Box<Scalar>),
    /// A sub-select that gives one value.
    Query(Box<Query>),
    /// A function of the catalog.
    Helper(Helper),
    /// `ARRAY[…]`
    Array(Vec<Scalar>),
    /// `CASE WHEN … THEN … ELSE … END`
    Case {
        /// Conditions and what they give.
        arms: Vec<(Predicate, Scalar)>,
        /// What is given otherwise.
        otherwise: Box<Scalar>,
    },
    /// A condition as a value.
    Condition(Box<Predicate>),
    /// Something that is not understood.
    Opaque(Opaque),
}

/// A column of the row that a policy judges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowColumn {
    /// The column's id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Its type.
    pub data_type: DataType,
}

/// A column of a relation that a sub-select reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InnerColumn {
    /// The table's id.
    pub table: Id,
    /// What the relation is called in the sub-select.
    pub alias: String,
    /// The column's id.
    pub id: Id,
    /// Its name.
    pub name: String,
}

/// A call of a function of the catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helper {
    /// The function's id.
    pub routine: Id,
    /// Its name as a person reads it.
    pub name: String,
    /// What it is called with.
    pub arguments: Vec<Scalar>,
    /// What its body comes to.
    pub body: Body,
    /// The settings that its body reads, itself or by other functions.
    pub reads: Vec<String>,
    /// `SECURITY DEFINER`
    pub definer: bool,
}

/// What the body of a function comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A value without a table.
    Scalar(Box<Scalar>),
    /// A sub-select: its first row if the function returns one value, else all.
    Query(Box<Query>),
    /// Not understood.
    Unknown,
}

/// A set of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// How it is asked.
    pub form: SetForm,
    /// Where it comes from.
    pub source: Source,
}

/// Where a set of values comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A function that returns rows.
    Helper(Helper),
    /// A sub-select.
    Query(Box<Query>),
    /// A value that is an array.
    Array(Box<Scalar>),
}

/// A sub-select.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The relations it reads.
    pub tables: Vec<QueryTable>,
    /// What it lists.
    pub columns: Vec<Scalar>,
    /// All of these hold for a row that counts.
    pub conditions: Vec<Predicate>,
    /// True if there is more to it that is not looked into: groups, a limit, a union, an outer join.
    pub more: bool,
    /// True if a function runs it as its owner: the policies that bind the caller then have no say in which rows it reads.
    pub definer: bool,
}

/// A relation that a sub-select reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryTable {
    /// The table's id, if it is a table of the catalog.
    pub id: Option<Id>,
    /// Its name as written.
    pub name: String,
    /// What its columns are qualified by.
    pub alias: String,
}

/// Something that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opaque {
    /// Its text.
    pub text: String,
}
