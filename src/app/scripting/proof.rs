//! `bulkhead.dryRun`, `bulkhead.report` and `bulkhead.isolation`.

use std::sync::Arc;

use leptos::prelude::*;
use serde::Deserialize;
use wasm_bindgen::JsValue;

use super::Host;
use crate::app::engine::NotRun;
use crate::app::proof::MOST;
use crate::catalog::Ordered;
use crate::platform::script::{Args, Failure, Object, json};
use crate::prove::{self, Proof, StageId};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct DryRun {
    rows_per_table: Option<usize>,
    skip: Vec<StageId>,
    #[serde(default)]
    accepted: Vec<prove::Acceptance>,
    seeding: prove::SeedInput,
    growth: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Report {
    format: Format,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    #[default]
    Markdown,
    Html,
    Json,
}

pub(super) fn install(root: &Object, host: Host) {
    root.method("dryRun", move |args| Box::pin(async move { Ok(json(&*run(host, &args).await?)) }));
    root.method("report", move |args| Box::pin(async move { report(host, &args).await }));
    root.method("isolation", move |args| Box::pin(async move { Ok(json(&run(host, &args).await?.isolation)) }));
}

/// The last proof as a text to read or to keep.
async fn report(host: Host, args: &Args) -> Result<JsValue, Failure> {
    let wanted: Report = args.options(0)?;
    let Some(proof) = host.engine.proof.get_untracked() else {
        return Err(Failure::new("not-found", "No dry run was made of the open project. Call dryRun first."));
    };
    Ok(match wanted.format {
        Format::Markdown => prove::markdown(&proof),
        Format::Json => prove::json(&proof),
        Format::Html => {
            let page = host.engine.page(host.workspace, &proof).await;
            page.map_err(|error| Failure::new("engine", error.message.clone()).with(&error))?
        }
    }
    .into())
}

async fn run(host: Host, args: &Args) -> Result<Arc<Proof>, Failure> {
    let wanted: DryRun = args.options(0)?;
    host.engine.dry_run(host.workspace, wanted.options()).await.map_err(|why| refused(&why))
}

impl DryRun {
    /// What the dry run is told.
    pub(super) fn options(self) -> prove::Options {
        let mut options = prove::Options {
            skip: self.skip.into_iter().ordered_set(),
            accepted: self.accepted,
            seeding: self.seeding,
            growth: self.growth,
            ..prove::Options::default()
        };
        if let Some(rows) = self.rows_per_table {
            let rows = rows.clamp(1, MOST);
            options.rows_per_table = rows;
            options.seeding.rows_per_table = Some(rows);
        }
        options
    }
}

/// Why something was not run, for a script.
pub(super) fn refused(why: &NotRun) -> Failure {
    match why {
        NotRun::Busy => Failure::new("conflict", why.message()),
        NotRun::Engine(error) if error.code == "parse" => Failure::new("parse", why.message()).with(error),
        NotRun::Engine(error) if error.code == "timeout" => Failure::new("timeout", why.message()).with(error),
        NotRun::Engine(error) => Failure::new("engine", why.message()).with(error),
        NotRun::Refused(_) => Failure::new("invalid-project", why.message()),
    }
}
