//! `bulkhead.lookAs` and `bulkhead.policyCosts`.

use serde::Serialize;
use wasm_bindgen::JsValue;

use super::Host;
use super::proof::refused;
use crate::platform::script::{Args, Failure, Object, json};
use crate::prove::{Question, TableSpeed};

pub(super) fn install(root: &Object, host: Host) {
    root.method("lookAs", move |args| Box::pin(async move { look(host, &args).await }));
    root.method("policyCosts", move |_| Box::pin(async move { costs(host).await }));
}

/// What came of a statement as a role in a session; without one, what there is to look at.
async fn look(host: Host, args: &Args) -> Result<JsValue, Failure> {
    let question: Option<Question> = args.options(0)?;
    host.workspace.planned_now().await.map_err(|why| Failure::new("engine", why.0))?;
    let asked = question.is_some();
    let answer = host.engine.look(host.workspace, question.into_iter().collect()).await;
    let (stand, mut seen) = answer.map_err(|why| refused(&why))?;
    match seen.pop() {
        Some(seen) if asked => match &seen.error {
            Some(error) if error.code == "unsupported" => Err(Failure::new("unsupported", error.message.clone())),
            _ => Ok(json(&seen)),
        },
        _ => Ok(json(&stand)),
    }
}

/// A table's costs and what to do about them.
#[derive(Serialize)]
struct Costs {
    #[serde(flatten)]
    speed: TableSpeed,
    advice: Vec<String>,
}

async fn costs(host: Host) -> Result<JsValue, Failure> {
    host.workspace.planned_now().await.map_err(|why| Failure::new("engine", why.0))?;
    let speeds = host.engine.speed(host.workspace).await.map_err(|why| refused(&why))?;
    let with = |speed: TableSpeed| Costs { advice: speed.advice(), speed };
    Ok(json(&speeds.into_iter().map(with).collect::<Vec<_>>()))
}
