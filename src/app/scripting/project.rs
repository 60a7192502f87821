//! `bulkhead.project`, `lint` and the exports.

use std::collections::BTreeMap;

use leptos::prelude::Set;
use serde::Deserialize;
use wasm_bindgen::JsValue;

use super::{Host, planning};
use crate::app::parts::Planner;
use crate::app::problems::place_name;
use crate::app::{documents, export};
use crate::catalog::Ordered;
use crate::catalog::Pair;
use crate::design::Design;
use crate::plan;
use crate::platform::script::{Failure, Object, json};
use crate::problem::all_rules;
use crate::rls::{Finding, Fix};
use crate::{save, template};

pub(super) fn install(root: &Object, host: Host) {
    let project = Object::new();
    project.direct("templates", |_| {
        let list: Vec<_> = template::list()
            .iter()
            .map(|t| serde_json::json!({ "id": t.id, "title": t.title, "summary": t.summary }))
            .collect();
        Ok(json(&list))
    });
    project.direct("new", move |args| {
        let id = args.text(0);
        let design = match &id {
            None => Design::begin(documents::UNTITLED),
            Some(id) => {
                template::template(id)
                    .ok_or_else(|| Failure::new("not-found", format!("There is no template named \"{id}\".")))?
                    .design
            }
        };
        let opened = open(host, design);
        host.ui.template.set(id);
        Ok(opened)
    });
    project.direct("open", move |args| {
        let text = args.required(0, "the project file's text")?;
        let design =
            save::from_json(&text).map_err(|error| Failure::new(error.code, error.message.clone()).with(&error))?;
        Ok(open(host, design))
    });
    project.direct("json", move |_| Ok(documents::project_text(host.workspace).into()));
    root.set("project", project);
    planning(root, "lint", host, move |_, _| {
        let derived = host.workspace.derived_now();
        let whys: BTreeMap<_, _> = all_rules().into_iter().map(|rule| (rule.id, rule.why)).ordered_map();
        let mut findings: Vec<Finding> = derived
            .problems
            .iter()
            .map(|p| Finding {
                rule: p.rule.to_owned(),
                level: p.level,
                object: place_name(host.workspace, &p.element, p.object.as_ref()),
                message: p.message.clone(),
                why: p.finding.as_ref().map_or_else(
                    || whys.get(p.rule).copied().unwrap_or(&p.message).to_owned(),
                    |finding| finding.why.clone(),
                ),
                fix: p.finding.as_ref().and_then(|finding| finding.fix.clone()),
                entity: Some(p.element.clone()),
                part: p.object.clone(),
            })
            .collect();
        for statement in &derived.draft.up {
            findings.extend(statement.hazards.iter().map(|hazard| Finding {
                rule: hazard.rule.clone(),
                level: hazard.level,
                object: statement.name.clone(),
                message: hazard.message.clone(),
                why: hazard.message.clone(),
                fix: hazard.safer_sql.clone().map(|sql| Fix { title: "A safer way".to_owned(), sql }),
                entity: Some(statement.object.element()),
                part: None,
            }));
        }
        Ok(json(&findings))
    });
    root.method("exportBundle", move |_| {
        Box::pin(async move {
            let bundle = host
                .engine
                .bundle(host.workspace)
                .await
                .map_err(|error| Failure::new("engine", error.message.clone()).with(&error))?;
            let out = Object::new();
            out.set("fileName", export::file_name(host.workspace));
            out.set_bytes("bytes", &bundle.zip);
            Ok(out.into())
        })
    });
    planning(root, "exportSql", host, move |args, planner| {
        let options: MigrationOptions = args.options(0)?;
        let derived = host.workspace.derived_now();
        let options = options.plan(host);
        Ok((planner.creation_script)(&derived.lowered.catalog, &options).into())
    });
}

fn open(host: Host, design: Design) -> JsValue {
    let entities = design.entities.len();
    documents::open_new(host.workspace, host.ui, design);
    json(&serde_json::json!({ "entities": entities }))
}

/// `{mode, targetVersion, lockWait: {timeoutMs, tries}, expandContract}`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct MigrationOptions {
    mode: Option<String>,
    target_version: Option<u8>,
    lock_wait: Option<GivenWait>,
    expand_contract: bool,
}

/// What a call says of waiting for locks; the project says the rest.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct GivenWait {
    timeout_ms: Option<u32>,
    tries: Option<u32>,
}

impl MigrationOptions {
    /// True to make two migrations of the pending change.
    pub(super) fn splits(&self) -> bool {
        self.expand_contract
    }

    pub(super) fn plan(&self, host: Host) -> plan::Options {
        self.over(host.workspace.with_design(|design| plan::Options::of(&design.settings, self.mode())))
    }

    /// The options of a plan that belongs to no project: for the version of the engine, unless another is named.
    pub(super) fn of_engine(&self) -> plan::Options {
        let target_version = crate::app::NEWEST;
        self.over(plan::Options { mode: self.mode(), target_version, ..plan::Options::default() })
    }

    /// Options with what is named here in their place.
    fn over(&self, options: plan::Options) -> plan::Options {
        let wait = self.lock_wait.unwrap_or_default();
        plan::Options {
            mode: options.mode,
            target_version: self.target_version.unwrap_or(options.target_version),
            lock_wait: plan::LockWait {
                timeout_ms: wait.timeout_ms.unwrap_or(options.lock_wait.timeout_ms),
                tries: wait.tries.unwrap_or(options.lock_wait.tries),
            },
            advice: options.advice,
        }
    }

    fn mode(&self) -> plan::Mode {
        if self.mode.as_deref() == Some("online") { plan::Mode::Online } else { plan::Mode::Simple }
    }

    /// The pending change with these options.
    pub(super) fn draft(&self, host: Host, planner: Planner) -> plan::Draft {
        let derived = host.workspace.derived_now();
        if self.mode.is_none() && self.target_version.is_none() && self.lock_wait.is_none() {
            return (*derived.draft).clone();
        }
        let options = self.plan(host);
        host.workspace.with_design(|design| {
            let migrated = design.migrated();
            let hand: Vec<_> = design.hand_sql.values().cloned().collect();
            (planner.draft)(Pair::new(&migrated, &derived.lowered.catalog), &hand, &options)
        })
    }
}
