//! Other ids for columns, indexes, enums and their labels.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, ConstraintKind, DataType, Id, IndexTarget};

/// The same catalog with other ids.
pub(super) fn with(mut catalog: Catalog, map: &BTreeMap<Id, Id>) -> Catalog {
    let set = |id: &mut Id| {
        if let Some(to) = map.get(id) {
            *id = to.clone();
        }
    };
    let renamed = |mut id: Id| {
        set(&mut id);
        id
    };
    for enum_type in &mut catalog.enums {
        set(&mut enum_type.id);
        enum_type.labels.iter_mut().for_each(|label| set(&mut label.id));
    }
    catalog.sequences.iter_mut().flat_map(|sequence| &mut sequence.owned_by).for_each(set);
    for table in &mut catalog.tables {
        if let crate::catalog::ReplicaIdentity::Index(id) = &mut table.options.replica_identity {
            set(id);
        }
        table.options.cluster_on.iter_mut().for_each(set);
        for column in &mut table.columns {
            set(&mut column.id);
            if let DataType::Defined { id, .. } = &mut column.data_type {
                set(id);
            }
        }
        for constraint in &mut table.constraints {
            match &mut constraint.kind {
                ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
                    columns.iter_mut().for_each(set);
                }
                ConstraintKind::ForeignKey { columns, target_columns, .. } => {
                    columns.iter_mut().chain(target_columns).for_each(set);
                }
                ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } => {}
            }
            constraint.options.include.iter_mut().for_each(set);
            constraint.options.delete_columns.iter_mut().for_each(set);
        }
        for index in &mut table.indexes {
            set(&mut index.id);
            index.include.iter_mut().for_each(set);
            for key in &mut index.keys {
                if let IndexTarget::Column { column } = &mut key.target {
                    set(column);
                }
            }
        }
    }
    let dependencies = std::mem::take(&mut catalog.dependencies).into_iter();
    catalog.dependencies = dependencies.map(|(id, on)| (renamed(id), on.into_iter().map(renamed).collect())).collect();
    let access = std::mem::take(&mut catalog.access).into_iter();
    catalog.access = access.map(|(id, access)| (renamed(id), access)).collect();
    catalog
}
