//! The plainest way to make a catalog in an empty database, to judge cleverer ways by.

use bulkhead::catalog::{Catalog, ConstraintKind, Grant, Privilege, RowSecurity};
use bulkhead::sql::quote::{ident, qualified};
use bulkhead::sql::write::{Writer, comment, grant};

/// The statements that make everything of a catalog but its roles, each object by one statement in the order of kinds.
pub fn create(catalog: &Catalog) -> Vec<String> {
    let writer = Writer::new(catalog);
    let mut out = Vec::new();
    let grants = |out: &mut Vec<String>, grants: &[Grant], object: &str| {
        for g in grants {
            let to = match &g.to {
                bulkhead::catalog::Grantee::Public => "PUBLIC".to_owned(),
                bulkhead::catalog::Grantee::Role(id) => ident(&catalog.role(id).expect("a role").name),
            };
            let privileges: &[Privilege] = &g.privileges;
            out.push(grant(privileges, object, &to));
        }
    };
    let note = |out: &mut Vec<String>, object: String, text: &Option<String>| {
        if let Some(text) = text {
            out.push(comment(&object, Some(text)));
        }
    };
    for schema in catalog.schemas.iter().filter(|s| !s.is_public()) {
        out.push(writer.create_schema(schema));
        grants(&mut out, &schema.grants, &format!("SCHEMA {}", ident(&schema.name)));
        note(&mut out, format!("SCHEMA {}", ident(&schema.name)), &schema.comment);
    }
    for enum_type in &catalog.enums {
        out.push(writer.create_enum(enum_type));
        note(&mut out, format!("TYPE {}", writer.enum_ref(enum_type)), &enum_type.comment);
    }
    for sequence in &catalog.sequences {
        out.push(writer.create_sequence(sequence));
        grants(&mut out, &sequence.grants, &format!("SEQUENCE {}", writer.sequence_ref(sequence)));
    }
    for table in &catalog.tables {
        out.push(writer.create_table(table));
    }
    for table in &catalog.tables {
        let name = writer.table_ref(table);
        for constraint in &table.constraints {
            let is_key = matches!(constraint.kind, ConstraintKind::Unique { .. });
            if is_key && writer.inline_constraints(table).all(|inline| inline.id != constraint.id) {
                out.push(format!("ALTER TABLE {name} ADD {}", writer.constraint_definition(table, constraint)));
            }
            if matches!(constraint.kind, ConstraintKind::ForeignKey { .. }) {
                out.push(format!("ALTER TABLE {name} ADD {}", writer.constraint_definition(table, constraint)));
            }
            note(&mut out, format!("CONSTRAINT {} ON {name}", ident(&constraint.name)), &constraint.comment);
        }
        for index in &table.indexes {
            out.push(writer.create_index(table, index, false));
            let name = qualified(writer.schema_name(&table.schema), &index.name);
            note(&mut out, format!("INDEX {name}"), &index.comment);
        }
        for policy in &table.policies {
            out.push(writer.create_policy(table, policy));
            note(&mut out, format!("POLICY {} ON {name}", ident(&policy.name)), &policy.comment);
        }
        if table.row_security != RowSecurity::Off {
            out.push(format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"));
        }
        if table.row_security == RowSecurity::Forced {
            out.push(format!("ALTER TABLE {name} FORCE ROW LEVEL SECURITY"));
        }
        grants(&mut out, &table.grants, &format!("TABLE {name}"));
        note(&mut out, format!("TABLE {name}"), &table.comment);
        for column in &table.columns {
            note(&mut out, format!("COLUMN {}", writer.column_ref(table, column)), &column.comment);
        }
    }
    out
}
