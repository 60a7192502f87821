//! Messages that pass: what was done, and what was refused.

use leptos::prelude::*;

use super::icons::{Icon, IconView};
use crate::edit::Refusal;
use crate::platform::timer;
use crate::problem::Level;

/// How long a message stays.
const STAY_MS: u32 = 6_000;

/// A message.
#[derive(Clone)]
pub struct Toast {
    id: u64,
    level: Level,
    text: String,
    /// What can be done about it, and what it is called.
    offer: Option<(&'static str, Callback<()>)>,
}

/// The messages that are shown.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
}

impl Toasts {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self { list: RwSignal::default(), next: StoredValue::new(0) }
    }

    /// Shows a message for a while. The same message is shown once.
    pub fn show(self, level: Level, text: impl Into<String>) {
        let Some(id) = self.put(level, text.into(), None) else { return };
        let stay = if level == Level::Error { STAY_MS * 2 } else { STAY_MS };
        timer::later(stay, move || self.close(id));
    }

    /// Shows a message with something to do about it, until it is closed. Gives what [`Toasts::close`] takes.
    pub fn offer(
        self,
        level: Level,
        text: impl Into<String>,
        label: &'static str,
        act: impl Fn() + Send + Sync + 'static,
    ) -> Option<u64> {
        self.put(level, text.into(), Some((label, Callback::new(move |()| act()))))
    }

    fn put(self, level: Level, text: String, offer: Option<(&'static str, Callback<()>)>) -> Option<u64> {
        let id = self.next.try_update_value(|next| {
            *next += 1;
            *next
        });
        let id = id?;
        self.list.update(|list| {
            list.retain(|toast| toast.text != text);
            list.push(Toast { id, level, text, offer });
            // What waits for an answer is not pushed out by what passes.
            let mut surplus = list.len().saturating_sub(4);
            list.retain(|toast| {
                let goes = surplus > 0 && toast.offer.is_none() && toast.id != id;
                surplus -= usize::from(goes);
                !goes
            });
        });
        Some(id)
    }

    /// Tells something.
    pub fn info(self, text: impl Into<String>) {
        self.show(Level::Info, text);
    }

    /// Tells that something went wrong.
    pub fn error(self, text: impl Into<String>) {
        self.show(Level::Error, text);
    }

    /// Tells why a command was not carried out.
    pub fn refused(self, refusal: &Refusal) {
        self.show(Level::Warning, refusal.message.clone());
    }

    /// Takes a message away.
    pub fn close(self, id: u64) {
        self.list.try_update(|list| list.retain(|toast| toast.id != id));
    }
}

/// The messages in their corner.
#[component]
pub fn ToastHost(
    /// What to show.
    toasts: Toasts,
) -> impl IntoView {
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.list.get() key=|toast| toast.id let:toast>
                <div class=format!("toast {}", level_class(toast.level)) data-testid="toast">
                    <IconView icon=level_icon(toast.level)/>
                    <span class="toast-text">{toast.text.clone()}</span>
                    {toast.offer.map(|(label, act)| view! {
                        <button type="button" class="button small" on:click=move |_| {
                            toasts.close(toast.id);
                            act.run(());
                        }>{label}</button>
                    })}
                    <button class="icon-button small" aria-label="Close message" on:click=move |_| toasts.close(toast.id)>
                        <IconView icon=Icon::X/>
                    </button>
                </div>
            </For>
        </div>
    }
}

/// The CSS class of a level.
pub fn level_class(level: Level) -> &'static str {
    match level {
        Level::Error => "level-error",
        Level::Warning => "level-warning",
        Level::Info => "level-info",
    }
}

/// The icon of a level.
pub fn level_icon(level: Level) -> Icon {
    match level {
        Level::Error => Icon::CircleX,
        Level::Warning => Icon::TriangleAlert,
        Level::Info => Icon::Info,
    }
}
