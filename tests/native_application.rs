//! The bundle's code for node-postgres, psycopg and JDBC, run against native servers on one connection: what one tenant set
//! is gone when the next one gets it.

mod lower_support;
mod prove_support;
mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use bulkhead::bundle;
use bulkhead::sql;
use lower_support::design;
use prove_support::migrated;
use support::native::{NativeEngine, servers};

const A: &str = "00000000-0000-4000-8000-00000000000a";
const B: &str = "00000000-0000-4000-8000-00000000000b";

/// A program that works for two tenants in turn and for nobody, on one connection, and prints what each of them sees.
fn javascript(word: &str) -> String {
    format!(
        "import pg from 'pg';
import {{ as{word} }} from './tenant.mjs';
const pool = new pg.Pool({{ connectionString: process.env.DATABASE_URL, max: 1 }});
const count = async (client) => Number((await client.query('SELECT count(*) FROM orders')).rows[0].count);
const [a, b] = ['{A}', '{B}'];
const add = (tenant, code) => (client) =>
  client.query('INSERT INTO orders (tenant_id, code) VALUES ($1, $2)', [tenant, code]);
const seen = [];
await as{word}(pool, a, add(a, 'one'));
await as{word}(pool, a, add(a, 'two'));
seen.push(await as{word}(pool, a, count), await as{word}(pool, b, count), await count(pool));
await as{word}(pool, b, add(a, 'three')).catch((error) => seen.push(error.code));
await as{word}(pool, \"x'; DROP TABLE orders; --\", count).catch((error) => seen.push(error.code));
await as{word}(pool, b, async (client) => {{ await add(b, 'four')(client); throw new Error('undone'); }})
  .catch((error) => seen.push(error.message));
seen.push(await as{word}(pool, b, count), await count(pool));
await pool.end();
console.log(JSON.stringify(seen));
"
    )
}

/// The same for psycopg, on a pool of one connection.
fn python(word: &str) -> String {
    let word = word.to_lowercase();
    format!(
        "import json, os
from psycopg import Error
from psycopg_pool import ConnectionPool
from tenant import as_{word}
a, b = '{A}', '{B}'
count = lambda connection: connection.execute('SELECT count(*) FROM orders').fetchone()[0]
def add(connection, tenant, code):
    connection.execute('INSERT INTO orders (tenant_id, code) VALUES (%s, %s)', (tenant, code))
seen = []
def outside():
    with pool.connection() as connection:
        return count(connection)
def inside(who):
    with as_{word}(pool, who) as connection:
        return count(connection)
with ConnectionPool(os.environ['DATABASE_URL'], min_size=1, max_size=1) as pool:
    for code in ['one', 'two']:
        with as_{word}(pool, a) as connection:
            add(connection, a, code)
    seen += [inside(a), inside(b), outside()]
    try:
        with as_{word}(pool, b) as connection:
            add(connection, a, 'three')
    except Error as error:
        seen.append(error.sqlstate)
    try:
        inside(\"x'; DROP TABLE orders; --\")
    except Error as error:
        seen.append(error.sqlstate)
    try:
        with as_{word}(pool, b) as connection:
            add(connection, b, 'four')
            raise ValueError('undone')
    except ValueError as error:
        seen.append(str(error))
    seen += [inside(b), outside()]
print(json.dumps(seen, separators=(',', ':')))
"
    )
}

/// The same for JDBC, with a source that hands out one connection again and again. A key is no text there, so that none can
/// be anything else.
fn java(word: &str) -> String {
    format!(
        r#"import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.*;
import java.util.*;
import javax.sql.DataSource;

public class Try {{
    static long count(Connection connection) throws SQLException {{
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM orders")) {{
            rows.next();
            return rows.getLong(1);
        }}
    }}

    static Object add(Connection connection, UUID tenant, String code) throws SQLException {{
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO orders (tenant_id, code) VALUES (?, ?)")) {{
            insert.setObject(1, tenant);
            insert.setString(2, code);
            insert.executeUpdate();
        }}
        return null;
    }}

    public static void main(String[] arguments) throws Exception {{
        Connection only = DriverManager.getConnection(System.getenv("JDBC_URL"), System.getenv("JDBC_USER"), "");
        Connection kept = (Connection) Proxy.newProxyInstance(Try.class.getClassLoader(), new Class<?>[] {{Connection.class}},
                (self, method, values) -> {{
                    if (method.getName().equals("close")) return null;
                    try {{
                        return method.invoke(only, values);
                    }} catch (InvocationTargetException error) {{
                        throw error.getCause();
                    }}
                }});
        DataSource source = (DataSource) Proxy.newProxyInstance(Try.class.getClassLoader(), new Class<?>[] {{DataSource.class}},
                (self, method, values) -> kept);
        UUID a = UUID.fromString("{A}"), b = UUID.fromString("{B}");
        List<Object> seen = new ArrayList<>();
        TenantSession.as{word}(source, a, connection -> add(connection, a, "one"));
        TenantSession.as{word}(source, a, connection -> add(connection, a, "two"));
        seen.add(TenantSession.as{word}(source, a, Try::count));
        seen.add(TenantSession.as{word}(source, b, Try::count));
        seen.add(count(only));
        try {{
            TenantSession.as{word}(source, b, connection -> add(connection, a, "three"));
        }} catch (SQLException error) {{
            seen.add('"' + error.getSQLState() + '"');
        }}
        try {{
            TenantSession.as{word}(source, b, connection -> {{
                add(connection, b, "four");
                throw new IllegalStateException("undone");
            }});
        }} catch (IllegalStateException error) {{
            seen.add('"' + error.getMessage() + '"');
        }}
        seen.add(TenantSession.as{word}(source, b, Try::count));
        seen.add(count(only));
        System.out.println(seen.toString().replace(" ", ""));
    }}
}}
"#
    )
}

/// One of the bundle's languages, and how a program in it is run.
struct Language {
    /// The file in the bundle.
    file: &'static str,
    /// The program, and what it is called.
    program: (&'static str, fn(&str) -> String),
    /// What it prints.
    prints: &'static str,
    /// The command in the folder that has both, with the URL of the database as the application's role.
    command: fn(&Path, &str) -> Command,
}

fn check(language: &Language) {
    let members = "
entity Members
  UserId uuid not-null
  TenantId uuid not-null
  key (UserId, TenantId)";
    let ways =
        [("setting", "Tenant", ""), ("claim", "Tenant", ""), ("membership(Members,UserId,TenantId)", "User", members)];
    for server in servers() {
        for (way, word, more) in ways {
            let text = format!(
                "roles owner=n_owner app=n_app\nnaming snake\ntenancy {way} guards\n\
                 entity Orders tenant\n  Id bigint identity pk\n  Code text not-null{more}"
            );
            let mut design = design(&text);
            design.roles.values_mut().for_each(|role| role.login = true);
            let design = migrated(&design, "20260101000000_Test");
            let mut engine = NativeEngine::with_roles(&server.url);
            engine.must(&sql::roles(&design.migrated()));
            engine.must("SET ROLE n_owner");
            for statement in &design.migrations.values().next().expect("the migration").up {
                engine.must(&statement.sql);
            }
            if !more.is_empty() {
                engine.must(&format!("INSERT INTO members VALUES ('{A}', '{A}'), ('{B}', '{B}')"));
            }
            engine.must("RESET ROLE");
            // Beside node_modules, where Node.js looks for what is imported.
            let folder = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).expect("a folder");
            let files = bundle::files(&design, None);
            let path = format!("application/{}", language.file);
            let tenant = files.iter().find(|file| file.path == path).expect("the file");
            let name = Path::new(language.file).file_name().expect("a name");
            std::fs::write(folder.path().join(name), &tenant.bytes).expect("written");
            let (program, text) = language.program;
            std::fs::write(folder.path().join(program), text(word)).expect("written");
            let url = engine.url().replacen("postgres@", "n_app@", 1);
            let output = (language.command)(folder.path(), &url).output().expect("it runs");
            let (printed, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert!(output.status.success(), "{} {way}: {printed}{said}", server.major);
            assert_eq!(printed.trim(), language.prints, "{} {way}: {said}", server.major);
        }
    }
}

/// What set-up puts into node_modules, or a line that it is not there.
fn there(path: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules").join(path);
    if !found.exists() {
        eprintln!("skipped: node_modules/{path} is not there (make setup-test tries to put it there)");
        return None;
    }
    Some(found)
}

#[test]
fn node_postgres_sets_the_tenant_for_a_transaction() {
    let required = std::env::var("BULKHEAD_REQUIRE_PG").is_ok_and(|value| value == "1");
    let found = there("pg").is_some();
    assert!(found || !required, "node-postgres must be there: make setup-test installs it");
    if found {
        check(&Language {
            file: "node-postgres/tenant.mjs",
            program: ("try.mjs", javascript),
            prints: r#"[2,0,0,"42501","22P02","undone",0,0]"#,
            command: |folder, url| {
                let mut command = Command::new("node");
                command.arg(folder.join("try.mjs")).env("DATABASE_URL", url);
                command
            },
        });
    }
}

#[test]
fn psycopg_sets_the_tenant_for_a_transaction() {
    if there(".psycopg/bin/python").is_none() {
        return;
    }
    check(&Language {
        file: "psycopg/tenant.py",
        program: ("try.py", python),
        prints: r#"[2,0,0,"42501","22P02","undone",0,0]"#,
        command: |folder, url| {
            let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/.psycopg/bin/python");
            let mut command = Command::new(python);
            command.arg(folder.join("try.py")).env("DATABASE_URL", url);
            command
        },
    });
}

#[test]
fn jdbc_sets_the_tenant_for_a_transaction() {
    let java = Command::new("javac").arg("-version").output().is_ok_and(|output| output.status.success());
    if !java {
        eprintln!("skipped: no javac");
    }
    if !java || there(".jdbc/postgresql.jar").is_none() {
        return;
    }
    check(&Language {
        file: "jdbc/TenantSession.java",
        program: ("Try.java", crate::java),
        prints: r#"[2,0,0,"42501","undone",0,0]"#,
        command: |folder, url| {
            let jar = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/.jdbc/postgresql.jar");
            let compiled = Command::new("javac")
                .args(["-Xlint:all", "-Werror", "-cp"])
                .args([folder, &folder.join("TenantSession.java"), &folder.join("Try.java")])
                .output()
                .expect("javac runs");
            assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
            // postgresql://role@host:port/database
            let (role, rest) = url.split_once("://").and_then(|(_, rest)| rest.split_once('@')).expect("a role");
            let mut command = Command::new("java");
            command.arg("-cp").arg(format!("{}:{}", folder.display(), jar.display())).arg("Try");
            command.env("JDBC_URL", format!("jdbc:postgresql://{rest}")).env("JDBC_USER", role);
            command
        },
    });
}
