//! What the page and the prover say to each other: JSON, and bytes beside it where there are any.

use js_sys::{Array, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageEvent;

use crate::catalog::Id;
use crate::engine::SqlError;
use crate::import::{Compared, Report};
use crate::plan;
use crate::prove::{Audit, AuditStep, Options, Probe, Progress, Proof, Question, Seen, Stand, TableSpeed};
use crate::rls::Intent;
use crate::update::{Likeness, Updated};

/// What the page asks for. A project is its project file's text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Start PostgreSQL.
    Start,
    /// Run the project's pending change dry, or its last migration if there is none.
    DryRun {
        /// The project.
        project: String,
        /// What is wanted of the dry run.
        options: Options,
    },
    /// Make the bundle.
    Bundle {
        /// The project.
        project: String,
        /// The proof of exactly its migrations, if there is one.
        proof: Option<Box<Proof>>,
    },
    /// Make the page of a proof.
    Page {
        /// The project.
        project: String,
        /// The proof.
        proof: Box<Proof>,
    },
    /// Say what to run on a live database.
    LiveQuery,
    /// Run a script, or read what a live database answered, and make a project of what it made.
    Import {
        /// The script, or the answer.
        sql: String,
    },
    /// Say what of a script is not PostgreSQL's grammar. This needs no PostgreSQL.
    Syntax {
        /// The script.
        sql: String,
    },
    /// Bring a project to what SQL makes.
    Update {
        /// The project.
        project: String,
        /// The SQL, and what it is.
        by: By,
    },
    /// Run two scripts, and plan what turns the first one's database into the second one's.
    Compare {
        /// The first script.
        old: String,
        /// The second script.
        new: String,
        /// How to plan.
        options: plan::Options,
        /// What is wanted of a dry run of the plan, if one is wanted.
        dry_run: Option<Options>,
    },
    /// Make the project's database with rows in it, unless it is there, and ask it something as somebody.
    Look {
        /// The project.
        project: String,
        /// What to ask, as whom; nothing only says what is there.
        questions: Vec<Question>,
    },
    /// Say what row-level security costs on each table of tenants.
    Speed {
        /// The project.
        project: String,
    },
    /// Run a script, and attack the tenant wall of what it makes.
    Audit {
        /// The script.
        sql: String,
        /// What its author means by the wall; what is left out is inferred.
        intent: Box<Intent>,
    },
    /// End the statement that runs.
    Cancel,
}

/// What a project is changed by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum By {
    /// A script that makes the whole schema, or what a live database answered, and the renames that a person rejected.
    Script(String, Vec<Likeness>),
    /// Statements that change the schema.
    Statements(String),
    /// Another definition of an object.
    Definition(Id, String),
}

/// How far a request is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Told {
    /// The part of the engine's files that has come, from 0 to 1.
    Loading(f64),
    /// PostgreSQL answers, and this is its version. What follows only makes the first dry run quicker.
    Ready(String),
    /// How far the dry run is.
    Progress(Progress),
    /// What an audit does now.
    Auditing(AuditStep),
    /// Some of the proof's attacks, which the proof itself then lacks: thousands at once would hold the page up.
    Attacks(Vec<Probe>),
}

/// What a request came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// PostgreSQL is there: its version.
    Started(String),
    /// The dry run's outcome.
    Proof(Box<Proof>),
    /// The bundle's files with their sizes in bytes, in the order of the zip; the zip itself is the bytes beside it.
    Bundle(Vec<(String, usize)>),
    /// A page of HTML.
    Page(String),
    /// What is told of an import, and the project file's text of what was made.
    Imported(Box<Report>, String),
    /// Places of a script that are not PostgreSQL's grammar: line and column from 1, and what is wrong.
    Syntax(Vec<(usize, usize, String)>),
    /// What is told of an update, and the project file's text of what it came to.
    Updated(Box<Updated>, String),
    /// What the prepared database holds, and what came of each question.
    Seen(Stand, Vec<Seen>),
    /// What row-level security costs.
    Speed(Vec<TableSpeed>),
    /// What an audit of a tenant wall came to.
    Audited(Box<Audit>),
    /// A comparison, and the outcome of its dry run if one was wanted.
    Compared(Box<Compared>, Option<Box<Proof>>),
}

/// What the prover says of a request, by its number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Reply {
    /// The prover hears. What is said to a worker before that is lost.
    Here,
    Told(Told),
    Done(Answer),
    Failed(SqlError),
    /// The prover is at its end, and so are all requests.
    Broken(String),
}

/// What a message holds, whichever way it goes. From the page it begins with its number instead.
pub(super) fn text_and_bytes(event: &MessageEvent) -> Option<(String, Option<Uint8Array>)> {
    let parts: Array = event.data().dyn_into().ok()?;
    Some((parts.get(0).as_string()?, parts.get(1).dyn_into().ok()))
}

/// A reply as a message.
pub(super) fn message(id: u32, reply: &Reply, bytes: Option<&[u8]>) -> JsValue {
    // A reply holds numbers, texts and lists only, so writing it can't fail.
    let text = serde_json::to_string(&(id, reply)).unwrap_or_default();
    let bytes = bytes.map_or(JsValue::NULL, |bytes| Uint8Array::from(bytes).into());
    Array::of2(&text.into(), &bytes).into()
}
