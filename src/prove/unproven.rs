//! What a run on one version of PostgreSQL does not prove for another.

use super::input::Input;
use super::measure::is_by_hand;
use super::proof::Unproven;
use crate::plan::Statement;
use crate::sql::words;

/// Something that versions differ in.
struct Difference {
    /// The first version that has it, or does it that way.
    since: u32,
    /// True for a statement, by its kind and its words, that it matters to.
    of: fn(&Statement, &[String]) -> bool,
    what: &'static str,
}

const DIFFERENCES: &[Difference] = &[
    Difference {
        since: 15,
        of: |_, words| has(words, &["NULLS", "NOT", "DISTINCT"]),
        what: "NULLS NOT DISTINCT is there since PostgreSQL 15",
    },
    Difference {
        since: 15,
        of: |s, words| s.kind.ends_with("-view") && words.iter().any(|word| word == "SECURITY_INVOKER"),
        what: "views with security_invoker are there since PostgreSQL 15: before, a view reads with its owner's rights and \
               passes row-level security by",
    },
    Difference {
        since: 15,
        of: |s, _| s.kind == "grant" || s.kind == "create-schema",
        what: "since PostgreSQL 15 not everybody may create objects in the schema public: before, revoke that by hand",
    },
    Difference {
        since: 17,
        of: |s, words| s.kind == "set-expression" || has(words, &["SET", "EXPRESSION"]),
        what: "SET EXPRESSION is there since PostgreSQL 17",
    },
    Difference {
        since: 17,
        of: |s, _| {
            matches!(
                s.kind.as_str(),
                "add-identity" | "alter-identity" | "drop-identity" | "attach-partition" | "detach-partition"
            )
        },
        what: "since PostgreSQL 17 partitions have the identity of their parent's columns, and lose it when they are detached",
    },
    Difference {
        since: 17,
        of: |_, words| words.iter().any(|word| word == "MAINTAIN"),
        what: "the privilege MAINTAIN is there since PostgreSQL 17",
    },
    Difference {
        since: 18,
        of: |s, words| {
            matches!(s.kind.as_str(), "set-not-null" | "drop-not-null")
                || s.kind == "add-column" && has(words, &["NOT", "NULL"])
        },
        what: "NOT NULL is a constraint with a name since PostgreSQL 18: its name, NOT VALID, and what inherits it are others \
               before",
    },
    Difference {
        since: 18,
        of: |_, words| words.iter().any(|word| word == "VIRTUAL"),
        what: "virtual generated columns are there since PostgreSQL 18",
    },
    Difference {
        since: 18,
        of: |s, words| s.kind == "add-foreign-key" && has(words, &["NOT", "VALID"]),
        what: "a foreign key of a partitioned table can be NOT VALID since PostgreSQL 18",
    },
    Difference {
        since: 18,
        of: |s, _| s.kind == "validate-constraint",
        what: "VALIDATE CONSTRAINT reaches the partitions of what a foreign key refers to since PostgreSQL 18",
    },
    Difference {
        since: 18,
        of: |_, words| has(words, &["NOT", "ENFORCED"]) || has(words, &["WITHOUT", "OVERLAPS"]),
        what: "NOT ENFORCED and WITHOUT OVERLAPS are there since PostgreSQL 18",
    },
    Difference {
        since: 18,
        of: |_, words| words.iter().any(|word| matches!(word.as_str(), "UUIDV7" | "UUIDV4" | "CASEFOLD")),
        what: "uuidv7(), uuidv4() and casefold() are there since PostgreSQL 18",
    },
];

/// What a run on this major version did not prove for the version that the statements are for; nothing if it is the same.
pub(super) fn unproven(input: &Input, ran_on: u32) -> Vec<Unproven> {
    let target = u32::from(input.target_version);
    if ran_on == 0 || ran_on == target {
        return Vec::new();
    }
    let all: Vec<(&Statement, Vec<String>)> =
        input.up.iter().chain(&input.down).map(|statement| (statement, words(&statement.sql))).collect();
    let mut out = vec![Unproven {
        what: format!(
            "The run was on PostgreSQL {ran_on}, and the statements are written for PostgreSQL {target}: that they run \
             there, and that their locks, rewritten tables and times are those, was not proven"
        ),
        objects: Vec::new(),
    }];
    let (older, newer) = (target.min(ran_on), target.max(ran_on));
    for difference in DIFFERENCES.iter().filter(|difference| older < difference.since && difference.since <= newer) {
        let objects = objects(all.iter().filter(|(statement, words)| (difference.of)(statement, words)));
        if !objects.is_empty() {
            out.push(Unproven { what: difference.what.to_owned(), objects });
        }
    }
    let by_hand = objects(all.iter().filter(|(statement, _)| is_by_hand(statement)));
    if !by_hand.is_empty() {
        let what = format!("Whether PostgreSQL {target} has all that hand-written SQL uses is not known");
        out.push(Unproven { what, objects: by_hand });
    }
    out
}

/// What statements are about, each once, in their order.
fn objects<'s>(statements: impl Iterator<Item = &'s (&'s Statement, Vec<String>)>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (statement, _) in statements {
        if !out.contains(&statement.name) {
            out.push(statement.name.clone());
        }
    }
    out
}

/// True if the words follow each other somewhere.
fn has(words: &[String], wanted: &[&str]) -> bool {
    words.windows(wanted.len()).any(|window| window.iter().zip(wanted).all(|(word, wanted)| word == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, Id};
    use crate::plan::Draft;
    use crate::prove::Options;

    fn check(kind: &str, sql: &str, (target, ran_on): (u8, u32), expected: &[&str]) {
        let statement = Statement {
            sql: sql.into(),
            kind: kind.into(),
            object: Id::new("t"),
            name: "public.t".into(),
            transactional: true,
            on_failure: None,
            hazards: Vec::new(),
        };
        let draft = Draft { up: vec![statement], ..Draft::default() };
        let between = Input::between(&Catalog::default(), &Catalog::default(), &draft, Options::default());
        let found = unproven(&Input { target_version: target, ..between }, ran_on);
        let told: Vec<&str> = found.iter().map(|u| u.what.as_str()).collect();
        assert_eq!(told.len(), expected.len(), "{sql}: {told:?}");
        for (told, expected) in told.iter().zip(expected) {
            assert!(told.contains(expected), "{told}");
        }
        assert!(found.iter().skip(1).all(|u| u.objects == ["public.t"]), "{found:?}");
    }

    #[test]
    fn a_run_on_the_target_proves_all_of_it() {
        check("set-not-null", "ALTER TABLE t ALTER COLUMN a SET NOT NULL", (18, 18), &[]);
        check("set-not-null", "ALTER TABLE t ALTER COLUMN a SET NOT NULL", (15, 15), &[]);
        check("set-not-null", "ALTER TABLE t ALTER COLUMN a SET NOT NULL", (15, 0), &[]);
    }

    #[test]
    fn what_differs_between_the_versions_is_told() {
        let ran = "The run was on PostgreSQL 18, and the statements are written for PostgreSQL";
        check(
            "set-not-null",
            "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
            (15, 18),
            &[ran, "NOT NULL is a constraint"],
        );
        check("add-column", "ALTER TABLE t ADD COLUMN a text DEFAULT 'NOT NULL'", (15, 18), &[ran]);
        check("create-table", "CREATE TABLE t (a int)", (17, 18), &[ran]);
        check("set-expression", "ALTER TABLE t ALTER a SET EXPRESSION AS (1)", (16, 18), &[ran, "SET EXPRESSION"]);
        check("set-expression", "ALTER TABLE t ALTER a SET EXPRESSION AS (1)", (17, 18), &[ran]);
        check("hand-written", "SELECT uuidv7()", (17, 18), &[ran, "uuidv7()", "hand-written SQL"]);
        check(
            "add-constraint",
            "ALTER TABLE t ADD UNIQUE NULLS NOT DISTINCT (a)",
            (14, 18),
            &[ran, "NULLS NOT DISTINCT"],
        );
    }
}
