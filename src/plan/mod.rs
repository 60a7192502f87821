//! From changes to SQL statements in an order that works.

mod statement;

pub use statement::{Hazard, Statement};
