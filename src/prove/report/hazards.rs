//! What the dry run found of each hazard.

use super::Page;
use crate::plan::Statement;
use crate::prove::{HazardVerdict, Judged};

impl Page {
    /// The hazards of up, statement by statement: what was seen is told with what saw it.
    pub(super) fn hazards(&mut self, hazards: &[Judged], up: &[Statement]) {
        if hazards.is_empty() {
            return;
        }
        self.raw("<section>\n<h2>Hazards</h2>\n");
        let line = "Confirmed is what was seen on the seeded rows: a lock, a rewrite, a loss, or rows that break the \
                    statement. Cleared is what was looked for and not seen.";
        self.element("p", "quiet", line);
        self.raw("\n<div class=\"wide\"><table>\n");
        self.head(&[
            ("", true),
            ("Rule", false),
            ("Outcome", false),
            ("What is said", false),
            ("What was seen", false),
        ]);
        for judged in hazards {
            let (class, word) = match judged.verdict {
                HazardVerdict::Confirmed => ("failed", "confirmed"),
                HazardVerdict::Cleared => ("passed", "cleared"),
                HazardVerdict::NotTold => ("not-run", "not told"),
            };
            let said = up.get(judged.step).and_then(|s| s.hazards.iter().find(|hazard| hazard.rule == judged.rule));
            self.raw("<tr>");
            self.element("td", "number", &(judged.step + 1).to_string());
            self.element("td", "name", &judged.rule);
            self.element("td", &format!("status {class}"), word);
            self.element("td", "long", said.map_or("", |hazard| hazard.message.as_str()));
            self.element("td", "few", &judged.evidence);
            self.raw("</tr>\n");
        }
        self.raw("</tbody></table></div>\n</section>\n");
    }
}
