//! Rule `sequence-may-not-fit`: a sequence gets a smaller type.

use super::super::Hazard;
use super::super::cast;
use super::hazard;
use crate::catalog::DataType;
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
