//! COPY, which reads as SELECT does.

use super::{Builder, Class, Expect};
use crate::prove::proof::Session;
use crate::sql::quote;

impl Builder<'_> {
    /// Everything, written to nowhere by the server: the right to write files is lent and taken back.
    pub(super) fn copy(&mut self) {
        if !self.target.facts.select {
            return self.not("copy", Session::A, "the role may not read it");
        }
        if self.plan.partitioned {
            return self.not("copy", Session::A, "COPY does not read a partitioned table by its name");
        }
        let lend = format!("GRANT pg_write_server_files TO {}", quote::ident(&self.target.role));
        let sql = format!("COPY {} TO '/dev/null'", self.target.sql);
        let expect = Expect::Copied(self.visible(Session::A));
        self.add("copy", Session::A, Class::Read, expect, sql).before = vec![lend];
    }
}
