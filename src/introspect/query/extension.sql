-- Privileges on what extensions brought, as far as they are not what the extension itself gave: statements after its
-- creation, one for all members that have the same. What belongs to another role is that role's to give.
, members_of AS (
    SELECT m.extension, m.classid, m.objid, 'ROUTINE' AS kind, pg_catalog.format('%I.%I(%s)', n.nspname, p.proname, pg_catalog.oidvectortypes(p.proargtypes)) AS name,
           p.proowner AS owner, p.proacl AS acl, pg_catalog.acldefault('f', p.proowner) AS builtin
    FROM members m JOIN pg_catalog.pg_proc p ON m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND p.oid = m.objid
    JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    UNION ALL
    SELECT m.extension, m.classid, m.objid, 'TYPE', pg_catalog.format('%I.%I', n.nspname, t.typname), t.typowner, t.typacl, pg_catalog.acldefault('T', t.typowner)
    FROM members m JOIN pg_catalog.pg_type t ON m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND t.oid = m.objid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    UNION ALL
    SELECT m.extension, m.classid, m.objid, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, pg_catalog.format('%I.%I', n.nspname, c.relname),
           c.relowner, c.relacl, pg_catalog.acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)
    FROM members m JOIN pg_catalog.pg_class c ON m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = m.objid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL
    SELECT m.extension, m.classid, m.objid, 'FOREIGN DATA WRAPPER', pg_catalog.quote_ident(w.fdwname), w.fdwowner, w.fdwacl, pg_catalog.acldefault('F', w.fdwowner)
    FROM members m JOIN pg_catalog.pg_foreign_data_wrapper w ON m.classid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass AND w.oid = m.objid
    UNION ALL
    SELECT m.extension, m.classid, m.objid, 'LANGUAGE', pg_catalog.quote_ident(l.lanname), l.lanowner, l.lanacl, pg_catalog.acldefault('l', l.lanowner)
    FROM members m JOIN pg_catalog.pg_language l ON m.classid = 'pg_catalog.pg_language'::pg_catalog.regclass AND l.oid = m.objid
)
, member_privileges AS (
    SELECT m.extension, m.kind, m.name, x.privilege,
           CASE WHEN x.grantee = 0 THEN 'PUBLIC' WHEN x.grantee = m.owner THEN 'CURRENT_USER'
                ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END AS holder, x.has, x.had
    FROM members_of m
    LEFT JOIN pg_catalog.pg_init_privs i ON i.classoid = m.classid AND i.objoid = m.objid AND i.objsubid = 0 AND i.privtype = 'e'
    CROSS JOIN LATERAL (
        -- Whether it may be passed on; without a value the privilege is not there.
        SELECT a.grantee, a.privilege, pg_catalog.bool_or(a.grantable) FILTER (WHERE a.now) AS has,
               pg_catalog.bool_or(a.grantable) FILTER (WHERE NOT a.now) AS had
        FROM (SELECT e.grantee, e.privilege_type AS privilege, e.is_grantable AS grantable, true AS now
              FROM pg_catalog.aclexplode(coalesce(m.acl, m.builtin)) e
              UNION ALL
              SELECT e.grantee, e.privilege_type, e.is_grantable, false FROM pg_catalog.aclexplode(coalesce(i.initprivs, m.builtin)) e) AS a
        GROUP BY a.grantee, a.privilege) AS x
    WHERE (m.acl IS NOT NULL OR i.initprivs IS NOT NULL) AND x.has IS DISTINCT FROM x.had
      AND m.owner = (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)
)
, member_settings AS (
    SELECT p.extension, pg_catalog.json_agg(pg_catalog.json_build_object('name', s.set, 'set', s.set, 'reset', s.reset) ORDER BY s.set COLLATE "C") AS list
    FROM (SELECT extension, has, had, holder,
                 pg_catalog.format('%s ON %s %s', privilege, kind, pg_catalog.string_agg(name, ', ' ORDER BY name COLLATE "C")) AS words
          FROM member_privileges GROUP BY extension, has, had, holder, privilege, kind) AS p
    CROSS JOIN LATERAL (
        SELECT pg_catalog.format('GRANT %s TO %s', p.words, p.holder) AS give, pg_catalog.format('REVOKE %s FROM %s', p.words, p.holder) AS take,
               pg_catalog.format('REVOKE GRANT OPTION FOR %s FROM %s', p.words, p.holder) AS keep, ' WITH GRANT OPTION'::text AS option) AS w
    CROSS JOIN LATERAL (
        SELECT CASE WHEN p.has IS NULL THEN w.take WHEN p.has THEN w.give || w.option WHEN p.had THEN w.keep ELSE w.give END AS set,
               CASE WHEN p.had IS NULL THEN w.take WHEN p.had THEN w.give || w.option WHEN p.has THEN w.keep ELSE w.give END AS reset) AS s
    GROUP BY p.extension
)
