//! How a column's values get from one type to another, where the types may be the catalog's own.

use super::cast::{self, Side};
use crate::catalog::{Attribute, DataType, Object, Pair, TypeShape};
use crate::sql::quote;
use crate::sql::write::Writer;

/// A type as far as converting its values goes.
#[derive(Debug)]
struct Resolved<'a> {
    /// What it is in the end: a domain's base type, as SQL.
    sql: String,
    /// True if it is one of the catalog's and no domain: its values go by way of text.
    is_own: bool,
    /// The attributes of a composite type.
    attributes: Option<&'a [Attribute]>,
}

/// The expression after USING, or `None` where PostgreSQL assigns the values itself.
pub(crate) fn using<'a>(writers: Pair<&Writer<'a>>, column: &str, types: Pair<&'a DataType>) -> Option<String> {
    let from = resolved(writers.previous, types.previous);
    let to = resolved(writers.next, types.next);
    if let (Some(before), Some(after)) = (from.attributes, to.attributes) {
        let target = writers.next.data_type(types.next);
        return Some(row(writers, column, Pair::new(before, after), &target));
    }
    let using = cast::using(column, from.side(), to.side())?;
    // PostgreSQL assigns a domain's base type to it, but no array of the one to an array of the other.
    let target = writers.next.data_type(types.next);
    Some(if target != to.sql && to.sql.ends_with("[]") { format!("({using})::{target}") } else { using })
}

/// True if values go from one composite type to another within arrays, and the types differ in more than the types of
/// their attributes: text would be read by the places of the attributes.
pub(crate) fn by_names(writers: Pair<&Writer<'_>>, types: Pair<&DataType>) -> bool {
    let names = Pair::new(writers.previous.data_type(types.previous), writers.next.data_type(types.next));
    other_rows_in_arrays(writers, names.as_ref().map(|name| name.as_str()), 0)
}

/// The same of types by their names. Types are made of others, but not without end.
fn other_rows_in_arrays(writers: Pair<&Writer<'_>>, names: Pair<&str>, depth: usize) -> bool {
    let elements = names.map(|name| name.strip_suffix("[]").unwrap_or(name));
    let Some(before) = composite(writers.previous, elements.previous) else { return false };
    let Some(after) = composite(writers.next, elements.next) else { return false };
    let in_array = elements.previous != names.previous && elements.next != names.next;
    let differs = in_array && !before.iter().map(|a| &a.name).eq(after.iter().map(|a| &a.name));
    differs
        || depth < 32
            && after.iter().any(|attribute| {
                let same = before.iter().find(|before| before.name == attribute.name);
                same.is_some_and(|before| {
                    let brackets = if in_array { "[]" } else { "" };
                    let inner = Pair::new(&before.data_type, &attribute.data_type);
                    // What is made of rows within an array is within it, too.
                    let inner =
                        inner.map(|name| if name.ends_with("[]") { name.clone() } else { format!("{name}{brackets}") });
                    other_rows_in_arrays(writers, Pair::new(&inner.previous, &inner.next), depth + 1)
                })
            })
}

impl Resolved<'_> {
    fn side(&self) -> Side<'_> {
        Side { sql: &self.sql, is_enum: self.is_own }
    }
}

fn resolved<'a>(writer: &Writer<'a>, data_type: &'a DataType) -> Resolved<'a> {
    let DataType::Defined { id, array } = data_type else {
        let is_own = writer.catalog().own_type(data_type).is_some();
        return Resolved { sql: writer.data_type(data_type), is_own, attributes: None };
    };
    let brackets = if *array { "[]" } else { "" };
    let mut found = writer.type_object(id);
    let mut name = writer.data_type(&DataType::Defined { id: id.clone(), array: false });
    let mut is_own = true;
    // A domain's values are its base type's, and that may be a domain again.
    while let Some(TypeShape::Domain { base, .. }) = found.and_then(|object| object.shape.as_ref()) {
        let element = base.strip_suffix("[]").unwrap_or(base);
        if element.len() < base.len() && *array {
            // There is no word for an array of arrays.
            return Resolved { sql: writer.data_type(data_type), is_own: true, attributes: None };
        }
        name.clone_from(base);
        found = writer.catalog().objects.iter().find(|object| object.is_type() && object.identity == element);
        let is_enum = writer.catalog().enums.iter().any(|e| writer.enum_ref(e) == element);
        is_own = found.is_some() || is_enum;
        if element.len() < base.len() {
            found = None;
        }
    }
    let attributes = match found.and_then(|object: &Object| object.shape.as_ref()) {
        Some(TypeShape::Composite { attributes }) if !*array => Some(attributes.as_slice()),
        _ => None,
    };
    Resolved { sql: format!("{name}{brackets}"), is_own, attributes }
}

/// The attributes of a composite type, by its name.
fn composite<'a>(writer: &Writer<'a>, name: &str) -> Option<&'a [Attribute]> {
    let found = writer.catalog().objects.iter().find(|object| object.is_type() && object.identity == name)?;
    match &found.shape {
        Some(TypeShape::Composite { attributes }) => Some(attributes),
        _ => None,
    }
}

/// A row of the new attributes: those that were there keep their values.
fn row(writers: Pair<&Writer<'_>>, column: &str, pair: Pair<&[Attribute]>, target: &str) -> String {
    let fields = pair.next.iter().map(|attribute| {
        let Some(before) = pair.previous.iter().find(|before| before.name == attribute.name) else {
            return "NULL".to_owned();
        };
        let field = format!("({column}).{}", quote::ident(&before.name));
        let nested =
            Pair::new(composite(writers.previous, &before.data_type), composite(writers.next, &attribute.data_type));
        if let (Some(from), Some(to)) = (nested.previous, nested.next) {
            return row(writers, &field, Pair::new(from, to), &attribute.data_type);
        }
        let own = |writer: &Writer<'_>, name: &str| {
            let element = name.strip_suffix("[]").unwrap_or(name);
            let catalog = writer.catalog();
            catalog.enums.iter().any(|e| writer.enum_ref(e) == element)
                || catalog.objects.iter().any(|object| object.is_type() && object.identity == element)
        };
        let from = Side { sql: &before.data_type, is_enum: own(writers.previous, &before.data_type) };
        let to = Side { sql: &attribute.data_type, is_enum: own(writers.next, &attribute.data_type) };
        cast::using(&field, from, to).unwrap_or(field)
    });
    let fields: Vec<_> = fields.collect();
    format!("CASE WHEN {column} IS DISTINCT FROM NULL THEN ROW({})::{target} END", fields.join(", "))
}
