//! The shared sequences of hierarchies with one table per concrete type.

use super::access;
use super::building::{Building, Context};
use super::names::{self, Names};
use crate::catalog::{ColumnValue, DataType, Id, Sequence};
use crate::design::Inheritance;

/// Makes a sequence for every hierarchy with one table per concrete type whose key is an identity column, and has the
/// tables take their keys from it, so that no two rows of the hierarchy have the same key.
pub(super) fn build(
    context: &Context<'_>,
    buildings: &mut [Building<'_>],
    schemas: &[Id],
    names: &mut Names,
) -> Vec<Sequence> {
    let mut sequences = Vec::new();
    for (at, node) in context.hierarchy.nodes.iter().enumerate() {
        if node.root != at || node.strategy != Inheritance::TablePerConcreteType || !context.hierarchy.in_hierarchy(at)
        {
            continue;
        }
        let table = &node.entity.table;
        let identity = table
            .primary_key()
            .unwrap_or_default()
            .iter()
            .filter_map(|id| table.column(id))
            .find(|column| matches!(column.value, ColumnValue::Identity { .. }));
        let Some(key) = identity else { continue };
        let convention = context.design.settings.naming.tables;
        let id = node.entity.id().part("sequence");
        for building in &mut *buildings {
            if context.hierarchy.nodes[building.entity].root == at
                && let Some(position) = building.find(context, at, &key.id)
            {
                building.table.columns[position].value = ColumnValue::NextValue { sequence: id.clone() };
            }
        }
        let name = names.sequence(&schemas[at], convention, &names::root_name(node.entity, convention));
        let data_type = match &key.data_type {
            DataType::Builtin(name) if name == "smallint" || name == "integer" => name,
            _ => "bigint",
        };
        let mut sequence = Sequence::new(id, schemas[at].clone(), name, data_type);
        sequence.grants = access::sequence_grants(context.design);
        sequences.push(sequence);
    }
    sequences
}
