//! ORA1: a key that tells whether another tenant has a value.
//!
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>: unique and primary key checks bypass row security, and
//! "care must be taken … to avoid 'covert channel' leaks of information through such referential integrity checks".

use super::super::rule::{Rule, Seen};
use super::super::scope::{self, Scope, key, pairs_tenant};
use crate::catalog::{
    Column, ColumnValue, Constraint, ConstraintKind, DataType, Id, Index, IndexKey, IndexTarget, Privilege,
};
use crate::expr::has_word;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::WallTable;
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "ORA1",
    level: Level::Warning,
    title: "A key of a tenant's table holds across tenants.",
    why: "23505 tells a tenant that another one has the value, and the two can't have it at once.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled() {
        let Some(tenant) = key(table).filter(|_| is_written(scope, table)) else { continue };
        for constraint in table.table.constraints.iter().filter(|constraint| !constraint.options.inherited) {
            let told = match &constraint.kind {
                ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
                    if columns.contains(&tenant.id) || tells_nothing(scope, table, columns) {
                        continue;
                    }
                    format!("{} over {}", constraint.kind.noun(), scope::columns_told(table.table, columns))
                }
                ConstraintKind::Exclude { definition } => {
                    if has_word(definition.sql(), &|word| word == tenant.name) {
                        continue;
                    }
                    constraint.kind.noun().to_owned()
                }
                ConstraintKind::Check { .. } | ConstraintKind::ForeignKey { .. } => continue,
            };
            let finding = RULE.at(table, message(table, &constraint.name, &told, tenant)).on(&constraint.id);
            out.push(finding.mended_if("Put the tenant into the key", of_constraint(scope, table, constraint, tenant)));
        }
        for index in table.table.indexes.iter().filter(|index| index.unique) {
            let columns: Option<Vec<Id>> = index.keys.iter().map(|key| column(key).cloned()).collect();
            let of_tenant = index.keys.iter().any(|key| column(key) == Some(&tenant.id));
            if of_tenant || columns.as_ref().is_some_and(|columns| tells_nothing(scope, table, columns)) {
                continue;
            }
            let finding = RULE.at(table, message(table, &index.name, "unique index", tenant)).on(&index.id);
            out.push(finding.mended("Put the tenant into the index", of_index(scope, table, index, tenant)));
        }
    }
}

fn message(table: &WallTable<'_>, name: &str, what: &str, tenant: &Column) -> String {
    format!(
        "{name}, the {what} of {}, holds across tenants: an error tells one that another has the value. Put {} first.",
        table.name(),
        tenant.name
    )
}

/// True if the application writes the table: who can't write meets no key.
fn is_written(scope: &Scope<'_>, table: &WallTable<'_>) -> bool {
    scope.wall.app_roles().any(|app| {
        [Privilege::Insert, Privilege::Update]
            .into_iter()
            .any(|privilege| scope.wall.on_any_column(app, table.table, privilege).is_some())
    })
}

/// True if nobody learns anything of a collision: a value can't be guessed, or the database counts it, or a foreign key of
/// the same columns keeps to the tenant.
fn tells_nothing(scope: &Scope<'_>, table: &WallTable<'_>, columns: &[Id]) -> bool {
    let found: Vec<&Column> = columns.iter().filter_map(|id| table.table.column(id)).collect();
    let guarded = table.table.constraints.iter().any(|constraint| {
        let ConstraintKind::ForeignKey { columns: own, target, .. } = &constraint.kind else { return false };
        let target = scope.wall.table_by_id(target);
        own.iter().any(|id| columns.contains(id))
            && target.is_some_and(|target| pairs_tenant(table, target, &constraint.kind))
    });
    guarded || found.iter().any(|column| is_uuid(column) || is_counted(column))
}

fn is_uuid(column: &Column) -> bool {
    matches!(&column.data_type, DataType::Builtin(name) if name == "uuid")
}

fn is_counted(column: &Column) -> bool {
    match &column.value {
        ColumnValue::Identity { .. } | ColumnValue::NextValue { .. } => true,
        ColumnValue::Default { expression } => expression.sql().to_ascii_lowercase().contains("nextval("),
        ColumnValue::None | ColumnValue::Generated { .. } => false,
    }
}

fn column(key: &IndexKey) -> Option<&Id> {
    match &key.target {
        IndexTarget::Column { column } => Some(column),
        IndexTarget::Expression { .. } => None,
    }
}

/// The same key with the tenant before its columns, unless a foreign key references it.
fn of_constraint(scope: &Scope<'_>, table: &WallTable<'_>, constraint: &Constraint, tenant: &Column) -> Option<String> {
    let mut new = constraint.clone();
    let columns = match &mut new.kind {
        ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => columns,
        ConstraintKind::Check { .. } | ConstraintKind::ForeignKey { .. } | ConstraintKind::Exclude { .. } => {
            return None;
        }
    };
    let referenced = scope.wall.catalog.tables.iter().flat_map(|other| &other.constraints).any(|other| {
        matches!(&other.kind, ConstraintKind::ForeignKey { target, target_columns, .. }
            if *target == table.table.id && target_columns.iter().all(|id| columns.contains(id)))
    });
    // A key of a partitioned table stands in its partitions too.
    if referenced || table.table.is_partitioned() || (!tenant.not_null && is_primary(constraint)) {
        return None;
    }
    columns.insert(0, tenant.id.clone());
    let definition = scope.writer().constraint_definition(table.table, &new);
    Some(format!("ALTER TABLE {} DROP CONSTRAINT {}, ADD {definition};", table.sql(), quote::ident(&constraint.name)))
}

fn is_primary(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::PrimaryKey { .. })
}

fn of_index(scope: &Scope<'_>, table: &WallTable<'_>, index: &Index, tenant: &Column) -> String {
    let mut new = index.clone();
    new.keys.insert(0, IndexKey::column(tenant.id.clone()));
    let writer = scope.writer();
    format!(
        "BEGIN;\nDROP INDEX {};\n{};\nCOMMIT;",
        quote::qualified(table.schema, &index.name),
        writer.create_index(table.table, &new, false)
    )
}
