//! Writing the project file.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Number;

use super::FORMAT_VERSION;
use crate::catalog::Ordered;
use crate::catalog::{Catalog, EnumType, Id, Role, Schema};
use crate::design::{Design, Entity, HandSql, Migration, Settings};

/// The project file's text. The same design gives the same bytes.
pub fn to_json(design: &Design) -> String {
    let file = File {
        format_version: FORMAT_VERSION,
        name: &design.name,
        settings: &design.settings,
        roles: design.roles.values().collect(),
        schemas: design.schemas.values().collect(),
        enums: design.enums.values().collect(),
        entities: design.entities.values().collect(),
        nodes: design.nodes.iter().map(|(id, node)| (id, Place { x: half(node.x), y: half(node.y) })).ordered_map(),
        rest: &design.rest,
        hand_sql: design.hand_sql.values().collect(),
        migrations: design.migrations.values().collect(),
    };
    // Nothing here can fail: every map's keys are texts and nothing is written to the outside.
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File<'d> {
    format_version: u64,
    name: &'d str,
    settings: &'d Settings,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<&'d Role>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    schemas: Vec<&'d Schema>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    enums: Vec<&'d EnumType>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    entities: Vec<&'d Entity>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    nodes: BTreeMap<&'d Id, Place>,
    #[serde(skip_serializing_if = "is_nothing")]
    rest: &'d Catalog,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hand_sql: Vec<&'d HandSql>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    migrations: Vec<&'d Migration>,
}

fn is_nothing(rest: &&Catalog) -> bool {
    **rest == Catalog::default()
}

#[derive(Serialize)]
struct Place {
    x: Number,
    y: Number,
}

/// A coordinate in half units, whole ones without a fraction. What is no number becomes 0.
fn half(coordinate: f64) -> Number {
    let rounded = (coordinate * 2.0).round() / 2.0;
    // Beyond 2^53 a float is no exact integer; no canvas is that large.
    let whole = rounded.fract() == 0.0 && rounded.abs() < 9_007_199_254_740_992.0;
    if whole { Number::from(rounded as i64) } else { Number::from_f64(rounded).unwrap_or_else(|| Number::from(0)) }
}
