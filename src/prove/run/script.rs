//! The stage idempotent: the script that may run on any earlier state, and twice.

use super::super::build::{self, count};
use super::super::proof::StageId;
use super::{End, Run};
use crate::catalog::{Catalog, Id};
use crate::engine::{Engine, SqlError};
use crate::introspect::Found;
use crate::sql::split::PieceKind;
use crate::sql::{quote, split};

impl<E: Engine> Run<'_, E> {
    /// Runs the idempotent script from every earlier state, and once more over its own result.
    pub(super) async fn idempotent(&mut self) -> Result<End, SqlError> {
        let Some(scripts) = self.input.idempotent.as_deref().filter(|s| !s.is_empty()) else {
            return Ok(End::NotRun("no idempotent script was given".into()));
        };
        let last = scripts.len() - 1;
        for (from, script) in scripts.iter().enumerate() {
            self.tell(StageId::Idempotent, from, scripts.len());
            self.empty().await?;
            // From each earlier state, and at last from nothing and twice over.
            let steps = [script, &scripts[last]];
            for (n, script) in steps.into_iter().enumerate() {
                let what = match (from == last, n) {
                    (true, 0) => "from nothing".to_owned(),
                    (true, _) => "run a second time".to_owned(),
                    (false, 0) => format!("up to migration {}", from + 1),
                    (false, _) => format!("from migration {}", from + 1),
                };
                if let Some(error) = self.script(script).await? {
                    let mut detail = format!("the idempotent script, {what}: {error}");
                    if error.code == "42501" {
                        detail.extend(self.other_owner());
                    }
                    return Ok(End::Failed { detail, error: Some(error), element: None });
                }
                if from == last || n == 1 {
                    let found = build::look_up(&mut self.link, false).await?;
                    let found = self.without_history(found);
                    if let Err(unlike) = build::same(&self.after, &found, &[], &[]) {
                        return Ok(End::unlike(&format!("the idempotent script, {what}, leads elsewhere"), unlike));
                    }
                }
            }
        }
        let earlier = if last == 0 { String::new() } else { format!(", and from {}", count(last, "earlier state")) };
        Ok(End::Passed(format!("from nothing and twice over{earlier}: the same catalog")))
    }

    /// Runs a script as the owner.
    async fn script(&mut self, script: &str) -> Result<Option<SqlError>, SqlError> {
        let mut batch = vec![build::set_owner(&self.input.model)];
        for piece in split::split(script) {
            match piece.kind {
                PieceKind::Statement => batch.push(piece.sql.to_owned()),
                PieceKind::MetaCommand if piece.sql.trim() == "\\gexec" => {
                    // As psql does: the results of the query before it are the statements to run.
                    let (answers, error) = self.link.all(&batch).await;
                    if error.is_some() {
                        return self.gave_up(error).await;
                    }
                    let made = answers.last().map(|rows| rows.rows.clone()).unwrap_or_default();
                    batch = made.into_iter().flatten().flatten().collect();
                }
                PieceKind::MetaCommand | PieceKind::CopyData => {}
            }
        }
        batch.push("RESET ROLE".into());
        let (_, error) = self.link.all(&batch).await;
        self.gave_up(error).await
    }

    /// Leaves the session as it was before a script that an error ended.
    async fn gave_up(&mut self, error: Option<SqlError>) -> Result<Option<SqlError>, SqlError> {
        if error.is_some() {
            self.link.must(&["ROLLBACK".to_owned(), "RESET ROLE".to_owned()]).await?;
        }
        Ok(error)
    }

    /// What was found without the history table, and without its schema if that is there for it alone.
    fn without_history(&self, mut found: Found) -> Found {
        let Some((schema, name)) = &self.input.history else { return found };
        let catalog = &mut found.catalog;
        let schemas: Vec<Id> = catalog.schemas.iter().filter(|s| s.name == *schema).map(|s| s.id.clone()).collect();
        catalog.tables.retain(|t| t.name != *name || !schemas.contains(&t.schema));
        if !self.after.catalog.schemas.iter().any(|s| s.name == *schema) {
            catalog.schemas.retain(|s| s.name != *schema);
        }
        found
    }

    /// Makes the database empty again. Dropping what the owner owns is much quicker than a new database; whether
    /// anything is left decides.
    async fn empty(&mut self) -> Result<(), SqlError> {
        let owner = self.input.model.owner.as_ref().and_then(|id| self.input.model.role(id));
        let snapshots = self.input.earlier.iter().map(|e| &e.snapshot);
        let catalogs: Vec<&Catalog> = snapshots.chain([&self.input.model]).collect();
        if let Some(owner) = owner {
            let drop = format!("DROP OWNED BY {} CASCADE", quote::ident(&owner.name));
            let (_, error) = self.link.all(&["RESET ROLE".to_owned(), drop]).await;
            if error.is_none() {
                let found = build::look_up(&mut self.link, false).await?;
                if found.catalog.is_empty() && found.other.is_empty() {
                    return build::make_roles(&mut self.link, &catalogs).await;
                }
            }
        }
        self.link.reset().await?;
        build::make_roles(&mut self.link, &catalogs).await
    }
}
