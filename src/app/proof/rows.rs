//! The rows of dry runs: how many, which, and rows of the project's own that must survive.

use leptos::prelude::*;
use web_sys::{DragEvent, FileList};

use crate::app::icons::{Icon, IconView};
use crate::app::state::use_workspace;
use crate::app::ui::{Dropped, use_ui};
use crate::app::widgets::{Field, Modal};
use crate::design::{Pin, Sample, SampleFormat, SeedInput};
use crate::edit::Command;
use crate::platform::files;

/// The most rows that a dry run seeds into a table.
pub const MOST: usize = 100_000;
/// More of the project's own rows, in bytes, would make the project file a burden.
const LARGE: usize = 2_000_000;
/// Files of rows.
const ACCEPT: &str = ".csv,.sql,.txt,text/csv,text/plain,application/sql";

/// The dialog.
#[component]
pub fn RowsDialog() -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    let kept = workspace.project.with_untracked(|project| project.settings.seeding.clone());
    let rows = RwSignal::new(kept.rows_per_table.map(|rows| rows.to_string()).unwrap_or_default());
    let seed = RwSignal::new(kept.seed.to_string());
    let samples = RwSignal::new(kept.samples.into_iter().map(RwSignal::new).collect::<Vec<_>>());
    let pins = RwSignal::new(kept.pins.into_iter().map(RwSignal::new).collect::<Vec<_>>());
    let over = RwSignal::new(false);
    let wrong_rows = Signal::derive(move || {
        let text = rows.get();
        let number = text.trim().parse::<usize>();
        let fits = text.trim().is_empty() || number.is_ok_and(|n| (1..=MOST).contains(&n));
        (!fits).then(|| "A number from 1 to 100000, or nothing for 10.".to_owned())
    });
    let wrong_seed = Signal::derive(move || {
        seed.with(|text| text.trim().parse::<u64>().is_err()).then(|| "A whole number from 0 up.".to_owned())
    });
    let add = move |sample: Sample| samples.update(|list| list.push(RwSignal::new(sample)));
    let keep = move |name: &str, text: String| {
        if text.len() > LARGE {
            workspace.toasts.error(format!("{name} is larger than 2 MB: give some hundred rows of it."));
        } else {
            add(sample_of(name, text));
        }
    };
    if let Some(Dropped::Rows(rows)) = ui.dropped.try_update_value(Option::take).flatten() {
        rows.into_iter().for_each(|(name, text)| keep(&name, text));
    }
    let take = move |files: FileList| {
        for file in (0..files.length()).filter_map(|at| files.get(at)) {
            files::read(file, move |name, read| match read {
                Ok(text) => keep(&name, text),
                Err(_) => workspace.toasts.error(format!("{name} could not be read.")),
            });
        }
    };
    let drop = move |event: DragEvent| {
        over.set(false);
        if let Some(files) = event.data_transfer().and_then(|data| data.files()).filter(|files| files.length() > 0) {
            event.prevent_default();
            event.stop_propagation();
            take(files);
        }
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if wrong_rows.get_untracked().is_some() || wrong_seed.get_untracked().is_some() {
            return;
        }
        let given = samples.get_untracked().into_iter().map(|sample| sample.get_untracked());
        let listed = pins.get_untracked().into_iter().map(|pin| pin.get_untracked());
        let mut settings = workspace.project.with_untracked(|project| project.settings.clone());
        settings.seeding = Box::new(SeedInput {
            rows_per_table: rows.get_untracked().trim().parse().ok(),
            pins: listed.filter(|pin| !pin.column.trim().is_empty() && !pin.values.is_empty()).collect(),
            samples: given.filter(|sample| !sample.text.trim().is_empty()).collect(),
            seed: seed.get_untracked().trim().parse().unwrap_or_default(),
        });
        workspace.run(Command::SetSettings { settings });
        ui.dialog.set(None);
    };
    view! {
        <Modal title="Rows of dry runs" on_close=move || ui.dialog.set(None) class="rows-dialog">
            <form on:submit=save>
                <p class="dim">"A dry run fills every table with rows for two tenants before the migration runs. They are made up, and the same every time."</p>
                <div class="rows-numbers">
                    <Field label="Rows in each table" error=wrong_rows hint="Up to 100000; many rows show what a statement costs">
                        <input type="text" class="input" inputmode="numeric" placeholder="10" prop:value=rows
                            on:input=move |event| rows.set(event_target_value(&event))/>
                    </Field>
                    <Field label="Seed" error=wrong_seed hint="Another number makes other values">
                        <input type="text" class="input" inputmode="numeric" prop:value=seed
                            on:input=move |event| seed.set(event_target_value(&event))/>
                    </Field>
                </div>
                <section class="rows-part" class:over=move || over.get() aria-label="Sample rows"
                    on:dragover=move |event: DragEvent| { event.prevent_default(); over.set(true); }
                    on:dragleave=move |_| over.set(false) on:drop=drop>
                    <header>
                        <h3>"Sample rows"</h3>
                        <span class="dim">"Your own, as CSV or INSERT: each must survive up and down"</span>
                        <span class="spacer"></span>
                        <button type="button" class="button quiet" on:click=move |_| files::pick(ACCEPT, take)>
                            <IconView icon=Icon::FolderOpen/>"Open files"
                        </button>
                        <button type="button" class="button quiet" on:click=move |_| add(Sample::default())>
                            <IconView icon=Icon::Plus/>"Paste rows"
                        </button>
                    </header>
                    {move || samples.with(Vec::is_empty).then(|| view! { <p class="rows-empty">"None. Drop files here, such as customers.csv with a line of column names."</p> })}
                    <For each=move || samples.get() key=|sample| *sample let:sample>
                        <SampleView sample remove=Callback::new(move |()| samples.update(|list| list.retain(|s| *s != sample)))/>
                    </For>
                </section>
                <section class="rows-part" aria-label="Values to draw from">
                    <header>
                        <h3>"Values to draw from"</h3>
                        <span class="dim">"For a column whose made-up values won't do"</span>
                        <span class="spacer"></span>
                        <button type="button" class="button quiet" on:click=move |_| pins.update(|list| list.push(RwSignal::new(Pin::default())))>
                            <IconView icon=Icon::Plus/>"Add a column"
                        </button>
                    </header>
                    <For each=move || pins.get() key=|pin| *pin let:pin>
                        <PinView pin remove=Callback::new(move |()| pins.update(|list| list.retain(|p| *p != pin)))/>
                    </For>
                </section>
                <footer class="dialog-foot">
                    <button type="button" class="button quiet" on:click=move |_| ui.dialog.set(None)>"Cancel"</button>
                    <button type="submit" class="button primary" disabled=move || wrong_rows.with(Option::is_some) || wrong_seed.with(Option::is_some)>"Keep"</button>
                </footer>
            </form>
        </Modal>
    }
}

/// What a file of rows is, by its name and what it begins with.
fn sample_of(name: &str, text: String) -> Sample {
    let is_insert = text.trim_start().get(..6).is_some_and(|start| start.eq_ignore_ascii_case("insert"));
    let is_sql = is_insert || name.to_ascii_lowercase().ends_with(".sql");
    let table = if is_sql { "" } else { name.rsplit_once('.').map_or(name, |(table, _)| table) };
    let format = if is_sql { SampleFormat::Insert } else { SampleFormat::Csv };
    Sample { name: name.to_owned(), table: table.to_owned(), format, text }
}

#[component]
fn SampleView(sample: RwSignal<Sample>, remove: Callback<()>) -> impl IntoView {
    let is_csv = Memo::new(move |_| sample.with(|s| s.format == SampleFormat::Csv));
    view! {
        <div class="rows-sample">
            <div class="rows-line">
                <select class="input" aria-label="Format" prop:value=move || if is_csv.get() { "csv" } else { "insert" }
                    on:change=move |event| {
                        let csv = event_target_value(&event) == "csv";
                        sample.update(|s| s.format = if csv { SampleFormat::Csv } else { SampleFormat::Insert });
                    }>
                    <option value="csv">"CSV"</option>
                    <option value="insert">"INSERT"</option>
                </select>
                {move || is_csv.get().then(|| view! {
                    <input type="text" class="input code" aria-label="Table" placeholder="table" list="rows-tables"
                        prop:value=move || sample.with(|s| s.table.clone())
                        on:input=move |event| sample.update(|s| s.table = event_target_value(&event).trim().to_owned())/>
                })}
                <input type="text" class="input" aria-label="Name" placeholder="What to call them"
                    prop:value=move || sample.with(|s| s.name.clone())
                    on:input=move |event| sample.update(|s| s.name = event_target_value(&event).trim().to_owned())/>
                <button type="button" class="icon-button small" aria-label="Remove these rows" title="Remove these rows" on:click=move |_| remove.run(())>
                    <IconView icon=Icon::Trash/>
                </button>
            </div>
            <textarea class="input mono" rows="4" spellcheck="false" aria-label="Rows"
                placeholder=move || if is_csv.get() { "id,name\n1,Ada" } else { "INSERT INTO customers (id, name) VALUES (1, 'Ada');" }
                prop:value=move || sample.with(|s| s.text.clone())
                on:input=move |event| {
                    let text = event_target_value(&event);
                    sample.update(|s| {
                        let starts = text.trim_start().get(..6).is_some_and(|start| start.eq_ignore_ascii_case("insert"));
                        if starts {
                            s.format = SampleFormat::Insert;
                        }
                        s.text = text;
                    });
                }></textarea>
        </div>
    }
}

#[component]
fn PinView(pin: RwSignal<Pin>, remove: Callback<()>) -> impl IntoView {
    let typed = RwSignal::new(pin.with_untracked(|pin| pin.values.join(", ")));
    view! {
        <div class="rows-line rows-pin">
            <input type="text" class="input code" aria-label="Table" placeholder="table" prop:value=move || pin.with(|p| p.table.clone())
                on:input=move |event| pin.update(|p| p.table = event_target_value(&event).trim().to_owned())/>
            <input type="text" class="input code" aria-label="Column" placeholder="column" prop:value=move || pin.with(|p| p.column.clone())
                on:input=move |event| pin.update(|p| p.column = event_target_value(&event).trim().to_owned())/>
            <input type="text" class="input code" aria-label="Values, with commas between" placeholder="open, paid, shipped" prop:value=typed
                on:input=move |event| {
                    let text = event_target_value(&event);
                    let values = text.split(',').map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
                    pin.update(|p| p.values = values.collect());
                    typed.set(text);
                }/>
            <button type="button" class="icon-button small" aria-label="Remove these values" title="Remove these values" on:click=move |_| remove.run(())>
                <IconView icon=Icon::Trash/>
            </button>
        </div>
    }
}
