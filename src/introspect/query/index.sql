-- Indexes that no constraint owns.
, indexes AS (
    SELECT i.indrelid, pg_catalog.json_agg(pg_catalog.json_build_object(
        'oid', c.oid::pg_catalog.int8,
        'name', c.relname,
        'unique', i.indisunique,
        'method', am.amname,
        'keys', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                     'column', a.attname,
                     'expression', CASE WHEN a.attname IS NULL
                                        THEN pg_catalog.pg_get_indexdef(i.indexrelid, key.position::integer, false) END,
                     'operatorClass', (SELECT o.opcname FROM pg_catalog.pg_opclass o
                                       WHERE o.oid = i.indclass[key.position - 1] AND NOT o.opcdefault),
                     'options', i.indoption[key.position - 1]) ORDER BY key.position)
                 FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS key (number, position)
                 LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = key.number AND key.number <> 0
                 WHERE key.position <= i.indnkeyatts),
        'include', (SELECT pg_catalog.json_agg(a.attname ORDER BY key.position)
                    FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS key (number, position)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = key.number
                    WHERE key.position > i.indnkeyatts),
        'predicate', pg_catalog.pg_get_expr(i.indpred, i.indrelid),
        'comment', pg_catalog.obj_description(c.oid, 'pg_class')) ORDER BY c.relname COLLATE "C") AS list
    FROM pg_catalog.pg_index i
    JOIN tables ON tables.oid = i.indrelid
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_am am ON am.oid = c.relam
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
    GROUP BY i.indrelid
)
