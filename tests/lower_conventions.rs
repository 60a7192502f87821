//! Another naming convention renames; it drops nothing and creates nothing.

mod lower_support;

use bulkhead::catalog::Pair;
use bulkhead::lower::lower;
use bulkhead::plan::{Options, plan};
use lower_support::{design, naming};

#[test]
fn another_convention_is_renames() {
    for case in [
        "plain",
        "tph",
        "tpt",
        "tpc",
        "tenancy",
        "tenancy_tpt",
        "tenancy_tpt_authored",
        "tenancy_tph_tpc",
        "expressions",
    ] {
        let file = format!("{}/tests/golden/lower/{case}.txt", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(file).expect("a golden case");
        let source = text.split("== ").nth(1).and_then(|section| section.split_once('\n')).expect("a design").1;
        for (from, to) in [("as-written", "ef"), ("ef", "snake"), ("snake", "as-written")] {
            let lowered = |convention: &str| {
                let mut design = design(source);
                design.settings.naming = naming(convention);
                lower(&design).catalog
            };
            let (previous, next) = (lowered(from), lowered(to));
            let statements = plan(Pair::new(&previous, &next), &Options::default());
            assert!(!statements.is_empty());
            for statement in statements {
                let sql = &statement.sql;
                assert!(sql.contains(" RENAME "), "{case}, {from} to {to}: {sql}");
            }
        }
    }
}
