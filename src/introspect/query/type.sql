-- Domains, composite types, ranges and shells.
, domain_parts AS (
    SELECT t.oid, pg_catalog.json_agg(pg_catalog.json_build_object('name', part.name, 'set', part.set, 'reset', part.reset)
                                      ORDER BY part.place, part.name COLLATE "C") FILTER (WHERE part.inline IS NOT NULL) AS parts,
           pg_catalog.string_agg(' ' || part.inline, '' ORDER BY part.place, part.name COLLATE "C") AS inline,
           pg_catalog.json_agg(pg_catalog.json_build_object('name', part.name, 'set', part.set, 'reset', part.reset)
                               ORDER BY part.place, part.name COLLATE "C") FILTER (WHERE part.inline IS NULL) AS settings
    FROM types t JOIN pg_catalog.pg_type p ON p.oid = t.oid
    CROSS JOIN LATERAL (SELECT pg_catalog.format('%I.%I', t.nspname, t.typname) AS called) AS n
    CROSS JOIN LATERAL (
        SELECT 0 AS place, 'default ' || d.expression AS name, pg_catalog.format('ALTER DOMAIN %s SET DEFAULT %s', n.called, d.expression) AS set,
               pg_catalog.format('ALTER DOMAIN %s DROP DEFAULT', n.called) AS reset, 'DEFAULT ' || d.expression AS inline
        FROM (SELECT coalesce(pg_catalog.pg_get_expr(p.typdefaultbin, 0), pg_catalog.quote_literal(p.typdefault)) AS expression) AS d
        WHERE d.expression IS NOT NULL
        UNION ALL
        SELECT 1, 'not null', pg_catalog.format('ALTER DOMAIN %s SET NOT NULL', n.called), pg_catalog.format('ALTER DOMAIN %s DROP NOT NULL', n.called),
               'NOT NULL'
        WHERE p.typnotnull
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'n' AND k.conname <> t.typname || '_not_null')
        UNION ALL
        SELECT CASE k.contype WHEN 'n' THEN 1 ELSE 2 END, pg_catalog.format('constraint %I %s', k.conname, pg_catalog.pg_get_constraintdef(k.oid)),
               pg_catalog.format('ALTER DOMAIN %s ADD CONSTRAINT %I %s', n.called, k.conname, pg_catalog.pg_get_constraintdef(k.oid)),
               pg_catalog.format('ALTER DOMAIN %s DROP CONSTRAINT %I', n.called, k.conname),
               CASE WHEN k.convalidated THEN pg_catalog.format('CONSTRAINT %I %s', k.conname, pg_catalog.pg_get_constraintdef(k.oid)) END
        FROM pg_catalog.pg_constraint k
        WHERE k.contypid = t.oid AND (k.contype = 'c' OR k.contype = 'n' AND k.conname <> t.typname || '_not_null')
        UNION ALL
        SELECT 3, pg_catalog.format('comment on constraint %I %s: %s', k.conname, pg_catalog.pg_get_constraintdef(k.oid), c.comment),
               pg_catalog.format('COMMENT ON CONSTRAINT %I ON DOMAIN %s IS %L', k.conname, n.called, c.comment),
               pg_catalog.format('COMMENT ON CONSTRAINT %I ON DOMAIN %s IS NULL', k.conname, n.called), NULL
        FROM pg_catalog.pg_constraint k CROSS JOIN LATERAL (SELECT pg_catalog.obj_description(k.oid, 'pg_constraint') AS comment) AS c
        WHERE k.contypid = t.oid AND c.comment IS NOT NULL
    ) AS part
    WHERE t.typtype = 'd'
    GROUP BY t.oid
)
, type_attributes AS (
    SELECT t.oid, pg_catalog.json_agg(pg_catalog.json_build_object('name', a.attname, 'type', a.formatted, 'collation', a.collation) ORDER BY a.attnum) AS list,
           pg_catalog.string_agg(pg_catalog.format(E'\n    %I %s%s', a.attname, a.formatted, ' COLLATE ' || a.collation), ',' ORDER BY a.attnum) AS inline,
           pg_catalog.json_agg(pg_catalog.json_build_object(
               'name', pg_catalog.format('comment on %I: %s', a.attname, a.comment),
               'set', pg_catalog.format('COMMENT ON COLUMN %I.%I.%I IS %L', t.nspname, t.typname, a.attname, a.comment),
               'reset', pg_catalog.format('COMMENT ON COLUMN %I.%I.%I IS NULL', t.nspname, t.typname, a.attname)) ORDER BY a.attnum)
               FILTER (WHERE a.comment IS NOT NULL) AS settings
    FROM types t JOIN pg_catalog.pg_type p ON p.oid = t.oid
    JOIN pg_catalog.pg_class c ON c.oid = p.typrelid AND c.relkind = 'c'
    LEFT JOIN LATERAL (
        SELECT a.attname, a.attnum, pg_catalog.format_type(a.atttypid, a.atttypmod) AS formatted,
               (SELECT pg_catalog.format('%I.%I', cn.nspname, co.collname) FROM pg_catalog.pg_collation co
                JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace JOIN pg_catalog.pg_type at ON at.oid = a.atttypid
                WHERE co.oid = a.attcollation AND a.attcollation <> at.typcollation) AS collation,
               pg_catalog.col_description(a.attrelid, a.attnum) AS comment
        FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS a ON true
    GROUP BY t.oid
)
, type_objects (kind, class, oid, schema, relation, name, identity, definition, replaces, settings, owner, shape) AS MATERIALIZED (
    SELECT 'domain', 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, t.nspname, NULL::oid, t.typname, n.called,
           pg_catalog.format('CREATE DOMAIN %s AS %s%s%s', n.called, d.base, ' COLLATE ' || d.collation, parts.inline),
           NULL::json, parts.settings, t.typowner,
           pg_catalog.json_build_object('kind', 'domain', 'base', d.base, 'collation', d.collation, 'parts', coalesce(parts.parts, '[]'::json))
    FROM types t JOIN pg_catalog.pg_type p ON p.oid = t.oid
    CROSS JOIN LATERAL (SELECT pg_catalog.format('%I.%I', t.nspname, t.typname) AS called) AS n
    CROSS JOIN LATERAL (
        SELECT pg_catalog.format_type(p.typbasetype, p.typtypmod) AS base,
               (SELECT pg_catalog.format('%I.%I', cn.nspname, c.collname) FROM pg_catalog.pg_collation c
                JOIN pg_catalog.pg_namespace cn ON cn.oid = c.collnamespace JOIN pg_catalog.pg_type b ON b.oid = p.typbasetype
                WHERE c.oid = p.typcollation AND p.typcollation <> b.typcollation) AS collation) AS d
    LEFT JOIN domain_parts parts ON parts.oid = t.oid
    WHERE t.typtype = 'd'
    UNION ALL
    SELECT 'type', 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, t.nspname, NULL, t.typname,
           pg_catalog.format('%I.%I', t.nspname, t.typname),
           pg_catalog.format('CREATE TYPE %I.%I AS (%s%s)', t.nspname, t.typname, a.inline, E'\n'),
           NULL, a.settings, t.typowner,
           pg_catalog.json_build_object('kind', 'composite', 'attributes', CASE WHEN a.inline IS NULL THEN '[]'::json ELSE a.list END)
    FROM types t JOIN type_attributes a ON a.oid = t.oid
    UNION ALL
    SELECT 'type', 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, t.nspname, NULL, t.typname,
           pg_catalog.format('%I.%I', t.nspname, t.typname),
           pg_catalog.format(E'CREATE TYPE %I.%I AS RANGE (\n    %s\n)', t.nspname, t.typname, pg_catalog.concat_ws(E',\n    ',
               'SUBTYPE = ' || pg_catalog.format_type(r.rngsubtype, NULL),
               (SELECT pg_catalog.format('SUBTYPE_OPCLASS = %I.%I', n.nspname, o.opcname) FROM pg_catalog.pg_opclass o
                JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace WHERE o.oid = r.rngsubopc AND NOT o.opcdefault),
               (SELECT pg_catalog.format('COLLATION = %I.%I', n.nspname, c.collname) FROM pg_catalog.pg_collation c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace JOIN pg_catalog.pg_type s ON s.oid = r.rngsubtype
                WHERE c.oid = r.rngcollation AND r.rngcollation <> s.typcollation),
               CASE WHEN r.rngcanonical <> 0 THEN 'CANONICAL = ' || r.rngcanonical::pg_catalog.regproc END,
               CASE WHEN r.rngsubdiff <> 0 THEN 'SUBTYPE_DIFF = ' || r.rngsubdiff::pg_catalog.regproc END,
               (SELECT pg_catalog.format('MULTIRANGE_TYPE_NAME = %I.%I', n.nspname, m.typname) FROM pg_catalog.pg_type m
                JOIN pg_catalog.pg_namespace n ON n.oid = m.typnamespace
                WHERE m.oid = (pg_catalog.to_jsonb(r) ->> 'rngmultitypid')::oid))),
           NULL, NULL, t.typowner,
           pg_catalog.json_build_object('kind', 'range', 'multirange', (SELECT m.typname FROM pg_catalog.pg_type m
               WHERE m.oid = (pg_catalog.to_jsonb(r) ->> 'rngmultitypid')::oid
                 AND m.typnamespace = (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = t.nspname)))
    FROM types t JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid WHERE t.typtype = 'r'
    UNION ALL
    SELECT 'type', 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, t.nspname, NULL, t.typname,
           pg_catalog.format('%I.%I', t.nspname, t.typname), pg_catalog.format('CREATE TYPE %I.%I', t.nspname, t.typname),
           NULL, NULL, t.typowner, '{"kind": "fixed"}'
    FROM types t JOIN pg_catalog.pg_type p ON p.oid = t.oid WHERE NOT p.typisdefined
)
