//! The tenant wall of any schema: a script is run, rows are made for two tenants, and everything is attacked as the
//! roles that the application runs as.
//!
//! Objects belong to whom the script gives them to. What it makes without taking a role first belongs to whoever runs
//! it, here as anywhere a superuser: a view of theirs passes every policy by, and that is found, not hidden.

mod around;
mod beside;
mod decided;
mod findings;
mod mend;
mod prepare;
mod routines;
mod sentinel;
mod step;
mod verdict;
mod writes;

use std::collections::BTreeMap;

pub(crate) use beside::beside;
use serde::{Deserialize, Serialize};
pub use step::AuditStep;
pub(crate) use verdict::walls;

use super::isolation::{
    Assault, Harvest, Named, Wanted, assault, children, deciding, holes, outlived, probe, second_step, unattacked,
    wanted,
};
use super::link::Link;
use super::proof::{Hole, Probe};
use super::seed::{Seeds, Tenants, identify, plans};
use crate::catalog::{Catalog, Id};
use crate::engine::{Engine, SqlError};
use crate::import::{self, Unsupported};
use crate::rls::infer::{complete, grants_only_public};
use crate::rls::lint::lint;
use crate::rls::{Access, Finding, Intent, Means, Wall};

/// So many rows each table gets.
const ROWS: usize = 4;

/// What an audit of a schema's tenant wall came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Audit {
    /// What is wrong, the worst first.
    pub findings: Vec<Finding>,
    /// Every attack.
    pub matrix: Vec<Probe>,
    /// What it comes to, table by table.
    pub tables: Vec<TableAudit>,
    /// What was taken as the schema's intent: what was given, and what had to be inferred.
    pub assumed: Intent,
    /// What of the script the catalog doesn't model.
    pub unsupported: Vec<Unsupported>,
    /// What of the script failed, with its place. What it would have made was not attacked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<SqlError>,
}

/// What an audit came to for a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TableAudit {
    /// Its qualified name.
    pub table: String,
    /// Whether its wall holds.
    pub verdict: TableVerdict,
    /// Why, where it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The role and command pairs that were decided over all cases.
    pub decided: usize,
    /// The attacks that were made.
    pub tested: usize,
    /// The attacks that could not be made.
    pub not_run: usize,
    /// The role and command pairs that could not be decided, each with what stood in the way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<String>,
    /// Cases in which a stranger's row gets through for certain, whether or not an attack showed one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaks: Vec<String>,
}

/// Whether a table's wall holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableVerdict {
    /// Nothing got through, and rightful use works.
    Holds,
    /// Another tenant's rows can be read, written, or found out about.
    Leaks,
    /// Nothing gets through, and rightful use is denied.
    BreaksUse,
    /// It could not be told.
    NotDecided,
}

/// Audits the tenant wall of a script's schema. What the intent leaves out is inferred. The engine is left with nothing
/// of the script in it.
///
/// # Errors
/// That the engine could not be started again or ended, or `parse`: the script is no text.
pub async fn audit<E: Engine>(
    engine: &mut E,
    sql: &str,
    intent: &Intent,
    tell: &mut dyn FnMut(AuditStep),
) -> Result<Audit, SqlError> {
    tell(AuditStep::Script);
    let imported = import::import(engine, sql).await?;
    let catalog = imported.found.catalog;
    let outcome = attack(engine, &catalog, intent, tell).await;
    let reset = engine.reset().await;
    let mut audit = outcome?;
    reset?;
    audit.unsupported = imported.report.unsupported;
    audit.errors = imported.report.errors;
    Ok(audit)
}

async fn attack<E: Engine>(
    engine: &mut E,
    catalog: &Catalog,
    intent: &Intent,
    tell: &mut dyn FnMut(AuditStep),
) -> Result<Audit, SqlError> {
    let assumed = complete(catalog, intent);
    let mut link = Link::new(engine);
    let version = link.run("SHOW server_version_num").await?;
    let major = version.value().and_then(|v| v.parse::<u32>().ok()).unwrap_or_default() / 10_000;
    tell(AuditStep::Rows);
    let first = plans(catalog, &Tenants::new(), None);
    let wanted = wanted(catalog, &first, &assumed);
    let tenants: Tenants = wanted
        .walls
        .iter()
        .map(|(table, column)| {
            let table = &catalog.tables[*table];
            (table.id.clone(), table.columns[*column].id.clone())
        })
        .collect();
    let mut seeded = plans(catalog, &tenants, None);
    identify(&mut seeded, &wanted.identities);
    let mut seeds = Seeds::new(seeded);
    seeds.fill(&mut link, ROWS).await?;
    let named = named(catalog, &seeds, &wanted, &assumed);
    let trusted: Vec<usize> = wanted.trusted.iter().copied().collect();
    let literals: Vec<String> = named.iter().flat_map(|n| n.harvest.literals.iter().cloned()).collect();
    prepare::prepare(&mut link, &mut seeds, &named, &trusted, &literals).await?;
    around::refresh(&mut link).await?;
    tell(AuditStep::Attacks);
    link.must(&["BEGIN".to_owned(), "SAVEPOINT bulkhead_probe".to_owned()]).await?;
    let assault = assault(&mut link, &seeds, &named, major).await?;
    tell(AuditStep::Holes);
    let holes = holes(&mut link, &seeds, &assault.targets, &assault.judged).await?;
    tell(AuditStep::Around);
    let mut surrounding = Vec::new();
    for role in &assumed.app_roles {
        let around = around::around(&mut link, &seeds, &assault, role, Some(&[])).await?;
        surrounding.extend(around.probes);
        surrounding.extend(writes::writes(&mut link, &seeds, &assault, role).await?);
    }
    link.must(&["ROLLBACK".to_owned(), "DEALLOCATE ALL".to_owned()]).await?;
    surrounding.extend(outlived(&mut link, &assault.targets).await?);
    Ok(told(catalog, &seeds, &wanted, assumed, assault, holes, surrounding))
}

/// The tables to attack, as each of the application's roles.
fn named(catalog: &Catalog, seeds: &Seeds, wanted: &Wanted, intent: &Intent) -> Vec<Named> {
    let texts: BTreeMap<usize, Vec<String>> =
        catalog.tables.iter().enumerate().map(|(at, table)| (at, deciding(catalog, table))).collect();
    let mut out = Vec::new();
    let mut tables: Vec<(usize, Access)> = wanted.tables.iter().map(|(at, table)| (*at, table.access)).collect();
    tables.extend(
        wanted.trusted.iter().filter(|at| !wanted.tables.contains_key(at)).map(|at| (*at, Access::Unprotected)),
    );
    for (at, access) in tables {
        let trusted = wanted.trusted.contains(&at);
        if access == Access::Unprotected && !trusted {
            continue;
        }
        let name = &catalog.tables[at].name;
        let others: Vec<String> = texts
            .iter()
            .filter(|(other, _)| **other != at)
            .flat_map(|(_, texts)| texts.iter())
            .filter(|text| super::seed::identifiers(text).contains(name))
            .cloned()
            .collect();
        let harvest = Harvest::of(&texts[&at], &others);
        let says: Vec<(usize, Means)> = wanted.says(at);
        for role in &intent.app_roles {
            out.push(Named {
                name: seeds.plans[at].name.clone(),
                element: catalog.tables[at].id.clone(),
                access,
                shared: wanted.tables.get(&at).and_then(|t| t.shared_when.clone()),
                callers: wanted.callers.clone(),
                role: role.clone(),
                trusted,
                says: says.clone(),
                services: intent.service_roles.iter().chain(&intent.app_roles).cloned().collect(),
                harvest: harvest.clone(),
                children: children(catalog, seeds, at),
            });
        }
    }
    out
}

/// Everything that came of it, for a person.
fn told(
    catalog: &Catalog,
    seeds: &Seeds,
    wanted: &Wanted,
    assumed: Intent,
    assault: Assault,
    holes: Vec<Option<Hole>>,
    surrounding: Vec<Probe>,
) -> Audit {
    let mut matrix: Vec<Probe> = Vec::new();
    // What is open already is not opened by a second step.
    let open = assault.is_open();
    for (judged, hole) in assault.judged.into_iter().zip(holes) {
        let mut probe = probe(&assault.targets[judged.at], &judged.attack, judged.judgement, None);
        let fix = hole.as_ref().and_then(|hole| hole.fix.as_ref()).map(|fix| format!("{}: {}", fix.title, fix.sql));
        probe.fix = probe.fix.take().or(fix);
        probe.hole = hole;
        matrix.push(if open { second_step(probe) } else { probe });
    }
    matrix.extend(assault.not.into_iter().map(|(.., probe)| probe));
    matrix.extend(assault.unknown.into_iter().map(unattacked));
    matrix.extend(surrounding);
    let empty: BTreeMap<String, String> = seeds.empty().into_iter().collect();
    let wall = Wall::new(catalog, &assumed);
    let why = if grants_only_public(&wall) {
        "the schema grants its rows to PUBLIC and to no role by name: make a role for the application, or say which role it runs as (appRoles)"
    } else {
        "the schema grants no role anything that could be the application's: say which role it runs as (appRoles)"
    };
    for (at, table) in &wanted.tables {
        let plan = &seeds.plans[*at];
        if table.access.is_walled() && assumed.app_roles.is_empty() {
            matrix.push(unattacked((catalog.tables[*at].id.clone(), plan.name.clone(), why.into())));
        }
    }
    for name in &wanted.unknown {
        matrix.push(unattacked((Id::new(""), name.clone(), "the schema has no such table".into())));
    }
    let mut tables = verdict::tables(&matrix, wanted, seeds, &empty);
    decided::tell(&mut tables, &wall);
    let findings = findings::findings(lint(&wall), &matrix);
    Audit { findings, matrix, tables, assumed, ..Audit::default() }
}
