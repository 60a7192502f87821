//! Attacks that delete.

use super::{Builder, Class, Expect};
use crate::prove::proof::Session;
use crate::prove::seed::Side;

impl Builder<'_> {
    pub(super) fn deletes(&mut self) {
        let t = self.target.sql.clone();
        let own = self.touchable();
        if !self.target.facts.delete {
            return self.not("delete-foreign", Session::A, "the role may not delete from it");
        }
        let class = if self.target.access.is_walled() { Class::Delete } else { Class::Other };
        let blind = format!("DELETE FROM {t}");
        for session in [Session::Unset, Session::Empty] {
            self.add("delete-blind", session, class, Expect::Affected(0), blind.clone());
        }
        self.add("delete-blind", Session::A, class, Expect::Affected(own), blind.clone());
        let foreign = format!("{blind} WHERE {}", self.foreign(Side::A));
        self.add("delete-foreign", Session::A, class, Expect::Affected(0), foreign);
        if let Some(shared) = self.target.only_shared() {
            for session in [Session::Unset, Session::A] {
                let sql = format!("{blind} WHERE {shared}");
                self.add("delete-shared", session, class, Expect::Affected(0), sql);
            }
        }
        let returning = format!("{blind} RETURNING {}", self.target.column);
        self.add("delete-returning", Session::A, class, Expect::Affected(own), returning);
    }
}
