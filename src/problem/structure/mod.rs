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
pub(crate) mod membership_incomplete;
pub(crate) mod privilege_not_applicable;
pub(crate) mod reference_to_abstract_entity;
pub(crate) mod reference_without_tenant;
pub(crate) mod repeated_key_column;
pub(crate) mod role_cycle;
pub(crate) mod security_on_derived_entity;
pub(crate) mod two_primary_keys;
pub(crate) mod unknown_reference;
pub(crate) mod without_columns;

use super::Rule;

/// Every rule of this folder.
pub(super) const ALL: &[Rule] = &[
    duplicate_id::RULE,
    duplicate_label::RULE,
    duplicate_name::RULE,
    empty_name::RULE,
    foreign_key_shape::RULE,
    identity_on_derived_column::RULE,
    inheritance_cycle::RULE,
    inheritance_without_key::RULE,
    key_on_derived_entity::RULE,
    membership_incomplete::RULE,
    privilege_not_applicable::RULE,
    reference_to_abstract_entity::RULE,
    reference_without_tenant::RULE,
    repeated_key_column::RULE,
    role_cycle::RULE,
    security_on_derived_entity::RULE,
    two_primary_keys::RULE,
    unknown_reference::RULE,
    without_columns::RULE,
];
