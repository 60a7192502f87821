//! EN08: tenants' rows in a relation that can't have row-level security.
//!
//! `ALTER … ENABLE ROW LEVEL SECURITY` is refused for a foreign table (42809):
//! <https://www.postgresql.org/docs/current/sql-altertable.html>.

use super::super::grants;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::{Grantee, Privilege};
use crate::expr::has_word;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "EN08",
    level: Level::Error,
    title: "A foreign table with tenants' rows is open to the application.",
    why: "Only tables can have row-level security: whoever may read a foreign table reads every tenant's rows in it.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    let keys: std::collections::BTreeSet<&str> =
        wall.tables().iter().filter_map(|table| table.tenant).map(|column| column.name.as_str()).collect();
    for object in wall.catalog.objects.iter().filter(|object| object.kind == "foreign table") {
        if !has_word(&object.definition, &|word| keys.contains(word)) {
            continue;
        }
        let held = [Privilege::Select, Privilege::Insert, Privilege::Update, Privilege::Delete];
        let mut who: Vec<&Grantee> = Vec::new();
        for to in held.iter().flat_map(|privilege| wall.grantees(&object.id, *privilege)) {
            if !who.contains(&to) {
                who.push(to);
            }
        }
        if who.is_empty() {
            continue;
        }
        let message = format!(
            "The foreign table {} has a tenant's key and can't have row-level security: {} reach every tenant's rows in \
             it. Put a view that asks for the tenant before it, and grant that.",
            object.identity,
            grants::names(wall, &who)
        );
        let sql = format!("REVOKE ALL ON {} FROM {};", object.identity, grants::names_sql(wall, &who));
        out.push(RULE.of(&object.identity, Some(&object.id), message).mended("Revoke its privileges", sql));
    }
}
