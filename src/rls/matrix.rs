//! Who can do what: role by table by command, by which grants and policies, and the SQL that shows it.

use serde::Serialize;

use super::predicate::{self, Predicate};
use super::wall::{Clause, Command, RowKind, Via, Wall, WallTable};
use crate::catalog::{ColumnValue, Id, Privilege, Role};
use crate::sql::quote;

/// What a role can do with a table by a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    /// The role's name.
    pub role: String,
    /// The table's name as a person reads it.
    pub table: String,
    /// The table's id.
    pub table_id: Id,
    /// The command: `SELECT`.
    pub command: &'static str,
    /// Whether it can.
    pub verdict: Verdict,
    /// Why, for a person: by which grant and which policies, or what is lacking.
    pub why: String,
    /// The columns it is granted on, if not on all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<String>>,
    /// The permissive policies that let rows through, by name.
    pub policies: Vec<String>,
    /// The restrictive policies that hold rows back, by name.
    pub restrictive: Vec<String>,
    /// A statement that shows it when that role runs it, in a transaction that is rolled back.
    pub sql: String,
}

/// Whether a role can run a command on a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// On every row.
    Allowed,
    /// On the rows that policies let through.
    Filtered,
    /// On none.
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

/// The whole matrix, by table, then role, then command.
pub fn matrix(wall: &Wall<'_>) -> Vec<Cell> {
    let roles = roles(wall);
    let of_table =
        |table| roles.iter().flat_map(move |role| Command::ALL.map(|command| cell(wall, table, role, command)));
    wall.tables().iter().flat_map(of_table).collect()
}

/// One cell.
pub fn cell(wall: &Wall<'_>, table: &WallTable<'_>, role: &Role, command: Command) -> Cell {
    let clauses = wall.clauses(table.table, role, command, command.rows()[0]);
    let names = |clauses: &[Clause<'_>]| clauses.iter().map(|clause| clause.policy.name.clone()).collect::<Vec<_>>();
    let bound = !wall.bypasses(role, table.table);
    let (policies, restrictive) = match bound {
        true => (names(&clauses.permissive), names(&clauses.restrictive)),
        false => (Vec::new(), Vec::new()),
    };
    let columns = columns(wall, table, role, command);
    let (verdict, why) = judge(wall, table, role, command, bound);
    let sql = shows(wall, table, role, command);
    Cell {
        role: role.name.clone(),
        table: table.name(),
        table_id: table.table.id.clone(),
        command: command.sql(),
        verdict,
        why,
        columns,
        policies,
        restrictive,
        sql,
    }
}

/// The columns that a command is granted on, if not on the whole table.
fn columns(wall: &Wall<'_>, table: &WallTable<'_>, role: &Role, command: Command) -> Option<Vec<String>> {
    if command == Command::Delete || wall.on_relation(role, &table.table.id, command.privilege()).is_some() {
        return None;
    }
    let columns = wall.columns_with(role, table.table, command.privilege());
    (!columns.is_empty()).then(|| columns.iter().map(|column| column.name.clone()).collect())
}

/// How a role comes by the privilege that a command takes on a table.
pub(super) fn via<'a>(wall: &Wall<'a>, table: &WallTable<'_>, role: &Role, command: Command) -> Option<Via<'a>> {
    match command {
        Command::Delete => wall.on_relation(role, &table.table.id, Privilege::Delete),
        _ => wall.on_any_column(role, table.table, command.privilege()),
    }
}

fn judge(wall: &Wall<'_>, table: &WallTable<'_>, role: &Role, command: Command, bound: bool) -> (Verdict, String) {
    if let Some(schema) = wall.schema(&table.table.schema)
        && wall.on_schema(role, schema, Privilege::Usage).is_none()
    {
        return (Verdict::Denied, format!("{} lacks USAGE on the schema {}.", role.name, schema.name));
    }
    let Some(via) = via(wall, table, role, command) else {
        return (Verdict::Denied, format!("{} is not granted {} on {}.", role.name, command.sql(), table.name()));
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
        return (Verdict::Allowed, format!("Every row: {by}, and {why}."));
    }
    let said = |row: RowKind| open(wall, table, role, command, row);
    let (permissive, restrictive) = said(command.rows()[0]);
    if permissive == Some(false) || restrictive == Some(false) {
        let effect = if command == Command::Insert { "every row is refused" } else { "no row is let through" };
        return (
            Verdict::Denied,
            format!("No policy lets {} through for {}: {effect}, although {by}.", role.name, command.sql()),
        );
    }
    let open_for_all = command.rows().iter().all(|row| said(*row) == (Some(true), Some(true)));
    match open_for_all {
        true => (Verdict::Allowed, format!("Every row: {by}, and its policies let everything through.")),
        false => (Verdict::Filtered, format!("The rows that policies let through: {by}.")),
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

/// A statement that shows what a role can do: it writes what it reads, so that policies and not values decide.
fn shows(wall: &Wall<'_>, table: &WallTable<'_>, role: &Role, command: Command) -> String {
    let name = table.sql();
    let readable = wall.columns_with(role, table.table, Privilege::Select);
    let may_read = |id: &Id| readable.iter().any(|column| column.id == *id);
    let written = wall.columns_with(role, table.table, command.privilege());
    let given = |column: &&&crate::catalog::Column| {
        !matches!(column.value, ColumnValue::Generated { .. } | ColumnValue::Identity { always: true })
    };
    match command {
        Command::Select => {
            let columns: Vec<String> = readable.iter().map(|column| quote::ident(&column.name)).collect();
            let columns = if columns.is_empty() || readable.len() == table.table.columns.len() {
                "*".into()
            } else {
                columns.join(", ")
            };
            format!("SELECT {columns} FROM {name}")
        }
        Command::Insert => {
            let columns: Vec<String> = written
                .iter()
                .filter(given)
                .filter(|column| may_read(&column.id))
                .map(|column| quote::ident(&column.name))
                .collect();
            match columns.is_empty() {
                true => format!("INSERT INTO {name} DEFAULT VALUES"),
                false => {
                    let columns = columns.join(", ");
                    format!("INSERT INTO {name} ({columns}) SELECT {columns} FROM {name} LIMIT 1")
                }
            }
        }
        Command::Update => {
            let known = written.iter().filter(given).find(|column| may_read(&column.id));
            let column = known.or_else(|| written.iter().find(|column| given(column)));
            let column = column.map(|column| quote::ident(&column.name));
            let all = || table.table.columns.first().map(|column| quote::ident(&column.name));
            match (column.or_else(all), known.is_some()) {
                (Some(column), true) => format!("UPDATE {name} SET {column} = {column}"),
                (Some(column), false) => format!("UPDATE {name} SET {column} = DEFAULT"),
                (None, _) => format!("UPDATE {name} SET"),
            }
        }
        Command::Delete => format!("DELETE FROM {name}"),
    }
}
