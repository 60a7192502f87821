//! A proof as a page and as JSON: what a reviewer reads and what a pipeline reads.

mod evidence;
mod hazards;
mod markdown;

use std::collections::BTreeMap;
use std::fmt::Write;

use super::blocks::blocks_told;
use super::build::count;
use super::growth::Growth;
use super::proof::{Probe, ProbeVerdict, Proof, Session, Stage, StageStatus, Verdict};
use crate::plan::Statement;

pub use markdown::markdown;

/// What a report says beside the proof itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Report<'a> {
    /// The project's name.
    pub project: &'a str,
    /// The statements of up, which the proof's steps count.
    pub up: &'a [Statement],
}

/// The proof as JSON, pretty, with a line break at the end.
pub fn json(proof: &Proof) -> String {
    // A proof holds numbers, texts and lists only, so writing it can't fail.
    let mut text = serde_json::to_string_pretty(proof).unwrap_or_default();
    text.push('\n');
    text
}

/// The proof as one HTML page that needs nothing else: it follows the reader's light or dark scheme, and it prints.
pub fn html(proof: &Proof, report: &Report<'_>) -> String {
    let mut page = Page::default();
    let title = match &proof.migration {
        Some(id) => format!("Proof of {id}"),
        None => "Proof of a pending change".into(),
    };
    page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    page.text(&title);
    page.raw("</title>\n<style>\n");
    page.raw(include_str!("report.css"));
    page.raw("</style>\n</head>\n<body>\n<header>\n<h1>");
    page.text(&title);
    page.raw("</h1>\n");
    page.verdict(proof, report);
    page.raw("</header>\n<main>\n");
    page.review(&proof.review);
    page.stages(&proof.stages);
    page.steps(proof, report.up);
    page.hazards(&proof.hazards, report.up);
    page.risks(&proof.risks, report.up);
    page.data(&proof.data);
    page.limits(proof);
    page.isolation(&proof.isolation);
    page.seeded(proof);
    page.raw("</main>\n</body>\n</html>\n");
    page.0
}

#[derive(Default)]
struct Page(String);

impl Page {
    /// HTML as it is.
    fn raw(&mut self, html: &str) {
        self.0.push_str(html);
    }

    /// Text, escaped for content and for attributes.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                // A control character is no HTML; what stands for it can be seen.
                c if c.is_control() && !matches!(c, '\n' | '\t') => self.0.push('\u{fffd}'),
                c => self.0.push(c),
            }
        }
    }

    /// `<tag class="class">text</tag>`
    fn element(&mut self, tag: &str, class: &str, text: &str) {
        let _ = if class.is_empty() { write!(self.0, "<{tag}>") } else { write!(self.0, "<{tag} class=\"{class}\">") };
        self.text(text);
        let _ = write!(self.0, "</{tag}>");
    }

    fn verdict(&mut self, proof: &Proof, report: &Report<'_>) {
        let (class, word, meaning) = match proof.verdict {
            Verdict::Proven => ("proven", "Proven", "Every stage really ran, and held."),
            Verdict::Failed => ("failed", "Failed", "A stage ran and did not hold."),
            Verdict::Incomplete => ("incomplete", "Incomplete", "Nothing failed, but something did not run."),
        };
        if !proof.summary.is_empty() {
            self.element("p", "summary", &proof.summary);
            self.raw("\n");
        }
        self.raw("<p>");
        self.element("span", &format!("verdict {class}"), word);
        self.raw(" ");
        self.element("span", "", meaning);
        self.raw("</p>\n");
        let project = if report.project.is_empty() { String::new() } else { format!("{} · ", report.project) };
        let line = format!(
            "{project}PostgreSQL {} · {} · statements {}",
            if proof.engine.version.is_empty() { "unknown" } else { &proof.engine.version },
            ms(proof.ms),
            proof.fingerprint
        );
        self.element("p", "quiet", &line);
        self.raw("\n");
    }

    fn head(&mut self, columns: &[(&str, bool)]) {
        self.raw("<thead><tr>");
        for (column, number) in columns {
            self.element("th", if *number { "number" } else { "" }, column);
        }
        self.raw("</tr></thead>\n<tbody>\n");
    }

    fn stages(&mut self, stages: &[Stage]) {
        self.raw("<section>\n<h2>Stages</h2>\n<div class=\"wide\"><table>\n");
        self.head(&[("Stage", false), ("Outcome", false), ("Time", true), ("What was seen", false)]);
        for stage in stages {
            let (class, word) = match stage.status {
                StageStatus::Passed => ("passed", "passed"),
                StageStatus::Failed => ("failed", "failed"),
                StageStatus::NotRun => ("not-run", "not run"),
            };
            self.raw("<tr>");
            self.element("td", "name", stage.id.name());
            self.element("td", &format!("status {class}"), word);
            self.element("td", "number", &ms(stage.ms));
            self.raw("<td class=\"long\">");
            self.text(&stage.detail);
            if let Some(error) = &stage.error {
                if let Some(text) = error.detail.as_ref().or(error.hint.as_ref()) {
                    self.raw("<br>");
                    self.element("span", "quiet", text);
                }
                if !error.statement.is_empty() {
                    self.element("pre", "", &error.statement);
                }
            }
            self.raw("</td></tr>\n");
        }
        self.raw("</tbody></table></div>\n</section>\n");
    }

    fn steps(&mut self, proof: &Proof, up: &[Statement]) {
        let steps = proof.steps.as_slice();
        if steps.is_empty() {
            return;
        }
        self.raw("<section>\n<h2>Statements</h2>\n");
        self.element(
            "p",
            "quiet",
            "Measured on the seeded rows. Locks are those a statement took on relations that had been there before; they are \
             held until its transaction ends. Scanned is what was read from end to end.",
        );
        self.raw("\n<div class=\"wide\"><table>\n");
        let grows = proof.steps.iter().any(|step| step.growth.is_some());
        if let Some(reason) = &proof.growth_not_run {
            self.element("p", "", &format!("How the times grow with rows was not measured: {reason}."));
        }
        let mut columns = vec![
            ("", true),
            ("Statement", false),
            ("Time", true),
            ("Locks", false),
            ("Rewritten", false),
            ("Scanned", false),
            ("Rows", false),
        ];
        if grows {
            columns.push(("Time with more rows", false));
        }
        self.head(&columns);
        for step in steps {
            self.raw("<tr>");
            self.element("td", "number", &(step.step + 1).to_string());
            self.raw("<td class=\"long\">");
            let statement = up.get(step.step);
            self.element("pre", "", statement.map_or("", |s| s.sql.as_str()));
            if let Some(error) = &step.error {
                self.element("strong", "failed", &error.to_string());
            }
            self.raw("</td>");
            self.element("td", "number", &ms(step.ms));
            self.raw("<td class=\"few\">");
            for told in blocks_told(step, steps) {
                self.element("p", "", &told);
            }
            let locks: Vec<String> = step.locks.iter().map(|l| format!("{} on {}", l.mode, l.relation)).collect();
            if !locks.is_empty() {
                self.element("p", "quiet", &locks.join(", "));
            }
            self.raw("</td>");
            self.element("td", "few", &step.rewritten.join(", "));
            self.element("td", "few", &step.scanned.join(", "));
            let rows = match (step.rows_before, step.rows_after) {
                (None, None) => String::new(),
                (before, after) if before == after => before.map_or(String::new(), |n| n.to_string()),
                (before, after) => {
                    let told = |n: Option<u64>| n.map_or("gone".to_owned(), |n| n.to_string());
                    format!("{} → {}", told(before), told(after))
                }
            };
            self.element("td", "name", &rows);
            if grows {
                let told = step.growth.as_ref().map_or("not measured".to_owned(), Growth::told);
                self.element("td", "few", &told);
            }
            self.raw("</tr>\n");
        }
        self.raw("</tbody></table></div>\n</section>\n");
    }

    fn isolation(&mut self, probes: &[Probe]) {
        if probes.is_empty() {
            return;
        }
        self.raw("<section>\n<h2>The tenant wall</h2>\n");
        let held = probes.iter().filter(|p| p.verdict == ProbeVerdict::Held).count();
        let role = probes.iter().map(|p| p.role.as_str()).find(|r| !r.is_empty()).unwrap_or_default();
        let line = format!(
            "{held} of {} held. They were made as {role}, with the session set to tenant A or B, to garbage, to \
             nothing, or not at all, in a transaction that was rolled back.",
            count(probes.len(), "attack")
        );
        self.element("p", "quiet", &line);
        self.matrix(probes);
        for (n, probe) in probes.iter().enumerate() {
            if matches!(probe.verdict, ProbeVerdict::Breached | ProbeVerdict::Error) {
                self.probe(n, probe);
            }
        }
        self.raw("<details><summary>Every attack with its SQL</summary>\n");
        for (n, probe) in probes.iter().enumerate() {
            if matches!(probe.verdict, ProbeVerdict::Held | ProbeVerdict::NotApplicable) {
                self.probe(n, probe);
            }
        }
        self.raw("</details>\n</section>\n");
    }

    /// One row to a table, one column to an attack.
    fn matrix(&mut self, probes: &[Probe]) {
        let mut columns: Vec<(&str, Session)> = Vec::new();
        let mut tables: BTreeMap<&str, BTreeMap<usize, usize>> = BTreeMap::new();
        for (n, probe) in probes.iter().enumerate() {
            let key = (probe.probe.as_str(), probe.session);
            let column = columns.iter().position(|c| *c == key).unwrap_or_else(|| {
                columns.push(key);
                columns.len() - 1
            });
            tables.entry(&probe.table).or_default().insert(column, n);
        }
        self.raw("\n<div class=\"wide\"><table class=\"matrix\">\n<thead><tr><th></th>");
        for (probe, session) in &columns {
            self.element("th", "probe", &format!("{probe} ({})", session_name(*session)));
        }
        self.raw("</tr></thead>\n<tbody>\n");
        for (table, cells) in tables {
            self.raw("<tr>");
            self.element("th", "", table);
            for column in 0..columns.len() {
                match cells.get(&column) {
                    None => self.raw("<td></td>"),
                    Some(n) => {
                        let (class, mark, word) = mark(probes[*n].verdict);
                        let _ = write!(
                            self.0,
                            "<td class=\"{class}\"><a href=\"#probe-{n}\" aria-label=\"{word}\">{mark}</a></td>"
                        );
                    }
                }
            }
            self.raw("</tr>\n");
        }
        self.raw("</tbody></table></div>\n");
    }

    fn probe(&mut self, n: usize, probe: &Probe) {
        let (class, _, word) = mark(probe.verdict);
        let _ = write!(self.0, "<article id=\"probe-{n}\">\n<h3>");
        self.element("span", &format!("verdict {class}"), word);
        self.raw(" ");
        self.text(&format!("{} · {} · session {}", probe.table, probe.probe, session_name(probe.session)));
        self.raw("</h3>\n<dl>");
        for (term, text) in [("Expected", &probe.expected), ("Observed", &probe.observed)] {
            self.element("dt", "", term);
            self.element("dd", "", text);
        }
        let rule = probe.rule.as_ref().filter(|_| probe.verdict != ProbeVerdict::NotApplicable);
        match (&probe.hole, rule) {
            (Some(hole), _) => {
                self.element("dt", "", "Let through by");
                self.element("dd", "", &hole.told());
            }
            (None, Some(rule)) => {
                self.element("dt", "", "Rule");
                self.element("dd", "", rule);
            }
            (None, None) => {}
        }
        if let Some(fix) = &probe.fix {
            self.element("dt", "", "Fix");
            self.element("dd", "", fix);
        }
        self.raw("</dl>");
        if !probe.sql.is_empty() {
            self.element("pre", "", &probe.sql);
        }
        self.raw("\n</article>\n");
    }

    fn seeded(&mut self, proof: &Proof) {
        if proof.seeded.is_empty() {
            return;
        }
        self.raw("<section>\n<h2>Seeded rows</h2>\n<div class=\"wide\"><table>\n");
        self.head(&[("Table", false), ("Rows", true), ("Remark", false)]);
        for table in &proof.seeded {
            self.raw("<tr>");
            self.element("td", "", &table.table);
            self.element("td", "number", &table.rows.to_string());
            self.element("td", "", table.reason.as_deref().unwrap_or_default());
            self.raw("</tr>\n");
        }
        self.raw("</tbody></table></div>\n</section>\n");
    }
}

fn mark(verdict: ProbeVerdict) -> (&'static str, &'static str, &'static str) {
    match verdict {
        ProbeVerdict::Held => ("held", "✓", "held"),
        ProbeVerdict::Breached => ("breached", "✗", "breached"),
        ProbeVerdict::Error => ("error", "!", "not decided"),
        ProbeVerdict::NotApplicable => ("not-applicable", "–", "not applicable"),
    }
}

fn session_name(session: Session) -> &'static str {
    match session {
        Session::A => "A",
        Session::B => "B",
        Session::Unset => "unset",
        Session::Empty => "empty",
        Session::Garbage => "garbage",
    }
}

fn ms(ms: f64) -> String {
    if ms < 10.0 { format!("{ms:.2} ms") } else { format!("{ms:.0} ms") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::SqlError;
    use crate::prove::{
        Blocked, EngineInfo, HazardVerdict, Hole, Judged, Lock, Measured, ReviewFinding, ReviewItem, ReviewStatus,
        Seeded, StageId,
    };
    use crate::rls::Fix;

    pub(super) fn proof() -> Proof {
        let probe = |verdict, fix: Option<&str>| Probe {
            table: "public.<b>notes</b>".into(),
            probe: "insert-foreign".into(),
            session: Session::A,
            role: "app".into(),
            sql: "BEGIN;\nINSERT INTO notes VALUES ('</pre><script>');\nROLLBACK;".into(),
            expected: "refused (42501)".into(),
            observed: "accepted: 1 row is touched".into(),
            verdict,
            fix: fix.map(Into::into),
            element: None,
            rule: (verdict == ProbeVerdict::Breached).then(|| "PO03".into()),
            hole: (verdict == ProbeVerdict::Breached).then(|| Hole {
                rule: "PO02".into(),
                part: "policy <i>x</i> ON public.notes".into(),
                fix: Some(Fix { title: "Drop it".into(), sql: "DROP POLICY x;".into() }),
                after: None,
                closed: true,
            }),
        };
        let error = SqlError { detail: Some("a & b".into()), ..SqlError::engine("23502", "no \"null\"") };
        Proof {
            verdict: Verdict::Failed,
            summary: "Drops table <b>notes</b>.".into(),
            review: vec![ReviewItem {
                id: "rows".into(),
                title: "The rows <i>survive</i>".into(),
                status: ReviewStatus::Failed,
                findings: vec![ReviewFinding {
                    text: "public.<i>t</i> | 8 rows\nare lost".into(),
                    fails: true,
                    rule: None,
                    object: None,
                    accepted: None,
                }],
            }],
            stages: vec![Stage {
                id: StageId::Up,
                status: StageStatus::Failed,
                ms: 1.234,
                detail: "statement 1 of 1".into(),
                error: Some(error.clone()),
                element: None,
            }],
            steps: vec![Measured {
                step: 0,
                ms: 12.0,
                locks: vec![Lock { relation: "public.t".into(), mode: "AccessExclusiveLock".into() }],
                blocks: vec![Blocked { relation: "public.t".into(), reads: true, writes: true }],
                transaction: Some(0),
                scanned: vec!["public.<u>".into()],
                rewritten: vec!["public.t".into()],
                rows_before: Some(8),
                rows_after: None,
                touched: None,
                growth: Some(Growth::of(Vec::new())),
                error: Some(error),
            }],
            own_rows: None,
            data: Default::default(),
            not_restored: Vec::new(),
            risks: Vec::new(),
            hazards: vec![Judged {
                step: 0,
                rule: "rename".into(),
                verdict: HazardVerdict::NotTold,
                evidence: "<i>nothing</i>".into(),
            }],
            seeded: vec![Seeded { table: "public.t".into(), rows: 8, reason: None }],
            walls: Vec::new(),
            isolation: vec![probe(ProbeVerdict::Breached, Some("DROP POLICY x;")), probe(ProbeVerdict::Held, None)],
            engine: EngineInfo { version: "18.3".into() },
            ms: 99.5,
            migration: Some("20260101000000_A".into()),
            unproven: Vec::new(),
            fingerprint: "00".into(),
            growth_not_run: None,
        }
    }

    #[test]
    fn nothing_in_a_proof_becomes_markup() {
        let page = html(&proof(), &Report { project: "A \"<i>\" & co", up: &[] });
        assert!(!page.contains("<script>") && !page.contains("<b>notes") && !page.contains("<i>"), "{page}");
        assert!(page.contains("public.&lt;b&gt;notes&lt;/b&gt;") && page.contains("&lt;/pre&gt;&lt;script&gt;"));
        assert!(page.contains("AccessExclusiveLock on public.t") && page.contains("8 → gone"));
        assert!(page.contains("blocks reads and writes of public.t") && page.contains("public.&lt;u&gt;"), "{page}");
        assert!(page.contains("<dt>Let through by</dt><dd>policy &lt;i&gt;x&lt;/i&gt; ON public.notes (PO02)</dd>"));
        assert!(!page.contains("http"), "nothing is loaded from elsewhere");
    }

    #[test]
    fn tags_are_balanced() {
        let page = html(&proof(), &Report::default());
        for tag in ["table", "tr", "td", "th", "section", "article", "details", "dl", "pre", "span", "div", "tbody"] {
            let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
        }
    }

    #[test]
    fn json_is_read_back() {
        let proof = proof();
        assert_eq!(serde_json::from_str::<Proof>(&json(&proof)).ok(), Some(proof));
    }
}
