//! The review of a migration on a native PostgreSQL: every item is ticked or failed by what was seen.

mod prove_support;
mod support;

use std::collections::BTreeSet;

use bulkhead::catalog::Id;
use bulkhead::design::{Acceptance, TeamCheck};
use bulkhead::prove::{Input, Options, Proof, ReviewItem, ReviewStatus, Sample};
use prove_support::{Counting, change, prove};
use support::native::{NativeEngine, servers};

const BEFORE: &str = "
    CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, note text);
    CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, total int NOT NULL)";
const UP: [(&str, &str); 4] = [
    ("public.customers", "ALTER TABLE customers DROP COLUMN note"),
    ("public.orders", "ALTER TABLE orders ADD COLUMN paid boolean NOT NULL DEFAULT false"),
    ("public.lines", "CREATE TABLE lines (order_id int NOT NULL REFERENCES orders, pieces int NOT NULL)"),
    ("public.orders", "CREATE INDEX orders_customer ON orders (customer_id)"),
];
const DOWN: &str = "DROP INDEX orders_customer; DROP TABLE lines; ALTER TABLE orders DROP COLUMN paid; \
     ALTER TABLE customers ADD COLUMN note text";

fn item<'p>(proof: &'p Proof, id: &str) -> &'p ReviewItem {
    proof.review.iter().find(|item| item.id == id).unwrap_or_else(|| panic!("no item {id}: {:?}", proof.review))
}

fn check(proof: &Proof, id: &str, status: ReviewStatus, evidence: &[&str]) {
    let item = item(proof, id);
    assert_eq!(item.status, status, "{item:?}");
    for text in evidence {
        assert!(item.findings.iter().any(|finding| finding.text.contains(text)), "{text}: {item:?}");
    }
}

fn reviewed(server: &support::native::Server, change_input: impl FnOnce(&mut Input)) -> Proof {
    let mut engine = NativeEngine::with_roles(&server.url);
    let mut input = change(&mut engine, BEFORE, &UP, DOWN, &[]);
    change_input(&mut input);
    prove(&mut Counting::new(engine), &input)
}

#[test]
fn the_checklist_is_ticked_and_failed_by_what_was_seen() {
    for server in servers() {
        let proof = reviewed(&server, |_| ());
        check(&proof, "tables", ReviewStatus::Failed, &["public.lines is new and has no primary key"]);
        check(
            &proof,
            "columns",
            ReviewStatus::Passed,
            &["public.orders.paid boolean, required is new", "note is dropped"],
        );
        check(&proof, "indexes", ReviewStatus::Passed, &["orders_customer on public.orders is new"]);
        check(&proof, "foreign-keys", ReviewStatus::Failed, &["has no index: every delete in public.orders"]);
        check(&proof, "row-level-security", ReviewStatus::NotApplicable, &["no table belongs to tenants"]);
        check(&proof, "rows", ReviewStatus::Failed, &["public.customers.note: "]);
        check(&proof, "down", ReviewStatus::Passed, &[]);
        check(&proof, "again", ReviewStatus::NotRun, &["idempotent did not run"]);
        assert!(proof.summary.starts_with("Drops column customers.note; "), "{}", proof.summary);
    }
}

#[test]
fn what_is_accepted_with_a_reason_fails_nothing_and_is_told() {
    for server in servers() {
        let faults = reviewed(&server, |_| ());
        let accepted = faults.review.iter().flat_map(|item| &item.findings).filter(|finding| finding.fails);
        let accepted = accepted.map(|finding| Acceptance {
            rule: finding.rule.clone().unwrap_or_default(),
            object: finding.object.as_ref().map(Id::to_string).unwrap_or_default(),
            reason: "agreed".into(),
            by: Some("a DBA".into()),
        });
        let accepted: Vec<Acceptance> = accepted.collect();
        let proof = reviewed(&server, |input| input.options.accepted = accepted);
        for id in ["tables", "foreign-keys", "rows"] {
            check(&proof, id, ReviewStatus::Passed, &[]);
            let told = item(&proof, id).findings.iter().any(|f| f.accepted.as_deref() == Some("agreed (a DBA)"));
            assert!(told, "{:?}", item(&proof, id));
        }
    }
}

#[test]
fn the_teams_own_queries_must_find_nothing() {
    let team = |title: &str, query: &str| TeamCheck { title: title.into(), query: query.into() };
    for server in servers() {
        let proof = reviewed(&server, |input| {
            input.checks = vec![
                team("Orders are unpaid at first", "SELECT id FROM orders WHERE paid -- none;"),
                team("No customers", "SELECT id, name FROM customers ORDER BY id;"),
                team("Broken", "SELEC 1"),
                team("Writes nothing", "DELETE FROM orders RETURNING id"),
            ];
        });
        check(&proof, "team-1", ReviewStatus::Passed, &["finds no rows"]);
        check(&proof, "team-2", ReviewStatus::Failed, &["the team's query finds id: "]);
        assert_eq!(item(&proof, "team-2").findings.len(), 3);
        check(&proof, "team-3", ReviewStatus::Failed, &["was refused", "syntax error"]);
        check(&proof, "team-4", ReviewStatus::Failed, &["was refused"]);
        check(&proof, "down", ReviewStatus::Passed, &[]);
    }
}

#[test]
fn what_did_not_run_was_not_reviewed() {
    for server in servers() {
        let proof = reviewed(&server, |input| {
            input.options = Options { skip: BTreeSet::from([bulkhead::prove::StageId::Up]), ..Options::default() };
            input.checks = vec![TeamCheck { title: "Any".into(), query: "SELECT 1 WHERE false".into() }];
        });
        for id in ["columns", "indexes", "down", "again", "team-1"] {
            check(&proof, id, ReviewStatus::NotRun, &[]);
        }
    }
}

#[test]
fn the_projects_own_rows_must_survive() {
    let sample = |name: &str, table: &str, text: &str| Sample {
        name: name.into(),
        table: table.into(),
        text: text.into(),
        ..Sample::default()
    };
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let up = [
            UP[0],
            UP[1],
            ("public.customers", "ALTER TABLE customers RENAME COLUMN name TO title"),
            ("public.orders", "DELETE FROM orders WHERE total = 5"),
        ];
        let down = "ALTER TABLE customers RENAME COLUMN title TO name; ALTER TABLE orders DROP COLUMN paid; \
             ALTER TABLE customers ADD COLUMN note text";
        let mut input = change(&mut engine, BEFORE, &up, down, &[]);
        input.options.seeding.samples = vec![
            sample("customers.csv", "customers", "id,name\n901,Ada\n902,\n903,Grace\n"),
            sample("orders.csv", "orders", "id,customer_id,total\n911,901,5\n912,903,7\n"),
            sample("nowhere.csv", "nowhere", "id\n1\n"),
        ];
        let proof = prove(&mut Counting::new(engine), &input);
        let own = proof.own_rows.as_ref().expect("own rows");
        assert_eq!(own.taken, 4, "{own:?}");
        let missing: Vec<(&str, usize)> = own.missing.iter().map(|row| (row.sample.as_str(), row.line)).collect();
        assert_eq!(missing, [("customers.csv", 3), ("orders.csv", 2), ("nowhere.csv", 1)], "{own:?}");
        check(
            &proof,
            "own-rows",
            ReviewStatus::Failed,
            &["customers.csv, line 3", "gone after up", "no table nowhere"],
        );
    }
}
