//! What is written by other ways than the tables: functions that are called, views that are written through, triggers that
//! follow a rightful statement. Afterwards the superuser looks whether anything of tenant B's is other than it was.

use std::collections::BTreeSet;

use super::around::enter;
use super::mend::{statements, worked};
use super::routines::called;
use crate::engine::{Engine, Rows, SqlError};
use crate::prove::isolation::{Assault, Attack, Judged, Target, denies, insert_into, is_control};
use crate::prove::link::Link;
use crate::prove::proof::{Hole, Probe, ProbeVerdict, Session};
use crate::prove::seed::{Seeds, Side};
use crate::rls::Fix;
use crate::sql::quote;

/// So many statements go in one message.
const AT_ONCE: usize = 50;

/// Something that writes.
struct Written {
    probe: &'static str,
    rule: &'static str,
    object: String,
    sql: String,
    /// What may close it, the gentlest first.
    fixes: Vec<Fix>,
}

/// Tries everything by which a role may write in a roundabout way.
///
/// # Errors
/// Only that the engine ended.
pub(super) async fn writes<E: Engine>(
    link: &mut Link<'_, E>,
    seeds: &Seeds,
    assault: &Assault,
    role: &str,
) -> Result<Vec<Probe>, SqlError> {
    let targets = &assault.targets;
    let Some(first) = targets.iter().find(|t| t.role == role) else { return Ok(Vec::new()) };
    let Some(state) = state(targets) else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for (object, name, call) in called(link, seeds, targets, role).await? {
        let revoke = format!("REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC, {};", quote::ident(role));
        let invoker = format!("ALTER FUNCTION {name} SECURITY INVOKER;");
        let fixes = vec![
            Fix { title: "Let it run with the rights of whoever calls it".into(), sql: invoker },
            Fix { title: "Revoke EXECUTE".into(), sql: revoke },
        ];
        all.push(Written { probe: "function-writes", rule: "BY04", object, sql: format!("SELECT {call}"), fixes });
    }
    all.extend(views(link, seeds, targets, role).await?);
    let fired = fired(link).await?;
    if !fired.is_empty() {
        let fixes = invokers(link).await?;
        let rightful = assault.judged.iter().filter(|j| is_control(&j.attack) && j.attack.session == Session::A);
        let sets_off = |j: &&Judged| targets[j.at].role == role && fired.contains(&targets[j.at].name);
        for j in rightful.filter(|j| j.attack.probe != "read-own").filter(sets_off) {
            let object = format!("a trigger that {} on {} sets off", j.attack.probe, targets[j.at].name);
            let (sql, fixes) = (j.attack.sql.clone(), fixes.clone());
            all.push(Written { probe: "trigger", rule: "BY06", object, sql, fixes });
        }
    }
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let before = link.run(&state).await?.value().map(str::to_owned);
    let rightful = assault.rightful(role, "");
    let session = enter(first, Session::A, role);
    let mut out = Vec::new();
    for some in all.chunks(AT_ONCE) {
        let mut batch = Vec::new();
        let mut places = Vec::new();
        for one in some {
            batch.extend(session.iter().cloned());
            batch.extend([one.sql.clone(), "RESET ROLE".to_owned(), state.clone()]);
            places.push(batch.len() - 1);
            batch.push("ROLLBACK TO bulkhead_probe".to_owned());
        }
        let answers = link.each(&batch).await?;
        for (one, at) in some.iter().zip(places) {
            let (verdict, observed) = judged(one, answers.get(at - 2), answers.get(at), before.as_deref());
            let breached = verdict == ProbeVerdict::Breached;
            let tried = Tried { session: &session, state: &state, before: before.as_deref(), rightful: &rightful };
            let hole = if breached { Some(hole(link, one, &tried).await?) } else { None };
            out.push(Probe {
                table: one.object.clone(),
                probe: one.probe.to_owned(),
                session: Session::A,
                role: role.to_owned(),
                sql: format!("BEGIN;\n{};\n{};\nROLLBACK;", session.join(";\n"), one.sql),
                expected: "nothing of tenant B's changes".into(),
                observed,
                verdict,
                fix: None,
                element: None,
                rule: breached.then(|| one.rule.to_owned()),
                hole,
            });
        }
    }
    Ok(out)
}

/// What came of a statement: how it went, and the state after it.
fn judged(
    one: &Written,
    ran: Option<&Result<Rows, SqlError>>,
    after: Option<&Result<Rows, SqlError>>,
    before: Option<&str>,
) -> (ProbeVerdict, String) {
    match (ran, after) {
        (Some(Err(error)), _) if error.code == "42501" => (ProbeVerdict::Held, format!("refused: {error}")),
        (Some(Err(error)), _) => (ProbeVerdict::NotApplicable, format!("not decided: {error}")),
        (Some(Ok(_)), Some(Ok(rows))) if rows.value() == before => {
            (ProbeVerdict::Held, "it ran, and tenant B's rows are as they were".to_owned())
        }
        (Some(Ok(_)), Some(Ok(_))) => {
            (ProbeVerdict::Breached, format!("tenant B's rows were changed by {}", one.object))
        }
        _ => (ProbeVerdict::NotApplicable, "not decided".to_owned()),
    }
}

/// In what a way by which something is written was tried.
struct Tried<'t> {
    session: &'t [String],
    state: &'t str,
    before: Option<&'t str>,
    rightful: &'t [&'t Attack],
}

/// Applies what may close a way, tries it again, then rightful use; the first that closes it is named.
async fn hole<E: Engine>(link: &mut Link<'_, E>, one: &Written, tried: &Tried<'_>) -> Result<Hole, SqlError> {
    let of = |fix: Option<&Fix>, after: Option<String>, closed| Hole {
        rule: one.rule.to_owned(),
        part: one.object.clone(),
        fix: fix.cloned(),
        after,
        closed,
    };
    let mut open = of(one.fixes.last(), None, false);
    for fix in &one.fixes {
        let applied = statements(&fix.sql);
        let mut batch = applied.clone();
        batch.extend(tried.session.iter().cloned());
        let at = batch.len();
        let end = "ROLLBACK TO bulkhead_probe".to_owned();
        batch.extend([one.sql.clone(), "RESET ROLE".to_owned(), tried.state.to_owned(), end]);
        let answers = link.each(&batch).await?;
        if let Some(error) = answers.iter().take(applied.len()).find_map(|answer| answer.as_ref().err()) {
            open = of(Some(fix), Some(format!("it can't be applied as it is: {error}")), false);
            continue;
        }
        let (verdict, observed) = judged(one, answers.get(at), answers.get(at + 2), tried.before);
        let why = match verdict {
            ProbeVerdict::Held => denies(link, &applied, tried.rightful).await?,
            _ => Some(format!("after it: {observed}")),
        };
        match why {
            Some(why) => open = of(Some(fix), Some(why), false),
            None => {
                let after = format!("applied and tried again: {observed}{}", worked(tried.rightful));
                return Ok(of(Some(fix), Some(after), true));
            }
        }
    }
    Ok(open)
}

/// What lets each trigger's function that runs as its owner run as whoever sets it off.
async fn invokers<E: Engine>(link: &mut Link<'_, E>) -> Result<Vec<Fix>, SqlError> {
    let sql = "SELECT DISTINCT format('%I.%I()', n.nspname, p.proname) FROM pg_catalog.pg_trigger t \
               JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid AND p.prosecdef \
               JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE NOT t.tgisinternal ORDER BY 1 LIMIT 8";
    let fix = |name: String| Fix {
        title: "Let the trigger's function run with the rights of whoever sets it off".into(),
        sql: format!("ALTER FUNCTION {name} SECURITY INVOKER;"),
    };
    let rows = link.run(sql).await?.rows;
    Ok(rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).map(fix).collect())
}

/// Asks for everything of tenant B's in one text.
fn state(targets: &[Target]) -> Option<String> {
    let mut seen = BTreeSet::new();
    let walled = targets.iter().filter(|t| t.access.is_walled() && seen.insert(t.plan));
    let parts: Vec<String> = walled
        .map(|t| {
            format!(
                "(SELECT count(*) || md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM {} AS t WHERE {})",
                t.sql,
                t.own[Side::B as usize]
            )
        })
        .collect();
    // A function takes so many arguments and no more.
    (!parts.is_empty()).then(|| format!("SELECT {}", parts.join(" || ")))
}

/// The tables on which a statement may set off a trigger or a rule that does more than to change the row itself: those
/// that have one, and those whose rows' end or change is carried on to such a table. A trigger whose text neither has a
/// statement in it nor names a function of the schema can only assign.
pub(super) async fn fired<E: Engine>(link: &mut Link<'_, E>) -> Result<BTreeSet<String>, SqlError> {
    let sql = "WITH RECURSIVE own AS (SELECT p.oid, p.proname FROM pg_catalog.pg_proc p \
               JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace \
               WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'), \
               fired(id) AS (SELECT t.tgrelid FROM pg_catalog.pg_trigger t \
               JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid JOIN pg_catalog.pg_language l ON l.oid = p.prolang \
               WHERE NOT t.tgisinternal AND (l.lanname <> 'plpgsql' \
               OR p.prosrc ~* '\\m(insert|update|delete|merge|truncate|execute|perform|select|call|copy)\\M' \
               OR EXISTS (SELECT FROM own WHERE own.oid <> p.oid AND position(own.proname IN p.prosrc) > 0)) \
               UNION SELECT r.ev_class FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class \
               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') \
               AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
               UNION SELECT f.confrelid FROM fired JOIN pg_catalog.pg_constraint f ON f.conrelid = fired.id \
               AND f.contype = 'f' AND (f.confdeltype IN ('c', 'n', 'd') OR f.confupdtype IN ('c', 'n', 'd'))) \
               SELECT n.nspname || '.' || c.relname FROM fired JOIN pg_catalog.pg_class c ON c.oid = fired.id \
               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace";
    Ok(link.run(sql).await?.rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect())
}

/// What may be written through views, to tenant B.
async fn views<E: Engine>(
    link: &mut Link<'_, E>,
    seeds: &Seeds,
    targets: &[Target],
    role: &str,
) -> Result<Vec<Written>, SqlError> {
    let literal = quote::literal(role);
    let sql = format!(
        "SELECT n.nspname || '.' || c.relname, format('%I.%I', n.nspname, c.relname), \
         has_any_column_privilege({literal}, c.oid, 'INSERT'), has_any_column_privilege({literal}, c.oid, 'UPDATE'), \
         has_table_privilege({literal}, c.oid, 'DELETE'), \
         (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0), \
         (SELECT json_agg(DISTINCT m.nspname || '.' || k.relname) FROM pg_catalog.pg_rewrite r \
         JOIN pg_catalog.pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass \
         JOIN pg_catalog.pg_class k ON k.oid = d.refobjid AND k.oid <> c.oid \
         JOIN pg_catalog.pg_namespace m ON m.oid = k.relnamespace WHERE r.ev_class = c.oid) \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind = 'v' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
         AND has_schema_privilege({literal}, n.oid, 'USAGE') ORDER BY 1"
    );
    let mut out = Vec::new();
    for row in link.run(&sql).await?.rows {
        let text = |at: usize| row.get(at).cloned().flatten().unwrap_or_default();
        let yes = |at: usize| text(at) == "t";
        let list = |at: usize| -> Vec<String> { serde_json::from_str(&text(at)).unwrap_or_default() };
        let (name, view, columns, reads) = (text(0), text(1), list(5), list(6));
        let Some(target) = targets.iter().find(|t| t.access.is_walled() && reads.contains(&t.name)) else { continue };
        let mut add = |probe, sql: String| {
            let fix = |title: &str, sql: String| Fix { title: title.into(), sql };
            let invoker = format!("ALTER VIEW {view} SET (security_invoker = true);");
            let revoke = format!("REVOKE INSERT, UPDATE, DELETE ON {view} FROM {}, PUBLIC;", quote::ident(role));
            let fixes =
                vec![fix("Let the view write as whoever asks it", invoker), fix("Revoke writing through it", revoke)];
            out.push(Written { probe, rule: "BY02", object: format!("view {name}"), sql, fixes });
        };
        let plan = &seeds.plans[target.plan];
        let wall = &plan.columns[target.at].name;
        if yes(4) {
            add("view-delete", format!("DELETE FROM {view}"));
        }
        if yes(3) && columns.contains(wall) {
            add(
                "view-update",
                format!("UPDATE {view} SET {} = {}", quote::ident(wall), quote::literal(&target.keys[1])),
            );
        }
        if let (true, Ok(mut row)) = (yes(2), seeds.fresh(plan, Side::B, 9)) {
            for (value, column) in row.iter_mut().zip(&plan.columns) {
                if !columns.contains(&column.name) {
                    *value = crate::prove::seed::Value::Default;
                }
            }
            add("view-insert", insert_into(&view, plan, &row, None));
        }
    }
    Ok(out)
}
