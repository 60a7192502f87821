//! Which changes may meet rows that break them.

use super::super::seed::identifiers;
use super::values::to_try;
use crate::catalog::{Catalog, Column, Constraint, ConstraintKind, Expr, Id, Index, IndexTarget, Pair, Table};
use crate::diff::{
    Aligned, Change, ColumnAlteration, ColumnChange, ConstraintAlteration, ConstraintChange, EnumAlteration,
    EnumChange, IndexAlteration, IndexChange, ObjectChange, TableMatch, changes, is_required,
};
use crate::expr;
use crate::sql::write::Writer;

/// A change that rows may break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Suspect {
    /// The rule of the hazard that speaks of it.
    pub(crate) rule: &'static str,
    /// The object of the next catalog whose statement would fail.
    pub(crate) object: Id,
    /// The table of the previous catalog.
    pub(crate) table: Id,
    /// The rows, for a person: `a row with NULL in total`.
    pub(crate) what: String,
    /// How such a row is made of one that is there.
    pub(crate) how: How,
    /// A constraint of the previous table that holds for new rows only. A row that is older than it is made without it.
    pub(crate) newer: Option<Id>,
}

/// How a row that breaks a change is made of one that is there. Columns are previous names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// NULL in a column.
    Null(String),
    /// The values of another row in some columns, where both satisfy the condition.
    Twin { columns: Vec<String>, condition: Option<String> },
    /// Values that an expression is false for.
    Against { expression: String },
    /// One of some values in a column.
    Value { column: String, values: Vec<String> },
    /// Any value of a column whose domain is to say more.
    Domain { column: String },
    /// A value that no row of another table has, in columns that are to refer to it: the table in SQL and its columns, if
    /// they were there before.
    Orphan { columns: Vec<String>, target: Option<(String, Vec<String>)> },
}

/// The changes between two catalogs that rows may break.
pub(crate) fn suspects(catalogs: Pair<&Catalog>) -> Vec<Suspect> {
    let aligned = Aligned::new(catalogs);
    let mut out = Vec::new();
    for change in changes(&aligned) {
        match &change {
            Change::Column(ColumnChange::Altered { table, ids, what }) => {
                let Some((table, pair)) = column(&aligned, &table.next, &ids.next) else { continue };
                match what {
                    ColumnAlteration::Nullability => out.extend(null(table, pair)),
                    ColumnAlteration::Type => out.extend(of_type(&aligned, table, pair)),
                    _ => {}
                }
            }
            Change::Constraint(ConstraintChange::Added { table, id }) => {
                out.extend(constraint(&aligned, &table.next, id));
            }
            Change::Constraint(ConstraintChange::Altered { table, ids, what }) => {
                if matches!(what, ConstraintAlteration::Redefined | ConstraintAlteration::Validated) {
                    out.extend(constraint(&aligned, &table.next, &ids.next));
                }
            }
            Change::Index(IndexChange::Added { table, id }) => out.extend(index(&aligned, &table.next, id)),
            Change::Index(IndexChange::Altered { table, ids, what: IndexAlteration::Redefined }) => {
                out.extend(index(&aligned, &table.next, &ids.next));
            }
            Change::Enum(EnumChange::Altered { ids, what: EnumAlteration::LabelsRebuilt }) => {
                labels(&aligned, ids, &mut out)
            }
            Change::Object(ObjectChange::Altered { ids, .. }) => domain(&aligned, ids, &mut out),
            _ => {}
        }
    }
    out
}

/// Values of columns whose domain changes.
fn domain(aligned: &Aligned<'_>, ids: &Pair<Id>, out: &mut Vec<Suspect>) {
    let is_domain = aligned.catalogs.previous.object(&ids.previous).is_some_and(|object| object.kind == "domain");
    for table in aligned.kept_tables.iter().filter(|_| is_domain) {
        let of_domain = |pair: &&Pair<&Column>| {
            let types = pair.map(|column| column.data_type.defined_id().cloned());
            types.previous.as_ref() == Some(&ids.previous) && types.next.as_ref() == Some(&ids.next)
        };
        for pair in table.columns.kept.iter().filter(of_domain) {
            out.push(Suspect {
                rule: "domain-scans",
                object: ids.next.clone(),
                table: table.tables.previous.id.clone(),
                what: format!("a value of {} that its domain refuses", pair.previous.name),
                how: How::Domain { column: pair.previous.name.clone() },
                newer: None,
            });
        }
    }
}

fn column<'a>(aligned: &'a Aligned<'a>, table: &Id, id: &Id) -> Option<(&'a TableMatch<'a>, Pair<&'a Column>)> {
    let table = aligned.kept_by_next(table)?;
    let pair = table.columns.kept.iter().find(|pair| pair.next.id == *id)?;
    Some((table, *pair))
}

fn null(table: &TableMatch<'_>, pair: Pair<&Column>) -> Option<Suspect> {
    let Pair { previous, next } = table.tables;
    let becomes = !is_required(previous, pair.previous) && is_required(next, pair.next);
    becomes.then(|| Suspect {
        rule: "set-not-null",
        object: pair.next.id.clone(),
        table: previous.id.clone(),
        what: format!("a row with NULL in {}", pair.previous.name),
        how: How::Null(pair.previous.name.clone()),
        newer: None,
    })
}

fn of_type(aligned: &Aligned<'_>, table: &TableMatch<'_>, pair: Pair<&Column>) -> Option<Suspect> {
    if pair.previous.data_type == pair.next.data_type {
        return None;
    }
    let values = to_try(&pair.previous.data_type, aligned.catalogs.previous);
    (!values.is_empty()).then(|| Suspect {
        rule: "change-type",
        object: pair.next.id.clone(),
        table: table.tables.previous.id.clone(),
        what: format!("a value of {} that its new type refuses", pair.previous.name),
        how: How::Value { column: pair.previous.name.clone(), values },
        newer: None,
    })
}

/// The previous names of columns of a kept table; nothing if one is new, for then no row that is there decides.
fn names(table: &TableMatch<'_>, ids: &[Id]) -> Option<Vec<String>> {
    let name = |id: &Id| Some(table.columns.kept.iter().find(|pair| pair.next.id == *id)?.previous.name.clone());
    ids.iter().map(name).collect()
}

/// An expression of the next table with the previous names of its columns; nothing if it names a new one.
fn before(table: &TableMatch<'_>, expression: &Expr) -> Option<String> {
    let named = identifiers(expression.sql());
    if table.columns.added.iter().any(|column| named.contains(&column.name)) {
        return None;
    }
    let renamed = |name: &str| {
        let pair = table.columns.kept.iter().find(|pair| pair.next.name == name)?;
        (pair.previous.name != name).then(|| pair.previous.name.clone())
    };
    Some(expr::rename(expression.sql(), &renamed))
}

fn constraint(aligned: &Aligned<'_>, table: &Id, id: &Id) -> Option<Suspect> {
    let table = aligned.kept_by_next(table)?;
    let constraint: &Constraint = table.tables.next.constraints.iter().find(|c| c.id == *id)?;
    if constraint.options.not_valid || constraint.options.not_enforced {
        return None;
    }
    let before_it = table.constraints.kept.iter().find(|pair| pair.next.id == *id).map(|pair| pair.previous);
    let newer = before_it.filter(|constraint| constraint.options.not_valid).map(|constraint| constraint.id.clone());
    let suspect = |rule, what: String, how| Suspect {
        rule: if newer.is_some() { "validation-scans" } else { rule },
        object: constraint.id.clone(),
        table: table.tables.previous.id.clone(),
        what,
        how,
        newer: newer.clone(),
    };
    match &constraint.kind {
        ConstraintKind::Check { expression } => {
            let expression = before(table, expression)?;
            let what = format!("a row that breaks CHECK ({expression})");
            Some(suspect("check-scans", what, How::Against { expression }))
        }
        ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
            let columns = names(table, columns)?;
            if is_unique_already(table.tables.previous, &columns) {
                return None;
            }
            let what = format!("two rows that are equal in {}", columns.join(", "));
            Some(suspect("add-unique", what, How::Twin { columns, condition: None }))
        }
        ConstraintKind::Exclude { definition } => {
            let columns = named_columns(table, definition.sql())?;
            let what = format!("two rows that exclude each other by {}", constraint.name);
            Some(suspect("add-exclusion", what, How::Twin { columns, condition: None }))
        }
        ConstraintKind::ForeignKey { columns, target, target_columns, .. } => {
            let columns = names(table, columns)?;
            let writer = Writer::new(aligned.catalogs.previous);
            let target = aligned.kept_by_next(target);
            let target = target.and_then(|t| Some((writer.table_ref(t.tables.previous), names(t, target_columns)?)));
            let what = format!("a row whose {} refers to nothing", columns.join(", "));
            Some(suspect("foreign-key-scans", what, How::Orphan { columns, target }))
        }
    }
}

fn index(aligned: &Aligned<'_>, table: &Id, id: &Id) -> Option<Suspect> {
    let table = aligned.kept_by_next(table)?;
    let index: &Index = table.tables.next.indexes.iter().find(|index| index.id == *id)?;
    if !index.unique {
        return None;
    }
    let mut columns: Vec<String> = Vec::new();
    for key in &index.keys {
        columns.extend(match &key.target {
            IndexTarget::Column { column } => names(table, std::slice::from_ref(column))?,
            IndexTarget::Expression { expression } => named_columns(table, expression.sql())?,
        });
    }
    if index.predicate.is_none() && is_unique_already(table.tables.previous, &columns) {
        return None;
    }
    let condition = match &index.predicate {
        Some(predicate) => Some(before(table, predicate)?),
        None => None,
    };
    Some(Suspect {
        rule: "add-unique",
        object: index.id.clone(),
        table: table.tables.previous.id.clone(),
        what: format!("two rows that are equal in {}", index.name),
        how: How::Twin { columns, condition },
        newer: None,
    })
}

/// The previous names of the columns that a text of the next table names; nothing if it names a new one, or none.
fn named_columns(table: &TableMatch<'_>, sql: &str) -> Option<Vec<String>> {
    let named = identifiers(sql);
    let of_table = table.tables.next.columns.iter().filter(|column| named.contains(&column.name));
    let ids: Vec<Id> = of_table.map(|column| column.id.clone()).collect();
    names(table, &ids).filter(|names| !names.is_empty())
}

/// True if some key of the table that is valid for every row has no other columns than these.
fn is_unique_already(table: &Table, columns: &[String]) -> bool {
    table.unique_columns().any(|key| {
        let mut names = key.iter().filter_map(|id| table.column(id)).map(|column| &column.name);
        !key.is_empty() && names.all(|name| columns.contains(name))
    })
}

/// Rows that have a label which goes.
fn labels(aligned: &Aligned<'_>, ids: &Pair<Id>, out: &mut Vec<Suspect>) {
    let find = |catalog: &'_ Catalog, id: &Id| catalog.enums.iter().find(|e| e.id == *id).cloned();
    let (Some(previous), Some(next)) =
        (find(aligned.catalogs.previous, &ids.previous), find(aligned.catalogs.next, &ids.next))
    else {
        return;
    };
    let stays = |id: &Id, name: &str| next.labels.iter().any(|label| label.id == *id || label.name == name);
    let gone: Vec<String> =
        previous.labels.iter().filter(|l| !stays(&l.id, &l.name)).map(|label| label.name.clone()).collect();
    if gone.is_empty() {
        return;
    }
    for table in &aligned.kept_tables {
        for pair in &table.columns.kept {
            if pair.previous.data_type.defined_id() == Some(&ids.previous)
                && pair.next.data_type == pair.previous.data_type
            {
                out.push(Suspect {
                    rule: "enum-label-removed",
                    object: pair.next.id.clone(),
                    table: table.tables.previous.id.clone(),
                    what: format!("a row with {} in {}", gone.join(" or "), pair.previous.name),
                    how: How::Value { column: pair.previous.name.clone(), values: gone.clone() },
                    newer: None,
                });
            }
        }
    }
}
