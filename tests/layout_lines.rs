//! Where automatic layout puts cards and where lines run among them: nothing overlaps, the same model gives the same
//! drawing, and hardly a line crosses a card.

use std::collections::{BTreeMap, BTreeSet};

mod support;

use bulkhead::catalog::{ConstraintKind, Id};
use bulkhead::design::Design;
use bulkhead::import::import;
use bulkhead::layout::{ArrangeBox, CARD_WIDTH, CardIndex, CardShape, EdgeEnd, Point, Rect, arrange, route_among};
use bulkhead::lift::lift;
use bulkhead::lower::lower;
use bulkhead::template;
use support::native::{NativeEngine, servers};

/// Cards and the lines between them: who references whom, from and to which row.
#[derive(Clone, Default)]
struct Model {
    cards: BTreeMap<Id, CardShape>,
    lines: Vec<(Id, usize, Id, usize, bool)>,
}

impl Model {
    fn of(design: &Design) -> Self {
        let lowered = lower(design);
        let mut model = Self::default();
        for (id, entity) in &design.entities {
            let table = lowered.catalog.tables.iter().find(|table| table.id == *id);
            let columns = table.map_or(entity.table.columns.len(), |table| table.columns.len());
            model.cards.insert(id.clone(), CardShape::new(columns));
            for constraint in &entity.table.constraints {
                if let ConstraintKind::ForeignKey { columns, target, .. } = &constraint.kind {
                    let row = entity.table.columns.iter().position(|column| columns.contains(&column.id));
                    model.lines.push((id.clone(), row.unwrap_or(0), target.clone(), 0, false));
                }
            }
            if let Some(base) = &entity.base {
                model.lines.push((id.clone(), 0, base.clone(), 0, true));
            }
        }
        model
    }

    /// Tables by rule, in groups that reference each other more often than others, with a few that many reference.
    fn made_up(count: usize, seed: u64) -> Self {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut below = |limit: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % limit.max(1) as u64) as usize
        };
        let id = |at: usize| Id::new(format!("t{at:04}"));
        let mut model = Self::default();
        for at in 0..count {
            let columns = 4 + below(18);
            model.cards.insert(id(at), CardShape::new(columns));
            for line in 0..(at > 0) as usize + below(2) {
                let target = match below(10) {
                    0 => below(4.min(at + 1)),
                    1 => below(at + 1),
                    _ => at.saturating_sub(1 + below(12)),
                };
                model.lines.push((id(at), (line + 1).min(columns - 1), id(target.min(at)), 0, false));
            }
        }
        model
    }

    fn arranged(&self) -> BTreeMap<Id, Point> {
        let boxes: Vec<ArrangeBox> = self
            .cards
            .iter()
            .map(|(id, shape)| ArrangeBox { id: id.clone(), width: CARD_WIDTH, height: shape.height() })
            .collect();
        let links: Vec<(Id, Id)> = self.lines.iter().map(|(from, _, to, ..)| (from.clone(), to.clone())).collect();
        arrange(&boxes, &links)
    }

    fn index(&self, places: &BTreeMap<Id, Point>) -> CardIndex {
        CardIndex::new(self.cards.iter().map(|(id, shape)| (id.clone(), shape.rect(places[id]))))
    }

    /// How many lines there are and how many of them cross a card.
    fn crossings(&self, index: &CardIndex) -> (usize, usize) {
        let end = |id: &Id, row: usize| {
            let card = index.rect(id).unwrap();
            EdgeEnd { card, y: card.y + self.cards[id].row_middle(row) }
        };
        let crossing = self.lines.iter().filter(|(from, from_row, to, to_row, inherits)| {
            let path = route_among(end(from, *from_row), end(to, *to_row), *inherits, index);
            path.crosses(&index.rects_within(path.bounds()))
        });
        (self.lines.len(), crossing.count())
    }
}

fn overlaps(index: &CardIndex) -> usize {
    index
        .cards()
        .iter()
        .enumerate()
        .map(|(at, (_, rect))| index.within(*rect).iter().filter(|o| **o > at).count())
        .sum()
}

fn check(name: &str, model: &Model, places: &BTreeMap<Id, Point>) -> (usize, usize) {
    let index = model.index(places);
    assert_eq!(overlaps(&index), 0, "{name}: cards overlap");
    let (lines, crossing) = model.crossings(&index);
    let Rect { width, height, .. } = index.bounds().unwrap();
    println!("{name}: {} cards, {crossing} of {lines} lines cross a card, {width:.0} x {height:.0}", index.len());
    (lines, crossing)
}

#[test]
fn lines_of_arranged_models_hardly_ever_cross_a_card() {
    let (mut lines, mut crossing) = (0, 0);
    for info in template::list() {
        let design = template::template(info.id).unwrap().design;
        let model = Model::of(&design);
        let drawn = design.nodes.iter().map(|(id, node)| (id.clone(), Point::new(node.x, node.y))).collect();
        for (name, places) in [("as drawn", drawn), ("arranged", model.arranged())] {
            let (all, bad) = check(&format!("{} {name}", info.id), &model, &places);
            (lines, crossing) = (lines + all, crossing + bad);
        }
    }
    for seed in 1..6 {
        let model = Model::made_up(40 * seed as usize, seed);
        let (all, bad) = check(&format!("made up {seed}"), &model, &model.arranged());
        (lines, crossing) = (lines + all, crossing + bad);
    }
    assert!(crossing * 50 <= lines, "{crossing} of {lines} lines cross a card");
}

#[test]
fn a_thousand_tables_have_places_of_their_own_and_always_the_same() {
    let model = Model::made_up(1000, 7);
    let places = model.arranged();
    assert_eq!(places.len(), 1000);
    assert_eq!(overlaps(&model.index(&places)), 0);
    let mut shuffled = model.clone();
    shuffled.lines.reverse();
    assert_eq!(shuffled.arranged(), places);
    let Rect { width, height, .. } = model.index(&places).bounds().unwrap();
    assert!((0.6..3.2).contains(&(width / height)), "{width} x {height} is not like a screen");
    let different: BTreeSet<String> = places.values().map(|p| format!("{p:?}")).collect();
    assert_eq!(different.len(), 1000);
}

#[test]
fn lines_of_real_schemas_hardly_ever_cross_a_card() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/schemas");
    let (Some(server), Ok(entries)) = (servers().into_iter().next_back(), std::fs::read_dir(&folder)) else {
        eprintln!("skipped: no server, or ../shared/schemas is not here");
        return;
    };
    let (mut lines, mut crossing) = (0, 0);
    for path in
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.extension().is_some_and(|e| e == "sql"))
    {
        let script = std::fs::read_to_string(&path).expect("readable");
        let mut engine = NativeEngine::with_roles(&server.url);
        let imported = pollster::block_on(import(&mut engine, &script)).expect("read");
        let design = lift(imported.found.catalog, "Imported", 18);
        let model = Model::of(&design);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (all, bad) = check(&name, &model, &model.arranged());
        (lines, crossing) = (lines + all, crossing + bad);
    }
    assert!(lines > 0 && crossing * 50 <= lines, "{crossing} of {lines} lines cross a card");
}
