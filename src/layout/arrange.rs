//! A simple automatic layout: layers from left to right, referenced tables before those that reference them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Point, Rect, snap};
use crate::catalog::Id;
use crate::catalog::Ordered;
use crate::catalog::Sorting;

/// The room between two layers: lines run in it.
const LAYER_GAP: f64 = 112.0;
/// The room between two cards of a layer.
const CARD_GAP: f64 = 40.0;
/// The room between two groups that no line joins.
const GROUP_GAP: f64 = 96.0;
/// A layer higher than this is broken into several columns, unless the whole group is a good deal larger.
const MAX_COLUMN: f64 = 2400.0;
/// How much wider than high the whole should be: about as a screen is.
const ASPECT: f64 = 1.6;
/// How much wider than high layers may become before they are put into columns of one height.
const WIDEST: f64 = 3.0;
/// Rounds of sorting layers by their neighbours.
const ROUNDS: usize = 6;

/// What is to be placed: an id and a size.
#[derive(Clone, Debug, PartialEq)]
pub struct Box {
    /// Identity.
    pub id: Id,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Finds a place for every box. A link leads from the referencing to the referenced one; links to itself and to boxes
/// that are not there count for nothing. The same input gives the same places, whatever the order of links.
pub fn arrange(boxes: &[Box], links: &[(Id, Id)]) -> BTreeMap<Id, Point> {
    let by_id: BTreeMap<&Id, &Box> = boxes.iter().map(|b| (&b.id, b)).ordered_map();
    let mut targets: BTreeMap<&Id, BTreeSet<&Id>> = BTreeMap::new();
    let mut neighbours: BTreeMap<&Id, BTreeSet<&Id>> = BTreeMap::new();
    for (from, to) in links {
        if from != to && by_id.contains_key(from) && by_id.contains_key(to) {
            targets.entry(from).or_default().insert(to);
            neighbours.entry(from).or_default().insert(to);
            neighbours.entry(to).or_default().insert(from);
        }
    }

    let mut placed_groups = Vec::new();
    let mut alone = Vec::new();
    for group in groups(&by_id, &neighbours) {
        match group.as_slice() {
            [single] => alone.push(*single),
            _ => placed_groups.push(place_group(&group, &by_id, &targets, &neighbours)),
        }
    }
    // Large groups first: small ones fill up the rows behind them.
    placed_groups.order_by(|a, b| b.1.height.total_cmp(&a.1.height));
    if !alone.is_empty() {
        placed_groups.push(place_alone(&alone, &by_id));
    }
    pack(placed_groups)
}

type Placed = (Vec<(Id, Point)>, Rect);

fn groups<'a>(by_id: &BTreeMap<&'a Id, &'a Box>, neighbours: &BTreeMap<&'a Id, BTreeSet<&'a Id>>) -> Vec<Vec<&'a Id>> {
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for id in by_id.keys() {
        if !seen.insert(*id) {
            continue;
        }
        let mut group = vec![*id];
        let mut next = 0;
        while let Some(id) = group.get(next).copied() {
            next += 1;
            for other in neighbours.get(id).into_iter().flatten() {
                if seen.insert(*other) {
                    group.push(*other);
                }
            }
        }
        group.order();
        out.push(group);
    }
    out
}

/// The layer of each box: one more than that of what it references, links that close a circle left out.
fn layers<'a>(group: &[&'a Id], targets: &BTreeMap<&'a Id, BTreeSet<&'a Id>>) -> BTreeMap<&'a Id, usize> {
    let mut layer: BTreeMap<&Id, usize> = BTreeMap::new();
    let mut open: BTreeSet<&Id> = BTreeSet::new();
    for start in group {
        // A stack of its own instead of recursion: a chain of tables can be longer than the browser's stack.
        let mut stack = vec![(*start, false)];
        while let Some((id, leaving)) = stack.pop() {
            if leaving {
                open.remove(id);
                let deepest = targets
                    .get(id)
                    .into_iter()
                    .flatten()
                    .filter(|target| !open.contains(*target))
                    .filter_map(|target| layer.get(*target))
                    .max();
                layer.insert(id, deepest.map_or(0, |deepest| deepest + 1));
            } else if !layer.contains_key(id) && open.insert(id) {
                stack.push((id, true));
                stack.extend(
                    targets.get(id).into_iter().flatten().filter(|t| !layer.contains_key(*t)).map(|t| (*t, false)),
                );
            }
        }
    }
    layer
}

fn place_group<'a>(
    group: &[&'a Id],
    by_id: &BTreeMap<&'a Id, &'a Box>,
    targets: &BTreeMap<&'a Id, BTreeSet<&'a Id>>,
    neighbours: &BTreeMap<&'a Id, BTreeSet<&'a Id>>,
) -> Placed {
    let layer = layers(group, targets);
    let mut rows: BTreeMap<usize, Vec<&Id>> = BTreeMap::new();
    for id in group {
        rows.entry(layer.get(*id).copied().unwrap_or(0)).or_default().push(*id);
    }
    let mut columns = into_columns(rows.into_values().collect(), by_id);

    let mut order: BTreeMap<&Id, f64> = BTreeMap::new();
    for column in &columns {
        for (i, id) in column.iter().enumerate() {
            order.insert(*id, i as f64 / column.len() as f64);
        }
    }
    for round in 0..ROUNDS {
        let count = columns.len();
        for i in 0..count {
            let at = if round % 2 == 0 { i } else { count - 1 - i };
            let column = &mut columns[at];
            let weight = |id: &Id| {
                let around: Vec<f64> =
                    neighbours.get(id).into_iter().flatten().filter_map(|n| order.get(*n)).copied().collect();
                if around.is_empty() {
                    order.get(id).copied().unwrap_or(0.0)
                } else {
                    around.iter().sum::<f64>() / around.len() as f64
                }
            };
            let mut weighted: Vec<(f64, &Id)> = column.iter().map(|id| (weight(id), *id)).collect();
            weighted.order_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)));
            *column = weighted.into_iter().map(|(_, id)| id).collect();
            for (i, id) in column.iter().enumerate() {
                order.insert(*id, i as f64 / column.len() as f64);
            }
        }
    }
    place_columns(&columns, by_id, LAYER_GAP)
}

/// The columns of a group: a layer to a column where that looks like a screen; else the layers one after the other in columns
/// of one height. A chain of a hundred tables would be a hundred columns wide.
fn into_columns<'a>(rows: Vec<Vec<&'a Id>>, by_id: &BTreeMap<&'a Id, &'a Box>) -> Vec<Vec<&'a Id>> {
    let sized = |id: &Id| by_id.get(id).map_or((0.0, 0.0), |b| (b.width + LAYER_GAP, b.height + CARD_GAP));
    let all = || rows.iter().flatten().map(|id| sized(id));
    let area: f64 = all().map(|(width, height)| width * height).sum();
    let side = (area / ASPECT).sqrt().max(MAX_COLUMN);
    let columns: Vec<Vec<&Id>> = rows.iter().flat_map(|row| split(row.clone(), by_id, side)).collect();
    let height = |column: &Vec<&Id>| column.iter().map(|id| sized(id).1).sum::<f64>();
    let width: f64 = columns.iter().map(|column| column.iter().map(|id| sized(id).0).fold(0.0, f64::max)).sum();
    let tallest = columns.iter().map(height).fold(0.0, f64::max);
    if width <= tallest * WIDEST || width <= MAX_COLUMN * ASPECT {
        return columns;
    }
    let side = (area / ASPECT).sqrt();
    let mut out: Vec<Vec<&Id>> = vec![Vec::new()];
    let mut filled = 0.0;
    for id in rows.into_iter().flatten() {
        if filled >= side {
            out.push(Vec::new());
            filled = 0.0;
        }
        filled += sized(id).1;
        if let Some(column) = out.last_mut() {
            column.push(id);
        }
    }
    out
}

/// Breaks a layer that is too high into columns of about equal height.
fn split<'a>(row: Vec<&'a Id>, by_id: &BTreeMap<&'a Id, &'a Box>, limit: f64) -> Vec<Vec<&'a Id>> {
    let height = |id: &Id| by_id.get(id).map_or(0.0, |b| b.height + CARD_GAP);
    let total: f64 = row.iter().map(|id| height(id)).sum();
    let share = total / (total / limit).ceil().max(1.0);
    let mut out: Vec<Vec<&Id>> = vec![Vec::new()];
    let mut filled = 0.0;
    for id in row {
        if filled >= share {
            out.push(Vec::new());
            filled = 0.0;
        }
        filled += height(id);
        if let Some(column) = out.last_mut() {
            column.push(id);
        }
    }
    out
}

fn place_columns(columns: &[Vec<&Id>], by_id: &BTreeMap<&Id, &Box>, gap: f64) -> Placed {
    let height = |column: &[&Id]| -> f64 {
        column.iter().filter_map(|id| by_id.get(id)).map(|b| b.height + CARD_GAP).sum::<f64>() - CARD_GAP
    };
    let tallest = columns.iter().map(|c| height(c)).fold(0.0, f64::max);
    let (mut places, mut x) = (Vec::new(), 0.0);
    for column in columns {
        let mut y = (tallest - height(column)) / 2.0;
        let mut widest = 0.0_f64;
        for b in column.iter().filter_map(|id| by_id.get(id)) {
            places.push((b.id.clone(), Point::new(x, y)));
            y += b.height + CARD_GAP;
            widest = widest.max(b.width);
        }
        x += widest + gap;
    }
    (places, Rect::new(0.0, 0.0, (x - gap).max(0.0), tallest))
}

/// Boxes without any link, in a block that is a little wider than high.
fn place_alone(alone: &[&Id], by_id: &BTreeMap<&Id, &Box>) -> Placed {
    let area: f64 =
        alone.iter().filter_map(|id| by_id.get(id)).map(|b| (b.width + CARD_GAP) * (b.height + CARD_GAP)).sum();
    let share = (area / ASPECT).sqrt();
    let (mut columns, mut filled): (Vec<Vec<&Id>>, f64) = (vec![Vec::new()], 0.0);
    for id in alone {
        if filled >= share {
            columns.push(Vec::new());
            filled = 0.0;
        }
        filled += by_id.get(id).map_or(0.0, |b| b.height + CARD_GAP);
        if let Some(column) = columns.last_mut() {
            column.push(id);
        }
    }
    let (places, rect) = place_columns(&columns, by_id, CARD_GAP);
    // Without lines to straighten, columns look calmer when they begin at one height.
    let tops: BTreeMap<&Id, f64> = columns
        .iter()
        .filter_map(|column| column.first().and_then(|id| places.iter().find(|p| p.0 == **id)).map(|p| (column, p.1.y)))
        .flat_map(|(column, top)| column.iter().map(move |id| (*id, top)))
        .ordered_map();
    let lifted =
        places.iter().map(|(id, p)| (id.clone(), Point::new(p.x, p.y - tops.get(id).unwrap_or(&0.0)))).collect();
    (lifted, rect)
}

/// Puts groups into rows of about one width, so that the whole is a little wider than high.
fn pack(groups: Vec<Placed>) -> BTreeMap<Id, Point> {
    let area: f64 = groups.iter().map(|g| (g.1.width + GROUP_GAP) * (g.1.height + GROUP_GAP)).sum();
    let widest = groups.iter().map(|g| g.1.width).fold(0.0, f64::max);
    let limit = (area * ASPECT).sqrt().max(widest);
    let mut out = BTreeMap::new();
    let (mut x, mut y, mut row) = (0.0, 0.0, 0.0_f64);
    for (places, rect) in groups {
        if x > 0.0 && x + rect.width > limit {
            x = 0.0;
            y += row + GROUP_GAP;
            row = 0.0;
        }
        for (id, p) in places {
            out.insert(id, Point::new(snap(p.x + x), snap(p.y + y)));
        }
        x += rect.width + GROUP_GAP;
        row = row.max(rect.height);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxes(n: usize) -> Vec<Box> {
        (0..n)
            .map(|i| Box { id: Id::new(format!("e{i:04}")), width: 256.0, height: 80.0 + (i % 7) as f64 * 24.0 })
            .collect()
    }

    fn link(from: usize, to: usize) -> (Id, Id) {
        (Id::new(format!("e{from:04}")), Id::new(format!("e{to:04}")))
    }

    fn check_apart(boxes: &[Box], places: &BTreeMap<Id, Point>) {
        let rects: Vec<Rect> =
            boxes.iter().map(|b| Rect::new(places[&b.id].x, places[&b.id].y, b.width, b.height)).collect();
        for (i, a) in rects.iter().enumerate() {
            for b in &rects[i + 1..] {
                assert!(!a.intersects(*b), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn nothing_overlaps_and_everything_has_a_place() {
        let boxes = boxes(150);
        let links: Vec<_> = (1..120).map(|i| link(i, i * 7 % i.max(1))).chain([link(3, 3), link(0, 9)]).collect();
        let places = arrange(&boxes, &links);
        assert_eq!(places.len(), 150);
        check_apart(&boxes, &places);
    }

    #[test]
    fn a_referenced_table_stands_to_the_left() {
        let places = arrange(&boxes(3), &[link(0, 1), link(1, 2)]);
        let x = |i: usize| places[&Id::new(format!("e{i:04}"))].x;
        assert!(x(2) < x(1) && x(1) < x(0));
    }

    #[test]
    fn circles_and_long_chains_end() {
        let boxes = boxes(3000);
        let mut links: Vec<_> = (1..3000).map(|i| link(i, i - 1)).collect();
        links.push(link(0, 2999));
        assert_eq!(arrange(&boxes, &links).len(), 3000);
    }

    #[test]
    fn the_order_of_links_does_not_matter() {
        let boxes = boxes(20);
        let links: Vec<_> = (1..20).map(|i| link(i, i / 3)).collect();
        let reversed: Vec<_> = links.iter().rev().cloned().collect();
        assert_eq!(arrange(&boxes, &links), arrange(&boxes, &reversed));
    }
}
