//! The tenant wall attacked on native servers: walls that hold, and walls with a known hole each.

mod prove_support;
mod support;

use bulkhead::bundle::isolation;
use bulkhead::prove::{ProbeVerdict, Proof, StageId, StageStatus};
use bulkhead::rls::{Access, Context, Means, TableIntent};
use bulkhead::sql::{self, quote};
use bulkhead::template;
use prove_support::{Counting, breached, input, migrated, not_held, prove, psql, stage};
use support::native::{NativeEngine, servers};

const TABLES: &str = "
    CREATE TABLE tenants (id uuid PRIMARY KEY, name varchar(40) NOT NULL UNIQUE);
    CREATE TABLE notes (
        id uuid PRIMARY KEY,
        tenant_id uuid NOT NULL DEFAULT NULLIF(current_setting('app.tenant', true), '')::uuid REFERENCES tenants,
        title varchar(80) NOT NULL,
        body text,
        UNIQUE (tenant_id, id));
    CREATE TABLE tags (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        tenant_id uuid NOT NULL DEFAULT NULLIF(current_setting('app.tenant', true), '')::uuid,
        note_id uuid NOT NULL,
        parent_id bigint,
        word text NOT NULL CHECK (char_length(word) BETWEEN 3 AND 12),
        UNIQUE (tenant_id, id),
        FOREIGN KEY (tenant_id, parent_id) REFERENCES tags (tenant_id, id),
        FOREIGN KEY (tenant_id, note_id) REFERENCES notes (tenant_id, id));
    GRANT SELECT, INSERT, UPDATE, DELETE ON notes, tags TO t_app;
    GRANT SELECT ON tenants TO t_app, t_svc;";

const FORCE: &str = "
    ALTER TABLE notes ENABLE ROW LEVEL SECURITY; ALTER TABLE notes FORCE ROW LEVEL SECURITY;
    ALTER TABLE tags ENABLE ROW LEVEL SECURITY; ALTER TABLE tags FORCE ROW LEVEL SECURITY;";

const POLICIES: &str = "
    CREATE POLICY isolation ON notes TO t_app
        USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant', true), '')::uuid));
    CREATE POLICY isolation ON tags TO t_app
        USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant', true), '')::uuid));";

const DOWN: &str = "DROP TABLE tags; DROP TABLE notes; DROP TABLE tenants;";

/// Attacks the tables with some more SQL, on each server.
fn check(more: &[&str], judge: impl Fn(&Proof)) {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let up = format!("{TABLES}{}", more.concat());
        let tenants = [("public.notes", "tenant_id"), ("public.tags", "tenant_id")];
        let input = input(&mut engine, &up, DOWN, &tenants);
        let mut engine = Counting::new(engine);
        let proof = prove(&mut engine, &input);
        for id in [StageId::Base, StageId::Up] {
            let stage = stage(&proof, id);
            assert_eq!(stage.status, StageStatus::Passed, "{}: {}", server.major, stage.detail);
        }
        assert!(proof.seeded.iter().all(|s| s.rows >= 4), "{:?}", proof.seeded);
        judge(&proof);
        assert!(engine.messages < 400, "{} messages", engine.messages);
    }
}

fn check_breaches(more: &[&str], expected: &[&str], fix: &str) {
    check(more, |proof| {
        let breached = breached(proof);
        for probe in expected {
            assert!(breached.contains(*probe), "{probe} should get through; {breached:?}");
        }
        assert_eq!(stage(proof, StageId::Isolation).status, StageStatus::Failed);
        let fixes: Vec<_> = proof.isolation.iter().filter_map(|p| p.fix.as_deref()).collect();
        assert!(fixes.iter().any(|f| f.contains(fix)), "{fixes:?}");
    });
}

#[test]
fn a_right_wall_holds() {
    check(&[FORCE, POLICIES], |proof| {
        let bad: Vec<_> = not_held(proof).into_iter().filter(|line| !line.ends_with("[NotApplicable]")).collect();
        assert_eq!(bad, Vec::<String>::new());
        let isolation = stage(proof, StageId::Isolation);
        assert_eq!(isolation.status, StageStatus::Passed, "{}", isolation.detail);
        assert!(proof.isolation.iter().filter(|p| p.verdict == ProbeVerdict::Held).count() > 60);
    });
}

#[test]
fn the_service_policy_for_everybody_lets_every_tenant_write_for_any_other() {
    let policy = "CREATE POLICY service_account_access ON notes USING (current_user = 't_svc') WITH CHECK (true);";
    check_breaches(
        &[FORCE, POLICIES, policy],
        &["insert-foreign", "move-own-blind", "merge-insert"],
        "service_account_access",
    );
    check(&[FORCE, POLICIES, policy], |proof| {
        let probe = proof.isolation.iter().find(|p| p.verdict == ProbeVerdict::Breached).expect("a breach");
        assert_eq!(probe.table, "public.notes");
        assert!(probe.sql.contains("SET LOCAL ROLE t_app;") && probe.sql.contains("INSERT INTO public.notes"));
        assert!(proof.isolation.iter().all(|p| p.table != "public.tags" || p.verdict != ProbeVerdict::Breached));
    });
}

#[test]
fn tables_without_row_security_are_open() {
    check_breaches(&[], &["read-without-tenant", "read-foreign", "update-blind", "delete-foreign"], "ENABLE ROW LEVEL");
}

#[test]
fn an_owner_that_is_not_bound_is_found() {
    let enable = "ALTER TABLE notes ENABLE ROW LEVEL SECURITY; ALTER TABLE tags ENABLE ROW LEVEL SECURITY;";
    check(&[enable, POLICIES], |proof| {
        let breached = breached(proof);
        assert_eq!(breached.iter().map(String::as_str).collect::<Vec<_>>(), ["owner-bound", "owner-delete-foreign"]);
    });
}

#[test]
fn truncate_passes_every_policy_by() {
    check_breaches(&[FORCE, POLICIES, "GRANT TRUNCATE ON tags TO t_app;"], &["truncate"], "REVOKE TRUNCATE");
}

#[test]
fn a_role_that_may_become_the_owner_is_found() {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let up = format!("{TABLES}{FORCE}{POLICIES}");
        let mut input = input(&mut engine, &up, DOWN, &[("public.notes", "tenant_id")]);
        // Memberships are part of the model, and roles.sql makes them.
        let app = input.model.roles.iter_mut().find(|r| r.name == "t_app").expect("the role");
        app.member_of.push("role:t_owner".into());
        let proof = prove(&mut Counting::new(engine), &input);
        assert!(breached(&proof).contains("role-escape"), "{:?}", not_held(&proof));
    }
}

#[test]
fn a_policy_that_only_looks_at_rows_that_are_read_is_passed_by_blindly() {
    let policies = "
        CREATE POLICY a ON notes FOR SELECT USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::uuid);
        CREATE POLICY b ON notes FOR INSERT WITH CHECK (tenant_id = NULLIF(current_setting('app.tenant', true), '')::uuid);
        CREATE POLICY c ON notes FOR UPDATE USING (true);
        CREATE POLICY d ON notes FOR DELETE USING (true);
        CREATE POLICY isolation ON tags USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::uuid);";
    check_breaches(&[FORCE, policies], &["update-blind", "delete-blind", "take-blind", "merge-delete"], "The policy");
    check(&[FORCE, policies], |proof| {
        let names = breached(proof);
        assert!(!names.contains("read-foreign") && !names.contains("update-foreign"), "{names:?}");
    });
}

#[test]
fn denied_use_is_no_wall() {
    check(&[FORCE], |proof| {
        assert!(breached(proof).is_empty(), "{:#?}", not_held(proof));
        let isolation = stage(proof, StageId::Isolation);
        assert_eq!(isolation.status, StageStatus::Failed);
        assert!(isolation.detail.contains("rightful use is denied"), "{}", isolation.detail);
        let refused = proof.isolation.iter().find(|p| p.probe == "insert-foreign").expect("probed");
        assert_eq!(refused.verdict, ProbeVerdict::Error, "{}", refused.observed);
    });
}

#[test]
fn a_setting_that_must_be_there_fails_for_the_wrong_reason() {
    let policies = "
        CREATE POLICY isolation ON notes TO t_app USING (tenant_id = current_setting('app.tenant')::uuid);
        CREATE POLICY isolation ON tags TO t_app USING (tenant_id = current_setting('app.tenant')::uuid);";
    check(&[FORCE, policies], |proof| {
        assert!(breached(proof).is_empty());
        let empty = proof.isolation.iter().find(|p| p.probe == "read-without-tenant").expect("probed");
        assert_eq!(empty.verdict, ProbeVerdict::Error, "{}", empty.observed);
    });
}

const ENABLE: &str = "ALTER TABLE notes ENABLE ROW LEVEL SECURITY; ALTER TABLE tags ENABLE ROW LEVEL SECURITY;";

#[test]
fn a_view_that_reads_as_an_unbound_owner_is_found_and_what_closes_it() {
    let view = "CREATE VIEW titles AS SELECT id, title FROM notes; GRANT SELECT ON titles TO t_app;";
    check(&[ENABLE, POLICIES, view], |proof| {
        let names: Vec<String> = breached(proof).into_iter().collect();
        assert_eq!(names, ["owner-bound", "owner-delete-foreign", "view"], "{:#?}", not_held(proof));
        let probe = proof.isolation.iter().find(|p| p.probe == "view").expect("asked");
        let hole = probe.hole.as_ref().expect("a hole");
        assert_eq!((probe.table.as_str(), hole.rule.as_str(), hole.closed), ("public.notes", "BY01", true));
        assert!(probe.fix.as_ref().is_some_and(|fix| fix.contains("security_invoker = true")), "{:?}", probe.fix);
    });
    let view = "CREATE VIEW titles WITH (security_invoker = true) AS SELECT id, title FROM notes;
        GRANT SELECT ON titles TO t_app;";
    check(&[ENABLE, POLICIES, view], |proof| {
        let names: Vec<String> = breached(proof).into_iter().collect();
        assert_eq!(names, ["owner-bound", "owner-delete-foreign"], "{:#?}", not_held(proof));
    });
    check(&[FORCE, POLICIES, view], |proof| {
        let isolation = stage(proof, StageId::Isolation);
        assert_eq!(isolation.status, StageStatus::Passed, "{}", isolation.detail);
        let asked = proof.isolation.iter().filter(|p| p.probe == "view" && p.verdict == ProbeVerdict::Held).count();
        assert_eq!(asked, 2, "{:#?}", not_held(proof));
    });
}

#[test]
fn what_functions_and_triggers_carry_over_is_found() {
    let function = "CREATE FUNCTION hide(uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
        AS 'UPDATE notes SET body = NULL';
        CREATE FUNCTION harmless() RETURNS text LANGUAGE sql AS 'SELECT max(title) FROM notes';";
    check(&[ENABLE, POLICIES, function], |proof| {
        let probes: Vec<_> = proof.isolation.iter().filter(|p| p.probe.starts_with("function")).collect();
        let of = |name: &str, verdict| probes.iter().any(|p| p.sql.contains(name) && p.verdict == verdict);
        assert!(of("hide", ProbeVerdict::Breached), "{probes:#?}");
        assert!(of("harmless", ProbeVerdict::Held) && !of("harmless", ProbeVerdict::Breached), "{probes:#?}");
    });
    let trigger = "CREATE TABLE heard (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text);
        GRANT SELECT ON heard TO t_app;
        CREATE FUNCTION hear() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        AS $$ BEGIN INSERT INTO heard (what) VALUES (NEW.title); RETURN NEW; END $$;
        CREATE TRIGGER hear AFTER INSERT OR UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION hear();";
    check(&[FORCE, POLICIES, trigger], |proof| {
        let names: Vec<String> = breached(proof).into_iter().collect();
        assert_eq!(names, ["sentinel"], "{:#?}", not_held(proof));
        let probe = proof.isolation.iter().find(|p| p.verdict == ProbeVerdict::Breached).expect("found");
        assert_eq!((probe.table.as_str(), probe.rule.as_deref()), ("public.heard", Some("EN07")));
        let hole = probe.hole.as_ref().expect("its hole");
        assert!(hole.closed && hole.after.as_deref().is_some_and(|after| after.contains("may not ask")), "{hole:#?}");
        let tried = |p: &&bulkhead::prove::Probe| p.probe == "trigger" && p.verdict == ProbeVerdict::Held;
        assert!(proof.isolation.iter().filter(tried).count() >= 2, "{:#?}", not_held(proof));
    });
}

#[test]
fn what_no_policy_covers_is_told_and_copying_reads_as_reading_does() {
    let more = "GRANT SELECT ON SEQUENCE tags_id_seq TO t_app; SELECT lo_from_bytea(0, 'anybody''s');";
    check(&[FORCE, POLICIES, more], |proof| {
        let of = |probe: &str, table: &str| {
            let found = proof.isolation.iter().find(|p| p.probe == probe && p.table == table);
            found.unwrap_or_else(|| panic!("{probe} on {table}: {:#?}", not_held(proof)))
        };
        let sequence = of("sequence", "public.tags");
        assert_eq!((sequence.verdict, sequence.rule.as_deref()), (ProbeVerdict::Held, Some("ORA5")), "{sequence:#?}");
        assert_eq!(of("sequence", "public.notes").rule, None);
        for drawn in ["sequence-next", "sequence-current", "sequence-set"] {
            assert!(of(drawn, "public.tags").observed.contains("42501"), "{:#?}", of(drawn, "public.tags"));
        }
        // The role's own, whichever tenant made it: the database has one, so it is a finding.
        let large = of("large-object", "public.notes");
        assert!(large.verdict == ProbeVerdict::Held && large.rule.as_deref() == Some("BY09"), "{large:#?}");
        for table in ["public.notes", "public.tags"] {
            assert_eq!(of("copy", table).verdict, ProbeVerdict::Held, "{:#?}", of("copy", table));
            let set = of("session-set", table);
            assert!(set.verdict == ProbeVerdict::Held && !set.observed.contains("LOCAL, 0 are"), "{set:#?}");
            let explained = of("explain", table);
            assert!(
                explained.verdict == ProbeVerdict::Held && explained.observed.contains("policies took away"),
                "{explained:#?}"
            );
            for probe in ["leak-function", "session-residue"] {
                let told = of(probe, table);
                assert!(
                    told.verdict == ProbeVerdict::NotApplicable && told.observed.starts_with("not run: "),
                    "{told:#?}"
                );
            }
        }
    });
    check(&[], |proof| {
        let copied = proof.isolation.iter().find(|p| p.probe == "copy").expect("tried");
        assert_eq!(copied.verdict, ProbeVerdict::Breached, "{copied:#?}");
    });
}

#[test]
fn a_sequence_that_the_role_may_set_is_set_and_nothing_of_it_stays() {
    let more = "GRANT ALL ON SEQUENCE tags_id_seq TO t_app;";
    check(&[FORCE, POLICIES, more], |proof| {
        for (probe, rule) in [("sequence", Some("ORA5")), ("sequence-next", None), ("sequence-set", Some("ORA5"))] {
            let found = proof.isolation.iter().find(|p| p.probe == probe && p.table == "public.tags").expect("tried");
            assert_eq!((found.verdict, found.rule.as_deref()), (ProbeVerdict::Held, rule), "{found:#?}");
            assert!(found.observed.starts_with("1 "), "{found:#?}");
        }
        let current = proof.isolation.iter().find(|p| p.probe == "sequence-current").expect("tried");
        assert!(current.observed.starts_with("1 number of tenant B's"), "{current:#?}");
        // Later inserts draw numbers that are free.
        assert!(breached(proof).is_empty(), "{:#?}", not_held(proof));
    });
}

#[test]
fn two_checks_that_mix_give_a_row_away() {
    // Whoever may change the row by one policy may write it as the other one lets it.
    let mixed = "CREATE POLICY suggestions ON notes TO t_app USING (false) WITH CHECK (title = 'suggestion');";
    check(&[FORCE, POLICIES, mixed], |proof| {
        let probe = proof
            .isolation
            .iter()
            .find(|p| p.probe == "mixed-checks" && p.verdict == ProbeVerdict::Breached)
            .unwrap_or_else(|| panic!("{:#?}", not_held(proof)));
        assert!(probe.sql.contains("suggestion"), "{probe:#?}");
        let hole = probe.hole.as_ref().expect("its hole");
        assert_eq!((hole.rule.as_str(), hole.closed), ("PO11", true), "{hole:#?}");
        assert!(hole.part.contains("suggestions"), "{hole:#?}");
    });
}

#[test]
fn what_policies_believe_is_not_the_applications_to_write() {
    let tables = "
        CREATE TABLE tenants (id uuid PRIMARY KEY, name text NOT NULL);
        CREATE TABLE members (
            tenant_id uuid NOT NULL REFERENCES tenants, user_id uuid NOT NULL, PRIMARY KEY (tenant_id, user_id));
        CREATE TABLE notes (id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenants, title text NOT NULL);
        ALTER TABLE notes ENABLE ROW LEVEL SECURITY; ALTER TABLE notes FORCE ROW LEVEL SECURITY;
        CREATE POLICY members ON notes TO t_app USING (tenant_id IN (SELECT tenant_id FROM members
            WHERE user_id = NULLIF(current_setting('app.user', true), '')::uuid));
        GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO t_app; GRANT SELECT ON members TO t_app;";
    let down = "DROP TABLE notes; DROP TABLE members; DROP TABLE tenants";
    for server in servers() {
        for (grant, expected) in [("GRANT INSERT ON members TO t_app;", true), ("", false)] {
            let mut engine = NativeEngine::with_roles(&server.url);
            let mut input = input(&mut engine, &format!("{tables}{grant}"), down, &[("public.notes", "tenant_id")]);
            let user = Context::Setting { setting: "app.user".into(), data_type: "uuid".into(), means: Means::User };
            input.intent.context = vec![user];
            let table = TableIntent { tenant_column: Some("tenant_id".into()), ..TableIntent::new(Access::Membership) };
            input.intent.tables.insert("notes".into(), table);
            let proof = prove(&mut Counting::new(engine), &input);
            let names: Vec<String> = breached(&proof).into_iter().collect();
            let told = not_held(&proof);
            assert_eq!(names, if expected { vec!["self-made-member"] } else { Vec::new() }, "{told:#?}");
            assert!(proof.isolation.iter().any(|p| p.probe == "self-made-member" && p.table == "public.members"));
        }
    }
}

/// Applies a template's migration and some more SQL by its owner, then runs the bundle's test as the owner.
fn check_bundle(template: &str, more: &str, judge: impl Fn(bool, &str)) {
    for server in servers() {
        let design = template::template(template).expect("the template").design;
        let design = migrated(&design, "20260101000000_Test");
        let catalog = design.migrated();
        let mut engine = NativeEngine::with_roles(&server.url);
        engine.must(&sql::roles(&catalog));
        let owner = catalog.owner.as_ref().and_then(|id| catalog.role(id)).expect("an owner").name.clone();
        engine.must(&format!("SET ROLE {}", quote::ident(&owner)));
        for statement in &design.migrations.values().next().expect("the migration").up {
            engine.must(&statement.sql);
        }
        engine.must(more);
        engine.must("RESET ROLE");
        let script = isolation::isolation(&design);
        if let Some((passed, said)) = psql(&engine.url(), &owner, &script) {
            judge(passed, &said);
        }
        // An administrator may run it too, and nothing is left behind.
        if let Some((passed, said)) = psql(&engine.url(), "postgres", &script) {
            judge(passed, &said);
        }
        for table in &catalog.tables {
            let name = quote::qualified(&catalog.schema(&table.schema).expect("its schema").name, &table.name);
            let rows = engine.query(&format!("SELECT count(*) FROM {name}")).expect("counts");
            assert_eq!(rows.value(), Some("0"), "{name}");
        }
    }
}

#[test]
fn the_bundles_test_passes_on_both_templates() {
    check_bundle("beer-competition", "", |passed, said| {
        assert!(passed, "{said}");
        assert!(said.contains("the tenant wall held") && !said.contains("WARNING"), "{said}");
    });
    check_bundle("audit-log", "", |passed, said| {
        assert!(passed && said.contains("no table belongs to tenants"), "{said}")
    });
}

#[test]
fn the_bundles_test_fails_on_the_service_policy_for_everybody() {
    let policy = "CREATE POLICY service_account ON competitions USING (current_user = 'svc') WITH CHECK (true);";
    check_bundle("beer-competition", policy, |passed, said| {
        assert!(!passed, "{said}");
        assert!(said.contains("the tenant wall of public.competitions does not hold: insert-foreign"), "{said}");
    });
}

#[test]
fn the_bundles_test_fails_without_row_security() {
    let off = "ALTER TABLE entries DISABLE ROW LEVEL SECURITY;";
    check_bundle("beer-competition", off, |passed, said| {
        assert!(
            !passed && said.contains("the tenant wall of public.entries does not hold: read-without-tenant"),
            "{said}"
        );
    });
}
