//! `roles.sql` makes the roles of a catalog as they were read: attributes, memberships with their options, settings.

mod support;

use bulkhead::catalog::{Catalog, Role};
use bulkhead::introspect::introspect;
use bulkhead::sql::roles;
use support::native::{NativeEngine, servers};

fn read(engine: &mut NativeEngine) -> Catalog {
    pollster::block_on(introspect(engine)).expect("introspects").catalog
}

fn mine(catalog: &Catalog) -> Vec<Role> {
    catalog.roles.iter().filter(|role| role.name.starts_with("r ")).cloned().collect()
}

#[test]
fn roles_come_back_as_they_were() {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        engine.must(
            r#"CREATE ROLE "r group" NOINHERIT NOLOGIN;
            CREATE ROLE "r admin" SUPERUSER CREATEDB CREATEROLE REPLICATION BYPASSRLS LOGIN CONNECTION LIMIT 3
                VALID UNTIL '2031-02-03 04:05:06+00';
            CREATE ROLE "r user" LOGIN;
            GRANT "r group" TO "r admin" WITH ADMIN OPTION;
            GRANT "r group" TO "r user";
            GRANT pg_read_all_data TO "r user";
            ALTER ROLE "r user" SET search_path TO "$user", public, "A,b";
            ALTER ROLE "r user" SET app.tenant TO 'it''s';
            COMMENT ON ROLE "r user" IS 'a user';
            DO $$ BEGIN EXECUTE format('ALTER ROLE "r user" IN DATABASE %I SET work_mem TO ''5MB''', current_database()); END $$;
            CREATE TABLE t (a integer);
            GRANT SELECT ON t TO "r admin", "r user";"#,
        );
        if server.major >= 16 {
            engine.must(r#"GRANT "r admin" TO "r user" WITH INHERIT FALSE, SET FALSE"#);
        }
        let before = read(&mut engine);
        let found = mine(&before);
        assert_eq!(found.len(), 3, "{found:?}");
        let user = &found[2];
        assert_eq!((user.settings.len(), user.member_options.len()), (3, usize::from(server.major >= 16)), "{user:?}");
        engine.must(r#"DROP OWNED BY "r user", "r admin"; DROP ROLE "r user", "r admin", "r group""#);
        let script = roles(&before);
        // Running it twice is no error.
        engine.must(&script);
        engine.must(&script);
        engine.must(r#"GRANT SELECT ON t TO "r admin", "r user""#);
        assert_eq!(mine(&read(&mut engine)), found);
    }
}

#[test]
fn a_role_that_a_script_makes_is_imported_though_nothing_is_its_own() {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let script = "CREATE ROLE \"r lonely\" LOGIN NOINHERIT; CREATE TABLE t (a integer);";
        let imported = pollster::block_on(bulkhead::import::import(&mut engine, script)).expect("imports");
        let found = mine(&imported.found.catalog);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].login && found[0].attributes.no_inherit, "{found:?}");
        // What the script did not make, and nothing names, is another database's.
        assert_eq!(mine(&read(&mut engine)), []);
    }
}
