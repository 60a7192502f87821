//! What `roles.sql` says of one role beside making it.

use super::quote;
use crate::catalog::{Catalog, Role, RoleSetting};

/// The parameters whose values are lists of names: their elements are written one by one. Source: `GUC_LIST_QUOTE` in
/// PostgreSQL's `guc_tables.c`, which `variable_is_guc_list_quote` of pg_dump repeats.
const LISTS: &[&str] = &[
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
];

/// The attributes that are not what `CREATE ROLE` gives. Only a superuser may say some of them, so each is said only where
/// it changes something: administrators of hosted databases are no superusers.
pub(super) fn attributes(role: &Role) -> String {
    let attributes = &role.attributes;
    let mut conditions: Vec<(String, String)> = Vec::new();
    let flags = [
        (attributes.superuser, "NOT rolsuper", "SUPERUSER"),
        (attributes.create_db, "NOT rolcreatedb", "CREATEDB"),
        (attributes.create_role, "NOT rolcreaterole", "CREATEROLE"),
        (attributes.no_inherit, "rolinherit", "NOINHERIT"),
        (attributes.replication, "NOT rolreplication", "REPLICATION"),
    ];
    for (_, condition, word) in flags.iter().filter(|(is_set, ..)| *is_set) {
        conditions.push(((*condition).to_owned(), (*word).to_owned()));
    }
    if let Some(limit) = attributes.connection_limit {
        conditions.push((format!("rolconnlimit <> {limit}"), format!("CONNECTION LIMIT {limit}")));
    }
    if let Some(until) = &attributes.valid_until {
        let until = quote::literal(until);
        conditions.push((format!("rolvaliduntil IS DISTINCT FROM {until}"), format!("VALID UNTIL {until}")));
    }
    let (literal, name) = (quote::literal(&role.name), quote::ident(&role.name));
    let each = conditions.iter().map(|(condition, words)| {
        format!(
            "    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {literal} AND {condition}) THEN\n        ALTER ROLE {name} {words};\n    END IF;\n"
        )
    });
    each.collect()
}

/// `ALTER ROLE … SET`.
pub(super) fn settings(role: &Role) -> String {
    let name = quote::ident(&role.name);
    let mut sql = String::new();
    for setting in &role.settings {
        let set = format!("SET {} TO {}", parameter(&setting.name), value(setting));
        if setting.in_database {
            // ALTER ROLE takes no expression for the database, and the script must not know its name.
            let body = format!(
                "\nBEGIN\n    EXECUTE format('ALTER ROLE %I IN DATABASE %I %s', {}, current_database(), {});\nEND\n",
                quote::literal(&role.name),
                quote::literal(&set)
            );
            sql.push_str(&format!("DO {};\n", quote::dollar(&body, "roles")));
        } else {
            sql.push_str(&format!("ALTER ROLE {name} {set};\n"));
        }
    }
    sql
}

/// A parameter's name: a dot in it parts an extension's name from its own.
fn parameter(name: &str) -> String {
    name.split('.').map(quote::ident).collect::<Vec<_>>().join(".")
}

fn value(setting: &RoleSetting) -> String {
    if !LISTS.contains(&setting.name.as_str()) {
        return quote::literal(&setting.value);
    }
    let elements: Vec<_> = elements(&setting.value).iter().map(|element| quote::literal(element)).collect();
    if elements.is_empty() { quote::literal("") } else { elements.join(", ") }
}

/// The elements of a list of identifiers, as `SplitIdentifierString` of PostgreSQL reads it.
fn elements(list: &str) -> Vec<String> {
    let mut elements = Vec::new();
    let mut current = String::new();
    let mut quoted = false;
    let mut chars = list.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                current.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => elements.push(std::mem::take(&mut current)),
            c if c.is_whitespace() && !quoted => {}
            c => current.push(c),
        }
    }
    if !list.trim().is_empty() {
        elements.push(current);
    }
    elements
}

/// The memberships of the catalog's roles.
pub(super) fn memberships(catalog: &Catalog) -> String {
    let mut sql = String::new();
    for role in &catalog.roles {
        for group in role.member_of.iter().filter_map(|id| catalog.role(id)) {
            let mut words = Vec::new();
            if let Some(options) = role.member_options.get(&group.id) {
                let word = |yes: bool| if yes { "TRUE" } else { "FALSE" };
                match (options.inherit, options.no_set) {
                    // Before PostgreSQL 16 this is the only option, and it has no value.
                    (None, false) if options.admin => words.push("ADMIN OPTION".to_owned()),
                    (inherit, no_set) => {
                        words.extend(options.admin.then(|| "ADMIN TRUE".to_owned()));
                        words.extend(inherit.map(|inherit| format!("INHERIT {}", word(inherit))));
                        words.extend(no_set.then(|| "SET FALSE".to_owned()));
                    }
                }
            }
            let with = if words.is_empty() { String::new() } else { format!(" WITH {}", words.join(", ")) };
            sql.push_str(&format!("GRANT {} TO {}{with};\n", quote::ident(&group.name), quote::ident(&role.name)));
        }
    }
    if sql.is_empty() { sql } else { format!("-- Memberships\n{sql}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Id, Membership, RoleAttributes};

    #[test]
    fn lists_are_taken_apart_and_other_values_are_not() {
        let setting =
            |name: &str, value: &str| RoleSetting { name: name.into(), value: value.into(), in_database: false };
        assert_eq!(value(&setting("search_path", "\"$user\", public, \"a,\"\"b\"")), "'$user', 'public', 'a,\"b'");
        assert_eq!(value(&setting("search_path", "")), "''");
        assert_eq!(value(&setting("datestyle", "ISO, DMY")), "'ISO, DMY'");
        assert_eq!(parameter("app.tenant"), "app.tenant");
    }

    #[test]
    fn what_a_role_may_do_is_said_where_it_is_not_so() {
        let attributes_of = RoleAttributes { create_db: true, connection_limit: Some(3), ..RoleAttributes::default() };
        let role = Role { attributes: attributes_of, ..Role::new(Id::new("r"), "R") };
        assert_eq!(
            attributes(&role),
            "    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'R' AND NOT rolcreatedb) THEN\n        \
             ALTER ROLE \"R\" CREATEDB;\n    END IF;\n    \
             IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'R' AND rolconnlimit <> 3) THEN\n        \
             ALTER ROLE \"R\" CONNECTION LIMIT 3;\n    END IF;\n"
        );
    }

    #[test]
    fn memberships_have_their_options() {
        let mut member = Role::new(Id::new("m"), "m");
        member.member_of = vec![Id::new("g"), Id::new("h")];
        let admin = Membership { admin: true, ..Membership::default() };
        member.member_options.insert(Id::new("g"), admin.clone());
        member.member_options.insert(Id::new("h"), Membership { inherit: Some(false), no_set: true, ..admin });
        let groups = [Role::new(Id::new("g"), "g"), Role::new(Id::new("h"), "h")];
        let catalog = Catalog { roles: groups.into_iter().chain([member]).collect(), ..Catalog::default() };
        assert_eq!(
            memberships(&catalog),
            "-- Memberships\nGRANT g TO m WITH ADMIN OPTION;\nGRANT h TO m WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;\n"
        );
    }
}
