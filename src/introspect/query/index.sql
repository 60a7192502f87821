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
                     -- Parameters follow the name only.
                     'operatorClass', CASE WHEN NOT o.opcdefault OR x.attoptions IS NOT NULL THEN o.opcname END,
                     'collation', CASE WHEN i.indcollation[key.position - 1] <> 0 THEN (
                         SELECT pg_catalog.format('%I.%I', n.nspname, l.collname)
                         FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace
                         WHERE l.oid = i.indcollation[key.position - 1]
                           AND l.oid <> coalesce(a.attcollation, (SELECT t.typcollation FROM pg_catalog.pg_type t WHERE t.oid = x.atttypid))) END,
                     'classSchema', CASE WHEN NOT o.opcdefault THEN (
                         SELECT n.nspname FROM spaces n
                         WHERE n.oid = o.opcnamespace
                           AND NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_opclass'::pg_catalog.regclass AND m.objid = o.oid)) END,
                     'classParameters', CASE WHEN x.attoptions IS NOT NULL THEN (
                         SELECT pg_catalog.json_agg(pg_catalog.json_build_array(p.option_name, p.option_value) ORDER BY p.ordinality)
                         FROM pg_catalog.pg_options_to_table(x.attoptions) WITH ORDINALITY p) END,
                     'options', i.indoption[key.position - 1]) ORDER BY key.position)
                 FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS key (number, position)
                 LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = key.number AND key.number <> 0
                 JOIN pg_catalog.pg_attribute x ON x.attrelid = i.indexrelid AND x.attnum = key.position
                 JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[key.position - 1]
                 WHERE key.position <= i.indnkeyatts),
        'include', (SELECT pg_catalog.json_agg(a.attname ORDER BY key.position)
                    FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS key (number, position)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = key.number
                    WHERE key.position > i.indnkeyatts),
        'partitionOf', (SELECT pg_catalog.json_build_array(pn.nspname, pt.relname, pc.relname, pk.conname IS NOT NULL)
                        FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_index p ON p.indexrelid = h.inhparent
                        JOIN pg_catalog.pg_class pc ON pc.oid = p.indexrelid JOIN pg_catalog.pg_class pt ON pt.oid = p.indrelid
                        JOIN pg_catalog.pg_namespace pn ON pn.oid = pt.relnamespace
                        LEFT JOIN pg_catalog.pg_constraint pk ON pk.conindid = p.indexrelid AND pk.contype IN ('p', 'u', 'x')
                        WHERE h.inhrelid = i.indexrelid),
        'nullsNotDistinct', CASE WHEN i.indisunique THEN pg_catalog.to_jsonb(i) -> 'indnullsnotdistinct' END,
        'parameters', (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(o.option_name, o.option_value) ORDER BY o.ordinality)
                       FROM pg_catalog.pg_options_to_table(c.reloptions) WITH ORDINALITY o),
        'statistics', (SELECT pg_catalog.json_object_agg(x.attnum, x.attstattarget ORDER BY x.attnum) FROM pg_catalog.pg_attribute x
                       WHERE x.attrelid = i.indexrelid AND x.attstattarget >= 0),
        'invalid', NOT i.indisvalid AND c.relkind = 'i',
        'predicate', pg_catalog.pg_get_expr(i.indpred, i.indrelid),
        'comment', (SELECT d.description FROM pg_catalog.pg_description d
                    WHERE d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0)) ORDER BY c.relname COLLATE "C") AS list
    FROM pg_catalog.pg_index i
    JOIN tables ON tables.oid = i.indrelid
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_am am ON am.oid = c.relam
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
    GROUP BY i.indrelid
)
