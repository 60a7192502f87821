//! Changing the open project by SQL: PostgreSQL says what it means, and the project follows.

use leptos::prelude::*;

use super::engine::{NotRun, use_engine};
use super::icons::{Icon, IconView};
use super::proof::ErrorView;
use super::state::{Workspace, use_workspace};
use super::widgets::SqlView;
use crate::design::Design;
use crate::edit::Command;
use crate::engine::SqlError;
use crate::expr::complete::{Known, Stance, complete};
use crate::platform::prover::By;
use crate::rls::session_values;
use crate::update::Updated;

/// Makes a design that an update came to the open project's, as one step of undo.
///
/// # Errors
/// That the project was changed since `revision`, which the update began with.
pub fn take_over(workspace: Workspace, revision: u64, design: Design) -> Result<(), String> {
    if workspace.revision.get_untracked() != revision {
        return Err("The project was changed meanwhile, so nothing was taken over. Do it again.".to_owned());
    }
    workspace.begin();
    let done = workspace.dispatch(Command::Update { design: Box::new(design) });
    workspace.commit();
    done.map_err(|refusal| refusal.message)
}

/// What the project makes otherwise than PostgreSQL was asked for, if anything is.
#[component]
pub fn Kept(
    /// What is told.
    kept: Vec<String>,
) -> impl IntoView {
    (!kept.is_empty()).then(|| {
        view! {
            <div class="message" role="status">
                <p>"This could not be taken over as it is:"</p>
                <ul class="told">{kept.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            </div>
        }
    })
}

/// What a query of the project can name.
fn all_of(workspace: Workspace) -> Known {
    let derived = workspace.derived.get_untracked();
    let catalog = &derived.lowered.catalog;
    let session = workspace.with_design(|design| session_values(design, catalog, Stance::Query));
    Known::of(catalog, None, Stance::Query, session)
}

/// SQL in an editor, with a button that applies it to the project.
#[component]
pub fn SqlForm(
    /// The text to begin with; what was typed gives way when it changes.
    #[prop(into)]
    text: Signal<String>,
    /// What the editor is called for those who can't see it.
    label: &'static str,
    /// What the button is called.
    button: &'static str,
    /// True if the text to begin with is worth applying as it is.
    #[prop(optional)]
    fresh: bool,
    /// What is to be done with the SQL.
    by: Callback<String, By>,
    /// Hears what came of it.
    done: Callback<Updated>,
) -> impl IntoView {
    let (workspace, engine) = (use_workspace(), use_engine());
    let typed = RwSignal::new(text.get_untracked());
    let running = RwSignal::new(false);
    let error: RwSignal<Option<SqlError>> = RwSignal::new(None);
    let kept = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        typed.set(text.get());
        error.set(None);
    });
    let apply = move || {
        if running.get_untracked() {
            return;
        }
        running.set(true);
        error.set(None);
        kept.set(Vec::new());
        let revision = workspace.revision.get_untracked();
        let by = by.run(typed.get_untracked());
        leptos::task::spawn_local(async move {
            let answer = engine.update(workspace, by).await;
            // The form may be gone meanwhile; then nothing is taken over unseen.
            if running.try_set(false).is_some() {
                return;
            }
            let refused = |message: String| SqlError::engine("design", message);
            match answer {
                Ok((updated, design)) => match take_over(workspace, revision, design) {
                    Ok(()) => {
                        kept.try_set(updated.kept.clone());
                        done.run(updated);
                    }
                    Err(why) => error.set(Some(refused(why))),
                },
                Err(NotRun::Engine(why)) => error.set(Some(why)),
                Err(why) => error.set(Some(refused(why.message()))),
            }
        });
    };
    let nothing = move || typed.with(|typed| typed.trim().is_empty() || !fresh && text.with(|text| typed == text));
    let known: StoredValue<Option<(u64, Known)>> = StoredValue::new(None);
    let offer = move |(text, at, asked): (String, usize, bool)| {
        let revision = workspace.revision.get_untracked();
        if known.with_value(|known| known.as_ref().is_none_or(|(of, _)| *of != revision)) {
            known.set_value(Some((revision, all_of(workspace))));
        }
        let found = known.with_value(|known| known.as_ref().map(|(_, known)| complete(&text, at, known)))?;
        let typed = asked || found.range.start < at || text.get(..at).is_some_and(|before| before.ends_with('.'));
        (typed && !found.is_settled(&text)).then_some(found)
    };
    view! {
        <div class="sql-form">
            <SqlView text=Signal::derive(move || typed.get()) label complete=Callback::new(offer) on_change=Callback::new(move |text| typed.set(text)) wrap=true/>
        </div>
        {move || error.get().map(|error| view! { <div role="alert" data-testid="sql-form-error"><ErrorView error/></div> })}
        {move || view! { <Kept kept=kept.get()/> }}
        <div class="button-row">
            <button type="button" class="button primary" data-testid="apply-sql" disabled=move || nothing() || running.get() on:click=move |_| apply()>
                {move || if running.get() {
                    view! { <IconView icon=Icon::LoaderCircle/>"PostgreSQL is asked" }.into_any()
                } else {
                    view! { <IconView icon=Icon::Check/>{button} }.into_any()
                }}
            </button>
            <button type="button" class="button quiet" disabled=move || running.get() || text.with(|text| typed.with(|typed| typed == text))
                on:click=move |_| typed.set(text.get_untracked())>"Take back"</button>
        </div>
    }
    .into_any()
}
