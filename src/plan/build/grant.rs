//! Privileges.

use super::super::Statement;
use super::super::hazard;
use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, statement, table_name};
use super::super::step::{Key, Step};
use crate::catalog::{Grant, Id, Object, Pair};
use crate::diff::{GrantChange, Grantable, privileges_by_role};
use crate::sql::write;

/// Grants everything on an object that is new.
pub(super) fn all<'a>(
    planner: &mut Planner<'a>,
    grants: &'a [Grant],
    id: &'a Id,
    object: &str,
    name: &str,
    step: impl Fn(Statement) -> Step<'a>,
) {
    for (grantee, privileges) in privileges_by_role(planner.next.catalog(), grants).into_values() {
        let privileges: Vec<_> = privileges.into_iter().collect();
        let sql = write::grant(&privileges, object, &planner.next.grantee(grantee));
        planner.push(step(statement(Kind::Grant, id, name.to_owned(), sql)));
    }
}

/// What names an object that is its definition in GRANT: views count as tables there.
pub(super) fn object_words(object: &Object) -> String {
    let word = match object.kind.as_str() {
        "view" | "materialized view" => "TABLE".into(),
        "aggregate" => "FUNCTION".into(),
        kind => kind.to_ascii_uppercase(),
    };
    format!("{word} {}", object.identity)
}

/// Grants and revokes on an object that is in both catalogs.
pub(super) fn alter<'a>(planner: &mut Planner<'a>, change: &'a GrantChange) {
    let (on, kind) = match change {
        GrantChange::Granted { on, .. } => (on, Kind::Grant),
        GrantChange::Revoked { on, .. } => (on, Kind::Revoke),
    };
    let Some((ids, object, name, stage, place)) = object(planner, on) else { return };
    let (sql, hazard) = match change {
        GrantChange::Granted { to, privileges, .. } => {
            let grantee = planner.next.grantee(to);
            (write::grant(privileges, &object, &grantee), hazard::privileges_widened(&name, privileges, &grantee))
        }
        GrantChange::Revoked { from, privileges, .. } => {
            (write::revoke(privileges, &object, &planner.previous.grantee(from)), None)
        }
    };
    let step = building(stage, statement(kind, &ids.next, name, sql)).at(place, build::GRANT).hazard(hazard);
    planner.push(step.after([Key::Table(&ids.next), Key::Ready(&ids.next)]));
}

fn object<'a>(planner: &Planner<'a>, on: &'a Grantable) -> Option<(&'a Pair<Id>, String, String, u8, usize)> {
    Some(match on {
        Grantable::Schema(ids) => {
            let schema = planner.next.catalog().schema(&ids.next)?;
            let object = format!("SCHEMA {}", crate::sql::quote::ident(&schema.name));
            (ids, object, schema.name.clone(), build::SCHEMA, 0)
        }
        Grantable::Table(ids) => {
            let table = planner.next.table(&ids.next)?;
            let object = format!("TABLE {}", planner.next.table_ref(table));
            (ids, object, table_name(planner.next, table), build::TABLE, planner.next_place(&ids.next))
        }
        Grantable::Object(ids) if planner.rebuilds.objects.contains(&ids.next) => return None,
        Grantable::Object(ids) => {
            let object = planner.next.catalog().object(&ids.next)?;
            (ids, object_words(object), object.identity.clone(), build::LATE, 0)
        }
        Grantable::Sequence(ids) => {
            let sequence = planner.next.sequence(&ids.next)?;
            let object = format!("SEQUENCE {}", planner.next.sequence_ref(sequence));
            let name = format!("{}.{}", planner.next.schema_name(&sequence.schema), sequence.name);
            (ids, object, name, build::SEQUENCE, 0)
        }
    })
}
