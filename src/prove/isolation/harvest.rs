//! What the texts of policies, and of the functions that they call, let an attack try.

use std::collections::BTreeSet;

use super::wanted::Callers;
use crate::prove::seed::{TablePlan, identifiers, strings};

/// Names by which columns give rights to whoever a row speaks of.
const RIGHTS: &[&str] = &[
    "role",
    "is_admin",
    "admin",
    "is_owner",
    "is_staff",
    "is_superuser",
    "superuser",
    "permission",
    "permissions",
    "access_level",
    "scope",
    "scopes",
    "is_moderator",
    "rights",
];
/// The same in the row that is the tenant itself, where they decide what was paid for.
const TERMS: &[&str] = &[
    "plan",
    "tier",
    "status",
    "quota",
    "credits",
    "balance",
    "is_active",
    "active",
    "suspended",
    "is_suspended",
    "subscription",
    "subscription_status",
    "billing_status",
    "seats",
    "max_users",
    "role",
    "is_admin",
];
/// Settings that a client writes itself.
const CLIENT: &[&str] = &["request.headers", "request.cookies", "application_name"];
/// So many values are tried in one place.
const MOST: usize = 6;

/// What texts hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Harvest {
    /// The names in the policies.
    pub(crate) names: BTreeSet<String>,
    /// The texts in quotes.
    pub(crate) literals: Vec<String>,
    /// The settings that are asked for.
    pub(crate) settings: BTreeSet<String>,
    /// The names of columns that other tables' policies read here.
    pub(crate) read_by_others: BTreeSet<String>,
    /// True if a table is read.
    pub(crate) reads_tables: bool,
    /// True if something is searched for in a text or a list.
    searches: bool,
}

impl Harvest {
    /// What texts hold. `others` are the texts of other tables that name this one.
    pub(crate) fn of(texts: &[String], others: &[String]) -> Self {
        let mut out = Self::default();
        for text in texts {
            out.names.extend(identifiers(text));
            let lower = text.to_lowercase();
            out.searches |=
                ["like", "~", "string_to_array", "position(", "strpos", "any ("].iter().any(|w| lower.contains(w));
            out.reads_tables |= lower.contains(" from ") || lower.contains("\nfrom ");
            let all = strings(text);
            out.settings.extend(settings(text));
            out.literals.extend(all);
        }
        out.literals.retain(|text| {
            let plain = !text.is_empty() && text.len() < 60 && !out.settings.contains(text);
            plain && !text.contains("::") && !text.contains(' ')
        });
        out.literals.sort();
        out.literals.dedup();
        for text in others {
            out.read_by_others.extend(identifiers(text));
        }
        out
    }

    /// The columns whose values give rights.
    pub(super) fn rights(&self, plan: &TablePlan, registry: bool) -> Vec<String> {
        let gives = |name: &str| {
            let name = name.to_lowercase();
            RIGHTS.contains(&name.as_str()) && self.read_by_others.contains(&name)
                || registry && TERMS.contains(&name.as_str())
        };
        plan.columns.iter().filter(|c| c.identity.is_none() && gives(&c.name)).map(|c| c.name.clone()).collect()
    }

    /// Settings beside the caller's own, with the values that the texts name.
    pub(super) fn switches(&self, callers: &Callers) -> Vec<(String, String)> {
        let own = |name: &String| callers.settings.iter().any(|(own, _)| own == name);
        let other = self.settings.iter().filter(|name| !own(name) && !is_client(name));
        let values = || self.literals.iter().map(String::as_str).take(MOST).chain(["on", "true", "1"]);
        other.flat_map(|name| values().map(move |value| (name.clone(), value.to_owned()))).collect()
    }

    /// What a client may say of itself, where the texts listen to it.
    pub(super) fn client_claims(&self, callers: &Callers, key: &str) -> Vec<(String, String)> {
        let mut out = Vec::new();
        let document = || {
            let claims = self.literals.iter().map(|name| (name.clone(), serde_json::Value::String(key.to_owned())));
            serde_json::Value::Object(claims.collect())
        };
        for name in self.settings.iter().filter(|name| is_client(name)) {
            if callers.settings.iter().any(|(own, _)| own == name) {
                continue;
            }
            let is_document = matches!(name.as_str(), "request.headers" | "request.cookies");
            out.push((name.clone(), if is_document { document().to_string() } else { key.to_owned() }));
        }
        if self.literals.iter().any(|text| matches!(text.as_str(), "user_metadata" | "raw_user_meta_data")) {
            for (setting, values) in &callers.settings {
                let Ok(serde_json::Value::Object(mut claims)) = serde_json::from_str(&values[0]) else { continue };
                claims.insert("user_metadata".into(), document());
                out.push((setting.clone(), serde_json::Value::Object(claims).to_string()));
            }
        }
        out
    }

    /// Texts that a comparison may take for everybody.
    pub(super) fn patterns(&self, keys: &[String; 2]) -> Vec<String> {
        let mut out = vec!["%".to_owned()];
        if self.searches {
            out.extend([keys.join(","), format!("{{{}}}", keys.join(",")), ".*".to_owned()]);
        }
        let value = |text: &&String| !matches!(text.as_str(), "user_metadata" | "app_metadata" | "sub");
        out.extend(self.literals.iter().filter(value).take(MOST).cloned());
        out
    }
}

fn is_client(name: &str) -> bool {
    CLIENT.contains(&name) || name.starts_with("request.header.") || name.starts_with("request.cookie.")
}

/// The names of the settings that a text asks for.
fn settings(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("current_setting(") {
        rest = &rest[at + "current_setting(".len()..];
        let argument = rest.trim_start();
        if let Some(quoted) = argument.strip_prefix('\'')
            && let Some(end) = quoted.find('\'')
        {
            out.push(quoted[..end].to_owned());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_is_found() {
        let text =
            "tenant_id = current_setting('app.t', true)::uuid OR current_setting('app.mode'::text, true) = 'super'";
        let harvest = Harvest::of(&[text.to_owned()], &[]);
        let callers = Callers::single("app.t", ["a".into(), "b".into()]);
        let switches = harvest.switches(&callers);
        assert!(switches.contains(&("app.mode".into(), "super".into())), "{switches:?}");
        assert!(switches.iter().all(|(name, _)| name == "app.mode"));
        assert!(harvest.patterns(&["a".into(), "b".into()]).contains(&"super".to_owned()));
    }

    #[test]
    fn what_a_client_says_is_tried() {
        let text = "tenant = (current_setting('request.headers', true)::json ->> 'x-tenant')";
        let harvest = Harvest::of(&[text.to_owned()], &[]);
        let claims = harvest.client_claims(&Callers::default(), "b");
        assert_eq!(claims, [("request.headers".to_owned(), "{\"x-tenant\":\"b\"}".to_owned())]);
    }
}
