//! Rule `enum-label-removed`: rows that have the label make the migration fail.

use super::super::Hazard;
use super::hazard;
use crate::catalog::EnumLabel;
use crate::problem::Level;

/// Labels of an enum go.
pub(crate) fn enum_label_removed(type_name: &str, labels: &[&EnumLabel]) -> Hazard {
    let names: Vec<_> = labels.iter().map(|label| format!("'{}'", label.name)).collect();
    let names = names.join(", ");
    let (are, it) =
        if labels.len() == 1 { ("is no longer a value", "it") } else { ("are no longer values", "one of them") };
    hazard(
        "enum-label-removed",
        Level::Warning,
        format!(
            "{names} {are} of {type_name}. The migration fails if a row still has {it}: give such rows another value first, with hand-written SQL before the migration's own steps."
        ),
    )
}
