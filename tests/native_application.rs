//! The bundle's code for node-postgres, run against native servers with a pool of one connection: what one tenant set is
//! gone when the next one gets the connection.

mod lower_support;
mod prove_support;
mod support;

use std::process::Command;

use bulkhead::bundle;
use bulkhead::sql;
use lower_support::design;
use prove_support::migrated;
use support::native::{NativeEngine, servers};

const A: &str = "00000000-0000-4000-8000-00000000000a";
const B: &str = "00000000-0000-4000-8000-00000000000b";

/// A script that works for two tenants in turn and for nobody, on one connection, and prints what each of them sees.
fn script(word: &str) -> String {
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

#[test]
fn node_postgres_sets_the_tenant_for_a_transaction() {
    let root = env!("CARGO_MANIFEST_DIR");
    let there = std::path::Path::new(root).join("node_modules/pg").exists();
    let required = std::env::var("BULKHEAD_REQUIRE_PG").is_ok_and(|value| value == "1");
    assert!(there || !required, "node-postgres must be there: make setup-test installs it");
    if !there {
        eprintln!("skipped: no node-postgres");
        return;
    }
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
            let folder = tempfile::tempdir_in(root).expect("a folder");
            let files = bundle::files(&design, None);
            let tenant =
                files.iter().find(|file| file.path == "application/node-postgres/tenant.mjs").expect("the file");
            std::fs::write(folder.path().join("tenant.mjs"), &tenant.bytes).expect("written");
            std::fs::write(folder.path().join("try.mjs"), script(word)).expect("written");
            let url = engine.url().replacen("postgres@", "n_app@", 1);
            let output = Command::new("node")
                .arg(folder.path().join("try.mjs"))
                .env("DATABASE_URL", url)
                .output()
                .expect("Node.js runs");
            let (printed, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert!(output.status.success(), "{} {way}: {said}", server.major);
            assert_eq!(printed.trim(), r#"[2,0,0,"42501","22P02","undone",0,0]"#, "{} {way}: {said}", server.major);
        }
    }
}
