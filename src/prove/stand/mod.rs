//! A database to stand in: the model with rows of two tenants in it, in which a person looks around as any role and in
//! any session, and in which it is seen what row-level security costs.
//!
//! Nothing that is asked there leaves a trace: each question is a transaction that is rolled back.

mod ask;
mod leak;
mod speed;

use serde::{Deserialize, Serialize};

pub use ask::{Question, Seen};
pub use leak::IndexUse;
pub use speed::TableSpeed;

use super::build;
use super::input::{Input, TenantTable};
use super::link::Link;
use super::measure::{self, Before};
use super::proof::Seeded;
use super::seed::{Seeds, Side, TablePlan, Tenants, plans, tenant};
use crate::engine::{Engine, SqlError};
use crate::introspect::adopt_ids;

/// Rows in each table unless the project says otherwise.
const ROWS: usize = 12;

/// What a person finds in a prepared database.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stand {
    /// The sessions that make sense: tenant A's, tenant B's, and none.
    pub sessions: Vec<Visitor>,
    /// The tables with their numbers of rows, and why one has none.
    pub tables: Vec<StandTable>,
}

/// A table that somebody may look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StandTable {
    /// The table and its rows.
    #[serde(flatten)]
    pub seeded: Seeded,
    /// Its qualified name in SQL. The one for a person can't be taken apart: a dot may be part of a name.
    pub sql: String,
}

/// A session that somebody may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visitor {
    /// What it is called: "Tenant A".
    pub title: String,
    /// The settings and their values.
    pub settings: Vec<(String, String)>,
}

/// A prepared database and what is known of its rows.
pub struct Prepared {
    /// What a person finds.
    pub stand: Stand,
    seeds: Seeds,
}

/// Makes the model by its migrations, in an engine as it was started, and fills it with rows.
///
/// # Errors
/// The statement that failed, or that the engine ended.
pub async fn prepare<E: Engine>(engine: &mut E, input: &Input) -> Result<Prepared, SqlError> {
    let mut link = Link::new(engine);
    let snapshots = input.earlier.iter().map(|e| &e.snapshot);
    let catalogs: Vec<_> = snapshots.chain([&input.model]).collect();
    build::make_roles(&mut link, &catalogs).await?;
    let steps = input.earlier.iter().map(|e| (&e.up, &e.snapshot)).chain([(&input.up, &input.model)]);
    for (statements, catalog) in steps {
        link.run(&build::set_owner(catalog)).await?;
        let ran = measure::run(&mut link, statements, &Before::default(), &|_| None, &mut |_| ()).await;
        if let Some((_, error)) = ran.error {
            return Err(error);
        }
        link.run("RESET ROLE").await?;
    }
    let found = build::look_up(&mut link, false).await?;
    let catalog = adopt_ids(found.catalog, &input.model);
    let has = |t: &&TenantTable| catalog.table(&t.table).is_some_and(|table| table.column(&t.column).is_some());
    let tenants: Tenants = input.tenants.iter().filter(has).map(|t| (t.table.clone(), t.column.clone())).collect();
    let mut seeds = Seeds::new(plans(&catalog, &tenants, None)).given(&input.options.seeding);
    seeds.fill(&mut link, ROWS).await?;
    // Plans are made of what ANALYZE saw, as in a database that is in use.
    link.run("ANALYZE").await?;
    let table = |(plan, seeded): (&TablePlan, Seeded)| StandTable { seeded, sql: plan.sql.clone() };
    let tables = seeds.told().into_iter().map(table).collect();
    let stand = Stand { sessions: visitors(input, &seeds), tables };
    Ok(Prepared { stand, seeds })
}

impl Prepared {
    /// Asks one question after another. Each is a transaction of its own, which is rolled back.
    ///
    /// # Errors
    /// That the engine ended.
    pub async fn ask<E: Engine>(engine: &mut E, questions: &[Question]) -> Result<Vec<Seen>, SqlError> {
        ask::ask(&mut Link::new(engine), questions).await
    }

    /// Asks the planner what row-level security costs on every table of tenants.
    ///
    /// # Errors
    /// That the engine ended.
    pub async fn speed<E: Engine>(&self, engine: &mut E, input: &Input) -> Result<Vec<TableSpeed>, SqlError> {
        speed::speed(&mut Link::new(engine), input, &self.seeds).await
    }
}

/// The sessions of both tenants, by the settings that the tables of tenants name, and the one without a tenant.
fn visitors(input: &Input, seeds: &Seeds) -> Vec<Visitor> {
    let mut settings: Vec<(&str, [String; 2])> = Vec::new();
    for table in &input.tenants {
        let plan = input.model.table(&table.table).and_then(|t| seeds.find(&super::run::qualified(&input.model, t)));
        let Some((plan, at)) = plan.and_then(|plan| Some((plan, plan.tenant?))) else { continue };
        if !settings.iter().any(|(setting, _)| *setting == table.setting) {
            let kind = &plan.columns[at].kind;
            settings.push((&table.setting, [tenant(kind, Side::A), tenant(kind, Side::B)]));
        }
    }
    let of = |title: &str, value: &dyn Fn(&[String; 2]) -> String| Visitor {
        title: title.to_owned(),
        settings: settings.iter().map(|(setting, both)| ((*setting).to_owned(), value(both))).collect(),
    };
    let nobody = of("No tenant", &|_| String::new());
    match settings.is_empty() {
        true => vec![nobody],
        false => vec![of("Tenant A", &|both| both[0].clone()), of("Tenant B", &|both| both[1].clone()), nobody],
    }
}
