//! From SQL to a catalog: a script is run in an engine, and what PostgreSQL understood is what is read.
//!
//! A script may be a dump, written by hand, or a folder of migrations one after another. What a designer can't use,
//! such as psql's own commands and rows of data, is passed over and told; roles that are missing are made; a statement
//! that fails is told with its place, and the rest runs all the same.

mod comparison;
mod extension;
mod live;
mod report;
mod run;
mod statement;

pub use comparison::{Compared, Comparison, compare};
pub use extension::{MissingExtension, Needing};
pub use live::{is_answer, live_query, read_answer};
pub use report::{PassedOver, Report, Unsupported};
pub use run::{Imported, import, import_more};
