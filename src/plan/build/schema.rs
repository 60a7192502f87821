//! Schemas. They are created among the renames, because tables move into them there.

use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, dismantle, dismantling, statement};
use super::super::rename::Survivors;
use super::super::step::{Key, Phase, Step};
use super::{comment, grant};
use crate::catalog::Id;
use crate::sql::quote;

/// What follows the creation of a schema.
pub(super) fn add<'a>(planner: &mut Planner<'a>, id: &'a Id) {
    let Some(schema) = planner.next.catalog().schema(id) else { return };
    let object = format!("SCHEMA {}", quote::ident(&schema.name));
    if let Some(text) = &schema.comment {
        let sql = comment::sql(&object, Some(text));
        planner.push(building(build::SCHEMA, statement(Kind::Comment, id, schema.name.clone(), sql)));
    }
    grant::all(planner, &schema.grants, id, &object, &schema.name, |statement| building(build::SCHEMA, statement));
}

pub(super) fn drop<'a>(planner: &mut Planner<'a>, id: &'a Id, names: &Survivors<'a>) {
    let Some(schema) = planner.previous.catalog().schema(id) else { return };
    let step = |phase, name: &str| {
        let sql = format!("DROP SCHEMA {}", quote::ident(name));
        Step::new(phase, dismantle::SCHEMA, statement(Kind::DropSchema, id, schema.name.clone(), sql))
    };
    let step = match names.schemas.get(id) {
        // What it holds moves out or is dropped late: it must be empty first.
        Some(name) => step(Phase::CleanUp, name),
        None => {
            let sql = format!("DROP SCHEMA {}", quote::ident(&schema.name));
            dismantling(dismantle::SCHEMA, statement(Kind::DropSchema, id, schema.name.clone(), sql))
        }
    };
    planner.push(step.after([Key::SchemaEmpty(id)]));
}
