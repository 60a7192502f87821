-- Sequences that no identity column owns.
, sequences AS MATERIALIZED (
    SELECT c.*, s.seqtypid
    FROM relations c JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'i')
)
