//! What rows have to say of a migration: those that it fails on, and what becomes of those that are there.

use super::Page;
use crate::plan::Statement;
use crate::prove::{DataFate, DataVerdict, NotRestored, Proof, ReviewItem, ReviewStatus, Risk, RiskOutcome};

impl Page {
    /// Rows that the state before allows, and what up did on them.
    pub(super) fn risks(&mut self, risks: &[Risk], up: &[Statement]) {
        if risks.is_empty() {
            return;
        }
        self.raw("<section>\n<h2>Rows that could break it</h2>\n");
        let line = "Each was made of a seeded row, where the state before allows it, and up was run on it in a transaction \
                    that was rolled back.";
        self.element("p", "quiet", line);
        self.raw("\n<div class=\"wide\"><table>\n");
        self.head(&[("Rows", false), ("Outcome", false), ("Statement", false), ("What was seen", false)]);
        for risk in risks {
            let class = match (risk.outcome, &risk.accepted) {
                (RiskOutcome::Breaks, None) => "failed",
                (RiskOutcome::Holds, _) => "passed",
                (RiskOutcome::Breaks, Some(_)) | (RiskOutcome::NotTried, _) => "not-run",
            };
            self.raw("<tr>");
            self.element("td", "long", &format!("{} in {}", risk.what, risk.table));
            self.element("td", &format!("status {class}"), risk.word());
            let statement = risk.step.and_then(|step| up.get(step));
            self.element("td", "few", statement.map_or("", |statement| statement.name.as_str()));
            self.raw("<td class=\"long\">");
            if let Some(error) = &risk.error {
                self.text(&error.to_string());
            }
            if let Some(reason) = &risk.accepted {
                self.element("p", "quiet", &format!("Accepted: {reason}"));
            }
            for row in risk.told_rows() {
                self.element("pre", "", &row);
            }
            self.raw("</td></tr>\n");
        }
        self.raw("</tbody></table></div>\n</section>\n");
    }

    /// The checklist.
    pub(super) fn review(&mut self, items: &[ReviewItem]) {
        if items.is_empty() {
            return;
        }
        self.raw("<section>\n<h2>Review</h2>\n<div class=\"wide\"><table>\n");
        self.head(&[("Item", false), ("Outcome", false), ("Evidence", false)]);
        for item in items {
            let class = match item.status {
                ReviewStatus::Passed => "passed",
                ReviewStatus::Failed => "failed",
                ReviewStatus::NotRun => "not-run",
                ReviewStatus::NotApplicable => "not-applicable",
            };
            self.raw("<tr>");
            self.element("td", "few", &item.title);
            self.element("td", &format!("status {class}"), item.status.word());
            self.raw("<td class=\"long\"><ul>");
            for finding in &item.findings {
                self.raw("<li>");
                self.element(if finding.fails { "strong" } else { "span" }, "", &finding.text);
                if let Some(reason) = &finding.accepted {
                    self.raw(" ");
                    self.element("span", "quiet", &format!("Accepted: {reason}"));
                }
                self.raw("</li>");
            }
            self.raw("</ul></td></tr>\n");
        }
        self.raw("</tbody></table></div>\n</section>\n");
    }

    /// What down does not bring back, and what the run does not prove for the version that the statements are for.
    pub(super) fn limits(&mut self, proof: &Proof) {
        let lost: Vec<String> = proof.not_restored.iter().map(NotRestored::told).collect();
        let unproven = proof.unproven.iter().map(|unproven| match unproven.objects.as_slice() {
            [] => unproven.what.clone(),
            objects => format!("{}: {}", unproven.what, objects.join(", ")),
        });
        let unproven: Vec<String> = unproven.collect();
        for (title, list) in [("What down does not bring back", lost), ("Not proven for the oldest target", unproven)] {
            if list.is_empty() {
                continue;
            }
            self.raw("<section>\n");
            self.element("h2", "", title);
            self.raw("\n<ul>");
            list.iter().for_each(|text| self.element("li", "", text));
            self.raw("</ul>\n</section>\n");
        }
    }

    /// What became of the values.
    pub(super) fn data(&mut self, data: &DataFate) {
        if data.changes.is_empty() && data.kept == 0 {
            return;
        }
        self.raw("<section>\n<h2>What becomes of the data</h2>\n");
        self.element("p", "quiet", &format!("{} columns hold the values that they held.", data.kept));
        if !data.changes.is_empty() {
            self.raw("\n<div class=\"wide\"><table>\n");
            self.head(&[("Values", false), ("Outcome", false), ("Before", true), ("After", true), ("Say", false)]);
            for change in &data.changes {
                let class = match change.verdict {
                    DataVerdict::Lost => "failed",
                    DataVerdict::Changed => "not-run",
                };
                self.raw("<tr>");
                self.element("td", "name", &change.place());
                self.element("td", &format!("status {class}"), change.verdict.word());
                self.element("td", "number", &change.before.to_string());
                self.element("td", "number", &change.after.to_string());
                self.element("td", "long", &change.told_examples());
                self.raw("</tr>\n");
            }
            self.raw("</tbody></table></div>\n");
        }
        self.raw("</section>\n");
    }
}
