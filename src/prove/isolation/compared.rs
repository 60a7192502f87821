//! Which columns are compared with what the session says of the caller, as the texts of policies and functions tell it.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::prove::seed::identifiers;
use crate::rls::{Context, Intent, Means};

/// The words that end a comparison.
const ENDS: &[&str] = &[" and ", " or ", " where ", ";", "$function$", " then ", " when ", "\n"];

/// Columns by name, and what the session's value that they are compared with means.
pub(super) fn compared(catalog: &Catalog, intent: &Intent) -> Vec<(String, Means)> {
    let functions: Vec<(&str, &str)> = catalog
        .objects
        .iter()
        .filter(|o| o.kind == "function")
        .map(|o| (o.name.as_str(), o.definition.as_str()))
        .collect();
    // What names a value of the session in a text: a setting, the last key of a claim, or a function that reads one.
    let mut marks: BTreeMap<String, Means> = BTreeMap::new();
    for context in &intent.context {
        let (mark, means) = match context {
            Context::Setting { setting, means, .. } => (format!("'{setting}'"), *means),
            Context::Claim { path, means, .. } => (format!("'{}'", path.rsplit('.').next().unwrap_or(path)), *means),
        };
        for (name, definition) in &functions {
            let reads = definition.contains(&mark) && !identifiers(definition).contains("from");
            if reads {
                marks.insert(format!("{name}("), means);
            }
        }
        marks.insert(mark, means);
    }
    let clauses = catalog.tables.iter().flat_map(|t| &t.policies).flat_map(|p| p.using.iter().chain(&p.check));
    let texts = clauses.map(|c| c.sql()).chain(functions.iter().map(|(_, definition)| *definition));
    let mut out = Vec::new();
    for text in texts {
        for (mark, means) in &marks {
            for (at, _) in text.match_indices(mark.as_str()) {
                for column in before(&text[..at]).into_iter().chain(behind(&text[at + mark.len()..])) {
                    if !out.contains(&(column.clone(), *means)) {
                        out.push((column, *means));
                    }
                }
            }
        }
    }
    // A column that is compared with two kinds of values tells nothing.
    let ambiguous = |name: &str, means: Means| out.iter().any(|(other, m)| other == name && *m != means);
    out.iter().filter(|(name, means)| !ambiguous(name, *means)).cloned().collect()
}

/// The column on the left of the comparison whose right side goes on here.
fn before(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let start = ENDS.iter().filter_map(|end| lower.rfind(end).map(|at| at + end.len())).max().unwrap_or(0);
    let (left, _) = text.get(start..)?.rsplit_once('=')?;
    let word = left.trim_end().rsplit(|c: char| !(c.is_alphanumeric() || c == '_' || c == '"')).next()?;
    named(word)
}

/// The column on the right of the comparison whose left side ends here.
fn behind(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let end = ENDS.iter().filter_map(|end| lower.find(end)).min().unwrap_or(text.len());
    let (_, right) = text.get(..end)?.split_once('=')?;
    let right = right.trim_start().trim_start_matches('(');
    let word: &str = right.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '"'))).next()?;
    named(word.rsplit('.').next()?)
}

fn named(word: &str) -> Option<String> {
    let word = word.trim_matches('"');
    let is_name = word.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    (is_name && !matches!(word.to_lowercase().as_str(), "any" | "select" | "array")).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_side_is_read() {
        assert_eq!(before("SELECT m.firm FROM hidden.m m WHERE m.person = shop."), Some("person".into()));
        assert_eq!(before("(x = 1) AND (tenant_id = ( SELECT NULLIF(current_setting("), Some("tenant_id".into()));
        assert_eq!(behind(") = m.member_id AND y = z"), Some("member_id".into()));
        assert_eq!(before("SELECT NULLIF(current_setting("), None);
    }
}
