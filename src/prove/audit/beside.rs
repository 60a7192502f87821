//! What stands beside the tables of a project that is run dry: the views, functions and triggers that hand-written SQL
//! made, tried as an audit tries them. A project that has none pays one question for it.

use super::around::{around, tolerated};
use super::prepare::marked;
use super::writes::{fired, writes};
use crate::engine::{Engine, SqlError};
use crate::prove::isolation::Assault;
use crate::prove::link::Link;
use crate::prove::proof::Probe;
use crate::prove::seed::Seeds;

/// Tries what each role may read, call and set off, within a transaction that has the savepoint `bulkhead_probe`, and
/// leaves it as it was.
///
/// # Errors
/// Only that the engine ended.
pub(crate) async fn beside<E: Engine>(
    link: &mut Link<'_, E>,
    seeds: &Seeds,
    assault: &Assault,
    roles: &[&str],
) -> Result<Vec<Probe>, SqlError> {
    if !anything(link).await? {
        return Ok(Vec::new());
    }
    // Nothing but a trigger or a rule carries a tenant's texts from its table to another one.
    let marks = if fired(link).await?.is_empty() { None } else { Some(marks(seeds, assault)) };
    let mut out = Vec::new();
    for role in roles {
        out.extend(around(link, seeds, assault, role, marks.as_deref()).await?.probes);
        out.extend(writes(link, seeds, assault, role).await?);
    }
    Ok(out)
}

/// What writes the mark into everything of tenant B's, so that triggers copy it wherever they copy.
fn marks(seeds: &Seeds, assault: &Assault) -> Vec<String> {
    let mut seen = Vec::new();
    let mut out = Vec::new();
    for target in assault.targets.iter().filter(|t| t.access.is_walled() && !t.trusted) {
        if !seen.contains(&target.plan) {
            seen.push(target.plan);
            let texts = marked(&seeds.plans[target.plan], target.shared.as_deref());
            out.extend(texts.iter().map(|sql| tolerated(sql)));
        }
    }
    out
}

/// True if the schema has a view, a function, a trigger or a rule of its own.
async fn anything<E: Engine>(link: &mut Link<'_, E>) -> Result<bool, SqlError> {
    let own = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";
    let sql = format!(
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE {own} AND (c.relkind IN ('v', 'm') OR c.relhasrules OR EXISTS \
         (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal))) \
         OR EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE {own} \
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d \
         WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'))"
    );
    Ok(link.run(&sql).await?.value() == Some("t"))
}
