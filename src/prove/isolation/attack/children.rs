//! Partitions and tables that inherit: policies and grants of the parent don't reach them.

use super::{Builder, Class, Expect, insert_into};
use crate::prove::proof::Session;
use crate::prove::seed::{Kind, Side, Value};
use crate::sql::quote;

impl Builder<'_> {
    pub(super) fn children(&mut self) {
        if !self.target.access.is_walled() {
            return;
        }
        for child in self.target.children.clone() {
            let foreign = self.foreign(Side::A);
            let t = child.sql.clone();
            if child.select {
                let sql = format!("SELECT count(*) FROM {t} WHERE {foreign}");
                self.add("child-read", Session::A, Class::Other, Expect::Count(0), sql);
            }
            if child.update
                && let Some((column, value)) = self.harmless_child()
            {
                let sql = format!("UPDATE {t} SET {column} = {value}");
                self.add("child-update", Session::Empty, Class::Other, Expect::Affected(0), sql);
            }
            if child.delete {
                let sql = format!("DELETE FROM {t}");
                self.add("child-delete", Session::Empty, Class::Other, Expect::Affected(0), sql);
            }
            if child.insert
                && let Some(row) = self.child_row(child.plan)
            {
                self.add("child-insert", Session::A, Class::Other, Expect::NotWritten, row);
            }
            if !(child.select || child.update || child.delete || child.insert) {
                self.not("child-read", Session::A, format!("the role has no privilege on {}", child.name));
            }
        }
        if self.plan.partitioned && !self.target.children.iter().any(|c| c.is_default) {
            self.new_partition();
        } else if self.plan.partitioned {
            self.not("new-partition", Session::A, "it has a default partition, so bounds of another can't be told");
        }
    }

    fn harmless_child(&self) -> Option<(String, String)> {
        let column = self.plan.columns.iter().enumerate().find(|(at, c)| {
            !c.generated && *at != self.target.at && c.identity.is_none() && matches!(c.kind, Kind::Text(_))
        });
        let (_, column) = column?;
        Some((quote::ident(&column.name), quote::ident(&column.name)))
    }

    /// B's row, into the child by its name.
    fn child_row(&self, plan: Option<usize>) -> Option<String> {
        let plan = &self.seeds.plans[plan?];
        let row = self.seeds.fresh(plan, Side::B, 1).ok().or_else(|| {
            let row = *self.seeds.rows_of(plan, Side::B).first()?;
            let value = |name: &String| row.get(name).cloned().flatten().map_or(Value::Null, Value::Text);
            Some(plan.columns.iter().map(|c| if c.generated { Value::Default } else { value(&c.name) }).collect())
        })?;
        Some(insert_into(&plan.sql, plan, &row, None))
    }

    /// A partition that is made as the next migration would make it: who may read it?
    fn new_partition(&mut self) {
        let (schema, name) = self.target.name.split_once('.').unwrap_or(("public", &self.target.name));
        let new = quote::qualified(schema, &format!("{}_bulkhead", name.chars().take(40).collect::<String>()));
        let before = vec![
            format!("SET LOCAL ROLE {}", quote::ident(&self.target.facts.owner)),
            format!("CREATE TABLE {new} PARTITION OF {} DEFAULT", self.target.sql),
            "RESET ROLE".to_owned(),
        ];
        let sql = format!(
            "SELECT count(*) FROM pg_catalog.pg_class c WHERE c.oid = {}::regclass AND NOT c.relrowsecurity AND \
             has_table_privilege({}, c.oid, 'SELECT, INSERT, UPDATE, DELETE')",
            quote::literal(&new),
            quote::literal(&self.target.role)
        );
        let attack = self.add("new-partition", Session::A, Class::Other, Expect::No, sql);
        attack.before = before;
        attack.role = None;
    }
}
