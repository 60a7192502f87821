//! PF02: no index that the policy's condition could use.
//!
//! A policy's condition is part of every query's: <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>. An index
//! serves it if the tenant's key is its first: <https://www.postgresql.org/docs/current/indexes-multicolumn.html>.

use super::super::parts::row_column;
use super::super::reading::Asker;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::{Column, ConstraintKind, IndexTarget, PolicyCommand, Table};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::predicate::{Op, Predicate};
use crate::rls::wall::WallTable;
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PF02",
    level: Level::Warning,
    title: "No index begins with the tenant's key.",
    why: "Every query asks for the tenant: without an index it reads the whole table.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled().filter(|table| !table.table.policies.is_empty() && !table.table.is_partitioned()) {
        let Some(tenant) = table.tenant else { continue };
        // What the policies ask for may be another column than the tenant's: the user's, of memberships.
        let asker = Asker::new(scope, table);
        let asked = |column: &&Column| {
            column.id == tenant.id
                || scope.reading(table).policies.iter().any(|read| {
                    read.using.as_ref().is_some_and(|clause| {
                        !matches!(clause, Predicate::Constant(_))
                            && asker.ties(clause, &|wanted| wanted.id == column.id)
                    })
                })
        };
        if table.table.columns.iter().filter(asked).any(|column| leads(table.table, column)) {
            continue;
        }
        let message = format!(
            "No index of {} begins with {}, for which every query asks: each reads the whole table.",
            table.name(),
            tenant.name
        );
        // Where rows of all tenants are read too, an index serves only a part of what is asked.
        let level = if reads_equality(scope, table) { Level::Warning } else { Level::Info };
        let sql = format!("CREATE INDEX ON {} ({});", table.sql(), quote::ident(&tenant.name));
        out.push(RULE.at(table, message).at_level(level).mended("Create the index", sql));
    }
}

fn leads(table: &Table, tenant: &Column) -> bool {
    let by_key = table.constraints.iter().any(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
            columns.first() == Some(&tenant.id)
        }
        ConstraintKind::Check { .. } | ConstraintKind::ForeignKey { .. } | ConstraintKind::Exclude { .. } => false,
    });
    by_key
        || table.indexes.iter().any(|index| {
            let first = index
                .keys
                .first()
                .is_some_and(|key| matches!(&key.target, IndexTarget::Column { column } if *column == tenant.id));
            first && index.method == "btree" && !index.options.invalid
        })
}

fn reads_equality(scope: &Scope<'_>, table: &WallTable<'_>) -> bool {
    let is_equality = |clause: &Predicate| match clause {
        Predicate::Compare { op: Op::Eq, left, right } => row_column(left).or(row_column(right)).is_some(),
        Predicate::And(_) | Predicate::Member { .. } | Predicate::Among { .. } => true,
        _ => false,
    };
    let reads = |command: PolicyCommand| matches!(command, PolicyCommand::All | PolicyCommand::Select);
    scope.reading(table).policies.iter().any(|read| {
        !read.policy.restrictive && reads(read.policy.command) && read.using.as_ref().is_some_and(is_equality)
    })
}
