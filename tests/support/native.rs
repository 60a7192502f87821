//! A native PostgreSQL as an engine: each engine has a database of its own, and leaves nothing behind.

use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use bulkhead::engine::{Engine, Rows, SqlError};
use bulkhead::sql::{quote, split};
use postgres::error::ErrorPosition;
use postgres::{Client, Config, NoTls, SimpleQueryMessage};

/// A server that tests may use.
#[derive(Clone, Debug)]
pub struct Server {
    pub major: u32,
    /// The superuser's URL of the database `postgres`.
    pub url: String,
}

/// The servers that `scripts/with-postgres.sh` started. Without them tests say that they were skipped, or fail if
/// `BULKHEAD_REQUIRE_PG=1`.
pub fn servers() -> Vec<Server> {
    let servers: Vec<_> = [15, 18]
        .into_iter()
        .filter_map(|major| Some(Server { major, url: std::env::var(format!("BULKHEAD_PG{major}")).ok()? }))
        .collect();
    if servers.len() < 2 {
        let required = std::env::var("BULKHEAD_REQUIRE_PG").is_ok_and(|value| value == "1");
        assert!(!required, "BULKHEAD_PG15 and BULKHEAD_PG18 must name servers: scripts/with-postgres.sh does it");
        eprintln!("skipped: no PostgreSQL (run the tests by scripts/with-postgres.sh)");
    }
    servers
}

/// A name that no other test of this or another process uses.
pub fn unique(prefix: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{prefix}_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A connection to a database of its own, as the superuser.
pub struct NativeEngine {
    client: Option<Client>,
    config: Config,
    server: String,
    database: String,
    /// Holds the lock on the cluster's roles, if this engine may make any.
    roles: Option<Roles>,
    notices: Arc<Mutex<Vec<String>>>,
    started: Instant,
}

struct Roles {
    /// The session that holds the lock.
    client: Client,
    /// The roles that were there before.
    before: Vec<String>,
}

/// The advisory lock in the database `postgres` of whoever makes roles: "bulk".
const ROLES_LOCK: i64 = 0x6275_6c6b;

impl NativeEngine {
    /// A fresh database for a test that makes no roles, or makes roles by [`unique`] names and drops them itself.
    pub fn connect(server: &str) -> Self {
        Self::start(server, None)
    }

    /// A fresh database for a test that makes roles. Roles belong to the cluster: until this engine is dropped, others
    /// that ask for one of this kind wait. The roles that the test made are dropped at the end, and by a reset.
    /// A test that needs two databases asks this engine for a [`sibling`](Self::sibling).
    pub fn with_roles(server: &str) -> Self {
        let mut client = Client::connect(server, NoTls).expect("connects as superuser");
        client.batch_execute(&format!("SELECT pg_advisory_lock({ROLES_LOCK})")).expect("locks");
        let before = role_names(&mut client);
        Self::start(server, Some(Roles { client, before }))
    }

    /// Another database on the same server, under this engine's lock on roles.
    pub fn sibling(&self) -> Self {
        Self::start(&self.server, None)
    }

    fn start(server: &str, roles: Option<Roles>) -> Self {
        let database = unique("bulkhead");
        let mut config = Config::from_str(server).expect("a libpq URL");
        let notices = Arc::new(Mutex::new(Vec::new()));
        let sink = notices.clone();
        config.dbname(&database).notice_callback(move |notice| {
            sink.lock().expect("not poisoned").push(format!("{}: {}", notice.severity(), notice.message()));
        });
        let mut engine =
            Self { client: None, config, server: server.into(), database, roles, notices, started: Instant::now() };
        engine.create();
        engine
    }

    /// The URL of this engine's database.
    pub fn url(&self) -> String {
        let base = self.server.rsplit_once('/').map_or(self.server.as_str(), |(base, _)| base);
        format!("{base}/{}", self.database)
    }

    /// What the server said by NOTICE and WARNING since the last call, as `NOTICE: text`.
    pub fn notices(&mut self) -> Vec<String> {
        // Notices arrive with the messages of a later round trip at the latest.
        let _ = self.query("SELECT 1");
        std::mem::take(&mut *self.notices.lock().expect("not poisoned"))
    }

    /// Runs one statement.
    pub fn query(&mut self, sql: &str) -> Result<Rows, SqlError> {
        let started = Instant::now();
        let client = self.client.as_mut().ok_or_else(|| SqlError::engine("terminated", "not connected"))?;
        let messages = client.simple_query(sql).map_err(|error| sql_error(&error).at(sql))?;
        let mut rows = Rows::default();
        for message in messages {
            match message {
                SimpleQueryMessage::RowDescription(columns) => {
                    rows.columns = columns.iter().map(|column| column.name().to_owned()).collect();
                    rows.rows.clear();
                }
                SimpleQueryMessage::Row(row) => {
                    rows.rows.push((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect());
                }
                SimpleQueryMessage::CommandComplete(affected) => rows.affected = affected,
                _ => {}
            }
        }
        rows.ms = started.elapsed().as_secs_f64() * 1000.0;
        Ok(rows)
    }

    /// Runs a script statement by statement, stopping at the first error.
    pub fn script(&mut self, script: &str) -> Result<(), SqlError> {
        for piece in split::statements(script) {
            self.query(piece.sql)?;
        }
        Ok(())
    }

    /// Runs a script that must work, and says which statement did not.
    #[track_caller]
    pub fn must(&mut self, script: &str) {
        if let Err(error) = self.script(script) {
            panic!("{error}\n{:?} {:?}\nin: {}", error.detail, error.hint, error.statement);
        }
    }

    fn admin(&self) -> Client {
        Client::connect(&self.server, NoTls).expect("connects as superuser")
    }

    fn create(&mut self) {
        let database = quote::ident(&self.database);
        self.admin().batch_execute(&format!("CREATE DATABASE {database}")).expect("creates a database");
        self.client = Some(self.config.connect(NoTls).expect("connects to the new database"));
    }

    fn destroy(&mut self) {
        self.client = None;
        let database = quote::ident(&self.database);
        let mut admin = self.admin();
        let _ = admin.batch_execute(&format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"));
        if let Some(roles) = &mut self.roles {
            for role in role_names(&mut roles.client) {
                if !roles.before.contains(&role) {
                    let role = quote::ident(&role);
                    // Only privileges on the cluster's shared objects are left of it.
                    let _ = admin.batch_execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
                }
            }
        }
    }
}

impl Drop for NativeEngine {
    fn drop(&mut self) {
        self.destroy();
    }
}

impl Engine for NativeEngine {
    async fn run(&mut self, sql: &str) -> Result<Rows, SqlError> {
        self.query(sql)
    }

    async fn reset(&mut self) -> Result<(), SqlError> {
        self.destroy();
        self.create();
        Ok(())
    }

    fn now_ms(&self) -> f64 {
        self.started.elapsed().as_secs_f64() * 1000.0
    }
}

fn role_names(client: &mut Client) -> Vec<String> {
    let rows = client.query("SELECT rolname FROM pg_catalog.pg_roles ORDER BY 1", &[]).expect("lists roles");
    rows.iter().map(|row| row.get(0)).collect()
}

fn sql_error(error: &postgres::Error) -> SqlError {
    let Some(db) = error.as_db_error() else {
        return SqlError::engine("terminated", error.to_string());
    };
    SqlError {
        message: db.message().to_owned(),
        code: db.code().code().to_owned(),
        detail: db.detail().map(str::to_owned),
        hint: db.hint().map(str::to_owned),
        position: match db.position() {
            Some(ErrorPosition::Original(position)) => Some(*position),
            _ => None,
        },
        ..SqlError::default()
    }
}
