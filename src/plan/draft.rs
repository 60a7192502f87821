//! The pending change: up and down together.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::{Hazard, Options, Statement, Way, hazard, plan_way};
use crate::catalog::{Catalog, EnumLabel, Id, Pair};
use crate::design::{HandSql, HandSqlPosition, Migration};
use crate::diff::{
    Aligned, Change, ColumnAlteration, ColumnChange, EnumAlteration, EnumChange, SequenceChange, TableChange, changes,
};
use crate::sql::{split, write::Writer};

/// The pending change of a project: what would become its next migration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// What leads to the next catalog, in order, hand-written statements included.
    pub up: Vec<Statement>,
    /// What leads back, in order.
    pub down: Vec<Statement>,
    /// What is renamed.
    pub renames: Vec<Rename>,
    /// What up destroys and down can't bring back.
    pub losses: Vec<Loss>,
    /// The hand-written SQL that is part of it, as it was authored.
    #[serde(skip)]
    pub hand_sql: Vec<HandSql>,
}

/// A rename, by names a person reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rename {
    /// The kind of object: `table`, `column`.
    pub kind: String,
    /// The previous name, qualified and unquoted.
    pub from: String,
    /// The next name.
    pub to: String,
}

/// Data that is lost for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Loss {
    /// The object's previous id.
    pub object: Id,
    /// Its name for a person.
    pub name: String,
    /// What is lost, as the end of a sentence that begins with the name.
    pub what: String,
}

/// A statement of up with what takes it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Unique within the draft, and the same for the same change.
    pub id: String,
    /// The statement of up; empty if down does something on its own account.
    pub up: String,
    /// The statements of down that take it back; empty if it goes with something else, as an index goes with its table.
    pub down: String,
    /// What it does.
    pub kind: String,
    /// The object's name for a person.
    pub object: String,
    /// False if up can't run in a transaction block.
    pub transactional: bool,
    /// What to do if up fails half way, outside a transaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<String>,
    /// What to look out for in up.
    pub hazards: Vec<Hazard>,
    /// What to look out for in down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub down_hazards: Vec<Hazard>,
}

/// Plans both ways, with the hand-written SQL before and after the plan's own statements; down undoes it in the
/// opposite order.
pub fn draft(pair: Pair<&Catalog>, hand: &[HandSql], options: &Options) -> Draft {
    let texts = |script: fn(&HandSql) -> &str| hand.iter().map(script).collect::<Vec<_>>();
    let aligned = Aligned::new(pair);
    let forth_changes = changes(&aligned);
    let up = plan_way(&aligned, &forth_changes, options, Way::Forward, &texts(|h| &h.up));
    let down = if forth_changes.is_empty() {
        Vec::new()
    } else {
        let aligned = Aligned::new(pair.swapped());
        plan_way(&aligned, &changes(&aligned), options, Way::Back, &texts(|h| &h.down))
    };
    let at = |position: HandSqlPosition| hand.iter().filter(move |h| h.position == position);
    let forth = |position| at(position).flat_map(|h| hand_written(h, &h.up)).collect::<Vec<_>>();
    let back = |position| at(position).rev().flat_map(|h| hand_written(h, &h.down)).collect::<Vec<_>>();
    let mut up = [forth(HandSqlPosition::Before), up, forth(HandSqlPosition::After)].concat();
    let mut down = [back(HandSqlPosition::After), down, back(HandSqlPosition::Before)].concat();
    if !hand.is_empty() {
        hazard::look(&mut up, &mut hazard::World::of(&aligned, false));
        hazard::look(&mut down, &mut hazard::World::of(&aligned, true));
    }
    if !pair.previous.tables.is_empty() {
        hazard::together(&mut up, &hazard::There::of(&aligned));
    }
    Draft { up, down, renames: renames(&aligned), losses: losses(&aligned, &forth_changes), hand_sql: hand.to_vec() }
}

fn hand_written<'a>(hand: &'a HandSql, script: &'a str) -> impl Iterator<Item = Statement> + 'a {
    split::statements(script).map(|piece| Statement {
        sql: piece.sql.to_owned(),
        kind: Kind::HandWritten.as_str().to_owned(),
        object: hand.id.clone(),
        name: hand.title.clone(),
        transactional: !crate::sql::refuses_transaction(piece.sql),
        on_failure: crate::sql::refuses_transaction(piece.sql).then(super::halfway::hand_written),
        hazards: Vec::new(),
    })
}

/// Makes a migration of a draft: its statements are frozen as text beside the catalog they lead to.
pub fn freeze(draft: Draft, id: Id, name: impl Into<String>, snapshot: Catalog) -> Migration {
    Migration { id, name: name.into(), up: draft.up, down: draft.down, hand_sql: draft.hand_sql, snapshot }
}

impl Draft {
    /// True if there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.up.is_empty() && self.down.is_empty()
    }

    /// Each statement of up with the statements of down that take it back. What down does on its own account follows.
    pub fn steps(&self) -> Vec<Step> {
        let mut down: Vec<Option<&Statement>> = self.down.iter().map(Some).collect();
        let mut partners: Vec<Vec<&Statement>> = vec![Vec::new(); self.up.len()];
        // What does the very opposite to the same object comes first, then what does the same in the other direction,
        // then whatever else down does to that object.
        pair_up(&self.up, &mut down, &mut partners, |up, down| Kind::reverse(&down.kind) == up.kind, true);
        pair_up(&self.up, &mut down, &mut partners, |up, down| down.kind == up.kind, true);
        pair_up(&self.up, &mut down, &mut partners, |_, _| true, false);
        let mut ids = HashMap::new();
        let paired = self.up.iter().zip(&partners).map(|(up, down)| step(up, Some(up), down, &mut ids));
        let mut steps: Vec<Step> = paired.collect();
        steps.extend(down.into_iter().flatten().map(|down| step(down, None, &[down], &mut ids)));
        steps
    }
}

/// Gives statements of up those statements of down, not given yet, that are about the same object and fit.
fn pair_up<'s>(
    up: &'s [Statement],
    down: &mut [Option<&'s Statement>],
    partners: &mut [Vec<&'s Statement>],
    fits: impl Fn(&Statement, &Statement) -> bool,
    one_each: bool,
) {
    let mut places: HashMap<&Id, Vec<usize>> = HashMap::new();
    for (at, statement) in up.iter().enumerate() {
        places.entry(&statement.object).or_default().push(at);
    }
    for slot in down {
        let Some(statement) = *slot else { continue };
        let candidates = places.get(&statement.object).map(Vec::as_slice).unwrap_or_default();
        let free = |at: &usize| !one_each || partners[*at].is_empty();
        if let Some(at) = candidates.iter().copied().find(|at| free(at) && fits(&up[*at], statement)) {
            partners[at].push(statement);
            *slot = None;
        }
    }
}

fn step(of: &Statement, up: Option<&Statement>, down: &[&Statement], ids: &mut HashMap<String, usize>) -> Step {
    let id = format!("{}:{}", of.kind, of.object);
    let count = ids.entry(id.clone()).or_default();
    *count += 1;
    let text = |s: &Statement| format!("{};", s.sql);
    let down_hazards = down.iter().flat_map(|s| s.hazards.iter().cloned()).collect();
    Step {
        id: if *count == 1 { id } else { format!("{id}#{count}") },
        up: up.map(text).unwrap_or_default(),
        down: down.iter().map(|s| text(s)).collect::<Vec<_>>().join("\n"),
        kind: of.kind.clone(),
        object: of.name.clone(),
        transactional: up.is_none_or(|s| s.transactional),
        on_failure: up.and_then(|s| s.on_failure.clone()),
        hazards: up.map(|s| s.hazards.clone()).unwrap_or_default(),
        down_hazards,
    }
}

fn renames(aligned: &Aligned<'_>) -> Vec<Rename> {
    let schema = |catalog: &Catalog, id: &Id| catalog.schema(id).map_or(id.to_string(), |s| s.name.clone());
    let Pair { previous, next } = aligned.catalogs;
    let mut out = Vec::new();
    let mut push = |kind: &str, from: String, to: String| {
        if from != to {
            out.push(Rename { kind: kind.to_owned(), from, to });
        }
    };
    for pair in aligned.schemas.renamed() {
        push("schema", pair.previous.name.clone(), pair.next.name.clone());
    }
    for pair in &aligned.enums.kept {
        let moved = !aligned.schemas.same(&pair.previous.schema, &pair.next.schema);
        let names = Pair::new(
            format!("{}.{}", schema(previous, &pair.previous.schema), pair.previous.name),
            format!("{}.{}", schema(next, &pair.next.schema), pair.next.name),
        );
        if moved || pair.previous.name != pair.next.name {
            push("enum", names.previous.clone(), names.next.clone());
        }
        if pair.previous.labels != pair.next.labels {
            for label in Aligned::labels(*pair).renamed() {
                let from = format!("{}.{}", names.previous, label.previous.name);
                push("enum-label", from, format!("{}.{}", names.next, label.next.name));
            }
        }
    }
    for pair in &aligned.sequences.kept {
        if pair.previous.name != pair.next.name || !aligned.schemas.same(&pair.previous.schema, &pair.next.schema) {
            let from = format!("{}.{}", schema(previous, &pair.previous.schema), pair.previous.name);
            push("sequence", from, format!("{}.{}", schema(next, &pair.next.schema), pair.next.name));
        }
    }
    for table in aligned.kept_tables.iter().filter(|table| !table.equal) {
        let names = Pair::new(
            format!("{}.{}", schema(previous, &table.tables.previous.schema), table.tables.previous.name),
            format!("{}.{}", schema(next, &table.tables.next.schema), table.tables.next.name),
        );
        let moved = !aligned.schemas.same(&table.tables.previous.schema, &table.tables.next.schema);
        if moved || table.tables.previous.name != table.tables.next.name {
            push("table", names.previous.clone(), names.next.clone());
        }
        let mut parts = |kind: &str, from: &str, to: &str| {
            push(kind, format!("{}.{from}", names.previous), format!("{}.{to}", names.next));
        };
        table.columns.renamed().for_each(|c| parts("column", &c.previous.name, &c.next.name));
        table.constraints.renamed().for_each(|c| parts("constraint", &c.previous.name, &c.next.name));
        table.indexes.renamed().for_each(|i| parts("index", &i.previous.name, &i.next.name));
        table.policies.renamed().for_each(|p| parts("policy", &p.previous.name, &p.next.name));
    }
    out
}

fn losses(aligned: &Aligned<'_>, changes: &[Change]) -> Vec<Loss> {
    let previous = Writer::new(aligned.catalogs.previous);
    let next = Writer::new(aligned.catalogs.next);
    let mut out = Vec::new();
    for change in changes {
        match change {
            Change::Table(TableChange::Removed { id }) => {
                if let Some(table) = previous.table(id).filter(|table| !table.is_partitioned()) {
                    let name = super::planner::table_name(&previous, table);
                    out.push(Loss { object: id.clone(), name, what: "loses every row".into() });
                }
            }
            Change::Column(ColumnChange::Removed { table, id }) => {
                if let Some(table) = previous.table(&table.previous)
                    && let Some(column) = table.column(id)
                    && !matches!(column.value, crate::catalog::ColumnValue::Generated { .. })
                {
                    let name = super::planner::part_name(&previous, table, &column.name);
                    out.push(Loss { object: id.clone(), name, what: "loses every value".into() });
                }
            }
            Change::Column(ColumnChange::Altered { table, ids, what }) => {
                let after = next.table(&table.next).and_then(|t| t.column(&ids.next));
                if let Some(table) = previous.table(&table.previous)
                    && let Some(column) = table.column(&ids.previous)
                    && let Some(after) = after
                    && let Some(what) = column_loss(&previous, &next, *what, Pair::new(column, after))
                {
                    let name = super::planner::part_name(&previous, table, &column.name);
                    out.push(Loss { object: ids.previous.clone(), name, what });
                }
            }
            Change::Enum(EnumChange::Altered { ids, what: EnumAlteration::LabelsRebuilt }) => {
                out.extend(label_losses(&previous, aligned, ids));
            }
            Change::Sequence(SequenceChange::Removed { id }) => {
                if let Some(sequence) = previous.sequence(id) {
                    let name = format!("{}.{}", previous.schema_name(&sequence.schema), sequence.name);
                    out.push(Loss { object: id.clone(), name, what: "loses its position".into() });
                }
            }
            _ => {}
        }
    }
    out
}

/// Labels that go: up demands that no row has them, and which rows had is known to nobody afterwards.
fn label_losses(previous: &Writer<'_>, aligned: &Aligned<'_>, ids: &Pair<Id>) -> Vec<Loss> {
    let Some(pair) = aligned.enums.kept.iter().find(|pair| pair.previous.id == ids.previous) else { return Vec::new() };
    let name = format!("{}.{}", previous.schema_name(&pair.previous.schema), pair.previous.name);
    let removed = Aligned::labels(*pair).removed;
    let what = "comes back as a label, not in the rows that had it before they were given another";
    let loss = |label: &&EnumLabel| Loss {
        object: label.id.clone(),
        name: format!("{name}.{}", label.name),
        what: what.into(),
    };
    removed.iter().map(loss).collect()
}

fn column_loss<'a>(
    previous: &Writer<'a>,
    next: &Writer<'a>,
    what: ColumnAlteration,
    pair: Pair<&'a crate::catalog::Column>,
) -> Option<String> {
    use crate::catalog::ColumnValue::Generated;
    match what {
        ColumnAlteration::Value => {
            let becomes_generated =
                matches!(pair.next.value, Generated { .. }) && !matches!(pair.previous.value, Generated { .. });
            becomes_generated.then(|| "loses every value, because it is computed from now on".into())
        }
        ColumnAlteration::Type => {
            let from = previous.data_type(&pair.previous.data_type);
            let to = next.data_type(&pair.next.data_type);
            let lossless = from == to || super::cast::keeps(&from, &to) || super::cast::refuses(&from, &to);
            (!lossless).then(|| format!("may lose what {from} holds and {to} does not"))
        }
        _ => None,
    }
}
