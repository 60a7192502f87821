//! Rule `table-rewritten`: a table becomes logged or unlogged, and PostgreSQL writes it anew.

use super::super::kind::Kind;
use super::super::planner::Planner;
use super::super::{Hazard, Statement};
use super::hazard;
use super::review::is;
use crate::problem::Level;

pub(super) fn table_rewritten(_: &Planner<'_>, statement: &Statement) -> Option<Hazard> {
    let words = ["SET LOGGED", "SET UNLOGGED"].into_iter().find(|words| statement.sql.ends_with(words));
    words.filter(|_| is(statement, Kind::AlterTable)).map(|words| rewritten(&statement.name, words))
}

/// A table is written anew by `SET LOGGED` and its like.
pub(crate) fn rewritten(name: &str, words: &str) -> Hazard {
    let lost = if words == "SET UNLOGGED" {
        " From here on its rows are gone after a crash, and no replica has them."
    } else {
        ""
    };
    let level = if words == "SET UNLOGGED" { Level::Warning } else { Level::Info };
    let message = format!("{words} writes the whole of {name} anew; nobody can read or write it meanwhile.{lost}");
    hazard("table-rewritten", level, message)
}
