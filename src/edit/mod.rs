//! The only way a design changes: a command goes in, a change set comes out. Undo, autosave, the view and the tests
//! all live on change sets.

mod change;
mod command;

pub use change::{ChangeSet, Key, Project, Record};
pub use command::{Command, EntityProperties, Refusal};
