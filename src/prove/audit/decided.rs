//! What is decided over all cases of session and row, table by table, beside what was attacked.

use std::collections::BTreeMap;

use super::{Audit, TableAudit, TableVerdict};
use crate::rls::Wall;
use crate::rls::decide::{self, Decision, Outcome};

/// Tells each table what is decided of it.
pub(super) fn tell(tables: &mut [TableAudit], wall: &Wall<'_>) {
    let decisions = decide::all(wall);
    let mut by: BTreeMap<String, Vec<&Decision>> = BTreeMap::new();
    for decision in &decisions {
        if let Some(table) = wall.table_by_id(&decision.table) {
            by.entry(table.name()).or_default().push(decision);
        }
    }
    for table in tables {
        for decision in by.get(&table.table).into_iter().flatten() {
            let role = wall.role(&decision.role).map(|role| role.name.as_str()).unwrap_or_default();
            let blind = if decision.blind { " that reads no column" } else { "" };
            let what = format!("{} as {role}{blind}", decision.command.sql());
            match &decision.outcome {
                Outcome::NotDecided(why) => table.undecided.push(format!("{what}: {why}")),
                Outcome::Leaks(witness) => {
                    table.decided += 1;
                    if !table.leaks.contains(&witness.sentence) {
                        table.leaks.push(witness.sentence.clone());
                    }
                }
                _ => table.decided += 1,
            }
        }
    }
}

impl TableAudit {
    /// What the verdict rests on, for a person: what was decided and what was only tried are never said in one breath.
    pub fn told(&self) -> String {
        let pairs = self.decided + self.undecided.len();
        let attacks = match self.tested {
            1 => "1 attack".to_owned(),
            n => format!("{n} attacks"),
        };
        match self.verdict {
            TableVerdict::Holds if !self.leaks.is_empty() => {
                format!("Holds against {attacks}, but not in every case")
            }
            TableVerdict::Holds if self.decided == 0 => format!("Holds against {attacks}; nothing of it is decided"),
            TableVerdict::Holds if self.undecided.is_empty() => {
                format!("Holds in every case, and against {attacks}")
            }
            TableVerdict::Holds => {
                format!("Holds against {attacks}; {} of {pairs} uses are not decided", self.undecided.len())
            }
            TableVerdict::Leaks => "Leaks".to_owned(),
            TableVerdict::BreaksUse => "Keeps out rightful use as well".to_owned(),
            TableVerdict::NotDecided => "Could not be told".to_owned(),
        }
    }

    /// True if nothing got through, and no case is known in which something would.
    pub fn holds(&self) -> bool {
        self.verdict == TableVerdict::Holds && self.leaks.is_empty()
    }

    /// The place in a list in which the worst comes first.
    pub fn rank(&self) -> u8 {
        match self.verdict {
            TableVerdict::Leaks => 0,
            TableVerdict::Holds if !self.leaks.is_empty() => 1,
            TableVerdict::BreaksUse => 2,
            TableVerdict::NotDecided => 3,
            TableVerdict::Holds if !self.is_decided() => 4,
            TableVerdict::Holds => 5,
        }
    }

    /// True if the wall holds in every case, not only in those that were tried.
    pub fn is_decided(&self) -> bool {
        self.holds() && self.decided > 0 && self.undecided.is_empty()
    }
}

impl Audit {
    /// What it comes to on one line.
    pub fn summary(&self) -> String {
        let all = self.tables.len();
        let count = |ranks: std::ops::RangeInclusive<u8>| {
            self.tables.iter().filter(|table| ranks.contains(&table.rank())).count()
        };
        let parts: Vec<String> = [
            (0..=0, "leak", "leaks"),
            (1..=1, "do not hold in every case", "does not hold in every case"),
            (2..=2, "keep out rightful use", "keeps out rightful use"),
            (3..=3, "could not be told", "could not be told"),
            (4..=4, "hold against what was tried", "holds against what was tried"),
            (5..=5, "hold in every case", "holds in every case"),
        ]
        .into_iter()
        .filter_map(|(ranks, many, one)| match count(ranks) {
            0 => None,
            n => Some(format!("{n} {}", if n == 1 { one } else { many })),
        })
        .collect();
        match all {
            0 => "No table was found that belongs to tenants".to_owned(),
            1 => format!("Of 1 table, {}", parts.join(", ")),
            n => format!("Of {n} tables, {}", parts.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(verdict: TableVerdict, decided: usize, undecided: &[&str], leaks: &[&str]) -> TableAudit {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let (undecided, leaks) = (texts(undecided), texts(leaks));
        TableAudit {
            table: "public.t".into(),
            verdict,
            reason: None,
            decided,
            tested: 31,
            not_run: 2,
            undecided,
            leaks,
        }
    }

    fn check(table: &TableAudit, decided: bool, told: &str) {
        assert_eq!((table.is_decided(), table.told().as_str()), (decided, told));
    }

    #[test]
    fn what_was_tried_is_never_called_decided() {
        let holds = TableVerdict::Holds;
        check(&table(holds, 6, &[], &[]), true, "Holds in every case, and against 31 attacks");
        check(&table(holds, 4, &["a", "b"], &[]), false, "Holds against 31 attacks; 2 of 6 uses are not decided");
        check(&table(holds, 0, &[], &[]), false, "Holds against 31 attacks; nothing of it is decided");
        check(&table(holds, 6, &[], &["a"]), false, "Holds against 31 attacks, but not in every case");
        check(&table(TableVerdict::Leaks, 6, &[], &[]), false, "Leaks");
    }

    #[test]
    fn the_worst_is_said_first() {
        let holds = TableVerdict::Holds;
        let tables = vec![
            table(holds, 6, &[], &[]),
            table(TableVerdict::Leaks, 6, &[], &[]),
            table(holds, 6, &[], &[]),
            table(holds, 4, &["a"], &[]),
        ];
        let audit = Audit { tables, ..Audit::default() };
        let told = "Of 4 tables, 1 leaks, 1 holds against what was tried, 2 hold in every case";
        assert_eq!(audit.summary(), told);
        assert_eq!(Audit::default().summary(), "No table was found that belongs to tenants");
    }
}
