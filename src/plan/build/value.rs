//! Where a column's value comes from: defaults, identity, generation.

use super::super::kind::Kind;
use super::super::planner::{self, Planner, build, building, dismantling, statement};
use super::super::step::Key;
use super::sequence;
use super::table::{needs, next_part, previous_part};
use crate::catalog::{Column, ColumnValue, DataType, Pair};
use crate::diff::TableMatch;
use crate::sql::quote;
use crate::sql::write::{changed_clauses, identity_words};

/// True for what SET DEFAULT can set.
pub(super) fn is_default(value: &ColumnValue) -> bool {
    matches!(value, ColumnValue::Default { .. } | ColumnValue::NextValue { .. })
}

/// Takes off what must go before names change hands and what it names is dropped. Returns true if the column still
/// has a default after it.
pub(super) fn dismantle<'a>(
    planner: &mut Planner<'a>,
    table: &'a TableMatch<'a>,
    pair: Pair<&'a Column>,
    default_goes_first: bool,
) -> bool {
    use ColumnValue::{Default, Generated, Identity, NextValue, None};
    let previous = table.tables.previous;
    let (kind, what) = match (&pair.previous.value, &pair.next.value) {
        (None, _) | (Identity { .. }, Identity { .. }) | (Generated { .. }, Generated { .. }) => return false,
        // A sequence of the same name may be created in this migration.
        (Identity { .. }, _) => (Kind::DropIdentity, "DROP IDENTITY"),
        // The columns it reads may be going; the values stay.
        (Generated { .. }, _) => (Kind::DropExpression, "DROP EXPRESSION"),
        (Default { .. } | NextValue { .. }, next) => {
            let sequence_goes = match &pair.previous.value {
                NextValue { sequence } => planner.aligned.sequences.removed.iter().any(|s| s.id == *sequence),
                _ => false,
            };
            if !(default_goes_first || sequence_goes || matches!(next, Identity { .. })) {
                return true;
            }
            (Kind::DropDefault, "DROP DEFAULT")
        }
    };
    let (table_ref, name) = previous_part(planner, previous, &pair.previous.name);
    // The defaults of partitions and inheriting tables are their own, but partitions have their table's identity.
    let goes_below = matches!(pair.next.value, Identity { .. }) && previous.is_partitioned();
    let is_parent = !planner.previous.children(&previous.id).is_empty() && !goes_below;
    let only = if is_parent && kind == Kind::DropDefault { "ONLY " } else { "" };
    let sql = format!("ALTER TABLE {only}{table_ref} ALTER COLUMN {} {what}", quote::ident(&pair.previous.name));
    let sequence = match &pair.previous.value {
        NextValue { sequence } => Some(Key::UsersGone(sequence)),
        _ => Option::None,
    };
    let step = dismantling(planner::dismantle::VALUE, statement(kind, &pair.previous.id, name, sql))
        .at(planner.previous_place(&previous.id), 0)
        .provides(sequence)
        .provides([Key::GeneratedGone(&previous.id), Key::ExpressionsGone]);
    planner.push(step);
    false
}

/// Sets or drops the default, or sets the expression of a generated column.
pub(super) fn set<'a>(
    planner: &mut Planner<'a>,
    table: &'a TableMatch<'a>,
    pair: Pair<&'a Column>,
    has_default: bool,
    value_changed: bool,
) {
    let next = table.tables.next;
    let (kind, what, detail) = match &pair.next.value {
        ColumnValue::None if has_default => (Kind::DropDefault, "DROP DEFAULT".to_owned(), build::DEFAULT),
        ColumnValue::None | ColumnValue::Identity { .. } => return,
        ColumnValue::Default { .. } | ColumnValue::NextValue { .. } => {
            (Kind::SetDefault, format!("SET {}", planner.next.column_value(&pair.next.value)), build::DEFAULT)
        }
        ColumnValue::Generated { .. } if !value_changed => return,
        ColumnValue::Generated { expression, .. } => {
            let expression = crate::sql::write::parenthesised(expression);
            (Kind::SetExpression, format!("SET EXPRESSION AS {expression}"), build::GENERATED)
        }
    };
    let (table_ref, name) = next_part(planner, next, &pair.next.name);
    let is_parent = !planner.next.children(&next.id).is_empty();
    let only = if is_parent && kind != Kind::SetExpression { "ONLY " } else { "" };
    let sql = format!("ALTER TABLE {only}{table_ref} ALTER COLUMN {} {what}", quote::ident(&pair.next.name));
    let mut step = building(build::TABLE, statement(kind, &pair.next.id, name, sql))
        .at(planner.next_place(&next.id), detail)
        .after(needs(&pair.next.data_type, &pair.next.value));
    // What it calls may stand on the table, and so come after its columns.
    if !planner.next.default_waits(next, pair.next) {
        step = step.provides([Key::Columns(&next.id)]);
    }
    if kind == Kind::SetExpression {
        // It may read columns that are new or have new types.
        step = step.after([Key::PlainColumns(&next.id)]).provides([Key::AllColumns]);
        // A parent's sets this one's, too.
        let parents = planner.heritage.parents(&next.id);
        step = step.after(parents.iter().map(|parent| Key::Columns(&parent.tables.next.id)));
    }
    planner.push(step);
}

/// Adds or alters identity, which is lost by then if it was a parent's.
pub(super) fn identity<'a>(planner: &mut Planner<'a>, table: &'a TableMatch<'a>, pair: Pair<&'a Column>, lost: bool) {
    let ColumnValue::Identity { always } = pair.next.value else { return };
    let next = table.tables.next;
    let place = planner.next_place(&next.id);
    let (table_ref, name) = next_part(planner, next, &pair.next.name);
    let column = quote::ident(&pair.next.name);
    let words = identity_words(always);
    let keys = [Key::Column(&next.id, &pair.next.id), Key::NotNull(&next.id, &pair.next.id)];
    if let ColumnValue::Identity { always: was_always } = pair.previous.value
        && !lost
    {
        if was_always != always {
            let sql = format!("ALTER TABLE {table_ref} ALTER COLUMN {column} SET GENERATED {words}");
            let step = building(build::TABLE, statement(Kind::AlterIdentity, &pair.next.id, name, sql));
            planner.push(step.at(place, build::IDENTITY).after(keys).provides([Key::Columns(&next.id)]));
        }
        identity_sequence(planner, table, pair);
        return;
    }
    let options = planner.next.identity_options(next, pair.next);
    let sql = format!("ALTER TABLE {table_ref} ALTER COLUMN {column} ADD GENERATED {words} AS IDENTITY{options}");
    let link = planner.link();
    // An identity column must be NOT NULL and of an integer type before.
    let step = building(build::TABLE, statement(Kind::AddIdentity, &pair.next.id, name, sql))
        .at(place, build::IDENTITY)
        .after(keys)
        .provides([link, Key::Columns(&next.id)]);
    planner.push(step);
    // Its sequence begins at 1, where rows may be already.
    let sequence = format!(
        "pg_catalog.pg_get_serial_sequence({}, {})",
        quote::literal(&table_ref),
        quote::literal(&pair.next.name)
    );
    let sql = match &pair.next.sequence {
        // A sequence with options of its own goes on where it would begin, unless rows are further.
        Some(own) if !own.options.is_default() => {
            let complete = own.options.complete(&planner.next.data_type(&pair.next.data_type));
            let (start, by) = (complete.start.unwrap_or(1), complete.increment.unwrap_or(1));
            let (furthest, most) = if by > 0 { ("max", "greatest") } else { ("min", "least") };
            let past = format!("(SELECT {furthest}({column}) + ({by}) FROM {table_ref})");
            format!("SELECT setval({sequence}, {most}({start}, {past}), false)")
        }
        _ => format!("SELECT setval({sequence}, (SELECT coalesce(max({column}), 0) + 1 FROM {table_ref}), false)"),
    };
    set_sequence(planner, table, pair, sql, link);
}

/// Changes the name and the options of an identity column's sequence.
fn identity_sequence<'a>(planner: &mut Planner<'a>, table: &'a TableMatch<'a>, pair: Pair<&'a Column>) {
    let next = table.tables.next;
    let (table_ref, name) = next_part(planner, next, &pair.next.name);
    let column = quote::ident(&pair.next.name);
    let schema = planner.next.schema_name(&next.schema);
    let known = |column: &'a Column| column.sequence.as_ref().and_then(|sequence| sequence.name.as_deref());
    let (was, is) = (known(pair.previous), known(pair.next));
    let mut all = Vec::new();
    if let (Some(was), Some(is)) = (was, is)
        && was != is
    {
        let (from, to) = (quote::qualified(schema, was), quote::ident(is));
        all.push((Kind::RenameSequence, format!("ALTER SEQUENCE {from} RENAME TO {to}")));
    }
    let options = pair.map(|c| c.sequence.as_ref().map(|s| s.options).unwrap_or_default());
    if options.previous != options.next {
        let options = Pair::new(&options.previous, &options.next);
        let types = pair.map(|c| match &c.data_type {
            DataType::Builtin(text) => text.as_str(),
            DataType::Defined { .. } => "bigint",
        });
        let alter = |clauses: &[String]| {
            let set: Vec<_> = clauses.iter().map(|clause| format!("SET {clause}")).collect();
            format!("ALTER TABLE {table_ref} ALTER COLUMN {column} {}", set.join(" "))
        };
        if let Some(sequence) = is.or(was) {
            all.extend(sequence::into_range(options, types, &quote::qualified(schema, sequence), &alter));
        }
        all.push((Kind::AlterIdentity, alter(&changed_clauses(options, types))));
    }
    let mut before = Key::Column(&next.id, &pair.next.id);
    for (kind, sql) in all {
        let link = planner.link();
        let step = building(build::TABLE, statement(kind, &pair.next.id, name.clone(), sql));
        let step = step.at(planner.next_place(&next.id), build::IDENTITY).after([before]);
        planner.push(step.provides([link, Key::Columns(&next.id)]));
        before = link;
    }
}

/// A sequence that is new begins at 1, where rows of a column that had its values from elsewhere may be already.
pub(super) fn advance_sequence<'a>(planner: &mut Planner<'a>, table: &'a TableMatch<'a>, pair: Pair<&'a Column>) {
    let ColumnValue::NextValue { sequence } = &pair.next.value else { return };
    if !planner.aligned.sequences.added.iter().any(|s| s.id == *sequence) {
        return;
    }
    let Some(sequence) = planner.next.sequence(sequence) else { return };
    let sequence_ref = planner.next.sequence_ref(sequence);
    let (table_ref, _) = next_part(planner, table.tables.next, &pair.next.name);
    let column = quote::ident(&pair.next.name);
    let sql = format!(
        "SELECT setval({}, greatest((SELECT coalesce(max({column}), 0) + 1 FROM {table_ref}), (SELECT last_value FROM {sequence_ref})), false)",
        quote::literal(&sequence_ref),
    );
    set_sequence(planner, table, pair, sql, Key::Ready(&sequence.id));
}

/// Runs a statement that reads a table whole to set a sequence.
fn set_sequence<'a>(
    planner: &mut Planner<'a>,
    table: &'a TableMatch<'a>,
    pair: Pair<&'a Column>,
    sql: String,
    after: Key<'a>,
) {
    let next = table.tables.next;
    let (_, name) = next_part(planner, next, &pair.next.name);
    let (lifted, checked) = planner.reading(&next.id);
    let step = building(build::TABLE, statement(Kind::SetSequenceValue, &pair.next.id, name, sql))
        .at(planner.next_place(&next.id), build::IDENTITY)
        .after([after, Key::Column(&next.id, &pair.next.id), lifted])
        .provides([checked]);
    planner.push(step);
}
