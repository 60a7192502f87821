//! The tenant-wall cases of `../shared/rls_cases`: schemas with what their authors intended, which findings they must
//! get and which they must not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bulkhead::rls::{Access, Context, Intent, Means, TableIntent};
use serde::Deserialize;

/// One case.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    pub id: String,
    /// `safe`, `unsafe` or `functional`.
    pub verdict: String,
    pub intent: Told,
    pub findings: Vec<Expected>,
    #[serde(default)]
    pub must_stay_silent: Vec<String>,
    #[serde(default)]
    pub seed: String,
    #[serde(default)]
    pub probes: Vec<CaseProbe>,
    /// The schema.
    #[serde(skip)]
    pub sql: String,
}

/// What the author intended, in the case's words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Told {
    pub tenancy: String,
    pub app_role: String,
    pub tenant_key: BTreeMap<String, String>,
    pub shared: Vec<String>,
}

/// A finding that must be there.
#[derive(Clone, Debug, Deserialize)]
pub struct Expected {
    pub rule: String,
    pub severity: String,
    pub text: String,
}

/// A statement, and what PostgreSQL answered.
#[derive(Clone, Debug, Deserialize)]
pub struct CaseProbe {
    pub id: String,
    pub role: String,
    #[serde(default)]
    pub gucs: BTreeMap<String, String>,
    pub sql: String,
    pub expect: serde_json::Value,
    pub kind: String,
}

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

/// The folder, if it is here; otherwise a line says that it is not.
pub fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/rls_cases");
    if !folder.is_dir() {
        eprintln!("skipped: ../shared/rls_cases is not here");
        return None;
    }
    Some(folder)
}

/// Every case; none where the folder is not here. `BULKHEAD_RLS_CASE` is a part of the ids of those that are wanted.
pub fn cases() -> Vec<Case> {
    let Some(folder) = folder() else { return Vec::new() };
    let only = std::env::var("BULKHEAD_RLS_CASE").unwrap_or_default();
    let text = std::fs::read_to_string(folder.join("cases.json")).expect("cases.json");
    let file: File = serde_json::from_str(&text).expect("cases");
    let wanted = file.cases.into_iter().filter(|case| case.id.contains(&only));
    wanted
        .map(|mut case| {
            case.sql = std::fs::read_to_string(folder.join(format!("{}.sql", case.id))).expect("the case's schema");
            case
        })
        .collect()
}

impl Case {
    /// What the author intended, as Bulkhead says it.
    pub fn intent(&self) -> Intent {
        let told = &self.intent;
        // "session GUC app.t (uuid)"
        let session = told.tenancy.strip_prefix("session GUC ").and_then(|rest| rest.split_once(' '));
        let access = if session.is_some() { Access::Tenant } else { Access::Membership };
        let context = match session {
            Some((setting, data_type)) => Some(Context::Setting {
                setting: setting.to_owned(),
                data_type: data_type.trim_matches(['(', ')']).to_owned(),
                means: Means::Tenant,
            }),
            // What the probes set is what says who asks.
            None => self.probes.iter().flat_map(|probe| probe.gucs.keys()).next().map(|setting| Context::Setting {
                setting: setting.clone(),
                data_type: "uuid".to_owned(),
                means: if told.tenancy.contains("session id") { Means::Session } else { Means::User },
            }),
        };
        // "rows with tenant_id IS NULL are readable by all tenants"
        let shared = told.shared.iter().find_map(|text| text.strip_prefix("rows with ")?.split_once(" are "));
        let table = |column: &String| TableIntent {
            tenant_column: Some(column.clone()),
            shared_when: shared.filter(|(when, _)| when.starts_with(column)).map(|(when, _)| when.to_owned()),
            ..TableIntent::new(access)
        };
        Intent {
            context: context.into_iter().collect(),
            app_roles: vec![told.app_role.clone()],
            service_roles: Vec::new(),
            tables: told.tenant_key.iter().map(|(name, column)| (name.clone(), table(column))).collect(),
        }
    }
}

/// What must not be reported, in the cases' words, and the rules that would.
const SILENT: &[(&str, &[&str])] = &[
    ("cross-tenant SELECT/INSERT/UPDATE/DELETE hole", &["PO01", "PO02", "PO03", "PO19", "PO05", "PO06", "CX04"]),
    ("missing WITH CHECK", &["PO02", "PO03"]),
    ("unwrapped current_setting", &["PF01"]),
    ("any isolation hole", &["PO01", "PO02", "PO03", "PO05", "PO06", "PO19", "CX03", "CX04", "BY01", "BY04", "PO16"]),
    ("definer helpers are a leak", &["BY04", "BY05", "RO11"]),
    ("spoofable context", &["CX04", "CX05", "CX07"]),
    ("read leak", &["PO01", "PO19", "PO05"]),
    ("USING (true) scoped TO svc", &["PO01"]),
    ("multiple permissive policies", &["PO08"]),
    ("base table policies", &["PO01", "PO02", "PO03", "PO19", "EN02"]),
    ("definer view leaks", &["BY01", "BY02"]),
    ("SECURITY DEFINER function leaks", &["BY04"]),
    ("NULL-tenant rows visible", &["PO22", "PO19", "PO21"]),
    ("PRIMARY KEY (id) oracle", &["ORA1"]),
    ("isolation hole", &["PO01", "PO02", "PO03", "PO05", "PO06", "PO19", "CX03", "CX04"]),
];

/// The rules that must not speak where a case says this in its words.
pub fn silenced(text: &str) -> &'static [&'static str] {
    let found = SILENT.iter().find(|(start, _)| text.starts_with(start));
    found.map(|(_, rules)| *rules).unwrap_or_else(|| panic!("nobody knows which rules \"{text}\" would be"))
}
