//! The attacks planned without an engine, for SQL that will run elsewhere.

use std::collections::BTreeSet;

use super::attack::{Attack, Class, Expect, attacks};
use super::facts::Facts;
use super::target::Target;
use super::wanted::{Callers, wanted};
use crate::catalog::{Catalog, Grant, Grantee, Id, Privilege, Table};
use crate::prove::input::TenantTable;
use crate::prove::proof::Session;
use crate::prove::seed::{Seeds, Side, StillRow, Tenants, identify, plans, still, tenant};
use crate::rls::{Access, Intent};
use crate::sql::quote;

/// Everything that a test of the tenant wall in plain SQL does.
pub(crate) struct StillWall {
    /// The rows to insert first, in order.
    pub(crate) rows: Vec<StillInsert>,
    /// The attacks then, in order.
    pub(crate) attacks: Vec<StillAttack>,
    /// True if constraints have to be deferred while rows are inserted.
    pub(crate) deferred: bool,
}

/// A row to insert.
pub(crate) struct StillInsert {
    /// The table's qualified name for a person.
    pub(crate) table: String,
    /// The application's role, the setting and the tenant, if the table belongs to tenants; else the owner inserts.
    pub(crate) session: Option<(String, String, String)>,
    /// The INSERT, or why there is none.
    pub(crate) insert: Result<String, String>,
}

/// An attack.
pub(crate) struct StillAttack {
    /// The table's qualified name for a person.
    pub(crate) table: String,
    /// The probe's name.
    pub(crate) probe: &'static str,
    /// The role to take; nothing to stay who one is.
    pub(crate) role: Option<String>,
    /// The setting and its value.
    pub(crate) session: (String, String),
    /// What is run before.
    pub(crate) before: Vec<String>,
    /// The statement.
    pub(crate) sql: String,
    /// What must come of it.
    pub(crate) expect: Expect,
}

/// Plans a test of a catalog's tenant wall. Every tenant gets one row in every table. With `members`, sessions say which
/// user asks, and the tables that policies trust say of which tenant that user is a member.
pub(crate) fn wall(catalog: &Catalog, tenants: &[TenantTable], members: Option<&Intent>) -> StillWall {
    let columns: Tenants = tenants.iter().map(|t| (t.table.clone(), t.column.clone())).collect();
    let mut planned = plans(catalog, &columns, None);
    let wanted = members.map(|intent| wanted(catalog, &planned, intent));
    if let Some(wanted) = &wanted {
        identify(&mut planned, &wanted.identities);
    }
    let (seeds, mut rows, deferred) = still(planned);
    if let Some(wanted) = &wanted {
        // A policy lets a row in only once its user is a member.
        let first = referred(&seeds, &wanted.trusted);
        rows.sort_by_key(|row| !first.contains(&row.table));
    }
    let callers = wanted.as_ref().map(|wanted| &wanted.callers);
    let of = |table: &Table| tenants.iter().find(|t| t.table == table.id);
    let role = |t: &TenantTable| Some(catalog.role(t.role.as_ref()?)?.name.clone());
    let insert = |row: StillRow| {
        let plan = &seeds.plans[row.table];
        let session = of(&catalog.tables[row.table]).and_then(|t| {
            if let Some(callers) = callers {
                let session = if row.side == Side::A { Session::A } else { Session::B };
                let (setting, value) = callers.settings(session).into_iter().next()?;
                return Some((role(t)?, setting, value));
            }
            let kind = &plan.columns[plan.tenant?].kind;
            Some((role(t)?, t.setting.clone(), tenant(kind, row.side)))
        });
        StillInsert { table: plan.name.clone(), session, insert: row.insert }
    };
    let rows = rows.into_iter().map(insert).collect();
    let mut planned = Vec::new();
    for table in &catalog.tables {
        let Some(tenant) = of(table) else { continue };
        let Some(mut target) = target(catalog, table, tenant, &seeds) else { continue };
        if let Some(callers) = callers {
            target.callers = callers.clone();
        }
        let checked = !seeds.plans[target.plan].checks.is_empty();
        for attack in attacks(&target, std::slice::from_ref(&target), &seeds, 15).run {
            if let Some(attack) = still_attack(&target, attack, checked, &seeds) {
                planned.push(attack);
            }
        }
    }
    StillWall { rows, attacks: planned, deferred }
}

/// The attacks that need nothing but a role and a setting.
const IN_PLAIN_SQL: &[&str] = &[
    "read-without-tenant",
    "read-garbage",
    "read-wildcard",
    "read-own",
    "read-foreign",
    "lock-foreign",
    "row-security-off",
    "insert-foreign",
    "insert-foreign-returning",
    "insert-without-tenant",
    "insert-null-tenant",
    "upsert-takeover",
    "update-blind",
    "update-foreign",
    "take-blind",
    "move-own",
    "move-own-blind",
    "publish",
    "delete-blind",
    "delete-foreign",
    "delete-returning",
    "merge-update",
    "merge-delete",
    "merge-insert",
    "truncate",
    "disable-row-security",
    "role-escape",
    "owner-bound",
    "owner-delete-foreign",
];

/// An attack in plain SQL, if it can be made there: a session whose setting was never set can't, once rows were
/// inserted; nor can an INSERT that must pass checks whose values are chosen only when it runs.
fn still_attack(target: &Target, attack: Attack, checked: bool, seeds: &Seeds) -> Option<StillAttack> {
    if !IN_PLAIN_SQL.contains(&attack.probe) {
        return None;
    }
    let needs_values = matches!(attack.probe, "insert-without-tenant" | "upsert-takeover");
    if attack.session == Session::Unset || checked && needs_values {
        return None;
    }
    let mut before: Vec<String> = attack.before;
    if attack.class == Class::Delete && attack.session == Session::A && attack.probe != "delete-foreign" {
        // The own rows that refer to it go first: then a foreign key can only speak up for another tenant's row.
        before.extend(referring(seeds, target.plan).iter().map(|at| format!("DELETE FROM {}", seeds.plans[*at].sql)));
    }
    Some(StillAttack {
        table: target.name.clone(),
        probe: attack.probe,
        role: attack.role,
        session: attack.settings.into_iter().next()?,
        before,
        sql: attack.sql,
        expect: attack.expect,
    })
}

/// Tables, and those that their rows refer to, over any number of steps.
fn referred(seeds: &Seeds, tables: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut out = tables.clone();
    let mut pending: Vec<usize> = tables.iter().copied().collect();
    while let Some(table) = pending.pop() {
        let targets = seeds.plans[table].foreign.iter().map(|foreign| foreign.target);
        pending.extend(targets.filter(|target| out.insert(*target)));
    }
    out
}

/// The tables whose rows refer to a table's, over any number of steps, those that nothing refers to first.
fn referring(seeds: &Seeds, table: usize) -> Vec<usize> {
    fn visit(seeds: &Seeds, table: usize, seen: &mut BTreeSet<usize>, out: &mut Vec<usize>) {
        for plan in seeds.plans.iter().filter(|p| p.foreign.iter().any(|f| f.target == table)) {
            if seen.insert(plan.index) {
                visit(seeds, plan.index, seen, out);
                out.push(plan.index);
            }
        }
    }
    let mut seen = BTreeSet::from([table]);
    let mut out = Vec::new();
    visit(seeds, table, &mut seen, &mut out);
    out
}

fn target(catalog: &Catalog, table: &Table, tenant_table: &TenantTable, seeds: &Seeds) -> Option<Target> {
    let at = catalog.tables.iter().position(|t| t.id == table.id)?;
    let plan = &seeds.plans[at];
    let column = &plan.columns[plan.tenant?];
    let role = catalog.role(tenant_table.role.as_ref()?)?;
    let may =
        |privilege| table.grants.iter().any(|g| g.privileges.contains(&privilege) && reaches(catalog, g, &role.id));
    let owner = catalog.owner.as_ref().and_then(|id| catalog.role(id));
    let count = |side| seeds.rows_of(plan, side).len() as u64;
    // A privilege on the whole table is one on each column; some have it by themselves.
    let columns = |privilege: Privilege| -> Vec<String> {
        let by_itself = |name: &String| {
            let column = table.columns.iter().find(|column| column.name == *name);
            let access = column.and_then(|column| catalog.access.get(&column.id));
            let gives = |grant: &Grant| grant.privileges.contains(&privilege) && reaches(catalog, grant, &role.id);
            access.is_some_and(|access| access.grants.iter().any(gives))
        };
        let names = plan.columns.iter().map(|column| column.name.clone());
        names.filter(|name| may(privilege) || by_itself(name)).collect()
    };
    let (insertable, updatable) = (columns(Privilege::Insert), columns(Privilege::Update));
    let keys = [column.key(Side::A), column.key(Side::B)];
    let own = |key: &String| format!("{} = {}", quote::ident(&column.name), quote::literal(key));
    Some(Target {
        plan: at,
        element: table.id.element(),
        name: plan.name.clone(),
        sql: plan.sql.clone(),
        access: Access::Tenant,
        at: plan.tenant?,
        column: quote::ident(&column.name),
        own: [own(&keys[0]), own(&keys[1])],
        shared: None,
        meant: None,
        user: None,
        tenant_beside: false,
        callers: Callers::single(&tenant_table.setting, keys.clone()),
        keys,
        trusted: false,
        says: Vec::new(),
        particular: false,
        named: BTreeSet::new(),
        literals: Vec::new(),
        rights: Vec::new(),
        switches: Vec::new(),
        client_claims: Vec::new(),
        patterns: vec!["%".to_owned()],
        children: Vec::new(),
        everything_foreign: String::new(),
        role: role.name.clone(),
        facts: Facts {
            enabled: true,
            forced: true,
            owner: owner.map(|o| o.name.clone()).unwrap_or_default(),
            owner_bypasses: owner.is_none_or(|o| o.bypass_rls),
            role_bypasses: role.bypass_rls,
            select: may(Privilege::Select),
            insert: !insertable.is_empty(),
            insertable,
            delete: may(Privilege::Delete),
            updatable,
            policies: Vec::new(),
            others: Vec::new(),
            sequences: Vec::new(),
            leakproof: false,
            large_objects: false,
            own: [count(Side::A), count(Side::B)],
            shared: [0, 0],
            open: 0,
            all: count(Side::A) + count(Side::B),
        },
    })
}

/// True if a grant reaches a role, by itself or by the roles it is a member of.
fn reaches(catalog: &Catalog, grant: &Grant, role: &Id) -> bool {
    let mut pending = vec![role.clone()];
    let mut seen = BTreeSet::new();
    while let Some(id) = pending.pop() {
        if grant.to == Grantee::Public || grant.to == Grantee::Role(id.clone()) {
            return true;
        }
        if seen.insert(id.clone())
            && let Some(role) = catalog.role(&id)
        {
            pending.extend(role.member_of.iter().cloned());
        }
    }
    false
}
