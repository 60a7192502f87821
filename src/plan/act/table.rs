//! The actions of `ALTER TABLE`.

use super::cursor::Cursor;
use super::{Act, Name};

/// One action of `ALTER TABLE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TableAct {
    /// `ADD COLUMN`.
    AddColumn {
        /// Its name.
        column: String,
        /// Its type, as it is written.
        data_type: String,
        /// `NOT NULL`, or what implies it.
        required: bool,
        /// The default, as it is written.
        default: Option<String>,
        /// `GENERATED … STORED`.
        stored: bool,
        /// `GENERATED … AS IDENTITY`.
        identity: bool,
        /// `REFERENCES`.
        references: Option<Name>,
        /// Its own constraints: `PRIMARY KEY`, `UNIQUE`, `CHECK`.
        constraints: Vec<Added>,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
    },
    /// `DROP COLUMN`.
    DropColumn {
        /// Its name.
        column: String,
    },
    /// `ADD CONSTRAINT`.
    AddConstraint {
        /// What it is.
        kind: Added,
        /// `NOT VALID`.
        not_valid: bool,
        /// The definition after `ADD`.
        definition: String,
        /// Its name, if it is said.
        name: Option<String>,
    },
    /// `VALIDATE CONSTRAINT`.
    Validate {
        /// Its name.
        name: String,
    },
    /// `DROP CONSTRAINT`.
    DropConstraint {
        /// Its name.
        name: String,
    },
    /// `ALTER COLUMN … TYPE`.
    ChangeType {
        /// The column.
        column: String,
        /// The new type, as it is written.
        data_type: String,
        /// True if `USING` computes the values.
        using: bool,
    },
    /// `ALTER COLUMN … SET NOT NULL`.
    SetNotNull {
        /// The column.
        column: String,
    },
    /// `ALTER COLUMN … DROP NOT NULL`.
    DropNotNull {
        /// The column.
        column: String,
    },
    /// `RENAME`, `RENAME COLUMN`, `SET SCHEMA`.
    Rename {
        /// What gets another name: a column, or the table itself.
        column: Option<String>,
    },
    /// `ATTACH PARTITION`.
    Attach {
        /// The partition.
        partition: Name,
    },
    /// `DETACH PARTITION`.
    Detach {
        /// The partition.
        partition: Name,
        /// `CONCURRENTLY` or `FINALIZE`.
        concurrently: bool,
    },
    /// `SET LOGGED`, `SET UNLOGGED`, `SET ACCESS METHOD`, `SET TABLESPACE`: the table is written anew.
    Rewrite {
        /// The words.
        words: &'static str,
    },
    /// `ENABLE TRIGGER`, `DISABLE TRIGGER`.
    Trigger {
        /// True for `DISABLE`.
        off: bool,
    },
    /// Row-level security is enabled, disabled, forced or no longer forced.
    RowSecurity {
        /// `ENABLE`, `DISABLE`, `FORCE` or `NO FORCE`.
        verb: &'static str,
    },
    /// `REPLICA IDENTITY`.
    ReplicaIdentity,
    /// Whatever else.
    Other,
}

/// What kind of constraint is added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Added {
    /// `FOREIGN KEY … REFERENCES`.
    ForeignKey(Name),
    /// `CHECK`.
    Check,
    /// `NOT NULL`, as PostgreSQL 18 says it.
    NotNull,
    /// `PRIMARY KEY`.
    PrimaryKey,
    /// `UNIQUE`.
    Unique,
    /// `PRIMARY KEY USING INDEX`, `UNIQUE USING INDEX`.
    UsingIndex,
    /// `EXCLUDE`.
    Exclude,
}

/// What stands behind `ALTER TABLE`.
pub(super) fn read(c: &mut Cursor<'_>) -> Vec<Act> {
    c.eat("IF EXISTS");
    c.eat("ONLY");
    let Some(table) = c.name() else { return Vec::new() };
    c.eat_sign("*");
    let acts = c.parts().into_iter().map(|mut part| Act::Table { table: table.clone(), act: action(&mut part) });
    acts.collect()
}

fn action(c: &mut Cursor<'_>) -> TableAct {
    if c.eat("ATTACH PARTITION") {
        return c.name().map_or(TableAct::Other, |partition| TableAct::Attach { partition });
    }
    if c.eat("DETACH PARTITION") {
        let Some(partition) = c.name() else { return TableAct::Other };
        return TableAct::Detach { partition, concurrently: c.sees("CONCURRENTLY") || c.sees("FINALIZE") };
    }
    if c.eat("ADD") {
        return add(c);
    }
    if c.eat("DROP CONSTRAINT") {
        c.eat("IF EXISTS");
        return c.ident().map_or(TableAct::Other, |name| TableAct::DropConstraint { name });
    }
    if c.eat("DROP") {
        c.eat("COLUMN");
        c.eat("IF EXISTS");
        return c.ident().map_or(TableAct::Other, |column| TableAct::DropColumn { column });
    }
    if c.eat("VALIDATE CONSTRAINT") {
        return c.ident().map_or(TableAct::Other, |name| TableAct::Validate { name });
    }
    if c.sees("ALTER CONSTRAINT") {
        return TableAct::Other;
    }
    if c.eat("ALTER") {
        c.eat("COLUMN");
        return c.ident().map_or(TableAct::Other, |column| alter_column(c, column));
    }
    if c.eat("RENAME") {
        return match c.eat("CONSTRAINT") {
            true => TableAct::Other,
            false if c.eat("TO") => TableAct::Rename { column: None },
            false => {
                c.eat("COLUMN");
                TableAct::Rename { column: c.ident() }
            }
        };
    }
    if c.eat("SET SCHEMA") {
        return TableAct::Rename { column: None };
    }
    let rewrites = ["SET LOGGED", "SET UNLOGGED", "SET ACCESS METHOD", "SET TABLESPACE"];
    if let Some(words) = rewrites.into_iter().find(|words| c.eat(words)) {
        return TableAct::Rewrite { words };
    }
    for verb in ["ENABLE", "DISABLE", "NO FORCE", "FORCE"] {
        if c.sees(&format!("{verb} ROW LEVEL SECURITY")) {
            return TableAct::RowSecurity { verb };
        }
    }
    if c.sees("DISABLE TRIGGER") || c.sees("ENABLE TRIGGER") {
        return TableAct::Trigger { off: c.sees("DISABLE") };
    }
    if c.sees("REPLICA IDENTITY") { TableAct::ReplicaIdentity } else { TableAct::Other }
}

fn alter_column(c: &mut Cursor<'_>, column: String) -> TableAct {
    if c.eat("SET NOT NULL") {
        TableAct::SetNotNull { column }
    } else if c.eat("DROP NOT NULL") {
        TableAct::DropNotNull { column }
    } else if c.eat("SET DATA TYPE") || c.eat("TYPE") {
        let using = c.has("USING");
        let data_type = c.until(&["USING", "COLLATE"]).to_owned();
        TableAct::ChangeType { column, data_type, using }
    } else {
        TableAct::Other
    }
}

/// The words that end a column's type, and begin what is said of it.
const CLAUSES: [&str; 12] = [
    "CONSTRAINT",
    "NOT",
    "NULL",
    "DEFAULT",
    "GENERATED",
    "UNIQUE",
    "PRIMARY",
    "REFERENCES",
    "CHECK",
    "COLLATE",
    "STORAGE",
    "COMPRESSION",
];

fn add(c: &mut Cursor<'_>) -> TableAct {
    let definition = c.rest().to_owned();
    let mut name = None;
    if c.eat("CONSTRAINT") {
        name = c.ident();
    }
    let kind = if c.eat("FOREIGN KEY") {
        c.seek("REFERENCES");
        c.name().map(Added::ForeignKey)
    } else if c.eat("CHECK") {
        Some(Added::Check)
    } else if c.eat("NOT NULL") {
        Some(Added::NotNull)
    } else if c.sees("PRIMARY KEY") || c.sees("UNIQUE") {
        let kind = if c.sees("UNIQUE") { Added::Unique } else { Added::PrimaryKey };
        Some(if c.has("USING INDEX") && !c.has("USING INDEX TABLESPACE") { Added::UsingIndex } else { kind })
    } else if c.eat("EXCLUDE") {
        Some(Added::Exclude)
    } else {
        None
    };
    if let Some(kind) = kind {
        return TableAct::AddConstraint { kind, not_valid: c.has("NOT VALID"), definition, name };
    }
    c.eat("COLUMN");
    let if_not_exists = c.eat("IF NOT EXISTS");
    let Some(column) = c.ident() else { return TableAct::Other };
    let data_type = c.until(&CLAUSES).to_owned();
    let mut constraints = Vec::new();
    if c.has("PRIMARY KEY") {
        constraints.push(Added::PrimaryKey);
    }
    if c.has("UNIQUE") {
        constraints.push(Added::Unique);
    }
    if c.has("CHECK") {
        constraints.push(Added::Check);
    }
    let mut after = c.clone();
    let default = after.seek("DEFAULT").then(|| after.until(&CLAUSES).to_owned());
    let mut after = c.clone();
    let references = after.seek("REFERENCES").then(|| after.name()).flatten();
    let identity = c.has("AS IDENTITY");
    let required = c.has("NOT NULL") || c.has("PRIMARY KEY");
    let stored = c.has("STORED");
    TableAct::AddColumn {
        column,
        data_type,
        required,
        default,
        stored,
        identity,
        references,
        constraints,
        if_not_exists,
    }
}
