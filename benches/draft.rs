//! How long the pending change of a large model takes: 500 tables of ten columns.

mod support;

use std::hint::black_box;

use bulkhead::catalog::{Catalog, Column, DataType, Id, Pair};
use bulkhead::plan::{Options, draft};
use criterion::{Criterion, criterion_group, criterion_main};
use support::model;

fn benches(criterion: &mut Criterion) {
    let before = model(500, 10);
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
