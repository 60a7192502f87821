//! What the planner lets out: rows shown to LEAKPROOF functions before the policies have judged them, and what EXPLAIN
//! counts.

use super::{Builder, Class, Expect};
use crate::prove::proof::Session;
use crate::sql::quote;

/// A function that counts the rows that the table's LEAKPROOF functions are shown and the role is not. It runs as its
/// caller, so the policies bind it; what a function was called is in PostgreSQL's own statistics of the transaction.
const SHOWN: &str = "CREATE FUNCTION bulkhead_probe.shown(t regclass) RETURNS bigint LANGUAGE plpgsql AS $$ \
DECLARE f record; seen bigint; start bigint; own bigint; calls bigint; total bigint := 0; \
BEGIN EXECUTE format('SELECT count(*) FROM %s', t) INTO seen; \
FOR f IN SELECT p.oid AS id, format('%I.%I', n.nspname, p.proname) AS name, a.attname AS col \
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace \
JOIN pg_catalog.pg_attribute a ON a.attrelid = t AND a.attnum > 0 AND NOT a.attisdropped \
AND p.proargtypes[0] IN (a.atttypid, CASE WHEN a.atttypid = 'varchar'::regtype THEN 'text'::regtype ELSE a.atttypid END) \
WHERE p.proleakproof AND p.prokind = 'f' AND NOT p.proretset AND p.pronargs > 0 AND p.pronargs - p.pronargdefaults <= 1 \
AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND has_schema_privilege(n.oid, 'USAGE') \
AND has_function_privilege(p.oid, 'EXECUTE') AND has_column_privilege(t, a.attnum, 'SELECT') \
LOOP BEGIN start := coalesce(pg_stat_get_xact_function_calls(f.id), 0); \
EXECUTE format('SELECT count(*) FROM %s', t); \
own := coalesce(pg_stat_get_xact_function_calls(f.id), 0) - start; \
EXECUTE format('SELECT count(*) FROM %s WHERE %s(%I) IS NOT NULL', t, f.name, f.col); \
calls := coalesce(pg_stat_get_xact_function_calls(f.id), 0) - start - 2 * own; \
total := total + greatest(calls - seen, 0); \
EXCEPTION WHEN OTHERS THEN NULL; END; END LOOP; RETURN total; END $$";

impl Builder<'_> {
    /// A condition with a LEAKPROOF function may be run before the policies. That a cheap one is, is seen.
    pub(super) fn leak_functions(&mut self) {
        if !self.target.facts.leakproof {
            return self.not(
                "leak-function",
                Session::A,
                "the schema has no LEAKPROOF function that the role may call",
            );
        }
        let before = [
            "SET LOCAL track_functions = 'all'",
            "SET LOCAL enable_indexscan = off",
            "SET LOCAL enable_bitmapscan = off",
            "CREATE SCHEMA bulkhead_probe",
            "GRANT USAGE ON SCHEMA bulkhead_probe TO PUBLIC",
            SHOWN,
        ];
        let sql = format!("SELECT bulkhead_probe.shown({})", quote::literal(&self.target.sql));
        self.add("leak-function", Session::A, Class::Other, Expect::NotShown, sql).before =
            before.map(str::to_owned).into();
    }

    /// Whoever may read may EXPLAIN, and no policy refuses it. Told as a finding once for each role.
    pub(super) fn explain(&mut self) {
        if !self.target.facts.select {
            return self.not("explain", Session::A, "the role may not read it");
        }
        let own = self.all.iter().find(|t| t.role == self.target.role && t.access.is_walled() && t.facts.select);
        let first = own.is_some_and(|t| t.plan == self.target.plan);
        let rule = if first { "ORA4" } else { "" };
        let sql = format!(
            "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF) SELECT * FROM {}",
            self.target.sql
        );
        // Whoever asks may choose how the rows are found.
        let scans = ["indexscan", "indexonlyscan", "bitmapscan"].map(|scan| format!("SET LOCAL enable_{scan} = off"));
        self.add("explain", Session::A, Class::Other, Expect::Explained(rule), sql).before = scans.into();
    }
}
