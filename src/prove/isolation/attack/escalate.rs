//! Two steps: a row is written that the policies of other tables trust, and then those are read.

use super::{Builder, Class, Expect};
use crate::prove::proof::Session;
use crate::prove::seed::{Side, Value};
use crate::rls::Means;
use crate::sql::quote;

impl Builder<'_> {
    pub(super) fn escalations(&mut self) {
        if !self.target.trusted || self.target.everything_foreign.is_empty() {
            return;
        }
        let facts = &self.target.facts;
        let who = |means: Means| self.target.says.iter().find(|(_, m)| *m == means).map(|(at, _)| *at);
        let (tenant, user) = (who(Means::Tenant), who(Means::User).or(who(Means::Session)));
        if !facts.insert && facts.updatable.is_empty() {
            return self.not("self-made-member", Session::A, "the role may neither insert into it nor update it");
        }
        let (Some(tenant), Some(user)) = (tenant, user) else {
            return self.linked();
        };
        let theirs = self.plan.columns[tenant].key(Side::B);
        let me = self.plan.columns[user].key(Side::A);
        if facts.insert {
            match self.seeds.fresh(self.plan, Side::B, 1).or_else(|_| {
                // Whose it is gets set below, so any row will do.
                let row =
                    self.seeds.rows_of(self.plan, Side::B).into_iter().chain(&self.seeds.rows[self.plan.index]).next();
                row.map(|row| self.values(row)).ok_or_else(|| "it has no row to go by".to_owned())
            }) {
                Ok(mut row) => {
                    row[tenant] = Value::Text(theirs.clone());
                    row[user] = Value::Text(me.clone());
                    // Its own key must be new, whatever the row was made of.
                    for key in self.plan.keys.iter().filter(|k| !k.contains(&tenant) && !k.contains(&user)) {
                        for at in key {
                            let column = &self.plan.columns[*at];
                            row[*at] = Value::Text(column.kind.nth(7_777_777));
                        }
                    }
                    let sql = self.insert(&row, None);
                    let then = self.then_read();
                    self.add("self-made-member", Session::A, Class::Other, Expect::OpensNothing, sql).then = Some(then);
                }
                Err(reason) => self.not("self-made-member", Session::A, reason),
            }
        }
        let name = |at: usize| self.plan.columns[at].name.clone();
        let t = self.target.sql.clone();
        for (at, value) in [(tenant, theirs), (user, me)] {
            if self.may_update(&name(at)) {
                let sql = format!("UPDATE {t} SET {} = {}", quote::ident(&name(at)), quote::literal(&value));
                let then = self.then_read();
                self.add("self-moved-member", Session::A, Class::Other, Expect::OpensNothing, sql).then = Some(then);
            }
        }
    }

    /// A table that links others: a row of A's that leads to B's.
    fn linked(&mut self) {
        if !self.target.facts.insert {
            return self.not("self-made-member", Session::A, "the role may not insert into it");
        }
        let Ok((own, _)) = self.row(Side::A) else {
            return self.not("self-made-member", Session::A, "no row can be made for it");
        };
        for foreign in &self.plan.foreign {
            let there = &self.seeds.plans[foreign.target];
            let Some(theirs) = self.seeds.rows_of(there, Side::B).first().copied() else { continue };
            let mut row = own.clone();
            for (at, target) in foreign.columns.iter().zip(&foreign.target_columns) {
                let value = theirs.get(&there.columns[*target].name).cloned().flatten();
                row[*at] = value.map_or(Value::Null, Value::Text);
            }
            let sql = self.insert(&row, None);
            let then = self.then_read();
            self.add("self-made-member", Session::A, Class::Other, Expect::OpensNothing, sql).then = Some(then);
        }
    }
}
