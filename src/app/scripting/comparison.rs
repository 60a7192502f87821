//! `bulkhead.compare` and `bulkhead.dryRunCompare`.

use super::Host;
use super::project::MigrationOptions;
use super::proof::{DryRun, refused};
use crate::catalog::Pair;
use crate::import::Compared;
use crate::platform::script::{Args, Failure, Object, json};
use crate::prove::{self, Proof};

/// PostgreSQL's `syntax_error`: the text is no SQL, so there is nothing to compare.
const SYNTAX_ERROR: &str = "42601";

pub(super) fn install(root: &Object, host: Host) {
    root.method("compare", move |args| Box::pin(async move { Ok(json(&run(host, &args, None).await?.0)) }));
    root.method("dryRunCompare", move |args| {
        Box::pin(async move {
            let wanted: DryRun = args.options(2)?;
            let (migration, proof) = run(host, &args, Some(wanted.options())).await?;
            Ok(json(&serde_json::json!({ "migration": migration, "proof": proof })))
        })
    });
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
