//! Policies and row-level security.

use super::super::hazard;
use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, dismantle, dismantling, statement, table_name};
use super::super::rebuild::policy_queries;
use super::super::step::{Key, Phase, Step};
use super::comment;
use super::table::{next_part, previous_part};
use crate::catalog::{Id, Pair, RowSecurity, Table};
use crate::diff::same_option;
use crate::sql::quote;
use crate::sql::write::parenthesised;

pub(super) fn drop<'a>(planner: &mut Planner<'a>, table: &'a Id, id: &Id) {
    let Some(table) = planner.previous.table(table) else { return };
    let Some(policy) = table.policies.iter().find(|p| p.id == *id) else { return };
    let (table_ref, name) = previous_part(planner, table, &policy.name);
    let sql = format!("DROP POLICY {} ON {table_ref}", quote::ident(&policy.name));
    let is_kept = planner.aligned.kept_by_previous(&table.id).is_some();
    let step = dismantling(dismantle::POLICY, statement(Kind::DropPolicy, &policy.id, name.clone(), sql))
        .at(planner.previous_place(&table.id), 0)
        .after([Key::RowSecurityOff(&table.id)])
        .provides([Key::PoliciesGone])
        .hazard(if is_kept { hazard::drop_policy(&name, policy) } else { None });
    planner.push(step);
}

pub(super) fn add<'a>(planner: &mut Planner<'a>, table: &'a Id, id: &'a Id) {
    let Some(table) = planner.next.table(table) else { return };
    let Some(policy) = table.policies.iter().find(|p| p.id == *id) else { return };
    let (_, name) = next_part(planner, table, &policy.name);
    let sql = planner.next.create_policy(table, policy);
    let is_kept = !planner.is_new(&table.id);
    let step = building(build::TABLE, statement(Kind::CreatePolicy, id, name.clone(), sql))
        .at(planner.next_place(&table.id), build::POLICY)
        .after([Key::Table(&table.id), Key::Columns(&table.id)])
        // Its query may name any table.
        .after(policy_queries(policy).then_some(Key::AllColumns))
        .provides([Key::Policies(&table.id), Key::Part(&table.id, id)])
        .hazard(if is_kept { hazard::create_policy(&name, policy) } else { None });
    planner.push(step);
    comment::policy(planner, table, policy);
}

pub(super) fn alter<'a>(planner: &mut Planner<'a>, table: &'a Pair<Id>, ids: &'a Pair<Id>) {
    if planner.is_policy_rebuilt(&table.next, &ids.next) {
        return;
    }
    let aligned = planner.aligned;
    let Some(matched) = aligned.kept_by_previous(&table.previous) else { return };
    let Some(pair) = matched.policies.kept.iter().find(|pair| pair.next.id == ids.next) else { return };
    let (table, policy) = (matched.tables.next, pair.next);
    let (table_ref, name) = next_part(planner, table, &policy.name);
    let mut sql = format!("ALTER POLICY {} ON {table_ref}", quote::ident(&policy.name));
    let roles = Pair::new(planner.previous.policy_roles(pair.previous), planner.next.policy_roles(policy));
    if roles.previous != roles.next {
        sql.push_str(&format!("\n    TO {}", roles.next));
    }
    let mut changed = [false; 2];
    for (at, (word, expressions)) in
        [("USING", pair.map(|policy| policy.using.as_ref())), ("WITH CHECK", pair.map(|policy| policy.check.as_ref()))]
            .into_iter()
            .enumerate()
    {
        if let Some(expression) = expressions.next
            && !same_option(aligned, matched, expressions)
        {
            sql.push_str(&format!("\n    {word} {}", parenthesised(expression)));
            changed[at] = true;
        }
    }
    let step = building(build::TABLE, statement(Kind::AlterPolicy, &policy.id, name.clone(), sql))
        .at(planner.next_place(&table.id), build::POLICY)
        .after([Key::Columns(&table.id)])
        .after(policy_queries(policy).then_some(Key::AllColumns))
        .provides([Key::Policies(&table.id)])
        .hazard([hazard::alter_policy(&name, &roles, changed[0], changed[1])]);
    planner.push(step);
}

pub(super) fn alter_row_security<'a>(planner: &mut Planner<'a>, ids: &'a Pair<Id>, pair: Pair<RowSecurity>) {
    let Some(previous) = planner.previous.table(&ids.previous) else { return };
    let Some(next) = planner.next.table(&ids.next) else { return };
    let table_ref = planner.previous.table_ref(previous);
    let name = table_name(planner.previous, previous);
    let mut loosen = |kind, words: &str| {
        let sql = format!("ALTER TABLE {table_ref} {words} ROW LEVEL SECURITY");
        // Off before its policies go: in between nobody would see a row.
        let step = dismantling(dismantle::ROW_SECURITY, statement(kind, &ids.next, name.clone(), sql))
            .at(planner.previous_place(&ids.previous), 0)
            .provides([Key::RowSecurityOff(&ids.previous)])
            .hazard([hazard::row_security_loosened(&name, kind)]);
        planner.push(step);
    };
    if pair.previous == RowSecurity::Forced && pair.next != RowSecurity::Forced {
        loosen(Kind::NoForceRowSecurity, "NO FORCE");
    }
    if pair.next == RowSecurity::Off {
        loosen(Kind::DisableRowSecurity, "DISABLE");
    }
    set_row_security(planner, next, pair.previous);
}

/// Enables and forces row-level security, once the policies are there: in between nobody would see a row. And once the
/// foreign keys are checked: forced, it would hide rows from the check.
pub(super) fn set_row_security<'a>(planner: &mut Planner<'a>, table: &'a Table, was: RowSecurity) {
    let table_ref = planner.next.table_ref(table);
    let name = table_name(planner.next, table);
    let mut set = |kind, words: &str| {
        let sql = format!("ALTER TABLE {table_ref} {words} ROW LEVEL SECURITY");
        let statement = statement(kind, &table.id, name.clone(), sql);
        // Online, foreign keys are checked last.
        let step = match planner.is_online() {
            true => Step::new(Phase::CleanUp, build::LAST, statement),
            false => building(build::TABLE, statement),
        };
        let step = step.at(planner.next_place(&table.id), build::ROW_SECURITY).after([
            Key::Table(&table.id),
            Key::Policies(&table.id),
            Key::Checked(&table.id),
        ]);
        planner.push(step);
    };
    if was == RowSecurity::Off && table.row_security != RowSecurity::Off {
        set(Kind::EnableRowSecurity, "ENABLE");
    }
    if was != RowSecurity::Forced && table.row_security == RowSecurity::Forced {
        set(Kind::ForceRowSecurity, "FORCE");
    }
}
