//! Policies.

use super::{Writer, parenthesised};
use crate::catalog::{Policy, PolicyCommand, Table};
use crate::sql::quote;

impl<'a> Writer<'a> {
    /// `CREATE POLICY`, a clause to a line.
    pub fn create_policy(&self, table: &'a Table, policy: &'a Policy) -> String {
        let mut sql = format!("CREATE POLICY {} ON {}", quote::ident(&policy.name), self.table_ref(table));
        if policy.restrictive {
            sql.push_str("\n    AS RESTRICTIVE");
        }
        if policy.command != PolicyCommand::All {
            sql.push_str(&format!("\n    FOR {}", policy.command.sql()));
        }
        sql.push_str(&format!("\n    TO {}", self.policy_roles(policy)));
        if let Some(using) = &policy.using {
            sql.push_str(&format!("\n    USING {}", parenthesised(using)));
        }
        if let Some(check) = &policy.check {
            sql.push_str(&format!("\n    WITH CHECK {}", parenthesised(check)));
        }
        sql
    }

    /// Whom a policy applies to. Nobody named means everybody, as in SQL.
    pub fn policy_roles(&self, policy: &'a Policy) -> String {
        if policy.to.is_empty() {
            return "PUBLIC".into();
        }
        policy.to.iter().map(|to| self.grantee(to)).collect::<Vec<_>>().join(", ")
    }
}
