//! Constraints of a table.

use serde::{Deserialize, Serialize};

use super::{ConstraintOptions, Expr, Id, Seldom};

/// A constraint of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct Constraint {
    /// Identity.
    pub id: Id,
    /// The constraint's name, unquoted. In a design an empty name means "named by the convention"; in a lowered or
    /// introspected catalog no name is empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What it says.
    #[serde(flatten)]
    pub kind: ConstraintKind,
    /// `COMMENT ON CONSTRAINT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What else is said of it.
    #[serde(default, skip_serializing_if = "Seldom::is_default")]
    pub options: Seldom<ConstraintOptions>,
}

impl Constraint {
    /// A constraint named by the convention.
    pub fn new(id: Id, kind: ConstraintKind) -> Self {
        Self { id, name: String::new(), kind, comment: None, options: Seldom::NOTHING }
    }

    /// The same constraint with an explicit name.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }
}

/// The kinds of constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ConstraintKind {
    /// `PRIMARY KEY (columns)`.
    PrimaryKey {
        /// Column ids, in order.
        columns: Vec<Id>,
    },
    /// `UNIQUE (columns)`.
    Unique {
        /// Column ids, in order.
        columns: Vec<Id>,
        /// `NULLS NOT DISTINCT` (PostgreSQL 15 and later).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        nulls_not_distinct: bool,
    },
    /// `CHECK (expression)`.
    Check {
        /// The expression, without its outer parentheses.
        expression: Expr,
    },
    /// `FOREIGN KEY (columns) REFERENCES target (target_columns)`.
    ForeignKey {
        /// Ids of this table's columns, in order.
        columns: Vec<Id>,
        /// The referenced table's id.
        target: Id,
        /// Ids of the referenced columns, pairing with `columns`.
        target_columns: Vec<Id>,
        /// `ON DELETE`.
        #[serde(default, skip_serializing_if = "ReferentialAction::is_no_action")]
        on_delete: ReferentialAction,
        /// `ON UPDATE`.
        #[serde(default, skip_serializing_if = "ReferentialAction::is_no_action")]
        on_update: ReferentialAction,
        /// `DEFERRABLE`, and how it starts.
        #[serde(default, skip_serializing_if = "Deferral::is_immediate")]
        deferral: Deferral,
    },
    /// `EXCLUDE`.
    Exclude {
        /// All of it, as PostgreSQL deparses it: `EXCLUDE USING gist (room WITH =, during WITH &&)`.
        definition: Expr,
    },
}

impl ConstraintKind {
    /// What it is called in a sentence: `foreign key`.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::PrimaryKey { .. } => "primary key",
            Self::Unique { .. } => "unique constraint",
            Self::Check { .. } => "check",
            Self::ForeignKey { .. } => "foreign key",
            Self::Exclude { .. } => "exclusion constraint",
        }
    }

    /// The ids of this table's columns that the constraint names, in order. A check and an exclusion name none here:
    /// their columns stand in their text.
    pub fn columns(&self) -> &[Id] {
        match self {
            Self::PrimaryKey { columns } | Self::Unique { columns, .. } | Self::ForeignKey { columns, .. } => columns,
            Self::Check { .. } | Self::Exclude { .. } => &[],
        }
    }
}

/// What happens to referencing rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReferentialAction {
    /// `NO ACTION`: an error at the end of the statement, or of the transaction if deferred.
    #[default]
    NoAction,
    /// `RESTRICT`: an error at once.
    Restrict,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

impl ReferentialAction {
    /// True for PostgreSQL's default.
    pub fn is_no_action(&self) -> bool {
        *self == Self::NoAction
    }

    /// The SQL words.
    pub fn sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}

/// When a constraint is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Deferral {
    /// `NOT DEFERRABLE`.
    #[default]
    NotDeferrable,
    /// `DEFERRABLE INITIALLY IMMEDIATE`.
    InitiallyImmediate,
    /// `DEFERRABLE INITIALLY DEFERRED`.
    InitiallyDeferred,
}

impl Deferral {
    /// True for PostgreSQL's default.
    pub fn is_immediate(&self) -> bool {
        *self == Self::NotDeferrable
    }
}

super::by_value::by_value!(Constraint);
