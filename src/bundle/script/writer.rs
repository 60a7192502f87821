//! How a migration's statements are run and recorded.

use super::piece::{Piece, Script, ends_in_line_comment};
use crate::design::{History, Migration};
use crate::plan::Statement;
use crate::sql::quote::{dollar, ident, literal};

/// The history table as SQL text: quoted always, as EF Core writes it.
pub fn history_name(history: &History) -> String {
    let quote = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    match &history.schema {
        Some(schema) => format!("{}.{}", ident(schema), quote(&history.table)),
        None => quote(&history.table),
    }
}

/// Writes migrations into a script.
pub(super) struct Writer<'a> {
    pub(super) history: &'a History,
    pub(super) idempotent: bool,
    pub(super) script: Script,
}

impl Writer<'_> {
    /// Objects must be the owner's whoever runs the script: a member of that role, or an administrator.
    pub(super) fn set_role(&mut self, owner: Option<String>) {
        if let Some(owner) = owner {
            self.script.statement(format!("SET ROLE {}", ident(&owner)));
        }
    }

    pub(super) fn create_history(&mut self) {
        if let Some(schema) = &self.history.schema {
            // Not CREATE SCHEMA IF NOT EXISTS, which needs CREATE on the database even if the schema is there.
            let body = format!(
                "BEGIN\n    IF NOT EXISTS(SELECT 1 FROM pg_namespace WHERE nspname = {}) THEN\n        CREATE SCHEMA {};\n    \
                 END IF;\nEND ",
                literal(schema),
                ident(schema)
            );
            self.script.statement(format!("DO {}", dollar(&format!("\n{body}"), "EF")));
        }
        let name = history_name(self.history);
        let key = format!("\"{}\"", format!("PK_{}", self.history.table).replace('"', "\"\""));
        self.script.statement(format!(
            "CREATE TABLE IF NOT EXISTS {name} (\n    \"MigrationId\" character varying(150) NOT NULL,\n    \
             \"ProductVersion\" character varying(32) NOT NULL,\n    CONSTRAINT {key} PRIMARY KEY (\"MigrationId\")\n)"
        ));
    }

    /// An empty history says that no migration is applied; the table itself goes too, so that nothing stays behind.
    pub(super) fn drop_history(&mut self) {
        let name = history_name(self.history);
        let body = format!(
            "\nBEGIN\n    IF to_regclass({}) IS NOT NULL THEN\n        IF NOT EXISTS(SELECT 1 FROM {name}) THEN\n            \
             DROP TABLE {name};\n        END IF;\n    END IF;\nEND ",
            literal(&name)
        );
        self.script.statement(format!("DO {}", dollar(&body, "EF")));
    }

    pub(super) fn up(&mut self, migration: &Migration) {
        self.script.comment(format!("Migration {}", migration.id));
        let name = history_name(self.history);
        let insert = format!(
            "INSERT INTO {name} (\"MigrationId\", \"ProductVersion\")\nVALUES ({}, {})",
            literal(migration.id.as_str()),
            literal(&self.history.product_version)
        );
        self.run(&migration.up, &insert, &self.guard(migration, "NOT EXISTS"));
    }

    pub(super) fn down(&mut self, migration: &Migration) {
        self.script.comment(format!("Undo migration {}", migration.id));
        let delete = format!(
            "DELETE FROM {}\nWHERE \"MigrationId\" = {}",
            history_name(self.history),
            literal(migration.id.as_str())
        );
        self.run(&migration.down, &delete, &self.guard(migration, "EXISTS"));
    }

    fn guard(&self, migration: &Migration, exists: &str) -> String {
        format!(
            "{exists}(SELECT 1 FROM {} WHERE \"MigrationId\" = {})",
            history_name(self.history),
            literal(migration.id.as_str())
        )
    }

    /// Runs statements in transactions, the last of which records the migration. A statement that can't run in a
    /// transaction closes the one before it, as EF Core does.
    fn run(&mut self, statements: &[Statement], record: &str, guard: &str) {
        self.tell_of_parts(statements);
        let mut open = false;
        for statement in statements {
            if statement.transactional {
                if !open {
                    self.script.statement("START TRANSACTION");
                    open = true;
                }
                self.guarded(statement, guard);
            } else {
                if open {
                    self.script.statement("COMMIT");
                    open = false;
                }
                if let Some(text) = &statement.on_failure {
                    self.script.comment(format!("If this fails half way: {}", one_line(text)));
                }
                if self.idempotent {
                    let query = format!("SELECT {}\nWHERE {guard}", dollar(&statement.sql, "sql"));
                    self.script.pieces.push(Piece::Generated(query));
                } else {
                    self.script.statement(&statement.sql);
                }
            }
        }
        if !open {
            self.script.statement("START TRANSACTION");
        }
        self.block(record, guard);
        self.script.statement("COMMIT");
    }

    /// Says once what a failure means where not all of it is one transaction: what is committed stays.
    fn tell_of_parts(&mut self, statements: &[Statement]) {
        if statements.iter().any(|statement| !statement.transactional) {
            self.script.comment(
                "Not all of it is one transaction. If a part fails, what stands above that part is committed and stays:\n\
                 repair what made it fail, run SET ROLE if this script does, and then everything from the part that\n\
                 failed to the end.",
            );
        }
    }

    fn guarded(&mut self, statement: &Statement, guard: &str) {
        let is_query = || statement.sql.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("select "));
        if self.idempotent && (statement.kind == "hand-written" || is_query()) {
            self.block(&format!("EXECUTE {}", dollar(&statement.sql, "sql")), guard);
        } else {
            self.block(&statement.sql, guard);
        }
    }

    fn block(&mut self, sql: &str, guard: &str) {
        if !self.idempotent {
            self.script.statement(sql);
            return;
        }
        let end = if ends_in_line_comment(sql) { "\n    ;" } else { ";" };
        let body = format!("\nBEGIN\n    IF {guard} THEN\n    {}{end}\n    END IF;\nEND ", indent(sql));
        self.script.statement(format!("DO {}", dollar(&body, "EF")));
    }
}

/// Indents all lines but the first by four spaces, as EF Core does — unless a string, a quoted name or a comment
/// runs over a line's end, where white space would change what the statement says.
fn indent(sql: &str) -> String {
    let sql = sql.trim_end();
    if sql.contains(['\'', '"']) && has_multiline_quote(sql) || sql.contains('$') || sql.contains("/*") {
        return sql.to_owned();
    }
    sql.replace('\n', "\n    ")
}

/// A comment must not end before its text does.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control()).collect::<Vec<_>>().join(" ")
}

fn has_multiline_quote(sql: &str) -> bool {
    let mut open: Option<char> = None;
    for c in sql.chars() {
        match (open, c) {
            (None, '\'' | '"') => open = Some(c),
            (Some(quote), c) if c == quote => open = None,
            (Some(_), '\n') => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_inside_quotes_is_not_indented() {
        assert_eq!(indent("CREATE TABLE t (\n    a text\n)"), "CREATE TABLE t (\n        a text\n    )");
        assert_eq!(indent("COMMENT ON TABLE t IS 'a\nb'"), "COMMENT ON TABLE t IS 'a\nb'");
    }
}
