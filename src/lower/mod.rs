//! Expands the high-level features (inheritance, tenancy, naming conventions) into plain catalog objects.
//!
//! [`lower`] takes any design, however broken: what can't be made is left out or repaired, and reported as a
//! [`Problem`]. Its result always holds together: every reference resolves, every name is set and unique where
//! PostgreSQL wants it unique, every id is unique in its table or kind.
//!
//! # Ids of what lowering makes
//! What a person authored keeps its id. What lowering makes has the entity's id, a slash, and a word for its part.
//! The words never change, and no name is part of one, so that another name, convention or label is a rename to the
//! diff, never a drop and a create.
//!
//! | id | what |
//! | --- | --- |
//! | `<e>/tenant` | the tenant column, where no authored column of the table holds the tenant |
//! | `<e>/tenant-index` | the index on the tenant column, where nothing else leads with it |
//! | `<e>/tenant-isolation`, `<e>/tenant-read` | the policy that keeps tenants apart, and the same for the role that only reads |
//! | `<e>/tenant-select`, `-insert`, `-update`, `-delete` | the same, one to a command |
//! | `<e>/tenant-floor` | the restrictive policy that no other can widen |
//! | `<e>/service-access` | the policy that lets the service role pass |
//! | `<e>/shared-read`, `<e>/shared-rows` | the policy by which everyone reads the table, or the rows that no tenant has |
//! | `<e>/tenant-key` | the unique constraint over tenant and key that foreign keys which take the tenant along reference |
//! | `<e>/tenant-key/<id>` | the same over tenant and the unique constraint or index `<id>` |
//! | `project/tenants-of-user` | the function that tells which tenants the session's user is a member of |
//! | `<e>/discriminator` | one table per hierarchy: the column that holds the type's name, `<e>` being the root |
//! | `<e>/base` | one table per type: the foreign key to the base's table |
//! | `<e>/sequence` | one table per concrete type: the sequence all keys come from, `<e>` being the root |
//! | `<e>/inherited/<id>` | the copy, in a derived entity's table, of the base's column, constraint, index or policy `<id>` |
//! | `<e>/<id>` | one table per hierarchy: a derived entity's part whose id another member of the table has too |
//!
//! Authored constraints and indexes may name the columns among these by their ids, and a derived entity's may name a
//! base's columns by the ids they were authored with.
//!
//! # Inheritance
//! - One table per hierarchy: the root's table has every column. Derived columns are nullable whatever was authored,
//!   for other types' rows have no value. Siblings' columns of one name are told apart as EF Core does (`Dog_Name`).
//!   Foreign keys to a derived entity reference the root's table.
//! - One table per type: a derived table has the root's key columns (without identity) and its own; its primary key
//!   references the base's table, `ON DELETE CASCADE`. Abstract entities have tables too.
//! - One table per concrete type: each concrete entity has a table with every column of its bases. An identity key
//!   becomes `DEFAULT nextval` of one shared sequence. A foreign key to an abstract entity has no table to reference
//!   and is reported.
//!
//! # Tenancy and inheritance
//! With one table per type, every table of a tenant-scoped hierarchy gets its own tenant column, index, policies and
//! default, although the base's row already says whose it is. PostgreSQL knows nothing of entities: a policy on the
//! base's table does not protect the derived one, which anybody with a grant may read by itself. A policy that looks
//! the tenant up in the base's table would cost a lookup per row and could not be indexed. The foreign key to the base
//! then carries the tenant, so that the two can't disagree.

mod access;
mod building;
mod columns;
mod constraints;
mod expression;
mod hierarchy;
mod membership;
mod names;
pub mod naming;
mod roles;
mod sequences;
mod tenancy;
mod within;

use std::collections::{BTreeSet, HashSet};

use building::{Building, Context};
use expression::Rewriter;
use hierarchy::{Hierarchy, Home};
use names::Names;

use crate::catalog::Ordered;
use crate::catalog::{Catalog, ColumnValue, Id, Schema};
use crate::design::Design;
use crate::problem::{Problem, structure};

/// A design as a plain catalog, and what was wrong with the design.
#[derive(Clone, Debug, PartialEq)]
pub struct Lowered {
    /// The catalog.
    pub catalog: Catalog,
    /// What could not be made as authored. [`crate::problem::check`] has these and more.
    pub problems: Vec<Problem>,
}

/// Expands a design into a catalog.
pub fn lower(design: &Design) -> Lowered {
    let mut problems = Vec::new();
    let mut names = Names::default();
    let roles = roles::roles(design, &mut problems);
    let mut schemas = roles::schemas(design, &mut problems);
    let enums = roles::enums(design, &mut schemas, &mut names, &mut problems);

    let hierarchy = Hierarchy::of(design, &mut problems);
    let context = Context { design, hierarchy };
    let homes_schema = schemas_of_entities(&context, &mut schemas, &mut problems);
    let mut buildings = columns::build(&context, &homes_schema, &mut problems);
    names::tables(&context, &mut buildings, &mut names, &mut problems);
    let sequences = sequences::build(&context, &mut buildings, &homes_schema, &mut names);
    typed_by_people(&context, &mut buildings, &mut problems);
    let helper = membership::helper(&context, &buildings, &mut problems);
    for building in &mut buildings {
        tenancy::column(building, &context);
        tenancy::policies(building, &context, helper.as_ref());
        access::table_grants(building, &context, &mut problems);
    }
    keys_and_indexes(&context, &mut buildings, &mut problems);
    let mut access = design.rest.access.clone();
    for building in &buildings {
        access::column_grants(building, &context, &mut access);
    }
    names::explicit(&context, &mut buildings, &mut names, &mut problems);
    names::by_convention(&context, &mut buildings, &mut names);

    let tables = buildings.into_iter().map(|building| building.table).collect();
    let owner = owner(design, &mut problems);
    let mut catalog = Catalog { owner, roles, schemas, enums, tables, access, ..design.rest.clone() };
    catalog.sequences.extend(sequences);
    if let Some(helper) = helper {
        membership::place(helper, &mut catalog);
    }
    finish_schemas(&mut catalog, design, &mut problems);
    once(&mut problems);
    Lowered { catalog, problems }
}

/// The schema of every entity: its own, or the default one if that does not exist. The rows of a hierarchy with one
/// table are where the root's are.
fn schemas_of_entities(context: &Context<'_>, schemas: &mut Vec<Schema>, problems: &mut Vec<Problem>) -> Vec<Id> {
    let known: HashSet<Id> = schemas.iter().map(|schema| schema.id.clone()).collect();
    let mut out = Vec::with_capacity(context.hierarchy.nodes.len());
    for node in &context.hierarchy.nodes {
        let schema = &node.entity.table.schema;
        if known.contains(schema) {
            out.push(schema.clone());
        } else {
            problems.push(structure::unknown_reference::schema(node.entity.id(), schema));
            out.push(roles::fallback_schema(context.design, schemas));
        }
    }
    out
}

/// Brings in what people typed, now that every table and column has its name: policies, defaults, generated columns.
fn typed_by_people<'a>(context: &Context<'a>, buildings: &mut [Building<'a>], problems: &mut Vec<Problem>) {
    for position in 0..buildings.len() {
        let building = &buildings[position];
        let (security, policies) = access::policies(context, buildings, building, problems);
        let rewriter = Rewriter { context, buildings, building };
        let mut values = Vec::new();
        for (at, column) in building.table.columns.iter().enumerate() {
            let owner = || {
                let entry = building.entries.iter().find(|entry| entry.at == at);
                entry.map_or(building.entity, |entry| entry.owner)
            };
            let value = match &column.value {
                ColumnValue::Default { expression } => {
                    ColumnValue::Default { expression: rewriter.physical(expression, owner()) }
                }
                ColumnValue::Generated { expression, stored } => {
                    ColumnValue::Generated { expression: rewriter.physical(expression, owner()), stored: *stored }
                }
                ColumnValue::None | ColumnValue::NextValue { .. } | ColumnValue::Identity { .. } => continue,
            };
            values.push((at, value));
        }
        let table = &mut buildings[position].table;
        table.row_security = security;
        table.policies = policies;
        for (at, value) in values {
            table.columns[at].value = value;
        }
    }
}

/// Makes constraints and indexes, which need every table's columns to be there.
fn keys_and_indexes<'a>(context: &Context<'a>, buildings: &mut [Building<'a>], problems: &mut Vec<Problem>) {
    let mut homes = vec![None; context.hierarchy.nodes.len()];
    for (position, building) in buildings.iter().enumerate() {
        homes[building.entity] = Some(position);
    }
    for at in 0..homes.len() {
        if context.hierarchy.home(at) == Home::Root {
            homes[at] = homes[context.hierarchy.nodes[at].root];
        }
    }
    for position in 0..buildings.len() {
        let constraints = constraints::constraints(context, buildings, &homes, &buildings[position], problems);
        let indexes = constraints::indexes(context, buildings, &buildings[position], problems);
        buildings[position].table.constraints = constraints;
        buildings[position].table.indexes = indexes;
    }
    within::tenant(context, buildings, problems);
    constraints::tenant_keys(context, buildings);
    for building in buildings {
        let table = &mut building.table;
        // The columns of a primary key are NOT NULL whatever was authored.
        let key = table.primary_key().unwrap_or_default().to_vec();
        for column in table.columns.iter_mut().filter(|column| key.contains(&column.id)) {
            column.not_null = true;
        }
        tenancy::index(building);
    }
}

/// The role that owns everything, if the settings name one that exists.
fn owner(design: &Design, problems: &mut Vec<Problem>) -> Option<Id> {
    let settings = &design.settings;
    let fields = ["ownerRole", "appRole", "serviceRole", "readOnlyRole"];
    for (role, field) in settings.roles().into_iter().zip(fields) {
        if let Some(role) = role
            && !design.roles.contains_key(role)
        {
            problems.push(structure::unknown_reference::setting(role, field));
        }
    }
    settings.owner_role.clone().filter(|role| design.roles.contains_key(role))
}

/// Completes the schemas' grants, and leaves `public` out if nothing is said of it: every database has it.
fn finish_schemas(catalog: &mut Catalog, design: &Design, problems: &mut Vec<Problem>) {
    let used: BTreeSet<Id> = catalog
        .tables
        .iter()
        .map(|table| &table.schema)
        .chain(catalog.enums.iter().map(|enum_type| &enum_type.schema))
        .chain(catalog.sequences.iter().map(|sequence| &sequence.schema))
        .chain(catalog.objects.iter().filter_map(|object| object.schema.as_ref()))
        .cloned()
        .ordered_set();
    for schema in &mut catalog.schemas {
        access::schema_grants(schema, design, used.contains(&schema.id), problems);
    }
    catalog.schemas.retain(|schema| {
        !schema.is_public() || used.contains(&schema.id) || schema.comment.is_some() || !schema.grants.is_empty()
    });
}

/// Drops repetitions: what several tables inherit is reported by each.
fn once(problems: &mut Vec<Problem>) {
    let mut kept: Vec<Problem> = Vec::with_capacity(problems.len());
    for problem in problems.drain(..) {
        if !kept.contains(&problem) {
            kept.push(problem);
        }
    }
    *problems = kept;
}
