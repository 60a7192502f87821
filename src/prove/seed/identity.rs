//! Columns that say who: whose tenant a row is, whose user, which secret stands for whom.

use super::kind::Kind;
use super::plan::{Source, TablePlan};
use super::rows::{Side, tenant};
use crate::rls::Means;

/// A column that says who, by the places of its table and itself, and what it says of A's rows and of B's.
pub(crate) type Identity = (usize, usize, [String; 2]);

/// The key of a side's tenant, user or secret in a kind. No two of them are alike, so that a policy which takes one for
/// another is seen to.
pub(crate) fn value(kind: &Kind, means: Means, side: Side) -> String {
    let (digit, word, number) = match means {
        Means::Tenant => return tenant(kind, side),
        Means::User => ('1', "user", 2),
        Means::Session => ('5', "secret", 4),
    };
    let (letter, more) = if side == Side::A { ('a', 1) } else { ('b', 2) };
    match kind {
        Kind::Uuid => {
            let of = |n: usize| std::iter::repeat_n(letter, n).collect::<String>();
            format!("{}{digit}-{}-4{}-8{}-{}{digit}", of(7), of(4), of(3), of(3), of(11))
        }
        Kind::Int(max) => (max.min(&2_000_000_010) - 10 + number + more).to_string(),
        Kind::Text(None) => format!("{letter}-bulkhead-{word}"),
        Kind::Text(Some(room)) => format!("{letter}-{word}-bulkhead").chars().take(*room).collect(),
        other => other.nth(number as u64 + more as u64),
    }
}

/// Tells plans which columns say who, and the columns that those refer to, over any number of steps.
pub(crate) fn identify(plans: &mut [TablePlan], identities: &[Identity]) {
    for (table, column, values) in identities {
        let column = &mut plans[*table].columns[*column];
        column.identity = Some(values.clone());
        column.source = if column.generated { column.source } else { Source::Given };
    }
    loop {
        let mut found: Vec<Identity> = Vec::new();
        for plan in plans.iter() {
            for foreign in &plan.foreign {
                for (column, target) in foreign.columns.iter().zip(&foreign.target_columns) {
                    let there = &plans[foreign.target].columns[*target];
                    if let (Some(values), None) = (&plan.columns[*column].identity, &there.identity) {
                        found.push((foreign.target, *target, values.clone()));
                    }
                }
            }
        }
        if found.is_empty() {
            return;
        }
        for (table, column, values) in found {
            let carries = plans[table].tenant != Some(column);
            let column = &mut plans[table].columns[column];
            column.identity = Some(values);
            column.carries_tenant = carries;
            column.source = if column.generated { column.source } else { Source::Given };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_taken_for_another() {
        for kind in [Kind::Uuid, Kind::Int(i64::MAX), Kind::Text(None), Kind::Text(Some(12))] {
            let all: Vec<String> = [Means::Tenant, Means::User, Means::Session]
                .into_iter()
                .flat_map(|means| [Side::A, Side::B].map(|side| value(&kind, means, side)))
                .collect();
            let mut unique = all.clone();
            unique.sort();
            unique.dedup();
            assert_eq!(unique.len(), 6, "{kind:?}: {all:?}");
        }
        assert_eq!(value(&Kind::Uuid, Means::User, Side::A), "aaaaaaa1-aaaa-4aaa-8aaa-aaaaaaaaaaa1");
    }
}
