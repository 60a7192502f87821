//! What a design makes, as the engine's PostgreSQL understands it.

use crate::catalog::{Catalog, Id, Pair};
use crate::design::Design;
use crate::engine::{Engine, SqlError};
use crate::import::{self, Imported};
use crate::introspect::adopt_ids;
use crate::lower::lower;
use crate::plan;
use crate::sql::quote::ident;

/// The version of the engine: nothing of a design may be lost for want of a newer one.
const NEWEST: u8 = 18;

/// What a design makes.
pub(super) struct Made {
    /// As lowering says it.
    pub(super) lowered: Catalog,
    /// As PostgreSQL says it, with the same ids.
    pub(super) base: Catalog,
}

impl Made {
    /// Makes it, and leaves it in the engine.
    pub(super) async fn of<E: Engine>(engine: &mut E, design: &Design) -> Result<Self, SqlError> {
        let lowered = lower(design).catalog;
        let made = make(engine, &lowered).await.map_err(|mut error| {
            error.message = format!("The project “{}” can't be made as it is: {}", design.name, error.message);
            error
        })?;
        let base = as_authored(adopt_ids(made.found.catalog, &lowered));
        Ok(Self { lowered, base })
    }
}

/// What makes a catalog in an empty database.
pub(super) struct Making {
    roles: String,
    /// What lets the owner do anything. Here it matters what is made and whose it is, not who may make it.
    pub(super) begin: Vec<String>,
    statements: String,
    /// What takes that back.
    pub(super) end: Vec<String>,
}

/// What makes a catalog.
pub(super) fn making(catalog: &Catalog) -> Making {
    let options = plan::Options { target_version: NEWEST, ..plan::Options::default() };
    let statements = plan::script(&plan::plan(Pair::new(&Catalog::default(), catalog), &options));
    let (mut begin, mut end) = (Vec::new(), Vec::new());
    if let Some(owner) = catalog.owner.as_ref().and_then(|id| catalog.role(id)) {
        let name = ident(&owner.name);
        let plain = if owner.attributes.superuser { "SUPERUSER" } else { "NOSUPERUSER" };
        begin = vec![format!("ALTER ROLE {name} SUPERUSER"), format!("SET ROLE {name}")];
        end = vec!["RESET ROLE".to_owned(), format!("ALTER ROLE {name} {plain}")];
    }
    Making { roles: crate::sql::roles(catalog), begin, statements, end }
}

impl Making {
    /// All of it as one script.
    fn script(&self) -> String {
        let lines = |statements: &[String]| statements.iter().map(|sql| format!("{sql};\n")).collect::<String>();
        format!("{}\n{}{}\n{}", self.roles, lines(&self.begin), self.statements, lines(&self.end))
    }
}

/// Makes a catalog, and reads what PostgreSQL understood.
pub(super) async fn make<E: Engine>(engine: &mut E, catalog: &Catalog) -> Result<Imported, SqlError> {
    let mut imported = import::import(engine, &making(catalog).script()).await?;
    if imported.report.errors.is_empty() {
        return Ok(imported);
    }
    // The place is one in a script that the person never saw.
    Err(SqlError { line: None, column: None, ..imported.report.errors.swap_remove(0) })
}

/// A catalog in which it goes without saying that what belongs to the owner belongs to the owner.
pub(super) fn as_authored(mut catalog: Catalog) -> Catalog {
    let Some(owner) = catalog.owner.clone() else { return catalog };
    let by_itself = |of: &mut Option<Id>| {
        if *of == Some(owner.clone()) {
            *of = None;
        }
    };
    for access in catalog.access.values_mut() {
        by_itself(&mut access.owner);
    }
    catalog.access.retain(|_, access| *access != Default::default());
    catalog.objects.iter_mut().for_each(|object| by_itself(&mut object.owner));
    catalog
}
