//! The mark of tenant B: whatever way it went, what A may read beside the tables must not have it.

use super::around::{self, Around, Asked};
use super::mend::mend;
use super::prepare::SENTINEL;
use crate::engine::{Engine, SqlError};
use crate::prove::isolation::Assault;
use crate::prove::link::Link;
use crate::prove::proof::{Probe, ProbeVerdict, Session};

/// Looks for the mark of tenant B in everything that A may read beside the tables that were attacked.
///
/// # Errors
/// Only that the engine ended.
pub(super) async fn sentinel<E: Engine>(
    link: &mut Link<'_, E>,
    assault: &Assault,
    role: &str,
    (enter, marks): (&[String], &[String]),
    out: &mut Around,
) -> Result<(), SqlError> {
    let targets = &assault.targets;
    let mut asked = Vec::new();
    for [kind, name, sql, columns] in around::readable(link, role).await? {
        let attacked = targets.iter().any(|t| t.name == name && t.access.is_walled());
        let known =
            out.probes.iter().any(|p| p.verdict == ProbeVerdict::Breached && p.observed.contains(&format!(" {name} ")));
        if attacked || known || matches!(kind.as_str(), "v" | "m") {
            continue;
        }
        asked.push(Asked {
            probe: "sentinel",
            rule: "EN07",
            object: name,
            question: format!(
                "SELECT count(*) FROM (SELECT concat_ws('|', {columns}) AS x FROM {sql}) AS q WHERE q.x LIKE '%{SENTINEL}%'"
            ),
            sql,
        });
    }
    if asked.is_empty() {
        return Ok(());
    }
    let answers = around::ask(link, enter, marks, &asked).await?;
    for (one, answer) in asked.into_iter().zip(answers) {
        let (verdict, observed) = match answer {
            Ok(count) if count.as_deref() == Some("0") => {
                (ProbeVerdict::Held, "nothing of tenant B's is found".to_owned())
            }
            Ok(count) => (
                ProbeVerdict::Breached,
                format!("what stands in tenant B's rows is found in {} rows of it", count.unwrap_or_default()),
            ),
            Err(error) => (around::refused(&error), format!("refused: {error}")),
        };
        let hole = match verdict {
            ProbeVerdict::Breached => {
                let rightful = assault.rightful(role, &one.object);
                mend(link, enter, marks, targets, &one, (role, &rightful)).await?
            }
            _ => None,
        };
        out.probes.push(Probe {
            table: one.object.clone(),
            probe: one.probe.to_owned(),
            session: Session::A,
            role: role.to_owned(),
            sql: one.question,
            expected: "nothing of tenant B's is found".into(),
            observed,
            verdict,
            fix: None,
            element: None,
            rule: (verdict == ProbeVerdict::Breached).then(|| one.rule.to_owned()),
            hole,
        });
    }
    Ok(())
}
