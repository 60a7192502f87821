//! Edits, by number.

use std::collections::HashSet;

use bulkhead::catalog::{
    Column, ColumnValue, Constraint, ConstraintKind, DataType, Deferral, EnumLabel, EnumType, Grant, Grantee, Id,
    Index, IndexKey, IndexTarget, Policy, PolicyCommand, Privilege, ReferentialAction, RowSecurity, Schema, Sequence,
    Table,
};

use super::text::{Class, NAMES, class, query, template};
use super::{Edit, Model, pick, place};

/// How many kinds of edit there are.
pub const KINDS: u8 = 59;

/// The kinds that add something, the more often the more there should be of it.
pub const BUILDING: &[u8] = &[
    0, 4, 4, 13, 13, 19, 19, 19, 19, 19, 19, 25, 25, 25, 25, 25, 25, 31, 31, 31, 31, 31, 31, 31, 33, 35, 35, 36, 36,
    37, 37, 37, 37, 37, 43, 43, 43, 43, 48, 48, 48, 48, 53, 53, 54, 54, 55, 55, 55, 30, 18, 32,
];

const TYPES: &[&str] = &[
    "integer",
    "text",
    "integer",
    "bigint",
    "boolean",
    "text",
    "integer",
    "bigint",
    "smallint",
    "text",
    "character varying(20)",
    "character varying(40)",
    "boolean",
    "uuid",
    "date",
    "timestamp with time zone",
    "timestamp without time zone",
    "jsonb",
    "numeric(10,2)",
    "numeric",
    "double precision",
    "text[]",
    "integer[]",
];

pub fn apply(model: &mut Model, edit: &Edit) {
    let Edit { kind, a, b, c } = *edit;
    match kind {
        0..=3 => schemas(model, kind, a, b),
        4..=12 => enums(model, kind, a, b, c),
        13..=18 => sequences(model, kind - 13, a, b),
        19..=24 => tables(model, kind - 19, a, b, c),
        25..=34 | 56..=58 => columns(model, kind, a, b, c),
        35..=42 => constraints(model, kind, a, b, c),
        43..=47 => indexes(model, kind, a, b, c),
        48..=53 => policies(model, kind, a, b, c),
        54 => grants(model, a, b, c),
        _ => comments(model, a, b, c),
    }
}

/// A name that is free among `taken`, from the list or with a number.
fn free(taken: &HashSet<String>, number: u16) -> String {
    for step in 0..NAMES.len() {
        let name = NAMES[(number as usize + step * 7) % NAMES.len()];
        if !taken.contains(name) {
            return name.to_owned();
        }
    }
    (0..).map(|n| format!("name {n}")).find(|name| !taken.contains(name)).expect("a name")
}

/// Names in a schema: tables, indexes, keys, sequences and enums.
fn in_schema(model: &Model, schema: &Id) -> HashSet<String> {
    let raw = &model.raw;
    let mut names: HashSet<String> = raw.enums.iter().filter(|e| e.schema == *schema).map(|e| e.name.clone()).collect();
    names.extend(raw.sequences.iter().filter(|s| s.schema == *schema).map(|s| s.name.clone()));
    for table in raw.tables.iter().filter(|t| t.schema == *schema) {
        names.insert(table.name.clone());
        names.extend(table.indexes.iter().map(|i| i.name.clone()));
        names.extend(table.constraints.iter().map(|c| c.name.clone()));
    }
    names
}

fn names<T>(list: &[T], name: fn(&T) -> &String) -> HashSet<String> {
    list.iter().map(|one| name(one).clone()).collect()
}

fn schemas(model: &mut Model, kind: u8, a: u16, b: u16) {
    let taken = names(&model.raw.schemas, |s| &s.name);
    let own: Vec<usize> = (0..model.raw.schemas.len()).filter(|at| !model.raw.schemas[*at].is_public()).collect();
    match kind {
        0 if own.len() < 3 => {
            let id = model.id("s");
            model.raw.schemas.push(Schema::new(id, free(&taken, a)));
        }
        1 => {
            if let Some(at) = pick(&own, a) {
                model.raw.schemas[*at].name = free(&taken, b);
            }
        }
        2 => {
            if let Some(at) = pick(&own, a) {
                let gone = model.raw.schemas.remove(*at).id;
                // Half of the time what it holds goes with it, else it moves.
                if b % 2 == 0 {
                    model.raw.tables.retain(|t| t.schema != gone);
                    model.raw.enums.retain(|e| e.schema != gone);
                    model.raw.sequences.retain(|s| s.schema != gone);
                } else {
                    let to = Id::new("public");
                    model.raw.tables.iter_mut().filter(|t| t.schema == gone).for_each(|t| t.schema = to.clone());
                    model.raw.enums.iter_mut().filter(|e| e.schema == gone).for_each(|e| e.schema = to.clone());
                    model.raw.sequences.iter_mut().filter(|s| s.schema == gone).for_each(|s| s.schema = to.clone());
                }
            }
        }
        _ => {
            if let (Some(x), Some(y)) = (pick(&own, a).copied(), pick(&own, b).copied()) {
                let name = model.raw.schemas[x].name.clone();
                model.raw.schemas[x].name = std::mem::replace(&mut model.raw.schemas[y].name, name);
            }
        }
    }
}

fn schema(model: &Model, number: u16) -> Id {
    // Most things live in public.
    pick(&model.raw.schemas, if number % 3 == 0 { number / 3 } else { 0 }).expect("a schema").id.clone()
}

fn enums(model: &mut Model, kind: u8, a: u16, b: u16, c: u16) {
    if kind == 4 {
        if model.raw.enums.len() < 4 {
            let schema = schema(model, b);
            let name = free(&in_schema(model, &schema), a);
            let id = model.id("e");
            let mut labels: Vec<EnumLabel> = Vec::new();
            for n in 0..1 + c % 4 {
                let label = model.id("l");
                let name = free(&names(&labels, |l| &l.name), a.wrapping_add(n * 3));
                labels.push(EnumLabel { id: label, name });
            }
            model.raw.enums.push(EnumType { id, schema, name, labels, comment: None });
        }
        return;
    }
    let Some(at) = place(&model.raw.enums, a) else { return };
    let label_id = model.id("l");
    let taken = in_schema(model, &model.raw.enums[at].schema);
    let to = schema(model, b);
    let free_there = !in_schema(model, &to).contains(&model.raw.enums[at].name);
    let one = &mut model.raw.enums[at];
    let labels = names(&one.labels, |l| &l.name);
    match kind {
        5 => one.name = free(&taken, b),
        6 if free_there => one.schema = to,
        7 => {
            model.raw.enums.remove(at);
        }
        8 => {
            let name = free(&labels, b);
            let at = c as usize % (one.labels.len() + 1);
            one.labels.insert(at, EnumLabel { id: label_id, name });
        }
        9 if one.labels.len() > 1 => {
            one.labels.remove(b as usize % one.labels.len());
        }
        10 => {
            let at = b as usize % one.labels.len();
            one.labels[at].name = free(&labels, c);
        }
        11 => one.labels.rotate_left(1),
        12 => {
            let (x, y) = (b as usize % one.labels.len(), c as usize % one.labels.len());
            let name = one.labels[x].name.clone();
            one.labels[x].name = std::mem::replace(&mut one.labels[y].name, name);
        }
        _ => {}
    }
}

fn sequences(model: &mut Model, kind: u8, a: u16, b: u16) {
    if kind == 0 {
        if model.raw.sequences.len() < 3 {
            let schema = schema(model, b);
            let name = free(&in_schema(model, &schema), a);
            let id = model.id("q");
            let data_type = ["bigint", "integer", "smallint"][b as usize % 3].to_owned();
            model.raw.sequences.push(Sequence::new(id, schema, name, data_type));
        }
        return;
    }
    let Some(at) = place(&model.raw.sequences, a) else { return };
    let taken = in_schema(model, &model.raw.sequences[at].schema);
    let to = schema(model, b);
    let free_there = !in_schema(model, &to).contains(&model.raw.sequences[at].name);
    let one = &mut model.raw.sequences[at];
    match kind {
        1 => one.name = free(&taken, b),
        2 if free_there => one.schema = to,
        3 => {
            model.raw.sequences.remove(at);
        }
        4 => one.data_type = ["bigint", "integer", "smallint"][b as usize % 3].to_owned(),
        _ => one.grants = grant_list(b, &[Privilege::Usage, Privilege::Select, Privilege::Update]),
    }
}

fn tables(model: &mut Model, kind: u8, a: u16, b: u16, c: u16) {
    if kind == 0 {
        if model.raw.tables.len() < 7 {
            let schema = schema(model, b);
            let name = free(&in_schema(model, &schema), a);
            let mut table = Table::new(model.id("t"), schema.clone(), name);
            for n in 0..c % 5 {
                let mut column = new_column(model, &table, a.wrapping_add(n), b.wrapping_add(n * 5));
                if n == 0 && c % 3 != 0 {
                    column.data_type = DataType::builtin(["integer", "bigint", "uuid", "text"][b as usize % 4]);
                    let mut taken = in_schema(model, &schema);
                    taken.insert(table.name.clone());
                    let kind = ConstraintKind::PrimaryKey { columns: vec![column.id.clone()] };
                    let key = Constraint::new(model.id("k"), kind).named(free(&taken, a.wrapping_add(9)));
                    table.constraints.push(key);
                }
                table.columns.push(column);
            }
            model.raw.tables.push(table);
        }
        return;
    }
    let Some(at) = place(&model.raw.tables, a) else { return };
    let taken = in_schema(model, &model.raw.tables[at].schema);
    match kind {
        1 => model.raw.tables[at].name = free(&taken, b),
        2 => {
            let to = schema(model, b);
            let there = in_schema(model, &to);
            let table = &model.raw.tables[at];
            let mut mine: Vec<&String> = vec![&table.name];
            mine.extend(table.indexes.iter().map(|i| &i.name));
            mine.extend(table.constraints.iter().map(|c| &c.name));
            if mine.iter().all(|name| !there.contains(*name)) {
                model.raw.tables[at].schema = to;
            }
        }
        3 => {
            model.raw.tables.remove(at);
        }
        4 => {
            // Two tables swap names, or one takes an index's.
            if let Some(other) = place(&model.raw.tables, b).filter(|other| *other != at) {
                if model.raw.tables[at].schema == model.raw.tables[other].schema {
                    let name = model.raw.tables[at].name.clone();
                    model.raw.tables[at].name = std::mem::replace(&mut model.raw.tables[other].name, name);
                } else if c % 2 == 0 {
                    // Across schemas they swap places.
                    let schema = model.raw.tables[at].schema.clone();
                    let taken_here = in_schema(model, &schema);
                    let taken_there = in_schema(model, &model.raw.tables[other].schema);
                    let simple = |t: &Table| t.indexes.is_empty() && t.constraints.is_empty();
                    let (x, y) = (&model.raw.tables[at], &model.raw.tables[other]);
                    let fits = (x.name == y.name) || (!taken_there.contains(&x.name) && !taken_here.contains(&y.name));
                    if simple(x) && simple(y) && fits {
                        model.raw.tables[at].schema = std::mem::replace(&mut model.raw.tables[other].schema, schema);
                    }
                }
            } else if let Some(index) = place(&model.raw.tables[at].indexes, c) {
                let table = &mut model.raw.tables[at];
                let name = table.name.clone();
                table.name = std::mem::replace(&mut table.indexes[index].name, name);
            }
        }
        _ => {
            // The same table again under new ids: matched by name.
            let id = model.id("t");
            let old = std::mem::replace(&mut model.raw.tables[at].id, id.clone());
            for table in &mut model.raw.tables {
                for constraint in &mut table.constraints {
                    if let ConstraintKind::ForeignKey { target, .. } = &mut constraint.kind
                        && *target == old
                    {
                        *target = id.clone();
                    }
                }
            }
        }
    }
}

fn data_type(model: &Model, number: u16) -> DataType {
    let enums = model.raw.enums.len();
    let at = number as usize % (TYPES.len() + enums * 3);
    match TYPES.get(at) {
        Some(name) => DataType::builtin(name),
        None => {
            let at = at - TYPES.len();
            DataType::Defined { id: model.raw.enums[at / 3].id.clone(), array: at % 3 == 2 }
        }
    }
}

fn new_column(model: &mut Model, table: &Table, name: u16, kind: u16) -> Column {
    let name = free(&names(&table.columns, |c| &c.name), name);
    let id = model.id("c");
    let mut column = Column::new(id, name, data_type(model, kind));
    column.not_null = kind % 2 == 0;
    column
}

fn columns(model: &mut Model, kind: u8, a: u16, b: u16, c: u16) {
    let Some(at) = place(&model.raw.tables, a) else { return };
    let table = model.raw.tables[at].clone();
    if kind == 25 {
        if table.columns.len() < 8 {
            let column = new_column(model, &table, b, c);
            model.raw.tables[at].columns.push(column);
        }
        return;
    }
    let Some(column_at) = (if kind == 58 { with_value(&table, b) } else { place(&table.columns, b) }) else { return };
    let taken = names(&table.columns, |c| &c.name);
    let new_type = data_type(model, c);
    let value = new_value(model, &table, column_at, c);
    let fresh = model.id("c");
    let constraint = model.id("k");
    let key_name = free(&in_schema(model, &table.schema), c);
    let edited = &mut model.raw.tables[at];
    let column = &mut edited.columns[column_at];
    match kind {
        26 => column.name = free(&taken, c),
        27 => {
            edited.columns.remove(column_at);
        }
        28 => {
            let other = c as usize % edited.columns.len();
            let name = edited.columns[column_at].name.clone();
            edited.columns[column_at].name = std::mem::replace(&mut edited.columns[other].name, name);
        }
        29 => column.data_type = new_type,
        30 => column.not_null = !column.not_null,
        31 => column.value = value,
        32 => column.collation = [None, Some("C"), Some("POSIX")][c as usize % 3].map(str::to_owned),
        33 => {
            let mut key = vec![column.id.clone()];
            if c % 3 == 0 {
                let other = edited.columns[c as usize % edited.columns.len()].id.clone();
                if !key.contains(&other) {
                    key.push(other);
                }
            }
            match edited.constraints.iter_mut().find(|k| matches!(k.kind, ConstraintKind::PrimaryKey { .. })) {
                Some(existing) => existing.kind = ConstraintKind::PrimaryKey { columns: key },
                None => {
                    let kind = ConstraintKind::PrimaryKey { columns: key };
                    edited.constraints.push(Constraint::new(constraint, kind).named(key_name));
                }
            }
        }
        34 => edited.constraints.retain(|k| !matches!(k.kind, ConstraintKind::PrimaryKey { .. })),
        56 => {
            // Dropped, and added again under the same name.
            column.id = fresh;
            column.data_type = new_type;
        }
        57 => edited.columns.reverse(),
        _ => match &mut column.value {
            ColumnValue::Identity { always } => *always = !*always,
            ColumnValue::Generated { expression, .. } => {
                *expression = template('g', &super::text::column_of(expression), c);
            }
            ColumnValue::Default { expression } => *expression = template('d', &column.id, c),
            _ => {}
        },
    }
}

/// A column that has its value from somewhere.
fn with_value(table: &Table, number: u16) -> Option<usize> {
    let some: Vec<usize> = (0..table.columns.len()).filter(|at| !table.columns[*at].value.is_none()).collect();
    pick(&some, number).copied()
}

fn new_value(model: &Model, table: &Table, column: usize, c: u16) -> ColumnValue {
    let column = &table.columns[column];
    let source = pick(&table.columns, c / 7).map_or(&column.id, |s| &s.id);
    let default = || ColumnValue::Default { expression: template('d', &column.id, c / 7) };
    let generated = || ColumnValue::Generated { expression: template('g', source, c / 7), stored: c % 3 != 0 };
    match (class(&column.data_type), c % 7) {
        (_, 0) => ColumnValue::None,
        (_, 1) => default(),
        (Class::Integer, 2 | 3) => match pick(&model.raw.sequences, c / 7) {
            Some(sequence) => ColumnValue::NextValue { sequence: sequence.id.clone() },
            None => default(),
        },
        (Class::Integer, 4 | 5) => ColumnValue::Identity { always: c % 2 == 0 },
        (Class::Integer | Class::Boolean | Class::Text, _) => generated(),
        _ => default(),
    }
}

fn constraints(model: &mut Model, kind: u8, a: u16, b: u16, c: u16) {
    let Some(at) = place(&model.raw.tables, a) else { return };
    let table = model.raw.tables[at].clone();
    let name = free(&in_schema(model, &table.schema), b.wrapping_mul(3).wrapping_add(c));
    let id = model.id("k");
    let mut push = |kind| model.raw.tables[at].constraints.push(Constraint::new(id.clone(), kind).named(name.clone()));
    match kind {
        35 => {
            if let Some(column) = pick(&table.columns, b) {
                let mut columns = vec![column.id.clone()];
                if let Some(other) = pick(&table.columns, c).filter(|o| c % 2 == 0 && o.id != column.id) {
                    columns.push(other.id.clone());
                }
                push(ConstraintKind::Unique { columns, nulls_not_distinct: c % 5 == 0 });
            }
        }
        36 => {
            if let Some(column) = pick(&table.columns, b) {
                push(ConstraintKind::Check { expression: template('c', &column.id, c) });
            }
        }
        37 => {
            if let Some(kind) = foreign_key(model, at, b, c) {
                model.raw.tables[at].constraints.push(Constraint::new(id, kind).named(name));
            }
        }
        _ => edit_constraint(model, kind, at, b, c, name),
    }
}

/// A foreign key onto some key, over columns that have its types or over new ones.
fn foreign_key(model: &mut Model, at: usize, b: u16, c: u16) -> Option<ConstraintKind> {
    let target = pick(&model.raw.tables, b)?.clone();
    let keys: Vec<Vec<Id>> = target
        .constraints
        .iter()
        .filter_map(|k| match &k.kind {
            ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => Some(columns.clone()),
            _ => None,
        })
        .chain(target.indexes.iter().filter(|i| i.unique && i.predicate.is_none()).filter_map(|i| {
            i.keys
                .iter()
                .map(|k| match &k.target {
                    IndexTarget::Column { column } => Some(column.clone()),
                    IndexTarget::Expression { .. } => None,
                })
                .collect()
        }))
        .collect();
    let key = pick(&keys, c)?.clone();
    let mut columns: Vec<Id> = Vec::new();
    for target_column in &key {
        let data_type = target.column(target_column)?.data_type.clone();
        let table = model.raw.tables[at].clone();
        let found = table.columns.iter().find(|x| x.data_type == data_type && !columns.contains(&x.id) && c % 2 == 0);
        match found {
            Some(column) => columns.push(column.id.clone()),
            None => {
                let mut column = new_column(model, &table, c, 1);
                column.data_type = data_type;
                columns.push(column.id.clone());
                model.raw.tables[at].columns.push(column);
            }
        }
    }
    let (on_delete, on_update, deferral) = actions(c);
    Some(ConstraintKind::ForeignKey { columns, target: target.id, target_columns: key, on_delete, on_update, deferral })
}

fn actions(c: u16) -> (ReferentialAction, ReferentialAction, Deferral) {
    use ReferentialAction::{Cascade, NoAction, Restrict, SetDefault, SetNull};
    let of = [NoAction, Cascade, Restrict, SetNull, SetDefault];
    let deferral = [Deferral::NotDeferrable, Deferral::InitiallyImmediate, Deferral::InitiallyDeferred];
    (of[c as usize % 5], of[c as usize / 5 % 5], deferral[c as usize / 25 % 3])
}

fn edit_constraint(model: &mut Model, kind: u8, at: usize, b: u16, c: u16, name: String) {
    let edited = &mut model.raw.tables[at];
    let Some(one) = place(&edited.constraints, b) else { return };
    match kind {
        38 => edited.constraints[one].name = name,
        39 => {
            edited.constraints.remove(one);
        }
        40 => {
            let other = c as usize % edited.constraints.len();
            let name = edited.constraints[one].name.clone();
            edited.constraints[one].name = std::mem::replace(&mut edited.constraints[other].name, name);
        }
        41 => {
            if let ConstraintKind::ForeignKey { on_delete, on_update, deferral, .. } = &mut edited.constraints[one].kind
            {
                let (d, u, f) = actions(c);
                // Often only the deferral changes.
                if c % 2 == 0 {
                    (*on_delete, *on_update) = (d, u);
                }
                *deferral = f;
            }
        }
        _ => {
            if let ConstraintKind::Unique { nulls_not_distinct, .. } = &mut edited.constraints[one].kind {
                *nulls_not_distinct = !*nulls_not_distinct;
            }
        }
    }
}

fn new_index(model: &mut Model, at: usize, name: String, b: u16, c: u16) -> Option<Index> {
    let table = &model.raw.tables[at];
    let first = pick(&table.columns, b)?;
    let mut index = Index::on(Id::new("x"), [first.id.clone()]).named(name);
    index.unique = c % 4 == 0;
    index.method = ["btree", "btree", "hash", "gin", "brin"][c as usize / 4 % 5].to_owned();
    if let Some(second) = pick(&table.columns, c / 3).filter(|s| s.id != first.id) {
        match c % 3 {
            0 => index.keys.push(IndexKey::column(second.id.clone())),
            1 => index.include.push(second.id.clone()),
            _ => {}
        }
    }
    if c % 5 == 0 {
        index.keys.push(IndexKey::expression(template('x', &first.id, c)));
    }
    if c % 7 == 0 {
        index.predicate = Some(template('c', &first.id, c));
    }
    let key = &mut index.keys[0];
    key.descending = c % 6 == 0;
    key.nulls_first = [None, Some(true), Some(false)][c as usize / 2 % 3];
    key.operator_class =
        [None, None, Some("text_pattern_ops"), Some("jsonb_path_ops")][c as usize % 4].map(str::to_owned);
    index.id = model.id("x");
    Some(index)
}

fn indexes(model: &mut Model, kind: u8, a: u16, b: u16, c: u16) {
    let Some(at) = place(&model.raw.tables, a) else { return };
    let name = free(&in_schema(model, &model.raw.tables[at].schema), b.wrapping_add(c));
    if kind == 43 {
        if let Some(index) = new_index(model, at, name, b, c) {
            model.raw.tables[at].indexes.push(index);
        }
        return;
    }
    let Some(one) = place(&model.raw.tables[at].indexes, b) else { return };
    match kind {
        44 => model.raw.tables[at].indexes[one].name = name,
        45 => {
            model.raw.tables[at].indexes.remove(one);
        }
        46 => {
            // Swaps names with an index of any table of the schema.
            let Some(other) = place(&model.raw.tables, c) else { return };
            let Some(second) = place(&model.raw.tables[other].indexes, c / 5) else { return };
            if model.raw.tables[at].schema == model.raw.tables[other].schema {
                let name = model.raw.tables[at].indexes[one].name.clone();
                let name = std::mem::replace(&mut model.raw.tables[other].indexes[second].name, name);
                model.raw.tables[at].indexes[one].name = name;
            }
        }
        _ => {
            let (id, name) = {
                let old = &model.raw.tables[at].indexes[one];
                (old.id.clone(), old.name.clone())
            };
            if let Some(index) = new_index(model, at, name, c, b) {
                model.raw.tables[at].indexes[one] = Index { id, ..index };
            }
        }
    }
}

fn grantees(number: u16) -> Vec<Grantee> {
    let app = Grantee::Role(Id::new("app"));
    let svc = Grantee::Role(Id::new("svc"));
    match number % 4 {
        0 => vec![Grantee::Public],
        1 => vec![app],
        2 => vec![svc],
        _ => vec![app, svc],
    }
}

fn new_policy(model: &Model, table: &Table, id: Id, name: String, b: u16, c: u16) -> Policy {
    use PolicyCommand::{All, Delete, Insert, Select, Update};
    let command = [All, All, Select, Insert, Update, Delete][c as usize % 6];
    let column = pick(&table.columns, b).map_or(Id::new("none"), |x| x.id.clone());
    let other = pick(&model.raw.tables, c / 6);
    let expression = match other.and_then(|o| pick(&o.columns, b).map(|x| (o, x))) {
        Some((other, column)) if c % 3 == 0 => query(&other.id, &column.id),
        _ => template('c', &column, b),
    };
    let wants_check = b % 2 == 0 && !matches!(command, Select | Delete);
    let (using, check) = match command {
        Insert => (None, Some(expression)),
        _ if wants_check => (Some(expression), Some(template('c', &column, c))),
        _ => (Some(expression), None),
    };
    Policy { id, name, restrictive: c % 4 == 0, command, to: grantees(b), using, check, comment: None }
}

fn policies(model: &mut Model, kind: u8, a: u16, b: u16, c: u16) {
    let Some(at) = place(&model.raw.tables, a) else { return };
    let table = model.raw.tables[at].clone();
    let name = free(&names(&table.policies, |p| &p.name), b.wrapping_add(c));
    match kind {
        48 => {
            let id = model.id("p");
            let policy = new_policy(model, &table, id, name, b, c);
            model.raw.tables[at].policies.push(policy);
            return;
        }
        53 => {
            let of = [RowSecurity::Off, RowSecurity::Enabled, RowSecurity::Forced];
            model.raw.tables[at].row_security = of[c as usize % 3];
            return;
        }
        _ => {}
    }
    let Some(one) = place(&table.policies, b) else { return };
    let old = &table.policies[one];
    let fresh = new_policy(model, &table, old.id.clone(), old.name.clone(), c, b);
    let edited = &mut model.raw.tables[at].policies;
    match kind {
        49 => edited[one].name = name,
        50 => edited[one] = fresh,
        51 => {
            edited.remove(one);
        }
        _ => {
            let other = c as usize % edited.len();
            let name = edited[one].name.clone();
            edited[one].name = std::mem::replace(&mut edited[other].name, name);
        }
    }
}

fn grant_list(number: u16, privileges: &[Privilege]) -> Vec<Grant> {
    let mut grants = Vec::new();
    for (at, to) in grantees(number / 2).into_iter().enumerate() {
        let mut chosen: Vec<_> = privileges
            .iter()
            .enumerate()
            .filter(|(bit, _)| number.rotate_right(at as u32 * 3) >> bit & 1 == 1)
            .map(|(_, p)| *p)
            .collect();
        chosen.sort();
        if !chosen.is_empty() {
            grants.push(Grant { to, privileges: chosen });
        }
    }
    grants
}

fn grants(model: &mut Model, a: u16, b: u16, c: u16) {
    use Privilege::{Create, Delete, Insert, References, Select, Trigger, Truncate, Update, Usage};
    if c % 4 == 0 {
        let own: Vec<usize> = (0..model.raw.schemas.len()).filter(|at| !model.raw.schemas[*at].is_public()).collect();
        if let Some(at) = pick(&own, a) {
            model.raw.schemas[*at].grants = grant_list(b, &[Usage, Create]);
        }
    } else if let Some(at) = place(&model.raw.tables, a) {
        model.raw.tables[at].grants = grant_list(b, &[Select, Insert, Update, Delete, Truncate, References, Trigger]);
    }
}

fn comments(model: &mut Model, a: u16, b: u16, c: u16) {
    let text = [None, Some("plain"), Some("it's; -- \"q\" $$"), Some("two\nlines"), Some("")][b as usize % 5];
    let text = text.map(str::to_owned);
    let Some(at) = place(&model.raw.tables, a) else { return };
    let own = model.raw.schemas.len();
    let table = &mut model.raw.tables[at];
    match c % 8 {
        0 => table.comment = text,
        1 | 2 => {
            if let Some(at) = place(&table.columns, c / 8) {
                table.columns[at].comment = text;
            }
        }
        3 => {
            if let Some(at) = place(&table.constraints, c / 8) {
                table.constraints[at].comment = text;
            }
        }
        4 => {
            if let Some(at) = place(&table.indexes, c / 8) {
                table.indexes[at].comment = text;
            }
        }
        5 => {
            if let Some(at) = place(&table.policies, c / 8) {
                table.policies[at].comment = text;
            }
        }
        6 => {
            if let Some(at) = place(&model.raw.enums, c / 8) {
                model.raw.enums[at].comment = text;
            }
        }
        _ => {
            let at = c as usize / 8 % own;
            if !model.raw.schemas[at].is_public() {
                model.raw.schemas[at].comment = text;
            }
        }
    }
}
