//! The dialog that offers pictures and documents.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Format, Made, Options, make};
use crate::app::icons::{Icon, IconView};
use crate::app::state::use_workspace;
use crate::app::ui::use_ui;
use crate::app::widgets::{Modal, Segment, Segmented};
use crate::platform::{clipboard, files};

/// The pictures that are shown before they are downloaded: at most of so many bytes.
const PREVIEW_BYTES: usize = 3_000_000;

/// The dialog.
#[component]
pub fn PictureDialog() -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    let format = RwSignal::new(Format::Svg);
    let dark = RwSignal::new(ui.dark.get_untracked());
    let scale = RwSignal::new(2_u8);
    let selected = workspace.selection.get_untracked().entity_ids();
    let chosen = selected.len();
    let part = RwSignal::new(chosen > 1);
    let made: RwSignal<Option<Result<Made, String>>> = RwSignal::new(None);
    let number = StoredValue::new(0_u32);
    let options = move || Options {
        format: format.get(),
        dark: dark.get(),
        only: part.get().then(|| selected.clone()).filter(|only| !only.is_empty()),
        scale: f64::from(scale.get()),
    };
    Effect::new(move || {
        let options = options();
        let own = number.try_update_value(|n| {
            *n += 1;
            *n
        });
        made.set(None);
        spawn_local(async move {
            let result = make(workspace, &options).await;
            // Another was asked for meanwhile, or the dialog is gone.
            if own.is_some() && number.try_get_value() == own {
                made.try_set(Some(result));
            }
        });
    });
    let download = move |_| {
        let Some(Ok(done)) = made.get_untracked() else { return };
        match files::download(&done.file_name, format.get_untracked().mime(), &done.bytes) {
            Ok(()) => workspace.toasts.info(format!("Downloaded {}", done.file_name)),
            Err(_) => workspace.toasts.error("The browser did not let the file be downloaded."),
        }
    };
    let copy = move |_| {
        let Some(Ok(done)) = made.get_untracked() else { return };
        spawn_local(async move {
            if clipboard::copy(&String::from_utf8_lossy(&done.bytes)).await {
                workspace.toasts.info(format!("Copied {}", done.file_name));
            } else {
                workspace.toasts.error("The browser did not allow copying. Download the file instead.");
            }
        });
    };
    let choice = move |one: Format| {
        view! {
            <label class="format" class:chosen=move || format.get() == one>
                <input type="radio" name="format" prop:checked=move || format.get() == one on:change=move |_| format.set(one)/>
                <span class="format-title">{one.title()}</span>
                <span class="format-hint">{one.hint()}</span>
            </label>
        }
    };
    let result = move || match made.get() {
        None => {
            view! { <p class="running" role="status"><IconView icon=Icon::LoaderCircle/>"Making it"</p> }.into_any()
        }
        Some(Err(why)) => view! { <p class="message error" role="alert">{why}</p> }.into_any(),
        Some(Ok(done)) => view! {
            {done.remarks.iter().cloned().map(|told| view! { <p class="message warning">{told}</p> }).collect_view()}
            {preview(format.get(), &done)}
        }
        .into_any(),
    };
    let missing = move || !made.with(|made| matches!(made, Some(Ok(_))));
    view! {
        <Modal title="Export a picture or a document" on_close=move || ui.dialog.set(None) class="picture-dialog">
            <div class="dialog-body">
                <fieldset class="formats">
                    <legend class="visually-hidden">"Format"</legend>
                    {Format::ALL.into_iter().map(choice).collect_view()}
                </fieldset>
                <div class="picture-options">
                    {move || format.get().is_picture().then(|| view! {
                        <Segmented value=dark label="Colours" on_change=move |chosen| dark.set(chosen) choices=vec![
                            Segment { value: false, label: "Light", hint: "Dark lines on a light ground" },
                            Segment { value: true, label: "Dark", hint: "Light lines on a dark ground" },
                        ]/>
                    })}
                    {move || (format.get().is_picture() && chosen > 0).then(|| view! {
                        <Segmented value=part label="What is shown" on_change=move |chosen| part.set(chosen) choices=vec![
                            Segment { value: false, label: "Everything", hint: "All entities" },
                            Segment { value: true, label: "Selection", hint: "The selected entities and the lines between them" },
                        ]/>
                    })}
                    {move || (format.get() == Format::Png).then(|| view! {
                        <Segmented value=scale label="Size" on_change=move |chosen| scale.set(chosen) choices=vec![
                            Segment { value: 1, label: "1×", hint: "As large as at 100 %" },
                            Segment { value: 2, label: "2×", hint: "Sharp on most screens" },
                            Segment { value: 4, label: "4×", hint: "For print" },
                        ]/>
                    })}
                </div>
                <div class="picture-result">{result}</div>
                <footer class="dialog-foot">
                    <button type="button" class="button" on:click=move |_| ui.dialog.set(None)>"Close"</button>
                    {move || format.get().is_text().then(|| view! {
                        <button type="button" class="button" disabled=missing on:click=copy><IconView icon=Icon::Copy/>"Copy"</button>
                    })}
                    <button type="button" class="button primary" disabled=missing on:click=download>
                        <IconView icon=Icon::Download/>
                        {move || format!("Download {}", format.get().title())}
                    </button>
                </footer>
            </div>
        </Modal>
    }
    .into_any()
}

/// What was made, as far as it can be shown.
fn preview(format: Format, made: &Made) -> AnyView {
    let size = match made.bytes.len() {
        bytes if bytes < 1024 => format!("{bytes} B"),
        bytes if bytes < 1024 * 1024 => format!("{:.0} kB", bytes as f64 / 1024.0),
        bytes => format!("{:.1} MB", bytes as f64 / 1024.0 / 1024.0),
    };
    let told = view! { <p class="dim picture-file"><span class="mono">{made.file_name.clone()}</span>{format!(" · {size}")}</p> };
    let shown = match format {
        Format::Svg | Format::Png if made.bytes.len() <= PREVIEW_BYTES => files::Shown::new(format.mime(), &made.bytes)
            .map(|shown| {
                let url = shown.url().to_owned();
                let shown = StoredValue::new_local(Some(shown));
                on_cleanup(move || {
                    shown.try_update_value(Option::take);
                });
                view! { <img class="picture-preview" src=url alt="What will be downloaded"/> }.into_any()
            }),
        Format::Markdown | Format::Mermaid | Format::Dbml => {
            let text = String::from_utf8_lossy(&made.bytes);
            let beginning: String = text.lines().take(200).collect::<Vec<_>>().join("\n");
            Some(view! { <pre class="picture-text" tabindex="0" aria-label="The beginning of the file">{beginning}</pre> }.into_any())
        }
        _ => None,
    };
    view! {
        {shown}
        {told}
    }
    .into_any()
}
