//! Which values of the session policies compare with which columns.

use std::collections::{BTreeMap, BTreeSet};

use super::{SESSION, TENANT, USER, says};
use crate::catalog::{ColumnValue, DataType, Id};
use crate::rls::intent::{Context, Means};
use crate::rls::predicate::{self, Body, Op, Part, Predicate, Query, Scalar, Source};
use crate::rls::wall::Wall;

/// Where a value of the session comes from: a setting, and the keys within it.
pub(super) type Origin = (String, Vec<String>);

/// What the policies and defaults of a catalog give away.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// By origin: the names of the columns that it is compared with, and its type.
    origins: BTreeMap<Origin, Said>,
    /// By column of a table with policies: the origins it equals in some clause. An empty origin is a function that looks the
    /// value up.
    pub(super) equals: BTreeMap<Id, BTreeSet<Origin>>,
    /// Columns whose value must be in a set that depends on who asks.
    pub(super) member: BTreeSet<Id>,
    /// The roles that clauses ask for by name, as `current_user = 'svc'` does.
    pub(super) asked_roles: BTreeSet<String>,
    /// Tables that sub-selects of policies trust: memberships, sessions.
    pub(super) trusted: BTreeSet<Id>,
    names: BTreeMap<Id, String>,
}

#[derive(Debug, Default)]
struct Said {
    data_type: Option<String>,
    columns: BTreeSet<String>,
    tables: BTreeSet<String>,
}

impl Evidence {
    pub(super) fn of(wall: &Wall<'_>) -> Self {
        let mut evidence = Self::default();
        for table in wall.tables() {
            for column in &table.table.columns {
                evidence.names.insert(column.id.clone(), column.name.clone());
                if let ColumnValue::Default { expression } = &column.value {
                    let value = predicate::read(wall, table.table, expression.sql());
                    if let Predicate::Truth(value) = &value {
                        evidence.by_default(&column.id, &column.name, &table.table.name, &column.data_type, value);
                    }
                }
            }
            for policy in &table.table.policies {
                for clause in policy.using.iter().chain(&policy.check) {
                    let found = predicate::read(wall, table.table, clause.sql());
                    evidence.clause(wall, &table.table.name, &found);
                }
            }
        }
        evidence
    }

    fn clause(&mut self, wall: &Wall<'_>, table: &str, clause: &Predicate) {
        clause.walk(&mut |part, _| match part {
            Part::Predicate(Predicate::Compare { op: Op::Eq, left, right }) => {
                self.equal(wall, table, left, right);
                self.equal(wall, table, right, left);
            }
            Part::Predicate(Predicate::Among { of, items, positive: true }) => {
                items.iter().for_each(|item| self.equal(wall, table, of, item));
            }
            Part::Predicate(Predicate::Distinct { left, right, negated: true }) => {
                self.equal(wall, table, left, right);
                self.equal(wall, table, right, left);
            }
            Part::Predicate(Predicate::Member { of, set, positive: true }) => {
                if let Some(column) = of.column().filter(|_| set.binding() == predicate::Binding::Caller) {
                    self.member.insert(column.id.clone());
                }
                if let Source::Helper(predicate::Helper { body: Body::Query(query), .. }) | Source::Query(query) =
                    &set.source
                {
                    self.query(query);
                }
            }
            Part::Predicate(Predicate::Exists(query)) if query.binding() == predicate::Binding::Caller => {
                self.member.extend(query.correlations().into_iter().map(|(_, column)| column.id.clone()));
            }
            Part::Query(query) => self.query(query),
            _ => {}
        });
    }

    fn query(&mut self, query: &Query) {
        self.trusted.extend(query.tables.iter().filter_map(|table| table.id.clone()));
    }

    fn equal(&mut self, wall: &Wall<'_>, table: &str, column: &Scalar, value: &Scalar) {
        if matches!(column, Scalar::CurrentUser | Scalar::SessionUser) {
            let mut value = value;
            while let Scalar::Cast(of, _) = value {
                value = of;
            }
            if let Scalar::Text(role) = value {
                self.asked_roles.insert(role.clone());
            }
        }
        let Some(used) = value.context() else { return };
        let origin = used.setting.map(|setting| {
            let path = used.path.iter().map(|key| (*key).to_owned()).collect();
            (setting.to_owned(), path)
        });
        let row = column.column();
        let inner = column.inner();
        if let Some(origin) = &origin
            && (row.is_some() || inner.is_some())
        {
            let said = self.origins.entry(origin.clone()).or_default();
            if let Some(cast) = used.cast {
                said.data_type.get_or_insert_with(|| cast.to_owned());
            }
            if let Some(row) = row {
                said.columns.insert(row.name.clone());
                said.tables.insert(table.to_owned());
                if let DataType::Builtin(name) = &row.data_type {
                    said.data_type.get_or_insert_with(|| name.clone());
                }
            }
            if let Some((table, column)) = inner.and_then(|inner| wall.column_by_id(&inner.id)) {
                said.columns.insert(column.name.clone());
                said.tables.insert(table.table.name.clone());
                if let DataType::Builtin(name) = &column.data_type {
                    said.data_type.get_or_insert_with(|| name.clone());
                }
            }
        }
        if let Some(row) = row {
            self.equals.entry(row.id.clone()).or_default().insert(origin.unwrap_or_default());
        }
    }

    /// A default from the session says of a column what a comparison does, if policies read the same.
    fn by_default(&mut self, id: &Id, name: &str, table: &str, data_type: &DataType, value: &Scalar) {
        let Some(used) = value.context() else { return };
        let Some(setting) = used.setting else { return };
        if !(says(name, &TENANT) || says(name, &USER)) {
            return;
        }
        let origin = (setting.to_owned(), used.path.iter().map(|key| (*key).to_owned()).collect());
        let said = self.origins.entry(origin.clone()).or_default();
        said.columns.insert(name.to_owned());
        said.tables.insert(table.to_owned());
        if let DataType::Builtin(name) = data_type {
            said.data_type.get_or_insert_with(|| name.clone());
        }
        self.equals.entry(id.clone()).or_default().insert(origin);
    }

    /// What the value of an origin is: what it is called, then what the columns are called that it is compared with.
    pub(super) fn means(&self, origin: &Origin) -> Means {
        let said = self.origins.get(origin);
        let last = origin.1.last().unwrap_or(&origin.0);
        let any = |words: &[&str]| said.is_some_and(|said| said.columns.iter().any(|column| says(column, words)));
        let in_table = |words: &[&str]| {
            said.is_some_and(|said| said.tables.iter().any(|table| says(table.trim_end_matches('s'), words)))
        };
        if says(last, &SESSION) || (any(&SESSION) && !any(&TENANT)) {
            Means::Session
        } else if says(last, &TENANT) {
            Means::Tenant
        } else if says(last, &USER) {
            Means::User
        } else if any(&TENANT) {
            Means::Tenant
        } else if any(&USER) {
            Means::User
        } else if in_table(&SESSION) {
            Means::Session
        } else if in_table(&USER) {
            Means::User
        } else {
            Means::Tenant
        }
    }

    pub(super) fn contexts(&self) -> Vec<Context> {
        let mut found: Vec<Context> = self
            .origins
            .iter()
            .map(|(origin, said)| match origin.1.as_slice() {
                [] => Context::Setting {
                    setting: origin.0.clone(),
                    data_type: match DataType::builtin(said.data_type.as_deref().unwrap_or("text")) {
                        DataType::Builtin(name) => name,
                        DataType::Defined { .. } => "text".to_owned(),
                    },
                    means: self.means(origin),
                },
                path => Context::Claim { claims: origin.0.clone(), path: path.join("."), means: self.means(origin) },
            })
            .collect();
        found.sort_by_key(Context::means);
        found
    }

    /// True if some clause or default makes a column equal to a value of the session with this meaning. A function that looks
    /// the value up in a table means what the column is called.
    pub(super) fn equals(&self, column: &Id, means: Means, contexts: &[Context]) -> bool {
        let name = self.names.get(column).map_or("", String::as_str);
        let is = |origin: &Origin| {
            if origin.0.is_empty() || self.means(origin) == Means::Session {
                let user = says(name, &USER);
                return if means == Means::User { user } else { means == Means::Tenant && !user };
            }
            let said = contexts.iter().find(|context| is_of(context, origin));
            said.map_or_else(|| self.means(origin), Context::means) == means
        };
        self.equals.get(column).is_some_and(|origins| origins.iter().any(is))
    }
}

/// True if a context is what an origin names.
fn is_of(context: &Context, (setting, path): &Origin) -> bool {
    match context {
        Context::Setting { setting: own, .. } => own.eq_ignore_ascii_case(setting) && path.is_empty(),
        Context::Claim { claims, path: own, .. } => claims.eq_ignore_ascii_case(setting) && *own == path.join("."),
    }
}
