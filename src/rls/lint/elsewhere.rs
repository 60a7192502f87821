//! Rules that no catalog shows: a probe sees them, or the statements of a migration.

use super::rule::{Rule, Seen};
use crate::problem::Level;

const fn rule(id: &'static str, level: Level, title: &'static str, why: &'static str, by: &'static str) -> Rule {
    Rule { id, level, title, why, seen: Seen::Elsewhere(by) }
}

/// The rules.
pub(super) const RULES: &[Rule] = &[
    rule(
        "PO17",
        Level::Error,
        "A link table lets somebody else's row be attached to one's own.",
        "A policy that follows the link then shows the row.",
        "Two steps are searched on rows: a link is written, then the row is read.",
    ),
    rule(
        "CX07",
        Level::Info,
        "The application's role can change its own tenant.",
        "Every role may SET a setting of one's own: one injected statement, and it is another tenant.",
        "The probes set the tenant and read.",
    ),
    rule(
        "BY09",
        Level::Warning,
        "Large objects are outside row-level security.",
        "They belong to a role, and the application has one for all tenants.",
        "The probes read large objects as the application.",
    ),
    rule(
        "BY12",
        Level::Info,
        "A function sets row_security to off.",
        "It passes nothing by: the query fails for whoever is bound.",
        "The probes set it and read.",
    ),
    rule(
        "ORA3",
        Level::Info,
        "A MERGE that reads no column tells whether another tenant has a row.",
        "It fails with 42501 instead of passing the row over.",
        "The probes run it.",
    ),
    rule(
        "ORA4",
        Level::Info,
        "EXPLAIN tells how many rows other tenants have.",
        "It counts the rows that the policy removed.",
        "The probes run it.",
    ),
    rule(
        "ORA5",
        Level::Info,
        "The system catalogs tell volumes and the text of policies.",
        "Every role may read them.",
        "The probes read them.",
    ),
    rule(
        "FN03",
        Level::Info,
        "ON CONFLICT on a key that holds across tenants fails.",
        "The row that is in the way is another tenant's, and can't be updated.",
        "The probes upsert another tenant's key.",
    ),
    rule(
        "FN04",
        Level::Info,
        "COPY FROM is refused for a role that policies bind.",
        "PostgreSQL has no COPY FROM with row-level security: rows are loaded by INSERT, or by a role that is exempt.",
        "How rows are loaded stands in no catalog.",
    ),
    rule(
        "LC01",
        Level::Error,
        "A migration drops a policy along with something else.",
        "DROP … CASCADE takes the policies that name it, and the table denies everything or opens.",
        "Bulkhead writes no CASCADE; hand-written statements are compared with the model by the dry run.",
    ),
    rule(
        "LC02",
        Level::Warning,
        "The type of a column that a policy names is changed.",
        "PostgreSQL refuses it (0A000) as long as the policy is there.",
        "The plan drops the policy before and makes it again after, in one transaction.",
    ),
    rule(
        "LC03",
        Level::Warning,
        "A policy's command or kind is changed.",
        "ALTER POLICY can change neither.",
        "The plan drops the policy and creates it anew.",
    ),
    rule(
        "LC04",
        Level::Error,
        "A migration widens who reaches which rows.",
        "Nobody notices it until somebody reads what isn't theirs.",
        "The hazard access-loosened says so at the statement of the migration.",
    ),
    rule(
        "LC05",
        Level::Warning,
        "A privilege is granted before row-level security is on.",
        "Between the two statements the table is open.",
        "The plan grants last, in the transaction that creates the table.",
    ),
];
