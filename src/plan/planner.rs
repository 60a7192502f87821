//! What every part of the planner has at hand.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Statement;
use super::dependency::Dependencies;
use super::heritage::Heritage;
use super::kind::Kind;
use super::options::{Mode, Options};
use super::rebuild::{Rebuilds, TableRebuilds};
use super::stand_in::StandIns;
use super::step::{Key, Phase, Step};
use crate::catalog::{Id, Index, RowSecurity, Table};
use crate::diff::{Aligned, Change, TableMatch};
use crate::sql::write::Writer;

/// A plan in the making.
#[derive(Debug)]
pub(crate) struct Planner<'a> {
    pub(crate) aligned: &'a Aligned<'a>,
    pub(crate) changes: &'a [Change],
    /// Writes the previous catalog.
    pub(crate) previous: &'a Writer<'a>,
    /// Writes the next catalog.
    pub(crate) next: &'a Writer<'a>,
    pub(crate) options: Options,
    /// True for down: what it adds was there before, and its values are lost.
    pub(crate) restoring: bool,
    pub(crate) heritage: Heritage<'a>,
    pub(crate) stand_ins: StandIns<'a>,
    pub(crate) rebuilds: Rebuilds<'a>,
    /// Next ids of enums whose new labels are used by statements of this plan.
    pub(crate) used_at_once: HashSet<&'a Id>,
    pub(crate) steps: Vec<Step<'a>>,
    /// Kept tables, by their places, whose forced row-level security is lifted while their rows are read.
    lifted: BTreeMap<usize, &'a Table>,
    dependencies: Dependencies<'a>,
    previous_places: HashMap<&'a Id, usize>,
    next_places: HashMap<&'a Id, usize>,
    links: usize,
}

impl<'a> Planner<'a> {
    pub(crate) fn new(
        aligned: &'a Aligned<'a>,
        changes: &'a [Change],
        writers: (&'a Writer<'a>, &'a Writer<'a>),
        options: Options,
        restoring: bool,
    ) -> Self {
        let places = |tables: &'a [Table]| tables.iter().enumerate().map(|(at, t)| (&t.id, at)).collect();
        let heritage = Heritage::of(aligned);
        Self {
            aligned,
            changes,
            previous: writers.0,
            next: writers.1,
            options,
            restoring,
            stand_ins: StandIns::of(aligned, &heritage),
            heritage,
            rebuilds: Rebuilds::default(),
            used_at_once: HashSet::new(),
            steps: Vec::new(),
            lifted: BTreeMap::new(),
            dependencies: Dependencies::new(aligned.catalogs),
            previous_places: places(&aligned.catalogs.previous.tables),
            next_places: places(&aligned.catalogs.next.tables),
            links: 0,
        }
    }

    /// Adds a step; what its object stands on comes before it is made, and goes after it is gone.
    pub(crate) fn push(&mut self, step: Step<'a>) {
        self.steps.push(self.dependencies.order(step));
    }

    /// A number for one link of a chain of steps.
    pub(crate) fn link(&mut self) -> Key<'a> {
        self.links += 1;
        Key::Link(self.links)
    }

    /// The keys of a step that reads all rows of a table, as the check of a new foreign key does: what it comes after,
    /// and what it provides.
    ///
    /// Forced row-level security binds the owner too: rows that no policy shows it would not be read, and the foreign
    /// key would be taken for valid whatever stands in them. So it is lifted for that time, and not set before.
    pub(crate) fn reading(&mut self, table: &'a Id) -> (Key<'a>, Key<'a>) {
        if let Some(matched) = self.aligned.kept_by_next(table)
            && matched.tables.previous.row_security == RowSecurity::Forced
            && matched.tables.next.row_security == RowSecurity::Forced
        {
            self.lifted.insert(self.next_place(table), matched.tables.next);
        }
        (Key::Lifted(table), Key::Checked(table))
    }

    /// Makes the steps that lift row-level security and force it again.
    pub(crate) fn lift_row_security(&mut self) {
        for (place, table) in std::mem::take(&mut self.lifted) {
            let sql = |words: &str| format!("ALTER TABLE {} {words} ROW LEVEL SECURITY", self.next.table_ref(table));
            let name = table_name(self.next, table);
            let lift = statement(Kind::NoForceRowSecurity, &table.id, name.clone(), sql("NO FORCE"));
            let force = statement(Kind::ForceRowSecurity, &table.id, name, sql("FORCE"));
            let lift = building(build::TABLE, lift).at(place, build::CREATE).provides([Key::Lifted(&table.id)]);
            let force = Step::new(Phase::CleanUp, build::LAST, force).at(place, 0).after([Key::Checked(&table.id)]);
            self.push(lift);
            self.push(force);
        }
    }

    /// True if a part of a previous table stands on something outside the table.
    pub(crate) fn stood_outside(&self, part: &Id) -> bool {
        self.dependencies.stood_outside(part)
    }

    pub(crate) fn is_online(&self) -> bool {
        self.options.mode == Mode::Online
    }

    /// True if a table of the next catalog is not in the previous one.
    pub(crate) fn is_new(&self, table: &Id) -> bool {
        self.aligned.kept_by_next(table).is_none()
    }

    pub(crate) fn previous_place(&self, table: &Id) -> usize {
        self.previous_places.get(table).copied().unwrap_or_default()
    }

    pub(crate) fn next_place(&self, table: &Id) -> usize {
        self.next_places.get(table).copied().unwrap_or_default()
    }

    /// What is made again of a table in both catalogs.
    pub(crate) fn rebuilds(&self, table: &TableMatch<'a>) -> Option<&TableRebuilds<'a>> {
        self.rebuilds.table(&table.tables.next.id)
    }

    pub(crate) fn is_constraint_rebuilt(&self, table: &Id, constraint: &Id) -> bool {
        self.rebuilds.table(table).is_some_and(|r| r.constraints.contains(constraint))
    }

    pub(crate) fn is_index_rebuilt(&self, table: &Id, index: &Id) -> bool {
        self.rebuilds.table(table).is_some_and(|r| r.indexes.contains(index))
    }

    pub(crate) fn is_policy_rebuilt(&self, table: &Id, policy: &Id) -> bool {
        self.rebuilds.table(table).is_some_and(|r| r.policies.contains(policy))
    }

    /// True for a column that is made again with its values, behind the others.
    pub(crate) fn is_column_moved(&self, table: &Id, column: &Id) -> bool {
        self.rebuilds.table(table).is_some_and(|r| r.moved.contains(column))
    }

    pub(crate) fn is_column_recreated(&self, table: &Id, column: &Id) -> bool {
        self.rebuilds.table(table).is_some_and(|r| r.recreated.contains(column))
    }
}

/// The stages of the first phase, in the order a person would take things apart in.
pub(crate) mod dismantle {
    pub(crate) const OBJECT: u8 = 0;
    pub(crate) const ROW_SECURITY: u8 = 0;
    pub(crate) const POLICY: u8 = 1;
    pub(crate) const FOREIGN_KEY: u8 = 2;
    pub(crate) const INDEX: u8 = 3;
    pub(crate) const CONSTRAINT: u8 = 4;
    pub(crate) const VALUE: u8 = 5;
    pub(crate) const COLUMN: u8 = 6;
    pub(crate) const TABLE: u8 = 7;
    pub(crate) const SEQUENCE: u8 = 8;
    pub(crate) const ENUM: u8 = 9;
    pub(crate) const SCHEMA: u8 = 10;
}

/// The stages of the third phase, and the details within a table.
pub(crate) mod build {
    pub(crate) const SCHEMA: u8 = 0;
    pub(crate) const ENUM: u8 = 1;
    pub(crate) const SEQUENCE: u8 = 2;
    pub(crate) const ROUTINE: u8 = 3;
    pub(crate) const TABLE: u8 = 4;
    pub(crate) const FOREIGN_KEY: u8 = 5;
    pub(crate) const VIEW: u8 = 6;
    pub(crate) const LATE: u8 = 7;
    /// Of the fourth phase: after everything else.
    pub(crate) const LAST: u8 = 20;
    /// Of the fourth phase: what is built is given away, and rights on it are given by its owner.
    pub(crate) const OWNER: u8 = 21;
    pub(crate) const RIGHTS: u8 = 22;
    pub(crate) const DEFAULTS: u8 = 23;

    pub(crate) const CREATE: u8 = 0;
    pub(crate) const ATTACH: u8 = 10;
    pub(crate) const ATTACH_INDEX: u8 = 10;
    pub(crate) const OPTIONS: u8 = 10;
    pub(crate) const ADD_COLUMN: u8 = 1;
    pub(crate) const TYPE: u8 = 2;
    pub(crate) const GENERATED: u8 = 3;
    pub(crate) const DEFAULT: u8 = 4;
    pub(crate) const NOT_NULL: u8 = 5;
    pub(crate) const IDENTITY: u8 = 6;
    pub(crate) const KEY: u8 = 7;
    pub(crate) const CHECK: u8 = 8;
    pub(crate) const INDEX: u8 = 9;
    pub(crate) const COMMENT: u8 = 10;
    pub(crate) const POLICY: u8 = 11;
    pub(crate) const POLICY_COMMENT: u8 = 12;
    pub(crate) const GRANT: u8 = 13;
    pub(crate) const ROW_SECURITY: u8 = 14;
}

/// A statement without hazards.
pub(crate) fn statement(kind: Kind, object: &Id, name: String, sql: String) -> Statement {
    Statement {
        sql,
        kind: kind.as_str().to_owned(),
        object: object.clone(),
        name,
        transactional: true,
        on_failure: None,
        hazards: Vec::new(),
    }
}

/// A step of the first phase.
pub(crate) fn dismantling<'a>(stage: u8, statement: Statement) -> Step<'a> {
    Step::new(Phase::Dismantle, stage, statement)
}

/// A step of the third phase.
pub(crate) fn building<'a>(stage: u8, statement: Statement) -> Step<'a> {
    Step::new(Phase::Build, stage, statement)
}

/// A table's name for a person: `public.orders`.
pub(crate) fn table_name<'a>(writer: &Writer<'a>, table: &'a Table) -> String {
    format!("{}.{}", writer.schema_name(&table.schema), table.name)
}

/// The name of a part of a table for a person: `public.orders.total`.
pub(crate) fn part_name<'a>(writer: &Writer<'a>, table: &'a Table, part: &str) -> String {
    format!("{}.{}.{part}", writer.schema_name(&table.schema), table.name)
}

/// An index's name for a person: `public.orders_total_idx`.
pub(crate) fn index_name<'a>(writer: &Writer<'a>, table: &'a Table, index: &Index) -> String {
    format!("{}.{}", writer.schema_name(&table.schema), index.name)
}

/// A name with an ending, of at most 63 bytes.
pub(crate) fn shortened(name: &str, ending: &str) -> String {
    let mut end = name.len().min(63 - ending.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", &name[..end])
}
