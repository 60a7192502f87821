//! Random designs run dry on native servers: a proof is always made, tables without rows are named, and what a stage
//! says is about the design and never about the dry run itself.

mod prove_support;
mod support;

use bulkhead::bundle::{self, isolation};
use bulkhead::catalog::{Catalog, Pair};
use bulkhead::design::Design;
use bulkhead::edit;
use bulkhead::lower::lower;
use bulkhead::plan;
use bulkhead::problem::{self, Level};
use bulkhead::prove::{Acceptance, Input, Options, ProbeVerdict, Proof, RiskOutcome, Stage, StageId, StageStatus};
use proptest::prelude::Rng;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use prove_support::{Counting, input, migrated, not_held, prove, psql, stage};
use support::native::{NativeEngine, Server, servers};

/// How many designs are tried on each server; most have errors and are passed over.
const CASES: usize = 100;

/// What only the engine can know of an expression or a type: a value that is no value of the type, an operator, function
/// or operator class that the type doesn't have, a collation where there can be none.
const MEANING: &[&str] = &["22P02", "22007", "42704", "42804", "42883", "42P17"];

#[test]
fn random_designs_are_run_dry() {
    std::thread::scope(|scope| {
        for server in servers() {
            scope.spawn(move || on(&server));
        }
    });
}

fn on(server: &Server) {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = support::design::design();
    let mut engine = Counting::new(NativeEngine::with_roles(&server.url));
    let (mut run, mut seeded, mut empty, mut attacks) = (0, 0, 0, 0);
    let mut wrong = Vec::new();
    for case in 0..CASES {
        let mut design = strategy.new_tree(&mut runner).expect("a design").current();
        design.hand_sql.clear();
        design.migrations.clear();
        let lowered = lower(&design);
        if problem::check(&design, &lowered).iter().any(|problem| problem.level == Level::Error) {
            continue;
        }
        let options = plan::Options { target_version: design.settings.target_version, ..plan::Options::default() };
        let draft = plan::draft(Pair::new(&design.migrated(), &lowered.catalog), &[], &options);
        let input = bundle::dry_run_input(&design, &lowered, &draft, Options::default());
        let proof = prove(&mut engine, &input);
        let up = stage(&proof, StageId::Up);
        if up.error.as_ref().is_some_and(|error| MEANING.contains(&error.code.as_str())) {
            continue;
        }
        run += 1;
        seeded += proof.seeded.iter().filter(|s| s.rows > 0).count();
        empty += proof.seeded.iter().filter(|s| s.rows == 0).count();
        attacks += proof.isolation.len();
        wrong.extend(faults(&proof).into_iter().map(|fault| format!("case {case}: {fault}")));
    }
    println!("PostgreSQL {}: {run} runs, {seeded} tables seeded, {empty} named, {attacks} attacks", server.major);
    assert!(wrong.is_empty(), "{}: {}\n{}", server.major, wrong.len(), wrong.join("\n"));
    assert!(run > CASES / 10, "too few runs to judge by: {run}");
}

fn faults(proof: &Proof) -> Vec<String> {
    let mut out = Vec::new();
    for stage in &proof.stages {
        let allowed = matches!(stage.id, StageId::Seed | StageId::Isolation);
        if stage.status == StageStatus::Failed && !allowed || stage.error.is_some() {
            out.push(format!("{}: {}", stage.id.name(), stage.detail));
        }
    }
    for table in &proof.seeded {
        match (table.rows, &table.reason) {
            (0, None) => out.push(format!("{} has no rows and no reason", table.table)),
            // A transaction that is broken, a savepoint that is missing, SQL that does not parse: faults of ours.
            (_, Some(reason)) if ["25P02", "3B001", "42601", "42703"].iter().any(|code| reason.contains(code)) => {
                out.push(format!("{}: {reason}", table.table));
            }
            _ => {}
        }
    }
    for probe in &proof.isolation {
        let ours =
            ["(25P02)", "(3B001)", "(42601)", "(42703)", "(42P01)"].iter().any(|code| probe.observed.contains(code));
        let told = || format!("{} {} {:?}: {}\n{}", probe.table, probe.probe, probe.session, probe.observed, probe.sql);
        if ours || probe.verdict == ProbeVerdict::Breached && probe.fix.is_none() {
            out.push(told());
        }
    }
    out
}

/// How many changes of designs, and how many of catalogs, are tried on each server: `BULKHEAD_PROVE_CASES`, or these.
fn changes() -> usize {
    std::env::var("BULKHEAD_PROVE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(20)
}

/// A change of what has rows in it goes up and down, or the plan said beforehand where the rows may refuse it.
#[test]
fn random_changes_are_run_dry_on_rows() {
    std::thread::scope(|scope| {
        for server in servers() {
            scope.spawn(move || changes_on(&server));
        }
    });
}

fn changes_on(server: &Server) {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let edits = proptest::collection::vec(support::design::op(), 20..60);
    let catalogs = support::model::pair(server.major);
    let mut engine = Counting::new(NativeEngine::with_roles(&server.url));
    let (mut green, mut refused, mut risky, mut seeded) = (0, 0, 0, 0);
    let mut wrong = Vec::new();
    for case in 0..2 * changes() {
        let mut input = if case % 2 == 0 {
            let mut before = Design::empty("Random");
            before.settings.target_version = server.major as u8;
            let mut edits = || edits.new_tree(&mut runner).expect("edits").current();
            let before = edited(&mut engine.engine, before, &edits(), 0);
            let after = edited(&mut engine.engine, migrated(&before, "20260101000000_First"), &edits(), 100);
            pending(&after)
        } else {
            let (before, after) = catalogs.new_tree(&mut runner).expect("catalogs").current();
            let options = plan::Options { target_version: server.major as u8, ..plan::Options::default() };
            let draft = plan::draft(Pair::new(&before, &after), &[], &options);
            Input { target_version: server.major as u8, ..Input::between(&before, &after, &draft, Options::default()) }
        };
        let mut proof = prove(&mut engine, &input);
        // Rows that break the migration are made on purpose: with their hazards accepted, everything else must hold.
        let breaks = proof.risks.iter().filter(|risk| risk.outcome == RiskOutcome::Breaks);
        let accepted = breaks.map(|risk| Acceptance {
            rule: risk.rule.clone(),
            object: risk.object.to_string(),
            reason: "made on purpose".into(),
            by: None,
        });
        input.options.accepted = accepted.collect();
        if !input.options.accepted.is_empty() {
            risky += 1;
            proof = prove(&mut engine, &input);
        }
        seeded += proof.seeded.iter().filter(|s| s.rows > 0).count();
        let failed = proof.stages.iter().find(|s| s.status == StageStatus::Failed && s.id != StageId::Isolation);
        if failed.is_some_and(|stage| was_announced(stage, &input)) {
            refused += 1;
        } else {
            green += usize::from(failed.is_none());
            wrong.extend(faults(&proof).into_iter().map(|fault| format!("case {case}: {fault}\n{}", told(&input))));
        }
    }
    println!(
        "PostgreSQL {}: {green} green, {refused} refused as announced, {risky} with rows that break them, {seeded} tables seeded",
        server.major
    );
    assert!(wrong.is_empty(), "{}: {}\n{}", server.major, wrong.len(), wrong.join("\n"));
    assert!(green >= changes(), "too few runs to judge by: {green}");
}

/// The design after those edits that leave it without errors, and with meaning as far as the engine can tell.
fn edited(engine: &mut NativeEngine, mut design: Design, edits: &[support::design::Op], first: usize) -> Design {
    // A few at a time, because asking the engine takes long.
    for (chunk, edits) in edits.chunks(4).enumerate() {
        let mut next = design.clone();
        for (number, op) in edits.iter().enumerate() {
            let command = support::design::command(op, &next, first + 4 * chunk + number);
            let Ok(change) = edit::apply(&next, command) else { continue };
            let mut edited = next.clone();
            change.apply_to(&mut edited);
            edited.hand_sql.clear();
            edited.settings.target_version = design.settings.target_version;
            let lowered = lower(&edited);
            let right = problem::check(&edited, &lowered).iter().all(|problem| problem.level != Level::Error);
            if right && edited.migrations == design.migrations {
                next = edited;
            }
        }
        if has_meaning(engine, &lower(&next).catalog) {
            design = next;
        }
    }
    design
}

/// False if the engine refuses a catalog for what it alone knows.
fn has_meaning(engine: &mut NativeEngine, catalog: &Catalog) -> bool {
    let statements = plan::plan(Pair::new(&Catalog::default(), catalog), &plan::Options::default());
    engine.must("BEGIN");
    let mut sql: Vec<String> = vec![bulkhead::sql::roles(catalog)];
    sql.extend(statements.into_iter().map(|s| s.sql));
    let refused = sql.iter().find_map(|sql| engine.query(sql).err());
    engine.must("ROLLBACK");
    // Of a column that is unknown the project warns.
    !refused.is_some_and(|error| error.code == "42703" || MEANING.contains(&error.code.as_str()))
}

/// The dry run of a design's pending change.
fn pending(design: &Design) -> Input {
    let lowered = lower(design);
    let options = plan::Options { target_version: design.settings.target_version, ..plan::Options::default() };
    let draft = plan::draft(Pair::new(&design.migrated(), &lowered.catalog), &[], &options);
    bundle::dry_run_input(design, &lowered, &draft, Options::default())
}

/// True if a stage failed because of rows, at a statement that says that rows may refuse it, or because the project has
/// another owner now, which it says.
fn was_announced(stage: &Stage, input: &Input) -> bool {
    let other_owner = ["up does not lead to the model: owner:", "an administrator must give it that first"];
    if other_owner.iter().any(|text| stage.detail.contains(text)) {
        return true;
    }
    let statements = match stage.id {
        StageId::Up | StageId::UpAgain => &input.up,
        StageId::Down => &input.down,
        _ => return false,
    };
    let of_rows = stage.error.as_ref().is_some_and(|e| e.code.starts_with("22") || e.code.starts_with("23"));
    let number = stage.detail.split(' ').nth(1).and_then(|n| n.parse::<usize>().ok());
    of_rows && number.and_then(|n| statements.get(n - 1)).is_some_and(|s| !s.hazards.is_empty())
}

/// The scripts of a change, for a person.
fn told(input: &Input) -> String {
    let earlier = input.earlier.iter().flat_map(|e| &e.up);
    let list =
        |statements: Vec<&plan::Statement>| statements.iter().map(|s| format!("    {};\n", s.sql)).collect::<String>();
    format!(
        "earlier:\n{}up:\n{}down:\n{}",
        list(earlier.collect()),
        list(input.up.iter().collect()),
        list(input.down.iter().collect())
    )
}

/// A random choice of the list.
fn one<'t>(rng: &mut TestRng, of: &[&'t str]) -> &'t str {
    of[rng.next_u32() as usize % of.len()]
}

/// A few tables of tenants with columns, checks, keys and references at random, each with a right wall.
fn walled(rng: &mut TestRng) -> (String, Vec<(String, &'static str)>) {
    const COLUMNS: &[&str] = &[
        "text",
        "text NOT NULL",
        "varchar(3) NOT NULL",
        "varchar(40) UNIQUE",
        "integer NOT NULL",
        "bigint",
        "boolean NOT NULL",
        "numeric(4,1) NOT NULL CHECK ({c} > 2.5)",
        "text NOT NULL CHECK ({c} IN ('open', 'done'))",
        "text CHECK ({c} ~ '^[a-z]{2,5}$')",
        "integer NOT NULL CHECK ({c} BETWEEN 7 AND 9)",
        "timestamptz NOT NULL DEFAULT now()",
        "jsonb NOT NULL DEFAULT '{}'",
        "uuid UNIQUE",
        "date NOT NULL",
        "text[] NOT NULL",
        "bytea",
        "inet",
        "text NOT NULL GENERATED ALWAYS AS ('x') STORED",
        "integer GENERATED ALWAYS AS IDENTITY",
        "smallint NOT NULL UNIQUE",
        "text NOT NULL CHECK (char_length({c}) > 20)",
        "tstzrange NOT NULL",
    ];
    const KEYS: &[&str] = &[
        "id uuid PRIMARY KEY",
        "id uuid, PRIMARY KEY (tenant_id, id)",
        "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "id serial PRIMARY KEY",
        "id uuid NOT NULL UNIQUE",
        "id text PRIMARY KEY",
    ];
    const TENANT: &str = "NULLIF(current_setting('app.tenant', true), '')";
    let tenant_type = one(rng, &["uuid", "integer", "text", "bigint", "varchar(9)"]);
    let mut sql = format!("CREATE TABLE tenants (id {tenant_type} PRIMARY KEY, name text NOT NULL);");
    let mut tables = Vec::new();
    let mut keys: Vec<&str> = Vec::new();
    for n in 0..2 + rng.next_u32() as usize % 4 {
        let key = one(rng, KEYS);
        let reference = one(rng, &["", "REFERENCES tenants", "REFERENCES tenants ON DELETE CASCADE"]);
        let mut parts = vec![format!("tenant_id {tenant_type} NOT NULL DEFAULT {TENANT}::{tenant_type} {reference}")];
        parts.push(key.to_owned());
        if !key.contains("(tenant_id, id)") {
            parts.push("UNIQUE (tenant_id, id)".to_owned());
        }
        for c in 0..rng.next_u32() % 7 {
            let name = format!("c{c}");
            parts.push(format!("{name} {}", one(rng, COLUMNS).replace("{c}", &name)));
        }
        if n > 0 && !rng.next_u32().is_multiple_of(3) {
            let parent = rng.next_u32() as usize % n;
            let required = one(rng, &["", "NOT NULL"]);
            let action = one(rng, &["", "ON DELETE CASCADE", "ON DELETE RESTRICT"]);
            let of = match keys[parent].split_whitespace().nth(1) {
                Some("bigint") => "bigint",
                Some("serial") => "integer",
                Some("text") => "text",
                _ => "uuid",
            };
            // A reference that leaves the tenant out would be a hole: it could lead to another tenant's row.
            parts.push(format!(
                "p {of} {required}, FOREIGN KEY (tenant_id, p) REFERENCES t{parent} (tenant_id, id) {action}"
            ));
        }
        let name = format!("t{n}");
        sql.push_str(&format!(
            "CREATE TABLE {name} ({});
             ALTER TABLE {name} ENABLE ROW LEVEL SECURITY; ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
             CREATE POLICY isolation ON {name} TO t_app USING (tenant_id = (SELECT {TENANT}::{tenant_type}));
             GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO t_app; GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO t_app;",
            parts.join(", ")
        ));
        tables.push((format!("public.{name}"), "tenant_id"));
        keys.push(key);
    }
    sql.push_str("GRANT SELECT ON tenants TO t_app;");
    (sql, tables)
}

/// A design whose only migration leads to a catalog, as far as the bundle's test needs it.
fn designed(mut catalog: Catalog) -> Design {
    let mut design = Design::empty("Random");
    design.settings.tenancy.setting = "app.tenant".into();
    design.settings.app_role = Some("role:t_app".into());
    for table in &mut catalog.tables {
        let id = table.id.part("tenant-isolation");
        table.policies.iter_mut().filter(|p| p.name == "isolation").for_each(|p| p.id = id.clone());
    }
    let migration = plan::freeze(plan::Draft::default(), "20260101000000_Random".into(), "Random", catalog);
    design.migrations.insert(migration.id.clone(), migration);
    design
}

/// A right wall holds whatever the tables are; the service policy for everybody breaches the table it is on, and no
/// other.
#[test]
fn random_walls_are_judged_rightly() {
    for server in servers() {
        let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        for case in 0..12 {
            let (sql, tables) = walled(&mut rng);
            let hole = (case % 3 == 2).then(|| tables[rng.next_u32() as usize % tables.len()].0.clone());
            let policy = hole.as_ref().map(|table| {
                format!("CREATE POLICY service ON {table} USING (current_user = 'svc') WITH CHECK (true);")
            });
            let sql = format!("{sql}{}", policy.unwrap_or_default());
            let named: Vec<(&str, &str)> = tables.iter().map(|(table, column)| (table.as_str(), *column)).collect();
            let mut engine = NativeEngine::with_roles(&server.url);
            let mut input = input(&mut engine, &sql, "", &named);
            input.options.skip.extend([StageId::Down, StageId::Idempotent]);
            input.options.keep_engine = true;
            let mut engine = Counting::new(engine);
            let proof = prove(&mut engine, &input);
            let what =
                || format!("{} case {case}: {}\n{sql}\n{:?}", server.major, not_held(&proof).join("\n"), proof.seeded);
            assert!(proof.seeded.iter().all(|s| s.rows > 0), "{}", what());
            for probe in &proof.isolation {
                match probe.verdict {
                    ProbeVerdict::Breached => assert_eq!(Some(&probe.table), hole.as_ref(), "{}", what()),
                    verdict => assert_ne!(verdict, ProbeVerdict::Error, "{}", what()),
                }
            }
            let breached = proof.isolation.iter().any(|p| p.verdict == ProbeVerdict::Breached);
            assert_eq!(breached, hole.is_some(), "{}", what());
            // The same in plain SQL, where no rows are.
            let names: Vec<&str> = named.iter().map(|(table, _)| *table).collect();
            engine.engine.must(&format!(
                "TRUNCATE tenants, {}; ALTER ROLE t_owner LOGIN; GRANT t_app TO t_owner",
                names.join(", ")
            ));
            let script = isolation::isolation(&designed(input.model));
            let Some((passed, said)) = psql(&engine.engine.url(), "t_owner", &script) else { continue };
            match &hole {
                Some(table) => {
                    assert!(!passed && said.contains(&format!("wall of {table} does not hold")), "{said}\n{}", what())
                }
                None => assert!(passed && !said.contains("WARNING"), "{said}\n{}\n{script}", what()),
            }
        }
    }
}
