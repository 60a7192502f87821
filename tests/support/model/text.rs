//! Names that are hard on whoever writes SQL, and expressions as templates.

use bulkhead::catalog::{Catalog, Column, ColumnValue, ConstraintKind, DataType, Expr, Id, IndexTarget, Table};
use bulkhead::sql::quote::{ident, literal};
use bulkhead::sql::write::Writer;

/// Names that are hard on whoever writes SQL. None is longer than 63 bytes: PostgreSQL would cut it.
pub const NAMES: &[&str] = &[
    "a",
    "b",
    "c",
    "total",
    "Order",
    "order",
    "select",
    "user",
    "it's",
    "say \"hi\"",
    "\"",
    "'",
    "ünï cödé",
    "日本語のテーブル",
    " leading",
    "trailing ",
    "a.b",
    "x--y",
    "/*c*/",
    "semi;colon",
    "$$",
    "$a$",
    "tab\there",
    "ret\rurn",
    "back\\slash",
    "100%",
    "%I",
    "NULL",
    "null",
    "table",
    "COLUMN",
    "primary",
    "current_user",
    "_",
    "__x",
    "bulkhead_tmp_1",
    "bulkhead_tmp_2",
    "🚢",
    "n23456789012345678901234567890123456789012345678901234567890123",
    "ééééééééééééééééééééééééééééééé",
    "{",
    "}",
    "::int",
    "(",
    "a,b",
    "status",
    "tenant_id",
    "id",
    "email",
    "created_at",
];

/// A template: its letter says what it is, then the column it reads, then a number.
pub fn template(kind: char, column: &Id, number: u16) -> Expr {
    Expr::new(format!("{kind}|{column}|{number}"))
}

/// A template that reads a column of another table.
pub fn query(table: &Id, column: &Id) -> Expr {
    Expr::new(format!("q|{column}|{table}"))
}

/// The column a template reads.
pub fn column_of(expression: &Expr) -> Id {
    Id::new(expression.sql().split('|').nth(1).unwrap_or_default())
}

fn number_of(expression: &Expr) -> u16 {
    expression.sql().split('|').nth(2).and_then(|n| n.parse().ok()).unwrap_or_default()
}

/// A kind of type, as far as expressions over it go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Integer,
    Number,
    Text,
    Boolean,
    Uuid,
    Date,
    Timestamp,
    Json,
    Array,
    Enum,
    EnumArray,
}

/// The class of a type.
pub fn class(data_type: &DataType) -> Class {
    match data_type {
        DataType::Defined { array: true, .. } => Class::EnumArray,
        DataType::Defined { .. } => Class::Enum,
        DataType::Builtin(name) if name.ends_with("[]") => Class::Array,
        DataType::Builtin(name) => match name.as_str() {
            "smallint" | "integer" | "bigint" => Class::Integer,
            "boolean" => Class::Boolean,
            "uuid" => Class::Uuid,
            "date" => Class::Date,
            "jsonb" => Class::Json,
            "text" => Class::Text,
            name if name.starts_with("character") => Class::Text,
            name if name.starts_with("timestamp") => Class::Timestamp,
            _ => Class::Number,
        },
    }
}

/// The catalog with every template written out.
pub fn write_out(raw: &Catalog) -> Catalog {
    let writer = Writer::new(raw);
    let mut out = raw.clone();
    for (table, from) in out.tables.iter_mut().zip(&raw.tables) {
        let scope = Scope { raw, writer: &writer, table: from };
        for (column, from) in table.columns.iter_mut().zip(&from.columns) {
            match &mut column.value {
                ColumnValue::Default { expression } => *expression = Expr::new(scope.default(from, expression)),
                ColumnValue::Generated { expression, .. } => *expression = Expr::new(scope.generated(from, expression)),
                _ => {}
            }
        }
        for constraint in &mut table.constraints {
            if let ConstraintKind::Check { expression } = &mut constraint.kind {
                *expression = Expr::new(scope.condition(expression));
            }
        }
        for index in &mut table.indexes {
            if let Some(predicate) = &mut index.predicate {
                *predicate = Expr::new(scope.condition(predicate));
            }
            for key in &mut index.keys {
                if let IndexTarget::Expression { expression } = &mut key.target {
                    *expression = Expr::new(scope.key(expression));
                }
            }
        }
        for policy in &mut table.policies {
            for expression in [&mut policy.using, &mut policy.check].into_iter().flatten() {
                *expression = Expr::new(scope.condition(expression));
            }
        }
    }
    out
}

struct Scope<'x> {
    raw: &'x Catalog,
    writer: &'x Writer<'x>,
    table: &'x Table,
}

impl Scope<'_> {
    fn label(&self, data_type: &DataType, number: u16) -> String {
        let labels = data_type.defined_id().and_then(|id| self.raw.enum_type(id)).map(|e| e.labels.as_slice());
        super::pick(labels.unwrap_or_default(), number).map_or_else(|| "NULL".into(), |label| literal(&label.name))
    }

    fn default(&self, column: &Column, template: &Expr) -> String {
        let number = number_of(template);
        let text = match class(&column.data_type) {
            Class::Integer | Class::Number => ["0", "42", "1 + 1", "-1"][number as usize % 4],
            Class::Text => ["'x'", "'it''s'", "lower('A')", "CURRENT_USER"][number as usize % 4],
            Class::Boolean => ["true", "false", "NOT true", "1 > 2"][number as usize % 4],
            Class::Uuid => "gen_random_uuid()",
            Class::Date => "CURRENT_DATE",
            Class::Timestamp => ["now()", "'2020-01-01 00:00:00'"][number as usize % 2],
            Class::Json => "'{}'",
            Class::Array | Class::EnumArray => "'{}'",
            Class::Enum => {
                let label = self.label(&column.data_type, number / 2);
                return if number % 2 == 0 { label } else { format!("{label}::{}", self.type_name(column)) };
            }
        };
        text.to_owned()
    }

    fn type_name(&self, column: &Column) -> String {
        // The raw catalog outlives the writer, but the column may be a copy: look the type up by hand.
        match &column.data_type {
            DataType::Builtin(name) => name.clone(),
            DataType::Defined { id, .. } => {
                self.writer.enum_type(id).map(|e| self.writer.enum_ref(e)).unwrap_or_default()
            }
        }
    }

    fn generated(&self, column: &Column, template: &Expr) -> String {
        let source = self.table.column(&column_of(template)).filter(|c| !is_generated(c) && c.id != column.id);
        let name = source.map(|c| ident(&c.name)).unwrap_or_default();
        let source = source.map(|c| class(&c.data_type));
        let odd = number_of(template) % 2 == 1;
        match (class(&column.data_type), source) {
            (Class::Boolean, None) => "true".into(),
            (Class::Boolean, Some(_)) if odd => format!("{name} IS NULL"),
            (Class::Boolean, Some(_)) => format!("{name} IS NOT NULL"),
            (Class::Integer, Some(Class::Integer)) => format!("{name}::integer * {}", number_of(template) % 5),
            (Class::Integer, Some(Class::Text)) => format!("length({name})"),
            (Class::Integer, _) => "1 + 1".into(),
            (_, Some(Class::Text)) if odd => format!("upper({name})"),
            (_, Some(Class::Text)) => format!("lower({name}) || 'x'"),
            _ => "'x' || 'y'".into(),
        }
    }

    fn condition(&self, template: &Expr) -> String {
        if let Some(rest) = template.sql().strip_prefix("q|") {
            let (column, table) = rest.split_once('|').unwrap_or_default();
            let table = self.raw.table(&Id::new(table));
            let found = table.and_then(|t| t.column(&Id::new(column)).map(|c| (t, c)));
            return found.map_or_else(
                || "true".into(),
                |(table, column)| {
                    let column = ident(&column.name);
                    let schema = self.raw.schema(&table.schema).map(|s| s.name.as_str()).unwrap_or_default();
                    let table = bulkhead::sql::quote::qualified(schema, &table.name);
                    format!("EXISTS (SELECT 1 FROM {table} AS other WHERE other.{column} IS NOT NULL)")
                },
            );
        }
        let Some(column) = self.table.column(&column_of(template)) else { return "true".into() };
        let name = ident(&column.name);
        let number = number_of(template);
        match class(&column.data_type) {
            Class::Integer | Class::Number => format!("{name} > {}", number % 3),
            Class::Text if number % 2 == 0 => format!("char_length({name}) < 100"),
            Class::Text => format!("{name} <> ''"),
            Class::Boolean => format!("NOT {name}"),
            Class::Enum => format!("{name} <> {}", self.label(&column.data_type, number)),
            Class::Date | Class::Timestamp => format!("{name} > '2000-01-01'"),
            _ => format!("{name} IS NOT NULL"),
        }
    }

    fn key(&self, template: &Expr) -> String {
        let Some(column) = self.table.column(&column_of(template)) else { return "1 + 1".into() };
        let name = ident(&column.name);
        match class(&column.data_type) {
            Class::Integer | Class::Number => format!("{name} + 1"),
            Class::Text => format!("lower({name})"),
            _ => format!("{name} IS NULL"),
        }
    }
}

pub fn is_generated(column: &Column) -> bool {
    matches!(column.value, ColumnValue::Generated { .. })
}

pub fn is_virtual(column: &Column) -> bool {
    matches!(column.value, ColumnValue::Generated { stored: false, .. })
}
