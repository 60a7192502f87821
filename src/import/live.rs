//! A database elsewhere: one query that a person runs there with psql, and whose answer is pasted.

use super::{Imported, Report};
use crate::introspect::{self, QUERY};

/// What to run with psql on a live database: two statements that only read, the second with one JSON value as its
/// answer. The text says how.
pub fn live_query() -> String {
    format!(
        "-- Reads what this database holds, and changes nothing. Save this as query.sql and run\n\
         --     psql -XAtq -f query.sql \"$DATABASE_URL\" > schema.json\n\
         -- then open schema.json in Bulkhead. Any role that may connect can run it; PostgreSQL 14 to 18.\n\
         SET search_path = '';\n{QUERY};\n"
    )
}

/// True for a text that is the answer of [`live_query`] rather than a script: no statement of SQL begins so.
pub fn is_answer(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

/// Reads the answer of [`live_query`].
///
/// # Errors
/// Why the text is not such an answer.
pub fn read_answer(text: &str) -> Result<Imported, String> {
    let found = introspect::read(text.trim_start_matches('\u{feff}').trim())?;
    let mut report = Report::default();
    report.count(&found);
    Ok(Imported { found, report })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_told_from_a_script() {
        assert!(is_answer("\u{feff} {\"owner\": null}"));
        assert!(!is_answer("-- {\nSELECT 1"));
        assert!(read_answer("{").is_err());
        assert!(read_answer("{\"owner\": null}").is_ok_and(|imported| imported.report.objects.is_empty()));
    }
}
