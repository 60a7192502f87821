//! What was renamed by statements, as PostgreSQL's own object identifiers tell it.

use std::collections::{BTreeMap, BTreeSet};

use super::rename::Likeness;
use crate::catalog::{Catalog, Id};
use crate::engine::{Engine, SqlError};

/// The names of relations, types, columns and labels by their object identifiers.
pub(super) struct Names(BTreeMap<String, Name>);

#[derive(Clone, PartialEq, Eq)]
struct Name {
    kind: String,
    schema: String,
    relation: String,
    part: String,
}

/// What is in no schema of PostgreSQL's own and can have another name by a statement.
const QUERY: &str = "\
SELECT 'r' || c.oid, 'relation', n.nspname, c.relname, '' FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'S', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
UNION ALL
SELECT 'c' || c.oid || '.' || a.attnum, 'column', n.nspname, c.relname, a.attname FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
UNION ALL
SELECT 't' || t.oid, 'type', n.nspname, t.typname, '' FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype IN ('e', 'd') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
UNION ALL
SELECT 'l' || e.oid, 'label', n.nspname, t.typname, e.enumlabel FROM pg_catalog.pg_enum e
JOIN pg_catalog.pg_type t ON t.oid = e.enumtypid JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
UNION ALL
SELECT 's' || n.oid, 'schema', n.nspname, '', '' FROM pg_catalog.pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

impl Names {
    /// The names that an engine's database has now.
    pub(super) async fn of<E: Engine>(engine: &mut E) -> Result<Self, SqlError> {
        let rows = engine.run(QUERY).await?.rows.into_iter();
        let text = |value: &mut Option<String>| value.take().unwrap_or_default();
        let names = rows.filter_map(|row| {
            let [mut oid, mut kind, mut schema, mut relation, mut part] = <[Option<String>; 5]>::try_from(row).ok()?;
            let name = Name {
                kind: text(&mut kind),
                schema: text(&mut schema),
                relation: text(&mut relation),
                part: text(&mut part),
            };
            Some((text(&mut oid), name))
        });
        Ok(Self(names.collect()))
    }

    /// What has another name now, by the ids that it has in a catalog of then and one of now.
    pub(super) fn renamed(&self, now: &Self, catalogs: (&Catalog, &Catalog)) -> Vec<Likeness> {
        let pairs = || self.0.iter().filter_map(|(oid, before)| Some((before, now.0.get(oid)?)));
        let schemas: BTreeSet<(&str, &str)> = pairs()
            .filter(|(before, after)| before.kind == "schema" && before != after)
            .map(|(before, after)| (before.schema.as_str(), after.schema.as_str()))
            .collect();
        let mut out = Vec::new();
        for (before, after) in pairs() {
            // What is only in something that was renamed has the name it had.
            let moved = before.schema != after.schema && !schemas.contains(&(&before.schema, &after.schema));
            let renamed = match before.kind.as_str() {
                "schema" => before.schema != after.schema,
                "column" | "label" => before.part != after.part,
                _ => before.relation != after.relation || moved,
            };
            if !renamed {
                continue;
            }
            if let (Some(object), Some(found)) = (before.find(catalogs.0), after.find(catalogs.1)) {
                out.push(Likeness::sure(&before.kind, before.text(), after.text(), object, found));
            }
        }
        out
    }
}

impl Name {
    fn text(&self) -> String {
        let parts = [&self.schema, &self.relation, &self.part].into_iter().filter(|part| !part.is_empty());
        parts.map(String::as_str).collect::<Vec<_>>().join(".")
    }

    fn find(&self, catalog: &Catalog) -> Option<Id> {
        let schema = &catalog.schemas.iter().find(|schema| schema.name == self.schema)?.id;
        let table = || catalog.tables.iter().find(|t| t.schema == *schema && t.name == self.relation);
        let enum_type = || catalog.enums.iter().find(|e| e.schema == *schema && e.name == self.relation);
        let object = || catalog.objects.iter().find(|o| o.schema.as_ref() == Some(schema) && o.name == self.relation);
        let sequence = || catalog.sequences.iter().find(|s| s.schema == *schema && s.name == self.relation);
        Some(match self.kind.as_str() {
            "schema" => schema.clone(),
            "column" => table()?.columns.iter().find(|c| c.name == self.part)?.id.clone(),
            "label" => enum_type()?.labels.iter().find(|l| l.name == self.part)?.id.clone(),
            "type" => enum_type().map(|e| e.id.clone()).or_else(|| Some(object()?.id.clone()))?,
            _ => {
                let table = table().map(|t| t.id.clone());
                table.or_else(|| Some(sequence()?.id.clone())).or_else(|| Some(object()?.id.clone()))?
            }
        })
    }
}
