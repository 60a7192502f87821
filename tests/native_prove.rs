//! Dry runs on native servers: what is right is proven, and what is wrong is named.

mod prove_support;
mod support;

use bulkhead::bundle;
use bulkhead::catalog::{Column, ColumnValue, DataType, Id, Pair, Role};
use bulkhead::design::{Design, HandSql};
use bulkhead::lower::lower;
use bulkhead::plan;
use bulkhead::prove::{
    self, Acceptance, DataVerdict, GrowthKind, Input, Options, ProbeVerdict, Proof, RiskOutcome, STAGES, StageId,
    StageStatus, Verdict,
};
use bulkhead::template;
use prove_support::{Counting, change, migrated, prove, stage, statements};
use support::native::{NativeEngine, Server, servers};

const TEMPLATES: [&str; 2] = ["audit-log", "beer-competition"];

fn design(id: &str) -> Design {
    template::template(id).expect("the template").design
}

/// The input of a design's dry run as the app makes it.
fn input_of(design: &Design) -> Input {
    let options = plan::Options { target_version: design.settings.target_version, ..plan::Options::default() };
    let lowered = lower(design);
    let hand: Vec<_> = design.hand_sql.values().cloned().collect();
    let base = design.migrated();
    let draft = plan::draft(Pair::new(&base, &lowered.catalog), &hand, &options);
    bundle::dry_run_input(design, &lowered, &draft, Options::default())
}

fn told(proof: &Proof) -> String {
    let mut out = format!("{:?}\n", proof.verdict);
    for stage in &proof.stages {
        out.push_str(&format!("{} {:?} {:.0} ms: {}\n", stage.id.name(), stage.status, stage.ms, stage.detail));
    }
    for probe in proof.isolation.iter().filter(|p| p.verdict != ProbeVerdict::Held) {
        out.push_str(&format!(
            "{} {} {:?}: {} [{:?}]\n",
            probe.table, probe.probe, probe.session, probe.observed, probe.verdict
        ));
    }
    for seeded in &proof.seeded {
        out.push_str(&format!("{} {} {:?}\n", seeded.table, seeded.rows, seeded.reason));
    }
    out
}

#[track_caller]
fn assert_proven(proof: &Proof, what: &str) {
    assert_eq!(proof.verdict, Verdict::Proven, "{what}: {}", told(proof));
    assert!(proof.stages.iter().map(|s| s.id).eq(STAGES), "every stage in its order");
    assert!(proof.stages.iter().all(|s| s.status == StageStatus::Passed), "{what}: {}", told(proof));
}

#[test]
fn the_templates_are_proven_while_pending_and_once_added() {
    for server in servers() {
        for id in TEMPLATES {
            let design = design(id);
            let pending = input_of(&design);
            let mut engine = Counting::new(NativeEngine::with_roles(&server.url));
            let proof = prove(&mut engine, &pending);
            assert_proven(&proof, id);
            let attacked = proof.isolation.iter().filter(|p| p.verdict == ProbeVerdict::Held).count();
            assert!(attacked >= 40 * pending.tenants.len(), "{attacked}");
            assert!(engine.messages < 200, "{id} took {} messages", engine.messages);
            println!(
                "{id} on {}: {} messages, {} statements, {:.0} ms",
                server.major, engine.messages, engine.statements, proof.ms
            );
            let added = input_of(&migrated(&design, "20260101000000_Test"));
            assert!(added.migration.is_some());
            assert_eq!(added.fingerprint(), pending.fingerprint(), "adding a migration keeps its proof");
            assert_proven(&prove(&mut engine, &added), id);
        }
    }
}

#[test]
fn the_policy_of_the_decision_record_turns_the_proof_red() {
    let by_hand = HandSql {
        id: "h1".into(),
        title: "Service account".into(),
        position: Default::default(),
        up:
            "CREATE POLICY service_account ON competitions USING (current_user = 'beercomp_service') WITH CHECK (true);"
                .into(),
        down: "DROP POLICY service_account ON competitions;".into(),
    };
    for server in servers() {
        let mut design = design("beer-competition");
        design.hand_sql.insert(by_hand.id.clone(), by_hand.clone());
        let mut engine = Counting::new(NativeEngine::with_roles(&server.url));
        let proof = prove(&mut engine, &input_of(&design));
        assert_eq!(proof.verdict, Verdict::Failed, "{}", told(&proof));
        let failed: Vec<StageId> =
            proof.stages.iter().filter(|s| s.status != StageStatus::Passed).map(|s| s.id).collect();
        assert_eq!(failed, [StageId::Isolation], "{}", told(&proof));
        let detail = &stage(&proof, StageId::Isolation).detail;
        assert!(detail.contains("public.competitions insert-foreign"), "{detail}");
        let model = &stage(&proof, StageId::MatchesModel).detail;
        assert!(model.contains("hand-written SQL made besides") && model.contains("service_account"), "{model}");
        let breached: Vec<_> = proof.isolation.iter().filter(|p| p.verdict == ProbeVerdict::Breached).collect();
        for probe in &breached {
            assert_eq!(probe.table, "public.competitions");
            assert!(probe.fix.as_ref().is_some_and(|f| f.contains("The policy service_account ")), "{:?}", probe.fix);
        }
        let insert = breached.iter().find(|p| p.probe == "insert-foreign").expect("the attack got through");
        // The recorded SQL can be run as it stands, by anybody who may become the application's role.
        engine.engine.must(&bulkhead::sql::roles(&lower(&design).catalog));
        engine.engine.must("SET ROLE beercomp_owner");
        for statement in &input_of(&design).up {
            engine.engine.must(&statement.sql);
        }
        engine.engine.must(&insert.sql);
        let page = prove::html(&proof, &prove::Report { project: &design.name, up: &input_of(&design).up });
        assert!(page.contains("service_account") && page.contains("breached"));
    }
}

#[test]
fn a_design_without_objects_is_proven_whoever_owns_nothing() {
    for server in servers() {
        let mut design = migrated(&design("audit-log"), "20260101000000_Test");
        design.entities.clear();
        design.enums.clear();
        design.schemas.retain(|id, _| id.as_str() == "public");
        let gone = input_of(&design);
        assert!(!gone.up.is_empty());
        let mut engine = Counting::new(NativeEngine::with_roles(&server.url));
        let proof = prove(&mut engine, &gone);
        assert!(proof.stages.iter().all(|s| s.status != StageStatus::Failed), "{}", told(&proof));
        let first = input_of(&migrated(&design, "20260102000000_Gone"));
        let proof = prove(&mut engine, &first);
        assert!(proof.stages.iter().all(|s| s.status != StageStatus::Failed), "{}", told(&proof));
    }
}

#[test]
fn another_owner_is_told_of_and_a_former_one_keeps_its_grants() {
    for server in servers() {
        let mut engine = Counting::new(NativeEngine::with_roles(&server.url));
        let full = design("audit-log");
        let with_owner = |mut design: Design, name: &str| {
            let role = Role::new(name.into(), name);
            design.settings.owner_role = Some(role.id.clone());
            design.roles.insert(role.id.clone(), role);
            design
        };
        let mut changed = with_owner(migrated(&full, "20260101000000_Test"), "other_owner");
        changed.entities.values_mut().for_each(|e| e.table.comment = Some("Changed.".into()));
        let proof = prove(&mut engine, &input_of(&changed));
        let detail = &stage(&proof, StageId::Up).detail;
        assert!(detail.contains("REASSIGN OWNED BY hotswap_owner TO other_owner"), "{}", told(&proof));
        let mut nothing = full.clone();
        (nothing.entities, nothing.enums) = Default::default();
        let mut first = with_owner(migrated(&nothing, "20260101000000_Test"), "other_owner");
        (first.entities, first.enums) = (full.entities, full.enums);
        let proof = prove(&mut engine, &input_of(&first));
        let failed: Vec<_> = proof.stages.iter().filter(|s| s.status == StageStatus::Failed).collect();
        // The history table is the former owner's.
        assert!(failed.len() == 1 && failed[0].id == StageId::Idempotent, "{}", told(&proof));
        assert!(failed[0].detail.contains("REASSIGN OWNED BY"), "{}", told(&proof));
    }
}

#[test]
fn constraints_that_come_back_for_new_rows_only_are_told_of() {
    let case = support::plan_cases::cases().into_iter().find(|c| c.name == "drop-required-reference").expect("a case");
    let draft = plan::draft(Pair::new(&case.before, &case.after), &[], &plan::Options::default());
    let input = Input::between(&case.before, &case.after, &draft, Options::default());
    for server in servers() {
        let proof = prove(&mut Counting::new(NativeEngine::with_roles(&server.url)), &input);
        let matches = stage(&proof, StageId::MatchesBase);
        assert_eq!(matches.status, StageStatus::Passed, "{}", told(&proof));
        assert!(
            matches.detail.contains("new rows only") && matches.detail.contains("_fkey on public.orders"),
            "{matches:?}"
        );
        assert_eq!(stage(&proof, StageId::UpAgain).status, StageStatus::Passed, "{}", told(&proof));
    }
}

#[test]
fn the_idempotent_script_numbers_rows_that_are_there() {
    for server in servers() {
        let mut design = design("audit-log");
        let id = design.entities.keys().next().expect("an entity").clone();
        let number = Column::new("number".into(), "number", DataType::builtin("integer")).required();
        design.entities.get_mut(&id).expect("the entity").table.columns.push(number);
        let mut design = migrated(&design, "20260101000000_Test");
        let columns = &mut design.entities.get_mut(&id).expect("the entity").table.columns;
        columns.last_mut().expect("the number").value = ColumnValue::Identity { always: true };
        let input = input_of(&design);
        assert!(input.up.iter().any(|s| s.sql.starts_with("SELECT setval")), "{:?}", input.up);
        assert_proven(&prove(&mut Counting::new(NativeEngine::with_roles(&server.url)), &input), "numbered");
    }
}

const SHOP: &str = "
    CREATE TABLE customers (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, name text NOT NULL, note text, rank integer);
    CREATE TABLE orders (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
        total numeric(8,2) NOT NULL CHECK (total >= 0), code varchar(20) UNIQUE)";

/// A dry run from the shop to what up makes of it.
fn shop(server: &Server, up: &[(&str, &str)], down: &str) -> (Proof, Counting) {
    let mut engine = NativeEngine::with_roles(&server.url);
    let mut input = change(&mut engine, SHOP, up, down, &[]);
    input.options.skip.insert(StageId::Idempotent);
    let mut engine = Counting::new(engine);
    (prove(&mut engine, &input), engine)
}

#[test]
fn locks_rewrites_and_rows_are_measured() {
    let up = [
        ("public.orders", "ALTER TABLE orders ALTER COLUMN code TYPE text"),
        ("public.orders", "ALTER TABLE orders ALTER COLUMN total TYPE numeric(12,4)"),
        ("public.customers", "CREATE INDEX customers_name ON customers (name)"),
        ("public.customers", "DELETE FROM customers WHERE rank IS NOT NULL"),
    ];
    let down = "DROP INDEX customers_name; ALTER TABLE orders ALTER COLUMN total TYPE numeric(8,2); \
         ALTER TABLE orders ALTER COLUMN code TYPE varchar(20)";
    for server in servers() {
        let (proof, _) = shop(&server, &up, down);
        let locks = |step: usize| {
            let told = |l: &prove::Lock| format!("{} {}", l.relation, l.mode);
            proof.steps[step].locks.iter().map(told).collect::<Vec<_>>()
        };
        assert!(locks(0).contains(&"public.orders AccessExclusiveLock".to_owned()), "{:?}", locks(0));
        assert_eq!(proof.steps[0].rewritten, Vec::<String>::new(), "varchar to text keeps the file");
        assert_eq!(proof.steps[1].rewritten, ["public.orders"]);
        assert!(locks(2).contains(&"public.customers ShareLock".to_owned()), "{:?}", locks(2));
        assert_eq!((proof.steps[1].rows_before, proof.steps[1].rows_after), (Some(10), Some(10)));
        assert_eq!((proof.steps[3].rows_before, proof.steps[3].rows_after), (Some(10), Some(2)));
        let down = &stage(&proof, StageId::Down).detail;
        assert!(down.contains("8 of 10 rows of public.customers"), "{down}");
        assert_eq!(stage(&proof, StageId::MatchesBase).status, StageStatus::Passed, "{}", told(&proof));
    }
}

#[test]
fn scans_and_what_is_blocked_are_measured() {
    let up = [
        ("public.customers", "ALTER TABLE customers ADD COLUMN later integer DEFAULT 3"),
        ("public.customers", "ALTER TABLE customers ADD CHECK (later > 0)"),
        ("public.orders", "ALTER TABLE orders ADD CHECK (total < 1e9) NOT VALID"),
        ("public.orders", "COMMENT ON TABLE orders IS 'x'"),
        ("public.orders", "CREATE INDEX CONCURRENTLY orders_code ON orders (code)"),
        ("public.orders", "ALTER TABLE orders ALTER COLUMN code TYPE varchar(20) COLLATE \"C\""),
    ];
    let down = "SELECT 1";
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let mut input = change(&mut engine, SHOP, &up, down, &[]);
        input.options.skip.insert(StageId::Idempotent);
        for statement in &mut input.up {
            statement.transactional = !statement.sql.contains("CONCURRENTLY");
        }
        let proof = prove(&mut Counting::new(engine), &input);
        let steps = &proof.steps;
        assert_eq!(steps.len(), up.len(), "{}", told(&proof));
        // The rows are counted around each of them, which must not be seen.
        assert_eq!(steps[0].scanned, Vec::<String>::new());
        assert_eq!(steps[1].scanned, ["public.customers"]);
        assert_eq!(steps[2].scanned, Vec::<String>::new());
        assert_eq!(steps[4].scanned, ["public.orders"], "seen outside a transaction too");
        assert_eq!(steps[5].scanned, ["public.orders"], "an index is built anew");
        assert_eq!(steps[5].rewritten, ["public.orders_code_key"], "and its table is not");
        let blocks = |at: usize| prove::blocks_told(&steps[at], steps).join("; ");
        assert_eq!(blocks(0), "blocks reads and writes of public.customers");
        assert_eq!(
            blocks(1),
            "takes no further lock on what was there; runs under locks held since statement 1: blocks reads and writes of \
             public.customers"
        );
        assert!(blocks(3).starts_with("blocks neither reads nor writes; runs under locks held since statement 1"));
        assert_eq!(blocks(4), "locks not measured: runs outside a transaction");
        assert_eq!(steps.iter().map(|s| s.transaction).collect::<Vec<_>>(), {
            let first = Some(0);
            [first, first, first, first, None, Some(1)]
        });
        assert_eq!(blocks(5), "blocks reads and writes of public.orders");
    }
}

#[test]
fn times_are_measured_at_three_sizes_where_that_is_asked_for() {
    let up = [
        ("public.orders", "ALTER TABLE orders ADD COLUMN note text"),
        ("public.orders", "ALTER TABLE orders ADD CHECK (total < 1e9)"),
        ("public.parcels", "CREATE TABLE parcels (id integer)"),
        ("public.orders", "CREATE INDEX CONCURRENTLY orders_total ON orders (total)"),
    ];
    for server in servers() {
        let input = |growth: bool| {
            let mut engine = NativeEngine::with_roles(&server.url);
            let mut input = change(&mut engine, SHOP, &up, "DROP TABLE parcels", &[]);
            input.options = Options { growth, rows_per_table: 2_000, ..Options::default() };
            input.options.skip.extend([StageId::Idempotent, StageId::Down]);
            for statement in &mut input.up {
                statement.transactional = !statement.sql.contains("CONCURRENTLY");
            }
            let mut engine = Counting::new(engine);
            (prove(&mut engine, &input), engine.log)
        };
        let (proof, log) = input(true);
        assert_eq!(proof.growth_not_run, None);
        assert_eq!(proof.steps.len(), up.len(), "{}", told(&proof));
        for (step, (_, sql)) in proof.steps.iter().zip(up) {
            let growth = step.growth.as_ref().unwrap_or_else(|| panic!("{sql} was measured"));
            let rows: Vec<u64> = growth.points.iter().map(|p| p.rows).collect();
            // The fewest are made up one by one, and may be fewer than asked for.
            assert!((1..=20).contains(&rows[0]) && rows[1..] == [200, 2_000], "{sql}: {rows:?}");
            assert!(growth.points.iter().all(|p| p.ms > 0.0), "{sql}: {growth:?}");
            assert_eq!(
                log.iter().filter(|said| *said == sql).count(),
                7,
                "once in up; thrice, twice and once at the sizes"
            );
        }
        // By the rows that PostgreSQL counted, and no clock.
        let kinds: Vec<_> = proof.steps[..3].iter().filter_map(|s| s.growth.as_ref().map(|g| g.kind)).collect();
        assert_eq!(kinds, [GrowthKind::Constant, GrowthKind::Linear, GrowthKind::Constant]);
        let touched =
            |at: usize| proof.steps[at].growth.iter().flat_map(|g| &g.points).map(|p| p.touched).collect::<Vec<_>>();
        let there: Vec<_> = proof.steps[1].growth.iter().flat_map(|g| &g.points).map(|p| Some(p.rows)).collect();
        assert_eq!((touched(0), touched(1), touched(3)), (vec![Some(0); 3], there, vec![None; 3]));
        let page = prove::html(&proof, &prove::Report::default());
        assert!(page.contains("Time with more rows") && page.contains("2000 rows "));
        let (proof, log) = input(false);
        assert!(proof.steps.iter().all(|step| step.growth.is_none()));
        assert_eq!(log.iter().filter(|said| *said == up[0].1).count(), 1);
    }
}

#[test]
fn data_that_can_not_come_back_is_named() {
    let up = [("public.customers", "ALTER TABLE customers DROP COLUMN note")];
    for server in servers() {
        let (proof, _) = shop(&server, &up, "ALTER TABLE customers ADD COLUMN note text");
        let detail = &stage(&proof, StageId::Down).detail;
        assert!(detail.contains("could not come back: public.customers.note in 8 of 8 rows"), "{detail}");
        let lost = prove::NotRestored {
            table: "public.customers".into(),
            column: Some("note".into()),
            rows: 8,
            of: 8,
            at_most: false,
        };
        assert_eq!(proof.not_restored, [lost]);
        assert!(stage(&proof, StageId::Seed).detail.contains("20 rows in 2 tables"), "{}", told(&proof));
    }
}

#[test]
fn what_became_of_each_value_is_told() {
    let up = [
        ("public.orders", "ALTER TABLE orders ALTER COLUMN total TYPE numeric(8,0)"),
        ("public.orders", "ALTER TABLE orders ALTER COLUMN code TYPE text"),
        ("public.customers", "ALTER TABLE customers DROP COLUMN note"),
        ("public.customers", "ALTER TABLE customers ALTER COLUMN rank TYPE numeric(12,2)"),
        ("", "UPDATE customers SET name = name || '!'"),
    ];
    let down = "ALTER TABLE customers ALTER COLUMN rank TYPE integer, ADD COLUMN note text; \
         ALTER TABLE orders ALTER COLUMN code TYPE varchar(20), ALTER COLUMN total TYPE numeric(8,2)";
    for server in servers() {
        let (proof, _) = shop(&server, &up, down);
        let told = |c: &prove::DataChange| {
            (c.table.clone(), c.column.clone().unwrap_or_default(), c.verdict == DataVerdict::Lost)
        };
        let changes: Vec<_> = proof.data.changes.iter().map(told).collect();
        let change = |table: &str, column: &str, lost| (format!("public.{table}"), column.to_owned(), lost);
        let expected =
            [change("customers", "name", false), change("customers", "note", true), change("orders", "total", false)];
        assert_eq!(changes, expected, "{:?}", proof.data);
        assert_eq!(proof.data.kept, 6, "{:?}", proof.data);
        // Ten customers have a name, eight a note; of the totals those that had cents are others now.
        let lost: Vec<_> = proof.not_restored.iter().map(prove::NotRestored::told).collect();
        let cents = proof.not_restored.iter().find(|l| l.column.as_deref() == Some("total")).expect("total is told of");
        assert_eq!(
            lost,
            [
                "public.customers.name in 10 of 10 rows".to_owned(),
                "public.customers.note in 8 of 8 rows".to_owned(),
                format!("public.orders.total in {} of {} rows", cents.rows, cents.of),
            ]
        );
        assert!(cents.rows > 0 && cents.rows < cents.of, "{cents:?}");
        let example = proof.data.changes[0].examples[0].clone().map(Option::unwrap);
        assert_eq!(format!("{}!", example[0]), example[1]);
        let up = &stage(&proof, StageId::Up).detail;
        assert!(
            up.contains("lost: 8 of 8 values of public.customers.note; changed: values of public.customers.name, say "),
            "{up}"
        );
    }
}

#[test]
fn a_down_that_does_not_lead_back_is_found() {
    let up = [("public.customers", "ALTER TABLE customers ADD COLUMN phone text")];
    for server in servers() {
        let (proof, _) = shop(&server, &up, "ALTER TABLE customers DROP COLUMN phone; DROP TABLE orders");
        let matches = stage(&proof, StageId::MatchesBase);
        assert_eq!(matches.status, StageStatus::Failed);
        assert!(matches.detail.contains("public.orders"), "{}", matches.detail);
    }
}

#[test]
fn a_statement_that_fails_is_named_with_its_place() {
    let up = [("public.orders", "ALTER TABLE orders ADD COLUMN a int"), ("public.orders", "SELECT 1,\n  nowhere")];
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let mut input = change(&mut engine, SHOP, &up[..1], "", &[]);
        input.up.extend(statements(up[1].1, "hand-written"));
        let proof = prove(&mut Counting::new(engine), &input);
        let failed = stage(&proof, StageId::Up);
        let error = failed.error.as_ref().expect("PostgreSQL's error");
        assert_eq!((error.code.as_str(), error.line, error.column), ("42703", Some(2), Some(3)));
        assert!(failed.detail.starts_with("statement 2 of 2"), "{}", failed.detail);
        assert_eq!(failed.element.as_ref().map(|id| id.as_str()), Some("hand"));
        assert_eq!(proof.steps.len(), 2);
        assert!(proof.steps[0].error.is_none() && proof.steps[1].error.is_some());
        assert_eq!(stage(&proof, StageId::Isolation).detail, "up failed");
        assert_eq!(stage(&proof, StageId::UpAgain).detail, "down did not run");
    }
}

#[test]
fn rows_that_the_state_before_allows_fail_the_statement_that_refuses_them() {
    let up = [("public.customers", "ALTER TABLE customers ALTER COLUMN note SET NOT NULL")];
    let down = "ALTER TABLE customers ALTER COLUMN note DROP NOT NULL";
    for server in servers() {
        let (proof, _) = shop(&server, &up, down);
        let failed = stage(&proof, StageId::Up);
        assert_eq!(failed.status, StageStatus::Failed, "{}", told(&proof));
        assert!(failed.detail.contains("a row with NULL in note in public.customers"), "{}", failed.detail);
        let [risk] = proof.risks.as_slice() else { panic!("{:?}", proof.risks) };
        assert_eq!((risk.rule.as_str(), risk.outcome, risk.step), ("set-not-null", RiskOutcome::Breaks, Some(0)));
        assert_eq!(risk.error.as_ref().map(|error| error.code.as_str()), Some("23502"));
        assert_eq!(risk.rows[0].get("note"), Some(&None), "the row that broke it: {:?}", risk.rows);
        // What else was to be proven was proven all the same, and the row is gone.
        assert_eq!(stage(&proof, StageId::UpAgain).status, StageStatus::Passed, "{}", told(&proof));
        assert_eq!(proof.steps[0].error, None);
    }
}

#[test]
fn rows_that_a_statement_before_repairs_break_nothing() {
    let up = [
        ("", "UPDATE customers SET note = 'none' WHERE note IS NULL"),
        ("public.customers", "ALTER TABLE customers ALTER COLUMN note SET NOT NULL"),
    ];
    for server in servers() {
        let (proof, _) = shop(&server, &up, "ALTER TABLE customers ALTER COLUMN note DROP NOT NULL");
        let up = stage(&proof, StageId::Up);
        assert_eq!(up.status, StageStatus::Passed, "{}", told(&proof));
        assert!(up.detail.contains("1 kind of risky row taken care of"), "{}", up.detail);
        assert_eq!(proof.risks[0].outcome, RiskOutcome::Holds);
    }
}

#[test]
fn a_new_required_column_needs_a_value_for_the_rows_that_are_there() {
    let sql = "ALTER TABLE customers ADD COLUMN phone text NOT NULL";
    for server in servers() {
        for (kind, title) in [("add-column", "public.customers.phone"), ("hand-written", "Hand-written SQL")] {
            let mut engine = NativeEngine::with_roles(&server.url);
            let mut input = change(&mut engine, SHOP, &[("public.customers", sql)], "", &[]);
            for statement in &mut input.up {
                (statement.kind, statement.name) = (kind.into(), title.into());
            }
            let proof = prove(&mut Counting::new(engine), &input);
            let detail = &stage(&proof, StageId::Up).detail;
            assert!(
                detail.contains("(23502)") && detail.contains("make it required in a second migration"),
                "{detail}"
            );
            assert!(!detail.contains("allows NULL there"), "{detail}");
            assert!(!detail.contains("hand-written Hand-written"), "{detail}");
        }
    }
}

#[test]
fn hazards_that_are_accepted_fail_nothing_and_are_told_with_their_reason() {
    let up = [
        ("public.customers", "ALTER TABLE customers ADD CHECK (rank BETWEEN 100 AND 200)"),
        ("public.customers", "ALTER TABLE customers ADD UNIQUE (name)"),
        ("public.customers", "ALTER TABLE customers ADD CHECK (name ~ '^[A-Z]{2}-[0-9]+$')"),
    ];
    let down = "ALTER TABLE customers DROP CONSTRAINT customers_name_check, DROP CONSTRAINT customers_name_key, \
         DROP CONSTRAINT customers_rank_check";
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let mut input = change(&mut engine, SHOP, &up, down, &[]);
        let accepted = |rule: &str, object: &Id| Acceptance {
            rule: rule.into(),
            object: object.to_string(),
            reason: "counted: none".into(),
            by: None,
        };
        let proof = prove(&mut Counting::new(engine), &input);
        assert_eq!(proof.risks.len(), 3, "{:?}", proof.risks);
        assert!(proof.risks.iter().all(|risk| risk.outcome == RiskOutcome::Breaks), "{:?}", proof.risks);
        assert_eq!(stage(&proof, StageId::Up).status, StageStatus::Failed, "{}", told(&proof));
        input.options.accepted = proof.risks.iter().map(|risk| accepted(&risk.rule, &risk.object)).collect();
        let proof = prove(&mut Counting::new(NativeEngine::with_roles(&server.url)), &input);
        let up = stage(&proof, StageId::Up);
        assert_eq!(up.status, StageStatus::Passed, "{}", told(&proof));
        assert!(up.detail.contains("would fail on, as accepted: "), "{}", up.detail);
        assert!(proof.risks.iter().all(|risk| risk.accepted.as_deref() == Some("counted: none")));
        assert_eq!(stage(&proof, StageId::MatchesBase).status, StageStatus::Passed, "{}", told(&proof));
    }
}

#[test]
fn an_engine_that_is_ended_is_a_failed_stage() {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let up = [("", "SELECT 'endless'")];
        let input = change(&mut engine, SHOP, &up, "", &[]);
        for (text, failed) in
            [("'endless'", StageId::Up), ("INSERT INTO", StageId::Seed), ("CREATE TABLE", StageId::Base)]
        {
            let mut ending = Counting::new(engine);
            ending.ends_at = Some(text);
            let proof = prove(&mut ending, &input);
            let stage = stage(&proof, failed);
            assert_eq!(stage.status, StageStatus::Failed, "{}", told(&proof));
            assert!(stage.detail.contains("did not end within"), "{}", stage.detail);
            assert_eq!(proof.verdict, Verdict::Failed);
            let later = proof.stages.iter().filter(|s| s.id > failed);
            assert!(later.clone().all(|s| s.status == StageStatus::NotRun), "{}", told(&proof));
            engine = ending.engine;
        }
    }
}

#[test]
fn a_skipped_stage_leaves_the_proof_incomplete() {
    for server in servers() {
        let mut engine = Counting::new(NativeEngine::with_roles(&server.url));
        for skipped in [StageId::Seed, StageId::Isolation, StageId::Idempotent] {
            let mut input = input_of(&design("beer-competition"));
            input.options.skip.insert(skipped);
            let proof = prove(&mut engine, &input);
            assert_eq!(proof.verdict, Verdict::Incomplete, "{}", told(&proof));
            assert_eq!(stage(&proof, skipped).detail, "it was skipped");
        }
    }
}

#[test]
fn an_engine_that_was_used_is_reset() {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        engine.must("CREATE TABLE left_over (); SELECT set_config('app.current_tenant', 'x', false)");
        let proof = prove(&mut Counting::new(engine), &input_of(&design("beer-competition")));
        assert_proven(&proof, "after a reset");
        assert!(
            proof
                .isolation
                .iter()
                .all(|p| p.verdict != ProbeVerdict::NotApplicable || !p.observed.contains("set before"))
        );
    }
}
