//! `verify.sql`: raises an exception that names the first difference between a database and the model.
//!
//! The comparison is PostgreSQL's own. For each table the script makes a temporary copy from the model and compares
//! what the system catalogs say of the two, expressions as PostgreSQL deparses them; so nothing depends on how a person
//! wrote an expression, nor on which version prints it. Savepoints take each copy away again, so that the locks of a
//! large model don't add up, and the whole is one transaction that is rolled back.

use std::fmt::Write as _;

use crate::catalog::{
    Catalog, Constraint, ConstraintKind, Deferral, Grant, Grantee, Id, PUBLIC_SCHEMA, RowSecurity, Schema, Table,
};
use crate::design::{Design, History};
use crate::sql::quote::{dollar, literal, qualified};
use crate::sql::write::{Writer, comment};

/// The functions that the script defines for its transaction.
const FUNCTIONS: &str = include_str!("verify.sql");

/// The script for the state that the design's migrations lead to.
pub fn verify(design: &Design) -> String {
    let migrations: Vec<&Id> = design.migrations.keys().collect();
    let hand_written =
        design.migrations.values().any(|m| m.up.iter().any(|statement| statement.kind == "hand-written"));
    script(&design.migrated(), Some((&design.settings.history, &migrations)), hand_written)
}

/// The script for a catalog. `history` names the history table and the migrations it must list. If the migrations hold
/// hand-written SQL, then columns, constraints and indexes beyond the model may be its work and are only noticed;
/// policies beyond the model are refused all the same.
pub fn script(catalog: &Catalog, history: Option<(&History, &[&Id])>, hand_written: bool) -> String {
    // The copies of the tables: in the temporary schema, without foreign keys, which can't lead out of it.
    let temporary = Id::new("/pg_temp");
    let mut copies = catalog.clone();
    copies.schemas.push(Schema::new(temporary.clone(), "pg_temp"));
    for table in &mut copies.tables {
        table.schema = temporary.clone();
        // A copy stands alone, with all that it inherits.
        table.options.partition_of = None;
        table.options.inherits.clear();
        table.options.unlogged = false;
        table.constraints.retain(|c| !matches!(c.kind, ConstraintKind::ForeignKey { .. }));
    }
    let script = Script { writer: Writer::new(catalog), copy: Writer::new(&copies), hand_written };
    let mut out = script.head();
    out.push_str(&script.objects());
    for (table, copy) in catalog.tables.iter().zip(&copies.tables) {
        script.table(&mut out, table, copy);
    }
    if let Some((history, migrations)) = history.filter(|(_, migrations)| !migrations.is_empty()) {
        let ids = array(migrations.iter().map(|id| id.as_str()));
        let name = super::script::history_name(history);
        run(&mut out, &[format!("PERFORM pg_temp.bulkhead_history({}, {ids});", literal(&name))]);
    }
    let count = count(catalog);
    run(&mut out, &[format!("RAISE NOTICE 'Bulkhead verify: {count} objects match the model';")]);
    out.push_str("\nROLLBACK;\n");
    out
}

struct Script<'a> {
    writer: Writer<'a>,
    /// Writes the temporary copies.
    copy: Writer<'a>,
    hand_written: bool,
}

impl Script<'_> {
    fn catalog(&self) -> &Catalog {
        self.writer.catalog()
    }

    fn owner(&self) -> Option<&str> {
        let catalog = self.writer.catalog();
        catalog.owner.as_ref().and_then(|id| catalog.role(id)).map(|role| role.name.as_str())
    }

    fn head(&self) -> String {
        let roles = self.catalog().roles.iter().map(|r| r.name.as_str()).filter(|name| Some(*name) != self.owner());
        let owner = self.owner().map_or("NULL".to_owned(), literal);
        format!(
            "-- Compares the database with the model and raises an exception that names the first difference. Changes\n\
             -- nothing: it is one transaction that makes temporary objects and is rolled back. Run it as the owner of the\n\
             -- tables, on a primary, where that role may make temporary objects, as everyone may by default:\n\
             --   psql -v ON_ERROR_STOP=1 -f verify.sql\n\n\
             BEGIN READ WRITE;\nSET LOCAL client_min_messages = notice;\n\n{}\n\
             -- The model's roles but its owner, whose privileges on its own objects need no grant.\n\
             CREATE FUNCTION pg_temp.bulkhead_roles() RETURNS text[] LANGUAGE sql AS {};\n\n\
             CREATE FUNCTION pg_temp.bulkhead_owner() RETURNS text LANGUAGE sql AS {};\n\n{FUNCTIONS}\n",
            // Temporary tables come last, so that a table's name in an expression means the table and not its copy.
            "DO $verify$\nBEGIN\n    PERFORM set_config('search_path', \
             concat_ws(', ', nullif(current_setting('search_path'), ''), 'pg_temp'), true);\nEND\n$verify$;\n",
            dollar(&format!(" SELECT {} ", array(roles)), "verify"),
            dollar(&format!(" SELECT {owner}::text "), "verify"),
        )
    }

    /// Roles, schemas, types and sequences, and that the tables are there: the copies of tables need them.
    fn objects(&self) -> String {
        let catalog = self.catalog();
        let mut calls = Vec::new();
        // A superuser is the server's own, whatever a schema names it for.
        for role in catalog.roles.iter().filter(|role| !role.attributes.superuser) {
            let owner = Some(role.name.as_str()) == self.owner();
            calls.push(format!(
                "PERFORM pg_temp.bulkhead_role({}, {}, {owner});",
                literal(&role.name),
                role.bypass_rls
            ));
        }
        for schema in &catalog.schemas {
            let public = schema.name == PUBLIC_SCHEMA;
            calls.push(format!(
                "PERFORM pg_temp.bulkhead_schema({}, {}, {});",
                literal(&schema.name),
                note(schema.comment.as_deref()),
                self.grants(schema.grants.iter().filter(|grant| !public || grant.to != Grantee::Public))
            ));
        }
        for enum_type in &catalog.enums {
            calls.push(format!(
                "PERFORM pg_temp.bulkhead_enum({}, {}, {}, {});",
                literal(self.writer.schema_name(&enum_type.schema)),
                literal(&enum_type.name),
                array(enum_type.labels.iter().map(|label| label.name.as_str())),
                note(enum_type.comment.as_deref())
            ));
        }
        for sequence in &catalog.sequences {
            calls.push(format!(
                "PERFORM pg_temp.bulkhead_sequence({}, {}, {}, {});",
                literal(self.writer.schema_name(&sequence.schema)),
                literal(&sequence.name),
                literal(&sequence.data_type),
                self.grants(&sequence.grants)
            ));
        }
        for table in &catalog.tables {
            calls.push(format!(
                "PERFORM pg_temp.bulkhead_table_exists({}, {}, {});",
                literal(self.writer.schema_name(&table.schema)),
                literal(&table.name),
                literal(if table.is_partitioned() { "a partitioned table" } else { "a table" })
            ));
        }
        let mut out = String::new();
        run(&mut out, &calls);
        out
    }

    fn table(&self, out: &mut String, table: &Table, copy: &Table) {
        let schema = self.writer.schema_name(&table.schema);
        let mut statements = vec!["SAVEPOINT bulkhead_table".to_owned()];
        self.copy_statements(&mut statements, copy);
        let expected = self.expected(table);
        if !expected.is_empty() {
            statements.push(format!("INSERT INTO pg_temp.bulkhead_expected VALUES\n    {}", expected.join(",\n    ")));
        }
        let call = format!(
            "PERFORM pg_temp.bulkhead_table({}, {}, {});",
            literal(schema),
            literal(&table.name),
            self.hand_written
        );
        statements.push(block(&[call]));
        statements.push("ROLLBACK TO SAVEPOINT bulkhead_table".into());
        statements.push("RELEASE SAVEPOINT bulkhead_table".into());
        let _ = writeln!(out, "\n-- {}", qualified(schema, &table.name).replace(['\n', '\r'], " "));
        for sql in statements {
            out.push_str(&sql);
            out.push_str(";\n");
        }
    }

    /// What makes the temporary copy of a table.
    fn copy_statements(&self, statements: &mut Vec<String>, copy: &Table) {
        // The catalog that `copy` is of outlives this writer's borrow of it.
        let Some(copy) = self.copy.table(&copy.id) else { return };
        let name = self.copy.table_ref(copy);
        statements.push(self.copy.create_table(copy));
        for constraint in &copy.constraints {
            if self.copy.inline_constraints(copy).all(|inline| inline.id != constraint.id) {
                let not_valid = if constraint.options.not_valid { " NOT VALID" } else { "" };
                let definition = self.copy.constraint_definition(copy, constraint);
                statements.push(format!("ALTER TABLE {name} ADD {definition}{not_valid}"));
            }
        }
        statements.extend(copy.indexes.iter().map(|index| self.copy.create_index(copy, index, false)));
        if copy.row_security != RowSecurity::Off {
            statements.push(format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"));
        }
        if copy.row_security == RowSecurity::Forced {
            statements.push(format!("ALTER TABLE {name} FORCE ROW LEVEL SECURITY"));
        }
        statements.extend(copy.policies.iter().map(|policy| self.copy.create_policy(copy, policy)));
        let mut note = |object: String, text: &Option<String>| {
            if let Some(text) = text {
                statements.push(comment(&object, Some(text)));
            }
        };
        let ident = crate::sql::quote::ident;
        note(format!("TABLE {name}"), &copy.comment);
        for column in &copy.columns {
            note(format!("COLUMN {}", self.copy.column_ref(copy, column)), &column.comment);
        }
        for constraint in &copy.constraints {
            note(format!("CONSTRAINT {} ON {name}", ident(&constraint.name)), &constraint.comment);
        }
        for index in &copy.indexes {
            note(format!("INDEX {}", self.copy.index_ref(copy, index)), &index.comment);
        }
        for policy in &copy.policies {
            note(format!("POLICY {} ON {name}", ident(&policy.name)), &policy.comment);
        }
    }

    /// What the copy can't say: rows of place, property and value.
    fn expected(&self, table: &Table) -> Vec<String> {
        let mut rows = Vec::new();
        for constraint in &table.constraints {
            if let Some(definition) = self.foreign_key(table, constraint) {
                let place = literal(&format!("constraint {}", constraint.name));
                rows.push(format!("({place}, 'definition', {definition})"));
                if let Some(text) = constraint.comment.as_deref().filter(|text| !text.is_empty()) {
                    rows.push(format!("({place}, 'comment', {})", literal(text)));
                }
            }
        }
        if let Some(owner) = self.owner() {
            rows.push(format!("('', 'owner', {})", literal(owner)));
        }
        for (grantee, privileges) in self.privileges(&table.grants) {
            rows.push(format!("('', {}, {})", literal(&format!("privileges of {grantee}")), literal(&privileges)));
        }
        rows
    }

    fn foreign_key(&self, table: &Table, constraint: &Constraint) -> Option<String> {
        let ConstraintKind::ForeignKey { columns, target, target_columns, on_delete, on_update, deferral } =
            &constraint.kind
        else {
            return None;
        };
        let target = self.catalog().table(target)?;
        let names =
            |table: &Table, ids: &[Id]| array(ids.iter().filter_map(|id| Some(table.column(id)?.name.as_str())));
        // In the order in which PostgreSQL prints them.
        let options = &constraint.options;
        let mut actions = String::from(if options.match_full { " MATCH FULL" } else { "" });
        if !on_update.is_no_action() {
            let _ = write!(actions, " ON UPDATE {}", on_update.sql());
        }
        if !on_delete.is_no_action() {
            let _ = write!(actions, " ON DELETE {}", on_delete.sql());
        }
        if !options.delete_columns.is_empty() {
            let _ = write!(actions, " ({})", self.writer.columns(table, &options.delete_columns));
        }
        actions.push_str(match deferral {
            Deferral::NotDeferrable => "",
            Deferral::InitiallyImmediate => " DEFERRABLE",
            Deferral::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
        });
        actions.push_str(match (options.not_enforced, options.not_valid) {
            (true, _) => " NOT ENFORCED",
            (_, true) => " NOT VALID",
            _ => "",
        });
        Some(format!(
            "pg_temp.bulkhead_foreign_key({}, {}, {}, {}, {})",
            names(table, columns),
            literal(self.catalog().schema(&target.schema).map_or(target.schema.as_str(), |schema| &schema.name)),
            literal(&target.name),
            names(target, target_columns),
            literal(&actions)
        ))
    }

    /// Privileges by grantee as the script's functions spell them, the owner's left out.
    fn privileges<'g>(&self, grants: impl IntoIterator<Item = &'g Grant>) -> Vec<(String, String)> {
        let mut map = std::collections::BTreeMap::<String, std::collections::BTreeSet<&'static str>>::new();
        for grant in grants {
            let grantee = match &grant.to {
                Grantee::Public => "PUBLIC".to_owned(),
                Grantee::Role(id) => {
                    let name = self.catalog().role(id).map_or(id.as_str(), |role| &role.name);
                    if Some(name) == self.owner() {
                        continue;
                    }
                    name.to_owned()
                }
            };
            map.entry(grantee).or_default().extend(grant.privileges.iter().map(|privilege| privilege.sql()));
        }
        map.retain(|_, set| !set.is_empty());
        map.into_iter().map(|(to, set)| (to, set.into_iter().collect::<Vec<_>>().join(", "))).collect()
    }

    fn grants<'g>(&self, grants: impl IntoIterator<Item = &'g Grant>) -> String {
        let map: std::collections::BTreeMap<_, _> = self.privileges(grants).into_iter().collect();
        let json = serde_json::to_string(&map).unwrap_or_else(|_| "{}".into());
        format!("{}::jsonb", literal(&json))
    }
}

fn count(catalog: &Catalog) -> usize {
    let part = |t: &Table| 1 + t.columns.len() + t.constraints.len() + t.indexes.len() + t.policies.len();
    catalog.schemas.len()
        + catalog.enums.len()
        + catalog.sequences.len()
        + catalog.tables.iter().map(part).sum::<usize>()
}

/// A comment as a literal; PostgreSQL keeps no empty one.
fn note(text: Option<&str>) -> String {
    text.filter(|text| !text.is_empty()).map_or("NULL".to_owned(), literal)
}

fn array<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    format!("ARRAY[{}]::text[]", items.into_iter().map(literal).collect::<Vec<_>>().join(", "))
}

/// A DO block of some statements of PL/pgSQL.
fn block(statements: &[String]) -> String {
    format!("DO {}", dollar(&format!("\nBEGIN\n    {}\nEND\n", statements.join("\n    ")), "verify"))
}

fn run(out: &mut String, statements: &[String]) {
    if !statements.is_empty() {
        let _ = writeln!(out, "\n{};", block(statements));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_parses_and_ends_with_a_rollback() {
        let mut catalog = Catalog::default();
        catalog.schemas.push(Schema::new(Id::new("s"), "a $verify$ b"));
        catalog.tables.push(Table::new(Id::new("t"), Id::new("s"), "it's\n\"x\""));
        let sql = script(&catalog, Some((&History::default(), &[&Id::new("20250101000000_A")])), true);
        assert_eq!(crate::sql::syntax::syntax_errors(&sql), []);
        assert!(sql.ends_with("ROLLBACK;\n"));
        assert!(sql.contains("2 objects match the model"));
    }
}
