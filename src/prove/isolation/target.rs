//! What attacking a table has to know, as PostgreSQL itself tells it.

use std::collections::BTreeSet;

use super::harvest::Harvest;
use super::wanted::Callers;
use crate::catalog::Id;
use crate::engine::{Engine, Rows, SqlError};
use crate::prove::link::Link;
use crate::prove::proof::Session;
use crate::prove::seed::{Seeds, Side, TablePlan};
use crate::rls::{Access, Means};
use crate::sql::quote;

/// A table, to be attacked as one role.
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
    /// Who may reach its rows.
    pub(crate) access: Access,
    /// The place of the column that says whose a row is.
    pub(crate) at: usize,
    /// That column in SQL.
    pub(crate) column: String,
    /// Its two values.
    pub(crate) keys: [String; 2],
    /// The rows of each side, as a condition.
    pub(crate) own: [String; 2],
    /// The rows that everyone may read, as a condition.
    pub(crate) shared: Option<String>,
    /// The column that names a user, if the table has one.
    pub(crate) user: Option<usize>,
    /// True if a row is the user's within a tenant.
    pub(crate) tenant_beside: bool,
    /// What a policy for the own rows would say, if what sessions set tells it.
    pub(crate) meant: Option<String>,
    /// What sessions set.
    pub(crate) callers: Callers,
    /// The application's role.
    pub(crate) role: String,
    /// True if policies of other tables, or the functions that they call, read it.
    pub(crate) trusted: bool,
    /// The columns that say who.
    pub(crate) says: Vec<(usize, Means)>,
    /// True if the policies ask for more than who the session is of: other columns, or other tables.
    pub(crate) particular: bool,
    /// What the policies' texts hold.
    pub(crate) named: BTreeSet<String>,
    /// The columns whose values give rights.
    pub(crate) rights: Vec<String>,
    /// Settings beside the caller's that a policy asks for, with values that it names.
    pub(crate) switches: Vec<(String, String)>,
    /// What a client may say of itself, where a policy listens to it.
    pub(crate) client_claims: Vec<(String, String)>,
    /// Texts that a comparison may take for everybody.
    pub(crate) patterns: Vec<String>,
    /// Its partitions and the tables that inherit from it.
    pub(crate) children: Vec<Child>,
    /// Everything that A may not read in any table, counted; empty if there is nothing to count.
    pub(crate) everything_foreign: String,
    /// What PostgreSQL tells about it.
    pub(crate) facts: Facts,
}

/// A partition, or a table that inherits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Child {
    /// Its place among the seeded tables.
    pub(crate) plan: Option<usize>,
    /// Its qualified name for a person.
    pub(crate) name: String,
    /// Its qualified name in SQL.
    pub(crate) sql: String,
    /// It is the default partition.
    pub(crate) is_default: bool,
    /// The role may read.
    pub(crate) select: bool,
    /// The role may insert.
    pub(crate) insert: bool,
    /// The role may update.
    pub(crate) update: bool,
    /// The role may delete.
    pub(crate) delete: bool,
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
    /// Other roles that are not meant to see every tenant: the name, whether it may read, whether it may delete.
    pub(crate) others: Vec<(String, bool, bool)>,
    /// How many rows each tenant has.
    pub(crate) own: [u64; 2],
    /// How many rows everyone may read that are not the tenant's own.
    pub(crate) shared: [u64; 2],
    /// How many rows everyone may read.
    pub(crate) open: u64,
    /// How many rows there are.
    pub(crate) all: u64,
}

/// A table as the caller knows it, before PostgreSQL was asked.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// See [`Target::name`].
    pub(crate) name: String,
    /// See [`Target::element`].
    pub(crate) element: Id,
    /// See [`Target::access`].
    pub(crate) access: Access,
    /// The rows that everyone may read, as a condition.
    pub(crate) shared: Option<String>,
    /// See [`Target::callers`].
    pub(crate) callers: Callers,
    /// See [`Target::role`].
    pub(crate) role: String,
    /// See [`Target::trusted`].
    pub(crate) trusted: bool,
    /// See [`Target::says`].
    pub(crate) says: Vec<(usize, Means)>,
    /// Roles that may see every tenant.
    pub(crate) services: Vec<String>,
    /// What its policies' texts hold.
    pub(crate) harvest: Harvest,
    /// Its partitions and the tables that inherit from it, by their places.
    pub(crate) children: Vec<usize>,
}

impl Target {
    /// The rows that a side has no right to, as a condition.
    pub(crate) fn foreign(&self, side: Side) -> String {
        let foreign = format!("({}) IS NOT TRUE", self.own[side as usize]);
        match &self.shared {
            Some(shared) => format!("{foreign} AND ({shared}) IS NOT TRUE"),
            None => foreign,
        }
    }

    /// The rows that not everyone may read, as a condition.
    pub(crate) fn not_shared(&self) -> String {
        self.shared.as_ref().map_or_else(|| "true".to_owned(), |shared| format!("({shared}) IS NOT TRUE"))
    }

    /// The rows that everyone may read and that are not A's, as a condition.
    pub(crate) fn only_shared(&self) -> Option<String> {
        let shared = self.shared.as_ref().filter(|_| self.facts.shared[0] > 0)?;
        Some(format!("({shared}) AND ({}) IS NOT TRUE", self.own[0]))
    }

    /// True if the policies ask for nothing but who the session is of, so that every own row must be reached.
    pub(crate) fn simple(&self) -> bool {
        !self.particular
    }

    /// Texts that a comparison may take for everybody.
    pub(crate) fn wildcards(&self) -> &[String] {
        &self.patterns
    }
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
        let Some(plan) = seeds.find(&table.name) else {
            unknown.push((table.element.clone(), table.name.clone(), "the table was not found".to_owned()));
            continue;
        };
        if plan.tenant.is_none() && table.access.is_walled() {
            let why = "nothing says whose its rows are: name its tenant column or its owner column".to_owned();
            unknown.push((table.element.clone(), table.name.clone(), why));
            continue;
        }
        targets.push(target(seeds, plan.index, table));
    }
    let mut questions = vec!["RESET ROLE".to_owned()];
    for (target, table) in
        targets.iter().zip(named.iter().filter(|n| !unknown.iter().any(|(_, name, _)| *name == n.name)))
    {
        questions.push(privileges(target, &table.services, &table.harvest.literals));
        questions.push(counts(target));
        questions.push(children(target));
    }
    let answers = link.must(&questions).await?;
    for (target, answer) in targets.iter_mut().zip(answers[1..].chunks(3)) {
        target.facts = facts(&answer[0], &answer[1]);
        for (child, row) in target.children.iter_mut().zip(&answer[2].rows) {
            let yes = |at: usize| row.get(at).is_some_and(|v| v.as_deref() == Some("t"));
            (child.select, child.insert, child.update) = (yes(0), yes(1), yes(2));
            (child.delete, child.is_default) = (yes(3), yes(4));
        }
    }
    let readable = |role: &str| -> String {
        let of = targets.iter().filter(|t| t.role == role && t.access.is_walled() && t.facts.select);
        let parts: Vec<String> =
            of.map(|t| format!("(SELECT count(*) FROM {} WHERE {})", t.sql, t.foreign(Side::A))).collect();
        if parts.is_empty() { String::new() } else { format!("SELECT {}", parts.join(" + ")) }
    };
    let everything: Vec<String> =
        targets.iter().map(|t| if t.trusted { readable(&t.role) } else { String::new() }).collect();
    for (target, everything) in targets.iter_mut().zip(everything) {
        target.everything_foreign = everything;
    }
    Ok((targets, unknown))
}

fn target(seeds: &Seeds, at: usize, table: &Named) -> Target {
    let plan = &seeds.plans[at];
    let wall = plan.tenant.unwrap_or(0);
    let column = plan.columns.get(wall);
    let key = |side: Side| column.map(|c| c.key(side)).unwrap_or_default();
    let user = table.says.iter().find(|(_, means)| *means == Means::User).map(|(at, _)| *at);
    let tenant = table.says.iter().find(|(_, means)| *means == Means::Tenant).map(|(at, _)| *at);
    let tenant_beside = table.access == Access::Owner && tenant.is_some_and(|at| at != wall);
    let own = |side: Side| -> String {
        let is = |at: usize| {
            let column = &plan.columns[at];
            format!("{} = {}", quote::ident(&column.name), quote::literal(&column.key(side)))
        };
        match (plan.tenant, tenant) {
            (None, _) => "false".to_owned(),
            (Some(wall), Some(tenant)) if tenant_beside => format!("{} AND {}", is(wall), is(tenant)),
            (Some(wall), _) => is(wall),
        }
    };
    let keys = [key(Side::A), key(Side::B)];
    let child = |at: &usize| Child {
        plan: Some(*at),
        name: seeds.plans[*at].name.clone(),
        sql: seeds.plans[*at].sql.clone(),
        ..Child::default()
    };
    let registry = plan.keys.iter().any(|key| key.as_slice() == [wall]) && table.access.is_walled();
    Target {
        plan: at,
        element: table.element.clone(),
        name: table.name.clone(),
        sql: plan.sql.clone(),
        access: table.access,
        at: wall,
        column: column.map(|c| quote::ident(&c.name)).unwrap_or_default(),
        own: [own(Side::A), own(Side::B)],
        shared: table.shared.clone(),
        meant: meant(plan, wall, table, tenant_beside.then_some(tenant).flatten()),
        user,
        tenant_beside,
        role: table.role.clone(),
        trusted: table.trusted,
        says: table.says.clone(),
        particular: table.harvest.reads_tables
            || plan.columns.iter().enumerate().any(|(at, c)| {
                at != wall && c.identity.is_none() && table.harvest.names.contains(&c.name) && c.name != "id"
            }),
        named: table.harvest.names.clone(),
        rights: table.harvest.rights(plan, registry),
        switches: table.harvest.switches(&table.callers),
        client_claims: table.harvest.client_claims(&table.callers, &keys[1]),
        patterns: table.harvest.patterns(&keys),
        keys,
        callers: table.callers.clone(),
        children: table.children.iter().map(child).collect(),
        everything_foreign: String::new(),
        facts: Facts::default(),
    }
}

/// What a policy for the own rows would say: each column that says who, compared with what the session says of it.
fn meant(plan: &TablePlan, wall: usize, table: &Named, beside: Option<usize>) -> Option<String> {
    let compare = |at: usize| {
        let column = plan.columns.get(at)?;
        let means = table.says.iter().find(|(other, _)| *other == at).map_or(Means::Tenant, |(_, means)| *means);
        let (_, value) = table.callers.values.iter().find(|(of, _)| *of == means)?;
        Some(format!("{} = (SELECT ({value})::{})", quote::ident(&column.name), column.sql_type))
    };
    let parts: Option<Vec<String>> = [Some(wall), beside].into_iter().flatten().map(compare).collect();
    Some(parts?.join(" AND "))
}

fn facts(told: &Rows, counted: &Rows) -> Facts {
    let row: Vec<&str> =
        told.rows.first().map(|r| r.iter().map(|v| v.as_deref().unwrap_or("")).collect()).unwrap_or_default();
    let text = |at: usize| row.get(at).copied().unwrap_or("");
    let yes = |at: usize| text(at) == "t";
    let list = |at: usize| serde_json::from_str(text(at)).unwrap_or_default();
    let count =
        |at: usize| -> u64 { counted.rows.first().and_then(|r| r.get(at)?.as_ref()?.parse().ok()).unwrap_or_default() };
    Facts {
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
        others: serde_json::from_str(text(10)).unwrap_or_default(),
        own: [count(0), count(1)],
        all: count(2),
        shared: [count(3), count(4)],
        open: count(5),
    }
}

fn privileges(target: &Target, services: &[String], literals: &[String]) -> String {
    let (role, table) = (quote::literal(&target.role), quote::literal(&target.sql));
    // Whom a policy names in its text is a service's account by another name.
    let spared: Vec<String> =
        services.iter().chain(literals).map(|name| quote::literal(name)).chain([role.clone()]).collect();
    format!(
        "SELECT c.relrowsecurity, c.relforcerowsecurity, o.rolname, o.rolsuper OR o.rolbypassrls, \
         r.rolsuper OR r.rolbypassrls, has_any_column_privilege(r.oid, c.oid, 'SELECT'), \
         has_any_column_privilege(r.oid, c.oid, 'INSERT'), has_table_privilege(r.oid, c.oid, 'DELETE'), \
         (SELECT coalesce(json_agg(a.attname ORDER BY a.attnum), '[]') FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid \
         AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND has_column_privilege(r.oid, c.oid, a.attnum, 'UPDATE')), \
         (SELECT coalesce(json_agg(p.polname ORDER BY p.polname), '[]') FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid), \
         (SELECT coalesce(json_agg(json_build_array(n.rolname, n.s, n.d) ORDER BY n.rolname), '[]') FROM (SELECT x.rolname, \
         has_any_column_privilege(x.oid, c.oid, 'SELECT') AS s, has_table_privilege(x.oid, c.oid, 'DELETE') AS d \
         FROM pg_catalog.pg_roles x WHERE NOT x.rolsuper AND NOT x.rolbypassrls AND x.rolname !~ '^pg_' \
         AND NOT pg_has_role(x.oid, c.relowner, 'USAGE') AND has_schema_privilege(x.oid, c.relnamespace, 'USAGE') \
         AND x.rolname NOT IN ({}) \
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive \
         AND x.oid = ANY (p.polroles) AND pg_get_expr(p.polqual, p.polrelid) = 'true') \
         ORDER BY x.rolname LIMIT 6) AS n WHERE n.s OR n.d) \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_roles o ON o.oid = c.relowner, pg_catalog.pg_roles r \
         WHERE c.oid = {table}::regclass AND r.rolname = {role}",
        spared.join(", ")
    )
}

fn counts(target: &Target) -> String {
    let shared = target.shared.as_deref().unwrap_or("false");
    let count = |condition: String| format!("count(*) FILTER (WHERE {condition})");
    format!(
        "SELECT {}, {}, count(*), {}, {}, {} FROM {}",
        count(target.own[0].clone()),
        count(target.own[1].clone()),
        count(format!("({shared}) AND ({}) IS NOT TRUE", target.own[0])),
        count(format!("({shared}) AND ({}) IS NOT TRUE", target.own[1])),
        count(shared.to_owned()),
        target.sql
    )
}

fn children(target: &Target) -> String {
    let role = quote::literal(&target.role);
    let rows = target.children.iter().enumerate().map(|(n, child)| {
        let table = quote::literal(&child.sql);
        format!(
            "SELECT has_any_column_privilege({role}, {table}, 'SELECT'), has_any_column_privilege({role}, {table}, 'INSERT'), \
             has_any_column_privilege({role}, {table}, 'UPDATE'), has_table_privilege({role}, {table}, 'DELETE'), \
             (SELECT coalesce(pg_get_expr(relpartbound, oid) = 'DEFAULT', false) FROM pg_catalog.pg_class \
             WHERE oid = {table}::regclass), {n} AS n"
        )
    });
    let rows: Vec<String> = rows.collect();
    if rows.is_empty() { "SELECT WHERE false".into() } else { format!("{} ORDER BY n", rows.join(" UNION ALL ")) }
}

/// True if a session can still be one that never set a setting.
pub(crate) async fn unset<E: Engine>(link: &mut Link<'_, E>, targets: &[Target]) -> Result<BTreeSet<String>, SqlError> {
    let settings = targets.iter().flat_map(|t| t.callers.settings(Session::A)).map(|(name, _)| name);
    let settings: BTreeSet<String> = settings.collect();
    let ask = |s: &String| format!("SELECT current_setting({}, true) IS NULL", quote::literal(s));
    let answers = link.must(&settings.iter().map(ask).collect::<Vec<_>>()).await?;
    let unset = settings.into_iter().zip(answers).filter(|(_, answer)| answer.value() == Some("t"));
    Ok(unset.map(|(setting, _)| setting).collect())
}
