//! Writing the project file.

use std::collections::BTreeMap;

use serde::Serialize;

use super::FORMAT_VERSION;
use crate::catalog::{Catalog, EnumType, Id, Role, Schema};
use crate::design::{Design, Entity, HandSql, Migration, Node, Picture, Settings};

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
        nodes: &design.nodes,
        picture: &design.picture,
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
    nodes: &'d BTreeMap<Id, Node>,
    #[serde(skip_serializing_if = "is_plain")]
    picture: &'d Picture,
    #[serde(skip_serializing_if = "is_nothing")]
    rest: &'d Catalog,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hand_sql: Vec<&'d HandSql>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    migrations: Vec<&'d Migration>,
}

fn is_plain(picture: &&Picture) -> bool {
    picture.is_plain()
}

fn is_nothing(rest: &&Catalog) -> bool {
    **rest == Catalog::default()
}
