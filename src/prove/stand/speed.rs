//! What policies cost, as PostgreSQL's planner says it: whether the tenant's index is used, and what is worked out again
//! for every row.
//!
//! Seeded tables are so small that reading all of one is always cheapest, so sequential scans are made expensive: what is
//! still scanned from end to end has no index that its policies could use.
//! <https://www.postgresql.org/docs/current/runtime-config-query.html#GUC-ENABLE-SEQSCAN>

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::input::Input;
use super::super::link::Link;
use super::super::run::qualified;
use super::super::seed::{Seeds, Side, tenant};
use super::leak::{self, IndexUse};
use crate::engine::{Engine, SqlError};
use crate::expr::{TokenKind, tokens};
use crate::sql::quote;

/// What row-level security costs on a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TableSpeed {
    /// The table's name for a person.
    pub table: String,
    /// The role that asks.
    pub role: String,
    /// The index by which the tenant's rows are found; nothing if the whole table is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant_index: Option<String>,
    /// What is worked out again for every row: functions, and sub-selects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub per_row: Vec<String>,
    /// The columns of indexes, and whether the role can use them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<IndexUse>,
    /// The plan of reading the table as a tenant, in PostgreSQL's words.
    pub plan: String,
    /// Why nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_run: Option<String>,
}

impl TableSpeed {
    /// What is to be said of it, for a person; nothing if all is well.
    pub fn advice(&self) -> Vec<String> {
        let mut out = Vec::new();
        if self.not_run.is_some() {
            return out;
        }
        if self.tenant_index.is_none() {
            out.push(
                "The whole table is read for every query: no index can be used to find the tenant's rows. Add one that begins \
                 with the tenant column, and compare that column itself, not a cast of it."
                    .to_owned(),
            );
        }
        for what in &self.per_row {
            out.push(match what.as_str() {
                "SubPlan" => {
                    "A sub-select of a policy is run again for every row. Write column = ANY (ARRAY(SELECT …)), which \
                              is run once and can use an index."
                        .to_owned()
                }
                name => format!("{name}() is called for every row. Write (SELECT {name}(…)), which is called once."),
            });
        }
        out.extend(self.indexes.iter().filter_map(IndexUse::advice));
        out
    }
}

/// Asks the planner about every table of tenants.
///
/// # Errors
/// That the engine ended.
pub(super) async fn speed<E: Engine>(
    link: &mut Link<'_, E>,
    input: &Input,
    seeds: &Seeds,
) -> Result<Vec<TableSpeed>, SqlError> {
    let mut out = Vec::new();
    for tenant_table in &input.tenants {
        let Some(table) = input.model.table(&tenant_table.table) else { continue };
        let name = qualified(&input.model, table);
        let role = tenant_table.role.as_ref().and_then(|id| input.model.role(id));
        let Some(role) = role else {
            let why = "the project names no application role";
            out.push(TableSpeed { table: name, not_run: Some(why.to_owned()), ..TableSpeed::default() });
            continue;
        };
        let mut speed = TableSpeed { table: name.clone(), role: role.name.clone(), ..TableSpeed::default() };
        let Some((plan, at)) = seeds.find(&name).and_then(|plan| Some((plan, plan.tenant?))) else {
            speed.not_run = Some("the table was not found".to_owned());
            out.push(speed);
            continue;
        };
        let column = &plan.columns[at];
        let asked =
            Asked { sql: &plan.sql, role: &role.name, setting: (&tenant_table.setting, tenant(&column.kind, Side::A)) };
        match explain(link, &asked, &[], &format!("SELECT * FROM {}", plan.sql)).await? {
            Err(error) => speed.not_run = Some(error.message),
            Ok(found) => {
                let scans = scans(&found);
                let by = |scan: &Scan| scan.index.clone().filter(|_| mentions(&scan.condition, &column.name));
                speed.tenant_index =
                    scans.iter().map(by).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().next());
                for scan in &scans {
                    speed.per_row.extend(called(&scan.filter));
                }
                speed.per_row.sort();
                speed.per_row.dedup();
                speed.plan = told(&found, 0);
                speed.indexes = leak::indexes(link, &asked).await?;
            }
        }
        out.push(speed);
    }
    Ok(out)
}

/// Who asks, and which table.
pub(super) struct Asked<'a> {
    /// The table in SQL.
    pub(super) sql: &'a str,
    /// The role.
    pub(super) role: &'a str,
    /// The setting that says whose session it is, and its value.
    pub(super) setting: (&'a str, String),
}

/// The plan of a statement as a role, in a transaction that is rolled back, after what the superuser does first.
pub(super) async fn explain<E: Engine>(
    link: &mut Link<'_, E>,
    asked: &Asked<'_>,
    first: &[String],
    sql: &str,
) -> Result<Result<Value, SqlError>, SqlError> {
    let mut batch = vec!["BEGIN".to_owned()];
    batch.extend(first.iter().cloned());
    let (setting, value) = &asked.setting;
    batch.extend([
        "SET LOCAL enable_seqscan = off".to_owned(),
        format!("SELECT set_config({}, {}, true)", quote::literal(setting), quote::literal(value)),
        format!("SET LOCAL ROLE {}", quote::ident(asked.role)),
        format!("EXPLAIN (FORMAT JSON, VERBOSE) {sql}"),
    ]);
    let at = batch.len() - 1;
    batch.extend(["ROLLBACK".to_owned(), "RESET ROLE".to_owned()]);
    let mut answers = link.each(&batch).await?;
    let failed = answers[..=at].iter().position(Result::is_err).unwrap_or(at);
    Ok(answers.swap_remove(failed).map(|rows| {
        let whole: Value = rows.value().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        whole.get(0).and_then(|first| first.get("Plan")).cloned().unwrap_or_default()
    }))
}

/// How one relation is read.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Scan {
    /// The index, if one is used.
    pub(super) index: Option<String>,
    /// What is looked up in it.
    pub(super) condition: String,
    /// What is asked of every row that it leads to.
    pub(super) filter: String,
}

/// How the relations that a plan is about are read: not those that its sub-selects read.
pub(super) fn scans(plan: &Value) -> Vec<Scan> {
    let mut out = Vec::new();
    visit(plan, &mut out);
    out
}

fn visit(plan: &Value, out: &mut Vec<Scan>) {
    let text = |key: &str| plan.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    if matches!(text("Parent Relationship").as_str(), "InitPlan" | "SubPlan") {
        return;
    }
    let kind = text("Node Type");
    let children = plan.get("Plans").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    match kind.as_str() {
        "Bitmap Heap Scan" => {
            let mut inner = Vec::new();
            children.iter().for_each(|child| visit(child, &mut inner));
            let first = inner.into_iter().next().unwrap_or_default();
            out.push(Scan { filter: text("Filter"), ..first });
        }
        "Index Scan" | "Index Only Scan" | "Bitmap Index Scan" => {
            let index = Some(text("Index Name")).filter(|name| !name.is_empty());
            out.push(Scan { index, condition: text("Index Cond"), filter: text("Filter") });
        }
        "Seq Scan" => out.push(Scan { filter: text("Filter"), ..Scan::default() }),
        _ => children.iter().for_each(|child| visit(child, out)),
    }
}

/// True if a condition names a column.
pub(super) fn mentions(condition: &str, column: &str) -> bool {
    let named = tokens(condition).into_iter().filter(|token| token.kind == TokenKind::Ident);
    let column = quote::ident(column);
    named.into_iter().any(|token| token.text(condition) == column)
        || tokens(condition).iter().any(|token| token.text(condition) == column)
}

/// What a condition works out for every row: the functions that it calls, and `SubPlan` for a sub-select.
fn called(filter: &str) -> Vec<String> {
    // Words that are followed by a parenthesis and call nothing.
    const WORDS: [&str; 19] = [
        "and", "or", "not", "any", "all", "some", "array", "in", "nullif", "coalesce", "greatest", "least", "case",
        "when", "then", "else", "row", "exists", "is",
    ];
    let tokens: Vec<_> = tokens(filter).into_iter().filter(|token| !token.is_blank()).collect();
    let mut out = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let text = token.text(filter);
        if text == "SubPlan" {
            out.push("SubPlan".to_owned());
        }
        let calls = tokens.get(at + 1).is_some_and(|next| next.text(filter) == "(");
        // A type's length is written like a call: `::character varying(40)`.
        let is_type = at.checked_sub(1).is_some_and(|before| tokens[before].text(filter) == "::" || text == "varying");
        if token.kind == TokenKind::Ident && calls && !is_type && !WORDS.contains(&text.to_ascii_lowercase().as_str()) {
            let from = match at >= 2 && tokens[at - 1].text(filter) == "." {
                true => tokens[at - 2].range.start,
                false => token.range.start,
            };
            out.push(filter[from..token.range.end].to_owned());
        }
    }
    out
}

/// A plan as EXPLAIN writes it for people, as far as it is of interest here.
fn told(plan: &Value, depth: usize) -> String {
    let text = |key: &str| plan.get(key).and_then(Value::as_str);
    let mut out = format!("{}{}", "  ".repeat(depth), text("Node Type").unwrap_or_default());
    if let Some(index) = text("Index Name") {
        out.push_str(&format!(" using {index}"));
    }
    if let Some(relation) = text("Relation Name") {
        out.push_str(&format!(" on {relation}"));
    }
    if let Some(name) = text("Subplan Name") {
        out.push_str(&format!(" ({name})"));
    }
    for key in ["Index Cond", "Recheck Cond", "Filter", "One-Time Filter"] {
        if let Some(condition) = text(key) {
            out.push_str(&format!("\n{}  {key}: {condition}", "  ".repeat(depth)));
        }
    }
    for child in plan.get("Plans").and_then(Value::as_array).into_iter().flatten() {
        out.push('\n');
        out.push_str(&told(child, depth + 1));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_for_every_row() {
        let filter =
            "((t.tenant_id = (NULLIF(current_setting('app.t'::text, true), ''::text))::uuid) AND app.may_see(t.id))";
        assert_eq!(called(filter), ["current_setting", "app.may_see"]);
        assert_eq!(called("(t.tenant_id = (InitPlan 1).col1)"), Vec::<String>::new());
        assert_eq!(called("(t.code = ($0)::character varying(40))"), Vec::<String>::new());
        assert_eq!(called("(ANY (t.tenant_id = (hashed SubPlan 1).col1))"), ["SubPlan"]);
    }

    #[test]
    fn sub_selects_are_not_what_the_plan_is_about() {
        let plan: Value = serde_json::json!({
            "Node Type": "Bitmap Heap Scan", "Filter": "f", "Plans": [
                {"Node Type": "Seq Scan", "Parent Relationship": "InitPlan"},
                {"Node Type": "Bitmap Index Scan", "Index Name": "i", "Index Cond": "(tenant_id = $0)"}]
        });
        let scan = Scan { index: Some("i".into()), condition: "(tenant_id = $0)".into(), filter: "f".into() };
        assert_eq!(scans(&plan), [scan]);
        assert!(mentions("(t.\"Tenant Id\" = $0)", "Tenant Id") && !mentions("(t.tenant = $0)", "tenant_id"));
    }
}
