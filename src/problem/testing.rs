//! A small design for the tests of rules, and short ways to spoil it.

use super::rule::Rule;
use super::{Problem, check};
use crate::catalog::{
    Column, ColumnValue, Constraint, ConstraintKind, DataType, Deferral, EnumLabel, EnumType, Expr, Grantee, Id, Index,
    IndexKey, Policy, PolicyCommand, ReferentialAction, Role, Table,
};
use crate::design::{Design, Entity, HandSql, HandSqlPosition, Tenancy};
use crate::lower::lower;

/// Orders and customers, and roles to own and use them. Nothing is wrong with it.
pub(super) fn sample() -> Design {
    let mut design = Design::empty("sample");
    for name in ["owner", "app", "service"] {
        design.roles.insert(Id::new(name), Role::new(Id::new(name), name));
    }
    design.settings.owner_role = Some(Id::new("owner"));
    design.settings.app_role = Some(Id::new("app"));
    design.settings.service_role = Some(Id::new("service"));
    let orders = add_entity(&mut design, "orders");
    for (name, data_type) in
        [("customer_id", "bigint"), ("total", "numeric"), ("status", "text"), ("tenant_id", "uuid")]
    {
        let id = Id::new(format!("orders.{name}"));
        orders.table.columns.push(Column::new(id, name, DataType::builtin(data_type)));
    }
    let customers = add_entity(&mut design, "customers");
    customers.table.columns.push(Column::new(Id::new("customers.name"), "name", DataType::builtin("text")));
    design
}

/// What a rule finds once the sample was changed.
pub(super) fn found(rule: &Rule, change: impl FnOnce(&mut Design)) -> Vec<Problem> {
    let mut design = sample();
    change(&mut design);
    check(&design, &lower(&design)).into_iter().filter(|problem| problem.rule == rule.id).collect()
}

/// Checks that a rule finds as many problems as expected, each message holding the expected text.
pub(super) fn check_rule(rule: &Rule, change: impl FnOnce(&mut Design), expected: &[&str]) {
    let found = found(rule, change);
    let messages: Vec<&str> = found.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(messages.len(), expected.len(), "{messages:#?}");
    for (message, expected) in messages.iter().zip(expected) {
        assert!(message.contains(expected), "{message}\ndoes not hold\n{expected}");
    }
}

/// Adds an entity with an identity key.
pub(super) fn add_entity<'d>(design: &'d mut Design, name: &str) -> &'d mut Entity {
    let id = Id::new(name);
    let mut entity = Entity::new(Table::new(id.clone(), Id::new("public"), name));
    let key = Id::new(format!("{name}.id"));
    let mut column = Column::new(key.clone(), "id", DataType::builtin("bigint"));
    column.value = ColumnValue::Identity { always: false };
    entity.table.columns.push(column);
    let kind = ConstraintKind::PrimaryKey { columns: vec![key] };
    entity.table.constraints.push(Constraint::new(Id::new(format!("{name}.key")), kind));
    design.entities.entry(id).or_insert(entity)
}

fn entity<'d>(design: &'d mut Design, name: &str) -> &'d mut Entity {
    design.entities.get_mut(&Id::new(name)).expect("an entity of the sample")
}

pub(super) fn orders(design: &mut Design) -> &mut Entity {
    entity(design, "orders")
}

pub(super) fn customers(design: &mut Design) -> &mut Entity {
    entity(design, "customers")
}

pub(super) fn role<'d>(design: &'d mut Design, name: &str) -> &'d mut Role {
    design.roles.get_mut(&Id::new(name)).expect("a role of the sample")
}

/// A column of orders.
pub(super) fn column<'d>(design: &'d mut Design, name: &str) -> &'d mut Column {
    let id = Id::new(format!("orders.{name}"));
    orders(design).table.columns.iter_mut().find(|column| column.id == id).expect("a column of the sample")
}

pub(super) fn data_type(design: &mut Design, name: &str, data_type: &str) {
    column(design, name).data_type = DataType::builtin(data_type);
}

pub(super) fn default(design: &mut Design, name: &str, expression: &str) {
    column(design, name).value = ColumnValue::Default { expression: Expr::new(expression) };
}

pub(super) fn add_check(design: &mut Design, expression: &str) {
    let kind = ConstraintKind::Check { expression: Expr::new(expression) };
    orders(design).table.constraints.push(Constraint::new(Id::new("orders.check"), kind));
}

pub(super) fn add_index(design: &mut Design, expression: &str, predicate: Option<&str>) {
    let index = Index {
        keys: vec![IndexKey::expression(Expr::new(expression))],
        predicate: predicate.map(Expr::new),
        ..Index::on(Id::new("orders.index"), [])
    };
    orders(design).table.indexes.push(index);
}

/// A policy of orders for everyone.
pub(super) fn add_policy(design: &mut Design, name: &str, using: Option<&str>, check: Option<&str>) {
    orders(design).table.policies.push(Policy {
        id: Id::new("orders.policy"),
        name: name.to_owned(),
        restrictive: false,
        command: PolicyCommand::All,
        to: vec![Grantee::Public],
        using: using.map(Expr::new),
        check: check.map(Expr::new),
        comment: None,
    });
}

/// The policy last added.
pub(super) fn policy(design: &mut Design) -> &mut Policy {
    orders(design).table.policies.last_mut().expect("a policy was added")
}

pub(super) fn add_enum(design: &mut Design, labels: &[&str]) {
    let labels = labels.iter().map(|label| EnumLabel { id: Id::new(label), name: (*label).to_owned() }).collect();
    let id = Id::new("mood");
    let enum_type =
        EnumType { id: id.clone(), schema: Id::new("public"), name: "mood".to_owned(), labels, comment: None };
    design.enums.insert(id, enum_type);
}

/// A foreign key from a column of orders to one of customers.
pub(super) fn link(design: &mut Design, own: &str, other: &str) {
    let kind = ConstraintKind::ForeignKey {
        columns: vec![Id::new(format!("orders.{own}"))],
        target: Id::new("customers"),
        target_columns: vec![Id::new(format!("customers.{other}"))],
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferral: Deferral::NotDeferrable,
    };
    orders(design).table.constraints.push(Constraint::new(Id::new("orders.customer"), kind));
}

/// Makes orders tenant-scoped by its column tenant_id.
pub(super) fn tenant_scoped(design: &mut Design) {
    orders(design).tenancy = Tenancy::Tenant { column: Some(Id::new("orders.tenant_id")) };
}

pub(super) fn hand_sql(design: &mut Design, up: &str, down: &str) {
    let hand = HandSql {
        id: Id::new("hand"),
        title: "By hand".to_owned(),
        position: HandSqlPosition::After,
        up: up.to_owned(),
        down: down.to_owned(),
    };
    design.hand_sql.insert(hand.id.clone(), hand);
}

#[test]
fn nothing_is_wrong_with_the_sample() {
    let design = sample();
    assert_eq!(check(&design, &lower(&design)), Vec::new());
}
