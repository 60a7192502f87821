//! Random designs and random commands, for property tests.
//!
//! An [`Op`] is a choice of numbers and a name; what it means depends on the design it meets, so that a row of them
//! shrinks well and most are carried out. Some choose ids that do not exist, or that are taken.

use std::collections::{BTreeMap, BTreeSet};

use bulkhead::catalog::{
    Column, ColumnValue, Constraint, ConstraintKind, DataType, Deferral, EnumLabel, EnumType, Expr, Grant, Grantee, Id,
    Index, IndexKey, IndexTarget, Policy, PolicyCommand, Privilege, ReferentialAction, Role, RowSecurity, Schema,
    Table,
};
use bulkhead::design::{
    Annotation, AnnotationKind, Collapse, Colour, Convention, Design, Entity, Guards, HandSql, HandSqlPosition,
    Inheritance, Look, Migration, Naming, Node, ServiceRights, Tenancy, View,
};
use bulkhead::edit::{Command, EntityProperties, apply};
use bulkhead::plan::Statement;
use bulkhead::sql::quote;
use proptest::prelude::*;

/// A choice, to be read against a design.
#[derive(Clone, Debug)]
pub struct Op {
    kind: u8,
    numbers: [u8; 6],
    name: String,
}

/// A random choice.
pub fn op() -> impl Strategy<Value = Op> {
    (any::<u8>(), any::<[u8; 6]>(), name()).prop_map(|(kind, numbers, name)| Op { kind, numbers, name })
}

/// A name as people type them, and as they should not.
pub fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,3}",
        2 => "[A-Z][a-z]{1,3}([A-Z][a-z]{1,2})?",
        1 => "[a-c \"'$é.;%\\\\/()-]{0,6}",
        1 => proptest::sample::select(vec!["user", "order", "select", "tenant_id", "名前", "Ünï", "u", "null"])
            .prop_map(str::to_owned),
        1 => Just("x".repeat(64)),
    ]
}

/// A random design that commands made.
pub fn design() -> impl Strategy<Value = Design> {
    (proptest::collection::vec(op(), 0..60), name()).prop_map(|(ops, name)| {
        let mut design = Design::empty(name);
        for (number, op) in ops.iter().enumerate() {
            if let Ok(change) = apply(&design, command(op, &design, number)) {
                change.apply_to(&mut design);
            }
        }
        design
    })
}

/// Reads a choice against a design. `number` makes the ids of new objects.
pub fn command(op: &Op, design: &Design, number: usize) -> Command {
    Reader { op, design, number, at: 0 }.command()
}

struct Reader<'a> {
    op: &'a Op,
    design: &'a Design,
    number: usize,
    at: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> usize {
        let number = self.op.numbers[self.at % self.op.numbers.len()] as usize + self.at / self.op.numbers.len();
        self.at += 1;
        number
    }

    fn chance(&mut self, of: usize) -> bool {
        self.next().is_multiple_of(of)
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.next() % of.len()].clone()
    }

    /// A new id; now and then one that is taken, or can't be one.
    fn new_id(&mut self) -> Id {
        self.at += 1;
        match self.op.numbers[(self.at + 3) % 6] {
            0 => Id::new("public"),
            1 => Id::new("a/b"),
            2 => Id::new(""),
            _ => Id::new(format!("i{}_{}", self.number, self.at)),
        }
    }

    /// An id of a list; now and then one that is not in it.
    fn pick<'i>(&mut self, ids: impl IntoIterator<Item = &'i Id>) -> Id {
        let ids: Vec<&Id> = ids.into_iter().collect();
        let number = self.next();
        if ids.is_empty() || number == 255 { Id::new("nowhere") } else { ids[number % ids.len()].clone() }
    }

    fn entity(&mut self) -> Id {
        self.pick(self.design.entities.keys())
    }

    fn role(&mut self) -> Id {
        self.pick(self.design.roles.keys())
    }

    fn column_of(&mut self, entity: &Id) -> Id {
        let found = self.design.entities.get(entity);
        let mut ids: Vec<Id> = found.iter().flat_map(|e| e.table.columns.iter().map(|c| c.id.clone())).collect();
        if found.is_some_and(|e| e.tenancy == Tenancy::Tenant { column: None }) {
            ids.push(entity.part("tenant"));
        }
        if let Some(base) = found.and_then(|e| e.base.as_ref()).and_then(|base| self.design.entities.get(base)) {
            ids.extend(base.table.columns.iter().map(|c| c.id.clone()));
        }
        self.pick(&ids)
    }

    fn columns_of(&mut self, entity: &Id) -> Vec<Id> {
        let count = 1 + self.next() % 2;
        let mut ids: Vec<Id> = (0..count).map(|_| self.column_of(entity)).collect();
        ids.dedup();
        ids
    }

    fn data_type(&mut self) -> DataType {
        let enums: Vec<Id> = self.design.enums.keys().cloned().collect();
        if !enums.is_empty() && self.chance(4) {
            return DataType::Defined { id: self.pick(&enums), array: self.chance(4) };
        }
        let types = ["integer", "text", "uuid", "varchar(20)", "numeric(10,2)", "timestamptz", "boolean", "text[]"];
        DataType::builtin(self.one(&types))
    }

    /// An expression, most of them about the columns of an entity.
    fn expression(&mut self, entity: &Id) -> Expr {
        let column = self.column_of(entity);
        let other = self.entity();
        let name = |design: &Design, entity: &Id, column: &Id| {
            let entity = design.entities.get(entity)?;
            Some(quote::ident(&entity.table.column(column)?.name))
        };
        let table = self.design.entities.get(&other).map_or_else(|| "t".into(), |e| quote::ident(&e.table.name));
        let column = name(self.design, entity, &column).unwrap_or_else(|| "a".into());
        let theirs = self.column_of(&other);
        let theirs = name(self.design, &other, &theirs).unwrap_or_else(|| "b".into());
        let shapes = [
            format!("{column} > 0"),
            format!("{column} IS NOT NULL AND length({column}::text) < 9 -- short\n"),
            format!("EXISTS (SELECT 1 FROM {table} WHERE {table}.{theirs} = {column})"),
            format!("{column} IN (SELECT {theirs} FROM {table} x)"),
            "now()".to_owned(),
            format!("'{}'", "it''s"),
            "broken (".to_owned(),
        ];
        Expr::new(self.one(&shapes))
    }

    fn value(&mut self, entity: &Id) -> ColumnValue {
        match self.next() % 8 {
            0 => ColumnValue::Default { expression: self.expression(entity) },
            1 => ColumnValue::Identity { always: self.chance(2) },
            2 => ColumnValue::Generated { expression: self.expression(entity), stored: self.chance(2) },
            3 => ColumnValue::Default { expression: Expr::new("'l0'") },
            _ => ColumnValue::None,
        }
    }

    fn column(&mut self, entity: &Id, id: Id) -> Column {
        let mut column = Column::new(id, &self.op.name, self.data_type());
        column.not_null = self.chance(2);
        column.value = self.value(entity);
        column.collation = self.chance(9).then(|| "C".to_owned());
        column.comment = self.comment();
        column
    }

    fn comment(&mut self) -> Option<String> {
        self.chance(7).then(|| format!("About\n“{}”", self.op.name))
    }

    fn constraint(&mut self, entity: &Id, id: Id) -> Constraint {
        let kind = match self.next() % 5 {
            0 => ConstraintKind::PrimaryKey { columns: self.columns_of(entity) },
            1 => ConstraintKind::Unique { columns: self.columns_of(entity), nulls_not_distinct: self.chance(3) },
            2 => ConstraintKind::Check { expression: self.expression(entity) },
            _ => {
                let target = self.entity();
                let columns = self.columns_of(entity);
                let target_columns = columns.iter().map(|_| self.column_of(&target)).collect();
                let action = |n: usize| {
                    use ReferentialAction::*;
                    [NoAction, Restrict, Cascade, SetNull, SetDefault][n % 5]
                };
                let deferrals = [Deferral::NotDeferrable, Deferral::InitiallyImmediate, Deferral::InitiallyDeferred];
                let (on_delete, on_update) = (action(self.next()), action(self.next()));
                let deferral = self.one(&deferrals);
                ConstraintKind::ForeignKey { columns, target, target_columns, on_delete, on_update, deferral }
            }
        };
        let name = if self.chance(2) { String::new() } else { self.op.name.clone() };
        Constraint { comment: self.comment(), ..Constraint::new(id, kind).named(name) }
    }

    fn index(&mut self, entity: &Id, id: Id) -> Index {
        let mut index = Index::on(id, self.columns_of(entity));
        index.unique = self.chance(3);
        index.method = self.one(&["btree", "btree", "gin", "hash"]).to_owned();
        index.name = if self.chance(2) { String::new() } else { self.op.name.clone() };
        if let Some(key) = index.keys.first_mut() {
            key.descending = self.chance(3);
            key.nulls_first = self.one(&[None, Some(true), Some(false)]);
            key.operator_class = self.chance(5).then(|| "text_pattern_ops".to_owned());
        }
        if self.chance(3) {
            index.keys.push(IndexKey {
                target: IndexTarget::Expression { expression: self.expression(entity) },
                ..IndexKey::column(Id::new("x"))
            });
        }
        if self.chance(4) {
            index.include = vec![self.column_of(entity)];
        }
        index.predicate = self.chance(3).then(|| self.expression(entity));
        index.comment = self.comment();
        index
    }

    fn policy(&mut self, entity: &Id, id: Id) -> Policy {
        use PolicyCommand::*;
        let to = if self.chance(3) {
            vec![Grantee::Public]
        } else {
            vec![Grantee::Role(self.role()), Grantee::Role(self.role())]
        };
        Policy {
            id,
            name: self.op.name.clone(),
            restrictive: self.chance(3),
            command: self.one(&[All, Select, Insert, Update, Delete]),
            to,
            using: self.chance(2).then(|| self.expression(entity)),
            check: self.chance(2).then(|| self.expression(entity)),
            comment: self.comment(),
        }
    }

    fn grants(&mut self) -> Vec<Grant> {
        use Privilege::*;
        let all = [Select, Insert, Update, Delete, Truncate, References, Trigger, Usage, Create];
        let count = self.next() % 3;
        let grant = |reader: &mut Self| Grant {
            to: if reader.chance(4) { Grantee::Public } else { Grantee::Role(reader.role()) },
            privileges: vec![reader.one(&all), reader.one(&all)],
        };
        (0..count).map(|_| grant(self)).collect()
    }

    fn node(&mut self) -> Node {
        let place = |n: usize| n as f64 * 7.3 - 900.0;
        Node { x: place(self.next()), y: if self.next() == 255 { f64::NAN } else { place(self.next()) } }
    }

    fn picture(&mut self, entity: Id) -> Command {
        let view = self.pick(self.design.picture.views.keys());
        match self.next() % 10 {
            0 | 1 => {
                let id = if self.chance(2) { self.pick(self.design.picture.annotations.keys()) } else { self.new_id() };
                let annotation = Annotation {
                    kind: self.one(&[AnnotationKind::Area, AnnotationKind::Note]),
                    view: self.chance(2).then_some(view),
                    text: self.op.name.clone(),
                    colour: self.chance(2).then_some(Colour::Teal),
                    x: self.next() as i32 - 100,
                    y: i32::MIN,
                    width: self.next() as i32,
                    height: i32::MAX,
                };
                Command::PutAnnotation { id, annotation }
            }
            2 => Command::RemoveAnnotation { id: self.pick(self.design.picture.annotations.keys()) },
            3 => {
                let look = Look { colour: self.chance(2).then_some(Colour::Red), collapse: self.one(&Collapse::ALL) };
                Command::SetLooks { looks: BTreeMap::from([(entity, look)]) }
            }
            4 | 5 => {
                let id = if self.chance(3) { view } else { self.new_id() };
                let nodes = BTreeMap::from([(entity, self.node())]);
                Command::PutView { id, view: View { name: self.op.name.clone(), nodes } }
            }
            6 => Command::RemoveView { id: view },
            7 | 8 => Command::PlaceInView { view, nodes: BTreeMap::from([(entity, self.node())]) },
            _ => Command::TakeOutOfView { view, entities: BTreeSet::from([entity]) },
        }
    }

    fn properties(&mut self, entity: &Id) -> EntityProperties {
        let Some(found) = self.design.entities.get(entity) else {
            return EntityProperties::from(&Entity::new(Table::new(entity.clone(), Id::new("public"), "")));
        };
        let mut properties = EntityProperties::from(found);
        match self.next() % 8 {
            0 | 1 => properties.name = self.op.name.clone(),
            2 => properties.schema = self.pick(self.design.schemas.keys()),
            3 => properties.base = if self.chance(4) { None } else { Some(self.entity()) },
            4 => {
                use Inheritance::*;
                properties.inheritance = self.one(&[TablePerHierarchy, TablePerType, TablePerConcreteType]);
            }
            5 => properties.tenancy = Tenancy::Tenant { column: self.chance(2).then(|| self.column_of(entity)) },
            6 => {
                let reason = self.op.name.clone();
                let said = [Tenancy::None, Tenancy::Shared, Tenancy::Global, Tenancy::Unprotected { reason }];
                properties.tenancy = self.one(&said);
                properties.shared_rows = self.chance(2);
                properties.global_keys = vec![self.part([])];
            }
            _ => {
                properties.is_abstract = self.chance(2);
                properties.table_name = self.chance(2).then(|| self.op.name.clone());
                properties.row_security = self.one(&[RowSecurity::Off, RowSecurity::Enabled, RowSecurity::Forced]);
                properties.comment = self.comment();
            }
        }
        properties
    }

    /// An id of a part to replace, or a new one.
    fn part<'i>(&mut self, ids: impl IntoIterator<Item = &'i Id>) -> Id {
        if self.chance(2) { self.pick(ids) } else { self.new_id() }
    }

    fn command(&mut self) -> Command {
        let entity = self.entity();
        let table = self.design.entities.get(&entity).map(|e| e.table.clone());
        let table = table.unwrap_or_else(|| Table::new(entity.clone(), Id::new("public"), ""));
        match self.op.kind % 42 {
            0..=4 => self.add_entity(),
            5..=11 => {
                let id = self.part(table.columns.iter().map(|c| &c.id));
                let at = self.chance(3).then(|| self.next() % 5);
                Command::PutColumn { column: self.column(&entity, id), entity, at }
            }
            12 => Command::RemoveColumn { column: self.column_of(&entity), entity },
            13 => Command::MoveColumn { column: self.column_of(&entity), entity, to: self.next() % 4 },
            14 => {
                let name = self.chance(2).then(|| self.op.name.clone());
                Command::MapColumn { column: self.column_of(&entity), entity, name }
            }
            15..=18 => {
                let id = self.part(table.constraints.iter().map(|c| &c.id));
                Command::PutConstraint { constraint: self.constraint(&entity, id), entity }
            }
            19 => Command::RemoveConstraint { constraint: self.pick(table.constraints.iter().map(|c| &c.id)), entity },
            20 | 21 => {
                let id = self.part(table.indexes.iter().map(|i| &i.id));
                Command::PutIndex { index: self.index(&entity, id), entity }
            }
            22 => Command::RemoveIndex { index: self.pick(table.indexes.iter().map(|i| &i.id)), entity },
            23 | 24 => {
                let id = self.part(table.policies.iter().map(|p| &p.id));
                Command::PutPolicy { policy: self.policy(&entity, id), entity }
            }
            25 => Command::RemovePolicy { policy: self.pick(table.policies.iter().map(|p| &p.id)), entity },
            26 => Command::SetGrants { grants: self.grants(), entity },
            27 | 28 => Command::SetEntity { properties: Box::new(self.properties(&entity)), id: entity },
            29 => Command::RemoveEntity { id: entity },
            30 | 31 => {
                let columns = if self.chance(3) { self.columns_of(&entity) } else { Vec::new() };
                let ids = (0..self.next() % 5).map(|_| self.new_id()).collect();
                Command::Link { to: self.entity(), from: entity, columns, target_column: None, ids }
            }
            32 => Command::MoveNodes { nodes: BTreeMap::from([(entity, self.node()), (self.entity(), self.node())]) },
            33 => self.roles(),
            34 => self.schemas(),
            35 | 36 => self.enums(),
            37 => self.settings(),
            38 => self.migrations(),
            40 | 41 => self.picture(entity),
            _ => {
                let second = Op { kind: self.op.numbers[0], ..self.op.clone() };
                let third = Op { kind: self.op.numbers[1], ..self.op.clone() };
                let batch = [second, third].map(|op| match op.kind % 42 {
                    39 => Command::SetName { name: op.name.clone() },
                    _ => Reader { op: &op, design: self.design, number: self.number + 1000 * op.kind as usize, at: 0 }
                        .command(),
                });
                Command::Batch { commands: batch.into() }
            }
        }
    }

    fn add_entity(&mut self) -> Command {
        let id = self.new_id();
        let schema = self.pick(self.design.schemas.keys());
        let mut entity = Entity::new(Table::new(id.clone(), schema, &self.op.name));
        let key = self.new_id();
        let data_type = DataType::builtin(self.one(&["uuid", "integer"]));
        entity.table.columns.push(Column::new(key.clone(), "id", data_type).required());
        if self.chance(5) {
            let second = self.column(&id, Id::new(format!("{key}b")));
            entity.table.columns.push(second);
        }
        let columns = entity.table.columns.iter().map(|c| c.id.clone()).collect();
        let constraint = Constraint::new(self.new_id(), ConstraintKind::PrimaryKey { columns });
        entity.table.constraints.push(constraint);
        if self.chance(4) {
            entity.base = Some(self.entity());
        }
        if self.chance(4) {
            entity.tenancy = Tenancy::Tenant { column: None };
        }
        Command::AddEntity { entity: Box::new(entity), node: self.node() }
    }

    fn roles(&mut self) -> Command {
        if self.chance(4) {
            return Command::RemoveRole { id: self.role() };
        }
        let id = self.part(self.design.roles.keys());
        let mut role = Role::new(id, &self.op.name);
        role.login = self.chance(2);
        role.bypass_rls = self.chance(3);
        role.comment = self.comment();
        if self.chance(3) {
            role.member_of.push(self.role());
        }
        Command::PutRole { role }
    }

    fn schemas(&mut self) -> Command {
        if self.chance(3) {
            return Command::RemoveSchema { id: self.pick(self.design.schemas.keys()) };
        }
        let mut schema = Schema::new(self.part(self.design.schemas.keys()), &self.op.name);
        schema.comment = self.comment();
        schema.grants = self.grants();
        Command::PutSchema { schema }
    }

    fn enums(&mut self) -> Command {
        if self.chance(4) {
            return Command::RemoveEnum { id: self.pick(self.design.enums.keys()) };
        }
        let id = self.part(self.design.enums.keys());
        let count = self.next() % 4;
        let renamed = self.next() % 4;
        let text = |number: usize| if number == renamed { self.op.name.clone() } else { format!("l{number}") };
        let label = |number: usize| EnumLabel { id: Id::new(format!("{id}_l{number}")), name: text(number) };
        let labels = (0..count).map(label).collect();
        let schema = self.pick(self.design.schemas.keys());
        let enum_type = EnumType { id, schema, name: self.op.name.clone(), labels, comment: self.comment() };
        Command::PutEnum { enum_type }
    }

    fn settings(&mut self) -> Command {
        let mut settings = self.design.settings.clone();
        let convention = |n: usize| [Convention::AsWritten, Convention::Ef, Convention::SnakeCase][n % 3];
        match self.next() % 8 {
            0 => settings.default_schema = self.pick(self.design.schemas.keys()),
            1 => {
                let [tables, columns, keys, indexes] = [0; 4].map(|_: u8| convention(self.next()));
                settings.naming = Naming { tables, columns, keys, indexes };
            }
            2 => settings.target_version = 13 + (self.next() % 6) as u8,
            3 => settings.tenancy.column = self.op.name.clone(),
            5 => {
                let (some, other) = (self.chance(2), self.chance(2));
                settings.tenancy.guards = Guards { references: some, unique: some, ..Guards::default() };
                settings.tenancy.guards.column_grants = other;
                settings.tenancy.guards.per_command = other;
                settings.tenancy.guards.floor = some;
                settings.tenancy.service = self.one(&[ServiceRights::All, ServiceRights::ReadAll]);
                settings.read_only_role = self.chance(2).then(|| self.role());
            }
            6 => {
                let entity = self.chance(2).then(|| self.entity());
                let column = |reader: &mut Self| entity.as_ref().map(|entity| reader.column_of(entity));
                let (user_column, tenant_column) = (column(self), column(self));
                let user_setting = "app.user".to_owned();
                settings.tenancy.strategy = match self.next() % 4 {
                    0 => bulkhead::design::Strategy::Setting,
                    1 => bulkhead::design::Strategy::claim(),
                    2 => bulkhead::design::Strategy::Schema,
                    _ => bulkhead::design::Strategy::Membership { entity, user_column, tenant_column, user_setting },
                };
            }
            4 => settings.history.schema = self.chance(2).then(|| self.op.name.clone()),
            _ => {
                settings.owner_role = self.chance(2).then(|| self.role());
                settings.app_role = self.chance(2).then(|| self.role());
                settings.service_role = self.chance(2).then(|| self.role());
            }
        }
        Command::SetSettings { settings }
    }

    fn hand_sql(&mut self) -> HandSql {
        HandSql {
            id: self.part(self.design.hand_sql.keys()),
            title: self.op.name.clone(),
            position: self.one(&[HandSqlPosition::Before, HandSqlPosition::After]),
            up: format!("CREATE VIEW v AS\n    SELECT '{}';", self.number),
            down: if self.chance(2) { String::new() } else { "DROP VIEW v;".to_owned() },
        }
    }

    fn migrations(&mut self) -> Command {
        match self.next() % 6 {
            0..=2 => Command::PutHandSql { hand_sql: self.hand_sql() },
            3 => Command::RemoveHandSql { id: self.pick(self.design.hand_sql.keys()) },
            4 => {
                let id = Id::new(format!("2025010112{:04}_{}", self.number % 9000 + self.next() % 3, self.op.name));
                let statement = |sql: &str| Statement {
                    sql: sql.to_owned(),
                    kind: "create-table".to_owned(),
                    object: Id::new("e1"),
                    name: "public.t".to_owned(),
                    transactional: self.op.numbers[0].is_multiple_of(2),
                    on_failure: (!self.op.numbers[0].is_multiple_of(2)).then(|| self.op.name.clone()),
                    hazards: Vec::new(),
                };
                let migration = Migration {
                    id,
                    name: self.op.name.clone(),
                    up: vec![statement("CREATE TABLE t ()")],
                    down: vec![statement("DROP TABLE t")],
                    hand_sql: Vec::new(),
                    snapshot: bulkhead::lower::lower(self.design).catalog,
                };
                Command::AddMigration { migration: Box::new(migration) }
            }
            _ => Command::RemoveLastMigration { hand_sql: vec![self.hand_sql()] },
        }
    }
}
