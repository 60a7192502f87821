//! How long comparing two large catalogs takes, and how that grows: tables of 15 columns, a thousand to ten thousand.

mod support;

use std::hint::black_box;

use bulkhead::catalog::{Catalog, Column, DataType, Id, Pair};
use bulkhead::diff::diff;
use bulkhead::introspect::renumbered;
use bulkhead::plan::{Options, draft};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use support::model;

/// Every hundredth table gets a column, loses one and has one changed.
fn changed(before: &Catalog) -> Catalog {
    let mut after = before.clone();
    for table in after.tables.iter_mut().step_by(100) {
        table.columns.pop();
        let id = Id::new(format!("{}/new", table.id));
        table.columns.push(Column::new(id, "added", DataType::builtin("text")));
        table.columns[5].data_type = DataType::builtin("varchar(20)");
    }
    after
}

fn benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("15 columns a table");
    group.sample_size(10);
    for tables in [1_000, 2_000, 5_000, 10_000] {
        let before = model(tables, 15);
        let after = changed(&before);
        // As it is when two scripts are compared: nothing has the same id, names match.
        let strange = renumbered(after.clone());
        let mut run = |name: &str, after: &Catalog| {
            let pair = Pair::new(&before, after);
            group.bench_function(BenchmarkId::new(format!("diff, {name}"), tables), |b| {
                b.iter(|| black_box(diff(black_box(pair))));
            });
            group.bench_function(BenchmarkId::new(format!("diff and plan both ways, {name}"), tables), |b| {
                b.iter(|| black_box(draft(black_box(pair), &[], &Options::default())));
            });
        };
        run("nothing changed", &before.clone());
        run("every hundredth table changed", &after);
        run("the same by names", &strange);
    }
}

criterion_group!(group, benches);
criterion_main!(group);
