//! Rules that lowering finds out about: what it could not make as authored.

pub(crate) mod duplicate_id;
pub(crate) mod duplicate_label;
pub(crate) mod duplicate_name;
pub(crate) mod empty_name;
pub(crate) mod foreign_key_shape;
pub(crate) mod identity_on_derived_column;
pub(crate) mod inheritance_cycle;
pub(crate) mod inheritance_without_key;
pub(crate) mod key_on_derived_entity;
pub(crate) mod privilege_not_applicable;
pub(crate) mod reference_to_abstract_entity;
pub(crate) mod repeated_key_column;
pub(crate) mod role_cycle;
pub(crate) mod security_on_derived_entity;
pub(crate) mod two_primary_keys;
pub(crate) mod unknown_reference;
pub(crate) mod without_columns;
