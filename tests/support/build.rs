//! Small catalogs for tests, with ids made of first names: `orders`, `orders.total`.

use bulkhead::catalog::{
    Catalog, Column, ColumnValue, Constraint, ConstraintKind, DataType, EnumLabel, EnumType, Expr, Grant, Grantee, Id,
    Index, IndexKey, Policy, PolicyCommand, Privilege, Role, Schema, Sequence, Table,
};

/// An owner, an application's role, and the schema `public`.
pub fn empty() -> Catalog {
    Catalog {
        owner: Some(Id::new("owner")),
        roles: vec![Role::new(Id::new("owner"), "bulkhead_owner"), Role::new(Id::new("app"), "bulkhead_app")],
        schemas: vec![Schema::new(Id::new("public"), "public")],
        ..Catalog::default()
    }
}

/// A catalog of these tables.
pub fn catalog(tables: impl IntoIterator<Item = Table>) -> Catalog {
    Catalog { tables: tables.into_iter().collect(), ..empty() }
}

/// A table in `public`. Its columns are `name type`, with `!` for NOT NULL and `= expression` for a default.
pub fn table(name: &str, columns: &[&str]) -> Table {
    let mut table = Table::new(Id::new(name), Id::new("public"), name);
    for text in columns {
        table.add_column(text);
    }
    table
}

pub trait TableExt {
    fn add_column(&mut self, text: &str) -> &mut Column;
    fn at(&mut self, column: &str) -> &mut Column;
    fn part(&mut self, name: &str) -> &mut Constraint;
    fn with(self, constraint: Constraint) -> Self;
    fn with_index(self, index: Index) -> Self;
    fn with_policy(self, policy: Policy) -> Self;
    fn ids(&self, columns: &[&str]) -> Vec<Id>;
    fn key(self, columns: &[&str]) -> Self;
    fn unique(self, columns: &[&str]) -> Self;
    fn check(self, name: &str, expression: &str) -> Self;
    fn references(self, columns: &[&str], target: &str, target_columns: &[&str]) -> Self;
    fn index(self, name: &str, columns: &[&str]) -> Self;
}

impl TableExt for Table {
    fn add_column(&mut self, text: &str) -> &mut Column {
        let (text, default) = match text.split_once(" = ") {
            Some((text, default)) => (text, Some(default)),
            None => (text, None),
        };
        let (name, data_type) = text.split_once(' ').expect("name and type");
        let id = Id::new(format!("{}.{name}", self.id));
        let not_null = data_type.ends_with('!');
        let data_type = data_type.trim_end_matches('!');
        let data_type = match data_type.strip_prefix('@') {
            Some(name) => DataType::Defined { id: Id::new(name.trim_end_matches("[]")), array: name.ends_with("[]") },
            None => DataType::builtin(data_type),
        };
        let mut column = Column::new(id, name, data_type);
        column.not_null = not_null;
        if let Some(expression) = default {
            column.value = match expression {
                "identity" => ColumnValue::Identity { always: false },
                "always identity" => ColumnValue::Identity { always: true },
                _ => match (expression.strip_prefix("stored "), expression.strip_prefix("nextval ")) {
                    (Some(expression), _) => ColumnValue::Generated { expression: Expr::new(expression), stored: true },
                    (_, Some(sequence)) => ColumnValue::NextValue { sequence: Id::new(sequence) },
                    _ => ColumnValue::Default { expression: Expr::new(expression) },
                },
            };
        }
        self.columns.push(column);
        self.columns.last_mut().expect("just pushed")
    }

    fn at(&mut self, column: &str) -> &mut Column {
        self.columns.iter_mut().find(|c| c.name == column).expect("the column")
    }

    fn part(&mut self, name: &str) -> &mut Constraint {
        self.constraints.iter_mut().find(|c| c.name == name).expect("the constraint")
    }

    fn with(mut self, constraint: Constraint) -> Self {
        self.constraints.push(constraint);
        self
    }

    fn with_index(mut self, index: Index) -> Self {
        self.indexes.push(index);
        self
    }

    fn with_policy(mut self, policy: Policy) -> Self {
        self.policies.push(policy);
        self
    }

    fn ids(&self, columns: &[&str]) -> Vec<Id> {
        columns
            .iter()
            .map(|name| self.columns.iter().find(|c| c.name == *name).expect("the column").id.clone())
            .collect()
    }

    fn key(self, columns: &[&str]) -> Self {
        let columns = self.ids(columns);
        let name = format!("{}_pkey", self.name);
        let id = self.id.part("key");
        self.with(Constraint::new(id, ConstraintKind::PrimaryKey { columns }).named(name))
    }

    fn unique(self, columns: &[&str]) -> Self {
        let name = format!("{}_{}_key", self.name, columns.join("_"));
        let id = self.id.part(&name);
        let columns = self.ids(columns);
        self.with(Constraint::new(id, ConstraintKind::Unique { columns, nulls_not_distinct: false }).named(name))
    }

    fn check(self, name: &str, expression: &str) -> Self {
        let id = self.id.part(name);
        self.with(Constraint::new(id, ConstraintKind::Check { expression: Expr::new(expression) }).named(name))
    }

    fn references(self, columns: &[&str], target: &str, target_columns: &[&str]) -> Self {
        let name = format!("{}_{}_fkey", self.name, columns.join("_"));
        let kind = ConstraintKind::ForeignKey {
            columns: self.ids(columns),
            target: Id::new(target),
            target_columns: target_columns.iter().map(|c| Id::new(format!("{target}.{c}"))).collect(),
            on_delete: Default::default(),
            on_update: Default::default(),
            deferral: Default::default(),
        };
        let id = self.id.part(&name);
        self.with(Constraint::new(id, kind).named(name))
    }

    fn index(self, name: &str, columns: &[&str]) -> Self {
        let keys = self.ids(columns).into_iter().map(IndexKey::column);
        let mut index = Index::on(self.id.part(name), []).named(name);
        index.keys = keys.collect();
        self.with_index(index)
    }
}

pub trait CatalogExt {
    fn table_mut(&mut self, name: &str) -> &mut Table;
    fn with_enum(self, name: &str, labels: &[&str]) -> Self;
    fn with_sequence(self, name: &str) -> Self;
    fn with_schema(self, name: &str) -> Self;
}

impl CatalogExt for Catalog {
    fn table_mut(&mut self, name: &str) -> &mut Table {
        self.tables.iter_mut().find(|t| t.name == name).expect("the table")
    }

    fn with_enum(mut self, name: &str, labels: &[&str]) -> Self {
        self.enums.push(EnumType {
            id: Id::new(name),
            schema: Id::new("public"),
            name: name.into(),
            labels: labels.iter().map(|label| self::label(label)).collect(),
            comment: None,
        });
        self
    }

    fn with_sequence(mut self, name: &str) -> Self {
        self.sequences.push(Sequence::new(Id::new(name), Id::new("public"), name, "bigint"));
        self
    }

    fn with_schema(mut self, name: &str) -> Self {
        self.schemas.push(Schema::new(Id::new(name), name));
        self
    }
}

pub fn label(name: &str) -> EnumLabel {
    EnumLabel { id: Id::new(format!("label {name}")), name: name.into() }
}

pub fn policy(name: &str, using: &str) -> Policy {
    Policy {
        id: Id::new(format!("policy {name}")),
        name: name.into(),
        restrictive: false,
        command: PolicyCommand::All,
        to: vec![Grantee::Role(Id::new("app"))],
        using: Some(Expr::new(using)),
        check: None,
        comment: None,
    }
}

pub fn grant(privileges: &[Privilege]) -> Grant {
    Grant { to: Grantee::Role(Id::new("app")), privileges: privileges.to_vec() }
}
