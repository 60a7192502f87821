//! Small parts that panels are made of.

mod button;
mod field;
mod in_turn;
mod long_list;
mod modal;
mod script_field;
mod splitter;
mod sql_view;

pub use button::{IconButton, Segment, Segmented};
pub use field::{Field, TextField};
pub use in_turn::in_turn;
pub use long_list::LongList;
pub use modal::Modal;
pub use script_field::ScriptField;
pub use splitter::{Direction, Splitter};
pub use sql_view::SqlView;
