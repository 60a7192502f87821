//! `roles.sql`: what an administrator runs once before the migrations, and may run again.

use super::{quote, role, write};
use crate::catalog::Ordered;
use crate::catalog::{Catalog, Grantee, Role, Schema};

/// The script that makes the catalog's roles, and gives its owner what migrations need: to create schemas in the
/// database and tables in `public`. An administrator runs it; running it twice is no error. No role is dropped, and
/// none gets a password.
pub fn roles(catalog: &Catalog) -> String {
    let mut parts = Vec::new();
    for role in catalog.roles.iter().filter(|role| !role.is_predefined()) {
        parts.push(role_sql(role));
    }
    let memberships = role::memberships(catalog);
    if !memberships.is_empty() {
        parts.push(memberships);
    }
    if let Some(owner) = catalog.owner.as_ref().and_then(|id| catalog.role(id)) {
        parts.push(owner_sql(owner));
    }
    if let Some(public) = catalog.schemas.iter().find(|s| s.is_public()) {
        let sql = public_sql(catalog, public);
        if !sql.is_empty() {
            parts.push(sql);
        }
    }
    parts.join("\n")
}

fn role_sql(role: &Role) -> String {
    let name = quote::ident(&role.name);
    let literal = quote::literal(&role.name);
    let mut body = format!(
        "\nBEGIN\n    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {literal}) THEN\n        CREATE ROLE {name};\n    END IF;\n"
    );
    // Only a superuser may say BYPASSRLS or NOBYPASSRLS before PostgreSQL 16, so it is said only where it changes
    // something: administrators of hosted databases are no superusers.
    let (missing, word) = if role.bypass_rls { ("NOT ", "BYPASSRLS") } else { ("", "NOBYPASSRLS") };
    body.push_str(&format!(
        "    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {literal} AND {missing}rolbypassrls) THEN\n        ALTER ROLE {name} {word};\n    END IF;\n"
    ));
    body.push_str(&role::attributes(role));
    body.push_str("END\n");
    let mut sql = format!("-- Role {}\nDO {};\n", one_line(&role.name), quote::dollar(&body, "roles"));
    sql.push_str(&format!("ALTER ROLE {name} {};\n", if role.login { "LOGIN" } else { "NOLOGIN" }));
    sql.push_str(&role::settings(role));
    if let Some(text) = &role.comment {
        sql.push_str(&format!("{};\n", write::comment(&format!("ROLE {name}"), Some(text))));
    }
    sql
}

fn owner_sql(owner: &Role) -> String {
    // GRANT takes no expression for the database, and the script must not know its name.
    let body = format!(
        "\nBEGIN\n    EXECUTE format('GRANT CREATE ON DATABASE %I TO %I', current_database(), {});\nEND\n",
        quote::literal(&owner.name)
    );
    let name = quote::ident(&owner.name);
    format!(
        "-- {} owns the objects and runs the migrations\nDO {};\nGRANT USAGE, CREATE ON SCHEMA public TO {name};\n",
        one_line(&owner.name),
        quote::dollar(&body, "roles")
    )
}

/// The schema `public` belongs to the database's owner, not to ours, so what is granted on it can't be part of a
/// migration.
fn public_sql(catalog: &Catalog, public: &Schema) -> String {
    let mut sql = String::new();
    if let Some(text) = &public.comment {
        sql.push_str(&format!("{};\n", write::comment("SCHEMA public", Some(text))));
    }
    for grant in &public.grants {
        let grantee = match &grant.to {
            Grantee::Public => "PUBLIC".to_owned(),
            Grantee::Role(id) => match catalog.role(id) {
                Some(role) => quote::ident(&role.name),
                None => continue,
            },
        };
        let privileges: Vec<_> = grant.privileges.iter().copied().ordered_set().into_iter().collect();
        if !privileges.is_empty() {
            sql.push_str(&format!("{};\n", write::grant(&privileges, "SCHEMA public", &grantee)));
        }
    }
    if sql.is_empty() { sql } else { format!("-- Schema public\n{sql}") }
}

/// A name as part of a line comment: a line break in it would end the comment.
fn one_line(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Grant, Id, Privilege};

    #[test]
    fn roles_are_made_if_missing_and_the_owner_may_create() {
        let mut public = Schema::new(Id::new("public"), "public");
        public.grants.push(Grant { to: Grantee::Role(Id::new("app")), privileges: vec![Privilege::Usage] });
        let mut app = Role::new(Id::new("app"), "App's");
        app.login = true;
        app.bypass_rls = true;
        app.member_of.push(Id::new("owner"));
        let catalog = Catalog {
            owner: Some(Id::new("owner")),
            roles: vec![Role::new(Id::new("owner"), "owner"), app],
            schemas: vec![public],
            ..Catalog::default()
        };
        let expected = r#"-- Role owner
DO $roles$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'owner') THEN
        CREATE ROLE owner;
    END IF;
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'owner' AND rolbypassrls) THEN
        ALTER ROLE owner NOBYPASSRLS;
    END IF;
END
$roles$;
ALTER ROLE owner NOLOGIN;

-- Role App's
DO $roles$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'App''s') THEN
        CREATE ROLE "App's";
    END IF;
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'App''s' AND NOT rolbypassrls) THEN
        ALTER ROLE "App's" BYPASSRLS;
    END IF;
END
$roles$;
ALTER ROLE "App's" LOGIN;

-- Memberships
GRANT owner TO "App's";

-- owner owns the objects and runs the migrations
DO $roles$
BEGIN
    EXECUTE format('GRANT CREATE ON DATABASE %I TO %I', current_database(), 'owner');
END
$roles$;
GRANT USAGE, CREATE ON SCHEMA public TO owner;

-- Schema public
GRANT USAGE ON SCHEMA public TO "App's";
"#;
        assert_eq!(roles(&catalog), expected);
        assert_eq!(roles(&Catalog::default()), "");
    }
}
