//! BY02: a view that lets rows of other tenants be written.
//!
//! <https://www.postgresql.org/docs/current/sql-createview.html>: without `CHECK OPTION`, commands on the view "are allowed to
//! create rows that are not visible through the view".

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use super::by01;
use crate::catalog::Privilege;
use crate::expr::has_word;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{CheckOption, Reader};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "BY02",
    level: Level::Error,
    title: "The application writes a tenant's table through a view that no policy and no CHECK OPTION guards.",
    why: "A view without security_invoker writes as its owner, past the policies, and without a check option its own condition does not judge new rows either.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for view in
        wall.views().iter().filter(|view| !view.materialized && view.check_option != Some(CheckOption::Cascaded))
    {
        let writes = [Privilege::Insert, Privilege::Update];
        let held: Vec<&str> =
            writes.iter().filter(|p| by01::reader(wall, view.object, **p).is_some()).map(|p| p.sql()).collect();
        // PostgreSQL writes through a view of one table and nothing that gathers rows.
        let [reach] = view.reaches.as_slice() else { continue };
        let gathers =
            |word: &str| matches!(word, "group" | "distinct" | "union" | "limit" | "having" | "intersect" | "except");
        if held.is_empty() || !matches!(reach.reader, Reader::Owner(_)) || has_word(&view.object.definition, &gathers) {
            continue;
        }
        let open = wall.unfiltered(view).next().is_some();
        let Some(table) = wall.table_by_id(reach.table).filter(|table| open && table.is_walled()) else { continue };
        let message = format!(
            "The application may {} through the view {}, which writes {} as its owner: neither the policies nor the view's \
             own condition judge new rows. Make it a security_invoker view, or add WITH CASCADED CHECK OPTION.",
            words::list(&held),
            view.name(),
            table.name()
        );
        let sql = format!("ALTER VIEW {} SET (security_invoker = true);", view.name());
        out.push(RULE.of(view.name(), Some(&view.object.id), message).mended("Write as whoever asks", sql));
    }
}
