//! A design with its history.

use super::apply::carry_out;
use super::change::ChangeSet;
use super::command::{Command, Refusal};
use crate::catalog::Pair;
use crate::design::Design;

/// A design that is being edited, with its undo and redo.
///
/// Whatever changes the design returns a [`ChangeSet`]: a copy of the design to which every returned set is applied
/// stays equal to it. That is how the view and autosave follow.
#[derive(Clone, Debug)]
pub struct Editor {
    design: Design,
    revision: u64,
    saved: u64,
    undo: Vec<Step>,
    redo: Vec<ChangeSet>,
    /// What gestures did so far, the outermost first.
    gestures: Vec<ChangeSet>,
}

/// One step of undo.
#[derive(Clone, Debug)]
struct Step {
    change: ChangeSet,
    /// Edits under the same key in a row are one step.
    coalesce: Option<String>,
}

impl Editor {
    /// An editor of a design, saved and without history.
    pub fn new(design: Design) -> Self {
        Self { design, revision: 0, saved: 0, undo: Vec::new(), redo: Vec::new(), gestures: Vec::new() }
    }

    /// The design.
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// A number that grows whenever the design changes, by undo too: what was derived from the design is fresh as long
    /// as the number is the same.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Notes that a revision was saved.
    pub fn mark_saved(&mut self, revision: u64) {
        self.saved = self.saved.max(revision);
    }

    /// True if the design did not change since it was saved.
    pub fn is_saved(&self) -> bool {
        self.saved == self.revision
    }

    /// Carries out a command: one step of undo, or part of the gesture that is under way.
    pub fn run(&mut self, command: Command) -> Result<ChangeSet, Refusal> {
        let change = carry_out(&mut self.design, command)?;
        self.record(change.clone(), None);
        Ok(change)
    }

    /// Carries out a command that goes on with the one before it: consecutive ones with the same key are one step of
    /// undo. The key names the field that is typed in (`c1/name`); [`Editor::settle`] ends the row.
    pub fn run_coalesced(&mut self, command: Command, key: &str) -> Result<ChangeSet, Refusal> {
        let change = carry_out(&mut self.design, command)?;
        self.record(change.clone(), Some(key));
        Ok(change)
    }

    /// Ends a row of coalesced commands: the next one is a step of its own whatever its key.
    pub fn settle(&mut self) {
        if let Some(step) = self.undo.last_mut() {
            step.coalesce = None;
        }
    }

    /// Replaces the whole project: a new one, a template, an opened or imported one. Undo brings the old one back.
    pub fn replace(&mut self, design: Design) -> ChangeSet {
        let aborted = self.abort_all();
        let change = ChangeSet::between(Pair::new(&self.design, &design));
        self.design = design;
        self.record(change.clone(), None);
        aborted.then(change)
    }

    /// Begins a gesture. Until it is committed, what commands do is one step of undo. Gestures nest.
    pub fn begin(&mut self) {
        self.gestures.push(ChangeSet::default());
    }

    /// Ends the innermost gesture and keeps what it did. One that did nothing, all told, leaves no trace.
    pub fn commit(&mut self) {
        if let Some(change) = self.gestures.pop() {
            self.file(change, None);
        }
    }

    /// Ends the innermost gesture and takes back what it did.
    pub fn abort(&mut self) -> ChangeSet {
        let back = self.gestures.pop().unwrap_or_default().reversed();
        self.go(&back);
        back
    }

    /// True while a gesture is under way.
    pub fn in_gesture(&self) -> bool {
        !self.gestures.is_empty()
    }

    /// True if there is something to undo.
    pub fn can_undo(&self) -> bool {
        self.gestures.iter().any(|gesture| !gesture.is_empty()) || !self.undo.is_empty()
    }

    /// True if there is something to redo.
    pub fn can_redo(&self) -> bool {
        !self.in_gesture() && !self.redo.is_empty()
    }

    /// Takes back the last step. A gesture that is under way is aborted instead if it did anything.
    pub fn undo(&mut self) -> Option<ChangeSet> {
        let aborted = self.abort_all();
        if !aborted.is_empty() {
            return Some(aborted);
        }
        let step = self.undo.pop()?;
        self.redo.push(step.change.clone());
        self.settle();
        let back = step.change.reversed();
        self.go(&back);
        Some(back)
    }

    /// Does again what was taken back last. Nothing can be done again while a gesture is under way.
    pub fn redo(&mut self) -> Option<ChangeSet> {
        if self.in_gesture() {
            return None;
        }
        let change = self.redo.pop()?;
        self.undo.push(Step { change: change.clone(), coalesce: None });
        self.go(&change);
        Some(change)
    }

    fn abort_all(&mut self) -> ChangeSet {
        let mut out = ChangeSet::default();
        while self.in_gesture() {
            out = out.then(self.abort());
        }
        out
    }

    /// Makes a change to the design.
    fn go(&mut self, change: &ChangeSet) {
        if !change.is_empty() {
            change.apply_to(&mut self.design);
            self.revision += 1;
        }
    }

    /// Takes note of a change that was made to the design.
    fn record(&mut self, change: ChangeSet, coalesce: Option<&str>) {
        if !change.is_empty() {
            self.revision += 1;
            self.file(change, coalesce);
        }
    }

    /// Puts a change where undo will find it.
    fn file(&mut self, change: ChangeSet, coalesce: Option<&str>) {
        if let Some(gesture) = self.gestures.last_mut() {
            *gesture = std::mem::take(gesture).then(change);
            return;
        }
        if change.is_empty() {
            return;
        }
        // What was taken back can't be done again once something else was done.
        self.redo.clear();
        let goes_on = coalesce.is_some() && self.undo.last().is_some_and(|step| step.coalesce.as_deref() == coalesce);
        match self.undo.pop() {
            Some(step) if goes_on => {
                let change = step.change.then(change);
                if !change.is_empty() {
                    self.undo.push(Step { change, coalesce: step.coalesce });
                }
            }
            last => {
                self.undo.extend(last);
                self.undo.push(Step { change, coalesce: coalesce.map(str::to_owned) });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::shop;
    use super::*;
    use crate::catalog::Id;
    use crate::design::Node;

    fn named(name: &str) -> Command {
        Command::SetName { name: name.to_owned() }
    }

    fn moved(x: f64) -> Command {
        Command::MoveNodes { nodes: [(Id::new("o"), Node { x, y: 0.0 })].into() }
    }

    #[test]
    fn typing_is_one_step() {
        let mut editor = Editor::new(shop());
        for name in ["S", "Sh", "Sho"] {
            editor.run_coalesced(named(name), "project/name").unwrap();
        }
        editor.settle();
        editor.run_coalesced(named("B"), "project/name").unwrap();
        editor.undo();
        assert_eq!(editor.design().name, "Sho");
        editor.undo();
        assert_eq!(editor.design().name, "Shop");
        assert!(!editor.can_undo());
        editor.redo();
        // What is typed after an undo or a redo is a step of its own.
        editor.run_coalesced(named("C"), "project/name").unwrap();
        editor.undo();
        assert_eq!(editor.design().name, "Sho");
    }

    #[test]
    fn typing_back_to_where_it_began_is_no_step() {
        let mut editor = Editor::new(shop());
        editor.run_coalesced(named("x"), "n").unwrap();
        editor.run_coalesced(named("Shop"), "n").unwrap();
        assert!(!editor.can_undo());
    }

    #[test]
    fn a_drag_is_one_step_and_one_back_to_its_start_none() {
        let mut editor = Editor::new(shop());
        editor.begin();
        (1..50).for_each(|x| drop(editor.run(moved(f64::from(x))).unwrap()));
        editor.commit();
        editor.begin();
        editor.run(moved(7.0)).unwrap();
        editor.run(moved(49.0)).unwrap();
        editor.commit();
        editor.undo();
        assert_eq!(editor.design().nodes[&Id::new("o")], Node::default());
        assert!(!editor.can_undo());
    }

    #[test]
    fn an_aborted_gesture_leaves_no_trace() {
        let mut editor = Editor::new(shop());
        editor.run(named("A")).unwrap();
        editor.undo();
        editor.begin();
        editor.run(moved(9.0)).unwrap();
        editor.abort();
        assert_eq!(*editor.design(), shop());
        assert!(editor.can_redo(), "what could be done again still can");
        editor.begin();
        editor.run(moved(9.0)).unwrap();
        editor.undo();
        assert_eq!(*editor.design(), shop());
        assert!(!editor.in_gesture(), "undo aborts a gesture");
    }

    #[test]
    fn replacing_the_project_can_be_undone() {
        let mut editor = Editor::new(shop());
        editor.replace(Design::empty("New"));
        assert_eq!(*editor.design(), Design::empty("New"));
        editor.undo();
        assert_eq!(*editor.design(), shop());
    }

    #[test]
    fn it_knows_what_is_saved() {
        let mut editor = Editor::new(shop());
        assert!(editor.is_saved());
        editor.run(named("A")).unwrap();
        let revision = editor.revision();
        editor.run(named("B")).unwrap();
        editor.mark_saved(revision);
        assert!(!editor.is_saved(), "what was saved is not the last revision");
        editor.mark_saved(editor.revision());
        assert!(editor.is_saved());
        editor.undo();
        assert!(!editor.is_saved());
    }
}
