//! Large objects: they belong to roles, not to tenants, and no policy covers them.

use super::{Builder, Class, Expect};
use crate::prove::proof::Session;
use crate::sql::quote;

impl Builder<'_> {
    /// One that tenant B's session makes, read by tenant A's: asked once for each role, with its first table.
    pub(super) fn large_objects(&mut self) {
        let first = self.all.iter().find(|t| t.role == self.target.role).is_some_and(|t| t.plan == self.target.plan);
        if !first {
            return;
        }
        let role = quote::ident(&self.target.role);
        let made = vec![
            format!("SET LOCAL ROLE {role}"),
            "SELECT lo_from_bytea(0, 'tenant B''s')".to_owned(),
            "RESET ROLE".to_owned(),
        ];
        let (rule, told) = if self.target.facts.large_objects {
            (
                "BY09",
                "large object that tenant B made is read by tenant A: large objects are outside row-level security",
            )
        } else {
            (
                "",
                "large object that tenant B made is read by tenant A; the schema refers to none, so there is none to read",
            )
        };
        let sql = "SELECT count(lo_get(oid)) FROM pg_catalog.pg_largeobject_metadata \
                   WHERE lomowner = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user)"
            .to_owned();
        self.add("large-object", Session::A, Class::Other, Expect::Tells(rule, told), sql).before = made;
    }
}
