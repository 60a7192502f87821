//! What attacking a table has to know, as PostgreSQL itself tells it.

use crate::catalog::Id;
use crate::engine::{Engine, SqlError};
use crate::prove::link::Link;
use crate::prove::seed::{Seeds, Side, tenant};
use crate::sql::quote;

/// A table of tenants, to be attacked.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// Its place among the seeded tables.
    pub(crate) plan: usize,
    /// The design element behind it.
    pub(crate) element: Id,
    /// Its qualified name for a person.
    pub(crate) name: String,
    /// Its qualified name in SQL.
    pub(crate) sql: String,
    /// The tenant column in SQL.
    pub(crate) column: String,
    /// The two tenants.
    pub(crate) tenants: [String; 2],
    /// The session setting that says whose session it is.
    pub(crate) setting: String,
    /// The application's role.
    pub(crate) role: String,
    /// What PostgreSQL tells about it.
    pub(crate) facts: Facts,
}

/// What PostgreSQL tells about a table and a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Row-level security is enabled.
    pub(crate) enabled: bool,
    /// It is forced on the owner.
    pub(crate) forced: bool,
    /// The table's owner.
    pub(crate) owner: String,
    /// The owner is a superuser or has BYPASSRLS, so nothing binds it.
    pub(crate) owner_bypasses: bool,
    /// The application's role is a superuser or has BYPASSRLS.
    pub(crate) role_bypasses: bool,
    /// The role may read.
    pub(crate) select: bool,
    /// The role may insert.
    pub(crate) insert: bool,
    /// The role may delete.
    pub(crate) delete: bool,
    /// The columns the role may update.
    pub(crate) updatable: Vec<String>,
    /// The policies by name.
    pub(crate) policies: Vec<String>,
    /// How many rows each tenant has.
    pub(crate) own: [u64; 2],
    /// How many rows there are.
    pub(crate) all: u64,
}

/// A table of tenants as the caller names it, before PostgreSQL was asked.
pub(crate) struct Named {
    /// See [`Target::name`].
    pub(crate) name: String,
    /// See [`Target::element`].
    pub(crate) element: Id,
    /// See [`Target::setting`].
    pub(crate) setting: String,
    /// See [`Target::role`].
    pub(crate) role: String,
}

/// Asks PostgreSQL about the tables. A table that it does not know comes back as a reason.
pub(crate) async fn targets<E: Engine>(
    link: &mut Link<'_, E>,
    seeds: &Seeds,
    named: &[Named],
) -> Result<(Vec<Target>, Vec<(Id, String, String)>), SqlError> {
    let mut targets = Vec::new();
    let mut unknown = Vec::new();
    for table in named {
        let found = seeds.find(&table.name).and_then(|plan| plan.tenant.map(|at| (plan, at)));
        let Some((plan, at)) = found else {
            unknown.push((table.element.clone(), table.name.clone(), "the table was not found".to_owned()));
            continue;
        };
        let column = &plan.columns[at];
        targets.push(Target {
            plan: plan.index,
            element: table.element.clone(),
            name: table.name.clone(),
            sql: plan.sql.clone(),
            column: quote::ident(&column.name),
            tenants: [tenant(&column.kind, Side::A), tenant(&column.kind, Side::B)],
            setting: table.setting.clone(),
            role: table.role.clone(),
            facts: Facts::default(),
        });
    }
    let mut questions = vec!["RESET ROLE".to_owned()];
    for target in &targets {
        questions.push(privileges(target));
        questions.push(counts(target));
    }
    let answers = link.must(&questions).await?;
    for (target, answer) in targets.iter_mut().zip(answers[1..].chunks(2)) {
        let row: Vec<&str> =
            answer[0].rows.first().map(|r| r.iter().map(|v| v.as_deref().unwrap_or("")).collect()).unwrap_or_default();
        let text = |at: usize| row.get(at).copied().unwrap_or("");
        let yes = |at: usize| text(at) == "t";
        let list = |at: usize| serde_json::from_str(text(at)).unwrap_or_default();
        let count = |at: usize| -> u64 {
            answer[1].rows.first().and_then(|r| r.get(at)?.as_ref()?.parse().ok()).unwrap_or_default()
        };
        target.facts = Facts {
            enabled: yes(0),
            forced: yes(1),
            owner: text(2).to_owned(),
            owner_bypasses: yes(3),
            role_bypasses: yes(4),
            select: yes(5),
            insert: yes(6),
            delete: yes(7),
            updatable: list(8),
            policies: list(9),
            own: [count(0), count(1)],
            all: count(2),
        };
    }
    Ok((targets, unknown))
}

fn privileges(target: &Target) -> String {
    let (role, table) = (quote::literal(&target.role), quote::literal(&target.sql));
    format!(
        "SELECT c.relrowsecurity, c.relforcerowsecurity, o.rolname, o.rolsuper OR o.rolbypassrls, \
         r.rolsuper OR r.rolbypassrls, has_any_column_privilege(r.oid, c.oid, 'SELECT'), \
         has_any_column_privilege(r.oid, c.oid, 'INSERT'), has_table_privilege(r.oid, c.oid, 'DELETE'), \
         (SELECT coalesce(json_agg(a.attname ORDER BY a.attnum), '[]') FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid \
         AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND has_column_privilege(r.oid, c.oid, a.attnum, 'UPDATE')), \
         (SELECT coalesce(json_agg(p.polname ORDER BY p.polname), '[]') FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid) \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_roles o ON o.oid = c.relowner, pg_catalog.pg_roles r \
         WHERE c.oid = {table}::regclass AND r.rolname = {role}"
    )
}

fn counts(target: &Target) -> String {
    let is = |n: usize| format!("count(*) FILTER (WHERE {} = {})", target.column, quote::literal(&target.tenants[n]));
    format!("SELECT {}, {}, count(*) FROM {}", is(0), is(1), target.sql)
}
