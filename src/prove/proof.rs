//! The outcome of a dry run, in the shape that the scripting interface promises.

use serde::{Deserialize, Serialize};

use super::audit::TableAudit;
use super::growth::Growth;
use crate::engine::SqlError;

/// The outcome of a dry run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Proof {
    /// Proven only if every stage really ran and passed.
    pub verdict: Verdict,
    /// What the migration does, in one line.
    #[serde(default)]
    pub summary: String,
    /// The stages in the order they run.
    pub stages: Vec<Stage>,
    /// The checklist, ticked or failed by what was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub review: Vec<super::review::ReviewItem>,
    /// The statements of up, measured.
    pub steps: Vec<Measured>,
    /// The tables that were seeded, or the reason why not.
    pub seeded: Vec<Seeded>,
    /// What became of the rows that the project gives, if it gives any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_rows: Option<OwnRows>,
    /// What became of the seeded values by up.
    #[serde(default)]
    pub data: DataFate,
    /// What was there before up and is not as it was after down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_restored: Vec<NotRestored>,
    /// Rows that the state before allows and that up may fail on, each tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub risks: Vec<Risk>,
    /// What was found of each hazard of up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<Judged>,
    /// The probes of the tenant wall.
    pub isolation: Vec<Probe>,
    /// What they come to, table by table, with what is decided beside them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub walls: Vec<TableAudit>,
    /// The engine.
    pub engine: EngineInfo,
    /// Milliseconds, all told.
    pub ms: f64,
    /// The migration's id, or nothing for a change that is still pending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migration: Option<String>,
    /// What the run did not prove for the version that the statements are for, because it was on another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unproven: Vec<Unproven>,
    /// A fingerprint of the statements that were run: a proof is good for these and no others.
    pub fingerprint: String,
    /// Why times were not measured at three sizes, if that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth_not_run: Option<String>,
}

/// Which PostgreSQL ran it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EngineInfo {
    /// `server_version`.
    pub version: String,
}

/// The verdict of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Every stage ran and passed.
    Proven,
    /// A stage failed.
    Failed,
    /// Nothing failed, and something did not run.
    Incomplete,
}

/// One stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stage {
    /// Which.
    pub id: StageId,
    /// How it ended.
    pub status: StageStatus,
    /// Milliseconds.
    pub ms: f64,
    /// What was done or seen, or why it failed or did not run, for a person.
    pub detail: String,
    /// The error that failed it, if PostgreSQL refused something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<SqlError>,
    /// The design element to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<crate::catalog::Id>,
}

/// The stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StageId {
    /// Build the state before by running every earlier migration; it must equal the snapshot.
    Base,
    /// Seed rows.
    Seed,
    /// Run up, statement by statement.
    Up,
    /// The catalog equals the model.
    MatchesModel,
    /// Attack the tenant wall.
    Isolation,
    /// Run down.
    Down,
    /// The catalog equals the state before.
    MatchesBase,
    /// Run up again.
    UpAgain,
    /// The idempotent script from every earlier state, and twice over.
    Idempotent,
}

/// How a stage ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StageStatus {
    /// It ran and held.
    Passed,
    /// It ran and did not hold.
    Failed,
    /// It did not run.
    NotRun,
}

/// One statement of up, measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Measured {
    /// The statement's position in up, from 0.
    pub step: usize,
    /// Milliseconds.
    pub ms: f64,
    /// Locks on relations that existed before it, as `pg_locks` showed them.
    pub locks: Vec<Lock>,
    /// What those locks keep others from; nothing for what can be read and written all the same. They are held until the
    /// transaction ends, so what follows in it runs under them too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Blocked>,
    /// The transaction that it ran in, from 0; nothing if it ran outside of one, where locks can't be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transaction: Option<usize>,
    /// Relations whose file changed: they were rewritten. An index is named where its table was not rewritten.
    pub rewritten: Vec<String>,
    /// Tables that it read from end to end, as PostgreSQL counts sequential scans, its own for validating and building
    /// among them. What it read by an index is not seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scanned: Vec<String>,
    /// Rows in the table the statement is about, before; nothing if it is about no existing table.
    pub rows_before: Option<u64>,
    /// And after.
    pub rows_after: Option<u64>,
    /// How its time grows with rows, if that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth: Option<Growth>,
    /// The error, if PostgreSQL refused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<SqlError>,
}

/// A lock.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lock {
    /// The relation's qualified name.
    pub relation: String,
    /// The mode as `pg_locks` names it.
    pub mode: String,
}

/// What others can't do while a lock is held.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Blocked {
    /// The relation's qualified name; the table's, if an index is locked.
    pub relation: String,
    /// True if nobody can read it.
    pub reads: bool,
    /// True if nobody can write to it.
    pub writes: bool,
}

/// A table that was seeded, or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seeded {
    /// The table's qualified name.
    pub table: String,
    /// Rows in it.
    pub rows: u64,
    /// Why it has none, or fewer than asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What became of the rows that a project gives for its dry runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnRows {
    /// How many were there to survive the migration.
    pub taken: usize,
    /// Those that are not there: refused, or gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<OwnRow>,
}

/// A row that a project gives, and that is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnRow {
    /// The name of the sample it stands in.
    pub sample: String,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// The table's qualified name.
    pub table: String,
    /// Why, for a person.
    pub why: String,
}

/// What became of the values that were there before up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataFate {
    /// How many columns with values hold the same ones as before.
    pub kept: usize,
    /// The others.
    pub changes: Vec<DataChange>,
}

/// Values that are not as they were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataChange {
    /// The table's qualified name, before.
    pub table: String,
    /// The column's name, before; nothing if whole rows are gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What became of them.
    pub verdict: DataVerdict,
    /// How many values, or rows, there were.
    pub before: u64,
    /// How many there are.
    pub after: u64,
    /// Some values, each before and after.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<[Option<String>; 2]>,
}

impl DataChange {
    /// The values, for a person: `public.orders.total`, or a table's name where whole rows are meant.
    pub fn place(&self) -> String {
        let column = self.column.as_ref().map(|column| format!(".{column}")).unwrap_or_default();
        format!("{}{column}", self.table)
    }

    /// Some values for a person, each before and after.
    pub fn told_examples(&self) -> String {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "NULL".into());
        let told = self.examples.iter().map(|[was, is]| format!("{} → {}", value(was), value(is)));
        told.collect::<Vec<_>>().join(", ")
    }
}

impl DataVerdict {
    /// It in a word for a person.
    pub fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Lost => "lost",
        }
    }
}

/// Something that a run on one version of PostgreSQL does not prove for another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Unproven {
    /// What, as a sentence without its full stop.
    pub what: String,
    /// The objects whose statements it matters to, by their names; none if it is about all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<String>,
}

/// Rows or values that down did not bring back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotRestored {
    /// The table's qualified name, before.
    pub table: String,
    /// The column's name, before; nothing if whole rows are gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// In how many rows.
    pub rows: u64,
    /// Of how many that had a value.
    pub of: u64,
    /// True if it may be fewer: not all rows were read, or nothing tells them apart.
    #[serde(default, skip_serializing_if = "is_false")]
    pub at_most: bool,
}

impl NotRestored {
    /// It as a line for a person.
    pub fn told(&self) -> String {
        let NotRestored { table, column, rows, of, at_most } = self;
        let few = if *at_most { "at most " } else { "" };
        match column {
            Some(column) => format!("{table}.{column} in {few}{rows} of {of} rows"),
            None => format!("{few}{rows} of {of} rows of {table}"),
        }
    }
}

fn is_false(value: &bool) -> bool {
    !*value
}

/// What became of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DataVerdict {
    /// They are there, and other ones.
    Changed,
    /// They, or some of them, are gone.
    Lost,
}

/// Rows that the state before allows and that a statement of up may fail on, and what came of trying them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Risk {
    /// The rule of the hazard that speaks of them: `set-not-null`.
    pub rule: String,
    /// The object whose statement is in question, by its id in the model.
    pub object: crate::catalog::Id,
    /// The qualified name, before, of the table that the rows are in.
    pub table: String,
    /// The rows, for a person: `a row with NULL in total`.
    pub what: String,
    /// What came of it.
    pub outcome: RiskOutcome,
    /// The statement of up that failed, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// The error that it failed with, or why the rows could not be tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<SqlError>,
    /// Rows as they were tried: values by column name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<std::collections::BTreeMap<String, Option<String>>>,
    /// The statement that made the rows of seeded ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    /// Why a person accepts that the migration fails on such rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

impl Risk {
    /// What came of it, in a word for a person.
    pub fn word(&self) -> &'static str {
        match (self.outcome, &self.accepted) {
            (RiskOutcome::Breaks, None) => "breaks it",
            (RiskOutcome::Breaks, Some(_)) => "accepted",
            (RiskOutcome::Holds, _) => "taken care of",
            (RiskOutcome::NotTried, _) => "not tried",
        }
    }

    /// The rows for a person, a line each.
    pub fn told_rows(&self) -> Vec<String> {
        let value = |value: &Option<String>| match value {
            Some(text) if text.trim() != text || text.is_empty() => format!("'{text}'"),
            Some(text) => text.clone(),
            None => "NULL".into(),
        };
        let line = |row: &std::collections::BTreeMap<String, Option<String>>| {
            row.iter().map(|(name, text)| format!("{name}: {}", value(text))).collect::<Vec<_>>().join("  ")
        };
        self.rows.iter().map(line).collect()
    }
}

/// What came of trying rows that may break a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RiskOutcome {
    /// The state before let them in, and up failed on them.
    Breaks,
    /// Up went through all the same: something before it takes care of such rows.
    Holds,
    /// No such row could be made, or nothing could be tried.
    NotTried,
}

/// What a dry run found of a hazard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Judged {
    /// The statement of up that has it, from 0.
    pub step: usize,
    /// The hazard's rule.
    pub rule: String,
    /// What was found.
    pub verdict: HazardVerdict,
    /// What was seen, or why nothing was, for a person.
    pub evidence: String,
}

/// What a dry run makes of a hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HazardVerdict {
    /// It was seen: the lock, the rewrite, the loss, or rows that break the statement.
    Confirmed,
    /// The statement ran, and nothing of the kind was seen.
    Cleared,
    /// Nothing that was measured tells.
    NotTold,
}

/// One attack on the tenant wall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Probe {
    /// The table's qualified name.
    pub table: String,
    /// The probe's name (`read-foreign`, `insert-foreign`).
    pub probe: String,
    /// What the session was set to.
    pub session: Session,
    /// The role it ran as.
    pub role: String,
    /// The exact SQL.
    pub sql: String,
    /// What must happen.
    pub expected: String,
    /// What happened.
    pub observed: String,
    /// Whether the wall held.
    pub verdict: ProbeVerdict,
    /// What to do when it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// The design element to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<crate::catalog::Id>,
    /// The rule that the outcome speaks of: what a breach broke, or what denies rightful use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What lets a breach through, found by taking parts of the wall away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hole: Option<Hole>,
}

/// What lets a breach through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hole {
    /// The rule's id: `PO02`.
    pub rule: String,
    /// The part of the schema: `policy open ON public.orders`.
    pub part: String,
    /// What closes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<crate::rls::Fix>,
    /// What came of applying the fix and attacking again; nothing, if that was not tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// True if the fix was applied, the attack made again and refused, and rightful use still works.
    #[serde(default)]
    pub closed: bool,
}

impl Hole {
    /// The hole on one line: `policy open ON public.orders (PO02)`.
    pub fn told(&self) -> String {
        if self.rule.is_empty() { self.part.clone() } else { format!("{} ({})", self.part, self.rule) }
    }
}

/// What the session's tenant setting was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Session {
    /// Tenant A.
    A,
    /// Tenant B.
    B,
    /// Never set.
    #[serde(rename = "unset")]
    Unset,
    /// An empty string, as after a transaction that used SET LOCAL.
    #[serde(rename = "empty")]
    Empty,
    /// Text that is no tenant.
    #[serde(rename = "garbage")]
    Garbage,
}

/// Whether the wall held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeVerdict {
    /// As expected.
    Held,
    /// Another tenant's row was read or written.
    Breached,
    /// It did not run as meant.
    Error,
    /// There is nothing to probe.
    NotApplicable,
}
