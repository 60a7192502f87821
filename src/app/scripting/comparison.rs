//! `bulkhead.audit`, `.compare`, `.dryRunCompare`, `.importSql`, `.executeSql` and `.liveQuery`.

use leptos::prelude::GetUntracked;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use super::Host;
use super::project::MigrationOptions;
use super::proof::{DryRun, refused};
use crate::app::by_sql::take_over;
use crate::app::documents;
use crate::catalog::Pair;
use crate::import::{Compared, Report};
use crate::plan::Step;
use crate::platform::prover::By;
use crate::platform::script::{Args, Failure, Object, json};
use crate::prove::{self, Proof};
use crate::rls::Intent;
use crate::save;
use crate::update::{Likeness, Updated};

/// PostgreSQL's `syntax_error`: the text is no SQL, so there is nothing to compare.
const SYNTAX_ERROR: &str = "42601";

pub(super) fn install(root: &Object, host: Host) {
    root.method("compare", move |args| Box::pin(async move { Ok(json(&run(host, &args, None).await?.0)) }));
    root.method("liveQuery", move |_| {
        Box::pin(async move {
            let query = host.engine.live_query().await;
            query.map(JsValue::from).map_err(|error| Failure::new("engine", error.message.clone()).with(&error))
        })
    });
    root.method("executeSql", move |args| {
        Box::pin(async move { update(host, By::Statements(args.required(0, "the SQL to run on the project")?)).await })
    });
    root.method("importSql", move |args| Box::pin(async move { import(host, &args).await }));
    root.method("audit", move |args| Box::pin(async move { audit(host, &args).await }));
    root.method("dryRunCompare", move |args| {
        Box::pin(async move {
            let wanted: DryRun = args.options(2)?;
            let (migration, proof) = run(host, &args, Some(wanted.options())).await?;
            Ok(json(&serde_json::json!({ "migration": migration, "proof": proof })))
        })
    });
}

/// Attacks the tenant wall of a schema.
async fn audit(host: Host, args: &Args) -> Result<JsValue, Failure> {
    let sql = args.required(0, "the schema's SQL")?;
    let intent: Intent = args.options(1)?;
    let audit = host.engine.audit(sql, intent, |_| ()).await.map_err(|why| refused(&why))?;
    match audit.errors.iter().find(|error| error.code == SYNTAX_ERROR && audit.tables.is_empty()) {
        Some(error) => Err(Failure::new("parse", error.to_string()).with(&audit.errors)),
        None => Ok(json(&audit)),
    }
}

/// How to import.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Import {
    #[serde(rename = "as")]
    into: Option<String>,
}

async fn import(host: Host, args: &Args) -> Result<JsValue, Failure> {
    let sql = args.required(0, "the schema's SQL")?;
    let wanted: Import = args.options(1)?;
    match wanted.into.as_deref() {
        None | Some("new") => {}
        Some("update") => return update(host, By::Script(sql, Vec::new())).await,
        Some(_) => return Err(Failure::new("parse", "`as` is \"new\" or \"update\".")),
    }
    let (report, project) = host.engine.import(sql).await.map_err(|why| refused(&why))?;
    if let Some(error) = report.errors.iter().find(|error| error.code == SYNTAX_ERROR && report.objects.is_empty()) {
        return Err(Failure::new("parse", error.to_string()).with(&report.errors));
    }
    let design = save::from_json(&project).map_err(|error| Failure::new(error.code, error.message.clone()))?;
    let entities = design.entities.len();
    documents::open_new(host.workspace, host.ui, design);
    Ok(json(&Told { entities, report: &report }))
}

/// Brings the open project to what SQL makes.
async fn update(host: Host, by: By) -> Result<JsValue, Failure> {
    let revision = host.workspace.revision.get_untracked();
    let (updated, design) = host.engine.update(host.workspace, by).await.map_err(|why| refused(&why))?;
    let report = &updated.report;
    if let Some(error) = report.errors.iter().find(|error| error.code == SYNTAX_ERROR && report.objects.is_empty()) {
        return Err(Failure::new("parse", error.to_string()).with(&report.errors));
    }
    let entities = design.entities.len();
    take_over(host.workspace, revision, design).map_err(|why| Failure::new("conflict", why))?;
    let Updated { report, renames, steps, kept } = &updated;
    Ok(json(&ToldOfUpdate { told: Told { entities, report }, renames, steps, kept }))
}

#[derive(Serialize)]
struct ToldOfUpdate<'r> {
    #[serde(flatten)]
    told: Told<'r>,
    renames: &'r [Likeness],
    steps: &'r [Step],
    kept: &'r [String],
}

#[derive(Serialize)]
struct Told<'r> {
    entities: usize,
    #[serde(flatten)]
    report: &'r Report,
}

async fn run(host: Host, args: &Args, dry_run: Option<prove::Options>) -> Result<(Compared, Option<Proof>), Failure> {
    let scripts = Pair::new(args.required(0, "the old schema's SQL")?, args.required(1, "the new schema's SQL")?);
    let options: MigrationOptions = args.options(2)?;
    let done = host.engine.compare(scripts, options.of_engine(), dry_run).await;
    let (compared, proof) = done.map_err(|why| refused(&why))?;
    match compared.errors.iter().find(|error| error.code == SYNTAX_ERROR) {
        Some(error) => Err(Failure::new("parse", error.to_string()).with(&compared.errors)),
        None => Ok((compared, proof)),
    }
}
