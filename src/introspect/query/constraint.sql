-- Constraints of tables.
, constraints AS (
    SELECT k.conrelid, pg_catalog.json_agg(pg_catalog.json_build_object(
        'oid', k.oid::pg_catalog.int8,
        'name', k.conname,
        'kind', k.contype,
        'columns', (SELECT pg_catalog.json_agg((SELECT a.attname FROM pg_catalog.pg_attribute a
                                                WHERE a.attrelid = k.conrelid AND a.attnum = key.number) ORDER BY key.position)
                    -- 0 is an expression of an exclusion constraint, or the whole row.
                    FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS key (number, position) WHERE key.number <> 0),
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
        'definition', CASE WHEN k.contype = 'x' THEN pg_catalog.pg_get_constraintdef(k.oid) END,
        'inherited', NOT k.conislocal AND k.contype = 'c' OR k.conparentid <> 0 AND k.contype = 'f',
        -- A partition's key may be attached to an index that is no key's.
        'partitionOf', (SELECT pg_catalog.json_build_array(pn.nspname, pt.relname, pc.relname, pk.conname IS NOT NULL)
                        FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_index p ON p.indexrelid = h.inhparent
                        JOIN pg_catalog.pg_class pc ON pc.oid = p.indexrelid JOIN pg_catalog.pg_class pt ON pt.oid = p.indrelid
                        JOIN pg_catalog.pg_namespace pn ON pn.oid = pt.relnamespace
                        LEFT JOIN pg_catalog.pg_constraint pk ON pk.conindid = p.indexrelid AND pk.contype IN ('p', 'u', 'x')
                        WHERE h.inhrelid = k.conindid AND k.contype IN ('p', 'u', 'x')),
        'include', (SELECT pg_catalog.json_agg(a.attname ORDER BY key.position)
                    FROM pg_catalog.pg_index i
                    CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS key (number, position)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = key.number
                    WHERE i.indexrelid = k.conindid AND k.contype IN ('p', 'u') AND key.position > i.indnkeyatts),
        'period', whole.row -> 'conperiod',
        'parameters', (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(o.option_name, o.option_value) ORDER BY o.ordinality)
                       FROM pg_catalog.pg_class c CROSS JOIN pg_catalog.pg_options_to_table(c.reloptions) WITH ORDINALITY o
                       WHERE c.oid = k.conindid AND k.contype IN ('p', 'u')),
        'indexComment', CASE WHEN k.contype IN ('p', 'u', 'x') THEN (
            SELECT d.description FROM pg_catalog.pg_description d WHERE d.objoid = k.conindid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0) END,
        'match', k.confmatchtype,
        'deleteColumns', (SELECT pg_catalog.json_agg(a.attname ORDER BY key.position)
                          FROM pg_catalog.jsonb_array_elements_text(coalesce(nullif(whole.row -> 'confdelsetcols', 'null'), '[]'))
                              WITH ORDINALITY AS key (number, position)
                          JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = key.number::pg_catalog.int2),
        'noInherit', k.connoinherit AND k.contype = 'c',
        'validated', k.convalidated,
        'enforced', whole.row -> 'conenforced',
        'comment', (SELECT d.description FROM pg_catalog.pg_description d
                    WHERE d.objoid = k.oid AND d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.objsubid = 0)) ORDER BY k.conname COLLATE "C") AS list
    FROM pg_catalog.pg_constraint k JOIN tables ON tables.oid = k.conrelid
    -- What older versions lack can only be asked for by name. OFFSET keeps it from being made once for each.
    CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(k) AS row OFFSET 0) AS whole
    WHERE k.contype IN ('p', 'u', 'c', 'x')
       OR k.contype = 'f' AND EXISTS (SELECT FROM tables t WHERE t.oid = k.confrelid)
           -- A foreign key onto a partitioned table has one onto each partition beside it, which PostgreSQL looks after.
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint parent WHERE parent.oid = k.conparentid AND parent.conrelid = k.conrelid)
    GROUP BY k.conrelid
)
