//! What can be seen between statements: locks, the files of relations, and how often tables were scanned.

use std::collections::{BTreeMap, BTreeSet};

use super::link::Link;
use super::proof::Lock;
use crate::engine::{Engine, Rows, SqlError};

/// What to look at while statements run.
#[derive(Debug, Default)]
pub(crate) struct Before {
    /// The relations that were there before, by their oid in the database.
    pub(super) relations: BTreeMap<u64, Relation>,
    /// True to find out what hand-written statements make, which takes two looks at the whole database.
    pub(super) by_hand: bool,
    /// True to count the rows that each statement reads and writes.
    pub(super) counts: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Relation {
    name: String,
    kind: String,
    table: u64,
}

/// What one look shows: locks of this session, the file of each relation, and how often each was scanned so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    locks: BTreeSet<(u64, String)>,
    files: BTreeMap<u64, u64>,
    scans: BTreeMap<u64, u64>,
    /// Rows read and written so far, in all tables together.
    touched: u64,
}

/// Looks at what is there.
pub(crate) async fn before<E: Engine>(link: &mut Link<'_, E>) -> Result<Before, SqlError> {
    let answer = link
        .run(
            "SELECT c.oid, n.nspname || '.' || c.relname, c.relkind, coalesce(i.indrelid, 0) \
             FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid \
             WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
             AND c.relkind IN ('r', 'p', 'i', 'I', 'm', 'v', 'S', 'f')",
        )
        .await?;
    let relation = |row: &Vec<Option<String>>| {
        let text = |at: usize| row.get(at).cloned().flatten().unwrap_or_default();
        let oid = text(0).parse().ok()?;
        Some((oid, Relation { name: text(1), kind: text(2), table: text(3).parse().unwrap_or_default() }))
    };
    Ok(Before { relations: answer.rows.iter().filter_map(relation).collect(), by_hand: true, counts: false })
}

/// The statement that shows the session's locks, the relations' files, and how often tables were scanned: what was handed
/// to the server's statistics before, and what this transaction has to add. What PostgreSQL made of itself has smaller
/// oids; indexes with oids beyond `newest` are named.
pub(super) fn look(newest: u64, counts: bool) -> String {
    let touched = if counts { TOUCHED } else { "0" };
    format!(
        "SELECT json_build_object(\
         'locks', (SELECT coalesce(json_agg(json_build_array(l.relation::bigint, l.mode)), '[]') FROM pg_catalog.pg_locks l \
         WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted AND l.relation >= 16384), \
         'files', (SELECT coalesce(json_agg(json_build_array(c.oid::bigint, c.relfilenode::bigint)), '[]') \
         FROM pg_catalog.pg_class c WHERE c.oid >= 16384 AND c.relkind IN ('r', 'i', 'm')), \
         'new', (SELECT coalesce(json_agg(json_build_array(c.oid::bigint, n.nspname || '.' || c.relname)), '[]') \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.oid > {newest} AND c.relkind IN ('i', 'I')), \
         'scans', (SELECT coalesce(json_agg(json_build_array(s.oid, s.scans)), '[]') FROM (SELECT c.oid::bigint AS oid, \
         coalesce(pg_catalog.pg_stat_get_numscans(c.oid), 0) + coalesce(pg_catalog.pg_stat_get_xact_numscans(c.oid), 0) \
         AS scans FROM pg_catalog.pg_class c WHERE c.oid >= 16384 AND c.relkind IN ('r', 'm')) s WHERE s.scans > 0), \
         'touched', (SELECT coalesce(sum({touched}), 0) FROM pg_catalog.pg_class c WHERE c.oid >= 16384 AND c.relkind IN ('r', 'm')))"
    )
}

/// The rows of a table that this transaction read and wrote, as PostgreSQL counts them.
const TOUCHED: &str = "coalesce(pg_catalog.pg_stat_get_xact_tuples_returned(c.oid), 0) \
     + coalesce(pg_catalog.pg_stat_get_xact_tuples_fetched(c.oid), 0) \
     + coalesce(pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid), 0) \
     + coalesce(pg_catalog.pg_stat_get_xact_tuples_updated(c.oid), 0) \
     + coalesce(pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid), 0)";

#[derive(serde::Deserialize, Default)]
struct Raw {
    locks: Vec<(u64, String)>,
    files: Vec<(u64, u64)>,
    new: Vec<(u64, String)>,
    scans: Vec<(u64, u64)>,
    touched: u64,
}

impl Before {
    /// What a look shows. PostgreSQL rebuilds the indexes of a column whose type changes by making others of the same
    /// names, which are known here as those before.
    pub(super) fn read(&self, answer: &Rows) -> Look {
        let raw: Raw = answer.value().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let there: BTreeSet<u64> = raw.files.iter().map(|(oid, _)| *oid).collect();
        let former = |name: &String| {
            let same = |(oid, r): &(&u64, &Relation)| r.table != 0 && r.name == *name && !there.contains(oid);
            self.relations.iter().find(same).map(|(oid, _)| *oid)
        };
        let rebuilt: BTreeMap<u64, u64> =
            raw.new.iter().filter_map(|(oid, name)| Some((*oid, former(name)?))).collect();
        let known = |oid: u64| rebuilt.get(&oid).copied().unwrap_or(oid);
        Look {
            locks: raw.locks.into_iter().map(|(oid, mode)| (known(oid), mode)).collect(),
            files: raw.files.into_iter().map(|(oid, file)| (known(oid), file)).collect(),
            scans: raw.scans.into_iter().collect(),
            touched: raw.touched,
        }
    }
}

impl Before {
    /// Nothing is measured; only what hand-written statements make is found out.
    pub(crate) fn hand_only() -> Self {
        Self { by_hand: true, ..Self::default() }
    }

    /// Rows are counted, and what hand-written statements make is not looked for.
    pub(crate) fn counting(self) -> Self {
        Self { by_hand: false, counts: true, ..self }
    }

    pub(super) fn oid(&self, name: &str) -> Option<u64> {
        let table = |r: &Relation| r.name == name && matches!(r.kind.as_str(), "r" | "p");
        self.relations.iter().find(|(_, r)| table(r)).map(|(oid, _)| *oid)
    }

    pub(super) fn new_locks(&self, last: &Look, now: &Look) -> Vec<Lock> {
        let name = |oid: &u64| self.relations.get(oid).map(|r| r.name.clone());
        let new = now.locks.difference(&last.locks);
        let mut locks: Vec<Lock> =
            new.filter_map(|(oid, mode)| Some(Lock { relation: name(oid)?, mode: mode.clone() })).collect();
        locks.sort();
        locks
    }

    /// The table of an index, by name.
    pub(super) fn table_of(&self, name: &str) -> Option<String> {
        let index = self.relations.values().find(|r| r.name == name && r.table != 0)?;
        self.relations.get(&index.table).map(|table| table.name.clone())
    }

    /// How many rows were read and written between two looks of one transaction.
    pub(super) fn touched(last: &Look, now: &Look) -> u64 {
        now.touched.saturating_sub(last.touched)
    }

    /// The tables that were scanned between two looks.
    pub(super) fn scanned(&self, last: &Look, now: &Look) -> Vec<String> {
        let more = |(oid, scans): &(&u64, &u64)| last.scans.get(oid).copied().unwrap_or_default() < **scans;
        let relations = now.scans.iter().filter(more).filter_map(|(oid, _)| self.relations.get(oid));
        let mut names: Vec<String> = relations.map(|r| r.name.clone()).collect();
        names.sort();
        names
    }

    /// The relations whose file changed. The indexes of a rewritten table are not told apart: they always go with it.
    pub(super) fn rewritten(&self, last: &Look, now: &Look) -> Vec<String> {
        let changed: BTreeSet<u64> = now
            .files
            .iter()
            .filter(|(oid, file)| last.files.get(oid).is_some_and(|before| before != *file))
            .map(|(oid, _)| *oid)
            .collect();
        let relations = changed.iter().filter_map(|oid| self.relations.get(oid));
        let alone = relations.filter(|r| !changed.contains(&r.table));
        let mut names: Vec<String> = alone.map(|r| r.name.clone()).collect();
        names.sort();
        names
    }
}
