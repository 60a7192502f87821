//! Compares two catalogs: by id first, by name second.
//!
//! A difference is a [`Change`]: a closed set, one file to a kind of object. Changes hold ids, never names; of what is
//! in both catalogs they hold both ids, because objects that were matched by name have different ones. What a table
//! that is added or removed contains is not listed again: it comes and goes with the table.

mod acl;
mod align;
mod column;
mod comment;
mod constraint;
mod enum_type;
mod grant;
mod index;
mod object;
mod passed_on;
mod policy;
mod rejoin;
mod schema;
mod sequence;
mod table;
mod text;

pub(crate) use acl::{Acl, AclStep, Holder};
pub(crate) use align::{Aligned, TableMatch, is_in_partition_key};
pub use column::{ColumnAlteration, ColumnChange};
pub(crate) use column::{is_required, same_generation};
pub use comment::{CommentChange, Commented};
pub use constraint::{ConstraintAlteration, ConstraintChange};
pub use enum_type::{EnumAlteration, EnumChange};
pub(crate) use grant::{
    Class, acl, changes_owner, column_acl, column_steps, default_acl, is_public, owner, said_owner, steps as acl_steps,
};
pub use grant::{DefaultPrivilegesChange, GrantChange, Grantable, OwnerChange};
pub use index::{IndexAlteration, IndexChange};
pub use object::{ObjectAlteration, ObjectChange};
pub use policy::{PolicyAlteration, PolicyChange};
pub(crate) use rejoin::rejoins;
pub use schema::SchemaChange;
pub use sequence::{SequenceAlteration, SequenceChange};
pub use table::{TableAlteration, TableChange};
pub(crate) use text::{has_select, same_option, string_literals};

use crate::catalog::{Catalog, Pair};

/// One difference between two catalogs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Of a schema.
    Schema(SchemaChange),
    /// Of an enum type.
    Enum(EnumChange),
    /// Of a sequence.
    Sequence(SequenceChange),
    /// Of a table itself.
    Table(TableChange),
    /// Of an object that is its definition.
    Object(ObjectChange),
    /// Of a column of a table that is in both catalogs.
    Column(ColumnChange),
    /// Of a constraint of a table that is in both catalogs.
    Constraint(ConstraintChange),
    /// Of an index of a table that is in both catalogs.
    Index(IndexChange),
    /// Of a policy of a table that is in both catalogs.
    Policy(PolicyChange),
    /// Of the owner of an object that is in both catalogs.
    Owner(OwnerChange),
    /// Of the privileges on an object that is in both catalogs.
    Grant(GrantChange),
    /// Of default privileges.
    DefaultPrivileges(DefaultPrivilegesChange),
    /// Of the comment on an object that is in both catalogs.
    Comment(CommentChange),
}

/// The changes that lead from the previous catalog to the next, in the order of the next catalog's objects.
///
/// Roles are not compared: they belong to the cluster. An object whose owner neither catalog names belongs to the role
/// that runs the migrations. The order of columns is not compared either: PostgreSQL can't change it.
pub fn diff(pair: Pair<&Catalog>) -> Vec<Change> {
    changes(&Aligned::new(pair))
}

/// The changes between catalogs whose objects were matched already.
pub(crate) fn changes(aligned: &Aligned<'_>) -> Vec<Change> {
    let mut out = Vec::new();
    schema::changes(aligned, &mut out);
    enum_type::changes(aligned, &mut out);
    sequence::changes(aligned, &mut out);
    table::changes(aligned, &mut out);
    object::changes(aligned, &mut out);
    grant::changes(aligned, &mut out);
    comment::changes(aligned, &mut out);
    out
}

#[cfg(test)]
mod tests;
