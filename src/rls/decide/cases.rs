//! The cases that a table's clauses tell apart: what the session may say, and what may stand in a row.
//!
//! Clauses compare for equality, so a value matters only by which others it equals: the own key, another's, a literal that
//! some clause names, NULL, or none of these.

use std::collections::{BTreeMap, BTreeSet};

use super::eval::{Parent, Row, Session};
use super::fresh::{Fresh, put};
use super::mentioned::Mentioned;
use super::value::{Class, Val};
use crate::catalog::{Column, ConstraintKind, Id};
use crate::rls::intent::{Access, Context, Means};
use crate::rls::predicate::Predicate;
use crate::rls::wall::{Wall, WallTable};

/// More cases than this are not gone through.
const MOST: usize = 60_000;

/// A row, with the key by which it belongs to somebody.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) row: Row,
    pub(super) parent: Option<Parent>,
    /// The tenant's or the user's key; `None` is NULL.
    pub(super) key: Option<String>,
}

/// All cases of a table.
#[derive(Debug)]
pub(super) struct Space {
    pub(super) sessions: Vec<Session>,
    pub(super) lines: Vec<Line>,
    /// The columns that hold the key.
    pub(super) keys: Vec<Id>,
    /// The own key.
    pub(super) own: String,
    pub(super) claims: BTreeMap<String, BTreeSet<Vec<String>>>,
    /// What is taken for granted.
    pub(super) assumptions: BTreeSet<String>,
    means: Means,
}

/// A foreign key that leads to a table with a tenant's rows.
struct Link<'a> {
    columns: Vec<Id>,
    tenant: &'a Column,
}

fn link<'a>(wall: &Wall<'a>, table: &WallTable<'a>, used: &BTreeSet<Id>) -> Option<Link<'a>> {
    let mut found: Vec<Link<'a>> = Vec::new();
    for constraint in &table.table.constraints {
        if let ConstraintKind::ForeignKey { columns, target, .. } = &constraint.kind
            && let Some(tenant) = wall.table_by_id(target).and_then(|target| target.tenant)
            && *target != table.table.id
        {
            found.push(Link { columns: columns.clone(), tenant });
        }
    }
    let at = found.iter().position(|link| link.columns.iter().any(|column| used.contains(column)));
    (!found.is_empty()).then(|| found.swap_remove(at.unwrap_or(0)))
}

/// The table whose rows' tenants are this table's rows' too, where it has no key of its own.
pub(super) fn above<'w, 'a>(
    wall: &'w Wall<'a>,
    table: &WallTable<'a>,
    clauses: &[&Predicate],
) -> Option<&'w WallTable<'a>> {
    if table.tenant.or(table.owner).is_some() || !table.is_walled() {
        return None;
    }
    let used: BTreeSet<Id> = clauses.iter().flat_map(|clause| clause.columns()).cloned().collect();
    let tenant = link(wall, table, &used)?.tenant;
    wall.column_by_id(&tenant.id).map(|(table, _)| table)
}

/// All cases, or why they can't be told.
pub(super) fn space<'a>(wall: &Wall<'a>, table: &WallTable<'a>, clauses: &[&Predicate]) -> Result<Space, String> {
    let access = table.access().unwrap_or(Access::Unprotected);
    let key = match access {
        Access::Owner => table.owner,
        Access::Tenant | Access::Membership => table.tenant,
        Access::SharedRead | Access::Global | Access::Unprotected => table.tenant.or(table.owner),
    };
    let used: BTreeSet<Id> = clauses.iter().flat_map(|clause| clause.columns()).cloned().collect();
    let link = if key.is_none() { link(wall, table, &used) } else { None };
    let column = key.or(link.as_ref().map(|link| link.tenant));
    if column.is_none() && access.is_walled() {
        return Err("no column and no foreign key says whose row it is".to_owned());
    }
    let keys: Vec<Id> = column.iter().map(|column| column.id.clone()).collect();
    let said = Mentioned::of(clauses, &keys);
    let class_of = |column: &Column| match column.own_collation {
        Some(_) => Class::Other,
        None => Class::of(wall.catalog, &column.data_type),
    };
    let class = column.map_or(Class::Uuid, class_of);
    let mut fresh = Fresh { taken: said.literals.clone() };
    let [own, foreign] =
        fresh.two(class).ok_or_else(|| format!("values of the key's type ({class:?}) are not looked into"))?;
    let means = match access {
        Access::Owner => Means::User,
        _ if wall.contexts(Means::Tenant).next().is_some() || wall.contexts(Means::User).next().is_none() => {
            Means::Tenant
        }
        _ => Means::User,
    };
    let mut builder =
        Builder { wall, said: &said, fresh, own: &own, foreign: &foreign, class, means, mates: Vec::new() };
    let claims = builder.claims();
    let sessions = builder.sessions();
    let lines = builder.lines(table, key, link.as_ref())?;
    if sessions.len().saturating_mul(lines.len()) > MOST {
        return Err(format!("there are {} cases, too many to go through", sessions.len().saturating_mul(lines.len())));
    }
    let mut assumptions: BTreeSet<String> = BTreeSet::new();
    assumptions.extend(said.looked_up.values().map(|helper| format!("{} gives the caller's own key", helper.name)));
    assumptions.extend(said.members.iter().map(|name| match name.starts_with("what ") {
        true => format!("{name} is the caller's own"),
        false => format!("{name} gives the caller's own keys"),
    }));
    Ok(Space { sessions, lines, keys, own, claims, assumptions, means })
}

impl Space {
    /// The keys that are the caller's own in a session.
    pub(super) fn mine(&self, wall: &Wall<'_>, session: &Session, class: impl Fn(&str) -> Val) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for context in wall.contexts(self.means) {
            let text = session.settings.get(&context.setting().to_ascii_lowercase()).cloned().flatten();
            let value = match context {
                Context::Setting { .. } => text,
                Context::Claim { path, .. } => text.and_then(|text| claim(&text, path)),
            };
            let value = value.filter(|value| !value.is_empty()).map(|value| class(&value));
            if let Some(Val::Known(Some(value))) = value {
                found.insert(value);
            }
        }
        found.extend(session.looked_up.values().flatten().filter(|value| **value == self.own).cloned());
        if session.member {
            found.insert(self.own.clone());
        }
        found
    }
}

fn claim(document: &str, path: &str) -> Option<String> {
    let document: serde_json::Value = serde_json::from_str(document).ok()?;
    let found = path.split('.').try_fold(&document, |value, key| value.get(key))?;
    found.as_str().map(str::to_owned)
}

struct Builder<'b, 'a> {
    wall: &'b Wall<'a>,
    said: &'b Mentioned,
    fresh: Fresh,
    own: &'b str,
    foreign: &'b str,
    class: Class<'b>,
    means: Means,
    /// Values of what is not the key, by kind: one that the session says, and another.
    mates: Vec<(Class<'b>, [String; 2])>,
}

impl<'b> Builder<'b, '_> {
    fn mate(&mut self, class: Class<'b>) -> Option<[String; 2]> {
        if let Some((_, found)) = self.mates.iter().find(|(of, _)| *of == class) {
            return Some(found.clone());
        }
        let found = self.fresh.two(class)?;
        self.mates.push((class, found.clone()));
        Some(found)
    }

    /// The value that the session gives where it means this: of the type of what it is compared with, if that is known.
    fn value(&mut self, means: Means, setting: &str, path: &str, class: Class<'b>) -> Option<String> {
        if means == self.means {
            return Some(self.own.to_owned());
        }
        let compared = self.said.with_column.get(&(setting.to_owned(), path.to_owned()));
        let class =
            compared.and_then(|id| self.wall.column_by_id(id)).map_or(class, |(_, column)| self.class_of(column));
        self.mate(class).map(|[mate, _]| mate)
    }

    fn class_of(&self, column: &Column) -> Class<'b> {
        match column.own_collation {
            Some(_) => Class::Other,
            None => Class::of(self.wall.catalog, &column.data_type),
        }
    }

    fn claims(&self) -> BTreeMap<String, BTreeSet<Vec<String>>> {
        let mut found: BTreeMap<String, BTreeSet<Vec<String>>> = BTreeMap::new();
        for context in &self.wall.intent.context {
            if let Context::Claim { claims, path, .. } = context {
                let path = path.split('.').map(str::to_owned).collect();
                found.entry(claims.to_ascii_lowercase()).or_default().insert(path);
            }
        }
        found
    }

    /// What a setting may hold.
    fn setting(&mut self, name: &str) -> Vec<Option<String>> {
        let mut found = vec![None, Some(String::new())];
        let declared: Vec<&Context> = {
            let all = self.wall.intent.context.iter();
            all.filter(|context| context.setting().eq_ignore_ascii_case(name)).collect()
        };
        let mut document = serde_json::Value::Object(serde_json::Map::new());
        for context in &declared {
            match context {
                Context::Setting { data_type, means, .. } => {
                    found.push(self.value(*means, name, "", Class::named(data_type)));
                }
                Context::Claim { path, means, .. } => {
                    // A claim's type is not said: the users' keys are mostly of the tenants' type.
                    let value = self.value(*means, name, path, self.class);
                    if let Some(value) = value {
                        put(&mut document, path, value);
                    }
                }
            }
        }
        if declared.iter().any(|context| matches!(context, Context::Claim { .. })) {
            found.push(Some("{}".to_owned()));
            found.push(Some(document.to_string()));
        }
        if declared.is_empty() {
            // Whoever may run SQL may set it to anything.
            found.extend([Some(self.own.to_owned()), Some(self.foreign.to_owned())]);
            let columns = self.said.columns.iter().filter_map(|id| self.wall.column_by_id(id));
            let classes: Vec<Class<'b>> = columns.map(|(_, column)| self.class_of(column)).collect();
            for class in classes {
                found.extend(self.mate(class).map(|[mate, _]| Some(mate)));
            }
            found.extend(self.said.literals.iter().cloned().map(Some));
        }
        found.extend(self.said.of_settings.get(name).into_iter().flatten().cloned().map(Some));
        found.sort();
        found.dedup();
        found
    }

    fn sessions(&mut self) -> Vec<Session> {
        let empty = Session { settings: BTreeMap::new(), looked_up: BTreeMap::new(), member: false };
        let mut all = vec![empty];
        // A setting without a dot is PostgreSQL's own: what it holds is not known, but for what a client says of itself.
        let names = self.said.settings.iter().filter(|name| name.contains('.') || *name == "application_name");
        for name in names.cloned().collect::<Vec<_>>() {
            let values = self.setting(&name);
            all = all
                .iter()
                .flat_map(|session| {
                    values.iter().map(|value| {
                        let mut session = session.clone();
                        session.settings.insert(name.clone(), value.clone());
                        session
                    })
                })
                .take(MOST)
                .collect();
        }
        for (id, helper) in &self.said.looked_up {
            let returns = self.wall.routine(id).and_then(|routine| routine.returns.clone()).unwrap_or_default();
            let class = Class::named(&returns.to_ascii_lowercase());
            if matches!(class, Class::Other | Class::Boolean | Class::Json) {
                continue;
            }
            let is_key = self.said.with_key.contains(helper.routine.as_str());
            let value = if is_key { Some(self.own.to_owned()) } else { self.mate(class).map(|[mate, _]| mate) };
            all = all
                .iter()
                .flat_map(|session| {
                    [None, value.clone()].map(|value| {
                        let mut session = session.clone();
                        session.looked_up.insert(id.clone(), value);
                        session
                    })
                })
                .take(MOST)
                .collect();
        }
        if !self.said.members.is_empty() {
            let members: Vec<Session> = all.iter().map(|session| Session { member: true, ..session.clone() }).collect();
            all.extend(members);
        }
        all
    }

    fn lines(
        &mut self,
        table: &WallTable<'_>,
        key: Option<&Column>,
        link: Option<&Link<'_>>,
    ) -> Result<Vec<Line>, String> {
        let primary = table.table.primary_key().unwrap_or_default();
        let mut rows: Vec<Row> = vec![Row::default()];
        let is_key = |column: &Column| key.is_some_and(|key| key.id == column.id);
        let wanted =
            table.table.columns.iter().filter(|column| is_key(column) || self.said.columns.contains(&column.id));
        for column in wanted.collect::<Vec<_>>() {
            let mut values = self.values(is_key(column), self.class_of(column));
            if !(column.not_null || primary.contains(&column.id)) {
                values.push(Val::NULL);
            }
            if rows.len() * values.len() > MOST {
                return Err("its clauses ask for too many columns to go through all cases".to_owned());
            }
            let with = |row: &Row| -> Vec<Row> {
                let put = |value: &Val| {
                    let mut row = row.clone();
                    row.insert(column.id.clone(), value.clone());
                    row
                };
                values.iter().map(put).collect()
            };
            rows = rows.iter().flat_map(with).collect();
        }
        let parents: Vec<Option<Parent>> = match link {
            None => vec![None],
            Some(link) => {
                let parent = |value: Option<&str>| {
                    let (columns, tenant) = (link.columns.clone(), link.tenant.id.clone());
                    Some(Parent { columns, tenant, value: value.map(str::to_owned) })
                };
                vec![parent(Some(self.own)), parent(Some(self.foreign)), parent(None)]
            }
        };
        let line = |row: &Row, parent: &Option<Parent>| {
            let own = key.and_then(|key| match row.get(&key.id) {
                Some(Val::Known(value)) => value.clone(),
                _ => None,
            });
            let by_parent = parent.as_ref().and_then(|parent| parent.value.clone());
            Line { row: row.clone(), parent: parent.clone(), key: own.or(by_parent) }
        };
        Ok(rows.iter().flat_map(|row| parents.iter().map(|parent| line(row, parent)).collect::<Vec<_>>()).collect())
    }

    fn values(&mut self, is_key: bool, class: Class<'b>) -> Vec<Val> {
        let literal = |text: &String| match class.cast(text) {
            Val::Known(Some(value)) => Some(value),
            _ => None,
        };
        let mut found: BTreeSet<String> = BTreeSet::new();
        match class {
            Class::Boolean => return vec![Val::text("true"), Val::text("false")],
            Class::Other | Class::Json => return vec![Val::Some],
            _ => found.extend(self.said.literals.iter().filter_map(literal)),
        }
        // A key that is the empty text is nobody's.
        found.remove("");
        if is_key || class == self.class {
            found.extend([self.own.to_owned(), self.foreign.to_owned()]);
        }
        if !is_key {
            found.extend(self.mate(class).into_iter().flatten());
        }
        found.into_iter().map(Val::text).collect()
    }
}
