//! Changes of owners and privileges.

use super::acl::{Acl, AclStep, role_name};
use super::{Aligned, Change};
use crate::catalog::{Catalog, DefaultKind, Grant, Id, PUBLIC_SCHEMA, Pair, Privilege};

/// A change of the privileges on an object. What they are is said by the two catalogs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantChange {
    /// On what.
    pub on: Grantable,
}

/// An object that gets another owner. Who that is says the next catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerChange {
    /// Of what.
    pub of: Grantable,
}

/// Default privileges that changed, came or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultPrivilegesChange {
    /// Their id in the previous catalog, if they are there.
    pub previous: Option<Id>,
    /// Their id in the next catalog, if they are there.
    pub next: Option<Id>,
}

/// What has an owner and privileges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grantable {
    /// A schema.
    Schema(Pair<Id>),
    /// An enum type.
    Enum(Pair<Id>),
    /// A table.
    Table(Pair<Id>),
    /// A column, which has privileges but no owner of its own.
    Column {
        /// The table.
        table: Pair<Id>,
        /// The column.
        ids: Pair<Id>,
    },
    /// A sequence.
    Sequence(Pair<Id>),
    /// An object that is its definition.
    Object(Pair<Id>),
}

/// What PostgreSQL gives on an object of a kind by itself, and which default privileges are for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Class {
    /// What everyone may do with it.
    pub(crate) public: &'static [Privilege],
    /// The default privileges that are for it.
    pub(crate) default: Option<DefaultKind>,
}

impl Class {
    pub(crate) fn of(kind: DefaultKind) -> Self {
        Self { public: kind.public(), default: Some(kind) }
    }

    /// The class of an object that is its definition, by the words of its kind.
    pub(crate) fn of_object(kind: &str) -> Self {
        match kind {
            "view" | "materialized view" | "foreign table" => Self::of(DefaultKind::Tables),
            "function" | "procedure" | "aggregate" => Self::of(DefaultKind::Functions),
            "sequence" => Self::of(DefaultKind::Sequences),
            "domain" | "type" => Self::of(DefaultKind::Types),
            "language" => Self { public: &[Privilege::Usage], default: None },
            _ => Self { public: &[], default: None },
        }
    }

    /// The class of the schema with this id.
    pub(crate) fn of_schema(catalog: &Catalog, id: &Id) -> Self {
        match is_public(catalog, id) {
            // Since PostgreSQL 15 everyone may use `public`; who may create in it before is told as lacking nothing.
            true => Self { public: &[Privilege::Usage], default: None },
            false => Self::of(DefaultKind::Schemas),
        }
    }
}

/// True for the id of the schema `public`, whether the catalog says anything of it or not.
pub(crate) fn is_public(catalog: &Catalog, id: &Id) -> bool {
    catalog.schema(id).map_or(id.as_str() == PUBLIC_SCHEMA, |schema| schema.is_public())
}

/// The id of the schema `public`, if it was looked at: what a design's catalog says of it is for an administrator to run.
/// Of a new database it is known.
pub(super) fn public(catalog: &Catalog) -> Option<Id> {
    let id = Id::new(PUBLIC_SCHEMA);
    (catalog.access.contains_key(&id) || *catalog == Catalog::default()).then_some(id)
}

/// The name of the role that owns an object: the one that is said, else the catalog's. `public` is nobody's in particular.
pub(crate) fn owner<'a>(catalog: &'a Catalog, id: &Id) -> Option<&'a str> {
    if is_public(catalog, id) {
        return said_owner(catalog, id);
    }
    said_owner(catalog, id).or_else(|| catalog.owner.as_ref().map(|id| role_name(catalog, id)))
}

/// The name of the role that is said to own an object.
pub(crate) fn said_owner<'a>(catalog: &'a Catalog, id: &Id) -> Option<&'a str> {
    let access = catalog.access.get(id).and_then(|access| access.owner.as_ref());
    let object = || catalog.object(id).and_then(|object| object.owner.as_ref());
    access.or_else(object).map(|id| role_name(catalog, id))
}

/// The privileges on an object of a catalog.
pub(crate) fn acl<'a>(catalog: &'a Catalog, class: Class, id: &Id, grants: &'a [Grant]) -> Acl<'a> {
    Acl::of(catalog, class.public, owner(catalog, id), grants, catalog.access.get(id))
}

/// The privileges on a column, which its table's owner has by itself.
pub(crate) fn column_acl<'a>(catalog: &'a Catalog, table: &Id, id: &Id) -> Acl<'a> {
    Acl::of(catalog, &[], owner(catalog, table), &[], catalog.access.get(id))
}

/// What leads from the privileges on a column to those it is to have, once its table has its owner.
pub(crate) fn column_steps<'a>(catalogs: Pair<&'a Catalog>, table: Pair<&Id>, ids: Pair<&Id>) -> Vec<AclStep<'a>> {
    let mut previous = column_acl(catalogs.previous, table.previous, ids.previous);
    if changes_owner(catalogs, table) {
        previous = previous.given_to(owner(catalogs.next, table.next));
    }
    previous.leads_to(&column_acl(catalogs.next, table.next, ids.next))
}

pub(super) fn changes(aligned: &Aligned<'_>, out: &mut Vec<Change>) {
    let Pair { previous, next } = aligned.catalogs;
    let same_roles = previous.owner == next.owner && previous.roles == next.roles;
    let quiet = same_roles && previous.access == next.access;
    let mut compare =
        |class: Class, ids: Pair<&Id>, owned: bool, grants: Pair<&[Grant]>, on: &dyn Fn() -> Grantable| {
            if owned && changes_owner(aligned.catalogs, ids) {
                out.push(Change::Owner(OwnerChange { of: on() }));
            }
            if quiet && ids.previous == ids.next && grants.previous == grants.next {
                return;
            }
            if !steps(aligned.catalogs, class, ids, grants).is_empty() {
                out.push(Change::Grant(GrantChange { on: on() }));
            }
        };
    let nothing = Pair::new(&[] as &[Grant], &[] as &[Grant]);
    if let (Some(before), Some(after)) = (public(previous), public(next)) {
        let ids = Pair::new(&before, &after);
        compare(Class::of_schema(next, &after), ids, true, nothing, &|| Grantable::Schema(ids.map(Id::clone)));
    }
    for pair in aligned.schemas.kept.iter().filter(|pair| !pair.previous.is_public() && !pair.next.is_public()) {
        let on = || Grantable::Schema(pair.map(|s| s.id.clone()));
        let grants = pair.map(|s| s.grants.as_slice());
        compare(Class::of_schema(next, &pair.next.id), pair.map(|s| &s.id), true, grants, &on);
    }
    for pair in &aligned.enums.kept {
        let on = || Grantable::Enum(pair.map(|e| e.id.clone()));
        compare(Class::of(DefaultKind::Types), pair.map(|e| &e.id), true, nothing, &on);
    }
    for pair in &aligned.sequences.kept {
        let on = || Grantable::Sequence(pair.map(|s| s.id.clone()));
        let grants = pair.map(|s| s.grants.as_slice());
        compare(Class::of(DefaultKind::Sequences), pair.map(|s| &s.id), true, grants, &on);
    }
    for pair in &aligned.objects.kept {
        let on = || Grantable::Object(pair.map(|o| o.id.clone()));
        let grants = pair.map(|o| o.grants.as_slice());
        compare(Class::of_object(&pair.next.kind), pair.map(|o| &o.id), true, grants, &on);
    }
    let mut columns = Vec::new();
    for table in &aligned.kept_tables {
        let on = || Grantable::Table(table.ids());
        let grants = table.tables.map(|t| t.grants.as_slice());
        compare(Class::of(DefaultKind::Tables), table.tables.map(|t| &t.id), true, grants, &on);
        if previous.access.is_empty() && next.access.is_empty() {
            continue;
        }
        for pair in &table.columns.kept {
            let ids = pair.map(|column| &column.id);
            if !column_steps(aligned.catalogs, table.tables.map(|t| &t.id), ids).is_empty() {
                let on = Grantable::Column { table: table.ids(), ids: ids.map(Id::clone) };
                columns.push(Change::Grant(GrantChange { on }));
            }
        }
    }
    out.extend(columns);
    default_privileges(aligned, out);
}

/// True if an object changes hands. Where neither catalog says who has it, it belongs to whoever runs the migrations.
pub(crate) fn changes_owner(catalogs: Pair<&Catalog>, ids: Pair<&Id>) -> bool {
    let said = said_owner(catalogs.previous, ids.previous).is_some() || said_owner(catalogs.next, ids.next).is_some();
    said && owner(catalogs.previous, ids.previous) != owner(catalogs.next, ids.next)
}

/// What leads from the privileges on an object to those it is to have, once it has its owner.
pub(crate) fn steps<'a>(
    catalogs: Pair<&'a Catalog>,
    class: Class,
    ids: Pair<&Id>,
    grants: Pair<&'a [Grant]>,
) -> Vec<AclStep<'a>> {
    let mut previous = acl(catalogs.previous, class, ids.previous, grants.previous);
    if changes_owner(catalogs, ids) {
        previous = previous.given_to(owner(catalogs.next, ids.next));
    }
    previous.leads_to(&acl(catalogs.next, class, ids.next, grants.next))
}

fn default_privileges(aligned: &Aligned<'_>, out: &mut Vec<Change>) {
    let Pair { previous, next } = aligned.catalogs;
    let role = |catalog, role: &'_ Option<Id>| role.as_ref().map(|id| role_name(catalog, id).to_owned());
    let mut left: Vec<_> = previous.default_privileges.iter().collect();
    for new in &next.default_privileges {
        let partner = left.iter().position(|old| {
            let same_schema = match (&old.schema, &new.schema) {
                (None, None) => true,
                (Some(old), Some(new)) => aligned.schemas.same(old, new),
                _ => false,
            };
            same_schema && old.on == new.on && role(previous, &old.role) == role(next, &new.role)
        });
        let old = partner.map(|at| left.remove(at));
        let before = default_acl(previous, old.unwrap_or(new), old.is_some());
        if !before.leads_to(&default_acl(next, new, true)).is_empty() {
            let previous = old.map(|old| old.id.clone());
            out.push(Change::DefaultPrivileges(DefaultPrivilegesChange { previous, next: Some(new.id.clone()) }));
        }
    }
    for old in left {
        let previous = Some(old.id.clone());
        out.push(Change::DefaultPrivileges(DefaultPrivilegesChange { previous, next: None }));
    }
}

/// What default privileges give, or what there is in their place without them.
pub(crate) fn default_acl<'a>(
    catalog: &'a Catalog,
    defaults: &'a crate::catalog::DefaultPrivileges,
    there: bool,
) -> Acl<'a> {
    // In a schema they come on top.
    let public: &[Privilege] = if defaults.schema.is_some() { &[] } else { defaults.on.public() };
    Acl::of(catalog, public, None, &[], there.then_some(&defaults.access))
}
