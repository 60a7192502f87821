//! The stage isolation: the tenant wall attacked.

use super::super::audit::walls;
use super::super::build::count;
use super::super::isolation::{self, Callers, Harvest, Named, Wanted, deciding, wanted};
use super::super::proof::{Probe, ProbeVerdict};
use super::{End, Run, qualified};
use crate::catalog::{Catalog, Id};
use crate::engine::{Engine, SqlError};
use crate::introspect::adopt_ids;
use crate::rls::{Access, Means, Wall};

impl<E: Engine> Run<'_, E> {
    /// Attacks the tenant wall.
    pub(super) async fn isolation(&mut self) -> Result<End, SqlError> {
        if self.input.tenants.is_empty() {
            return Ok(End::Passed("no table belongs to tenants, so there is nothing to attack".into()));
        }
        let model = &self.input.model;
        let after = adopt_ids(self.after.catalog.clone(), model);
        let wanted = wanted(&after, &self.seeds.plans, &self.input.intent);
        let mut named = Vec::new();
        for tenant in &self.input.tenants {
            let Some(table) = model.table(&tenant.table) else { continue };
            let Some(role) = tenant.role.as_ref().and_then(|id| model.role(id)) else {
                return Ok(End::NotRun("the project names no application role to attack as".into()));
            };
            let name = qualified(model, table);
            let plan = self.seeds.find(&name);
            let keys = plan.and_then(|plan| plan.tenant_keys()).unwrap_or_default();
            let place = |id: &Id| model.tables.iter().position(|t| t.id == *id);
            let short = name.strip_prefix("public.").unwrap_or(&name);
            let meant = self.input.intent.tables.get(short);
            named.push(Named {
                element: tenant.table.element(),
                access: meant.map_or(Access::Tenant, |meant| meant.access),
                shared: meant.and_then(|meant| meant.shared_when.clone()),
                callers: self.callers.clone().unwrap_or_else(|| Callers::single(&tenant.setting, keys)),
                role: role.name.clone(),
                trusted: plan.is_some_and(|plan| wanted.trusted.contains(&plan.index)),
                says: plan.map(|plan| self.says(&wanted, plan.index)).unwrap_or_default(),
                services: Vec::new(),
                harvest: Harvest::of(&deciding(model, table), &[]),
                children: place(&table.id).map(|at| isolation::children(model, &self.seeds, at)).unwrap_or_default(),
                name,
            });
        }
        let tables = named.len();
        named.extend(self.believed(&after, &wanted, &named));
        named.sort_by(|a, b| a.name.cmp(&b.name));
        let probes = isolation::isolate(&mut self.link, &self.seeds, &named, self.major).await?;
        let end = judge(&probes, tables);
        self.proof.walls = walls(&probes, &self.seeds, &Wall::new(&after, &self.input.intent));
        self.proof.isolation = probes;
        Ok(end)
    }

    /// The columns of a table that policies believe which say who, if its rows were made with them.
    fn says(&self, wanted: &Wanted, at: usize) -> Vec<(usize, Means)> {
        let known = self.callers.is_some() && wanted.trusted.contains(&at);
        if known { wanted.says(at) } else { Vec::new() }
    }

    /// The tables beside the tenants' that policies believe: a row that the application can write there may open others.
    fn believed(&self, catalog: &Catalog, wanted: &Wanted, named: &[Named]) -> Vec<Named> {
        let Some(like) = named.first() else { return Vec::new() };
        let places = wanted.trusted.iter().filter_map(|at| self.seeds.plans.get(*at).zip(catalog.tables.get(*at)));
        let other = places.filter(|(plan, _)| named.iter().all(|n| n.name != plan.name));
        other
            .map(|(plan, table)| Named {
                name: plan.name.clone(),
                element: table.id.element(),
                access: Access::Unprotected,
                shared: None,
                trusted: true,
                says: self.says(wanted, plan.index),
                harvest: Harvest::of(&deciding(catalog, table), &[]),
                children: Vec::new(),
                ..like.clone()
            })
            .collect()
    }
}

/// How the isolation stage ended, by its probes.
fn judge(probes: &[Probe], tables: usize) -> End {
    let of = |verdict| probes.iter().filter(move |p| p.verdict == verdict).collect::<Vec<_>>();
    let (held, breached) = (of(ProbeVerdict::Held), of(ProbeVerdict::Breached));
    let (errors, not) = (of(ProbeVerdict::Error), of(ProbeVerdict::NotApplicable));
    let told = |probes: &[&Probe]| {
        let text = |p: &&Probe| format!("{} {} ({})", p.table, p.probe, p.observed);
        let mut texts: Vec<String> = probes.iter().map(text).collect();
        let more = texts.len().saturating_sub(5);
        texts.truncate(5);
        if more > 0 {
            texts.push(format!("and {more} more"));
        }
        texts.join("; ")
    };
    if let Some(first) = breached.first() {
        let detail =
            format!("{} of {} got through: {}", breached.len(), count(probes.len(), "attack"), told(&breached));
        return End::Failed { detail, error: None, element: first.element.clone() };
    }
    if let Some(first) = errors.first() {
        let show = if errors.len() == 1 { "shows" } else { "show" };
        let detail = format!("{} {show} nothing: {}", count(errors.len(), "attack"), told(&errors));
        return End::Failed { detail, error: None, element: first.element.clone() };
    }
    let unattacked: Vec<&Probe> = not.iter().copied().filter(|p| p.probe == "every-probe").collect();
    if !unattacked.is_empty() {
        return End::NotRun(format!("not every table can be attacked: {}", told(&unattacked)));
    }
    let mut detail = format!("{} on {} held", count(held.len(), "attack"), count(tables, "table"));
    if !not.is_empty() {
        detail.push_str(&format!("; {} not applicable", not.len()));
    }
    End::Passed(detail)
}
