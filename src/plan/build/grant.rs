//! Owners and privileges.
//!
//! What is new belongs to whoever makes it, with the privileges that this role's default privileges give. It is given
//! away once everything is built, and what it has too much or too little by then is revoked and granted. Default
//! privileges themselves change last: so what is new is made under the previous ones, always.

use super::super::Statement;
use super::super::hazard;
use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, part_name, statement, table_name};
use super::super::step::{Key, Phase, Step};
use crate::catalog::{Column, DefaultKind, Grant, Id, Object, PUBLIC_SCHEMA, Pair, Table};
use crate::diff::{
    Acl, AclStep, Class, GrantChange, Grantable, Holder, OwnerChange, acl, acl_steps, changes_owner, column_acl,
    column_steps, is_public, owner, said_owner,
};
use crate::sql::quote;
use crate::sql::write::{GrantWords, Writer};

/// Gives what is new its owner and its privileges.
pub(super) fn all<'a>(
    planner: &mut Planner<'a>,
    grants: &'a [Grant],
    id: &'a Id,
    object: &str,
    name: &str,
    step: impl Fn(Statement) -> Step<'a>,
) {
    let next = planner.next.catalog();
    let (class, schema) = class(planner.next, id);
    let in_schema = |previous: &Id| schema.is_some_and(|next| planner.aligned.schemas.same(previous, next));
    let previous = planner.previous.catalog();
    let created = Acl::new_object(previous, class.default, class.public, in_schema);
    let given_to = said_owner(next, id);
    if let Some(owner) = given_to
        && let Some(words) = owner_words(planner.next, id)
    {
        for change in created.before_given_to(Some(owner)) {
            planner.push(step(acl_statement(planner.next, &change, id, object, name)));
        }
        give(planner, id, name, &words, Some(owner));
    }
    let created = created.given_to(owner(next, id));
    for change in created.leads_to(&acl(next, class, id, grants)) {
        let mut step = step(acl_statement(planner.next, &change, id, object, name));
        if given_to.is_some() {
            // The new owner's privileges are what is left to others.
            step.rank.phase = Phase::CleanUp;
            step.rank.stage = build::RIGHTS;
            step.after.push(Key::Owned(id));
        }
        planner.push(step);
    }
}

/// The privileges on a new column.
pub(super) fn column<'a>(planner: &mut Planner<'a>, table: &'a Table, column: &'a Column) {
    let next = planner.next.catalog();
    if !next.access.contains_key(&column.id) {
        return;
    }
    let steps = Acl::default().leads_to(&column_acl(next, &table.id, &column.id));
    on_column(planner, table, column, &steps);
}

fn on_column<'a>(planner: &mut Planner<'a>, table: &'a Table, column: &'a Column, steps: &[AclStep<'a>]) {
    for change in steps {
        let statement = column_statement(planner, table, column, change);
        let step = if change.by.is_some() && !change.gives {
            // Who passed it on may be unable to take it back once the whole table's privileges have changed.
            building(build::TABLE, statement).at(planner.next_place(&table.id), build::POLICY_COMMENT)
        } else {
            // What is revoked of the whole table is revoked of its columns, too: theirs comes after it.
            Step::new(Phase::CleanUp, build::RIGHTS, statement).at(usize::MAX, 1).after([Key::Owned(&table.id)])
        };
        planner.push(step);
    }
}

fn column_statement<'a>(planner: &Planner<'a>, table: &'a Table, column: &Column, change: &AclStep<'a>) -> Statement {
    let writer = planner.next;
    let name = part_name(writer, table, &column.name);
    let object = format!("TABLE {}", writer.table_ref(table));
    let holder = holder(writer, change.holder, &table.id);
    let sql = words(change, &object, Some(&quote::ident(&column.name)), &holder).sql();
    statement(kind(change), &column.id, name, said_by(change.by, sql))
}

/// Gives the columns of a table again what a `REVOKE` on the whole table takes from them.
fn on_columns_again<'a>(planner: &mut Planner<'a>, table: &'a Table, revoked: &AclStep<'a>) {
    let next = planner.next.catalog();
    for column in table.columns.iter().filter(|column| next.access.contains_key(&column.id)) {
        let mut steps = Acl::default().leads_to(&column_acl(next, &table.id, &column.id));
        let concerned = |step: &AclStep<'_>| {
            step.gives
                && step.holder == revoked.holder
                && step.privileges.iter().any(|privilege| revoked.privileges.contains(privilege))
        };
        steps.retain(concerned);
        on_column(planner, table, column, &steps);
    }
}

/// Grants and revokes on an object that is in both catalogs.
pub(super) fn alter<'a>(planner: &mut Planner<'a>, change: &'a GrantChange) {
    if let Grantable::Column { table, ids } = &change.on {
        if planner.is_column_recreated(&table.next, &ids.next) {
            return;
        }
        let catalogs = planner.aligned.catalogs;
        let steps = column_steps(catalogs, as_ref(table), as_ref(ids));
        if let Some(table) = planner.next.table(&table.next)
            && let Some(column) = table.column(&ids.next)
        {
            on_column(planner, table, column, &steps);
        }
        return;
    }
    let Some(found) = object(planner, &change.on) else { return };
    let catalogs = planner.aligned.catalogs;
    let (class, _) = class(planner.next, &found.ids.next);
    let gives_away = changes_owner(catalogs, as_ref(found.ids));
    for change in acl_steps(catalogs, class, as_ref(found.ids), found.grants) {
        let statement = acl_statement(planner.next, &change, &found.ids.next, &found.words, &found.name);
        let grantee = holder(planner.next, change.holder, &found.ids.next);
        let widened = change.gives.then(|| hazard::privileges_widened(&found.name, &change.privileges, &grantee));
        let step = match gives_away {
            true => Step::new(Phase::CleanUp, build::RIGHTS, statement).after([Key::Owned(&found.ids.next)]),
            false => building(found.stage, statement).at(found.place, build::GRANT),
        };
        planner.push(step.after([Key::Table(&found.ids.next), Key::Ready(&found.ids.next)]).hazard(widened.flatten()));
        if !change.gives
            && let Some(table) = planner.next.table(&found.ids.next)
        {
            on_columns_again(planner, table, &change);
        }
    }
}

/// Gives an object that is in both catalogs to another role.
pub(super) fn alter_owner<'a>(planner: &mut Planner<'a>, change: &'a OwnerChange) {
    let Some(found) = object(planner, &change.of) else { return };
    if let Some(words) = owner_words(planner.next, &found.ids.next) {
        let owner = owner(planner.next.catalog(), &found.ids.next);
        let (class, _) = class(planner.next, &found.ids.next);
        let acl = acl(planner.previous.catalog(), class, &found.ids.previous, found.grants.previous);
        let id = &found.ids.next;
        let mut before = Vec::new();
        for change in acl.before_given_to(owner) {
            let statement = acl_statement(planner.next, &change, id, &found.words, &found.name);
            let link = planner.link();
            planner.push(building(found.stage, statement).at(found.place, build::GRANT).provides([link]));
            before.push(link);
        }
        if let Grantable::Table(ids) = &change.of
            && let Some(table) = planner.aligned.kept_by_next(&ids.next)
        {
            for pair in &table.columns.kept {
                let acl = column_acl(planner.previous.catalog(), &ids.previous, &pair.previous.id);
                for change in acl.of_column_before_given_to(owner) {
                    let step = building(build::TABLE, column_statement(planner, table.tables.next, pair.next, &change));
                    planner.push(step.at(planner.next_place(&ids.next), build::POLICY_COMMENT));
                }
            }
        }
        if owner.is_none() && planner.next.catalog().object(id).is_some() {
            // A materialized view reads, when it is made, as the owner of the view that it reads: who takes that view over
            // does so first.
            let statement = owner_statement(planner, id, &found.name, &words, owner);
            let step = building(found.stage, statement).at(found.place, build::GRANT).after(before);
            planner.push(step.provides([Key::Owned(id), Key::Ready(id)]));
            return;
        }
        give(planner, id, &found.name, &words, owner);
    }
}

/// `OWNER TO`, when everything is built. Sequences follow the tables whose columns own them, so tables come first.
fn give<'a>(planner: &mut Planner<'a>, id: &'a Id, name: &str, words: &str, owner: Option<&str>) {
    let step = Step::new(Phase::CleanUp, build::OWNER, owner_statement(planner, id, name, words, owner));
    let is_sequence = planner.next.sequence(id).is_some();
    planner.push(step.at(0, u8::from(is_sequence)).provides([Key::Owned(id)]));
}

fn owner_statement(planner: &Planner<'_>, id: &Id, name: &str, words: &str, owner: Option<&str>) -> Statement {
    // Since PostgreSQL 15 `public` is the database's owner's, whoever that is.
    let database = is_public(planner.next.catalog(), id) && planner.options.target_version >= 15;
    let nobody = || if database { "pg_database_owner" } else { "CURRENT_USER" }.to_owned();
    let owner = owner.map_or_else(nobody, quote::ident);
    statement(Kind::AlterOwner, id, name.to_owned(), format!("ALTER {words} OWNER TO {owner}"))
}

fn acl_statement(writer: &Writer<'_>, change: &AclStep<'_>, id: &Id, object: &str, name: &str) -> Statement {
    let sql = words(change, object, None, &holder(writer, change.holder, id)).sql();
    statement(kind(change), id, name.to_owned(), said_by(change.by, sql))
}

/// A GRANT or REVOKE as the role says it that is to be the grantor: PostgreSQL records who is asking. Whoever runs the
/// plan may have set a role, which is set again afterwards.
fn said_by(role: Option<&str>, sql: String) -> String {
    let Some(role) = role else { return sql };
    let role = quote::ident(role);
    let body = format!(
        "\nDECLARE\n    before text := pg_catalog.current_setting('role');\nBEGIN\n    SET LOCAL ROLE {role};\n    {sql};\n    \
         PERFORM pg_catalog.set_config('role', before, true);\nEND\n"
    );
    format!("DO {}", quote::dollar(&body, "grant"))
}

fn kind(change: &AclStep<'_>) -> Kind {
    if change.gives { Kind::Grant } else { Kind::Revoke }
}

pub(super) fn words<'w>(
    change: &'w AclStep<'_>,
    object: &'w str,
    column: Option<&'w str>,
    holder: &'w str,
) -> GrantWords<'w> {
    let AclStep { gives, option, .. } = *change;
    GrantWords { gives, option, privileges: &change.privileges, column, object, holder }
}

fn holder(writer: &Writer<'_>, holder: Holder<'_>, id: &Id) -> String {
    match holder {
        Holder::Public => "PUBLIC".into(),
        Holder::Role(name) => quote::ident(name),
        Holder::Owner => owner(writer.catalog(), id).map_or_else(|| "CURRENT_USER".into(), quote::ident),
    }
}

/// What names an object that is its definition in GRANT: views count as tables there.
pub(super) fn object_words(object: &Object) -> String {
    match object.kind.as_str() {
        "view" | "materialized view" | "foreign table" => format!("TABLE {}", object.identity),
        // An aggregate is named by its arguments there, as a function is.
        "aggregate" => {
            let identity = object.identity.replace("(*)", "()").replace("(ORDER BY ", "(");
            format!("FUNCTION {}", identity.replace(" ORDER BY ", ", "))
        }
        "server" => format!("FOREIGN SERVER {}", object.identity),
        kind => format!("{} {}", kind.to_ascii_uppercase(), object.identity),
    }
}

/// What names an object of the next catalog after ALTER; `None` if it has no owner of its own.
fn owner_words<'a>(writer: &Writer<'a>, id: &Id) -> Option<String> {
    let catalog = writer.catalog();
    if let Some(table) = catalog.table(id) {
        return Some(format!("TABLE {}", writer.table_ref(table)));
    }
    if let Some(object) = catalog.object(id) {
        return Some(format!("{} {}", object.kind.to_ascii_uppercase(), object.identity));
    }
    if is_public(catalog, id) {
        return Some("SCHEMA public".to_owned());
    }
    if let Some(schema) = catalog.schema(id) {
        return Some(format!("SCHEMA {}", quote::ident(&schema.name)));
    }
    if let Some(found) = catalog.enum_type(id) {
        return Some(format!("TYPE {}", writer.enum_ref(found)));
    }
    catalog.sequence(id).map(|sequence| format!("SEQUENCE {}", writer.sequence_ref(sequence)))
}

/// The class of an object of a catalog, and the schema that default privileges may be for.
fn class<'a>(writer: &Writer<'a>, id: &Id) -> (Class, Option<&'a Id>) {
    let catalog = writer.catalog();
    if let Some(table) = catalog.table(id) {
        return (Class::of(DefaultKind::Tables), Some(&table.schema));
    }
    if let Some(object) = catalog.object(id) {
        return (Class::of_object(&object.kind), object.schema.as_ref());
    }
    if let Some(sequence) = catalog.sequence(id) {
        return (Class::of(DefaultKind::Sequences), Some(&sequence.schema));
    }
    if let Some(found) = catalog.enum_type(id) {
        return (Class::of(DefaultKind::Types), Some(&found.schema));
    }
    (Class::of_schema(catalog, id), None)
}

/// An object that is in both catalogs.
struct Found<'a> {
    ids: &'a Pair<Id>,
    /// What names it in GRANT.
    words: String,
    name: String,
    grants: Pair<&'a [Grant]>,
    stage: u8,
    place: usize,
}

/// `None` for what is made again: it brings its owner and privileges with it.
fn object<'a>(planner: &Planner<'a>, on: &'a Grantable) -> Option<Found<'a>> {
    let (previous, next) = (planner.previous.catalog(), planner.next.catalog());
    let nothing: Pair<&[Grant]> = Pair::new(&[], &[]);
    Some(match on {
        Grantable::Schema(ids) if is_public(next, &ids.next) => {
            let words = "SCHEMA public".to_owned();
            Found { ids, words, name: PUBLIC_SCHEMA.to_owned(), grants: nothing, stage: build::SCHEMA, place: 0 }
        }
        Grantable::Schema(ids) => {
            let schema = next.schema(&ids.next)?;
            let words = format!("SCHEMA {}", quote::ident(&schema.name));
            let grants = Pair::new(previous.schema(&ids.previous)?.grants.as_slice(), schema.grants.as_slice());
            Found { ids, words, name: schema.name.clone(), grants, stage: build::SCHEMA, place: 0 }
        }
        Grantable::Enum(ids) if planner.rebuilds.enums.contains(&ids.next) => return None,
        Grantable::Enum(ids) => {
            let found = planner.next.enum_type(&ids.next)?;
            let name = format!("{}.{}", planner.next.schema_name(&found.schema), found.name);
            let words = format!("TYPE {}", planner.next.enum_ref(found));
            Found { ids, words, name, grants: nothing, stage: build::ENUM, place: 0 }
        }
        Grantable::Table(ids) => {
            let table = planner.next.table(&ids.next)?;
            let words = format!("TABLE {}", planner.next.table_ref(table));
            let grants = Pair::new(planner.previous.table(&ids.previous)?.grants.as_slice(), table.grants.as_slice());
            let place = planner.next_place(&ids.next);
            Found { ids, words, name: table_name(planner.next, table), grants, stage: build::TABLE, place }
        }
        Grantable::Column { .. } => return None,
        Grantable::Object(ids) if planner.rebuilds.objects.contains(&ids.next) => return None,
        Grantable::Object(ids) => {
            let object = next.object(&ids.next)?;
            let grants = Pair::new(previous.object(&ids.previous)?.grants.as_slice(), object.grants.as_slice());
            let name = object.identity.clone();
            Found { ids, words: object_words(object), name, grants, stage: build::LATE, place: 0 }
        }
        Grantable::Sequence(ids) => {
            let sequence = planner.next.sequence(&ids.next)?;
            let words = format!("SEQUENCE {}", planner.next.sequence_ref(sequence));
            let name = format!("{}.{}", planner.next.schema_name(&sequence.schema), sequence.name);
            let grants =
                Pair::new(planner.previous.sequence(&ids.previous)?.grants.as_slice(), sequence.grants.as_slice());
            Found { ids, words, name, grants, stage: build::SEQUENCE, place: 0 }
        }
    })
}

fn as_ref(ids: &Pair<Id>) -> Pair<&Id> {
    Pair::new(&ids.previous, &ids.next)
}
