//! The only way a design changes: a command goes in, a change set comes out. Undo, autosave, the view and the tests
//! all live on change sets.
//!
//! [`apply`] carries a command out on a copy; [`Editor`] holds a design with its undo and redo. A command is carried
//! out whole or refused whole, and what it leaves behind keeps the [`invariants`]: no reference leads nowhere, no id
//! is used twice. That says nothing about names and expressions, which may be as broken as a person types them;
//! [`crate::problem`] tells about those.

mod apply;
mod change;
mod command;
mod editor;
mod entity;
mod fragment;
pub mod ids;
mod invariant;
mod link;
mod picture;
mod remove;
mod rename;
pub mod rest;
#[cfg(test)]
mod testing;
mod told;
mod work;

pub use apply::apply;
pub use change::{ChangeSet, Key, Project, Record};
pub use command::{Command, EntityProperties, Refusal};
pub use editor::Editor;
pub use fragment::{Fragment, Pasted};
pub use invariant::invariants;
pub use told::told;
