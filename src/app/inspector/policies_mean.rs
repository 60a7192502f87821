//! What the policies of an entity come to, where they are edited: in a sentence, by role and command, what they do to each
//! other, and what the rules find wrong.

use leptos::prelude::*;

use crate::app::icons::{Icon, IconView};
use crate::app::problems::FixButton;
use crate::app::state::use_workspace;
use crate::app::toast::{level_class, level_icon};
use crate::catalog::Id;
use crate::problem::{Level, Problem};
use crate::rls::matrix::{self, Cell, Matrix, Reach};
use crate::rls::sentence::{self, Together};
use crate::rls::{Wall, authored};

/// What was worked out of one table.
#[derive(Clone, Default, PartialEq)]
struct Meaning {
    sentence: String,
    reaches: Matrix,
    together: Vec<Together>,
}

/// All of it.
#[component]
pub fn PoliciesMean(
    /// The entity.
    entity: StoredValue<Id>,
) -> impl IntoView {
    let workspace = use_workspace();
    let meaning = Memo::new(move |_| {
        let derived = workspace.derived.get();
        let catalog = &derived.lowered.catalog;
        workspace.with_design(|design| {
            let intent = authored(design, catalog);
            let wall = Wall::new(catalog, &intent);
            let table = entity.with_value(|id| wall.table_by_id(id));
            table.map(|table| Meaning {
                sentence: sentence::of_table(&wall, table),
                reaches: matrix::of_table(&wall, table),
                together: sentence::together(&wall, table),
            })
        })
    });
    let found = Memo::new(move |_| {
        workspace.derived.with(|derived| {
            let here = |problem: &&Problem| {
                problem.finding.is_some() && entity.with_value(|id| problem.element.element() == *id)
            };
            derived.problems.iter().filter(here).cloned().collect::<Vec<_>>()
        })
    });
    view! {
        {move || meaning.get().map(|Meaning { sentence, reaches, together }| view! {
            <p class="hint" data-testid="policies-mean">{sentence}</p>
            <Reaches reaches/>
            {(!together.is_empty()).then(|| view! {
                <ul class="together" aria-label="What the policies do to each other" data-testid="together">
                    {together.into_iter().map(|told| view! { <Line level=told.level text=told.text/> }).collect_view()}
                </ul>
            })}
        })}
        {move || Some(found.get()).filter(|found| !found.is_empty()).map(|found| view! {
            <ul class="together" aria-label="What the rules find" data-testid="wall-findings">
                {found.into_iter().map(|problem| {
                    let finding = problem.finding.clone();
                    let fix = finding.as_ref().and_then(|finding| finding.fix.clone());
                    let why = finding.map(|finding| finding.why).unwrap_or_default();
                    view! {
                        <Line level=problem.level text=problem.message why>
                            {fix.map(|fix| view! { <FixButton fix/> })}
                        </Line>
                    }
                }).collect_view()}
            </ul>
        })}
    }
}

#[component]
fn Line(
    level: Level,
    text: String,
    #[prop(optional)] why: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <li class=level_class(level) title=why>
            <IconView icon=level_icon(level)/><span>{text}</span>{children.map(|children| children())}
        </li>
    }
}

/// Which rows each role reaches by each command: a letter to a command, as in the panel.
#[component]
fn Reaches(reaches: Matrix) -> impl IntoView {
    let cells = reaches.tables.into_iter().next().map(|table| table.cells).unwrap_or_default();
    if cells.is_empty() {
        return ().into_any();
    }
    let heads = ["SELECT", "INSERT", "UPDATE", "DELETE"];
    let cell = |cell: Cell| {
        let (word, icon) = match cell.reach {
            Reach::Allowed => ("allowed", Icon::CircleDot),
            Reach::Filtered => ("filtered", Icon::ShieldCheck),
            Reach::Denied => ("denied", Icon::Minus),
        };
        let label = format!("{}: {word}", cell.command);
        view! { <td class=format!("reach-{word}") title=cell.why><IconView icon/><span class="visually-hidden">{label}</span></td> }
    };
    view! {
        <table class="role-reaches" data-testid="role-reaches">
            <thead><tr>
                <th scope="col">"Role"</th>
                {heads.map(|head| view! { <th scope="col"><abbr title=head>{&head[..1]}</abbr></th> })}
            </tr></thead>
            <tbody>
                {reaches.roles.into_iter().zip(cells).map(|(role, cells)| view! {
                    <tr><th scope="row" class="mono" title=role.clone()>{role.clone()}</th>{cells.into_iter().map(cell).collect_view()}</tr>
                }).collect_view()}
            </tbody>
        </table>
    }
    .into_any()
}
