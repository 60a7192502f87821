-- Foreign data and procedural languages. Options that hold a secret are never read: what is made again lacks them.
, foreign_options (class, oid, part, name, word, value) AS MATERIALIZED (
    SELECT x.class, x.oid, x.part, o.option_name, pg_catalog.quote_ident(o.option_name), pg_catalog.quote_literal(o.option_value)
    FROM (SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass AS class, oid, 0 AS part, fdwoptions AS options FROM pg_catalog.pg_foreign_data_wrapper
          UNION ALL SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, oid, 0, srvoptions FROM pg_catalog.pg_foreign_server
          UNION ALL SELECT 'pg_catalog.pg_user_mapping'::pg_catalog.regclass, umid, 0, umoptions FROM pg_catalog.pg_user_mappings
          UNION ALL SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, ftrelid, 0, ftoptions FROM pg_catalog.pg_foreign_table
          UNION ALL SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, a.attrelid, a.attnum, a.attfdwoptions
                    FROM pg_catalog.pg_attribute a WHERE a.attfdwoptions IS NOT NULL) AS x
    CROSS JOIN LATERAL pg_catalog.pg_options_to_table(x.options) o
    WHERE o.option_name !~* '(password|passwd|secret|token|passfile|sslkey)' OR o.option_name = 'password_required'
)
-- Options of a wrapper, server or user mapping, which ALTER adds and drops.
, option_settings AS (
    SELECT x.class, x.oid, pg_catalog.json_agg(pg_catalog.json_build_object(
               'name', pg_catalog.format('option %s %s', o.name, o.value),
               'set', pg_catalog.format('ALTER %s OPTIONS (ADD %s %s)', x.words, o.word, o.value),
               'reset', pg_catalog.format('ALTER %s OPTIONS (DROP %s)', x.words, o.word)) ORDER BY o.name COLLATE "C") AS list
    FROM (SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass AS class, oid, pg_catalog.format('FOREIGN DATA WRAPPER %I', fdwname) AS words
          FROM pg_catalog.pg_foreign_data_wrapper
          UNION ALL SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, oid, pg_catalog.format('SERVER %I', srvname) FROM pg_catalog.pg_foreign_server
          UNION ALL SELECT 'pg_catalog.pg_user_mapping'::pg_catalog.regclass, umid,
                           pg_catalog.format('USER MAPPING FOR %s SERVER %I', CASE umuser WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(usename) END, srvname)
                    FROM pg_catalog.pg_user_mappings) AS x
    JOIN foreign_options o ON o.class = x.class AND o.oid = x.oid
    GROUP BY x.class, x.oid
)
, foreign_objects (kind, class, oid, schema, relation, name, identity, definition, replaces, settings, owner) AS MATERIALIZED (
    SELECT 'foreign data wrapper', 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, w.oid, NULL::name, NULL::oid, w.fdwname,
           pg_catalog.quote_ident(w.fdwname),
           pg_catalog.concat_ws(' ', pg_catalog.format('CREATE FOREIGN DATA WRAPPER %I', w.fdwname),
               'HANDLER ' || nullif(w.fdwhandler, 0)::pg_catalog.regproc, 'VALIDATOR ' || nullif(w.fdwvalidator, 0)::pg_catalog.regproc),
           NULL::json, s.list, w.fdwowner
    FROM pg_catalog.pg_foreign_data_wrapper w
    LEFT JOIN option_settings s ON s.class = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass AND s.oid = w.oid
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass AND m.objid = w.oid)
    UNION ALL
    SELECT 'server', 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, f.oid, NULL, NULL, f.srvname, pg_catalog.quote_ident(f.srvname),
           pg_catalog.concat_ws(' ', pg_catalog.format('CREATE SERVER %I', f.srvname), 'TYPE ' || pg_catalog.quote_literal(f.srvtype),
               'VERSION ' || pg_catalog.quote_literal(f.srvversion), pg_catalog.format('FOREIGN DATA WRAPPER %I', w.fdwname)),
           NULL, s.list, f.srvowner
    FROM pg_catalog.pg_foreign_server f JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = f.srvfdw
    LEFT JOIN option_settings s ON s.class = 'pg_catalog.pg_foreign_server'::pg_catalog.regclass AND s.oid = f.oid
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_foreign_server'::pg_catalog.regclass AND m.objid = f.oid)
    UNION ALL
    SELECT 'user mapping', 'pg_catalog.pg_user_mapping'::pg_catalog.regclass, u.umid, NULL, NULL, called.identity, called.identity,
           'CREATE USER MAPPING ' || called.identity, NULL, s.list, NULL
    FROM pg_catalog.pg_user_mappings u
    CROSS JOIN LATERAL (SELECT pg_catalog.format('FOR %s SERVER %I', CASE u.umuser WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(u.usename) END,
                                                 u.srvname) AS identity) AS called
    LEFT JOIN option_settings s ON s.class = 'pg_catalog.pg_user_mapping'::pg_catalog.regclass AND s.oid = u.umid
    UNION ALL
    SELECT 'foreign table', 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, c.nspname, NULL, c.relname,
           pg_catalog.format('%I.%I', c.nspname, c.relname),
           pg_catalog.format(E'CREATE FOREIGN TABLE %I.%I (%s) SERVER %I%s', c.nspname, c.relname,
               (SELECT E'\n    ' || pg_catalog.string_agg(line, E',\n    ' ORDER BY place, line COLLATE "C") || E'\n' FROM (
                    SELECT a.attnum::integer AS place, pg_catalog.concat_ws(' ', pg_catalog.quote_ident(a.attname), pg_catalog.format_type(a.atttypid, a.atttypmod),
                        (SELECT 'OPTIONS (' || pg_catalog.string_agg(pg_catalog.format('%s %s', o.word, o.value), ', ' ORDER BY o.name COLLATE "C") || ')' FROM foreign_options o
                         WHERE o.class = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.oid = c.oid AND o.part = a.attnum),
                        (SELECT pg_catalog.format('COLLATE %I.%I', ln.nspname, l.collname) FROM pg_catalog.pg_collation l
                         JOIN pg_catalog.pg_namespace ln ON ln.oid = l.collnamespace JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                         WHERE l.oid = a.attcollation AND a.attcollation <> t.typcollation),
                        CASE WHEN a.attnotnull THEN 'NOT NULL' END,
                        (SELECT pg_catalog.format(CASE a.attgenerated WHEN '' THEN 'DEFAULT %s' ELSE 'GENERATED ALWAYS AS (%s) STORED' END,
                                                  pg_catalog.pg_get_expr(d.adbin, d.adrelid))
                         FROM pg_catalog.pg_attrdef d WHERE d.adrelid = c.oid AND d.adnum = a.attnum)) AS line
                    FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                    UNION ALL
                    SELECT 32767, pg_catalog.format('CONSTRAINT %I %s', k.conname, pg_catalog.pg_get_constraintdef(k.oid))
                    FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c') AS lines),
               f.srvname,
               (SELECT E'\n    OPTIONS (' || pg_catalog.string_agg(pg_catalog.format('%s %s', o.word, o.value), ', ' ORDER BY o.name COLLATE "C") || ')'
                FROM foreign_options o WHERE o.class = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.oid = c.oid AND o.part = 0)),
           NULL, NULL, c.relowner
    FROM relations c JOIN pg_catalog.pg_foreign_table t ON t.ftrelid = c.oid JOIN pg_catalog.pg_foreign_server f ON f.oid = t.ftserver
    JOIN pg_catalog.pg_class p ON p.oid = c.oid
    WHERE c.relkind = 'f' AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid)
    UNION ALL
    SELECT 'language', 'pg_catalog.pg_language'::pg_catalog.regclass, l.oid, NULL, NULL, l.lanname, pg_catalog.quote_ident(l.lanname),
           pg_catalog.concat_ws(' ', pg_catalog.format('CREATE %sLANGUAGE %I', CASE WHEN l.lanpltrusted THEN 'TRUSTED ' END, l.lanname),
               'HANDLER ' || l.lanplcallfoid::pg_catalog.regproc, 'INLINE ' || nullif(l.laninline, 0)::pg_catalog.regproc,
               'VALIDATOR ' || nullif(l.lanvalidator, 0)::pg_catalog.regproc),
           NULL, NULL, l.lanowner
    FROM pg_catalog.pg_language l
    WHERE l.lanispl AND NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_language'::pg_catalog.regclass AND m.objid = l.oid)
    UNION ALL
    SELECT 'transform', 'pg_catalog.pg_transform'::pg_catalog.regclass, t.oid, NULL, NULL, called.identity, called.identity,
           pg_catalog.format('CREATE TRANSFORM %s (%s)', called.identity, pg_catalog.concat_ws(', ',
               'FROM SQL WITH FUNCTION ' || nullif(t.trffromsql, 0)::pg_catalog.regprocedure,
               'TO SQL WITH FUNCTION ' || nullif(t.trftosql, 0)::pg_catalog.regprocedure)),
           NULL, NULL, NULL
    FROM pg_catalog.pg_transform t JOIN pg_catalog.pg_language l ON l.oid = t.trflang
    CROSS JOIN LATERAL (SELECT pg_catalog.format('FOR %s LANGUAGE %I', pg_catalog.format_type(t.trftype, NULL), l.lanname) AS identity) AS called
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_transform'::pg_catalog.regclass AND m.objid = t.oid)
)
-- What columns have that belong to no table: the rest of a view's or foreign table's columns goes with its definition.
, column_settings AS (
    SELECT x.oid, pg_catalog.json_agg(pg_catalog.json_build_object('name', x.name, 'set', x.set, 'reset', x.reset) ORDER BY x.name COLLATE "C") AS list
    FROM (
        SELECT c.oid, pg_catalog.format('comment on %I: %s', a.attname, d.description) AS name,
               pg_catalog.format('COMMENT ON COLUMN %I.%I.%I IS %L', c.nspname, c.relname, a.attname, d.description) AS set,
               pg_catalog.format('COMMENT ON COLUMN %I.%I.%I IS NULL', c.nspname, c.relname, a.attname) AS reset
        FROM relations c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
        JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objoid = c.oid AND d.objsubid = a.attnum
        WHERE c.relkind IN ('v', 'm', 'f') AND a.attnum > 0
        UNION ALL
        SELECT c.oid, pg_catalog.format('%s (%I) to %s%s', p.privilege_type, a.attname, p.who, p.option),
               pg_catalog.format('GRANT %s (%I) ON TABLE %I.%I TO %s%s', p.privilege_type, a.attname, c.nspname, c.relname, p.who, p.option),
               pg_catalog.format('REVOKE %s (%I) ON TABLE %I.%I FROM %s', p.privilege_type, a.attname, c.nspname, c.relname, p.who)
        FROM relations c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
        CROSS JOIN LATERAL (SELECT x.privilege_type, CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END AS who,
                                   CASE WHEN pg_catalog.bool_or(x.is_grantable) THEN ' WITH GRANT OPTION' END AS option
                            FROM pg_catalog.aclexplode(a.attacl) x WHERE x.grantee <> c.relowner GROUP BY x.privilege_type, x.grantee) AS p
        WHERE c.relkind IN ('v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped) AS x
    GROUP BY x.oid
)
