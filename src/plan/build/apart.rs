//! Online, a partition comes and goes without anybody waiting while rows are read: it is detached concurrently, and
//! attached once a constraint that was validated before says the bound.

use super::super::halfway;
use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, dismantle, dismantling, shortened, statement, table_name};
use super::super::step::Key;
use super::bound;
use crate::catalog::{ConstraintKind, Id, Table};
use crate::sql::quote;
use crate::sql::write::Writer;

/// True for the bound of a default partition.
pub(super) fn is_default(bound: &str) -> bool {
    bound.trim().eq_ignore_ascii_case("default")
}

/// True if a partition can be detached concurrently: PostgreSQL refuses it beside a default partition. One that comes back
/// to the same table with another bound is not, because its rows would be nowhere meanwhile.
pub(super) fn can_detach(planner: &Planner<'_>, table: &Table, parent: &Table) -> bool {
    let bounds = planner.previous.children(&parent.id).iter().filter_map(|t| t.options.partition_of.as_ref());
    let comes_back = planner.aligned.kept_by_previous(&table.id).is_some_and(|kept| {
        let next_parent = planner.aligned.kept_by_previous(&parent.id).map(|parent| &parent.tables.next.id);
        kept.tables.next.options.partition_of.as_ref().is_some_and(|of| Some(&of.parent) == next_parent)
    });
    planner.is_online() && !comes_back && !bounds.into_iter().any(|of| is_default(&of.bound))
        // What PostgreSQL leaves behind is then the bound of this table alone.
        && parent.parents().next().is_none()
}

/// `DETACH PARTITION … CONCURRENTLY`, and what takes away the check that it leaves behind in a table that stays.
pub(super) fn detach<'a>(planner: &mut Planner<'a>, table: &'a Table, parent: &'a Table) {
    let (parent_ref, table_ref) = (planner.previous.table_ref(parent), planner.previous.table_ref(table));
    let sql = format!("ALTER TABLE {parent_ref} DETACH PARTITION {table_ref} CONCURRENTLY");
    let name = table_name(planner.previous, table);
    let place = planner.previous_place(&table.id);
    let gone = [Key::ChildrenGone(&parent.id), Key::ChildrenDetached(&parent.id), Key::Detached(&table.id)];
    let link = planner.link();
    let step = dismantling(dismantle::OBJECT, statement(Kind::DetachPartition, &table.id, name.clone(), sql))
        .at(place, 0)
        .alone(halfway::detach(&parent_ref, &table_ref))
        .provides([link])
        .provides(gone);
    planner.push(step);
    if planner.aligned.kept_by_previous(&table.id).is_none() {
        return;
    }
    let sql = drop_bound(planner.previous, table, parent);
    let step = dismantling(dismantle::OBJECT, statement(Kind::DropConstraint, &table.id, name, sql));
    planner.push(step.at(place, 1).after([link]).provides(gone));
}

/// The check that a partition which is detached concurrently keeps: PostgreSQL names it, so it is found by what it says,
/// which is what it would say of a table that is partitioned alike. The values of a list are one array by then.
fn drop_bound<'a>(writer: &Writer<'a>, table: &'a Table, parent: &'a Table) -> String {
    let checks = table.constraints.iter().filter(|c| matches!(c.kind, ConstraintKind::Check { .. }));
    let own: Vec<String> = checks.map(|c| quote::literal(&c.name)).collect();
    let (table_ref, parent_ref) = (writer.table_ref(table), writer.table_ref(parent));
    let by = parent.options.partition_by.as_deref().unwrap_or_default();
    let bound = table.options.partition_of.as_ref().map(|of| of.bound.as_str()).unwrap_or_default();
    let (relation, whole) = (quote::literal(&table_ref), quote::literal(&parent_ref));
    let own = own.join(", ");
    let body = format!(
        "
DECLARE
    said text;
    list text;
    value text;
    folded text;
    kept name;
BEGIN
    CREATE TEMPORARY TABLE bulkhead_whole (LIKE {parent_ref}) PARTITION BY {by};
    CREATE TEMPORARY TABLE bulkhead_part PARTITION OF pg_temp.bulkhead_whole {bound};
    said := replace(
        pg_get_partition_constraintdef('pg_temp.bulkhead_part'::regclass),
        quote_literal('pg_temp.bulkhead_whole'::regclass::oid),
        quote_literal({whole}::regclass::oid)
    );
    DROP TABLE pg_temp.bulkhead_whole;
    list := substring(said FROM ' = ANY \\((.*)\\)\\)\\)$');
    IF list IS NOT NULL THEN
        EXECUTE format('SELECT quote_literal(x::text) || ''::'' || pg_typeof(x) FROM (SELECT %s) AS list (x)', list) INTO value;
        folded := replace(said, list, value);
    END IF;
    FOR kept IN
        SELECT conname FROM pg_constraint
        WHERE conrelid = {relation}::regclass AND contype = 'c'
            AND (pg_get_expr(conbin, conrelid) = said
                OR regexp_replace(pg_get_expr(conbin, conrelid), '\\([0-9, ]+\\)\\[\\]\\)\\)\\)$', '[])))') = folded)
            AND conname <> ALL (ARRAY[{own}]::name[])
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', {relation}, kept);
    END LOOP;
END
"
    );
    format!("DO {}", quote::dollar(&body, "bound"))
}

/// A check that spares ATTACH the reading of a table: added and validated before, and dropped behind.
struct Spare<'a> {
    table: &'a Table,
    name: String,
    condition: String,
}

/// The checks that spare attaching a table any reading: of its own rows if it is there, and of the default partition's,
/// which might hold rows that belong into it. What remains to be read is told by `reads_own` and `reads_default`.
pub(super) struct Spared<'a> {
    /// What ATTACH comes after.
    pub(super) after: Vec<Key<'a>>,
    /// What it provides.
    pub(super) attached: Option<Key<'a>>,
    /// True if ATTACH reads the table that becomes a partition.
    pub(super) reads_own: bool,
    /// True if it reads the default partition.
    pub(super) reads_default: bool,
}

/// Makes the checks. `default` is the default partition that is there before and after, if there is one.
pub(super) fn spare<'a>(
    planner: &mut Planner<'a>,
    table: &'a Table,
    parent: &'a Table,
    default: Option<&'a Table>,
) -> Spared<'a> {
    let is_new = planner.is_new(&table.id);
    let mut spared = Spared { after: Vec::new(), attached: None, reads_own: !is_new, reads_default: default.is_some() };
    // Between its tables the rows of one that moves would be nowhere meanwhile.
    let moves =
        planner.aligned.kept_by_next(&table.id).is_some_and(|kept| kept.tables.previous.parents().next().is_some());
    let bound = table.options.partition_of.as_ref().map(|of| of.bound.as_str()).unwrap_or_default();
    if !planner.is_online() || moves {
        return spared;
    }
    let Some(condition) = bound::condition(planner.next, parent, bound) else { return spared };
    let attached = planner.link();
    if !is_new && let Some(spare) = Spare::of(planner, table, &table.name, "_bound", condition.clone()) {
        spared.after.push(spare.push(planner, attached));
        spared.reads_own = false;
    }
    if let Some(default) = default.filter(|default| !default.is_partitioned())
        && let Some(spare) = Spare::of(planner, default, &table.name, "_not_here", format!("NOT ({condition})"))
    {
        spared.after.push(spare.push(planner, attached));
        spared.reads_default = false;
    }
    spared.attached = Some(attached);
    spared
}

impl<'a> Spare<'a> {
    /// A check with a name of its own; nothing if that is taken.
    fn of(planner: &Planner<'a>, table: &'a Table, stem: &str, ending: &str, condition: String) -> Option<Self> {
        let name = shortened(stem, ending);
        let previous = planner.aligned.kept_by_next(&table.id).map(|kept| kept.tables.previous);
        let taken = previous.into_iter().chain([table]).flat_map(|t| &t.constraints).any(|c| c.name == name);
        (!taken).then_some(Self { table, name, condition })
    }

    /// Adds, validates and drops it; what tells that it is valid.
    fn push(self, planner: &mut Planner<'a>, attached: Key<'a>) -> Key<'a> {
        let Self { table, name, condition } = self;
        let table_ref = planner.next.table_ref(table);
        let id: &'a Id = &table.id;
        let place = planner.next_place(id);
        let told = format!("{}.{name}", table_name(planner.next, table));
        let quoted = quote::ident(&name);
        let (added, valid) = (planner.link(), planner.link());
        let made =
            |kind, sql: String| building(build::TABLE, statement(kind, id, told.clone(), sql)).at(place, build::ATTACH);
        let add = format!("ALTER TABLE {table_ref}\n    ADD CONSTRAINT {quoted} CHECK ({condition}) NOT VALID");
        let add = made(Kind::AddConstraint, add).after([Key::Table(id), Key::Columns(id)]).provides([added]);
        let validate = format!("ALTER TABLE {table_ref} VALIDATE CONSTRAINT {quoted}");
        let on_failure = halfway::within_bound(&table_ref, &quoted, &condition);
        let validate = made(Kind::ValidateConstraint, validate).alone(on_failure).after([added]).provides([valid]);
        let drop = format!("ALTER TABLE {table_ref} DROP CONSTRAINT {quoted}");
        let drop = made(Kind::DropConstraint, drop).after([attached]);
        for step in [add, validate, drop] {
            planner.push(step);
        }
        valid
    }
}
