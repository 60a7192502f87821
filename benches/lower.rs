//! Lowering and checking a large design: 500 entities of 10 columns, linked in a chain, every third tenant-scoped.
#![allow(missing_docs)]

use std::hint::black_box;

use bulkhead::catalog::*;
use bulkhead::design::{Convention, Design, Entity, Naming, Tenancy};
use bulkhead::lower::lower;
use bulkhead::problem;
use criterion::{Criterion, criterion_group, criterion_main};

fn large(convention: Convention) -> Design {
    let mut design = Design::empty("large");
    design.settings.naming = Naming { tables: convention, columns: convention, keys: convention, indexes: convention };
    let app = Id::new("app");
    design.roles.insert(app.clone(), Role::new(app.clone(), "app"));
    design.settings.app_role = Some(app);
    for number in 0..500 {
        let id = Id::new(format!("e{number}"));
        let column = |word: &str| Id::new(format!("e{number}.{word}"));
        let mut table = Table::new(id.clone(), Id::new("public"), format!("Entity{number}"));
        let key = column("id");
        table.columns.push(Column::new(key.clone(), "Id", DataType::builtin("bigint")).required());
        table
            .constraints
            .push(Constraint::new(column("key"), ConstraintKind::PrimaryKey { columns: vec![key.clone()] }));
        for word in ["Next", "Name", "CreatedAt", "UpdatedAt", "Status", "Total", "Note", "Kind", "Size"] {
            let data_type = match word {
                "Next" => "bigint",
                "CreatedAt" | "UpdatedAt" => "timestamptz",
                "Total" => "numeric(10,2)",
                _ => "text",
            };
            table.columns.push(Column::new(column(word), word, DataType::builtin(data_type)));
        }
        if number > 0 {
            let kind = ConstraintKind::ForeignKey {
                columns: vec![column("Next")],
                target: Id::new(format!("e{}", number - 1)),
                target_columns: vec![Id::new(format!("e{}.id", number - 1))],
                on_delete: ReferentialAction::Cascade,
                on_update: ReferentialAction::NoAction,
                deferral: Deferral::NotDeferrable,
            };
            table.constraints.push(Constraint::new(column("fk"), kind));
            table.indexes.push(Index::on(column("index"), [column("Next")]));
        }
        if number % 10 == 0 {
            let expression = Expr::new("Total >= 0 AND Name <> ''");
            table.constraints.push(Constraint::new(column("check"), ConstraintKind::Check { expression }));
        }
        let mut entity = Entity::new(table);
        if number % 3 == 0 {
            entity.tenancy = Tenancy::Tenant { column: None };
        }
        design.entities.insert(id, entity);
    }
    design
}

/// The same with what people type: a default, a check, an index over an expression and a policy for each entity.
fn with_expressions(convention: Convention) -> Design {
    let mut design = large(convention);
    for (number, entity) in design.entities.values_mut().enumerate() {
        let id = |word: &str| Id::new(format!("e{number}.{word}"));
        let table = &mut entity.table;
        let created = table.columns.iter_mut().find(|c| c.name == "CreatedAt").expect("a column");
        *created = created.clone().with_default("now()");
        let text = format!("\"Status\" IN ('open', 'done') AND length(\"Name\") BETWEEN 1 AND {}", 20 + number);
        table.constraints.push(Constraint::new(id("status"), ConstraintKind::Check { expression: Expr::new(text) }));
        let mut index = Index::on(id("lower"), []);
        let target = IndexTarget::Expression { expression: Expr::new("lower(\"Name\")") };
        index.keys.push(IndexKey { target, ..IndexKey::column(Id::new("")) });
        table.indexes.push(index);
        let using = format!("\"Kind\" <> 'secret' OR \"Size\" = '{number}' AND current_user = 'auditor'");
        table.policies.push(Policy {
            id: id("policy"),
            name: "readable".into(),
            restrictive: true,
            command: PolicyCommand::Select,
            to: vec![Grantee::Public],
            using: Some(Expr::new(using)),
            check: None,
            comment: None,
        });
    }
    design
}

fn benches(criterion: &mut Criterion) {
    for convention in [Convention::AsWritten, Convention::SnakeCase] {
        let design = large(convention);
        criterion.bench_function(&format!("lower 500 entities, {convention:?}"), |bencher| {
            bencher.iter_with_large_drop(|| lower(black_box(&design)));
        });
    }
    let design = large(Convention::Ef);
    let lowered = lower(&design);
    criterion.bench_function("check 500 entities", |bencher| {
        bencher.iter(|| problem::check(black_box(&design), black_box(&lowered)));
    });
    criterion.bench_function("lint the wall of 500 entities", |bencher| {
        bencher.iter(|| problem::check_wall(black_box(&design), black_box(&lowered)));
    });
    let design = with_expressions(Convention::AsWritten);
    let lowered = lower(&design);
    criterion.bench_function("lint the wall of 500 entities with expressions", |bencher| {
        bencher.iter(|| problem::check_wall(black_box(&design), black_box(&lowered)));
    });
    criterion.bench_function("lower 500 entities with expressions", |bencher| {
        bencher.iter_with_large_drop(|| lower(black_box(&design)));
    });
    criterion.bench_function("check 500 entities with expressions", |bencher| {
        bencher.iter(|| problem::check(black_box(&design), black_box(&lowered)));
    });
}

criterion_group!(group, benches);
criterion_main!(group);
