//! Projects to start from.
//!
//! Both rebuild a document that a team wrote for its own project with EF Core: the entities, names, lengths, indexes
//! and policies are the document's. Where the document is wrong the template is right, and a [`Note`] says why.

mod audit_log;
mod beer_competition;
mod build;

use serde::Serialize;

use crate::catalog::Id;
use crate::design::Design;

/// A template in the list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TemplateInfo {
    /// Its id, for [`template`].
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it holds, in a sentence.
    pub summary: &'static str,
}

/// A project to start from, and what to say about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// The project.
    pub design: Design,
    /// What differs from the document it rebuilds, and why.
    pub notes: Vec<Note>,
}

/// Something about a template that a person should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The element of the design that it is about.
    pub element: Id,
    /// What was done, in a few words.
    pub title: &'static str,
    /// Why.
    pub why: &'static str,
}

/// The templates, in the order to show them.
pub fn list() -> &'static [TemplateInfo] {
    &[audit_log::INFO, beer_competition::INFO]
}

/// The template with this id.
pub fn template(id: &str) -> Option<Template> {
    match id {
        id if id == audit_log::INFO.id => Some(audit_log::template()),
        id if id == beer_competition::INFO.id => Some(beer_competition::template()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::lower;
    use crate::problem;

    #[test]
    fn every_template_is_there_and_nothing_else() {
        for info in list() {
            assert!(template(info.id).is_some(), "{}", info.id);
        }
        assert_eq!(template("nothing"), None);
    }

    #[test]
    fn no_template_has_a_problem() {
        for info in list() {
            let design = template(info.id).map(|t| t.design).unwrap_or_else(|| panic!("{}", info.id));
            assert_eq!(problem::check(&design, &lower(&design)), Vec::new(), "{}", info.id);
        }
    }

    #[test]
    fn every_note_is_about_something_that_is_there() {
        for template in list().iter().filter_map(|info| template(info.id)) {
            assert!(!template.notes.is_empty());
            for note in &template.notes {
                let design = &template.design;
                let there = design.entities.contains_key(&note.element)
                    || design.roles.contains_key(&note.element)
                    || design.hand_sql.contains_key(&note.element);
                assert!(there, "{note:?}");
            }
        }
    }

    #[test]
    fn every_entity_has_a_place_and_no_two_overlap() {
        for template in list().iter().filter_map(|info| template(info.id)) {
            let cards: Vec<(f64, f64, f64)> = template
                .design
                .entities
                .iter()
                .map(|(id, entity)| {
                    let node = template.design.nodes.get(id).unwrap_or_else(|| panic!("{id} has no place"));
                    (node.x, node.y, 36.0 + 24.0 * entity.table.columns.len() as f64)
                })
                .collect();
            for (at, a) in cards.iter().enumerate() {
                for b in &cards[at + 1..] {
                    let apart = (a.0 - b.0).abs() >= 340.0 || a.1 + a.2 + 80.0 <= b.1 || b.1 + b.2 + 80.0 <= a.1;
                    assert!(apart, "{a:?} {b:?}");
                }
            }
        }
    }
}
