//! What a schema's author means by its tenant wall: which session settings say who is asking, which roles ask, and whose
//! rows each table holds. It is written down by a person, taken from a design, or guessed from a catalog.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a schema's author means by its tenant wall.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Intent {
    /// What of the session says who is asking.
    pub context: Vec<Context>,
    /// The roles that the application's requests run as, by name.
    pub app_roles: Vec<String>,
    /// The roles that may see every tenant's rows, by name.
    pub service_roles: Vec<String>,
    /// The tables, by name: `orders` is in the schema `public`, or the only one of that name; `sales.orders` is in another.
    pub tables: BTreeMap<String, TableIntent>,
}

/// Something of the session that says who is asking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Context {
    /// A session setting that holds the value itself.
    Setting {
        /// The setting: `app.current_tenant`.
        setting: String,
        /// The value's type, as `format_type` writes it.
        #[serde(rename = "type")]
        data_type: String,
        /// What the value is.
        means: Means,
    },
    /// A claim of a JSON document that a setting holds.
    Claim {
        /// The setting that holds the document: `request.jwt.claims`.
        claims: String,
        /// The keys that lead to the value, joined by dots: `app_metadata.tenant_id`.
        path: String,
        /// What the value is.
        means: Means,
    },
}

impl Context {
    /// What the value is.
    pub fn means(&self) -> Means {
        match self {
            Self::Setting { means, .. } | Self::Claim { means, .. } => *means,
        }
    }

    /// The setting that holds it, or the document that holds it.
    pub fn setting(&self) -> &str {
        match self {
            Self::Setting { setting, .. } => setting,
            Self::Claim { claims, .. } => claims,
        }
    }
}

/// What a value of the session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// The tenant's key.
    Tenant,
    /// The user's key.
    User,
    /// A secret that a table resolves to a user or a tenant: whoever does not know one is nobody.
    Session,
}

/// Whose rows a table holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TableIntent {
    /// Who may reach them.
    pub access: Access,
    /// The column with the tenant's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant_column: Option<String>,
    /// The column with the key of the user whose row it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_column: Option<String>,
    /// The rows that everyone may read, as a condition: `tenant_id IS NULL`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_when: Option<String>,
    /// Why the table needs no protection, if it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl TableIntent {
    /// An access and nothing else.
    pub fn new(access: Access) -> Self {
        Self { access, tenant_column: None, owner_column: None, shared_when: None, reason: None }
    }
}

/// Who may reach a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Each tenant its own rows.
    Tenant,
    /// Each user their own rows.
    Owner,
    /// Each user the rows of the tenants they are a member of.
    Membership,
    /// Everyone reads them, and no tenant writes them.
    SharedRead,
    /// No tenant sees them.
    Global,
    /// No wall at all.
    Unprotected,
}

impl Access {
    /// True if rows of one tenant or user are to be kept from another.
    pub fn is_walled(self) -> bool {
        matches!(self, Self::Tenant | Self::Owner | Self::Membership)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_scripts_write_it() {
        let text = r#"{"context":[{"setting":"app.t","type":"uuid","means":"tenant"},{"claims":"request.jwt.claims","path":"sub","means":"user"}],"appRoles":["app_user"],"serviceRoles":[],"tables":{"t":{"access":"shared-read","tenantColumn":"tenant_id"}}}"#;
        let intent: Intent = serde_json::from_str(text).expect("an intent");
        assert!(matches!(&intent.context[1], Context::Claim { path, means: Means::User, .. } if path == "sub"));
        assert_eq!(intent.tables["t"].access, Access::SharedRead);
        assert_eq!(serde_json::to_string(&intent).expect("text"), text);
        assert_eq!(serde_json::from_str::<Intent>("{}").expect("nothing said"), Intent::default());
    }
}
