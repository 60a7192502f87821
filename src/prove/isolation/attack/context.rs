//! Attacks by what a session may set.

use super::{Builder, Class, Expect, Then};
use crate::prove::proof::Session;
use crate::prove::seed::Side;
use crate::sql::quote;

impl Builder<'_> {
    pub(super) fn context(&mut self) {
        if !self.target.access.is_walled() || !self.target.facts.select {
            return;
        }
        let foreign = format!("SELECT count(*) FROM {} WHERE {}", self.target.sql, self.foreign(Side::A));
        for (setting, value) in self.target.switches.clone() {
            let attack = self.add("bypass-switch", Session::A, Class::Read, Expect::Count(0), foreign.clone());
            attack.settings.push((setting, value));
        }
        if self.target.switches.is_empty() {
            self.not("bypass-switch", Session::A, "no policy asks for a setting other than the caller's");
        }
        for (setting, value) in self.target.client_claims.clone() {
            let attack = self.add("client-claims", Session::A, Class::Read, Expect::Count(0), foreign.clone());
            attack.settings.retain(|(name, _)| *name != setting);
            attack.settings.push((setting, value));
        }
        if self.target.callers.secret {
            // Somebody else's secret can't be guessed: the session that is nobody's sees nothing.
            let settings = self.target.callers.settings.iter().map(|(name, values)| {
                let digits: String = values[0].chars().map(|c| if c == 'a' { 'c' } else { c }).collect();
                (name.clone(), digits)
            });
            let settings = settings.collect();
            let own = self.visible(Session::Empty);
            let sql = format!("SELECT count(*) FROM {}", self.target.sql);
            self.add("own-context", Session::Garbage, Class::Read, Expect::Count(own), sql).settings = settings;
        } else {
            let why = "whoever can run SQL may set the setting itself (CX07); a secret that a table resolves can't be guessed";
            self.not("own-context", Session::A, why);
        }
        self.cached_plan();
        self.not(
            "session-residue",
            Session::A,
            "cursors, temporary tables and settings of a session are the pool's to close",
        );
    }

    /// A plan that was made for A is used for B.
    fn cached_plan(&mut self) {
        let name = format!("bulkhead_{}", self.target.plan);
        let prepare =
            format!("PREPARE {name} AS SELECT count(*) FROM {} WHERE {}", self.target.sql, self.foreign(Side::B));
        // The first use is A's; what B gets by the same plan must be none of A's rows.
        // A prepared statement outlives what is rolled back.
        let mut first = vec!["DEALLOCATE ALL".to_owned(), "SET LOCAL plan_cache_mode = force_generic_plan".to_owned()];
        for (setting, values) in &self.target.callers.settings {
            first.push(format!("SELECT set_config({}, {}, true)", quote::literal(setting), quote::literal(&values[0])));
        }
        first.push(format!("SET LOCAL ROLE {}", quote::ident(&self.target.role)));
        first.push(prepare);
        first.push(format!("EXECUTE {name}"));
        let attack = self.add("cached-plan", Session::B, Class::Read, Expect::Count(0), format!("EXECUTE {name}"));
        attack.before = first;
        attack.then = None;
    }

    /// What is read after a step, as the same role.
    pub(super) fn then_read(&self) -> Then {
        Then::Role(self.target.everything_foreign.clone())
    }
}
