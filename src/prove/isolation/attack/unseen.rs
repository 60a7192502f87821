//! What an attack in a transaction that is rolled back can't show, said with the reason.

use super::Builder;
use crate::prove::proof::Session;

impl Builder<'_> {
    pub(super) fn unseen(&mut self) {
        let session = "a setting that outlives its transaction can't be shown in one that is rolled back: the application \
                       must use SET LOCAL, or set_config with true (CX06)";
        self.not("session-set", Session::A, session);
        let leak = "what a LEAKPROOF function tells of the rows it is shown, in notices and errors, can't be seen from \
                    here: the rules find such functions (BY08)";
        self.not("leak-function", Session::A, leak);
        if self.target.facts.select {
            let explain = "whoever may read may EXPLAIN, and it tells how many rows the policies took away (ORA4): no \
                           policy refuses it";
            self.not("explain", Session::A, explain);
        }
        if self.target.facts.policies.len() > 1 && !self.target.facts.updatable.is_empty() {
            let mixed = "which of its own rows' values a tenant may give which other value is no wall between tenants: \
                         the rules look for checks that mix (PO11)";
            self.not("mixed-checks", Session::A, mixed);
        }
    }
}
