//! What keeps two columns in step while both are there.

use crate::catalog::{Catalog, Column, Id, Object, Pair, Table};
use crate::plan::conversion;
use crate::plan::planner::shortened;
use crate::sql::quote;
use crate::sql::write::Writer;

/// The setting that keeps the trigger quiet while values are carried over.
pub(super) const SETTING: &str = "bulkhead.in_step";

/// What carries the values of one column over to another.
pub(super) struct Carried {
    /// The column that gets them.
    pub(super) id: Id,
    /// Its name.
    pub(super) name: String,
    /// What is set.
    pub(super) set: String,
    /// In which rows.
    pub(super) condition: String,
}

/// An old column and the new one beside it, by their ids in between.
#[derive(Clone, Debug)]
pub(super) struct Twin {
    pub(super) table: Id,
    pub(super) old: Id,
    pub(super) new: Id,
}

impl Twin {
    fn columns<'a>(&self, table: &'a Table) -> Option<Pair<&'a Column>> {
        Some(Pair::new(table.column(&self.old)?, table.column(&self.new)?))
    }

    /// What gives the new column the old one's values.
    pub(super) fn forth<'a>(&self, writer: &Writer<'a>, table: &'a Table) -> Option<Carried> {
        let columns = self.columns(table)?;
        let (old, new) = (quote::ident(&columns.previous.name), quote::ident(&columns.next.name));
        let set = format!("{new} = {}", converted(writer, &old, columns));
        let condition = format!("{new} IS NULL AND {old} IS NOT NULL");
        Some(Carried { id: self.new.clone(), name: columns.next.name.clone(), set, condition })
    }

    /// What gives the old column, made again, the new one's values.
    pub(super) fn back<'a>(&self, writer: &Writer<'a>, table: &'a Table) -> Option<Carried> {
        let columns = self.columns(table)?;
        let (old, new) = (quote::ident(&columns.previous.name), quote::ident(&columns.next.name));
        let value = converted(writer, &new, columns.swapped());
        // In the old column's own type, which may write the same value in another way.
        let value_there = format!("({value})::{}", writer.data_type(&columns.previous.data_type));
        let condition = format!("{new} IS NOT NULL AND {old}::text IS DISTINCT FROM ({value_there})::text");
        let set = format!("{old} = {value}");
        Some(Carried { id: self.old.clone(), name: columns.previous.name.clone(), set, condition })
    }
}

fn converted<'a>(writer: &Writer<'a>, value: &str, columns: Pair<&'a Column>) -> String {
    let types = columns.map(|column| &column.data_type);
    conversion::using(Pair::new(writer, writer), value, types).unwrap_or_else(|| value.to_owned())
}

/// The id of the trigger that keeps the twins of a table in step.
pub(super) fn trigger_id(table: &Id) -> Id {
    table.part("in-step-trigger")
}

/// The function and the trigger that keep the twins of a table in step; nothing if their names are taken.
pub(super) fn objects<'a>(catalog: &'a Catalog, table: &'a Table, twins: &[&Twin]) -> Option<[Object; 2]> {
    let writer = Writer::new(catalog);
    let schema = writer.schema_name(&table.schema);
    let function = shortened(&table.name, "_in_step");
    // Triggers fire in the order of their names: what others make of a row, this one sees.
    let trigger = shortened(&format!("zz_{}", table.name), "_in_step");
    let called = quote::qualified(schema, &function);
    let mut body = format!(
        "\nBEGIN\n    IF current_setting({}, true) = 'off' THEN\n        RETURN NEW;\n    END IF;\n",
        quote::literal(SETTING)
    );
    for twin in twins {
        let columns = twin.columns(table)?;
        let names = columns.map(|column| quote::ident(&column.name));
        let (old, new) = (names.previous, names.next);
        let new_value = converted(&writer, &format!("NEW.{old}"), columns);
        let old_value = converted(&writer, &format!("NEW.{new}"), columns.swapped());
        body.push_str(&format!(
            "    IF TG_OP = 'INSERT' THEN
        IF NEW.{new} IS NULL THEN
            NEW.{new} := {new_value};
        ELSE
            NEW.{old} := {old_value};
        END IF;
    ELSIF NEW.{new}::text IS DISTINCT FROM OLD.{new}::text THEN
        NEW.{old} := {old_value};
    ELSIF NEW.{old}::text IS DISTINCT FROM OLD.{old}::text OR NEW.{new} IS NULL THEN
        NEW.{new} := {new_value};
    END IF;\n"
        ));
    }
    body.push_str("    RETURN NEW;\nEND\n");
    let function_object = Object {
        id: table.id.part("in-step"),
        kind: "function".to_owned(),
        schema: Some(table.schema.clone()),
        relation: None,
        name: function,
        identity: format!("{called}()"),
        definition: format!(
            "CREATE FUNCTION {called}()\n RETURNS trigger\n LANGUAGE plpgsql\nAS {}",
            quote::dollar(&body, "function")
        ),
        replaces: Some(vec!["trigger f".to_owned()]),
        updates: Default::default(),
        settings: Vec::new(),
        shape: None,
        owner: None,
        comment: None,
        grants: Vec::new(),
    };
    let (quoted, table_ref) = (quote::ident(&trigger), writer.table_ref(table));
    let trigger_object = Object {
        id: trigger_id(&table.id),
        kind: "trigger".to_owned(),
        schema: None,
        relation: Some(table.id.clone()),
        name: trigger,
        identity: format!("{quoted} ON {table_ref}"),
        definition: format!(
            "CREATE TRIGGER {quoted} BEFORE INSERT OR UPDATE ON {table_ref} FOR EACH ROW EXECUTE FUNCTION {called}()"
        ),
        replaces: None,
        ..function_object.clone()
    };
    let taken = |new: &Object| catalog.objects.iter().any(|o| o.kind == new.kind && o.identity == new.identity);
    let objects = [function_object, trigger_object];
    (!objects.iter().any(taken)).then_some(objects)
}
