-- Privileges.
, privileges AS (
    SELECT oid, nspowner AS owner, coalesce(nspacl, pg_catalog.acldefault('n', nspowner)) AS acl FROM spaces
    UNION ALL SELECT oid, relowner, coalesce(relacl, pg_catalog.acldefault('r', relowner)) FROM tables
    UNION ALL SELECT oid, relowner, coalesce(relacl, pg_catalog.acldefault('s', relowner)) FROM sequences
    UNION ALL SELECT c.oid, c.relowner, coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner)) FROM relations c WHERE c.relkind IN ('v', 'm')
    UNION ALL SELECT p.oid, p.proowner, coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))
    FROM pg_catalog.pg_proc p JOIN spaces n ON n.oid = p.pronamespace
)
, grants AS (
    SELECT oid, pg_catalog.json_agg(pg_catalog.json_build_object('to', rolname, 'privilege', privilege)
                                    ORDER BY rolname COLLATE "C" NULLS FIRST, privilege) AS list
    FROM (SELECT DISTINCT p.oid, r.rolname, x.privilege_type AS privilege
          FROM privileges p CROSS JOIN pg_catalog.aclexplode(p.acl) x LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee
          WHERE x.grantee <> p.owner) AS entries
    GROUP BY oid
)
