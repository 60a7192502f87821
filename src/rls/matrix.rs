//! Who can do what: each role, table and command, by which grants and policies, and the statement that shows it.
//!
//! What is computed here is PostgreSQL's own order of questions: the schema, the privilege, then row-level security.
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>

use serde::{Deserialize, Serialize};

use super::predicate::{self, Predicate};
use super::wall::{Clause, Command, RowKind, Via, Wall, WallTable};
use crate::catalog::{Column, ColumnValue, Id, Privilege, Role, RowSecurity};
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
    /// The permissive policies that may let rows through, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissive: Vec<String>,
    /// The restrictive policies that hold rows back, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restrictive: Vec<String>,
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

/// The roles that a matrix is made for: the application's and the services' first, then whoever else holds anything on a
/// table, owners among them.
pub fn roles<'a>(wall: &Wall<'a>) -> Vec<&'a Role> {
    let mut found: Vec<&Role> = wall.app_roles().collect();
    let add = |role: &'a Role, found: &mut Vec<&'a Role>| {
        if !found.iter().any(|other| other.id == role.id) {
            found.push(role);
        }
    };
    wall.service_roles().for_each(|role| add(role, &mut found));
    for role in wall.catalog.roles.iter().filter(|role| !role.is_predefined()) {
        let holds = |table: &WallTable<'_>| {
            let by_itself = |via: Via<'_>| !matches!(via, Via::Public | Via::Superuser);
            Command::ALL
                .iter()
                .any(|command| wall.on_any_column(role, table.table, command.privilege()).is_some_and(by_itself))
        };
        if wall.tables().iter().any(holds) {
            add(role, &mut found);
        }
    }
    found
}

/// Computes who can do what.
pub fn matrix(wall: &Wall<'_>) -> Matrix {
    let roles = roles(wall);
    Matrix {
        tables: wall.tables().iter().map(|table| line(wall, table, &roles)).collect(),
        roles: roles.iter().map(|role| role.name.clone()).collect(),
    }
}

/// Computes who can do what with one table.
pub fn of_table(wall: &Wall<'_>, table: &WallTable<'_>) -> Matrix {
    let roles = roles(wall);
    Matrix { tables: vec![line(wall, table, &roles)], roles: roles.iter().map(|role| role.name.clone()).collect() }
}

fn line(wall: &Wall<'_>, table: &WallTable<'_>, roles: &[&Role]) -> MatrixTable {
    MatrixTable {
        table: table.name(),
        id: table.table.id.clone(),
        row_security: table.table.row_security,
        cells: roles
            .iter()
            .map(|role| Command::ALL.iter().map(|command| cell(wall, table, role, *command)).collect())
            .collect(),
    }
}

fn cell(wall: &Wall<'_>, table: &WallTable<'_>, role: &Role, command: Command) -> Cell {
    let bound = !wall.bypasses(role, table.table);
    let (reach, why) = judge(wall, table, role, command, bound);
    let mut cell = Cell {
        role: role.name.clone(),
        command: command.sql().to_owned(),
        reach,
        why,
        permissive: Vec::new(),
        restrictive: Vec::new(),
        columns: columns(wall, table, role, command),
        sql: statement(wall, table, role, command),
    };
    if bound && via(wall, table, role, command).is_some() {
        for row in command.rows() {
            let clauses = wall.clauses(table.table, role, command, *row);
            for (of, names) in
                [(&clauses.permissive, &mut cell.permissive), (&clauses.restrictive, &mut cell.restrictive)]
            {
                let new = of.iter().map(|clause| &clause.policy.name).filter(|name| !names.contains(name));
                let new: Vec<String> = new.cloned().collect();
                names.extend(new);
            }
        }
    }
    cell
}

/// The columns that a command is granted on, if not on the whole table.
fn columns(wall: &Wall<'_>, table: &WallTable<'_>, role: &Role, command: Command) -> Vec<String> {
    if command == Command::Delete || wall.on_relation(role, &table.table.id, command.privilege()).is_some() {
        return Vec::new();
    }
    let columns = wall.columns_with(role, table.table, command.privilege());
    columns.iter().map(|column| column.name.clone()).collect()
}

/// How a role comes by the privilege that a command takes on a table.
pub(super) fn via<'a>(wall: &Wall<'a>, table: &WallTable<'_>, role: &Role, command: Command) -> Option<Via<'a>> {
    match command {
        Command::Delete => wall.on_relation(role, &table.table.id, Privilege::Delete),
        _ => wall.on_any_column(role, table.table, command.privilege()),
    }
}

fn judge(wall: &Wall<'_>, table: &WallTable<'_>, role: &Role, command: Command, bound: bool) -> (Reach, String) {
    if let Some(schema) = wall.schema(&table.table.schema)
        && wall.on_schema(role, schema, Privilege::Usage).is_none()
    {
        return (Reach::Denied, format!("{} lacks USAGE on the schema {}.", role.name, schema.name));
    }
    let Some(via) = via(wall, table, role, command) else {
        return (Reach::Denied, format!("{} is not granted {} on {}.", role.name, command.sql(), table.name()));
    };
    let by = match via {
        Via::Superuser => "it is a superuser".to_owned(),
        Via::Owner(owner) if owner.id == role.id => "it owns the table".to_owned(),
        Via::Owner(owner) => format!("it has the privileges of the owner {}", owner.name),
        Via::Grant(to) if to.id == role.id => format!("{} is granted to it", command.sql()),
        Via::Grant(to) => format!("{} is granted to {}, whose privileges it has", command.sql(), to.name),
        Via::Public => format!("{} is granted to PUBLIC", command.sql()),
        Via::Predefined(to) => format!("it has the privileges of {}", to.name),
    };
    if !bound {
        let why = if table.table.row_security.is_off() {
            "row-level security is off"
        } else if role.attributes.superuser || role.bypass_rls {
            "row-level security does not bind it"
        } else {
            "row-level security is not forced on the owner"
        };
        return (Reach::Allowed, format!("Every row: {by}, and {why}."));
    }
    let said = |row: RowKind| open(wall, table, role, command, row);
    let (permissive, restrictive) = said(command.rows()[0]);
    if permissive == Some(false) || restrictive == Some(false) {
        let effect = if command == Command::Insert { "every row is refused" } else { "no row is let through" };
        return (
            Reach::Denied,
            format!("No policy lets {} through for {}: {effect}, although {by}.", role.name, command.sql()),
        );
    }
    let open_for_all = command.rows().iter().all(|row| said(*row) == (Some(true), Some(true)));
    match open_for_all {
        true => (Reach::Allowed, format!("Every row: {by}, and its policies let everything through.")),
        false => (Reach::Filtered, format!("The rows that policies let through: {by}.")),
    }
}

/// Whether the permissive and the restrictive clauses let everything through, or nothing; neither is `None`.
fn open(
    wall: &Wall<'_>,
    table: &WallTable<'_>,
    role: &Role,
    command: Command,
    row: RowKind,
) -> (Option<bool>, Option<bool>) {
    let clauses = wall.clauses(table.table, role, command, row);
    let said = |clause: &Clause<'_>| match predicate::of_clause(wall, table.table, clause) {
        Predicate::Constant(value) => Some(value == Some(true)),
        _ => None,
    };
    let permissive: Vec<Option<bool>> = clauses.permissive.iter().map(said).collect();
    let restrictive: Vec<Option<bool>> = clauses.restrictive.iter().map(said).collect();
    let any = match () {
        () if permissive.contains(&Some(true)) => Some(true),
        () if permissive.iter().all(|said| *said == Some(false)) => Some(false),
        () => None,
    };
    let all = match () {
        () if restrictive.contains(&Some(false)) => Some(false),
        () if restrictive.iter().all(|said| *said == Some(true)) => Some(true),
        () => None,
    };
    (any, all)
}

/// A statement that shows what a role can do, changing as little as it can.
fn statement(wall: &Wall<'_>, table: &WallTable<'_>, role: &Role, command: Command) -> String {
    let name = table.sql();
    match command {
        Command::Select => {
            let readable = wall.columns_with(role, table.table, Privilege::Select);
            let columns: Vec<String> = readable.iter().map(|column| quote::ident(&column.name)).collect();
            match columns.is_empty() || columns.len() == table.table.columns.len() {
                true => format!("SELECT * FROM {name}"),
                false => format!("SELECT {} FROM {name}", columns.join(", ")),
            }
        }
        // A column that is not to be null speaks up only after policies have let the row pass.
        Command::Insert => format!("INSERT INTO {name} DEFAULT VALUES"),
        Command::Update => {
            let may = wall.columns_with(role, table.table, Privilege::Update);
            let may = if may.is_empty() { table.table.columns.iter().collect() } else { may };
            let given = |column: &&&Column| {
                let own =
                    matches!(column.value, ColumnValue::Generated { .. } | ColumnValue::Identity { always: true });
                !own && table.tenant.is_none_or(|tenant| tenant.id != column.id)
            };
            // DEFAULT reads no column: a statement that reads one is bound by the policies of SELECT, too.
            let has_default = |column: &&&Column| !column.not_null || column.value != ColumnValue::None;
            let free = may.iter().filter(given).find(has_default).map(|column| quote::ident(&column.name));
            let any = may.iter().find(given).or(may.first()).map(|column| quote::ident(&column.name));
            match (free, any) {
                (Some(column), _) => format!("UPDATE {name} SET {column} = DEFAULT"),
                (None, Some(column)) => format!("UPDATE {name} SET {column} = {column}"),
                (None, None) => format!("SELECT FROM {name} FOR UPDATE"),
            }
        }
        Command::Delete => format!("DELETE FROM {name}"),
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

/// Holds a cell against what came of its statement: how many rows it touched of so many, or the error's code and message.
pub fn confirm(cell: &Cell, all: u64, touched: u64, error: Option<(&str, &str)>) -> Confirmed {
    let insert = cell.command == Command::Insert.sql();
    if let Some((code, message)) = error {
        let denied = code == "42501";
        let told = message.to_owned();
        return match (denied, cell.reach) {
            (true, Reach::Denied) => Confirmed::Yes(told),
            // A row of nobody's is refused by policies as it should be.
            (true, Reach::Filtered) if insert || message.contains("row-level security") => Confirmed::Yes(told),
            (true, _) => Confirmed::No(told),
            // Constraints speak up only after policies have let a row pass.
            (false, Reach::Denied) if code.starts_with("23") => Confirmed::No(told),
            (false, _) if code.starts_with("23") => Confirmed::Yes(told),
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
        assert_eq!(why[0], "The rows that policies let through: SELECT is granted to it.");
        assert_eq!(why[1], "app is not granted INSERT on public.t.");
        let denied = "No policy lets app through for DELETE: no row is let through, although DELETE is granted to it.";
        assert_eq!((why[3], matrix.tables[0].cells[0][0].permissive.as_slice()), (denied, &["mine".to_owned()][..]));
    }

    #[test]
    fn what_was_seen_is_held_against_what_was_computed() {
        let (catalog, intent) = (catalog(), Intent::default());
        let matrix = matrix(&Wall::new(&catalog, &intent));
        let [select, insert, ..] = matrix.tables[0].cells[0].as_slice() else { panic!("four cells") };
        let denied = ("42501", "permission denied");
        assert!(matches!(confirm(select, 10, 4, None), Confirmed::Yes(told) if told == "4 of 10 rows"));
        assert!(matches!(confirm(insert, 10, 0, Some(denied)), Confirmed::Yes(_)));
        assert!(matches!(confirm(insert, 10, 1, None), Confirmed::No(_)));
        assert!(matches!(confirm(select, 10, 0, Some(denied)), Confirmed::No(_)));
    }
}
