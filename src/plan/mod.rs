//! From changes to SQL statements in an order that works.
//!
//! A plan leads one way. What belongs to a kind of object makes its statements and says what they must run before and
//! after; one sort orders them all. Down is the same engine with its arguments swapped, never a second path. Nothing is
//! ever dropped with CASCADE: what would go with it is dropped by a statement of its own, so that it can come back.
//!
//! A plan takes for granted that it runs as the owner of the objects. It creates no roles and leaves the schema `public`
//! as it is; [`crate::sql::roles`] has what an administrator does about both.

mod act;
mod batch;
mod build;
mod cast;
mod cast_table;
mod conversion;
mod dependency;
mod draft;
pub mod expand;
mod halfway;
mod hazard;
mod heritage;
mod kind;
mod lock;
mod options;
mod order;
mod pending;
mod placeholder;
mod planner;
mod rebuild;
mod rename;
mod script;
mod stand_in;
mod statement;
mod step;
mod summary;

use std::collections::{BTreeSet, HashSet};

pub use draft::{Draft, Loss, Rename, Step, draft, freeze};
pub use hazard::{HAZARD_RULES, HazardRule};
pub use options::{LockWait, Mode, Options};
pub use pending::pending;
pub use script::{script, script_in_transactions};
pub use statement::{Hazard, Statement};
pub use summary::summary;

use self::planner::Planner;
use self::rebuild::Rebuilds;
use crate::catalog::Ordered;
use crate::catalog::{Catalog, Id, Pair, Table};
use crate::diff::{Aligned, Change, EnumAlteration, EnumChange, changes, is_in_partition_key, string_literals};
use crate::sql::write::Writer;

/// The statements that lead from the previous catalog to the next, in order.
pub fn plan(pair: Pair<&Catalog>, options: &Options) -> Vec<Statement> {
    let aligned = Aligned::new(pair);
    plan_way(&aligned, &changes(&aligned), options, Way::Forward, &[])
}

/// Which way a plan leads. It decides one thing: how a required column comes back whose values were lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Up: a required column without a default is for a person to think about.
    Forward,
    /// Down: the rows get a placeholder, because their values are lost and the way back must work.
    Back,
}

/// Plans one way. `beside` is other SQL that runs in the same transaction.
fn plan_way(aligned: &Aligned<'_>, changes: &[Change], options: &Options, way: Way, beside: &[&str]) -> Vec<Statement> {
    if changes.is_empty() {
        return Vec::new();
    }
    let (previous, next) = (Writer::new(aligned.catalogs.previous), Writer::new(aligned.catalogs.next));
    let mut at_once: HashSet<&Id> = HashSet::new();
    loop {
        let mut planner = Planner::new(aligned, changes, (&previous, &next), *options, way == Way::Back);
        let mut forced = if planner.is_online() { HashSet::new() } else { at_once.clone() };
        // The type of a column in a partition key can't be changed: the label is added apart in any case.
        forced.retain(|id| !partitions_by(&aligned.tables.kept, id));
        planner.rebuilds = Rebuilds::find(aligned, changes, options, &forced);
        planner.used_at_once = at_once.clone();
        build::steps(&mut planner);
        // A label that is added can't be used before the transaction ends. Where something uses it at once, the enum
        // is made anew instead, or, if the plan need not be one transaction, the label is added apart. Made anew, the
        // statements around it may use labels of another enum: hence the loop, which ends with the enums.
        let found = labels_used_at_once(changes, &next, &planner, beside);
        if found.iter().all(|id| at_once.contains(id)) {
            let online = planner.is_online();
            let statements = order::order(planner.steps);
            return if online {
                lock::take(statements, aligned, (&previous, &next), options.lock_wait)
            } else {
                statements
            };
        }
        at_once.extend(found);
    }
}

/// True if one of the tables is partitioned by a column of this type.
fn partitions_by(tables: &[Pair<&Table>], enum_type: &Id) -> bool {
    tables.iter().any(|pair| {
        let of_type = pair.next.columns.iter().filter(|c| c.data_type.defined_id() == Some(enum_type));
        of_type.into_iter().any(|c| is_in_partition_key(pair.next, c))
    })
}

/// The enums whose new labels are mentioned by statements of the plan, or beside it.
fn labels_used_at_once<'a>(
    changes: &'a [Change],
    next: &Writer<'a>,
    planner: &Planner<'a>,
    beside: &[&str],
) -> Vec<&'a Id> {
    let mut added: Vec<(&Id, Vec<&str>)> = Vec::new();
    for change in changes {
        if let Change::Enum(EnumChange::Altered { ids, what: EnumAlteration::LabelsAdded { labels } }) = change
            && let Some(enum_type) = next.enum_type(&ids.next)
        {
            let names = enum_type.labels.iter().filter(|l| labels.contains(&l.id)).map(|l| l.name.as_str()).collect();
            added.push((&ids.next, names));
        }
    }
    if added.is_empty() {
        return Vec::new();
    }
    let adds_label = kind::Kind::AddEnumLabel.as_str();
    let own = planner.steps.iter().map(|s| &s.statement).filter(|s| s.kind != adds_label && s.kind != "comment");
    let texts = own.map(|s| s.sql.as_str()).chain(beside.iter().copied());
    let literals: BTreeSet<String> = texts.flat_map(string_literals).ordered_set();
    let used = |names: &Vec<&str>| names.iter().any(|name| literals.contains(*name));
    added.into_iter().filter(|(_, names)| used(names)).map(|(id, _)| id).collect()
}
