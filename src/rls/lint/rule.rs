//! What a rule is, and how it makes a finding.

use crate::catalog::Id;
use crate::problem::Level;
use crate::rls::wall::WallTable;
use crate::rls::{Finding, Fix};

/// A rule of the catalogue of what goes wrong with row-level security.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The catalogue's id: `PO02`.
    pub id: &'static str,
    /// How bad what it finds is, unless what is found says otherwise.
    pub level: Level,
    /// What it looks for, in one sentence.
    pub title: &'static str,
    /// Why it matters, for a person who would rather ignore it.
    pub why: &'static str,
    /// Whether a catalog is enough to see it.
    pub seen: Seen,
}

/// How a rule sees what it looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// From the catalog alone.
    Static,
    /// Not from a catalog: by a probe, or from statements. The text says by what.
    Elsewhere(&'static str),
}

impl Rule {
    /// A finding at a table.
    pub(super) fn at(&self, table: &WallTable<'_>, message: impl Into<String>) -> Finding {
        self.of(table.name(), Some(&table.table.id), message)
    }

    /// A finding at any object.
    pub(super) fn of(&self, object: impl Into<String>, entity: Option<&Id>, message: impl Into<String>) -> Finding {
        Finding {
            rule: self.id.to_owned(),
            level: self.level,
            object: object.into(),
            message: message.into(),
            why: self.why.to_owned(),
            fix: None,
            entity: entity.cloned(),
            part: None,
        }
    }

    /// A finding at a policy of a table.
    pub(super) fn at_policy(
        &self,
        table: &WallTable<'_>,
        policy: &crate::catalog::Policy,
        message: impl Into<String>,
    ) -> Finding {
        let object = format!("policy {} ON {}", crate::sql::quote::ident(&policy.name), table.name());
        self.of(object, Some(&table.table.id), message).on(&policy.id)
    }
}

impl Finding {
    /// The same finding at a part of the object.
    pub(super) fn on(mut self, part: &Id) -> Self {
        self.part = Some(part.clone());
        self
    }

    /// The same finding at another level.
    pub(super) fn at_level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// The same finding with what mends it.
    pub(super) fn mended(mut self, title: impl Into<String>, sql: impl Into<String>) -> Self {
        self.fix = Some(Fix { title: title.into(), sql: sql.into() });
        self
    }

    /// The same finding with what mends it, if that is known.
    pub(super) fn mended_if(self, title: impl Into<String>, sql: Option<String>) -> Self {
        match sql {
            Some(sql) => self.mended(title, sql),
            None => self,
        }
    }
}
