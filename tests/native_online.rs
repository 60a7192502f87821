//! Plans with short locks, run dry and by psql, on PostgreSQL 15 and 18.

mod prove_support;
mod support;

use std::io::Write;
use std::process::Command;

use bulkhead::bundle::{self, script};
use bulkhead::catalog::{Catalog, Id, Pair};
use bulkhead::design::Design;
use bulkhead::introspect::introspect;
use bulkhead::plan::{self, Draft, LockWait, Mode, Options};
use bulkhead::prove::{self, Acceptance, Proof, StageId, StageStatus, Verdict};
use prove_support::{Counting, prove, stage};
use support::native::{NativeEngine, Server, servers};

/// What a script makes of an empty database.
fn catalog(engine: &mut NativeEngine, script: &str) -> Catalog {
    engine.must("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    engine.must(script);
    pollster::block_on(introspect(engine)).expect("introspects").catalog
}

/// The change from one script to another, with short locks.
struct Online {
    catalogs: Pair<Catalog>,
    draft: Draft,
    version: u8,
}

impl Online {
    fn new(server: &Server, old: &str, new: &str) -> Self {
        Self::waiting(server, old, new, LockWait::default())
    }

    /// The same for a version of its own.
    fn of_version(server: &Server, old: &str, new: &str, target_version: u8) -> Self {
        let online = Self::new(server, old, new);
        let options = Options { mode: Mode::Online, target_version, ..Options::default() };
        Self { draft: plan::draft(online.catalogs.as_ref(), &[], &options), version: target_version, ..online }
    }

    fn waiting(server: &Server, old: &str, new: &str, lock_wait: LockWait) -> Self {
        let mut engine = NativeEngine::with_roles(&server.url);
        let catalogs = Pair::new(catalog(&mut engine, old), catalog(&mut engine, new));
        let version = u8::try_from(server.major).expect("a major version");
        let options = Options { mode: Mode::Online, target_version: version, lock_wait, ..Options::default() };
        let draft = plan::draft(catalogs.as_ref(), &[], &options);
        Self { catalogs, draft, version }
    }

    /// True if a statement of up is of this kind.
    fn has(&self, kind: &str) -> bool {
        self.draft.up.iter().any(|s| s.kind == kind)
    }

    fn prove(&self, server: &Server) -> Proof {
        // Rows that break the new constraints are a person's to repair.
        let accept = |rule: &str, object: &str| Acceptance {
            rule: rule.into(),
            object: object.into(),
            reason: "There are none.".into(),
            by: None,
        };
        let accepted = vec![
            accept("foreign-key-scans", "public.orders.orders_customer_fkey"),
            accept("check-scans", "public.orders.orders_total_check"),
        ];
        let options = prove::Options { rows_per_table: 40, accepted, ..prove::Options::default() };
        let input = bundle::comparison_input(self.catalogs.as_ref(), &self.draft, self.version, options);
        prove(&mut Counting::new(NativeEngine::with_roles(&server.url)), &input)
    }

    /// The old state and the change as two migrations of a project.
    fn design(&self) -> Design {
        let mut design = Design::empty("Online");
        design.settings.target_version = self.version;
        let nothing = Catalog::default();
        let simple = Options { mode: Mode::Simple, target_version: self.version, ..Options::default() };
        let old = plan::draft(Pair::new(&nothing, &self.catalogs.previous), &[], &simple);
        for (id, draft, snapshot) in [
            ("20260101000000_Old", old, &self.catalogs.previous),
            ("20260102000000_New", self.draft.clone(), &self.catalogs.next),
        ] {
            let id = Id::new(id);
            design.migrations.insert(id.clone(), plan::freeze(draft, id, "x", snapshot.clone()));
        }
        design
    }
}

/// Runs a script as psql does for a DBA.
fn psql(url: &str, script: &str) -> Result<(), String> {
    let program = std::env::var("PSQL").unwrap_or_else(|_| "psql".into());
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(script.as_bytes()).expect("written");
    let output = Command::new(program)
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f"])
        .arg(file.path())
        .output()
        .expect("psql runs");
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

fn told(proof: &Proof) -> String {
    proof.stages.iter().map(|s| format!("{:?} {:?}: {}\n", s.id, s.status, s.detail)).collect()
}

const OLD: &str = "CREATE TYPE mood AS ENUM ('sad', 'glad', 'mad');
    CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, note text, mood mood NOT NULL DEFAULT 'glad');
    CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL, total numeric(8,2), note text);
    CREATE INDEX orders_customer ON orders (customer);";

const NEW: &str = "CREATE TYPE mood AS ENUM ('sad', 'so-so', 'glad', 'mad');
    CREATE SEQUENCE numbers;
    CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, mood mood NOT NULL DEFAULT 'glad',
        token uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE, lot double precision DEFAULT random());
    CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL REFERENCES customers, total numeric(8,2) CHECK (total > -1e9),
        number bigint NOT NULL DEFAULT nextval('numbers'), note text);
    CREATE INDEX orders_total ON orders (total);";

#[test]
fn a_plan_with_short_locks_is_proven_and_holds_twice_over() {
    for server in servers() {
        let online = Online::new(&server, OLD, NEW);
        for kind in ["fill-column", "validate-constraint", "create-index", "drop-index"] {
            assert!(online.has(kind), "{kind}:\n{}", plan::script(&online.draft.up));
        }
        let told_of = |s: &&plan::Statement| !s.transactional && s.on_failure.is_none();
        assert_eq!(online.draft.up.iter().chain(&online.draft.down).find(told_of), None);
        let proof = online.prove(&server);
        assert_eq!(proof.verdict, Verdict::Proven, "{}", told(&proof));
        assert_eq!(stage(&proof, StageId::Idempotent).status, StageStatus::Passed, "{}", told(&proof));
        // What takes the locks is seen to take them, and each statement after it to take its own.
        let locks = |kind: &str, relation: &str| {
            let at = online.draft.up.iter().position(|s| s.kind == kind).expect("is planned");
            let step = proof.steps.iter().find(|step| step.step == at).expect("was measured");
            let of = step.locks.iter().filter(|lock| lock.relation == relation).map(|lock| lock.mode.clone());
            of.collect::<Vec<String>>()
        };
        assert_eq!(locks("lock-tables", "public.customers"), ["AccessExclusiveLock"]);
        assert_eq!(locks("drop-column", "public.customers"), ["AccessExclusiveLock"]);
    }
}

#[test]
fn psql_applies_a_plan_with_short_locks_from_any_state_and_takes_it_back() {
    for server in servers() {
        let online = Online::new(&server, OLD, NEW);
        let design = online.design();
        let engine = NativeEngine::with_roles(&server.url);
        let url = engine.url();
        let run = |what: &str, script: &script::Script| {
            psql(&url, &script.text()).unwrap_or_else(|e| panic!("{what} on {}: {e}\n{}", server.major, script.text()));
        };
        let (old, new) = (Id::new("20260101000000_Old"), Id::new("20260102000000_New"));
        let rows = "INSERT INTO customers SELECT n, 'n' || n, 'x' FROM generate_series(1, 30000) n;
            INSERT INTO orders SELECT n, n, n FROM generate_series(1, 1000) n;";
        let filled =
            "DO $$ BEGIN ASSERT (SELECT count(DISTINCT token) = 30000 AND count(lot) = 30000 FROM customers); END $$;";
        run("old", &script::up(&design, &old).expect("up"));
        psql(&url, rows).expect("rows");
        run("new", &script::up(&design, &new).expect("up"));
        psql(&url, filled).expect("filled");
        run("back", &script::down(&design, &new, None).expect("down"));
        run("idempotent", &bundle::whole(&design, true));
        psql(&url, filled).expect("filled");
        run("twice", &bundle::whole(&design, true));
        run("verify", &script::Script { pieces: vec![script::Piece::Statement(verify(&design))] });
    }
}

fn verify(design: &Design) -> String {
    bundle::verify::verify(design)
}

const BARE: &str = "CREATE TABLE orders (id bigint PRIMARY KEY);";
const WITH_NOTE: &str = "CREATE TABLE orders (id bigint PRIMARY KEY, note text);";

/// True if a database has the column that up adds.
fn has_note(engine: &mut NativeEngine) -> bool {
    let sql = "SELECT 1 FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'note'";
    engine.query(sql).expect("asks").value().is_some()
}

#[test]
fn a_lock_that_is_not_had_in_time_leaves_nothing_behind() {
    for server in servers() {
        let wait = LockWait { timeout_ms: 50, tries: 1 };
        let design = Online::waiting(&server, BARE, WITH_NOTE, wait).design();
        let mut engine = NativeEngine::with_roles(&server.url);
        let url = engine.url();
        psql(&url, &script::up(&design, &Id::new("20260101000000_Old")).expect("up").text()).expect("the old state");
        engine.must("BEGIN; LOCK TABLE orders IN ACCESS SHARE MODE");
        let up = script::up(&design, &Id::new("20260102000000_New")).expect("up").text();
        let error = psql(&url, &up).expect_err("somebody reads the table");
        assert!(error.contains("lock timeout"), "{error}");
        engine.must("COMMIT");
        assert!(!has_note(&mut engine));
        psql(&url, &up).expect("nobody reads it any more");
        assert!(has_note(&mut engine));
    }
}

#[test]
fn a_lock_is_tried_again_until_it_is_free() {
    for server in servers() {
        let wait = LockWait { timeout_ms: 50, tries: 1000 };
        let design = Online::waiting(&server, BARE, WITH_NOTE, wait).design();
        let mut engine = NativeEngine::with_roles(&server.url);
        let url = engine.url();
        psql(&url, &script::up(&design, &Id::new("20260101000000_Old")).expect("up").text()).expect("the old state");
        engine.must("BEGIN; LOCK TABLE orders IN ACCESS SHARE MODE");
        let up = script::up(&design, &Id::new("20260102000000_New")).expect("up").text();
        std::thread::scope(|scope| {
            let migrating = scope.spawn(|| psql(&url, &up));
            // It sleeps once it has let others go first; by then it must hold nothing.
            let asleep = "SELECT pg_sleep(0.02), count(*) FROM (SELECT pg_stat_clear_snapshot()) s, pg_stat_activity
                WHERE datname = current_database() AND wait_event = 'PgSleep' AND pid <> pg_backend_pid()";
            let sleeps =
                |engine: &mut NativeEngine| engine.query(asleep).expect("asks").rows[0][1].as_deref() == Some("1");
            while !sleeps(&mut engine) {
                assert!(!migrating.is_finished(), "{:?}", migrating.join());
            }
            engine.must("COMMIT");
            migrating.join().expect("ran").expect("got its lock");
        });
        assert!(has_note(&mut engine));
    }
}

#[test]
fn what_a_run_on_another_version_does_not_prove_is_told() {
    for server in servers() {
        let (own, other) = if server.major < 18 { (15, 14) } else { (18, 15) };
        let proof = Online::of_version(&server, OLD, NEW, own).prove(&server);
        assert_eq!((proof.verdict, proof.unproven), (Verdict::Proven, Vec::new()));
        let proof = Online::of_version(&server, OLD, NEW, other).prove(&server);
        assert_eq!(proof.verdict, Verdict::Proven, "{}", told(&proof));
        let first = format!(
            "The run was on PostgreSQL {}, and the statements are written for PostgreSQL {other}",
            server.major
        );
        assert!(proof.unproven.first().is_some_and(|u| u.what.starts_with(&first)), "{:?}", proof.unproven);
        let not_null = proof.unproven.iter().find(|u| u.what.starts_with("NOT NULL is a constraint"));
        assert_eq!(not_null.is_some_and(|u| u.objects.contains(&"public.customers.token".to_owned())), own == 18);
    }
}

/// A partitioned table beside another one, with a default partition or without, and what is done to it.
fn partitioned(key: &str, data_type: &str, rest: &str) -> String {
    format!("CREATE TABLE whole (id bigint NOT NULL, part {data_type} NOT NULL) PARTITION BY {key} (part);\n{rest}")
}

#[test]
fn a_partition_is_detached_while_others_read_and_write() {
    // What PostgreSQL keeps of the bound is taken away again, and a check of the table's own stays.
    let forms = [
        ("RANGE", "date", "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"),
        ("RANGE", "varchar(9)", "FOR VALUES FROM ('a') TO ('zz')"),
        ("LIST", "text", "FOR VALUES IN ('a', 'b')"),
        ("HASH", "integer", "FOR VALUES WITH (MODULUS 2, REMAINDER 1)"),
    ];
    for server in servers() {
        for (key, data_type, bound) in forms {
            let check = "CHECK (id > 0)";
            let old = partitioned(key, data_type, &format!("CREATE TABLE one PARTITION OF whole ({check}) {bound};"));
            let new = partitioned(
                key,
                data_type,
                &format!("CREATE TABLE one (id bigint NOT NULL, part {data_type} NOT NULL, {check});"),
            );
            let online = Online::new(&server, &old, &new);
            let detach = online.draft.up.iter().find(|s| s.kind == "detach-partition").expect("detaches");
            assert!(detach.sql.ends_with(" CONCURRENTLY") && !detach.transactional, "{}", detach.sql);
            let proof = online.prove(&server);
            assert_eq!(proof.verdict, Verdict::Proven, "{} {key}: {}", server.major, told(&proof));
        }
    }
}

#[test]
fn a_partition_that_is_half_out_is_taken_out() {
    for server in servers() {
        let bound = "FOR VALUES FROM (0) TO (1000)";
        let old = partitioned("RANGE", "integer", &format!("CREATE TABLE one PARTITION OF whole {bound};"));
        let new = partitioned("RANGE", "integer", "CREATE TABLE one (id bigint NOT NULL, part integer NOT NULL);");
        let online = Online::new(&server, &old, &new);
        let up = &online.draft.up;
        let at = up.iter().position(|s| s.kind == "detach-partition").expect("detaches");
        let on_failure = up[at].on_failure.as_deref().expect("says what to do");
        let finalize = "ALTER TABLE public.whole DETACH PARTITION public.one FINALIZE";
        assert!(on_failure.contains(finalize), "{on_failure}");
        let mut engine = NativeEngine::with_roles(&server.url);
        engine.must(&old);
        let url = engine.url();
        engine.must("BEGIN; SELECT * FROM whole");
        let broken_off = format!("SET statement_timeout = '300ms';\n{};", up[at].sql);
        psql(&url, &broken_off).expect_err("somebody reads it");
        engine.must("COMMIT");
        let pending = "SELECT count(*) FROM pg_inherits WHERE inhdetachpending";
        assert_eq!(engine.query(pending).expect("asks").value(), Some("1"));
        psql(&url, &format!("{finalize};\n{}", plan::script(&up[at + 1..]))).expect("goes on");
        engine.must("DO $$ BEGIN ASSERT NOT EXISTS (SELECT 1 FROM pg_inherits); END $$");
        engine.must("DO $$ BEGIN ASSERT NOT EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'c' AND conrelid = 'one'::regclass); END $$");
    }
}

#[test]
fn a_partition_is_attached_without_its_rows_being_read() {
    let forms = [
        ("RANGE", "integer", "FOR VALUES FROM (0) TO (1000000000)"),
        ("RANGE", "bigint", "FOR VALUES FROM (MINVALUE) TO (1000000000)"),
        ("RANGE", "date", "FOR VALUES FROM ('1900-01-01') TO ('2100-01-01')"),
        ("LIST", "boolean", "FOR VALUES IN (true, false)"),
        ("LIST", "varchar(9)", "FOR VALUES IN ('a', 'b')"),
    ];
    for server in servers() {
        for (key, data_type, bound) in forms {
            // Seeded rows are within the bound, because the table says so in words that prove nothing.
            let seeded = match (data_type, key) {
                ("varchar(9)", _) => "CHECK (part || '' IN ('a', 'b'))",
                _ => "CHECK (true)",
            };
            let one = format!("id bigint NOT NULL, part {data_type} NOT NULL, CONSTRAINT one_part_check {seeded}");
            let old = partitioned(key, data_type, &format!("CREATE TABLE one ({one});"));
            let new = partitioned(
                key,
                data_type,
                &format!("CREATE TABLE one PARTITION OF whole (CONSTRAINT one_part_check {seeded}) {bound};"),
            );
            let online = Online::new(&server, &old, &new);
            let at = online.draft.up.iter().position(|s| s.kind == "attach-partition").expect("attaches");
            let reads = |draft: &Draft| {
                let proof = Online { draft: draft.clone(), catalogs: online.catalogs.clone(), ..online }.prove(&server);
                // A partitioned table without partitions has no rows, so not everything ran.
                let held = |s: &prove::Stage| s.status != StageStatus::Failed;
                assert!(proof.stages.iter().all(held), "{} {data_type}: {}", server.major, told(&proof));
                let step = draft.up.iter().position(|s| s.kind == "attach-partition").expect("attaches");
                let measured = proof.steps.iter().find(|m| m.step == step).expect("measured").scanned.clone();
                (measured, proof.seeded.iter().find(|s| s.table == "public.one").map_or(0, |s| s.rows))
            };
            let (scanned, rows) = reads(&online.draft);
            assert!(rows > 0 && scanned.is_empty(), "{} {data_type}: {scanned:?} of {rows} rows, {at}", server.major);
            // Without the check that says the bound they are.
            let options = Options { target_version: online.version, ..Options::default() };
            let plain = plan::draft(online.catalogs.as_ref(), &[], &options);
            assert_eq!(reads(&plain).0, ["public.one"], "{} {data_type}", server.major);
        }
    }
}

#[test]
fn a_partition_beside_a_default_one_comes_without_its_rows_being_read() {
    // The default partition has rows, and none of them within the bound.
    let rest = "CREATE TABLE others PARTITION OF whole (CONSTRAINT others_check CHECK (part + 0 IN (-7, -8))) DEFAULT;";
    let one = "CREATE TABLE one PARTITION OF whole FOR VALUES FROM (0) TO (1000);";
    for server in servers() {
        let old = partitioned("RANGE", "integer", rest);
        let online = Online::new(&server, &old, &format!("{old}\n{one}"));
        let reads = |draft: &Draft| {
            let proof = Online { draft: draft.clone(), catalogs: online.catalogs.clone(), ..online }.prove(&server);
            assert_eq!(proof.verdict, Verdict::Proven, "{}: {}", server.major, told(&proof));
            let attach = draft.up.iter().position(|s| s.kind == "attach-partition").expect("attaches");
            proof.steps.iter().find(|m| m.step == attach).expect("measured").scanned.clone()
        };
        assert_eq!(reads(&online.draft), Vec::<String>::new(), "{}", server.major);
        let lock = online.draft.up.iter().rfind(|s| s.kind == "lock-tables").expect("takes its locks first");
        assert!(lock.sql.contains("LOCK TABLE public.others IN ACCESS EXCLUSIVE"), "{}", lock.sql);
        let options = Options { target_version: online.version, ..Options::default() };
        let plain = plan::draft(online.catalogs.as_ref(), &[], &options);
        assert!(reads(&plain).contains(&"public.others".to_owned()), "{}", server.major);
    }
}
