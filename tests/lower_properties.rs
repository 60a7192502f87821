//! Whatever the design, lowering gives a catalog that holds together.

use std::collections::{BTreeMap, BTreeSet};

use bulkhead::catalog::*;
use bulkhead::design::{
    Convention, Design, Entity, Guards, Inheritance, Naming, ServiceRights, Tenancy, TenancySettings,
};
use bulkhead::lower::{lower, naming};
use bulkhead::problem;
use proptest::prelude::*;

/// Few enough ids that references sometimes resolve, sometimes dangle and sometimes collide.
fn id() -> impl Strategy<Value = Id> {
    prop_oneof![
        6 => (0..6u8).prop_map(|n| Id::new(format!("x{n}"))),
        1 => prop::sample::select(vec!["x0/tenant", "x1/tenant", "x0/discriminator", "x2/inherited/x1", "public", ""])
            .prop_map(Id::new),
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec!["a", "Name", "name", "Id", "tenant_id", "Discriminator", "OrderLines", "order"])
            .prop_map(str::to_owned),
        1 => Just(String::new()),
        1 => "[a-zA-Z\"' ~äß名]{1,8}",
        1 => "[a-zä]{60,70}",
    ]
}

fn expression() -> impl Strategy<Value = Expr> {
    prop::sample::select(vec!["Name = 'x'", "a > 0", "(", "", "EXISTS (SELECT 1 FROM OrderLines o WHERE o.Name = a)"])
        .prop_map(Expr::new)
}

fn data_type() -> impl Strategy<Value = DataType> {
    prop_oneof![
        prop::sample::select(vec!["bigint", "uuid", "text", "varchar(20)", "integer"]).prop_map(DataType::builtin),
        id().prop_map(DataType::defined),
    ]
}

fn value() -> impl Strategy<Value = ColumnValue> {
    prop_oneof![
        4 => Just(ColumnValue::None),
        2 => Just(ColumnValue::Identity { always: false }),
        1 => expression().prop_map(|expression| ColumnValue::Default { expression }),
        1 => id().prop_map(|sequence| ColumnValue::NextValue { sequence }),
    ]
}

fn column() -> impl Strategy<Value = Column> {
    (id(), name(), data_type(), any::<bool>(), value()).prop_map(|(id, name, data_type, not_null, value)| Column {
        not_null,
        value,
        ..Column::new(id, name, data_type)
    })
}

fn ids() -> impl Strategy<Value = Vec<Id>> {
    prop::collection::vec(id(), 0..3)
}

fn constraint() -> impl Strategy<Value = Constraint> {
    let kind = prop_oneof![
        3 => ids().prop_map(|columns| ConstraintKind::PrimaryKey { columns }),
        2 => (ids(), any::<bool>())
            .prop_map(|(columns, nulls_not_distinct)| ConstraintKind::Unique { columns, nulls_not_distinct }),
        1 => expression().prop_map(|expression| ConstraintKind::Check { expression }),
        3 => (ids(), id(), ids()).prop_map(|(columns, target, target_columns)| ConstraintKind::ForeignKey {
            columns,
            target,
            target_columns,
            on_delete: ReferentialAction::NoAction,
            on_update: ReferentialAction::NoAction,
            deferral: Deferral::NotDeferrable,
        }),
    ];
    (id(), prop_oneof![3 => Just(String::new()), 1 => name()], kind)
        .prop_map(|(id, name, kind)| Constraint::new(id, kind).named(name))
}

fn index() -> impl Strategy<Value = Index> {
    let key = prop_oneof![
        3 => id().prop_map(IndexKey::column),
        1 => expression().prop_map(IndexKey::expression),
    ];
    let name = prop_oneof![3 => Just(String::new()), 1 => name()];
    (id(), name, prop::collection::vec(key, 0..3), prop::option::of(expression()))
        .prop_map(|(id, name, keys, predicate)| Index { keys, predicate, ..Index::on(id, []).named(name) })
}

fn grantee() -> impl Strategy<Value = Grantee> {
    prop_oneof![Just(Grantee::Public), id().prop_map(Grantee::Role)]
}

fn policy() -> impl Strategy<Value = Policy> {
    (id(), name(), any::<bool>(), prop::collection::vec(grantee(), 0..3), prop::option::of(expression())).prop_map(
        |(id, name, restrictive, to, using)| Policy {
            id,
            name,
            restrictive,
            command: PolicyCommand::All,
            to,
            using,
            check: None,
            comment: None,
        },
    )
}

fn grants() -> impl Strategy<Value = Vec<Grant>> {
    let privileges = prop::sample::subsequence(vec![Privilege::Select, Privilege::Truncate, Privilege::Usage], 0..3);
    prop::collection::vec((grantee(), privileges).prop_map(|(to, privileges)| Grant { to, privileges }), 0..2)
}

fn entity(id: Id) -> impl Strategy<Value = Entity> {
    let table = (
        self::id(),
        name(),
        prop::collection::vec(column(), 0..5),
        prop::collection::vec(constraint(), 0..4),
        prop::collection::vec(index(), 0..3),
        prop::collection::vec(policy(), 0..2),
        grants(),
    );
    let overlay = (
        prop::option::of(name()),
        prop::collection::btree_map(self::id(), name(), 0..2),
        prop::option::weighted(0.6, self::id()),
        prop::sample::select(vec![
            Inheritance::TablePerHierarchy,
            Inheritance::TablePerType,
            Inheritance::TablePerConcreteType,
        ]),
        any::<bool>(),
        prop_oneof![
            2 => Just(Tenancy::None),
            4 => prop::option::of(self::id()).prop_map(|column| Tenancy::Tenant { column }),
            1 => prop::sample::select(vec![
                Tenancy::Shared,
                Tenancy::Global,
                Tenancy::Unprotected { reason: "a reason".into() },
            ]),
        ],
        any::<bool>(),
        prop::collection::vec(self::id(), 0..3),
    );
    (table, overlay).prop_map(move |(table, overlay)| {
        let (schema, name, columns, constraints, indexes, policies, grants) = table;
        let (table_name, column_names, base, inheritance, is_abstract, tenancy, shared_rows, global_keys) = overlay;
        let table = Table { columns, constraints, indexes, policies, grants, ..Table::new(id.clone(), schema, name) };
        let entity = Entity { table_name, column_names, base, inheritance, is_abstract, ..Entity::new(table) };
        Entity { tenancy, shared_rows, global_keys, ..entity }
    })
}

fn entities() -> impl Strategy<Value = BTreeMap<Id, Entity>> {
    prop::collection::btree_set(id(), 0..6).prop_flat_map(|ids| {
        let entities: Vec<_> = ids.into_iter().map(|id| (Just(id.clone()), entity(id))).collect();
        entities.prop_map(|all| all.into_iter().collect())
    })
}

fn convention() -> impl Strategy<Value = Convention> {
    prop::sample::select(vec![Convention::AsWritten, Convention::Ef, Convention::SnakeCase])
}

/// How tenants are told apart, with any of the guards.
fn tenancy() -> impl Strategy<Value = TenancySettings> {
    use bulkhead::design::Strategy as Told;
    let membership = (prop::option::of(id()), prop::option::of(id()), prop::option::of(id())).prop_map(
        |(entity, user_column, tenant_column)| Told::Membership {
            entity,
            user_column,
            tenant_column,
            user_setting: "app.user".into(),
        },
    );
    let strategy = prop_oneof![Just(Told::Setting), Just(Told::claim()), Just(Told::Schema), membership];
    let guards =
        any::<(bool, bool, bool, bool, bool)>().prop_map(|(per_command, floor, references, unique, column_grants)| {
            Guards { per_command, floor, references, unique, column_grants }
        });
    let service = prop::sample::select(vec![ServiceRights::All, ServiceRights::ReadAll]);
    (strategy, guards, service).prop_map(|(strategy, guards, service)| TenancySettings {
        strategy,
        guards,
        service,
        ..Default::default()
    })
}

prop_compose! {
    fn design()(
        entities in entities(),
        roles in prop::collection::btree_map(id(), (name(), ids()), 0..4),
        schemas in prop::collection::btree_map(id(), (name(), grants()), 0..3),
        enums in prop::collection::btree_map(id(), (name(), id(), prop::collection::vec((id(), name()), 0..4)), 0..3),
        conventions in (convention(), convention(), convention(), convention()),
        settings in (prop::option::of(id()), prop::option::of(id()), prop::option::of(id()), id()),
        tenancy in (tenancy(), prop::option::of(id()), 14..19_u8),
    ) -> Design {
        let mut design = Design::empty("random");
        design.entities = entities;
        design.roles = roles
            .into_iter()
            .map(|(id, (name, member_of))| (id.clone(), Role { member_of, ..Role::new(id, name) }))
            .collect();
        for (id, (name, grants)) in schemas {
            design.schemas.insert(id.clone(), Schema { grants, ..Schema::new(id, name) });
        }
        design.enums = enums
            .into_iter()
            .map(|(id, (name, schema, labels))| {
                let labels = labels.into_iter().map(|(id, name)| EnumLabel { id, name }).collect();
                (id.clone(), EnumType { id, schema, name, labels, comment: None })
            })
            .collect();
        let (tables, columns, keys, indexes) = conventions;
        design.settings.naming = Naming { tables, columns, keys, indexes };
        (design.settings.owner_role, design.settings.app_role, design.settings.service_role, design.settings.default_schema) =
            settings;
        (design.settings.tenancy, design.settings.read_only_role, design.settings.target_version) = tenancy;
        design
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn any_design_lowers_to_a_catalog_that_holds_together(design in design()) {
        let lowered = lower(&design);
        sound(&lowered.catalog)?;
        prop_assert_eq!(&lowered, &lower(&design), "twice the same");
        problem::check(&design, &lowered);
    }

    #[test]
    fn another_convention_changes_names_only(design in design(), convention in convention()) {
        let before = lower(&design).catalog;
        let mut design = design;
        design.settings.naming =
            Naming { tables: convention, columns: convention, keys: convention, indexes: convention };
        let after = lower(&design).catalog;
        prop_assert_eq!(ids_of(&before), ids_of(&after));
    }

    #[test]
    fn names_of_conventions_fit(table in name(), principal in name(), columns in prop::collection::vec(name(), 0..5), attempt in 0..120usize) {
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        for kind in [
            naming::Kind::PrimaryKey, naming::Kind::Unique, naming::Kind::Check,
            naming::Kind::ForeignKey, naming::Kind::Index, naming::Kind::Sequence,
        ] {
            let parts = naming::Parts { kind, table: &table, principal: &principal, columns: &columns };
            for convention in [Convention::AsWritten, Convention::Ef, Convention::SnakeCase] {
                let name = naming::numbered(convention, &parts, attempt);
                prop_assert!(!name.is_empty() && name.len() <= naming::MAX_NAME_BYTES, "{}", name);
                prop_assert_ne!(naming::numbered(convention, &parts, attempt + 1), name);
            }
        }
    }
}

/// Every id of a catalog, table by table.
fn ids_of(catalog: &Catalog) -> Vec<(Id, Vec<Id>)> {
    let parts = |table: &Table| {
        let mut ids: Vec<Id> = table.columns.iter().map(|c| c.id.clone()).collect();
        ids.extend(table.constraints.iter().map(|c| c.id.clone()));
        ids.extend(table.indexes.iter().map(|i| i.id.clone()));
        ids.extend(table.policies.iter().map(|p| p.id.clone()));
        ids
    };
    catalog.tables.iter().map(|table| (table.id.clone(), parts(table))).collect()
}

fn unique<T: Ord + std::fmt::Debug>(what: &str, all: impl IntoIterator<Item = T>) -> Result<(), TestCaseError> {
    let mut seen = BTreeSet::new();
    for one in all {
        prop_assert!(!seen.contains(&one), "two of the same {}: {:?}", what, one);
        seen.insert(one);
    }
    Ok(())
}

fn sound(catalog: &Catalog) -> Result<(), TestCaseError> {
    let schemas: BTreeSet<&Id> = catalog.schemas.iter().map(|s| &s.id).collect();
    let roles: BTreeSet<&Id> = catalog.roles.iter().map(|r| &r.id).collect();
    unique("role", catalog.roles.iter().map(|r| &r.id))?;
    unique("role name", catalog.roles.iter().map(|r| &r.name))?;
    unique("schema", catalog.schemas.iter().map(|s| &s.id))?;
    unique("schema name", catalog.schemas.iter().map(|s| &s.name))?;
    unique("enum", catalog.enums.iter().map(|e| &e.id))?;
    unique("table", catalog.tables.iter().map(|t| &t.id))?;
    unique("sequence", catalog.sequences.iter().map(|s| &s.id))?;
    if let Some(owner) = &catalog.owner {
        prop_assert!(roles.contains(owner));
    }
    for role in &catalog.roles {
        prop_assert!(!role.name.is_empty());
        prop_assert!(role.member_of.iter().all(|group| roles.contains(group) && *group != role.id));
    }
    for schema in &catalog.schemas {
        granted(&schema.grants, &roles)?;
    }
    let mut relations = Vec::new();
    let mut types = Vec::new();
    for e in &catalog.enums {
        prop_assert!(schemas.contains(&e.schema) && !e.name.is_empty());
        types.push((&e.schema, &e.name));
        unique("label", e.labels.iter().map(|l| &l.name))?;
        unique("label id", e.labels.iter().map(|l| &l.id))?;
    }
    for s in &catalog.sequences {
        prop_assert!(schemas.contains(&s.schema) && !s.name.is_empty());
        relations.push((&s.schema, &s.name));
        granted(&s.grants, &roles)?;
    }
    for t in &catalog.tables {
        prop_assert!(schemas.contains(&t.schema) && !t.name.is_empty());
        relations.push((&t.schema, &t.name));
        types.push((&t.schema, &t.name));
        relations.extend(t.indexes.iter().map(|i| (&t.schema, &i.name)));
        relations.extend(
            t.constraints
                .iter()
                .filter(|c| matches!(c.kind, ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. }))
                .map(|c| (&t.schema, &c.name)),
        );
        table(catalog, t, &roles)?;
    }
    let known: BTreeSet<&Id> =
        catalog.tables.iter().flat_map(|t| t.columns.iter().map(|c| &c.id).chain([&t.id])).collect();
    let policies: BTreeSet<&Id> = catalog.tables.iter().flat_map(|t| t.policies.iter().map(|p| &p.id)).collect();
    let objects: BTreeSet<&Id> = catalog.objects.iter().map(|o| &o.id).collect();
    for (id, access) in &catalog.access {
        prop_assert!(known.contains(id) || objects.contains(id), "access to {id}");
        granted(&access.grants, &roles)?;
    }
    for (id, on) in &catalog.dependencies {
        prop_assert!(policies.contains(id) || objects.contains(id), "{id} stands on something");
        prop_assert!(on.iter().all(|on| known.contains(on) || objects.contains(on)), "{id} stands on nothing");
    }
    for o in &catalog.objects {
        prop_assert!(o.schema.as_ref().is_none_or(|schema| schemas.contains(schema)));
        granted(&o.grants, &roles)?;
    }
    unique("relation", relations)?;
    unique("type", types)
}

fn granted(grants: &[Grant], roles: &BTreeSet<&Id>) -> Result<(), TestCaseError> {
    unique("grantee", grants.iter().map(|g| &g.to))?;
    for grant in grants {
        prop_assert!(!grant.privileges.is_empty() && grant.privileges.is_sorted());
        if let Grantee::Role(role) = &grant.to {
            prop_assert!(roles.contains(role));
        }
    }
    Ok(())
}

fn table(catalog: &Catalog, table: &Table, roles: &BTreeSet<&Id>) -> Result<(), TestCaseError> {
    unique("column", table.columns.iter().map(|c| &c.id))?;
    unique("column name", table.columns.iter().map(|c| &c.name))?;
    unique("constraint", table.constraints.iter().map(|c| &c.id))?;
    unique("constraint name", table.constraints.iter().map(|c| &c.name))?;
    unique("index", table.indexes.iter().map(|i| &i.id))?;
    unique("policy", table.policies.iter().map(|p| &p.id))?;
    unique("policy name", table.policies.iter().map(|p| &p.name))?;
    granted(&table.grants, roles)?;
    for column in &table.columns {
        prop_assert!(!column.name.is_empty());
        if let Some(id) = column.data_type.defined_id() {
            prop_assert!(catalog.enum_type(id).is_some() || catalog.table(id).is_some());
        }
        if let ColumnValue::NextValue { sequence } = &column.value {
            prop_assert!(catalog.sequence(sequence).is_some());
        }
    }
    let mut keys = 0;
    for constraint in &table.constraints {
        prop_assert!(!constraint.name.is_empty());
        prop_assert!(constraint.kind.columns().iter().all(|id| table.column(id).is_some()));
        match &constraint.kind {
            ConstraintKind::PrimaryKey { columns } => {
                keys += 1;
                prop_assert!(!columns.is_empty());
                prop_assert!(columns.iter().all(|id| table.column(id).is_some_and(|c| c.not_null)));
            }
            ConstraintKind::ForeignKey { columns, target, target_columns, .. } => {
                prop_assert!(!columns.is_empty());
                prop_assert_eq!(columns.len(), target_columns.len());
                let target = catalog.table(target);
                prop_assert!(target.is_some_and(|t| target_columns.iter().all(|id| t.column(id).is_some())));
            }
            ConstraintKind::Unique { columns, .. } => prop_assert!(!columns.is_empty()),
            ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } => {}
        }
    }
    prop_assert!(keys <= 1);
    for index in &table.indexes {
        prop_assert!(!index.name.is_empty() && !index.keys.is_empty());
        for key in &index.keys {
            if let IndexTarget::Column { column } = &key.target {
                prop_assert!(table.column(column).is_some());
            }
        }
    }
    for policy in &table.policies {
        prop_assert!(!policy.name.is_empty() && !policy.to.is_empty());
        for to in &policy.to {
            if let Grantee::Role(role) = to {
                prop_assert!(roles.contains(role));
            }
        }
    }
    Ok(())
}
