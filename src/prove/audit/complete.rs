//! What an intent leaves out, as far as an attack needs it.

use crate::catalog::{Catalog, Grantee};
use crate::rls::Intent;

/// The intent with the roles that ask, where none are named: those that hold privileges on its tables and that no policy
/// lets see everything.
pub(super) fn complete(catalog: &Catalog, intent: &Intent) -> Intent {
    let mut out = intent.clone();
    if out.app_roles.is_empty() {
        let named = |grant: &crate::catalog::Grant| match &grant.to {
            Grantee::Role(id) => catalog.role(id).map(|role| role.name.clone()),
            _ => None,
        };
        let mut roles: Vec<String> = catalog.tables.iter().flat_map(|t| &t.grants).filter_map(named).collect();
        roles.sort();
        roles.dedup();
        let everything = |role: &String| {
            let to = |p: &&crate::catalog::Policy| {
                p.to.iter().any(|g| matches!(g, Grantee::Role(id) if catalog.role(id).is_some_and(|r| r.name == *role)))
            };
            let mut policies = catalog.tables.iter().flat_map(|t| &t.policies).filter(to);
            policies.any(|p| !p.restrictive && p.using.as_ref().is_some_and(|using| using.sql() == "true"))
        };
        roles.retain(|role| !everything(role) && !out.service_roles.contains(role));
        out.app_roles = roles;
    }
    out
}
