//! Who can do what: each role, table and command, by which grants and policies, and the statement that shows it.
//!
//! What is computed here is PostgreSQL's own order of questions: the schema, the privilege, then row-level security.
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>

use serde::{Deserialize, Serialize};

use super::wall::{Clause, Clauses, Command, RowKind, Via, Wall, WallTable};
use crate::catalog::{ColumnValue, Id, Privilege, Role, RowSecurity};
use crate::engine::SqlError;
use crate::sql::quote;

/// Who can do what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Matrix {
    /// The roles, by name, in the order of the cells.
    pub roles: Vec<String>,
    /// A line to each table.
    pub tables: Vec<MatrixTable>,
}

/// What the roles can do with a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MatrixTable {
    /// The table's name as a person reads it.
    pub table: String,
    /// Its id.
    pub id: Id,
    /// Row-level security.
    pub row_security: RowSecurity,
    /// For each role, for each command of [`Command::ALL`].
    pub cells: Vec<Vec<Cell>>,
}

/// What a role can do with a table by one command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    /// The role.
    pub role: String,
    /// The command's word.
    pub command: String,
    /// What it comes to.
    pub reach: Reach,
    /// Why, for a person.
    pub why: String,
    /// The policies that decide it, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    /// The columns it is limited to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// A statement that shows it.
    pub sql: String,
}

/// Which rows a role reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Every row.
    Allowed,
    /// Those that policies let through.
    Filtered,
    /// None.
    Denied,
}

/// Computes who can do what, for the roles that may use a table at all, and those that are named in the intent.
pub fn matrix(wall: &Wall<'_>) -> Matrix {
    let named =
        |role: &Role| wall.intent.app_roles.contains(&role.name) || wall.intent.service_roles.contains(&role.name);
    let reaches = |role: &Role| {
        let may = |table: &WallTable<'_>| {
            Command::ALL.iter().any(|command| wall.on_any_column(role, table.table, command.privilege()).is_some())
        };
        wall.tables().iter().any(may)
    };
    let roles = wall.catalog.roles.iter().filter(|role| !role.is_predefined() && (named(role) || reaches(role)));
    let mut roles: Vec<&Role> = roles.collect();
    // Those that the application runs as come first.
    let place = |role: &Role| {
        let at = |names: &[String]| names.iter().position(|name| *name == role.name);
        match (at(&wall.intent.app_roles), at(&wall.intent.service_roles)) {
            (Some(at), _) => (0, at),
            (None, Some(at)) => (2, at),
            (None, None) => (1, 0),
        }
    };
    roles.sort_by_key(|role| place(role));
    let line = |table: &WallTable<'_>| MatrixTable {
        table: table.name(),
        id: table.table.id.clone(),
        row_security: table.table.row_security,
        cells: roles
            .iter()
            .map(|role| Command::ALL.iter().map(|command| cell(wall, table, role, *command)).collect())
            .collect(),
    };
    Matrix {
        tables: wall.tables().iter().map(line).collect(),
        roles: roles.iter().map(|role| role.name.clone()).collect(),
    }
}

fn cell(wall: &Wall<'_>, table: &WallTable<'_>, role: &Role, command: Command) -> Cell {
    let mut cell = Cell {
        role: role.name.clone(),
        command: command.sql().to_owned(),
        reach: Reach::Denied,
        why: String::new(),
        policies: Vec::new(),
        columns: Vec::new(),
        sql: statement(wall, table, role, command),
    };
    let schema = wall.schema(&table.table.schema);
    if schema.is_some_and(|schema| wall.on_schema(role, schema, Privilege::Usage).is_none()) {
        cell.why = format!("{} may not use the schema {}", role.name, table.schema);
        return cell;
    }
    let Some(via) = wall.on_any_column(role, table.table, command.privilege()) else {
        cell.why = format!("{} was not granted {}", role.name, command.sql());
        return cell;
    };
    let whole = wall.on_relation(role, &table.table.id, command.privilege()).is_some();
    if !whole {
        let columns = wall.columns_with(role, table.table, command.privilege());
        cell.columns = columns.into_iter().map(|column| column.name.clone()).collect();
    }
    let by = told(&via, role, command);
    if wall.bypasses(role, table.table) {
        cell.reach = Reach::Allowed;
        let why = match table.table.row_security {
            RowSecurity::Off => "the table has no row-level security".to_owned(),
            _ if role.attributes.superuser => format!("{} is a superuser", role.name),
            _ if role.bypass_rls => format!("{} has BYPASSRLS", role.name),
            _ => format!("{} owns the table, and row-level security is not forced", role.name),
        };
        cell.why = format!("{by}; {why}");
        return cell;
    }
    // An UPDATE that reads no column is bound by its own policies alone.
    let demands: Vec<Clauses<'_>> =
        command.rows().iter().map(|row| wall.clauses(table.table, role, command, *row)).collect();
    for clause in demands.iter().flat_map(Clauses::all) {
        if !cell.policies.contains(&clause.policy.name) {
            cell.policies.push(clause.policy.name.clone());
        }
    }
    if demands.iter().any(|clauses| clauses.permissive.is_empty()) {
        cell.why = format!("{by}, but no permissive policy lets a row through");
        return cell;
    }
    let open = |clauses: &Clauses<'_>| {
        let is_true = |sql: &str| sql.trim().eq_ignore_ascii_case("true");
        clauses.permissive.iter().any(|clause| is_true(clause.expr.sql()))
            && clauses.restrictive.iter().all(|clause| is_true(clause.expr.sql()))
    };
    cell.reach = if demands.iter().all(open) { Reach::Allowed } else { Reach::Filtered };
    let clauses: Vec<String> = demands.iter().zip(command.rows()).map(|(clauses, row)| demand(clauses, *row)).collect();
    cell.why = format!("{by}; {}", clauses.join("; "));
    cell
}

fn told(via: &Via<'_>, role: &Role, command: Command) -> String {
    let command = command.sql();
    match via {
        Via::Superuser => format!("{} is a superuser", role.name),
        Via::Owner(owner) if owner.id == role.id => format!("{} owns the table", role.name),
        Via::Owner(owner) => format!("{} has the privileges of its owner {}", role.name, owner.name),
        Via::Grant(to) if to.id == role.id => format!("{command} was granted to {}", role.name),
        Via::Grant(to) => format!("{command} was granted to {}, whose privileges {} has", to.name, role.name),
        Via::Public => format!("{command} was granted to PUBLIC"),
        Via::Predefined(to) => format!("{} has the privileges of {}", role.name, to.name),
    }
}

fn names(of: &[Clause<'_>], between: &str) -> String {
    of.iter().map(|clause| clause.policy.name.as_str()).collect::<Vec<_>>().join(between)
}

/// What is demanded of a row, for a person.
fn demand(clauses: &Clauses<'_>, row: RowKind) -> String {
    let row = if row == RowKind::Old { "rows that are there" } else { "new rows" };
    let permissive = names(&clauses.permissive, " or ");
    match clauses.restrictive.is_empty() {
        true => format!("{row} pass by {permissive}"),
        false => format!("{row} pass by {permissive}, and only with {}", names(&clauses.restrictive, " and ")),
    }
}

/// A statement that shows what a role can do, changing as little as it can.
fn statement(wall: &Wall<'_>, table: &WallTable<'_>, role: &Role, command: Command) -> String {
    let sql = table.sql();
    match command {
        Command::Select => {
            let columns = wall.columns_with(role, table.table, Privilege::Select);
            match columns.first() {
                Some(column) if wall.on_relation(role, &table.table.id, Privilege::Select).is_none() => {
                    format!("SELECT {} FROM {sql}", quote::ident(&column.name))
                }
                _ => format!("SELECT FROM {sql}"),
            }
        }
        Command::Insert => format!("INSERT INTO {sql} DEFAULT VALUES"),
        Command::Update => {
            let may = wall.columns_with(role, table.table, Privilege::Update);
            let plain = |column: &&&crate::catalog::Column| {
                matches!(column.value, ColumnValue::None | ColumnValue::Default { .. })
                    && table.tenant.is_none_or(|tenant| tenant.id != column.id)
            };
            let column = may.iter().find(plain).copied().or_else(|| may.first().copied());
            let column = column.or_else(|| table.table.columns.first());
            // DEFAULT reads no column: a statement that reads one is bound by the policies of SELECT, too.
            let column = column.map_or_else(|| "ctid".to_owned(), |column| quote::ident(&column.name));
            format!("UPDATE {sql} SET {column} = DEFAULT")
        }
        Command::Delete => format!("DELETE FROM {sql}"),
    }
}

/// What PostgreSQL showed of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", content = "told", rename_all = "kebab-case")]
pub enum Confirmed {
    /// As computed.
    Yes(String),
    /// Otherwise than computed.
    No(String),
    /// The statement ended in another way, so nothing was shown.
    NotTold(String),
}

/// Holds a cell against what came of its statement: how many rows it touched, or the error, of so many rows.
pub fn confirm(cell: &Cell, all: u64, touched: u64, error: Option<&SqlError>) -> Confirmed {
    let insert = cell.command == Command::Insert.sql();
    if let Some(error) = error {
        let denied = error.code == "42501";
        let told = error.message.clone();
        return match (denied, cell.reach) {
            (true, Reach::Denied) => Confirmed::Yes(told),
            // A row of nobody's is refused by policies as it should be.
            (true, Reach::Filtered) if insert || error.message.contains("row-level security") => Confirmed::Yes(told),
            (true, _) => Confirmed::No(told),
            // Constraints speak up only after policies have let a row pass.
            (false, Reach::Denied) if error.code.starts_with("23") => Confirmed::No(told),
            (false, _) if error.code.starts_with("23") => Confirmed::Yes(told),
            (false, _) => Confirmed::NotTold(told),
        };
    }
    let told = match (touched, insert) {
        (n, true) => format!("{n} inserted"),
        (n, false) => format!("{n} of {all} rows"),
    };
    let fits = match cell.reach {
        Reach::Allowed => insert || touched == all,
        Reach::Filtered => insert || touched <= all,
        Reach::Denied => touched == 0,
    };
    if fits { Confirmed::Yes(told) } else { Confirmed::No(told) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, Column, DataType, Expr, Grant, Grantee, Policy, PolicyCommand, Schema, Table};
    use crate::rls::Intent;

    fn catalog() -> Catalog {
        let app = Grantee::Role(Id::new("app"));
        let policy = |name: &str, using: &str| Policy {
            id: Id::new(name),
            name: name.into(),
            restrictive: false,
            command: PolicyCommand::Select,
            to: vec![app.clone()],
            using: Some(Expr::new(using)),
            check: None,
            comment: None,
        };
        let mut table = Table::new(Id::new("t"), Id::new("public"), "t");
        table.columns.push(Column::new(Id::new("c"), "c", DataType::builtin("integer")));
        table.row_security = RowSecurity::Enabled;
        table.policies = vec![policy("mine", "c = 1")];
        table.grants = vec![Grant { to: app, privileges: vec![Privilege::Select, Privilege::Delete] }];
        Catalog {
            roles: vec![Role::new(Id::new("app"), "app"), Role::new(Id::new("other"), "other")],
            schemas: vec![Schema::new(Id::new("public"), "public")],
            tables: vec![table],
            ..Catalog::default()
        }
    }

    #[test]
    fn grants_come_before_policies() {
        let (catalog, intent) = (catalog(), Intent { app_roles: vec!["app".into()], ..Intent::default() });
        let matrix = matrix(&Wall::new(&catalog, &intent));
        // A role that may do nothing is not worth a column.
        assert_eq!(matrix.roles, ["app"]);
        let reach: Vec<Reach> = matrix.tables[0].cells[0].iter().map(|cell| cell.reach).collect();
        assert_eq!(reach, [Reach::Filtered, Reach::Denied, Reach::Denied, Reach::Denied]);
        let why: Vec<&str> = matrix.tables[0].cells[0].iter().map(|cell| cell.why.as_str()).collect();
        assert_eq!(why[0], "SELECT was granted to app; rows that are there pass by mine");
        assert_eq!(why[1], "app was not granted INSERT");
        assert_eq!(why[3], "DELETE was granted to app, but no permissive policy lets a row through");
    }

    #[test]
    fn what_was_seen_is_held_against_what_was_computed() {
        let (catalog, intent) = (catalog(), Intent::default());
        let matrix = matrix(&Wall::new(&catalog, &intent));
        let [select, insert, ..] = matrix.tables[0].cells[0].as_slice() else { panic!("four cells") };
        let denied = SqlError { code: "42501".into(), ..SqlError::engine("42501", "permission denied") };
        assert!(matches!(confirm(select, 10, 4, None), Confirmed::Yes(told) if told == "4 of 10 rows"));
        assert!(matches!(confirm(insert, 10, 0, Some(&denied)), Confirmed::Yes(_)));
        assert!(matches!(confirm(insert, 10, 1, None), Confirmed::No(_)));
        assert!(matches!(confirm(select, 10, 0, Some(&denied)), Confirmed::No(_)));
    }
}
