//! What an intent leaves out, guessed from a catalog.
//!
//! The policies themselves say the most: which settings they read, which columns they compare with them, whom they are
//! `TO`. Names fill in the rest. What a person said is never changed, and what was guessed is for that person to see.

mod context;
mod role;
mod table;

use super::intent::Intent;
use super::wall::Wall;
use crate::catalog::Catalog;
use context::Evidence;

/// Fills in what an intent leaves out. What it says stays as it is.
pub fn complete(catalog: &Catalog, intent: &Intent) -> Intent {
    let wall = Wall::new(catalog, intent);
    let evidence = Evidence::of(&wall);
    let mut out = intent.clone();
    if out.context.is_empty() {
        out.context = evidence.contexts();
    }
    if out.app_roles.is_empty() && out.service_roles.is_empty() {
        out.service_roles = role::service(&wall, &evidence);
    }
    if out.app_roles.is_empty() {
        out.app_roles = role::application(&wall, &out.service_roles);
    }
    table::fill(&wall, &evidence, &mut out);
    out
}

/// True if a schema grants its rows to PUBLIC and to no role by name, so that whoever may connect is the application.
pub fn grants_only_public(wall: &Wall<'_>) -> bool {
    role::only_public(wall)
}

/// The part of a name that says what it is: `tenant` of `app.current_tenant`, of `tenant_id`, of `TenantId`.
fn says(name: &str, words: &[&str]) -> bool {
    let name = name.to_ascii_lowercase();
    let parts: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let whole: String = parts.concat();
    words.iter().any(|word| parts.contains(word) || whole == *word || whole == format!("{word}id"))
}

/// What tenants are called.
const TENANT: [&str; 22] = [
    "tenant",
    "org",
    "organization",
    "organisation",
    "account",
    "workspace",
    "company",
    "team",
    "customer",
    "client",
    "site",
    "merchant",
    "shop",
    "club",
    "school",
    "practice",
    "clinic",
    "agency",
    "vendor",
    "realm",
    "household",
    "business",
];

/// What users are called.
const USER: [&str; 12] =
    ["user", "uid", "sub", "owner", "member", "author", "person", "creator", "profile", "subject", "actor", "employee"];

/// What secrets that stand for somebody are called.
const SESSION: [&str; 4] = ["session", "token", "sid", "secret"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_it_is() {
        for name in ["app.current_tenant", "tenant_id", "TenantId", "tenant", "request.jwt.claim.tenant_id"] {
            assert!(says(name, &TENANT), "{name}");
        }
        assert!(says("app.user_id", &USER) && says("jwt.claims.session_id", &SESSION));
        assert!(!says("app.t", &TENANT) && !says("status", &TENANT) && !says("body", &USER));
    }
}
