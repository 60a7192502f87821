//! The options of sequences, as clauses of CREATE and ALTER SEQUENCE and of identity columns.

use super::Writer;
use crate::catalog::{Column, ColumnValue, Pair, SequenceOptions, Table};
use crate::sql::quote;

/// The clauses that say what the options say, for a sequence that is new.
pub(super) fn clauses(options: &SequenceOptions) -> Vec<String> {
    let number = |words: &str, value: Option<i64>| value.map(|value| format!("{words} {value}"));
    let all = [
        number("INCREMENT BY", options.increment),
        number("MINVALUE", options.min),
        number("MAXVALUE", options.max),
        number("START WITH", options.start),
        number("CACHE", options.cache),
        options.cycle.then(|| "CYCLE".to_owned()),
    ];
    all.into_iter().flatten().collect()
}

/// The clauses that turn a sequence's options into others, given its types.
pub(crate) fn changed_clauses(options: Pair<&SequenceOptions>, types: Pair<&str>) -> Vec<String> {
    let Pair { previous, next } = options;
    let complete = Pair::new(previous.complete(types.previous), next.complete(types.next));
    let mut out = Vec::new();
    let mut number = |words: &str, pair: (Option<i64>, Option<i64>), value: Option<i64>| {
        if pair.0 != pair.1 {
            out.push(match value {
                Some(value) => format!("{words} {value}"),
                None => format!("NO {words}"),
            });
        }
    };
    number("INCREMENT BY", (previous.increment, next.increment), complete.next.increment);
    // A bound that is PostgreSQL's choice stays its choice under another type.
    let turned = complete.previous.increment.map(i64::signum) != complete.next.increment.map(i64::signum);
    let bound = |before: Option<i64>, after: Option<i64>| {
        if turned { (Some(0), None) } else { (before, after) }
    };
    // Beside another type NO MINVALUE means that type's least number, whichever way the sequence counts.
    let said = |own: Option<i64>, complete: Option<i64>| own.or(complete.filter(|_| types.previous != types.next));
    number("MINVALUE", bound(previous.min, next.min), said(next.min, complete.next.min));
    number("MAXVALUE", bound(previous.max, next.max), said(next.max, complete.next.max));
    number("START WITH", (complete.previous.start, complete.next.start), complete.next.start);
    number("CACHE", (complete.previous.cache, complete.next.cache), complete.next.cache);
    if previous.cycle != next.cycle {
        out.push(if next.cycle { "CYCLE" } else { "NO CYCLE" }.to_owned());
    }
    out
}

impl<'a> Writer<'a> {
    /// What stands in parentheses after AS IDENTITY; empty if all is PostgreSQL's choice.
    pub(crate) fn identity_options(&self, table: &'a Table, column: &'a Column) -> String {
        let (ColumnValue::Identity { .. }, Some(sequence)) = (&column.value, &column.sequence) else {
            return String::new();
        };
        let mut clauses = clauses(&sequence.options);
        // PostgreSQL's own choice; where it had to cut it, the name is said.
        let chosen = format!("{}_{}_seq", table.name, column.name);
        if let Some(name) = sequence.name.as_ref().filter(|name| **name != chosen) {
            clauses.insert(0, format!("SEQUENCE NAME {}", quote::qualified(self.schema_name(&table.schema), name)));
        }
        if clauses.is_empty() { String::new() } else { format!(" ({})", clauses.join(" ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changes_is_said() {
        let options = |increment, max| SequenceOptions { increment, max, ..SequenceOptions::default() };
        let check = |from: SequenceOptions, to: SequenceOptions, expected: &str| {
            let clauses = changed_clauses(Pair::new(&from, &to), Pair::new("bigint", "bigint"));
            assert_eq!(clauses.join(" "), expected);
        };
        check(options(None, None), options(Some(5), None), "INCREMENT BY 5");
        check(options(None, Some(9)), options(None, None), "NO MAXVALUE");
        check(options(None, None), options(Some(-1), None), "INCREMENT BY -1 NO MINVALUE NO MAXVALUE START WITH -1");
    }
}
