//! Rows made of a plan: whose they are, what they refer to, and values that differ where they must.

use std::collections::{BTreeMap, BTreeSet};

use super::kind::Kind;
use super::plan::{ColumnPlan, Foreign, Source, TablePlan};
use crate::sql::quote;

/// A row as PostgreSQL has it: values by column name, `None` for NULL.
pub(crate) type Row = BTreeMap<String, Option<String>>;

/// What an INSERT gives for a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    /// `NULL`
    Null,
    /// `DEFAULT`
    Default,
    /// A literal.
    Text(String),
}

impl Value {
    /// The value in SQL.
    pub(crate) fn sql(&self) -> String {
        match self {
            Self::Null => "NULL".into(),
            Self::Default => "DEFAULT".into(),
            Self::Text(text) => quote::literal(text),
        }
    }
}

/// How daring rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Style {
    /// NULL in one row of five, in every column that allows it.
    pub(crate) nulls: bool,
    /// NULL or the default wherever possible.
    pub(crate) minimal: bool,
    /// Moves every choice on.
    pub(crate) shift: u64,
}

impl Style {
    /// How rows are made at first.
    pub(crate) const FULL: Self = Self { nulls: true, minimal: false, shift: 0 };
}

/// One of the two tenants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    /// Tenant A.
    A,
    /// Tenant B.
    B,
}

/// Combinations of values that checks let in, by group of columns.
pub(crate) type Choices = Vec<(Vec<usize>, Vec<Vec<Option<String>>>)>;

/// What checks want of columns that references fill: a value, best this one, or NULL.
type Wants = BTreeMap<usize, Option<String>>;

/// What rows are made of.
pub(crate) struct Maker<'a> {
    /// The table.
    pub(crate) plan: &'a TablePlan,
    /// All tables, for what references predict.
    pub(crate) plans: &'a [TablePlan],
    /// The rows of each table so far.
    pub(crate) rows: &'a [Vec<Row>],
    /// What the checks let in.
    pub(crate) choices: &'a Choices,
    /// Foreign keys, by their place in the plan, whose target has no rows yet.
    pub(crate) late: &'a BTreeSet<usize>,
    /// How daring.
    pub(crate) style: Style,
    /// Moves choices among what there is.
    pub(crate) seed: u64,
}

/// The two tenants in a type.
pub(crate) fn tenant(kind: &Kind, side: Side) -> String {
    let (text, number) = match side {
        Side::A => ("a-bulkhead-test", 1),
        Side::B => ("b-bulkhead-test", 2),
    };
    match kind {
        Kind::Uuid => match side {
            Side::A => "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa".into(),
            Side::B => "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb".into(),
        },
        // Numbers that no sequence has reached: the bundle's test may run beside real rows.
        Kind::Int(max) => (max.min(&2_000_000_010) - 10 + number).to_string(),
        Kind::Text(None) => text.into(),
        Kind::Text(Some(room)) => text.chars().take(*room).collect(),
        other => other.nth(if side == Side::A { 0 } else { 1 }),
    }
}

/// A value that is no tenant: no value at all where the tenant's type is narrow, else a text that no row holds.
pub(crate) fn garbage() -> &'static str {
    "no-such-tenant"
}

impl Maker<'_> {
    /// Up to `count` rows, for the sides in turn. Fewer come back when keys leave no room; none, with the reason, when
    /// a required reference leads nowhere.
    pub(crate) fn make(&self, count: usize, sides: &[Side]) -> Result<Vec<Vec<Value>>, String> {
        let existing = &self.rows[self.plan.index];
        let mut used: Vec<BTreeSet<Vec<String>>> =
            (0..self.plan.keys.len()).map(|key| self.taken(key, existing)).collect();
        let mut out: Vec<Vec<Value>> = Vec::new();
        let mut reason = None;
        for n in 0..count {
            let number = existing.len() + n;
            let side = sides[n % sides.len()];
            for variation in 0..16_u64 {
                let row = match self.row(number as u64, variation + self.style.shift, side, &out) {
                    Ok(row) => row,
                    Err(why) => {
                        reason = Some(why);
                        break;
                    }
                };
                if self.is_new(&row, &used) {
                    for (key, used) in used.iter_mut().enumerate() {
                        used.extend(self.key(&row, key));
                    }
                    out.push(row);
                    break;
                }
            }
        }
        match reason {
            Some(reason) if out.is_empty() => Err(reason),
            _ => Ok(out),
        }
    }

    /// One row.
    fn row(&self, n: u64, variation: u64, side: Side, made: &[Vec<Value>]) -> Result<Vec<Value>, String> {
        let mut row: Vec<Option<Value>> = vec![None; self.plan.columns.len()];
        for (at, column) in self.plan.columns.iter().enumerate() {
            let own = if column.carries_tenant { self.missing_tenant(column, n) } else { None };
            if self.plan.tenant == Some(at) || column.identity.is_some() && !column.carries_tenant {
                row[at] = Some(Value::Text(column.key(side)));
            } else if let (true, Some(side)) = (column.carries_tenant, own) {
                row[at] = Some(Value::Text(column.key(side)));
            }
        }
        let mut wants = Wants::new();
        for (columns, combinations) in self.choices {
            self.choose(columns, combinations, n + variation + self.seed, &mut row, &mut wants);
        }
        let mut to_itself = Vec::new();
        for (place, foreign) in self.plan.foreign.iter().enumerate() {
            if !self.refer(place, foreign, n, variation, side, made, &wants, &mut row)? {
                to_itself.push(foreign);
            }
        }
        let mut row: Vec<Value> = row
            .into_iter()
            .zip(&self.plan.columns)
            .map(|(value, column)| value.unwrap_or_else(|| self.plain(column, n, variation)))
            .collect();
        // A first row can only refer to itself, once its key is known.
        for foreign in to_itself {
            for (at, target) in foreign.columns.iter().zip(foreign.own.iter().flatten()) {
                row[*at] = row[*target].clone();
            }
        }
        Ok(row)
    }

    /// The tenant that the n-th row is: the first two that are made, as far as a person's own rows aren't them.
    fn missing_tenant(&self, column: &ColumnPlan, n: u64) -> Option<Side> {
        let existing = &self.rows[self.plan.index];
        let is_there = |side: &Side| {
            let value = Some(column.key(*side));
            existing.iter().any(|row| row.get(&column.name) == Some(&value))
        };
        let mut missing = [Side::A, Side::B].into_iter().filter(|side| !is_there(side));
        missing.nth((n as usize).checked_sub(existing.len())?)
    }

    /// Takes a combination that fits what is decided already.
    fn choose(
        &self,
        columns: &[usize],
        combinations: &[Vec<Option<String>>],
        n: u64,
        row: &mut [Option<Value>],
        wants: &mut Wants,
    ) {
        let is_foreign = |at: &usize| self.plan.foreign.iter().any(|f| f.columns.contains(at));
        let fitting: Vec<&Vec<Option<String>>> = combinations
            .iter()
            .filter(|combination| {
                columns.iter().zip(*combination).all(|(at, value)| match (&row[*at], value) {
                    (Some(Value::Text(_)), None) => false,
                    (Some(Value::Text(decided)), Some(value)) => is_foreign(at) || decided == value,
                    _ => true,
                })
            })
            .collect();
        if fitting.is_empty() {
            return;
        }
        // Neighbouring combinations are much alike: steps of a prime spread the rows over them, all of them.
        let length = fitting.len();
        let step = [7, 11, 13].into_iter().find(|step| *step < length && !length.is_multiple_of(*step)).unwrap_or(1);
        let chosen = fitting[(n as usize % length * step) % length];
        for (at, value) in columns.iter().zip(chosen) {
            let column = &self.plan.columns[*at];
            if is_foreign(at) {
                wants.insert(*at, value.clone());
            } else if row[*at].is_none() && column.source != Source::Auto {
                row[*at] = Some(value.clone().map_or(Value::Null, Value::Text));
            }
        }
    }

    /// Fills the columns of a foreign key from a row of the referenced table, of the same tenant if it has tenants.
    /// False if only the row itself is left to refer to.
    #[allow(clippy::too_many_arguments)]
    fn refer(
        &self,
        place: usize,
        foreign: &Foreign,
        n: u64,
        variation: u64,
        side: Side,
        made: &[Vec<Value>],
        wants: &Wants,
        row: &mut [Option<Value>],
    ) -> Result<bool, String> {
        let target = &self.plans[foreign.target];
        let may_be_null = |at: &usize| {
            row[*at].is_none() && self.plan.columns[*at].nullable && !matches!(wants.get(at), Some(Some(_)))
        };
        let nullable: Vec<usize> = foreign.columns.iter().copied().filter(|at| may_be_null(at)).collect();
        let already_null = foreign.columns.iter().any(|at| row[*at] == Some(Value::Null));
        let asked = foreign.columns.iter().any(|at| wants.get(at) == Some(&None));
        let is_self = foreign.own.is_some();
        let sometimes = self.style.nulls && n % 5 == 4;
        let wait = self.late.contains(&place) || is_self && n < 2;
        if already_null {
            return Ok(true);
        }
        if !nullable.is_empty() && (asked || self.style.minimal || sometimes || wait) {
            for at in nullable {
                row[at] = Some(Value::Null);
            }
            return Ok(true);
        }
        let mut parents: Vec<Vec<String>> = Vec::new();
        let own = foreign.own.iter().flat_map(|own| made.iter().filter_map(|row| texts(row, own)));
        parents.extend(own.filter(|values| self.same_side(foreign, values, side, made)));
        for parent in &self.rows[foreign.target] {
            let tenant_of = |at: usize| parent.get(&target.columns[at].name).cloned().flatten();
            let foreign_side = target
                .tenant
                .is_some_and(|at| self.plan.tenant.is_some() && tenant_of(at) != Some(target.columns[at].key(side)));
            let values: Option<Vec<String>> = foreign.target_columns.iter().map(|at| tenant_of(*at)).collect();
            parents.extend(values.filter(|_| !foreign_side));
        }
        if self.late.contains(&place) && foreign.deferrable {
            parents = predicted(target, foreign, n, side).into_iter().collect();
        }
        let decided = |values: &Vec<String>| {
            foreign.columns.iter().zip(values).all(|(at, value)| match &row[*at] {
                Some(Value::Text(decided)) => decided == value,
                _ => true,
            })
        };
        parents.retain(decided);
        let is_pinned = |values: &&Vec<String>| {
            let mut pairs = foreign.columns.iter().zip(*values);
            pairs.all(|(at, value)| {
                let pinned = &self.plan.columns[*at].pinned;
                pinned.is_empty() || pinned.contains(value)
            })
        };
        if parents.iter().any(|values| is_pinned(&values)) {
            parents.retain(|values| is_pinned(&values));
        }
        let wanted = |values: &&Vec<String>| {
            let mut pairs = foreign.columns.iter().zip(*values);
            pairs.all(|(at, value)| wants.get(at).is_none_or(|wanted| wanted.as_ref() == Some(value)))
        };
        let asked_for = foreign.columns.iter().any(|at| wants.contains_key(at));
        if asked_for && variation < 8 && parents.iter().any(|values| wanted(&values)) {
            parents.retain(|values| wanted(&values));
        }
        if parents.is_empty() {
            if nullable.is_empty() {
                return match (is_self, self.late.contains(&place)) {
                    (true, _) => Ok(false),
                    (_, true) => Err(format!(
                        "its required reference to {} is part of a cycle that can't be deferred",
                        target.name
                    )),
                    _ => Err(format!("there is no row in {} that it could refer to", target.name)),
                };
            }
            for at in nullable {
                row[at] = Some(Value::Null);
            }
            return Ok(true);
        }
        let parent = parents.swap_remove((n / 2 + variation + self.seed) as usize % parents.len());
        for (at, value) in foreign.columns.iter().zip(parent) {
            row[*at] = Some(Value::Text(value));
        }
        Ok(true)
    }

    /// True if a row made just now, found by its key, belongs to the same tenant.
    fn same_side(&self, foreign: &Foreign, key: &[String], side: Side, made: &[Vec<Value>]) -> bool {
        let Some(at) = self.plan.tenant else { return true };
        let wanted = Value::Text(self.plan.columns[at].key(side));
        let own = foreign.own.iter();
        own.flat_map(|own| made.iter().map(move |row| (own, row)))
            .any(|(own, row)| row[at] == wanted && texts(row, own).is_some_and(|k| k == key))
    }

    /// A value for a column that nothing else decides.
    fn plain(&self, column: &ColumnPlan, n: u64, variation: u64) -> Value {
        let spare = self.style.minimal || self.style.nulls && n % 5 == 4 && variation == 0;
        match column.source {
            Source::Auto => Value::Default,
            Source::Default if self.style.minimal => Value::Default,
            _ if column.nullable && spare => Value::Null,
            _ if column.nullable && !self.style.nulls && column.kind == Kind::Other => Value::Null,
            Source::Default if matches!(column.kind, Kind::Other) => Value::Default,
            _ => Value::Text(column.kind.nth(number(self.plan, column, n + 131 * variation))),
        }
    }

    /// The values that rows have in one of the keys.
    fn taken(&self, key: usize, rows: &[Row]) -> BTreeSet<Vec<String>> {
        let value = |row: &Row, at: &usize| {
            let value = row.get(&self.plan.columns[*at].name).cloned().flatten();
            value.or_else(|| self.null(key))
        };
        rows.iter().filter_map(|row| self.plan.keys[key].iter().map(|at| value(row, at)).collect()).collect()
    }

    fn is_new(&self, row: &[Value], used: &[BTreeSet<Vec<String>>]) -> bool {
        let mut keys = used.iter().enumerate();
        keys.all(|(key, used)| self.key(row, key).is_none_or(|values| !used.contains(&values)))
    }

    /// What a row has in one of the keys, if the key has to differ there.
    fn key(&self, row: &[Value], key: usize) -> Option<Vec<String>> {
        let value = |at: &usize| match &row[*at] {
            Value::Text(text) => Some(text.clone()),
            Value::Null => self.null(key),
            Value::Default => None,
        };
        self.plan.keys[key].iter().map(value).collect()
    }

    /// What NULL counts as in a key to which one NULL is like another. No value has such a text.
    fn null(&self, key: usize) -> Option<String> {
        self.plan.tight.contains(&key).then(|| "\u{0}".to_owned())
    }
}

/// Which value of its kind a column gets: uuids differ from table to table too, since people search for them.
fn number(plan: &TablePlan, column: &ColumnPlan, n: u64) -> u64 {
    let n = n + column.offset;
    if column.kind == Kind::Uuid { n + 4096 * (plan.index as u64 + 1) } else { n }
}

/// The key that the n-th row of a table will have, if it can be told before it is made.
fn predicted(target: &TablePlan, foreign: &Foreign, n: u64, side: Side) -> Option<Vec<String>> {
    let value = |at: &usize| {
        let column = &target.columns[*at];
        let decided_elsewhere = target.foreign.iter().any(|f| f.columns.contains(at))
            || target.checks.iter().any(|c| c.columns.contains(at))
            || column.carries_tenant
            || column.source == Source::Auto;
        match target.tenant == Some(*at) {
            true => Some(column.key(side)),
            false if decided_elsewhere => None,
            false => Some(column.kind.nth(number(target, column, n))),
        }
    };
    foreign.target_columns.iter().map(value).collect()
}

/// The texts of some columns, if all are given as texts.
fn texts(row: &[Value], columns: &[usize]) -> Option<Vec<String>> {
    columns
        .iter()
        .map(|at| match &row[*at] {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        })
        .collect()
}

/// One INSERT of all rows that answers them as PostgreSQL has them. `lenient` skips rows whose key is taken.
pub(crate) fn insert(plan: &TablePlan, rows: &[Vec<Value>], lenient: bool) -> String {
    if plan.columns.is_empty() {
        return format!("INSERT INTO {} SELECT FROM generate_series(1, {})", plan.sql, rows.len());
    }
    let mut given: Vec<usize> =
        (0..plan.columns.len()).filter(|at| rows.iter().any(|row| row[*at] != Value::Default)).collect();
    if given.is_empty() {
        given.push(0);
    }
    let names: Vec<String> = given.iter().map(|at| quote::ident(&plan.columns[*at].name)).collect();
    let tuples: Vec<String> = rows
        .iter()
        .map(|row| format!("({})", given.iter().map(|at| row[*at].sql()).collect::<Vec<_>>().join(", ")))
        .collect();
    let overriding = given.iter().any(|at| plan.columns[*at].always && rows.iter().any(|r| r[*at] != Value::Default));
    format!(
        "INSERT INTO {} ({}){} VALUES {}{} RETURNING *",
        plan.sql,
        names.join(", "),
        if overriding { " OVERRIDING SYSTEM VALUE" } else { "" },
        tuples.join(", "),
        if lenient { " ON CONFLICT DO NOTHING" } else { "" }
    )
}
