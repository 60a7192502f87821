//! What a migration does, in one line.

use crate::catalog::{Catalog, Id, Pair, Table};
use crate::diff::{
    Change, ColumnAlteration, ColumnChange, CommentChange, ConstraintAlteration, ConstraintChange, EnumAlteration,
    EnumChange, IndexAlteration, IndexChange, ObjectChange, PolicyAlteration, PolicyChange, SchemaChange,
    SequenceAlteration, SequenceChange, TableAlteration, TableChange, diff, is_required,
};

/// So many objects of a kind are named; of more, only their number is told.
const NAMED: usize = 3;

/// What the way from one catalog to another does, in one line for a person, with what hand-written SQL is for. Objects
/// that come or go with their table are not told apart.
pub fn summary<'h>(pair: Pair<&Catalog>, hand_written: impl IntoIterator<Item = &'h str>) -> String {
    let mut told = Told::default();
    for change in diff(pair) {
        told.change(pair, &change);
    }
    for title in hand_written {
        told.add("runs", ("hand-written SQL", "pieces of hand-written SQL"), one_line(title));
    }
    told.sentence()
}

/// Deeds in the order in which they were first seen: a verb, the noun for one and for many, and what it was done to.
#[derive(Default)]
struct Told(Vec<(&'static str, (String, String), Vec<String>)>);

impl Told {
    fn add(&mut self, verb: &'static str, (one, many): (&str, &str), name: String) {
        match self.0.iter_mut().find(|(v, nouns, _)| *v == verb && nouns.0 == one) {
            Some((_, _, names)) if names.contains(&name) => {}
            Some((_, _, names)) => names.push(name),
            None => self.0.push((verb, (one.to_owned(), many.to_owned()), vec![name])),
        }
    }

    fn change(&mut self, pair: Pair<&Catalog>, change: &Change) {
        let Pair { previous, next } = pair;
        match change {
            Change::Schema(change) => {
                let noun = ("schema", "schemas");
                let name = |c: &Catalog, id: &Id| c.schema(id).map(|s| s.name.clone()).unwrap_or_default();
                match change {
                    SchemaChange::Added { id } => self.add("creates", noun, name(next, id)),
                    SchemaChange::Removed { id } => self.add("drops", noun, name(previous, id)),
                    SchemaChange::Renamed { ids } => {
                        self.add("renames", noun, to(&name(previous, &ids.previous), &name(next, &ids.next)));
                    }
                }
            }
            Change::Enum(change) => {
                let noun = ("enum", "enums");
                let name = |c: &Catalog, id: &Id| {
                    c.enum_type(id).map(|e| qualified(c, Some(&e.schema), &e.name)).unwrap_or_default()
                };
                match change {
                    EnumChange::Added { id } => self.add("creates", noun, name(next, id)),
                    EnumChange::Removed { id } => self.add("drops", noun, name(previous, id)),
                    EnumChange::Altered { ids, what: EnumAlteration::Renamed | EnumAlteration::Moved } => {
                        self.add("renames", noun, to(&name(previous, &ids.previous), &name(next, &ids.next)));
                    }
                    EnumChange::Altered { ids, what } => match what {
                        EnumAlteration::LabelsAdded { .. } => self.add("adds labels to", noun, name(next, &ids.next)),
                        _ => self.add("changes the labels of", noun, name(next, &ids.next)),
                    },
                }
            }
            Change::Sequence(change) => {
                let noun = ("sequence", "sequences");
                let name = |c: &Catalog, id: &Id| {
                    c.sequence(id).map(|s| qualified(c, Some(&s.schema), &s.name)).unwrap_or_default()
                };
                match change {
                    SequenceChange::Added { id } => self.add("creates", noun, name(next, id)),
                    SequenceChange::Removed { id } => self.add("drops", noun, name(previous, id)),
                    SequenceChange::Altered { ids, what: SequenceAlteration::Renamed | SequenceAlteration::Moved } => {
                        self.add("renames", noun, to(&name(previous, &ids.previous), &name(next, &ids.next)));
                    }
                    SequenceChange::Altered { ids, .. } => self.add("changes", noun, name(next, &ids.next)),
                }
            }
            Change::Object(change) => {
                let object = |c: &Catalog, id: &Id| match c.object(id) {
                    Some(o) => (o.kind.clone(), qualified(c, o.schema.as_ref(), &o.name)),
                    None => ("object".to_owned(), String::new()),
                };
                let (verb, (kind, name)) = match change {
                    ObjectChange::Added { id } => ("creates", object(next, id)),
                    ObjectChange::Removed { id } => ("drops", object(previous, id)),
                    ObjectChange::Altered { ids, .. } => ("changes", object(next, &ids.next)),
                };
                self.add(verb, (&kind, &plural(&kind)), name);
            }
            Change::Table(change) => self.table(pair, change),
            Change::Column(change) => self.column(pair, change),
            Change::Constraint(change) => {
                let part = |c: &Catalog, table: &Id, id: &Id| {
                    let table = c.table(table)?;
                    let found = table.constraints.iter().find(|constraint| constraint.id == *id)?;
                    Some((found.kind.noun(), part_of(c, table, &found.name)))
                };
                let (verb, part) = match change {
                    ConstraintChange::Added { table, id } => ("adds", part(next, &table.next, id)),
                    ConstraintChange::Removed { table, id } => ("drops", part(previous, &table.previous, id)),
                    ConstraintChange::Altered { table, ids, what } => {
                        let verb = match what {
                            ConstraintAlteration::Renamed => "renames",
                            ConstraintAlteration::Validated => "validates",
                            _ => "changes",
                        };
                        (verb, part(next, &table.next, &ids.next))
                    }
                };
                if let Some((kind, name)) = part {
                    self.add(verb, (kind, &plural(kind)), name);
                }
            }
            Change::Index(change) => {
                let part = |c: &Catalog, table: &Id, id: &Id| {
                    let table = c.table(table)?;
                    Some(part_of(c, table, &table.indexes.iter().find(|index| index.id == *id)?.name))
                };
                let (verb, name) = match change {
                    IndexChange::Added { table, id } => ("adds", part(next, &table.next, id)),
                    IndexChange::Removed { table, id } => ("drops", part(previous, &table.previous, id)),
                    IndexChange::Altered { table, ids, what: IndexAlteration::Renamed } => {
                        ("renames", part(next, &table.next, &ids.next))
                    }
                    IndexChange::Altered { table, ids, .. } => ("changes", part(next, &table.next, &ids.next)),
                };
                name.into_iter().for_each(|name| self.add(verb, ("index", "indexes"), name));
            }
            Change::Policy(change) => {
                let part = |c: &Catalog, table: &Id, id: &Id| {
                    let table = c.table(table)?;
                    Some(part_of(c, table, &table.policies.iter().find(|policy| policy.id == *id)?.name))
                };
                let (verb, name) = match change {
                    PolicyChange::Added { table, id } => ("adds", part(next, &table.next, id)),
                    PolicyChange::Removed { table, id } => ("drops", part(previous, &table.previous, id)),
                    PolicyChange::Altered { table, ids, what: PolicyAlteration::Renamed } => {
                        ("renames", part(next, &table.next, &ids.next))
                    }
                    PolicyChange::Altered { table, ids, .. } => ("changes", part(next, &table.next, &ids.next)),
                };
                name.into_iter().for_each(|name| self.add(verb, ("policy", "policies"), name));
            }
            Change::Owner(change) => self.add("changes", ("owner", "owners"), format!("of {:?}", change.of)),
            Change::Grant(change) => {
                self.add("changes", ("object's privileges", "objects' privileges"), format!("of {:?}", change.on));
            }
            Change::DefaultPrivileges(change) => {
                let noun = ("default privilege", "default privileges");
                self.add("changes", noun, format!("{:?}", change.next.as_ref().or(change.previous.as_ref())));
            }
            Change::Comment(CommentChange { on }) => self.add("changes", ("comment", "comments"), format!("{on:?}")),
        }
    }

    fn table(&mut self, pair: Pair<&Catalog>, change: &TableChange) {
        let Pair { previous, next } = pair;
        let noun = ("table", "tables");
        let name = |c: &Catalog, id: &Id| c.table(id).map(|t| table_name(c, t)).unwrap_or_default();
        match change {
            TableChange::Added { id } => self.add("creates", noun, name(next, id)),
            TableChange::Removed { id } => self.add("drops", noun, name(previous, id)),
            TableChange::Altered { ids, what } => match what {
                TableAlteration::Renamed | TableAlteration::Moved => {
                    self.add("renames", noun, to(&name(previous, &ids.previous), &name(next, &ids.next)));
                }
                TableAlteration::RowSecurity(_) => {
                    self.add("changes row-level security of", noun, name(next, &ids.next));
                }
                TableAlteration::Parents => self.add("changes the parents of", noun, name(next, &ids.next)),
                TableAlteration::Options => self.add("changes options of", noun, name(next, &ids.next)),
            },
        }
    }

    fn column(&mut self, pair: Pair<&Catalog>, change: &ColumnChange) {
        let Pair { previous, next } = pair;
        let noun = ("column", "columns");
        let name = |c: &Catalog, table: &Id, id: &Id| {
            let found = c.table(table).and_then(|t| Some(part_of(c, t, &t.column(id)?.name)));
            found.unwrap_or_default()
        };
        match change {
            ColumnChange::Added { table, id } => self.add("adds", noun, name(next, &table.next, id)),
            ColumnChange::Removed { table, id } => self.add("drops", noun, name(previous, &table.previous, id)),
            ColumnChange::Altered { table, ids, what: ColumnAlteration::Renamed } => {
                let new = next.table(&table.next).and_then(|t| t.column(&ids.next)).map(|c| c.name.as_str());
                let old = name(previous, &table.previous, &ids.previous);
                self.add("renames", noun, to(&old, new.unwrap_or_default()));
            }
            ColumnChange::Altered { table, ids, what } => {
                let now = next.table(&table.next).and_then(|t| Some((t, t.column(&ids.next)?)));
                let required = now.is_some_and(|(table, column)| is_required(table, column));
                let verb = match what {
                    ColumnAlteration::Type => "changes the type of",
                    ColumnAlteration::Value => "changes the default of",
                    ColumnAlteration::Nullability if required => "makes required",
                    ColumnAlteration::Nullability => "makes optional",
                    _ => "changes options of",
                };
                self.add(verb, noun, name(next, &table.next, &ids.next));
            }
        }
    }

    fn sentence(self) -> String {
        let deeds = self.0.iter().map(|(verb, (one, many), names)| match names.as_slice() {
            // What has no name of its own is counted.
            names if one == "comment" || one == "owner" || one.contains("privilege") => match names.len() {
                1 => format!("{verb} 1 {one}"),
                n => format!("{verb} {n} {many}"),
            },
            [name] => format!("{verb} {one} {name}"),
            names if names.len() <= NAMED => format!("{verb} {many} {}", list(names)),
            names => format!("{verb} {} {many}", names.len()),
        });
        let text = deeds.collect::<Vec<_>>().join("; ");
        let mut chars = text.chars();
        match chars.next() {
            Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str()),
            None => "Changes nothing.".to_owned(),
        }
    }
}

fn to(old: &str, new: &str) -> String {
    format!("{old} to {new}")
}

fn list(names: &[String]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

fn plural(noun: &str) -> String {
    match noun {
        "policy" => "policies".to_owned(),
        "index" => "indexes".to_owned(),
        noun if noun.ends_with("family") => format!("{}ies", noun.trim_end_matches('y')),
        noun if noun.ends_with("ch") || noun.ends_with('s') => format!("{noun}es"),
        noun => format!("{noun}s"),
    }
}

/// A name with its schema, unless that is `public`.
fn qualified(catalog: &Catalog, schema: Option<&Id>, name: &str) -> String {
    let schema = schema.and_then(|id| catalog.schema(id)).filter(|schema| !schema.is_public());
    one_line(&schema.map_or_else(|| name.to_owned(), |schema| format!("{}.{name}", schema.name)))
}

fn table_name(catalog: &Catalog, table: &Table) -> String {
    qualified(catalog, Some(&table.schema), &table.name)
}

fn part_of(catalog: &Catalog, table: &Table, part: &str) -> String {
    one_line(&format!("{}.{part}", table_name(catalog, table)))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Column, Constraint, ConstraintKind, DataType, Index, Schema};

    fn table(name: &str, columns: &[&str]) -> Table {
        let mut table = Table::new(Id::new(name), Id::new("public"), name);
        let column = |c: &&str| Column::new(Id::new(format!("{name}.{c}")), *c, DataType::builtin("text"));
        table.columns = columns.iter().map(column).collect();
        table
    }

    fn catalog(tables: &[Table]) -> Catalog {
        Catalog {
            schemas: vec![Schema::new(Id::new("public"), "public")],
            tables: tables.to_vec(),
            ..Catalog::default()
        }
    }

    fn check(previous: &[Table], next: &[Table], hand: &[&str], expected: &str) {
        let (previous, next) = (catalog(previous), catalog(next));
        assert_eq!(summary(Pair::new(&previous, &next), hand.iter().copied()), expected);
    }

    #[test]
    fn a_few_are_named_and_many_are_counted() {
        let many: Vec<Table> = ["a", "b", "c", "d"].iter().map(|name| table(name, &["x"])).collect();
        check(&[], &many, &[], "Creates 4 tables.");
        check(&[], &many[..2], &[], "Creates tables a and b.");
        check(&many[..1], &[], &[], "Drops table a.");
        check(&many[..1], &many[..1], &[], "Changes nothing.");
        check(&many[..1], &many[..1], &["Fill\nthe gaps"], "Runs hand-written SQL Fill the gaps.");
    }

    #[test]
    fn what_changed_of_a_table_is_told_with_its_name() {
        let before = table("orders", &["id", "total", "old"]);
        let mut after = table("orders", &["id", "total", "added"]);
        after.columns[0].name = "key".into();
        after.columns[1].data_type = DataType::builtin("bigint");
        after.columns[1].not_null = true;
        let kind = ConstraintKind::PrimaryKey { columns: vec![Id::new("orders.id")] };
        after.constraints.push(Constraint { name: "orders_pk".into(), ..Constraint::new(Id::new("pk"), kind) });
        after.indexes.push(Index { name: "by_total".into(), ..Index::on(Id::new("i"), [Id::new("orders.total")]) });
        check(
            &[before],
            &[after],
            &[],
            "Drops column orders.old; renames column orders.id to key; makes required columns orders.key and orders.total; \
             changes the type of column orders.total; adds column orders.added; adds primary key orders.orders_pk; \
             adds index orders.by_total.",
        );
    }
}
