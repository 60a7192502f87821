//! Who may do what, against what native servers say of the same roles, tables, columns, functions, schemas and views.

mod support;

use bulkhead::catalog::Privilege;
use bulkhead::import;
use bulkhead::rls::Intent;
use bulkhead::rls::matrix::{self, Confirmed, Reach};
use bulkhead::rls::wall::{Reader, Wall};
use support::native::{NativeEngine, servers};

const SCRIPT: &str = "
    CREATE ROLE n_owner; CREATE ROLE n_group; CREATE ROLE n_inner; CREATE ROLE n_app LOGIN; CREATE ROLE n_stiff NOINHERIT;
    CREATE ROLE n_passes BYPASSRLS; CREATE ROLE n_under; CREATE ROLE n_reader; CREATE ROLE n_root SUPERUSER; CREATE ROLE n_other;
    CREATE ROLE n_writer; CREATE ROLE n_heir;
    GRANT n_inner TO n_group; GRANT n_group TO n_app; GRANT n_group TO n_stiff; GRANT n_passes TO n_under;
    GRANT n_stiff TO n_other; GRANT pg_read_all_data TO n_reader; GRANT pg_write_all_data TO n_writer; GRANT n_owner TO n_heir;
    CREATE SCHEMA s AUTHORIZATION n_owner; GRANT USAGE ON SCHEMA s TO n_group, n_passes; GRANT CREATE ON SCHEMA s TO n_inner;
    CREATE SCHEMA closed;
    SET ROLE n_owner;
    CREATE TABLE s.forced (id int, tenant_id int, note text);
    CREATE TABLE s.enabled (id int, tenant_id int, note text);
    CREATE TABLE s.plain (id int, tenant_id int, note text);
    ALTER TABLE s.forced ENABLE ROW LEVEL SECURITY; ALTER TABLE s.forced FORCE ROW LEVEL SECURITY;
    ALTER TABLE s.enabled ENABLE ROW LEVEL SECURITY;
    CREATE POLICY a ON s.forced TO n_group USING (tenant_id = 1);
    CREATE POLICY b ON s.forced FOR SELECT TO n_passes USING (true);
    CREATE POLICY c ON s.enabled FOR INSERT TO PUBLIC WITH CHECK (tenant_id = 1);
    CREATE POLICY d ON s.enabled AS RESTRICTIVE TO n_inner USING (note IS NULL);
    GRANT SELECT, INSERT ON s.forced TO n_group; GRANT UPDATE (note) ON s.forced TO n_inner; GRANT SELECT (id) ON s.plain TO PUBLIC;
    GRANT ALL ON s.enabled TO n_stiff; REVOKE TRUNCATE ON s.enabled FROM n_stiff; GRANT DELETE ON s.enabled TO PUBLIC;
    GRANT SELECT ON s.plain TO n_passes WITH GRANT OPTION;
    REVOKE INSERT ON s.plain FROM n_owner;
    CREATE FUNCTION s.open() RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION s.shut() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT 1';
    REVOKE EXECUTE ON FUNCTION s.shut() FROM PUBLIC; GRANT EXECUTE ON FUNCTION s.shut() TO n_group;
    RESET ROLE;
    SET ROLE n_passes; GRANT SELECT ON s.plain TO n_other; RESET ROLE;
    CREATE TABLE public.mine (id int); GRANT SELECT ON public.mine TO n_app;";

fn ask(engine: &mut NativeEngine, sql: &str) -> bool {
    let rows = engine.query(sql).unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
    rows.rows[0][0].as_deref() == Some("t")
}

#[test]
fn privileges_memberships_and_bypasses_are_as_the_server_says() {
    use Privilege::{Create, Delete, Execute, Insert, References, Select, Trigger, Truncate, Update, Usage};
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let mut script = SCRIPT.to_owned();
        if server.major >= 16 {
            script.push_str(
                "CREATE ROLE n_unset; GRANT n_passes TO n_unset WITH SET FALSE, INHERIT TRUE;
                 CREATE ROLE n_uninherited; GRANT n_group TO n_uninherited WITH INHERIT FALSE;
                 CREATE ROLE n_eased NOINHERIT; GRANT n_group TO n_eased WITH INHERIT TRUE;",
            );
        }
        let imported = pollster::block_on(import::import(&mut engine, &script)).expect("imports");
        assert_eq!(imported.report.errors.len(), 0, "{:?}", imported.report.errors);
        let catalog = imported.found.catalog;
        let intent = Intent::default();
        let wall = Wall::new(&catalog, &intent);
        let roles: Vec<_> = catalog.roles.iter().filter(|role| role.name.starts_with("n_")).collect();
        assert!(roles.len() >= 12);
        let mut asked = 0;
        let mut check = |engine: &mut NativeEngine, what: String, sql: String, said: bool| {
            asked += 1;
            assert_eq!(ask(engine, &sql), said, "PostgreSQL {}: {what}", server.major);
        };
        for role in &roles {
            let name = &role.name;
            for other in &roles {
                let what = format!("{name} and {}", other.name);
                let sql = |how: &str| format!("SELECT pg_has_role('{name}', '{}', '{how}')", other.name);
                check(&mut engine, what.clone(), sql("USAGE"), wall.has_privileges_of(role, other));
                let how = if server.major >= 16 { "SET" } else { "MEMBER" };
                check(&mut engine, what, sql(how), wall.can_set_role(role, other));
            }
            for table in wall.tables() {
                let of = table.name();
                for privilege in [Select, Insert, Update, Delete, Truncate, References, Trigger] {
                    let word = privilege.sql();
                    let what = format!("{word} of {name} on {of}");
                    let sql = format!("SELECT has_table_privilege('{name}', '{of}', '{word}')");
                    let said = wall.on_relation(role, &table.table.id, privilege).is_some();
                    check(&mut engine, what.clone(), sql, said);
                    if matches!(privilege, Select | Insert | Update | References) {
                        let sql = format!("SELECT has_any_column_privilege('{name}', '{of}', '{word}')");
                        let said = wall.on_any_column(role, table.table, privilege).is_some();
                        check(&mut engine, what.clone(), sql, said);
                        for column in &table.table.columns {
                            let sql =
                                format!("SELECT has_column_privilege('{name}', '{of}', '{}', '{word}')", column.name);
                            let said = wall.on_column(role, table.table, column, privilege).is_some();
                            check(&mut engine, format!("{what}.{}", column.name), sql, said);
                        }
                    }
                }
                let sql = format!("SET LOCAL ROLE {name}; SELECT NOT row_security_active('{of}'::regclass)");
                engine.query("BEGIN").expect("begins");
                let open = wall.on_schema(role, wall.schema(&table.table.schema).expect("a schema"), Usage).is_some();
                if open {
                    check(&mut engine, format!("{name} on {of}"), sql, wall.bypasses(role, table.table));
                }
                engine.query("ROLLBACK").expect("ends");
            }
            for routine in wall.routines() {
                let sql = format!("SELECT has_function_privilege('{name}', '{}', 'EXECUTE')", routine.name());
                check(
                    &mut engine,
                    format!("{name} and {}", routine.name()),
                    sql,
                    wall.may_execute(role, routine.object).is_some(),
                );
                assert_eq!(wall.public_holds(&routine.object.id, Execute), routine.name() == "s.open()");
            }
            for schema in &catalog.schemas {
                for privilege in [Usage, Create] {
                    let (schema_name, word) = (&schema.name, privilege.sql());
                    let sql = format!("SELECT has_schema_privilege('{name}', '{schema_name}', '{word}')");
                    let said = wall.on_schema(role, schema, privilege).is_some();
                    check(&mut engine, format!("{word} of {name} on {schema_name}"), sql, said);
                }
            }
        }
        println!("PostgreSQL {}: {asked} answers alike", server.major);
        assert!(asked > 1_000, "{asked}");
    }
}

/// What the matrix says, and what comes of running its statements on rows that policies tell apart.
#[test]
fn the_matrix_is_what_the_statements_do() {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let imported = pollster::block_on(import::import(&mut engine, SCRIPT)).expect("imports");
        let catalog = imported.found.catalog;
        let intent = Intent::default();
        let wall = Wall::new(&catalog, &intent);
        engine
            .script("INSERT INTO s.forced VALUES (1, 1, NULL), (2, 2, 'x'); INSERT INTO s.enabled VALUES (1, 1, NULL), (2, 2, 'x'); INSERT INTO s.plain VALUES (1, 1, NULL), (2, 2, 'x');")
            .expect("rows");
        let mut ran = 0;
        for table in matrix::matrix(&wall).tables {
            let all = if table.table == "public.mine" { 0 } else { 2 };
            for cell in table.cells.iter().flatten() {
                engine.query("BEGIN").expect("begins");
                engine.query(&format!("SET LOCAL ROLE {}", cell.role)).expect("the role");
                let answer = engine.query(&cell.sql);
                engine.query("ROLLBACK").expect("ends");
                let touched = answer.as_ref().map_or(0, |rows| rows.affected.max(rows.rows.len() as u64));
                let error = answer.as_ref().err().map(|error| (error.code.as_str(), error.message.as_str()));
                let confirmed = matrix::confirm(cell, all, touched, error);
                assert!(matches!(confirmed, Confirmed::Yes(_)), "{cell:#?}: {confirmed:?}");
                // What policies only filter may be all rows by chance, but here each holds one back.
                let filters = cell.reach == Reach::Filtered && cell.command != "INSERT" && all > 0;
                assert!(!filters || touched < all, "{cell:#?}: {touched} rows");
                ran += 1;
            }
        }
        assert!(ran > 100, "{ran}");
    }
}

#[test]
fn views_read_as_the_last_one_on_the_way_says() {
    let script = "
        CREATE ROLE v_app; CREATE ROLE v_owner; CREATE ROLE v_mid; GRANT USAGE, CREATE ON SCHEMA public TO v_owner, v_mid;
        SET ROLE v_owner;
        CREATE TABLE t (id int, tenant_id int);
        ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;
        CREATE POLICY p ON t TO v_app USING (tenant_id = 1); CREATE POLICY q ON t TO v_mid USING (tenant_id = 2);
        CREATE POLICY r ON t TO v_owner USING (true);
        GRANT SELECT ON t TO v_app, v_mid; RESET ROLE;
        SET ROLE v_mid; CREATE VIEW definer AS SELECT * FROM t;
        CREATE VIEW invoker WITH (security_invoker = true) AS SELECT * FROM t;
        CREATE VIEW invoker_of_definer WITH (security_invoker) AS SELECT * FROM definer;
        GRANT SELECT ON definer, invoker, invoker_of_definer TO v_app, v_owner; RESET ROLE;
        SET ROLE v_owner; CREATE VIEW definer_of_invoker AS SELECT * FROM invoker; CREATE VIEW definer_of_definer AS SELECT * FROM definer;
        GRANT SELECT ON definer_of_invoker, definer_of_definer TO v_app; RESET ROLE;";
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let imported = pollster::block_on(import::import(&mut engine, script)).expect("imports");
        assert_eq!(imported.report.errors.len(), 0, "{:?}", imported.report.errors);
        engine.query("INSERT INTO t VALUES (1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 3)").expect("rows");
        let catalog = imported.found.catalog;
        let intent = Intent::default();
        let wall = Wall::new(&catalog, &intent);
        for view in wall.views() {
            engine.query("BEGIN; SET LOCAL ROLE v_app").expect("begins");
            let rows = engine.query(&format!("SELECT count(*) FROM {}", view.name())).expect("reads");
            engine.query("ROLLBACK").expect("ends");
            let [reach] = view.reaches.as_slice() else { panic!("{}: {:?}", view.name(), view.reaches) };
            // One row for the caller, two for the role in between, all for the owner.
            let expected = match reach.reader {
                Reader::Caller => "1",
                Reader::Owner(Some(owner)) if owner.name == "v_mid" => "2",
                Reader::Owner(_) | Reader::Refresh => "6",
            };
            assert_eq!(rows.rows[0][0].as_deref(), Some(expected), "{}: {:?}", view.name(), reach.reader);
        }
        assert_eq!(wall.views().len(), 5);
    }
}
