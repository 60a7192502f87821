//! Building catalogs on the engine, looking at what is there, and comparing.

use super::by_hand::{HandMade, Unlike, Verdict, owner_differences};
use super::link::Link;
use crate::catalog::{Catalog, Pair};
use crate::engine::{Engine, SqlError};
use crate::introspect::{self, Difference, Found, adopt_ids, differences, structural_differences};
use crate::plan::{self, Statement};
use crate::sql::{self, quote, split};

/// At most so many differences are told.
const MOST: usize = 12;

/// The name under which a session keeps the question what the database holds: planning it takes a fifth of the answer's
/// time, and a dry run asks often.
const QUESTION: &str = "bulkhead_question";

/// Introspects in one round trip. `within` says whether a transaction is open.
pub(crate) async fn look_up<E: Engine>(link: &mut Link<'_, E>, within: bool) -> Result<Found, SqlError> {
    let (begin, end, back): (&str, &[&str], &str) = match within {
        true => (
            "SAVEPOINT bulkhead_look",
            &["ROLLBACK TO bulkhead_look", "RELEASE bulkhead_look"],
            "ROLLBACK TO bulkhead_look",
        ),
        false => ("BEGIN", &["ROLLBACK"], "ROLLBACK"),
    };
    loop {
        // An empty search_path makes every name in a deparsed expression a qualified one.
        let mut batch = vec![begin.to_owned(), "SELECT set_config('search_path', '', true)".into()];
        if !link.has_question {
            batch.push(format!("PREPARE {QUESTION} AS {}", introspect::QUERY));
        }
        let at = batch.len();
        batch.push(format!("EXECUTE {QUESTION}"));
        batch.extend(end.iter().map(|sql| (*sql).to_owned()));
        let (answers, error) = link.all(&batch).await;
        let Some(error) = error else {
            link.has_question = true;
            let text = answers.get(at).and_then(|rows| rows.value()).unwrap_or_default();
            return introspect::read(text).map_err(|message| SqlError::engine("introspect", message));
        };
        let _ = link.run(back).await;
        // The session has it from a run before, or a statement of the person's took it away.
        let has = link.has_question;
        link.has_question = match error.code.as_str() {
            "42P05" if !has => true,
            "26000" if has => false,
            _ => return Err(error),
        };
    }
}

/// Makes the roles of some catalogs, as an administrator would.
pub(crate) async fn make_roles<E: Engine>(link: &mut Link<'_, E>, catalogs: &[&Catalog]) -> Result<(), SqlError> {
    let scripts: Vec<String> = catalogs.iter().map(|c| sql::roles(c)).collect();
    let mut statements: Vec<String> = vec!["RESET ROLE".into()];
    for script in &scripts {
        for piece in split::statements(script) {
            let sql = piece.sql.to_owned();
            if !statements.contains(&sql) {
                statements.push(sql);
            }
        }
    }
    link.must(&statements).await.map(|_| ())
}

/// `SET ROLE` to a catalog's owner; without one the superuser stays.
pub(crate) fn set_owner(catalog: &Catalog) -> String {
    match catalog.owner.as_ref().and_then(|id| catalog.role(id)) {
        Some(role) => format!("SET ROLE {}", quote::ident(&role.name)),
        None => "RESET ROLE".into(),
    }
}

/// The statements that create a catalog from nothing.
fn creation(catalog: &Catalog, target_version: u8) -> Vec<String> {
    let empty = Catalog::default();
    let options = plan::Options { mode: plan::Mode::Simple, target_version, ..plan::Options::default() };
    plan::plan(Pair::new(&empty, catalog), &options).into_iter().map(|s| s.sql).collect()
}

/// True if statements are, word for word and in one transaction, those that create a catalog from nothing.
pub(crate) fn creates(statements: &[Statement], catalog: &Catalog, target_version: u8) -> bool {
    statements.iter().all(|s| s.transactional)
        && statements.iter().map(|s| &s.sql).eq(&creation(catalog, target_version))
}

/// What PostgreSQL makes of a catalog created from nothing, in a transaction that is rolled back. Hand-written
/// statements come to its help only if it can't be created without them, say because a default calls a function.
pub(crate) async fn from_nothing<E: Engine>(
    link: &mut Link<'_, E>,
    catalog: &Catalog,
    by_hand: &[&Statement],
    target_version: u8,
) -> Result<Found, SqlError> {
    let create = creation(catalog, target_version);
    let mut begin = vec![set_owner(catalog), "BEGIN".to_owned()];
    begin.extend(create.iter().cloned());
    let (_, mut error) = link.all(&begin).await;
    if error.as_ref().is_some_and(|e| e.code.starts_with("42")) && !by_hand.is_empty() {
        link.must(&["ROLLBACK".into(), "BEGIN".into()]).await?;
        // What fails now needs something of the model, and what it does to the model is not the model.
        try_all(link, by_hand).await?;
        error = link.all(&create).await.1;
    }
    let found = match error {
        None => look_up(link, true).await,
        Some(error) => Err(error),
    };
    link.must(&["ROLLBACK".into(), "RESET ROLE".into()]).await?;
    found
}

/// Runs statements that may fail.
async fn try_all<E: Engine>(link: &mut Link<'_, E>, statements: &[&Statement]) -> Result<(), SqlError> {
    for statement in statements.iter().filter(|s| s.transactional) {
        let (_, error) = link.all(&["SAVEPOINT bulkhead_try".to_owned(), statement.sql.clone()]).await;
        if error.is_some() {
            link.run("ROLLBACK TO bulkhead_try").await?;
        }
    }
    Ok(())
}

/// Compares what was found with the model and with what PostgreSQL makes of the model. What hand-written statements
/// made besides the model is told apart: it is not at fault. What they took from the model or changed in it is. What
/// roles may do in the schema `public` an administrator says by roles.sql and no migration; so before up it can be more
/// than the state before says, and former owners keep it.
pub(crate) fn compare(
    model: &Catalog,
    expected: &Found,
    found: &Found,
    hand: &[HandMade],
    former: &[&Catalog],
    is_base: bool,
) -> Result<String, Unlike> {
    let owner = |catalog: &'_ &Catalog| catalog.owner.as_ref().and_then(|id| catalog.role(id)).map(|r| r.name.clone());
    let owners: Vec<String> = former.iter().chain([&model]).filter_map(owner).collect();
    let by_administrator = |d: &Difference| {
        let public = d.path.strip_prefix("schema public").filter(|rest| rest.is_empty() || rest.starts_with(':'));
        let to = public.and_then(|rest| rest.strip_prefix(": grants to "));
        is_base && public.is_some()
            || to.is_some_and(|to| owners.iter().any(|owner| to == owner || to == quote::ident(owner)))
    };
    // roles.sql makes members, and lets those go on being members who were.
    let was_member = |d: &Difference| {
        let role = d.path.strip_prefix("role ").and_then(|rest| rest.strip_suffix(": member of"));
        role.is_some_and(|role| {
            former.iter().any(|c| c.roles.iter().any(|r| r.name == role && !r.member_of.is_empty()))
        })
    };
    let adopted = adopt_ids(found.catalog.clone(), model);
    let structural = structural_differences(model, &adopted);
    let exact = differences(&expected.catalog, &found.catalog);
    let mut verdict = Verdict::default();
    for difference in owner_differences(expected, found).iter().filter(|d| hand.iter().any(|h| h.left(d))) {
        verdict.beside_model(difference, hand);
    }
    for difference in exact.iter().chain(&structural).filter(|d| !by_administrator(d) && !was_member(d)) {
        verdict.beside_model(difference, hand);
    }
    for object in found.other.iter().filter(|o| !expected.other.contains(o)) {
        verdict.unexpected(object, model, hand);
    }
    Ok(match verdict.end()? {
        None => counted(model),
        Some(besides) => format!("{}; hand-written SQL made besides: {besides}", counted(model)),
    })
}

/// Compares two looks that must be the same. `hand` is what hand-written SQL did on the way to the second, and
/// `earlier` what it had done before that and is to be undone.
pub(crate) fn same(expected: &Found, found: &Found, hand: &[HandMade], earlier: &[HandMade]) -> Result<String, Unlike> {
    let mut verdict = Verdict::default();
    for difference in
        owner_differences(expected, found).iter().filter(|d| hand.iter().chain(earlier).any(|h| h.left(d)))
    {
        verdict.beside_state(difference, hand, earlier);
    }
    for difference in &differences(&expected.catalog, &found.catalog) {
        verdict.beside_state(difference, hand, earlier);
    }
    for object in expected.other.iter().filter(|o| !found.other.contains(o)) {
        verdict.other(object, "is missing", &[]);
    }
    for object in found.other.iter().filter(|o| !expected.other.contains(o)) {
        verdict.other(object, "is left over", earlier);
    }
    verdict.end().map(|_| counted(&found.catalog))
}

/// How much there is to compare, for a person.
fn counted(catalog: &Catalog) -> String {
    if catalog.tables.is_empty() {
        return "no tables, as expected".into();
    }
    let columns: usize = catalog.tables.iter().map(|t| t.columns.len()).sum();
    let policies: usize = catalog.tables.iter().map(|t| t.policies.len()).sum();
    format!(
        "{}, {}, {} as expected",
        count(catalog.tables.len(), "table"),
        count(columns, "column"),
        count(policies, "policy")
    )
}

/// A number with its noun.
pub(crate) fn count(n: usize, noun: &str) -> String {
    match (n, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (n, Some(stem)) => format!("{n} {stem}ies"),
        (n, None) => format!("{n} {noun}s"),
    }
}

/// Not too many of them, one after another.
pub(crate) fn shortened(mut told: Vec<String>) -> String {
    let more = told.len().saturating_sub(MOST);
    told.truncate(MOST);
    if more > 0 {
        told.push(format!("and {more} more"));
    }
    told.join("; ")
}
