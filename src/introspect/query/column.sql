-- Columns of tables.
, defaults AS MATERIALIZED (
    SELECT d.oid, d.adrelid, d.adnum, pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression
    FROM pg_catalog.pg_attrdef d JOIN tables ON tables.oid = d.adrelid
)
, columns AS (
    SELECT a.attrelid, pg_catalog.json_agg(pg_catalog.json_build_object(
        'name', a.attname,
        'number', a.attnum,
        'type', CASE -- An extension's type is named as its author knows it, if the extension is where everything is found.
                     WHEN EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND m.objid = element.oid)
                     THEN pg_catalog.regexp_replace(pg_catalog.format_type(a.atttypid, a.atttypmod), '^public\.', '')
                     ELSE pg_catalog.format_type(a.atttypid, a.atttypmod) END,
        'defined', CASE WHEN element.oid >= 16384 THEN element.oid::pg_catalog.int8 END,
        'array', element.oid <> a.atttypid,
        'notNull', a.attnotnull,
        'expression', d.expression,
        'sequence', CASE WHEN d.expression LIKE 'nextval(''%''::regclass)' THEN (
            SELECT pg_catalog.json_build_array(s.nspname, s.relname)
            FROM pg_catalog.pg_depend p JOIN sequences s ON s.oid = p.refobjid
            WHERE p.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND p.objid = d.oid
              AND p.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.deptype = 'n' LIMIT 1) END,
        'identity', a.attidentity,
        'identityType', CASE WHEN a.attidentity <> '' THEN pg_catalog.format_type(a.atttypid, NULL) END,
        'identitySequence', (SELECT pg_catalog.json_build_object('name', s.relname, 'options', s.options)
                             FROM all_sequences s
                             WHERE s.owner_table = a.attrelid AND s.owner_column = a.attnum AND s.owned = 'i' LIMIT 1),
        'generated', a.attgenerated,
        'collation', (SELECT c.collname FROM pg_catalog.pg_collation c
                      WHERE c.oid = a.attcollation AND a.attcollation <> t.typcollation),
        'ownCollation', CASE WHEN a.attcollation <> t.typcollation AND a.attcollation >= 16384 THEN a.attcollation::pg_catalog.int8 END,
        -- Here and wherever there are many, the table is asked: col_description and obj_description cost ten times as much.
        'comment', (SELECT d.description FROM pg_catalog.pg_description d
                    WHERE d.objoid = a.attrelid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = a.attnum),
        'options', pg_catalog.json_build_object(
            'inherited', NOT a.attislocal,
            'storage', CASE WHEN a.attstorage <> t.typstorage
                            THEN CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'x' THEN 'EXTENDED' ELSE 'MAIN' END END,
            'compression', CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END,
            'statistics', CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END,
            'parameters', (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(o.option_name, o.option_value) ORDER BY o.ordinality)
                           FROM pg_catalog.pg_options_to_table(a.attoptions) WITH ORDINALITY o),
            'notNullName', k.conname,
            'notNullNoInherit', k.connoinherit,
            'notNullValidated', k.convalidated,
            'notNullComment', (SELECT d.description FROM pg_catalog.pg_description d
                               WHERE d.objoid = k.oid AND d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.objsubid = 0))) ORDER BY a.attnum) AS list
    FROM pg_catalog.pg_attribute a
    JOIN tables ON tables.oid = a.attrelid
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    JOIN pg_catalog.pg_type element ON element.oid = CASE WHEN t.typtype = 'b' AND t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem ELSE t.oid END
    -- NOT NULL is a constraint since PostgreSQL 18. What is named as PostgreSQL names it needs no name.
    LEFT JOIN LATERAL (SELECT CASE WHEN k.conname <> pg_catalog.concat_ws('_', tables.relname, a.attname, 'not_null') THEN k.conname END AS conname,
                              k.connoinherit, k.convalidated, k.oid
                       FROM pg_catalog.pg_constraint k
                       WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey[1] = a.attnum) k ON true
    LEFT JOIN defaults d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped
    GROUP BY a.attrelid
)
