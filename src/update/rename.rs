//! What is likely one thing under two names.
//!
//! An object that is gone and one that is new are compared where nothing else could be meant: schemas by the tables in
//! them; tables by their columns and their names; columns of one table by type, name and place; labels by their places;
//! keys, checks, indexes and policies by their definitions. The likelier pair goes first, and nothing is paired twice.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::likeness::{ENOUGH, Shape, counts, names_alike, overlap};
use crate::catalog::{Catalog, Column, ConstraintKind, EnumType, Id, Index, Policy, Table};
use crate::introspect::{adopt_ids_as, all_ids};

/// Two names of what is likely one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Likeness {
    /// The kind of object: `schema`, `table`, `enum`, `sequence`, `column`, `label`.
    pub kind: String,
    /// The name it has in the project's database, qualified and unquoted.
    pub from: String,
    /// The name it has in the script's.
    pub to: String,
    /// How much alike the two are, in per cent.
    #[serde(default)]
    pub percent: u8,
    /// False if the person said that they are not one thing.
    #[serde(default)]
    pub accepted: bool,
    /// The id in the project.
    #[serde(skip, default = "nothing")]
    pub(super) object: Id,
    /// The id with which it was found.
    #[serde(skip, default = "nothing")]
    pub(super) found: Id,
}

impl Likeness {
    /// A rename of which there is no doubt.
    pub(super) fn sure(kind: &str, from: String, to: String, object: Id, found: Id) -> Self {
        Self { kind: kind.to_owned(), from, to, percent: 100, accepted: true, object, found }
    }
}

fn nothing() -> Id {
    Id::new("")
}

/// The renames that lead from one catalog to the other, less what a person rejected: that stands among them, not accepted.
///
/// The ids of `base` are the project's; `wanted` has none of them yet.
pub(super) fn find(base: &Catalog, wanted: &Catalog, sure: Vec<Likeness>, rejected: &[Likeness]) -> Vec<Likeness> {
    let mut search = Search { base, wanted, rejected, out: sure };
    // Each kind is compared with those above it in place.
    search.round(schemas);
    search.round(relations);
    search.round(columns_and_labels);
    search.round(definitions);
    search.out
}

struct Search<'a> {
    base: &'a Catalog,
    wanted: &'a Catalog,
    rejected: &'a [Likeness],
    out: Vec<Likeness>,
}

/// A pair of things that might be one, and how much alike they are, from 0 to 1.
struct Candidate<'c> {
    kind: &'static str,
    object: &'c Id,
    found: &'c Id,
    from: String,
    to: String,
    likeness: f64,
}

impl Search<'_> {
    fn round(&mut self, candidates: for<'c> fn(&'c Sides<'c>) -> Vec<Candidate<'c>>) {
        let known = self.out.iter().filter(|l| l.accepted).map(|l| (l.found.clone(), l.object.clone())).collect();
        let sides = Sides::new(self.base, self.wanted, &known);
        let mut found = candidates(&sides);
        found.retain(|c| c.likeness >= ENOUGH);
        found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
        let mut paired = BTreeSet::new();
        for candidate in found {
            let is_it = |l: &&Likeness| l.kind == candidate.kind && l.from == candidate.from && l.to == candidate.to;
            let accepted = !self.rejected.iter().any(|l| is_it(&l));
            if paired.contains(candidate.object) || paired.contains(candidate.found) {
                continue;
            }
            if accepted {
                paired.extend([candidate.object.clone(), candidate.found.clone()]);
            }
            self.out.push(Likeness {
                kind: candidate.kind.to_owned(),
                percent: (candidate.likeness * 100.0).round() as u8,
                accepted,
                object: candidate.object.clone(),
                found: candidate.found.clone(),
                from: candidate.from,
                to: candidate.to,
            });
        }
    }
}

/// Both catalogs, the wanted one with the ids of the base for what was paired so far.
struct Sides<'a> {
    base: &'a Catalog,
    wanted: Catalog,
    before: BTreeSet<Id>,
    after: BTreeSet<Id>,
}

impl<'a> Sides<'a> {
    fn new(base: &'a Catalog, wanted: &Catalog, known: &BTreeMap<Id, Id>) -> Self {
        let wanted = adopt_ids_as(wanted.clone(), base, known);
        Self { base, before: all_ids(base), after: all_ids(&wanted), wanted }
    }

    /// What of the base is gone.
    fn gone<'t, T>(&'t self, of: &'t [T], id: fn(&T) -> &Id) -> impl Iterator<Item = &'t T> {
        of.iter().filter(move |item| !self.after.contains(id(item)) && !id(item).as_str().contains('/'))
    }

    /// What is new.
    fn new_ones<'t, T>(&'t self, of: &'t [T], id: fn(&T) -> &Id) -> impl Iterator<Item = &'t T> {
        of.iter().filter(move |item| !self.before.contains(id(item)))
    }
}

fn schema_name<'c>(catalog: &'c Catalog, id: &'c Id) -> &'c str {
    catalog.schema(id).map_or(id.as_str(), |schema| &schema.name)
}

fn qualified(catalog: &Catalog, schema: &Id, name: &str) -> String {
    format!("{}.{name}", schema_name(catalog, schema))
}

fn schemas<'c>(sides: &'c Sides<'c>) -> Vec<Candidate<'c>> {
    let tables = |catalog: &'c Catalog, schema: &Id| -> BTreeSet<&'c str> {
        let tables = catalog.tables.iter().filter(|t| t.schema == *schema).map(|t| t.name.as_str());
        tables.chain(catalog.enums.iter().filter(|e| e.schema == *schema).map(|e| e.name.as_str())).collect()
    };
    let mut out = Vec::new();
    for before in sides.gone(&sides.base.schemas, |s| &s.id) {
        for after in sides.new_ones(&sides.wanted.schemas, |s| &s.id) {
            out.push(Candidate {
                kind: "schema",
                object: &before.id,
                found: &after.id,
                from: before.name.clone(),
                to: after.name.clone(),
                likeness: overlap(&tables(sides.base, &before.id), &tables(&sides.wanted, &after.id)),
            });
        }
    }
    out
}

fn relations<'c>(sides: &'c Sides<'c>) -> Vec<Candidate<'c>> {
    let mut out = Vec::new();
    let (before, after) = (counts(sides.base), counts(&sides.wanted));
    let new_tables = sides.new_ones(&sides.wanted.tables, |t| &t.id).map(|table| Shape::of(table, &after));
    let new_tables: Vec<Shape<'_>> = new_tables.collect();
    for shape in sides.gone(&sides.base.tables, |t| &t.id).map(|table| Shape::of(table, &before)) {
        for other in &new_tables {
            let (before, after) = (shape.table, other.table);
            out.push(Candidate {
                kind: "table",
                object: &before.id,
                found: &after.id,
                from: qualified(sides.base, &before.schema, &before.name),
                to: qualified(&sides.wanted, &after.schema, &after.name),
                likeness: shape
                    .likeness(other)
                    .max(by_ties(sides, shape.table, other.table) * shape.columns_in_common(other)),
            });
        }
    }
    for before in sides.gone(&sides.base.enums, |e| &e.id) {
        for after in sides.new_ones(&sides.wanted.enums, |e| &e.id) {
            let labels = |e: &'c EnumType| e.labels.iter().map(|l| l.name.as_str()).collect();
            out.push(Candidate {
                kind: "enum",
                object: &before.id,
                found: &after.id,
                from: qualified(sides.base, &before.schema, &before.name),
                to: qualified(&sides.wanted, &after.schema, &after.name),
                likeness: overlap::<&str>(&labels(before), &labels(after)),
            });
        }
    }
    for before in sides.gone(&sides.base.sequences, |s| &s.id) {
        for after in sides.new_ones(&sides.wanted.sequences, |s| &s.id) {
            let same = (&before.data_type, &before.options) == (&after.data_type, &after.options);
            out.push(Candidate {
                kind: "sequence",
                object: &before.id,
                found: &after.id,
                from: qualified(sides.base, &before.schema, &before.name),
                to: qualified(&sides.wanted, &after.schema, &after.name),
                likeness: if same { names_alike(&before.name, &after.name) } else { 0.0 },
            });
        }
    }
    out
}

/// How much two tables are one by what ties them to others, from 0 to 1: foreign keys that led to the one and lead to the
/// other now, and names of keys and checks that both have, for those of a table outlive its name.
fn by_ties(sides: &Sides<'_>, before: &Table, after: &Table) -> f64 {
    let leading_to = |catalog: &Catalog, table: &Table| -> BTreeSet<(Id, Vec<String>)> {
        let of = |from: &Table| {
            let name = |id: &Id| from.column(id).map(|column| column.name.clone()).unwrap_or_default();
            let keys = from.constraints.iter().filter_map(|constraint| match &constraint.kind {
                ConstraintKind::ForeignKey { columns, target, .. } if *target == table.id => {
                    Some((from.id.clone(), columns.iter().map(name).collect()))
                }
                _ => None,
            });
            keys.collect::<Vec<_>>()
        };
        catalog.tables.iter().filter(|from| from.id != table.id).flat_map(of).collect()
    };
    let named = |table: &Table| table.constraints.iter().map(|c| c.name.clone()).collect::<BTreeSet<_>>();
    let references = overlap(&leading_to(sides.base, before), &leading_to(&sides.wanted, after));
    references.max(overlap(&named(before), &named(after)))
}

fn columns_and_labels<'c>(sides: &'c Sides<'c>) -> Vec<Candidate<'c>> {
    let mut out = Vec::new();
    for before in &sides.base.tables {
        let Some(after) = sides.wanted.table(&before.id) else { continue };
        if before != after {
            columns(sides, before, after, &mut out);
        }
    }
    for before in &sides.base.enums {
        let Some(after) = sides.wanted.enum_type(&before.id) else { continue };
        let same_place = |id: &Id| before.labels.iter().position(|l| l.id == *id);
        for gone in sides.gone(&before.labels, |l| &l.id) {
            for new in sides.new_ones(&after.labels, |l| &l.id) {
                let place = after.labels.iter().position(|l| l.id == new.id);
                // A label has nothing but its name and its place among as many.
                let moved = before.labels.len() != after.labels.len() || same_place(&gone.id) != place;
                out.push(Candidate {
                    kind: "label",
                    object: &gone.id,
                    found: &new.id,
                    from: format!("{}.{}", qualified(sides.base, &before.schema, &before.name), gone.name),
                    to: new.name.clone(),
                    likeness: if moved { 0.0 } else { 0.6 + 0.4 * names_alike(&gone.name, &new.name) },
                });
            }
        }
    }
    out
}

/// Columns of one type, the liker the nearer their names and places are.
fn columns<'c>(sides: &'c Sides<'c>, before: &'c Table, after: &'c Table, out: &mut Vec<Candidate<'c>>) {
    let neighbour = |table: &'c Table, id: &Id| -> Option<Option<&'c Id>> {
        let at = table.columns.iter().position(|c| c.id == *id)?;
        Some(at.checked_sub(1).and_then(|at| table.columns.get(at)).map(|c| &c.id))
    };
    let following = |table: &'c Table, id: &Id| -> Option<Option<&'c Id>> {
        let at = table.columns.iter().position(|c| c.id == *id)?;
        Some(table.columns.get(at + 1).map(|c| &c.id))
    };
    for gone in sides.gone(&before.columns, |c| &c.id) {
        for new in sides.new_ones(&after.columns, |c| &c.id) {
            if gone.data_type != new.data_type {
                continue;
            }
            let near = [neighbour(before, &gone.id) == neighbour(after, &new.id)].into_iter().chain([following(
                before, &gone.id,
            ) == following(
                after, &new.id,
            )]);
            let near = near.filter(|near| *near).count() as f64 / 2.0;
            let only = is_only(gone, sides.gone(&before.columns, |c| &c.id))
                && is_only(new, sides.new_ones(&after.columns, |c| &c.id));
            let alike = gone.not_null == new.not_null && gone.value == new.value;
            out.push(Candidate {
                kind: "column",
                object: &gone.id,
                found: &new.id,
                from: format!("{}.{}", qualified(sides.base, &before.schema, &before.name), gone.name),
                to: new.name.clone(),
                likeness: 0.35
                    + 0.35 * names_alike(&gone.name, &new.name)
                    + 0.2 * near
                    + [alike, only].into_iter().filter(|is| *is).count() as f64 / 10.0,
            });
        }
    }
}

/// True if no other one of these columns has its type.
fn is_only<'c>(column: &Column, among: impl Iterator<Item = &'c Column>) -> bool {
    among.filter(|other| other.data_type == column.data_type).count() == 1
}

/// Constraints, indexes and policies that are the same but for their names: there is nothing that could be lost.
fn definitions<'c>(sides: &'c Sides<'c>) -> Vec<Candidate<'c>> {
    let mut out = Vec::new();
    for before in &sides.base.tables {
        if let Some(after) = sides.wanted.table(&before.id).filter(|after| *after != before) {
            definitions_of(sides, before, after, &mut out);
        }
    }
    out
}

fn definitions_of<'c>(sides: &'c Sides<'c>, before: &'c Table, after: &'c Table, out: &mut Vec<Candidate<'c>>) {
    let table = qualified(sides.base, &before.schema, &before.name);
    let mut add = |kind: &'static str, (object, from): (&'c Id, &str), (found, to): (&'c Id, &str)| {
        let (from, to) = (format!("{table}.{from}"), to.to_owned());
        out.push(Candidate { kind, object, found, from, to, likeness: 1.0 });
    };
    for gone in sides.gone(&before.constraints, |c| &c.id) {
        for new in sides.new_ones(&after.constraints, |c| &c.id) {
            if (&gone.kind, &gone.options) == (&new.kind, &new.options) {
                add("constraint", (&gone.id, &gone.name), (&new.id, &new.name));
            }
        }
    }
    for gone in sides.gone(&before.indexes, |i| &i.id) {
        for new in sides.new_ones(&after.indexes, |i| &i.id) {
            let same = Index { id: gone.id.clone(), name: gone.name.clone(), ..new.clone() };
            if *gone == same {
                add("index", (&gone.id, &gone.name), (&new.id, &new.name));
            }
        }
    }
    for gone in sides.gone(&before.policies, |p| &p.id) {
        for new in sides.new_ones(&after.policies, |p| &p.id) {
            let same = Policy { id: gone.id.clone(), name: gone.name.clone(), ..new.clone() };
            if *gone == same {
                add("policy", (&gone.id, &gone.name), (&new.id, &new.name));
            }
        }
    }
}
