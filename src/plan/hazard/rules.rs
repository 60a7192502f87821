//! Every rule there is: why it matters, what is behind it in PostgreSQL, and the way around it.

/// A rule that finds hazards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HazardRule {
    /// Its name, in kebab case; stable.
    pub id: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// The lock or rewrite behind it, in PostgreSQL's terms; empty if there is none.
    pub lock: &'static str,
    /// The way around it; empty if there is none.
    pub instead: &'static str,
}

const fn rule(id: &'static str, why: &'static str, lock: &'static str, instead: &'static str) -> HazardRule {
    HazardRule { id, why, lock, instead }
}

const AE: &str = "ACCESS EXCLUSIVE: nobody can read or write the table.";
const AE_SCAN: &str = "ACCESS EXCLUSIVE while every row is read.";
const AE_REWRITE: &str = "ACCESS EXCLUSIVE while the table is written anew.";
const SHORT: &str = "Set a lock_timeout, and try again when it runs out.";

/// Every rule there is, in the order of ids.
pub const HAZARD_RULES: [HazardRule; 65] = [
    rule(
        "access-changed",
        "Other rows can be reached than before, or by others.",
        AE,
        "Read who gains and who loses; prove the wall.",
    ),
    rule(
        "access-loosened",
        "Somebody reaches more rows, or may do more.",
        AE,
        "Grant to the roles that need it, by name.",
    ),
    rule("access-tightened", "Somebody loses rows that were there for them.", AE, "Policies first, ENABLE last."),
    rule(
        "add-column-rewrites",
        "A value must be computed for every row.",
        AE_REWRITE,
        "Add it plain, fill it in batches, then make it what it is to be.",
    ),
    rule(
        "add-exclusion",
        "Rows that exclude each other make it fail, and the index is built at once.",
        "ACCESS EXCLUSIVE while an index is built.",
        "A quiet hour, or a new table.",
    ),
    rule(
        "add-required-column",
        "Rows that are there have no value for it.",
        AE,
        "Give it a default, or fill it before it is required.",
    ),
    rule(
        "add-unique",
        "Equal rows make it fail, and the index is built at once.",
        "ACCESS EXCLUSIVE while an index is built.",
        "CREATE UNIQUE INDEX CONCURRENTLY, then USING INDEX.",
    ),
    rule(
        "all-rows-changed",
        "Every row is locked to the end of the transaction, and the table bloats.",
        "ROW EXCLUSIVE, and every row.",
        "Batches, each its own transaction.",
    ),
    rule("all-rows-deleted", "The rows are lost.", "ROW EXCLUSIVE, and every row.", "Say WHERE, or keep a copy."),
    rule(
        "attach-scans",
        "Rows outside the bound make it fail.",
        "ACCESS EXCLUSIVE on the partition while every row is read.",
        "A CHECK that says the bound, validated before.",
    ),
    rule("cascade", "What nobody named goes, too.", AE, "Name each."),
    rule(
        "change-type",
        "Values may not fit, and the rows are written anew.",
        AE_REWRITE,
        "A new column, a trigger, batches, and a swap.",
    ),
    rule(
        "check-scans",
        "Rows that break it make it fail.",
        AE_SCAN,
        "NOT VALID, then VALIDATE in another transaction.",
    ),
    rule(
        "column-order",
        "Padding between columns makes every row bigger.",
        "",
        "Columns of eight bytes first, then four, two, one, and what has no fixed width last.",
    ),
    rule("column-stays-own", "A column that should be inherited stays the table's own.", "", "Make the table anew."),
    rule("constrained-domain", "All tables that use it share its constraint.", "", "A CHECK of each table."),
    rule(
        "detach-locks",
        "Readers of the whole partitioned table wait.",
        "ACCESS EXCLUSIVE on parent and partition.",
        "DETACH PARTITION … CONCURRENTLY.",
    ),
    rule(
        "domain-scans",
        "A value anywhere that breaks it makes it fail.",
        "SHARE on every table that has a column of it, while it is read.",
        "NOT VALID, then VALIDATE.",
    ),
    rule("drop-column", "Its values are lost.", AE, "Rename it first, drop it when nobody missed it."),
    rule(
        "drop-constraint",
        "What was promised of the rows is promised no more.",
        AE,
        "Keep it, or know who relied on it.",
    ),
    rule("drop-database", "Everything in it is lost.", "", "Not in a migration."),
    rule("drop-index", "Readers wait, and what it served is slow.", AE, "DROP INDEX CONCURRENTLY."),
    rule("drop-not-null", "Programs meet NULL, and there may be no way back.", AE, "Change the programs first."),
    rule("drop-schema", "The rows of its tables are lost.", AE, "Drop each table by name."),
    rule("drop-table", "Its rows are lost.", AE, "Rename it first, drop it when nobody missed it."),
    rule("duplicate-assignment", "PostgreSQL refuses it.", "", "Assign once."),
    rule("enum-label-order", "It sorts last, whatever it means.", "", "BEFORE or AFTER."),
    rule(
        "enum-label-removed",
        "Rows that have it make the migration fail.",
        AE_REWRITE,
        "Give such rows another value first.",
    ),
    rule(
        "enum-label-used-at-once",
        "PostgreSQL refuses it in the transaction that adds it.",
        "",
        "A migration before this one.",
    ),
    rule("enum-or-table", "Its labels can't be taken away or moved.", "", "A table of them, and a foreign key."),
    rule("extension-in-use", "PostgreSQL refuses to drop it.", "", "Give the columns another type first."),
    rule(
        "foreign-key-scans",
        "A row that refers to nothing makes it fail.",
        "SHARE ROW EXCLUSIVE on both tables while they are read.",
        "NOT VALID, then VALIDATE in another transaction.",
    ),
    rule(
        "index-blocks-writes",
        "Writers wait until it is built.",
        "SHARE while an index is built.",
        "CREATE INDEX CONCURRENTLY.",
    ),
    rule("json-column", "It has no equality.", "", "jsonb."),
    rule(
        "lock-held",
        "A short lock becomes a long one.",
        "Any lock is held to the end of its transaction.",
        "Online mode, or two migrations.",
    ),
    rule("lock-table", "Others wait to the end of the transaction.", "The lock that it names.", SHORT),
    rule("name-too-long", "PostgreSQL cuts it off.", "", "At most 63 bytes."),
    rule("needs-newer-postgres", "The target version refuses it.", "", "Say it otherwise, or raise the target."),
    rule(
        "no-timeouts",
        "One idle transaction makes everybody wait.",
        "Any lock above SHARE UPDATE EXCLUSIVE queues, and others queue behind it.",
        "SET LOCAL lock_timeout and statement_timeout.",
    ),
    rule(
        "not-rerunnable",
        "What runs outside the transaction stays when the rest fails.",
        "",
        "IF NOT EXISTS, IF EXISTS.",
    ),
    rule(
        "primary-key-changes",
        "Whoever refers to a row by it must know the new one.",
        "ACCESS EXCLUSIVE while an index is built.",
        "Add the new key beside the old one first.",
    ),
    rule(
        "refresh-locks",
        "Readers of the view wait.",
        "ACCESS EXCLUSIVE on the view while it is filled.",
        "REFRESH … CONCURRENTLY, with a unique index.",
    ),
    rule("refused-in-transaction", "PostgreSQL refuses it in a block.", "", "A statement of its own."),
    rule(
        "reindex-locks",
        "Writers wait until it is built.",
        "SHARE on the table, ACCESS EXCLUSIVE on the index.",
        "REINDEX … CONCURRENTLY.",
    ),
    rule("rename", "Programs that use the old name fail.", AE, "A view of the old name, until nobody uses it."),
    rule(
        "replace-extension",
        "What its own tables hold is lost.",
        AE_REWRITE,
        "ALTER EXTENSION, where a way leads there.",
    ),
    rule(
        "replace-view",
        "It fails if columns are renamed, retyped or left out.",
        "ACCESS EXCLUSIVE on the view.",
        "DROP and CREATE, with its grants.",
    ),
    rule("replication", "Subscribers get something else than before.", "", "Refresh their subscriptions."),
    rule("restored-constraint", "Values that it rests on were lost.", "", "Repair the rows, then VALIDATE."),
    rule("restored-with-placeholder", "The values were lost.", "", "Restore them from a backup."),
    rule("scans-twice", "A table is gone over twice.", AE_SCAN, "One ALTER TABLE."),
    rule("sequence-may-not-fit", "It may have counted further.", "", "A wider type."),
    rule("session-setting", "It outlives the migration.", "", "SET LOCAL."),
    rule("set-not-null", "A row with NULL makes it fail.", AE_SCAN, "A CHECK, NOT VALID and validated, first."),
    rule("table-packed", "Nobody can use the table while it is written anew.", AE_REWRITE, "pg_repack."),
    rule("table-rewritten", "Nobody can use the table while it is written anew.", AE_REWRITE, "Leave it as it is."),
    rule(
        "trigger-locks",
        "Writers wait to the end of the transaction.",
        "SHARE ROW EXCLUSIVE; ACCESS EXCLUSIVE to drop one.",
        SHORT,
    ),
    rule(
        "triggers-fire",
        "Every row that is carried over fires them.",
        "ROW EXCLUSIVE, batch by batch.",
        "SET session_replication_role = replica, or a WHEN that lets such rows pass.",
    ),
    rule("truncate", "The rows are lost.", AE, "DELETE … WHERE, or keep a copy."),
    rule(
        "type-advice",
        "It is cheap to change now, and a rewrite later.",
        "",
        "bigint, text, timestamp with time zone, identity.",
    ),
    rule("unqualified-name", "The search path decides what is meant.", "", "Say the schema."),
    rule("untracked-users", "Functions whose bodies are text fail when they are called.", "", "Change them first."),
    rule(
        "validated-at-once",
        "NOT VALID wins nothing.",
        "The lock of ADD is held while every row is read.",
        "VALIDATE in another migration.",
    ),
    rule(
        "validation-scans",
        "A row that is older than it may break it.",
        "SHARE UPDATE EXCLUSIVE while every row is read.",
        "Repair such rows first.",
    ),
    rule("wide-index", "The columns behind the first ones cost every write.", "", "Two or three columns, and INCLUDE."),
];
