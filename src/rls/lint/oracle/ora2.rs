//! ORA2: a foreign key between tenants' tables that leaves the tenant out.
//!
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>: "Referential integrity checks, such as unique or primary
//! key constraints and foreign key references, always bypass row security to ensure that data integrity is maintained."

use super::super::rule::{Rule, Seen};
use super::super::scope::{self, Scope, key, pairs_tenant};
use crate::catalog::{Constraint, ConstraintKind, Id, ReferentialAction};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::WallTable;
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "ORA2",
    level: Level::Error,
    title: "A foreign key between tenants' tables leaves the tenant out.",
    why: "PostgreSQL checks foreign keys without regard to row-level security: a tenant references another tenant's row and learns which keys exist.",
    seen: Seen::Static,
};

/// A foreign key that may lead to another tenant's row.
pub(in crate::rls::lint) struct Crossing<'w> {
    pub(in crate::rls::lint) table: &'w WallTable<'w>,
    pub(in crate::rls::lint) target: &'w WallTable<'w>,
    pub(in crate::rls::lint) constraint: &'w Constraint,
}

/// The foreign keys between tenants' tables that leave the tenant out.
pub(in crate::rls::lint) fn crossings<'w>(scope: &Scope<'w>) -> Vec<Crossing<'w>> {
    let mut found = Vec::new();
    for table in scope.walled().filter(|table| key(table).is_some()) {
        for constraint in &table.table.constraints {
            let ConstraintKind::ForeignKey { target, .. } = &constraint.kind else { continue };
            let target = scope.wall.table_by_id(target).filter(|target| target.is_walled() && key(target).is_some());
            let Some(target) = target else { continue };
            if !constraint.options.inherited && !pairs_tenant(table, target, &constraint.kind) {
                found.push(Crossing { table, target, constraint });
            }
        }
    }
    found
}

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for crossing in crossings(scope) {
        let Crossing { table, target, constraint } = &crossing;
        let (Some(own), Some(theirs)) = (key(table), key(target)) else { continue };
        let message = format!(
            "{} lets a row of {} ({}) reference another tenant's {}. Add {} to it, referencing {}, and a unique constraint \
             over both columns there.",
            constraint.name,
            table.name(),
            scope::columns_told(table.table, constraint.kind.columns()),
            target.name(),
            own.name,
            theirs.name
        );
        let finding = RULE.at(table, message).on(&constraint.id);
        out.push(finding.mended_if("Put the tenant into the foreign key", fix(scope, &crossing)));
    }
}

/// The same foreign key with the tenant in it, on a key of the target that has the tenant too.
pub(in crate::rls::lint) fn fix(scope: &Scope<'_>, crossing: &Crossing<'_>) -> Option<String> {
    let Crossing { table, target, constraint } = crossing;
    let ConstraintKind::ForeignKey { columns, target_columns, on_delete, on_update, deferral, target: target_id } =
        &constraint.kind
    else {
        return None;
    };
    let (own, theirs) = (key(table)?, key(target)?);
    // A column that has the tenant's place already, or a whole row that is nulled with the tenant, is for a person to solve.
    if columns.contains(&own.id) || target_columns.contains(&theirs.id) || *on_update == ReferentialAction::SetNull {
        return None;
    }
    let prepend = |id: &Id, rest: &[Id]| std::iter::once(id.clone()).chain(rest.iter().cloned()).collect::<Vec<Id>>();
    let (columns_new, target_new) = (prepend(&own.id, columns), prepend(&theirs.id, target_columns));
    let is_key = target
        .table
        .unique_columns()
        .any(|key| key.len() == target_new.len() && target_new.iter().all(|id| key.contains(&id)));
    let mut sql = String::from("BEGIN;\n");
    if !is_key {
        let columns = scope::columns_sql(target.table, &target_new);
        sql.push_str(&format!("ALTER TABLE {} ADD UNIQUE ({columns});\n", target.sql()));
    }
    let mut new = (*constraint).clone();
    new.kind = ConstraintKind::ForeignKey {
        columns: columns_new,
        target: target_id.clone(),
        target_columns: target_new,
        on_delete: *on_delete,
        on_update: *on_update,
        deferral: *deferral,
    };
    // Only the reference goes when the row it points to does: the tenant stays.
    if matches!(on_delete, ReferentialAction::SetNull | ReferentialAction::SetDefault)
        && new.options.delete_columns.is_empty()
    {
        new.options.delete_columns = columns.clone();
    }
    let name = quote::ident(&constraint.name);
    sql.push_str(&format!("ALTER TABLE {} DROP CONSTRAINT {name};\n", table.sql()));
    let definition = scope.writer().constraint_definition(table.table, &new);
    sql.push_str(&format!("ALTER TABLE {} ADD {definition};\nCOMMIT;", table.sql()));
    Some(sql)
}
