//! The attacks on a table as data: which SQL, in which session, as which role, and what must come of it.

mod catalogue;
mod children;
mod context;
mod copy;
mod delete;
mod escalate;
mod insert;
mod large_object;
mod merge;
mod mixed;
mod oracle;
mod planner;
mod power;
mod read;
mod sequence;
mod update;
mod upsert;

pub(crate) use catalogue::{level, rule};

use super::target::Target;
use crate::prove::proof::Session;
use crate::prove::seed::{Row, Seeds, Side, Source, TablePlan, Value};
use crate::rls::Access;
use crate::sql::quote;

/// One attack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attack {
    /// The probe's name.
    pub(crate) probe: &'static str,
    /// The session.
    pub(crate) session: Session,
    /// What the session sets.
    pub(crate) settings: Vec<(String, String)>,
    /// The role it runs as; `None` is the superuser, who only looks something up.
    pub(crate) role: Option<String>,
    /// What is run first, by the superuser.
    pub(crate) before: Vec<String>,
    /// The statement.
    pub(crate) sql: String,
    /// What is run after it, if it was let through; then this is what is judged.
    pub(crate) then: Option<Then>,
    /// What must come of it.
    pub(crate) expect: Expect,
    /// What the role must be able to do with its own rows for this to show anything.
    pub(crate) class: Class,
    /// The foreign key that it is about, by its place in the plan.
    pub(crate) foreign: Option<usize>,
}

/// A second step of an attack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// By the same role in the same session.
    Role(String),
    /// By the superuser, who sees what the role does not.
    Look(String),
}

/// What must come of an attack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expect {
    /// `count(*)` is this; more is a breach, fewer takes rightful use away.
    Count(u64),
    /// `count(*)` is 0, or an error whatever it is.
    NothingOrError,
    /// `count(*)` is not more than this, or an error whatever it is.
    AtMost(u64),
    /// So many rows are changed, or returned.
    Affected(u64),
    /// So many rows are changed, or it is refused: a blind MERGE is refused at the first row of another tenant.
    AffectedOrRefused(u64),
    /// Refused with 42501.
    Refused,
    /// Refused with 42501, or no row is written.
    NotWritten,
    /// Refused with 42501, or as a NULL in a column that allows none.
    RefusedOrNull,
    /// The row's tenant is this one, or it is refused.
    OwnOrRefused(String),
    /// Nothing of another tenant changes; 0 rows tell that the key is taken.
    Unnoticed,
    /// A key that another tenant has is free.
    Free,
    /// Another tenant's row can't be referred to.
    Dangling,
    /// Rightful: a row is changed, or only a constraint is in the way.
    Allowed,
    /// The count that is looked up afterwards is this.
    Kept(u64),
    /// Refused, or nothing more can be read after it.
    OpensNothing,
    /// `false`, or no rows.
    No,
    /// So many rows are copied; an engine that can't copy, or doesn't tell how many, decides nothing.
    Copied(u64),
    /// None; any tells of other tenants what no policy covers. The rule, and what it tells.
    Tells(&'static str, &'static str),
    /// 0: no LEAKPROOF function is shown a row that the policies keep from the role.
    NotShown,
    /// No rows are counted that the policies took away. The rule of telling them.
    Explained(&'static str),
}

/// What an attack tries, and hence which control it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Reading.
    Read,
    /// Inserting.
    Insert,
    /// Updating.
    Update,
    /// Deleting.
    Delete,
    /// Something that needs no control.
    Other,
}

/// The attacks on a table, and those that can't be made, with the reason.
#[derive(Debug, Default)]
pub(crate) struct Attacks {
    /// What is run.
    pub(crate) run: Vec<Attack>,
    /// What can't: the probe, its session, the reason.
    pub(crate) not: Vec<(&'static str, Session, String)>,
}

/// Plans every attack on a table. `all` are the tables that are attacked, `major` is the server's version.
pub(crate) fn attacks(target: &Target, all: &[Target], seeds: &Seeds, major: u32) -> Attacks {
    let plan = &seeds.plans[target.plan];
    let mut out = Builder { target, all, plan, seeds, major, out: Attacks::default() };
    if target.access == Access::Unprotected {
        out.escalations();
        return out.out;
    }
    if target.access.is_walled() && target.facts.own.contains(&0) {
        let lacking = if target.facts.own[0] == 0 { "A" } else { "B" };
        out.not("every-probe", Session::A, format!("tenant {lacking} has no rows in it"));
        return out.out;
    }
    if !target.access.is_walled() && target.facts.all == 0 {
        out.not("every-probe", Session::A, "it has no rows");
        return out.out;
    }
    out.reads();
    out.inserts();
    out.updates();
    out.deletes();
    if major >= 15 {
        out.merges();
    } else {
        out.not("merge-update", Session::A, format!("PostgreSQL {major} has no MERGE"));
    }
    out.oracles();
    out.children();
    out.context();
    out.escalations();
    out.powers();
    out.sequences();
    out.large_objects();
    if target.access.is_walled() {
        out.copy();
        out.mixed_checks();
        out.leak_functions();
        out.explain();
    }
    out.out
}

pub(super) struct Builder<'a> {
    target: &'a Target,
    all: &'a [Target],
    plan: &'a TablePlan,
    seeds: &'a Seeds,
    major: u32,
    out: Attacks,
}

impl Builder<'_> {
    /// Adds an attack of the application's role. What is unusual about it is set on the answer.
    fn add(&mut self, probe: &'static str, session: Session, class: Class, expect: Expect, sql: String) -> &mut Attack {
        let attack = Attack {
            probe,
            session,
            settings: self.target.callers.settings(session),
            role: Some(self.target.role.clone()),
            before: Vec::new(),
            sql,
            then: None,
            expect,
            class,
            foreign: None,
        };
        let at = self.out.run.len();
        self.out.run.push(attack);
        &mut self.out.run[at]
    }

    fn not(&mut self, probe: &'static str, session: Session, reason: impl Into<String>) {
        self.out.not.push((probe, session, reason.into()));
    }

    /// The rows of a side, as a condition.
    fn is(&self, side: Side) -> &str {
        &self.target.own[side as usize]
    }

    /// The key of a side, in SQL.
    fn key(&self, side: Side) -> String {
        quote::literal(&self.target.keys[side as usize])
    }

    /// The rows that A has no right to, as a condition.
    fn foreign(&self, side: Side) -> String {
        self.target.foreign(side)
    }

    /// How many rows a session may see.
    fn visible(&self, session: Session) -> u64 {
        let facts = &self.target.facts;
        match (self.target.access, session) {
            (Access::SharedRead, _) => facts.all,
            (Access::Global, _) => 0,
            (_, Session::A) => facts.own[0] + facts.shared[0],
            (_, Session::B) => facts.own[1] + facts.shared[1],
            _ => facts.open,
        }
    }

    /// How many rows A may change.
    fn touchable(&self) -> u64 {
        if self.target.access.is_walled() { self.target.facts.own[0] } else { 0 }
    }

    /// `INSERT INTO t (..) VALUES (..)` of a row, without one column if told so.
    fn insert(&self, row: &[Value], without: Option<usize>) -> String {
        insert_into(&self.target.sql, self.plan, row, without)
    }

    /// A column that can be set to one value in every row without meeting a constraint, and the value; else the
    /// wall's column and the own key, which changes nothing in the own rows.
    fn harmless(&self) -> Option<(String, String)> {
        let plain = self.plan.columns.iter().enumerate().find(|(at, column)| {
            let bound = self.plan.keys.iter().any(|k| k.contains(at))
                || self.plan.soft.iter().any(|k| k.contains(at))
                || self.plan.foreign.iter().any(|f| f.columns.contains(at))
                || self.plan.checks.iter().any(|c| c.columns.contains(at))
                || self.target.named.contains(&column.name);
            !bound
                && self.target.at != *at
                && column.identity.is_none()
                && column.source != Source::Auto
                && self.may_update(&column.name)
        });
        if let Some((_, column)) = plain {
            let rows: Vec<&Row> = self.seeds.rows_of(self.plan, Side::A);
            let value = rows.iter().find_map(|r| r.get(&column.name).cloned().flatten());
            if let Some(value) = value {
                return Some((quote::ident(&column.name), quote::literal(&value)));
            }
            if column.nullable {
                return Some((quote::ident(&column.name), "NULL".into()));
            }
        }
        if self.key_updatable() {
            return Some((self.target.column.clone(), self.key(Side::A)));
        }
        // What a constraint binds keeps its own value, which has to be read.
        let any = self.plan.columns.iter().find(|c| self.may_update(&c.name) && !c.generated)?;
        Some((quote::ident(&any.name), quote::ident(&any.name)))
    }

    fn may_update(&self, name: &str) -> bool {
        self.target.facts.updatable.iter().any(|u| u == name)
    }

    fn key_updatable(&self) -> bool {
        self.may_update(&self.plan.columns[self.target.at].name)
    }

    /// A row that the side could insert, and true if it has a key that is taken: where the wall's column is the whole
    /// key, each side has its only row already.
    fn row(&self, side: Side) -> Result<(Vec<Value>, bool), String> {
        let (mut row, taken) = match self.seeds.fresh(self.plan, side, 1) {
            Ok(row) => (row, false),
            Err(reason) => match self.seeds.rows_of(self.plan, side).first() {
                Some(row) => (self.values(row), true),
                None => return Err(reason),
            },
        };
        // What the role may not give is left to its default; another tenant's key is given all the same.
        for (at, (value, column)) in row.iter_mut().zip(&self.plan.columns).enumerate() {
            let given = side == Side::B && at == self.target.at;
            if !given && self.target.facts.insert && !self.target.facts.insertable.contains(&column.name) {
                *value = Value::Default;
            }
        }
        Ok((row, taken))
    }

    /// A row that is there, as an INSERT would give it.
    fn values(&self, row: &Row) -> Vec<Value> {
        let value = |column: &crate::prove::seed::ColumnPlan| match row.get(&column.name).cloned().flatten() {
            _ if column.generated => Value::Default,
            Some(text) => Value::Text(text),
            None => Value::Null,
        };
        self.plan.columns.iter().map(value).collect()
    }

    /// A row's key as a condition, if it has one whose values are known.
    fn only(&self, row: &Row) -> Option<String> {
        let key = self.plan.keys.first()?;
        let parts = key.iter().map(|at| {
            let name = &self.plan.columns[*at].name;
            let value = row.get(name).cloned().flatten()?;
            Some(format!("{} = {}", quote::ident(name), quote::literal(&value)))
        });
        Some(parts.collect::<Option<Vec<_>>>()?.join(" AND "))
    }
}

/// `INSERT INTO t (..) VALUES (..)` of a row, without one column if told so.
pub(crate) fn insert_into(sql: &str, plan: &TablePlan, row: &[Value], without: Option<usize>) -> String {
    let (columns, overriding, values) = parts(plan, row, without);
    if columns.is_empty() {
        return format!("INSERT INTO {sql} DEFAULT VALUES");
    }
    format!("INSERT INTO {sql} ({columns}){overriding} VALUES ({values})")
}

/// A row's columns and values in SQL.
pub(super) fn parts(plan: &TablePlan, row: &[Value], without: Option<usize>) -> (String, &'static str, String) {
    let given: Vec<usize> = (0..row.len()).filter(|at| row[*at] != Value::Default && Some(*at) != without).collect();
    let always = given.iter().any(|at| plan.columns[*at].always);
    let names: Vec<String> = given.iter().map(|at| quote::ident(&plan.columns[*at].name)).collect();
    let values: Vec<String> = given.iter().map(|at| row[*at].sql()).collect();
    (names.join(", "), if always { " OVERRIDING SYSTEM VALUE" } else { "" }, values.join(", "))
}
