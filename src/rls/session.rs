//! What of the session says who asks, as a person writes it in an expression.

use super::policy::{cast, setting_value, tenant_value};
use crate::catalog::Catalog;
use crate::design::{Design, Strategy};
use crate::expr::complete::{SessionValue, Stance};

/// The values of the session that the design's tenancy goes by. In a policy they stand in a sub-select, which is evaluated
/// once for a statement instead of once for a row; elsewhere there may be none.
pub fn session_values(design: &Design, catalog: &Catalog, stance: Stance) -> Vec<SessionValue> {
    let tenancy = &design.settings.tenancy;
    let (means, setting, value) = match &tenancy.strategy {
        Strategy::Setting => {
            ("the session's tenant", tenancy.setting.clone(), tenant_value(tenancy, &tenancy.data_type))
        }
        Strategy::Claim { claims, .. } => {
            ("the session's tenant", claims.clone(), tenant_value(tenancy, &tenancy.data_type))
        }
        Strategy::Membership { entity, user_column, user_setting, .. } => {
            let table = entity.as_ref().and_then(|id| catalog.table(id));
            let column = table.zip(user_column.as_ref()).and_then(|(table, id)| table.column(id));
            let value = column.map(|column| cast(setting_value(user_setting), &column.data_type));
            ("the session's user", user_setting.clone(), Some(value.unwrap_or_else(|| setting_value(user_setting))))
        }
        Strategy::Schema => return Vec::new(),
    };
    let sub_select = matches!(stance, Stance::Policy | Stance::Query);
    let written = |value: String| if sub_select { format!("(SELECT {value})") } else { value };
    let of = |value: String| SessionValue { means: means.to_owned(), setting, sql: written(value) };
    value.map(of).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(strategy: Strategy, stance: Stance, expected: &[&str]) {
        let mut design = Design::empty("Test");
        design.settings.tenancy.strategy = strategy;
        let found = session_values(&design, &Catalog::default(), stance);
        assert_eq!(found.iter().map(|value| value.sql.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn it_is_written_as_the_walls_own_policies_are() {
        let plain = "NULLIF(current_setting('app.current_tenant', true), '')::uuid";
        check(Strategy::Setting, Stance::Default, &[plain]);
        check(Strategy::Setting, Stance::Policy, &[&format!("(SELECT {plain})")]);
        let user = "(SELECT NULLIF(current_setting('app.current_user', true), ''))";
        check(
            Strategy::Membership {
                entity: None,
                user_column: None,
                tenant_column: None,
                user_setting: "app.current_user".into(),
            },
            Stance::Policy,
            &[user],
        );
        check(Strategy::Schema, Stance::Policy, &[]);
    }
}
