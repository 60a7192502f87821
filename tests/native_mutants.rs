//! Walls that hold, with one part taken away or weakened at a time. What each mutant lets through is found out by a few
//! statements written by hand, and the audit must say so of every one; of the walls as they were it must say that they hold.

mod mutants;
mod support;

use std::fmt::Write;

use bulkhead::prove::{Audit, ProbeVerdict, TableVerdict, audit};
use bulkhead::rls::{Access, Intent, TableIntent};
use bulkhead::sql::split;
use mutants::{A, B, PERSON_A, PERSON_B, TOKEN_A, TOKEN_B, Template, Walled, templates};
use support::native::{NativeEngine, Server, servers};

impl Template {
    fn intent(&self) -> Intent {
        let mut out = Intent {
            context: (self.context)(),
            app_roles: self.roles.iter().map(|r| (*r).to_owned()).collect(),
            service_roles: self.services.iter().map(|r| (*r).to_owned()).collect(),
            ..Intent::default()
        };
        for table in &self.tables {
            let owner_column = table.by_user.then(|| "person".to_owned());
            out.tables.insert(
                table.name.to_owned(),
                TableIntent {
                    tenant_column: Some("firm".into()),
                    owner_column,
                    shared_when: table.shared.map(str::to_owned),
                    ..TableIntent::new(table.access)
                },
            );
        }
        out
    }

    /// The mutants: what was done, and the script.
    fn mutants(&self) -> Vec<(String, String)> {
        let statements: Vec<String> = split::statements(self.sql).map(|s| s.sql.trim().to_owned()).collect();
        let mut out = Vec::new();
        for (n, statement) in statements.iter().enumerate() {
            for (what, instead) in weakened(statement) {
                let mut all = statements.clone();
                all[n] = instead;
                all.retain(|s| !s.is_empty());
                let head: String = statement.chars().take(70).collect();
                out.push((format!("{what}: {}", head.replace('\n', " ")), whole(&all.join(";\n"))));
            }
        }
        for (what, from, to) in [
            (
                "a simple key instead of the pair",
                "CONSTRAINT cards_board FOREIGN KEY (firm, board) REFERENCES shop.boards (firm, id) ON DELETE CASCADE",
                "CONSTRAINT cards_board FOREIGN KEY (board) REFERENCES shop.boards (id) ON DELETE CASCADE",
            ),
            ("a key over all tenants", "UNIQUE (firm, slug)", "UNIQUE (slug)"),
        ] {
            if self.sql.contains(from) {
                let sql = self.sql.replace(from, to);
                // A simple reference needs a simple key.
                let sql = if to.contains("(id)") {
                    sql.replace("UNIQUE (firm, slug)", "UNIQUE (firm, slug), UNIQUE (id)")
                } else {
                    sql
                };
                out.push((what.to_owned(), whole(&sql)));
            }
        }
        out
    }
}

/// A whole script: the roles, the schema, and back to whoever runs it.
fn whole(sql: &str) -> String {
    format!("{}\n{sql};\nRESET ROLE;\n", include_str!("wall/roles.sql"))
}

/// The ways to weaken a statement; an empty text takes it away.
fn weakened(statement: &str) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    let mut replaced = |what, from: &str, to: &str| {
        if statement.contains(from) {
            out.push((what, statement.replacen(from, to, 1)));
        }
    };
    if statement.starts_with("CREATE POLICY") {
        replaced("permissive instead of restrictive", "AS RESTRICTIVE ", "");
        replaced("to everyone", "TO m_jobs", "TO PUBLIC");
        replaced("to everyone", "TO m_read", "TO PUBLIC");
        replaced("to everyone", "TO m_app ", "TO PUBLIC ");
        if let Some(at) = statement.find(" WITH CHECK ") {
            out.push(("no check", statement[..at].to_owned()));
            out.push(("check of nothing", format!("{} WITH CHECK (true)", &statement[..at])));
        }
        if let Some(at) = statement.find(" USING ") {
            let check = statement.find(" WITH CHECK ").map(|c| &statement[c..]).unwrap_or_default();
            out.push(("using of everything", format!("{} USING (true){check}", &statement[..at])));
        }
        out.push(("no such policy", String::new()));
    } else if statement.contains("ENABLE ROW LEVEL SECURITY") {
        out.push(("not enabled", String::new()));
    } else if statement.contains("FORCE ROW LEVEL SECURITY") {
        out.push(("not forced", String::new()));
    } else if statement.starts_with("CREATE FUNCTION") {
        replaced("immutable", " STABLE ", " IMMUTABLE ");
        replaced("without a search path", " SET search_path = ''", "");
        replaced("as the caller", " SECURITY DEFINER", "");
        replaced("of anybody", "m.person = shop.person() AND ", "");
        replaced("of anybody", "h.staff_id = shop.person() AND ", "");
        replaced("of anybody", " WHERE t.above = shop.tenant()", "");
        replaced("expired too", " AND v.expires_at > now()", "");
        replaced("expired too", " AND h.expires_at > now()", "");
    } else if statement.starts_with("GRANT") && statement.contains(" ON shop.") && !statement.contains("FUNCTION") {
        let to = statement.rfind(" ON ").unwrap_or_default();
        if !statement.contains("open_boards") {
            out.push(("everything granted", format!("GRANT ALL{}", &statement[to..])));
            if statement.contains("UPDATE (") {
                out.push(("update of every column", format!("GRANT UPDATE{}", &statement[to..])));
            }
        }
        out.push(("not granted", String::new()));
    } else if statement.starts_with("CREATE VIEW") {
        replaced("a view that reads as its owner", " WITH (security_invoker = true)", "");
    } else if statement.starts_with("CREATE TABLE hidden.members") {
        let open = "; GRANT INSERT ON hidden.members TO m_app; CREATE POLICY join_in ON hidden.members FOR INSERT TO m_app \
                    WITH CHECK (person = shop.person())";
        out.push(("everyone may join", format!("{statement}{open}")));
    }
    out
}

/// What statements by hand get through in a schema: what must not work, in their own words.
fn opened(server: &Server, template: &Template, script: &str) -> Vec<String> {
    let mut engine = NativeEngine::with_roles(&server.url);
    engine.must(script);
    let fill = |sql: &str| {
        let pairs =
            [("{a}", A), ("{b}", B), ("{pa}", PERSON_A), ("{pb}", PERSON_B), ("{ta}", TOKEN_A), ("{tb}", TOKEN_B)];
        pairs.iter().fold(sql.to_owned(), |sql, (from, to)| sql.replace(from, to))
    };
    template.seed.iter().for_each(|sql| engine.must(&fill(sql)));
    let row = |table: &Walled, firm: &str, person: &str, n: u32| {
        let (columns, values) = table.insert;
        let values = values.replace("{f}", firm).replace("{p}", person).replace("{n}", &n.to_string());
        format!("INSERT INTO {} ({columns}) VALUES ({values})", table.name)
    };
    for table in &template.tables {
        for (firm, person, n) in [(A, PERSON_A, 1), (B, PERSON_B, 2)] {
            engine.must(&row(table, firm, person, n));
        }
        if table.shared.is_some() {
            engine.must(&row(table, B, PERSON_B, 4));
        }
        if table.access == Access::Owner {
            engine.must(&row(table, A, PERSON_B, 5));
        }
    }
    let mut out = Vec::new();
    let tried =
        |engine: &mut NativeEngine, role: &str, session: Option<usize>, first: &[String], sql: &str| -> Option<u64> {
            engine.must("BEGIN");
            for (name, values) in template.settings {
                let value = session.map_or("", |side| values[side]);
                engine.must(&format!("SELECT set_config('{name}', '{value}', true)"));
            }
            engine.must(&format!("SET LOCAL ROLE {role}"));
            let ready = first.iter().all(|sql| engine.query(sql).is_ok());
            let answer = engine.query(sql);
            let _ = engine.query("ROLLBACK");
            match answer {
                Ok(rows) if ready => Some(rows.value().and_then(|v| v.parse().ok()).unwrap_or(rows.affected)),
                // A constraint is asked after the policies: they let it pass.
                Err(error) if ready && error.code.starts_with("23") && sql.starts_with("INSERT") => Some(1),
                _ => None,
            }
        };
    for table in &template.tables {
        let name = table.name;
        let theirs = match table.shared {
            Some(shared) => format!("firm = '{B}' AND NOT {shared}"),
            None if table.access == Access::Owner => format!("person = '{PERSON_B}'"),
            None => format!("firm = '{B}'"),
        };
        for role in template.roles {
            let mut gets = |what: &str, session, sql: &str, more: u64| {
                if tried(&mut engine, role, session, &[], sql).is_some_and(|n| n > more) {
                    out.push(format!("{role} {what} {name}"));
                }
            };
            gets("reads", Some(0), &format!("SELECT count(*) FROM {name} WHERE {theirs}"), 0);
            gets("reads unbound", None, &format!("SELECT count(*) FROM {name} WHERE {theirs}"), 0);
            gets("inserts into", Some(0), &row(table, B, PERSON_B, 8), 0);
            gets("inserts unbound into", None, &row(table, B, PERSON_B, 8), 0);
            gets("updates blindly", Some(0), &format!("UPDATE {name} SET {}", table.set), 1);
            gets("updates unbound", None, &format!("UPDATE {name} SET {}", table.set), 0);
            gets("moves rows of", Some(0), &format!("UPDATE {name} SET firm = '{B}'"), 0);
            gets("locks rows of", Some(0), &format!("SELECT FROM {name} FOR UPDATE"), 1);
            gets("deletes blindly from", Some(0), &format!("DELETE FROM {name}"), 1);
            gets("deletes unbound from", None, &format!("DELETE FROM {name}"), 0);
            let column = table.set.split(" = ").next().unwrap_or_default();
            let merge = format!(
                "MERGE INTO {name} USING (VALUES (1)) v(n) ON true WHEN MATCHED THEN UPDATE SET {column} = {}",
                table.set.rsplit(" = ").next().unwrap_or_default()
            );
            gets("merges", Some(0), &merge, 1);
            let privilege = format!(
                "SELECT (has_table_privilege('{role}', '{name}', 'TRUNCATE') OR has_table_privilege('{role}', '{name}', 'TRIGGER'))::int"
            );
            gets("empties or hangs triggers on", Some(0), &privilege, 0);
            if table.by_user && table.access == Access::Tenant {
                gets("signs as another in", Some(0), &row(table, A, PERSON_B, 9), 0);
            }
        }
        let owner = format!("SELECT count(*) FROM {name} WHERE {theirs}");
        if tried(&mut engine, "m_owner", Some(0), &[], &owner).is_some_and(|n| n > 0) {
            out.push(format!("the owner reads {name}"));
        }
        // A plan that is made for A and used for B.
        let plan = [
            "SET LOCAL plan_cache_mode = force_generic_plan".to_owned(),
            format!("PREPARE hand AS SELECT count(*) FROM {name} WHERE firm = '{A}'"),
            "EXECUTE hand".to_owned(),
        ];
        let mut first = plan.to_vec();
        for (setting, values) in template.settings {
            first.push(format!("SELECT set_config('{setting}', '{}', true)", values[1]));
        }
        if table.shared.is_none() && tried(&mut engine, "m_app", Some(0), &first, "EXECUTE hand").is_some_and(|n| n > 0)
        {
            out.push(format!("B gets A's rows of {name} by an old plan"));
        }
        engine.must("DEALLOCATE ALL");
    }
    if script.contains("shop.cards") {
        let card = format!(
            "INSERT INTO shop.cards (firm, board, words) VALUES ('{A}', '00000000-0000-4000-8000-000000000002', 'w')"
        );
        engine.must("BEGIN");
        engine.must(&format!("SELECT set_config('shop.tenant', '{A}', true)"));
        engine.must("SET LOCAL ROLE m_app");
        let refers = engine.query(&card).is_ok();
        engine.must("ROLLBACK");
        if refers {
            out.push("a card of A's hangs on a board of B's".into());
        }
        let slug = format!("INSERT INTO shop.boards (firm, slug) VALUES ('{A}', 's2')");
        engine.must("BEGIN");
        engine.must(&format!("SELECT set_config('shop.tenant', '{A}', true)"));
        engine.must("SET LOCAL ROLE m_app");
        let known = engine.query(&slug).is_err_and(|error| error.code == "23505");
        engine.must("ROLLBACK");
        if known {
            out.push("a slug of B's is known to A".into());
        }
        if tried(
            &mut engine,
            "m_app",
            Some(0),
            &[],
            &format!("SELECT count(*) FROM shop.open_boards WHERE firm = '{B}'"),
        )
        .is_some_and(|n| n > 0)
        {
            out.push("the view shows boards of B's".into());
        }
    }
    if script.contains("join_in") {
        let join = format!("INSERT INTO hidden.members VALUES ('{PERSON_A}', '{B}', 'admin')");
        let read = format!("SELECT count(*) FROM shop.papers WHERE firm = '{B}'");
        if tried(&mut engine, "m_app", Some(0), &[join], &read).is_some_and(|n| n > 0) {
            out.push("A joins B and reads".into());
        }
    }
    out
}

fn audited(server: &Server, template: &Template, script: &str) -> Audit {
    let mut engine = NativeEngine::with_roles(&server.url);
    pollster::block_on(audit(&mut engine, script, &template.intent(), &mut |_| {})).expect("audited")
}

/// What the audit says: a table that leaks, or a warning of a way around the tables.
fn caught(audit: &Audit) -> Option<String> {
    let leaks = audit.tables.iter().filter(|t| t.verdict == TableVerdict::Leaks).map(|t| t.table.clone());
    let warned = audit.findings.iter().filter(|f| matches!(f.rule.as_str(), "EN04" | "ORA1" | "PO18"));
    let all: Vec<String> = leaks.chain(warned.map(|f| format!("{} {}", f.rule, f.object))).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

#[test]
fn what_opens_a_wall_is_caught_and_what_holds_is_not_called_leaking_on_15() {
    check(15);
}

#[test]
fn what_opens_a_wall_is_caught_and_what_holds_is_not_called_leaking_on_18() {
    check(18);
}

fn check(major: u32) {
    for server in servers().into_iter().filter(|server| server.major == major) {
        let mut faults = Vec::new();
        let (mut open, mut closed) = (0, 0);
        for template in templates() {
            if std::env::var("BULKHEAD_MUTANT").is_ok_and(|only| !template.file.contains(&only)) {
                continue;
            }
            let base = whole(template.sql);
            let through = opened(&server, &template, &base);
            assert!(through.is_empty(), "{} is not safe itself: {through:?}", template.file);
            let audit = audited(&server, &template, &base);
            let bad: Vec<_> = audit.tables.iter().filter(|t| t.verdict != TableVerdict::Holds).collect();
            if !bad.is_empty() || caught(&audit).is_some() {
                faults.push(format!(
                    "{} holds, and the audit says {bad:?} {:?}{}",
                    template.file,
                    caught(&audit),
                    told(&audit)
                ));
            }
            for (what, script) in template.mutants() {
                let through = opened(&server, &template, &script);
                let audit = audited(&server, &template, &script);
                let said = caught(&audit);
                let verdict = match (through.is_empty(), &said) {
                    (false, Some(_)) => "caught",
                    (true, None) => "holds",
                    (false, None) => "MISSED",
                    (true, Some(_)) => "TOO MUCH",
                };
                if through.is_empty() {
                    closed += 1
                } else {
                    open += 1
                }
                println!(
                    "{} {} {verdict}: {what}\n        by hand: {}\n        audit: {}",
                    server.major,
                    template.file,
                    through.join("; "),
                    said.clone().unwrap_or_default()
                );
                if verdict == "MISSED" {
                    faults.push(format!(
                        "{}: {what} opens {through:?}, and the audit sees nothing{}",
                        template.file,
                        told(&audit)
                    ));
                }
                if verdict == "TOO MUCH" {
                    faults.push(format!(
                        "{}: {what} opens nothing by hand, and the audit says {said:?}{}",
                        template.file,
                        told(&audit)
                    ));
                }
            }
        }
        println!("PostgreSQL {}: {open} mutants open a wall, {closed} do not", server.major);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

fn told(audit: &Audit) -> String {
    let mut out = String::new();
    for probe in audit.matrix.iter().filter(|p| matches!(p.verdict, ProbeVerdict::Breached | ProbeVerdict::Error)) {
        let _ = write!(
            out,
            "\n    {:?} {} {} {:?} {}: {}",
            probe.verdict, probe.table, probe.probe, probe.session, probe.role, probe.observed
        );
    }
    out
}
