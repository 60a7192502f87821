//! The stages down, matches-base and up-again: the way back, and there once more.

use super::super::build::count;
use super::super::measure::Before;
use super::super::proof::{NotRestored, StageId};
use super::super::seed::{Seeds, Tenants, plans};
use super::super::{build, data};
use super::{End, Run};
use crate::catalog::Pair;
use crate::engine::{Engine, SqlError};
use crate::introspect::{Found, NOT_VALIDATED, OtherObject, adopt_ids};
use crate::plan::Statement;

impl<E: Engine> Run<'_, E> {
    /// Runs down on the seeded rows.
    pub(super) async fn down(&mut self) -> Result<End, SqlError> {
        let (rows, tables) = self.made;
        let gone = (rows > 0)
            .then(|| format!("{} went with the {} that up had made", count(rows, "row"), count(tables, "table")));
        let ran = self.statements(&self.input.down, &self.input.model, &Before::hand_only(), StageId::Down).await?;
        self.hand_back = ran.hand;
        if let Some((at, error)) = ran.error {
            return Ok(self.failed_at(&self.input.down, at, error));
        }
        let catalog = adopt_ids(self.base.catalog.clone(), &self.input.base);
        let plans = plans(&catalog, &Tenants::new(), None);
        let after = data::contents(&mut self.link, &plans).await.unwrap_or_default();
        let place = |name: &str| Some((plans.iter().find(|plan| plan.name == name)?.sql.clone(), Vec::new()));
        self.look_for_own_rows("after down", &place).await?;
        let mut lost = data::not_restored(&self.content, &after);
        if lost.iter().any(|loss| loss.at_most) {
            let mut now = Seeds::new(plans);
            now.load(&mut self.link).await?;
            let was = self.was.as_ref().unwrap_or(&self.seeds);
            let rows = |seeds: &Seeds, name: &str| seeds.find(name).map(|plan| seeds.rows[plan.index].clone());
            let before = |name: &str| rows(was, name).unwrap_or_default();
            let back = |name: &str| rows(&now, name).unwrap_or_default();
            data::count_rows(&mut lost, &catalog, Pair::new(&before, &back), &self.content);
            // Rows that all have their values, written in another way, lost nothing.
            lost.retain(|loss| loss.rows > 0);
        }
        let mut told = vec![count(self.input.down.len(), "statement")];
        told.push(match (self.content.is_empty(), lost.is_empty()) {
            (true, _) => "there had been no rows before".into(),
            (_, true) => "every row that had been there is as it was".into(),
            (_, false) => {
                let told: Vec<String> = lost.iter().map(NotRestored::told).collect();
                format!("could not come back: {}", told.join("; "))
            }
        });
        self.proof.not_restored = lost;
        told.extend(gone);
        Ok(End::Passed(told.join("; ")))
    }

    /// Compares what down led to with what had been there.
    pub(super) async fn matches_base(&mut self) -> Result<End, SqlError> {
        let mut found = build::look_up(&mut self.link, false).await?;
        let open = self.take_restored(&mut found);
        Ok(match build::same(&self.base, &found, &self.hand_back, &self.hand) {
            Ok(told) if open.is_empty() => End::Passed(told),
            Ok(told) => End::Passed(format!(
                "{told}; as announced, for new rows only, because rows that are there lost what it rests on: {}",
                open.join(", ")
            )),
            Err(unlike) => End::unlike("down does not lead back", unlike),
        })
    }

    /// Takes out of what was found the constraints that hold for new rows only, where down says that it brings them
    /// back so.
    fn take_restored(&self, found: &mut Found) -> Vec<String> {
        let announced = |s: &&Statement| s.hazards.iter().any(|h| h.rule == "restored-constraint");
        let restored: Vec<&Statement> = self.input.down.iter().filter(announced).collect();
        let bare = |name: &str| name.replace('"', "");
        let is_restored = |object: &OtherObject| {
            let Some((constraint, table)) = object.name.split_once(" on ") else { return false };
            let name = format!("{}.{}", bare(table), bare(constraint));
            object.kind == NOT_VALIDATED && restored.iter().any(|s| bare(&s.name) == name)
        };
        let (open, other) = std::mem::take(&mut found.other).into_iter().partition::<Vec<_>, _>(is_restored);
        found.other = other;
        open.into_iter().map(|object| object.name).collect()
    }

    /// Runs up once more.
    pub(super) async fn up_again(&mut self) -> Result<End, SqlError> {
        let ran = self.statements(&self.input.up, &self.input.model, &Before::hand_only(), StageId::UpAgain).await?;
        if let Some((at, error)) = ran.error {
            return Ok(self.failed_at(&self.input.up, at, error));
        }
        let found = build::look_up(&mut self.link, false).await?;
        Ok(match build::same(&self.after, &found, &ran.hand, &[]) {
            Ok(told) => End::Passed(told),
            Err(unlike) => End::unlike("up does not lead to the same a second time", unlike),
        })
    }
}
