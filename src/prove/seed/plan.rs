//! What seeding has to know about each table, taken from a catalog.

use std::collections::{BTreeMap, BTreeSet};

use super::kind::Kind;
use super::mine::{Mined, mine};
use super::relate::{carry_tenants, join_partitions, make_explicit};
use super::rows::{Side, tenant};
use crate::catalog::{Catalog, Column, ColumnValue, ConstraintKind, DataType, Deferral, Id, IndexTarget, Table};
use crate::diff::is_required;
use crate::expr::{TokenKind, identifier, tokens};
use crate::sql::quote;

/// A table to seed. Columns and tables are named by their position.
#[derive(Clone, Debug, Default)]
pub(crate) struct TablePlan {
    /// Where it stands among the tables.
    pub(crate) index: usize,
    /// Its qualified name for a person.
    pub(crate) name: String,
    /// Its qualified name in SQL.
    pub(crate) sql: String,
    /// Its bare name in SQL, which a check may use to qualify a column.
    pub(crate) alias: String,
    /// Its columns.
    pub(crate) columns: Vec<ColumnPlan>,
    /// Its checks, and the checks that the state after will have.
    pub(crate) checks: Vec<CheckPlan>,
    /// Sets of columns that must differ from row to row.
    pub(crate) keys: Vec<Vec<usize>>,
    /// The keys, by their place, to which one NULL is like another.
    pub(crate) tight: BTreeSet<usize>,
    /// Sets of columns of which an index over expressions, a partial one or an exclusion constraint is made: rows that
    /// differ in them have it easier.
    pub(crate) soft: Vec<Vec<usize>>,
    /// Its foreign keys, the widest first.
    pub(crate) foreign: Vec<Foreign>,
    /// The column that says whose a row is.
    pub(crate) tenant: Option<usize>,
    /// True if it is partitioned, so that its rows are those of its partitions.
    pub(crate) partitioned: bool,
    /// The partitioned tables that it is a partition of, the nearest first.
    pub(crate) partition_of: Vec<usize>,
}

impl TablePlan {
    /// Its rows and no other table's, in a FROM: those of tables that inherit from it are theirs.
    pub(crate) fn from(&self) -> String {
        if self.partitioned { self.sql.clone() } else { format!("ONLY {}", self.sql) }
    }

    /// What its column says of A's rows and of B's, if it says whose a row is.
    pub(crate) fn tenant_keys(&self) -> Option<[String; 2]> {
        let column = &self.columns[self.tenant?];
        Some([column.key(Side::A), column.key(Side::B)])
    }

    /// The place of a column by its name.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }

    /// True if a table is this one or one that it is a partition of.
    pub(crate) fn is_within(&self, table: usize) -> bool {
        self.index == table || self.partition_of.contains(&table)
    }
}

/// A column to fill.
#[derive(Clone, Debug)]
pub(crate) struct ColumnPlan {
    /// Its name.
    pub(crate) name: String,
    /// Its type in SQL.
    pub(crate) sql_type: String,
    /// The kind of its values.
    pub(crate) kind: Kind,
    /// The type in SQL that the kind was told by: the column's own, or the one behind its domain, which takes values that
    /// the domain refuses.
    pub(crate) kind_of: String,
    /// True if NULL is allowed.
    pub(crate) nullable: bool,
    /// Where its value comes from.
    pub(crate) source: Source,
    /// True if it is an identity column that is always generated: an explicit value needs OVERRIDING SYSTEM VALUE.
    pub(crate) always: bool,
    /// True if it is computed from other columns, so that no value can be given.
    pub(crate) generated: bool,
    /// Where its values start.
    pub(crate) offset: u64,
    /// True if tenant columns refer to it: its first two values are the two tenants.
    pub(crate) carries_tenant: bool,
    /// The only values that a person wants in it, if any were named.
    pub(crate) pinned: Vec<String>,
    /// What it says of A's rows and of B's, if it names who a row belongs to: a tenant, a user, a secret.
    pub(crate) identity: Option<[String; 2]>,
}

impl ColumnPlan {
    /// What it says of a side's rows, if it is a column that says whose a row is.
    pub(crate) fn key(&self, side: Side) -> String {
        self.identity.as_ref().map_or_else(|| tenant(&self.kind, side), |values| values[side as usize].clone())
    }

    /// A column of which nothing is known but what it is called.
    pub(crate) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            sql_type: String::new(),
            kind: Kind::Other,
            kind_of: String::new(),
            nullable: false,
            source: Source::Given,
            always: false,
            generated: false,
            offset: 0,
            carries_tenant: false,
            pinned: Vec::new(),
            identity: None,
        }
    }
}

/// Where a column's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// PostgreSQL gives it: an identity, a sequence, a generated column.
    Auto,
    /// PostgreSQL can give it by a default, and a value can be given.
    Default,
    /// It must be given.
    Given,
}

/// A check constraint.
#[derive(Clone, Debug)]
pub(crate) struct CheckPlan {
    /// Its expression.
    pub(crate) expression: String,
    /// The columns it names.
    pub(crate) columns: Vec<usize>,
    /// What stands in it.
    pub(crate) mined: Mined,
    /// True if only the state after has it.
    pub(crate) later: bool,
}

impl CheckPlan {
    /// A check over columns, by their places.
    pub(crate) fn new(expression: &str, columns: Vec<usize>) -> Self {
        Self { expression: expression.to_owned(), columns, mined: mine(expression), later: true }
    }
}

/// A foreign key.
#[derive(Clone, Debug)]
pub(crate) struct Foreign {
    /// This table's columns.
    pub(crate) columns: Vec<usize>,
    /// The referenced table.
    pub(crate) target: usize,
    /// Its columns, pairing with `columns`.
    pub(crate) target_columns: Vec<usize>,
    /// True if it can wait for the end of the transaction.
    pub(crate) deferrable: bool,
    /// True if no column of it may be NULL.
    pub(crate) required: bool,
    /// The columns of this table that a reference to a row of its own leads to: those of the same names, if the target is
    /// this table or one that it is a partition of.
    pub(crate) own: Option<Vec<usize>>,
}

/// Which tables belong to tenants: table id and tenant column id.
pub(crate) type Tenants = BTreeMap<Id, Id>;

/// Plans every table of a catalog. `after` is the catalog that comes next, if there is one: rows of the state before
/// are made so that they satisfy its keys and checks too where both have the columns, because the question is whether
/// the migration's statements are right and not whether made-up values fit a rule they never heard of.
pub(crate) fn plans(catalog: &Catalog, tenants: &Tenants, after: Option<&Catalog>) -> Vec<TablePlan> {
    let places: BTreeMap<&Id, usize> = catalog.tables.iter().enumerate().map(|(i, t)| (&t.id, i)).collect();
    let mut plans: Vec<TablePlan> = catalog
        .tables
        .iter()
        .enumerate()
        .map(|(index, table)| {
            let later = after.and_then(|c| c.table(&table.id).map(|t| (c, t)));
            plan(index, table, catalog, &places, tenants.get(&table.id), later)
        })
        .collect();
    join_partitions(&mut plans, catalog, &places);
    carry_tenants(&mut plans);
    make_explicit(&mut plans);
    plans
}

fn plan(
    index: usize,
    table: &Table,
    catalog: &Catalog,
    places: &BTreeMap<&Id, usize>,
    tenant: Option<&Id>,
    later: Option<(&Catalog, &Table)>,
) -> TablePlan {
    let place = |id: &Id| table.columns.iter().position(|c| c.id == *id);
    let places_of = |ids: &[Id]| ids.iter().map(place).collect::<Option<Vec<usize>>>();
    let primary: BTreeSet<usize> = table.primary_key().and_then(places_of).unwrap_or_default().into_iter().collect();
    let columns: Vec<ColumnPlan> =
        table.columns.iter().enumerate().map(|(at, c)| column(c, primary.contains(&at), catalog, later)).collect();
    let schema = catalog.schema(&table.schema).map_or("public", |s| s.name.as_str());
    let mut out = TablePlan {
        index,
        name: format!("{schema}.{}", table.name),
        sql: quote::qualified(schema, &table.name),
        alias: quote::ident(&table.name),
        columns,
        checks: Vec::new(),
        keys: Vec::new(),
        tight: BTreeSet::new(),
        soft: Vec::new(),
        foreign: Vec::new(),
        tenant: tenant.and_then(place),
        partitioned: table.is_partitioned(),
        partition_of: Vec::new(),
    };
    for constraint in &table.constraints {
        match &constraint.kind {
            ConstraintKind::PrimaryKey { columns } => out.keys.extend(places_of(columns)),
            ConstraintKind::Unique { columns, nulls_not_distinct } => {
                out.keys.extend(places_of(columns));
                out.tight.extend(nulls_not_distinct.then(|| out.keys.len().saturating_sub(1)));
            }
            ConstraintKind::Check { expression } => add_check(&mut out, expression.sql(), false),
            ConstraintKind::ForeignKey { .. } => add_foreign(&mut out, &constraint.kind, catalog, places, &places_of),
            ConstraintKind::Exclude { definition } => {
                let soft = named(&out, definition.sql());
                out.soft.push(soft);
            }
        }
    }
    for index in table.indexes.iter().filter(|i| i.unique) {
        let keys = index.keys.iter().map(|k| match &k.target {
            IndexTarget::Column { column } => place(column),
            IndexTarget::Expression { .. } => None,
        });
        match keys.collect::<Option<Vec<usize>>>() {
            Some(columns) if index.predicate.is_none() => {
                out.keys.push(columns);
                out.tight.extend(index.options.nulls_not_distinct.then(|| out.keys.len() - 1));
            }
            _ => {
                let mut soft = BTreeSet::new();
                for key in &index.keys {
                    match &key.target {
                        IndexTarget::Column { column } => soft.extend(place(column)),
                        IndexTarget::Expression { expression } => soft.extend(named(&out, expression.sql())),
                    }
                }
                out.soft.push(soft.into_iter().collect());
            }
        }
    }
    let computed = computed(table);
    if let Some((_, later)) = later {
        for constraint in later.constraints.iter().filter(|c| !table.constraints.contains(c)) {
            match &constraint.kind {
                ConstraintKind::Check { expression } if keeps_names(table, later, expression.sql()) => {
                    add_check(&mut out, expression.sql(), true);
                }
                ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
                    out.keys.extend(places_of(columns));
                }
                ConstraintKind::ForeignKey { .. } => {
                    add_foreign(&mut out, &constraint.kind, catalog, places, &places_of);
                }
                ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } => {}
            }
        }
    }
    out.foreign.sort_by_key(|f| std::cmp::Reverse(f.columns.len()));
    for check in std::mem::take(&mut out.checks) {
        add_check(&mut out, &computed_in(&check.expression, &computed), check.later);
    }
    for check in &mut out.checks {
        let named = std::mem::take(&mut check.mined.identifiers);
        for function in catalog.objects.iter().filter(|o| o.kind == "function" && named.contains(&o.name)) {
            check.mined.add(mine(body(&function.definition)));
        }
        check.mined.identifiers = named;
    }
    out
}

/// The columns that are computed of others, with their expressions.
fn computed(table: &Table) -> BTreeMap<&str, &str> {
    table
        .columns
        .iter()
        .filter_map(|c| match &c.value {
            ColumnValue::Generated { expression, .. } => Some((c.name.as_str(), expression.sql())),
            _ => None,
        })
        .collect()
}

/// A check with what columns are computed of in their place: what it asks of them it asks of those.
fn computed_in(check: &str, computed: &BTreeMap<&str, &str>) -> String {
    let mut out = String::new();
    for token in tokens(check) {
        let text = token.text(check);
        let name = matches!(token.kind, TokenKind::Ident | TokenKind::QuotedIdent).then(|| identifier(text)).flatten();
        let expression = name.filter(|_| !out.ends_with('.')).and_then(|name| computed.get(name.as_str()));
        match expression {
            Some(expression) => out.push_str(&format!("({expression})")),
            None => out.push_str(text),
        }
    }
    out
}

/// What a routine's definition says behind its head.
fn body(definition: &str) -> &str {
    definition.find("$function$").map_or(definition, |at| &definition[at..])
}

fn column(column: &Column, primary: bool, catalog: &Catalog, later: Option<(&Catalog, &Table)>) -> ColumnPlan {
    let kind = Kind::of(&column.data_type, catalog);
    let later_required = later.and_then(|(_, t)| t.column(&column.id).map(|c| is_required(t, c))).unwrap_or(false);
    let later = later.and_then(|(c, t)| t.column(&column.id).map(|column| Kind::of(&column.data_type, c)));
    let (source, always) = match &column.value {
        ColumnValue::Identity { always } => (Source::Auto, *always),
        ColumnValue::NextValue { .. } | ColumnValue::Generated { .. } => (Source::Auto, false),
        ColumnValue::Default { expression } if expression.sql().contains("nextval(") => (Source::Auto, false),
        ColumnValue::Default { .. } => (Source::Default, false),
        ColumnValue::None => (Source::Given, false),
    };
    ColumnPlan {
        sql_type: sql_type(&column.data_type, catalog),
        kind_of: sql_type(&column.data_type, catalog),
        kind: match later {
            Some(later) => narrower(kind, later),
            None => kind,
        },
        nullable: !column.not_null && !primary && !later_required,
        source,
        always,
        generated: matches!(column.value, ColumnValue::Generated { .. }),
        ..ColumnPlan::named(&column.name)
    }
}

/// The kind whose values fit both a column's type now and its type after.
fn narrower(now: Kind, later: Kind) -> Kind {
    match (&now, &later) {
        (Kind::Text(a), Kind::Text(b)) => Kind::Text(match (a, b) {
            (Some(a), Some(b)) => Some(*a.min(b)),
            (one, other) => one.or(*other),
        }),
        (Kind::Text(None), _) => later,
        (Kind::Text(Some(room)), Kind::Array(_) | Kind::Other) if *room < 40 => now,
        (Kind::Text(Some(room)), _) if later.nth(0).len() <= *room => later,
        (Kind::Int(a), Kind::Int(b)) => Kind::Int(*a.min(b)),
        // What is rounded is changed and refused by nothing, so it has to be there to be seen.
        (Kind::Numeric(before, after), Kind::Int(_)) => Kind::Numeric(*before.min(&4), *after),
        (Kind::Float, Kind::Int(_)) => later,
        (Kind::Int(_), Kind::Numeric(before, _)) if *before < 10 => Kind::Int(10_i64.pow(*before).max(2) - 1),
        (Kind::Numeric(a, b), Kind::Numeric(c, _)) => Kind::Numeric(*a.min(c), *b),
        (Kind::Enum(a), Kind::Enum(b)) => {
            let both: Vec<String> = a.iter().filter(|label| b.contains(label)).cloned().collect();
            if both.is_empty() { now } else { Kind::Enum(both) }
        }
        _ => now,
    }
}

/// A type in SQL.
pub(crate) fn sql_type(data_type: &DataType, catalog: &Catalog) -> String {
    match data_type {
        DataType::Builtin(text) => text.clone(),
        DataType::Defined { id, array } => {
            let named = |schema, name: &str| {
                quote::qualified(catalog.schema(schema).map_or("public", |s| s.name.as_str()), name)
            };
            let of_enum = catalog.enum_type(id).map(|e| named(&e.schema, &e.name));
            let of_object = || catalog.object(id).map(|object| object.identity.clone());
            let of_table = || catalog.table(id).map(|table| named(&table.schema, &table.name));
            let Some(name) = of_enum.or_else(of_object).or_else(of_table) else { return "text".into() };
            format!("{name}{}", if *array { "[]" } else { "" })
        }
    }
}

pub(super) fn add_check(plan: &mut TablePlan, expression: &str, later: bool) {
    let columns = named(plan, expression);
    plan.checks.push(CheckPlan { later, ..CheckPlan::new(expression, columns) });
}

/// The columns that an expression names.
fn named(plan: &TablePlan, expression: &str) -> Vec<usize> {
    let words = mine(expression).identifiers;
    let columns = plan.columns.iter().enumerate();
    columns.filter(|(_, c)| words.contains(&c.name)).map(|(at, _)| at).collect()
}

fn add_foreign(
    plan: &mut TablePlan,
    kind: &ConstraintKind,
    catalog: &Catalog,
    places: &BTreeMap<&Id, usize>,
    places_of: &dyn Fn(&[Id]) -> Option<Vec<usize>>,
) {
    let ConstraintKind::ForeignKey { columns, target, target_columns, deferral, .. } = kind else { return };
    let (Some(at), Some(columns), Some(other)) = (places.get(target), places_of(columns), catalog.table(target)) else {
        return;
    };
    let targets: Option<Vec<usize>> =
        target_columns.iter().map(|id| other.columns.iter().position(|c| c.id == *id)).collect();
    let Some(target_columns) = targets else { return };
    let required = columns.iter().all(|c| !plan.columns[*c].nullable);
    let deferrable = *deferral != Deferral::NotDeferrable;
    plan.foreign.push(Foreign { columns, target: *at, target_columns, deferrable, required, own: None });
}

/// True if every column that a later check names has the same name now.
fn keeps_names(now: &Table, later: &Table, expression: &str) -> bool {
    let named = mine(expression).identifiers;
    let mut used = later.columns.iter().filter(|c| named.contains(&c.name));
    used.all(|c| now.column(&c.id).is_some_and(|n| n.name == c.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Constraint, PUBLIC_SCHEMA, Schema};

    fn key(id: &str, columns: &[&str], target: &str, targets: &[&str]) -> Constraint {
        let ids = |names: &[&str]| names.iter().map(Id::new).collect();
        let kind = ConstraintKind::ForeignKey {
            columns: ids(columns),
            target: target.into(),
            target_columns: ids(targets),
            on_delete: Default::default(),
            on_update: Default::default(),
            deferral: Deferral::NotDeferrable,
        };
        Constraint::new(id.into(), kind)
    }

    #[test]
    fn the_table_of_tenants_carries_them() {
        let mut tenants = Table::new("t".into(), PUBLIC_SCHEMA.into(), "tenants");
        let mut id = Column::new("t.id".into(), "id", DataType::builtin("int")).required();
        id.value = ColumnValue::Identity { always: true };
        tenants.columns.push(id);
        let mut notes = Table::new("n".into(), PUBLIC_SCHEMA.into(), "notes");
        notes.columns.push(Column::new("n.tenant".into(), "tenant_id", DataType::builtin("int")).required());
        notes.constraints.push(key("fk", &["n.tenant"], "t", &["t.id"]));
        let catalog = Catalog {
            schemas: vec![Schema::new(PUBLIC_SCHEMA.into(), PUBLIC_SCHEMA)],
            tables: vec![tenants, notes],
            ..Catalog::default()
        };
        let plans = plans(&catalog, &BTreeMap::from([("n".into(), "n.tenant".into())]), None);
        assert!(plans[0].columns[0].carries_tenant && plans[0].columns[0].always);
        assert_eq!(plans[0].columns[0].source, Source::Given);
        assert_eq!(plans[1].tenant, Some(0));
        assert!(plans[1].foreign[0].required);
    }
}
