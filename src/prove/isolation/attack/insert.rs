//! Attacks that insert.

use super::{Builder, Class, Expect};
use crate::prove::proof::Session;
use crate::prove::seed::{Side, Value};
use crate::sql::quote;

impl Builder<'_> {
    pub(super) fn inserts(&mut self) {
        if !self.target.facts.insert {
            return self.not("insert-foreign", Session::A, "the role may not insert into it");
        }
        let (own, foreign) = match (self.row(Side::A), self.row(Side::B)) {
            (Ok(own), Ok(foreign)) => (own, foreign.0),
            (Err(reason), _) | (_, Err(reason)) => return self.not("insert-foreign", Session::A, reason),
        };
        let (own, taken) = own;
        let foreign_sql = self.insert(&foreign, None);
        if !self.target.access.is_walled() {
            for session in [Session::Unset, Session::Empty, Session::A] {
                self.add("insert-foreign", session, Class::Other, Expect::NotWritten, foreign_sql.clone());
            }
            return;
        }
        let rightful = if taken { Expect::Allowed } else { Expect::Affected(1) };
        self.add("insert-own", Session::A, Class::Insert, rightful, self.insert(&own, None));
        for session in [Session::Unset, Session::Empty, Session::A] {
            self.add("insert-foreign", session, Class::Insert, Expect::NotWritten, foreign_sql.clone());
        }
        self.insert_as_nobody(&own);
        let returning = format!("{foreign_sql} RETURNING *");
        self.add("insert-foreign-returning", Session::A, Class::Insert, Expect::NotWritten, returning);
        let wall = self.target.at;
        if !taken {
            let without = self.insert(&own, Some(wall));
            self.add("insert-without-tenant", Session::Unset, Class::Insert, Expect::RefusedOrNull, without.clone());
            let own_key = Expect::OwnOrRefused(self.target.keys[0].clone());
            let returning = format!("{without} RETURNING {}", self.target.column);
            self.add("insert-without-tenant", Session::A, Class::Insert, own_key, returning);
        }
        let mut nobody = own.clone();
        nobody[wall] = Value::Null;
        let nobody = self.insert(&nobody, None);
        self.add("insert-null-tenant", Session::A, Class::Insert, Expect::RefusedOrNull, nobody);
        self.insert_for_another(&own);
        self.upserts(&own);
    }

    /// A tenant whose key is the empty string: what an unbound session of a pool becomes where keys are text.
    fn insert_as_nobody(&mut self, own: &[Value]) {
        let column = &self.plan.columns[self.target.at];
        if !matches!(column.kind, crate::prove::seed::Kind::Text(_)) {
            return;
        }
        let mut row = own.to_vec();
        row[self.target.at] = Value::Text(String::new());
        // References that include the key would lead nowhere, and the policies are asked first in any case.
        let sql = self.insert(&row, None);
        self.add("insert-as-nobody", Session::Empty, Class::Insert, Expect::NotWritten, sql);
    }

    /// A row of the own tenant in another user's name.
    fn insert_for_another(&mut self, own: &[Value]) {
        let Some(user) = self.target.user.filter(|at| *at != self.target.at || self.target.tenant_beside) else {
            return;
        };
        if self.target.access == crate::rls::Access::Membership {
            return;
        }
        let mut row = own.to_vec();
        row[user] = Value::Text(self.plan.columns[user].key(Side::B));
        let sql = self.insert(&row, None);
        self.add("insert-for-another-user", Session::A, Class::Insert, Expect::NotWritten, sql);
    }

    /// The columns of a key in SQL.
    pub(super) fn names(&self, key: &[usize]) -> String {
        let names: Vec<String> = key.iter().map(|at| quote::ident(&self.plan.columns[*at].name)).collect();
        names.join(", ")
    }
}
