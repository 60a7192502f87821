//! Random pairs of schemas that are made of SQL text: objects that stand on each other, each there or not and in one of
//! several forms, with owners and privileges, of every kind. Judged as `native_pairs` does.
//!
//! It looks for what is not planned right yet and still finds some of it. So it runs where `BULKHEAD_PAIR_CASES` says how many
//! pairs are to be tried on each server, and says that it did not run elsewhere; `native_random_pairs` always runs.

mod random_pieces;
mod support;

use proptest::test_runner::TestRunner;
use random_pieces::pieces;
use support::random_pairs::migrate_there_and_back;

#[test]
fn random_schemas_of_every_kind_are_migrated_there_and_back() {
    let Some(cases) = std::env::var("BULKHEAD_PAIR_CASES").ok().and_then(|n| n.parse().ok()) else {
        eprintln!("not run: BULKHEAD_PAIR_CASES does not say how many pairs to try");
        return;
    };
    let pieces: Vec<_> = pieces().collect();
    migrate_there_and_back(&pieces, cases, TestRunner::new);
}
