//! Rules that look at a design and what it lowers to. One file to a rule.

mod base_policies_do_not_protect;
mod column_in_default;
mod enum_without_labels;
mod foreign_key_type;
mod foreign_key_without_index;
mod foreign_key_without_key;
mod hand_sql_syntax;
mod hand_sql_transaction;
mod history_table;
mod identity_sequence_name;
mod identity_type;
mod index_method;
mod invalid_expression;
mod invalid_type;
mod missing_dependency;
mod name_too_long;
mod needs_newer_postgresql;
mod no_primary_key;
mod partition_bound;
mod policy_clause;
mod redundant_key;
mod reference_into_tenants;
mod reference_to_one_of_many;
mod required_derived_column;
mod reserved_name;
mod sequence_options;
mod set_null_on_required;
mod setting_without_missing_ok;
mod setting_without_nullif;
mod subquery_not_allowed;
mod system_column;
mod tenancy_not_chosen;
mod tenancy_of_derived_entity;
mod tenant_setting;
mod tenant_strategy;
mod tenant_without_app_role;
mod unknown_column;
pub(crate) mod unknown_type;
mod virtual_column_type;

use super::view::View;
use super::{Problem, Rule};

/// A rule and the function that looks for what it finds.
pub(super) type Entry = (Rule, fn(&View<'_>, &mut Vec<Problem>));

/// Every rule of this folder.
pub(super) const ALL: &[Entry] = &[
    (base_policies_do_not_protect::RULE, base_policies_do_not_protect::check),
    (column_in_default::RULE, column_in_default::check),
    (enum_without_labels::RULE, enum_without_labels::check),
    (foreign_key_type::RULE, foreign_key_type::check),
    (foreign_key_without_index::RULE, foreign_key_without_index::check),
    (foreign_key_without_key::RULE, foreign_key_without_key::check),
    (hand_sql_syntax::RULE, hand_sql_syntax::check),
    (hand_sql_transaction::RULE, hand_sql_transaction::check),
    (history_table::RULE, history_table::check),
    (identity_sequence_name::RULE, identity_sequence_name::check),
    (identity_type::RULE, identity_type::check),
    (index_method::RULE, index_method::check),
    (invalid_expression::RULE, invalid_expression::check),
    (invalid_type::RULE, invalid_type::check),
    (missing_dependency::RULE, missing_dependency::check),
    (name_too_long::RULE, name_too_long::check),
    (needs_newer_postgresql::RULE, needs_newer_postgresql::check),
    (no_primary_key::RULE, no_primary_key::check),
    (partition_bound::RULE, partition_bound::check),
    (policy_clause::RULE, policy_clause::check),
    (redundant_key::RULE, redundant_key::check),
    (reference_into_tenants::RULE, reference_into_tenants::check),
    (reference_to_one_of_many::RULE, reference_to_one_of_many::check),
    (required_derived_column::RULE, required_derived_column::check),
    (reserved_name::RULE, reserved_name::check),
    (sequence_options::RULE, sequence_options::check),
    (set_null_on_required::RULE, set_null_on_required::check),
    (setting_without_missing_ok::RULE, setting_without_missing_ok::check),
    (setting_without_nullif::RULE, setting_without_nullif::check),
    (subquery_not_allowed::RULE, subquery_not_allowed::check),
    (system_column::RULE, system_column::check),
    (tenancy_not_chosen::RULE, tenancy_not_chosen::check),
    (tenancy_of_derived_entity::RULE, tenancy_of_derived_entity::check),
    (tenant_setting::RULE, tenant_setting::check),
    (tenant_strategy::RULE, tenant_strategy::check),
    (tenant_without_app_role::RULE, tenant_without_app_role::check),
    (unknown_column::RULE, unknown_column::check),
    (unknown_type::RULE, unknown_type::check),
    (virtual_column_type::RULE, virtual_column_type::check),
];
