//! Commands about what is drawn beside the entities. None of them changes the database.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Key, Record};
use super::command::Refusal;
use super::entity::tidy_node;
use super::work::Work;
use crate::catalog::Id;
use crate::design::{Annotation, Look, Node, View};

/// Adds or replaces an area or a note.
pub(super) fn put_annotation(work: &mut Work<'_>, id: Id, annotation: Annotation) -> Result<(), Refusal> {
    if let Some(view) = &annotation.view {
        known_view(work, view)?;
    }
    if !work.design().picture.annotations.contains_key(&id) {
        work.claim([&id])?;
    }
    work.put(Key::Annotation(id), Some(Record::Annotation(Box::new(annotation.tidy()))));
    Ok(())
}

/// Removes an area or a note.
pub(super) fn remove_annotation(work: &mut Work<'_>, id: Id) -> Result<(), Refusal> {
    if !work.design().picture.annotations.contains_key(&id) {
        return Err(Refusal::about(&id, format!("There is no area or note “{id}”.")));
    }
    work.put(Key::Annotation(id), None);
    Ok(())
}

/// Says how entities look.
pub(super) fn set_looks(work: &mut Work<'_>, looks: BTreeMap<Id, Look>) -> Result<(), Refusal> {
    for (id, look) in looks {
        work.entity(&id)?;
        work.put(Key::Look(id), (look != Look::default()).then_some(Record::Look(look)));
    }
    Ok(())
}

/// Adds or replaces a view.
pub(super) fn put_view(work: &mut Work<'_>, id: Id, mut view: View) -> Result<(), Refusal> {
    for (entity, node) in &mut view.nodes {
        work.entity(entity)?;
        *node = tidy_node(entity, *node)?;
    }
    if !work.design().picture.views.contains_key(&id) {
        work.claim([&id])?;
    }
    work.put(Key::View(id), Some(Record::View(Box::new(view))));
    Ok(())
}

/// Removes a view with its areas and notes. Its entities stay.
pub(super) fn remove_view(work: &mut Work<'_>, id: Id) -> Result<(), Refusal> {
    known_view(work, &id)?;
    let annotations = work.design().picture.annotations.iter();
    let own: Vec<Id> = annotations.filter(|(_, a)| a.view.as_ref() == Some(&id)).map(|(id, _)| id.clone()).collect();
    for annotation in own {
        work.put(Key::Annotation(annotation), None);
    }
    work.put(Key::View(id), None);
    Ok(())
}

/// Shows entities in a view, or moves them in it.
pub(super) fn place_in_view(work: &mut Work<'_>, id: Id, nodes: BTreeMap<Id, Node>) -> Result<(), Refusal> {
    let mut view = known_view(work, &id)?;
    view.nodes.extend(nodes);
    put_view(work, id, view)
}

/// Takes entities out of a view.
pub(super) fn take_out_of_view(work: &mut Work<'_>, id: Id, entities: &BTreeSet<Id>) -> Result<(), Refusal> {
    let mut view = known_view(work, &id)?;
    view.nodes.retain(|entity, _| !entities.contains(entity));
    work.put(Key::View(id), Some(Record::View(Box::new(view))));
    Ok(())
}

/// Forgets how an entity that is gone looked, and where it stood in views.
pub(super) fn forget(work: &mut Work<'_>, entity: &Id) {
    if work.design().picture.looks.contains_key(entity) {
        work.put(Key::Look(entity.clone()), None);
    }
    let views = work.design().picture.views.iter().filter(|(_, view)| view.nodes.contains_key(entity));
    let views: Vec<(Id, View)> = views.map(|(id, view)| (id.clone(), view.clone())).collect();
    for (id, mut view) in views {
        view.nodes.remove(entity);
        work.put(Key::View(id), Some(Record::View(Box::new(view))));
    }
}

fn known_view(work: &Work<'_>, id: &Id) -> Result<View, Refusal> {
    let view = work.design().picture.views.get(id).cloned();
    view.ok_or_else(|| Refusal::about(id, format!("There is no view “{id}”: it may have been removed.")))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{refusal, run, shop};
    use super::super::{Command, Editor};
    use super::*;
    use crate::design::{AnnotationKind, Collapse, Colour, Design};

    fn area(view: Option<&str>) -> Annotation {
        let (kind, view) = (AnnotationKind::Area, view.map(Id::new));
        Annotation { kind, view, text: "Sales".into(), colour: Some(Colour::Teal), x: 0, y: 0, width: 400, height: 3 }
    }

    fn viewed() -> Design {
        let mut design = shop();
        let nodes = BTreeMap::from([(Id::new("o"), Node { x: 1.26, y: -8.0 })]);
        run(&mut design, Command::PutView { id: Id::new("v"), view: View { name: "Sales".into(), nodes } });
        run(&mut design, Command::PutAnnotation { id: Id::new("a"), annotation: area(None) });
        run(&mut design, Command::PutAnnotation { id: Id::new("b"), annotation: area(Some("v")) });
        let look = Look { colour: Some(Colour::Red), collapse: Collapse::Keys };
        run(&mut design, Command::SetLooks { looks: BTreeMap::from([(Id::new("o"), look)]) });
        design
    }

    #[test]
    fn what_is_put_is_tidy() {
        let design = viewed();
        assert_eq!(design.picture.annotations[&Id::new("a")].height, Annotation::SMALLEST);
        assert_eq!(design.picture.views[&Id::new("v")].nodes[&Id::new("o")], Node { x: 1.5, y: -8.0 });
    }

    #[test]
    fn a_removed_entity_leaves_its_views_and_its_look_and_comes_back_with_both() {
        let mut editor = Editor::new(viewed());
        editor.run(Command::RemoveEntity { id: Id::new("o") }).unwrap();
        assert!(editor.design().picture.looks.is_empty());
        assert!(editor.design().picture.views[&Id::new("v")].nodes.is_empty());
        editor.undo();
        assert_eq!(*editor.design(), viewed());
    }

    #[test]
    fn a_removed_view_takes_its_areas_along_and_no_entity() {
        let mut design = viewed();
        run(&mut design, Command::RemoveView { id: Id::new("v") });
        assert_eq!(design.picture.annotations.keys().map(Id::as_str).collect::<Vec<_>>(), ["a"]);
        assert_eq!(design.entities, viewed().entities);
    }

    #[test]
    fn a_look_like_every_other_is_not_kept() {
        let mut design = viewed();
        run(&mut design, Command::SetLooks { looks: BTreeMap::from([(Id::new("o"), Look::default())]) });
        assert!(design.picture.looks.is_empty());
    }

    #[test]
    fn entities_come_and_go_in_a_view() {
        let mut design = viewed();
        let nodes = BTreeMap::from([(Id::new("c"), Node { x: 9.0, y: 9.0 })]);
        run(&mut design, Command::PlaceInView { view: Id::new("v"), nodes });
        run(&mut design, Command::TakeOutOfView { view: Id::new("v"), entities: BTreeSet::from([Id::new("o")]) });
        assert_eq!(design.picture.views[&Id::new("v")].nodes.keys().map(Id::as_str).collect::<Vec<_>>(), ["c"]);
        assert_eq!(design.entities, viewed().entities);
    }

    #[test]
    fn what_leads_nowhere_is_refused() {
        let design = viewed();
        let nodes = BTreeMap::from([(Id::new("x"), Node::default())]);
        for command in [
            Command::PutAnnotation { id: Id::new("n"), annotation: area(Some("x")) },
            Command::PutAnnotation { id: Id::new("o"), annotation: area(None) },
            Command::RemoveAnnotation { id: Id::new("x") },
            Command::SetLooks { looks: BTreeMap::from([(Id::new("x"), Look::default())]) },
            Command::PutView { id: Id::new("w"), view: View { name: String::new(), nodes: nodes.clone() } },
            Command::PlaceInView { view: Id::new("v"), nodes },
            Command::PlaceInView { view: Id::new("x"), nodes: BTreeMap::new() },
            Command::TakeOutOfView { view: Id::new("x"), entities: BTreeSet::new() },
            Command::RemoveView { id: Id::new("x") },
        ] {
            assert!(!refusal(&design, command).message.is_empty());
        }
    }
}
