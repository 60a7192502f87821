//! Large models to measure with.

use bulkhead::catalog::{
    Catalog, Column, Constraint, ConstraintKind, DataType, Expr, Grant, Grantee, Id, Index, Policy, PolicyCommand,
    Privilege, Role, RowSecurity, Schema, Table,
};

/// A catalog of so many tables of so many columns each, four at least.
pub(crate) fn model(tables: usize, columns: usize) -> Catalog {
    Catalog {
        owner: Some(Id::new("owner")),
        roles: vec![Role::new(Id::new("owner"), "owner"), Role::new(Id::new("app"), "app")],
        schemas: vec![Schema::new(Id::new("public"), "public")],
        tables: (0..tables).map(|number| table(number, columns)).collect(),
        ..Catalog::default()
    }
}

/// A table of a tenant: a key, a foreign key, a check, an index, a policy and grants.
fn table(number: usize, columns: usize) -> Table {
    let id = |part: &str| Id::new(format!("e{number}/{part}"));
    let mut table = Table::new(Id::new(format!("e{number}")), Id::new("public"), format!("table_{number}"));
    table.columns.push(Column::new(id("id"), "id", DataType::builtin("bigint")).required());
    table.columns.push(Column::new(id("tenant"), "tenant_id", DataType::builtin("uuid")).required());
    table.columns.push(Column::new(id("parent"), "parent_id", DataType::builtin("bigint")));
    for n in 3..columns {
        let column = Column::new(id(&format!("c{n}")), format!("column_{n}"), DataType::builtin("text"));
        table.columns.push(if n % 2 == 0 { column.required().with_default("''") } else { column });
    }
    let mut constraint = |name: &str, kind| {
        table.constraints.push(Constraint::new(id(name), kind).named(format!("table_{number}_{name}")));
    };
    constraint("pkey", ConstraintKind::PrimaryKey { columns: vec![id("id")] });
    constraint("check", ConstraintKind::Check { expression: Expr::new("column_4 <> column_6") });
    let target = number / 2;
    constraint(
        "fkey",
        ConstraintKind::ForeignKey {
            columns: vec![id("parent")],
            target: Id::new(format!("e{target}")),
            target_columns: vec![Id::new(format!("e{target}/id"))],
            on_delete: Default::default(),
            on_update: Default::default(),
            deferral: Default::default(),
        },
    );
    table.indexes.push(Index::on(id("index"), [id("tenant")]).named(format!("table_{number}_tenant_id_idx")));
    table.row_security = RowSecurity::Forced;
    let tenant = "tenant_id = (SELECT NULLIF(current_setting('app.current_tenant', true), '')::uuid)";
    table.policies.push(Policy {
        id: id("policy"),
        name: "tenant_isolation".into(),
        restrictive: false,
        command: PolicyCommand::All,
        to: vec![Grantee::Role(Id::new("app"))],
        using: Some(Expr::new(tenant)),
        check: Some(Expr::new(tenant)),
        comment: None,
    });
    table.grants = vec![Grant { to: Grantee::Role(Id::new("app")), privileges: vec![Privilege::Select] }];
    table
}
