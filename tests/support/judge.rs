//! Running plans, and judging where they led by PostgreSQL's own words.

use bulkhead::plan::Statement;

use super::dump::{describe, describe_not_null, dump};
use super::native::NativeEngine;

/// Runs statements as psql would: those that may share a transaction in one.
pub fn run(engine: &mut NativeEngine, statements: &[Statement]) -> Result<(), String> {
    for run in statements.chunk_by(|a, b| a.transactional && b.transactional) {
        let together = run[0].transactional;
        let mut all: Vec<&str> = run.iter().map(|s| s.sql.as_str()).collect();
        if together {
            all.insert(0, "BEGIN");
            all.push("COMMIT");
        }
        for sql in all {
            engine.query(sql).map_err(|error| format!("{error}\nin {sql}"))?;
        }
    }
    Ok(())
}

/// What a database holds, as two judges describe it.
#[derive(Debug, PartialEq, Eq)]
pub struct Picture {
    described: String,
    dumped: String,
}

impl Picture {
    pub fn of(engine: &NativeEngine) -> Self {
        let url = engine.url();
        Self { described: format!("{}\n{}", describe(&url), describe_not_null(&url)), dumped: dump(&url) }
    }

    /// What is not as expected, line by line, and not too much of it.
    pub fn check(&self, what: &str, found: &Self) -> Result<(), String> {
        for (expected, found) in [(&self.described, &found.described), (&self.dumped, &found.dumped)] {
            if expected != found {
                return Err(format!("{what}:\n{}", difference(expected, found)));
            }
        }
        Ok(())
    }

    /// The same, but for whether an inherited NOT NULL is the table's own too: `PRIMARY KEY USING INDEX` on a partition
    /// makes it so, and a key can't be added online in another way.
    pub fn as_if_inherited(&self) -> Self {
        let line = |line: &str| match line.starts_with("not null ") && !line.ends_with("inherited 0") {
            true => line.replace(" local t inherited ", " local f inherited "),
            false => line.to_owned(),
        };
        let described = self.described.lines().map(line).collect::<Vec<_>>().join("\n");
        Self { described, dumped: self.dumped.clone() }
    }
}

fn difference(expected: &str, found: &str) -> String {
    use std::collections::HashSet;
    let (e, f): (HashSet<&str>, HashSet<&str>) = (expected.lines().collect(), found.lines().collect());
    let missing = expected.lines().filter(|line| !f.contains(line)).map(|line| format!("- {line}"));
    let extra = found.lines().filter(|line| !e.contains(line)).map(|line| format!("+ {line}"));
    missing.chain(extra).take(20).collect::<Vec<_>>().join("\n")
}
