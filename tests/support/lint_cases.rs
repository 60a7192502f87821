//! The cases of `tests/rls_lint`: scripts with what the lint must say of them, and what it must not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use bulkhead::catalog::Catalog;
use bulkhead::rls::{Access, Context, Finding, Intent, Means, TableIntent};

/// One case.
#[derive(Clone, Debug, Default)]
pub struct LintCase {
    pub name: String,
    /// A rule and an object: what must be said.
    pub expects: Vec<(String, String)>,
    /// What may be said beside it.
    pub also: Vec<(String, String)>,
    /// Rules that must not speak; all above the level of information if `silent` stands alone.
    pub silent: Option<Vec<String>>,
    pub tables: BTreeMap<String, TableIntent>,
    pub context: Vec<Context>,
    pub since: u32,
    pub sql: String,
}

const TENANT: &str = "NULLIF(current_setting('app.t', true), '')::uuid";

/// All cases. `BULKHEAD_LINT` is a part of the names of those that are wanted.
pub fn lint_cases() -> Vec<LintCase> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rls_lint");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("a folder").map(|f| f.expect("a file").path()).collect();
    files.sort();
    let only = std::env::var("BULKHEAD_LINT").unwrap_or_default();
    let text: String =
        files.iter().map(|path| format!("\n{}", std::fs::read_to_string(path).expect("a file"))).collect();
    let mut blocks: BTreeMap<String, String> = BTreeMap::new();
    for block in text.split("\n-- block: ").skip(1) {
        let block = block.split("\n-- case: ").next().unwrap_or_default();
        let (name, sql) = block.split_once('\n').expect("a block has lines");
        blocks.insert(name.trim().to_owned(), sql.to_owned());
    }
    // The pieces stand in a file of their own, before or after the cases.
    let bodies = text.split("\n-- case: ").skip(1).map(|case| case.split("\n-- Pieces that").next().unwrap_or(case));
    let cases = bodies.map(|case| read(case, &blocks));
    cases.filter(|case| case.name.contains(&only)).collect()
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let pair = |item: &str| {
        let (rule, object) = item.trim().split_once(' ').unwrap_or_else(|| panic!("{item} names no object"));
        (rule.to_owned(), object.to_owned())
    };
    text.split(", ").map(pair).collect()
}

fn read(text: &str, blocks: &BTreeMap<String, String>) -> LintCase {
    let mut case = LintCase::default();
    let mut own = String::new();
    for (at, line) in text.lines().enumerate() {
        if at == 0 {
            case.name = line.to_owned();
        } else if let Some(names) = line.strip_prefix("-- with: ") {
            for name in names.split(", ") {
                case.sql.push_str(blocks.get(name).unwrap_or_else(|| panic!("there is no block {name}")));
            }
        } else if let Some(list) = line.strip_prefix("-- expects: ") {
            case.expects = pairs(list);
        } else if let Some(list) = line.strip_prefix("-- also: ") {
            case.also = pairs(list);
        } else if let Some(list) = line.strip_prefix("-- silent: ") {
            case.silent = Some(list.split(", ").map(str::to_owned).collect());
        } else if line == "-- silent" {
            case.silent = Some(Vec::new());
        } else if let Some(json) = line.strip_prefix("-- tables: ") {
            case.tables = serde_json::from_str(json).expect("tables");
        } else if let Some(json) = line.strip_prefix("-- context: ") {
            case.context = serde_json::from_str(json).expect("a context");
        } else if let Some(since) = line.strip_prefix("-- since: ") {
            case.since = since.parse().expect("a version");
        } else {
            own.push_str(line);
            own.push('\n');
        }
    }
    case.sql = format!("{}{own}", case.sql).replace("{tenant}", TENANT);
    assert!(!case.expects.is_empty() || case.silent.is_some(), "{} wants nothing", case.name);
    case
}

impl LintCase {
    /// What is meant: every table with a `tenant_id` is a tenant's, unless the case says otherwise.
    pub fn intent(&self, catalog: &Catalog) -> Intent {
        let mut tables = self.tables.clone();
        for table in &catalog.tables {
            let Some(schema) = catalog.schema(&table.schema) else { continue };
            let name = if schema.is_public() { table.name.clone() } else { format!("{}.{}", schema.name, table.name) };
            if table.columns.iter().any(|column| column.name == "tenant_id") && !tables.contains_key(&name) {
                let access = if table.name == "memberships" { Access::Membership } else { Access::Tenant };
                let intent = TableIntent { tenant_column: Some("tenant_id".into()), ..TableIntent::new(access) };
                tables.insert(name, intent);
            }
        }
        let setting = |name: &str, means| Context::Setting { setting: name.into(), data_type: "uuid".into(), means };
        let usual = || vec![setting("app.t", Means::Tenant), setting("app.user", Means::User)];
        Intent {
            context: if self.context.is_empty() { usual() } else { self.context.clone() },
            app_roles: vec!["app_user".into()],
            service_roles: vec!["svc".into()],
            tables,
        }
    }
}

/// True if a finding is at an object, by the last part of its name.
pub fn is_at(finding: &Finding, object: &str) -> bool {
    let found = finding.object.as_str();
    found == object || found.ends_with(&format!(".{object}")) || found.ends_with(&format!(" {object}"))
}

/// The findings of rules and objects, each once.
pub fn told(findings: &[Finding]) -> BTreeSet<String> {
    findings.iter().map(|f| format!("{} {:?} {}: {}", f.rule, f.level, f.object, f.message)).collect()
}
