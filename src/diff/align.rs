//! Which object of the next catalog is which of the previous one.

use std::iter::successors;

use super::text::NameMap;
use crate::catalog::{
    Catalog, Column, Constraint, EnumLabel, EnumType, Id, Index, Map, Object as Defined, Pair, Policy, Schema,
    Sequence, Set, Table,
};

/// What can be matched.
pub(crate) trait Object {
    fn id(&self) -> &Id;
    fn name(&self) -> &str;
}

macro_rules! objects {
    ($($kind:ty),*) => {$(
        impl Object for $kind {
            fn id(&self) -> &Id {
                &self.id
            }
            fn name(&self) -> &str {
                &self.name
            }
        }
    )*};
}

objects!(Schema, EnumType, EnumLabel, Sequence, Table, Column, Constraint, Index, Policy, Defined);

/// The objects of one container, matched.
#[derive(Debug)]
pub(crate) struct Matches<'a, T> {
    /// In both, in the next catalog's order.
    pub(crate) kept: Vec<Pair<&'a T>>,
    /// In the previous one only, in its order.
    pub(crate) removed: Vec<&'a T>,
    /// In the next one only, in its order.
    pub(crate) added: Vec<&'a T>,
    /// The next id of kept objects that were matched by name and so have two, by the previous one.
    ids: Map<&'a Id, &'a Id>,
}

impl<'a, T: Object> Matches<'a, T> {
    /// Matches by id, and what is left by name; `same_place` says whether two of one name lie in the same container.
    fn new(previous: &'a [T], next: &'a [T], same_place: impl Fn(&T, &T) -> bool) -> Self {
        Self::where_possible(previous, next, same_place, |_, _| true)
    }

    /// Matches what belongs to a table; that of a table which is equal to the letter needs no look.
    fn of_parts(equal: bool, previous: &'a [T], next: &'a [T]) -> Self {
        if equal { Self::in_order(previous, next) } else { Self::new(previous, next, |_, _| true) }
    }

    /// Each is the one at the same place.
    fn in_order(previous: &'a [T], next: &'a [T]) -> Self {
        let kept = previous.iter().zip(next).map(|(p, n)| Pair::new(p, n)).collect();
        Self { kept, removed: Vec::new(), added: Vec::new(), ids: Map::default() }
    }

    /// The same, where `can_become` says whether the one can be turned into the other at all.
    fn where_possible(
        previous: &'a [T],
        next: &'a [T],
        same_place: impl Fn(&T, &T) -> bool,
        can_become: impl Fn(&T, &T) -> bool,
    ) -> Self {
        // Nearly always nothing was added, removed or moved: then no index is needed.
        let mut zip = previous.iter().zip(next);
        if previous.len() == next.len() && zip.all(|(p, n)| p.id() == n.id() && can_become(p, n)) {
            return Self::in_order(previous, next);
        }
        let by_id: Map<&Id, usize> = previous.iter().enumerate().map(|(at, p)| (p.id(), at)).collect();
        let mut taken = vec![false; previous.len()];
        let mut partners: Vec<Option<usize>> = Vec::with_capacity(next.len());
        for object in next {
            let partner = by_id.get(object.id()).copied();
            let partner = partner.filter(|at| !taken[*at] && can_become(&previous[*at], object));
            if let Some(at) = partner {
                taken[at] = true;
            }
            partners.push(partner);
        }
        // Those of one name are a chain in their order, from the first to the last: names rarely repeat.
        let left = taken.iter().filter(|taken| !**taken).count();
        let mut first_named: Map<&str, usize> = Map::with_capacity_and_hasher(left, Default::default());
        let mut next_named: Vec<Option<usize>> = vec![None; previous.len()];
        for (at, object) in previous.iter().enumerate().rev().filter(|(at, _)| !taken[*at]) {
            next_named[at] = first_named.insert(object.name(), at);
        }
        for (object, partner) in next.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
            let fits = |at: usize| same_place(&previous[at], object) && can_become(&previous[at], object);
            let mut candidates = successors(first_named.get(object.name()).copied(), |at| next_named[*at]);
            let found = candidates.find(|at| !taken[*at] && fits(*at));
            if let Some(at) = found {
                taken[at] = true;
                *partner = Some(at);
            }
        }
        let strangers = next.iter().zip(&partners).filter(|(n, at)| at.is_some_and(|at| previous[at].id() != n.id()));
        let mut matches = Self {
            kept: Vec::with_capacity(next.len()),
            removed: Vec::new(),
            added: Vec::new(),
            ids: Map::with_capacity_and_hasher(strangers.count(), Default::default()),
        };
        for (object, partner) in next.iter().zip(partners) {
            match partner {
                Some(at) => {
                    if previous[at].id() != object.id() {
                        matches.ids.insert(previous[at].id(), object.id());
                    }
                    matches.kept.push(Pair::new(&previous[at], object));
                }
                None => matches.added.push(object),
            }
        }
        matches.removed = previous.iter().zip(taken).filter(|(_, taken)| !taken).map(|(p, _)| p).collect();
        matches
    }

    /// True if these ids name the same object in the previous and the next catalog.
    pub(crate) fn same(&self, previous: &Id, next: &Id) -> bool {
        match self.ids.get(previous) {
            Some(id) => *id == next,
            None => previous == next,
        }
    }

    /// True if these lists of ids name the same objects in the same order.
    pub(crate) fn same_all(&self, previous: &[Id], next: &[Id]) -> bool {
        previous.len() == next.len() && previous.iter().zip(next).all(|(p, n)| self.same(p, n))
    }

    /// The kept objects whose names differ.
    pub(crate) fn renamed(&self) -> impl Iterator<Item = Pair<&'a T>> + '_ {
        self.kept.iter().copied().filter(|pair| pair.previous.name() != pair.next.name())
    }
}

/// A table that is in both catalogs, with what belongs to it matched.
#[derive(Debug)]
pub(crate) struct TableMatch<'a> {
    pub(crate) tables: Pair<&'a Table>,
    pub(crate) columns: Matches<'a, Column>,
    pub(crate) constraints: Matches<'a, Constraint>,
    pub(crate) indexes: Matches<'a, Index>,
    pub(crate) policies: Matches<'a, Policy>,
    /// True if the two are equal to the letter.
    pub(crate) equal: bool,
    /// Next names of renamed columns by the previous ones.
    pub(crate) column_renames: NameMap<'a>,
}

impl<'a> TableMatch<'a> {
    fn new(tables: Pair<&'a Table>) -> Self {
        let Pair { previous, next } = tables;
        let equal = previous == next;
        let columns = Matches::of_parts(equal, &previous.columns, &next.columns);
        let column_renames = columns.renamed().map(|c| (c.previous.name.as_str(), c.next.name.as_str())).collect();
        Self {
            tables,
            column_renames,
            columns,
            constraints: Matches::of_parts(equal, &previous.constraints, &next.constraints),
            indexes: Matches::of_parts(equal, &previous.indexes, &next.indexes),
            policies: Matches::of_parts(equal, &previous.policies, &next.policies),
            equal,
        }
    }

    /// Both ids.
    pub(crate) fn ids(&self) -> Pair<Id> {
        self.tables.map(|t| t.id.clone())
    }
}

/// Two catalogs with their objects matched.
#[derive(Debug)]
pub(crate) struct Aligned<'a> {
    pub(crate) catalogs: Pair<&'a Catalog>,
    pub(crate) schemas: Matches<'a, Schema>,
    pub(crate) enums: Matches<'a, EnumType>,
    pub(crate) sequences: Matches<'a, Sequence>,
    /// The tables; `kept` runs parallel to `kept_tables`.
    pub(crate) tables: Matches<'a, Table>,
    pub(crate) kept_tables: Vec<TableMatch<'a>>,
    pub(crate) objects: Matches<'a, Defined>,
    by_previous: Map<&'a Id, usize>,
    by_next: Map<&'a Id, usize>,
    /// Kept tables by their previous names; empty if nothing was renamed.
    by_previous_name: Map<&'a str, Vec<usize>>,
    /// True if some schema, table or column was renamed.
    pub(crate) has_renames: bool,
    /// Names of labels that were renamed while another label has the name now: a text that says one means another label
    /// than it did, for PostgreSQL's own follows the rename.
    pub(super) reused_labels: Set<&'a str>,
}

impl<'a> Aligned<'a> {
    pub(crate) fn new(catalogs: Pair<&'a Catalog>) -> Self {
        let Pair { previous, next } = catalogs;
        let schemas = Matches::new(&previous.schemas, &next.schemas, |_, _| true);
        let enums = Matches::new(&previous.enums, &next.enums, |p: &EnumType, n| schemas.same(&p.schema, &n.schema));
        let sequences =
            Matches::new(&previous.sequences, &next.sequences, |p: &Sequence, n| schemas.same(&p.schema, &n.schema));
        let rebuilt = enums.kept.iter().filter(|pair| super::enum_type::is_rebuilt(**pair));
        let rebuilt_enums: Set<&Id> = rebuilt.map(|pair| &pair.next.id).collect();
        // No statement makes a table partitioned, or not, or partitioned by something else: it is another table.
        let tables = Matches::where_possible(
            &previous.tables,
            &next.tables,
            |p: &Table, n| schemas.same(&p.schema, &n.schema),
            |p: &Table, n: &Table| same_partitioning(p, n, &rebuilt_enums),
        );
        let objects = Matches::new(&previous.objects, &next.objects, |p: &Defined, n| {
            p.kind == n.kind && p.identity == n.identity
        });
        let mut kept_tables: Vec<_> = tables.kept.iter().map(|pair| TableMatch::new(*pair)).collect();
        // A parent may be another table by the same id.
        let replaced: Set<&Id> = tables.added.iter().map(|table| &table.id).collect();
        for table in kept_tables.iter_mut().filter(|_| !replaced.is_empty()) {
            table.equal &= !table.tables.next.parents().any(|parent| replaced.contains(parent));
        }
        let mut reused_labels: Set<&str> = Set::default();
        for pair in enums.kept.iter().filter(|pair| pair.previous.labels != pair.next.labels) {
            let labels = Self::labels(*pair);
            let has = |name: &str| pair.next.labels.iter().any(|label| label.name == name);
            reused_labels.extend(labels.renamed().map(|l| l.previous.name.as_str()).filter(|name| has(name)));
        }
        for table in kept_tables.iter_mut().filter(|_| !reused_labels.is_empty()) {
            table.equal = false;
        }
        let by_previous = kept_tables.iter().enumerate().map(|(at, m)| (&m.tables.previous.id, at)).collect();
        let by_next = kept_tables.iter().enumerate().map(|(at, m)| (&m.tables.next.id, at)).collect();
        let has_renames = schemas.renamed().next().is_some()
            || tables.renamed().next().is_some()
            || kept_tables.iter().any(|t| !t.column_renames.is_empty());
        let mut by_previous_name: Map<&str, Vec<usize>> = Map::default();
        if has_renames {
            for (at, table) in kept_tables.iter().enumerate() {
                by_previous_name.entry(table.tables.previous.name.as_str()).or_default().push(at);
            }
        }
        Self {
            catalogs,
            schemas,
            enums,
            sequences,
            tables,
            kept_tables,
            objects,
            by_previous,
            by_next,
            by_previous_name,
            has_renames,
            reused_labels,
        }
    }

    /// The match of a table that is in both, by its previous id.
    pub(crate) fn kept_by_previous(&self, previous: &Id) -> Option<&TableMatch<'a>> {
        self.by_previous.get(previous).and_then(|at| self.kept_tables.get(*at))
    }

    /// True if these name the same constraint or index of the same table, or both nothing.
    pub(crate) fn same_part(&self, previous: &Option<Id>, next: &Option<Id>) -> bool {
        // The table that has it may be another one by the same id.
        let is_of = |id: &Id, table: &Table| {
            table.constraints.iter().any(|c| c.id == *id) || table.indexes.iter().any(|i| i.id == *id)
        };
        match (previous, next) {
            (Some(p), Some(n)) => {
                p == n && !self.tables.added.iter().any(|table| is_of(n, table))
                    || self.kept_tables.iter().any(|table| {
                        table.constraints.kept.iter().any(|pair| pair.previous.id == *p && pair.next.id == *n)
                            || table.indexes.kept.iter().any(|pair| pair.previous.id == *p && pair.next.id == *n)
                    })
            }
            (p, n) => p.is_none() && n.is_none(),
        }
    }

    /// True if these ids name one table that is in both catalogs.
    pub(crate) fn is_kept(&self, previous: &Id, next: &Id) -> bool {
        self.kept_by_previous(previous).is_some_and(|table| table.tables.next.id == *next)
    }

    /// The match of a table that is in both, by its next id; none if the table is new.
    pub(crate) fn kept_by_next(&self, next: &Id) -> Option<&TableMatch<'a>> {
        self.by_next.get(next).and_then(|at| self.kept_tables.get(*at))
    }

    /// The match of a table that is in both, by its previous name. Without a schema's name it must be the only one.
    pub(super) fn kept_by_previous_name(&self, schema: Option<&str>, name: &str) -> Option<&TableMatch<'a>> {
        let mut found = self
            .by_previous_name
            .get(name)
            .into_iter()
            .flatten()
            .filter_map(|at| self.kept_tables.get(*at))
            .filter(|t| schema.is_none_or(|schema| self.previous_schema(t.tables.previous) == Some(schema)));
        found.next().filter(|_| found.next().is_none())
    }

    /// The name of a previous table's schema.
    pub(super) fn previous_schema(&self, table: &Table) -> Option<&'a str> {
        self.catalogs.previous.schema(&table.schema).map(|s| s.name.as_str())
    }

    /// The name a table's schema has afterwards.
    pub(super) fn next_schema(&self, table: &Table) -> Option<&'a str> {
        self.catalogs.next.schema(&table.schema).map(|s| s.name.as_str())
    }

    /// True if these ids name the same type, whatever kind of type it is.
    pub(crate) fn same_type(&self, previous: &Id, next: &Id) -> bool {
        self.enums.same(previous, next) || self.objects.same(previous, next) || self.tables.same(previous, next)
    }

    /// The labels of an enum that is in both.
    pub(crate) fn labels(pair: Pair<&'a EnumType>) -> Matches<'a, EnumLabel> {
        Matches::new(&pair.previous.labels, &pair.next.labels, |_, _| true)
    }
}

/// True if the key that a table is partitioned by mentions a column.
pub(crate) fn is_in_partition_key(table: &Table, column: &Column) -> bool {
    let key = table.options.partition_by.as_deref();
    key.is_some_and(|key| crate::expr::has_word(key, &|word| word == column.name))
}

/// True if two tables are partitioned alike or not at all. The type of a column in a partition key can't be changed
/// either, not even to the same enum made anew.
fn same_partitioning(previous: &Table, next: &Table, rebuilt_enums: &Set<&Id>) -> bool {
    let (Some(key), Some(other)) = (&previous.options.partition_by, &next.options.partition_by) else {
        return previous.options.partition_by == next.options.partition_by;
    };
    let changes = |column: &Column| {
        let after = next.columns.iter().find(|c| c.id == column.id || c.name == column.name);
        after.is_none_or(|c| {
            let is_rebuilt = c.data_type.defined_id().is_some_and(|id| rebuilt_enums.contains(id));
            is_rebuilt || c.data_type != column.data_type || c.collation != column.collation
        })
    };
    let in_key = |column: &Column| is_in_partition_key(next, column) || is_in_partition_key(previous, column);
    key == other && !previous.columns.iter().any(|c| in_key(c) && changes(c))
}
