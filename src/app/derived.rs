//! What follows from the whole design: the lowered catalog, the problems, the pending change.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::{Catalog, Column, Id, Pair};
use crate::design::Design;
use crate::lower::{Lowered, lower};
use crate::plan::{self, Draft};
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
    /// The pending change.
    pub draft: Arc<Draft>,
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
            added_columns: Arc::default(),
            ms: 0.0,
            draft_ms: 0.0,
        }
    }
}

impl Derived {
    /// Works everything out.
    pub fn of(design: &Design, revision: u64, previous: &Self) -> Self {
        let begun = clock::now_ms();
        let lowered = lower(design);
        let lowered_at = clock::now_ms();
        let problems = problem::check(design, &lowered);
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
        let nothing = Catalog::default();
        // Not a copy of it: the snapshot is as large as the model.
        let migrated = design.migrations.values().next_back().map_or(&nothing, |migration| &migration.snapshot);
        let draft = {
            let hand: Vec<_> = design.hand_sql.values().cloned().collect();
            let options = plan::Options { mode: plan::Mode::Simple, target_version: design.settings.target_version };
            plan::draft(Pair::new(migrated, &lowered.catalog), &hand, &options)
        };
        let ended = clock::now_ms();
        let added = added_columns(design, &lowered);
        Self {
            revision,
            problems: Arc::new(problems),
            counts: Arc::new(counts),
            draft: Arc::new(draft),
            added_columns: if added == *previous.added_columns {
                previous.added_columns.clone()
            } else {
                Arc::new(added)
            },
            lowered: Arc::new(lowered),
            ms: ended - begun,
            draft_ms: (lowered_at - begun) + (ended - drafting),
        }
    }

    /// Problems of one level.
    pub fn count(&self, level: Level) -> usize {
        self.problems.iter().filter(|problem| problem.level == level).count()
    }
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
