//! A link that holds the whole project, after the mark that browsers don't send to any server.

use leptos::prelude::*;

use super::open_new;
use crate::app::state::Workspace;
use crate::app::ui::Ui;
use crate::platform::{address, clipboard, packed};
use crate::save;

/// What such a link's fragment begins with.
const MARK: &str = "project=";
/// Longer links are cut by programs that people send them with.
const SAFE: usize = 8_000;
/// Longer ones browsers themselves don't open.
const LONGEST: usize = 1_500_000;

/// Puts a link that holds the open project on the clipboard.
pub fn copy_link(workspace: Workspace) {
    leptos::task::spawn_local(async move {
        let text = workspace.with_design(save::to_json);
        let packed = match packed::pack(&text).await {
            Ok(packed) => packed,
            Err(why) => return workspace.toasts.error(format!("No link could be made: {why}.")),
        };
        let link = address::with_fragment(&format!("{MARK}{}", address::encode(&packed)));
        let length = link.len();
        if length > LONGEST {
            return workspace.toasts.error("The project is too large for a link. Send the project file instead.");
        }
        if !clipboard::copy(&link).await {
            return workspace.toasts.error("The browser did not let the link be copied.");
        }
        let told = "Copied a link that holds the project: whoever opens it has a copy, and no server sees it.";
        workspace.toasts.info(if length > SAFE {
            format!("{told} It is {} kB long, which some programs cut: then send the project file.", length / 1000)
        } else {
            told.to_owned()
        });
    });
}

/// Opens the project that the page's address holds, if it does. The address is then that of any other project.
pub(super) async fn open(workspace: Workspace, ui: Ui) {
    let Some(fragment) = address::fragment() else { return };
    let Some(encoded) = fragment.strip_prefix(MARK) else { return };
    address::clear_fragment();
    let text = match address::decode(encoded) {
        Some(bytes) => packed::unpack(&bytes).await.ok(),
        None => None,
    };
    match text.map(|text| save::from_json(&text)) {
        Some(Ok(design)) => {
            let name = design.name.clone();
            open_new(workspace, ui, design);
            workspace.toasts.info(format!("Opened “{name}” from the link, as a project of this browser."));
        }
        Some(Err(error)) => workspace.toasts.error(format!("The project of the link was not opened: {error}.")),
        None => {
            workspace.toasts.error("The link is damaged: it was probably cut on its way. Ask for the project file.")
        }
    }
}

/// Opens links that are followed while the page is open.
pub(super) fn listen(workspace: Workspace, ui: Ui) {
    window_event_listener_untyped("hashchange", move |_| leptos::task::spawn_local(open(workspace, ui)));
}
