//! Sequences and large objects: they belong to roles, not to tenants, and no policy covers them.

use super::{Builder, Class, Expect};
use crate::prove::proof::Session;
use crate::sql::quote;

impl Builder<'_> {
    /// The sequences that number the table's rows: who may read one knows how many rows all tenants make together, and
    /// who may set one stops the others' inserts.
    pub(super) fn sequences(&mut self) {
        let role = quote::literal(&self.target.role);
        let table = quote::literal(&self.target.sql);
        let sql = format!(
            "SELECT count(DISTINCT s.oid) FROM pg_catalog.pg_class s JOIN pg_catalog.pg_depend d ON ((d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.refclassid = 'pg_class'::regclass \
             AND d.refobjid = {table}::regclass AND d.deptype IN ('a', 'i')) \
             OR (d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = s.oid \
             AND d.objid IN (SELECT a.oid FROM pg_catalog.pg_attrdef a WHERE a.adrelid = {table}::regclass))) \
             WHERE CASE WHEN s.relkind = 'S' THEN has_sequence_privilege({role}, s.oid, 'SELECT, UPDATE') END"
        );
        let told = "may be read or set by the role (last_value, setval): it tells how many rows all tenants make";
        self.add("sequence", Session::A, Class::Other, Expect::Tells("ORA5", told), sql).role = None;
    }

    /// The large objects of the database: asked once, with the first table.
    pub(super) fn large_objects(&mut self) {
        let first = self.all.first().is_some_and(|t| t.plan == self.target.plan && t.role == self.target.role);
        if !first {
            return;
        }
        let sql = "SELECT count(lo_get(oid)) FROM pg_catalog.pg_largeobject_metadata".to_owned();
        let told = "of all tenants read by the role: large objects are outside row-level security";
        self.add("large-object", Session::A, Class::Other, Expect::Tells("BY09", told), sql);
    }
}
