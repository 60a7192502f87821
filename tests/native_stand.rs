//! Looking around in a database as somebody, and what PostgreSQL's planner says of policies, on native servers.

mod prove_support;
mod support;

use bulkhead::prove::{Prepared, Question, Seen, TableSpeed, prepare};
use prove_support::input;
use support::native::{NativeEngine, servers};

const NOTES: &str = "
    CREATE TYPE state AS ENUM ('open', 'done');
    CREATE TABLE notes (
        tenant_id uuid NOT NULL, id uuid NOT NULL, state state NOT NULL, code text NOT NULL, price numeric NOT NULL,
        word text NOT NULL, labels jsonb NOT NULL,
        PRIMARY KEY (tenant_id, id));
    CREATE INDEX by_state ON notes (tenant_id, state);
    CREATE INDEX by_code ON notes (tenant_id, code);
    CREATE INDEX by_price ON notes (price);
    CREATE INDEX by_word ON notes (lower(word));
    CREATE INDEX by_labels ON notes USING gin (labels);
    ALTER TABLE notes ENABLE ROW LEVEL SECURITY; ALTER TABLE notes FORCE ROW LEVEL SECURITY;
    GRANT SELECT, INSERT, DELETE ON notes TO t_app; GRANT UPDATE (word) ON notes TO t_app;";

const POLICY: &str = "CREATE POLICY isolation ON notes TO t_app
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant', true), '')::uuid));";

/// Prepares a database on each server, and lets it be looked at.
fn each(more: &str, look: impl Fn(&mut NativeEngine, &bulkhead::prove::Input, &Prepared)) {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let up = format!("{NOTES}{more}");
        let input = input(&mut engine, &up, "DROP TABLE notes; DROP TYPE state;", &[("public.notes", "tenant_id")]);
        let prepared = pollster::block_on(prepare(&mut engine, &input)).expect("a prepared database");
        look(&mut engine, &input, &prepared);
    }
}

fn ask(engine: &mut NativeEngine, role: Option<&str>, settings: &[(String, String)], sql: &str) -> Seen {
    let role = role.map(str::to_owned);
    let question = Question { role, settings: settings.to_vec(), sql: sql.to_owned() };
    let seen = pollster::block_on(Prepared::ask(engine, &[question])).expect("an engine that answers");
    seen.into_iter().next().expect("one answer")
}

#[test]
fn a_tenant_sees_its_own_rows_and_leaves_no_trace() {
    each(POLICY, |engine, _, prepared| {
        let titles: Vec<&str> = prepared.stand.sessions.iter().map(|s| s.title.as_str()).collect();
        assert_eq!(titles, ["Tenant A", "Tenant B", "No tenant"]);
        let [a, b, nobody] = prepared.stand.sessions.as_slice() else { panic!("three sessions") };
        let count = |engine: &mut NativeEngine, role, session: &bulkhead::prove::Visitor| {
            ask(engine, role, &session.settings, "SELECT FROM notes").affected
        };
        let all = count(engine, None, a);
        assert_eq!(all, 12);
        let (of_a, of_b) = (count(engine, Some("t_app"), a), count(engine, Some("t_app"), b));
        assert!(of_a > 0 && of_b > 0 && of_a + of_b == all, "{of_a} and {of_b} of {all}");
        assert_eq!(count(engine, Some("t_app"), nobody), 0);
        let shown = ask(engine, Some("t_app"), &a.settings, "SELECT tenant_id, code FROM notes");
        assert_eq!(shown.columns, ["tenant_id", "code"]);
        assert!(shown.rows.iter().all(|row| row[0].as_deref() == Some(a.settings[0].1.as_str())));
        // What is changed is taken back, and what is not allowed is said in PostgreSQL's words.
        assert_eq!(ask(engine, Some("t_app"), &a.settings, "DELETE FROM notes").affected, of_a);
        assert_eq!(count(engine, None, a), all);
        let denied = ask(engine, Some("t_app"), &a.settings, "UPDATE notes SET code = ''").error.expect("an error");
        assert_eq!(denied.code, "42501");
        let unknown = ask(engine, Some("nobody at all"), &[], "SELECT 1").error.expect("an error");
        assert!(unknown.message.contains("nobody at all"), "{}", unknown.message);
        assert!(ask(engine, Some("t_app"), &[], "COMMIT").error.is_some());
    });
}

#[test]
fn a_table_is_found_whatever_its_names_hold() {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let up = r#"CREATE SCHEMA "shop.eu"; CREATE SCHEMA shop;
            CREATE TABLE "shop.eu"."Big ""Orders""" (id int PRIMARY KEY);
            CREATE TABLE shop."eu.lines" (id int PRIMARY KEY, more int);"#;
        let down =
            r#"DROP TABLE shop."eu.lines", "shop.eu"."Big ""Orders"""; DROP SCHEMA shop; DROP SCHEMA "shop.eu";"#;
        let input = input(&mut engine, up, down, &[]);
        let prepared = pollster::block_on(prepare(&mut engine, &input)).expect("a prepared database");
        let seen: Vec<(String, usize, u64)> = prepared
            .stand
            .tables
            .iter()
            .map(|table| {
                let seen = ask(&mut engine, None, &[], &format!("SELECT * FROM {}", table.sql));
                assert_eq!(seen.error, None, "{table:?}");
                assert_eq!(seen.affected, table.seeded.rows, "{table:?}");
                (table.seeded.table.clone(), seen.columns.len(), seen.affected)
            })
            .collect();
        let wanted = [("shop.eu.Big \"Orders\"".to_owned(), 1, 12), ("shop.eu.lines".to_owned(), 2, 12)];
        assert_eq!(seen, wanted);
    }
}

fn speed(more: &str, judge: impl Fn(&TableSpeed)) {
    each(more, |engine, input, prepared| {
        let speeds = pollster::block_on(prepared.speed(engine, input)).expect("an engine that answers");
        let [speed] = speeds.as_slice() else { panic!("one table: {speeds:?}") };
        assert_eq!((speed.table.as_str(), &speed.not_run), ("public.notes", &None));
        judge(speed);
    });
}

#[test]
fn a_right_policy_finds_the_tenant_by_its_index_and_asks_once() {
    speed(POLICY, |speed| {
        assert!(speed.tenant_index.is_some() && speed.per_row.is_empty(), "{speed:#?}");
        // Only leakproof operators may look at rows that the policy has not let through.
        let used = |index: &str, key: &str| {
            let found = speed.indexes.iter().find(|i| i.index == index && i.key == key);
            found.unwrap_or_else(|| panic!("{index}.{key} is not there: {:#?}", speed.indexes)).used
        };
        assert!(used("notes_pkey", "id") && used("by_code", "code"), "{:#?}", speed.indexes);
        assert!(!used("by_state", "state") && !used("by_price", "price"), "{:#?}", speed.indexes);
        assert!(!used("by_word", "lower(word)") && !used("by_labels", "labels"), "{:#?}", speed.indexes);
        let advice = speed.advice().join("\n");
        for part in ["by_state can't be looked up by state", "in cents", "generated column"] {
            assert!(advice.contains(part), "{part}: {advice}");
        }
    });
}

#[test]
fn what_is_called_for_every_row_is_named() {
    let cast = "CREATE POLICY isolation ON notes TO t_app
        USING (tenant_id::text = current_setting('app.tenant', true));";
    speed(cast, |speed| {
        assert_eq!(
            (speed.tenant_index.as_deref(), speed.per_row.as_slice()),
            (None, &["current_setting".to_owned()][..])
        );
        assert!(speed.plan.contains("current_setting"), "{}", speed.plan);
        assert_eq!(speed.advice().len(), 2 + speed.indexes.iter().filter(|i| !i.used).count());
    });
    let helper = "CREATE FUNCTION is_mine(t uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
        BEGIN RETURN t::text = current_setting('app.tenant', true); END $$;
        CREATE POLICY isolation ON notes TO t_app USING (is_mine(tenant_id));";
    speed(helper, |speed| {
        assert_eq!(speed.tenant_index, None);
        assert!(speed.per_row.iter().any(|name| name.ends_with("is_mine")), "{:?}", speed.per_row);
    });
}
