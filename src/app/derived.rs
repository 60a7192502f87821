//! What follows from the whole design: the lowered catalog, the problems, the pending change.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::parts::Planner;
use crate::catalog::{Catalog, Column, Id};
use crate::design::Design;
use crate::lower::{Lowered, lower};
use crate::plan::Draft;
use crate::platform::clock;
use crate::problem::{self, Level, Problem};

/// How many problems an element has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

impl Count {
    /// The worse of the two, if there is any.
    pub fn worst(self) -> Option<(Level, usize)> {
        match self {
            Self { errors: 0, warnings: 0 } => None,
            Self { errors: 0, warnings } => Some((Level::Warning, warnings)),
            Self { errors, .. } => Some((Level::Error, errors)),
        }
    }
}

/// Everything that is worked out from a revision of the design.
#[derive(Clone)]
pub struct Derived {
    /// The model revision this was worked out from.
    pub revision: u64,
    /// The catalog that the design lowers to.
    pub lowered: Arc<Lowered>,
    /// What is wrong, errors first.
    pub problems: Arc<Vec<Problem>>,
    /// Problems by element.
    pub counts: Arc<BTreeMap<Id, Count>>,
    /// The pending change; nothing as long as it is not planned.
    pub draft: Arc<Draft>,
    /// Whether the pending change is planned. What plans is loaded when there is something to plan.
    pub planned: bool,
    /// The columns that lowering adds to an entity's table, by entity. The same value as before if nothing changed.
    pub added_columns: Arc<BTreeMap<Id, Vec<Column>>>,
    /// How long it took.
    pub ms: f64,
    /// How long drafting took of it: lowering the design and planning the pending change.
    pub draft_ms: f64,
}

impl Default for Derived {
    fn default() -> Self {
        Self {
            revision: 0,
            lowered: Arc::new(Lowered { catalog: Catalog::default(), problems: Vec::new() }),
            problems: Arc::default(),
            counts: Arc::default(),
            draft: Arc::default(),
            planned: true,
            added_columns: Arc::default(),
            ms: 0.0,
            draft_ms: 0.0,
        }
    }
}

impl Derived {
    /// Works everything out; the pending change only with what plans it.
    pub fn of(design: &Design, revision: u64, previous: &Self, planner: Option<Planner>) -> Self {
        let begun = clock::now_ms();
        // What plans has just come: all else is known of this revision.
        let known = (previous.revision == revision && !previous.planned).then_some(previous);
        let lowered = known.map_or_else(|| Arc::new(lower(design)), |known| Arc::clone(&known.lowered));
        let lowered_at = clock::now_ms();
        let mut problems = known.map_or_else(|| problem::check(design, &lowered), |known| known.problems.to_vec());
        // What lints the wall comes with what plans: an empty canvas needs neither.
        if let Some(planner) = planner {
            problems.extend((planner.wall)(design, &lowered));
            problems = problem::sorted(problems);
        }
        let mut counts: BTreeMap<Id, Count> = BTreeMap::new();
        for problem in &problems {
            let count = counts.entry(problem.element.clone()).or_default();
            match problem.level {
                Level::Error => count.errors += 1,
                Level::Warning => count.warnings += 1,
                Level::Info => {}
            }
        }
        let drafting = clock::now_ms();
        let draft = planner.map(|planner| (planner.pending)(design, &lowered.catalog));
        let ended = clock::now_ms();
        let added = added_columns(design, &lowered);
        Self {
            revision,
            problems: Arc::new(problems),
            counts: Arc::new(counts),
            planned: draft.is_some() || is_blank(design),
            draft: Arc::new(draft.unwrap_or_default()),
            added_columns: if added == *previous.added_columns {
                previous.added_columns.clone()
            } else {
                Arc::new(added)
            },
            lowered,
            ms: ended - begun,
            draft_ms: (lowered_at - begun) + (ended - drafting) + known.map_or(0.0, |known| known.draft_ms),
        }
    }

    /// Problems of one level.
    pub fn count(&self, level: Level) -> usize {
        self.problems.iter().filter(|problem| problem.level == level).count()
    }
}

/// True if nothing was drawn yet, so that there is nothing to plan.
fn is_blank(design: &Design) -> bool {
    if !design.entities.is_empty() || !design.migrations.is_empty() {
        return false;
    }
    let Design { name, settings, nodes, picture, .. } = design.clone();
    *design == Design { settings, nodes, picture, ..Design::empty(name) }
}

/// Derived columns carry their author's id and a slash, so they are told from authored ones by their id alone.
fn added_columns(design: &Design, lowered: &Lowered) -> BTreeMap<Id, Vec<Column>> {
    let mut out = BTreeMap::new();
    for table in &lowered.catalog.tables {
        let id = table.id.element();
        if !design.entities.contains_key(&id) {
            continue;
        }
        let added: Vec<Column> = table
            .columns
            .iter()
            .filter(|column| column.id.as_str().contains('/') && column.id.element() == id)
            .cloned()
            .collect();
        if !added.is_empty() {
            out.insert(id, added);
        }
    }
    out
}
