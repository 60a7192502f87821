//! The rules of hazards against the catalogue of what is known to go wrong with migrations: each entry is covered by rules
//! that exist, or by something else that exists, or it says why nothing can run into it. And each rule is said by a case.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bulkhead::plan::HAZARD_RULES;
use bulkhead::problem::all_rules;
use bulkhead::rls::lint;

/// How an entry of the catalogue is covered.
enum By {
    /// By hazards of the plan, its own statements and hand-written ones.
    Hazard(&'static [&'static str]),
    /// By problems of the design.
    Problem(&'static [&'static str]),
    /// By the lint of the tenant wall.
    Lint(&'static [&'static str]),
    /// By how something else is made, in a file, for a reason.
    Made(&'static str, &'static str),
    /// Not at all, because there is nothing that could run into it.
    Never(&'static str),
}

use By::{Hazard, Lint, Made, Never, Problem};

const CATALOGUE: &[(&str, By)] = &[
    ("L01", Hazard(&["index-blocks-writes"])),
    ("L02", Hazard(&["drop-index"])),
    ("L03", Hazard(&["reindex-locks"])),
    ("L04", Hazard(&["refused-in-transaction", "not-rerunnable"])),
    ("L05", Hazard(&["detach-locks"])),
    ("L06", Hazard(&["attach-scans"])),
    ("L07", Hazard(&["foreign-key-scans"])),
    ("L08", Hazard(&["check-scans"])),
    ("L09", Hazard(&["validated-at-once"])),
    ("L10", Hazard(&["set-not-null"])),
    ("L11", Hazard(&["add-unique"])),
    ("L12", Hazard(&["add-unique"])),
    ("L13", Hazard(&["add-exclusion"])),
    ("L14", Hazard(&["add-column-rewrites"])),
    ("L15", Hazard(&["add-column-rewrites"])),
    ("L16", Hazard(&["add-column-rewrites"])),
    ("L17", Hazard(&["add-column-rewrites"])),
    ("L18", Hazard(&["change-type"])),
    ("L19", Made("src/plan/rebuild/column.rs", "what reads the column is dropped before and made again after")),
    ("L20", Hazard(&["table-rewritten"])),
    ("L21", Hazard(&["table-packed"])),
    ("L22", Hazard(&["refresh-locks"])),
    ("L23", Hazard(&["trigger-locks"])),
    ("L24", Hazard(&["no-timeouts", "access-changed", "access-loosened", "access-tightened"])),
    ("L25", Hazard(&["lock-held"])),
    ("L26", Hazard(&["scans-twice"])),
    ("L27", Hazard(&["no-timeouts"])),
    ("L28", Hazard(&["no-timeouts"])),
    ("L29", Made("src/plan/step.rs", "tables are gone through in the order of the catalog, in every plan the same")),
    ("L30", Hazard(&["enum-label-used-at-once"])),
    ("L31", Hazard(&["domain-scans"])),
    ("L32", Hazard(&["all-rows-changed"])),
    ("L33", Made("src/plan/rename/mod.rs", "a renamed table keeps its key, which is renamed with it")),
    ("D01", Hazard(&["drop-table"])),
    ("D02", Hazard(&["drop-column"])),
    ("D03", Hazard(&["drop-schema", "drop-database"])),
    ("D04", Hazard(&["change-type"])),
    ("D05", Hazard(&["drop-column"])),
    ("D06", Hazard(&["enum-label-removed"])),
    ("D07", Hazard(&["add-required-column"])),
    ("D08", Hazard(&["set-not-null"])),
    ("D09", Hazard(&["add-unique"])),
    ("D10", Hazard(&["primary-key-changes", "change-type"])),
    ("D11", Hazard(&["untracked-users", "replace-extension"])),
    ("D12", Hazard(&["cascade"])),
    ("D13", Hazard(&["restored-with-placeholder", "restored-constraint", "drop-table", "drop-column"])),
    ("B01", Hazard(&["rename"])),
    ("B02", Hazard(&["rename"])),
    ("B03", Hazard(&["rename"])),
    ("B04", Hazard(&["drop-not-null"])),
    ("B05", Hazard(&["drop-constraint"])),
    ("B06", Hazard(&["json-column"])),
    ("B07", Hazard(&["replication"])),
    ("B08", Hazard(&["enum-label-order"])),
    ("B09", Hazard(&["replace-view"])),
    ("S01", Hazard(&["not-rerunnable"])),
    ("S02", Problem(&["hand-sql-transaction"])),
    ("S03", Hazard(&["duplicate-assignment"])),
    ("S04", Hazard(&["name-too-long"])),
    ("S05", Hazard(&["unqualified-name"])),
    ("S06", Never("no comment silences a hazard; what is accepted is the project's, with a reason, and shown as such")),
    ("S07", Made("src/bundle/script/writer.rs", "the idempotent script executes hand-written statements as text")),
    ("S08", Made("src/sql/quote.rs", "a body gets a tag that it does not hold")),
    ("S09", Hazard(&["session-setting"])),
    ("A int key", Hazard(&["type-advice"])),
    ("A serial", Hazard(&["type-advice"])),
    ("A char(n)", Hazard(&["type-advice"])),
    ("A timestamp without zone", Hazard(&["type-advice"])),
    ("A enum vs lookup table", Hazard(&["enum-or-table"])),
    ("A FK without index", Problem(&["foreign-key-without-index"])),
    ("A no PK", Problem(&["no-primary-key"])),
    ("A duplicate index", Problem(&["redundant-key"])),
    ("A > 3 columns in a plain index", Hazard(&["wide-index"])),
    ("A column order padding", Hazard(&["column-order"])),
    ("A naming", Made("src/lower/naming", "names follow the project's conventions")),
    ("A constrained domain", Hazard(&["constrained-domain", "add-column-rewrites", "domain-scans"])),
    ("R01", Lint(&["EN02"])),
    ("R02", Lint(&["EN03"])),
    ("R03", Lint(&["EN01"])),
    ("R04", Made("src/plan/build/policy.rs", "policies come before ENABLE and go after DISABLE")),
    ("R05", Lint(&["PO01"])),
    ("R06", Lint(&["PF01"])),
    ("R07", Lint(&["PF08"])),
    ("R08", Lint(&["PO26"])),
    ("R09", Lint(&["BY01", "BY04", "BY05"])),
    ("R10", Lint(&["EN04"])),
    ("R11", Lint(&["PF02", "PO21", "DA03"])),
    ("R12", Lint(&["EN03"])),
    ("R13", Hazard(&["access-changed", "access-loosened", "access-tightened"])),
    ("R14", Lint(&["EN01"])),
    ("R15", Hazard(&["access-loosened"])),
    ("require-concurrent-index-creation", Hazard(&["index-blocks-writes"])),
    ("require-concurrent-index-deletion", Hazard(&["drop-index"])),
    ("require-concurrent-reindex", Hazard(&["reindex-locks"])),
    ("require-concurrent-partition-detach", Hazard(&["detach-locks"])),
    (
        "ban-concurrent-index-creation-in-transaction",
        Made("src/sql/transaction.rs", "such a statement is put outside; within a block it is refused-in-transaction"),
    ),
    ("constraint-missing-not-valid", Hazard(&["check-scans", "foreign-key-scans", "validated-at-once"])),
    ("adding-foreign-key-constraint", Hazard(&["foreign-key-scans"])),
    ("adding-field-with-default", Hazard(&["add-column-rewrites"])),
    ("adding-not-nullable-field", Hazard(&["set-not-null"])),
    ("adding-required-field", Hazard(&["add-required-column"])),
    ("adding-serial-primary-key-field", Hazard(&["add-column-rewrites", "add-unique"])),
    ("disallowed-unique-constraint", Hazard(&["add-unique"])),
    ("changing-column-type", Hazard(&["change-type"])),
    ("renaming-column", Hazard(&["rename"])),
    ("renaming-table", Hazard(&["rename"])),
    ("ban-drop-column", Hazard(&["drop-column"])),
    ("ban-drop-table", Hazard(&["drop-table"])),
    ("ban-drop-database", Hazard(&["drop-database"])),
    ("ban-drop-not-null", Hazard(&["drop-not-null"])),
    ("ban-truncate-cascade", Hazard(&["truncate", "cascade"])),
    ("ban-char-field", Hazard(&["type-advice"])),
    ("prefer-text-field", Never("a limit is widened without a rewrite, and change-type tells of one that is narrowed")),
    ("prefer-timestamp-tz", Hazard(&["type-advice"])),
    ("prefer-bigint-over-int", Hazard(&["type-advice"])),
    ("prefer-bigint-over-smallint", Hazard(&["type-advice"])),
    ("prefer-identity", Hazard(&["type-advice"])),
    ("prefer-robust-stmts", Hazard(&["not-rerunnable"])),
    ("prefer-repack", Hazard(&["table-packed"])),
    ("transaction-nesting", Problem(&["hand-sql-transaction"])),
    ("ban-uncommitted-transaction", Problem(&["hand-sql-transaction"])),
    ("ban-create-domain-with-constraint", Hazard(&["add-column-rewrites", "domain-scans"])),
    ("ban-alter-domain-with-add-constraint", Hazard(&["domain-scans"])),
    ("require-lock-timeout", Hazard(&["no-timeouts"])),
    ("require-statement-timeout", Hazard(&["no-timeouts"])),
    ("require-timeout-settings", Hazard(&["no-timeouts"])),
    ("require-enum-value-ordering", Hazard(&["enum-label-order"])),
    ("require-table-schema", Hazard(&["unqualified-name"])),
    ("identifier-too-long", Hazard(&["name-too-long"])),
    ("ban-duplicate-column-assignments", Hazard(&["duplicate-assignment"])),
    ("unused-ignore", Never("there is no comment that silences a hazard")),
    ("syntax-error", Problem(&["hand-sql-syntax"])),
];

/// Rules that no case of `tests/hazards` or `tests/breaks` says, with the test that does.
const SAID_ELSEWHERE: &[(&str, &str, &str)] = &[
    ("triggers-fire", "tests/native_expand.rs", "what_is_carried_over_fires_triggers_and_says_so"),
    ("enum-label-removed", "tests/golden/plan/enum-label-removed.sql", "is no longer a value"),
    ("restored-constraint", "tests/golden/plan/drop-required-reference.sql", "it comes back for new rows"),
    ("restored-with-placeholder", "tests/golden/plan/drop-required-columns.sql", "made-up ones"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        match entry.path() {
            path if path.is_dir() => files(&path, out),
            path => out.push(path),
        }
    }
}

fn text(folder: &str) -> String {
    let mut all = Vec::new();
    files(&root().join(folder), &mut all);
    all.iter().map(|path| std::fs::read_to_string(path).expect("a text")).collect()
}

#[test]
fn every_entry_of_the_catalogue_is_covered_by_what_there_is() {
    let hazards: BTreeSet<&str> = HAZARD_RULES.iter().map(|rule| rule.id).collect();
    let problems: BTreeSet<&str> = all_rules().iter().map(|rule| rule.id).collect();
    let mut wrong = Vec::new();
    for (entry, by) in CATALOGUE {
        let missing = match by {
            Hazard(rules) => rules.iter().find(|rule| !hazards.contains(*rule)).copied(),
            Lint(rules) => rules.iter().find(|rule| lint::rule(rule).is_none()).copied(),
            Problem(rules) => rules.iter().find(|rule| !problems.contains(*rule)).copied(),
            Made(path, why) => (!root().join(path).exists() || why.is_empty()).then_some(*path),
            Never(why) => why.is_empty().then_some("no reason"),
        };
        wrong.extend(missing.map(|missing| format!("{entry}: {missing}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let mut entries: BTreeMap<&str, usize> = BTreeMap::new();
    for (entry, _) in CATALOGUE {
        *entries.entry(entry.split(' ').next().expect("a word")).or_default() += 1;
    }
    let lists = [("L", 33), ("D", 13), ("B", 9), ("S", 9), ("R", 15)];
    let wanted = lists.iter().flat_map(|(letter, last)| (1..=*last).map(move |n| format!("{letter}{n:02}")));
    let missing: Vec<String> = wanted.filter(|id| entries.get(id.as_str()) != Some(&1)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The entries of the catalogue's own text: its tables' ids, ranges of them spelt out, advice by its words, and the names of
/// the first section.
fn listed(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let first = text.split("Others' ids").next().unwrap_or_default();
    let names = first.split('`').skip(1).step_by(2).filter(|name| name.contains('-') && !name.contains(' '));
    out.extend(names.map(str::to_owned));
    for line in text.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, ids, what, ..] = cells.as_slice() else { continue };
        let Some(letter) = ids.chars().next().filter(|c| "LDBSRA".contains(*c)) else { continue };
        let numbers: Vec<u32> = ids[1..].split('–').filter_map(|number| number.parse().ok()).collect();
        let (Some(from), Some(to)) = (numbers.first(), numbers.last()) else { continue };
        match letter {
            'A' => out.extend(what.split([',', ';']).map(|word| format!("A {}", word.trim()))),
            _ => out.extend((*from..=*to).map(|number| format!("{letter}{number:02}"))),
        }
    }
    out
}

#[test]
fn nothing_of_the_catalogue_is_forgotten() {
    let path = root().join("../shared/catalogues/migration-rules.md");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: no catalogue at {}", path.display());
        return;
    };
    let listed = listed(&text);
    assert!(listed.len() > 100, "{listed:?}");
    let missing: Vec<_> = listed.iter().filter(|id| !CATALOGUE.iter().any(|(entry, _)| entry == id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_rule_that_is_said_is_listed_and_the_other_way_round() {
    let source = text("src/plan/hazard");
    let mut said = BTreeSet::new();
    for (at, _) in source.match_indices("hazard(") {
        let after = source[at + "hazard(".len()..].trim_start();
        if let Some((rule, _)) = after.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
            said.insert(rule);
        }
    }
    let listed: BTreeSet<&str> = HAZARD_RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(listed.len(), HAZARD_RULES.len(), "a rule is listed twice");
    assert_eq!(said, listed);
    for rule in HAZARD_RULES {
        assert!(rule.why.ends_with('.'), "{rule:?}");
        assert!(rule.lock.is_empty() || rule.lock.ends_with('.'), "{rule:?}");
    }
}

#[test]
fn every_rule_is_said_by_a_case() {
    let cases = format!("{}{}", text("tests/hazards"), text("tests/breaks"));
    let said: BTreeSet<&str> = cases
        .lines()
        .filter_map(|line| line.strip_prefix("-- says: ")?.split_once(" at ").map(|(rule, _)| rule))
        .collect();
    let elsewhere = |id: &str| SAID_ELSEWHERE.iter().find(|(rule, ..)| *rule == id);
    for rule in HAZARD_RULES {
        match elsewhere(rule.id) {
            None => assert!(said.contains(rule.id), "no case says {}", rule.id),
            Some((_, path, what)) => {
                let text = std::fs::read_to_string(root().join(path)).expect("the file");
                assert!(text.contains(what), "{path} says nothing of {}", rule.id);
            }
        }
    }
}
