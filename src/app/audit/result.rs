//! What an audit came to: table by table, what was found, every attack, and what was taken for granted.

use std::sync::Arc;

use leptos::prelude::*;

use super::Done;
use super::finding::FindingView;
use crate::app::icons::{Icon, IconView};
use crate::app::proof::{Attacks, ErrorView, Isolation, Walls};
use crate::app::state::use_workspace;
use crate::app::widgets::LongList;
use crate::import::Unsupported;
use crate::problem::Level;
use crate::prove::{Hole, Probe};
use crate::rls::{Access, Context, Finding, Intent, Means};

/// So many errors of the script are shown in full.
const SHOWN: usize = 20;

/// The result.
#[component]
pub(super) fn Outcome(done: Arc<Done>) -> impl IntoView {
    let workspace = use_workspace();
    let at = done.of_project;
    // What was audited is no longer what is drawn: its fixes are not those of this design.
    let current = Memo::new(move |_| at == Some((workspace.generation.get(), workspace.revision.get())));
    let audit = &done.audit;
    let holds = audit.tables.iter().all(|table| table.holds());
    let nothing = audit.tables.is_empty();
    let (class, icon) = match (nothing, holds) {
        (true, _) => ("verdict incomplete", Icon::CircleDashed),
        (_, true) => ("verdict proven", Icon::ShieldCheck),
        _ => ("verdict failed", Icon::ShieldAlert),
    };
    let probes: Vec<Probe> = match at {
        Some(_) => audit.matrix.clone(),
        // A script's tables are on no canvas.
        None => audit.matrix.iter().cloned().map(|probe| Probe { element: None, ..probe }).collect(),
    };
    view! {
        <div class="audit-result" data-testid="audit-result">
            <div class=class role="status">
                <IconView icon/><strong>{audit.summary()}</strong>
                {move || (at.is_some() && !current.get()).then(|| view! { <span class="badge warning">"changed since: audit again"</span> })}
            </div>
            <Errors errors=audit.errors.clone()/>
            <Walls walls=audit.tables.clone()/>
            <Findings findings=audit.findings.clone() holes=audit.matrix.iter().filter_map(|probe| probe.hole.clone()).collect() current/>
            <Isolation attacks=Attacks::Audit(Arc::new(probes)) open=false/>
            <Assumed intent=audit.assumed.clone() said=at.is_some()/>
            <NotModelled unsupported=audit.unsupported.clone()/>
        </div>
    }
    .into_any()
}

#[component]
fn Errors(errors: Vec<crate::engine::SqlError>) -> impl IntoView {
    let failed = errors.len();
    (failed > 0).then(|| view! {
        <details class="message error" open=true>
            <summary>{match failed {
                1 => "1 statement of the script failed: what it makes was not audited".to_owned(),
                n => format!("{n} statements of the script failed: what they make was not audited"),
            }}</summary>
            {errors.into_iter().take(SHOWN).map(|error| view! { <ErrorView error/> }).collect_view()}
            {(failed > SHOWN).then(|| view! { <p>{format!("and {} more, which are not shown here.", failed - SHOWN)}</p> })}
        </details>
    })
}

#[component]
fn Findings(findings: Vec<Finding>, holes: Vec<Hole>, current: Memo<bool>) -> impl IntoView {
    if findings.is_empty() {
        return view! { <p class="message">"The rules find nothing wrong."</p> }.into_any();
    }
    let worst = findings.iter().filter(|finding| finding.level == Level::Error).count();
    let told = match findings.len() {
        1 => "1 finding".to_owned(),
        n => format!("{n} findings"),
    };
    let told = if worst == 0 { told } else { format!("{told}, {worst} of them serious") };
    let holes = StoredValue::new(holes);
    let list = LongList::of(findings);
    view! {
        <details class="proof-part" open=true>
            <summary>{told}</summary>
            <ul class="audit-findings" data-testid="findings">
                {list.shown(move |finding: Finding| {
                    let hole = holes.with_value(|holes| {
                        let same = |hole: &&Hole| hole.rule == finding.rule && (hole.fix == finding.fix || hole.part == finding.object);
                        holes.iter().find(same).cloned()
                    });
                    view! { <FindingView finding hole current/> }
                })}
            </ul>
            {list.more("findings")}
        </details>
    }
    .into_any()
}

/// What the audit took as meant.
#[component]
fn Assumed(
    intent: Intent,
    /// True if the project says it itself.
    said: bool,
) -> impl IntoView {
    let contexts: Vec<String> = intent.context.iter().map(context).collect();
    let list = |texts: &[String]| if texts.is_empty() { "none".to_owned() } else { texts.join(", ") };
    let tables = intent.tables.iter().map(|(name, table)| (name.clone(), table.clone()));
    let tables = LongList::of(tables.collect::<Vec<_>>());
    view! {
        <details class="proof-part" data-testid="assumed">
            <summary>{if said { "What the project means by its wall" } else { "What was assumed" }}</summary>
            <dl class="audit-assumed">
                <dt>"Who asks"</dt><dd>{list(&contexts)}</dd>
                <dt>"The application runs as"</dt><dd class="mono">{list(&intent.app_roles)}</dd>
                <dt>"May see every tenant"</dt><dd class="mono">{list(&intent.service_roles)}</dd>
            </dl>
            <table class="data">
                <thead><tr><th>"Table"</th><th>"Its rows"</th><th>"Because of"</th></tr></thead>
                <tbody>
                    {tables.shown(|(name, table)| {
                        let column = table.tenant_column.or(table.owner_column).or(table.reason).unwrap_or_default();
                        view! { <tr><td class="mono">{name}</td><td>{access(table.access)}</td><td class="mono">{column}</td></tr> }
                    })}
                </tbody>
            </table>
            {tables.more("tables")}
        </details>
    }
    .into_any()
}

fn context(context: &Context) -> String {
    let means = match context.means() {
        Means::Tenant => "the tenant",
        Means::User => "the user",
        Means::Session => "a secret that stands for somebody",
    };
    match context {
        Context::Setting { setting, .. } => format!("{means} is in the setting {setting}"),
        Context::Claim { claims, path, .. } => format!("{means} is at {path} of the claims in {claims}"),
    }
}

fn access(access: Access) -> &'static str {
    match access {
        Access::Tenant => "one tenant's each",
        Access::Owner => "one user's each",
        Access::Membership => "those of the tenants a user is a member of",
        Access::SharedRead => "everyone's to read",
        Access::Global => "no tenant's",
        Access::Unprotected => "unprotected",
    }
}

#[component]
fn NotModelled(unsupported: Vec<Unsupported>) -> impl IntoView {
    (!unsupported.is_empty()).then(|| {
        let count = unsupported.len();
        let list = LongList::of(unsupported);
        view! {
            <details class="proof-part" data-testid="unsupported">
                <summary>{format!("Not audited: {count} of the script that {} not modelled", if count == 1 { "is" } else { "are" })}</summary>
                <ul class="told">
                    {list.shown(|one| view! { <li>{one.kind}" "<span class="mono">{one.name}</span>{format!(": {}", one.reason)}</li> })}
                </ul>
                {list.more("objects")}
            </details>
        }
    })
}
