//! Copies of a table's rows in SQL, with what moves in them.

use std::collections::{BTreeMap, BTreeSet};

use super::kind::Kind;
use super::plan::{Source, TablePlan};
use super::shift::{Shift, Shifted};
use crate::sql::quote;

/// So many copies are tried to see which variation of a value a check lets in.
const TRIED: usize = 64;
/// The number of a copy.
pub(super) const N: &str = "g.n";

/// How the copies of a table's rows are made.
pub(super) struct Copies {
    /// How many rows there are to copy.
    pub(super) rows: usize,
    /// What columns are instead of what they were.
    pub(super) moved: BTreeMap<usize, Shifted>,
    /// The references that go through the rows they may lead to, by place.
    pub(super) through: Vec<usize>,
}

/// True if nothing but checks binds a column.
pub(super) fn is_loose(plan: &TablePlan, at: usize) -> bool {
    let column = &plan.columns[at];
    !plan.foreign.iter().any(|f| f.columns.contains(&at))
        && plan.tenant != Some(at)
        && column.pinned.is_empty()
        && !column.generated
}

/// A column of a key that nothing binds; one whose values can be ranges or keys rather than others.
pub(super) fn free_column(plan: &TablePlan, key: &[usize]) -> Option<usize> {
    let is_free = |at: &usize| is_loose(plan, *at) && !plan.checks.iter().any(|c| c.columns.contains(at));
    let rank = |at: &usize| match &plan.columns[*at].kind {
        Kind::Pattern(_) | Kind::Range(..) => 0,
        Kind::Uuid | Kind::Int(2_147_483_647..) => 1,
        Kind::Text(_) | Kind::Timestamp(_) => 2,
        Kind::Enum(_) | Kind::Bool | Kind::OneOf(_) => 9,
        _ => 3,
    };
    let shiftable = |at: &usize| (Shift { plan, column: *at, n: N, rows: 1 }).free().is_some();
    key.iter().copied().filter(is_free).filter(shiftable).min_by_key(rank)
}

/// The references that can move and are part of a key, by place.
pub(super) fn references(plan: &TablePlan, key: &[usize]) -> Vec<usize> {
    let in_key = |at: &usize| moving(plan, *at).iter().any(|c| key.contains(c));
    (0..plan.foreign.len()).filter(in_key).collect()
}

/// The columns of a reference that may take another row's values: those that neither the tenant, nor another reference,
/// nor a check binds.
pub(super) fn moving(plan: &TablePlan, foreign: usize) -> Vec<usize> {
    let bound = |column: &usize| {
        plan.tenant == Some(*column)
            || plan.foreign.iter().enumerate().any(|(at, f)| at != foreign && f.columns.contains(column))
            || plan.checks.iter().any(|c| c.columns.contains(column) && c.columns.len() > 1)
            || !plan.columns[*column].pinned.is_empty()
    };
    plan.foreign[foreign].columns.iter().copied().filter(|c| !bound(c)).collect()
}

impl Copies {
    /// True if something of a key moves already.
    pub(super) fn moves(&self, plan: &TablePlan, key: &[usize]) -> bool {
        key.iter().any(|at| self.moved.contains_key(at))
            || self.through.iter().any(|f| moving(plan, *f).iter().any(|c| key.contains(c)))
    }

    /// Moves all days and moments that checks tie together by the same span, further than they are apart, so that what
    /// is before what stays so.
    pub(super) fn move_days(&mut self, plan: &TablePlan, key: &[usize]) -> bool {
        let is_day =
            |at: &usize| is_loose(plan, *at) && matches!(plan.columns[*at].kind, Kind::Date | Kind::Timestamp(_));
        let Some(first) = key.iter().copied().find(is_day) else { return false };
        let mut together = BTreeSet::from([first]);
        loop {
            let tied = plan.checks.iter().filter(|c| c.columns.iter().any(|at| together.contains(at)));
            let all: BTreeSet<usize> =
                tied.flat_map(|c| c.columns.iter().copied()).chain(together.iter().copied()).collect();
            if all.len() == together.len() {
                break;
            }
            together = all;
        }
        if !together.iter().all(is_day) {
            return false;
        }
        let names: Vec<String> = together.iter().map(|at| quote::ident(&plan.columns[*at].name)).collect();
        let moments: Vec<String> = names.iter().map(|name| format!("{name}::timestamp")).collect();
        let list = moments.join(", ");
        let extent =
            format!("(SELECT max(greatest({list})) - min(least({list})) + interval '1 day' FROM {})", plan.from());
        for (at, name) in together.iter().zip(&names) {
            let value = format!("(s.{name} + (1 + ({N}) / {}) * {extent})", self.rows.max(1));
            self.moved.insert(*at, Shifted { value, fits: None });
        }
        true
    }

    /// The columns that a copy gives values for.
    fn columns(&self, plan: &TablePlan) -> Vec<usize> {
        let given = |at: &usize| {
            let column = &plan.columns[*at];
            !column.generated && (column.source != Source::Auto || self.moved.contains_key(at))
        };
        (0..plan.columns.len()).filter(given).collect()
    }

    pub(super) fn insert(&self, plan: &TablePlan, plans: &[TablePlan], from: usize, count: usize) -> String {
        let columns = self.columns(plan);
        let names: Vec<String> = columns.iter().map(|at| quote::ident(&plan.columns[*at].name)).collect();
        let overriding = columns.iter().any(|at| plan.columns[*at].always);
        if columns.is_empty() {
            let name = quote::ident(&plan.columns[0].name);
            return format!(
                "INSERT INTO {} ({name}) OVERRIDING SYSTEM VALUE SELECT nextval(pg_get_serial_sequence({}, {})) \
                FROM generate_series(1, {count})",
                plan.sql,
                quote::literal(&plan.sql),
                quote::literal(&plan.columns[0].name)
            );
        }
        format!(
            "INSERT INTO {} ({}){} SELECT {} {} ORDER BY bulkhead_n ON CONFLICT DO NOTHING",
            plan.sql,
            names.join(", "),
            if overriding { " OVERRIDING SYSTEM VALUE" } else { "" },
            names.join(", "),
            self.from(plan, plans, from, count)
        )
    }

    /// How many of a few different copies pass the checks.
    pub(super) fn count(&self, plan: &TablePlan, plans: &[TablePlan], column: usize) -> String {
        let name = quote::ident(&plan.columns[column].name);
        format!("SELECT count(DISTINCT {name}) {}", self.from(plan, plans, 0, TRIED))
    }

    /// The copies, as the FROM and the WHERE of a query.
    fn from(&self, plan: &TablePlan, plans: &[TablePlan], from: usize, count: usize) -> String {
        let mut given: BTreeMap<usize, String> = BTreeMap::new();
        let mut joins = String::new();
        let mut windows = String::new();
        let mut above: Option<String> = None;
        for (number, at) in self.through.iter().enumerate() {
            let foreign = &plan.foreign[*at];
            let target = &plans[foreign.target];
            let moving = moving(plan, *at);
            let pairs = || foreign.columns.iter().copied().zip(foreign.target_columns.iter().copied());
            let mut fixed: Vec<(usize, usize)> = pairs().filter(|(own, _)| !moving.contains(own)).collect();
            if let Some(tenants) = plan.tenant.zip(target.tenant)
                && !fixed.contains(&tenants)
            {
                fixed.push(tenants);
            }
            let own = |at: usize| quote::ident(&plan.columns[at].name);
            let theirs = |at: usize| quote::ident(&target.columns[at].name);
            let list = |names: Vec<String>| names.join(", ");
            let by_own = list(fixed.iter().map(|(at, _)| own(*at)).collect());
            let by_theirs = list(fixed.iter().map(|(_, at)| theirs(*at)).collect());
            let partition = |by: &str| if by.is_empty() { String::new() } else { format!("PARTITION BY {by} ") };
            // Rows that may lead to the same ones share them out.
            windows.push_str(&format!(
                ", row_number() OVER ({0}ORDER BY ctid) - 1 AS bulkhead_j{number}, count(*) OVER ({0}) AS bulkhead_q{number}",
                partition(&by_own)
            ));
            let order = list(foreign.target_columns.iter().map(|at| theirs(*at)).collect());
            let all: BTreeSet<String> =
                foreign.target_columns.iter().chain(fixed.iter().map(|(_, at)| at)).map(|at| theirs(*at)).collect();
            let all = list(all.into_iter().collect());
            let (source, group) =
                (target.from(), if by_theirs.is_empty() { String::new() } else { format!(" GROUP BY {by_theirs}") });
            let counted = if by_theirs.is_empty() { String::new() } else { format!("{by_theirs}, ") };
            let on = |table: &str| -> String {
                let same = fixed.iter().map(|(at, target)| format!("{table}.{} = s.{}", theirs(*target), own(*at)));
                same.collect::<Vec<_>>().join(" AND ")
            };
            let on_count = if fixed.is_empty() { "true".to_owned() } else { on(&format!("c{number}")) };
            let on_parent =
                if fixed.is_empty() { String::new() } else { format!("{} AND ", on(&format!("p{number}"))) };
            let turn = format!("((g.n / {}) * s.bulkhead_q{number} + s.bulkhead_j{number})", self.rows.max(1));
            let in_key = plan.keys.iter().chain(&plan.soft).any(|key| key.iter().any(|c| moving.contains(c)));
            let index = match &above {
                Some(above) if in_key => format!("{turn} / {above}"),
                _ => turn,
            };
            if in_key {
                above = Some(match above {
                    Some(above) => format!("({above} * c{number}.cnt)"),
                    None => format!("c{number}.cnt"),
                });
            }
            joins.push_str(&format!(
                " LEFT JOIN (SELECT {counted}count(*) AS cnt FROM {source}{group}) AS c{number} ON {on_count} \
                 LEFT JOIN (SELECT {all}, row_number() OVER ({}ORDER BY {order}) - 1 AS k FROM {source}) AS p{number} \
                 ON {on_parent}p{number}.k = {index} % c{number}.cnt",
                partition(&by_theirs)
            ));
            for (own_column, target_column) in pairs().filter(|(own, _)| moving.contains(own)) {
                let own = own(own_column);
                let value = format!("CASE WHEN s.{own} IS NOT NULL THEN p{number}.{} END", theirs(target_column));
                given.insert(own_column, value);
            }
        }
        let mut fits: Vec<String> = Vec::new();
        let mut concerned = BTreeSet::new();
        for (at, shifted) in &self.moved {
            given.insert(*at, format!("({})::{}", shifted.value, plan.columns[*at].kind_of));
            fits.extend(shifted.fits.clone());
            concerned.insert(*at);
        }
        let values: Vec<String> = (0..plan.columns.len())
            .map(|at| {
                let name = quote::ident(&plan.columns[at].name);
                format!("{} AS {name}", given.get(&at).cloned().unwrap_or_else(|| format!("s.{name}")))
            })
            .collect();
        let checks = plan.checks.iter().filter(|c| c.columns.iter().any(|at| concerned.contains(at)));
        let mut conditions: Vec<String> = checks.map(|c| format!("({}) IS NOT FALSE", c.expression)).collect();
        if conditions.is_empty() {
            conditions.push("true".into());
        }
        let fits = if fits.is_empty() { String::new() } else { format!(" WHERE {}", fits.join(" AND ")) };
        format!(
            "FROM (SELECT g.n AS bulkhead_n, {} FROM generate_series({from}::bigint, {}) AS g(n) \
             JOIN (SELECT *{windows} FROM (SELECT *, ctid, row_number() OVER (ORDER BY ctid) - 1 AS bulkhead_k FROM {} \
             ORDER BY ctid LIMIT {}) AS r) AS s ON s.bulkhead_k = g.n % {}{joins}{fits}) AS {} WHERE {}",
            values.join(", "),
            from + count - 1,
            plan.from(),
            self.rows,
            self.rows.max(1),
            plan.alias,
            conditions.join(" AND ")
        )
    }
}
