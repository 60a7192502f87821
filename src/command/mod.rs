//! What a person can ask for, as one table: buttons, keys, the help and the palette read it. What each command does is
//! the application's; what it is called, by which keys, and how it is found is decided here and tested without a browser.

mod chord;
pub mod find;
mod table;

pub use chord::{Chord, Press};
pub use table::{Action, Command, Group, KEYS, Key, Reach, TABLE, When, of};
