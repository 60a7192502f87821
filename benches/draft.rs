//! How long the pending change of a large model takes: 500 tables of ten columns.

use std::hint::black_box;

use bulkhead::catalog::{
    Catalog, Column, Constraint, ConstraintKind, DataType, Expr, Grant, Grantee, Id, Index, Pair, Policy,
    PolicyCommand, Privilege, Role, RowSecurity, Schema, Table,
};
use bulkhead::plan::{Options, draft};
use criterion::{Criterion, criterion_group, criterion_main};

fn model(tables: usize) -> Catalog {
    Catalog {
        owner: Some(Id::new("owner")),
        roles: vec![Role::new(Id::new("owner"), "owner"), Role::new(Id::new("app"), "app")],
        schemas: vec![Schema::new(Id::new("public"), "public")],
        tables: (0..tables).map(table).collect(),
        ..Catalog::default()
    }
}

/// A table of a tenant: a key, a foreign key, a check, an index, a policy and grants.
fn table(number: usize) -> Table {
    let id = |part: &str| Id::new(format!("e{number}/{part}"));
    let mut table = Table::new(Id::new(format!("e{number}")), Id::new("public"), format!("table_{number}"));
    table.columns.push(Column::new(id("id"), "id", DataType::builtin("bigint")).required());
    table.columns.push(Column::new(id("tenant"), "tenant_id", DataType::builtin("uuid")).required());
    table.columns.push(Column::new(id("parent"), "parent_id", DataType::builtin("bigint")));
    for n in 3..10 {
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

fn benches(criterion: &mut Criterion) {
    let before = model(500);
    let empty = Catalog { owner: before.owner.clone(), roles: before.roles.clone(), ..Catalog::default() };
    let options = Options::default();
    let mut run = |name: &str, before: &Catalog, after: &Catalog| {
        criterion.bench_function(name, |b| {
            b.iter(|| black_box(draft(Pair::new(black_box(before), black_box(after)), &[], &options)));
        });
    };
    let changed = |change: &dyn Fn(&mut Catalog)| {
        let mut after = before.clone();
        change(&mut after);
        after
    };
    run("500 tables, nothing changed", &before, &before.clone());
    run(
        "500 tables, a column added",
        &before,
        &changed(&|c| {
            c.tables[250].columns.push(Column::new(Id::new("new"), "added", DataType::builtin("text")));
        }),
    );
    run("500 tables, one renamed", &before, &changed(&|c| c.tables[250].name = "renamed".into()));
    run(
        "500 tables, a column of each renamed",
        &before,
        &changed(&|c| c.tables.iter_mut().for_each(|t| t.columns[4].name = "renamed".into())),
    );
    run(
        "500 tables, the key of one retyped",
        &before,
        &changed(&|c| c.tables[1].columns[0].data_type = DataType::builtin("text")),
    );
    run("500 tables from nothing", &empty, &before);
}

criterion_group!(group, benches);
criterion_main!(group);
