//! What constraints tell of other tenants' rows, and what references do to them.

use super::{Builder, Class, Expect, Then};
use crate::prove::proof::Session;
use crate::prove::seed::{Foreign, Kind, Row, Side, Source, Value};
use crate::sql::quote;

impl Builder<'_> {
    pub(super) fn oracles(&mut self) {
        if !self.target.access.is_walled() {
            return;
        }
        self.keys_of_others();
        for (place, foreign) in self.plan.foreign.iter().enumerate() {
            // What the wall's own column refers to is the tenant, and only that.
            if foreign.columns.iter().all(|at| self.plan.columns[*at].identity.is_some() || *at == self.target.at) {
                continue;
            }
            self.reference(place, foreign);
        }
    }

    /// Another tenant's values in each key that is not the tenant's.
    fn keys_of_others(&mut self) {
        let theirs: Option<Row> = self.seeds.rows_of(self.plan, Side::B).first().map(|row| (*row).clone());
        let Some(theirs) = theirs else { return };
        for key in &self.plan.keys {
            let random = |at: &usize| {
                self.plan.columns[*at].kind == Kind::Uuid && self.plan.columns[*at].source != Source::Given
            };
            let says_who = |at: &usize| *at == self.target.at || self.plan.columns[*at].identity.is_some();
            if key.iter().any(says_who) || key.iter().all(random) {
                continue;
            }
            let value = |at: &usize| theirs.get(&self.plan.columns[*at].name).cloned().flatten();
            let Some(values) = key.iter().map(value).collect::<Option<Vec<String>>>() else { continue };
            if self.target.facts.insert
                && let Ok((mut row, false)) = self.row(Side::A)
            {
                for (at, value) in key.iter().zip(&values) {
                    row[*at] = Value::Text(value.clone());
                }
                let sql = self.insert(&row, None);
                self.add("unique-oracle", Session::A, Class::Other, Expect::Free, sql);
                continue;
            }
            let updatable = key.iter().all(|at| self.may_update(&self.plan.columns[*at].name));
            let mine = self.seeds.rows_of(self.plan, Side::A).first().and_then(|row| self.only(row));
            if let (true, Some(only)) = (updatable, mine) {
                let sets: Vec<String> = key
                    .iter()
                    .zip(&values)
                    .map(|(at, v)| format!("{} = {}", quote::ident(&self.plan.columns[*at].name), quote::literal(v)))
                    .collect();
                let sql = format!("UPDATE {} SET {} WHERE {only}", self.target.sql, sets.join(", "));
                self.add("unique-oracle", Session::A, Class::Other, Expect::Free, sql);
            }
        }
    }

    /// A reference from this table to another one of tenants.
    fn reference(&mut self, place: usize, foreign: &Foreign) {
        let parent_plan = &self.seeds.plans[foreign.target];
        let Some(parent) = self.all.iter().find(|t| t.plan == foreign.target && t.access.is_walled()) else { return };
        let theirs: Option<Row> = self.seeds.rows_of(parent_plan, Side::B).first().map(|row| (*row).clone());
        let mine: Option<Row> = self.seeds.rows_of(parent_plan, Side::A).first().map(|row| (*row).clone());
        let (Some(theirs), Some(mine)) = (theirs, mine) else {
            return self.not("reference-oracle", Session::A, format!("{} has no rows of both tenants", parent.name));
        };
        let value = |row: &Row, at: usize| row.get(&parent_plan.columns[at].name).cloned().flatten();
        let pairs: Vec<(usize, usize)> =
            foreign.columns.iter().copied().zip(foreign.target_columns.iter().copied()).collect();
        let says_who = |at: usize| at == self.target.at || self.plan.columns[at].identity.is_some();
        let bound = pairs.iter().any(|(at, _)| says_who(*at));
        // The own key stays, the rest is the other tenant's.
        let given: Option<Vec<(usize, String)>> = pairs
            .iter()
            .filter(|(at, _)| !says_who(*at))
            .map(|(at, target)| Some((*at, value(&theirs, *target)?)))
            .collect();
        let Some(given) = given else { return };
        let assigned = |given: &[(usize, String)], with: &str| -> String {
            let parts = given.iter().map(|(at, value)| {
                format!("{} = {}", quote::ident(&self.plan.columns[*at].name), quote::literal(value))
            });
            parts.collect::<Vec<_>>().join(with)
        };
        let own_row = self.seeds.rows_of(self.plan, Side::A).first().and_then(|row| self.only(row));
        if self.target.facts.insert
            && let Ok((mut row, false)) = self.row(Side::A)
        {
            for (at, value) in &given {
                row[*at] = Value::Text(value.clone());
            }
            let sql = self.insert(&row, None);
            self.add("reference-oracle", Session::A, Class::Other, Expect::Dangling, sql).foreign = Some(place);
        } else if let (true, Some(only)) =
            (given.iter().all(|(at, _)| self.may_update(&self.plan.columns[*at].name)), own_row)
        {
            let sql = format!("UPDATE {} SET {} WHERE {only}", self.target.sql, assigned(&given, ", "));
            self.add("reference-oracle", Session::A, Class::Other, Expect::Dangling, sql).foreign = Some(place);
        } else {
            self.not("reference-oracle", Session::A, "the role may write none of the reference's columns");
        }
        if bound || parent.role != self.target.role || !parent.facts.delete {
            return;
        }
        // B's rows hang on A's parent, and A takes it away.
        let mine_given: Option<Vec<(usize, String)>> =
            pairs.iter().map(|(at, target)| Some((*at, value(&mine, *target)?))).collect();
        let only = pairs.iter().map(|(_, target)| {
            let name = &parent_plan.columns[*target].name;
            Some(format!("{} = {}", quote::ident(name), quote::literal(&value(&mine, *target)?)))
        });
        let (Some(mine_given), Some(only)) = (mine_given, only.collect::<Option<Vec<_>>>()) else { return };
        let (child, theirs) = (self.target.sql.clone(), self.is(Side::B).to_owned());
        let Some(one) = self.seeds.rows_of(self.plan, Side::B).first().and_then(|row| self.only(row)) else { return };
        let same = assigned(&mine_given, " AND ");
        let before = vec![
            "SET LOCAL session_replication_role = replica".to_owned(),
            format!("DELETE FROM {child} WHERE {}", self.is(Side::A)),
            format!("UPDATE {child} SET {} WHERE {one}", assigned(&mine_given, ", ")),
            "SET LOCAL session_replication_role = origin".to_owned(),
        ];
        let sql = format!("DELETE FROM {} WHERE {}", parent.sql, only.join(" AND "));
        let look = format!("SELECT count(*) FROM {child} WHERE {theirs} AND {same}");
        let attack = self.add("referential-action", Session::A, Class::Other, Expect::Kept(1), sql);
        attack.before = before;
        attack.foreign = Some(place);
        attack.then = Some(Then::Look(look));
    }
}
