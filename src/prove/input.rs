//! What a dry run is given.

use std::collections::{BTreeMap, BTreeSet};

use super::proof::StageId;
use crate::catalog::{Catalog, Id, Table};
use crate::design::{Acceptance, Design, Migration, SeedInput, Settings, TeamCheck, Tenancy};
use crate::lower::{self, Lowered};
use crate::plan::{self, Draft, Statement};
use crate::rls::{self, Intent};
use crate::sql::quote;

/// What a dry run is given: the two catalogs, the way between them, and what came before.
#[derive(Clone, Debug)]
pub struct Input {
    /// The migration's id, or nothing for a change that is still pending.
    pub migration: Option<Id>,
    /// The earlier migrations, in order: each one's up, and the catalog it leads to.
    pub earlier: Vec<Earlier>,
    /// The catalog before: the last earlier migration's, or an empty one.
    pub base: Catalog,
    /// The catalog that up must lead to.
    pub model: Catalog,
    /// The statements of up.
    pub up: Vec<Statement>,
    /// The statements of down.
    pub down: Vec<Statement>,
    /// The tables whose rows belong to tenants.
    pub tenants: Vec<TenantTable>,
    /// What the project means by its tenant wall.
    pub intent: Intent,
    /// The idempotent scripts: one for each migration, in order, each leading from any earlier state to it; the last
    /// one leads to the model. Nothing, if none were made.
    pub idempotent: Option<Vec<String>>,
    /// The table that the idempotent scripts keep, by schema and name, since the model doesn't have it.
    pub history: Option<(String, String)>,
    /// The oldest version of PostgreSQL that the statements are for.
    pub target_version: u8,
    /// The team's own items of the review.
    pub checks: Vec<TeamCheck>,
    /// What hand-written SQL is for that is part of it.
    pub by_hand: Vec<String>,
    /// What the project gives for seeding, whatever the caller gives besides.
    pub seeding: SeedInput,
    /// What the caller asks for.
    pub options: Options,
}

/// An earlier migration.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// Its statements.
    pub up: Vec<Statement>,
    /// The catalog it leads to.
    pub snapshot: Catalog,
}

/// A table whose rows belong to tenants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantTable {
    /// The table's id in the model.
    pub table: Id,
    /// The column that says whose a row is.
    pub column: Id,
    /// The session setting that says whose session it is.
    pub setting: String,
    /// The role that the application connects as; nothing, if the project has none.
    pub role: Option<Id>,
}

/// What the caller of a dry run asks for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Options {
    /// Rows in each table.
    pub rows_per_table: usize,
    /// Stages that are not run. The proof is incomplete then.
    pub skip: BTreeSet<StageId>,
    /// Leaves the engine as the last stage left it. Otherwise it is brought back to its beginning.
    pub keep_engine: bool,
    /// The hazards that are accepted: rows that break the migration there don't fail it.
    #[serde(default)]
    pub accepted: Vec<Acceptance>,
    /// Times every statement of up at three sizes besides: a hundredth and a tenth of `rows_per_table` and that many rows to
    /// a table, or of ten thousand if fewer than a hundred are asked for.
    pub growth: bool,
    /// Rows of the person's own, values to draw from, and which values are made up.
    pub seeding: SeedInput,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            rows_per_table: 10,
            skip: BTreeSet::new(),
            keep_engine: false,
            accepted: Vec::new(),
            growth: false,
            seeding: SeedInput::default(),
        }
    }
}

impl Input {
    /// The pending change of a design.
    pub fn pending(design: &Design, lowered: &Lowered, draft: &Draft, options: Options) -> Self {
        let earlier: Vec<&Migration> = design.migrations.values().collect();
        Self {
            migration: None,
            base: design.migrated(),
            model: lowered.catalog.clone(),
            up: draft.up.clone(),
            down: draft.down.clone(),
            by_hand: draft.hand_sql.iter().map(|hand| hand.title.clone()).collect(),
            ..Self::after(design, &earlier, &lowered.catalog, options)
        }
    }

    /// One of a design's migrations, or nothing if there is none of that id.
    pub fn migration(design: &Design, id: &Id, options: Options) -> Option<Self> {
        let migration = design.migrations.get(id)?;
        let earlier: Vec<&Migration> = design.migrations.values().take_while(|m| m.id != *id).collect();
        Some(Self {
            migration: Some(id.clone()),
            base: earlier.last().map(|m| m.snapshot.clone()).unwrap_or_default(),
            model: migration.snapshot.clone(),
            up: migration.up.clone(),
            down: migration.down.clone(),
            by_hand: migration.hand_sql.iter().map(|hand| hand.title.clone()).collect(),
            ..Self::after(design, &earlier, &migration.snapshot, options)
        })
    }

    /// The pending change of a design if there is one, else its last migration, else the empty change.
    pub fn of(design: &Design, lowered: &Lowered, draft: &Draft, options: Options) -> Self {
        let last = design.migrations.keys().next_back().filter(|_| draft.is_empty());
        last.and_then(|id| Self::migration(design, id, options.clone()))
            .unwrap_or_else(|| Self::pending(design, lowered, draft, options))
    }

    /// The change from one catalog to another, without a design.
    pub fn between(base: &Catalog, model: &Catalog, draft: &Draft, options: Options) -> Self {
        let settings = Settings::default();
        Self {
            migration: None,
            earlier: match base.tables.is_empty() && base.schemas.is_empty() {
                true => Vec::new(),
                false => vec![Earlier {
                    up: plan::plan(
                        crate::catalog::Pair::new(&Catalog::default(), base),
                        &plan::Options {
                            mode: plan::Mode::Simple,
                            target_version: settings.target_version,
                            ..plan::Options::default()
                        },
                    ),
                    snapshot: base.clone(),
                }],
            },
            base: base.clone(),
            model: model.clone(),
            up: draft.up.clone(),
            down: draft.down.clone(),
            tenants: Vec::new(),
            intent: Intent::default(),
            idempotent: None,
            history: None,
            target_version: settings.target_version,
            checks: Vec::new(),
            seeding: SeedInput::default(),
            by_hand: Vec::new(),
            options,
        }
    }

    fn after(design: &Design, earlier: &[&Migration], model: &Catalog, options: Options) -> Self {
        let history = &design.settings.history;
        let mut options = options;
        options.accepted.extend(design.settings.accepted.iter().cloned());
        options.seeding = options.seeding.or(&design.settings.seeding);
        Self {
            migration: None,
            earlier: earlier.iter().map(|m| Earlier { up: m.up.clone(), snapshot: m.snapshot.clone() }).collect(),
            base: Catalog::default(),
            model: Catalog::default(),
            up: Vec::new(),
            down: Vec::new(),
            tenants: tenant_tables(design, model),
            intent: rls::authored(design, model),
            idempotent: None,
            history: Some((history.schema.clone().unwrap_or_else(|| "public".into()), history.table.clone())),
            target_version: design.settings.target_version,
            checks: design.settings.checks.clone(),
            seeding: (*design.settings.seeding).clone(),
            by_hand: Vec::new(),
            options,
        }
    }

    /// What the migration does, in one line.
    pub fn summary(&self) -> String {
        let catalogs = crate::catalog::Pair::new(&self.base, &self.model);
        plan::summary(catalogs, self.by_hand.iter().map(String::as_str))
    }

    /// A fingerprint of the statements: a proof with this fingerprint is good for these and no others. The idempotent
    /// scripts are made of the same statements and have the migration's id in them, which a pending change doesn't have
    /// yet; without them the proof of a pending change is the proof of the migration that it becomes.
    pub fn fingerprint(&self) -> String {
        let mut hash = Fnv::default();
        let earlier = self.earlier.iter().flat_map(|e| &e.up).collect::<Vec<_>>();
        let (up, down) = (self.up.iter().collect(), self.down.iter().collect());
        for (part, statements) in [("earlier", earlier), ("up", up), ("down", down)] {
            hash.add(part);
            for statement in statements {
                hash.add(&statement.sql);
                hash.add(if statement.transactional { "in" } else { "outside" });
            }
        }
        // What was accepted once and is no more was never proven.
        for accepted in &self.options.accepted {
            hash.add(&accepted.rule);
            hash.add(&accepted.object);
        }
        // So was what the team asks for only since.
        for check in &self.checks {
            hash.add(&check.title);
            hash.add(&check.query);
        }
        // And rows of the person's own, or values, that the project has only since.
        for sample in &self.seeding.samples {
            hash.add(&sample.table);
            hash.add(&sample.text);
        }
        for pin in &self.seeding.pins {
            hash.add(&pin.table);
            hash.add(&pin.column);
            pin.values.iter().for_each(|value| hash.add(value));
        }
        format!("{:016x}", hash.0)
    }
}

/// The tables of a catalog whose rows belong to tenants: what the design says, and every table that has the policy
/// that lowering makes, so that neither a forgotten entity nor a forgotten policy hides a table from the attacks.
pub fn tenant_tables(design: &Design, catalog: &Catalog) -> Vec<TenantTable> {
    let mut columns: BTreeMap<&Id, Id> = BTreeMap::new();
    for entity in design.entities.values() {
        if let (Tenancy::Tenant { .. }, Some(id)) = (&entity.tenancy, entity.tenant_column_id())
            && let Some(table) = catalog.table(entity.id())
            && table.column(&id).is_some()
        {
            columns.insert(&table.id, id);
        }
    }
    for table in &catalog.tables {
        if let Some(column) = column_of_policy(table) {
            columns.entry(&table.id).or_insert(column);
        }
    }
    let role = design.settings.app_role.clone().filter(|id| catalog.role(id).is_some());
    let setting = &design.settings.tenancy.setting;
    let table = |(table, column): (&Id, Id)| TenantTable {
        table: table.clone(),
        column,
        setting: setting.clone(),
        role: role.clone(),
    };
    columns.into_iter().map(table).collect()
}

/// The tenant column of a table by its tenant policy, which compares it with the session's.
fn column_of_policy(table: &Table) -> Option<Id> {
    let made = ["tenant-isolation", "tenant-select"].map(|part| table.id.part(part));
    let policy = table.policies.iter().find(|p| made.contains(&p.id))?;
    let using = policy.using.as_ref()?.sql();
    let compared = |name: &str| {
        let rest = using.trim_start_matches('(').strip_prefix(&quote::ident(name));
        rest.is_some_and(|rest| [" =", "::", ")::"].iter().any(|next| rest.starts_with(next)))
    };
    table.columns.iter().find(|c| compared(&c.name)).map(|c| c.id.clone())
}

/// FNV-1a with 64 bits: stable, small, and enough where nobody attacks.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, text: &str) {
        // The length keeps "ab", "c" apart from "a", "bc".
        let length = (text.len() as u64).to_le_bytes();
        for byte in length.iter().chain(text.as_bytes()) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// The input of a design's dry run: of its pending change if there is one, else of its last migration.
pub fn input(design: &Design, plan_options: &plan::Options, options: Options) -> Input {
    let lowered = lower::lower(design);
    let base = design.migrated();
    let hand: Vec<_> = design.hand_sql.values().cloned().collect();
    let draft = plan::draft(crate::catalog::Pair::new(&base, &lowered.catalog), &hand, plan_options);
    Input::of(design, &lowered, &draft, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(sql: &str, transactional: bool) -> Input {
        let statement = Statement {
            sql: sql.into(),
            kind: "create-table".into(),
            object: "t".into(),
            name: "t".into(),
            transactional,
            on_failure: None,
            hazards: Vec::new(),
        };
        let draft = Draft { up: vec![statement], ..Draft::default() };
        Input::between(&Catalog::default(), &Catalog::default(), &draft, Options::default())
    }

    #[test]
    fn options_of_before_are_read() {
        let before = r#"{"rows_per_table":25,"skip":["down"],"keep_engine":true}"#;
        let options: Options = serde_json::from_str(before).unwrap();
        assert_eq!((options.rows_per_table, options.keep_engine), (25, true));
        assert_eq!(options.seeding, SeedInput::default());
        assert_eq!(serde_json::from_str::<Options>("{}").unwrap(), Options::default());
    }

    #[test]
    fn the_fingerprint_is_stable_and_tells_statements_apart() {
        let first = input("CREATE TABLE t ()", true);
        assert_eq!(first.fingerprint(), input("CREATE TABLE t ()", true).fingerprint());
        assert_ne!(first.fingerprint(), input("CREATE TABLE u ()", true).fingerprint());
        assert_ne!(first.fingerprint(), input("CREATE TABLE t ()", false).fingerprint());
        let named =
            Input { migration: Some("20260101000000_A".into()), idempotent: Some(vec!["x".into()]), ..first.clone() };
        assert_eq!(first.fingerprint(), named.fingerprint());
    }
}
