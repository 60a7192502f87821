//! Online, every transaction begins by taking the strong locks that its statements need, in several short tries.
//!
//! psql can't repeat a transaction, and a statement in the middle of one that waits for a lock keeps those that the
//! statements before it got. So the locks are taken first, when nothing is held yet: a try that takes too long is rolled back
//! to a savepoint, which gives everybody who had to queue behind it their turn, and then there is another. What can't share a
//! transaction takes locks only that readers and writers don't mind, and waits for them as long as it takes: an index that
//! is given up half way is left behind invalid.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Statement;
use super::kind::Kind;
use super::options::LockWait;
use super::planner::{statement, table_name};
use crate::catalog::{Catalog, Constraint, ConstraintKind, Id, Table};
use crate::diff::Aligned;
use crate::sql::quote;
use crate::sql::write::Writer;

/// A lock that readers or writers wait for, from the weaker to the stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lock {
    Share,
    ShareRowExclusive,
    AccessExclusive,
}

impl Lock {
    fn words(self) -> &'static str {
        match self {
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }

    /// The lock that a statement takes on the table that it is about.
    fn of(kind: &str) -> Option<Self> {
        Some(match kind {
            "create-index" => Self::Share,
            "add-foreign-key" | "create-trigger" => Self::ShareRowExclusive,
            "rename-table"
            | "move-table"
            | "drop-table"
            | "alter-table"
            | "attach-partition"
            | "detach-partition"
            | "inherit"
            | "no-inherit"
            | "add-column"
            | "rename-column"
            | "alter-column-type"
            | "set-default"
            | "drop-default"
            | "set-not-null"
            | "drop-not-null"
            | "add-identity"
            | "alter-identity"
            | "drop-identity"
            | "set-expression"
            | "drop-expression"
            | "drop-column"
            | "alter-column"
            | "add-constraint"
            | "rename-constraint"
            | "alter-constraint"
            | "drop-constraint"
            | "drop-foreign-key"
            | "drop-index"
            | "create-policy"
            | "rename-policy"
            | "alter-policy"
            | "drop-policy"
            | "enable-row-security"
            | "disable-row-security"
            | "force-row-security"
            | "no-force-row-security"
            | "drop-trigger"
            | "create-rule"
            | "drop-rule" => Self::AccessExclusive,
            _ => return None,
        })
    }
}

/// Puts before each run of statements that share a transaction one that takes their locks, in tries.
pub(super) fn take(
    statements: Vec<Statement>,
    aligned: &Aligned<'_>,
    writers: (&Writer<'_>, &Writer<'_>),
    wait: LockWait,
) -> Vec<Statement> {
    if wait.timeout_ms == 0 {
        return statements;
    }
    let tables = Tables::new(aligned);
    let renames = |s: &Statement| matches!(s.kind.as_str(), "rename-table" | "move-table" | "rename-schema");
    let mut out = Vec::with_capacity(statements.len() + 2);
    let mut renamed = false;
    for run in statements.chunk_by(|a, b| a.transactional && b.transactional) {
        if run.iter().all(|s| s.transactional) {
            let mut locks: BTreeMap<usize, Lock> = BTreeMap::new();
            for statement in run {
                let Some(lock) = Lock::of(&statement.kind) else { continue };
                for place in tables.concerned(statement) {
                    let strongest = locks.entry(place).or_insert(lock);
                    *strongest = lock.max(*strongest);
                }
            }
            // Names are those at the beginning of the transaction.
            let named = locks.into_iter().filter_map(|(place, lock)| {
                let (previous, next) = tables.list[place];
                let (writer, table) = if renamed { (writers.1, next?) } else { (writers.0, previous) };
                Some(Named { id: &table.id, name: table_name(writer, table), sql: writer.table_ref(table), lock })
            });
            out.extend(statement_of(&named.collect::<Vec<_>>(), wait));
        }
        renamed |= run.iter().any(renames);
        out.extend_from_slice(run);
    }
    out
}

struct Named<'a> {
    id: &'a Id,
    name: String,
    sql: String,
    lock: Lock,
}

/// The block that takes the locks. The setting holds for the rest of the transaction.
fn statement_of(tables: &[Named<'_>], wait: LockWait) -> Option<Statement> {
    let first = tables.first()?;
    let mut lines = String::new();
    for lock in [Lock::AccessExclusive, Lock::ShareRowExclusive, Lock::Share] {
        let of: Vec<&str> = tables.iter().filter(|table| table.lock == lock).map(|table| table.sql.as_str()).collect();
        if !of.is_empty() {
            lines.push_str(&format!("            LOCK TABLE {} IN {} MODE;\n", of.join(", "), lock.words()));
        }
    }
    let LockWait { timeout_ms, tries } = wait;
    // PostgreSQL's settings are signed, and FOR needs one turn at least.
    let (timeout_ms, tries) = (timeout_ms.min(i32::MAX as u32), tries.clamp(1, i32::MAX as u32));
    let body = format!(
        "
BEGIN
    PERFORM set_config('lock_timeout', '{timeout_ms}ms', true);
    FOR try IN 1..{tries} LOOP
        BEGIN
{lines}            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            IF try = {tries} THEN
                RAISE;
            END IF;
            PERFORM pg_sleep(try * 0.5);
        END;
    END LOOP;
END
"
    );
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    // An id of its own: what is done to the table is undone by others than this.
    Some(statement(
        Kind::LockTables,
        &first.id.part("locks"),
        names.join(", "),
        format!("DO {}", quote::dollar(&body, "lock")),
    ))
}

/// The tables that are there before, and which object belongs to which.
struct Tables<'a> {
    /// Each with what it becomes.
    list: Vec<(&'a Table, Option<&'a Table>)>,
    previous: HashMap<&'a Id, Vec<&'a Id>>,
    next: HashMap<&'a Id, Vec<&'a Id>>,
    places: Places<'a>,
    /// The places of default partitions, by the next ids of those that are beside them: attaching one locks the other.
    defaults: HashMap<&'a Id, usize>,
}

/// The places of tables by their previous ids, and by their next ones.
struct Places<'a> {
    previous: HashMap<&'a Id, usize>,
    next: HashMap<&'a Id, usize>,
}

impl<'a> Tables<'a> {
    fn new(aligned: &'a Aligned<'a>) -> Self {
        let becomes = |table: &'a Table| aligned.kept_by_previous(&table.id).map(|kept| kept.tables.next);
        let list: Vec<_> = aligned.catalogs.previous.tables.iter().map(|table| (table, becomes(table))).collect();
        let places = Places {
            previous: list.iter().enumerate().map(|(at, (table, _))| (&table.id, at)).collect(),
            next: list.iter().enumerate().filter_map(|(at, (_, table))| Some((&(*table)?.id, at))).collect(),
        };
        let Aligned { catalogs, .. } = aligned;
        let partitions = || catalogs.next.tables.iter().filter_map(|t| Some((t, t.options.partition_of.as_ref()?)));
        let of_parent: HashMap<&Id, usize> = partitions()
            .filter(|(_, of)| of.bound.trim().eq_ignore_ascii_case("default"))
            .filter_map(|(table, of)| Some((&of.parent, *places.next.get(&table.id)?)))
            .collect();
        let defaults = partitions().filter_map(|(t, of)| Some((&t.id, *of_parent.get(&of.parent)?))).collect();
        Self { list, previous: owners(catalogs.previous), next: owners(catalogs.next), places, defaults }
    }

    /// The places of the tables that a statement is about. What takes apart names what was there, what builds what will be.
    fn concerned(&self, statement: &Statement) -> Vec<usize> {
        let takes_apart = ["drop-", "detach-", "no-", "disable-"].iter().any(|word| statement.kind.starts_with(word));
        let previous = (&self.previous, &self.places.previous);
        let next = (&self.next, &self.places.next);
        let sides = if takes_apart { [previous, next] } else { [next, previous] };
        let found = sides.into_iter().find_map(|(owners, places)| {
            let tables = owners.get(&statement.object)?;
            Some(tables.iter().filter_map(|table| places.get(table).copied()).collect::<HashSet<usize>>())
        });
        let mut found: Vec<usize> = found.unwrap_or_default().into_iter().collect();
        if statement.kind == Kind::AttachPartition.as_str() {
            found.extend(self.defaults.get(&statement.object));
        }
        if matches!(statement.kind.as_str(), "drop-table" | "detach-partition") {
            // What it is a partition of, and what its foreign keys refer to.
            let beside = found.iter().flat_map(|place| {
                let table = self.list[*place].0;
                let targets = table.constraints.iter().filter_map(target);
                table.parents().chain(targets).filter_map(|id| self.places.previous.get(id).copied())
            });
            let beside: Vec<usize> = beside.collect();
            found.extend(beside);
        }
        found
    }
}

/// The table that a foreign key refers to.
fn target(constraint: &Constraint) -> Option<&Id> {
    match &constraint.kind {
        ConstraintKind::ForeignKey { target, .. } => Some(target),
        _ => None,
    }
}

/// The tables that an object's statements lock, by the object's id: its own, and what a foreign key refers to.
fn owners(catalog: &Catalog) -> HashMap<&Id, Vec<&Id>> {
    let mut out: HashMap<&Id, Vec<&Id>> = HashMap::new();
    for table in &catalog.tables {
        out.insert(&table.id, vec![&table.id]);
        let columns = table.columns.iter().map(|c| &c.id);
        let parts = columns.chain(table.indexes.iter().map(|i| &i.id)).chain(table.policies.iter().map(|p| &p.id));
        out.extend(parts.map(|part| (part, vec![&table.id])));
        for constraint in &table.constraints {
            out.insert(&constraint.id, std::iter::once(&table.id).chain(target(constraint)).collect());
        }
    }
    for object in catalog.objects.iter() {
        if let Some(relation) = object.relation.as_ref().filter(|id| catalog.table(id).is_some()) {
            out.insert(&object.id, vec![relation]);
        }
    }
    out
}
