//! Who owns what, and who may do what with it, beyond what stands with the objects themselves.

use serde::{Deserialize, Serialize};

use super::{Grant, Id, Privilege};

/// Who owns an object, and the privileges on it that its own `grants` don't say.
///
/// PostgreSQL gives every new object's owner all privileges, and everyone `EXECUTE` on functions and `USAGE` on types and
/// languages. What of that was revoked is said here; an object about which nothing is said has exactly that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Access {
    /// The role that owns it, where that is not simply whoever ran the statement that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Id>,
    /// Privileges on what has no `grants` of its own: a type, a column, the schema `public`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
    /// Privileges that were granted `WITH GRANT OPTION`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grantable: Vec<Grant>,
    /// What everyone may do with a new object of this kind, but not with this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub public_lacks: Vec<Privilege>,
    /// What its owner may do with a new object of this kind, but not with this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub owner_lacks: Vec<Privilege>,
}

/// `ALTER DEFAULT PRIVILEGES`: what a role's future objects of a kind have, in place of what PostgreSQL gives by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DefaultPrivileges {
    /// Identity.
    pub id: Id,
    /// The role whose objects they are; `None` is whoever runs the migrations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Id>,
    /// The schema in which they count, on top of the role's own everywhere; `None` is everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Id>,
    /// The kind of object.
    pub on: DefaultKind,
    /// What a new object has. In a schema there is nothing that PostgreSQL gives by itself, so nothing can be lacking.
    pub access: Access,
}

/// The kinds of objects that default privileges are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DefaultKind {
    /// Tables, views and their like.
    Tables,
    /// Sequences.
    Sequences,
    /// Functions, procedures and aggregates.
    Functions,
    /// Types and domains.
    Types,
    /// Schemas.
    Schemas,
    /// Large objects: since PostgreSQL 18.
    LargeObjects,
}

impl DefaultKind {
    /// The SQL words.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Tables => "TABLES",
            Self::Sequences => "SEQUENCES",
            Self::Functions => "FUNCTIONS",
            Self::Types => "TYPES",
            Self::Schemas => "SCHEMAS",
            Self::LargeObjects => "LARGE OBJECTS",
        }
    }

    /// What PostgreSQL gives everyone on a new object of the kind.
    pub fn public(self) -> &'static [Privilege] {
        match self {
            Self::Functions => &[Privilege::Execute],
            Self::Types => &[Privilege::Usage],
            Self::Tables | Self::Sequences | Self::Schemas | Self::LargeObjects => &[],
        }
    }
}
