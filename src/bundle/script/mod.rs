//! Migrations as one SQL script: plain, idempotent, or backwards, in EF Core's shape where that shape is right.
//!
//! Where it departs from EF Core: a statement that can't run in a transaction is guarded by a query whose result psql
//! executes (`\gexec`), because inside a `DO` block it fails; queries and hand-written statements are run by `EXECUTE`,
//! because a bare `SELECT` fails in PL/pgSQL; and the dollar quotes' tag is chosen so that no body can end them.

mod piece;
mod writer;

use super::loss;
use crate::catalog::{Catalog, Id, Pair};
use crate::design::{Design, Migration};
use crate::plan;
use crate::prove::Proof;
pub use piece::{Piece, Script};
use writer::Writer;
pub use writer::history_name;

/// What to script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScriptOptions {
    /// The migration the database is at, by id or name; `None` or `0` is an empty database.
    pub from: Option<String>,
    /// The migration to reach, by id or name; `0` is an empty database, `None` the newest. Earlier than `from` gives
    /// the rollback.
    pub to: Option<String>,
    /// Guard every statement, so that the script may be run on any earlier state, and twice.
    pub idempotent: bool,
    /// Another name for the history table.
    pub history_table: Option<String>,
}

/// Why a script can't be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownMigration(
    /// What was asked for.
    pub String,
);

impl std::fmt::Display for UnknownMigration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "There is no migration named \"{}\". Use an id or a name from the list of migrations, or 0.", self.0)
    }
}

impl std::error::Error for UnknownMigration {}

/// Scripts the way from one migration to another.
///
/// # Errors
/// If `from` or `to` names no migration.
pub fn script(design: &Design, options: &ScriptOptions) -> Result<Script, UnknownMigration> {
    let migrations: Vec<&Migration> = design.migrations.values().collect();
    let position = |wanted: &Option<String>, default: usize| match wanted.as_deref() {
        None | Some("") => Ok(default),
        Some("0") => Ok(0),
        Some(wanted) => migrations
            .iter()
            .rposition(|m| m.id.as_str() == wanted || m.name == wanted)
            .map(|at| at + 1)
            .ok_or_else(|| UnknownMigration(wanted.to_owned())),
    };
    let from = position(&options.from, 0)?;
    let to = position(&options.to, migrations.len())?;
    let mut history = design.settings.history.clone();
    if let Some(table) = &options.history_table {
        history.table.clone_from(table);
    }
    let mut writer = Writer { history: &history, idempotent: options.idempotent, script: Script::default() };
    let owner = |catalog: &Catalog| owner_name(catalog);
    if to >= from {
        let slice = migrations.get(from..to).unwrap_or_default();
        writer.set_role(slice.last().and_then(|m| owner(&m.snapshot)));
        if from == 0 {
            writer.create_history();
        }
        for migration in slice {
            writer.up(migration);
        }
    } else {
        let slice = migrations.get(to..from).unwrap_or_default();
        writer.set_role(slice.last().and_then(|m| owner(&m.snapshot)));
        for migration in slice.iter().rev() {
            writer.down(migration);
        }
        if to == 0 {
            writer.drop_history();
        }
    }
    Ok(writer.script)
}

/// The script that applies one migration to a database that is at the one before.
pub fn up(design: &Design, id: &Id) -> Option<Script> {
    let migration = design.migrations.get(id)?;
    let mut writer = Writer { history: &design.settings.history, idempotent: false, script: Script::default() };
    writer.script.comment(format!("Migration {}. {}", migration.id, summary(design, migration)));
    writer.set_role(owner_name(&migration.snapshot));
    writer.create_history();
    writer.up(migration);
    Some(writer.script)
}

/// The script that undoes one migration. Undoing the first also drops the history table, if nothing else is in it.
///
/// At its top stands what can't come back. `proof` is the proof of exactly this migration, if there is one: it says in how
/// many rows.
pub fn down(design: &Design, id: &Id, proof: Option<&Proof>) -> Option<Script> {
    let migration = design.migrations.get(id)?;
    let first = design.migrations.keys().next() == Some(id);
    let mut writer = Writer { history: &design.settings.history, idempotent: false, script: Script::default() };
    writer.script.comment(loss::told(design, migration, proof));
    writer.set_role(owner_name(&migration.snapshot));
    writer.down(migration);
    if first {
        writer.drop_history();
    }
    Some(writer.script)
}

/// What a migration does, in one line.
pub(super) fn summary(design: &Design, migration: &Migration) -> String {
    let before = design.migrations.range(..&migration.id).next_back().map(|(_, before)| before.snapshot.clone());
    let before = before.unwrap_or_default();
    let titles = migration.hand_sql.iter().map(|hand| hand.title.as_str());
    plan::summary(Pair::new(&before, &migration.snapshot), titles)
}

fn owner_name(catalog: &Catalog) -> Option<String> {
    catalog.owner.as_ref().and_then(|id| catalog.role(id)).map(|role| role.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Statement;

    fn statement(sql: &str, kind: &str, transactional: bool) -> Statement {
        Statement {
            sql: sql.into(),
            kind: kind.into(),
            object: Id::new("e1"),
            name: "public.t".into(),
            transactional,
            on_failure: (!transactional).then(|| "Repair it.".into()),
            hazards: Vec::new(),
        }
    }

    fn design() -> Design {
        let mut design = Design::empty("Demo");
        for (id, up, down) in [
            (
                "20251120120000_First",
                vec![statement("CREATE TABLE public.t (\n    id integer\n)", "create-table", true)],
                vec![statement("DROP TABLE public.t", "drop-table", true)],
            ),
            (
                "20251121120000_Second",
                vec![
                    statement("SELECT '$EF$'", "hand-written", true),
                    statement("SELECT setval('public.n', 1)", "set-sequence", true),
                    statement("CREATE INDEX CONCURRENTLY i ON public.t (id)", "create-index", false),
                ],
                vec![statement("DROP INDEX CONCURRENTLY public.i", "drop-index", false)],
            ),
        ] {
            let id = Id::new(id);
            design.migrations.insert(
                id.clone(),
                Migration { id, name: "x".into(), up, down, hand_sql: Vec::new(), snapshot: Catalog::default() },
            );
        }
        design.migrations.values_mut().for_each(|m| m.name = m.id.as_str()[15..].to_owned());
        design
    }

    fn check(options: &ScriptOptions, expected: &str) {
        let text = script(&design(), options).map(|s| s.text()).unwrap_or_else(|e| e.to_string());
        assert_eq!(text.trim(), expected.trim(), "{text}");
    }

    #[test]
    fn a_plain_script_records_each_migration_in_its_own_transaction() {
        check(
            &ScriptOptions { to: Some("First".into()), ..Default::default() },
            r#"
CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" character varying(150) NOT NULL,
    "ProductVersion" character varying(32) NOT NULL,
    CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY ("MigrationId")
);

-- Migration 20251120120000_First
START TRANSACTION;

CREATE TABLE public.t (
    id integer
);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20251120120000_First', '8.0.0');

COMMIT;"#,
        );
    }

    #[test]
    fn an_idempotent_script_guards_every_statement_and_survives_hostile_bodies() {
        check(
            &ScriptOptions { from: Some("First".into()), idempotent: true, ..Default::default() },
            r#"
-- Migration 20251121120000_Second
-- Not all of it is one transaction. If a part fails, what stands above that part is committed and stays:
-- repair what made it fail, run SET ROLE if this script does, and then everything from the part that
-- failed to the end.
START TRANSACTION;

DO $EF_$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20251121120000_Second') THEN
    EXECUTE $sql$SELECT '$EF$'$sql$;
    END IF;
END $EF_$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20251121120000_Second') THEN
    EXECUTE $sql$SELECT setval('public.n', 1)$sql$;
    END IF;
END $EF$;

COMMIT;

-- If this fails half way: Repair it.
SELECT $sql$CREATE INDEX CONCURRENTLY i ON public.t (id)$sql$
WHERE NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20251121120000_Second')
\gexec

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20251121120000_Second') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20251121120000_Second', '8.0.0');
    END IF;
END $EF$;

COMMIT;"#,
        );
    }

    #[test]
    fn to_before_from_is_the_rollback() {
        check(
            &ScriptOptions { from: Some("Second".into()), to: Some("First".into()), ..Default::default() },
            r#"
-- Undo migration 20251121120000_Second
-- Not all of it is one transaction. If a part fails, what stands above that part is committed and stays:
-- repair what made it fail, run SET ROLE if this script does, and then everything from the part that
-- failed to the end.
-- If this fails half way: Repair it.
DROP INDEX CONCURRENTLY public.i;

START TRANSACTION;

DELETE FROM "__EFMigrationsHistory"
WHERE "MigrationId" = '20251121120000_Second';

COMMIT;"#,
        );
        check(
            &ScriptOptions { to: Some("Third".into()), ..Default::default() },
            "There is no migration named \"Third\". Use an id or a name from the list of migrations, or 0.",
        );
    }
}
