-- What else is said of tables.
, table_options AS (
    SELECT t.oid, pg_catalog.json_build_object(
        'partitionBy', CASE WHEN t.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(t.oid) END,
        'bound', pg_catalog.pg_get_expr(t.relpartbound, t.oid),
        'parents', (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(p.nspname, p.relname) ORDER BY i.inhseqno)
                    FROM pg_catalog.pg_inherits i JOIN relations p ON p.oid = i.inhparent WHERE i.inhrelid = t.oid),
        'ofType', nullif(t.reloftype, 0)::pg_catalog.int8,
        'unlogged', t.relpersistence = 'u',
        'method', (SELECT am.amname FROM pg_catalog.pg_am am WHERE am.oid = t.relam AND am.amname <> 'heap'),
        'parameters', (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(name, value) ORDER BY toast, place) FROM (
            SELECT o.option_name AS name, o.option_value AS value, false AS toast, o.ordinality AS place
            FROM pg_catalog.pg_options_to_table(t.reloptions) WITH ORDINALITY o
            UNION ALL
            SELECT 'toast.' || o.option_name, o.option_value, true, o.ordinality
            FROM pg_catalog.pg_class toast CROSS JOIN pg_catalog.pg_options_to_table(toast.reloptions) WITH ORDINALITY o
            WHERE toast.oid = t.reltoastrelid) AS parameters),
        'replicaIdentity', t.relreplident,
        'replicaIndex', (SELECT c.relname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
                         WHERE i.indrelid = t.oid AND i.indisreplident),
        'clusterIndex', (SELECT c.relname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
                         WHERE i.indrelid = t.oid AND i.indisclustered)) AS list
    FROM tables t
)
