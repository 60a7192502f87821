//! What a dry run has to say of the plan's hazards: each is confirmed by what was measured, cleared by it, or left as it
//! is, because nothing that was measured tells.

use super::proof::{DataFate, DataVerdict, HazardVerdict, Judged, Measured, Risk, RiskOutcome};
use crate::expr::{TokenKind, identifier, tokens};
use crate::plan::{Hazard, Statement};

/// What a hazard says that can be measured.
#[derive(Clone, Copy, Debug, Default)]
struct Claim {
    /// One of these locks is taken on something that was there: names of `pg_locks`. Empty if it says of none.
    locks: &'static [&'static str],
    /// Something that was there is written anew.
    rewrite: bool,
    /// Rows that the state before allows make the statement fail.
    rows: bool,
    /// Values that were there are lost.
    loss: bool,
    /// PostgreSQL refuses the statement whatever the rows.
    refused: bool,
}

const READERS: &[&str] = &["AccessExclusiveLock"];
const WRITERS: &[&str] = &["AccessExclusiveLock", "ExclusiveLock", "ShareRowExclusiveLock", "ShareLock"];

/// What each rule claims. A rule that is not listed claims nothing that a dry run measures.
fn claim(hazard: &Hazard) -> Claim {
    let none = Claim::default();
    match hazard.rule.as_str() {
        "index-blocks-writes" | "reindex-locks" | "trigger-locks" | "lock-table" | "lock-held" | "no-timeouts" => {
            Claim { locks: WRITERS, ..none }
        }
        "drop-index" | "detach-locks" | "refresh-locks" | "primary-key-changes" => Claim { locks: READERS, ..none },
        "foreign-key-scans" | "domain-scans" | "add-unique" => Claim { locks: WRITERS, rows: true, ..none },
        "set-not-null" | "check-scans" | "add-exclusion" | "attach-scans" => {
            Claim { locks: READERS, rows: true, ..none }
        }
        "change-type" => Claim { rewrite: true, rows: true, ..none },
        "add-column-rewrites" | "table-rewritten" | "table-packed" => Claim { rewrite: true, ..none },
        "truncate" => Claim { locks: READERS, rewrite: true, ..none },
        "drop-table" | "drop-column" | "drop-schema" | "all-rows-deleted" => Claim { loss: true, ..none },
        "add-required-column"
        | "validation-scans"
        | "enum-label-removed"
        | "sequence-may-not-fit"
        | "restored-constraint" => Claim { rows: true, ..none },
        "refused-in-transaction"
        | "enum-label-used-at-once"
        | "duplicate-assignment"
        | "needs-newer-postgres"
        | "extension-in-use" => Claim { refused: true, ..none },
        _ => none,
    }
}

/// What was found of one claim: it is so, it is not so, or nobody can tell.
struct Found {
    verdict: HazardVerdict,
    told: String,
}

impl Found {
    fn confirmed(told: String) -> Self {
        Self { verdict: HazardVerdict::Confirmed, told }
    }

    fn cleared(told: impl Into<String>) -> Self {
        Self { verdict: HazardVerdict::Cleared, told: told.into() }
    }

    fn not_told(told: impl Into<String>) -> Self {
        Self { verdict: HazardVerdict::NotTold, told: told.into() }
    }
}

/// Judges every hazard of up by what was measured of its statements, by the rows that were tried, and by what became of
/// the seeded values.
pub(crate) fn judge(up: &[Statement], measured: &[Measured], risks: &[Risk], data: &DataFate) -> Vec<Judged> {
    let mut out = Vec::new();
    for (step, statement) in up.iter().enumerate().filter(|(_, statement)| !statement.hazards.is_empty()) {
        let at = At { measured, step, statement, seen: measured.iter().find(|m| m.step == step) };
        for hazard in &statement.hazards {
            let claim = claim(hazard);
            let mut found: Vec<Found> = Vec::new();
            if claim.rows {
                found.extend(at.rows(hazard, risks));
            }
            if claim.refused {
                found.push(at.refused());
            }
            if claim.rewrite {
                found.push(at.rewrite());
            }
            if !claim.locks.is_empty() {
                found.push(at.lock(claim.locks));
            }
            if claim.loss {
                found.push(at.loss(data));
            }
            out.push(sum(step, hazard, found));
        }
    }
    out
}

/// One claim that is so makes the hazard so; it is cleared only if none is so and none is open.
fn sum(step: usize, hazard: &Hazard, found: Vec<Found>) -> Judged {
    let has = |verdict| found.iter().any(|found| found.verdict == verdict);
    let verdict = if has(HazardVerdict::Confirmed) {
        HazardVerdict::Confirmed
    } else if has(HazardVerdict::NotTold) || found.is_empty() {
        HazardVerdict::NotTold
    } else {
        HazardVerdict::Cleared
    };
    let told: Vec<String> = found.into_iter().filter(|f| f.verdict == verdict).map(|f| f.told).collect();
    let evidence = if told.is_empty() { "nothing that a dry run measures".to_owned() } else { told.join("; ") };
    Judged { step, rule: hazard.rule.clone(), verdict, evidence }
}

/// A statement and what was seen of it.
struct At<'a> {
    measured: &'a [Measured],
    step: usize,
    statement: &'a Statement,
    seen: Option<&'a Measured>,
}

impl At<'_> {
    /// True if it ran to its end.
    fn ran(&self) -> Option<&Measured> {
        self.seen.filter(|seen| seen.error.is_none())
    }

    fn rewrite(&self) -> Found {
        match self.ran() {
            None => Found::not_told("the statement did not run to its end"),
            Some(seen) if seen.rewritten.is_empty() => Found::cleared("nothing that was there was rewritten"),
            Some(seen) => Found::confirmed(format!("{} was rewritten", seen.rewritten.join(", "))),
        }
    }

    /// A lock that it took, or that a statement before it in its transaction took and still held.
    fn lock(&self, modes: &[&str]) -> Found {
        if !self.statement.transactional {
            return Found::not_told("locks are not measured outside a transaction");
        }
        let Some(seen) = self.ran() else { return Found::not_told("the statement did not run to its end") };
        if let Some(lock) = seen.locks.iter().find(|lock| modes.contains(&lock.mode.as_str())) {
            return Found::confirmed(format!("{} on {}{}", lock.mode, lock.relation, scanned(seen)));
        }
        let named = names(&self.statement.sql);
        let same = |m: &&Measured| m.step < self.step && m.transaction.is_some() && m.transaction == seen.transaction;
        let held = self.measured.iter().filter(same).find_map(|m| {
            let is_it = |lock: &&super::proof::Lock| {
                let bare = lock.relation.split_once('.').map_or(lock.relation.as_str(), |(_, name)| name);
                modes.contains(&lock.mode.as_str()) && named.iter().any(|name| name == bare)
            };
            m.locks.iter().find(is_it).map(|lock| (m.step, lock))
        });
        match held {
            Some((step, lock)) => {
                Found::confirmed(format!("{} on {}, held since statement {}", lock.mode, lock.relation, step + 1))
            }
            None => Found::cleared("no such lock was taken on anything that was there"),
        }
    }

    fn rows(&self, hazard: &Hazard, risks: &[Risk]) -> Option<Found> {
        let of_rule = || risks.iter().filter(|risk| risk.rule == hazard.rule);
        if let Some(risk) = of_rule().find(|r| r.outcome == RiskOutcome::Breaks && r.step == Some(self.step)) {
            let why = risk.error.as_ref().map(|error| format!(": {}", error.message)).unwrap_or_default();
            return Some(Found::confirmed(format!("it fails on {} in {}{why}", risk.what, risk.table)));
        }
        if let Some(error) = self.seen.and_then(|seen| seen.error.as_ref()) {
            // Class 22 and 23 are about values, whatever else may go wrong.
            return error
                .code
                .starts_with("22")
                .then_some(())
                .or(error.code.starts_with("23").then_some(()))
                .map(|()| Found::confirmed(format!("it failed on the seeded rows: {}", error.message)));
        }
        let about = || of_rule().filter(|risk| risk.object == self.statement.object);
        if about().next().is_none() {
            return Some(Found::not_told("no rows that could break it were tried"));
        }
        if about().all(|risk| risk.outcome == RiskOutcome::Holds) {
            return Some(Found::cleared("rows that could break it were tried, and are taken care of"));
        }
        Some(Found::not_told("rows that could break it could not be tried"))
    }

    fn refused(&self) -> Found {
        match self.seen {
            None => Found::not_told("the statement did not run"),
            Some(Measured { error: Some(error), .. }) => {
                Found::confirmed(format!("PostgreSQL refused it: {}", error.message))
            }
            Some(_) => Found::cleared("PostgreSQL let it through"),
        }
    }

    fn says_schema(&self, schema: &str) -> bool {
        let drops = crate::sql::words(&self.statement.sql).iter().any(|word| word == "SCHEMA");
        drops && names(&self.statement.sql).iter().any(|name| name == schema)
    }

    fn loss(&self, data: &DataFate) -> Found {
        if self.ran().is_none() {
            return Found::not_told("the statement did not run to its end");
        }
        let named = names(&self.statement.sql);
        let has = |name: &str| named.iter().any(|other| other == name);
        // The table is said, or its schema goes.
        let says = |table: &str| match table.split_once('.') {
            Some((schema, name)) => has(name) || self.says_schema(schema),
            None => has(table),
        };
        let lost = data
            .changes
            .iter()
            .filter(|change| change.verdict == DataVerdict::Lost)
            .find(|change| says(&change.table) && change.column.as_deref().is_none_or(&has));
        match lost {
            None => Found::not_told("no seeded values were there to be lost"),
            Some(change) => {
                let what = if change.column.is_some() { "values" } else { "rows" };
                let column = change.column.as_ref().map(|column| format!(".{column}")).unwrap_or_default();
                let gone = change.before.saturating_sub(change.after);
                Found::confirmed(format!("{gone} of {} {what} of {}{column} are gone", change.before, change.table))
            }
        }
    }
}

/// What was read from end to end under a lock, as the end of a sentence.
fn scanned(seen: &Measured) -> String {
    match seen.scanned.is_empty() {
        true => String::new(),
        false => format!(", with {} read from end to end", seen.scanned.join(", ")),
    }
}

/// The names that a statement says, without quotes.
fn names(sql: &str) -> Vec<String> {
    let idents = tokens(sql).into_iter().filter(|t| matches!(t.kind, TokenKind::Ident | TokenKind::QuotedIdent));
    idents.filter_map(|token| identifier(token.text(sql))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Id;
    use crate::engine::SqlError;
    use crate::problem::Level;
    use crate::prove::Lock;

    fn statement(sql: &str, rule: &str) -> Statement {
        let hazard = Hazard { rule: rule.into(), level: Level::Info, message: String::new(), safer_sql: None };
        let hazards = if rule.is_empty() { Vec::new() } else { vec![hazard] };
        Statement {
            sql: sql.into(),
            kind: "hand-written".into(),
            object: Id::new("h"),
            name: "h".into(),
            transactional: !sql.contains("CONCURRENTLY"),
            on_failure: None,
            hazards,
        }
    }

    fn measured(step: usize, locks: &[(&str, &str)], rewritten: &[&str]) -> Measured {
        let lock = |(relation, mode): &(&str, &str)| Lock { relation: (*relation).into(), mode: (*mode).into() };
        Measured {
            step,
            ms: 1.0,
            locks: locks.iter().map(lock).collect(),
            rewritten: rewritten.iter().map(|r| (*r).to_owned()).collect(),
            blocks: Vec::new(),
            transaction: Some(0),
            scanned: Vec::new(),
            touched: None,
            growth: None,
            rows_before: None,
            rows_after: None,
            error: None,
        }
    }

    fn check(up: &[Statement], measured: &[Measured], expected: &[(&str, HazardVerdict, &str)]) {
        let found = judge(up, measured, &[], &DataFate::default());
        let found: Vec<_> = found.iter().map(|j| (j.rule.as_str(), j.verdict, j.evidence.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_was_measured_decides() {
        use HazardVerdict::{Cleared, Confirmed, NotTold};
        let retype = [statement("ALTER TABLE t ALTER c TYPE timestamptz", "add-column-rewrites")];
        let cleared = [("add-column-rewrites", Cleared, "nothing that was there was rewritten")];
        check(&retype, &[measured(0, &[("public.t", "AccessExclusiveLock")], &[])], &cleared);
        let confirmed = [("add-column-rewrites", Confirmed, "public.t was rewritten")];
        check(&retype, &[measured(0, &[], &["public.t"])], &confirmed);
        check(&retype, &[], &[("add-column-rewrites", NotTold, "the statement did not run to its end")]);
        let rename = [statement("ALTER TABLE t RENAME TO u", "rename")];
        check(&rename, &[measured(0, &[], &[])], &[("rename", NotTold, "nothing that a dry run measures")]);
    }

    #[test]
    fn a_lock_that_is_held_already_is_seen() {
        use HazardVerdict::{Cleared, Confirmed, NotTold};
        let up =
            [statement("ALTER TABLE s.t ADD c int", ""), statement("CREATE INDEX ON s.t (c)", "index-blocks-writes")];
        let first = measured(0, &[("s.t", "AccessExclusiveLock")], &[]);
        let told = "AccessExclusiveLock on s.t, held since statement 1";
        check(&up, &[first.clone(), measured(1, &[], &[])], &[("index-blocks-writes", Confirmed, told)]);
        let other = measured(0, &[("s.u", "AccessExclusiveLock")], &[]);
        let told = "no such lock was taken on anything that was there";
        check(&up, &[other, measured(1, &[], &[])], &[("index-blocks-writes", Cleared, told)]);
        let alone = [up[0].clone(), statement("CREATE INDEX CONCURRENTLY ON s.t (c)", "index-blocks-writes")];
        let told = "locks are not measured outside a transaction";
        check(&alone, &[first, measured(1, &[], &[])], &[("index-blocks-writes", NotTold, told)]);
    }

    #[test]
    fn rows_that_break_it_confirm_it() {
        let up = [statement("ALTER TABLE t ALTER c SET NOT NULL", "set-not-null")];
        let risk = |outcome, step| Risk {
            rule: "set-not-null".into(),
            object: Id::new("h"),
            table: "public.t".into(),
            what: "a row with NULL in c".into(),
            outcome,
            step,
            error: Some(SqlError::engine("23502", "null value")),
            rows: Vec::new(),
            sql: None,
            accepted: None,
        };
        let seen = [measured(0, &[], &[])];
        let judged = |risk: Risk| judge(&up, &seen, &[risk], &DataFate::default()).remove(0);
        let breaks = judged(risk(RiskOutcome::Breaks, Some(0)));
        assert_eq!(breaks.verdict, HazardVerdict::Confirmed);
        assert_eq!(breaks.evidence, "it fails on a row with NULL in c in public.t: null value");
        assert_eq!(judged(risk(RiskOutcome::Holds, None)).verdict, HazardVerdict::Cleared);
        assert_eq!(judged(risk(RiskOutcome::NotTried, None)).verdict, HazardVerdict::NotTold);
    }
}
