//! The scripting interface, `window.bulkhead`: what the interface offers a person is a function here, through the same
//! dispatcher. Names and shapes are a promise to people's scripts and don't change.

mod access;
mod comparison;
mod migrations;
mod picture;
mod project;
mod proof;

use std::rc::Rc;

use leptos::prelude::*;
use serde::Serialize;
use wasm_bindgen::JsValue;

use super::engine::EngineHost;
use super::parts::{Parts, Planner};
use super::state::Workspace;
use super::ui::Ui;
use crate::edit::Command;
use crate::platform::clock;
use crate::platform::script::{self, Args, Coming, Failure, Object, json};

/// The version string.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What scripts can call, by the object that has it. All of it is a part that is loaded with the first call.
const CALLS: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "edit",
            "undo",
            "redo",
            "lint",
            "dryRun",
            "isolation",
            "report",
            "exportBundle",
            "exportSql",
            "importSql",
            "executeSql",
            "liveQuery",
            "compare",
            "lookAs",
            "policyCosts",
            "dryRunCompare",
            "engineReady",
            "stats",
            "audit",
            "exportImage",
            "exportDocument",
        ],
    ),
    ("project", &["templates", "new", "open", "json"]),
    ("migrations", &["draft", "add", "list", "removeLast", "script"]),
];

/// Everything a call may need.
#[derive(Clone, Copy)]
pub struct Host {
    workspace: Workspace,
    ui: Ui,
    engine: EngineHost,
    parts: Parts,
}

/// Adds a function that needs the pending change, or what plans one. Its answer is made at once if that is here.
fn planning(
    object: &Object,
    name: &str,
    host: Host,
    call: impl Fn(Args, Planner) -> Result<JsValue, Failure> + 'static,
) {
    let call = Rc::new(call);
    object.method(name, move |args| {
        if let Some(planner) = host.parts.planner.peek() {
            let result = call(args, planner);
            return Box::pin(async move { result });
        }
        let call = call.clone();
        Box::pin(async move {
            let planner = host.parts.planner.get().await.map_err(|why| Failure::new("engine", why.0))?;
            call(args, planner)
        })
    });
}

/// Puts `bulkhead` on the window.
pub fn install(workspace: Workspace, ui: Ui, engine: EngineHost, parts: Parts) {
    let host = Host { workspace, ui, engine, parts };
    let root = Object::new();
    root.set("version", VERSION);
    root.set("ready", ready(ui));
    let made: StoredValue<Option<Object>, LocalStorage> = StoredValue::new_local(None);
    for (owner, names) in CALLS {
        let here = move || made.with_value(|made| made.as_ref().map(|made| made.within(owner)));
        let come = move || -> Coming {
            Box::pin(async move {
                let make = parts.scripting.get().await.map_err(|why| Failure::new("engine", why.0))?;
                if here().is_none() {
                    made.set_value(Some(make(host)));
                }
                here().ok_or_else(|| Failure::unsupported(owner))
            })
        };
        let object = if owner.is_empty() { root.clone() } else { Object::new() };
        for name in *names {
            object.forward(name, here, come);
        }
        if !owner.is_empty() {
            root.set(owner, object);
        }
    }
    root.publish("bulkhead");
}

/// The functions themselves.
pub fn functions(host: Host) -> Object {
    let root = Object::new();
    project::install(&root, host);
    migrations::install(&root, host);
    proof::install(&root, host);
    comparison::install(&root, host);
    access::install(&root, host);
    editing(&root, host);
    root.method("engineReady", move |_| {
        Box::pin(async move {
            let engine =
                host.engine.get().await.map_err(|error| Failure::new("engine", error.message.clone()).with(&error))?;
            Ok(json(&serde_json::json!({ "version": engine.version, "ms": engine.ms })))
        })
    });
    planning(&root, "stats", host, move |_, _| Ok(json(&stats(host))));
    picture::install(&root, host);
    root
}

/// Commands in the project file's words, undo and redo.
fn editing(root: &Object, host: Host) {
    root.direct("edit", move |args| {
        let command: Command = args.value(0)?;
        host.workspace
            .dispatch(command)
            .map_err(|refusal| Failure::new("conflict", refusal.message.clone()).with(&refusal))?;
        Ok(JsValue::UNDEFINED)
    });
    root.direct("undo", move |_| Ok(host.workspace.undo().into()));
    root.direct("redo", move |_| Ok(host.workspace.redo().into()));
}

/// Resolves when the editor is interactive.
fn ready(ui: Ui) -> JsValue {
    let (promise, resolve) = script::promise();
    let resolve = StoredValue::new_local(Some(resolve));
    Effect::new(move || {
        if ui.ready.get()
            && let Some(resolve) = resolve.try_update_value(Option::take).flatten()
        {
            ui.interactive_ms.set_value(clock::now_ms());
            resolve();
        }
    });
    promise
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Stats {
    startup: Startup,
    last_draft_ms: f64,
    last_dry_run_ms: f64,
    heap_bytes: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Startup {
    interactive_ms: f64,
    engine_ms: Option<f64>,
}

fn stats(host: Host) -> Stats {
    let engine_ms = match host.engine.state.get_untracked() {
        super::engine::EngineState::Ready { ms, .. } => Some(ms),
        _ => None,
    };
    Stats {
        startup: Startup { interactive_ms: host.ui.interactive_ms.get_value(), engine_ms },
        last_draft_ms: host.workspace.derived_now().draft_ms,
        last_dry_run_ms: host.engine.last_ms.get_untracked(),
        heap_bytes: script::heap_bytes(),
    }
}
