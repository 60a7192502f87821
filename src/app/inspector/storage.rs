//! How an entity's table is stored and partitioned, and what else is said of its columns, constraints and indexes.

use leptos::prelude::*;

use super::field::{Place, Section, SelectField, TextField, optional};
use super::options::{Choice, Input, More, lines, number, parameters, set_number, set_parameters, yes};
use crate::app::state::use_workspace;
use crate::catalog::{
    ColumnOptions, Constraint, ConstraintKind, Deferral, Id, Index, PartitionOf, ReplicaIdentity, TableOptions,
};
use crate::edit::Command;

const TABLE: &[Choice<TableOptions>] = &[
    Choice {
        label: "Unlogged",
        field: "unlogged",
        help: "Quicker, and empty after a crash",
        input: Input::Check,
        get: |o| yes(o.unlogged),
        set: |o, text| o.unlogged = !text.is_empty(),
    },
    Choice {
        label: "Parameters",
        field: "parameters",
        help: "Storage parameters: fillfactor=70, autovacuum_enabled=false",
        input: Input::Text,
        get: |o| parameters(&o.parameters),
        set: |o, text| set_parameters(&mut o.parameters, text),
    },
    Choice {
        label: "Access method",
        field: "method",
        help: "USING, if it is not heap",
        input: Input::Text,
        get: |o| o.method.clone().unwrap_or_default(),
        set: |o, text| o.method = optional(text.to_owned()),
    },
    Choice {
        label: "Partitioned by",
        field: "partitionBy",
        help: "RANGE (created_on), LIST (region) or HASH (id)",
        input: Input::Text,
        get: |o| o.partition_by.clone().unwrap_or_default(),
        set: |o, text| o.partition_by = optional(text.to_owned()),
    },
];

const COLUMN: &[Choice<ColumnOptions>] = &[
    Choice {
        label: "Storage",
        field: "storage",
        help: "How large values are kept",
        input: Input::OneOf(&[
            ("", "the type's own"),
            ("PLAIN", "plain"),
            ("MAIN", "main"),
            ("EXTERNAL", "external"),
            ("EXTENDED", "extended"),
        ]),
        get: |o| o.storage.clone().unwrap_or_default(),
        set: |o, text| o.storage = optional(text.to_owned()),
    },
    Choice {
        label: "Compression",
        field: "compression",
        help: "",
        input: Input::OneOf(&[("", "the server's"), ("pglz", "pglz"), ("lz4", "lz4")]),
        get: |o| o.compression.clone().unwrap_or_default(),
        set: |o, text| o.compression = optional(text.to_owned()),
    },
    Choice {
        label: "Statistics",
        field: "statistics",
        help: "The statistics target, 0 to 10000",
        input: Input::Text,
        get: |o| number(o.statistics),
        set: |o, text| set_number(&mut o.statistics, text),
    },
    Choice {
        label: "Parameters",
        field: "parameters",
        help: "n_distinct=-0.5, n_distinct_inherited=10",
        input: Input::Text,
        get: |o| parameters(&o.parameters),
        set: |o, text| set_parameters(&mut o.parameters, text),
    },
];

const DEFERRED: &[(&str, &str)] =
    &[("", "at once"), ("immediate", "at once, deferrable"), ("deferred", "at the end of the transaction")];

const CONSTRAINT: &[Choice<Constraint>] = &[
    Choice {
        label: "Checked",
        field: "keyDeferral",
        help: "When a key is checked",
        input: Input::OneOf(DEFERRED),
        get: |c| {
            match c.options.deferral {
                Deferral::NotDeferrable => "",
                Deferral::InitiallyImmediate => "immediate",
                Deferral::InitiallyDeferred => "deferred",
            }
            .to_owned()
        },
        set: |c, text| {
            c.options.deferral = match text {
                "immediate" => Deferral::InitiallyImmediate,
                "deferred" => Deferral::InitiallyDeferred,
                _ => Deferral::NotDeferrable,
            };
        },
    },
    Choice {
        label: "Index parameters",
        field: "parameters",
        help: "fillfactor=70",
        input: Input::Text,
        get: |c| parameters(&c.options.parameters),
        set: |c, text| set_parameters(&mut c.options.parameters, text),
    },
    Choice {
        label: "Without overlaps (18+)",
        field: "period",
        help: "The last column is a range, and no two of a key overlap",
        input: Input::Check,
        get: |c| yes(c.options.period),
        set: |c, text| c.options.period = !text.is_empty(),
    },
];

const CHECK: &[Choice<Constraint>] = &[
    Choice {
        label: "Not inherited",
        field: "noInherit",
        help: "NO INHERIT: not for tables that inherit from this one",
        input: Input::Check,
        get: |c| yes(c.options.no_inherit),
        set: |c, text| c.options.no_inherit = !text.is_empty(),
    },
    NOT_VALID,
    NOT_ENFORCED,
];

const FOREIGN_KEY: &[Choice<Constraint>] = &[
    Choice {
        label: "Match full",
        field: "matchFull",
        help: "All of its columns are NULL, or none",
        input: Input::Check,
        get: |c| yes(c.options.match_full),
        set: |c, text| c.options.match_full = !text.is_empty(),
    },
    Choice {
        label: "Period (18+)",
        field: "period",
        help: "The last column is a range that must be covered",
        input: Input::Check,
        get: |c| yes(c.options.period),
        set: |c, text| c.options.period = !text.is_empty(),
    },
    NOT_VALID,
    NOT_ENFORCED,
];

const NOT_VALID: Choice<Constraint> = Choice {
    label: "For new rows only",
    field: "notValid",
    help: "NOT VALID: rows that are there are not checked",
    input: Input::Check,
    get: |c| yes(c.options.not_valid),
    set: |c, text| c.options.not_valid = !text.is_empty(),
};

const NOT_ENFORCED: Choice<Constraint> = Choice {
    label: "Not enforced (18+)",
    field: "notEnforced",
    help: "Told, but not checked",
    input: Input::Check,
    get: |c| yes(c.options.not_enforced),
    set: |c, text| c.options.not_enforced = !text.is_empty(),
};

const INDEX: &[Choice<Index>] = &[
    Choice {
        label: "NULLS NOT DISTINCT (15+)",
        field: "nullsNotDistinct",
        help: "In a unique index, one row without a value at most",
        input: Input::Check,
        get: |i| yes(i.options.nulls_not_distinct),
        set: |i, text| i.options.nulls_not_distinct = !text.is_empty(),
    },
    Choice {
        label: "Parameters",
        field: "parameters",
        help: "fillfactor=70, pages_per_range=32",
        input: Input::Text,
        get: |i| parameters(&i.options.parameters),
        set: |i, text| set_parameters(&mut i.options.parameters, text),
    },
];

/// How a table is stored and partitioned.
#[component]
pub fn Storage(
    /// The entity.
    entity: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let id = StoredValue::new(entity);
    let options = Memo::new(move |_| id.with_value(|id| workspace.read_entity(id)).map(|e| (*e.table.options).clone()));
    let put = move |options: TableOptions| {
        workspace.run(Command::SetTableOptions { entity: id.get_value(), options: Box::new(options) });
    };
    let with = move |edit: &dyn Fn(&mut TableOptions)| {
        if let Some(mut changed) = options.get_untracked() {
            edit(&mut changed);
            put(changed);
        }
    };
    let place = move |field| Place::new(id.get_value(), field);
    let partitioned = Signal::derive(move || {
        workspace.structure.track();
        let mut parents = vec![(String::new(), "no table".to_owned())];
        workspace.with_design(|design| {
            let of = design.entities.values().filter(|e| e.table.is_partitioned());
            parents.extend(of.map(|e| (e.id().to_string(), e.table.name.clone())));
        });
        parents
    });
    let parent = Signal::derive(move || {
        options.with(|o| {
            o.as_ref().and_then(|o| o.partition_of.as_ref()).map(|of| of.parent.to_string()).unwrap_or_default()
        })
    });
    let bound = Signal::derive(move || {
        options
            .with(|o| o.as_ref().and_then(|o| o.partition_of.as_ref()).map(|of| of.bound.clone()).unwrap_or_default())
    });
    let identities = Signal::derive(move || {
        let words = [("default", "by its primary key"), ("full", "by the whole row"), ("nothing", "by nothing")];
        let mut all: Vec<(String, String)> = words.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        if let Some(entity) = id.with_value(|id| workspace.read_entity(id)) {
            let unique = entity.table.indexes.iter().filter(|index| index.unique);
            all.extend(unique.map(|index| (index.id.to_string(), format!("by {}", index.name))));
        }
        all
    });
    let identity = Signal::derive(move || {
        options.with(|options| match options.as_ref().map(|o| &o.replica_identity) {
            None | Some(ReplicaIdentity::Default) => "default".to_owned(),
            Some(ReplicaIdentity::Full) => "full".to_owned(),
            Some(ReplicaIdentity::Nothing) => "nothing".to_owned(),
            Some(ReplicaIdentity::Index(id)) => id.to_string(),
        })
    });
    let inherits = move || {
        let ids = options.with(|o| o.as_ref().map(|o| o.inherits.clone()).unwrap_or_default());
        let names: Vec<String> =
            ids.iter().filter_map(|id| Some(workspace.read_entity(id)?.table.name.clone())).collect();
        (!names.is_empty()).then(|| view! { <p class="hint">{format!("Inherits from {}.", names.join(", "))}</p> })
    };
    let said = options.with_untracked(|options| options.as_ref().is_some_and(|options| !options.is_default()));
    view! {
        <Section title="Storage and partitions">
            <More title="Unlogged, parameters, partitions, replication" open=said>
                {lines(TABLE, options.into(), place, put)}
                <SelectField label="Partition of" place=place("partitionOf") value=parent options=partitioned
                    commit=move |parent: String| with(&|o| {
                        let bound = o.partition_of.take().map_or_else(|| "DEFAULT".to_owned(), |of| of.bound);
                        o.partition_of = optional(parent.clone()).map(|parent| PartitionOf { parent: Id::new(parent), bound });
                    })/>
                {move || (!parent.get().is_empty()).then(|| view! {
                    <TextField label="Bound" place=place("bound") mono=true value=bound
                        help="FOR VALUES FROM ('2026-01-01') TO ('2027-01-01'), FOR VALUES IN ('eu'), DEFAULT"
                        commit=move |bound: String| with(&|o| {
                            if let Some(of) = &mut o.partition_of {
                                bound.trim().clone_into(&mut of.bound);
                            }
                        })/>
                })}
                {inherits}
                <SelectField label="Replicated" place=place("replicaIdentity") value=identity options=identities
                    help="REPLICA IDENTITY: what logical replication knows a row by"
                    commit=move |value: String| with(&|o| o.replica_identity = match value.as_str() {
                        "default" => ReplicaIdentity::Default,
                        "full" => ReplicaIdentity::Full,
                        "nothing" => ReplicaIdentity::Nothing,
                        index => ReplicaIdentity::Index(Id::new(index)),
                    })/>
            </More>
        </Section>
    }
}

/// What else is said of a column.
#[component]
pub fn ColumnMore(
    /// The entity.
    entity: Id,
    /// The column.
    column: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let (entity, id) = (StoredValue::new(entity), StoredValue::new(column));
    let found = Memo::new(move |_| {
        let entity = entity.with_value(|entity| workspace.read_entity(entity))?;
        id.with_value(|id| entity.table.column(id).cloned())
    });
    let options = Signal::derive(move || found.get().map(|column| (*column.options).clone()));
    let put = move |options: ColumnOptions| {
        if let Some(mut column) = found.get_untracked() {
            column.options = options.into();
            workspace.run(Command::PutColumn { entity: entity.get_value(), column, at: None });
        }
    };
    let open = options.with_untracked(|options| options.as_ref().is_some_and(|options| !options.is_default()));
    view! { <More title="Storage" open>{lines(COLUMN, options, move |field| Place::new(id.get_value(), field), put)}</More> }
}

/// What else is said of a constraint.
#[component]
pub fn ConstraintMore(
    /// The entity.
    entity: Id,
    /// The constraint.
    constraint: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let (entity, id) = (StoredValue::new(entity), StoredValue::new(constraint));
    let found = Memo::new(move |_| {
        let entity = entity.with_value(|entity| workspace.read_entity(entity))?;
        id.with_value(|id| entity.table.constraints.iter().find(|c| c.id == *id).cloned())
    });
    let put = move |constraint: Constraint| {
        workspace.run(Command::PutConstraint { entity: entity.get_value(), constraint });
    };
    let now = found.get_untracked();
    let open = now.as_ref().is_some_and(|constraint| !constraint.options.is_default());
    let choices = match now.map(|constraint| constraint.kind) {
        Some(ConstraintKind::Check { .. }) => CHECK,
        Some(ConstraintKind::ForeignKey { .. }) => FOREIGN_KEY,
        _ => CONSTRAINT,
    };
    let place = move |field| Place::new(id.get_value(), field);
    view! { <More title="More" open>{lines(choices, found.into(), place, put)}</More> }
}

/// What else is said of an index.
#[component]
pub fn IndexMore(
    /// The entity.
    entity: Id,
    /// The index.
    index: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let (entity, id) = (StoredValue::new(entity), StoredValue::new(index));
    let found = Memo::new(move |_| {
        let entity = entity.with_value(|entity| workspace.read_entity(entity))?;
        id.with_value(|id| entity.table.indexes.iter().find(|i| i.id == *id).cloned())
    });
    let put = move |index: Index| {
        workspace.run(Command::PutIndex { entity: entity.get_value(), index });
    };
    let open = found.get_untracked().is_some_and(|index| !index.options.is_default());
    let place = move |field| Place::new(id.get_value(), field);
    view! { <More title="More" open>{lines(INDEX, found.into(), place, put)}</More> }
}
