//! Automatic layout of what is open: of everything, of what is selected, or of what stands around one entity.

use std::collections::{BTreeMap, BTreeSet};

use super::canvas::{self, Scene};
use super::state::Workspace;
use super::ui::Ui;
use crate::catalog::{Id, Ordered};
use crate::design::Node;
use crate::edit::Command;
use crate::layout::{ArrangeBox, CARD_WIDTH, CardIndex, Point, Rect, arrange, beside, snap};

/// Which cards are given places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrange {
    /// Every card.
    All,
    /// These, where they are now.
    These(BTreeSet<Id>),
    /// What references an entity and what it references, around it. The entity stays.
    Around(Id),
}

/// Arranges cards in one step of the history and shows them.
pub fn run(workspace: Workspace, ui: Ui, what: Arrange) {
    let scene = canvas::scene(workspace);
    let places = match &what {
        Arrange::All => everything(&scene),
        Arrange::These(ids) => these(workspace, &scene, ids),
        Arrange::Around(id) => around(workspace, &scene, id),
    };
    if places.is_empty() {
        return;
    }
    let rects: Vec<Rect> = places.iter().filter_map(|(id, at)| Some(scene.shapes.get(id)?.rect(*at))).collect();
    let nodes: BTreeMap<Id, Node> = places.into_iter().map(|(id, at)| (id, Node { x: at.x, y: at.y })).ordered_map();
    workspace.begin();
    workspace.run(Command::MoveNodes { nodes });
    workspace.commit();
    match what {
        Arrange::All => canvas::fit(workspace, ui),
        Arrange::These(_) | Arrange::Around(_) => canvas::fly_to(ui, rects),
    }
}

fn boxes<'a>(scene: &Scene, ids: impl Iterator<Item = &'a Id>) -> Vec<ArrangeBox> {
    let sized = |id: &Id| {
        let height = scene.shapes.get(id)?.height();
        Some(ArrangeBox { id: id.clone(), width: CARD_WIDTH, height })
    };
    ids.filter_map(sized).collect()
}

fn links(scene: &Scene) -> Vec<(Id, Id)> {
    scene.edges.iter().map(|edge| (edge.from.clone(), edge.to.clone())).collect()
}

fn everything(scene: &Scene) -> BTreeMap<Id, Point> {
    arrange(&boxes(scene, scene.shapes.keys()), &links(scene))
}

/// The cards among themselves, at the corner at which they stand; pushed aside as a whole if others stand in their way.
fn these(workspace: Workspace, scene: &Scene, ids: &BTreeSet<Id>) -> BTreeMap<Id, Point> {
    let places = arrange(&boxes(scene, ids.iter()), &links(scene));
    let Some(now) = Rect::around(ids.iter().filter_map(|id| scene.rect(workspace, id))) else { return places };
    let Some(then) = around_all(scene, &places) else { return places };
    let others = scene.shapes.keys().filter(|id| !ids.contains(*id));
    let others = CardIndex::new(others.filter_map(|id| Some((id.clone(), scene.rect(workspace, id)?))));
    let free = beside(Rect::new(now.x, now.y, then.width, then.height), &others);
    let (dx, dy) = (snap(free.x - then.x), snap(free.y - then.y));
    places.into_iter().map(|(id, at)| (id, Point::new(at.x + dx, at.y + dy))).collect()
}

fn around(workspace: Workspace, scene: &Scene, centre: &Id) -> BTreeMap<Id, Point> {
    let mut ids = canvas::neighbours(scene, &[centre.clone()].into_iter().ordered_set());
    ids.insert(centre.clone());
    let places = arrange(&boxes(scene, ids.iter()), &links(scene));
    let (Some(stays), Some(made)) = (workspace.peek_node(centre), places.get(centre).copied()) else { return places };
    let moved = |at: Point| Point::new(at.x + snap(stays.x - made.x), at.y + snap(stays.y - made.y));
    let others = scene.shapes.keys().filter(|id| !ids.contains(*id));
    let others = CardIndex::new(others.filter_map(|id| Some((id.clone(), scene.rect(workspace, id)?))));
    let places: BTreeMap<Id, Point> = places.into_iter().map(|(id, at)| (id, moved(at))).collect();
    let Some(whole) = around_all(scene, &places) else { return places };
    // The entity stays only where its neighbours find room beside what is not theirs.
    let free = beside(whole, &others);
    let (dx, dy) = (snap(free.x - whole.x), snap(free.y - whole.y));
    places.into_iter().map(|(id, at)| (id, Point::new(at.x + dx, at.y + dy))).collect()
}

fn around_all(scene: &Scene, places: &BTreeMap<Id, Point>) -> Option<Rect> {
    Rect::around(places.iter().filter_map(|(id, at)| Some(scene.shapes.get(id)?.rect(*at))))
}
