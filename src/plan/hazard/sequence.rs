//! Rule `sequence-may-not-fit`: a sequence gets a smaller type or range.

use super::super::Hazard;
use super::super::cast;
use super::hazard;
use crate::catalog::{DataType, Pair, SequenceOptions};
use crate::problem::Level;

/// A sequence gets another type.
pub(crate) fn sequence_may_not_fit(name: &str, from: &str, to: &str) -> Option<Hazard> {
    let canonical = |text: &str| match DataType::builtin(text) {
        DataType::Builtin(text) => text,
        DataType::Defined { .. } => text.to_owned(),
    };
    let (from, to) = (canonical(from), canonical(to));
    if cast::widens(&from, &to) {
        return None;
    }
    let message =
        format!("{name} becomes {to}: the statement fails if the sequence has gone beyond that type's range.");
    Some(hazard("sequence-may-not-fit", Level::Warning, message))
}

/// A sequence gets a range that leaves out numbers it may have reached.
pub(crate) fn sequence_range(name: &str, options: Pair<&SequenceOptions>, data_type: Pair<&str>) -> Option<Hazard> {
    let (before, after) = (options.previous.complete(data_type.previous), options.next.complete(data_type.next));
    if after.min <= before.min && before.max <= after.max {
        return None;
    }
    let message = format!("The statement fails if {name} has counted beyond its new range.");
    Some(hazard("sequence-may-not-fit", Level::Warning, message))
}
