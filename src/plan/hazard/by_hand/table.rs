//! Hand-written `ALTER TABLE`: each action is told of as the planner's own would be, and `validated-at-once`.

use super::super::super::act::{Added, Name, TableAct};
use super::super::super::kind::Kind;
use super::super::super::{Hazard, Statement};
use super::super::change_type::{Stored, in_utc, retyped};
use super::super::rewrite::{added_rewrites, is_checked};
use super::super::{
    access, add_exclusion, column_type, data_loss, detach, hazard, integrity, persistence, rename, replication, scan,
    set_not_null, trigger, unique,
};
use super::{Seen, World};
use crate::catalog::{ConstraintKind, DataType, Expr, PolicyCommand, Table, TypeShape};
use crate::problem::Level;
use crate::sql::quote;

pub(super) fn hazards(
    table: &Name,
    act: &TableAct,
    statement: &Statement,
    world: &World<'_>,
    seen: &mut Seen,
) -> Vec<Hazard> {
    // A partition that is there is read even where its new parent is not.
    let attached_there = matches!(act, TableAct::Attach { partition } if world.is_there(partition));
    if !world.is_there(table) && !attached_there {
        return Vec::new();
    }
    let part = |name: &str| format!("{}.{name}", table.sql);
    let one = match act {
        TableAct::AddColumn { .. } => return add_column(table, act, world),
        TableAct::AddConstraint { kind, not_valid, definition, name } => {
            if *not_valid {
                seen.not_valid.extend(name.clone());
                return Vec::new();
            }
            return add_constraint(table, kind, definition, name.as_deref(), world).into_iter().collect();
        }
        TableAct::DropColumn { column } => data_loss::drop_column(&part(column), false),
        TableAct::Validate { name } if seen.not_valid.contains(name) => {
            let message = format!(
                "{name} was added in the same transaction, whose lock keeps everybody out while all rows are read: NOT VALID wins nothing so. Validate it in a migration of its own."
            );
            hazard("validated-at-once", Level::Warning, message)
        }
        TableAct::Validate { name } => scan::validation_scans(&part(name)),
        TableAct::DropConstraint { name } => integrity::promise_gone(&part(name)),
        TableAct::ChangeType { column, data_type, using } => {
            return change_type(table, column, data_type, *using, world).into_iter().collect();
        }
        TableAct::SetNotNull { column } => {
            if world.table(table).is_some_and(|table| has_check(table, column)) {
                return Vec::new();
            }
            set_not_null(&table.sql, &quote::ident(column), &part(column))
        }
        TableAct::DropNotNull { column } => integrity::null_allowed(&part(column)),
        TableAct::Rename { column: Some(column) } => rename::renamed(&part(column)),
        TableAct::Rename { column: None } => rename::renamed(&table.sql),
        TableAct::Attach { partition } => {
            if !attached_there {
                return Vec::new();
            }
            scan::attach_scans(&partition.sql, &partition.sql, &table.sql, statement.sql.trim_end())
        }
        TableAct::Detach { partition, concurrently: false } => {
            detach::detach(&partition.sql, Some(format!("{} CONCURRENTLY;", statement.sql.trim_end())))
        }
        TableAct::Rewrite { words } => persistence::rewritten(&table.sql, words),
        TableAct::Trigger { off } => {
            let mut hazard = trigger::trigger("the trigger", false);
            if *off {
                hazard.level = Level::Warning;
                hazard.message.push_str(
                    " What it keeps, foreign keys among it if all are disabled, is not kept while it is off.",
                );
            }
            hazard
        }
        TableAct::RowSecurity { verb } => row_security(table, verb, world),
        TableAct::ReplicaIdentity => replication::replica_identity(&table.sql),
        TableAct::Detach { .. } | TableAct::Other => return Vec::new(),
    };
    vec![one]
}

/// True if a valid check says already that a column is not NULL: SET NOT NULL then reads no row.
fn has_check(table: &Table, column: &str) -> bool {
    let said = format!("{} IS NOT NULL", quote::ident(column));
    table.constraints.iter().any(|constraint| match &constraint.kind {
        ConstraintKind::Check { expression } => {
            !constraint.options.not_valid && crate::expr::same(expression.sql(), &said)
        }
        _ => false,
    })
}

fn row_security(table: &Name, verb: &str, world: &World<'_>) -> Hazard {
    match verb {
        "DISABLE" => access::row_security_loosened(&table.sql, Kind::DisableRowSecurity),
        "NO FORCE" => access::row_security_loosened(&table.sql, Kind::NoForceRowSecurity),
        _ => {
            let policies = world.table(table).map(|table| table.policies.as_slice()).unwrap_or_default();
            let commands = [
                (PolicyCommand::Select, "SELECT"),
                (PolicyCommand::Insert, "INSERT"),
                (PolicyCommand::Update, "UPDATE"),
                (PolicyCommand::Delete, "DELETE"),
            ];
            let lets = |command| {
                policies.iter().any(|p| !p.restrictive && (p.command == command || p.command == PolicyCommand::All))
            };
            let refused: Vec<&str> = commands.into_iter().filter(|(c, _)| !lets(*c)).map(|(_, word)| word).collect();
            let whom = if verb == "FORCE" { "its owner, too," } else { "every role but its owner" };
            access::tightened(&table.sql, whom, &refused)
        }
    }
}

fn add_column(table: &Name, act: &TableAct, world: &World<'_>) -> Vec<Hazard> {
    let TableAct::AddColumn { column, data_type, required, default, stored, identity, constraints, references, .. } =
        act
    else {
        return Vec::new();
    };
    let mut out = Vec::new();
    let name = format!("{}.{column}", table.sql);
    let word = data_type.to_ascii_lowercase();
    let serial = ["serial", "bigserial", "smallserial", "serial4", "serial8", "serial2"].contains(&word.as_str());
    let volatile = default.as_ref().is_some_and(|text| {
        let expression = Expr::new(text.as_str());
        super::super::is_volatile(&expression) || super::super::rewrite::calls_volatile(&expression, world.model())
    });
    let why = if *identity {
        Some("it is numbered")
    } else if serial {
        Some("it takes its number from a sequence")
    } else if *stored {
        Some("it is computed and stored")
    } else if volatile {
        Some("its default differs from row to row")
    } else if is_checked_domain(&word, world) {
        Some("its domain is checked for each of them")
    } else {
        None
    };
    out.extend(why.map(|why| added_rewrites(&name, why)));
    let filled = *identity || serial || *stored || default.as_ref().is_some_and(|d| !d.eq_ignore_ascii_case("null"));
    if *required && !filled {
        let message = format!(
            "{name} is required and has no default: the statement fails if the table has any row. Give it a default, or add it nullable, fill it, and then make it required."
        );
        out.push(hazard("add-required-column", Level::Warning, message));
    }
    for kind in constraints {
        match kind {
            Added::Check => {
                let message = format!(
                    "{name} has a check, for which every row is read while nobody can read or write the table."
                );
                out.push(hazard("check-scans", Level::Info, message));
            }
            Added::PrimaryKey | Added::Unique => {
                out.push(unique::add_unique(&name, &table.sql, &quote::ident(column), None));
            }
            _ => {}
        }
    }
    if let (Some(target), true) = (references, filled) {
        let definition = format!("FOREIGN KEY ({}) REFERENCES {}", quote::ident(column), target.sql);
        let constraint = format!("{}_{column}_fkey", table.name);
        let definition = format!("CONSTRAINT {} {definition}", quote::ident(&constraint));
        out.push(scan::foreign_key_scans(&table.sql, &definition, &constraint, &name));
    }
    if word == "json" {
        out.push(column_type::json(column));
    }
    if let DataType::Builtin(canonical) = DataType::builtin(data_type) {
        let told = column_type::type_told(column, &canonical, *identity);
        out.extend(told.map(|message| hazard("type-advice", Level::Info, message)));
    }
    out
}

fn is_checked_domain(data_type: &str, world: &World<'_>) -> bool {
    let bare = data_type.rsplit('.').next().unwrap_or_default().trim_matches('"');
    let domains = world.model().objects.iter().filter(|object| object.name == bare);
    domains.filter_map(|object| object.shape.as_ref()).any(is_checked)
}

fn add_constraint(
    table: &Name,
    kind: &Added,
    definition: &str,
    name: Option<&str>,
    world: &World<'_>,
) -> Option<Hazard> {
    let told = format!("{}.{}", table.sql, name.unwrap_or("the constraint"));
    // What has no name can't be validated by it.
    let named = |mut hazard: Hazard| {
        if name.is_none() {
            hazard.safer_sql = None;
        }
        hazard
    };
    let constraint = name.unwrap_or_default();
    Some(match kind {
        Added::ForeignKey(_) => named(scan::foreign_key_scans(&table.sql, definition, constraint, &told)),
        Added::Check => named(scan::check_scans(&table.sql, definition, constraint, &told)),
        Added::NotNull => named(scan::check_scans(&table.sql, definition, constraint, &told)),
        Added::PrimaryKey | Added::Unique => {
            let columns = columns_of(definition);
            let word = if *kind == Added::Unique { "UNIQUE" } else { "PRIMARY KEY" };
            let index = quote::ident(constraint);
            let safer = format!(
                "CREATE UNIQUE INDEX CONCURRENTLY {index} ON {} ({columns});\nALTER TABLE {} ADD CONSTRAINT {index} {word} USING INDEX {index};",
                table.sql, table.sql
            );
            let partitioned = world.table(table).is_some_and(Table::is_partitioned);
            unique::add_unique(&told, &table.sql, &columns, (!partitioned && name.is_some()).then_some(safer.as_str()))
        }
        Added::Exclude => add_exclusion(&told),
        Added::UsingIndex => return None,
    })
}

/// The columns of a key, as its definition says them.
fn columns_of(definition: &str) -> String {
    let inside = definition.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
    inside.map_or_else(|| "…".to_owned(), |(columns, _)| columns.to_owned())
}

fn change_type(table: &Name, column: &str, data_type: &str, using: bool, world: &World<'_>) -> Option<Hazard> {
    let name = format!("{}.{column}", table.sql);
    let DataType::Builtin(next) = DataType::builtin(data_type) else { return None };
    let found = world.column(table, column).and_then(|(catalog, column)| match &column.data_type {
        DataType::Builtin(name) => Some(name.clone()),
        DataType::Defined { id, array: false } => match catalog.object(id)?.shape.as_ref()? {
            TypeShape::Domain { base, .. } => Some(base.clone()),
            _ => None,
        },
        DataType::Defined { .. } => None,
    });
    let Some(previous) = found else {
        let message = format!(
            "{name} becomes {next}: if its values are stored otherwise then, the whole table is rewritten while nobody can read or write it, and a value that does not fit makes the statement fail."
        );
        return Some(hazard("change-type", Level::Warning, message));
    };
    // A plain cast of the column to the new type is what PostgreSQL does by itself.
    match Stored::between(&previous, &next) {
        _ if using => Some(retyped(&name, &previous, &next)),
        Stored::AsItIs => None,
        Stored::AsItIsInUtc => Some(in_utc(&name)),
        Stored::Anew => Some(retyped(&name, &previous, &next)),
    }
}
