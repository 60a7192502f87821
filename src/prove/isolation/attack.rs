//! The attacks on a table as data: which SQL, in which session, as which role, and what must come of it.

use super::target::Target;
use crate::prove::proof::Session;
use crate::prove::seed::{Row, Seeds, Side, Source, TablePlan, Value, garbage};
use crate::sql::quote;

/// One attack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attack {
    /// The probe's name.
    pub(crate) probe: &'static str,
    /// The session, and the text that its setting is given.
    pub(crate) session: (Session, Option<String>),
    /// The role it runs as; `None` is the superuser, who only looks something up.
    pub(crate) role: Option<String>,
    /// What is run before the statement.
    pub(crate) before: Option<String>,
    /// The statement.
    pub(crate) sql: String,
    /// What must come of it.
    pub(crate) expect: Expect,
    /// What the role must be able to do with its own rows for this to show anything.
    pub(crate) class: Class,
}

/// What must come of an attack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expect {
    /// `count(*)` is this; more is a breach, fewer takes rightful use away.
    Count(u64),
    /// `count(*)` is 0, or an error whatever it is.
    NothingOrError,
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
    /// `false`, or no rows.
    No,
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

/// Plans every attack on a table. `major` is the server's version.
pub(crate) fn attacks(target: &Target, seeds: &Seeds, major: u32) -> Attacks {
    let plan = &seeds.plans[target.plan];
    let mut out = Builder { target, plan, out: Attacks::default() };
    if target.facts.own.contains(&0) {
        let lacking = if target.facts.own[0] == 0 { "A" } else { "B" };
        out.not("every-probe", Session::A, format!("tenant {lacking} has no rows in it"));
        return out.out;
    }
    out.reads();
    out.inserts(seeds);
    out.updates(seeds);
    out.deletes();
    if major >= 15 {
        out.merges(seeds);
    } else {
        out.not("merge-update", Session::A, format!("PostgreSQL {major} has no MERGE"));
    }
    out.powers(major);
    out.out
}

struct Builder<'a> {
    target: &'a Target,
    plan: &'a TablePlan,
    out: Attacks,
}

impl Builder<'_> {
    fn add(&mut self, probe: &'static str, session: Session, class: Class, expect: Expect, sql: String) {
        let value = match session {
            Session::A => Some(self.target.tenants[0].clone()),
            Session::B => Some(self.target.tenants[1].clone()),
            Session::Unset => None,
            Session::Empty => Some(String::new()),
            Session::Garbage => Some(garbage().to_owned()),
        };
        let role = Some(self.target.role.clone());
        self.out.run.push(Attack { probe, session: (session, value), role, before: None, sql, expect, class });
    }

    fn not(&mut self, probe: &'static str, session: Session, reason: impl Into<String>) {
        self.out.not.push((probe, session, reason.into()));
    }

    /// `column = 'tenant'`
    fn is(&self, side: Side) -> String {
        format!("{} = {}", self.target.column, self.tenant(side))
    }

    fn tenant(&self, side: Side) -> String {
        quote::literal(&self.target.tenants[side as usize])
    }

    fn reads(&mut self) {
        let t = self.target.sql.clone();
        if !self.target.facts.select {
            return self.not("read-own", Session::A, "the role may not read it");
        }
        let all = format!("SELECT count(*) FROM {t}");
        for session in [Session::Unset, Session::Empty] {
            self.add("read-without-tenant", session, Class::Read, Expect::Count(0), all.clone());
        }
        self.add("read-garbage", Session::Garbage, Class::Read, Expect::NothingOrError, all.clone());
        self.add("read-wildcard", Session::Garbage, Class::Read, Expect::NothingOrError, all.clone());
        if let Some(last) = self.out.run.last_mut() {
            last.session.1 = Some("%".into());
        }
        let own = self.target.facts.own;
        for (session, side) in [(Session::A, Side::A), (Session::B, Side::B)] {
            self.add("read-own", session, Class::Read, Expect::Count(own[side as usize]), all.clone());
            let foreign =
                format!("SELECT count(*) FROM {t} WHERE {} IS DISTINCT FROM {}", self.target.column, self.tenant(side));
            self.add("read-foreign", session, Class::Read, Expect::Count(0), foreign);
        }
        if self.target.facts.updatable.is_empty() {
            self.not("lock-foreign", Session::A, "the role may not update it, so it may not lock its rows");
        } else {
            let lock = format!("SELECT FROM {t} FOR UPDATE");
            self.add("lock-foreign", Session::A, Class::Read, Expect::Affected(own[0]), lock);
        }
        self.add("row-security-off", Session::A, Class::Read, Expect::Refused, all);
        if let Some(last) = self.out.run.last_mut() {
            last.before = Some("SET LOCAL row_security = off".into());
        }
    }

    fn inserts(&mut self, seeds: &Seeds) {
        if !self.target.facts.insert {
            return self.not("insert-foreign", Session::A, "the role may not insert into it");
        }
        let (own, foreign) = match (seeds.fresh(self.plan, Side::A, 1), seeds.fresh(self.plan, Side::B, 1)) {
            (Ok(own), Ok(foreign)) => (own, foreign),
            (Err(reason), _) | (_, Err(reason)) => return self.not("insert-foreign", Session::A, reason),
        };
        let Some(tenant) = self.plan.tenant else { return };
        let foreign_sql = self.insert(&foreign, None);
        self.add("insert-own", Session::A, Class::Insert, Expect::Affected(1), self.insert(&own, None));
        for session in [Session::Unset, Session::Empty, Session::A] {
            self.add("insert-foreign", session, Class::Insert, Expect::NotWritten, foreign_sql.clone());
        }
        let returning = format!("{foreign_sql} RETURNING *");
        self.add("insert-foreign-returning", Session::A, Class::Insert, Expect::NotWritten, returning);
        let without = self.insert(&own, Some(tenant));
        self.add("insert-without-tenant", Session::Unset, Class::Insert, Expect::RefusedOrNull, without.clone());
        let own_tenant = Expect::OwnOrRefused(self.target.tenants[0].clone());
        let returning = format!("{without} RETURNING {}", self.target.column);
        self.add("insert-without-tenant", Session::A, Class::Insert, own_tenant, returning);
        let mut nobody = own.clone();
        nobody[tenant] = Value::Null;
        let nobody = self.insert(&nobody, None);
        self.add("insert-null-tenant", Session::A, Class::Insert, Expect::RefusedOrNull, nobody);
        self.upserts(seeds, &own);
    }

    /// `INSERT INTO t (..) VALUES (..)` of a row, without one column if told so.
    fn insert(&self, row: &[Value], without: Option<usize>) -> String {
        let (columns, overriding, values) = self.parts(row, without);
        if columns.is_empty() {
            return format!("INSERT INTO {} DEFAULT VALUES", self.target.sql);
        }
        format!("INSERT INTO {} ({columns}){overriding} VALUES ({values})", self.target.sql)
    }

    fn parts(&self, row: &[Value], without: Option<usize>) -> (String, &'static str, String) {
        let given: Vec<usize> =
            (0..row.len()).filter(|at| row[*at] != Value::Default && Some(*at) != without).collect();
        let always = given.iter().any(|at| self.plan.columns[*at].always);
        let names: Vec<String> = given.iter().map(|at| quote::ident(&self.plan.columns[*at].name)).collect();
        let values: Vec<String> = given.iter().map(|at| row[*at].sql()).collect();
        (names.join(", "), if always { " OVERRIDING SYSTEM VALUE" } else { "" }, values.join(", "))
    }

    /// A row with another tenant's key: what ON CONFLICT makes of it.
    fn upserts(&mut self, seeds: &Seeds, own: &[Value]) {
        let theirs = seeds.rows_of(self.plan, Side::B);
        let Some(theirs) = theirs.first() else { return };
        let tenant = self.plan.tenant;
        let key = self.plan.keys.iter().find(|key| !key.iter().any(|at| Some(*at) == tenant)).cloned();
        let Some(key) = key else {
            let why = "every key contains the tenant column, so keys of two tenants can't meet";
            self.not("upsert-oracle", Session::A, why);
            return self.not("upsert-takeover", Session::A, why);
        };
        let mut row = own.to_vec();
        for at in &key {
            let value = theirs.get(&self.plan.columns[*at].name).cloned().flatten();
            row[*at] = value.map_or(Value::Null, Value::Text);
        }
        if key.iter().any(|at| row[*at] == Value::Null) {
            return self.not("upsert-oracle", Session::A, "the other tenant's key is NULL");
        }
        let insert = self.insert(&row, None);
        let oracle = format!("{insert} ON CONFLICT DO NOTHING");
        self.add("upsert-oracle", Session::A, Class::Insert, Expect::Unnoticed, oracle);
        let Some((column, value)) = self.harmless(seeds) else {
            return self.not("upsert-takeover", Session::A, "the role may update no column");
        };
        let columns: Vec<String> = key.iter().map(|at| quote::ident(&self.plan.columns[*at].name)).collect();
        let takeover = format!("{insert} ON CONFLICT ({}) DO UPDATE SET {column} = {value}", columns.join(", "));
        self.add("upsert-takeover", Session::A, Class::Insert, Expect::NotWritten, takeover);
    }

    /// A column that can be set to one value in every row without meeting a constraint, and the value; else the
    /// tenant column and the own tenant, which changes nothing in the own rows.
    fn harmless(&self, seeds: &Seeds) -> Option<(String, String)> {
        let plain = self.plan.columns.iter().enumerate().find(|(at, column)| {
            let bound = self.plan.keys.iter().any(|k| k.contains(at))
                || self.plan.foreign.iter().any(|f| f.columns.contains(at))
                || self.plan.checks.iter().any(|c| c.columns.contains(at));
            !bound && self.plan.tenant != Some(*at) && column.source != Source::Auto && self.may_update(&column.name)
        });
        if let Some((_, column)) = plain {
            let rows: Vec<&Row> = seeds.rows_of(self.plan, Side::A);
            let value = rows.iter().find_map(|r| r.get(&column.name).cloned().flatten());
            if let Some(value) = value {
                return Some((quote::ident(&column.name), quote::literal(&value)));
            }
            if column.nullable {
                return Some((quote::ident(&column.name), "NULL".into()));
            }
        }
        self.tenant_updatable().then(|| (self.target.column.clone(), self.tenant(Side::A)))
    }

    fn may_update(&self, name: &str) -> bool {
        self.target.facts.updatable.iter().any(|u| u == name)
    }

    fn tenant_updatable(&self) -> bool {
        self.plan.tenant.is_some_and(|at| self.may_update(&self.plan.columns[at].name))
    }

    fn updates(&mut self, seeds: &Seeds) {
        let t = self.target.sql.clone();
        let own = self.target.facts.own[0];
        let Some((column, value)) = self.harmless(seeds) else {
            return self.not("update-foreign", Session::A, "the role may update no column");
        };
        let blind = format!("UPDATE {t} SET {column} = {value}");
        self.add("update-blind", Session::Unset, Class::Update, Expect::Affected(0), blind.clone());
        self.add("update-blind", Session::Empty, Class::Update, Expect::Affected(0), blind.clone());
        self.add("update-blind", Session::A, Class::Update, Expect::Affected(own), blind);
        let foreign = format!("UPDATE {t} SET {column} = {value} WHERE {}", self.is(Side::B));
        self.add("update-foreign", Session::A, Class::Update, Expect::Affected(0), foreign);
        if !self.tenant_updatable() {
            return self.not("move-own", Session::A, "the role may not update the tenant column");
        }
        let column = self.target.column.clone();
        let take = format!("UPDATE {t} SET {column} = {}", self.tenant(Side::A));
        self.add("take-blind", Session::A, Class::Update, Expect::Affected(own), take);
        let give = format!("UPDATE {t} SET {column} = {}", self.tenant(Side::B));
        let some = format!("{give} WHERE {}", self.is(Side::A));
        self.add("move-own", Session::A, Class::Update, Expect::NotWritten, some);
        self.add("move-own-blind", Session::A, Class::Update, Expect::NotWritten, give);
        let publish = format!("UPDATE {t} SET {column} = NULL");
        self.add("publish", Session::A, Class::Update, Expect::RefusedOrNull, publish);
    }

    fn deletes(&mut self) {
        let t = self.target.sql.clone();
        let own = self.target.facts.own[0];
        if !self.target.facts.delete {
            return self.not("delete-foreign", Session::A, "the role may not delete from it");
        }
        let blind = format!("DELETE FROM {t}");
        self.add("delete-blind", Session::Unset, Class::Delete, Expect::Affected(0), blind.clone());
        self.add("delete-blind", Session::Empty, Class::Delete, Expect::Affected(0), blind.clone());
        self.add("delete-blind", Session::A, Class::Delete, Expect::Affected(own), blind.clone());
        let foreign = format!("{blind} WHERE {}", self.is(Side::B));
        self.add("delete-foreign", Session::A, Class::Delete, Expect::Affected(0), foreign);
        let returning = format!("{blind} RETURNING {}", self.target.column);
        self.add("delete-returning", Session::A, Class::Delete, Expect::Affected(own), returning);
    }

    fn merges(&mut self, seeds: &Seeds) {
        let merge = format!("MERGE INTO {} USING (VALUES (1)) AS v(n)", self.target.sql);
        let own = self.target.facts.own[0];
        match self.harmless(seeds) {
            Some((column, value)) => {
                let sql = format!("{merge} ON true WHEN MATCHED THEN UPDATE SET {column} = {value}");
                self.add("merge-update", Session::A, Class::Update, Expect::AffectedOrRefused(own), sql);
            }
            None => self.not("merge-update", Session::A, "the role may update no column"),
        }
        if self.target.facts.delete {
            let sql = format!("{merge} ON true WHEN MATCHED THEN DELETE");
            self.add("merge-delete", Session::A, Class::Delete, Expect::AffectedOrRefused(own), sql);
        } else {
            self.not("merge-delete", Session::A, "the role may not delete from it");
        }
        match seeds.fresh(self.plan, Side::B, 1) {
            Ok(row) if self.target.facts.insert => {
                let (columns, overriding, values) = self.parts(&row, None);
                let sql =
                    format!("{merge} ON false WHEN NOT MATCHED THEN INSERT ({columns}){overriding} VALUES ({values})");
                self.add("merge-insert", Session::A, Class::Insert, Expect::NotWritten, sql);
            }
            Ok(_) => self.not("merge-insert", Session::A, "the role may not insert into it"),
            Err(reason) => self.not("merge-insert", Session::A, reason),
        }
    }

    /// What row-level security does not cover: TRUNCATE, the owner's rights, the owner itself.
    fn powers(&mut self, major: u32) {
        let t = self.target.sql.clone();
        self.add("truncate", Session::A, Class::Other, Expect::Refused, format!("TRUNCATE {t}"));
        let disable = format!("ALTER TABLE {t} DISABLE ROW LEVEL SECURITY");
        self.add("disable-row-security", Session::A, Class::Other, Expect::Refused, disable);
        let mode = if major >= 16 { "SET" } else { "MEMBER" };
        let escape = format!(
            "SELECT count(*) FROM pg_catalog.pg_roles r WHERE pg_has_role({}, r.oid, '{mode}') AND r.rolname <> {} AND \
             (r.rolsuper OR r.rolbypassrls OR r.oid = (SELECT relowner FROM pg_catalog.pg_class WHERE oid = {}::regclass))",
            quote::literal(&self.target.role),
            quote::literal(&self.target.role),
            quote::literal(&t)
        );
        self.add("role-escape", Session::A, Class::Other, Expect::No, escape);
        if let Some(last) = self.out.run.last_mut() {
            last.role = None;
        }
        let owner = self.target.facts.owner.clone();
        if self.target.facts.owner_bypasses {
            let why = format!("its owner {owner} is a superuser or has BYPASSRLS: nothing binds it");
            return self.not("owner-bound", Session::A, why);
        }
        let foreign =
            format!("SELECT count(*) FROM {t} WHERE {} IS DISTINCT FROM {}", self.target.column, self.tenant(Side::A));
        let delete = format!("DELETE FROM {t} WHERE {}", self.is(Side::B));
        for (session, sql) in [(Session::Unset, format!("SELECT count(*) FROM {t}")), (Session::A, foreign)] {
            self.add("owner-bound", session, Class::Other, Expect::Count(0), sql);
            if let Some(last) = self.out.run.last_mut() {
                last.role = Some(owner.clone());
            }
        }
        self.add("owner-delete-foreign", Session::A, Class::Other, Expect::Affected(0), delete);
        if let Some(last) = self.out.run.last_mut() {
            last.role = Some(owner);
        }
    }
}
