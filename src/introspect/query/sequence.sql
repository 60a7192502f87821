-- Sequences, and those among them that no identity column owns.
, all_sequences AS MATERIALIZED (
    SELECT c.*, s.seqtypid, d.refobjid AS owner_table, d.refobjsubid AS owner_column, d.deptype AS owned,
           pg_catalog.json_build_object('start', s.seqstart, 'increment', s.seqincrement, 'min', s.seqmin, 'max', s.seqmax,
                                        'cache', s.seqcache, 'cycle', s.seqcycle) AS options
    FROM relations c JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
    LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
        AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
)
, sequences AS MATERIALIZED (
    SELECT * FROM all_sequences WHERE owned IS DISTINCT FROM 'i'
)
