-- Objects that are their definition: what PostgreSQL writes of them, or what it keeps of them put into words.
, owned AS MATERIALIZED (
    SELECT p.oid, p.proname, p.prokind, p.proowner, p.proacl, n.nspname,
           pg_catalog.format('%I.%I', n.nspname, p.proname) AS called,
           pg_catalog.pg_get_function_identity_arguments(p.oid) AS arguments
    FROM pg_catalog.pg_proc p JOIN spaces n ON n.oid = p.pronamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND m.objid = p.oid)
      -- What PostgreSQL makes with something else, as it makes a range's constructors, goes with it.
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'i')
)
, objects (kind, class, oid, schema, relation, name, identity, definition, replaces, settings, owner) AS MATERIALIZED (
    SELECT 'view', 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, c.nspname, NULL::oid, c.relname,
           pg_catalog.format('%I.%I', c.nspname, c.relname),
           pg_catalog.format(E'CREATE VIEW %I.%I%s AS\n%s', c.nspname, c.relname,
               (SELECT ' WITH (' || pg_catalog.array_to_string(p.reloptions, ', ') || ')' FROM pg_catalog.pg_class p
                WHERE p.oid = c.oid AND p.reloptions IS NOT NULL),
               pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';')),
           (SELECT pg_catalog.json_agg(pg_catalog.concat_ws(' ', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attcollation) ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
           (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                'name', pg_catalog.format('default of %I', a.attname),
                'set', pg_catalog.format('ALTER VIEW %I.%I ALTER COLUMN %I SET DEFAULT %s', c.nspname, c.relname, a.attname,
                                         pg_catalog.pg_get_expr(d.adbin, d.adrelid)),
                'reset', pg_catalog.format('ALTER VIEW %I.%I ALTER COLUMN %I DROP DEFAULT', c.nspname, c.relname, a.attname)) ORDER BY a.attnum)
            FROM pg_catalog.pg_attrdef d JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
            WHERE d.adrelid = c.oid),
           c.relowner
    FROM relations c WHERE c.relkind = 'v'
    UNION ALL
    SELECT 'materialized view', 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, c.nspname, NULL, c.relname,
           pg_catalog.format('%I.%I', c.nspname, c.relname),
           pg_catalog.format(E'CREATE MATERIALIZED VIEW %I.%I%s AS\n%s%s', c.nspname, c.relname,
               (SELECT ' WITH (' || pg_catalog.array_to_string(p.reloptions, ', ') || ')' FROM pg_catalog.pg_class p
                WHERE p.oid = c.oid AND p.reloptions IS NOT NULL),
               pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';'),
               CASE WHEN NOT p.relispopulated THEN E'\n  WITH NO DATA' END),
           NULL,
           (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                'name', pg_catalog.format('%s of %I', s.name, a.attname),
                'set', pg_catalog.format('ALTER MATERIALIZED VIEW %I.%I ALTER COLUMN %I SET %s', c.nspname, c.relname, a.attname, s.set),
                'reset', pg_catalog.format('ALTER MATERIALIZED VIEW %I.%I ALTER COLUMN %I %s', c.nspname, c.relname, a.attname, s.reset))
                ORDER BY a.attnum, s.name COLLATE "C")
            FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            CROSS JOIN LATERAL (
                SELECT 'statistics' AS name, pg_catalog.format('STATISTICS %s', a.attstattarget) AS set, 'SET STATISTICS -1' AS reset
                WHERE a.attstattarget >= 0
                UNION ALL
                SELECT 'storage', 'STORAGE ' || word.storage, 'SET STORAGE ' || word.own
                FROM (SELECT CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'x' THEN 'EXTENDED' ELSE 'MAIN' END AS storage,
                             CASE t.typstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'x' THEN 'EXTENDED' ELSE 'MAIN' END AS own) AS word
                WHERE a.attstorage <> t.typstorage
                UNION ALL
                SELECT 'compression', 'COMPRESSION ' || CASE a.attcompression WHEN 'p' THEN 'pglz' ELSE 'lz4' END, 'SET COMPRESSION default'
                WHERE a.attcompression <> ''
                UNION ALL
                SELECT 'option ' || o.option_name, pg_catalog.format('(%I = %L)', o.option_name, o.option_value), pg_catalog.format('RESET (%I)', o.option_name)
                FROM pg_catalog.pg_options_to_table(a.attoptions) o) AS s
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
           c.relowner
    FROM relations c JOIN pg_catalog.pg_class p ON p.oid = c.oid WHERE c.relkind = 'm'
    UNION ALL
    SELECT 'index', 'pg_catalog.pg_class'::pg_catalog.regclass, i.indexrelid, c.nspname, c.oid, ic.relname,
           pg_catalog.format('%I.%I', c.nspname, ic.relname), pg_catalog.pg_get_indexdef(i.indexrelid), NULL,
           (SELECT pg_catalog.json_agg(s.setting) FROM (
                SELECT pg_catalog.json_build_object('name', 'cluster',
                    'set', pg_catalog.format('ALTER MATERIALIZED VIEW %I.%I CLUSTER ON %I', c.nspname, c.relname, ic.relname),
                    'reset', pg_catalog.format('ALTER MATERIALIZED VIEW %I.%I SET WITHOUT CLUSTER', c.nspname, c.relname)) AS setting
                WHERE i.indisclustered
                UNION ALL
                SELECT pg_catalog.json_build_object('name', pg_catalog.format('statistics of %s', x.attnum),
                    'set', pg_catalog.format('ALTER INDEX %I.%I ALTER COLUMN %s SET STATISTICS %s', c.nspname, ic.relname, x.attnum, x.attstattarget),
                    'reset', pg_catalog.format('ALTER INDEX %I.%I ALTER COLUMN %s SET STATISTICS -1', c.nspname, ic.relname, x.attnum))
                FROM pg_catalog.pg_attribute x WHERE x.attrelid = i.indexrelid AND x.attstattarget >= 0) AS s),
           NULL
    FROM pg_catalog.pg_index i JOIN relations c ON c.oid = i.indrelid AND c.relkind = 'm'
    JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
    UNION ALL
    SELECT CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, 'pg_catalog.pg_proc'::pg_catalog.regclass,
           p.oid, p.nspname, NULL, p.proname,
           pg_catalog.format('%s(%s)', p.called, p.arguments),
           pg_catalog.rtrim(pg_catalog.regexp_replace(pg_catalog.pg_get_functiondef(p.oid), '^CREATE OR REPLACE ', 'CREATE '), E'\n'),
           -- A replacement may have more defaults, and none less.
           (SELECT pg_catalog.array_to_json(
                ARRAY[pg_catalog.concat_ws(' ', pg_catalog.pg_get_function_result(p.oid), x.proargnames::text, x.proargmodes::text, p.prokind)]
                || pg_catalog.array_fill('default'::text, ARRAY[x.pronargdefaults::integer]))
            FROM pg_catalog.pg_proc x WHERE x.oid = p.oid),
           NULL, p.proowner
    FROM owned p WHERE p.prokind <> 'a'
    UNION ALL
    SELECT 'aggregate', 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, p.nspname, NULL, p.proname,
           pg_catalog.format('%s(%s)', p.called, coalesce(nullif(p.arguments, ''), '*')),
           pg_catalog.format(E'CREATE AGGREGATE %s(%s) (\n    %s\n)', p.called,
               coalesce(nullif(pg_catalog.pg_get_function_arguments(p.oid), ''), '*'),
               pg_catalog.concat_ws(E',\n    ',
                   'SFUNC = ' || a.aggtransfn::pg_catalog.regproc,
                   'STYPE = ' || pg_catalog.format_type(a.aggtranstype, NULL),
                   'SSPACE = ' || nullif(a.aggtransspace, 0),
                   'FINALFUNC = ' || nullif(a.aggfinalfn, 0)::pg_catalog.regproc,
                   CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
                   CASE WHEN a.aggfinalfn <> 0 AND a.aggfinalmodify <> CASE WHEN a.aggkind = 'n' THEN 'r' ELSE 'w' END
                        THEN 'FINALFUNC_MODIFY = ' || CASE a.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
                   'COMBINEFUNC = ' || nullif(a.aggcombinefn, 0)::pg_catalog.regproc,
                   'SERIALFUNC = ' || nullif(a.aggserialfn, 0)::pg_catalog.regproc,
                   'DESERIALFUNC = ' || nullif(a.aggdeserialfn, 0)::pg_catalog.regproc,
                   'INITCOND = ' || pg_catalog.quote_literal(a.agginitval),
                   'MSFUNC = ' || nullif(a.aggmtransfn, 0)::pg_catalog.regproc,
                   'MINVFUNC = ' || nullif(a.aggminvtransfn, 0)::pg_catalog.regproc,
                   'MSTYPE = ' || CASE WHEN a.aggmtranstype <> 0 THEN pg_catalog.format_type(a.aggmtranstype, NULL) END,
                   'MSSPACE = ' || nullif(a.aggmtransspace, 0),
                   'MFINALFUNC = ' || nullif(a.aggmfinalfn, 0)::pg_catalog.regproc,
                   CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
                   'MINITCOND = ' || pg_catalog.quote_literal(a.aggminitval),
                   'SORTOP = ' || CASE WHEN a.aggsortop <> 0 THEN pg_catalog.format('OPERATOR(%I.%s)', sn.nspname, so.oprname) END,
                   'PARALLEL = ' || CASE x.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' END,
                   CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END)),
           NULL, NULL, p.proowner
    FROM owned p JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = p.oid JOIN pg_catalog.pg_proc x ON x.oid = p.oid
    LEFT JOIN pg_catalog.pg_operator so ON so.oid = a.aggsortop LEFT JOIN pg_catalog.pg_namespace sn ON sn.oid = so.oprnamespace
    UNION ALL
    SELECT 'trigger', 'pg_catalog.pg_trigger'::pg_catalog.regclass, t.oid, NULL, c.oid, t.tgname,
           pg_catalog.format('%I ON %I.%I', t.tgname, c.nspname, c.relname),
           pg_catalog.pg_get_triggerdef(t.oid), NULL,
           -- A partition's copy of it may be switched apart from it.
           (WITH RECURSIVE copies AS (
                SELECT t.oid, t.tgrelid, t.tgenabled, CASE t.tgenabled WHEN 'O' THEN 'O' ELSE '' END::"char" AS above, ''::text COLLATE "C" AS place
                UNION ALL
                SELECT x.oid, x.tgrelid, x.tgenabled, copies.tgenabled, copies.place || '.' || r.nspname || '.' || r.relname
                FROM pg_catalog.pg_trigger x JOIN copies ON x.tgparentid = copies.oid JOIN relations r ON r.oid = x.tgrelid)
            SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                'name', 'enabled' || s.place,
                'set', pg_catalog.format('ALTER TABLE %I.%I %s TRIGGER %I', r.nspname, r.relname,
                           CASE s.tgenabled WHEN 'O' THEN 'ENABLE' WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, t.tgname),
                'reset', pg_catalog.format('ALTER TABLE %I.%I %s TRIGGER %I', r.nspname, r.relname,
                           CASE s.above WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE' END, t.tgname)) ORDER BY s.place)
            FROM copies s JOIN relations r ON r.oid = s.tgrelid WHERE s.tgenabled <> s.above),
           NULL
    FROM pg_catalog.pg_trigger t JOIN relations c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND t.tgparentid = 0
    UNION ALL
    SELECT 'rule', 'pg_catalog.pg_rewrite'::pg_catalog.regclass, r.oid, NULL, c.oid, r.rulename,
           pg_catalog.format('%I ON %I.%I', r.rulename, c.nspname, c.relname),
           pg_catalog.rtrim(pg_catalog.pg_get_ruledef(r.oid), ';'), '[]',
           CASE WHEN r.ev_enabled <> 'O' THEN pg_catalog.json_build_array(pg_catalog.json_build_object(
               'name', 'enabled',
               'set', pg_catalog.format('ALTER TABLE %I.%I %s RULE %I', c.nspname, c.relname,
                          CASE r.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, r.rulename),
               'reset', pg_catalog.format('ALTER TABLE %I.%I ENABLE RULE %I', c.nspname, c.relname, r.rulename))) END,
           NULL
    FROM pg_catalog.pg_rewrite r JOIN relations c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN'
    UNION ALL
    SELECT 'event trigger', 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, e.oid, NULL, NULL, e.evtname,
           pg_catalog.quote_ident(e.evtname),
           pg_catalog.format(E'CREATE EVENT TRIGGER %I ON %s%s\n    EXECUTE FUNCTION %s()', e.evtname, e.evtevent,
               E'\n    WHEN TAG IN (' || (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(tag), ', ' ORDER BY tag) FROM pg_catalog.unnest(e.evttags) tag) || ')',
               e.evtfoid::pg_catalog.regproc), NULL,
           CASE WHEN e.evtenabled <> 'O' THEN pg_catalog.json_build_array(pg_catalog.json_build_object(
               'name', 'enabled',
               'set', pg_catalog.format('ALTER EVENT TRIGGER %I %s', e.evtname,
                          CASE e.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END),
               'reset', pg_catalog.format('ALTER EVENT TRIGGER %I ENABLE', e.evtname))) END,
           e.evtowner
    FROM pg_catalog.pg_event_trigger e
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass AND m.objid = e.oid)
    UNION ALL
    SELECT 'statistics', 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, s.oid, n.nspname, s.stxrelid, s.stxname,
           pg_catalog.format('%I.%I', n.nspname, s.stxname), pg_catalog.pg_get_statisticsobjdef(s.oid), NULL,
           CASE WHEN s.stxstattarget >= 0 THEN pg_catalog.json_build_array(pg_catalog.json_build_object(
               'name', 'target',
               'set', pg_catalog.format('ALTER STATISTICS %I.%I SET STATISTICS %s', n.nspname, s.stxname, s.stxstattarget),
               'reset', pg_catalog.format('ALTER STATISTICS %I.%I SET STATISTICS -1', n.nspname, s.stxname))) END,
           s.stxowner
    FROM pg_catalog.pg_statistic_ext s JOIN spaces n ON n.oid = s.stxnamespace
    UNION ALL
    SELECT 'extension', 'pg_catalog.pg_extension'::pg_catalog.regclass, e.oid, n.nspname, NULL, e.extname, pg_catalog.quote_ident(e.extname),
           pg_catalog.format('CREATE EXTENSION %I WITH SCHEMA %I%s', e.extname, n.nspname,
               CASE WHEN e.extversion IS DISTINCT FROM a.default_version THEN ' VERSION ' || pg_catalog.quote_literal(e.extversion) END),
           -- Another schema is no other extension, if it can be moved.
           CASE WHEN e.extrelocatable THEN pg_catalog.json_build_array(e.extversion) END,
           (SELECT s.list FROM member_settings s WHERE s.extension = e.oid), NULL
    FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
    LEFT JOIN pg_catalog.pg_available_extensions a ON a.name = e.extname
    WHERE e.extname <> 'plpgsql'
    UNION ALL
    SELECT 'publication', 'pg_catalog.pg_publication'::pg_catalog.regclass, p.oid, NULL, NULL, p.pubname, pg_catalog.quote_ident(p.pubname),
           pg_catalog.format('CREATE PUBLICATION %I%s%s', p.pubname,
               CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE E'\n    FOR ' || published.list END,
               E'\n    WITH (' || nullif(pg_catalog.concat_ws(', ',
                   CASE WHEN NOT (p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate) THEN
                       pg_catalog.format('publish = %L', pg_catalog.concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END,
                           CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END,
                           CASE WHEN p.pubtruncate THEN 'truncate' END)) END,
                   CASE WHEN p.pubviaroot THEN 'publish_via_partition_root = true' END,
                   CASE pg_catalog.to_jsonb(p) ->> 'pubgencols' WHEN 's' THEN 'publish_generated_columns = stored' END), '')
               || ')'),
           NULL, NULL, p.pubowner
    FROM (SELECT * FROM pg_catalog.pg_publication) AS p
    CROSS JOIN LATERAL (
        SELECT pg_catalog.string_agg(entry, ', ' ORDER BY entry COLLATE "C") AS list FROM (
            SELECT pg_catalog.format('TABLE ONLY %I.%I%s%s', n.nspname, c.relname,
                       (SELECT ' (' || pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attname COLLATE "C") || ')'
                        -- The order says nothing, and where a column stands depends on when it came. pg_publication_rel.prattrs is there since PostgreSQL 15.
                        FROM pg_catalog.jsonb_array_elements_text(coalesce(nullif(pg_catalog.to_jsonb(r) -> 'prattrs', 'null'), '[]')) AS key
                        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = key::integer),
                       -- So is prqual: where it isn't, its name means the NULL of the query around.
                       ' WHERE (' || pg_catalog.pg_get_expr(
                           (SELECT prqual FROM pg_catalog.pg_publication_rel x WHERE x.oid = r.oid), c.oid) || ')') AS entry
            FROM pg_catalog.pg_publication_rel r JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN (SELECT NULL::pg_catalog.pg_node_tree AS prqual) AS older WHERE r.prpubid = p.oid
            UNION ALL
            -- pg_publication_namespace is there since PostgreSQL 15; what it says stands in pg_depend too.
            SELECT pg_catalog.format('TABLES IN SCHEMA %I', n.nspname)
            FROM pg_catalog.pg_depend own
            JOIN pg_catalog.pg_depend its ON its.classid = own.classid AND its.objid = own.objid
                AND its.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
            JOIN pg_catalog.pg_namespace n ON n.oid = its.refobjid
            WHERE own.refclassid = 'pg_catalog.pg_publication'::pg_catalog.regclass AND own.refobjid = p.oid) AS entries
    ) AS published
    UNION ALL
    SELECT * FROM operator_objects
    UNION ALL
    SELECT * FROM text_search_objects
    UNION ALL
    SELECT * FROM foreign_objects
    UNION ALL
    SELECT 'collation', 'pg_catalog.pg_collation'::pg_catalog.regclass, c.oid, n.nspname, NULL, c.collname,
           pg_catalog.format('%I.%I', n.nspname, c.collname),
           pg_catalog.format('CREATE COLLATION %I.%I (%s)', n.nspname, c.collname, pg_catalog.concat_ws(', ',
               'provider = ' || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
               CASE WHEN NOT c.collisdeterministic THEN 'deterministic = false' END,
               CASE WHEN c.locale IS NOT NULL THEN 'locale = ' || pg_catalog.quote_literal(c.locale)
                    WHEN c.collcollate = c.collctype THEN 'locale = ' || pg_catalog.quote_literal(c.collcollate) END,
               CASE WHEN c.locale IS NULL AND c.collcollate <> c.collctype
                    THEN pg_catalog.format('lc_collate = %L, lc_ctype = %L', c.collcollate, c.collctype) END,
               'rules = ' || pg_catalog.quote_literal(c.rules))),
           NULL, NULL, c.collowner
    FROM (SELECT c.*, coalesce(pg_catalog.to_jsonb(c) ->> 'colllocale', pg_catalog.to_jsonb(c) ->> 'colliculocale') AS locale,
                 pg_catalog.to_jsonb(c) ->> 'collicurules' AS rules
          FROM pg_catalog.pg_collation c) AS c
    JOIN spaces n ON n.oid = c.collnamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_collation'::pg_catalog.regclass AND m.objid = c.oid)
    UNION ALL
    SELECT kind, class, oid, schema, relation, name, identity, definition, replaces, settings, owner FROM type_objects
)
