//! The export of the bundle.

use std::sync::Arc;

use leptos::prelude::*;

use super::engine::{Bundle, use_engine};
use super::icons::{Icon, IconView};
use super::state::{Workspace, use_workspace};
use super::ui::{Dialog, use_ui};
use super::widgets::Modal;
use crate::bundle;
use crate::engine::SqlError;
use crate::platform::files;
use crate::prove::{NotRestored, ReviewStatus, Verdict};

/// The name of the zip.
pub fn file_name(workspace: Workspace) -> String {
    workspace.with_design(bundle::file_name)
}

/// The dialog: what is in the bundle, what it can promise, and the download.
#[component]
pub fn ExportDialog() -> impl IntoView {
    let (workspace, ui, engine) = (use_workspace(), use_ui(), use_engine());
    let made: RwSignal<Option<Result<Arc<Bundle>, SqlError>>> = RwSignal::new(None);
    leptos::task::spawn_local(async move {
        let bundle = engine.bundle(workspace).await;
        // The dialog may be gone meanwhile.
        made.try_set(Some(bundle.map(Arc::new)));
    });
    let proof = engine.proof_of_bundle(workspace);
    let pending = workspace.derived_now().draft.up.len();
    let migrations = workspace.with_design(|design| design.migrations.len());
    let (class, icon, word) = match proof.as_ref().map(|p| p.verdict) {
        Some(Verdict::Proven) => ("verdict proven", Icon::ShieldCheck, "Proven: exactly these statements were run."),
        Some(Verdict::Failed) => ("verdict failed", Icon::ShieldAlert, "The dry run of these statements failed."),
        Some(Verdict::Incomplete) => {
            ("verdict incomplete", Icon::CircleDashed, "The dry run of these statements is incomplete.")
        }
        None => (
            "verdict incomplete",
            Icon::CircleDashed,
            "Not proven: no dry run was made of exactly these statements. The bundle says so.",
        ),
    };
    let lost: Vec<String> =
        proof.as_ref().map(|proof| proof.not_restored.iter().map(NotRestored::told).collect()).unwrap_or_default();
    let open = proof.as_ref().and_then(|proof| {
        let open = proof.review.iter().filter(|item| item.status == ReviewStatus::Failed);
        let titles: Vec<&str> = open.map(|item| item.title.as_str()).collect();
        (!titles.is_empty()).then(|| format!("The review does not hold in: {}.", titles.join("; ")))
    });
    let download = move |_| {
        let Some(Ok(bundle)) = made.get_untracked() else { return };
        let name = file_name(workspace);
        match files::download(&name, "application/zip", &bundle.zip) {
            Ok(()) => workspace.toasts.info(format!("Downloaded {name}")),
            Err(_) => workspace.toasts.error("The browser did not let the file be downloaded."),
        }
        ui.dialog.set(None);
    };
    let list = move || {
        match made.get() {
        None => view! { <p class="running" role="status"><IconView icon=Icon::LoaderCircle/>"Making the bundle"</p> }.into_any(),
        Some(Err(error)) => {
            view! { <p class="message error" role="alert">{format!("The bundle could not be made: {}", error.message)}</p> }
                .into_any()
        }
        Some(Ok(bundle)) => view! {
            <ul class="file-list" aria-label="Files of the bundle" tabindex="0">
                {bundle.files.iter().cloned().map(|(path, size)| view! {
                    <li><IconView icon=Icon::FileText/><span class="mono grow">{path}</span><span class="num dim">{size_text(size)}</span></li>
                }).collect_view()}
            </ul>
        }
            .into_any(),
    }
    };
    let missing = move || !made.with(|made| matches!(made, Some(Ok(_))));
    view! {
        <Modal title="Export the bundle" on_close=move || ui.dialog.set(None)>
        <div class="dialog-body">
            <div class=class><IconView icon/><span>{word}</span></div>
            {(migrations == 0).then(|| view! {
                <p class="message warning">"No migration was added yet, so the bundle would create nothing. Add the pending change first."</p>
            })}
            {(pending > 0).then(|| view! {
                <p class="message warning">
                    {format!("{pending} pending statements are not in any migration and will not be in the bundle. ")}
                    <button class="link" on:click=move |_| ui.dialog.set(Some(Dialog::AddMigration))>"Add them"</button>
                </p>
            })}
            {open.map(|told| view! { <p class="message warning">{told}</p> })}
            {(!lost.is_empty()).then(|| view! {
                <div class="message warning" data-testid="export-losses">
                    <p>"Down does not bring back, of the rows of the dry run:"</p>
                    <ul class="plain">{lost.into_iter().map(|told| view! { <li>{told}</li> }).collect_view()}</ul>
                </div>
            })}
            {list}
            <footer class="dialog-foot">
                <button class="button" on:click=move |_| ui.dialog.set(Some(Dialog::Picture))>"Pictures and documents"</button>
                <button class="button" on:click=move |_| ui.dialog.set(None)>"Close"</button>
                <button class="button primary" disabled=missing on:click=download><IconView icon=Icon::Download/>"Download zip"</button>
            </footer>
        </div>
        </Modal>
    }
}

fn size_text(bytes: usize) -> String {
    if bytes < 1024 { format!("{bytes} B") } else { format!("{:.1} kB", bytes as f64 / 1024.0) }
}
