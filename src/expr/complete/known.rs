//! What can be named where an expression stands: taken from a catalog once, when somebody begins to type.

use crate::catalog::{Catalog, DataType, Id};
use crate::sql::quote;
use crate::sql::write::Writer;

/// Where an expression stands, which decides what may be in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// A column's default: no columns, no queries.
    Default,
    /// A check: columns, no queries.
    Check,
    /// A generated column or an index: as a check, and whatever is called must always give the same.
    Immutable,
    /// A policy: everything.
    Policy,
    /// A whole query: a view's.
    Query,
}

impl Stance {
    pub(super) fn has_columns(self) -> bool {
        !matches!(self, Self::Default | Self::Query)
    }

    pub(super) fn has_queries(self) -> bool {
        matches!(self, Self::Policy | Self::Query)
    }

    pub(super) fn allows(self, immutable: bool) -> bool {
        immutable || self != Self::Immutable
    }
}

/// A column that can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KnownColumn {
    pub(super) name: String,
    pub(super) data_type: String,
    pub(super) enum_type: Option<Id>,
}

/// A table or a view that can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KnownTable {
    pub(super) schema: String,
    pub(super) name: String,
    /// What names it in SQL, without its schema where everybody does without.
    pub(super) sql: String,
    pub(super) columns: Vec<KnownColumn>,
}

/// A type that can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KnownType {
    pub(super) id: Id,
    pub(super) sql: String,
    pub(super) labels: Vec<String>,
}

/// A function of the schema's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KnownFunction {
    pub(super) sql: String,
    pub(super) name: String,
    pub(super) takes: String,
}

/// A value of the session: the setting that holds it, and the expression that reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionValue {
    /// What it is, for a person: "the session's tenant".
    pub means: String,
    /// The setting: `app.current_tenant`.
    pub setting: String,
    /// What reads it.
    pub sql: String,
}

/// What can be named where an expression stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub(super) stance: Stance,
    pub(super) own: Option<usize>,
    pub(super) tables: Vec<KnownTable>,
    pub(super) types: Vec<KnownType>,
    pub(super) functions: Vec<KnownFunction>,
    pub(super) session: Vec<SessionValue>,
}

/// The kinds of object that rows can be taken from, in the catalog's words.
const RELATIONS: [&str; 2] = ["view", "materialized view"];

impl Known {
    /// What can be named in an expression of a table, or of none.
    pub fn of(catalog: &Catalog, table: Option<&Id>, stance: Stance, session: Vec<SessionValue>) -> Self {
        let writer = Writer::new(catalog);
        let schema_of = |id: &Id| catalog.schema(id).map(|schema| schema.name.clone()).unwrap_or_default();
        let sql = |schema: &str, name: &str| match schema {
            "" | "public" => quote::ident(name),
            schema => quote::qualified(schema, name),
        };
        let mut tables: Vec<KnownTable> = Vec::with_capacity(catalog.tables.len());
        let own = table.and_then(|id| catalog.tables.iter().position(|table| table.id == *id));
        for table in &catalog.tables {
            let columns = table.columns.iter().map(|column| KnownColumn {
                name: column.name.clone(),
                data_type: writer.data_type(&column.data_type),
                enum_type: enum_of(catalog, &column.data_type),
            });
            let schema = schema_of(&table.schema);
            tables.push(KnownTable {
                sql: sql(&schema, &table.name),
                name: table.name.clone(),
                columns: columns.collect(),
                schema,
            });
        }
        let mut functions = Vec::new();
        for object in &catalog.objects {
            let schema = object.schema.as_ref().map(schema_of).unwrap_or_default();
            if RELATIONS.contains(&object.kind.as_str()) {
                let sql = sql(&schema, &object.name);
                tables.push(KnownTable { sql, name: object.name.clone(), columns: Vec::new(), schema });
            } else if object.kind == "function" {
                // PostgreSQL's own writing of what it takes stands in its identity.
                let takes = object.identity.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
                functions.push(KnownFunction {
                    sql: sql(&schema, &object.name),
                    name: object.name.clone(),
                    takes: takes.unwrap_or_default().to_owned(),
                });
            }
        }
        let enums = catalog.enums.iter().map(|found| KnownType {
            id: found.id.clone(),
            sql: sql(&schema_of(&found.schema), &found.name),
            labels: found.labels.iter().map(|label| label.name.clone()).collect(),
        });
        let others = catalog.objects.iter().filter(|object| object.is_type()).map(|object| KnownType {
            id: object.id.clone(),
            sql: sql(&object.schema.as_ref().map(schema_of).unwrap_or_default(), &object.name),
            labels: Vec::new(),
        });
        Self { stance, own, tables, types: enums.chain(others).collect(), functions, session }
    }

    pub(super) fn own_table(&self) -> Option<&KnownTable> {
        self.tables.get(self.own?).filter(|_| self.stance.has_columns())
    }

    /// The table of this name, as a query writes it.
    pub(super) fn table(&self, schema: Option<&str>, name: &str) -> Option<&KnownTable> {
        let named = |table: &&KnownTable| table.name == name && schema.is_none_or(|schema| table.schema == schema);
        let mut found = self.tables.iter().filter(named);
        let first = found.next()?;
        // Without a schema PostgreSQL looks where the search path says, which is public unless it was changed.
        Some(found.find(|table| schema.is_none() && table.schema == "public").unwrap_or(first))
    }

    pub(super) fn labels(&self, id: &Id) -> &[String] {
        self.types.iter().find(|found| found.id == *id).map(|found| found.labels.as_slice()).unwrap_or_default()
    }
}

fn enum_of(catalog: &Catalog, data_type: &DataType) -> Option<Id> {
    data_type.defined_id().filter(|id| catalog.enum_type(id).is_some()).cloned()
}
