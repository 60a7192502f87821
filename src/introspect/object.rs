//! Objects that are their definition.

use super::dependency::Numbers;
use super::names;
use super::raw::RawObject;
use super::read::Reader;
use crate::catalog::Object;

impl Reader {
    pub(super) fn object(&mut self, raw: RawObject, numbers: &Numbers) -> Object {
        Object {
            id: names::object(&raw.kind, &raw.identity),
            schema: raw.schema.as_deref().map(names::schema),
            relation: raw.relation.and_then(|oid| numbers.relation(oid)),
            kind: raw.kind,
            name: raw.name,
            identity: raw.identity,
            definition: raw.definition,
            replaces: raw.replaces,
            updates: raw.updates.into_iter().flatten().collect(),
            settings: raw.settings.unwrap_or_default(),
            shape: raw.shape,
            owner: self.owner(raw.owner),
            comment: raw.comment,
            grants: self.grants(raw.grants.into_iter().flatten()),
        }
    }
}
