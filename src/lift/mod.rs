//! From a catalog to a design: lowering the other way.
//!
//! Tables become entities under their names, with nothing left to conventions; what is not drawn is kept beside them to
//! the letter. Lowering the design gives the catalog back.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, ConstraintKind, Id, PUBLIC_SCHEMA, Schema};
use crate::design::{Design, Entity, Node, Settings};
use crate::introspect::renumbered;
use crate::layout::{ArrangeBox, CARD_WIDTH, CardShape, arrange};

/// A design of an introspected catalog. Its ids are new and short, and the same for the same catalog.
pub fn lift(found: Catalog, name: impl Into<String>, target_version: u8) -> Design {
    let mut catalog = renumbered(found);
    let tables = std::mem::take(&mut catalog.tables);
    let mut design = Design::empty(name);
    let owner_role = catalog.owner.take();
    design.roles = by_id(std::mem::take(&mut catalog.roles), |role| &role.id);
    design.schemas.extend(by_id(std::mem::take(&mut catalog.schemas), |schema: &Schema| &schema.id));
    design.enums = by_id(std::mem::take(&mut catalog.enums), |enum_type| &enum_type.id);
    design.entities = tables.into_iter().map(|table| (table.id.clone(), Entity::new(table))).collect();
    design.settings =
        Settings { default_schema: default_schema(&design), target_version, owner_role, ..Settings::default() };
    design.rest = catalog;
    place(&mut design);
    design
}

fn by_id<T>(items: Vec<T>, id: fn(&T) -> &Id) -> BTreeMap<Id, T> {
    items.into_iter().map(|item| (id(&item).clone(), item)).collect()
}

/// The schema that most tables are in.
fn default_schema(design: &Design) -> Id {
    let mut counts: BTreeMap<&Id, usize> = BTreeMap::new();
    for entity in design.entities.values() {
        *counts.entry(&entity.table.schema).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map_or_else(|| Id::new(PUBLIC_SCHEMA), |(schema, _)| schema.clone())
}

/// Gives every entity its place on the canvas.
fn place(design: &mut Design) {
    let boxes: Vec<ArrangeBox> = design
        .entities
        .values()
        .map(|entity| {
            let height = CardShape::new(entity.table.columns.len()).height();
            ArrangeBox { id: entity.id().clone(), width: CARD_WIDTH, height }
        })
        .collect();
    let mut links = Vec::new();
    for entity in design.entities.values() {
        for constraint in &entity.table.constraints {
            if let ConstraintKind::ForeignKey { target, .. } = &constraint.kind {
                links.push((entity.id().clone(), target.clone()));
            }
        }
    }
    design.nodes = arrange(&boxes, &links).into_iter().map(|(id, at)| (id, Node { x: at.x, y: at.y })).collect();
}
