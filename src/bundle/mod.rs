//! The zip that a DBA applies: every file of it, from the design and the proof alone.
//!
//! The names are fixed by the scripting interface; layouts for other tools add folders. The same project and proof
//! give the same bytes.

mod archive;
pub mod isolation;
mod readme;
pub mod script;
pub mod verify;

pub use archive::zip;

use crate::design::Design;
use crate::prove::Proof;
use script::{Script, ScriptOptions};

/// One file of the bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path within the bundle, with slashes.
    pub path: String,
    /// The contents.
    pub bytes: Vec<u8>,
}

impl File {
    fn text(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), bytes: text.into().into_bytes() }
    }
}

/// Every file of the bundle, in the order of the zip. `proof` is the proof of exactly these migrations, if there is
/// one.
pub fn files(design: &Design, proof: Option<&Proof>) -> Vec<File> {
    let catalog = design.migrated();
    let mut files = vec![File::text("README.md", readme::readme(design, &catalog, proof))];
    for id in design.migrations.keys() {
        if let (Some(up), Some(down)) = (script::up(design, id), script::down(design, id)) {
            files.push(File::text(format!("migrations/{id}/up.sql"), up.text()));
            files.push(File::text(format!("migrations/{id}/down.sql"), down.text()));
        }
    }
    files.push(File::text("all.sql", whole(design, false).text()));
    files.push(File::text("idempotent.sql", whole(design, true).text()));
    files.push(File::text("rollback.sql", rollback(design).text()));
    files.push(File::text("verify.sql", verify::verify(design)));
    files
}

/// Every migration in order.
pub fn whole(design: &Design, idempotent: bool) -> Script {
    script::script(design, &ScriptOptions { idempotent, ..ScriptOptions::default() }).unwrap_or_default()
}

fn rollback(design: &Design) -> Script {
    script::script(design, &ScriptOptions { to: Some("0".into()), from: newest(design), ..ScriptOptions::default() })
        .unwrap_or_default()
}

fn newest(design: &Design) -> Option<String> {
    design.migrations.keys().next_back().map(ToString::to_string)
}
