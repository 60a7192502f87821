//! Designs as short text, and catalogs as text, for the golden cases of lowering.
//!
//! ```text
//! naming ef                                  or: as-written, snake
//! roles owner=o app=a service=s readonly=r
//! tenancy claim guards read-all              or: schema, membership(Members,user_id,tenant_id); `guards` are those of a new project;
//!                                            also: per-command
//! enum Status = open, closed
//! schema sales
//! entity Dog : Animal in sales as dogs tph abstract tenant(TenantId)
//! entity Code shared                         or: global, unprotected, shared-rows
//!   Id bigint identity pk                    a column; also: not-null, as <name>, default <expression to the end>
//!   unique (Name) as uq                      `global-unique` holds across tenants; also: key, index, unique-index; `as <name>`, `where <expression>`
//!   check Age > 0 as positive
//!   fk (OwnerId) -> Person (Id) cascade
//!   policy p to a using <expression>         `to public` is everyone
//! ```
//!
//! Ids are the names: `Dog`, `Dog.Id`, and for constraints, indexes and policies `Dog.1`, `Dog.2`, ….
#![allow(dead_code)]

use bulkhead::catalog::*;
use bulkhead::design::{Convention, Design, Entity, Guards, Inheritance, Naming, ServiceRights, Strategy, Tenancy};
use bulkhead::problem::Problem;

/// Parses a design.
pub(crate) fn design(text: &str) -> Design {
    let mut design = Design::empty("test");
    let mut current: Option<Entity> = None;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if line.starts_with("  ") {
            part(current.as_mut().expect("an entity first"), line.trim());
            continue;
        }
        let (word, rest) = line.split_once(' ').expect("a word and the rest");
        match word {
            "naming" => design.settings.naming = naming(rest),
            "roles" => roles(&mut design, rest),
            "tenancy" => tenancy(&mut design, rest),
            "target" => design.settings.target_version = rest.parse().expect("a version"),
            "schema" => {
                design.schemas.insert(Id::new(rest), Schema::new(Id::new(rest), rest));
            }
            "enum" => {
                let (name, labels) = rest.split_once(" = ").expect("enum X = a, b");
                let labels =
                    labels.split(", ").map(|l| EnumLabel { id: Id::new(format!("{name}.{l}")), name: l.into() });
                let id = Id::new(name);
                let enum_type = EnumType {
                    id: id.clone(),
                    schema: Id::new("public"),
                    name: name.into(),
                    labels: labels.collect(),
                    comment: None,
                };
                design.enums.insert(id, enum_type);
            }
            "entity" => {
                if let Some(entity) = current.take() {
                    design.entities.insert(entity.id().clone(), entity);
                }
                current = Some(entity(rest));
            }
            _ => panic!("{line}"),
        }
    }
    if let Some(entity) = current {
        design.entities.insert(entity.id().clone(), entity);
    }
    let enums: Vec<Id> = design.enums.keys().cloned().collect();
    for entity in design.entities.values_mut() {
        for column in &mut entity.table.columns {
            if let DataType::Builtin(name) = &column.data_type
                && let Some(id) = enums.iter().find(|id| id.as_str().eq_ignore_ascii_case(name))
            {
                column.data_type = DataType::defined(id.clone());
            }
        }
    }
    design
}

/// One convention for everything.
pub(crate) fn naming(name: &str) -> Naming {
    let convention = match name {
        "ef" => Convention::Ef,
        "snake" => Convention::SnakeCase,
        "as-written" => Convention::AsWritten,
        _ => panic!("{name}"),
    };
    Naming { tables: convention, columns: convention, keys: convention, indexes: convention }
}

fn roles(design: &mut Design, text: &str) {
    for word in text.split_whitespace() {
        let (field, name) = word.split_once('=').expect("owner=o");
        let id = Id::new(name);
        design.roles.insert(id.clone(), Role::new(id.clone(), name));
        match field {
            "owner" => design.settings.owner_role = Some(id),
            "app" => design.settings.app_role = Some(id),
            "service" => design.settings.service_role = Some(id),
            "readonly" => design.settings.read_only_role = Some(id),
            _ => {}
        }
    }
}

fn tenancy(design: &mut Design, text: &str) {
    let tenancy = &mut design.settings.tenancy;
    for word in text.split_inclusive([' ', ')']).map(str::trim) {
        match word {
            "" | "setting" => {}
            "claim" => tenancy.strategy = Strategy::claim(),
            "schema" => tenancy.strategy = Strategy::Schema,
            "guards" => tenancy.guards = Guards::SAFE,
            "per-command" => tenancy.guards.per_command = true,
            "read-all" => tenancy.service = ServiceRights::ReadAll,
            word => {
                let names = word.strip_prefix("membership(").and_then(|w| w.strip_suffix(')')).expect(word);
                let names: Vec<&str> = names.split(',').collect();
                let column = |at: usize| Some(Id::new(format!("{}.{}", names[0], names[at])));
                tenancy.strategy = Strategy::Membership {
                    entity: Some(Id::new(names[0])),
                    user_column: column(1),
                    tenant_column: column(2),
                    user_setting: "app.user_id".into(),
                };
            }
        }
    }
}

fn entity(text: &str) -> Entity {
    let mut words = text.split_whitespace();
    let name = words.next().expect("a name");
    let mut entity = Entity::new(Table::new(Id::new(name), Id::new("public"), name));
    while let Some(word) = words.next() {
        match word {
            ":" => entity.base = words.next().map(Id::new),
            "in" => entity.table.schema = Id::new(words.next().expect("a schema")),
            "as" => entity.table_name = words.next().map(str::to_owned),
            "tph" => entity.inheritance = Inheritance::TablePerHierarchy,
            "tpt" => entity.inheritance = Inheritance::TablePerType,
            "tpc" => entity.inheritance = Inheritance::TablePerConcreteType,
            "abstract" => entity.is_abstract = true,
            "tenant" => entity.tenancy = Tenancy::Tenant { column: None },
            "shared" => entity.tenancy = Tenancy::Shared,
            "global" => entity.tenancy = Tenancy::Global,
            "unprotected" => entity.tenancy = Tenancy::Unprotected { reason: "a reason".into() },
            "shared-rows" => entity.shared_rows = true,
            "forced" => entity.table.row_security = RowSecurity::Forced,
            "enabled" => entity.table.row_security = RowSecurity::Enabled,
            word => {
                let column = word.strip_prefix("tenant(").and_then(|w| w.strip_suffix(')')).expect(word);
                entity.tenancy = Tenancy::Tenant { column: Some(Id::new(format!("{name}.{column}"))) };
            }
        }
    }
    entity
}

fn part(entity: &mut Entity, line: &str) {
    let number = entity.table.constraints.len() + entity.table.indexes.len() + entity.table.policies.len() + 1;
    let id = Id::new(format!("{}.{number}", entity.table.name));
    let (word, rest) = line.split_once(' ').expect("a word and the rest");
    let (rest, name) = match rest.rsplit_once(" as ") {
        Some((rest, name)) => (rest, name.to_owned()),
        None => (rest, String::new()),
    };
    let constraint = |kind| Constraint::new(id.clone(), kind).named(name.clone());
    match word {
        "key" => {
            entity.table.constraints.push(constraint(ConstraintKind::PrimaryKey { columns: list(entity, rest) }));
        }
        "unique" | "global-unique" => {
            if word == "global-unique" {
                entity.global_keys.push(id.clone());
            }
            let kind = ConstraintKind::Unique { columns: list(entity, rest), nulls_not_distinct: false };
            entity.table.constraints.push(constraint(kind));
        }
        "check" => {
            entity.table.constraints.push(constraint(ConstraintKind::Check { expression: Expr::new(rest) }));
        }
        "fk" => {
            let (own, rest) = rest.split_once(" -> ").expect("fk (a) -> B (c)");
            let (target, columns) = rest.split_once(' ').expect("a target");
            let (columns, action) = columns.split_once(')').expect("columns");
            let target_columns = ids(target, columns.trim_start_matches('('));
            let kind = ConstraintKind::ForeignKey {
                columns: list(entity, own),
                target: Id::new(target),
                target_columns,
                on_delete: match action.trim() {
                    "cascade" => ReferentialAction::Cascade,
                    "set null" => ReferentialAction::SetNull,
                    _ => ReferentialAction::NoAction,
                },
                on_update: ReferentialAction::NoAction,
                deferral: Deferral::NotDeferrable,
            };
            entity.table.constraints.push(constraint(kind));
        }
        "index" | "unique-index" => {
            let (rest, predicate) = match rest.split_once(" where ") {
                Some((rest, predicate)) => (rest, Some(Expr::new(predicate))),
                None => (rest, None),
            };
            let (method, rest) = match rest.split_once(" (") {
                Some((method, rest)) => (method.to_owned(), format!("({rest}")),
                None => ("btree".to_owned(), rest.to_owned()),
            };
            let inner = rest.trim_start_matches('(').strip_suffix(')').expect("columns");
            let keys = inner.split(", ").map(|key| {
                if key.contains('(') {
                    IndexKey::expression(Expr::new(key))
                } else {
                    IndexKey::column(ids(&entity.table.name, key).remove(0))
                }
            });
            let index = Index {
                name,
                unique: word == "unique-index",
                method,
                keys: keys.collect(),
                predicate,
                ..Index::on(id, [])
            };
            entity.table.indexes.push(index);
        }
        "policy" => {
            let mut policy = Policy {
                id,
                name: rest.split_whitespace().next().expect("a name").to_owned(),
                restrictive: rest.contains(" restrictive "),
                command: PolicyCommand::All,
                to: Vec::new(),
                using: None,
                check: None,
                comment: None,
            };
            let (head, clauses) = rest.split_once(" using ").expect("using");
            let role = head.split_once(" to ").map_or("public", |(_, role)| role);
            policy.to.push(if role == "public" { Grantee::Public } else { Grantee::Role(Id::new(role)) });
            let (using, check) = match clauses.split_once(" check ") {
                Some((using, check)) => (using, Some(Expr::new(check))),
                None => (clauses, None),
            };
            policy.using = Some(Expr::new(using));
            policy.check = check;
            entity.table.policies.push(policy);
        }
        _ => column(entity, word, rest, name),
    }
}

fn column(entity: &mut Entity, name: &str, rest: &str, physical: String) {
    let id = Id::new(format!("{}.{name}", entity.table.name));
    let (rest, default) = match rest.split_once(" default ") {
        Some((rest, default)) => (rest, Some(default)),
        None => (rest, None),
    };
    let mut words: Vec<&str> = rest.split(' ').collect();
    let mut take = |word: &str| {
        let found = words.contains(&word);
        words.retain(|w| *w != word);
        found
    };
    let (identity, key, required) = (take("identity"), take("pk"), take("not-null"));
    let mut column = Column::new(id.clone(), name, DataType::builtin(&words.join(" ")));
    column.not_null = required;
    if identity {
        column.value = ColumnValue::Identity { always: false };
    }
    if let Some(default) = default {
        column = column.with_default(default);
    }
    if !physical.is_empty() {
        entity.column_names.insert(id.clone(), physical);
    }
    entity.table.columns.push(column);
    if key {
        let key_id = Id::new(format!("{}.pk", entity.table.name));
        entity.table.constraints.push(Constraint::new(key_id, ConstraintKind::PrimaryKey { columns: vec![id] }));
    }
}

fn list(entity: &Entity, text: &str) -> Vec<Id> {
    ids(&entity.table.name, text.trim_start_matches('(').trim_end_matches(')'))
}

/// `A, B` of an entity; `#x` is an id as it is.
fn ids(entity: &str, text: &str) -> Vec<Id> {
    text.split(", ")
        .filter(|name| !name.is_empty())
        .map(|name| match name.strip_prefix('#') {
            Some(id) => Id::new(id),
            None => Id::new(format!("{entity}.{name}")),
        })
        .collect()
}

/// A catalog as text: one line to an object, its id at the end.
pub(crate) fn render(catalog: &Catalog) -> String {
    let mut out = String::new();
    let schema = |id: &Id| catalog.schema(id).map_or("?", |s| s.name.as_str()).to_owned();
    for s in catalog.schemas.iter().filter(|s| !s.grants.is_empty()) {
        out += &format!("schema {}{}\n", s.name, grants(catalog, &s.grants));
    }
    for e in &catalog.enums {
        let labels: Vec<&str> = e.labels.iter().map(|l| l.name.as_str()).collect();
        out += &format!("enum {}.{} = {}  #{}\n", schema(&e.schema), e.name, labels.join(", "), e.id);
    }
    for s in &catalog.sequences {
        let grants = grants(catalog, &s.grants);
        out += &format!("sequence {}.{} {}{grants}  #{}\n", schema(&s.schema), s.name, s.data_type, s.id);
    }
    for t in &catalog.tables {
        let security = match t.row_security {
            RowSecurity::Off => "",
            RowSecurity::Enabled => " enabled",
            RowSecurity::Forced => " forced",
        };
        out += &format!("table {}.{}{security}{}  #{}\n", schema(&t.schema), t.name, grants(catalog, &t.grants), t.id);
        for c in &t.columns {
            let access = catalog.access.get(&c.id).map_or(String::new(), |access| grants(catalog, &access.grants));
            out +=
                &format!("  {} {}{}{access}  #{}\n", c.name, data_type(catalog, &c.data_type), value(catalog, c), c.id);
        }
        for c in &t.constraints {
            let some = match c.options.delete_columns.as_slice() {
                [] => String::new(),
                columns => format!(" ({})", names(t, columns)),
            };
            out += &format!("  {} {}{some}  #{}\n", c.name, constraint(catalog, t, &c.kind), c.id);
        }
        for i in &t.indexes {
            let keys: Vec<String> = i
                .keys
                .iter()
                .map(|key| match &key.target {
                    IndexTarget::Column { column } => names(t, std::slice::from_ref(column)),
                    IndexTarget::Expression { expression } => expression.sql().to_owned(),
                })
                .collect();
            let unique = if i.unique { "unique " } else { "" };
            let predicate = i.predicate.as_ref().map_or(String::new(), |p| format!(" where {}", p.sql()));
            out += &format!("  {} {unique}index ({}){predicate}  #{}\n", i.name, keys.join(", "), i.id);
        }
        for p in &t.policies {
            let to: Vec<String> = p.to.iter().map(|to| grantee(catalog, to)).collect();
            let clause =
                |word: &str, e: &Option<Expr>| e.as_ref().map_or(String::new(), |e| format!(" {word} {}", e.sql()));
            out += &format!(
                "  {}{} policy{} to {}{}{}  #{}\n",
                p.name,
                if p.restrictive { " restrictive" } else { "" },
                if p.command == PolicyCommand::All { String::new() } else { format!(" for {}", p.command.sql()) },
                to.join(", "),
                clause("using", &p.using),
                clause("check", &p.check),
                p.id
            );
        }
    }
    for o in &catalog.objects {
        out += &format!("{} {}{}  #{}\n", o.kind, o.identity, grants(catalog, &o.grants), o.id);
        out += &o.definition.lines().map(|line| format!("  {line}\n")).collect::<String>();
    }
    for (id, on) in &catalog.dependencies {
        let on: Vec<String> = on.iter().map(ToString::to_string).collect();
        out += &format!("{id} stands on {}\n", on.join(", "));
    }
    out
}

/// Problems as text, one to a line.
pub(crate) fn render_problems(problems: &[Problem]) -> String {
    let mut out = String::new();
    for p in problems {
        let object = p.object.as_ref().map_or(String::new(), |o| format!(" {o}"));
        let field = p.field.map_or(String::new(), |f| format!(" {f}"));
        let level = format!("{:?}", p.level).to_lowercase();
        out += &format!("{level} {} {}{object}{field}: {}\n", p.rule, p.element, p.message);
    }
    out
}

fn grantee(catalog: &Catalog, to: &Grantee) -> String {
    match to {
        Grantee::Public => "public".into(),
        Grantee::Role(id) => catalog.role(id).expect("the role exists").name.clone(),
    }
}

fn grants(catalog: &Catalog, grants: &[Grant]) -> String {
    grants
        .iter()
        .map(|g| {
            let letters: Vec<&str> = g.privileges.iter().map(|p| p.sql()).collect();
            format!(" [{}: {}]", grantee(catalog, &g.to), letters.join(" "))
        })
        .collect()
}

fn data_type(catalog: &Catalog, data_type: &DataType) -> String {
    match data_type {
        DataType::Builtin(name) => name.clone(),
        DataType::Defined { id, .. } => catalog.enum_type(id).expect("the type exists").name.clone(),
    }
}

fn value(catalog: &Catalog, column: &Column) -> String {
    let required = if column.not_null { " not-null" } else { "" };
    let value = match &column.value {
        ColumnValue::None => String::new(),
        ColumnValue::Default { expression } => format!(" default {}", expression.sql()),
        ColumnValue::NextValue { sequence } => {
            format!(" nextval {}", catalog.sequence(sequence).expect("the sequence exists").name)
        }
        ColumnValue::Identity { .. } => " identity".into(),
        ColumnValue::Generated { expression, .. } => format!(" generated {}", expression.sql()),
    };
    format!("{required}{value}")
}

fn names(table: &Table, ids: &[Id]) -> String {
    let names: Vec<&str> = ids.iter().map(|id| table.column(id).expect("the column exists").name.as_str()).collect();
    names.join(", ")
}

fn constraint(catalog: &Catalog, table: &Table, kind: &ConstraintKind) -> String {
    match kind {
        ConstraintKind::PrimaryKey { columns } => format!("primary key ({})", names(table, columns)),
        ConstraintKind::Unique { columns, .. } => format!("unique ({})", names(table, columns)),
        ConstraintKind::Check { expression } => format!("check ({})", expression.sql()),
        ConstraintKind::Exclude { definition } => definition.sql().to_owned(),
        ConstraintKind::ForeignKey { columns, target, target_columns, on_delete, .. } => {
            let target = catalog.table(target).expect("the target exists");
            let action =
                if on_delete.is_no_action() { String::new() } else { format!(" on delete {}", on_delete.sql()) };
            format!("({}) -> {} ({}){action}", names(table, columns), target.name, names(target, target_columns))
        }
    }
}
