//! How two roles differ in what a role may do beside logging in.

use super::{NONE, Out};
use crate::catalog::Role;

impl Out {
    /// Attributes and settings of a role, where any are expected: roles belong to the cluster, and what an administrator
    /// lets them do besides is no difference.
    pub(super) fn role_attributes(&mut self, path: &str, expected: &Role, actual: &Role) {
        let (e, a) = (&expected.attributes, &actual.attributes);
        let flags = [
            ("SUPERUSER", e.superuser, a.superuser),
            ("CREATEDB", e.create_db, a.create_db),
            ("CREATEROLE", e.create_role, a.create_role),
            ("NOINHERIT", e.no_inherit, a.no_inherit),
            ("REPLICATION", e.replication, a.replication),
        ];
        for (word, _, has) in flags.into_iter().filter(|(_, wanted, _)| *wanted) {
            self.text(&format!("{path}: {word}"), "yes", if has { "yes" } else { "no" });
        }
        if let Some(limit) = e.connection_limit {
            let found = a.connection_limit.map_or(NONE.to_owned(), |limit| limit.to_string());
            self.text(&format!("{path}: CONNECTION LIMIT"), &limit.to_string(), &found);
        }
        if let Some(until) = &e.valid_until {
            self.text(&format!("{path}: VALID UNTIL"), until, a.valid_until.as_deref().unwrap_or(NONE));
        }
        for setting in &expected.settings {
            let same = |other: &&_| {
                let other: &crate::catalog::RoleSetting = other;
                other.name == setting.name && other.in_database == setting.in_database
            };
            let found = actual.settings.iter().find(same).map_or(NONE, |other| other.value.as_str());
            self.text(&format!("{path}: SET {}", setting.name), &setting.value, found);
        }
    }
}
