-- Constraints of tables.
, constraints AS (
    SELECT k.conrelid, pg_catalog.json_agg(pg_catalog.json_build_object(
        'oid', k.oid::pg_catalog.int8,
        'name', k.conname,
        'kind', k.contype,
        'columns', (SELECT pg_catalog.json_agg((SELECT a.attname FROM pg_catalog.pg_attribute a
                                                WHERE a.attrelid = k.conrelid AND a.attnum = key.number) ORDER BY key.position)
                    FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS key (number, position)),
        'nullsNotDistinct', (SELECT pg_catalog.to_jsonb(i) -> 'indnullsnotdistinct' FROM pg_catalog.pg_index i
                             WHERE i.indexrelid = k.conindid AND k.contype = 'u'),
        'expression', pg_catalog.pg_get_expr(k.conbin, k.conrelid),
        'target', (SELECT pg_catalog.json_build_array(n.nspname, t.relname)
                   FROM pg_catalog.pg_class t JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
                   WHERE t.oid = k.confrelid),
        'targetColumns', (SELECT pg_catalog.json_agg((SELECT a.attname FROM pg_catalog.pg_attribute a
                                                      WHERE a.attrelid = k.confrelid AND a.attnum = key.number) ORDER BY key.position)
                          FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS key (number, position)),
        'onDelete', k.confdeltype,
        'onUpdate', k.confupdtype,
        'deferrable', k.condeferrable,
        'deferred', k.condeferred,
        'comment', pg_catalog.obj_description(k.oid, 'pg_constraint')) ORDER BY k.conname COLLATE "C") AS list
    FROM pg_catalog.pg_constraint k JOIN tables ON tables.oid = k.conrelid
    WHERE k.contype IN ('p', 'u', 'c')
       OR k.contype = 'f' AND EXISTS (SELECT FROM tables t WHERE t.oid = k.confrelid)
    GROUP BY k.conrelid
)
