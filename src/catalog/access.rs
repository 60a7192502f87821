//! Who owns what, and who may do what with it, beyond what stands with the objects themselves.

use serde::{Deserialize, Serialize};

use super::{Grant, Grantee, Id, Privilege};

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
    /// What was granted to its owner by name where nothing says by itself that the owner may do it, as of a column.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub owner_holds: Vec<Privilege>,
    /// What was granted to its owner `WITH GRANT OPTION`, which the owner has anyway.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub owner_grantable: Vec<Privilege>,
    /// Privileges that another than the owner granted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passed_on: Vec<PassedOn>,
}

/// Privileges granted by a role that may pass them on, and does not own the object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PassedOn {
    /// The role that granted them.
    pub by: Id,
    /// Who got them.
    pub to: Grantee,
    /// Which, in the order of [`Privilege`], without duplicates.
    pub privileges: Vec<Privilege>,
    /// True if they were granted `WITH GRANT OPTION`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub grantable: bool,
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
