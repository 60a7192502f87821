//! `bulkhead.dryRun` and `bulkhead.isolation`.
use std::sync::Arc;

use serde::Deserialize;

use super::Host;
use crate::app::engine::NotRun;
use crate::catalog::Ordered;
use crate::platform::script::{Args, Failure, Object, json};
use crate::prove::{self, Proof, StageId};

/// The most rows that a dry run seeds into a table.
const MAX_ROWS: usize = 100_000;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct DryRun {
    rows_per_table: Option<usize>,
    skip: Vec<StageId>,
    #[serde(default)]
    accepted: Vec<prove::Acceptance>,
    growth: bool,
}

pub(super) fn install(root: &Object, host: Host) {
    root.method("dryRun", move |args| Box::pin(async move { Ok(json(&*run(host, &args).await?)) }));
    root.method("isolation", move |args| Box::pin(async move { Ok(json(&run(host, &args).await?.isolation)) }));
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
            growth: self.growth,
            ..prove::Options::default()
        };
        if let Some(rows) = self.rows_per_table {
            options.rows_per_table = rows.clamp(1, MAX_ROWS);
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
