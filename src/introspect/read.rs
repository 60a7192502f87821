//! From the query's JSON to a catalog.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::dependency::Numbers;
use super::raw::{
    Raw, RawColumn, RawConstraint, RawEnum, RawGrant, RawIndex, RawKey, RawPolicy, RawSchema, RawSequence, RawTable,
};
use super::{names, parens};
use crate::catalog::{
    Catalog, Column, ColumnValue, Constraint, ConstraintKind, DataType, Deferral, EnumLabel, EnumType, Expr, Grant,
    Grantee, Id, IdentitySequence, Index, IndexKey, IndexTarget, PUBLIC_SCHEMA, Policy, PolicyCommand, Privilege,
    ReferentialAction, RowSecurity, Schema, Sequence, Table,
};

/// What a database holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What the catalog models. Ids are made of names, vectors are sorted by name, columns stand in their order.
    ///
    /// The owner is who owns the most objects, if that is not a superuser. Roles are those that objects, grants or
    /// policies name, and those they are members of. What the owner may do with its own objects is not a grant, and
    /// what `PUBLIC` may do in the schema `public` belongs to the version of PostgreSQL, not to the model.
    pub catalog: Catalog,
    /// What the catalog doesn't model, sorted.
    pub other: Vec<OtherObject>,
    /// Who owns each table, by its schema's name and its own with a dot between. The catalog has one owner for all.
    pub owners: BTreeMap<String, String>,
}

/// An object that the catalog does not model.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct OtherObject {
    /// What it is, in lower case: `view`, `function`, `trigger`, `invalid index`.
    pub kind: String,
    /// Its name as SQL writes it.
    pub name: String,
}

/// Reads the answer to [`super::QUERY`].
///
/// # Errors
/// Why the text is not such an answer.
pub fn read(json: &str) -> Result<Found, String> {
    read_with_roles(json, BTreeSet::new())
}

/// The same, with these roles even if nothing names them.
pub(super) fn read_with_roles(json: &str, roles: BTreeSet<String>) -> Result<Found, String> {
    let raw: Raw = serde_json::from_str(json).map_err(|error| format!("the introspection's answer: {error}"))?;
    let other = raw.other.clone().unwrap_or_default();
    let tables = raw.tables.iter().flatten();
    let owners = tables.map(|t| (format!("{}.{}", t.schema, t.name), t.owner.clone())).collect();
    Ok(Found { catalog: raw.into_catalog(roles)?, other, owners })
}

impl Raw {
    fn into_catalog(self, roles: BTreeSet<String>) -> Result<Catalog, String> {
        let numbers = Numbers::of(&self);
        let dependencies = numbers.dependencies(&self);
        let mut read = Reader {
            owner: self.owner.clone(),
            user: self.user.clone().unwrap_or_default(),
            mentioned: self.owner.clone().into_iter().chain(roles).collect(),
        };
        let schemas = self.schemas.unwrap_or_default().into_iter().map(|raw| read.schema(raw)).collect();
        let enums = self.enums.unwrap_or_default().into_iter().map(enum_type).collect();
        let sequences = self.sequences.unwrap_or_default().into_iter().map(|raw| read.sequence(raw)).collect();
        let tables = self
            .tables
            .unwrap_or_default()
            .into_iter()
            .map(|raw| read.table(raw, &numbers))
            .collect::<Result<Vec<_>, _>>()?;
        let objects = self.objects.unwrap_or_default().into_iter().map(|raw| read.object(raw, &numbers)).collect();
        let defaults = self.defaults.unwrap_or_default().into_iter();
        let default_privileges = defaults.filter_map(|raw| read.default_privileges(raw)).collect();
        let mut catalog = Catalog {
            owner: self.owner.as_deref().map(names::role),
            schemas,
            enums,
            sequences,
            tables,
            objects,
            dependencies,
            default_privileges,
            ..Catalog::default()
        };
        read.access(self.access.unwrap_or_default(), &numbers, &mut catalog);
        catalog.roles = super::role::roles(&read.mentioned, self.roles.unwrap_or_default());
        drop_unused_public(&mut catalog);
        Ok(catalog)
    }
}

/// Every database has the schema `public`; a catalog has it only if anything is in it or said of it.
fn drop_unused_public(catalog: &mut Catalog) {
    let Catalog { schemas, enums, sequences, tables, objects, default_privileges, .. } = catalog;
    schemas.retain(|schema| {
        schema.name != PUBLIC_SCHEMA
            || default_privileges.iter().any(|d| d.schema.as_ref() == Some(&schema.id))
            || schema.comment.is_some()
            || !schema.grants.is_empty()
            || tables.iter().any(|t| t.schema == schema.id)
            || enums.iter().any(|e| e.schema == schema.id)
            || sequences.iter().any(|s| s.schema == schema.id)
            || objects.iter().any(|o| o.schema.as_ref() == Some(&schema.id))
    });
}

/// The comment on `public`. initdb's own is not the model's; that it was taken away is told as an empty one.
fn not_standard(comment: Option<String>) -> Option<String> {
    match comment {
        Some(text) => Some(text).filter(|text| text != "standard public schema"),
        None => Some(String::new()),
    }
}

fn expr(text: &str) -> Expr {
    Expr::new(parens::strip(text))
}

fn enum_type(raw: RawEnum) -> EnumType {
    let id = names::relation(&raw.schema, &raw.name);
    let label = |name: String| EnumLabel { id: names::part(&id, "label", &name), name };
    EnumType {
        labels: raw.labels.unwrap_or_default().into_iter().map(label).collect(),
        id: id.clone(),
        schema: names::schema(&raw.schema),
        name: raw.name,
        comment: raw.comment,
    }
}

pub(super) struct Reader {
    pub(super) owner: Option<String>,
    /// Who asks.
    pub(super) user: String,
    /// The roles that something names.
    pub(super) mentioned: BTreeSet<String>,
}

impl Reader {
    fn schema(&mut self, raw: RawSchema) -> Schema {
        let public = raw.name == PUBLIC_SCHEMA;
        // `roles.sql` lets the owner create in `public`.
        let owner = self.owner.clone();
        Schema {
            id: names::schema(&raw.name),
            // initdb's own comment is not the model's.
            comment: if public { not_standard(raw.comment) } else { raw.comment },
            grants: self.grants(
                raw.grants.unwrap_or_default().into_iter().filter(|g| !public || g.to.is_some() && g.to != owner),
            ),
            name: raw.name,
        }
    }

    fn sequence(&mut self, raw: RawSequence) -> Sequence {
        Sequence {
            id: names::relation(&raw.schema, &raw.name),
            schema: names::schema(&raw.schema),
            name: raw.name,
            options: raw.options.concise(&raw.data_type),
            data_type: raw.data_type,
            owned_by: raw
                .owned_by
                .map(|(schema, table, column)| names::column(&names::relation(&schema, &table), &column)),
            unlogged: raw.unlogged,
            comment: raw.comment,
            grants: self.grants(raw.grants.into_iter().flatten()),
        }
    }

    fn table(&mut self, raw: RawTable, numbers: &Numbers) -> Result<Table, String> {
        let id = names::relation(&raw.schema, &raw.name);
        let ids = |columns: Option<Vec<String>>| -> Vec<Id> {
            columns.unwrap_or_default().iter().map(|name| names::column(&id, name)).collect()
        };
        let is_constraint = |name: &str| raw.constraints.iter().flatten().any(|c| c.name == name);
        let owner = |name: &str| if is_constraint(name) { "constraint" } else { "index" };
        let options = raw.options.read(|name| names::part(&id, owner(name), name), |oid| numbers.data_type(oid));
        let constraints = raw.constraints.unwrap_or_default().into_iter().map(|c| constraint(&id, &ids, c));
        let indexes = raw.indexes.unwrap_or_default().into_iter().map(|i| index(&id, &ids, i));
        let policies = raw.policies.unwrap_or_default().into_iter().map(|p| self.policy(&id, p));
        Ok(Table {
            schema: names::schema(&raw.schema),
            name: raw.name,
            comment: raw.comment,
            columns: raw.columns.unwrap_or_default().into_iter().map(|c| column(&id, c, numbers)).collect(),
            constraints: constraints.collect::<Result<_, _>>()?,
            indexes: indexes.collect(),
            row_security: match (raw.row_security, raw.forced) {
                (false, _) => RowSecurity::Off,
                (true, false) => RowSecurity::Enabled,
                (true, true) => RowSecurity::Forced,
            },
            policies: policies.collect::<Result<_, _>>()?,
            grants: self.grants(raw.grants.into_iter().flatten()),
            options: options.into(),
            id,
        })
    }

    fn policy(&mut self, table: &Id, raw: RawPolicy) -> Result<Policy, String> {
        let mut to: Vec<_> = raw.to.into_iter().map(|role| self.grantee(role)).collect();
        to.sort();
        to.dedup();
        Ok(Policy {
            id: names::part(table, "policy", &raw.name),
            restrictive: !raw.permissive,
            command: match raw.command.as_str() {
                "*" => PolicyCommand::All,
                "r" => PolicyCommand::Select,
                "a" => PolicyCommand::Insert,
                "w" => PolicyCommand::Update,
                "d" => PolicyCommand::Delete,
                other => return Err(format!("policy {} is for an unknown command, {other}", raw.name)),
            },
            name: raw.name,
            to,
            using: raw.using.as_deref().map(expr),
            check: raw.check.as_deref().map(expr),
            comment: raw.comment,
        })
    }

    fn grantee(&mut self, role: Option<String>) -> Grantee {
        match role {
            None => Grantee::Public,
            Some(name) => {
                let id = names::role(&name);
                self.mentioned.insert(name);
                Grantee::Role(id)
            }
        }
    }

    pub(super) fn grants(&mut self, raw: impl IntoIterator<Item = RawGrant>) -> Vec<Grant> {
        // What an owner may do on its own objects isn't among these.
        let mut grants: BTreeMap<Grantee, BTreeSet<Privilege>> = BTreeMap::new();
        for grant in raw {
            if let Some(privilege) = privilege(&grant.privilege) {
                let to = self.grantee(grant.to);
                grants.entry(to).or_default().insert(privilege);
            }
        }
        grants.into_iter().map(|(to, set)| Grant { to, privileges: set.into_iter().collect() }).collect()
    }
}

/// The privilege that PostgreSQL names so. What later versions may add is not modelled.
pub(super) fn privilege(name: &str) -> Option<Privilege> {
    use Privilege::*;
    [Select, Insert, Update, Delete, Truncate, References, Trigger, Usage, Create, Execute, Maintain]
        .into_iter()
        .find(|privilege| privilege.sql() == name)
}

fn column(table: &Id, raw: RawColumn, numbers: &Numbers) -> Column {
    let data_type = match raw.defined.and_then(|oid| numbers.data_type(oid)) {
        Some(id) => DataType::Defined { id, array: raw.array },
        // Already as format_type prints it.
        None => DataType::Builtin(raw.data_type.unwrap_or_default()),
    };
    let value = match (raw.identity.as_str(), raw.generated.as_str(), raw.sequence, raw.expression.as_deref()) {
        ("a", ..) => ColumnValue::Identity { always: true },
        ("d", ..) => ColumnValue::Identity { always: false },
        (_, "s" | "v", _, Some(text)) => {
            ColumnValue::Generated { expression: expr(text), stored: raw.generated == "s" }
        }
        (_, _, Some((schema, name)), _) => ColumnValue::NextValue { sequence: names::relation(&schema, &name) },
        (_, _, None, Some(text)) => ColumnValue::Default { expression: expr(text) },
        (_, _, None, None) => ColumnValue::None,
    };
    Column {
        id: names::column(table, &raw.name),
        name: raw.name,
        data_type,
        not_null: raw.not_null,
        value,
        collation: raw.collation,
        own_collation: raw.own_collation.and_then(|oid| numbers.collation(oid)),
        comment: raw.comment,
        sequence: raw.identity_sequence.map(|sequence| {
            let options = sequence.options.concise(&raw.identity_type.unwrap_or_default());
            Box::new(IdentitySequence { name: Some(sequence.name), options })
        }),
        options: raw.options.read().into(),
    }
}

fn constraint(
    table: &Id,
    ids: &impl Fn(Option<Vec<String>>) -> Vec<Id>,
    raw: RawConstraint,
) -> Result<Constraint, String> {
    let unknown = |what: &str| format!("constraint {} has {what}", raw.name);
    let deferral = match (raw.deferrable, raw.deferred) {
        (false, _) => Deferral::NotDeferrable,
        (true, false) => Deferral::InitiallyImmediate,
        (true, true) => Deferral::InitiallyDeferred,
    };
    // Of a key; a foreign key says it itself, and an exclusion in its text.
    let key_deferral = if matches!(raw.kind.as_str(), "p" | "u") { deferral } else { Deferral::NotDeferrable };
    let kind = match raw.kind.as_str() {
        "p" => ConstraintKind::PrimaryKey { columns: ids(raw.columns) },
        "u" => ConstraintKind::Unique {
            columns: ids(raw.columns),
            nulls_not_distinct: raw.nulls_not_distinct.unwrap_or_default(),
        },
        "c" => ConstraintKind::Check { expression: expr(raw.expression.as_deref().unwrap_or_default()) },
        "f" => {
            let (schema, name) = raw.target.as_ref().ok_or_else(|| unknown("no target"))?;
            let target = names::relation(schema, name);
            ConstraintKind::ForeignKey {
                columns: ids(raw.columns),
                target_columns: raw.target_columns.iter().flatten().map(|c| names::column(&target, c)).collect(),
                target,
                on_delete: action(&raw.on_delete).ok_or_else(|| unknown("an unknown action"))?,
                on_update: action(&raw.on_update).ok_or_else(|| unknown("an unknown action"))?,
                deferral,
            }
        }
        "x" => ConstraintKind::Exclude { definition: Expr::new(raw.options.definition.clone().unwrap_or_default()) },
        _ => return Err(unknown("an unknown kind")),
    };
    Ok(Constraint {
        id: names::part(table, "constraint", &raw.name),
        name: raw.name,
        kind,
        comment: raw.comment,
        options: raw.options.read(table, key_deferral).into(),
    })
}

fn action(code: &str) -> Option<ReferentialAction> {
    Some(match code {
        "a" => ReferentialAction::NoAction,
        "r" => ReferentialAction::Restrict,
        "c" => ReferentialAction::Cascade,
        "n" => ReferentialAction::SetNull,
        "d" => ReferentialAction::SetDefault,
        _ => return None,
    })
}

fn index(table: &Id, ids: &impl Fn(Option<Vec<String>>) -> Vec<Id>, raw: RawIndex) -> Index {
    Index {
        id: names::part(table, "index", &raw.name),
        name: raw.name,
        unique: raw.unique,
        method: raw.method,
        keys: raw.keys.into_iter().map(|key| index_key(table, key)).collect(),
        include: ids(raw.include),
        predicate: raw.predicate.as_deref().map(expr),
        comment: raw.comment,
        options: raw.options.read().into(),
    }
}

fn index_key(table: &Id, raw: RawKey) -> IndexKey {
    let target = match raw.column {
        Some(name) => IndexTarget::Column { column: names::column(table, &name) },
        None => IndexTarget::Expression { expression: expr(raw.expression.as_deref().unwrap_or_default()) },
    };
    // The bits of pg_index.indoption: https://www.postgresql.org/docs/current/catalog-pg-index.html
    let (descending, first) = (raw.options & 1 != 0, raw.options & 2 != 0);
    // A descending key has its nulls first unless it says otherwise.
    let nulls_first = (first != descending).then_some(first);
    IndexKey { target, operator_class: raw.operator_class, descending, nulls_first, options: raw.said.read().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_database_is_an_empty_catalog() {
        let json = r#"{"owner": null, "roles": [{"name": "postgres", "login": true, "bypassRls": true, "memberOf": null,
            "comment": null}], "schemas": [{"oid": 2200, "name": "public", "comment": "standard public schema",
            "grants": [{"to": null, "privilege": "USAGE"}]}], "enums": null, "sequences": null, "tables": null,
            "other": null}"#;
        assert_eq!(read(json), Ok(Found::default()));
    }

    #[test]
    fn what_is_not_an_answer_is_refused() {
        assert!(read("").is_err());
        assert!(read("{}").is_ok_and(|found| found == Found::default()));
        assert!(read("[1]").is_err());
    }

    #[test]
    fn null_placement_is_told_only_where_it_is_not_the_default() {
        let key = |options| {
            let raw = RawKey {
                column: Some("a".into()),
                expression: None,
                operator_class: None,
                options,
                said: Default::default(),
            };
            let key = index_key(&Id::new("t"), raw);
            (key.descending, key.nulls_first)
        };
        assert_eq!(key(0), (false, None));
        assert_eq!(key(1), (true, Some(false)));
        assert_eq!(key(2), (false, Some(true)));
        assert_eq!(key(3), (true, None));
    }
}
