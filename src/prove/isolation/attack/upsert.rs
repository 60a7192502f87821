//! What ON CONFLICT makes of another tenant's key.

use super::{Builder, Class, Expect};
use crate::prove::proof::Session;
use crate::prove::seed::{Side, Value};

impl Builder<'_> {
    /// A row with another tenant's key: what ON CONFLICT makes of it.
    pub(super) fn upserts(&mut self, own: &[Value]) {
        let theirs = self.seeds.rows_of(self.plan, Side::B);
        let Some(theirs) = theirs.first() else { return };
        let wall = self.target.at;
        let says_who = |at: &usize| *at == wall || self.plan.columns[*at].identity.is_some();
        let key = self.plan.keys.iter().find(|key| !key.iter().any(says_who)).cloned();
        let Some(key) = key else {
            let why = "every key contains the tenant column, so keys of two tenants can't meet";
            self.not("upsert-oracle", Session::A, why);
            return self.not("upsert-takeover", Session::A, why);
        };
        let mut row = own.to_vec();
        for at in &key {
            let value = theirs.get(&self.plan.columns[*at].name).cloned().flatten();
            row[*at] = value.map_or(Value::Null, Value::Text);
        }
        if key.iter().any(|at| row[*at] == Value::Null) {
            return self.not("upsert-oracle", Session::A, "the other tenant's key is NULL");
        }
        let insert = self.insert(&row, None);
        let oracle = format!("{insert} ON CONFLICT DO NOTHING");
        self.add("upsert-oracle", Session::A, Class::Insert, Expect::Unnoticed, oracle);
        let Some((column, value)) = self.harmless() else {
            return self.not("upsert-takeover", Session::A, "the role may update no column");
        };
        // By its name alone a column could be the table's or the new row's.
        let value = if value == column { format!("EXCLUDED.{column}") } else { value };
        let takeover = format!("{insert} ON CONFLICT ({}) DO UPDATE SET {column} = {value}", self.names(&key));
        self.add("upsert-takeover", Session::A, Class::Insert, Expect::NotWritten, takeover);
    }
}
