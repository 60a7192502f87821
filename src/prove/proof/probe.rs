//! The attacks on the tenant wall.

use serde::{Deserialize, Serialize};

/// One attack on the tenant wall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Probe {
    /// The table's qualified name.
    pub table: String,
    /// The probe's name (`read-foreign`, `insert-foreign`).
    pub probe: String,
    /// What the session was set to.
    pub session: Session,
    /// The role it ran as.
    pub role: String,
    /// The exact SQL.
    pub sql: String,
    /// What must happen.
    pub expected: String,
    /// What happened.
    pub observed: String,
    /// Whether the wall held.
    pub verdict: ProbeVerdict,
    /// What to do when it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// The design element to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<crate::catalog::Id>,
    /// The rule that the outcome speaks of: what a breach broke, or what denies rightful use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What lets a breach through, found by taking parts of the wall away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hole: Option<Hole>,
}

/// What lets a breach through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hole {
    /// The rule's id: `PO02`.
    pub rule: String,
    /// The part of the schema: `policy open ON public.orders`.
    pub part: String,
    /// What closes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<crate::rls::Fix>,
    /// What came of applying the fix and attacking again; nothing, if that was not tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// True if the fix was applied, the attack made again and refused, and rightful use still works.
    #[serde(default)]
    pub closed: bool,
}

impl Hole {
    /// The hole on one line: `policy open ON public.orders (PO02)`.
    pub fn told(&self) -> String {
        if self.rule.is_empty() { self.part.clone() } else { format!("{} ({})", self.part, self.rule) }
    }
}

/// What the session's tenant setting was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Session {
    /// Tenant A.
    A,
    /// Tenant B.
    B,
    /// Never set.
    #[serde(rename = "unset")]
    Unset,
    /// An empty string, as after a transaction that used SET LOCAL.
    #[serde(rename = "empty")]
    Empty,
    /// Text that is no tenant.
    #[serde(rename = "garbage")]
    Garbage,
}

/// Whether the wall held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeVerdict {
    /// As expected.
    Held,
    /// Another tenant's row was read or written.
    Breached,
    /// It did not run as meant.
    Error,
    /// There is nothing to probe.
    NotApplicable,
}
