//! Dry runs of what is written as SQL.

#![allow(dead_code, unreachable_pub, missing_docs)]

use std::collections::BTreeSet;

use bulkhead::catalog::Id;
use bulkhead::engine::{Engine, Rows, SqlError};
use bulkhead::introspect::introspect;
use bulkhead::plan::{Draft, Statement};
use bulkhead::prove::{self, Input, Options, Probe, ProbeVerdict, Proof, Stage, StageId, TenantTable};
use bulkhead::sql::split;

use crate::support::native::{NativeEngine, Server, servers};

/// Roles that the scripts of these tests use.
pub const ROLES: &str = "CREATE ROLE t_owner NOLOGIN; CREATE ROLE t_app NOLOGIN; CREATE ROLE t_svc NOLOGIN; \
     GRANT USAGE, CREATE ON SCHEMA public TO t_owner; \
     DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO t_owner', current_database()); END $$;";

/// An engine that counts messages: a batch is one, as it is in the browser.
pub struct Counting {
    pub engine: NativeEngine,
    pub messages: usize,
    pub statements: usize,
    /// Ends like a worker that was ended, at the statement that contains this text.
    pub ends_at: Option<&'static str>,
    pub log: Vec<String>,
}

impl Counting {
    pub fn new(engine: NativeEngine) -> Self {
        Self { engine, messages: 0, statements: 0, ends_at: None, log: Vec::new() }
    }

    fn one(&mut self, sql: &str) -> Result<Rows, SqlError> {
        self.statements += 1;
        self.log.push(sql.to_owned());
        if self.ends_at.is_some_and(|text| sql.contains(text)) {
            return Err(SqlError::engine("timeout", "the statement did not end within 5 s"));
        }
        self.engine.query(sql)
    }
}

impl Engine for Counting {
    async fn run(&mut self, sql: &str) -> Result<Rows, SqlError> {
        self.messages += 1;
        self.one(sql)
    }

    async fn run_all(&mut self, statements: &[String]) -> (Vec<Rows>, Option<SqlError>) {
        self.messages += 1;
        let mut done = Vec::new();
        for sql in statements {
            match self.one(sql) {
                Ok(rows) => done.push(rows),
                Err(error) => return (done, Some(error)),
            }
        }
        (done, None)
    }

    async fn run_each(&mut self, statements: &[String]) -> Vec<Result<Rows, SqlError>> {
        self.messages += 1;
        statements.iter().map(|sql| self.one(sql)).collect()
    }

    async fn reset(&mut self) -> Result<(), SqlError> {
        self.ends_at = None;
        self.engine.reset().await
    }

    fn now_ms(&self) -> f64 {
        self.engine.now_ms()
    }
}

/// The statements of a script.
pub fn statements(script: &str, kind: &str) -> Vec<Statement> {
    split::statements(script)
        .map(|piece| Statement {
            sql: piece.sql.to_owned(),
            kind: kind.into(),
            object: Id::new("hand"),
            name: "hand".into(),
            transactional: true,
            on_failure: None,
            hazards: Vec::new(),
        })
        .collect()
}

/// The input of a dry run whose up and down are scripts; the model is what up makes of an empty database.
pub fn input(engine: &mut NativeEngine, up: &str, down: &str, tenants: &[(&str, &str)]) -> Input {
    engine.must(ROLES);
    engine.must("SET ROLE t_owner");
    engine.must(up);
    engine.must("RESET ROLE");
    let model = pollster::block_on(introspect(engine)).expect("introspects").catalog;
    pollster::block_on(engine.reset()).expect("resets");
    let tenants = tenants
        .iter()
        .map(|(table, column)| TenantTable {
            table: Id::new(*table),
            column: Id::new(format!("{table}.{column}")),
            setting: "app.tenant".into(),
            role: Some(Id::new("role:t_app")),
        })
        .collect();
    Input {
        migration: None,
        earlier: Vec::new(),
        base: Default::default(),
        model,
        up: statements(up, "create"),
        down: statements(down, "drop"),
        tenants,
        intent: Default::default(),
        idempotent: None,
        history: None,
        target_version: 15,
        checks: Vec::new(),
        seeding: Default::default(),
        by_hand: Vec::new(),
        options: Options { skip: BTreeSet::from([StageId::Idempotent]), ..Options::default() },
    }
}

/// The input of a dry run from one script's state to another's. Each statement of up names the table it is about.
pub fn change(
    engine: &mut NativeEngine,
    base: &str,
    up: &[(&str, &str)],
    down: &str,
    tenants: &[(&str, &str)],
) -> Input {
    engine.must(ROLES);
    engine.must("SET ROLE t_owner");
    engine.must(base);
    let snapshot = pollster::block_on(introspect(engine)).expect("introspects").catalog;
    pollster::block_on(engine.reset()).expect("resets");
    let script: Vec<&str> = up.iter().map(|(_, sql)| *sql).collect();
    let whole = format!("{base};{}", script.join(";"));
    let mut input = input(engine, &whole, down, tenants);
    input.up.clear();
    for (table, sql) in up {
        let mut statements = statements(sql, if table.is_empty() { "hand-written" } else { "alter" });
        statements.iter_mut().for_each(|s| s.object = Id::new(*table));
        input.up.extend(statements);
    }
    input.earlier = vec![prove::Earlier { up: statements(base, "create"), snapshot: snapshot.clone() }];
    input.base = snapshot;
    input
}

/// Runs dry.
pub fn prove(engine: &mut Counting, input: &Input) -> Proof {
    pollster::block_on(prove::dry_run(engine, input, &mut |_| {}))
}

/// A stage of a proof.
pub fn stage(proof: &Proof, id: StageId) -> &Stage {
    proof.stages.iter().find(|s| s.id == id).expect("every stage is there")
}

/// What did not hold, one line to a probe.
pub fn not_held(proof: &Proof) -> Vec<String> {
    let told = |p: &&Probe| {
        format!(
            "{} {} {:?}: expected {}, observed {} [{:?}]",
            p.table, p.probe, p.session, p.expected, p.observed, p.verdict
        )
    };
    proof.isolation.iter().filter(|p| p.verdict != ProbeVerdict::Held).map(|p| told(&p)).collect()
}

/// The probes that got through, by name.
pub fn breached(proof: &Proof) -> BTreeSet<String> {
    proof.isolation.iter().filter(|p| p.verdict == ProbeVerdict::Breached).map(|p| p.probe.clone()).collect()
}

/// The design with its pending change added as a migration.
pub fn migrated(design: &bulkhead::design::Design, id: &str) -> bulkhead::design::Design {
    use bulkhead::catalog::Pair;
    use bulkhead::plan;
    let mut design = design.clone();
    let next = bulkhead::lower::lower(&design).catalog;
    let hand: Vec<_> = design.hand_sql.values().cloned().collect();
    let options = plan::Options { target_version: design.settings.target_version, ..plan::Options::default() };
    let draft = plan::draft(Pair::new(&design.migrated(), &next), &hand, &options);
    let id = Id::new(id);
    let mut migration = plan::freeze(draft, id.clone(), "Test", next);
    migration.hand_sql = std::mem::take(&mut design.hand_sql).into_values().collect();
    design.migrations.insert(id, migration);
    design
}

/// Runs a script with psql as a role, stopping at the first error. What it said on standard error comes back with
/// whether it succeeded; nothing comes back where there is no psql.
pub fn psql(url: &str, role: &str, script: &str) -> Option<(bool, String)> {
    psql_prints(url, role, script).map(|(passed, _, said)| (passed, said))
}

/// The same, with what it printed on standard output before what it said on standard error.
pub fn psql_prints(url: &str, role: &str, script: &str) -> Option<(bool, String, String)> {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let psql = std::env::var("PSQL").ok().or_else(|| {
        eprintln!("skipped: no psql");
        assert!(std::env::var("BULKHEAD_REQUIRE_PG").as_deref() != Ok("1"), "PSQL must name a psql");
        None
    })?;
    let url = url.replacen("postgres@", &format!("{role}@"), 1);
    let mut child = Command::new(psql)
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &url, "-f", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts psql");
    let mut stdin = child.stdin.take().expect("a pipe");
    let script = script.to_owned();
    // What it prints is read while it is still being told what to do.
    let writer = std::thread::spawn(move || stdin.write_all(script.as_bytes()));
    let output = child.wait_with_output().expect("psql ends");
    // It stops reading at the first error.
    let _ = writer.join().expect("the writer ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some((output.status.success(), text(&output.stdout), text(&output.stderr)))
}

/// The rules that say that something is written anew: nothing else may be.
const REWRITES: [&str; 8] = [
    "add-column-rewrites",
    "change-type",
    "enum-label-removed",
    "refresh-locks",
    "reindex-locks",
    "table-packed",
    "table-rewritten",
    "truncate",
];

/// Says which statement wrote something anew that nobody said, or was said to and did not.
pub fn rewrites_are_said(up: &[Statement], proof: &Proof) -> Result<(), String> {
    for step in proof.steps.iter().filter(|step| step.error.is_none()) {
        let statement = &up[step.step];
        let has = |rule: &str| statement.hazards.iter().any(|h| h.rule == rule);
        let rewrote = !step.rewritten.is_empty();
        // Beside readers and writers it may be.
        if rewrote && !statement.sql.contains("CONCURRENTLY") && !REWRITES.into_iter().any(has) {
            return Err(format!("{} rewrote {:?}, and nothing said so", statement.sql, step.rewritten));
        }
        // Where the session's time zone decides, the message says so.
        let said = statement.hazards.iter().find(|h| h.rule == "change-type" && !h.message.contains("UTC"));
        if let (Some(hazard), false) = (said, rewrote) {
            return Err(format!("{} rewrote nothing: {}", statement.sql, hazard.message));
        }
    }
    Ok(())
}

/// A plan's statements, each with the rules that warn of it.
pub fn told(draft: &Draft) -> String {
    let line = |s: &Statement| {
        let rules: Vec<&str> = s.hazards.iter().map(|hazard| hazard.rule.as_str()).collect();
        format!("{}: {}; -- {}\n", s.kind, s.sql, rules.join(", "))
    };
    draft.up.iter().map(line).collect()
}

/// What failed on each server; the servers are asked at the same time.
pub fn failures(on: impl Fn(&Server) -> Vec<String> + Sync) -> Vec<String> {
    let on = &on;
    std::thread::scope(|scope| {
        let threads: Vec<_> = servers().into_iter().map(|server| scope.spawn(move || on(&server))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("checked")).collect()
    })
}
