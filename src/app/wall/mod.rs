//! Who reaches which rows: what roles may do, the rows as somebody sees them, and what row-level security costs.

mod cost;
mod look;
mod matrix;

use leptos::prelude::*;

use super::icons::{Icon, IconView};
use super::state::{Workspace, use_workspace};
use super::ui::{Dialog, use_ui};
use super::widgets::{Segment, Segmented};
use crate::prove::{Seen, Stand};

/// What the panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Show {
    Matrix,
    Look,
    Cost,
}

/// Who looks, at what, and what was seen: kept while the views change.
#[derive(Clone, Copy)]
struct State {
    /// The prepared database, once there is one.
    stand: RwSignal<Option<Stand>>,
    /// The role's name; empty for the superuser.
    role: RwSignal<String>,
    /// The session's place in the stand.
    session: RwSignal<usize>,
    /// The statement.
    sql: RwSignal<String>,
    /// True if it is to be asked as soon as the view is there.
    wanted: RwSignal<bool>,
    seen: RwSignal<Option<Result<Seen, String>>>,
    busy: RwSignal<bool>,
}

impl State {
    fn new(workspace: Workspace) -> Self {
        let app_role = workspace.with_design(|design| {
            let role = design.settings.app_role.as_ref().and_then(|id| design.roles.get(id));
            role.map_or_else(|| look::SUPERUSER.to_owned(), |role| role.name.clone())
        });
        Self {
            stand: RwSignal::new(None),
            role: RwSignal::new(app_role),
            session: RwSignal::new(0),
            sql: RwSignal::new(String::new()),
            wanted: RwSignal::new(false),
            seen: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    fn forget(self) {
        self.stand.set(None);
        self.seen.set(None);
        self.sql.set(String::new());
    }
}

/// The panel.
#[component]
pub fn AccessPanel() -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    let show = RwSignal::new(Show::Matrix);
    let state = State::new(workspace);
    // The rows are those of this design: whoever looks at another one looks anew.
    Effect::new(move |first: Option<()>| {
        workspace.generation.track();
        if first.is_some() {
            state.forget();
        }
    });
    let choices = vec![
        Segment { value: Show::Matrix, label: "Who can do what", hint: "Which rows each role reaches, and by what" },
        Segment { value: Show::Look, label: "Look as", hint: "The seeded rows as a role sees them in a session" },
        Segment {
            value: Show::Cost,
            label: "Cost",
            hint: "What row-level security costs, as PostgreSQL's planner says it",
        },
    ];
    view! {
        <div class="access-panel" data-testid="access">
            <header class="panel-head">
                <Segmented label="What to show" choices value=show on_change=move |value| show.set(value)/>
                <span class="spacer"></span>
                <button type="button" class="button quiet" title="Attack every table, of this project or of any script"
                    on:click=move |_| ui.dialog.set(Some(Dialog::Audit))><IconView icon=Icon::ShieldAlert/>"Audit"</button>
            </header>
            {move || match show.get() {
                Show::Matrix => view! { <matrix::MatrixView show state/> }.into_any(),
                Show::Look => view! { <look::Look state/> }.into_any(),
                Show::Cost => view! { <cost::Cost/> }.into_any(),
            }}
        </div>
    }
}
