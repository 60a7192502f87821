//! `bulkhead.migrations`.

use serde::{Deserialize, Serialize};

use super::project::MigrationOptions;
use super::{Host, planning};
use crate::app::migrations;
use crate::bundle::script::{self, ScriptOptions};
use crate::plan::{self, Draft, Rename, Step};
use crate::platform::script::{Failure, Object, json};

/// A migration in the scripting interface's shape.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Migration {
    up: String,
    down: String,
    steps: Vec<Step>,
    renames: Vec<Rename>,
    unsupported: [(); 0],
}

fn migration(draft: &Draft) -> Migration {
    Migration {
        up: plan::script(&draft.up),
        down: plan::script(&draft.down),
        steps: draft.steps(),
        renames: draft.renames.clone(),
        unsupported: [],
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Script {
    from: Option<String>,
    to: Option<String>,
    idempotent: bool,
    history_table: Option<String>,
}

pub(super) fn install(root: &Object, host: Host) {
    let object = Object::new();
    planning(&object, "draft", host, move |args, planner| {
        let options: MigrationOptions = args.options(0)?;
        Ok(json(&migration(&options.draft(host, planner))))
    });
    planning(&object, "add", host, move |args, planner| {
        let name = args.required(0, "the migration's name")?;
        let options: MigrationOptions = args.options(1)?;
        let conflict = |why: String| Failure::new("conflict", why);
        if options.splits() {
            let ids = migrations::add_two(host.workspace, planner, &name, &options.plan(host)).map_err(conflict)?;
            return Ok(json(&serde_json::json!({ "ids": ids })));
        }
        let catalog = host.workspace.derived_now().lowered.catalog.clone();
        let ids = migrations::add_all(host.workspace, vec![(name, options.draft(host, planner), catalog)]);
        Ok(json(&serde_json::json!({ "id": ids.map_err(conflict)?.first() })))
    });
    object.direct("list", move |_| {
        let list: Vec<_> = host.workspace.with_design(|design| {
            let each =
                |m: &crate::design::Migration| serde_json::json!({ "id": m.id, "name": m.name, "steps": m.up.len() });
            design.migrations.values().map(each).collect()
        });
        Ok(json(&list))
    });
    object.direct("removeLast", move |_| {
        let id = migrations::remove_last(host.workspace).map_err(|why| Failure::new("not-found", why))?;
        Ok(json(&serde_json::json!({ "id": id })))
    });
    object.direct("script", move |args| {
        let Script { from, to, idempotent, history_table } = args.options(0)?;
        let options = ScriptOptions { from, to, idempotent, history_table };
        let script = host
            .workspace
            .with_design(|design| script::script(design, &options))
            .map_err(|error| Failure::new("not-found", error.to_string()))?;
        Ok(script.text().into())
    });
    root.set("migrations", object);
}
