//! Who asks, and whose rows each table holds: an intent brought to the tables that were seeded.

use std::collections::{BTreeMap, BTreeSet};

use super::compared::compared;
use crate::catalog::{Catalog, Table};
use crate::prove::proof::Session;
use crate::prove::seed::Seeds;
use crate::prove::seed::{Identity, Kind, Side, TablePlan, garbage, identifiers, value};
use crate::rls::{Access, Context, Intent, Means, TableIntent};
use crate::sql::quote;

/// The settings of each session, by what the intent says of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Callers {
    /// Setting by setting: what it is for A and for B.
    pub(crate) settings: Vec<(String, [String; 2])>,
    /// True if what is set is a secret that a table resolves.
    pub(crate) secret: bool,
    /// What of the session says who, in SQL: a text.
    pub(crate) values: Vec<(Means, String)>,
}

impl Callers {
    /// A single setting that holds the tenant's key.
    pub(crate) fn single(setting: &str, keys: [String; 2]) -> Self {
        let value = format!("NULLIF(current_setting({}, true), '')", quote::literal(setting));
        Self { settings: vec![(setting.to_owned(), keys)], secret: false, values: vec![(Means::Tenant, value)] }
    }

    /// What is set in a session.
    pub(crate) fn settings(&self, session: Session) -> Vec<(String, String)> {
        let of = |(name, values): &(String, [String; 2])| {
            let value = match session {
                Session::A => values[0].clone(),
                Session::B => values[1].clone(),
                Session::Unset => return None,
                Session::Empty => String::new(),
                Session::Garbage => garbage().to_owned(),
            };
            Some((name.clone(), value))
        };
        self.settings.iter().filter_map(of).collect()
    }
}

/// An intent brought to a catalog.
pub(crate) struct Wanted {
    /// What sessions set.
    pub(crate) callers: Callers,
    /// The columns that say who.
    pub(crate) identities: Vec<Identity>,
    /// The columns whose values say to which side a row belongs, by the table's place.
    pub(crate) walls: BTreeMap<usize, usize>,
    /// What the intent says of tables, by their places.
    pub(crate) tables: BTreeMap<usize, TableIntent>,
    /// The places of the tables that policies and their functions read.
    pub(crate) trusted: BTreeSet<usize>,
    /// Names of tables in the intent that the schema doesn't have.
    pub(crate) unknown: Vec<String>,
    /// What each of the columns that say who means, by the places of its table and itself.
    means: BTreeMap<(usize, usize), Means>,
}

impl Wanted {
    /// The columns of a table that say who.
    pub(crate) fn says(&self, table: usize) -> Vec<(usize, Means)> {
        self.means.iter().filter(|((at, _), _)| *at == table).map(|((_, column), means)| (*column, *means)).collect()
    }
}

/// The words by which columns name a user, where nothing else says so.
const USERS: &[&str] = &[
    "user_id",
    "uid",
    "userid",
    "member_id",
    "profile_id",
    "person_id",
    "staff_id",
    "owner_id",
    "subject",
    "sub",
    "account_user_id",
    "auth_user_id",
    "user",
];
/// The same for tenants.
const TENANTS: &[&str] = &[
    "tenant_id",
    "tenant",
    "org_id",
    "organization_id",
    "organisation_id",
    "account_id",
    "team_id",
    "workspace_id",
    "company_id",
    "customer_id",
];

/// Brings an intent to a catalog and the plans of its tables.
pub(crate) fn wanted(catalog: &Catalog, plans: &[TablePlan], intent: &Intent) -> Wanted {
    let mut tables = BTreeMap::new();
    let mut unknown = Vec::new();
    for (name, table) in &intent.tables {
        let full = if name.contains('.') { name.clone() } else { format!("public.{name}") };
        // A bare name is that of the only table of this name, whatever its schema.
        let bare = || {
            let mut same = plans.iter().filter(|p| p.name.split_once('.').is_some_and(|(_, bare)| bare == name));
            same.next().filter(|_| same.next().is_none()).map(|p| p.index)
        };
        match plans.iter().position(|p| p.name == full).or_else(bare) {
            Some(at) => drop(tables.insert(at, table.clone())),
            None => unknown.push(name.clone()),
        }
    }
    let keys = Keys::of(intent, plans, &tables);
    let trusted = trusted(catalog);
    let mut named: BTreeMap<(usize, usize), Means> = BTreeMap::new();
    let mut walls = BTreeMap::new();
    for (at, table) in &tables {
        let place = |name: &Option<String>| name.as_ref().and_then(|name| plans[*at].column(name));
        let (tenant, owner) = (place(&table.tenant_column), place(&table.owner_column));
        named.extend(tenant.map(|column| ((*at, column), Means::Tenant)));
        named.extend(owner.map(|column| ((*at, column), Means::User)));
        let wall = if table.access == Access::Owner { owner.or(tenant) } else { tenant.or(owner) };
        walls.extend(wall.map(|column| (*at, column)));
    }
    let compared = compared(catalog, intent);
    for at in &trusted {
        for (column, means) in &compared {
            if let Some(column) = plans[*at].column(column) {
                named.entry((*at, column)).or_insert(*means);
            }
        }
        guess(*at, plans, &keys, &mut named, &tables);
    }
    let identities = named.iter().map(|((table, column), means)| {
        let kind = &plans[*table].columns[*column].kind;
        (*table, *column, [Side::A, Side::B].map(|side| keys.value(*means, side, kind)))
    });
    let identities = identities.collect();
    Wanted { callers: keys.callers(intent), identities, walls, tables, trusted, unknown, means: named }
}

/// In which kind each of the session's values is written.
struct Keys(BTreeMap<Means, Kind>);

impl Keys {
    fn of(intent: &Intent, plans: &[TablePlan], tables: &BTreeMap<usize, TableIntent>) -> Self {
        let mut kinds = BTreeMap::new();
        for (at, table) in tables {
            for (name, means) in [(&table.tenant_column, Means::Tenant), (&table.owner_column, Means::User)] {
                let column = name.as_ref().and_then(|name| plans[*at].column(name));
                let Some(kind) = column.map(|column| plans[*at].columns[column].kind.clone()) else { continue };
                // A narrow column decides: its value fits a wide one too.
                if !matches!(kind, Kind::Text(_)) || !kinds.contains_key(&means) {
                    kinds.insert(means, kind);
                }
            }
        }
        for context in &intent.context {
            if let Context::Setting { data_type, means, .. } = context {
                let kind = Kind::builtin(data_type);
                if kind != Kind::Other && !(matches!(kind, Kind::Text(_)) && kinds.contains_key(means)) {
                    kinds.insert(*means, kind);
                }
            }
        }
        Self(kinds)
    }

    fn value(&self, means: Means, side: Side, column: &Kind) -> String {
        match (self.0.get(&means), column) {
            // Where keys are uuids or numbers, a column of text holds them as text.
            (Some(kind), Kind::Text(None)) => value(kind, means, side),
            (Some(kind @ Kind::Uuid), Kind::Text(Some(room))) if *room >= 36 => value(kind, means, side),
            _ => value(column, means, side),
        }
    }

    /// What sessions set: settings one by one, and claims that share a setting as one document.
    fn callers(&self, intent: &Intent) -> Callers {
        let mut out = Callers::default();
        let mut documents: BTreeMap<&str, [serde_json::Value; 2]> = BTreeMap::new();
        for context in &intent.context {
            match context {
                Context::Setting { setting, data_type, means } => {
                    let kind = Kind::builtin(data_type);
                    let values = [Side::A, Side::B].map(|side| self.value(*means, side, &kind));
                    out.secret |= *means == Means::Session;
                    out.settings.push((setting.clone(), values));
                    if *means != Means::Session {
                        let value = format!("NULLIF(current_setting({}, true), '')", quote::literal(setting));
                        out.values.push((*means, value));
                    }
                }
                Context::Claim { claims, path, means } => {
                    let kind = self.0.get(means).cloned().unwrap_or(Kind::Uuid);
                    let keys = quote::literal(&format!("{{{}}}", path.replace('.', ",")));
                    let document = format!("NULLIF(current_setting({}, true), '')", quote::literal(claims));
                    out.values.push((*means, format!("{document}::jsonb #>> {keys}")));
                    let document = documents.entry(claims).or_insert_with(|| [empty(), empty()]);
                    for (document, side) in document.iter_mut().zip([Side::A, Side::B]) {
                        put(document, path, self.value(*means, side, &kind));
                    }
                }
            }
        }
        let documents = documents.into_iter();
        out.settings.extend(documents.map(|(setting, two)| (setting.to_owned(), two.map(|one| one.to_string()))));
        out
    }
}

fn empty() -> serde_json::Value {
    serde_json::Value::Object(serde_json::Map::new())
}

/// Puts a text into a document by the keys that lead to it.
fn put(document: &mut serde_json::Value, path: &str, text: String) {
    let mut at = document;
    for key in path.split('.') {
        if !at.is_object() {
            *at = empty();
        }
        let Some(map) = at.as_object_mut() else { return };
        at = map.entry(key.to_owned()).or_insert(serde_json::Value::Null);
    }
    *at = serde_json::Value::String(text);
}

/// Which columns of a table that policies trust say who, where the intent doesn't tell.
fn guess(
    at: usize,
    plans: &[TablePlan],
    keys: &Keys,
    named: &mut BTreeMap<(usize, usize), Means>,
    tables: &BTreeMap<usize, TableIntent>,
) {
    let plan = &plans[at];
    let key_of = |named: &BTreeMap<(usize, usize), Means>, means| {
        named.iter().any(|((table, _), other)| *table == at && *other == means)
    };
    let tenant_names: BTreeSet<&str> = tables
        .values()
        .filter_map(|t| t.tenant_column.as_deref())
        .filter(|n| *n != "id")
        .chain(TENANTS.iter().copied())
        .collect();
    let owner_names: BTreeSet<&str> = tables
        .values()
        .filter_map(|t| t.owner_column.as_deref())
        .filter(|n| *n != "id")
        .chain(USERS.iter().copied())
        .collect();
    for (means, names) in [(Means::Tenant, &tenant_names), (Means::User, &owner_names)] {
        if key_of(named, means) {
            continue;
        }
        let found = plan.columns.iter().position(|c| names.contains(c.name.as_str()) && c.kind != Kind::Other);
        named.extend(found.filter(|column| !named.contains_key(&(at, *column))).map(|column| ((at, column), means)));
    }
    if keys.0.contains_key(&Means::Session) && (key_of(named, Means::User) || key_of(named, Means::Tenant)) {
        let wanted = keys.0.get(&Means::Session);
        let single = plan.keys.iter().filter(|key| key.len() == 1).map(|key| key[0]);
        let secret = single.filter(|c| Some(&plan.columns[*c].kind) == wanted && !named.contains_key(&(at, *c))).min();
        let is_walled = tables.get(&at).is_some_and(|t| t.access.is_walled());
        named.extend(secret.filter(|_| !is_walled).map(|column| ((at, column), Means::Session)));
    }
    if !key_of(named, Means::User) && !tables.get(&at).is_some_and(|t| t.access.is_walled()) {
        // A table of pairs, such as a closure: each of its keys is a tenant's.
        let kind = keys.0.get(&Means::Tenant);
        let free = |c: &usize| !plan.foreign.iter().any(|f| f.columns.contains(c));
        let tenants =
            |key: &&Vec<usize>| key.len() > 1 && key.iter().all(|c| Some(&plan.columns[*c].kind) == kind && free(c));
        let paired = plan.keys.iter().find(tenants);
        named.extend(paired.into_iter().flatten().map(|column| ((at, *column), Means::Tenant)));
    }
}

/// The places of the tables that policies read, by themselves or by the functions that they call.
fn trusted(catalog: &Catalog) -> BTreeSet<usize> {
    let mut out = BTreeSet::new();
    for table in &catalog.tables {
        for text in policy_texts(catalog, table) {
            let words = identifiers(&text);
            // A policy names its own table's columns, and its own table by them.
            let named = |t: &&Table| words.contains(&t.name) && t.id != table.id;
            let found = catalog.tables.iter().filter(named).map(|t| &t.id);
            out.extend(found.filter_map(|id| catalog.tables.iter().position(|t| t.id == *id)));
        }
        for text in called(catalog, table) {
            let words = identifiers(&text);
            let places = catalog.tables.iter().enumerate();
            out.extend(places.filter(|(_, t)| words.contains(&t.name)).map(|(at, _)| at));
        }
    }
    out
}

/// The clauses of a table's policies.
fn policy_texts(_: &Catalog, table: &Table) -> Vec<String> {
    let clauses = table.policies.iter().flat_map(|p| p.using.iter().chain(&p.check));
    clauses.map(|clause| clause.sql().to_owned()).collect()
}

/// The definitions of the functions that a table's policies call, over any number of steps.
fn called(catalog: &Catalog, table: &Table) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut pending = policy_texts(catalog, table);
    let mut seen = BTreeSet::new();
    while let Some(text) = pending.pop() {
        let words = identifiers(&text);
        for function in catalog.objects.iter().filter(|o| o.kind == "function" && words.contains(&o.name)) {
            if seen.insert(&function.id) {
                pending.push(function.definition.clone());
                out.push(function.definition.clone());
            }
        }
    }
    out
}

/// The places among the seeded tables of those that are partitions of a table, or inherit from it, over any number of
/// steps.
pub(crate) fn children(catalog: &Catalog, seeds: &Seeds, at: usize) -> Vec<usize> {
    let mut ids = vec![catalog.tables[at].id.clone()];
    let mut out = Vec::new();
    let mut next = 0;
    while let Some(parent) = ids.get(next).cloned() {
        next += 1;
        for table in catalog.tables.iter().filter(|t| t.parents().any(|id| *id == parent)) {
            if ids.contains(&table.id) {
                continue;
            }
            ids.push(table.id.clone());
            let schema = catalog.schema(&table.schema).map_or("public", |s| s.name.as_str());
            out.extend(seeds.find(&format!("{schema}.{}", table.name)).map(|plan| plan.index));
        }
    }
    out
}

/// Everything that decides about a table's rows, as text: its policies and the functions they call.
pub(crate) fn deciding(catalog: &Catalog, table: &Table) -> Vec<String> {
    let mut out = policy_texts(catalog, table);
    out.extend(called(catalog, table));
    out
}
