//! Whose rows each table holds.

use std::collections::BTreeSet;

use super::context::Evidence;
use super::{TENANT, says};
use crate::catalog::{Column, ConstraintKind, Id, Privilege, Role, RowSecurity, Table};
use crate::rls::intent::{Access, Intent, Means, TableIntent};
use crate::rls::predicate::{self, Op, Predicate, Scalar};
use crate::rls::wall::{Command, RowKind, Wall, WallTable};
use crate::sql::quote;

/// Says of every table what the intent does not say of it.
pub(super) fn fill(wall: &Wall<'_>, evidence: &Evidence, out: &mut Intent) {
    let guess = Guess::new(wall, evidence, out);
    let mut found: Vec<(String, TableIntent)> = Vec::new();
    for table in wall.tables() {
        let name = match table.schema {
            crate::catalog::PUBLIC_SCHEMA => table.table.name.clone(),
            _ => table.name(),
        };
        match table.intent {
            None => found.push((name, guess.table(table))),
            Some(said) if said.access.is_walled() => {
                let mut said = said.clone();
                let guessed = guess.table(table);
                if said.tenant_column.is_none() && said.owner_column.is_none() {
                    said.tenant_column = guessed.tenant_column;
                }
                let key = if out.tables.contains_key(&name) { name } else { table.name() };
                found.push((key, said));
            }
            Some(_) => {}
        }
    }
    out.tables.extend(found);
}

struct Guess<'w, 'a> {
    wall: &'w Wall<'a>,
    evidence: &'w Evidence,
    app_roles: Vec<&'a Role>,
    /// The columns with a tenant's key, by table.
    tenant: crate::catalog::Map<&'a Id, &'a Column>,
    /// The columns with the key of the user whose row it is, by table.
    owner: crate::catalog::Map<&'a Id, &'a Column>,
    /// The tables that tenant columns refer to: the tenants themselves.
    roots: BTreeSet<&'a Id>,
}

impl<'w, 'a> Guess<'w, 'a> {
    fn new(wall: &'w Wall<'a>, evidence: &'w Evidence, out: &'w Intent) -> Self {
        let app_roles = out.app_roles.iter().filter_map(|name| wall.role_named(name)).collect();
        let mut guess = Self {
            wall,
            evidence,
            app_roles,
            tenant: Default::default(),
            owner: Default::default(),
            roots: BTreeSet::new(),
        };
        let by_policy = |table: &'a Table, means: Means| {
            table.columns.iter().find(|column| evidence.equals(&column.id, means, &out.context))
        };
        for WallTable { table, .. } in wall.tables() {
            let member = || {
                let asked = |column: &&Column| evidence.member.contains(&column.id);
                let fits = |column: &&Column| says(&column.name, &TENANT) || column.name == "id";
                table.columns.iter().filter(asked).find(fits)
            };
            if let Some(column) = by_policy(table, Means::Tenant).or_else(member) {
                guess.tenant.insert(&table.id, column);
            }
            if let Some(column) = by_policy(table, Means::User) {
                guess.owner.insert(&table.id, column);
            }
        }
        // What some tables call it, the others call it too; names alone count where policies say nothing.
        let mut known: BTreeSet<&str> = guess.tenant.values().map(|column| column.name.as_str()).collect();
        known.remove("id");
        let tenants_called = out.tables.values().filter_map(|said| said.tenant_column.as_deref());
        known.extend(tenants_called);
        for WallTable { table, .. } in wall.tables() {
            let is = |column: &&Column| match known.is_empty() {
                true => says(&column.name, &TENANT) && column.name.to_ascii_lowercase().ends_with("id"),
                false => known.contains(column.name.as_str()) || says(&column.name, &["tenant"]),
            };
            if let Some(column) = table.columns.iter().find(is)
                && !guess.tenant.contains_key(&table.id)
            {
                guess.tenant.insert(&table.id, column);
            }
        }
        for WallTable { table, .. } in wall.tables() {
            for constraint in &table.constraints {
                if let ConstraintKind::ForeignKey { columns, target, .. } = &constraint.kind
                    && let ([only], Some(tenant)) = (columns.as_slice(), guess.tenant.get(&table.id))
                    && tenant.id == *only
                    && *target != table.id
                    && let Some(target) = wall.table_by_id(target)
                {
                    guess.roots.insert(&target.table.id);
                }
            }
        }
        guess
    }

    fn table(&self, table: &WallTable<'a>) -> TableIntent {
        let Table { id, .. } = table.table;
        let name = |column: &&Column| column.name.clone();
        let tenant = self.tenant.get(id).map(name);
        let owner = self.owner.get(id).map(name);
        if !self.is_reachable(table) {
            return TableIntent { tenant_column: tenant, owner_column: owner, ..TableIntent::new(Access::Global) };
        }
        let mut said = TableIntent::new(Access::Tenant);
        let bound = table.table.row_security != RowSecurity::Off;
        if let Some(column) = self.tenant.get(id) {
            let by_set = self.evidence.member.contains(&column.id) && !self.evidence.equals.contains_key(&column.id);
            said.access = if by_set { Access::Membership } else { Access::Tenant };
            said.tenant_column = tenant;
            said.owner_column = owner;
            said.shared_when = self.shared_when(table, column);
            return said;
        }
        if owner.is_some() {
            return TableIntent { owner_column: owner, ..TableIntent::new(Access::Owner) };
        }
        if self.roots.contains(id) && !bound {
            let reason = "It lists the tenants, and no policy keeps them from one another.".to_owned();
            return TableIntent { reason: Some(reason), ..TableIntent::new(Access::Unprotected) };
        }
        let clauses = self.reading(table);
        if bound && clauses.contains(&Predicate::Constant(Some(true))) {
            return TableIntent::new(Access::SharedRead);
        }
        if bound && clauses.is_empty() {
            return TableIntent::new(Access::Global);
        }
        if bound && clauses.iter().any(|clause| !clause.settings().is_empty() || !clause.tables().is_empty()) {
            return said;
        }
        if self.refers_to_tenants(table) {
            return said;
        }
        if !self.app_roles.iter().any(|role| self.writes(role, table)) {
            return TableIntent::new(Access::SharedRead);
        }
        let reason = "Nothing in it names a tenant or a user.".to_owned();
        TableIntent { reason: Some(reason), ..TableIntent::new(Access::Unprotected) }
    }

    fn is_reachable(&self, table: &WallTable<'a>) -> bool {
        let privileges = Command::ALL.map(Command::privilege);
        let holds = |role: &&Role| privileges.iter().any(|p| self.wall.on_any_column(role, table.table, *p).is_some());
        let default = self.wall.catalog.default_privileges.iter().any(|default| {
            default.on == crate::catalog::DefaultKind::Tables
                && default.schema.as_ref().is_none_or(|schema| *schema == table.table.schema)
        });
        default || self.app_roles.iter().any(holds)
    }

    fn writes(&self, role: &Role, table: &WallTable<'a>) -> bool {
        [Privilege::Insert, Privilege::Update, Privilege::Delete]
            .iter()
            .any(|privilege| self.wall.on_any_column(role, table.table, *privilege).is_some())
    }

    /// The permissive clauses by which the application's roles read.
    fn reading(&self, table: &WallTable<'a>) -> Vec<Predicate> {
        let clauses = |role: &&Role| self.wall.clauses(table.table, role, Command::Select, RowKind::Old).permissive;
        let all = self.app_roles.iter().flat_map(clauses);
        all.map(|clause| predicate::of_clause(self.wall, table.table, &clause)).collect()
    }

    /// True if a foreign key leads to a table with a tenant's rows, itself or by another such table.
    fn refers_to_tenants(&self, table: &WallTable<'a>) -> bool {
        let mut seen: BTreeSet<&Id> = BTreeSet::from([&table.table.id]);
        let mut open = vec![table.table];
        while let Some(table) = open.pop() {
            for constraint in &table.constraints {
                let ConstraintKind::ForeignKey { target, .. } = &constraint.kind else { continue };
                if self.tenant.contains_key(target) || self.owner.contains_key(target) {
                    return true;
                }
                if let Some(next) = self.wall.table_by_id(target)
                    && seen.insert(&next.table.id)
                {
                    open.push(next.table);
                }
            }
        }
        false
    }

    /// The rows that everyone may read: an alternative of a reading policy that only asks whether the row has no tenant, or
    /// is called public.
    fn shared_when(&self, table: &WallTable<'a>, tenant: &Column) -> Option<String> {
        let mut found: Vec<String> = Vec::new();
        for clause in self.reading(table) {
            let Predicate::Or(parts) = &clause else {
                found.extend(shared(&clause, tenant).filter(|_| !clause.columns().is_empty()));
                continue;
            };
            found.extend(parts.iter().filter_map(|part| shared(part, tenant)));
        }
        found.sort();
        found.dedup();
        (!found.is_empty()).then(|| found.join(" OR "))
    }
}

/// What rows for everyone are called.
const SHARED: [&str; 14] = [
    "public",
    "published",
    "shared",
    "global",
    "template",
    "visibility",
    "builtin",
    "system",
    "everyone",
    "open",
    "ispublic",
    "isshared",
    "isglobal",
    "istemplate",
];

fn shared(part: &Predicate, tenant: &Column) -> Option<String> {
    match part {
        Predicate::IsNull { of: Scalar::Column(column), negated: false } if column.id == tenant.id => {
            Some(format!("{} IS NULL", quote::ident(&column.name)))
        }
        Predicate::Truth(Scalar::Column(column)) if says(&column.name, &SHARED) => Some(quote::ident(&column.name)),
        Predicate::Compare { op: Op::Eq, left, right } => {
            let column = left.column()?;
            let mut value = right;
            while let Scalar::Cast(of, _) = value {
                value = of;
            }
            let said = |text: &str| says(&column.name, &SHARED) || says(text, &SHARED);
            match value {
                Scalar::Text(text) if column.id == tenant.id || said(text) => {
                    Some(format!("{} = {}", quote::ident(&column.name), quote::literal(text)))
                }
                Scalar::Number(number) if column.id == tenant.id => {
                    Some(format!("{} = {number}", quote::ident(&column.name)))
                }
                Scalar::Bool(true) if said("") => Some(quote::ident(&column.name)),
                _ => None,
            }
        }
        _ => None,
    }
}
