//! A table while it is made: its columns, and who may call them what.

use super::hierarchy::Hierarchy;
use super::naming;
use crate::catalog::{Column, ColumnValue, DataType, Id, Table};
use crate::design::{Convention, Design, Entity};
use crate::problem::{Problem, structure};
use crate::sql::quote;

/// A name by which an entity may call a column of a table.
pub(super) struct Entry<'a> {
    /// The entity that authored the column. Entities deriving from it may use the entry too.
    pub(super) owner: usize,
    /// The id that authored constraints and indexes use.
    pub(super) id: Id,
    /// The name that typed expressions use.
    pub(super) name: &'a str,
    /// The column's position in the table.
    pub(super) at: usize,
}

/// A table while it is made.
pub(super) struct Building<'a> {
    /// The entity whose table it is.
    pub(super) entity: usize,
    /// The entities whose columns and constraints go into it.
    pub(super) members: Vec<usize>,
    /// The table. Its constraints and indexes have no names yet unless a person gave one.
    pub(super) table: Table,
    /// How its columns may be called.
    pub(super) entries: Vec<Entry<'a>>,
    /// The column that says whose a row is.
    pub(super) tenant: Option<usize>,
    /// Names that a person gave, with the entity and the position: siblings in one table may share such a column.
    explicit: Vec<(usize, usize)>,
}

/// A column on its way into a table.
pub(super) struct NewColumn<'c> {
    /// The entity that authored it.
    pub(super) owner: usize,
    /// The column as authored.
    pub(super) column: &'c Column,
    /// Its id in the table.
    pub(super) id: Id,
    /// Its name in the database if a person gave one.
    pub(super) explicit: Option<&'c str>,
}

/// What making columns needs to know.
pub(super) struct Context<'a> {
    pub(super) design: &'a Design,
    pub(super) hierarchy: Hierarchy<'a>,
}

impl<'a> Building<'a> {
    pub(super) fn new(entity: usize, members: Vec<usize>, table: Table) -> Self {
        let entries = Vec::with_capacity(table.columns.capacity());
        Self { entity, members, table, entries, tenant: None, explicit: Vec::new() }
    }

    /// Adds a column under the name a person gave, or that the convention makes. Returns its position.
    pub(super) fn add(&mut self, context: &Context<'a>, new: NewColumn<'_>, problems: &mut Vec<Problem>) -> usize {
        let convention = context.design.settings.naming.columns;
        let entity = context.hierarchy.nodes[new.owner].entity;
        let wanted = match new.explicit {
            Some(name) => name.to_owned(),
            None => naming::rewritten(convention, &new.column.name),
        };
        if let Some(shared) = self.shared(&new, &wanted, context) {
            return shared;
        }
        let name = self.unique(context, entity, &new, wanted, problems);
        let at = self.table.columns.len();
        if new.explicit.is_some() {
            self.explicit.push((new.owner, at));
        }
        self.table.columns.push(Column {
            id: unused(new.id, |id| self.table.columns.iter().any(|column| column.id == *id)),
            name,
            data_type: resolved(context.design, entity, new.column, problems),
            not_null: new.column.not_null,
            value: value_of(context.design, entity, new.column, problems),
            collation: new.column.collation.clone(),
            own_collation: new.column.own_collation.clone(),
            comment: new.column.comment.clone(),
            sequence: new.column.sequence.clone(),
            options: new.column.options.clone(),
        });
        at
    }

    /// A column that another branch of the hierarchy put under the same explicit name with the same type: EF Core lets
    /// them share it.
    fn shared(&self, new: &NewColumn<'_>, wanted: &str, context: &Context<'a>) -> Option<usize> {
        new.explicit?;
        self.explicit.iter().find_map(|(owner, at)| {
            let other = &self.table.columns[*at];
            let siblings = !context.hierarchy.is_or_derives(new.owner, *owner)
                && !context.hierarchy.is_or_derives(*owner, new.owner);
            (siblings && other.name == wanted && other.data_type == new.column.data_type).then_some(*at)
        })
    }

    /// The wanted name if it is free. A sibling's column of the same name gets its entity's name before it, as EF Core
    /// does; any other is numbered, and reported.
    fn unique(
        &self,
        context: &Context<'a>,
        entity: &Entity,
        new: &NewColumn<'_>,
        wanted: String,
        problems: &mut Vec<Problem>,
    ) -> String {
        let mut wanted = wanted;
        if wanted.is_empty() {
            problems.push(structure::empty_name::column(entity, new.column));
            wanted = "unnamed".to_owned();
        } else if self.taken(&wanted) {
            let between_siblings = new.explicit.is_none()
                && self.entries.iter().any(|entry| {
                    self.table.columns[entry.at].name == wanted
                        && !context.hierarchy.is_or_derives(new.owner, entry.owner)
                });
            if between_siblings {
                wanted = prefixed(context.design.settings.naming.columns, &entity.table.name, &wanted);
            } else {
                problems.push(structure::duplicate_name::column(entity, new.column, &wanted));
            }
        }
        distinct(wanted, |name| self.taken(name))
    }

    /// True if a column has the name. Tables are short: looking at every column beats keeping a set.
    fn taken(&self, name: &str) -> bool {
        self.table.columns.iter().any(|column| column.name == name)
    }

    /// True if every column is called in the database what it is called by those who authored it, and needs no quotes.
    pub(super) fn names_are_plain(&self) -> bool {
        self.entries.iter().all(|entry| {
            entry.name == self.table.columns[entry.at].name && quote::ident(entry.name).len() == entry.name.len()
        })
    }

    /// The position of the column that a member of the table calls by this id.
    pub(super) fn find(&self, context: &Context<'a>, member: usize, id: &Id) -> Option<usize> {
        self.entries
            .iter()
            .find(|entry| {
                entry.id == *id && (entry.owner == member || context.hierarchy.is_or_derives(member, entry.owner))
            })
            .or_else(|| self.entries.iter().find(|entry| entry.id == *id))
            .map(|entry| entry.at)
    }

    /// The column that a member of the table calls by this id.
    pub(super) fn column(&self, context: &Context<'a>, member: usize, id: &Id) -> Option<&Column> {
        self.find(context, member, id).map(|at| &self.table.columns[at])
    }
}

/// `Dog_Name`: EF Core's name for a column that a sibling has taken. A name that already begins so stays.
fn prefixed(convention: Convention, entity: &str, column: &str) -> String {
    let prefix = naming::rewritten(convention, entity);
    let begins = column.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(&prefix));
    if begins { column.to_owned() } else { format!("{prefix}_{column}") }
}

/// The name, or the first of its numbered forms that is not taken.
pub(super) fn distinct(name: String, taken: impl Fn(&str) -> bool) -> String {
    if !taken(&name) {
        return name;
    }
    let mut attempt = 1;
    loop {
        let candidate = naming::distinct(&name, attempt);
        if !taken(&candidate) {
            return candidate;
        }
        attempt += 1;
    }
}

/// The id if nothing has it, which is so unless somebody wrote the id of a derived part into the project file.
pub(super) fn unused(id: Id, taken: impl Fn(&Id) -> bool) -> Id {
    let mut id = id;
    while taken(&id) {
        id = id.part("again");
    }
    id
}

/// The column's type, or `text` if it is a type that does not exist.
fn resolved(design: &Design, entity: &Entity, column: &Column, problems: &mut Vec<Problem>) -> DataType {
    match column.data_type.defined_id() {
        Some(id) if !is_type(design, id) => {
            problems.push(structure::unknown_reference::data_type(entity, column, id));
            DataType::builtin("text")
        }
        _ => column.data_type.clone(),
    }
}

/// True for an enum, another type that was imported, or an entity, whose rows are a type too.
fn is_type(design: &Design, id: &Id) -> bool {
    design.enums.contains_key(id)
        || design.entities.get(id).is_some_and(|entity| !entity.is_abstract && entity.base.is_none())
        || design.rest.object(id).is_some_and(crate::catalog::Object::is_type)
}

/// Where the column's value comes from.
fn value_of(design: &Design, entity: &Entity, column: &Column, problems: &mut Vec<Problem>) -> ColumnValue {
    match &column.value {
        ColumnValue::NextValue { sequence } if design.rest.sequence(sequence).is_none() => {
            problems.push(structure::unknown_reference::sequence(entity, column, sequence));
            ColumnValue::None
        }
        // An expression that is still to be written is a problem of its own, and no SQL.
        ColumnValue::Default { expression } | ColumnValue::Generated { expression, .. }
            if expression.sql().trim().is_empty() =>
        {
            ColumnValue::None
        }
        value => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Expr, Table};

    #[test]
    fn an_expression_that_is_still_to_be_written_is_no_sql() {
        let entity = Entity::new(Table::new("t".into(), "public".into(), "t"));
        let mut column = Column::new("a".into(), "a", DataType::builtin("text"));
        for value in [
            ColumnValue::Default { expression: Expr::new("") },
            ColumnValue::Default { expression: Expr::new(" \n") },
            ColumnValue::Generated { expression: Expr::new(""), stored: true },
        ] {
            column.value = value;
            assert_eq!(value_of(&Design::empty(""), &entity, &column, &mut Vec::new()), ColumnValue::None);
        }
        column.value = ColumnValue::Default { expression: Expr::new("''") };
        assert_eq!(value_of(&Design::empty(""), &entity, &column, &mut Vec::new()), column.value);
    }
}
