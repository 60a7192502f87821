//! Puts a model right after an edit, so that PostgreSQL accepts it.

use std::collections::{HashMap, HashSet};

use bulkhead::catalog::{ColumnValue, ConstraintKind, DataType, Id, IndexTarget, Table};

use super::Model;
use super::text::{Class, class, column_of, is_generated, is_virtual};

pub fn repair(model: &mut Model) {
    types(model);
    columns(model);
    parts(model);
    // What a foreign key rests on may have gone with another: until nothing changes.
    while foreign_keys(model) {
        columns(model);
        parts(model);
    }
    names(model);
}

/// Columns of an enum that is gone are text now.
fn types(model: &mut Model) {
    let enums: HashSet<Id> = model.raw.enums.iter().map(|e| e.id.clone()).collect();
    for column in model.raw.tables.iter_mut().flat_map(|t| &mut t.columns) {
        if column.data_type.defined_id().is_some_and(|id| !enums.contains(id)) {
            column.data_type = DataType::builtin("text");
        }
    }
}

fn columns(model: &mut Model) {
    let sequences: HashSet<Id> = model.raw.sequences.iter().map(|s| s.id.clone()).collect();
    for table in &mut model.raw.tables {
        let columns: HashSet<Id> = table.columns.iter().map(|c| c.id.clone()).collect();
        let of_enum: HashSet<Id> =
            table.columns.iter().filter(|c| c.data_type.defined_id().is_some()).map(|c| c.id.clone()).collect();
        for column in &mut table.columns {
            let class = class(&column.data_type);
            if class != Class::Text {
                column.collation = None;
            }
            let keep = match &column.value {
                ColumnValue::None | ColumnValue::Default { .. } => true,
                ColumnValue::NextValue { sequence } => class == Class::Integer && sequences.contains(sequence),
                ColumnValue::Identity { .. } => class == Class::Integer,
                ColumnValue::Generated { expression, .. } => {
                    matches!(class, Class::Integer | Class::Boolean | Class::Text)
                        && columns.contains(&column_of(expression))
                        && column.collation.is_none()
                }
            };
            if !keep {
                column.value = ColumnValue::None;
            }
            if let ColumnValue::Generated { stored, expression } = &mut column.value {
                // PostgreSQL 18 has no virtual columns that read a type which a person made.
                *stored |= model.version < 18 || of_enum.contains(&column_of(expression));
            }
        }
    }
}

/// Constraints, indexes and policies whose columns are there and fit.
fn parts(model: &mut Model) {
    for table in &mut model.raw.tables {
        let columns: HashMap<Id, (Class, bool)> =
            table.columns.iter().map(|c| (c.id.clone(), (class(&c.data_type), is_virtual(c)))).collect();
        let stored = |id: &Id| columns.get(id).is_some_and(|(_, is_virtual)| !is_virtual);
        let mut has_key = false;
        table.constraints.retain(|constraint| match &constraint.kind {
            ConstraintKind::PrimaryKey { columns } => {
                !std::mem::replace(&mut has_key, true) && columns.iter().all(stored)
            }
            ConstraintKind::Unique { columns, .. } => columns.iter().all(stored),
            ConstraintKind::Check { expression } | ConstraintKind::Exclude { definition: expression } => {
                columns.contains_key(&column_of(expression))
            }
            ConstraintKind::ForeignKey { columns, .. } => columns.iter().all(stored),
        });
        table.indexes.retain(|index| {
            index.include.iter().all(stored)
                && index.predicate.as_ref().is_none_or(|p| stored(&column_of(p)))
                && index.keys.iter().all(|key| match &key.target {
                    IndexTarget::Column { column } => stored(column),
                    IndexTarget::Expression { expression } => stored(&column_of(expression)),
                })
        });
        let class_of = |id: &Id| columns.get(id).map(|(class, _)| *class);
        for index in &mut table.indexes {
            fit(index, &class_of);
        }
        let text_types: HashSet<Id> = table.columns.iter().map(|c| c.id.clone()).collect();
        table.policies.retain(|policy| {
            [&policy.using, &policy.check]
                .into_iter()
                .flatten()
                .all(|e| e.sql().starts_with("q|") || text_types.contains(&column_of(e)) || table.columns.is_empty())
        });
    }
}

/// Makes an index's method, operator classes and options ones that fit its columns.
fn fit(index: &mut bulkhead::catalog::Index, class_of: &dyn Fn(&Id) -> Option<Class>) {
    let only_columns = index.keys.iter().all(|k| matches!(k.target, IndexTarget::Column { .. }));
    let first = match &index.keys[0].target {
        IndexTarget::Column { column } => class_of(column),
        IndexTarget::Expression { .. } => None,
    };
    let fits = match index.method.as_str() {
        "hash" => index.keys.len() == 1 && only_columns,
        "gin" => index.keys.len() == 1 && matches!(first, Some(Class::Json | Class::Array | Class::EnumArray)),
        "brin" => {
            index.keys.len() == 1
                && matches!(first, Some(Class::Integer | Class::Text | Class::Date | Class::Timestamp | Class::Uuid))
        }
        _ => true,
    };
    if !fits {
        index.method = "btree".into();
    }
    if index.method != "btree" {
        index.unique = false;
        index.include.clear();
    }
    for key in &mut index.keys {
        if index.method != "btree" {
            (key.descending, key.nulls_first) = (false, None);
        }
        let class = match &key.target {
            IndexTarget::Column { column } => class_of(column),
            IndexTarget::Expression { .. } => None,
        };
        let fits = matches!(
            (key.operator_class.as_deref(), class, index.method.as_str()),
            (Some("text_pattern_ops"), Some(Class::Text), "btree" | "hash")
                | (Some("jsonb_path_ops"), Some(Class::Json), "gin")
        );
        if !fits {
            key.operator_class = None;
        }
    }
}

/// Drops foreign keys that have nothing to rest on, and gives their columns the types of what they refer to. Returns
/// true if something changed that others may rest on.
fn foreign_keys(model: &mut Model) -> bool {
    let targets: HashMap<Id, Table> = model.raw.tables.iter().map(|t| (t.id.clone(), t.clone())).collect();
    let mut changed = false;
    for table in &mut model.raw.tables {
        let mut retype: Vec<(Id, DataType)> = Vec::new();
        let columns = table.columns.clone();
        table.constraints.retain(|constraint| {
            let ConstraintKind::ForeignKey { columns: own, target, target_columns, .. } = &constraint.kind else {
                return true;
            };
            let Some(target) = targets.get(target) else { return false };
            let find = |id: &Id| columns.iter().find(|c| c.id == *id);
            let distinct: HashSet<&Id> = own.iter().collect();
            let fits = own.len() == target_columns.len()
                && distinct.len() == own.len()
                && own.iter().all(|id| find(id).is_some_and(|c| !is_generated(c)))
                && rests(target, target_columns);
            if fits {
                for (own, wanted) in own.iter().zip(target_columns) {
                    let wanted = target.column(wanted).map(|c| c.data_type.clone());
                    if let (Some(column), Some(wanted)) = (find(own), wanted)
                        && column.data_type != wanted
                    {
                        retype.push((own.clone(), wanted));
                    }
                }
            }
            fits
        });
        for (id, data_type) in retype {
            // A column of two foreign keys onto different types would never come to rest: the first one stays.
            let conflict = table
                .constraints
                .iter()
                .filter(|c| matches!(&c.kind, ConstraintKind::ForeignKey { columns, .. } if columns.contains(&id)));
            if conflict.count() > 1 || targets.values().any(|t| refers_to(t, &table.id, &id)) {
                table.constraints.retain(
                    |c| !matches!(&c.kind, ConstraintKind::ForeignKey { columns, .. } if columns.contains(&id)),
                );
            } else if let Some(column) = table.columns.iter_mut().find(|c| c.id == id) {
                column.data_type = data_type;
            }
            changed = true;
        }
    }
    changed
}

fn refers_to(table: &Table, target: &Id, column: &Id) -> bool {
    table.constraints.iter().any(|c| {
        matches!(&c.kind, ConstraintKind::ForeignKey { target: t, target_columns, .. }
            if t == target && target_columns.contains(column))
    })
}

/// True if a foreign key onto these columns has a key to rest on.
fn rests(table: &Table, columns: &[Id]) -> bool {
    let wanted: HashSet<&Id> = columns.iter().collect();
    let by_constraint = table.constraints.iter().any(|c| match &c.kind {
        ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
            columns.iter().collect::<HashSet<_>>() == wanted && columns.len() == wanted.len()
        }
        _ => false,
    });
    by_constraint
        || table.indexes.iter().filter(|i| i.unique && i.predicate.is_none()).any(|i| {
            let keys: Option<HashSet<&Id>> = i
                .keys
                .iter()
                .map(|k| match &k.target {
                    IndexTarget::Column { column } if k.operator_class.is_none() => Some(column),
                    _ => None,
                })
                .collect();
            keys.is_some_and(|keys| keys == wanted) && i.keys.len() == wanted.len()
        })
}

/// Names that share a space are unique: later ones get a number.
fn names(model: &mut Model) {
    let mut spaces: HashMap<Id, HashSet<String>> = HashMap::new();
    let mut make_unique = |schema: &Id, name: &mut String| {
        let taken = spaces.entry(schema.clone()).or_default();
        let mut number = 1;
        while !taken.insert(name.clone()) {
            number += 1;
            *name = format!("again {number}");
        }
    };
    let raw = &mut model.raw;
    for one in &mut raw.enums {
        make_unique(&one.schema, &mut one.name);
    }
    for one in &mut raw.sequences {
        make_unique(&one.schema, &mut one.name);
    }
    for table in &mut raw.tables {
        make_unique(&table.schema, &mut table.name);
    }
    for table in &mut raw.tables {
        for constraint in &mut table.constraints {
            make_unique(&table.schema, &mut constraint.name);
        }
        for index in &mut table.indexes {
            make_unique(&table.schema, &mut index.name);
        }
    }
}
