//! What the rules look at, and what several of them work out of it.

use std::cell::OnceCell;

use super::calls::Calls;
use super::policy::{Opening, find_openings};
use super::reading::TableReading;
use crate::catalog::{Column, ConstraintKind, Id, Map, Table};
use crate::rls::wall::{Routine, Wall, WallTable};
use crate::sql::write::Writer;

/// A wall, and what is worked out of it once.
pub(super) struct Scope<'w> {
    pub(super) wall: &'w Wall<'w>,
    calls: OnceCell<Calls<'w>>,
    writer: OnceCell<Writer<'w>>,
    asks: OnceCell<Map<&'w Id, bool>>,
    readings: &'w Readings<'w>,
    openings: OnceCell<Vec<Opening<'w>>>,
}

/// The policies of every table of a wall, read, by the table's id.
pub(super) struct Readings<'w>(Map<&'w Id, TableReading<'w>>);

impl<'w> Readings<'w> {
    pub(super) fn of(wall: &'w Wall<'w>) -> Self {
        Self(wall.tables().iter().map(|table| (&table.table.id, TableReading::of(wall, table))).collect())
    }
}

impl<'w> Scope<'w> {
    pub(super) fn new(wall: &'w Wall<'w>, readings: &'w Readings<'w>) -> Self {
        Self {
            wall,
            calls: OnceCell::new(),
            writer: OnceCell::new(),
            asks: OnceCell::new(),
            readings,
            openings: OnceCell::new(),
        }
    }

    /// The functions of the catalog by name.
    pub(super) fn calls(&self) -> &Calls<'w> {
        self.calls.get_or_init(|| Calls::of(self.wall))
    }

    /// What writes objects of the catalog.
    pub(super) fn writer(&self) -> &Writer<'w> {
        self.writer.get_or_init(|| Writer::new(self.wall.catalog))
    }

    /// The tables whose rows are to be kept apart.
    pub(super) fn walled(&self) -> impl Iterator<Item = &'w WallTable<'w>> {
        self.wall.tables().iter().filter(|table| table.is_walled())
    }

    /// The policies of a table, read.
    pub(super) fn reading(&self, table: &WallTable<'_>) -> &'w TableReading<'w> {
        // Every table has one.
        self.readings.0.get(&table.table.id).unwrap_or(&EMPTY)
    }

    /// Every opening of the policies that the application meets. Many rules go through them.
    pub(super) fn openings(&self) -> &[Opening<'w>] {
        self.openings.get_or_init(|| find_openings(self))
    }

    /// True if a function finds out from the session who asks, by itself or by a function that it calls.
    pub(super) fn asks_who(&self, routine: &Routine<'_>) -> bool {
        let asks = self.asks.get_or_init(|| {
            let mut asks: Map<&Id, bool> = Map::default();
            for routine in self.wall.routines() {
                asks.insert(&routine.object.id, reads_session(&routine.body));
            }
            // What calls one that asks, asks: as many rounds as there are functions on the longest way.
            loop {
                let mut more = false;
                for routine in self.wall.routines() {
                    let id = &routine.object.id;
                    let is = |id: &Id| asks.get(id).copied().unwrap_or_default();
                    if !is(id) && self.calls().in_text(&routine.body).iter().any(|called| is(&called.object.id)) {
                        asks.insert(id, true);
                        more = true;
                    }
                }
                if !more {
                    return asks;
                }
            }
        });
        asks.get(&routine.object.id).copied().unwrap_or_default()
    }

    /// True if a text of SQL finds out from the session who asks.
    pub(super) fn text_asks_who(&self, sql: &str) -> bool {
        reads_session(sql) || self.calls().in_text(sql).iter().any(|routine| self.asks_who(routine))
    }
}

/// The policies of a table that has none.
static EMPTY: TableReading<'static> = TableReading { policies: Vec::new(), shared: None };

/// True if a text reads a session setting, or is PostgREST's or Supabase's way to ask who is there.
fn reads_session(sql: &str) -> bool {
    let tells = |word: &str| matches!(word, "current_setting" | "current_user" | "session_user" | "current_role");
    if crate::expr::has_word(sql, &tells) {
        return true;
    }
    let lower = sql.to_ascii_lowercase();
    ["auth.uid(", "auth.jwt(", "auth.role(", "auth.email("].iter().any(|call| lower.contains(call))
}

/// The column that says whose a row is.
pub(super) fn key<'a>(table: &WallTable<'a>) -> Option<&'a Column> {
    table.tenant.or(table.owner)
}

/// True if a foreign key pairs the tenant of its own table with that of the table it references.
pub(super) fn pairs_tenant(own: &WallTable<'_>, target: &WallTable<'_>, kind: &ConstraintKind) -> bool {
    let ConstraintKind::ForeignKey { columns, target_columns, .. } = kind else { return false };
    let (Some(mine), Some(theirs)) = (key(own), key(target)) else { return false };
    columns.iter().zip(target_columns).any(|(own, other)| *own == mine.id && *other == theirs.id)
}

/// The names of columns by their ids, quoted and joined.
pub(super) fn columns_sql(table: &Table, ids: &[Id]) -> String {
    let name = |id: &Id| table.column(id).map_or_else(String::new, |column| crate::sql::quote::ident(&column.name));
    ids.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// The names of columns by their ids, as a person reads them.
pub(super) fn columns_told(table: &Table, ids: &[Id]) -> String {
    let name = |id: &Id| table.column(id).map_or_else(String::new, |column| column.name.clone());
    super::words::list(&ids.iter().map(name).collect::<Vec<_>>())
}
