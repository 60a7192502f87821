//! Sequences: they belong to roles, not to tenants, and no policy covers them.

use super::{Builder, Class, Expect};
use crate::prove::proof::Session;
use crate::sql::quote;

impl Builder<'_> {
    /// The sequences that number the table's rows: who may read one knows how many rows all tenants make together, and
    /// who may set one stops the others' inserts. What is drawn or set is that of a file of its own, which is thrown away.
    pub(super) fn sequences(&mut self) {
        let sequences = self.target.facts.sequences.clone();
        if sequences.is_empty() {
            self.not("sequence", Session::A, "no sequence numbers its rows");
        }
        for sequence in sequences {
            let name = quote::literal(&sequence);
            let fresh = vec!["DISCARD SEQUENCES".to_owned(), format!("ALTER SEQUENCE {sequence} RESTART")];
            let read = "sequence read by the role (last_value): it tells how many rows all tenants make";
            let sql = format!("SELECT count(last_value) FROM {sequence}");
            self.add("sequence", Session::A, Class::Other, Expect::Tells("ORA5", read), sql);
            // Who inserts has to draw: that is told, and is no finding.
            let drawn = "number drawn (nextval), as an INSERT draws it: its size tells how many rows all tenants make";
            let sql = format!("SELECT count(nextval({name}))");
            self.add("sequence-next", Session::A, Class::Other, Expect::Tells("", drawn), sql).before = fresh.clone();
            let mut drawn_by_b = fresh.clone();
            drawn_by_b.push(format!("SET LOCAL ROLE {}", quote::ident(&self.target.role)));
            drawn_by_b.push(format!("SELECT nextval({name})"));
            let residue =
                "number of tenant B's is left in the session (currval) for tenant A, who shares its connection";
            let sql = format!("SELECT count(currval({name}))");
            self.add("sequence-current", Session::A, Class::Other, Expect::Tells("", residue), sql).before = drawn_by_b;
            let set =
                "sequence set back by the role (setval): the next inserts of all tenants meet keys that are taken";
            let sql = format!("SELECT count(setval({name}, 1, false))");
            self.add("sequence-set", Session::A, Class::Other, Expect::Tells("ORA5", set), sql).before = fresh;
        }
    }
}
