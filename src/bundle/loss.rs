//! What stands at the top of a down script: what can't come back.

use crate::catalog::{Catalog, Pair};
use crate::design::{Design, Migration};
use crate::plan;
use crate::prove::{NotRestored, Proof, StageId, StageStatus};

/// Which data up destroyed, in how many rows of a dry run, and which data the script itself destroys.
pub(super) fn told(design: &Design, migration: &Migration, proof: Option<&Proof>) -> String {
    let before = design.migrations.range(..&migration.id).next_back();
    let before = before.map(|(_, migration)| migration.snapshot.clone()).unwrap_or_default();
    let target_version = design.settings.target_version;
    let options = plan::Options { mode: plan::Mode::Simple, target_version, ..plan::Options::default() };
    let lost = |pair: Pair<&Catalog>| {
        let losses = plan::draft(pair, &[], &options).losses;
        // What down carries back from the column beside it does come back.
        let carried =
            |loss: &&plan::Loss| !migration.down.iter().any(|s| s.kind == "carry-column" && s.object == loss.object);
        losses.iter().filter(carried).map(|loss| format!("\n  {} {}", loss.name, loss.what)).collect::<String>()
    };
    let pair = Pair::new(&before, &migration.snapshot);
    let (gone, going) = (lost(pair), lost(pair.swapped()));
    let by_hand = migration.hand_sql.iter().any(|hand| !hand.up.trim().is_empty());
    let mut text = format!("Undoes migration {}.\nIts up: {}", migration.id, super::script::summary(design, migration));
    text.push_str(&match gone.as_str() {
        "" => "\nUp destroyed no data that would have to come back.".to_owned(),
        gone => format!("\nWhat up destroyed does not come back:{gone}"),
    });
    text.push_str(&counted(proof, !gone.is_empty() || by_hand));
    if !going.is_empty() {
        text.push_str(&format!("\nThis script destroys data:{going}"));
    }
    if by_hand {
        text.push_str("\nWhat hand-written SQL destroys is not known.");
    }
    text
}

/// What a dry run missed after down; `matters` if there is anything to miss.
fn counted(proof: Option<&Proof>, matters: bool) -> String {
    let ran = |proof: &&Proof| {
        proof.stages.iter().any(|stage| stage.id == StageId::Down && stage.status == StageStatus::Passed)
    };
    match proof.filter(ran) {
        None if matters => {
            "\nIn how many rows was not counted: no dry run of exactly these statements came back.".into()
        }
        None => String::new(),
        Some(proof) if proof.not_restored.is_empty() => match matters {
            true => "\nIn the dry run every row that was there came back as it was.".into(),
            false => String::new(),
        },
        Some(proof) => {
            let lines = proof.not_restored.iter().map(NotRestored::told).map(|line| format!("\n  {line}"));
            format!("\nIn the dry run, on its rows, this did not come back:{}", lines.collect::<String>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Column, DataType, Id, Schema, Table};

    /// A table with a column that the second migration drops.
    fn design() -> Design {
        let mut design = Design::empty("Demo");
        let mut catalog = Catalog::default();
        catalog.schemas.push(Schema::new(Id::new("public"), "public"));
        let mut table = Table::new(Id::new("t"), Id::new("public"), "t");
        table.columns.push(Column::new(Id::new("a"), "a", DataType::builtin("text")));
        table.columns.push(Column::new(Id::new("b"), "b", DataType::builtin("text")));
        catalog.tables.push(table);
        let mut next = catalog.clone();
        next.tables[0].columns.truncate(1);
        for (id, snapshot) in [("20260101000000_A", catalog), ("20260102000000_B", next)] {
            let id = Id::new(id);
            design.migrations.insert(id.clone(), plan::freeze(plan::Draft::default(), id, "x", snapshot));
        }
        design
    }

    fn proof(not_restored: &str) -> Proof {
        let text = format!(
            r#"{{"verdict":"proven","stages":[{{"id":"down","status":"passed","ms":1,"detail":""}}],"steps":[],"seeded":[],
            "isolation":[],"engine":{{"version":"18"}},"ms":1,"fingerprint":"","notRestored":{not_restored}}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    fn check(proof: Option<&Proof>, expected: &str) {
        let design = design();
        let last = design.migrations.values().next_back().unwrap();
        let text = told(&design, last, proof);
        let start = "Undoes migration 20260102000000_B.\nIts up: Drops column t.b.\nWhat up destroyed does not come back:\n  public.t.b loses every value\n";
        assert_eq!(text, format!("{start}{expected}"));
    }

    #[test]
    fn what_cannot_come_back_is_told_with_the_rows_that_were_counted() {
        check(None, "In how many rows was not counted: no dry run of exactly these statements came back.");
        check(
            Some(&proof(r#"[{"table":"public.t","column":"b","rows":7,"of":9}]"#)),
            "In the dry run, on its rows, this did not come back:\n  public.t.b in 7 of 9 rows",
        );
        check(Some(&proof("[]")), "In the dry run every row that was there came back as it was.");
        let skipped = Proof { stages: Vec::new(), ..proof("[]") };
        check(Some(&skipped), "In how many rows was not counted: no dry run of exactly these statements came back.");
    }
}
