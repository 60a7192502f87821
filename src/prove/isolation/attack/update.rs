//! Attacks that update.

use super::{Builder, Class, Expect};
use crate::prove::proof::Session;
use crate::prove::seed::{Kind, Side};
use crate::sql::quote;

/// Parts of the names of columns that say that a row is gone.
const GONE: &[&str] = &["deleted", "removed", "archived", "trashed"];

impl Builder<'_> {
    pub(super) fn updates(&mut self) {
        let t = self.target.sql.clone();
        let own = self.touchable();
        let Some((column, value)) = self.harmless() else {
            return self.not("update-foreign", Session::A, "the role may update no column");
        };
        let walled = self.target.access.is_walled();
        let class = if walled { Class::Update } else { Class::Other };
        let blind = format!("UPDATE {t} SET {column} = {value}");
        for session in [Session::Unset, Session::Empty] {
            self.add("update-blind", session, class, Expect::Affected(0), blind.clone());
        }
        self.add("update-blind", Session::A, class, Expect::Affected(own), blind);
        let foreign = format!("UPDATE {t} SET {column} = {value} WHERE {}", self.foreign(Side::A));
        self.add("update-foreign", Session::A, class, Expect::Affected(0), foreign);
        if let Some(shared) = self.target.only_shared() {
            let sql = format!("UPDATE {t} SET {column} = {value} WHERE {shared}");
            for session in [Session::Unset, Session::A] {
                self.add("update-shared", session, class, Expect::Affected(0), sql.clone());
            }
        }
        if !walled {
            return;
        }
        self.soft_deletes();
        self.rights();
        if !self.key_updatable() {
            return self.not("move-own", Session::A, "the role may not update the tenant column");
        }
        let column = self.target.column.clone();
        let take = format!("UPDATE {t} SET {column} = {}", self.key(Side::A));
        self.add("take-blind", Session::A, Class::Update, Expect::Affected(own), take);
        let give = format!("UPDATE {t} SET {column} = {}", self.key(Side::B));
        let some = format!("{give} WHERE {}", self.is(Side::A));
        self.add("move-own", Session::A, Class::Update, Expect::NotWritten, some);
        self.add("move-own-blind", Session::A, Class::Update, Expect::NotWritten, give);
        let publish = format!("UPDATE {t} SET {column} = NULL");
        self.add("publish", Session::A, Class::Update, Expect::RefusedOrNull, publish);
    }

    /// Marking an own row as gone, where a policy speaks of the mark.
    fn soft_deletes(&mut self) {
        let rows = self.seeds.rows_of(self.plan, Side::A);
        let marks = self.plan.columns.iter().filter(|c| {
            let gone = GONE.iter().any(|part| c.name.to_lowercase().contains(part));
            gone && self.may_update(&c.name) && self.target.named.contains(&c.name)
        });
        let marks: Vec<(String, &str)> = marks
            .filter_map(|c| match c.kind {
                Kind::Timestamp(_) => Some((quote::ident(&c.name), "now()")),
                Kind::Date => Some((quote::ident(&c.name), "current_date")),
                Kind::Bool => Some((quote::ident(&c.name), "true")),
                _ => None,
            })
            .collect();
        for (column, value) in marks {
            // A row that is not gone yet.
            let name = self.plan.columns.iter().find(|c| quote::ident(&c.name) == column).map(|c| c.name.clone());
            let alive = rows.iter().find(|row| {
                let mark = name.as_ref().and_then(|name| row.get(name).cloned().flatten());
                mark.is_none_or(|mark| mark == "f" || mark == "false")
            });
            let Some(only) = alive.and_then(|row| self.only(row)) else {
                self.not("soft-delete", Session::A, "tenant A has no row that is not marked already");
                continue;
            };
            let sql = format!("UPDATE {} SET {column} = {value} WHERE {only}", self.target.sql);
            self.add("soft-delete", Session::A, Class::Other, Expect::Allowed, sql);
        }
    }

    /// Setting what gives rights, in the own row.
    fn rights(&mut self) {
        let columns: Vec<String> = self.target.rights.iter().filter(|name| self.may_update(name)).cloned().collect();
        for name in columns {
            let column = quote::ident(&name);
            let sql = format!("UPDATE {} SET {column} = {column} WHERE {}", self.target.sql, self.is(Side::A));
            self.add("raise-own-rights", Session::A, Class::Update, Expect::NotWritten, sql);
        }
    }
}
