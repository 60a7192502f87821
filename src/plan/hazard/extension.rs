//! Rules `replace-extension` and `extension-in-use`: an extension is dropped and made again.

use super::super::Hazard;
use super::hazard;
use crate::problem::Level;

/// An extension gets a version, or a schema, that no `ALTER EXTENSION` brings it to.
pub(crate) fn replace_extension(name: &str) -> Hazard {
    let message = format!(
        "No ALTER EXTENSION leads to the {name} that is wanted, so it is dropped and created again: what its own tables hold is lost, and columns of its types are rewritten twice."
    );
    hazard("replace-extension", Level::Warning, message)
}

/// A type that is there until its columns have another is made of what the extension brought.
pub(crate) fn extension_in_use(name: &str, by: &str) -> Hazard {
    let message = format!(
        "PostgreSQL will refuse to drop the extension {name}: {by} is made of a type of it, and columns have {by} until they get another type. Give these columns another type in a migration before."
    );
    hazard("extension-in-use", Level::Error, message)
}
