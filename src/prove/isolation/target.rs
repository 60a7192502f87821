//! What attacking a table has to know, as PostgreSQL itself tells it.

use std::collections::BTreeSet;

use super::facts::{Facts, children, counts, facts, privileges};
use super::harvest::Harvest;
use super::wanted::Callers;
use crate::catalog::Id;
use crate::engine::{Engine, SqlError};
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
    /// The texts in quotes in the policies.
    pub(crate) literals: Vec<String>,
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
        literals: table.harvest.literals.clone(),
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

/// True if a session can still be one that never set a setting.
pub(crate) async fn unset<E: Engine>(link: &mut Link<'_, E>, targets: &[Target]) -> Result<BTreeSet<String>, SqlError> {
    let settings = targets.iter().flat_map(|t| t.callers.settings(Session::A)).map(|(name, _)| name);
    let settings: BTreeSet<String> = settings.collect();
    let ask = |s: &String| format!("SELECT current_setting({}, true) IS NULL", quote::literal(s));
    let answers = link.must(&settings.iter().map(ask).collect::<Vec<_>>()).await?;
    let unset = settings.into_iter().zip(answers).filter(|(_, answer)| answer.value() == Some("t"));
    Ok(unset.map(|(setting, _)| setting).collect())
}
