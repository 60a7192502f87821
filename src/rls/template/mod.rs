//! Policies for usual cases, as SQL for one table: what a person would write by hand, and the traps stepped around.
//!
//! A template that is a whole wall is for a table without policies: permissive ones are OR-ed, so beside others it would
//! widen them or be widened. The others go on top of a wall that is there.

mod claim;
mod hierarchy;
mod membership;
mod owner;
mod published;
mod script;
mod service;
mod session;
mod soft_delete;
mod support;
mod tenant;

use std::collections::BTreeMap;

use script::Script;
use serde::Serialize;

use crate::catalog::{Catalog, Id};

/// A template, and what it wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyTemplate {
    /// Its id, for [`apply`].
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it makes, in a sentence or two.
    pub what: &'static str,
    /// True if it goes on top of the policies that a table has; else it is the whole wall.
    pub additive: bool,
    /// What has to be said.
    pub needs: &'static [Need],
}

/// Something that a template has to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// The parameter's name.
    pub name: &'static str,
    /// What it is, for a person.
    pub what: &'static str,
    /// What kind of thing it is.
    pub kind: NeedKind,
    /// What is taken if nothing is said; empty where something must be.
    pub default: &'static str,
}

/// What kind of thing a template has to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum NeedKind {
    /// A column of the table, by name.
    Column,
    /// Another table, by name, with its schema unless that is `public`.
    Table,
    /// A column of that other table, by name.
    OtherColumn,
    /// A role, by name.
    Role,
    /// A session setting.
    Setting,
    /// Any text.
    Text,
}

const fn need(name: &'static str, what: &'static str, kind: NeedKind, default: &'static str) -> Need {
    Need { name, what, kind, default }
}

const TENANT_COLUMN: Need = need("tenantColumn", "The column with the tenant", NeedKind::Column, "tenant_id");
const SETTING: Need = need("setting", "The setting that holds the tenant", NeedKind::Setting, "app.current_tenant");
const USER_SETTING: Need = need("userSetting", "The setting that holds the user", NeedKind::Setting, "app.user_id");
const APP_ROLE: Need = need("appRole", "What the application connects as", NeedKind::Role, "");

type Write = fn(&mut Script<'_>) -> Result<(), String>;

const ALL: &[(PolicyTemplate, Write)] = &[
    (tenant::INFO, tenant::write),
    (claim::INFO, claim::write),
    (owner::INFO, owner::write),
    (membership::INFO, membership::write),
    (hierarchy::INFO, hierarchy::write),
    (published::INFO, published::write),
    (service::INFO, service::write),
    (soft_delete::INFO, soft_delete::write),
    (support::INFO, support::write),
    (session::INFO, session::write),
];

/// The templates, in the order to show them.
pub fn templates() -> Vec<PolicyTemplate> {
    ALL.iter().map(|(template, _)| *template).collect()
}

/// The statements of a template for a table of a catalog, to be run by the owner of the objects.
///
/// # Errors
/// What is missing or in the way, for a person.
pub fn apply(id: &str, catalog: &Catalog, table: &Id, params: &BTreeMap<String, String>) -> Result<String, String> {
    let found = ALL.iter().find(|(template, _)| template.id == id);
    let (template, write) = found.ok_or_else(|| format!("There is no policy template “{id}”."))?;
    let mut script = Script::new(template, catalog, table, params)?;
    write(&mut script)?;
    Ok(script.into_sql())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Column, DataType, Expr, Grantee, Policy, PolicyCommand, Role, Schema, Table};

    fn catalog() -> Catalog {
        let id = |text: &str| Id::new(text);
        let mut table = Table::new(id("t"), id("public"), "Orders");
        for name in ["tenant_id", "owner_id", "id"] {
            table.columns.push(Column::new(id(name), name, DataType::builtin("uuid")));
        }
        Catalog {
            roles: vec![Role::new(id("app"), "app")],
            schemas: vec![Schema::new(id("public"), "public")],
            tables: vec![table],
            ..Catalog::default()
        }
    }

    fn said(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn ids_are_unique_and_every_template_says_what_it_is() {
        let all = templates();
        let ids: std::collections::BTreeSet<&str> = all.iter().map(|template| template.id).collect();
        assert_eq!(ids.len(), all.len());
        assert!(all.iter().all(|template| !template.title.is_empty() && !template.what.is_empty()));
    }

    #[test]
    fn what_is_missing_is_told() {
        let catalog = catalog();
        let apply = |id: &str, params: &[(&str, &str)]| apply(id, &catalog, &Id::new("t"), &said(params));
        assert!(apply("nothing", &[]).unwrap_err().contains("no policy template"));
        assert!(apply("tenant", &[]).unwrap_err().contains("What the application connects as"));
        assert!(apply("tenant", &[("appRole", "web")]).unwrap_err().contains("no role “web”"));
        let other = [("appRole", "app"), ("tenantColumn", "org")];
        assert!(apply("tenant", &other).unwrap_err().contains("no column “org”"));
        let sql = apply("tenant", &[("appRole", "app")]).expect("the statements");
        assert!(sql.contains("ALTER TABLE public.\"Orders\" FORCE ROW LEVEL SECURITY;"), "{sql}");
    }

    #[test]
    fn a_whole_wall_is_not_put_beside_another() {
        let mut catalog = catalog();
        catalog.tables[0].policies.push(Policy {
            id: Id::new("p"),
            name: "mine".into(),
            restrictive: false,
            command: PolicyCommand::All,
            to: vec![Grantee::Public],
            using: Some(Expr::new("true")),
            check: None,
            comment: None,
        });
        let params = said(&[("appRole", "app"), ("ownerColumn", "owner_id")]);
        assert!(apply("tenant", &catalog, &Id::new("t"), &params).unwrap_err().contains("mine"));
        let sql = apply("owner", &catalog, &Id::new("t"), &params).expect("on top of what is there");
        assert!(sql.contains("AS RESTRICTIVE"), "{sql}");
    }
}
