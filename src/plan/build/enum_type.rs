//! Enum types.

use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, dismantle, dismantling, statement};
use super::super::rename::Survivors;
use super::super::step::{Key, Phase, Step};
use super::super::{halfway, hazard};
use super::{comment, grant};
use crate::catalog::{EnumType, Id, Pair};
use crate::diff::{Aligned, EnumAlteration};
use crate::sql::quote;

pub(super) fn add<'a>(planner: &mut Planner<'a>, id: &'a Id) {
    let Some(enum_type) = planner.next.enum_type(id) else { return };
    let name = name(planner.next.schema_name(&enum_type.schema), enum_type);
    let sql = planner.next.create_enum(enum_type);
    // Columns, casts and defaults need the type.
    planner.push(building(build::ENUM, statement(Kind::CreateEnum, id, name.clone(), sql)).provides([Key::Ready(id)]));
    let object = format!("TYPE {}", planner.next.enum_ref(enum_type));
    grant::all(planner, &[], id, &object, &name, |statement| building(build::ENUM, statement).after([Key::Ready(id)]));
    if let Some(text) = &enum_type.comment {
        let sql = comment::sql(&format!("TYPE {}", planner.next.enum_ref(enum_type)), Some(text));
        planner.push(building(build::ENUM, statement(Kind::Comment, id, name, sql)).after([Key::Ready(id)]));
    }
}

pub(super) fn drop<'a>(planner: &mut Planner<'a>, id: &'a Id, names: &Survivors<'a>) {
    let Some(enum_type) = planner.previous.enum_type(id) else { return };
    let schema = planner.previous.schema_name(&enum_type.schema);
    let statement = |sql: String| statement(Kind::DropEnum, id, name(schema, enum_type), sql);
    let step = match names.enums.get(id) {
        // Columns that have the type get another one first: DROP TYPE would fail, and CASCADE would drop the columns.
        Some(name) => Step::new(Phase::CleanUp, dismantle::ENUM, statement(format!("DROP TYPE {name}")))
            .after([Key::LateUsersGone(id)]),
        // Columns that have the type go first, and so do expressions that cast to it.
        None => dismantling(dismantle::ENUM, statement(format!("DROP TYPE {}", planner.previous.enum_ref(enum_type))))
            .after([Key::UsersGone(id), Key::ExpressionsGone, Key::PoliciesGone]),
    };
    planner.push(step.provides([Key::SchemaEmpty(&enum_type.schema)]));
}

pub(super) fn alter<'a>(planner: &mut Planner<'a>, ids: &'a Pair<Id>, what: &'a EnumAlteration) {
    if let EnumAlteration::LabelsAdded { labels } = what
        && !planner.rebuilds.enums.contains(&ids.next)
        && let Some(enum_type) = planner.next.enum_type(&ids.next)
    {
        add_labels(planner, enum_type, labels);
    }
}

fn add_labels<'a>(planner: &mut Planner<'a>, enum_type: &'a EnumType, labels: &[Id]) {
    let id = &enum_type.id;
    let name = name(planner.next.schema_name(&enum_type.schema), enum_type);
    let mut previous_link = None;
    for (at, label) in enum_type.labels.iter().enumerate().filter(|(_, label)| labels.contains(&label.id)) {
        let mut sql =
            format!("ALTER TYPE {} ADD VALUE {}", planner.next.enum_ref(enum_type), quote::literal(&label.name));
        // The neighbour that is there already: the one before, which was added first if it is new itself.
        let neighbour = match at.checked_sub(1).and_then(|before| enum_type.labels.get(before)) {
            Some(before) => Some(("AFTER", before)),
            None => enum_type.labels.iter().find(|l| !labels.contains(&l.id)).map(|l| ("BEFORE", l)),
        };
        if let Some((word, neighbour)) = neighbour {
            sql.push_str(&format!(" {word} {}", quote::literal(&neighbour.name)));
        }
        let link = planner.link();
        let statement = statement(Kind::AddEnumLabel, &label.id, format!("{name}.{}", label.name), sql);
        let mut step = building(build::ENUM, statement).provides([Key::Ready(id), link]).after(previous_link);
        // A new label can't be used in the transaction that added it.
        if planner.used_at_once.contains(id) {
            step = step.alone(halfway::add_label());
        }
        planner.push(step);
        previous_link = Some(link);
    }
}

/// Makes anew the enums that need it: the old type steps aside, the new one takes its name, the columns change over,
/// the old one goes.
pub(super) fn rebuild_all<'a>(planner: &mut Planner<'a>, names: &Survivors<'a>) {
    let aligned = planner.aligned;
    for pair in &aligned.enums.kept {
        if !planner.rebuilds.enums.contains(&pair.next.id) {
            continue;
        }
        let from = planner.steps.len();
        drop(planner, &pair.previous.id, names);
        add(planner, &pair.next.id);
        let removed = Aligned::labels(*pair).removed;
        if !removed.is_empty() {
            let type_name = name(planner.next.schema_name(&pair.next.schema), pair.next);
            let hazard = hazard::enum_label_removed(&type_name, &removed);
            for step in planner.steps[from..].iter_mut().filter(|s| s.statement.kind == Kind::CreateEnum.as_str()) {
                step.statement.hazards.push(hazard.clone());
            }
        }
    }
}

fn name(schema: &str, enum_type: &EnumType) -> String {
    format!("{schema}.{}", enum_type.name)
}
