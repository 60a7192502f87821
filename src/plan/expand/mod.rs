//! Expand and contract: a change that an application can't follow at one moment, as two migrations.
//!
//! The first puts the new column beside the old one, and a trigger that keeps both in step; whoever knows only one of them
//! reads and writes that one. Between the two the application changes over. The second takes the old column away.
//!
//! In between the new column has the id that it has in the end, and the old one an id of its own: so no plan takes the one
//! for the other under another name.

mod between;
mod find;
mod ids;
mod in_step;

use super::draft::draft;
use super::kind::Kind;
use super::planner::{part_name, statement, table_name};
use super::{Draft, Mode, Options, Statement, batch, halfway, hazard};
use crate::catalog::{Catalog, ConstraintKind, Id, IndexKey, IndexTarget, Pair, RowSecurity, Table};
use crate::design::{HandSql, HandSqlPosition};
use crate::diff::Aligned;
use crate::sql::quote;
use crate::sql::write::Writer;
use between::Between;
use in_step::{Carried, Twin};

/// A change in two migrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Two {
    /// The catalog that the first leads to.
    pub between: Catalog,
    /// What leads there.
    pub expand: Draft,
    /// What leads from there to the end.
    pub contract: Draft,
}

/// Splits a change into two migrations, if a column of a plain table gets another name, another type, or an enum with other
/// labels; nothing if there is none that can be split. All else that changes is part of the second. Hand-written SQL that
/// runs before the plan goes to the first, which still has the old names, and the other to the second.
///
/// Both are planned with short locks, whatever the options say.
pub fn split(pair: Pair<&Catalog>, hand: &[HandSql], options: &Options) -> Option<Two> {
    let options = Options { mode: Mode::Online, ..*options };
    let Between { base, catalog, twins } = between::of(pair, options.target_version)?;
    let at = |position| hand.iter().filter(|h| h.position == position).cloned().collect::<Vec<_>>();
    let mut expand = draft(Pair::new(&base, &catalog), &at(HandSqlPosition::Before), &options);
    let mut contract = draft(Pair::new(&catalog, pair.next), &at(HandSqlPosition::After), &options);
    let writer = Writer::new(&catalog);
    expand.up.extend(carry(&writer, &twins, Twin::forth));
    for table in &catalog.tables {
        carry_before_keys(&mut contract.down, &writer, &twins, table);
    }
    contract.down.extend(carry(&writer, &twins, Twin::back));
    Some(Two { between: catalog, expand, contract })
}

/// A column that changes and can't be split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its name for a person, before.
    pub name: String,
    /// Why, as the end of a sentence that begins with the name.
    pub why: String,
}

/// The columns of a change that get another name or type and can't be split, each with the reason.
pub fn refused(pair: Pair<&Catalog>) -> Vec<Refused> {
    let aligned = Aligned::new(pair);
    let writer = Writer::new(pair.previous);
    let named = |(moving, why): (find::Moving<'_>, String)| {
        let table = pair.previous.table(&moving.table.tables.previous.id)?;
        Some(Refused { name: part_name(&writer, table, &moving.column.previous.name), why })
    };
    find::refused(&aligned).into_iter().filter_map(named).collect()
}

/// Puts the carrying back before the first unique index over an old column. What a required column holds until then stands
/// in for its values, and one row's value may be what stands in for another's. What is written after it is carried at the
/// end.
fn carry_before_keys<'a>(down: &mut Vec<Statement>, writer: &Writer<'a>, twins: &'a [Twin], table: &'a Table) {
    let old = |id: &Id| twins.iter().any(|twin| twin.table == table.id && twin.old == *id);
    let keys = table.constraints.iter().filter_map(|c| match &c.kind {
        ConstraintKind::Unique { columns, .. } => columns.iter().any(old).then_some(&c.id),
        _ => None,
    });
    let indexes = table.indexes.iter().filter(|index| {
        let over_old = |key: &IndexKey| matches!(&key.target, IndexTarget::Column { column } if old(column));
        index.unique && index.keys.iter().any(over_old)
    });
    let unique: Vec<&Id> = keys.chain(indexes.map(|index| &index.id)).collect();
    let builds =
        |s: &Statement| !s.transactional && s.kind == Kind::CreateIndex.as_str() && unique.contains(&&s.object);
    if let Some(at) = down.iter().position(builds) {
        let carried = carry_table(writer, twins, Twin::back, table);
        down.splice(at..at, carried);
    }
}

/// What carries values over, in batches, table by table: forced row-level security is lifted meanwhile, so that every row
/// is seen.
fn carry<'a>(
    writer: &Writer<'a>,
    twins: &'a [Twin],
    way: fn(&Twin, &Writer<'a>, &'a Table) -> Option<Carried>,
) -> Vec<Statement> {
    writer.catalog().tables.iter().flat_map(|table| carry_table(writer, twins, way, table)).collect()
}

/// What carries the values of one table over.
fn carry_table<'a>(
    writer: &Writer<'a>,
    twins: &'a [Twin],
    way: fn(&Twin, &Writer<'a>, &'a Table) -> Option<Carried>,
    table: &'a Table,
) -> Vec<Statement> {
    let of: Vec<_> = twins.iter().filter(|t| t.table == table.id).filter_map(|t| way(t, writer, table)).collect();
    if of.is_empty() {
        return Vec::new();
    }
    let mut out = Vec::new();
    let forced = table.row_security == RowSecurity::Forced;
    let table_ref = writer.table_ref(table);
    let force = |kind, words: &str| {
        let sql = format!("ALTER TABLE {table_ref} {words} ROW LEVEL SECURITY");
        statement(kind, &table.id, table_name(writer, table), sql)
    };
    out.extend(forced.then(|| force(Kind::NoForceRowSecurity, "NO FORCE")));
    for Carried { id, name, set, condition } in of {
        let quiet = format!("PERFORM set_config({}, 'off', true)", quote::literal(in_step::SETTING));
        let sql = batch::update(&table_ref, &set, &condition, Some(&quiet));
        let mut carried = statement(Kind::CarryColumn, &id, part_name(writer, table, &name), sql);
        carried.transactional = false;
        carried.on_failure = Some(halfway::carry());
        let own = in_step::trigger_id(&table.id);
        let triggers = hazard::firing(writer.catalog(), &table.id, &name, Some(&own));
        let told = hazard::triggers_fire(&carried, in_step::SETTING, &triggers);
        carried.hazards.extend(told);
        out.push(carried);
    }
    out.extend(forced.then(|| force(Kind::ForceRowSecurity, "FORCE")));
    out
}
