//! The zip that a DBA applies: every file of it, from the design and the proof alone.
//!
//! The names are fixed by the scripting interface; layouts for other tools add folders. The same project and proof
//! give the same bytes.

mod application;
mod archive;
pub mod isolation;
mod loss;
pub mod pgtap;
mod readme;
pub mod script;
pub mod verify;

pub use archive::zip;

use crate::catalog::{Catalog, Id, Pair};
use crate::design::Design;
use crate::lower::Lowered;
use crate::plan::{self, Draft};
use crate::prove::{self, Proof};
use crate::sql::quote::ident;
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
    let mut files = vec![
        File::text("README.md", readme::readme(design, &catalog, proof)),
        File::text("project.bulkhead.json", crate::save::to_json(design)),
        File::text("roles.sql", crate::sql::roles(&catalog)),
    ];
    for id in design.migrations.keys() {
        if let (Some(up), Some(down)) = (script::up(design, id), script::down(design, id, proof_of(design, id, proof)))
        {
            files.push(File::text(format!("migrations/{id}/up.sql"), up.text()));
            files.push(File::text(format!("migrations/{id}/down.sql"), down.text()));
        }
    }
    files.push(File::text("all.sql", whole(design, false).text()));
    files.push(File::text("idempotent.sql", whole(design, true).text()));
    files.push(File::text("rollback.sql", rollback(design).text()));
    files.push(File::text("verify.sql", verify::verify(design)));
    files.push(File::text("tests/isolation.sql", isolation::isolation(design)));
    files.push(File::text("tests/isolation.pgtap.sql", pgtap::pgtap(design)));
    files.extend(application::files(design, &catalog));
    files.push(File::text("proof.json", proof.map_or_else(no_proof, prove::json)));
    files.push(File::text("proof.html", page(design, proof)));
    files.push(File::text("ci/apply.sh", readme::apply_script()));
    files.push(File::text("ci/migrate.yml", readme::workflow(design.migrations.keys().next_back())));
    files
}

/// The proof that a migration's own scripts may quote: it is of the migration that was run, which is the newest where it
/// doesn't say.
fn proof_of<'p>(design: &Design, id: &Id, proof: Option<&'p Proof>) -> Option<&'p Proof> {
    proof.filter(|proof| match &proof.migration {
        Some(of) => of == id.as_str(),
        None => design.migrations.keys().next_back() == Some(id),
    })
}

/// The name of the zip: the project's, with what no file system minds.
pub fn file_name(design: &Design) -> String {
    format!("{}-migrations.zip", base_name(design))
}

/// What files of a project are called, before what each is.
pub fn base_name(design: &Design) -> String {
    let name: String =
        design.name.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect();
    let name = name.trim_matches(['-', '.']);
    (if name.is_empty() { "project" } else { name }).to_owned()
}

/// What creates the whole of a catalog in an empty database: the roles, then everything else as their owner.
pub fn creation_script(catalog: &Catalog, options: &plan::Options) -> String {
    let statements = plan::plan(Pair::new(&Catalog::default(), catalog), options);
    let owner = catalog.owner.as_ref().and_then(|id| catalog.role(id));
    let role = owner.map(|role| format!("SET ROLE {};\n\n", ident(&role.name))).unwrap_or_default();
    format!("{}\n{role}{}", crate::sql::roles(catalog), plan::script(&statements))
}

/// What a dry run executes: the pending change if there is one, else the last migration, with the idempotent scripts
/// exactly as they are exported.
pub fn dry_run_input(design: &Design, lowered: &Lowered, draft: &Draft, options: prove::Options) -> prove::Input {
    let mut input = prove::Input::of(design, lowered, draft, options);
    let mut whole = design.clone();
    if !draft.is_empty() {
        // A pending change has no id yet. Whatever id it gets comes after those that are there.
        let id = Id::new("99991231235959_Pending");
        let migration = plan::freeze(draft.clone(), id.clone(), "Pending", lowered.catalog.clone());
        whole.migrations.insert(id, migration);
    }
    let scripts = whole.migrations.keys().map(|id| {
        let options = ScriptOptions { to: Some(id.to_string()), idempotent: true, ..ScriptOptions::default() };
        script::script(&whole, &options).unwrap_or_default().text()
    });
    input.idempotent = Some(scripts.collect());
    input
}

/// What a dry run of a comparison executes: the way from one catalog to another, as if the first were what a migration
/// before had led to.
pub fn comparison_input(
    catalogs: Pair<&Catalog>,
    draft: &Draft,
    target_version: u8,
    options: prove::Options,
) -> prove::Input {
    let mut design = Design::empty("Comparison");
    design.settings.target_version = target_version;
    if *catalogs.previous != Catalog::default() {
        let (nothing, simple) = (
            Catalog::default(),
            plan::Options { mode: plan::Mode::Simple, target_version, ..plan::Options::default() },
        );
        let id = Id::new("00010101000000_Old");
        let draft = plan::draft(Pair::new(&nothing, catalogs.previous), &[], &simple);
        design.migrations.insert(id.clone(), plan::freeze(draft, id, "Old", catalogs.previous.clone()));
    }
    let lowered = Lowered { catalog: catalogs.next.clone(), problems: Vec::new() };
    dry_run_input(&design, &lowered, draft, options)
}

fn no_proof() -> String {
    "{\n  \"verdict\": \"not-run\",\n  \"detail\": \"No dry run was made of exactly these statements.\"\n}\n".to_owned()
}

fn page(design: &Design, proof: Option<&Proof>) -> String {
    match (proof, design.migrations.values().next_back()) {
        (Some(proof), Some(last)) => prove::html(proof, &prove::Report { project: &design.name, up: &last.up }),
        _ => "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Not proven</title></head>\n\
              <body><h1>Not proven</h1><p>No dry run was made of exactly these statements.</p></body></html>\n"
            .to_owned(),
    }
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
