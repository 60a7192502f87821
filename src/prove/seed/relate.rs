//! What plans of tables have to know of one another: partitions, tenants, keys that rows must know beforehand.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::{Foreign, Source, TablePlan};
use crate::catalog::{Catalog, Id};

/// Tells partitions what they are partitions of. Their rows belong to tenants if the partitioned table's do, and a
/// reference to it may lead to a row of their own.
pub(super) fn join_partitions(plans: &mut [TablePlan], catalog: &Catalog, places: &BTreeMap<&Id, usize>) {
    for (at, table) in catalog.tables.iter().enumerate() {
        let mut next = table;
        while let Some(parent) = next.options.partition_of.as_ref().and_then(|of| places.get(&of.parent)) {
            if plans[at].partition_of.contains(parent) {
                break;
            }
            plans[at].partition_of.push(*parent);
            next = &catalog.tables[*parent];
        }
    }
    for at in 0..plans.len() {
        let tenant = plans[at].partition_of.iter().find_map(|parent| {
            let parent = &plans[*parent];
            Some(&parent.columns[parent.tenant?].name)
        });
        let tenant = tenant.and_then(|name| plans[at].column(name));
        plans[at].tenant = plans[at].tenant.or(tenant);
        let own = |foreign: &Foreign| {
            let target = &plans[foreign.target];
            let names = foreign.target_columns.iter().map(|column| plans[at].column(&target.columns[*column].name));
            if plans[at].is_within(foreign.target) { names.collect() } else { None }
        };
        let own: Vec<Option<Vec<usize>>> = plans[at].foreign.iter().map(own).collect();
        for (foreign, own) in plans[at].foreign.iter_mut().zip(own) {
            foreign.own = own;
        }
    }
}

/// Marks the columns that tenant columns refer to, over any number of steps.
pub(super) fn carry_tenants(plans: &mut [TablePlan]) {
    loop {
        let mut found = Vec::new();
        for plan in plans.iter() {
            for foreign in &plan.foreign {
                for (column, target) in foreign.columns.iter().zip(&foreign.target_columns) {
                    let is_tenant = plan.tenant == Some(*column) || plan.columns[*column].carries_tenant;
                    let other = &plans[foreign.target];
                    if is_tenant && other.tenant != Some(*target) && !other.columns[*target].carries_tenant {
                        found.push((foreign.target, *target));
                    }
                }
            }
        }
        if found.is_empty() {
            return;
        }
        for (table, column) in found {
            plans[table].columns[column].carries_tenant = true;
        }
    }
}

/// Takes keys from their sequences where a row has to know its key before it is written: the tenants' own keys, and
/// rows that must refer to themselves, or that a check may ask to.
pub(super) fn make_explicit(plans: &mut [TablePlan]) {
    for plan in plans.iter_mut() {
        let checked = |f: &Foreign| f.columns.iter().any(|at| plan.checks.iter().any(|c| c.columns.contains(at)));
        let own: BTreeSet<usize> = plan
            .foreign
            .iter()
            .filter(|f| f.required || checked(f))
            .filter_map(|f| f.own.as_ref())
            .flatten()
            .copied()
            .collect();
        for (at, column) in plan.columns.iter_mut().enumerate() {
            if !column.generated && (column.carries_tenant || own.contains(&at)) {
                column.source = Source::Given;
            }
        }
    }
}
