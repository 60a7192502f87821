//! The stages down, matches-base and up-again: the way back, and there once more.

use super::super::build::count;
use super::super::measure::Before;
use super::super::proof::StageId;
use super::super::seed::{Tenants, plans};
use super::super::{build, data};
use super::{End, Run};
use crate::engine::{Engine, SqlError};
use crate::introspect::adopt_ids;

impl<E: Engine> Run<'_, E> {
    /// Runs down on the seeded rows.
    pub(super) async fn down(&mut self) -> Result<End, SqlError> {
        let (rows, tables) = self.made;
        let gone = (rows > 0)
            .then(|| format!("{} went with the {} that up had made", count(rows, "row"), count(tables, "table")));
        let ran = self.statements(&self.input.down, &self.input.model, &Before::default(), StageId::Down).await?;
        if let Some((at, error)) = ran.error {
            return Ok(self.failed_at(&self.input.down, at, error));
        }
        let catalog = adopt_ids(self.base.catalog.clone(), &self.input.base);
        let plans = plans(&catalog, &Tenants::new(), None);
        let after = data::contents(&mut self.link, &plans).await.unwrap_or_default();
        let lost = data::losses(&self.content, &after);
        let mut told = vec![count(self.input.down.len(), "statement")];
        told.push(match (self.content.is_empty(), lost.is_empty()) {
            (true, _) => "there had been no rows before".into(),
            (_, true) => "every row that had been there is as it was".into(),
            (_, false) => format!("could not come back: {}", lost.join("; ")),
        });
        told.extend(gone);
        Ok(End::Passed(told.join("; ")))
    }

    /// Compares what down led to with what had been there.
    pub(super) async fn matches_base(&mut self) -> Result<End, SqlError> {
        let found = build::look_up(&mut self.link, false).await?;
        Ok(match build::same(&self.base, &found) {
            Ok(told) => End::Passed(told),
            Err(told) => End::failed(format!("down does not lead back: {told}")),
        })
    }

    /// Runs up once more.
    pub(super) async fn up_again(&mut self) -> Result<End, SqlError> {
        let ran = self.statements(&self.input.up, &self.input.model, &Before::default(), StageId::UpAgain).await?;
        if let Some((at, error)) = ran.error {
            return Ok(self.failed_at(&self.input.up, at, error));
        }
        let found = build::look_up(&mut self.link, false).await?;
        Ok(match build::same(&self.after, &found) {
            Ok(told) => End::Passed(told),
            Err(told) => End::failed(format!("up does not lead to the same a second time: {told}")),
        })
    }
}
