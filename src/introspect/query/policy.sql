-- Policies.
, policies AS (
    SELECT p.polrelid, pg_catalog.json_agg(pg_catalog.json_build_object(
        'oid', p.oid::pg_catalog.int8,
        'name', p.polname,
        'permissive', p.polpermissive,
        'command', p.polcmd,
        'to', (SELECT pg_catalog.json_agg(r.rolname ORDER BY r.rolname COLLATE "C")
               FROM pg_catalog.unnest(p.polroles) AS role (oid) LEFT JOIN pg_catalog.pg_roles r ON r.oid = role.oid),
        'using', pg_catalog.pg_get_expr(p.polqual, p.polrelid),
        'check', pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid),
        'comment', (SELECT d.description FROM pg_catalog.pg_description d
                    WHERE d.objoid = p.oid AND d.classoid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND d.objsubid = 0)) ORDER BY p.polname COLLATE "C") AS list
    FROM pg_catalog.pg_policy p JOIN tables ON tables.oid = p.polrelid
    GROUP BY p.polrelid
)
