//! What the migration makes: tables, columns, indexes, foreign keys.

use super::super::input::Input;
use super::super::proof::{DataVerdict, Proof, StageId};
use super::super::run::qualified;
use super::{ReviewFinding, ReviewItem};
use crate::catalog::{Column, ConstraintKind, Id, IndexTarget, Pair, Table};
use crate::diff::{
    Aligned, Change, ColumnAlteration, ColumnChange, ConstraintChange, IndexChange, TableChange, changes,
};
use crate::sql::write::Writer;

/// The items, in the order in which a reviewer reads a migration.
pub(super) fn items(input: &Input, proof: &Proof) -> Vec<ReviewItem> {
    let aligned = Aligned::new(Pair::new(&input.base, &input.model));
    let changes = changes(&aligned);
    let new: Vec<&Table> = aligned.tables.added.clone();
    vec![
        tables(input, &changes, &new).if_seen(proof, StageId::MatchesModel),
        columns(input, proof, &changes, &new).if_seen(proof, StageId::MatchesModel),
        indexes(input, &changes, &new).if_seen(proof, StageId::MatchesModel),
        foreign_keys(input, &changes, &new).if_seen(proof, StageId::MatchesModel),
    ]
}

fn tables(input: &Input, changes: &[Change], new: &[&Table]) -> ReviewItem {
    const TITLE: &str = "Tables are as modelled, and every new one has a primary key";
    let accepted = &input.options.accepted;
    let mut findings = Vec::new();
    for table in new {
        let name = qualified(&input.model, table);
        findings.push(match table.primary_key() {
            Some(_) => ReviewFinding::seen(format!("{name} is new")),
            // A partition's key is its parent's affair.
            None if table.parents().next().is_some() => ReviewFinding::seen(format!("{name} is new")),
            None => {
                let text = format!("{name} is new and has no primary key");
                ReviewFinding::fault("no-primary-key", &table.id, &name, text, accepted)
            }
        });
    }
    for change in changes {
        if let Change::Table(TableChange::Removed { id }) = change
            && let Some(table) = input.base.table(id)
        {
            findings.push(ReviewFinding::seen(format!("{} is dropped", qualified(&input.base, table))));
        }
    }
    match findings.is_empty() {
        true => ReviewItem::none("tables", TITLE, "no table is made or dropped"),
        false => ReviewItem::of("tables", TITLE, findings),
    }
}

fn columns(input: &Input, proof: &Proof, changes: &[Change], new: &[&Table]) -> ReviewItem {
    const TITLE: &str = "Columns and their types are as modelled, and no type change alters values";
    let writer = Writer::new(&input.model);
    let told = |table: &Table, column: &Column| {
        let required = if column.not_null { ", required" } else { "" };
        let kind = writer.data_type(&column.data_type);
        format!("{}.{} {kind}{required}", qualified(&input.model, table), column.name)
    };
    let mut findings = Vec::new();
    let made: usize = new.iter().map(|table| table.columns.len()).sum();
    if made > 0 {
        let columns = super::super::build::count(made, "column");
        findings.push(ReviewFinding::seen(format!("{columns} in new tables")));
    }
    for change in changes {
        let Change::Column(change) = change else { continue };
        let (verb, table, id, changes_type) = match change {
            ColumnChange::Added { table, id } => ("is new", table, id, false),
            ColumnChange::Altered { table, ids, what } => {
                let verb = match what {
                    ColumnAlteration::Renamed => "has another name",
                    ColumnAlteration::Type => "has another type",
                    ColumnAlteration::Value => "gets its value in another way",
                    ColumnAlteration::Nullability => "is required or optional now",
                    ColumnAlteration::Options | ColumnAlteration::NotNull => continue,
                };
                (verb, table, &ids.next, *what == ColumnAlteration::Type)
            }
            ColumnChange::Removed { table, id } => {
                let gone = input.base.table(&table.previous).and_then(|t| Some((t, t.column(id)?)));
                let gone = gone.map(|(table, column)| format!("{}.{}", qualified(&input.base, table), column.name));
                findings.extend(gone.map(|name| ReviewFinding::seen(format!("{name} is dropped"))));
                continue;
            }
        };
        let Some((table, column)) = input.model.table(&table.next).and_then(|t| Some((t, t.column(id)?))) else {
            continue;
        };
        let told = told(table, column);
        let altered = changes_type.then(|| altered(input, proof, table, column)).flatten();
        findings.push(match altered {
            None => ReviewFinding::seen(format!("{told} {verb}")),
            Some(examples) => {
                let name = format!("{}.{}", qualified(&input.model, table), column.name);
                let text = format!("{told} {verb}, and values are not what they were: {examples}");
                ReviewFinding::fault("values-change", &column.id, &name, text, &input.options.accepted)
            }
        });
    }
    match findings.is_empty() {
        true => ReviewItem::none("columns", TITLE, "no column is made or changed"),
        false => ReviewItem::of("columns", TITLE, findings),
    }
}

/// What became of the values of a column, if they are not what they were.
fn altered(input: &Input, proof: &Proof, table: &Table, column: &Column) -> Option<String> {
    let before = input.base.tables.iter().find(|t| t.id == table.id).unwrap_or(table);
    let name = before.columns.iter().find(|c| c.id == column.id).map_or(&column.name, |c| &c.name);
    let place = qualified(&input.base, before);
    let change = proof.data.changes.iter().find(|c| c.table == place && c.column.as_ref() == Some(name))?;
    Some(match change.verdict {
        DataVerdict::Lost => format!("{} of {} are gone", change.before.saturating_sub(change.after), change.before),
        DataVerdict::Changed => change.told_examples(),
    })
}

fn indexes(input: &Input, changes: &[Change], new: &[&Table]) -> ReviewItem {
    const TITLE: &str = "Indexes are as modelled, the tenant's column first";
    let mut findings = Vec::new();
    for tenant in &input.tenants {
        let Some(table) = input.model.table(&tenant.table) else { continue };
        let name = qualified(&input.model, table);
        let column = table.column(&tenant.column).map_or("", |column| column.name.as_str());
        // A partition's indexes come with its parent's.
        findings.push(match leads(table, std::slice::from_ref(&tenant.column)) {
            true => ReviewFinding::seen(format!("{name}: an index begins with {column}")),
            false => {
                let text = format!(
                    "{name}: no index begins with {column}, so every query of a tenant reads every tenant's rows"
                );
                ReviewFinding::fault("tenant-without-index", &table.id, &name, text, &input.options.accepted)
            }
        });
    }
    let made: usize = new.iter().map(|table| table.indexes.len()).sum();
    if made > 0 {
        findings.push(ReviewFinding::seen(match made {
            1 => "1 index on a new table".to_owned(),
            made => format!("{made} indexes on new tables"),
        }));
    }
    for change in changes {
        let Change::Index(change) = change else { continue };
        let (verb, catalog, table, id) = match change {
            IndexChange::Added { table, id } => ("is new", &input.model, &table.next, id),
            IndexChange::Removed { table, id } => ("is dropped", &input.base, &table.previous, id),
            IndexChange::Altered { table, ids, .. } => ("is changed", &input.model, &table.next, &ids.next),
        };
        let index = catalog.table(table).and_then(|t| Some((t, t.indexes.iter().find(|index| index.id == *id)?)));
        findings.extend(index.map(|(table, index)| {
            ReviewFinding::seen(format!("{} on {} {verb}", index.name, qualified(catalog, table)))
        }));
    }
    match findings.is_empty() {
        true => ReviewItem::none("indexes", TITLE, "no index is made or changed, and no table belongs to tenants"),
        false => ReviewItem::of("indexes", TITLE, findings),
    }
}

fn foreign_keys(input: &Input, changes: &[Change], new: &[&Table]) -> ReviewItem {
    const TITLE: &str = "Foreign keys are as modelled, each with an index to follow it";
    let mut findings = Vec::new();
    let mut look = |table: &Table, id: &Id| {
        let Some(constraint) = table.constraints.iter().find(|constraint| constraint.id == *id) else { return };
        let ConstraintKind::ForeignKey { columns, target, .. } = &constraint.kind else { return };
        let name = qualified(&input.model, table);
        let to = input.model.table(target).map_or_else(String::new, |table| qualified(&input.model, table));
        let told = format!("{} from {name} to {to}", constraint.name);
        findings.push(match leads(table, columns) {
            true => ReviewFinding::seen(format!("{told} has an index")),
            false => {
                let text = format!("{told} has no index: every delete in {to} reads the whole of {name}");
                let on = format!("{name}.{}", constraint.name);
                ReviewFinding::fault("foreign-key-without-index", id, &on, text, &input.options.accepted)
            }
        });
    };
    for table in new {
        table.constraints.iter().for_each(|constraint| look(table, &constraint.id));
    }
    for change in changes {
        let (table, id) = match change {
            Change::Constraint(ConstraintChange::Added { table, id }) => (table, id),
            Change::Constraint(ConstraintChange::Altered { table, ids, .. }) => (table, &ids.next),
            _ => continue,
        };
        if let Some(table) = input.model.table(&table.next) {
            look(table, id);
        }
    }
    match findings.is_empty() {
        true => ReviewItem::none("foreign-keys", TITLE, "no foreign key is made or changed"),
        false => ReviewItem::of("foreign-keys", TITLE, findings),
    }
}

/// True if a key or an index begins with these columns, in any order, or the table's parent has to see to it.
fn leads(table: &Table, columns: &[Id]) -> bool {
    let begins = |ids: &[&Id]| ids.len() >= columns.len() && ids[..columns.len()].iter().all(|id| columns.contains(id));
    let of_index = |index: &crate::catalog::Index| {
        let ids = index.keys.iter().map_while(|key| match &key.target {
            IndexTarget::Column { column } => Some(column),
            IndexTarget::Expression { .. } => None,
        });
        index.predicate.is_none() && begins(&ids.collect::<Vec<_>>())
    };
    let of_key = |kind: &ConstraintKind| match kind {
        ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
            begins(&columns.iter().collect::<Vec<_>>())
        }
        _ => false,
    };
    table.options.partition_of.is_some()
        || table.constraints.iter().any(|constraint| of_key(&constraint.kind))
        || table.indexes.iter().any(of_index)
}
