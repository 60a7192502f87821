//! Ids made of names. Names are quoted in them where SQL quotes them, so that a dot or a colon in a name can't make two
//! objects one.

use crate::catalog::Id;
use crate::sql::quote::{ident, qualified};

/// The id of a role.
pub(super) fn role(name: &str) -> Id {
    Id::new(format!("role:{}", ident(name)))
}

/// The id of a schema.
pub(super) fn schema(name: &str) -> Id {
    Id::new(ident(name))
}

/// The id of a table, sequence or type: they share a name space.
pub(super) fn relation(schema: &str, name: &str) -> Id {
    Id::new(qualified(schema, name))
}

/// The id of a column.
pub(super) fn column(table: &Id, name: &str) -> Id {
    Id::new(format!("{table}.{}", ident(name)))
}

/// The id of a `constraint`, `index`, `policy` or `label` of a table or type.
pub(super) fn part(parent: &Id, kind: &str, name: &str) -> Id {
    Id::new(format!("{parent}:{kind}.{}", ident(name)))
}

/// The id of an object that is its definition.
pub(super) fn object(kind: &str, identity: &str) -> Id {
    Id::new(format!("{kind}:{identity}"))
}

/// The id of default privileges.
pub(super) fn default_privileges(role: Option<&Id>, schema: Option<&str>, on: &str) -> Id {
    let role = role.map_or_else(String::new, |role| format!(" of {role}"));
    let schema = schema.map_or_else(String::new, |schema| format!(" in {}", ident(schema)));
    Id::new(format!("default privileges{role}{schema} on {on}"))
}
