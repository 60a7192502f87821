-- One JSON value.
SELECT pg_catalog.json_build_object(
    'owner', (SELECT r.rolname FROM pg_catalog.pg_roles r
              WHERE r.oid = (SELECT owner FROM owners GROUP BY owner ORDER BY pg_catalog.count(*) DESC, owner LIMIT 1) AND NOT r.rolsuper),
    'roles', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                  'name', r.rolname,
                  'login', r.rolcanlogin,
                  'bypassRls', r.rolbypassrls,
                  'superuser', r.rolsuper,
                  'createDb', r.rolcreatedb,
                  'createRole', r.rolcreaterole,
                  'inherit', r.rolinherit,
                  'replication', r.rolreplication,
                  'connectionLimit', nullif(r.rolconnlimit, -1),
                  'validUntil', CASE WHEN r.rolvaliduntil < 'infinity'
                                     THEN pg_catalog.to_char(pg_catalog.timezone('UTC', r.rolvaliduntil), 'YYYY-MM-DD HH24:MI:SS.US') || '+00' END,
                  'memberOf', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                                   'name', name, 'admin', admin, 'inherit', inherit, 'set', may_set) ORDER BY name COLLATE "C") FROM (
                                   -- pg_auth_members.inherit_option and set_option are there since PostgreSQL 16.
                                   SELECT g.rolname AS name, pg_catalog.bool_or(m.admin_option) AS admin,
                                          pg_catalog.bool_or((pg_catalog.to_jsonb(m) ->> 'inherit_option')::boolean) AS inherit,
                                          pg_catalog.bool_or((pg_catalog.to_jsonb(m) ->> 'set_option')::boolean) AS may_set
                                   FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
                                   WHERE m.member = r.oid GROUP BY g.rolname) AS groups),
                  'settings', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                                   'name', pg_catalog.split_part(c.entry, '=', 1), 'value', pg_catalog.substr(c.entry, pg_catalog.strpos(c.entry, '=') + 1),
                                   'inDatabase', s.setdatabase <> 0) ORDER BY s.setdatabase <> 0, c.entry COLLATE "C")
                               FROM pg_catalog.pg_db_role_setting s CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS c (entry)
                               WHERE s.setrole = r.oid
                                 AND s.setdatabase IN (0, (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()))),
                  'comment', pg_catalog.shobj_description(r.oid, 'pg_authid')) ORDER BY r.rolname COLLATE "C")
              FROM pg_catalog.pg_roles r),
    'schemas', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                    'oid', n.oid::pg_catalog.int8,
                    'name', n.nspname,
                    'comment', pg_catalog.obj_description(n.oid, 'pg_namespace'),
                    'grants', g.list) ORDER BY n.nspname COLLATE "C")
                FROM spaces n LEFT JOIN grants g ON g.oid = n.oid),
    'enums', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                  'oid', t.oid::pg_catalog.int8,
                  'schema', t.nspname,
                  'name', t.typname,
                  'labels', (SELECT pg_catalog.json_agg(e.enumlabel ORDER BY e.enumsortorder)
                             FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid),
                  'comment', pg_catalog.obj_description(t.oid, 'pg_type')) ORDER BY t.nspname COLLATE "C", t.typname COLLATE "C")
              FROM types t WHERE t.typtype = 'e'),
    'sequences', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                      'oid', s.oid::pg_catalog.int8,
                      'schema', s.nspname,
                      'name', s.relname,
                      'dataType', pg_catalog.format_type(s.seqtypid, NULL),
                      'options', s.options,
                      'ownedBy', (SELECT pg_catalog.json_build_array(o.nspname, o.relname, a.attname)
                                  FROM relations o JOIN pg_catalog.pg_attribute a ON a.attrelid = o.oid AND a.attnum = s.owner_column
                                  WHERE o.oid = s.owner_table),
                      'unlogged', (SELECT c.relpersistence = 'u' FROM pg_catalog.pg_class c WHERE c.oid = s.oid),
                      'comment', pg_catalog.obj_description(s.oid, 'pg_class'),
                      'grants', g.list) ORDER BY s.nspname COLLATE "C", s.relname COLLATE "C")
                  FROM sequences s LEFT JOIN grants g ON g.oid = s.oid),
    'tables', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'oid', t.oid::pg_catalog.int8,
                   'schema', t.nspname,
                   'name', t.relname,
                   'rowType', (SELECT c.reltype::pg_catalog.int8 FROM pg_catalog.pg_class c WHERE c.oid = t.oid),
                   'owner', pg_catalog.pg_get_userbyid(t.relowner),
                   'comment', pg_catalog.obj_description(t.oid, 'pg_class'),
                   'options', table_options.list,
                   'columns', columns.list,
                   'constraints', constraints.list,
                   'indexes', indexes.list,
                   'rowSecurity', t.relrowsecurity,
                   'forced', t.relforcerowsecurity,
                   'policies', policies.list,
                   'grants', grants.list) ORDER BY t.nspname COLLATE "C", t.relname COLLATE "C")
               FROM tables t
               JOIN table_options ON table_options.oid = t.oid
               LEFT JOIN columns ON columns.attrelid = t.oid
               LEFT JOIN constraints ON constraints.conrelid = t.oid
               LEFT JOIN indexes ON indexes.indrelid = t.oid
               LEFT JOIN policies ON policies.polrelid = t.oid
               LEFT JOIN grants ON grants.oid = t.oid),
    'objects', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                    'class', o.class::pg_catalog.int8,
                    'oid', o.oid::pg_catalog.int8,
                    'kind', o.kind,
                    'schema', o.schema,
                    'relation', o.relation::pg_catalog.int8,
                    'name', o.name,
                    'identity', o.identity,
                    'definition', o.definition,
                    'replaces', o.replaces,
                    'settings', CASE WHEN own.list IS NULL THEN o.settings
                                     ELSE (coalesce(o.settings::pg_catalog.jsonb, '[]') || own.list::pg_catalog.jsonb)::pg_catalog.json END,
                    'updates', (SELECT pg_catalog.json_object_agg(
                                    pg_catalog.format('CREATE EXTENSION %I WITH SCHEMA %I%s', e.extname, n.nspname,
                                        CASE WHEN u.target IS DISTINCT FROM a.default_version THEN ' VERSION ' || pg_catalog.quote_literal(u.target) END),
                                    pg_catalog.format('ALTER EXTENSION %I UPDATE TO %L', e.extname, u.target))
                                FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
                                JOIN pg_catalog.pg_available_extensions a ON a.name = e.extname
                                CROSS JOIN LATERAL pg_catalog.pg_extension_update_paths(e.extname) u
                                WHERE o.kind = 'extension' AND e.oid = o.oid AND u.source = e.extversion AND u.path IS NOT NULL),
                    'shape', (SELECT t.shape FROM type_objects t WHERE t.oid = o.oid AND t.class = o.class),
                    'owner', pg_catalog.pg_get_userbyid(o.owner),
                    'grants', g.list,
                    -- An extension's own words are not what was said of it.
                    'comment', nullif(pg_catalog.obj_description(o.oid, (SELECT c.relname FROM pg_catalog.pg_class c WHERE c.oid = o.class)),
                                      CASE WHEN o.kind = 'extension' THEN (SELECT a.comment FROM pg_catalog.pg_available_extensions a WHERE a.name = o.name) END))
                    ORDER BY o.kind COLLATE "C", o.identity COLLATE "C")
                FROM objects o LEFT JOIN grants g ON g.oid = o.oid
                LEFT JOIN column_settings own ON own.oid = o.oid AND o.class = 'pg_catalog.pg_class'::pg_catalog.regclass),
    'user', current_user,
    'access', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'class', class, 'oid', oid, 'part', part, 'owner', owner, 'grants', grants, 'grantable', grantable,
                   'publicLacks', public_lacks, 'ownerLacks', owner_lacks,
                   'ownerHolds', owner_holds, 'ownerGrantable', owner_grantable, 'passedOn', passed_on))
               FROM access),
    'defaults', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                     'kind', kind, 'schema', nspname, 'role', pg_catalog.pg_get_userbyid(defaclrole), 'grants', grants,
                     'grantable', grantable, 'publicLacks', public_lacks, 'ownerLacks', owner_lacks,
                     'ownerHolds', owner_holds, 'ownerGrantable', owner_grantable)
                     ORDER BY nspname COLLATE "C" NULLS FIRST, kind, defaclrole)
                 FROM default_privileges),
    'edges', (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(class, object, part, ref_class, ref_object, ref_part)) FROM edges),
    'other', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('kind', kind, 'name', name)
                                         ORDER BY kind COLLATE "C", name COLLATE "C") FROM other))
