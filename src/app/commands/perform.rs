//! What each command does: one arm to an action, so that none is forgotten.

use leptos::prelude::*;

use super::{Commands, go};
use crate::app::arrange::Arrange;
use crate::app::selection::Selection;
use crate::app::ui::{Dialog, DockTab, FieldFocus, Ui};
use crate::app::{actions, canvas, documents, inspector, outline, proof};
use crate::command::Action;
use crate::layout::Side;
use crate::platform::focus;

/// Does it. `far` is Shift, for those that make a larger step then.
pub fn perform(commands: Commands, action: Action, far: bool) {
    let Commands { workspace, ui, engine, .. } = commands;
    let selected = || workspace.selection.get_untracked();
    let dialog = |which| ui.dialog.set(Some(which));
    match action {
        Action::AddColumn => {
            if let Some(id) = selected().single_entity() {
                show_inspector(ui);
                inspector::add_column(workspace, ui, id.clone());
            }
        }
        Action::Link => dialog(Dialog::Link),
        Action::Rename => ui.renaming.set(selected().single_entity().cloned()),
        Action::Edit => edit(ui, &selected()),
        Action::Duplicate => actions::duplicate_selection(workspace),
        Action::SelectAll => actions::select_all(workspace),
        Action::NudgeLeft => go::nudge(workspace, ui, Side::Left, far),
        Action::NudgeRight => go::nudge(workspace, ui, Side::Right, far),
        Action::NudgeUp => go::nudge(workspace, ui, Side::Top, far),
        Action::NudgeDown => go::nudge(workspace, ui, Side::Bottom, far),
        Action::Arrange => actions::auto_layout(workspace, ui),
        Action::ArrangeAround => {
            if let Some(id) = selected().single_entity() {
                actions::arrange_cards(workspace, ui, Arrange::Around(id.clone()));
            }
        }
        Action::FitSelection => canvas::fly_to_selection(workspace, ui),
        Action::Focus => canvas::toggle_focus(workspace, ui),
        Action::AddEnum => outline::add(workspace, ui, &outline::Group::Enums),
        Action::AddRole => outline::add(workspace, ui, &outline::Group::Roles),
        Action::AddBySql => outline::add(workspace, ui, &outline::Group::Rest),
        Action::AddHandSql => outline::add(workspace, ui, &outline::Group::HandSql),
        Action::WalkLeft => go::walk_to(workspace, ui, Side::Left),
        Action::WalkRight => go::walk_to(workspace, ui, Side::Right),
        Action::WalkUp => go::walk_to(workspace, ui, Side::Top),
        Action::WalkDown => go::walk_to(workspace, ui, Side::Bottom),
        Action::NextRegion => go::region(1),
        Action::PreviousRegion => go::region(-1),
        Action::Search => {
            if !ui.outline_open.get_untracked() {
                ui.toggle(ui.outline_open);
            }
            focus::soon("#outline-search");
        }
        Action::ShowSql => ui.show_dock(DockTab::Sql),
        Action::ShowProblems => ui.show_dock(DockTab::Problems),
        Action::ShowMigrations => ui.show_dock(DockTab::Migrations),
        Action::ShowAccess => ui.show_dock(DockTab::Access),
        Action::ShowProof => ui.show_dock(DockTab::Proof),
        Action::ZoomToOne => canvas::zoom_to_one(ui),
        Action::SaveNow => {
            if ui.file.with_untracked(Option::is_some) {
                documents::save_file(workspace, ui);
            } else {
                documents::save_now(workspace, ui);
                workspace.toasts.info("Saved in this browser. The disk button saves to a file.");
            }
        }
        Action::CopyLink => documents::copy_link(workspace),
        Action::Rows => dialog(Dialog::Rows),
        Action::DryRun => proof::start(workspace, ui, engine),
        Action::AddMigration => dialog(Dialog::AddMigration),
        Action::ExportBundle => dialog(Dialog::Export),
        Action::ExportPicture => dialog(Dialog::Picture),
        // These are done at once, with what the page itself has.
        Action::Undo
        | Action::Redo
        | Action::Delete
        | Action::SelectNothing
        | Action::AddEntity
        | Action::FitAll
        | Action::ZoomIn
        | Action::ZoomOut
        | Action::ToggleOutline
        | Action::TogglePanels
        | Action::ToggleInspector
        | Action::ToggleTheme
        | Action::OpenFile
        | Action::SaveFile
        | Action::Download
        | Action::Settings
        | Action::Palette
        | Action::Help
        | Action::NewProject
        | Action::Import
        | Action::Compare
        | Action::Audit
        | Action::History => {}
    }
}

fn show_inspector(ui: Ui) {
    if !ui.inspector_open.get_untracked() {
        ui.toggle(ui.inspector_open);
    }
}

/// Gives the keyboard to the field with the name of what is selected.
fn edit(ui: Ui, selection: &Selection) {
    let (object, field) = match selection {
        Selection::Entities(ids) => (ids.first(), "name"),
        Selection::Object { object, .. } => (Some(object), "name"),
        Selection::Enum(id) | Selection::Role(id) | Selection::Schema(id) | Selection::Rest(id) => (Some(id), "name"),
        Selection::HandSql(id) => (Some(id), "title"),
        Selection::Project | Selection::NewBySql | Selection::Migration(_) => (None, "name"),
    };
    show_inspector(ui);
    if let Some(object) = object {
        ui.focus_field.set(Some(FieldFocus { object: object.clone(), field }));
    }
}
