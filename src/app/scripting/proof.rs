//! `bulkhead.dryRun` and `bulkhead.isolation`.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;

use super::Host;
use crate::app::engine::NotRun;
use crate::platform::script::{Args, Failure, Object, json};
use crate::prove::{self, Proof, StageId};

/// The most rows that a dry run seeds into a table.
const MAX_ROWS: usize = 100_000;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct DryRun {
    rows_per_table: Option<usize>,
    skip: Vec<StageId>,
}

pub(super) fn install(root: &Object, host: Host) {
    root.method("dryRun", move |args| Box::pin(async move { Ok(json(&*run(host, &args).await?)) }));
    root.method("isolation", move |args| Box::pin(async move { Ok(json(&run(host, &args).await?.isolation)) }));
}

async fn run(host: Host, args: &Args) -> Result<Arc<Proof>, Failure> {
    let wanted: DryRun = args.options(0)?;
    let mut options = prove::Options { skip: BTreeSet::from_iter(wanted.skip), ..prove::Options::default() };
    if let Some(rows) = wanted.rows_per_table {
        options.rows_per_table = rows.clamp(1, MAX_ROWS);
    }
    host.engine.dry_run(host.workspace, options).await.map_err(|why| match &why {
        NotRun::Busy => Failure::new("conflict", why.message()),
        NotRun::Engine(error) => Failure::new("engine", why.message()).with(error),
        NotRun::Refused(_) => Failure::new("invalid-project", why.message()),
    })
}
