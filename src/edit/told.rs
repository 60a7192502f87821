//! A change set in words: what came, went and changed, by name.

use std::collections::BTreeMap;

use super::change::{ChangeSet, Key, Record};
use crate::catalog::Pair;

/// So many names are told of each kind.
const NAMED: usize = 6;

/// What a change set does, one line to each kind of record and of change. Cards, areas and notes
/// that are drawn otherwise are only counted.
pub fn told(changes: &ChangeSet) -> Vec<String> {
    let mut lines: BTreeMap<(u8, u8), Vec<String>> = BTreeMap::new();
    let mut drawn = 0;
    for (key, records) in &changes.changes {
        let Some(kind) = kind(key) else {
            // A card comes and goes with its entity, which is told.
            let own = !matches!(key, Key::Node(_)) || (records.previous.is_some() && records.next.is_some());
            drawn += usize::from(own);
            continue;
        };
        let how = match records {
            Pair { previous: None, .. } => 0,
            Pair { next: None, .. } => 1,
            _ => 2,
        };
        let name = records.next.as_ref().or(records.previous.as_ref()).map(name).unwrap_or_default();
        lines.entry((kind, how)).or_default().push(name);
    }
    let mut told: Vec<String> = lines.into_iter().map(|((kind, how), names)| line(kind, how, &names)).collect();
    match drawn {
        0 => {}
        1 => told.push("1 thing drawn otherwise".to_owned()),
        _ => told.push(format!("{drawn} things drawn otherwise")),
    }
    told
}

const KINDS: [(&str, &str); 9] = [
    ("project settings", "project settings"),
    ("entity", "entities"),
    ("enum", "enums"),
    ("role", "roles"),
    ("schema", "schemas"),
    ("migration", "migrations"),
    ("hand-written SQL", "hand-written SQL"),
    ("other objects", "other objects"),
    ("view", "views"),
];

fn kind(key: &Key) -> Option<u8> {
    Some(match key {
        Key::Project => 0,
        Key::Entity(_) => 1,
        Key::Enum(_) => 2,
        Key::Role(_) => 3,
        Key::Schema(_) => 4,
        Key::Migration(_) => 5,
        Key::HandSql(_) => 6,
        Key::Rest => 7,
        Key::View(_) => 8,
        Key::Node(_) | Key::Annotation(_) | Key::Look(_) => return None,
    })
}

fn name(record: &Record) -> String {
    match record {
        Record::Entity(entity) => entity.table.name.clone(),
        Record::Enum(value) => value.name.clone(),
        Record::Role(role) => role.name.clone(),
        Record::Schema(schema) => schema.name.clone(),
        Record::Migration(migration) => migration.name.clone(),
        Record::HandSql(sql) => sql.title.clone(),
        Record::View(view) => view.name.clone(),
        Record::Project(_) | Record::Rest(_) | Record::Node(_) | Record::Annotation(_) | Record::Look(_) => {
            String::new()
        }
    }
}

fn line(kind: u8, how: u8, names: &[String]) -> String {
    let (one, many) = KINDS.get(usize::from(kind)).copied().unwrap_or_default();
    let verb = ["added", "removed", "changed"].get(usize::from(how)).copied().unwrap_or_default();
    if matches!(kind, 0 | 7) {
        return format!("{many} {verb}");
    }
    let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let count = names.len();
    format!("{count} {} {verb}: {}{more}", if count == 1 { one } else { many }, shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Id, Role, Table};
    use crate::design::{Design, Entity, Node};

    fn design(entities: &[(&str, &str)]) -> Design {
        let mut design = Design::empty("Shop");
        for (id, name) in entities {
            let schema = design.settings.default_schema.clone();
            design.entities.insert(Id::new(id), Entity::new(Table::new(Id::new(id), schema, *name)));
            design.nodes.insert(Id::new(id), Node { x: 0.0, y: 0.0 });
        }
        design
    }

    #[test]
    fn names_what_came_went_and_changed() {
        let before = design(&[("a", "orders"), ("b", "lines"), ("c", "users")]);
        let mut after = design(&[("a", "purchases"), ("c", "users"), ("d", "shops"), ("e", "carts")]);
        after.roles.insert(Id::new("r"), Role::new(Id::new("r"), "app"));
        after.name = "Store".into();
        after.nodes.insert(Id::new("c"), Node { x: 8.0, y: 8.0 });
        let set = ChangeSet::between(Pair::new(&before, &after));
        assert_eq!(
            told(&set),
            [
                "project settings changed",
                "2 entities added: shops, carts",
                "1 entity removed: lines",
                "1 entity changed: purchases",
                "1 role added: app",
                "1 thing drawn otherwise",
            ]
        );
        assert!(told(&ChangeSet::default()).is_empty());
    }

    #[test]
    fn many_names_are_cut() {
        let names: Vec<String> = (0..9).map(|n| format!("t{n}")).collect();
        let entities: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), name.as_str())).collect();
        let (before, after) = (design(&[]), design(&entities));
        let set = ChangeSet::between(Pair::new(&before, &after));
        assert_eq!(told(&set), ["9 entities added: t0, t1, t2, t3, t4, t5 and 3 more"]);
    }
}
