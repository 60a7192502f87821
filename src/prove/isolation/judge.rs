//! What an attack's outcome means.

use super::attack::Expect;
use crate::engine::{Rows, SqlError};
use crate::prove::proof::ProbeVerdict;

/// What came of an attack.
pub(crate) type Outcome = Result<Rows, SqlError>;

/// What an outcome means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    /// Whether the wall held.
    pub(crate) verdict: ProbeVerdict,
    /// What was observed, for a person.
    pub(crate) observed: String,
    /// True if something other than the policies answered (a foreign key, a trigger), so that the attack is worth
    /// making again without it.
    pub(crate) again: bool,
    /// The rule that it speaks of, where the outcome itself tells: rightful use that is denied, an oracle.
    pub(crate) rule: Option<&'static str>,
    /// How many own rows were reached, where that is fewer than there are.
    pub(crate) short: Option<u64>,
}

impl Judgement {
    fn new(verdict: ProbeVerdict, observed: impl Into<String>) -> Self {
        Self { verdict, observed: observed.into(), again: false, rule: None, short: None }
    }

    fn of(self, rule: &'static str) -> Self {
        Self { rule: Some(rule), ..self }
    }
}

/// `42501 insufficient_privilege`: refused by a policy, or for want of a privilege.
const REFUSED: &str = "42501";

/// What must happen, for a person.
pub(crate) fn expected(expect: &Expect) -> String {
    match expect {
        Expect::Count(0) => "no rows are seen".into(),
        Expect::Count(n) => format!("{} seen", rows(*n)),
        Expect::NothingOrError => "no rows are seen, or an error".into(),
        Expect::Affected(0) => "no rows are touched".into(),
        Expect::Affected(n) => format!("{} touched: the tenant's own", rows(*n)),
        Expect::AffectedOrRefused(n) => format!("refused (42501), or {} touched: the tenant's own", rows(*n)),
        Expect::Refused | Expect::NotWritten => "refused (42501)".into(),
        Expect::RefusedOrNull => "refused (42501), or not accepted as NULL (23502)".into(),
        Expect::OwnOrRefused(tenant) => format!("the row becomes the tenant's own ({tenant}), or is refused"),
        Expect::AtMost(n) => format!("no more than {} seen, or an error", rows(*n)),
        Expect::Unnoticed => "no row of another tenant changes".into(),
        Expect::Free => "accepted: the key is free to this tenant".into(),
        Expect::Dangling => "refused: there is no such row for this tenant (23503)".into(),
        Expect::Allowed => "accepted: this is rightful use".into(),
        Expect::Kept(n) => format!("{} there still: the other tenant's", rows(*n)),
        Expect::OpensNothing => "refused, or nothing more is seen after it".into(),
        Expect::No | Expect::Tells(..) => "none".into(),
        Expect::NotShown => "no LEAKPROOF function is shown a row that the policies hide".into(),
        Expect::Explained(_) => "EXPLAIN counts no row that the policies hide".into(),
        Expect::Copied(n) => format!("{} copied: those that the tenant may read", rows(*n)),
    }
}

fn rows(n: u64) -> String {
    if n == 1 { "1 row is".into() } else { format!("{n} rows are") }
}

/// Judges an outcome.
pub(crate) fn judge(expect: &Expect, outcome: &Outcome) -> Judgement {
    match outcome {
        Ok(rows) => judge_rows(expect, rows),
        Err(error) => judge_error(expect, error),
    }
}

fn judge_rows(expect: &Expect, answer: &Rows) -> Judgement {
    let counted: u64 = answer.value().and_then(|v| v.parse().ok()).unwrap_or_default();
    let touched = answer.affected;
    let said = |verdict, observed: &str| Judgement::new(verdict, observed);
    let compared = |seen: u64, wanted: u64, what: &str| match seen.cmp(&wanted) {
        std::cmp::Ordering::Less => Judgement {
            short: Some(seen),
            ..Judgement::new(ProbeVerdict::Error, format!("{} {what}: rightful use is denied", rows(seen))).of("EN03")
        },
        std::cmp::Ordering::Equal => Judgement::new(ProbeVerdict::Held, format!("{} {what}", rows(seen))),
        std::cmp::Ordering::Greater => Judgement::new(ProbeVerdict::Breached, format!("{} {what}", rows(seen))),
    };
    match expect {
        Expect::Count(n) => compared(counted, *n, "seen"),
        Expect::NothingOrError => compared(counted, 0, "seen"),
        Expect::AtMost(n) => compared(counted.max(*n), *n, "seen"),
        Expect::Affected(n) | Expect::AffectedOrRefused(n) => compared(touched, *n, "touched"),
        Expect::NotWritten | Expect::RefusedOrNull if touched == 0 => said(ProbeVerdict::Held, "0 rows are touched"),
        Expect::Refused | Expect::NotWritten | Expect::RefusedOrNull => {
            Judgement::new(ProbeVerdict::Breached, format!("accepted: {} touched", rows(touched)))
        }
        Expect::OwnOrRefused(tenant) => match answer.value() {
            Some(value) if value == tenant => said(ProbeVerdict::Held, "the row became the tenant's own"),
            Some(value) => Judgement::new(ProbeVerdict::Breached, format!("accepted with the tenant {value}")),
            None => said(ProbeVerdict::Breached, "accepted without a tenant"),
        },
        Expect::Unnoticed if touched == 0 => {
            said(ProbeVerdict::Held, "0 rows: nothing changes, but it shows that another tenant has this key")
        }
        Expect::Unnoticed | Expect::Free => Judgement::new(ProbeVerdict::Held, format!("{} touched", rows(touched))),
        Expect::Dangling if touched == 0 => said(ProbeVerdict::Held, "0 rows are touched"),
        Expect::Dangling => said(
            ProbeVerdict::Breached,
            "accepted: it refers to another tenant's row, so it tells which of them are there",
        ),
        Expect::Allowed if touched == 0 => {
            said(ProbeVerdict::Error, "0 rows are touched: rightful use is denied").of("EN03")
        }
        Expect::Allowed => Judgement::new(ProbeVerdict::Held, format!("{} touched", rows(touched))),
        Expect::Kept(n) if counted == *n => {
            Judgement::new(ProbeVerdict::Held, format!("{} there still", rows(counted)))
        }
        Expect::Kept(n) => Judgement::new(
            ProbeVerdict::Breached,
            format!("{} of {n} left as they were: the other tenant's are changed", counted),
        ),
        Expect::OpensNothing if counted == 0 => {
            said(ProbeVerdict::Held, "it was let through, but nothing more is seen after it")
        }
        Expect::OpensNothing => Judgement::new(
            ProbeVerdict::Breached,
            format!("it was let through, and then {} of others seen", rows(counted)),
        ),
        Expect::Copied(n) if touched > *n => {
            Judgement::new(ProbeVerdict::Breached, format!("{} copied", rows(touched)))
        }
        Expect::Copied(n) if touched == *n => Judgement::new(ProbeVerdict::Held, format!("{} copied", rows(touched))),
        Expect::Copied(_) => {
            let what = format!("not decided: the engine tells of {touched} copied rows");
            Judgement::new(ProbeVerdict::NotApplicable, what)
        }
        Expect::Tells(..) if counted == 0 => said(ProbeVerdict::Held, "none"),
        Expect::Tells(rule, what) => Judgement::new(ProbeVerdict::Held, format!("{counted} {what}")).of(rule),
        Expect::NotShown if counted == 0 => said(ProbeVerdict::Held, "none was shown more than the role may read"),
        Expect::NotShown => Judgement::new(
            ProbeVerdict::Breached,
            format!("{} that the policies hide, shown to LEAKPROOF functions of the schema", rows(counted)),
        ),
        Expect::Explained(rule) => match taken_away(answer) {
            0 => said(ProbeVerdict::Held, "it counts none: an index finds the own rows"),
            n => Judgement::new(
                ProbeVerdict::Held,
                format!("it was let through, as for everyone who may read, and counts {n} that the policies took away"),
            )
            .of(rule),
        },
        Expect::No if counted == 0 => said(ProbeVerdict::Held, "none"),
        Expect::No => Judgement::new(ProbeVerdict::Breached, format!("{counted} found")),
    }
}

/// How many rows a plan that was run took away by a filter.
fn taken_away(plan: &Rows) -> u64 {
    let lines = plan.rows.iter().filter_map(|row| row.first()?.as_deref());
    lines.filter_map(|line| line.trim().strip_prefix("Rows Removed by Filter: ")?.parse::<u64>().ok()).sum()
}

/// The rule of an error that stands in the way of rightful use, if it is one that a policy or a setting raises.
fn functional(code: &str) -> Option<&'static str> {
    match code {
        "42704" => Some("CX01"),
        "22P02" => Some("CX02"),
        "42P17" => Some("PO14"),
        _ => None,
    }
}

fn judge_error(expect: &Expect, error: &SqlError) -> Judgement {
    let said = |verdict, observed: &str| Judgement::new(verdict, observed);
    let text = format!("{} ({})", error.message, error.code);
    if error.code == REFUSED {
        return match expect {
            // A refusal where the own rows should have been touched takes rightful use away.
            Expect::Affected(n) | Expect::Count(n) if *n > 0 => {
                Judgement::new(ProbeVerdict::Error, format!("refused: {text}")).of("PO15")
            }
            Expect::Unnoticed => Judgement::new(ProbeVerdict::Error, format!("refused: {text}")).of("FN03"),
            Expect::Allowed => {
                Judgement::new(ProbeVerdict::Error, format!("rightful use is refused: {text}")).of("FN01")
            }
            Expect::Free | Expect::Kept(_) => Judgement::new(ProbeVerdict::NotApplicable, format!("not run: {text}")),
            _ => Judgement::new(ProbeVerdict::Held, format!("refused: {text}")),
        };
    }
    let by_constraint = error.code.starts_with("23");
    let passed = || format!("the policies let it pass, only a constraint did not: {text}");
    match expect {
        Expect::NothingOrError | Expect::AtMost(_) => Judgement::new(ProbeVerdict::Held, format!("refused: {text}")),
        Expect::RefusedOrNull | Expect::OwnOrRefused(_) if error.code == "23502" => {
            Judgement::new(ProbeVerdict::Held, format!("not accepted: {text}"))
        }
        // Policies are asked before constraints are: a constraint that refuses a row means that the policies let it in.
        Expect::Refused | Expect::NotWritten | Expect::RefusedOrNull if by_constraint => {
            said(ProbeVerdict::Breached, &passed())
        }
        Expect::Affected(0) if by_constraint => said(ProbeVerdict::Breached, &passed()),
        Expect::Allowed if by_constraint => said(ProbeVerdict::Held, &passed()),
        Expect::Free if matches!(error.code.as_str(), "23505" | "23P01") => Judgement::new(
            ProbeVerdict::Held,
            format!("nothing is read or written, but it shows that another tenant has this value: {text}"),
        )
        .of("ORA1"),
        Expect::Dangling if error.code == "23503" => Judgement::new(ProbeVerdict::Held, format!("refused: {text}")),
        Expect::Kept(_) if error.code == "23503" || error.code == "23001" => Judgement::new(
            ProbeVerdict::Breached,
            format!("another tenant's row is in the way, and the refusal tells of it: {text}"),
        )
        .of("ORA2"),
        Expect::Kept(_) if error.code == "23502" => {
            Judgement::new(ProbeVerdict::Error, format!("rightful use is denied: {text}")).of("DA01")
        }
        // Whether a server can write files, or has large objects at all, is not the wall's affair.
        Expect::Copied(_) | Expect::Tells(..) | Expect::NotShown | Expect::Explained(_) => {
            Judgement::new(ProbeVerdict::NotApplicable, format!("not run: {text}"))
        }
        Expect::Free | Expect::Dangling | Expect::OpensNothing | Expect::Kept(_) => match functional(&error.code) {
            Some(rule) => Judgement::new(ProbeVerdict::Error, format!("refused for a wrong reason: {text}")).of(rule),
            None => Judgement::new(ProbeVerdict::NotApplicable, format!("not decided: {text}")),
        },
        // TRUNCATE asks for the privilege first and looks at foreign keys then.
        Expect::Refused if error.code == "0A000" => Judgement::new(
            ProbeVerdict::Breached,
            format!("the role has the privilege, only a foreign key stopped it: {text}"),
        ),
        // Whoever raises an exception of its own means to refuse.
        Expect::Count(0) | Expect::Affected(0) | Expect::NotWritten if error.code.starts_with("P0") => {
            Judgement::new(ProbeVerdict::Held, format!("refused: {text}"))
        }
        _ => Judgement {
            again: true,
            rule: functional(&error.code),
            ..Judgement::new(ProbeVerdict::Error, format!("not decided: {text}"))
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: &str) -> Outcome {
        Err(SqlError::engine(code, "no"))
    }

    fn touched(affected: u64) -> Outcome {
        Ok(Rows { affected, ..Rows::default() })
    }

    fn counted(n: u64) -> Outcome {
        Ok(Rows { rows: vec![vec![Some(n.to_string())]], affected: 1, ..Rows::default() })
    }

    fn check(expect: Expect, outcome: Outcome, verdict: ProbeVerdict) {
        assert_eq!(judge(&expect, &outcome).verdict, verdict, "{expect:?} {outcome:?}");
    }

    #[test]
    fn only_the_right_outcome_holds() {
        check(Expect::Count(0), counted(0), ProbeVerdict::Held);
        check(Expect::Count(0), counted(1), ProbeVerdict::Breached);
        check(Expect::Count(5), counted(4), ProbeVerdict::Error);
        check(Expect::Count(0), error("42501"), ProbeVerdict::Held);
        check(Expect::Count(0), error("22P02"), ProbeVerdict::Error);
        check(Expect::Count(2), error("42501"), ProbeVerdict::Error);
        check(Expect::NothingOrError, error("22P02"), ProbeVerdict::Held);
        check(Expect::Refused, error("42501"), ProbeVerdict::Held);
        check(Expect::Refused, touched(1), ProbeVerdict::Breached);
        check(Expect::Refused, touched(0), ProbeVerdict::Breached);
        check(Expect::NotWritten, touched(0), ProbeVerdict::Held);
        check(Expect::NotWritten, touched(1), ProbeVerdict::Breached);
        check(Expect::NotWritten, error("23505"), ProbeVerdict::Breached);
        check(Expect::Refused, error("P0001"), ProbeVerdict::Error);
        check(Expect::NotWritten, error("P0001"), ProbeVerdict::Held);
        check(Expect::Copied(2), touched(3), ProbeVerdict::Breached);
        check(Expect::Copied(2), touched(2), ProbeVerdict::Held);
        check(Expect::Copied(2), touched(0), ProbeVerdict::NotApplicable);
        check(Expect::Copied(2), error("58P01"), ProbeVerdict::NotApplicable);
        check(Expect::Tells("ORA5", "told"), counted(1), ProbeVerdict::Held);
        check(Expect::Free, error("23505"), ProbeVerdict::Held);
        check(Expect::Dangling, touched(1), ProbeVerdict::Breached);
        check(Expect::Dangling, error("23503"), ProbeVerdict::Held);
        check(Expect::Allowed, error("42501"), ProbeVerdict::Error);
        check(Expect::Kept(1), counted(0), ProbeVerdict::Breached);
        check(Expect::Kept(1), error("23503"), ProbeVerdict::Breached);
        check(Expect::OpensNothing, error("42501"), ProbeVerdict::Held);
        check(Expect::OpensNothing, counted(2), ProbeVerdict::Breached);
        check(Expect::NotShown, counted(0), ProbeVerdict::Held);
        check(Expect::NotShown, counted(4), ProbeVerdict::Breached);
        check(Expect::NotShown, error("42501"), ProbeVerdict::Held);
        check(Expect::RefusedOrNull, error("23502"), ProbeVerdict::Held);
        check(Expect::Affected(0), error("23503"), ProbeVerdict::Breached);
        check(Expect::Affected(5), error("23503"), ProbeVerdict::Error);
        check(Expect::AffectedOrRefused(5), error("42501"), ProbeVerdict::Held);
        check(Expect::AffectedOrRefused(5), touched(10), ProbeVerdict::Breached);
        check(
            Expect::OwnOrRefused("a".into()),
            Ok(Rows { rows: vec![vec![None]], ..Rows::default() }),
            ProbeVerdict::Breached,
        );
    }

    #[test]
    fn a_plan_tells_what_its_filters_took_away() {
        let lines =
            ["Append", "  ->  Seq Scan on t", "        Rows Removed by Filter: 4", "  Rows Removed by Filter: 2"];
        let plan = Rows { rows: lines.map(|line| vec![Some(line.to_owned())]).into(), ..Rows::default() };
        let judged = judge(&Expect::Explained("ORA4"), &Ok(plan));
        assert_eq!((judged.verdict, judged.rule), (ProbeVerdict::Held, Some("ORA4")));
        assert!(judged.observed.contains(" 6 "), "{}", judged.observed);
        assert_eq!(judge(&Expect::Explained("ORA4"), &touched(1)).rule, None);
    }
}
