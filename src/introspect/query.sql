-- Everything Bulkhead models of a database, and the names of what it doesn't, as one JSON value. Reads only; works on
-- PostgreSQL 14 to 18. The caller sets search_path to '', so that deparsed text qualifies every name.
WITH members AS MATERIALIZED (
    SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'
), spaces AS MATERIALIZED (
    SELECT n.oid, n.nspname, n.nspowner, n.nspacl
    FROM pg_catalog.pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND m.objid = n.oid)
), relations AS MATERIALIZED (
    SELECT c.oid, c.relname, c.relkind, c.relowner, c.relacl, c.relrowsecurity, c.relforcerowsecurity, n.nspname,
           c.relkind = 'r' AND c.relpersistence = 'p' AND NOT c.relispartition AND c.reloftype = 0
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid)
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid) AS modelled
    FROM pg_catalog.pg_class c JOIN spaces n ON n.oid = c.relnamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND m.objid = c.oid)
), tables AS MATERIALIZED (
    SELECT * FROM relations WHERE modelled
), types AS MATERIALIZED (
    SELECT t.oid, t.typname, t.typtype, t.typowner, n.nspname
    FROM pg_catalog.pg_type t JOIN spaces n ON n.oid = t.typnamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND m.objid = t.oid)
), sequences AS MATERIALIZED (
    SELECT c.*, s.seqtypid
    FROM relations c JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'i')
), owners AS (
    SELECT relowner AS owner FROM tables
    UNION ALL SELECT relowner FROM sequences
    UNION ALL SELECT typowner FROM types WHERE typtype = 'e'
    UNION ALL SELECT nspowner FROM spaces WHERE nspname <> 'public'
), defaults AS MATERIALIZED (
    SELECT d.oid, d.adrelid, d.adnum, pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression
    FROM pg_catalog.pg_attrdef d JOIN tables ON tables.oid = d.adrelid
), columns AS (
    SELECT a.attrelid, pg_catalog.json_agg(pg_catalog.json_build_object(
        'name', a.attname,
        'type', CASE WHEN et.name IS NOT NULL THEN NULL
                     -- An extension's type is named as its author knows it, wherever the extension is installed.
                     WHEN EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND m.objid = element.oid)
                     THEN pg_catalog.regexp_replace(pg_catalog.format_type(a.atttypid, a.atttypmod), '^("([^"]|"")*"|[^".]*)\.', '')
                     ELSE pg_catalog.format_type(a.atttypid, a.atttypmod) END,
        'enum', et.name,
        'array', element.oid <> a.atttypid,
        'notNull', a.attnotnull,
        'expression', d.expression,
        'sequence', CASE WHEN d.expression LIKE 'nextval(''%''::regclass)' THEN (
            SELECT pg_catalog.json_build_array(s.nspname, s.relname)
            FROM pg_catalog.pg_depend p JOIN sequences s ON s.oid = p.refobjid
            WHERE p.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND p.objid = d.oid
              AND p.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.deptype = 'n' LIMIT 1) END,
        'identity', a.attidentity,
        'generated', a.attgenerated,
        'collation', (SELECT c.collname FROM pg_catalog.pg_collation c
                      WHERE c.oid = a.attcollation AND a.attcollation <> t.typcollation),
        'comment', pg_catalog.col_description(a.attrelid, a.attnum)) ORDER BY a.attnum) AS list
    FROM pg_catalog.pg_attribute a
    JOIN tables ON tables.oid = a.attrelid
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    JOIN pg_catalog.pg_type element ON element.oid = CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem ELSE t.oid END
    LEFT JOIN LATERAL (SELECT pg_catalog.json_build_array(e.nspname, e.typname) AS name FROM types e
                       WHERE e.oid = element.oid AND e.typtype = 'e') et ON true
    LEFT JOIN defaults d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped
    GROUP BY a.attrelid
), constraints AS (
    SELECT k.conrelid, pg_catalog.json_agg(pg_catalog.json_build_object(
        'name', k.conname,
        'kind', k.contype,
        'columns', (SELECT pg_catalog.json_agg((SELECT a.attname FROM pg_catalog.pg_attribute a
                                                WHERE a.attrelid = k.conrelid AND a.attnum = key.number) ORDER BY key.position)
                    FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS key (number, position)),
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
        'comment', pg_catalog.obj_description(k.oid, 'pg_constraint')) ORDER BY k.conname COLLATE "C") AS list
    FROM pg_catalog.pg_constraint k JOIN tables ON tables.oid = k.conrelid
    WHERE k.contype IN ('p', 'u', 'c')
       OR k.contype = 'f' AND EXISTS (SELECT FROM tables t WHERE t.oid = k.confrelid)
    GROUP BY k.conrelid
), indexes AS (
    SELECT i.indrelid, pg_catalog.json_agg(pg_catalog.json_build_object(
        'name', c.relname,
        'unique', i.indisunique,
        'method', am.amname,
        'keys', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                     'column', a.attname,
                     'expression', CASE WHEN a.attname IS NULL
                                        THEN pg_catalog.pg_get_indexdef(i.indexrelid, key.position::integer, false) END,
                     'operatorClass', (SELECT o.opcname FROM pg_catalog.pg_opclass o
                                       WHERE o.oid = i.indclass[key.position - 1] AND NOT o.opcdefault),
                     'options', i.indoption[key.position - 1]) ORDER BY key.position)
                 FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS key (number, position)
                 LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = key.number AND key.number <> 0
                 WHERE key.position <= i.indnkeyatts),
        'include', (SELECT pg_catalog.json_agg(a.attname ORDER BY key.position)
                    FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS key (number, position)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = key.number
                    WHERE key.position > i.indnkeyatts),
        'predicate', pg_catalog.pg_get_expr(i.indpred, i.indrelid),
        'comment', pg_catalog.obj_description(c.oid, 'pg_class')) ORDER BY c.relname COLLATE "C") AS list
    FROM pg_catalog.pg_index i
    JOIN tables ON tables.oid = i.indrelid
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_am am ON am.oid = c.relam
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
    GROUP BY i.indrelid
), policies AS (
    SELECT p.polrelid, pg_catalog.json_agg(pg_catalog.json_build_object(
        'name', p.polname,
        'permissive', p.polpermissive,
        'command', p.polcmd,
        'to', (SELECT pg_catalog.json_agg(r.rolname ORDER BY r.rolname COLLATE "C")
               FROM pg_catalog.unnest(p.polroles) AS role (oid) LEFT JOIN pg_catalog.pg_roles r ON r.oid = role.oid),
        'using', pg_catalog.pg_get_expr(p.polqual, p.polrelid),
        'check', pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid),
        'comment', pg_catalog.obj_description(p.oid, 'pg_policy')) ORDER BY p.polname COLLATE "C") AS list
    FROM pg_catalog.pg_policy p JOIN tables ON tables.oid = p.polrelid
    GROUP BY p.polrelid
), privileges AS (
    SELECT oid, nspowner AS owner, coalesce(nspacl, pg_catalog.acldefault('n', nspowner)) AS acl FROM spaces
    UNION ALL SELECT oid, relowner, coalesce(relacl, pg_catalog.acldefault('r', relowner)) FROM tables
    UNION ALL SELECT oid, relowner, coalesce(relacl, pg_catalog.acldefault('s', relowner)) FROM sequences
), grants AS (
    SELECT oid, pg_catalog.json_agg(pg_catalog.json_build_object('to', rolname, 'privilege', privilege)
                                    ORDER BY rolname COLLATE "C" NULLS FIRST, privilege) AS list
    FROM (SELECT DISTINCT p.oid, r.rolname, x.privilege_type AS privilege
          FROM privileges p CROSS JOIN pg_catalog.aclexplode(p.acl) x LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee
          WHERE x.grantee <> p.owner) AS entries
    GROUP BY oid
), other (kind, name) AS (
    SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
                          WHEN 'c' THEN 'composite type' WHEN 'p' THEN 'partitioned table'
                          ELSE 'table of a kind that is not modelled' END,
           pg_catalog.format('%I.%I', c.nspname, c.relname)
    FROM relations c WHERE c.relkind IN ('v', 'm', 'f', 'c', 'p') OR c.relkind = 'r' AND NOT c.modelled
    UNION ALL
    SELECT CASE t.typtype WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' ELSE 'type' END,
           pg_catalog.format('%I.%I', t.nspname, t.typname)
    FROM types t JOIN pg_catalog.pg_type p ON p.oid = t.oid
    WHERE t.typtype IN ('d', 'r') OR t.typtype = 'b' AND p.typcategory <> 'A'
    UNION ALL
    SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END, p.oid::pg_catalog.regprocedure::text
    FROM pg_catalog.pg_proc p JOIN spaces ON spaces.oid = p.pronamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND m.objid = p.oid)
    UNION ALL
    SELECT 'operator', o.oid::pg_catalog.regoperator::text
    FROM pg_catalog.pg_operator o JOIN spaces ON spaces.oid = o.oprnamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass AND m.objid = o.oid)
    UNION ALL
    SELECT 'collation', pg_catalog.format('%I.%I', spaces.nspname, c.collname)
    FROM pg_catalog.pg_collation c JOIN spaces ON spaces.oid = c.collnamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_collation'::pg_catalog.regclass AND m.objid = c.oid)
    UNION ALL
    SELECT 'text search configuration', pg_catalog.format('%I.%I', spaces.nspname, c.cfgname)
    FROM pg_catalog.pg_ts_config c JOIN spaces ON spaces.oid = c.cfgnamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_ts_config'::pg_catalog.regclass AND m.objid = c.oid)
    UNION ALL
    SELECT 'statistics', pg_catalog.format('%I.%I', spaces.nspname, s.stxname)
    FROM pg_catalog.pg_statistic_ext s JOIN spaces ON spaces.oid = s.stxnamespace
    UNION ALL
    SELECT 'trigger', pg_catalog.format('%I on %I.%I', t.tgname, c.nspname, c.relname)
    FROM pg_catalog.pg_trigger t JOIN relations c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'rule', pg_catalog.format('%I on %I.%I', r.rulename, c.nspname, c.relname)
    FROM pg_catalog.pg_rewrite r JOIN relations c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN'
    UNION ALL
    SELECT 'exclusion constraint', pg_catalog.format('%I on %I.%I', k.conname, c.nspname, c.relname)
    FROM pg_catalog.pg_constraint k JOIN tables c ON c.oid = k.conrelid WHERE k.contype = 'x'
    UNION ALL
    SELECT 'foreign key to what is not modelled', pg_catalog.format('%I on %I.%I', k.conname, c.nspname, c.relname)
    FROM pg_catalog.pg_constraint k JOIN tables c ON c.oid = k.conrelid
    WHERE k.contype = 'f' AND NOT EXISTS (SELECT FROM tables t WHERE t.oid = k.confrelid)
    UNION ALL
    SELECT 'constraint that was not validated', pg_catalog.format('%I on %I.%I', k.conname, c.nspname, c.relname)
    FROM pg_catalog.pg_constraint k JOIN tables c ON c.oid = k.conrelid WHERE NOT k.convalidated
    UNION ALL
    SELECT 'invalid index', pg_catalog.format('%I on %I.%I', ic.relname, c.nspname, c.relname)
    FROM pg_catalog.pg_index i JOIN tables c ON c.oid = i.indrelid JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
    WHERE NOT i.indisvalid
    UNION ALL
    SELECT 'column privileges', pg_catalog.format('%I.%I.%I', c.nspname, c.relname, a.attname)
    FROM pg_catalog.pg_attribute a JOIN tables c ON c.oid = a.attrelid WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
    UNION ALL
    SELECT 'extension', pg_catalog.quote_ident(extname) FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql'
    UNION ALL
    SELECT 'event trigger', pg_catalog.quote_ident(evtname) FROM pg_catalog.pg_event_trigger e
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass AND m.objid = e.oid)
    UNION ALL
    SELECT 'publication', pg_catalog.quote_ident(pubname) FROM pg_catalog.pg_publication
    UNION ALL
    SELECT 'default privileges', pg_catalog.format('of %s on %s in %s', d.defaclrole::pg_catalog.regrole, d.defaclobjtype,
        (SELECT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_namespace n WHERE n.oid = d.defaclnamespace))
    FROM pg_catalog.pg_default_acl d
)
SELECT pg_catalog.json_build_object(
    'owner', (SELECT r.rolname FROM pg_catalog.pg_roles r
              WHERE r.oid = (SELECT owner FROM owners GROUP BY owner ORDER BY pg_catalog.count(*) DESC, owner LIMIT 1) AND NOT r.rolsuper),
    'roles', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                  'name', r.rolname,
                  'login', r.rolcanlogin,
                  'bypassRls', r.rolbypassrls,
                  'memberOf', (SELECT pg_catalog.json_agg(name ORDER BY name COLLATE "C") FROM (
                                   SELECT DISTINCT g.rolname AS name
                                   FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
                                   WHERE m.member = r.oid AND g.rolname !~ '^pg_') AS groups),
                  'comment', pg_catalog.shobj_description(r.oid, 'pg_authid')) ORDER BY r.rolname COLLATE "C")
              FROM pg_catalog.pg_roles r WHERE r.rolname !~ '^pg_'),
    'schemas', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                    'name', n.nspname,
                    'comment', pg_catalog.obj_description(n.oid, 'pg_namespace'),
                    'grants', g.list) ORDER BY n.nspname COLLATE "C")
                FROM spaces n LEFT JOIN grants g ON g.oid = n.oid),
    'enums', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                  'schema', t.nspname,
                  'name', t.typname,
                  'labels', (SELECT pg_catalog.json_agg(e.enumlabel ORDER BY e.enumsortorder)
                             FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid),
                  'comment', pg_catalog.obj_description(t.oid, 'pg_type')) ORDER BY t.nspname COLLATE "C", t.typname COLLATE "C")
              FROM types t WHERE t.typtype = 'e'),
    'sequences', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                      'schema', s.nspname,
                      'name', s.relname,
                      'dataType', pg_catalog.format_type(s.seqtypid, NULL),
                      'grants', g.list) ORDER BY s.nspname COLLATE "C", s.relname COLLATE "C")
                  FROM sequences s LEFT JOIN grants g ON g.oid = s.oid),
    'tables', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'schema', t.nspname,
                   'name', t.relname,
                   'owner', pg_catalog.pg_get_userbyid(t.relowner),
                   'comment', pg_catalog.obj_description(t.oid, 'pg_class'),
                   'columns', columns.list,
                   'constraints', constraints.list,
                   'indexes', indexes.list,
                   'rowSecurity', t.relrowsecurity,
                   'forced', t.relforcerowsecurity,
                   'policies', policies.list,
                   'grants', grants.list) ORDER BY t.nspname COLLATE "C", t.relname COLLATE "C")
               FROM tables t
               LEFT JOIN columns ON columns.attrelid = t.oid
               LEFT JOIN constraints ON constraints.conrelid = t.oid
               LEFT JOIN indexes ON indexes.indrelid = t.oid
               LEFT JOIN policies ON policies.polrelid = t.oid
               LEFT JOIN grants ON grants.oid = t.oid),
    'other', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('kind', kind, 'name', name)
                                         ORDER BY kind COLLATE "C", name COLLATE "C") FROM other))
