//! Random migrations on a real PostgreSQL: up leads from the one catalog to the other as PostgreSQL itself describes
//! them, down leads back, and undoing everything leaves nothing.
//!
//! `BULKHEAD_MIGRATION_CASES` says how many pairs are tried on each server.

mod support;

use std::cell::RefCell;
use std::collections::HashMap;

use bulkhead::catalog::{Catalog, Pair};
use bulkhead::engine::SqlError;
use bulkhead::plan::{Mode, Options, Statement, draft, plan};
use bulkhead::sql::roles;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestError, TestRunner};
use support::dump::{describe, dump};
use support::model;
use support::native::{NativeEngine, servers};
use support::plan_cases::Case as NamedCase;

fn cases() -> u32 {
    std::env::var("BULKHEAD_MIGRATION_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(25)
}

/// A database in which migrations run as the owner.
struct Database {
    engine: NativeEngine,
    empty: String,
    has_dump: bool,
}

impl Database {
    fn new(engine: NativeEngine) -> Self {
        let has_dump = support::dump::pg_dump(&engine.url()).is_some();
        let empty = describe(&engine.url());
        Self { engine, empty, has_dump }
    }

    fn run(&mut self, statements: &[Statement]) -> Result<(), (SqlError, String)> {
        for run in statements.chunk_by(|a, b| a.transactional && b.transactional) {
            let together = run[0].transactional;
            if together {
                self.query("BEGIN")?;
            }
            for statement in run {
                self.query(&statement.sql)?;
            }
            if together {
                self.query("COMMIT")?;
            }
        }
        Ok(())
    }

    fn query(&mut self, sql: &str) -> Result<(), (SqlError, String)> {
        self.engine.query(sql).map(|_| ()).map_err(|error| (error, sql.to_owned()))
    }

    /// What the database holds, in PostgreSQL's words. Sequences of identity columns keep the names they were born
    /// with when their table or column is renamed, so they go by their column's name here.
    fn state(&mut self) -> String {
        // As `support::dump::describe`, but without a connection for each look.
        self.engine.must("SET search_path = ''");
        let rows = self.engine.query(include_str!("support/describe.sql")).expect("describes");
        self.engine.must("RESET search_path");
        let mut lines: Vec<String> = rows.rows.into_iter().filter_map(|mut row| row.swap_remove(0)).collect();
        lines.sort();
        without_identity_sequences(&lines.join("\n"))
    }

    fn dump(&self) -> Option<String> {
        self.has_dump.then(|| dump(&self.engine.url()))
    }

    /// Back to an empty database, whatever state it is in.
    fn wipe(&mut self) {
        let _ = self.engine.query("ROLLBACK");
        self.engine.must("DROP OWNED BY CURRENT_USER CASCADE");
    }
}

fn without_identity_sequences(description: &str) -> String {
    let mut owners: HashMap<&str, &str> = HashMap::new();
    for line in description.lines() {
        if let Some(rest) = line.strip_prefix("sequence ")
            && let Some((name, _)) = rest.split_once(" as ")
            && let Some((_, owner)) = rest.rsplit_once(" owned by ")
            && let Some(column) = owner.strip_suffix(" i")
        {
            owners.insert(name, column);
        }
    }
    let mut lines: Vec<String> = description
        .lines()
        .filter(|line| {
            let relation = line.strip_prefix("relation ").and_then(|rest| rest.split_once(" kind S"));
            relation.is_none_or(|(name, _)| !owners.contains_key(name))
        })
        .map(|line| {
            let sequence = line.strip_prefix("sequence ").and_then(|rest| rest.split_once(" as "));
            match sequence.and_then(|(name, rest)| Some((owners.get(name)?, rest))) {
                Some((column, rest)) => format!("sequence of {column} as {rest}"),
                None => line.to_owned(),
            }
        })
        .collect();
    lines.sort();
    lines.join("\n")
}

/// The lines of one text that the other has not.
fn difference(expected: &str, found: &str) -> String {
    let only = |a: &str, b: &str, sign: char| {
        let b: std::collections::HashSet<&str> = b.lines().collect();
        a.lines().filter(|line| !b.contains(line)).map(|line| format!("{sign} {line}\n")).collect::<String>()
    };
    only(expected, found, '-') + &only(found, expected, '+')
}

fn text(statements: &[Statement]) -> String {
    statements.iter().map(|s| format!("{};\n", s.sql)).collect()
}

struct Case<'x> {
    database: &'x mut Database,
    options: Options,
}

impl Case<'_> {
    fn run(&mut self, what: &str, statements: &[Statement]) -> Result<(), TestCaseError> {
        self.database.run(statements).map_err(|(error, sql)| {
            TestCaseError::fail(format!("{what}: {error}\n{:?}\nin: {sql}\nof:\n{}", error.detail, text(statements)))
        })
    }

    fn same(&mut self, what: &str, expected: &str, plan: &[Statement]) -> Result<(), TestCaseError> {
        let found = self.database.state();
        if found == expected {
            return Ok(());
        }
        Err(TestCaseError::fail(format!("{what}:\n{}\nafter:\n{}", difference(expected, &found), text(plan))))
    }

    fn check(&mut self, before: &Catalog, after: &Catalog) -> Result<(), TestCaseError> {
        self.database.wipe();
        let nothing = Catalog { owner: before.owner.clone(), roles: before.roles.clone(), ..Catalog::default() };
        let create = plan(Pair::new(&nothing, after), &self.options);
        self.run("create the next", &create)?;
        let expected_next = self.database.state();
        let dump_next = self.database.dump();
        let drop_all = plan(Pair::new(after, &nothing), &self.options);
        self.run("drop the next", &drop_all)?;
        self.same("nothing is left of the next", &self.database.empty.clone(), &drop_all)?;

        self.run("create the previous", &plan(Pair::new(&nothing, before), &self.options))?;
        let expected_previous = self.database.state();
        let draft = draft(Pair::new(before, after), &[], &self.options);
        self.run("up", &draft.up)?;
        self.same("up leads to the next", &expected_next, &draft.up)?;
        if let (Some(expected), Some(found)) = (dump_next, self.database.dump()) {
            let (expected, found) = (without_sequence_names(&expected), without_sequence_names(&found));
            if expected != found {
                let difference = difference(&expected, &found);
                return Err(TestCaseError::fail(format!(
                    "pg_dump after up:\n{difference}\nafter:\n{}",
                    text(&draft.up)
                )));
            }
        }
        self.run("down", &draft.down)?;
        self.same("down leads back", &expected_previous, &draft.down)?;
        self.run("up again", &draft.up)?;
        self.same("up leads to the next again", &expected_next, &draft.up)
    }
}

/// The names of identity columns' sequences are PostgreSQL's own choice.
fn without_sequence_names(dump: &str) -> String {
    let lines: Vec<&str> = dump.lines().filter(|line| !line.trim_start().starts_with("SEQUENCE NAME ")).collect();
    lines.join("\n")
}

fn random(mode: Mode) {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let roles = roles(&model::Model::empty(server.major).raw);
        engine.must(&roles);
        engine.must(&roles);
        engine.must("SET ROLE bulkhead_owner");
        let database = RefCell::new(Database::new(engine));
        let config = ProptestConfig {
            cases: cases(),
            max_shrink_iters: 400,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let options = Options { mode, target_version: server.major as u8, ..Options::default() };
        let result = TestRunner::new(config).run(&model::pair(server.major), |(before, after)| {
            let mut database = database.borrow_mut();
            Case { database: &mut database, options }.check(&before, &after)
        });
        match result {
            Ok(()) => {}
            Err(TestError::Fail(reason, (before, after))) => {
                let nothing =
                    Catalog { owner: before.owner.clone(), roles: before.roles.clone(), ..Catalog::default() };
                let from = text(&plan(Pair::new(&nothing, &before), &options));
                let to = text(&plan(Pair::new(&nothing, &after), &options));
                panic!("PostgreSQL {}: {reason}\n--- from:\n{from}\n--- to:\n{to}", server.major);
            }
            Err(TestError::Abort(reason)) => panic!("PostgreSQL {}: {reason}", server.major),
        }
    }
}

#[test]
fn random_migrations_go_up_and_down() {
    random(Mode::Simple);
}

#[test]
fn random_migrations_go_up_and_down_online() {
    random(Mode::Online);
}

/// Rows that are there make a migration fail only where it says that they may, and none is lost that it does not
/// announce.
#[test]
fn random_migrations_spare_rows() {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        engine.must(&roles(&model::Model::empty(server.major).raw));
        engine.must("SET ROLE bulkhead_owner");
        let database = RefCell::new(Database::new(engine));
        let config = ProptestConfig {
            cases: cases(),
            max_shrink_iters: 400,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let options = Options { mode: Mode::Simple, target_version: server.major as u8, ..Options::default() };
        let result = TestRunner::new(config).run(&model::pair(server.major), |(before, after)| {
            spares_rows(&mut database.borrow_mut(), &before, &after, &options)
        });
        if let Err(TestError::Fail(reason, (before, _))) = result {
            let nothing = Catalog { owner: before.owner.clone(), roles: before.roles.clone(), ..Catalog::default() };
            panic!(
                "PostgreSQL {}: {reason}\n--- from:\n{}",
                server.major,
                text(&plan(Pair::new(&nothing, &before), &options))
            );
        }
    }
}

fn spares_rows(
    database: &mut Database,
    before: &Catalog,
    after: &Catalog,
    options: &Options,
) -> Result<(), TestCaseError> {
    database.wipe();
    let nothing = Catalog { owner: before.owner.clone(), roles: before.roles.clone(), ..Catalog::default() };
    let told = |what: &str, (error, sql): (SqlError, String)| {
        TestCaseError::fail(format!("{what}: {error} {:?}\nin: {sql}", error.detail))
    };
    database.run(&plan(Pair::new(&nothing, before), options)).map_err(|e| told("create the previous", e))?;
    support::rows::insert(&mut database.engine, before);
    let draft = draft(Pair::new(before, after), &[], options);
    let kept: Vec<_> = before.tables.iter().filter(|t| after.table(&t.id).is_some()).map(|t| t.id.clone()).collect();
    let counted = support::rows::count(&mut database.engine, before, &kept);
    for (what, statements, catalog) in [("up", &draft.up, after), ("down", &draft.down, before)] {
        if let Err((error, sql)) = database.run(statements) {
            let failed = statements.iter().find(|s| s.sql == sql);
            // An enum is made anew where the labels are warned of, and fails where a column changes over.
            let warned = failed.is_some_and(|s| !s.hazards.is_empty())
                || statements.iter().flat_map(|s| &s.hazards).any(|h| h.rule == "enum-label-removed");
            if warned && error.code.starts_with("2") {
                return Ok(());
            }
            return Err(told(&format!("{what} does not say that it may fail\n{}", text(statements)), (error, sql)));
        }
        let found = support::rows::count(&mut database.engine, catalog, &kept);
        if found != counted {
            return Err(TestCaseError::fail(format!(
                "{what}: rows {counted:?} became {found:?}\n{}",
                text(statements)
            )));
        }
    }
    Ok(())
}

/// Named cases, on rows where they have some.
#[test]
fn named_cases_go_up_and_down_on_rows() {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        engine.must(&roles(&model::Model::empty(server.major).raw));
        engine.must("SET ROLE bulkhead_owner");
        let mut database = Database::new(engine);
        let mut wrong = Vec::new();
        for case in cases_of(server.major) {
            database.wipe();
            if let Err(problem) = named(&mut database, &case, server.major) {
                wrong.push(format!("PostgreSQL {}: {}: {problem}", server.major, case.name));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    }
}

/// A server older than the target refuses what is planned for the target.
fn cases_of(major: u32) -> impl Iterator<Item = NamedCase> {
    support::plan_cases::cases().into_iter().filter(move |case| u32::from(case.version) <= major)
}

fn named(database: &mut Database, case: &NamedCase, major: u32) -> Result<(), String> {
    let options = Options {
        mode: if case.online { Mode::Online } else { Mode::Simple },
        target_version: case.version,
        ..Options::default()
    };
    let told = |what: &str, (error, sql): (SqlError, String)| format!("{what}: {error} {:?}\nin: {sql}", error.detail);
    let nothing = Catalog { owner: case.before.owner.clone(), roles: case.before.roles.clone(), ..Catalog::default() };
    let fresh = |catalog: &Catalog| plan(Pair::new(&nothing, catalog), &options);
    let refused = case.up_fails || (case.name == "virtual-before-18" && major < 18);
    let mut expected_next = None;
    if !refused {
        database.run(&fresh(&case.after)).map_err(|e| told("create the next", e))?;
        expected_next = Some(database.state());
        database.wipe();
    }
    database.run(&fresh(&case.before)).map_err(|e| told("create the previous", e))?;
    let expected_previous = database.state();
    for sql in bulkhead::sql::split::statements(case.rows) {
        database.query(sql.sql).map_err(|e| told("rows", e))?;
    }
    let draft = draft(Pair::new(&case.before, &case.after), &case.hand, &options);
    let up = database.run(&draft.up);
    let Some(expected_next) = expected_next else {
        let warned = draft.up.iter().any(|s| s.hazards.iter().any(|h| h.level != bulkhead::problem::Level::Info));
        return if up.is_err() && warned >= case.warns {
            Ok(())
        } else {
            Err("up was to fail, and the plan to say so".into())
        };
    };
    up.map_err(|e| told("up", e))?;
    let found = database.state();
    if found != expected_next {
        return Err(format!("up leads elsewhere:\n{}", difference(&expected_next, &found)));
    }
    let mut answer = None;
    for sql in bulkhead::sql::split::statements(case.then) {
        answer = Some(database.engine.query(sql.sql).map_err(|error| told("then", (error, sql.sql.to_owned())))?);
    }
    if let Some(rows) = answer
        && rows.value() != Some("t")
    {
        return Err(format!("not true after up: {} ({:?})", case.then, rows.rows));
    }
    database.run(&draft.down).map_err(|e| told("down", e))?;
    // What rested on lost values may have come back without being valid for every row; the plan says so.
    let forgiven = draft.down.iter().any(|s| s.hazards.iter().any(|h| h.rule == "restored-constraint"));
    let mut found = database.state();
    if forgiven {
        found = found.replace(" NOT VALID valid f", " valid t");
    }
    if found != expected_previous {
        return Err(format!("down leads elsewhere:\n{}", difference(&expected_previous, &found)));
    }
    Ok(())
}
