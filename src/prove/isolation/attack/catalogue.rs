//! The probes by name: their number among the attacks, and the rule that a breach speaks of before its hole is known.

use crate::problem::Level;

/// Name, number, rule.
const PROBES: &[(&str, &str, &str)] = &[
    ("read-foreign", "S1", "PO01"),
    ("read-without-tenant", "S2", "CX03"),
    ("read-garbage", "S3", "CX03"),
    ("read-wildcard", "S4", "PO20"),
    ("lock-foreign", "S5", "PO07"),
    ("read-own", "S6", "EN03"),
    ("insert-foreign", "I1", "PO03"),
    ("insert-as-nobody", "I1", "CX03"),
    ("insert-foreign-returning", "I2", "PO03"),
    ("insert-without-tenant", "I3", "PO21"),
    ("insert-null-tenant", "I3", "PO21"),
    ("insert-for-another-user", "I4", "PO18"),
    ("insert-own", "I5", "EN03"),
    ("update-foreign", "U1", "PO07"),
    ("update-blind", "U2", "PO07"),
    ("take-blind", "U2", "PO07"),
    ("move-own", "U3", "PO03"),
    ("move-own-blind", "U4", "PO03"),
    ("publish", "U5", "PO22"),
    ("update-shared", "U6", "PO22"),
    ("delete-shared", "U6", "PO22"),
    ("raise-own-rights", "U7", "RO08"),
    ("mixed-checks", "U8", "PO11"),
    ("soft-delete", "U1", "FN01"),
    ("delete-foreign", "D1", "PO07"),
    ("delete-blind", "D2", "PO07"),
    ("delete-returning", "D3", "PO07"),
    ("merge-update", "M1", "PO07"),
    ("merge-delete", "M2", "PO07"),
    ("merge-delete-unmatched", "M3", "PO07"),
    ("merge-insert", "M4", "PO03"),
    ("upsert-oracle", "C1", "ORA1"),
    ("upsert-takeover", "C2", "FN03"),
    ("unique-oracle", "O1", "ORA1"),
    ("reference-oracle", "O2", "ORA2"),
    ("referenced-oracle", "O3", "ORA2"),
    ("referential-action", "O4", "BY10"),
    ("tenant-set-null", "O4", "DA01"),
    ("view", "V1", "BY01"),
    ("view-insert", "V2", "BY02"),
    ("view-update", "V2", "BY02"),
    ("view-delete", "V2", "BY02"),
    ("materialized-view", "V3", "BY03"),
    ("function", "F1", "BY04"),
    ("function-writes", "F2", "BY04"),
    ("trigger", "F3", "BY06"),
    ("child-read", "P1", "INH1"),
    ("child-insert", "P1", "INH1"),
    ("child-update", "P1", "INH1"),
    ("child-delete", "P1", "INH1"),
    ("new-partition", "P2", "INH2"),
    ("truncate", "G1", "RO04"),
    ("other-privileges", "G2", "RO05"),
    ("copy", "G3", "PO01"),
    ("disable-row-security", "G4", "RO03"),
    ("drop-policy", "G4", "RO03"),
    ("create-policy", "G4", "RO03"),
    ("role-escape", "G5", "RO02"),
    ("row-security-off", "G6", "RO01"),
    ("sequence", "G7", "ORA5"),
    ("sequence-next", "G7", "ORA5"),
    ("sequence-current", "G7", "ORA5"),
    ("sequence-set", "G7", "ORA5"),
    ("large-object", "G7", "BY09"),
    ("owner-bound", "G4", "EN04"),
    ("owner-delete-foreign", "G4", "EN04"),
    ("own-context", "X1", "CX07"),
    ("bypass-switch", "X2", "CX04"),
    ("client-claims", "X3", "CX05"),
    ("cached-plan", "X4", "PO23"),
    ("session-residue", "X5", "CX09"),
    ("session-set", "X6", "CX06"),
    ("leak-function", "L1", "BY08"),
    ("explain", "L2", "ORA4"),
    ("self-made-member", "E1", "PO16"),
    ("self-moved-member", "E1", "PO16"),
    ("other-role-read", "N1", "PO09"),
    ("other-role-delete", "N1", "PO09"),
    ("sentinel", "E2", "EN07"),
];

/// A probe's number among the attacks.
#[cfg(test)]
fn number(probe: &str) -> &'static str {
    PROBES.iter().find(|(name, ..)| *name == probe).map_or("", |(_, number, _)| number)
}

/// The rule that a probe's breach speaks of.
pub(crate) fn rule(probe: &str) -> &'static str {
    PROBES.iter().find(|(name, ..)| *name == probe).map_or("", |(.., rule)| rule)
}

/// How bad it is when a probe of this rule gets through.
pub(crate) fn level(rule: &str) -> Level {
    match rule {
        "ORA3" | "ORA4" | "ORA5" | "CX07" | "CX09" | "FN03" | "FN02" | "PO13" => Level::Info,
        "ORA1" | "PO18" | "PO21" | "EN03" | "EN04" | "CX01" | "CX02" | "INH2" | "BY07" | "BY09" => Level::Warning,
        _ => Level::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_said_once() {
        let mut names: Vec<&str> = PROBES.iter().map(|(name, ..)| *name).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
        assert_eq!((number("truncate"), rule("truncate")), ("G1", "RO04"));
    }
}
