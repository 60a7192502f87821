//! Rows that one policy lets be changed and another one's check lets be written: permissive policies are OR-ed each for
//! itself, the old row and the new one.

use super::{Builder, Class, Expect};
use crate::prove::proof::Session;
use crate::prove::seed::{Kind, Side};
use crate::sql::quote;

/// So many columns, and so many values of each, are tried.
const MOST: usize = 4;

impl Builder<'_> {
    /// An own row given to B together with a value that a policy names, so that its check may let the row in.
    pub(super) fn mixed_checks(&mut self) {
        if self.target.facts.policies.len() < 2 {
            return self.not("mixed-checks", Session::A, "it has no two policies whose checks could mix");
        }
        if !self.key_updatable() {
            return self.not("mixed-checks", Session::A, "the role may not update the tenant column");
        }
        let texts: Vec<&String> = self.target.literals.iter().collect();
        let mut tries = Vec::new();
        for (at, column) in self.plan.columns.iter().enumerate() {
            let bound = self.plan.foreign.iter().any(|f| f.columns.contains(&at)) || column.generated;
            let named = self.target.named.contains(&column.name) && self.may_update(&column.name);
            if bound || !named || at == self.target.at || column.identity.is_some() {
                continue;
            }
            let values: Vec<String> = match &column.kind {
                Kind::Bool => vec!["true".into(), "false".into()],
                Kind::Enum(labels) => {
                    labels.iter().filter(|l| texts.contains(l)).map(|l| quote::literal(l)).take(MOST).collect()
                }
                Kind::Text(room) => {
                    let fits = |text: &&&String| room.is_none_or(|room| text.chars().count() <= room);
                    texts.iter().filter(fits).map(|text| quote::literal(text)).take(MOST).collect()
                }
                _ => Vec::new(),
            };
            let name = quote::ident(&column.name);
            tries.extend(values.into_iter().map(|value| format!("{name} = {value}")));
        }
        tries.truncate(MOST * MOST);
        if tries.is_empty() {
            self.not("mixed-checks", Session::A, "its policies name no value of a column that the role may update");
        }
        for value in tries {
            let give = format!("{} = {}", self.target.column, self.key(Side::B));
            // Without a condition it reads no column, so the SELECT policies don't judge the new row.
            let sql = format!("UPDATE {} SET {give}, {value}", self.target.sql);
            self.add("mixed-checks", Session::A, Class::Update, Expect::NotWritten, sql);
        }
    }
}
