//! Indexes that no constraint owns.

use serde::{Deserialize, Serialize};

use super::{Expr, Id, IndexOptions, KeyOptions, Seldom};

/// An index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct Index {
    /// Identity.
    pub id: Id,
    /// The index's name, unquoted. In a design an empty name means "named by the convention".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// `UNIQUE`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unique: bool,
    /// The access method: `btree`, `hash`, `gin`, `gist`, `brin`, `spgist` or an extension's.
    #[serde(default = "btree", skip_serializing_if = "is_btree")]
    pub method: String,
    /// What is indexed, in order.
    pub keys: Vec<IndexKey>,
    /// Ids of the columns that are stored but not searched: `INCLUDE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Id>,
    /// The condition of a partial index: `WHERE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Expr>,
    /// `COMMENT ON INDEX`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What else is said of it.
    #[serde(default, skip_serializing_if = "Seldom::is_default")]
    pub options: Seldom<IndexOptions>,
}

impl Index {
    /// A B-tree index over columns, named by the convention.
    pub fn on(id: Id, columns: impl IntoIterator<Item = Id>) -> Self {
        Self {
            id,
            name: String::new(),
            unique: false,
            method: btree(),
            keys: columns.into_iter().map(IndexKey::column).collect(),
            include: Vec::new(),
            predicate: None,
            comment: None,
            options: Seldom::NOTHING,
        }
    }

    /// The same index with an explicit name.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }
}

/// One key of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IndexKey {
    /// A column or an expression.
    #[serde(flatten)]
    pub target: IndexTarget,
    /// The operator class's name if it is not the type's default, unquoted, schema left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<String>,
    /// `DESC`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub descending: bool,
    /// `NULLS FIRST` (true) or `NULLS LAST` (false); `None` is the direction's own default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nulls_first: Option<bool>,
    /// What else is said of it.
    #[serde(default, skip_serializing_if = "Seldom::is_default")]
    pub options: Seldom<KeyOptions>,
}

impl IndexKey {
    /// A column in ascending order with its type's default operator class.
    pub fn column(column: Id) -> Self {
        Self::of(IndexTarget::Column { column })
    }

    /// An expression in ascending order.
    pub fn expression(expression: Expr) -> Self {
        Self::of(IndexTarget::Expression { expression })
    }

    fn of(target: IndexTarget) -> Self {
        Self { target, operator_class: None, descending: false, nulls_first: None, options: Seldom::NOTHING }
    }
}

/// What one key of an index is taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum IndexTarget {
    /// A column of the table.
    Column {
        /// Its id.
        column: Id,
    },
    /// An expression over the table's columns.
    Expression {
        /// The expression, without its outer parentheses.
        expression: Expr,
    },
}

fn btree() -> String {
    "btree".to_owned()
}

fn is_btree(method: &String) -> bool {
    method == "btree"
}

super::by_value::by_value!(Index);
