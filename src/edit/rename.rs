//! Names that follow a rename: the expressions a person typed mention tables, columns and labels by name.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Key, Record};
use super::command::Refusal;
use super::invariant::bases;
use super::work::Work;
use crate::catalog::Ordered;
use crate::catalog::{Catalog, ColumnValue, ConstraintKind, EnumType, Expr, Id, IndexTarget, Pair};
use crate::design::{Design, Entity, Tenancy};
use crate::expr::{self, Referent, TableName, Tables, TokenKind};
use crate::lower::naming;
use crate::sql::quote;

/// Rewrites every expression that mentions a column, before the column gets its new name. Where two columns of the
/// entity have or would have one name, nothing is rewritten: which one an expression means could then no longer be
/// told, and a mention that leads nowhere is seen, one that leads elsewhere is not.
pub(super) fn column(work: &mut Work<'_>, entity: &Id, column: &Id, new: &str) -> Result<(), Refusal> {
    let owner = work.entity(entity)?;
    let names = columns_of(work.design(), owner);
    let Some((_, old)) = names.iter().find(|(id, _)| id == column) else { return Ok(()) };
    if *old == new || names.iter().any(|(id, name)| id != column && (name == old || *name == new)) {
        return Ok(());
    }
    let old = (*old).to_owned();
    let columns = [(column.clone(), new.to_owned())].into_iter().ordered_map();
    rewrite(work, &old, &Renames { columns, ..Renames::default() });
    Ok(())
}

/// Rewrites every expression that mentions an entity's table, before the entity gets its new name.
pub(super) fn entity(work: &mut Work<'_>, id: &Id, new: &str) -> Result<(), Refusal> {
    let entity = work.entity(id)?;
    let old = entity.table.name.clone();
    let rival = |other: &Entity| {
        other.id() != id
            && other.table.schema == entity.table.schema
            && [old.as_str(), new].contains(&&*other.table.name)
    };
    if old == new || work.design().entities.values().any(rival) {
        return Ok(());
    }
    let tables = [(id.clone(), new.to_owned())].into_iter().ordered_map();
    rewrite(work, &old, &Renames { tables, ..Renames::default() });
    Ok(())
}

/// Rewrites every expression that mentions the schema of an entity's table, before the entity moves to another.
pub(super) fn moved(work: &mut Work<'_>, id: &Id, to: &Id) -> Result<(), Refusal> {
    let from = &work.entity(id)?.table.schema;
    let name = |schema: &Id| work.design().schemas.get(schema).map(|schema| schema.name.clone());
    if let (Some(old), Some(new)) = (name(from), name(to))
        && from != to
    {
        let schemas = [(id.clone(), new)].into_iter().ordered_map();
        rewrite(work, &old, &Renames { schemas, ..Renames::default() });
    }
    Ok(())
}

/// Rewrites every expression that mentions a schema, before it gets its new name.
pub(super) fn schema(work: &mut Work<'_>, id: &Id, new: &str) {
    let schemas = &work.design().schemas;
    let Some(old) = schemas.get(id).map(|schema| schema.name.clone()) else { return };
    if old == new || schemas.iter().any(|(other, schema)| other != id && [old.as_str(), new].contains(&&*schema.name)) {
        return;
    }
    let within = work.design().entities.values().filter(|entity| entity.table.schema == *id);
    let schemas = within.map(|entity| (entity.id().clone(), new.to_owned())).ordered_map();
    rewrite(work, &old, &Renames { schemas, ..Renames::default() });
}

/// Rewrites every expression that mentions the tenant column that lowering adds, before the settings give it its new
/// name.
pub(super) fn tenant_column(work: &mut Work<'_>, new: &str) {
    let old = work.design().settings.tenancy.column.clone();
    if old == new {
        return;
    }
    let mut columns = BTreeMap::new();
    for entity in work.design().entities.values() {
        let names = columns_of(work.design(), entity);
        let tenant = entity.id().part("tenant");
        let rivals = names.iter().filter(|(id, name)| *id != tenant && (*name == old || *name == new)).count();
        if rivals == 0 {
            columns.insert(tenant, new.to_owned());
        }
    }
    rewrite(work, &old, &Renames { columns, ..Renames::default() });
}

/// Rewrites the defaults of an enum's columns that are labels which get another text.
pub(super) fn labels(work: &mut Work<'_>, new: &EnumType) {
    let Some(old) = work.design().enums.get(&new.id) else { return };
    let new_text = |label: &str| {
        let id = &old.labels.iter().find(|l| l.name == label)?.id;
        new.labels.iter().find(|l| l.id == *id).map(|l| l.name.clone()).filter(|name| name != label)
    };
    let mut changed = Vec::new();
    for entity in work.design().entities.values() {
        let mut copy = entity.clone();
        for column in copy.table.columns.iter_mut().filter(|c| c.data_type.defined_id() == Some(&new.id)) {
            if let ColumnValue::Default { expression } = &mut column.value {
                *expression = Expr::new(relabel(expression.sql(), &new_text));
            }
        }
        if copy != *entity {
            changed.push(copy);
        }
    }
    for entity in changed {
        work.put_entity(entity);
    }
}

fn relabel(sql: &str, new_text: &dyn Fn(&str) -> Option<String>) -> String {
    let strings = [TokenKind::String, TokenKind::DollarString];
    let words = expr::tokens(sql).into_iter().map(|token| {
        let text = token.text(sql);
        let label = strings.contains(&token.kind).then(|| expr::string_value(text)).flatten();
        label.and_then(|label| new_text(&label)).map_or_else(|| text.to_owned(), |new| quote::literal(&new))
    });
    words.collect()
}

/// Rewrites the definitions of views, functions and their like, after names changed since a catalog was lowered: as
/// PostgreSQL shows them once its own names have changed.
pub(super) fn objects(work: &mut Work<'_>, before: &Catalog) {
    let after = crate::lower::lower(work.design()).catalog;
    let Some(renames) = expr::Renames::between(Pair::new(before, &after)) else { return };
    let mut rest = work.design().rest.clone();
    for object in &mut rest.objects {
        *object = renames.object(object);
    }
    if rest != work.design().rest {
        work.put(Key::Rest, Some(Record::Rest(Box::new(rest))));
    }
}

/// What gets another name.
#[derive(Default)]
struct Renames {
    /// By column id.
    columns: BTreeMap<Id, String>,
    /// By entity id.
    tables: BTreeMap<Id, String>,
    /// The schema's new name, by the id of an entity in it.
    schemas: BTreeMap<Id, String>,
}

/// Rewrites the expressions of every entity. `old` is the name that the renamed object has: an expression without it
/// or one of the new names in its text needs no look, and most have none.
fn rewrite(work: &mut Work<'_>, old: &str, renames: &Renames) {
    let design = work.design();
    let naming = &design.settings.naming;
    let stored = [naming.tables, naming.columns].map(|convention| naming::rewritten(convention, old));
    // A new name can be one that an expression has already, for something else.
    let new: BTreeSet<&str> = renames.columns.values().map(String::as_str).ordered_set();
    let names = [old, &stored[0], &stored[1]].into_iter().chain(new);
    let names: Vec<String> = names.map(|name| name.to_ascii_lowercase().replace('"', "\"\"")).collect();
    let is_mentioned = |sql: &str| {
        let lower = sql.to_ascii_lowercase();
        names.iter().any(|name| lower.contains(name.as_str())) || lower.contains("u&\"")
    };
    let mut changed = Vec::new();
    for entity in design.entities.values() {
        if !expressions(entity).any(|expression| is_mentioned(expression.sql())) {
            continue;
        }
        let known = Known { design, own: entity, renames };
        let mut copy = entity.clone();
        each_expression(&mut copy, &mut |expression| {
            if is_mentioned(expression.sql()) {
                let sql = expr::rewrite(expression.sql(), &known, &|reference| known.new_name(reference));
                *expression = Expr::new(sql);
            }
        });
        if copy != *entity {
            changed.push(copy);
        }
    }
    for entity in changed {
        work.put_entity(entity);
    }
}

/// The expressions of an entity.
fn expressions(entity: &Entity) -> impl Iterator<Item = &Expr> {
    let table = &entity.table;
    let values = table.columns.iter().filter_map(|column| match &column.value {
        ColumnValue::Default { expression } | ColumnValue::Generated { expression, .. } => Some(expression),
        ColumnValue::None | ColumnValue::NextValue { .. } | ColumnValue::Identity { .. } => None,
    });
    let checks = table.constraints.iter().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::Check { expression } => Some(expression),
        _ => None,
    });
    let keys = table.indexes.iter().flat_map(|index| &index.keys).filter_map(|key| match &key.target {
        IndexTarget::Expression { expression } => Some(expression),
        IndexTarget::Column { .. } => None,
    });
    let predicates = table.indexes.iter().filter_map(|index| index.predicate.as_ref());
    let policies = table.policies.iter().flat_map(|policy| policy.using.iter().chain(&policy.check));
    values.chain(checks).chain(keys).chain(predicates).chain(policies)
}

/// Shows every expression of an entity, for changing it.
fn each_expression(entity: &mut Entity, see: &mut dyn FnMut(&mut Expr)) {
    let table = &mut entity.table;
    for column in &mut table.columns {
        match &mut column.value {
            ColumnValue::Default { expression } | ColumnValue::Generated { expression, .. } => see(expression),
            ColumnValue::None | ColumnValue::NextValue { .. } | ColumnValue::Identity { .. } => {}
        }
    }
    for constraint in &mut table.constraints {
        if let ConstraintKind::Check { expression } = &mut constraint.kind {
            see(expression);
        }
    }
    for index in &mut table.indexes {
        for key in &mut index.keys {
            if let IndexTarget::Expression { expression } = &mut key.target {
                see(expression);
            }
        }
        index.predicate.iter_mut().for_each(&mut *see);
    }
    for policy in &mut table.policies {
        policy.using.iter_mut().chain(&mut policy.check).for_each(&mut *see);
    }
}

/// The columns that an entity's expressions can mention, by id and authored name: its own, those it inherits, and the
/// tenant column that lowering adds.
fn columns_of<'d>(design: &'d Design, entity: &'d Entity) -> Vec<(Id, &'d str)> {
    let chain = bases(design, entity);
    let columns = chain.iter().flat_map(|base| &base.table.columns);
    let mut out: Vec<(Id, &str)> = columns.map(|column| (column.id.clone(), column.name.as_str())).collect();
    let scoped = chain.iter().find(|base| !base.tenancy.is_none());
    if scoped.is_some_and(|base| base.tenancy == Tenancy::Tenant { column: None }) {
        out.push((entity.id().part("tenant"), &design.settings.tenancy.column));
    }
    out
}

/// What an expression of an entity can mention.
struct Known<'d> {
    design: &'d Design,
    own: &'d Entity,
    renames: &'d Renames,
}

impl<'d> Known<'d> {
    /// The entity that is meant by a table's name: the one of exactly this name, or of this name but for capitals, for
    /// a name without quotes arrives here in small letters.
    fn entity(&self, wanted: &TableName) -> Option<&'d Entity> {
        let design = self.design;
        let in_schema = |entity: &Entity| match &wanted.schema {
            Some(name) => design.schemas.get(&entity.table.schema).is_some_and(|schema| schema.name == *name),
            None => true,
        };
        let find = |matches: &dyn Fn(&str) -> bool| {
            let named = |entity: &Entity| matches(&entity.table.name) || matches(&self.stored_name(entity));
            let mut found = design.entities.values().filter(|entity| named(entity) && in_schema(entity));
            let first = found.next()?;
            // Of two tables of one name the one in the default schema is meant, as the search path has it.
            let default = |entity: &&Entity| entity.table.schema == design.settings.default_schema;
            Some(Some(first).filter(default).or_else(|| found.find(default)).unwrap_or(first))
        };
        find(&|name| name == wanted.name).or_else(|| find(&|name| name.eq_ignore_ascii_case(&wanted.name)))
    }

    /// The column that is meant by a name, and whether by its authored one: lowering takes the one it has in the
    /// database too, and either in other capitals, in this order.
    fn column(&self, entity: &Entity, name: &str) -> Option<(Id, bool)> {
        let columns = columns_of(self.design, entity);
        let physical = |id: &Id, authored: &str| match entity.column_names.get(id) {
            Some(explicit) => explicit.clone(),
            None => self.physical(authored),
        };
        let find = |matches: &dyn Fn(&str) -> bool| {
            let authored = columns.iter().find(|(_, column)| matches(column)).map(|(id, _)| (id.clone(), true));
            let stored = || columns.iter().find(|(id, column)| matches(&physical(id, column)));
            authored.or_else(|| stored().map(|(id, _)| (id.clone(), false)))
        };
        find(&|column| column == name).or_else(|| find(&|column| column.eq_ignore_ascii_case(name)))
    }

    /// An entity's name in the database.
    fn stored_name(&self, entity: &Entity) -> String {
        let convention = self.design.settings.naming.tables;
        entity.table_name.clone().unwrap_or_else(|| naming::rewritten(convention, &entity.table.name))
    }

    /// What the convention makes of a column's name.
    fn physical(&self, authored: &str) -> String {
        naming::rewritten(self.design.settings.naming.columns, authored)
    }

    fn new_name(&self, reference: &expr::Reference) -> Option<String> {
        let renames = self.renames;
        // A name that is the explicit one in the database does not follow the authored one.
        let table = |entity: &Entity| {
            let new = renames.tables.get(entity.id())?;
            match entity.table.name.eq_ignore_ascii_case(&reference.name) {
                true => Some(new.clone()),
                false if entity.table_name.is_some() => None,
                false => Some(naming::rewritten(self.design.settings.naming.tables, new)),
            }
        };
        let column = |entity: &Entity| {
            let (id, authored) = self.column(entity, &reference.name)?;
            let new = renames.columns.get(&id)?;
            match authored {
                true => Some(new.clone()),
                false => (!entity.column_names.contains_key(&id)).then(|| self.physical(new)),
            }
        };
        match &reference.referent {
            Referent::Column => column(self.own),
            Referent::ColumnOf(name) => column(self.entity(name)?),
            Referent::Table(name) => table(self.entity(name)?),
            Referent::OwnTable => table(self.own),
            Referent::Schema(name) => renames.schemas.get(self.entity(name)?.id()).cloned(),
        }
    }
}

impl Tables for Known<'_> {
    fn is_own(&self, table: &TableName) -> bool {
        self.entity(table).is_some_and(|entity| entity.id() == self.own.id())
    }

    fn has_column(&self, table: &TableName, column: &str) -> Option<bool> {
        self.entity(table).map(|entity| self.column(entity, column).is_some())
    }

    fn will_have_column(&self, table: &TableName, column: &str) -> bool {
        let columns = self.entity(table).map(|entity| columns_of(self.design, entity));
        let new = |(id, old): &(Id, &str)| self.renames.columns.get(id).map_or(*old == column, |new| new == column);
        columns.is_some_and(|columns| columns.iter().any(new))
    }

    fn own_name(&self) -> Option<String> {
        Some(self.renames.tables.get(self.own.id()).unwrap_or(&self.own.table.name).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::super::{Command, EntityProperties};
    use super::*;
    use crate::catalog::{DataType, EnumLabel, Grantee};
    use crate::design::Convention;

    fn rename_entity(design: &mut Design, id: &str, name: &str) {
        let mut properties = EntityProperties::from(&design.entities[&Id::new(id)]);
        properties.name = name.to_owned();
        run(design, Command::SetEntity { id: Id::new(id), properties: Box::new(properties) });
    }

    #[test]
    fn expressions_follow_a_column() {
        let mut design = shop();
        check(&mut design, "o", "k", "length(name) > 0 AND name <> 'name' AND name(name) IS NULL");
        let sql = "EXISTS (SELECT 1 FROM orders o WHERE o.id = customers.id AND o.name = customers.name)";
        policy(&mut design, "c", "p", sql, vec![Grantee::Public]);
        rename_column(&mut design, "o", "o_name", "Full Name");
        let expected = "length(\"Full Name\") > 0 AND \"Full Name\" <> 'name' AND name(\"Full Name\") IS NULL";
        assert_eq!(check_text(&design, "o", "k"), expected);
        let expected = "EXISTS (SELECT 1 FROM orders o WHERE o.id = customers.id AND o.\"Full Name\" = customers.name)";
        assert_eq!(using_text(&design, "c", "p"), expected);
    }

    #[test]
    fn a_bare_name_with_capitals_is_followed() {
        let mut design = shop();
        rename_column(&mut design, "o", "o_name", "Name");
        check(&mut design, "o", "k", "Name IS NOT NULL");
        rename_column(&mut design, "o", "o_name", "Title");
        assert_eq!(check_text(&design, "o", "k"), "\"Title\" IS NOT NULL");
    }

    #[test]
    fn names_as_they_are_in_the_database_are_followed() {
        let mut design = shop();
        let mut settings = design.settings.clone();
        settings.naming.columns = Convention::SnakeCase;
        run(&mut design, Command::SetSettings { settings });
        rename_column(&mut design, "o", "o_name", "FullName");
        check(&mut design, "o", "k", "full_name > '' AND \"FullName\" > ''");
        rename_column(&mut design, "o", "o_name", "ShortName");
        assert_eq!(check_text(&design, "o", "k"), "short_name > '' AND \"ShortName\" > ''");
    }

    #[test]
    fn while_two_columns_have_one_name_nothing_is_rewritten() {
        let mut design = shop();
        check(&mut design, "o", "k", "id IS NOT NULL AND name IS NOT NULL");
        // Typing “idx” over “name” passes through “id”.
        for name in ["i", "id", "idx"] {
            rename_column(&mut design, "o", "o_name", name);
        }
        assert_eq!(check_text(&design, "o", "k"), "id IS NOT NULL AND i IS NOT NULL");
    }

    #[test]
    fn a_bare_name_is_qualified_before_it_means_another_column() {
        let mut design = shop();
        let using = |sql: &str| format!("EXISTS (SELECT 1 FROM customers WHERE {sql})");
        policy(&mut design, "o", "p", &using("name = 'x' AND tenant_id IS NULL"), vec![Grantee::Public]);
        // Customers get a column that is called as the one of orders that is meant.
        rename_column(&mut design, "c", "c_name", "tenant_id");
        let sql = "tenant_id = 'x' AND orders.tenant_id IS NULL";
        // By its name alone, “name” meant the customers' column and “tenant_id” the orders'.
        assert_eq!(using_text(&design, "o", "p"), using(sql));
    }

    #[test]
    fn expressions_follow_an_entity() {
        let mut design = shop();
        let sql = "EXISTS (SELECT 1 FROM public.customers WHERE customers.id = orders.id)";
        policy(&mut design, "o", "p", sql, vec![Grantee::Public]);
        rename_entity(&mut design, "c", "Client");
        rename_entity(&mut design, "o", "deals");
        let expected = "EXISTS (SELECT 1 FROM public.\"Client\" WHERE \"Client\".id = deals.id)";
        assert_eq!(using_text(&design, "o", "p"), expected);
    }

    #[test]
    fn expressions_follow_a_schema() {
        let mut design = shop();
        let sql = "EXISTS (SELECT 1 FROM public.customers WHERE public.customers.id = public.orders.id)";
        policy(&mut design, "o", "p", sql, vec![Grantee::Public]);
        let crm = crate::catalog::Schema::new(Id::new("s"), "crm");
        run(&mut design, Command::PutSchema { schema: crm.clone() });
        let mut properties = EntityProperties::from(&design.entities[&Id::new("c")]);
        properties.schema = Id::new("s");
        run(&mut design, Command::SetEntity { id: Id::new("c"), properties: Box::new(properties) });
        let expected = "EXISTS (SELECT 1 FROM crm.customers WHERE crm.customers.id = public.orders.id)";
        assert_eq!(using_text(&design, "o", "p"), expected);
        run(&mut design, Command::PutSchema { schema: crate::catalog::Schema { name: "People".into(), ..crm } });
        let expected = "EXISTS (SELECT 1 FROM \"People\".customers WHERE \"People\".customers.id = public.orders.id)";
        assert_eq!(using_text(&design, "o", "p"), expected);
    }

    #[test]
    fn expressions_follow_the_tenant_column() {
        let mut design = shop();
        check(&mut design, "o", "k", "tenant_id IS NOT NULL");
        check(&mut design, "c", "l", "tenant_id IS NOT NULL");
        let mut settings = design.settings.clone();
        settings.tenancy.column = "Owner".to_owned();
        run(&mut design, Command::SetSettings { settings });
        assert_eq!(check_text(&design, "o", "k"), "\"Owner\" IS NOT NULL");
        assert_eq!(check_text(&design, "c", "l"), "tenant_id IS NOT NULL", "customers have no tenant column");
    }

    #[test]
    fn defaults_follow_a_label() {
        let mut design = shop();
        let label = |id: &str, name: &str| EnumLabel { id: Id::new(id), name: name.to_owned() };
        let mut status = EnumType {
            id: Id::new("t"),
            schema: Id::new("public"),
            name: "status".to_owned(),
            labels: vec![label("a", "open"), label("b", "done")],
            comment: None,
        };
        run(&mut design, Command::PutEnum { enum_type: status.clone() });
        let state = crate::catalog::Column::new(Id::new("s"), "state", DataType::defined(Id::new("t")));
        let state = state.with_default("'open'::status");
        run(&mut design, Command::PutColumn { entity: Id::new("o"), column: state.clone(), at: None });
        let text = crate::catalog::Column::new(Id::new("x"), "text", DataType::builtin("text")).with_default("'open'");
        run(&mut design, Command::PutColumn { entity: Id::new("o"), column: text.clone(), at: None });
        // The labels change places: each default must follow its own.
        status.labels = vec![label("a", "done"), label("b", "it's open")];
        run(&mut design, Command::PutEnum { enum_type: status });
        let table = &design.entities[&Id::new("o")].table;
        let value = |id: &str| table.column(&Id::new(id)).map(|column| column.value.clone());
        assert_eq!(value("s"), Some(state.with_default("'done'::status").value));
        assert_eq!(value("x"), Some(text.value));
    }
}
