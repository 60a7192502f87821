//! The rules that look at a step by what it does, whatever part of the planner made it.

use super::super::kind::Kind;
use super::super::planner::Planner;
use super::super::{Hazard, Statement};
use super::whole_update;
use super::{
    access, advice, column_type, detach, index_drop, integrity, persistence, replication, rewrite, trigger, untracked,
};
use crate::diff::TableMatch;

/// A rule: what is to be said of a statement.
type Rule = fn(&Planner<'_>, &Statement) -> Option<Hazard>;

const RULES: [Rule; 18] = [
    index_drop::drop_index,
    detach::detach_locks,
    persistence::table_rewritten,
    trigger::trigger_locks,
    access::row_security_tightened,
    integrity::drop_not_null,
    integrity::drop_constraint,
    integrity::primary_key_changes,
    column_type::json_column,
    column_type::type_advice,
    replication::replication,
    untracked::untracked_users,
    rewrite::domain_rewrites,
    whole_update::all_rows,
    advice::column_order,
    advice::enum_or_table,
    advice::wide_index,
    advice::constrained_domain,
];

/// Adds to every step what the rules say of it.
pub(crate) fn review(planner: &mut Planner<'_>) {
    let view = &*planner;
    let found: Vec<Vec<Hazard>> =
        view.steps.iter().map(|step| RULES.iter().filter_map(|rule| rule(view, &step.statement)).collect()).collect();
    for (step, hazards) in planner.steps.iter_mut().zip(found) {
        step.statement.hazards.extend(hazards);
    }
}

/// True for a statement of a kind.
pub(super) fn is(statement: &Statement, kind: Kind) -> bool {
    statement.kind == kind.as_str()
}

/// The table, in both catalogs, that fits. Only tables that change have statements of their own.
pub(super) fn kept<'p, 'a>(
    planner: &'p Planner<'a>,
    fits: impl Fn(&TableMatch<'a>) -> bool,
) -> Option<&'p TableMatch<'a>> {
    planner.aligned.kept_tables.iter().find(|table| fits(table))
}
