//! What row-level security does not cover: TRUNCATE, the owner's rights, the owner itself, other roles.

use super::{Builder, Class, Expect};
use crate::prove::proof::Session;
use crate::prove::seed::Side;
use crate::rls::Access;
use crate::sql::quote;

impl Builder<'_> {
    pub(super) fn powers(&mut self) {
        let t = self.target.sql.clone();
        let role = quote::literal(&self.target.role);
        self.add("truncate", Session::A, Class::Other, Expect::Refused, format!("TRUNCATE {t}"));
        let maintain = if self.major >= 17 { ", ('MAINTAIN')" } else { "" };
        let other = format!(
            "SELECT count(*) FROM (VALUES ('TRIGGER'), ('REFERENCES'){maintain}) AS p(name) \
             WHERE has_table_privilege({role}, {}, p.name)",
            quote::literal(&t)
        );
        self.add("other-privileges", Session::A, Class::Other, Expect::No, other).role = None;
        let disable = format!("ALTER TABLE {t} DISABLE ROW LEVEL SECURITY");
        self.add("disable-row-security", Session::A, Class::Other, Expect::Refused, disable);
        let create = format!("CREATE POLICY bulkhead_open ON {t} USING (true)");
        self.add("create-policy", Session::A, Class::Other, Expect::Refused, create);
        if let Some(policy) = self.target.facts.policies.first() {
            let drop = format!("DROP POLICY {} ON {t}", quote::ident(policy));
            self.add("drop-policy", Session::A, Class::Other, Expect::Refused, drop);
        }
        let mode = if self.major >= 16 { "SET" } else { "MEMBER" };
        let escape = format!(
            "SELECT count(*) FROM pg_catalog.pg_roles r WHERE pg_has_role({role}, r.oid, '{mode}') AND r.rolname <> {role} AND \
             (r.rolsuper OR r.rolbypassrls OR r.oid = (SELECT relowner FROM pg_catalog.pg_class WHERE oid = {}::regclass))",
            quote::literal(&t)
        );
        self.add("role-escape", Session::A, Class::Other, Expect::No, escape).role = None;
        if !self.target.access.is_walled() {
            return;
        }
        self.other_roles();
        let owner = self.target.facts.owner.clone();
        if self.target.facts.owner_bypasses {
            let why = format!("its owner {owner} is a superuser or has BYPASSRLS: nothing binds it");
            return self.not("owner-bound", Session::A, why);
        }
        let foreign = format!("SELECT count(*) FROM {t} WHERE {}", self.foreign(Side::A));
        let unset = match self.target.access {
            Access::SharedRead => foreign.clone(),
            _ => format!("SELECT count(*) FROM {t} WHERE {}", self.target.not_shared()),
        };
        for (session, sql) in [(Session::Unset, unset), (Session::A, foreign)] {
            self.add("owner-bound", session, Class::Other, Expect::Count(0), sql).role = Some(owner.clone());
        }
        let delete = format!("DELETE FROM {t} WHERE {}", self.is(Side::B));
        self.add("owner-delete-foreign", Session::A, Class::Other, Expect::Affected(0), delete).role = Some(owner);
    }

    /// Roles beside the application's that hold a privilege and are not meant to see every tenant.
    fn other_roles(&mut self) {
        for (role, select, delete) in self.target.facts.others.clone() {
            let foreign = format!("SELECT count(*) FROM {} WHERE {}", self.target.sql, self.foreign(Side::A));
            if select {
                let attack = self.add("other-role-read", Session::A, Class::Other, Expect::Count(0), foreign);
                attack.role = Some(role.clone());
            }
            if delete {
                let sql = format!("DELETE FROM {} WHERE {}", self.target.sql, self.is(Side::B));
                let attack = self.add("other-role-delete", Session::A, Class::Other, Expect::Affected(0), sql);
                attack.role = Some(role);
            }
        }
    }
}
