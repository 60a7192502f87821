//! Columns whose type is there only as long as something that goes: an extension that brought it, a view whose rows it is
//! of. No such type can step aside under another name, so the column is of another type in between.

use std::collections::HashSet;

use super::Rebuilds;
use crate::catalog::{Catalog, Column, DataType, Id, Object, Pair};
use crate::diff::Aligned;
use crate::problem::rules::unknown_type::{bare, is_built_in};

impl<'a> Rebuilds<'a> {
    /// True if what a column has its type from goes, for good or to come back.
    pub(super) fn loses_type(&self, aligned: &Aligned<'a>, pair: Pair<&Column>) -> bool {
        let catalog = aligned.catalogs.previous;
        type_from(catalog, pair.previous).any(|object| !self.survives(aligned, &object.id))
    }

    /// What is made anew that columns have their types from, by next id.
    pub(super) fn givers_of_types(&self, aligned: &'a Aligned<'a>) -> HashSet<&'a Id> {
        let catalog = aligned.catalogs.previous;
        let columns = catalog.tables.iter().flat_map(|table| &table.columns);
        let given: HashSet<&Id> = columns.flat_map(|column| type_from(catalog, column)).map(|o| &o.id).collect();
        let kept = aligned.objects.kept.iter().filter(|pair| given.contains(&pair.previous.id));
        kept.map(|pair| &pair.next.id).filter(|id| self.objects.contains(id)).collect()
    }
}

/// The extensions and views that a column has its type from.
fn type_from<'c>(catalog: &'c Catalog, column: &Column) -> impl Iterator<Item = &'c Object> {
    // Few columns stand on anything outside their table, and to ask that costs less than to look up their types.
    let on = catalog.dependencies.get(&column.id).filter(|on| !on.is_empty());
    let name = match &column.data_type {
        DataType::Builtin(name) if on.is_some() => bare(name),
        DataType::Builtin(_) | DataType::Defined { .. } => String::new(),
    };
    let on = on.filter(|_| !name.is_empty() && !is_built_in(&name));
    on.into_iter().flatten().filter_map(|id| catalog.object(id)).filter(move |object| match object.kind.as_str() {
        "extension" => true,
        _ => is_of_rows(object, &name),
    })
}

/// True if a type is that of a view's rows.
pub(crate) fn is_of_rows(object: &Object, data_type: &str) -> bool {
    matches!(object.kind.as_str(), "view" | "materialized view" | "foreign table") && object.identity == data_type
}
