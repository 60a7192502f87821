//! How much alike two things are, from 0 to 1.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Column, DataType, Table};

/// Two things less alike than this are two.
pub(super) const ENOUGH: f64 = 0.6;

/// How much alike two names are, from 0 to 1: by their pairs of letters, whatever is between words and whatever case.
pub(super) fn names_alike(a: &str, b: &str) -> f64 {
    let letters = |name: &str| -> Vec<char> { name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect() };
    let (a, b) = (letters(a), letters(b));
    if a == b {
        return 1.0;
    }
    let mut pairs: BTreeMap<&[char], i64> = BTreeMap::new();
    a.windows(2).for_each(|pair| *pairs.entry(pair).or_default() += 1);
    let mut common = 0.0;
    for pair in b.windows(2) {
        if let Some(count) = pairs.get_mut(pair).filter(|count| **count > 0) {
            *count -= 1;
            common += 2.0;
        }
    }
    let all = (a.len() + b.len()).saturating_sub(2);
    if all == 0 { 0.0 } else { common / all as f64 }
}

/// How many of these are in both, of all that are in either.
pub(super) fn overlap<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>) -> f64 {
    let all = a.union(b).count();
    if all == 0 { 0.0 } else { a.intersection(b).count() as f64 / all as f64 }
}

/// A table with its columns in the order of their names, each with what it says about the table: the more tables have
/// one like it, the less. An `id` is everywhere.
pub(super) struct Shape<'c> {
    pub(super) table: &'c Table,
    columns: Vec<((&'c str, &'c str), f64)>,
}

/// How many tables have a column of this name and type.
pub(super) type Counts<'c> = BTreeMap<(&'c str, &'c str), usize>;

pub(super) fn counts(catalog: &Catalog) -> Counts<'_> {
    let mut counts = Counts::new();
    for column in catalog.tables.iter().flat_map(|table| &table.columns) {
        *counts.entry((&column.name, type_name(column))).or_default() += 1;
    }
    counts
}

impl<'c> Shape<'c> {
    pub(super) fn of(table: &'c Table, counts: &Counts<'c>) -> Self {
        let column = |column: &'c Column| {
            let key = (column.name.as_str(), type_name(column));
            (key, 1.0 / counts.get(&key).copied().unwrap_or(1) as f64)
        };
        let mut columns: Vec<_> = table.columns.iter().map(column).collect();
        columns.sort_unstable_by_key(|(key, _)| *key);
        Self { table, columns }
    }

    fn says(&self) -> f64 {
        self.columns.iter().map(|(_, says)| says).sum()
    }

    fn has(&self, key: (&str, &str)) -> bool {
        self.columns.binary_search_by(|(own, _)| (*own).cmp(&key)).is_ok()
    }

    /// The more the columns say that two tables have in common, the less the tables' names count: two tables of an id
    /// and a name are two, unless they are called alike.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        if self.table.is_partitioned() != other.table.is_partitioned() {
            return 0.0;
        }
        let mut common: f64 = self.columns.iter().filter(|(key, _)| other.has(*key)).map(|(_, says)| says).sum();
        if common > 0.0 {
            common += self.renamed(other);
        }
        let weight = common / (common + 1.2);
        let columns = common / self.says().max(other.says()).max(f64::MIN_POSITIVE) * weight;
        // Names are compared only where they can still decide.
        if columns + 1.0 - weight < ENOUGH {
            return 0.0;
        }
        columns + names_alike(&self.table.name, &other.table.name) * (1.0 - weight)
    }

    /// How many of the columns, by name and type, are in both.
    pub(super) fn columns_in_common(&self, other: &Self) -> f64 {
        let keys = |shape: &Shape<'c>| shape.columns.iter().map(|(key, _)| *key).collect::<BTreeSet<_>>();
        overlap(&keys(self), &keys(other))
    }

    /// What columns say that are called alike, but not the same.
    fn renamed(&self, other: &Self) -> f64 {
        let mut left: Vec<_> = other.columns.iter().filter(|(key, _)| !self.has(*key)).collect();
        let mut sum = 0.0;
        for ((name, data_type), says) in self.columns.iter().filter(|(key, _)| !other.has(*key)) {
            let of_type = left.iter().enumerate().filter(|(_, ((_, other), _))| other == data_type);
            let alike = of_type.map(|(at, ((other, _), _))| (at, names_alike(name, other)));
            if let Some((at, alike)) = alike.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, alike)| *alike >= 0.5) {
                left.swap_remove(at);
                sum += says * alike;
            }
        }
        sum
    }
}

/// A type as text that is the same on both sides: what an id names may have another one there.
fn type_name(column: &Column) -> &str {
    match &column.data_type {
        DataType::Builtin(name) => name,
        DataType::Defined { array: false, .. } => "defined",
        DataType::Defined { array: true, .. } => "defined[]",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Id;

    fn table(name: &str, columns: &[&str]) -> Table {
        let mut table = Table::new(Id::new(name), Id::new("public"), name);
        let column = |c: &&str| Column::new(Id::new(*c), *c, DataType::builtin("text"));
        table.columns = columns.iter().map(column).collect();
        table
    }

    fn likeness(a: &Table, b: &Table, others: &[Table]) -> f64 {
        let with =
            |table: &Table| Catalog { tables: others.iter().chain([table]).cloned().collect(), ..Catalog::default() };
        let (before, after) = (with(a), with(b));
        let (before, after) = (counts(&before), counts(&after));
        Shape::of(a, &before).likeness(&Shape::of(b, &after))
    }

    #[test]
    fn names_are_alike_whatever_their_style() {
        assert_eq!(names_alike("OrderLine", "order_line"), 1.0);
        assert!(names_alike("phone", "phone_number") > 0.5);
        assert!(names_alike("name", "title") < 0.3);
        assert_eq!(names_alike("", "x"), 0.0);
    }

    #[test]
    fn what_every_table_has_says_little() {
        let others = [table("x", &["id", "name"]), table("y", &["id", "name"])];
        let tag = table("tag", &["id", "name"]);
        assert!(likeness(&tag, &table("role", &["id", "name"]), &others) < ENOUGH);
        assert!(likeness(&tag, &table("tags", &["id", "name"]), &others) > ENOUGH);
        let customer = table("customer", &["id", "name", "email", "phone", "city"]);
        let client = table("client", &["id", "name", "email", "phone_number", "city"]);
        assert!(likeness(&customer, &client, &others) > ENOUGH);
        assert!(likeness(&customer, &tag, &others) < ENOUGH);
    }
}
