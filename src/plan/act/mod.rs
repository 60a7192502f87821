//! What a statement that a person wrote does, read at its tokens: as much of it as the hazards of hand-written SQL ask
//! for. What is not read is [`Act::Other`], and PostgreSQL has the last word in any case.

mod cursor;
mod table;

use cursor::Cursor;
pub(crate) use cursor::Name;
pub(crate) use table::{Added, TableAct};

/// One thing that a statement does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// `CREATE INDEX`.
    CreateIndex {
        /// The table.
        table: Name,
        /// `UNIQUE`.
        unique: bool,
        /// `CONCURRENTLY`.
        concurrently: bool,
        /// `ON ONLY`: the index of a partitioned table, without its partitions'.
        only: bool,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
    },
    /// `DROP INDEX`.
    DropIndex {
        /// The indexes.
        indexes: Vec<Name>,
        /// `CONCURRENTLY`.
        concurrently: bool,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `REINDEX`.
    Reindex {
        /// `TABLE`, `INDEX`, `SCHEMA`, `DATABASE` or `SYSTEM`.
        what: String,
        /// What of, if it is said.
        name: Option<Name>,
        /// `CONCURRENTLY`.
        concurrently: bool,
    },
    /// `VACUUM FULL`, `CLUSTER` or `REPACK`: the tables are written anew.
    Pack {
        /// The command.
        command: &'static str,
        /// The tables; none means all.
        tables: Vec<Name>,
    },
    /// `TRUNCATE`.
    Truncate {
        /// The tables.
        tables: Vec<Name>,
        /// `CASCADE`.
        cascade: bool,
    },
    /// `DROP TABLE` and its like.
    Drop {
        /// The kind of object, in upper case.
        what: String,
        /// The objects.
        names: Vec<Name>,
    },
    /// `CASCADE` at the end of a `DROP`, by itself or in `ALTER TABLE`.
    Cascade,
    /// `UPDATE`.
    Update {
        /// The table.
        table: Name,
        /// True if `WHERE` says which rows.
        some: bool,
        /// The columns that are set, in order.
        columns: Vec<String>,
    },
    /// `DELETE`.
    Delete {
        /// The table.
        table: Name,
        /// True if `WHERE` says which rows.
        some: bool,
    },
    /// `LOCK TABLE`.
    Lock {
        /// The tables.
        tables: Vec<Name>,
        /// The mode, in upper case.
        mode: String,
    },
    /// `SET` of a setting for the whole session.
    SetSession {
        /// The setting.
        name: String,
        /// What it is set to.
        value: String,
    },
    /// `SET LOCAL` of a setting.
    SetLocal {
        /// The setting.
        name: String,
    },
    /// `RESET` of a setting, or of all of them.
    Reset {
        /// The setting, or `all`.
        name: String,
    },
    /// `REFRESH MATERIALIZED VIEW`.
    Refresh {
        /// The view.
        view: Name,
        /// `CONCURRENTLY`.
        concurrently: bool,
    },
    /// `CREATE TRIGGER`.
    CreateTrigger {
        /// The table.
        table: Name,
    },
    /// `CREATE`, `ALTER` or `DROP POLICY`.
    Policy {
        /// The first word.
        verb: &'static str,
        /// The table.
        table: Name,
        /// The policy.
        policy: String,
        /// `AS RESTRICTIVE`.
        restrictive: bool,
    },
    /// One action of `ALTER TABLE`.
    Table {
        /// The table.
        table: Name,
        /// The action.
        act: TableAct,
    },
    /// `CREATE TABLE`, `CREATE MATERIALIZED VIEW`.
    CreateTable {
        /// Its name.
        table: Name,
    },
    /// `CREATE OR REPLACE VIEW`.
    ReplaceView {
        /// Its name.
        view: Name,
    },
    /// `ALTER TYPE … ADD VALUE`.
    AddLabel {
        /// The enum.
        name: Name,
        /// The label.
        label: String,
        /// `BEFORE` or `AFTER` says where.
        placed: bool,
    },
    /// A schema, type, view or other thing that is no table gets another name or schema.
    Rename {
        /// The kind of object, in upper case.
        what: String,
        /// Its name before.
        name: Name,
    },
    /// `ALTER DOMAIN … ADD`, `SET NOT NULL` or `VALIDATE`, which read every table that has a column of it.
    DomainScans {
        /// The domain.
        name: Name,
    },
    /// `ALTER INDEX … ATTACH` and its like are nothing to say of; a body in a `DO` block or function is looked at.
    Block {
        /// The body's statements that PostgreSQL refuses in a transaction.
        refused: Vec<String>,
        /// True for `DO`: it runs now.
        runs: bool,
    },
    /// `GRANT`.
    Grant {
        /// `TO PUBLIC`.
        to_public: bool,
        /// `TRUNCATE` or `ALL`.
        truncate: bool,
        /// On what, as text.
        on: String,
    },
    /// Whatever is not read.
    Other,
}

/// What one statement does. `ALTER TABLE` with several actions does several things.
pub(crate) fn acts(sql: &str) -> Vec<Act> {
    let mut cursor = Cursor::new(sql);
    let mut acts = read(&mut cursor);
    let begins = Cursor::new(sql);
    let takes = begins.sees("DROP") || begins.sees("ALTER");
    if takes && Cursor::new(sql).has("CASCADE") {
        acts.push(Act::Cascade);
    }
    if acts.is_empty() {
        acts.push(Act::Other);
    }
    acts
}

fn read(c: &mut Cursor<'_>) -> Vec<Act> {
    // What comes before a statement that changes rows says nothing of it.
    if c.sees("WITH") {
        let (update, delete) = (c.has("UPDATE"), c.has("DELETE FROM"));
        if update || delete {
            c.until(if update { &["UPDATE"] } else { &["DELETE"] });
        }
    }
    let act = if c.eat("CREATE") {
        create(c)
    } else if c.eat("DROP") {
        drop(c)
    } else if c.eat("ALTER") {
        return alter(c);
    } else if c.eat("REINDEX") {
        reindex(c)
    } else if c.eat("VACUUM") {
        vacuum(c)
    } else if c.eat("CLUSTER") {
        Some(pack(c, "CLUSTER"))
    } else if c.eat("TRUNCATE") {
        c.eat("TABLE");
        let tables = c.names();
        Some(Act::Truncate { tables, cascade: c.has("CASCADE") })
    } else if c.eat("UPDATE") {
        c.eat("ONLY");
        update(c)
    } else if c.eat("DELETE FROM") {
        c.eat("ONLY");
        c.name().map(|table| Act::Delete { table, some: c.has("WHERE") })
    } else if c.eat("LOCK") {
        c.eat("TABLE");
        let tables = c.names();
        let mode = if c.eat("IN") { c.until(&["MODE"]).to_ascii_uppercase() } else { "ACCESS EXCLUSIVE".into() };
        Some(Act::Lock { tables, mode })
    } else if c.eat("SET") {
        set(c)
    } else if c.eat("RESET") {
        c.ident().map(|name| Act::Reset { name })
    } else if c.eat("REFRESH MATERIALIZED VIEW") {
        let concurrently = c.eat("CONCURRENTLY");
        c.name().map(|view| Act::Refresh { view, concurrently })
    } else if c.eat("DO") {
        Some(block(c, true))
    } else if c.eat("GRANT") {
        grant(c)
    } else {
        None
    };
    act.into_iter().collect()
}

fn create(c: &mut Cursor<'_>) -> Option<Act> {
    let replaces = c.eat("OR REPLACE");
    let unique = c.eat("UNIQUE");
    if c.eat("INDEX") {
        let concurrently = c.eat("CONCURRENTLY");
        let if_not_exists = c.eat("IF NOT EXISTS");
        c.seek("ON");
        let only = c.eat("ONLY");
        return c.name().map(|table| Act::CreateIndex { table, unique, concurrently, only, if_not_exists });
    }
    if c.sees("FUNCTION") || c.sees("PROCEDURE") {
        return Some(block(c, false));
    }
    if c.eat("CONSTRAINT TRIGGER") || c.eat("TRIGGER") {
        c.seek("ON");
        return c.name().map(|table| Act::CreateTrigger { table });
    }
    if c.eat("POLICY") {
        return policy(c, "CREATE");
    }
    for word in ["GLOBAL", "LOCAL", "TEMPORARY", "TEMP", "UNLOGGED", "RECURSIVE"] {
        c.eat(word);
    }
    if c.eat("TABLE") || c.eat("MATERIALIZED VIEW") {
        c.eat("IF NOT EXISTS");
        return c.name().map(|table| Act::CreateTable { table });
    }
    (c.eat("VIEW") && replaces).then(|| c.name()).flatten().map(|view| Act::ReplaceView { view })
}

fn policy(c: &mut Cursor<'_>, verb: &'static str) -> Option<Act> {
    c.eat("IF EXISTS");
    let policy = c.ident()?;
    c.seek("ON");
    c.name().map(|table| Act::Policy { verb, table, policy, restrictive: c.has("RESTRICTIVE") })
}

/// The kinds of object whose names have two words.
const TWO_WORDS: [&str; 8] = [
    "MATERIALIZED VIEW",
    "FOREIGN TABLE",
    "EVENT TRIGGER",
    "FOREIGN DATA",
    "TEXT SEARCH",
    "ACCESS METHOD",
    "OWNED BY",
    "OPERATOR CLASS",
];

/// The kind of object that comes next.
fn what(c: &mut Cursor<'_>) -> Option<String> {
    if let Some(words) = TWO_WORDS.iter().find(|words| c.eat(words)) {
        return Some((*words).to_owned());
    }
    c.ident().map(|word| word.to_ascii_uppercase())
}

fn drop(c: &mut Cursor<'_>) -> Option<Act> {
    if c.eat("INDEX") {
        let concurrently = c.eat("CONCURRENTLY");
        let if_exists = c.eat("IF EXISTS");
        return Some(Act::DropIndex { indexes: c.names(), concurrently, if_exists });
    }
    if c.eat("POLICY") {
        return policy(c, "DROP");
    }
    let what = what(c)?;
    c.eat("IF EXISTS");
    Some(Act::Drop { what, names: c.names() })
}

fn alter(c: &mut Cursor<'_>) -> Vec<Act> {
    if c.eat("TABLE") || c.eat("MATERIALIZED VIEW") {
        return table::read(c);
    }
    if c.eat("POLICY") {
        return policy(c, "ALTER").into_iter().collect();
    }
    let Some(what) = what(c) else { return Vec::new() };
    c.eat("IF EXISTS");
    let Some(name) = c.name() else { return Vec::new() };
    if what == "TYPE" && c.eat("ADD VALUE") {
        c.eat("IF NOT EXISTS");
        let label = c.string().unwrap_or_default();
        return vec![Act::AddLabel { name, label, placed: c.sees("BEFORE") || c.sees("AFTER") }];
    }
    let not_valid = c.has("NOT VALID");
    let reads = c.sees("ADD") && !not_valid || c.sees("SET NOT NULL") || c.sees("VALIDATE");
    if what == "DOMAIN" && reads {
        return vec![Act::DomainScans { name }];
    }
    let renames = c.sees("RENAME") && !c.sees("RENAME CONSTRAINT") || c.sees("SET SCHEMA");
    let matters = matches!(what.as_str(), "SCHEMA" | "TYPE" | "VIEW" | "DOMAIN" | "FUNCTION" | "PROCEDURE" | "ROUTINE");
    if renames && matters {
        return vec![Act::Rename { what, name }];
    }
    Vec::new()
}

fn reindex(c: &mut Cursor<'_>) -> Option<Act> {
    let options = c.inside().unwrap_or_default().to_ascii_lowercase();
    let what = c.ident()?.to_ascii_uppercase();
    let concurrently = c.eat("CONCURRENTLY") || options.contains("concurrently");
    Some(Act::Reindex { what, name: c.name(), concurrently })
}

fn vacuum(c: &mut Cursor<'_>) -> Option<Act> {
    let options = c.inside().map(str::to_ascii_lowercase);
    let in_list =
        options.is_some_and(|options| options.split(',').any(|o| matches!(o.trim(), "full" | "full true" | "full on")));
    (c.eat("FULL") || in_list).then(|| pack(c, "VACUUM FULL"))
}

fn pack(c: &mut Cursor<'_>, command: &'static str) -> Act {
    c.inside();
    for word in ["FREEZE", "VERBOSE", "ANALYZE"] {
        c.eat(word);
    }
    Act::Pack { command, tables: c.names() }
}

fn update(c: &mut Cursor<'_>) -> Option<Act> {
    let table = c.name()?;
    let mut columns = Vec::new();
    let mut set = c.clone();
    if set.seek("SET") {
        let text = set.until(&["FROM", "WHERE", "RETURNING"]);
        columns.extend(Cursor::new(text).parts().iter_mut().filter_map(Cursor::ident));
    }
    Some(Act::Update { table, some: c.has("WHERE"), columns })
}

fn set(c: &mut Cursor<'_>) -> Option<Act> {
    if c.eat("LOCAL") {
        return Some(Act::SetLocal { name: c.name()?.sql });
    }
    c.eat("SESSION");
    // These end with the transaction.
    if c.sees("TRANSACTION") || c.sees("CONSTRAINTS") || c.sees("CHARACTERISTICS") {
        return None;
    }
    let name = c.name()?.sql;
    let bare = matches!(name.to_ascii_lowercase().as_str(), "role" | "authorization");
    let assigns = c.eat_sign("=") || c.eat("TO");
    if !bare && !assigns {
        return None;
    }
    Some(Act::SetSession { name, value: c.rest().to_owned() })
}

fn block(c: &mut Cursor<'_>, runs: bool) -> Act {
    let mut refused = Vec::new();
    for body in c.dollar_strings().filter_map(crate::expr::string_value) {
        for piece in crate::sql::split::statements(&body) {
            // The words of a block may stand before the statement.
            let mut inner = Cursor::new(piece.sql);
            while ["BEGIN", "THEN", "ELSE", "LOOP", "DECLARE"].iter().any(|word| inner.eat(word)) {}
            if crate::sql::refuses_transaction(inner.rest()) {
                refused.push(inner.rest().to_owned());
            }
        }
    }
    Act::Block { refused, runs }
}

fn grant(c: &mut Cursor<'_>) -> Option<Act> {
    let privileges = c.until(&["ON"]).to_ascii_uppercase();
    // A role that is granted to another is no privilege on anything.
    if !c.eat("ON") {
        return None;
    }
    let on = c.until(&["TO"]).to_owned();
    c.eat("TO");
    let words = crate::sql::words(&privileges);
    let truncate = words.iter().any(|word| word == "TRUNCATE" || word == "ALL");
    let kinds = ["SCHEMA", "FUNCTION", "SEQUENCE", "TYPE", "DATABASE", "LANGUAGE", "PROCEDURE", "ROUTINE", "DOMAIN"];
    let on_table = !kinds.iter().any(|kind| crate::sql::words(&on).iter().any(|word| word == kind));
    Some(Act::Grant { to_public: c.has("PUBLIC"), truncate: truncate && on_table, on })
}

#[cfg(test)]
mod tests;
