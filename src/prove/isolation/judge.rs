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
        Expect::Unnoticed => "no row of another tenant changes".into(),
        Expect::No => "none".into(),
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
    let said = |verdict, observed: String| Judgement { verdict, observed, again: false };
    let compared = |seen: u64, wanted: u64, what: &str| {
        let verdict = match seen.cmp(&wanted) {
            std::cmp::Ordering::Less => ProbeVerdict::Error,
            std::cmp::Ordering::Equal => ProbeVerdict::Held,
            std::cmp::Ordering::Greater => ProbeVerdict::Breached,
        };
        let short = if seen < wanted { ": rightful use is denied" } else { "" };
        said(verdict, format!("{} {what}{short}", rows(seen)))
    };
    match expect {
        Expect::Count(n) => compared(counted, *n, "seen"),
        Expect::NothingOrError => compared(counted, 0, "seen"),
        Expect::Affected(n) | Expect::AffectedOrRefused(n) => compared(touched, *n, "touched"),
        Expect::NotWritten | Expect::RefusedOrNull if touched == 0 => {
            said(ProbeVerdict::Held, "0 rows are touched".to_owned())
        }
        Expect::Refused | Expect::NotWritten | Expect::RefusedOrNull => {
            said(ProbeVerdict::Breached, format!("accepted: {} touched", rows(touched)))
        }
        Expect::OwnOrRefused(tenant) => match answer.value() {
            Some(value) if value == tenant => said(ProbeVerdict::Held, "the row became the tenant's own".into()),
            Some(value) => said(ProbeVerdict::Breached, format!("accepted with the tenant {value}")),
            None => said(ProbeVerdict::Breached, "accepted without a tenant".into()),
        },
        Expect::Unnoticed if touched == 0 => {
            said(ProbeVerdict::Held, "0 rows: nothing changes, but it shows that another tenant has this key".into())
        }
        Expect::Unnoticed => said(ProbeVerdict::Held, format!("{} touched", rows(touched))),
        Expect::No if counted == 0 => said(ProbeVerdict::Held, "none".into()),
        Expect::No => said(ProbeVerdict::Breached, format!("{counted} such roles")),
    }
}

fn judge_error(expect: &Expect, error: &SqlError) -> Judgement {
    let said = |verdict, text: String, again| Judgement { verdict, observed: text, again };
    let text = format!("{} ({})", error.message, error.code);
    if error.code == REFUSED {
        let verdict = match expect {
            // A refusal where the own rows should have been touched takes rightful use away.
            Expect::Affected(n) | Expect::Count(n) if *n > 0 => ProbeVerdict::Error,
            Expect::Unnoticed => ProbeVerdict::Error,
            _ => ProbeVerdict::Held,
        };
        return said(verdict, format!("refused: {text}"), false);
    }
    let by_constraint = error.code.starts_with("23");
    match expect {
        Expect::NothingOrError => said(ProbeVerdict::Held, format!("refused: {text}"), false),
        Expect::RefusedOrNull | Expect::OwnOrRefused(_) if error.code == "23502" => {
            said(ProbeVerdict::Held, format!("not accepted: {text}"), false)
        }
        // Policies are asked before constraints are: a constraint that refuses a row means that the policies let it in.
        Expect::Refused | Expect::NotWritten | Expect::RefusedOrNull if by_constraint => {
            said(ProbeVerdict::Breached, format!("the policies let it pass, only a constraint did not: {text}"), false)
        }
        Expect::Affected(0) if by_constraint => {
            said(ProbeVerdict::Breached, format!("the policies let it pass, only a constraint did not: {text}"), false)
        }
        // TRUNCATE asks for the privilege first and looks at foreign keys then.
        Expect::Refused if error.code == "0A000" => said(
            ProbeVerdict::Breached,
            format!("the role has the privilege, only a foreign key stopped it: {text}"),
            false,
        ),
        _ => said(ProbeVerdict::Error, format!("not decided: {text}"), true),
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
}
