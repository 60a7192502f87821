//! Sequences that can't count.

use crate::catalog::{Sequence, SequenceOptions};
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule. Source: `init_params` in PostgreSQL's `sequence.c`.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "sequence-options",
    level: Level::Error,
    title: "What a sequence counts by contradicts itself.",
    why: "PostgreSQL refuses to make it, and then nothing of the project can be run.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for sequence in &view.catalog.sequences {
        if let Some((field, what)) = fault(sequence) {
            problems.push(RULE.at(&sequence.id, format!("{}: {what}", sequence.name)).in_field(field));
        }
    }
}

/// The field at fault, by its name in the project file, and what to do.
fn fault(sequence: &Sequence) -> Option<(&'static str, String)> {
    let SequenceOptions { start, increment, min, max, cache, .. } = sequence.options.complete(&sequence.data_type);
    let ((Some(start), Some(increment)), (Some(min), Some(max))) = ((start, increment), (min, max)) else {
        return None;
    };
    let told = |field, what: String| Some((field, what));
    if increment == 0 {
        told("increment", "it counts by 0. Give it another step.".into())
    } else if min >= max {
        told("min", format!("its lowest number, {min}, is not below its highest, {max}."))
    } else if start < min || start > max {
        told("start", format!("it starts with {start}, which is not between {min} and {max}."))
    } else if cache.is_some_and(|cache| cache < 1) {
        told("cache", "its cache holds less than one number.".into())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Id, PUBLIC_SCHEMA};

    fn check(options: SequenceOptions, expected: Option<&str>) {
        let mut sequence = Sequence::new(Id::new("s"), Id::new(PUBLIC_SCHEMA), "s", "bigint");
        sequence.options = options;
        assert_eq!(fault(&sequence).map(|(field, _)| field), expected, "{options:?}");
    }

    #[test]
    fn what_postgresql_refuses() {
        let of = SequenceOptions::default;
        check(of(), None);
        check(SequenceOptions { increment: Some(0), ..of() }, Some("increment"));
        check(SequenceOptions { increment: Some(-1), ..of() }, None);
        check(SequenceOptions { start: Some(1000), max: Some(50), ..of() }, Some("start"));
        check(SequenceOptions { min: Some(9), max: Some(9), ..of() }, Some("min"));
        check(SequenceOptions { cache: Some(0), ..of() }, Some("cache"));
    }
}
