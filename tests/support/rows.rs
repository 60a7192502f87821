//! A few rows in every table that takes them.

use bulkhead::catalog::{Catalog, Column, ColumnValue, Constraint, ConstraintKind, DataType, Id, Table};
use bulkhead::sql::quote::{ident, literal};
use bulkhead::sql::write::Writer;

use super::native::NativeEngine;

/// Inserts two rows into every table, the same small values everywhere, so that references find what they refer to.
/// Rows that a table does not take are left out. The session must be the owner of the tables.
pub fn insert(engine: &mut NativeEngine, catalog: &Catalog) {
    let writer = Writer::new(catalog);
    engine.must("RESET ROLE; SET session_replication_role = replica");
    for table in &catalog.tables {
        for number in 1..=2 {
            let columns: Vec<&Column> =
                table.columns.iter().filter(|c| !matches!(c.value, ColumnValue::Generated { .. })).collect();
            let names: Vec<_> = columns.iter().map(|c| ident(&c.name)).collect();
            let values: Vec<_> = columns.iter().map(|c| value(catalog, c, number)).collect();
            let name = writer.table_ref(table);
            let sql = if names.is_empty() {
                format!("INSERT INTO {name} DEFAULT VALUES")
            } else {
                format!(
                    "INSERT INTO {name} ({}) OVERRIDING SYSTEM VALUE VALUES ({})",
                    names.join(", "),
                    values.join(", ")
                )
            };
            let _ = engine.query(&sql);
        }
    }
    engine.must("RESET session_replication_role");
    // Rows went in unchecked: those that refer to nothing go again.
    for _ in 0..catalog.tables.len() {
        for table in &catalog.tables {
            for constraint in &table.constraints {
                remove_orphans(engine, &writer, table, constraint);
            }
        }
    }
    engine.must("SET ROLE bulkhead_owner");
}

fn remove_orphans<'a>(engine: &mut NativeEngine, writer: &Writer<'a>, table: &'a Table, constraint: &'a Constraint) {
    let ConstraintKind::ForeignKey { columns, target, target_columns, .. } = &constraint.kind else { return };
    let Some(target) = writer.table(target) else { return };
    let pairs: Vec<_> = columns
        .iter()
        .zip(target_columns)
        .map(|(own, other)| format!("o.{} = t.{}", writer.column(target, other), writer.column(table, own)))
        .collect();
    engine.must(&format!(
        "SET session_replication_role = replica;
         DELETE FROM {} t WHERE NOT EXISTS (SELECT 1 FROM {} o WHERE {});
         RESET session_replication_role;",
        writer.table_ref(table),
        writer.table_ref(target),
        pairs.join(" AND "),
    ));
}

fn value(catalog: &Catalog, column: &Column, number: usize) -> String {
    match &column.data_type {
        DataType::Defined { id, array } => {
            let labels = catalog.enum_type(id).map(|e| e.labels.as_slice()).unwrap_or_default();
            let label = labels.get(number % labels.len().max(1)).map_or("NULL".into(), |l| literal(&l.name));
            if *array {
                format!("ARRAY[{label}]::{}", Writer::new(catalog).data_type(&column.data_type))
            } else {
                label
            }
        }
        DataType::Builtin(name) => match name.as_str() {
            "boolean" => number.is_multiple_of(2).to_string(),
            "uuid" => format!("'00000000-0000-0000-0000-00000000000{number}'"),
            "date" => format!("'2024-01-0{number}'"),
            "jsonb" => format!("'{number}'"),
            name if name.ends_with("[]") => format!("'{{{number}}}'"),
            name if name.starts_with("timestamp") => format!("'2024-01-0{number}'"),
            _ => format!("'{number}'"),
        },
    }
}

/// How many rows these tables have, by id.
pub fn count(engine: &mut NativeEngine, catalog: &Catalog, tables: &[Id]) -> Vec<(Id, String)> {
    let writer = Writer::new(catalog);
    engine.must("RESET ROLE");
    let counts = tables
        .iter()
        .filter_map(|id| {
            let table = writer.table(id)?;
            let rows = engine.query(&format!("SELECT count(*) FROM {}", writer.table_ref(table))).expect("counts");
            Some((id.clone(), rows.value().unwrap_or_default().to_owned()))
        })
        .collect();
    engine.must("SET ROLE bulkhead_owner");
    counts
}
