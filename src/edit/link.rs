//! A foreign key as drawing a line makes it.

use super::command::Refusal;
use super::invariant::bases;
use super::work::Work;
use crate::catalog::{Column, Constraint, ConstraintKind, Deferral, Id, Index, IndexTarget, ReferentialAction, Table};
use crate::design::{Design, Entity};

/// What a foreign key references.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) entity: &'a Id,
    /// The column, if not the primary key.
    pub(super) column: Option<&'a Id>,
}

/// Makes a foreign key from an entity to another's primary key or to a column that is unique by itself, with an index on its columns unless something leads
/// with them already, as EF Core does.
pub(super) fn link(
    work: &mut Work<'_>,
    from: &Id,
    target: Target<'_>,
    columns: Vec<Id>,
    ids: &[Id],
) -> Result<(), Refusal> {
    let to = target.entity;
    let mut ids = ids.iter();
    let mut next_id =
        || ids.next().cloned().ok_or_else(|| Refusal::about(from, "The link needs an id for each object it makes."));
    let constraint = next_id()?;
    let key = match target.column {
        Some(column) => vec![unique_column(work.entity(to)?, column)?],
        None => key_of(work.design(), work.entity(to)?)?,
    };
    work.entity(from)?;
    let columns = if columns.is_empty() {
        let added = new_columns(work.design(), work.entity(from)?, work.entity(to)?, &key, &mut next_id)?;
        let ids: Vec<Id> = added.iter().map(|column| column.id.clone()).collect();
        work.claim(&ids)?;
        work.edit(from)?.table.columns.extend(added);
        ids
    } else {
        columns
    };
    if columns.len() != key.len() {
        let message = format!(
            "The primary key of “{}” has {} columns, the link has {}: choose one for each.",
            work.entity(to)?.table.name,
            key.len(),
            columns.len()
        );
        return Err(Refusal::about(from, message));
    }
    let kind = ConstraintKind::ForeignKey {
        columns: columns.clone(),
        target: to.clone(),
        target_columns: key.iter().map(|column| column.id.clone()).collect(),
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferral: Deferral::NotDeferrable,
    };
    let table = &work.entity(from)?.table;
    if table.constraints.iter().any(|other| same_reference(&other.kind, &kind)) {
        let message = format!("“{}” has this foreign key already.", table.name);
        return Err(Refusal::about(from, message));
    }
    let index = (!leads(table, &columns)).then(|| next_id().unwrap_or_else(|_| constraint.part("index")));
    work.claim(std::iter::once(&constraint).chain(index.as_ref().filter(|id| **id != constraint.part("index"))))?;
    let table = &mut work.edit(from)?.table;
    table.constraints.push(Constraint::new(constraint, kind));
    if let Some(index) = index {
        table.indexes.push(Index::on(index, columns));
    }
    Ok(())
}

/// A column that is unique by itself.
fn unique_column(entity: &Entity, column: &Id) -> Result<Column, Refusal> {
    let table = &entity.table;
    let found = table
        .column(column)
        .ok_or_else(|| Refusal::about(entity.id(), format!("“{}” has no such column.", table.name)))?;
    if !table.is_unique(column) {
        let message =
            format!("“{}” of “{}” is not unique by itself: give it a unique key first.", found.name, table.name);
        return Err(Refusal::about(entity.id(), message));
    }
    Ok(found.clone())
}

/// The columns of an entity's primary key, which may be its base's.
fn key_of(design: &Design, entity: &Entity) -> Result<Vec<Column>, Refusal> {
    let chain = bases(design, entity);
    let column = |id: &Id| chain.iter().find_map(|base| base.table.column(id)).cloned();
    let key = chain.iter().find_map(|base| base.table.primary_key()).unwrap_or_default();
    let columns: Vec<Column> = key.iter().filter_map(column).collect();
    if key.is_empty() || columns.len() != key.len() {
        let message = match key.is_empty() {
            true => format!("“{}” has no primary key to reference: give it one first.", entity.table.name),
            false => format!(
                "The primary key of “{}” has a column that is added when tables are made: reference it by hand.",
                entity.table.name
            ),
        };
        return Err(Refusal::about(entity.id(), message));
    }
    Ok(columns)
}

/// Columns that can hold a key of the target. They are required only where no row can be without a value: not in a
/// table that a migration has made, which may have rows by now, and not where rows reference rows of their own table.
fn new_columns(
    design: &Design,
    from: &Entity,
    to: &Entity,
    key: &[Column],
    next_id: &mut dyn FnMut() -> Result<Id, Refusal>,
) -> Result<Vec<Column>, Refusal> {
    let migrated = design.migrations.values().next_back().is_some_and(|last| last.snapshot.table(from.id()).is_some());
    let style = Style::of(from).or_else(|| Style::of(to)).unwrap_or(Style::Snake);
    let mut taken: Vec<String> =
        bases(design, from).iter().flat_map(|base| &base.table.columns).map(|column| column.name.clone()).collect();
    let mut out = Vec::new();
    for column in key {
        let wanted = style.name(&column_words(from, to, column));
        let mut name = wanted.clone();
        for number in 2.. {
            if !taken.contains(&name) {
                break;
            }
            name = format!("{wanted}{number}");
        }
        taken.push(name.clone());
        let mut new = Column::new(next_id()?, name, column.data_type.clone());
        new.collation = column.collation.clone();
        new.not_null = !migrated && from.id() != to.id();
        out.push(new);
    }
    Ok(out)
}

/// The words of a referencing column's name: the target's and the key's, `customer` and `id`. A key that begins with
/// its entity's name says enough by itself, and a row of the same entity is the parent.
fn column_words(from: &Entity, to: &Entity, column: &Column) -> Vec<String> {
    let mut target = words(&to.table.name);
    if let Some(last) = target.last_mut() {
        *last = singular(last);
    }
    let mut key = words(&column.name);
    if !target.is_empty() && key.len() > target.len() && key.starts_with(&target) {
        key.drain(..target.len());
    }
    let subject = if from.id() == to.id() { vec!["parent".to_owned()] } else { target };
    subject.into_iter().chain(key).collect()
}

/// How a person writes names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `CustomerId`
    Pascal,
    /// `customerId`
    Camel,
    /// `customer_id`
    Snake,
}

impl Style {
    /// The style of an entity's columns, by majority; `None` if they show none.
    fn of(entity: &Entity) -> Option<Self> {
        let styles = entity.table.columns.iter().filter_map(|column| {
            let first = column.name.chars().next()?;
            let inner = column.name.chars().any(|c| c.is_ascii_uppercase());
            match (first.is_ascii_uppercase(), inner, column.name.contains('_')) {
                (true, _, _) => Some(Self::Pascal),
                (false, true, _) => Some(Self::Camel),
                (false, false, true) => Some(Self::Snake),
                // One small word is snake case as well as camel case.
                (false, false, false) => None,
            }
        });
        let styles: Vec<Self> = styles.collect();
        let count = |style: Self| styles.iter().filter(|s| **s == style).count();
        let all = [Self::Snake, Self::Camel, Self::Pascal];
        all.into_iter().max_by_key(|style| count(*style)).filter(|style| count(*style) > 0)
    }

    fn name(self, words: &[String]) -> String {
        let capital = |word: &String| {
            let mut chars = word.chars();
            chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
        };
        match self {
            Self::Snake => words.join("_"),
            Self::Pascal => words.iter().map(capital).collect::<Vec<String>>().concat(),
            Self::Camel => {
                let rest = words.iter().skip(1).map(capital).collect::<Vec<String>>().concat();
                format!("{}{rest}", words.first().map(String::as_str).unwrap_or_default())
            }
        }
    }
}

/// The words of a name in small letters: `OrderLine`, `order_line` and `order line` have two, `HTMLPage` too.
fn words(name: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let chars: Vec<char> = name.chars().collect();
    let mut fresh = true;
    for (at, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            fresh = true;
            continue;
        }
        let before = at.checked_sub(1).map(|at| chars[at]);
        let after = chars.get(at + 1);
        let hump = c.is_uppercase()
            && (before.is_some_and(|b| b.is_lowercase() || b.is_numeric())
                || (before.is_some_and(char::is_uppercase) && after.is_some_and(|a| a.is_lowercase())));
        if fresh || hump {
            out.push(String::new());
            fresh = false;
        }
        if let Some(word) = out.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    out
}

/// A plural English word's singular, where its ending shows it.
fn singular(word: &str) -> String {
    let cut = |suffix: &str, by: &str| word.strip_suffix(suffix).map(|stem| format!("{stem}{by}"));
    if word.len() < 4 || ["ss", "us", "is", "news", "series"].iter().any(|end| word.ends_with(end)) {
        return word.to_owned();
    }
    let sibilant = ["sses", "shes", "ches", "xes", "zzes"].iter().any(|end| word.ends_with(end));
    cut("ies", "y")
        .or_else(|| cut("es", "").filter(|_| sibilant))
        .or_else(|| cut("s", ""))
        .unwrap_or_else(|| word.to_owned())
}

fn same_reference(a: &ConstraintKind, b: &ConstraintKind) -> bool {
    match (a, b) {
        (
            ConstraintKind::ForeignKey { columns: a, target: to_a, target_columns: key_a, .. },
            ConstraintKind::ForeignKey { columns: b, target: to_b, target_columns: key_b, .. },
        ) => (a, to_a, key_a) == (b, to_b, key_b),
        _ => false,
    }
}

/// True if a key, unique constraint or index of the table leads with these columns in any order.
fn leads(table: &Table, columns: &[Id]) -> bool {
    let leads =
        |found: &[&Id]| found.len() >= columns.len() && columns.iter().all(|c| found[..columns.len()].contains(&c));
    let keys = table.constraints.iter().any(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
            leads(&columns.iter().collect::<Vec<_>>())
        }
        ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } | ConstraintKind::ForeignKey { .. } => false,
    });
    keys || table.indexes.iter().filter(|index| index.predicate.is_none() && index.method == "btree").any(|index| {
        let plain = index.keys.iter().map_while(|key| match &key.target {
            IndexTarget::Column { column } => Some(column),
            IndexTarget::Expression { .. } => None,
        });
        leads(&plain.collect::<Vec<_>>())
    })
}

#[cfg(test)]
mod tests {
    use super::super::Command;
    use super::super::testing::*;
    use super::*;
    use crate::catalog::DataType;

    #[test]
    fn words_of_names() {
        let check = |name: &str, expected: &[&str]| assert_eq!(words(name), expected, "{name}");
        check("OrderLine", &["order", "line"]);
        check("order_line", &["order", "line"]);
        check("order line", &["order", "line"]);
        check("HTMLPage2Go", &["html", "page2", "go"]);
        check("ID", &["id"]);
        check("", &[]);
    }

    #[test]
    fn singulars() {
        let check = |word: &str, expected: &str| assert_eq!(singular(word), expected);
        check("customers", "customer");
        check("categories", "category");
        check("addresses", "address");
        check("boxes", "box");
        check("houses", "house");
        check("status", "status");
        check("analysis", "analysis");
        check("address", "address");
        check("gas", "gas");
    }

    fn link(design: &mut Design, from: &str, to: &str) -> Vec<(String, bool)> {
        let count = design.entities[&Id::new(from)].table.columns.len();
        let ids = ["k", "n1", "n2"].map(|id| Id::new(format!("{from}{to}{id}"))).to_vec();
        run(
            design,
            Command::Link { from: Id::new(from), to: Id::new(to), columns: Vec::new(), target_column: None, ids },
        );
        let columns = &design.entities[&Id::new(from)].table.columns[count..];
        columns.iter().map(|column| (column.name.clone(), column.not_null)).collect()
    }

    #[test]
    fn a_link_makes_columns_and_an_index() {
        let mut design = shop();
        assert_eq!(link(&mut design, "o", "c"), [("customer_id".to_owned(), true)]);
        let table = &design.entities[&Id::new("o")].table;
        assert_eq!(table.columns[2].data_type, DataType::builtin("uuid"));
        assert_eq!(table.constraints[1].kind.columns(), [Id::new("ocn1")]);
        assert_eq!(table.indexes[0], Index::on(Id::new("ocn2"), [Id::new("ocn1")]));
        assert_eq!(link(&mut design, "c", "c"), [("parent_id".to_owned(), false)]);
    }

    #[test]
    fn names_follow_the_style_of_the_entity() {
        let mut design = shop();
        rename_column(&mut design, "o", "o_id", "Id");
        rename_column(&mut design, "o", "o_name", "Name");
        assert_eq!(link(&mut design, "o", "c")[0].0, "CustomerId");
        let mut design = shop();
        rename_column(&mut design, "o", "o_name", "fullName");
        assert_eq!(link(&mut design, "o", "c")[0].0, "customerId");
        let mut design = shop();
        rename_column(&mut design, "c", "c_id", "customer_no");
        assert_eq!(link(&mut design, "o", "c")[0].0, "customer_no");
        // A name that is taken gets a number.
        let mut design = shop();
        rename_column(&mut design, "o", "o_name", "customer_id");
        assert_eq!(link(&mut design, "o", "c")[0].0, "customer_id2");
    }

    #[test]
    fn links_to_composite_keys_and_from_given_columns() {
        let mut design = shop();
        let kind = ConstraintKind::PrimaryKey { columns: vec![Id::new("c_id"), Id::new("c_name")] };
        let constraint = Constraint::new(Id::new("c_key"), kind);
        run(&mut design, Command::PutConstraint { entity: Id::new("c"), constraint });
        let names: Vec<String> = link(&mut design, "o", "c").into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["customer_id", "customer_name"]);
        assert_eq!(design.entities[&Id::new("o")].table.indexes[0].id, Id::new("ock").part("index"));
        let given = |columns: &[&str], ids: &[&str]| Command::Link {
            from: Id::new("o"),
            to: Id::new("c"),
            columns: columns.iter().map(Id::new).collect(),
            target_column: None,
            ids: ids.iter().map(Id::new).collect(),
        };
        let found = refusal(&design, given(&["o_id"], &["x"]));
        assert_eq!(found.message, "The primary key of “customers” has 2 columns, the link has 1: choose one for each.");
        let found = refusal(&design, given(&["ocn1", "ocn2"], &["x"]));
        assert_eq!(found.message, "“orders” has this foreign key already.");
        // The primary key leads with one of the columns only: an index is made.
        run(&mut design, given(&["o_id", "o_name"], &["x", "y"]));
        assert_eq!(design.entities[&Id::new("o")].table.indexes.len(), 2);
        refusal(&design, given(&[], &["z"]));
        refusal(&design, given(&[], &[]));
    }

    #[test]
    fn a_link_to_a_unique_column() {
        let mut design = shop();
        let to_name = || Command::Link {
            from: Id::new("o"),
            to: Id::new("c"),
            columns: vec![Id::new("o_name")],
            target_column: Some(Id::new("c_name")),
            ids: ["k", "i"].map(Id::new).to_vec(),
        };
        let found = refusal(&design, to_name());
        assert_eq!(found.message, "“name” of “customers” is not unique by itself: give it a unique key first.");
        let kind = ConstraintKind::Unique { columns: vec![Id::new("c_name")], nulls_not_distinct: false };
        let constraint = Constraint::new(Id::new("c_unique"), kind);
        run(&mut design, Command::PutConstraint { entity: Id::new("c"), constraint });
        run(&mut design, to_name());
        let made = &design.entities[&Id::new("o")].table.constraints[1].kind;
        let ConstraintKind::ForeignKey { target_columns, .. } = made else { panic!("a foreign key") };
        assert_eq!(target_columns, &[Id::new("c_name")]);
    }

    #[test]
    fn a_target_without_a_key_is_refused() {
        let mut design = shop();
        run(&mut design, Command::RemoveConstraint { entity: Id::new("c"), constraint: Id::new("c_key") });
        let ids = vec![Id::new("k"), Id::new("n")];
        let command =
            Command::Link { from: Id::new("o"), to: Id::new("c"), columns: Vec::new(), target_column: None, ids };
        let found = refusal(&design, command);
        assert_eq!(found.message, "“customers” has no primary key to reference: give it one first.");
        assert_eq!(found.element, Some(Id::new("c")));
    }
}
