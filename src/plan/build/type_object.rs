//! Domains and composite types that change in place.

use super::super::hazard;
use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, dismantle, dismantling};
use super::super::step::Key;
use super::object::of_object;
use crate::catalog::{Attribute, Object, Pair, Setting, TypeShape};
use crate::sql::quote;

/// Changes what a type is made of.
pub(super) fn reshape<'a>(planner: &mut Planner<'a>, pair: Pair<&'a Object>) {
    let (mut before, mut between, mut after) = (Vec::new(), Vec::new(), Vec::new());
    let settings = pair.map(|object| object.settings.as_slice());
    match (&pair.previous.shape, &pair.next.shape) {
        (Some(TypeShape::Domain { parts: p, .. }), Some(TypeShape::Domain { parts: n, .. })) => {
            let parts = Pair::new(p.as_slice(), n.as_slice());
            before.extend(gone(settings).chain(gone(parts)));
            after.extend(new(parts).chain(new(settings)));
        }
        (Some(TypeShape::Composite { attributes: p }), Some(TypeShape::Composite { attributes: n })) => {
            before.extend(gone(settings));
            between = attributes(&pair.next.identity, Pair::new(p, n));
            after.extend(new(settings));
        }
        _ => {}
    }
    push(planner, pair.next, before.into_iter().chain(between).chain(after));
}

/// Changes what is set of a type that is made of the same as before.
pub(super) fn settings<'a>(planner: &mut Planner<'a>, pair: Pair<&'a Object>) {
    // With what it is made of, they are changed already.
    if pair.previous.shape == pair.next.shape {
        let settings = pair.map(|object| object.settings.as_slice());
        let all: Vec<_> = gone(settings).chain(new(settings)).collect();
        push(planner, pair.next, all);
    }
}

/// Takes off a domain that outlives its name what it needs other objects for, so that these can go before it.
pub(super) fn strip<'a>(planner: &mut Planner<'a>, object: &'a Object) {
    let Some(TypeShape::Domain { parts, .. }) = &object.shape else { return };
    let on = planner.previous.catalog().dependencies.get(&object.id);
    let goes = |id: &crate::catalog::Id| {
        let aligned = planner.aligned;
        let rebuilt = |id| aligned.objects.kept.iter().find(|pair| pair.previous.id == id).map(|pair| &pair.next.id);
        let object = planner.previous.catalog().object(id).filter(|object| !object.is_type());
        let leaves = object.is_some_and(|object| {
            aligned.objects.removed.iter().any(|gone| gone.id == object.id)
                || rebuilt(object.id.clone()).is_some_and(|id| planner.rebuilds.objects.contains(id))
        });
        leaves || aligned.sequences.removed.iter().any(|gone| gone.id == *id)
    };
    if !on.into_iter().flatten().any(goes) {
        return;
    }
    let constraints = object.settings.iter().filter(|setting| setting.name.starts_with("constraint "));
    for part in parts.iter().chain(constraints) {
        let statement = of_object(Kind::AlterObject, object, part.reset.clone());
        planner.push(dismantling(dismantle::VALUE, statement));
    }
}

/// What was set and is no more, what was set last first.
fn gone(pair: Pair<&[Setting]>) -> impl Iterator<Item = String> {
    let gone = pair.previous.iter().rev().filter(move |setting| pair.next.iter().all(|n| n.name != setting.name));
    gone.map(|setting| setting.reset.clone())
}

fn new(pair: Pair<&[Setting]>) -> impl Iterator<Item = String> {
    pair.next.iter().filter(move |setting| !pair.previous.contains(setting)).map(|setting| setting.set.clone())
}

/// The statements that change the attributes of a composite type: those that go first, for a new one may take a name.
fn attributes(identity: &str, pair: Pair<&Vec<Attribute>>) -> Vec<String> {
    let Pair { previous, next } = pair;
    let is_in = |attributes: &[Attribute], name: &str| attributes.iter().any(|a| a.name == name);
    let of = |attribute: &Attribute| {
        let collation = attribute.collation.as_ref().map(|name| format!(" COLLATE {name}")).unwrap_or_default();
        format!("{}{collation}", attribute.data_type)
    };
    let mut actions = Vec::new();
    for gone in previous.iter().filter(|a| !is_in(next, &a.name)) {
        actions.push(format!("DROP ATTRIBUTE {}", quote::ident(&gone.name)));
    }
    for attribute in next {
        let name = quote::ident(&attribute.name);
        if !is_in(previous, &attribute.name) {
            actions.push(format!("ADD ATTRIBUTE {name} {}", of(attribute)));
        } else if !previous.contains(attribute) {
            actions.push(format!("ALTER ATTRIBUTE {name} TYPE {}", of(attribute)));
        }
    }
    actions.into_iter().map(|action| format!("ALTER TYPE {identity} {action}")).collect()
}

/// One statement after the other.
fn push<'a>(planner: &mut Planner<'a>, object: &'a Object, statements: impl IntoIterator<Item = String>) {
    let mut before = None;
    for sql in statements {
        let link = planner.link();
        let hazard = hazard::domain_scans(&object.identity, &sql);
        let statement = of_object(Kind::AlterObject, object, sql);
        planner.push(
            building(build::ENUM, statement).hazard(hazard).after(before).provides([link, Key::Ready(&object.id)]),
        );
        before = Some(link);
    }
}
