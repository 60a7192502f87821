//! What is told of a script that was run: what failed, what was passed over, what is not modelled.

use leptos::prelude::*;

use crate::app::proof::ErrorView;
use crate::import::Report;

/// So many errors are shown in full.
const SHOWN: usize = 20;

/// So many pieces that were not run are listed.
const MOST_PIECES: usize = 100;

/// What is told of a script, if anything is.
#[component]
pub(in crate::app) fn Told(
    /// Which script: `the script`, `the old script`.
    of: &'static str,
    /// What is told of it.
    report: Report,
) -> impl IntoView {
    let Report { errors, unsupported, missing_extensions, passed_over, roles_made, .. } = report;
    let failed = errors.len();
    let notes: Vec<String> = [
        (!roles_made.is_empty())
            .then(|| format!("Roles that it names and does not make were made: {}.", roles_made.join(", "))),
        (!unsupported.is_empty()).then(|| {
            let names: Vec<String> = unsupported.iter().take(5).map(|u| format!("{} {}", u.kind, u.name)).collect();
            let more =
                if unsupported.len() > 5 { format!(" and {} more", unsupported.len() - 5) } else { String::new() };
            format!("Not modelled: {}{more}.", names.join(", "))
        }),
    ]
    .into_iter()
    .flatten()
    .chain(missing_extensions.into_iter().map(|missing| match missing.needed_by.as_slice() {
        [] => format!("The extension {} is not available here; nothing failed for want of it.", missing.name),
        [one] => format!(
            "The extension {} is not available here; 1 statement failed for want of it: {}.",
            missing.name, one.what
        ),
        [first, ..] => format!(
            "The extension {} is not available here; {} statements failed for want of it, the first: {}.",
            missing.name,
            missing.needed_by.len(),
            first.what
        ),
    }))
    .collect();
    view! {
        {(failed > 0).then(|| view! {
            <details class="message error" open=true>
                <summary>{match failed {
                    1 => format!("1 statement of {of} failed: what it makes is missing"),
                    n => format!("{n} statements of {of} failed: what they make is missing"),
                }}</summary>
                {errors.into_iter().take(SHOWN).map(|error| view! { <ErrorView error/> }).collect_view()}
                {(failed > SHOWN).then(|| view! { <p>{format!("and {} more, which are not shown here.", failed - SHOWN)}</p> })}
            </details>
        })}
        {(!passed_over.is_empty()).then(|| view! {
            <details class="message" data-testid="passed-over">
                <summary>{match passed_over.len() {
                    1 => "1 piece was not run".to_owned(),
                    n => format!("{n} pieces were not run"),
                }}</summary>
                <ul class="told">
                    {passed_over.iter().take(MOST_PIECES).map(|piece| view! {
                        <li>{format!("line {}: ", piece.line)}<code>{piece.what.clone()}</code>{format!(" ({})", piece.why)}</li>
                    }).collect_view()}
                </ul>
                {(passed_over.len() > MOST_PIECES).then(|| format!("and {} more", passed_over.len() - MOST_PIECES))}
            </details>
        })}
        {(!notes.is_empty()).then(|| view! { <p class="message">{format!("Of {of}: {}", notes.join(" "))}</p> })}
    }
}
