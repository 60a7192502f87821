//! Privileges.

use crate::catalog::Privilege;
use crate::sql::quote;

/// `GRANT … ON object TO grantee`.
pub fn grant(privileges: &[Privilege], object: &str, grantee: &str) -> String {
    format!("GRANT {} ON {object} TO {grantee}", words(privileges, None))
}

/// `REVOKE … ON object FROM grantee`.
pub fn revoke(privileges: &[Privilege], object: &str, grantee: &str) -> String {
    format!("REVOKE {} ON {object} FROM {grantee}", words(privileges, None))
}

/// A GRANT or REVOKE of what can be said of privileges.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GrantWords<'a> {
    /// True for GRANT.
    pub(crate) gives: bool,
    /// `WITH GRANT OPTION`, or `GRANT OPTION FOR`.
    pub(crate) option: bool,
    pub(crate) privileges: &'a [Privilege],
    /// The one column of the table that they are for, quoted.
    pub(crate) column: Option<&'a str>,
    /// What they are on: `TABLE public.orders`, or `TABLES` of default privileges.
    pub(crate) object: &'a str,
    /// Whose they are, as SQL writes it.
    pub(crate) holder: &'a str,
}

impl GrantWords<'_> {
    pub(crate) fn sql(self) -> String {
        let words = words(self.privileges, self.column);
        let Self { object, holder, .. } = self;
        match (self.gives, self.option) {
            (true, false) => format!("GRANT {words} ON {object} TO {holder}"),
            (true, true) => format!("GRANT {words} ON {object} TO {holder} WITH GRANT OPTION"),
            (false, false) => format!("REVOKE {words} ON {object} FROM {holder}"),
            (false, true) => format!("REVOKE GRANT OPTION FOR {words} ON {object} FROM {holder}"),
        }
    }

    /// `ALTER DEFAULT PRIVILEGES` of a role, in a schema; both unquoted.
    pub(crate) fn default_sql(self, role: Option<&str>, schema: Option<&str>) -> String {
        let role = role.map_or_else(String::new, |role| format!(" FOR ROLE {}", quote::ident(role)));
        let schema = schema.map_or_else(String::new, |schema| format!(" IN SCHEMA {}", quote::ident(schema)));
        format!("ALTER DEFAULT PRIVILEGES{role}{schema} {}", self.sql())
    }
}

fn words(privileges: &[Privilege], column: Option<&str>) -> String {
    let column = column.map_or_else(String::new, |column| format!(" ({column})"));
    privileges.iter().map(|p| format!("{}{column}", p.sql())).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn privileges_are_written() {
        let privileges = &[Privilege::Select, Privilege::Insert];
        let words = GrantWords {
            gives: true,
            option: true,
            privileges,
            column: Some("a"),
            object: "TABLE public.t",
            holder: "PUBLIC",
        };
        assert_eq!(words.sql(), "GRANT SELECT (a), INSERT (a) ON TABLE public.t TO PUBLIC WITH GRANT OPTION");
        let words = GrantWords { gives: false, column: None, object: "TABLES", ..words };
        assert_eq!(
            words.default_sql(Some("Me"), Some("app")),
            "ALTER DEFAULT PRIVILEGES FOR ROLE \"Me\" IN SCHEMA app \
             REVOKE GRANT OPTION FOR SELECT, INSERT ON TABLES FROM PUBLIC"
        );
    }
}
