-- Privileges. What PostgreSQL gives a new object by itself is told by what of it is lacking.
, privileges (class, oid, part, listed, owner, acl, builtin) AS MATERIALIZED (
    SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass, s.oid, 0, s.nspname <> 'public', s.nspowner, s.nspacl,
           -- What everyone may do in `public` differs between versions of PostgreSQL.
           CASE WHEN s.nspname = 'public' AND pg_catalog.current_setting('server_version_num')::integer < 150000
                THEN pg_catalog.acldefault('n', s.nspowner) || pg_catalog.makeaclitem(0, s.nspowner, 'USAGE', false)
                                                            || pg_catalog.makeaclitem(0, s.nspowner, 'CREATE', false)
                WHEN s.nspname = 'public'
                THEN pg_catalog.acldefault('n', s.nspowner) || pg_catalog.makeaclitem(0, s.nspowner, 'USAGE', false)
                ELSE pg_catalog.acldefault('n', s.nspowner) END
    FROM spaces s
    UNION ALL
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0, true, c.relowner, c.relacl,
           pg_catalog.acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)
    FROM relations c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, a.attrelid, a.attnum, false, c.relowner, a.attacl, NULL
    FROM pg_catalog.pg_attribute a JOIN relations c ON c.oid = a.attrelid
    WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
    UNION ALL
    SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, 0, true, p.proowner, p.proacl, pg_catalog.acldefault('f', p.proowner)
    FROM pg_catalog.pg_proc p JOIN spaces n ON n.oid = p.pronamespace
    UNION ALL
    SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 0, false, t.typowner, t.typacl, pg_catalog.acldefault('T', t.typowner)
    FROM types t JOIN pg_catalog.pg_type p ON p.oid = t.oid LEFT JOIN pg_catalog.pg_class c ON c.oid = p.typrelid
    WHERE t.typtype IN ('e', 'd', 'r', 'b') AND p.typcategory <> 'A' OR c.relkind = 'c'
    UNION ALL
    SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, l.oid, 0, true, l.lanowner, l.lanacl, pg_catalog.acldefault('l', l.lanowner)
    FROM pg_catalog.pg_language l WHERE l.lanispl
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, w.oid, 0, true, w.fdwowner, w.fdwacl, pg_catalog.acldefault('F', w.fdwowner)
    FROM pg_catalog.pg_foreign_data_wrapper w
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid, 0, true, s.srvowner, s.srvacl, pg_catalog.acldefault('S', s.srvowner)
    FROM pg_catalog.pg_foreign_server s
)
, entries AS MATERIALIZED (
    SELECT p.class, p.oid, p.part, p.listed, x.grantee, p.owner, x.privilege_type AS privilege, pg_catalog.bool_or(x.is_grantable) AS grantable,
           pg_catalog.bool_or(x.builtin) AS builtin, pg_catalog.bool_or(NOT x.builtin) AS has
    FROM privileges p CROSS JOIN LATERAL (
        SELECT a.grantee, a.privilege_type, a.is_grantable, false AS builtin FROM pg_catalog.aclexplode(p.acl) a WHERE a.grantor = p.owner
        UNION ALL
        SELECT b.grantee, b.privilege_type, false, true FROM pg_catalog.aclexplode(p.builtin) b) AS x
    -- Without a list of its own an object has what is built in.
    WHERE p.acl IS NOT NULL
    GROUP BY p.class, p.oid, p.part, p.listed, x.grantee, p.owner, x.privilege_type
)
, passed_on AS (
    SELECT p.class, p.oid, p.part,
           pg_catalog.json_agg(pg_catalog.json_build_object('by', g.rolname, 'to', r.rolname, 'privilege', a.privilege_type,
                                                            'grantable', a.is_grantable)) AS list
    FROM privileges p CROSS JOIN LATERAL pg_catalog.aclexplode(p.acl) a
    JOIN pg_catalog.pg_roles g ON g.oid = a.grantor
    LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
    WHERE p.acl IS NOT NULL AND a.grantor <> p.owner
    GROUP BY p.class, p.oid, p.part
)
, grants AS (
    SELECT e.oid, pg_catalog.json_agg(pg_catalog.json_build_object('to', r.rolname, 'privilege', e.privilege)
                                      ORDER BY r.rolname COLLATE "C" NULLS FIRST, e.privilege) AS list
    FROM entries e LEFT JOIN pg_catalog.pg_roles r ON r.oid = e.grantee
    WHERE e.part = 0 AND e.has AND NOT e.builtin AND NOT e.grantable AND e.grantee <> e.owner
    GROUP BY e.oid
)
, told AS (
    SELECT e.class, e.oid, e.part,
           pg_catalog.json_agg(pg_catalog.json_build_object('to', r.rolname, 'privilege', e.privilege))
               FILTER (WHERE e.has AND NOT e.builtin AND NOT e.grantable AND e.grantee <> e.owner AND NOT e.listed) AS grants,
           pg_catalog.json_agg(pg_catalog.json_build_object('to', r.rolname, 'privilege', e.privilege))
               FILTER (WHERE e.has AND e.grantable AND e.grantee <> e.owner) AS grantable,
           pg_catalog.json_agg(e.privilege) FILTER (WHERE e.builtin AND NOT e.has AND e.grantee = 0) AS public_lacks,
           pg_catalog.json_agg(e.privilege) FILTER (WHERE e.builtin AND NOT e.has AND e.grantee = e.owner) AS owner_lacks,
           pg_catalog.json_agg(e.privilege) FILTER (WHERE e.has AND NOT e.builtin AND e.grantee = e.owner) AS owner_holds,
           pg_catalog.json_agg(e.privilege) FILTER (WHERE e.has AND e.grantable AND e.grantee = e.owner) AS owner_grantable
    FROM entries e LEFT JOIN pg_catalog.pg_roles r ON r.oid = e.grantee
    GROUP BY e.class, e.oid, e.part
)
, access AS (
    SELECT p.class::pg_catalog.int8 AS class, p.oid::pg_catalog.int8 AS oid, p.part, pg_catalog.pg_get_userbyid(p.owner) AS owner,
           e.grants, e.grantable, e.public_lacks, e.owner_lacks, e.owner_holds, e.owner_grantable, o.list AS passed_on
    FROM (SELECT class, oid, part, CASE WHEN part = 0 THEN owner END AS owner FROM privileges
          WHERE class <> 'pg_catalog.pg_namespace'::pg_catalog.regclass OR oid IN (SELECT oid FROM spaces WHERE nspname <> 'public')
          UNION ALL
          -- Since PostgreSQL 15 whoever has the database has its schema `public` too.
          SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass, s.oid, 0,
                 CASE WHEN r.rolname <> 'pg_database_owner' AND pg_catalog.current_setting('server_version_num')::integer >= 150000 THEN s.nspowner END
          FROM spaces s JOIN pg_catalog.pg_roles r ON r.oid = s.nspowner
          WHERE s.nspname = 'public'
         ) AS p
    LEFT JOIN told e ON e.class = p.class AND e.oid = p.oid AND e.part = p.part
    LEFT JOIN passed_on o ON o.class = p.class AND o.oid = p.oid AND o.part = p.part
)
, default_privileges AS (
    SELECT d.defaclobjtype AS kind, d.defaclnamespace, d.defaclrole, n.nspname,
           pg_catalog.json_agg(pg_catalog.json_build_object('to', r.rolname, 'privilege', e.privilege))
               FILTER (WHERE e.has AND NOT e.builtin AND NOT e.grantable AND e.grantee <> d.defaclrole) AS grants,
           pg_catalog.json_agg(pg_catalog.json_build_object('to', r.rolname, 'privilege', e.privilege))
               FILTER (WHERE e.has AND e.grantable AND e.grantee <> d.defaclrole) AS grantable,
           pg_catalog.json_agg(e.privilege) FILTER (WHERE e.builtin AND NOT e.has AND e.grantee = 0) AS public_lacks,
           pg_catalog.json_agg(e.privilege) FILTER (WHERE e.builtin AND NOT e.has AND e.grantee = d.defaclrole) AS owner_lacks,
           pg_catalog.json_agg(e.privilege) FILTER (WHERE e.has AND NOT e.builtin AND e.grantee = d.defaclrole) AS owner_holds,
           pg_catalog.json_agg(e.privilege) FILTER (WHERE e.has AND e.grantable AND e.grantee = d.defaclrole) AS owner_grantable
    FROM pg_catalog.pg_default_acl d
    LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
    CROSS JOIN LATERAL (
        SELECT x.grantee, x.privilege, pg_catalog.bool_or(x.grantable) AS grantable, pg_catalog.bool_or(x.builtin) AS builtin,
               pg_catalog.bool_or(NOT x.builtin) AS has
        FROM (SELECT a.grantee, a.privilege_type AS privilege, a.is_grantable AS grantable, false AS builtin FROM pg_catalog.aclexplode(d.defaclacl) a
              UNION ALL
              SELECT b.grantee, b.privilege_type, false, true
              FROM pg_catalog.aclexplode(pg_catalog.acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END::"char", d.defaclrole)) b
              WHERE d.defaclnamespace = 0) AS x
        GROUP BY x.grantee, x.privilege) AS e
    LEFT JOIN pg_catalog.pg_roles r ON r.oid = e.grantee
    GROUP BY d.oid, d.defaclobjtype, d.defaclnamespace, d.defaclrole, n.nspname
)
