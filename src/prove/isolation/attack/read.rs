//! Attacks that read.

use super::{Builder, Class, Expect};
use crate::prove::proof::Session;
use crate::prove::seed::Side;
use crate::rls::Access;

impl Builder<'_> {
    pub(super) fn reads(&mut self) {
        let t = self.target.sql.clone();
        if !self.target.facts.select {
            return self.not("read-own", Session::A, "the role may not read it");
        }
        let all = format!("SELECT count(*) FROM {t}");
        let open = self.visible(Session::Empty);
        for session in [Session::Unset, Session::Empty] {
            self.add("read-without-tenant", session, Class::Read, Expect::Count(open), all.clone());
        }
        if self.target.access == Access::SharedRead {
            self.add("read-own", Session::A, Class::Read, Expect::Count(self.visible(Session::A)), all);
            return;
        }
        let expect = if open == 0 { Expect::NothingOrError } else { Expect::AtMost(open) };
        self.add("read-garbage", Session::Garbage, Class::Read, expect.clone(), all.clone());
        for text in self.target.wildcards() {
            let settings = self.target.callers.settings.iter().map(|(name, _)| (name.clone(), text.clone())).collect();
            self.add("read-wildcard", Session::Garbage, Class::Read, expect.clone(), all.clone()).settings = settings;
        }
        for (session, side) in [(Session::A, Side::A), (Session::B, Side::B)] {
            if self.target.access.is_walled() {
                self.add("read-own", session, Class::Read, Expect::Count(self.visible(session)), all.clone());
            }
            let foreign = format!("SELECT count(*) FROM {t} WHERE {}", self.foreign(side));
            self.add("read-foreign", session, Class::Read, Expect::Count(0), foreign);
        }
        if self.target.facts.updatable.is_empty() {
            self.not("lock-foreign", Session::A, "the role may not update it, so it may not lock its rows");
        } else {
            let lock = format!("SELECT FROM {t} FOR UPDATE");
            self.add("lock-foreign", Session::A, Class::Read, Expect::Affected(self.touchable()), lock);
        }
        let off = "SET LOCAL row_security = off".to_owned();
        self.add("row-security-off", Session::A, Class::Read, Expect::Refused, all).before = vec![off];
    }
}
