//! What stands around the tables: views, functions and triggers. Each is asked as tenant A twice, with the other tenants'
//! rows there and without them. An answer that differs is made of rows that A has no right to, whatever way it came.

use std::collections::BTreeSet;

use super::mend::mend;
use super::prepare::without_others;
use super::routines::functions;
use super::sentinel::sentinel;
use crate::engine::{Engine, Rows, SqlError};
use crate::prove::isolation::{Assault, Target};
use crate::prove::link::Link;
use crate::prove::proof::{Hole, Probe, ProbeVerdict, Session};
use crate::prove::seed::Seeds;
use crate::sql::quote;

/// Something that the role can ask.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The probe's name.
    pub(crate) probe: &'static str,
    /// Its rule.
    pub(crate) rule: &'static str,
    /// The object for a person: `view public.v`.
    pub(crate) object: String,
    /// The object in SQL, as GRANT names it.
    pub(crate) sql: String,
    /// What is asked, answering one text.
    pub(crate) question: String,
}

/// What came of asking: the probe, and the object if it is a hole.
pub(crate) struct Around {
    /// The probes.
    pub(crate) probes: Vec<Probe>,
}

/// Asks everything that a role may read or call. What `marks` holds is run before the mark of tenant B is looked for;
/// without it, it is not looked for.
///
/// # Errors
/// Only that the engine ended.
pub(crate) async fn around<E: Engine>(
    link: &mut Link<'_, E>,
    seeds: &Seeds,
    assault: &Assault,
    role: &str,
    marks: Option<&[String]>,
) -> Result<Around, SqlError> {
    let mut out = Around { probes: Vec::new() };
    let targets = &assault.targets;
    let own: Vec<&Target> = targets.iter().filter(|t| t.role == role).collect();
    let Some(first) = own.first() else { return Ok(out) };
    let mut asked = relations(link, targets, role).await?;
    asked.extend(functions(link, seeds, targets, role).await?);
    let refresh = refreshes(link).await?;
    let rightful = assault.rightful(role, "");
    // A hole is found once, whatever number of questions it answers.
    let mut mended: Vec<(String, Option<Hole>)> = Vec::new();
    let sessions = if asked.is_empty() { &[][..] } else { &[Session::Empty, Session::A] };
    for session in sessions.iter().copied() {
        let enter = enter(first, session, role);
        let with = ask(link, &enter, &refresh, &asked).await?;
        let again = ask(link, &enter, &refresh, &asked).await?;
        let mut gone = without_others(targets);
        gone.extend(refresh.iter().cloned());
        let without = ask(link, &enter, &gone, &asked).await?;
        for (n, one) in asked.iter().enumerate() {
            let (verdict, observed, table) = match (&with[n], &again[n], &without[n]) {
                (Err(error), ..) => (refused(error), format!("refused: {error}"), None),
                (Ok(a), Ok(b), _) if a != b => {
                    (ProbeVerdict::NotApplicable, "not decided: it answers differently every time".to_owned(), None)
                }
                (Ok(_), _, Err(error)) => (ProbeVerdict::NotApplicable, format!("not decided: {error}"), None),
                (Ok(a), _, Ok(b)) if a == b => {
                    (ProbeVerdict::Held, "the answer is the same without the other tenants' rows".to_owned(), None)
                }
                _ => {
                    let table = whose(link, &enter, &refresh, targets, one, &with[n]).await?;
                    let of = table.as_ref().map(|t| t.name.clone()).unwrap_or_default();
                    (
                        ProbeVerdict::Breached,
                        format!("{} answers with what is in other tenants' rows of {of}", one.object),
                        table,
                    )
                }
            };
            let hole = match verdict {
                ProbeVerdict::Breached => match mended.iter().find(|(object, _)| *object == one.object) {
                    Some((_, hole)) => hole.clone(),
                    None => {
                        let hole = mend(link, &enter, &refresh, targets, one, (role, &rightful)).await?;
                        mended.push((one.object.clone(), hole.clone()));
                        hole
                    }
                },
                _ => None,
            };
            let mut sql = String::from("BEGIN;\n");
            enter.iter().chain([&one.question]).for_each(|s| sql.push_str(&format!("{s};\n")));
            sql.push_str("ROLLBACK;");
            out.probes.push(Probe {
                table: table.as_ref().map_or_else(|| one.object.clone(), |t| t.name.clone()),
                probe: one.probe.to_owned(),
                session,
                role: role.to_owned(),
                sql,
                expected: "nothing of another tenant".into(),
                observed,
                verdict,
                fix: None,
                element: table.as_ref().map(|t| t.element.clone()),
                rule: (verdict == ProbeVerdict::Breached).then(|| one.rule.to_owned()),
                hole,
            });
        }
    }
    if let Some(marks) = marks {
        sentinel(link, assault, role, (&enter(first, Session::A, role), marks), &mut out).await?;
    }
    Ok(out)
}

pub(super) fn refused(error: &SqlError) -> ProbeVerdict {
    if error.code == "42501" { ProbeVerdict::Held } else { ProbeVerdict::NotApplicable }
}

/// What makes a session.
pub(crate) fn enter(target: &Target, session: Session, role: &str) -> Vec<String> {
    let set = |(name, value): (String, String)| {
        format!("SELECT set_config({}, {}, true)", quote::literal(&name), quote::literal(&value))
    };
    let role = format!("SET LOCAL ROLE {}", quote::ident(role));
    target.callers.settings(session).into_iter().map(set).chain([role]).collect()
}

/// Asks questions in a session, each behind a savepoint, after other statements.
pub(super) async fn ask<E: Engine>(
    link: &mut Link<'_, E>,
    enter: &[String],
    first: &[String],
    asked: &[Asked],
) -> Result<Vec<Result<Option<String>, SqlError>>, SqlError> {
    let mut batch = first.to_vec();
    batch.extend(enter.iter().cloned());
    batch.push("SAVEPOINT bulkhead_session".to_owned());
    let start = batch.len();
    for one in asked {
        batch.extend([one.question.clone(), "ROLLBACK TO bulkhead_session".to_owned()]);
    }
    batch.push("ROLLBACK TO bulkhead_probe".to_owned());
    let answers = link.each(&batch).await?;
    let prelude = answers[..start.min(answers.len())].iter().find_map(|a| a.as_ref().err().cloned());
    let answer = |n: usize| match (&prelude, answers.get(start + 2 * n)) {
        (Some(error), _) => Err(error.clone()),
        (None, Some(answer)) => answer.clone().map(|rows| rows.value().map(str::to_owned)),
        (None, None) => Err(SqlError::engine("engine", "no answer")),
    };
    Ok((0..asked.len()).map(answer).collect())
}

/// The table whose rows an answer is made of.
async fn whose<'t, E: Engine>(
    link: &mut Link<'_, E>,
    enter: &[String],
    refresh: &[String],
    targets: &'t [Target],
    asked: &Asked,
    with: &Result<Option<String>, SqlError>,
) -> Result<Option<&'t Target>, SqlError> {
    let mut seen = BTreeSet::new();
    for target in targets.iter().filter(|t| t.access.is_walled()) {
        if !seen.insert(target.plan) {
            continue;
        }
        let mut gone = without_others(std::slice::from_ref(target));
        gone.extend(refresh.iter().cloned());
        let answers = ask(link, enter, &gone, std::slice::from_ref(asked)).await?;
        if let (Some(Ok(answer)), Ok(with)) = (answers.first(), with)
            && answer != with
        {
            return Ok(Some(target));
        }
    }
    Ok(targets.iter().find(|t| t.access.is_walled()))
}

/// The views and materialized views, and the tables beside those that are attacked, that a role may read.
async fn relations<E: Engine>(link: &mut Link<'_, E>, targets: &[Target], role: &str) -> Result<Vec<Asked>, SqlError> {
    let mut out = Vec::new();
    for row in readable(link, role).await? {
        let [kind, name, sql, columns] = row;
        if targets.iter().any(|t| t.name == name) || !matches!(kind.as_str(), "v" | "m") {
            continue;
        }
        let (probe, rule, word) =
            if kind == "m" { ("materialized-view", "BY03", "materialized view") } else { ("view", "BY01", "view") };
        out.push(Asked {
            probe,
            rule,
            object: format!("{word} {name}"),
            question: format!(
                "SELECT count(*) || ':' || coalesce(md5(string_agg(q.x, ',' ORDER BY q.x)), '') FROM \
                 (SELECT concat_ws('|', {columns}) AS x FROM {sql}) AS q"
            ),
            sql,
        });
    }
    Ok(out)
}

/// What a role may read: its kind, its name for a person and in SQL, the columns that it may read in SQL.
pub(super) async fn readable<E: Engine>(link: &mut Link<'_, E>, role: &str) -> Result<Vec<[String; 4]>, SqlError> {
    let role = quote::literal(role);
    let sql = format!(
        "SELECT c.relkind, n.nspname || '.' || c.relname, format('%I.%I', n.nspname, c.relname), \
         string_agg(format('%I::text', a.attname), ', ' ORDER BY a.attnum) \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
         WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
         AND has_schema_privilege({role}, n.oid, 'USAGE') AND has_column_privilege({role}, c.oid, a.attnum, 'SELECT') \
         GROUP BY 1, 2, 3 ORDER BY 2"
    );
    let text = |row: Vec<Option<String>>| {
        let mut values = row.into_iter().map(Option::unwrap_or_default);
        let mut next = || values.next().unwrap_or_default();
        [next(), next(), next(), next()]
    };
    Ok(link.run(&sql).await?.rows.into_iter().map(text).collect())
}

/// What brings materialized views up to date, as far as they can be.
async fn refreshes<E: Engine>(link: &mut Link<'_, E>) -> Result<Vec<String>, SqlError> {
    let sql = "SELECT format('REFRESH MATERIALIZED VIEW %I.%I', n.nspname, c.relname) FROM pg_catalog.pg_class c \
               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'm' ORDER BY c.oid";
    Ok(column(link.run(sql).await?).iter().map(|sql| tolerated(sql)).collect())
}

/// A statement that is left out, with everything it did, if it fails, and what follows goes on.
pub(super) fn tolerated(sql: &str) -> String {
    format!("DO {}", quote::literal(&format!("BEGIN {sql}; EXCEPTION WHEN OTHERS THEN NULL; END")))
}

fn column(rows: Rows) -> Vec<String> {
    rows.rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect()
}

/// Brings every materialized view up to date, so that there is something in it to read.
///
/// # Errors
/// Only that the engine ended.
pub(crate) async fn refresh<E: Engine>(link: &mut Link<'_, E>) -> Result<(), SqlError> {
    let all = refreshes(link).await?;
    link.each(&all).await?;
    Ok(())
}
