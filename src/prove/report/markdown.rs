//! The summary of a proof as Markdown, for a pull request.

use std::fmt::Write;

use super::super::proof::{DataVerdict, Hole, Proof, StageStatus, Verdict};
use super::super::review::ReviewStatus;

/// At most so many pieces of evidence are told of an item that holds; of one that does not, all are.
const TOLD: usize = 3;

/// What a reviewer reads first, in the Markdown of pull requests: the verdict, what the migration does, the checklist,
/// and what failed.
pub fn markdown(proof: &Proof) -> String {
    let mut out = String::new();
    let title = proof.migration.clone().unwrap_or_else(|| "Pending change".to_owned());
    let (mark, word) = match proof.verdict {
        Verdict::Proven => ("✅", "proven"),
        Verdict::Failed => ("❌", "failed"),
        Verdict::Incomplete => ("⚠️", "incomplete"),
    };
    let version = &proof.engine.version;
    // Writing to a String can't fail, hence the ignored results.
    let _ = writeln!(out, "### {mark} {}: {word}\n", text(&title));
    if !proof.summary.is_empty() {
        let _ = writeln!(out, "{}\n", text(&proof.summary));
    }
    let ran = proof.stages.iter().filter(|stage| stage.status != StageStatus::NotRun).count();
    let _ = writeln!(
        out,
        "Run dry on PostgreSQL {}: {ran} of {} stages ran. Statements `{}`.\n",
        text(version),
        proof.stages.len(),
        proof.fingerprint
    );
    for stage in proof.stages.iter().filter(|stage| stage.status == StageStatus::Failed) {
        let _ = writeln!(out, "- **{} failed:** {}", stage.id.name(), text(&stage.detail));
    }
    for stage in proof.stages.iter().filter(|stage| stage.status == StageStatus::NotRun) {
        let _ = writeln!(out, "- {} did not run: {}", stage.id.name(), text(&stage.detail));
    }
    let holes = holes(proof);
    for (hole, probes) in &holes {
        let way = hole.fix.as_ref().map(|fix| format!(". {}: `{}`", text(&fix.title), code(&fix.sql)));
        let held = if hole.closed { ", tried, and the wall held" } else { "" };
        let _ = writeln!(
            out,
            "- **let through by {}**: {}{}{held}",
            text(&hole.told()),
            text(&probes.join(", ")),
            way.unwrap_or_default()
        );
    }
    if !holes.is_empty() || proof.stages.iter().any(|stage| stage.status != StageStatus::Passed) {
        out.push('\n');
    }
    if !proof.review.is_empty() {
        let _ = writeln!(out, "| | Review | Evidence |\n| --- | --- | --- |");
    }
    for item in &proof.review {
        let mark = match item.status {
            ReviewStatus::Passed => "✅",
            ReviewStatus::Failed => "❌",
            ReviewStatus::NotRun => "⚠️ not run",
            ReviewStatus::NotApplicable => "–",
        };
        let shown = item.findings.iter().filter(|finding| finding.fails).count().max(TOLD);
        let told = item.findings.iter().take(shown).map(|finding| match &finding.accepted {
            Some(reason) => format!("{}. *Accepted: {}*", cell(&finding.text), cell(reason)),
            None => cell(&finding.text),
        });
        let mut told: Vec<String> = told.collect();
        if item.findings.len() > shown {
            told.push(format!("and {} more", item.findings.len() - shown));
        }
        let _ = writeln!(out, "| {mark} | {} | {} |", cell(&item.title), told.join("<br>"));
    }
    let lost: Vec<_> = proof.data.changes.iter().filter(|change| change.verdict == DataVerdict::Lost).collect();
    if !lost.is_empty() {
        let places = lost.iter().map(|change| text(&change.place())).collect::<Vec<_>>().join(", ");
        let _ = writeln!(out, "\n**Loses data:** {places}");
    }
    out
}

/// The holes of the tenant wall, each once, with the attacks that it let through.
fn holes(proof: &Proof) -> Vec<(&Hole, Vec<String>)> {
    let mut out: Vec<(&Hole, Vec<String>)> = Vec::new();
    for probe in &proof.isolation {
        let Some(hole) = &probe.hole else { continue };
        let told = format!("{} {}", probe.table, probe.probe);
        match out.iter_mut().find(|(other, _)| other.part == hole.part && other.rule == hole.rule) {
            Some((_, probes)) if probes.contains(&told) => {}
            Some((_, probes)) => probes.push(told),
            None => out.push((hole, vec![told])),
        }
    }
    out
}

/// SQL on one line, as the inside of a code span.
fn code(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'")
}

/// Text on one line in which nothing is markup: names may hold anything.
fn text(text: &str) -> String {
    let mut out = String::new();
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '@' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// The same, within a table.
fn cell(within: &str) -> String {
    text(within).replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::super::tests::proof;
    use super::*;

    #[test]
    fn a_pull_request_reads_the_verdict_the_deeds_and_the_checklist() {
        let told = markdown(&proof());
        let expected = "### ❌ 20260101000000\\_A: failed\n\nDrops table &lt;b&gt;notes&lt;/b&gt;.\n\n\
            Run dry on PostgreSQL 18.3: 1 of 1 stages ran. Statements `00`.\n\n\
            - **up failed:** statement 1 of 1\n\
            - **let through by policy &lt;i&gt;x&lt;/i&gt; ON public.notes (PO02)**: public.&lt;b&gt;notes&lt;/b&gt; \
            insert-foreign. Drop it: `DROP POLICY x;`, tried, and the wall held\n\n\
            | | Review | Evidence |\n| --- | --- | --- |\n\
            | ❌ | The rows &lt;i&gt;survive&lt;/i&gt; | public.&lt;i&gt;t&lt;/i&gt; \\| 8 rows are lost |\n";
        assert_eq!(told, expected);
    }
}
