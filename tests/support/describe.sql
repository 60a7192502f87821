-- Every object of a database that is not PostgreSQL's own or an extension's, one line each, in PostgreSQL's own words.
-- Written apart from the introspection of the core, to judge it. Run with an empty search_path.
WITH spaces AS (
    SELECT n.* FROM pg_catalog.pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')
), relations AS (
    SELECT c.*, pg_catalog.format('%I.%I', n.nspname, c.relname) AS full_name
    FROM pg_catalog.pg_class c JOIN spaces n ON n.oid = c.relnamespace
    WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
), privileges AS (
    SELECT 'pg_catalog.pg_namespace'::regclass AS class, oid, coalesce(nspacl, pg_catalog.acldefault('n', nspowner)) AS acl FROM spaces
    UNION ALL
    SELECT 'pg_catalog.pg_class'::regclass, oid,
           coalesce(relacl, pg_catalog.acldefault(CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, relowner))
    FROM relations WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
), acls AS (
    SELECT class, oid, (
        SELECT pg_catalog.string_agg(line, ' ' ORDER BY line) FROM (
            SELECT pg_catalog.format('%s=%s%s/%s', CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END,
                pg_catalog.string_agg(privilege_type, ',' ORDER BY privilege_type),
                CASE WHEN is_grantable THEN '*' END, grantor::regrole) AS line
            FROM pg_catalog.aclexplode(acl) GROUP BY grantee, grantor, is_grantable) AS entries) AS text
    FROM privileges
)
SELECT pg_catalog.format('schema %I owner %s acl %s comment %L', nspname, nspowner::regrole, acls.text,
                         pg_catalog.obj_description(spaces.oid, 'pg_namespace'))
FROM spaces JOIN acls ON acls.oid = spaces.oid AND acls.class = 'pg_catalog.pg_namespace'::regclass
UNION ALL
SELECT pg_catalog.format('relation %s kind %s persistence %s owner %s method %s rls %s forced %s options %s acl %s comment %L', full_name, relkind,
    relpersistence, relowner::regrole, (SELECT amname FROM pg_catalog.pg_am am WHERE am.oid = relam), relrowsecurity,
    relforcerowsecurity, reloptions, acls.text, pg_catalog.obj_description(relations.oid, 'pg_class'))
FROM relations LEFT JOIN acls ON acls.oid = relations.oid AND acls.class = 'pg_catalog.pg_class'::regclass
WHERE relkind NOT IN ('i', 'I')
UNION ALL
SELECT pg_catalog.format('table %s partitioned by %s bound %s parents %s replica identity %s toast %s', full_name, pg_catalog.pg_get_partkeydef(oid),
    pg_catalog.pg_get_expr(relpartbound, oid),
    (SELECT pg_catalog.string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) FROM pg_catalog.pg_inherits WHERE inhrelid = relations.oid),
    relreplident, (SELECT toast.reloptions FROM pg_catalog.pg_class toast WHERE toast.oid = relations.reltoastrelid))
FROM relations WHERE relkind IN ('r', 'p')
UNION ALL
SELECT pg_catalog.format('column %s.%I local %s inherited %s storage %s compression %s statistics %s options %s', full_name, attname,
    attislocal, attinhcount > 0, attstorage, attcompression, coalesce(attstattarget, -1), attoptions)
FROM pg_catalog.pg_attribute JOIN relations ON relations.oid = attrelid
WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p')
UNION ALL
SELECT pg_catalog.format('column %s.%I %s not null %s default %s identity %s generated %s collation %s comment %L', full_name, attname,
    pg_catalog.format_type(atttypid, atttypmod), attnotnull,
    (SELECT pg_catalog.pg_get_expr(adbin, adrelid) FROM pg_catalog.pg_attrdef d WHERE d.adrelid = attrelid AND d.adnum = attnum),
    attidentity, attgenerated, attcollation::regcollation, pg_catalog.col_description(attrelid, attnum))
FROM pg_catalog.pg_attribute JOIN relations ON relations.oid = attrelid
WHERE attnum > 0 AND NOT attisdropped AND relkind NOT IN ('S', 'i', 'I')
UNION ALL
SELECT pg_catalog.format('constraint %s %s %s %s valid %s deferrable %s deferred %s local %s inherited %s comment %L',
    coalesce(full_name, contypid::regtype::text), CASE contype WHEN 'n' THEN 'not null' ELSE conname END, contype,
    pg_catalog.pg_get_constraintdef(pg_constraint.oid), convalidated, condeferrable, condeferred,
    -- Those of PostgreSQL's own for the partitions are its own affair, and so is what a NOT NULL came by.
    CASE WHEN contype = 'c' THEN conislocal END, CASE WHEN contype = 'c' THEN coninhcount > 0 END,
    pg_catalog.obj_description(pg_constraint.oid, 'pg_constraint'))
FROM pg_catalog.pg_constraint JOIN spaces ON spaces.oid = connamespace LEFT JOIN relations ON relations.oid = conrelid
WHERE contype <> 't'
UNION ALL
SELECT pg_catalog.format('index %s on %s: %s unique %s primary %s valid %s ready %s identity %s clustered %s part of %s statistics %s comment %L',
    relations.full_name, indrelid::regclass,
    pg_catalog.pg_get_indexdef(indexrelid), indisunique, indisprimary, indisvalid, indisready,
    indisreplident, indisclustered,
    (SELECT inhparent::regclass FROM pg_catalog.pg_inherits WHERE inhrelid = indexrelid),
    (SELECT pg_catalog.string_agg(pg_catalog.format('%s:%s', attnum, attstattarget), ',' ORDER BY attnum)
     FROM pg_catalog.pg_attribute WHERE attrelid = indexrelid AND attstattarget >= 0),
    pg_catalog.obj_description(indexrelid, 'pg_class'))
FROM pg_catalog.pg_index JOIN relations ON relations.oid = indexrelid
UNION ALL
SELECT pg_catalog.format('policy %I on %s permissive %s for %s to %s using %s check %s comment %L', polname, full_name, polpermissive, polcmd,
    (SELECT pg_catalog.string_agg(name, ',' ORDER BY name) FROM (
        SELECT CASE role WHEN 0 THEN 'public' ELSE role::regrole::text END AS name FROM pg_catalog.unnest(polroles) role) AS names),
    pg_catalog.pg_get_expr(polqual, polrelid), pg_catalog.pg_get_expr(polwithcheck, polrelid),
    pg_catalog.obj_description(pg_policy.oid, 'pg_policy'))
FROM pg_catalog.pg_policy JOIN relations ON relations.oid = polrelid
UNION ALL
SELECT pg_catalog.format('sequence %s as %s start %s by %s min %s max %s cache %s cycle %s owned by %s', full_name, seqtypid::regtype, seqstart, seqincrement,
    seqmin, seqmax, seqcache, seqcycle,
    (SELECT pg_catalog.format('%s.%I %s', refobjid::regclass, attname, deptype)
     FROM pg_catalog.pg_depend JOIN pg_catalog.pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
     WHERE classid = 'pg_catalog.pg_class'::regclass AND objid = seqrelid AND refclassid = 'pg_catalog.pg_class'::regclass
       AND deptype IN ('a', 'i')))
FROM pg_catalog.pg_sequence JOIN relations ON relations.oid = seqrelid
UNION ALL
SELECT pg_catalog.format('type %s kind %s labels %s base %s %s not null %s default %s owner %s comment %L', t.oid::regtype, typtype,
    (SELECT pg_catalog.array_agg(enumlabel ORDER BY enumsortorder) FROM pg_catalog.pg_enum WHERE enumtypid = t.oid),
    typbasetype::regtype, typtypmod, typnotnull, typdefault, typowner::regrole, pg_catalog.obj_description(t.oid, 'pg_type'))
FROM pg_catalog.pg_type t JOIN spaces ON spaces.oid = typnamespace
WHERE typtype IN ('e', 'd', 'r') OR typtype = 'c' AND EXISTS (SELECT 1 FROM pg_catalog.pg_class c WHERE c.oid = typrelid AND c.relkind = 'c')
   OR NOT typisdefined
UNION ALL
SELECT pg_catalog.format('made of %s: collation %s attributes %s', t.oid::regtype, typcollation::regcollation,
    (SELECT pg_catalog.string_agg(pg_catalog.format('%I %s %s %L', attname, pg_catalog.format_type(atttypid, atttypmod), attcollation::regcollation,
                                                    pg_catalog.col_description(attrelid, attnum)), ', ' ORDER BY attnum)
     FROM pg_catalog.pg_attribute WHERE attrelid = typrelid AND attnum > 0 AND NOT attisdropped))
FROM pg_catalog.pg_type t JOIN spaces ON spaces.oid = typnamespace
WHERE typtype = 'd' OR typtype = 'c' AND EXISTS (SELECT 1 FROM pg_catalog.pg_class c WHERE c.oid = typrelid AND c.relkind = 'c')
UNION ALL
SELECT pg_catalog.format('range %s of %s class %s collation %s canonical %s difference %s multirange %s', rngtypid::regtype, rngsubtype::regtype,
    (SELECT pg_catalog.format('%s of %s', opcname, opcnamespace::regnamespace) FROM pg_catalog.pg_opclass o WHERE o.oid = rngsubopc),
    rngcollation::regcollation, rngcanonical, rngsubdiff, (pg_catalog.to_jsonb(r) ->> 'rngmultitypid')::oid::regtype)
FROM pg_catalog.pg_range r JOIN pg_catalog.pg_type t ON t.oid = rngtypid JOIN spaces ON spaces.oid = typnamespace
UNION ALL
SELECT pg_catalog.format('view %s: %s', full_name, pg_catalog.pg_get_viewdef(oid)) FROM relations WHERE relkind IN ('v', 'm')
UNION ALL
SELECT pg_catalog.format('function %s owner %s: %s', p.oid::regprocedure, proowner::regrole, pg_catalog.pg_get_functiondef(p.oid))
FROM pg_catalog.pg_proc p JOIN spaces ON spaces.oid = pronamespace
WHERE prokind IN ('f', 'p')
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT pg_catalog.format('trigger on %s: %s enabled %s', full_name, pg_catalog.pg_get_triggerdef(t.oid), tgenabled)
FROM pg_catalog.pg_trigger t JOIN relations ON relations.oid = tgrelid WHERE NOT tgisinternal
UNION ALL
SELECT pg_catalog.format('rule on %s: %s', full_name, pg_catalog.pg_get_ruledef(r.oid))
FROM pg_catalog.pg_rewrite r JOIN relations ON relations.oid = ev_class WHERE rulename <> '_RETURN'
UNION ALL
SELECT pg_catalog.format('extension %I %s', extname, extversion) FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql'
