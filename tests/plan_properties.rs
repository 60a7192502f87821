//! What holds of every plan, without an engine.

mod support;

use bulkhead::catalog::{Catalog, Pair};
use bulkhead::diff::diff;
use bulkhead::plan::{Mode, Options, draft, plan, script};
use bulkhead::sql::syntax::syntax_errors;
use proptest::prelude::*;
use support::model;

fn options(mode: Mode) -> Options {
    Options { mode, target_version: 18, ..Options::default() }
}

/// How many cases of a property: `BULKHEAD_PLAN_CASES`, or this.
fn cases(usual: u32) -> ProptestConfig {
    let cases = std::env::var("BULKHEAD_PLAN_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn nothing_to_do_is_an_empty_plan(catalog in model::catalog(18)) {
        prop_assert_eq!(plan(Pair::new(&catalog, &catalog.clone()), &options(Mode::Simple)), []);
        prop_assert_eq!(diff(Pair::new(&catalog, &catalog.clone())), []);
    }

    #[test]
    fn a_plan_is_the_same_every_time((before, after) in model::pair(18)) {
        let pair = Pair::new(&before, &after);
        let first = draft(pair, &[], &options(Mode::Simple));
        prop_assert_eq!(&first, &draft(pair, &[], &options(Mode::Simple)));
        prop_assert_eq!(first.is_empty(), diff(pair).is_empty());
    }

    #[test]
    fn each_step_of_down_is_paired_once((before, after) in model::pair(18)) {
        let draft = draft(Pair::new(&before, &after), &[], &options(Mode::Simple));
        let steps = draft.steps();
        prop_assert_eq!(steps.iter().filter(|s| !s.up.is_empty()).count(), draft.up.len());
        let mut paired: Vec<String> = steps
            .iter()
            .flat_map(|s| bulkhead::sql::split::statements(&s.down).map(|piece| piece.sql.to_owned()).collect::<Vec<_>>())
            .collect();
        let mut down: Vec<String> = draft.down.iter().map(|s| s.sql.clone()).collect();
        paired.sort();
        down.sort();
        prop_assert_eq!(paired, down);
        let ids: std::collections::HashSet<_> = steps.iter().map(|s| &s.id).collect();
        prop_assert_eq!(ids.len(), steps.len());
    }

    #[test]
    fn from_nothing_only_creates(after in model::catalog(18)) {
        let empty = Catalog { owner: after.owner.clone(), roles: after.roles.clone(), ..Catalog::default() };
        for statement in plan(Pair::new(&empty, &after), &options(Mode::Simple)) {
            let first = statement.kind.split('-').next().unwrap_or_default();
            prop_assert!(["create", "add", "comment", "grant", "enable", "force"].contains(&first), "{}", statement.kind);
        }
        for statement in plan(Pair::new(&after, &empty), &options(Mode::Simple)) {
            prop_assert!(statement.kind.starts_with("drop"), "{}", statement.kind);
        }
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn every_statement_is_one_statement_of_the_grammar((before, after) in model::pair(18)) {
        for mode in [Mode::Simple, Mode::Online] {
            for pair in [Pair::new(&before, &after), Pair::new(&after, &before)] {
                let statements = plan(pair, &options(mode));
                for statement in &statements {
                    let errors = syntax_errors(&statement.sql);
                    prop_assert!(errors.is_empty(), "{}\n{errors:?}", statement.sql);
                }
                let text = script(&statements);
                let split: Vec<_> = bulkhead::sql::split::statements(&text).collect();
                prop_assert_eq!(split.len(), statements.len(), "{}", text);
                prop_assert!(statements.iter().all(|s| !s.sql.contains("CASCADE") || s.sql.contains(" ON ")));
            }
        }
    }
}

/// Random pairs are worth something only if they ask for every kind of statement.
#[test]
fn random_pairs_ask_for_every_kind_of_statement() {
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut counts: std::collections::BTreeMap<String, u32> = std::collections::BTreeMap::new();
    for mode in [Mode::Simple, Mode::Online] {
        for _ in 0..1000 {
            let (before, after) = model::pair(18).new_tree(&mut runner).expect("a pair").current();
            for statement in plan(Pair::new(&before, &after), &options(mode)) {
                *counts.entry(statement.kind).or_default() += 1;
            }
        }
    }
    let missing: Vec<_> = EVERY_KIND.iter().filter(|kind| !counts.contains_key(**kind)).collect();
    assert!(missing.is_empty(), "{missing:?} of {counts:#?}");
}

const EVERY_KIND: &[&str] = &[
    "create-schema",
    "rename-schema",
    "drop-schema",
    "create-enum",
    "rename-enum",
    "move-enum",
    "add-enum-label",
    "rename-enum-label",
    "drop-enum",
    "create-sequence",
    "rename-sequence",
    "move-sequence",
    "alter-sequence",
    "drop-sequence",
    "set-sequence-value",
    "create-table",
    "rename-table",
    "move-table",
    "drop-table",
    "add-column",
    "rename-column",
    "alter-column-type",
    "set-default",
    "drop-default",
    "set-not-null",
    "drop-not-null",
    "add-identity",
    "alter-identity",
    "drop-identity",
    "set-expression",
    "drop-expression",
    "drop-column",
    "add-constraint",
    "rename-constraint",
    "alter-constraint",
    "validate-constraint",
    "drop-constraint",
    "add-foreign-key",
    "drop-foreign-key",
    "create-index",
    "rename-index",
    "drop-index",
    "create-policy",
    "rename-policy",
    "alter-policy",
    "drop-policy",
    "enable-row-security",
    "disable-row-security",
    "force-row-security",
    "no-force-row-security",
    "grant",
    "revoke",
    "comment",
];
