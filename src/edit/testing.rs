//! A small shop for the tests of this folder.

use super::{Command, Refusal, apply, invariants};
use crate::catalog::{Column, Constraint, ConstraintKind, DataType, Expr, Id, Policy, PolicyCommand, Table};
use crate::design::{Design, Entity, Node, Tenancy};

/// Customers (`c`: `c_id`, `c_name`) and their orders (`o`: `o_id`, `o_name`), tenant-scoped.
pub(super) fn shop() -> Design {
    let mut design = Design::empty("Shop");
    for (id, name) in [("c", "customers"), ("o", "orders")] {
        let mut table = Table::new(Id::new(id), Id::new("public"), name);
        let key = Id::new(format!("{id}_id"));
        table.columns.push(Column::new(key.clone(), "id", DataType::builtin("uuid")).required());
        table.columns.push(Column::new(Id::new(format!("{id}_name")), "name", DataType::builtin("text")));
        let kind = ConstraintKind::PrimaryKey { columns: vec![key] };
        table.constraints.push(Constraint::new(Id::new(format!("{id}_key")), kind));
        let mut entity = Entity::new(table);
        if id == "o" {
            entity.tenancy = Tenancy::Tenant { column: None };
        }
        run(&mut design, Command::AddEntity { entity: Box::new(entity), node: Node::default() });
    }
    design
}

/// Carries out a command that must succeed.
#[track_caller]
pub(super) fn run(design: &mut Design, command: Command) {
    apply(design, command).expect("a command that is carried out").apply_to(design);
    assert_eq!(invariants(design), Vec::<String>::new());
}

/// The refusal of a command that must not succeed.
#[track_caller]
pub(super) fn refusal(design: &Design, command: Command) -> Refusal {
    apply(design, command).expect_err("a command that is refused")
}

/// Adds a check to an entity.
#[track_caller]
pub(super) fn check(design: &mut Design, entity: &str, id: &str, sql: &str) {
    let constraint = Constraint::new(Id::new(id), ConstraintKind::Check { expression: Expr::new(sql) });
    run(design, Command::PutConstraint { entity: Id::new(entity), constraint });
}

/// Adds a policy to an entity.
#[track_caller]
pub(super) fn policy(design: &mut Design, entity: &str, id: &str, using: &str, to: Vec<crate::catalog::Grantee>) {
    let policy = Policy {
        id: Id::new(id),
        name: id.to_owned(),
        restrictive: false,
        command: PolicyCommand::All,
        to,
        using: Some(Expr::new(using)),
        check: None,
        comment: None,
    };
    run(design, Command::PutPolicy { entity: Id::new(entity), policy });
}

/// Gives a column another name.
#[track_caller]
pub(super) fn rename_column(design: &mut Design, entity: &str, column: &str, name: &str) {
    let entity = Id::new(entity);
    let mut column = design.entities[&entity].table.column(&Id::new(column)).expect("a column").clone();
    column.name = name.to_owned();
    run(design, Command::PutColumn { entity, column, at: None });
}

/// The text of a check.
#[track_caller]
pub(super) fn check_text<'d>(design: &'d Design, entity: &str, id: &str) -> &'d str {
    let table = &design.entities[&Id::new(entity)].table;
    match &table.constraints.iter().find(|c| c.id.as_str() == id).expect("a constraint").kind {
        ConstraintKind::Check { expression } => expression.sql(),
        kind => panic!("{kind:?}"),
    }
}

/// The text of a policy's USING.
#[track_caller]
pub(super) fn using_text<'d>(design: &'d Design, entity: &str, id: &str) -> &'d str {
    let table = &design.entities[&Id::new(entity)].table;
    let policy = table.policies.iter().find(|p| p.id.as_str() == id).expect("a policy");
    policy.using.as_ref().expect("a condition").sql()
}
