//! Which statements PostgreSQL refuses inside a transaction block.

/// True if the statement can't run in a transaction block: `VACUUM`, concurrent index builds, what belongs to the whole
/// cluster. Source: every `PreventInTransactionBlock` in PostgreSQL 18's `utility.c` and the commands it calls.
pub fn refuses_transaction(sql: &str) -> bool {
    let words = words(sql);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let concurrently = words.contains(&"CONCURRENTLY");
    match words.as_slice() {
        ["VACUUM", ..] | ["CLUSTER"] | ["CLUSTER", "VERBOSE"] | ["ALTER", "SYSTEM", ..] => true,
        ["CREATE" | "DROP", "DATABASE" | "TABLESPACE" | "SUBSCRIPTION", ..] => true,
        ["ALTER", "DATABASE", .., "TABLESPACE", _] => true,
        ["CREATE", "INDEX", ..] | ["CREATE", "UNIQUE", "INDEX", ..] | ["DROP", "INDEX", ..] => concurrently,
        ["REINDEX", rest @ ..] => {
            concurrently || rest.iter().any(|word| matches!(*word, "DATABASE" | "SYSTEM" | "SCHEMA"))
        }
        ["ALTER", "TABLE", .., "DETACH", "PARTITION", _, "CONCURRENTLY"] => true,
        ["ALTER", "TABLE", ..] => concurrently && words.contains(&"DETACH"),
        _ => false,
    }
}

/// The bare words of a statement in upper case, without comments, quoted names and strings.
pub(crate) fn words(sql: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let end = if let Some(comment) = rest.strip_prefix("--") {
            2 + comment.find('\n').unwrap_or(comment.len())
        } else if let Some(comment) = rest.strip_prefix("/*") {
            2 + comment.find("*/").map_or(comment.len(), |at| at + 2)
        } else if first == '\'' || first == '"' {
            1 + rest[1..].find(first).map_or(rest.len() - 1, |at| at + 1)
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            out.push(rest[..end].to_uppercase());
            end
        } else {
            first.len_utf8()
        };
        rest = &rest[end..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: bool) {
        assert_eq!(refuses_transaction(sql), expected, "{sql}");
    }

    #[test]
    fn what_postgresql_refuses_in_a_transaction_block() {
        check("VACUUM ANALYZE t", true);
        check("-- tidy\nvacuum", true);
        check("/* a */ create index concurrently i on t (a)", true);
        check("CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)", true);
        check("DROP INDEX CONCURRENTLY i", true);
        check("REINDEX TABLE CONCURRENTLY t", true);
        check("REINDEX SCHEMA s", true);
        check("ALTER TABLE t DETACH PARTITION p CONCURRENTLY", true);
        check("ALTER SYSTEM SET work_mem = '1MB'", true);
        check("CREATE DATABASE d", true);
    }

    #[test]
    fn what_may_run_in_one() {
        check("ANALYZE t", false);
        check("CREATE INDEX i ON t (a)", false);
        check("CREATE INDEX \"CONCURRENTLY\" ON t (a)", false);
        check("REINDEX TABLE t", false);
        check("ALTER TABLE t DETACH PARTITION p", false);
        check("SELECT 'VACUUM'", false);
        check("CLUSTER t", false);
        check("", false);
        check("'", false);
        check("é", false);
    }
}
