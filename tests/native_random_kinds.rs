//! Random pairs of schemas that are made of SQL text: objects that stand on each other, each there or not and in one of
//! several forms, with owners and privileges, of every kind. Judged as `native_pairs` does.
//!
//! `BULKHEAD_PAIR_CASES` says how many pairs are tried on each server, other ones each time.

mod random_pieces;
mod support;

use random_pieces::pieces;
use support::random_pairs::migrate_random_pairs;

#[test]
fn random_schemas_of_every_kind_are_migrated_there_and_back() {
    migrate_random_pairs(&pieces().collect::<Vec<_>>(), 16);
}
