//! The statements of a template while they are written.

use std::collections::BTreeMap;

use super::PolicyTemplate;
use crate::catalog::{Catalog, Column, ColumnValue, DataType, Grantee, Id, Policy, Table};
use crate::rls::policy::{cast, setting_value};
use crate::sql::quote;
use crate::sql::write::Writer;

/// The statements, and the table and the parameters that they are made of.
pub(super) struct Script<'a> {
    catalog: &'a Catalog,
    table: &'a Table,
    schema: &'a str,
    template: &'a PolicyTemplate,
    params: &'a BTreeMap<String, String>,
    sql: String,
}

impl<'a> Script<'a> {
    pub(super) fn new(
        template: &'a PolicyTemplate,
        catalog: &'a Catalog,
        table: &Id,
        params: &'a BTreeMap<String, String>,
    ) -> Result<Self, String> {
        let table = catalog.table(table).ok_or_else(|| format!("There is no table “{table}”."))?;
        let schema = catalog.schema(&table.schema).map_or("public", |schema| schema.name.as_str());
        if !template.additive && !table.policies.is_empty() {
            let names: Vec<&str> = table.policies.iter().map(|policy| policy.name.as_str()).collect();
            return Err(format!(
                "{} has policies already ({}), and permissive policies are OR-ed: remove them, or make the entity one \
                 that is not tenant-scoped, first.",
                table.name,
                names.join(", ")
            ));
        }
        Ok(Self { catalog, table, schema, template, params, sql: String::new() })
    }

    pub(super) fn into_sql(self) -> String {
        self.sql
    }

    /// True if the table has policies already.
    pub(super) fn is_walled(&self) -> bool {
        !self.table.policies.is_empty()
    }

    /// The table in SQL.
    pub(super) fn table(&self) -> String {
        quote::qualified(self.schema, &self.table.name)
    }

    /// A name in the table's schema, in SQL.
    pub(super) fn beside(&self, name: &str) -> String {
        quote::qualified(self.schema, name)
    }

    /// What is said of a parameter, or what is taken where nothing is.
    pub(super) fn text(&self, name: &str) -> Result<&'a str, String> {
        let said = self.params.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
        let need = self.template.needs.iter().find(|need| need.name == name);
        let default = need.map_or("", |need| need.default);
        match said {
            Some(text) => Ok(text),
            None if !default.is_empty() => Ok(default),
            None => Err(format!("{} has to be said ({name}).", need.map_or(name, |need| need.what))),
        }
    }

    /// A role in SQL.
    pub(super) fn role(&self, name: &str) -> Result<String, String> {
        let role = self.text(name)?;
        match self.catalog.roles.iter().any(|known| known.name == role) {
            true => Ok(quote::ident(role)),
            false => Err(format!("There is no role “{role}”: add it first, or choose another.")),
        }
    }

    /// A role in SQL that may be left out.
    pub(super) fn optional_role(&self, name: &str) -> Result<Option<String>, String> {
        if self.params.get(name).is_none_or(|text| text.trim().is_empty()) {
            Ok(None)
        } else {
            self.role(name).map(Some)
        }
    }

    /// A column of the table.
    pub(super) fn column(&self, name: &str) -> Result<&'a Column, String> {
        column(self.table, self.text(name)?)
    }

    /// Another table, and a way to its columns.
    pub(super) fn other(&self, name: &str) -> Result<Other<'a>, String> {
        let text = self.text(name)?;
        let (schema, table) = text.split_once('.').unwrap_or(("public", text));
        let is_it = |t: &&Table| {
            t.name == table && self.catalog.schema(&t.schema).map_or("public", |schema| schema.name.as_str()) == schema
        };
        let found = self.catalog.tables.iter().find(is_it);
        let table = found.ok_or_else(|| format!("There is no table “{text}”: add it first, or choose another."))?;
        Ok(Other { table, sql: quote::qualified(schema, &table.name) })
    }

    /// The column of another table that a parameter names.
    pub(super) fn other_column(&self, other: &Other<'a>, name: &str) -> Result<&'a Column, String> {
        column(other.table, self.text(name)?)
    }

    /// A column's type in SQL.
    pub(super) fn type_of(&self, column: &Column) -> String {
        Writer::new(self.catalog).data_type(&column.data_type)
    }

    /// `column = (SELECT what the session says)`.
    pub(super) fn is_sessions(&self, column: &Column, setting: &str) -> String {
        equals(column, &value(setting, &column.data_type))
    }

    /// Switches row-level security on, for the owner too.
    pub(super) fn force(&mut self) {
        let table = self.table();
        self.add(&format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"));
        self.add(&format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY"));
    }

    /// Adds a policy. `head` is what stands between the table and `USING`: `FOR SELECT TO app`.
    pub(super) fn policy(&mut self, name: &str, head: &str, using: Option<&str>, check: Option<&str>) {
        let mut sql = format!("CREATE POLICY {} ON {} {head}", quote::ident(name), self.table());
        for (word, clause) in [("USING", using), ("WITH CHECK", check)] {
            if let Some(clause) = clause {
                sql.push_str(&format!("\n    {word} ({clause})"));
            }
        }
        self.add(&sql);
    }

    /// Policies for a role that reads what one condition says and writes what another says, one to a command.
    pub(super) fn per_command(&mut self, role: &str, reads: &str, readers: &str, writes: &str) {
        self.policy("tenant_select", &format!("FOR SELECT TO {readers}"), Some(reads), None);
        self.policy("tenant_insert", &format!("FOR INSERT TO {role}"), None, Some(writes));
        self.policy("tenant_update", &format!("FOR UPDATE TO {role}"), Some(writes), Some(writes));
        self.policy("tenant_delete", &format!("FOR DELETE TO {role}"), Some(writes), None);
    }

    /// What a role needs to work with the table's rows: the columns that may change are named, and neither the key nor
    /// those named here are among them.
    pub(super) fn grant(&mut self, role: &str, but: &[&Column], delete: bool) {
        let key = self.table.primary_key().unwrap_or_default();
        let changes = |column: &&Column| {
            let made = matches!(column.value, ColumnValue::Generated { .. } | ColumnValue::Identity { always: true });
            !made && !key.contains(&column.id) && !but.iter().any(|other| other.id == column.id)
        };
        let columns: Vec<String> = self.table.columns.iter().filter(changes).map(|c| quote::ident(&c.name)).collect();
        let table = self.table();
        let delete = if delete { ", DELETE" } else { "" };
        self.add(&format!("GRANT SELECT, INSERT{delete} ON {table} TO {role}"));
        if !columns.is_empty() {
            self.add(&format!("GRANT UPDATE ({}) ON {table} TO {role}", columns.join(", ")));
        }
    }

    /// A function that runs as its owner, with an empty search path, for some roles and nobody else. One that is there
    /// already, made for another table, is used again. `identity` is what it is granted by: its name and its arguments' types.
    pub(super) fn helper_once(&mut self, signature: &str, identity: &str, returns: &str, body: &str, roles: &[&str]) {
        let there =
            self.catalog.objects.iter().any(|object| object.kind == "function" && is_same(&object.identity, identity));
        if !there {
            self.add(&format!(
                "CREATE FUNCTION {signature} RETURNS {returns}\n    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER \
                 SET search_path = ''\n    AS {}",
                quote::dollar(&format!(" {body} "), "function")
            ));
            self.add(&format!("REVOKE EXECUTE ON FUNCTION {identity} FROM PUBLIC"));
        }
        self.add(&format!("GRANT EXECUTE ON FUNCTION {identity} TO {}", roles.join(", ")));
    }

    /// Refuses where a restrictive policy binds a role that is to see the rows of every tenant.
    pub(super) fn not_bound(&self, role: &str) -> Result<(), String> {
        let binds = |policy: &&Policy| {
            let to = policy.to.iter().any(|to| match to {
                Grantee::Public => true,
                Grantee::Role(id) => self.catalog.role(id).is_some_and(|known| known.name == role),
            });
            policy.restrictive && to
        };
        match self.table.policies.iter().find(binds) {
            None => Ok(()),
            Some(policy) => Err(format!(
                "The restrictive policy {} binds {role} too, and no permissive one can widen it: name the roles that it \
                 is for, or choose a service role in the settings, so that the floor leaves it out.",
                policy.name
            )),
        }
    }

    /// Adds a statement.
    pub(super) fn add(&mut self, statement: &str) {
        self.sql.push_str(statement);
        self.sql.push_str(";\n");
    }
}

/// Another table than the one that gets the policies.
pub(super) struct Other<'a> {
    table: &'a Table,
    /// Its name in SQL.
    pub(super) sql: String,
}

/// What a session setting holds, as a value of a type, in SQL that needs no search path.
pub(super) fn value(setting: &str, data_type: &DataType) -> String {
    cast(setting_value(setting), data_type)
}

/// The same for a function whose search path is empty.
pub(super) fn value_within(setting: &str, data_type: &DataType) -> String {
    value(setting, data_type).replacen("current_setting(", "pg_catalog.current_setting(", 1)
}

/// `column = (SELECT value)`: evaluated once per statement. An enum is compared as text.
pub(super) fn equals(column: &Column, value: &str) -> String {
    format!("{} = (SELECT {value})", compared(column, &quote::ident(&column.name)))
}

/// A column as it is compared with a session's text.
pub(super) fn compared(column: &Column, name: &str) -> String {
    match &column.data_type {
        DataType::Defined { .. } => format!("{name}::text"),
        DataType::Builtin(_) => name.to_owned(),
    }
}

fn column<'a>(table: &'a Table, name: &str) -> Result<&'a Column, String> {
    let found = table.columns.iter().find(|column| column.name == name);
    found.ok_or_else(|| format!("“{}” has no column “{name}”: add it first, or choose another.", table.name))
}

/// True if two identities of functions are the same but for blanks.
fn is_same(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}
