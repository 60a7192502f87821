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
use super::{Draft, Mode, Options, Statement, batch, halfway};
use crate::catalog::{Catalog, Pair, RowSecurity, Table};
use crate::design::{HandSql, HandSqlPosition};
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
    contract.down.extend(carry(&writer, &twins, Twin::back));
    Some(Two { between: catalog, expand, contract })
}

/// What carries values over, in batches, table by table: forced row-level security is lifted meanwhile, so that every row
/// is seen.
fn carry<'a>(
    writer: &Writer<'a>,
    twins: &'a [Twin],
    way: fn(&Twin, &Writer<'a>, &'a Table) -> Option<Carried>,
) -> Vec<Statement> {
    let mut out = Vec::new();
    for table in writer.catalog().tables.iter() {
        let of: Vec<_> = twins.iter().filter(|t| t.table == table.id).filter_map(|t| way(t, writer, table)).collect();
        if of.is_empty() {
            continue;
        }
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
            out.push(carried);
        }
        out.extend(forced.then(|| force(Kind::ForceRowSecurity, "FORCE")));
    }
    out
}
