//! Rule `domain-scans`: a domain says more, and every column of it is checked.

use super::super::Hazard;
use super::hazard;
use crate::problem::Level;

/// A constraint, or NOT NULL, is added to a domain that is there, or validated. PostgreSQL reads every table with a column
/// of it under SHARE locks.
pub(crate) fn domain_scans(identity: &str, sql: &str) -> Option<Hazard> {
    let rest = sql.strip_prefix("ALTER DOMAIN ")?.strip_prefix(identity)?.trim_start();
    let (constraint, held) = (rest.strip_prefix("ADD "), rest.ends_with(" NOT VALID"));
    let says_more = constraint.is_some() || rest == "SET NOT NULL" || rest.starts_with("VALIDATE CONSTRAINT ");
    if held || !says_more {
        return None;
    }
    let safer = constraint.filter(|definition| definition.starts_with("CONSTRAINT ")).map(|definition| {
        let name = definition["CONSTRAINT ".len()..].split(" CHECK ").next().unwrap_or_default();
        format!(
            "ALTER DOMAIN {identity} ADD {definition} NOT VALID;\nALTER DOMAIN {identity} VALIDATE CONSTRAINT {name};"
        )
    });
    let hazard = scans(identity);
    Some(match safer {
        Some(safer) => hazard.safer(safer),
        None => hazard,
    })
}

/// Every table with a column of a domain is read.
pub(crate) fn scans(domain: &str) -> Hazard {
    let message = format!(
        "The statement fails if a value in any column of {domain} breaks it, and nobody can write to the tables that have one while they are read."
    );
    hazard("domain-scans", Level::Warning, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_the_tables() {
        let check = |rest: &str, expected: bool| {
            let found = domain_scans("public.price", &format!("ALTER DOMAIN public.price {rest}"));
            assert_eq!(found.is_some(), expected, "{rest}");
        };
        check("ADD CONSTRAINT c CHECK ((VALUE > 0))", true);
        check("ADD CONSTRAINT c CHECK ((VALUE > 0)) NOT VALID", false);
        check("SET NOT NULL", true);
        check("DROP NOT NULL", false);
        check("VALIDATE CONSTRAINT c", true);
        check("SET DEFAULT 1", false);
    }
}
