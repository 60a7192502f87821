-- What verify.sql needs of its own, in the session's temporary schema: it goes with the transaction.

-- Raises the difference, if there is one.
CREATE FUNCTION pg_temp.bulkhead_same(what text, expected text, actual text)
RETURNS void LANGUAGE plpgsql SET search_path = '' AS $verify$
BEGIN
    IF expected IS DISTINCT FROM actual THEN
        RAISE EXCEPTION 'Bulkhead verify: %: expected %, found %', what, coalesce(expected, 'none'), coalesce(actual, 'none');
    END IF;
END
$verify$;

-- What others than the owner may do with an object, one row to a grantee. Roles that the model doesn't know are their
-- administrator's business, and so is MAINTAIN, which PostgreSQL 14 to 16 don't know.
CREATE FUNCTION pg_temp.bulkhead_privileges(acl aclitem[], owner oid)
RETURNS TABLE (grantee text, privileges text) LANGUAGE sql STABLE SET search_path = '' AS $verify$
    SELECT coalesce(r.rolname, 'PUBLIC')::text, string_agg(DISTINCT x.privilege, ', ' ORDER BY x.privilege)
    FROM (SELECT grantee, privilege_type,
                 privilege_type || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS privilege
          FROM aclexplode(acl)) x LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee
    WHERE x.grantee <> owner AND (x.grantee = 0 OR r.rolname = ANY (pg_temp.bulkhead_roles()))
      AND x.privilege_type <> 'MAINTAIN'
    GROUP BY 1
$verify$;

-- Compares an object's privileges with the model's, which are given as {"grantee": "PRIVILEGE, PRIVILEGE"}.
CREATE FUNCTION pg_temp.bulkhead_granted(what text, model jsonb, acl aclitem[], owner oid)
RETURNS void LANGUAGE plpgsql SET search_path = '' AS $verify$
BEGIN
    PERFORM pg_temp.bulkhead_same(what || ': privileges of ' || grantee, m.value, p.privileges)
    FROM (SELECT key AS grantee, value FROM jsonb_each_text(model)) m
    FULL JOIN pg_temp.bulkhead_privileges(acl, owner) p USING (grantee)
    ORDER BY grantee;
END
$verify$;

CREATE FUNCTION pg_temp.bulkhead_role(name text, bypass boolean, owner boolean)
RETURNS void LANGUAGE plpgsql SET search_path = '' AS $verify$
DECLARE
    actual pg_catalog.pg_roles;
BEGIN
    SELECT * INTO actual FROM pg_catalog.pg_roles r WHERE r.rolname = name;
    PERFORM pg_temp.bulkhead_same('role ' || name, 'a role', CASE WHEN actual.rolname IS NOT NULL THEN 'a role' END);
    PERFORM pg_temp.bulkhead_same('role ' || name || ': BYPASSRLS', bypass::text, actual.rolbypassrls::text);
    IF NOT owner THEN
        -- Row-level security binds no superuser.
        PERFORM pg_temp.bulkhead_same('role ' || name || ': SUPERUSER', 'false', actual.rolsuper::text);
    END IF;
END
$verify$;

CREATE FUNCTION pg_temp.bulkhead_schema(name text, note text, model jsonb)
RETURNS void LANGUAGE plpgsql SET search_path = '' AS $verify$
DECLARE
    actual pg_catalog.pg_namespace;
    acl aclitem[];
BEGIN
    SELECT * INTO actual FROM pg_catalog.pg_namespace n WHERE n.nspname = name;
    PERFORM pg_temp.bulkhead_same('schema ' || name, 'a schema', CASE WHEN actual.oid IS NOT NULL THEN 'a schema' END);
    acl := coalesce(actual.nspacl, acldefault('n', actual.nspowner));
    IF name = 'public' THEN
        -- What everyone may do here depends on the version that made the database.
        acl := ARRAY(SELECT a FROM unnest(acl) a WHERE a::text NOT LIKE '=%');
    END IF;
    IF name <> 'public' OR note IS NOT NULL THEN
        PERFORM pg_temp.bulkhead_same('schema ' || name || ': comment', note, obj_description(actual.oid, 'pg_namespace'));
    END IF;
    PERFORM pg_temp.bulkhead_granted('schema ' || name, model, acl, actual.nspowner);
END
$verify$;

CREATE FUNCTION pg_temp.bulkhead_enum(schema_name text, name text, labels text[], note text)
RETURNS void LANGUAGE plpgsql SET search_path = '' AS $verify$
DECLARE
    what text := 'type ' || schema_name || '.' || name;
    actual oid;
BEGIN
    SELECT t.oid INTO actual FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    WHERE n.nspname = schema_name AND t.typname = name AND t.typtype = 'e';
    PERFORM pg_temp.bulkhead_same(what, 'an enum', CASE WHEN actual IS NOT NULL THEN 'an enum' END);
    PERFORM pg_temp.bulkhead_same(what || ': labels', labels::text,
        ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = actual ORDER BY e.enumsortorder)::text);
    PERFORM pg_temp.bulkhead_same(what || ': comment', note, obj_description(actual, 'pg_type'));
END
$verify$;

CREATE FUNCTION pg_temp.bulkhead_sequence(schema_name text, name text, data_type text, model jsonb)
RETURNS void LANGUAGE plpgsql SET search_path = '' AS $verify$
DECLARE
    what text := 'sequence ' || schema_name || '.' || name;
    actual record;
BEGIN
    SELECT c.relowner, coalesce(c.relacl, acldefault('s', c.relowner)) AS acl, format_type(s.seqtypid, NULL) AS data_type
    INTO actual
    FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = schema_name AND c.relname = name;
    PERFORM pg_temp.bulkhead_same(what, 'a sequence', CASE WHEN actual.relowner IS NOT NULL THEN 'a sequence' END);
    PERFORM pg_temp.bulkhead_same(what || ': type', data_type, actual.data_type);
    PERFORM pg_temp.bulkhead_granted(what, model, actual.acl, actual.relowner);
END
$verify$;

CREATE FUNCTION pg_temp.bulkhead_table_exists(schema_name text, name text, model text)
RETURNS void LANGUAGE plpgsql SET search_path = '' AS $verify$
DECLARE
    kind "char";
BEGIN
    SELECT c.relkind INTO kind FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = schema_name AND c.relname = name;
    PERFORM pg_temp.bulkhead_same(schema_name || '.' || name, model,
        CASE kind WHEN 'r' THEN 'a table' WHEN 'p' THEN 'a partitioned table' WHEN 'v' THEN 'a view'
                  WHEN 'm' THEN 'a materialized view' WHEN 'f' THEN 'a foreign table' ELSE 'a relation of kind ' || kind::text END);
END
$verify$;

-- The migrations that the database says were applied. The history table is found as the migrations found it.
CREATE FUNCTION pg_temp.bulkhead_history(history text, migrations text[])
RETURNS void LANGUAGE plpgsql AS $verify$
DECLARE
    missing text;
BEGIN
    PERFORM pg_temp.bulkhead_same(history, 'a table', CASE WHEN to_regclass(history) IS NOT NULL THEN 'a table' END);
    EXECUTE format('SELECT id FROM unnest($1) id WHERE NOT EXISTS (SELECT FROM %s WHERE "MigrationId" = id) ORDER BY id LIMIT 1',
                   to_regclass(history)) INTO missing USING migrations;
    PERFORM pg_temp.bulkhead_same('migration ' || missing, 'a row in ' || history, NULL) WHERE missing IS NOT NULL;
END
$verify$;

-- A foreign key as PostgreSQL prints it.
CREATE FUNCTION pg_temp.bulkhead_foreign_key(columns text[], schema_name text, name text, target_columns text[], actions text)
RETURNS text LANGUAGE sql SET search_path = '' AS $verify$
    SELECT format('FOREIGN KEY (%s) REFERENCES %I.%I(%s)%s',
        (SELECT string_agg(quote_ident(c), ', ' ORDER BY at) FROM unnest(columns) WITH ORDINALITY AS u (c, at)), schema_name, name,
        (SELECT string_agg(quote_ident(c), ', ' ORDER BY at) FROM unnest(target_columns) WITH ORDINALITY AS u (c, at)), actions)
$verify$;

-- What the model says beyond what the temporary copy of a table can say.
CREATE TEMPORARY TABLE bulkhead_expected (place text, property text, value text);

-- Everything the model can say of a table, in PostgreSQL's own words.
CREATE FUNCTION pg_temp.bulkhead_facts(relation oid)
RETURNS TABLE (place text, property text, value text) LANGUAGE sql STABLE SET search_path = '' AS $verify$
    SELECT 'column ' || a.attname, p.property, p.value
    FROM pg_catalog.pg_attribute a
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    CROSS JOIN LATERAL (VALUES
        ('type', format_type(a.atttypid, a.atttypmod)),
        ('null', CASE WHEN a.attnotnull THEN 'NOT NULL' ELSE 'NULL' END),
        ('default', CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END),
        ('identity', CASE a.attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END),
        ('generated', CASE a.attgenerated WHEN 's' THEN pg_get_expr(d.adbin, d.adrelid) || ' STORED'
                                          WHEN 'v' THEN pg_get_expr(d.adbin, d.adrelid) || ' VIRTUAL' END),
        ('collation', CASE WHEN a.attcollation <> 0 THEN a.attcollation::regcollation::text END),
        ('comment', col_description(a.attrelid, a.attnum))) AS p (property, value)
    WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT 'constraint ' || k.conname, p.property, p.value
    FROM pg_catalog.pg_constraint k
    CROSS JOIN LATERAL (VALUES
        ('definition', pg_get_constraintdef(k.oid)),
        ('comment', obj_description(k.oid, 'pg_constraint'))) AS p (property, value)
    -- PostgreSQL 18 keeps NOT NULL here too; the column tells it. A partition's foreign key that comes with its parent's is
    -- told there.
    WHERE k.conrelid = relation AND k.contype NOT IN ('n', 't') AND NOT (k.contype = 'f' AND k.conparentid <> 0)
    UNION ALL
    SELECT 'index ' || c.relname, p.property, p.value
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_am am ON am.oid = c.relam
    CROSS JOIN LATERAL (VALUES
        ('definition', CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END || am.amname
            || (SELECT ' (' || string_agg(
                    pg_get_indexdef(i.indexrelid, k, false)
                    || coalesce(' COLLATE ' || nullif(nullif(i.indcollation[k - 1], 0), 100)::regcollation::text, '')
                    || coalesce((SELECT ' ' || o.opcname FROM pg_catalog.pg_opclass o
                                 WHERE o.oid = i.indclass[k - 1] AND NOT o.opcdefault), '')
                    || CASE i.indoption[k - 1] & 3 WHEN 1 THEN ' DESC NULLS LAST' WHEN 2 THEN ' NULLS FIRST' WHEN 3 THEN ' DESC' ELSE '' END,
                    ', ' ORDER BY k) || ')' FROM generate_series(1, i.indnkeyatts) k)
            || coalesce((SELECT ' INCLUDE (' || string_agg(pg_get_indexdef(i.indexrelid, k, false), ', ' ORDER BY k) || ')'
                         FROM generate_series(i.indnkeyatts + 1, i.indnatts) k), '')
            || CASE WHEN (to_jsonb(i) ->> 'indnullsnotdistinct')::boolean THEN ' NULLS NOT DISTINCT' ELSE '' END
            || coalesce(' WHERE ' || pg_get_expr(i.indpred, i.indrelid), '')),
        ('valid', CASE WHEN i.indisvalid THEN 'yes' ELSE 'no' END),
        ('comment', obj_description(c.oid, 'pg_class'))) AS p (property, value)
    WHERE i.indrelid = relation
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
    UNION ALL
    SELECT 'policy ' || y.polname, p.property, p.value
    FROM pg_catalog.pg_policy y
    CROSS JOIN LATERAL (VALUES
        ('kind', CASE WHEN y.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END),
        ('command', CASE y.polcmd WHEN '*' THEN 'ALL' WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' ELSE 'DELETE' END),
        ('roles', (SELECT string_agg(coalesce(r.rolname, 'PUBLIC'), ', ' ORDER BY r.rolname)
                   FROM unnest(y.polroles) AS role (oid) LEFT JOIN pg_catalog.pg_roles r ON r.oid = role.oid)),
        ('USING', pg_get_expr(y.polqual, y.polrelid)),
        ('WITH CHECK', pg_get_expr(y.polwithcheck, y.polrelid)),
        ('comment', obj_description(y.oid, 'pg_policy'))) AS p (property, value)
    WHERE y.polrelid = relation
    UNION ALL
    SELECT '', p.property, p.value
    FROM pg_catalog.pg_class c
    CROSS JOIN LATERAL (
        VALUES ('row-level security', CASE WHEN NOT c.relrowsecurity THEN 'off' WHEN c.relforcerowsecurity THEN 'forced' ELSE 'enabled' END),
               ('comment', obj_description(c.oid, 'pg_class')),
               ('owner', CASE WHEN pg_temp.bulkhead_owner() IS NOT NULL AND c.relpersistence <> 't'
                              THEN (SELECT r.rolname::text FROM pg_catalog.pg_roles r WHERE r.oid = c.relowner) END)
        UNION ALL
        SELECT 'privileges of ' || grantee, privileges
        FROM pg_temp.bulkhead_privileges(coalesce(c.relacl, acldefault('r', c.relowner)), c.relowner)
        WHERE c.relpersistence <> 't') AS p (property, value)
    WHERE c.oid = relation
$verify$;

-- Compares a table with its temporary copy made from the model. Where migrations hold hand-written SQL, columns,
-- constraints and indexes beyond the model may be its work, and are told instead of refused.
CREATE FUNCTION pg_temp.bulkhead_table(schema_name text, name text, hand_written boolean)
RETURNS void LANGUAGE plpgsql SET search_path = '' AS $verify$
DECLARE
    difference record;
    kind text;
BEGIN
    FOR difference IN
        WITH expected AS MATERIALIZED (
            SELECT * FROM pg_temp.bulkhead_facts(('pg_temp.' || quote_ident(name))::regclass) x WHERE x.value IS NOT NULL
            UNION ALL SELECT * FROM pg_temp.bulkhead_expected
        ), found AS MATERIALIZED (
            SELECT * FROM pg_temp.bulkhead_facts(format('%I.%I', schema_name, name)::regclass) x WHERE x.value IS NOT NULL
        )
        SELECT place, property, e.value AS expected, f.value AS found,
               place NOT IN (SELECT x.place FROM expected x) AS extra, place NOT IN (SELECT x.place FROM found x) AS missing
        FROM expected e FULL JOIN found f USING (place, property)
        WHERE e.value IS DISTINCT FROM f.value
        -- Comments come last: what a thing is matters more than what is said of it.
        ORDER BY property = 'comment', array_position(ARRAY['column', 'constraint', 'index', '', 'policy'], split_part(place, ' ', 1)),
                 extra, place, array_position(ARRAY['type', 'null', 'kind', 'command', 'roles'], property), property
    LOOP
        kind := split_part(difference.place, ' ', 1);
        IF difference.missing THEN
            PERFORM pg_temp.bulkhead_same(schema_name || '.' || name || ': ' || difference.place, 'as modelled', NULL);
        ELSIF difference.extra AND hand_written AND kind <> 'policy' THEN
            RAISE NOTICE 'Bulkhead verify: %.%: % is not in the model; hand-written SQL may have made it', schema_name, name, difference.place;
        ELSIF difference.extra THEN
            PERFORM pg_temp.bulkhead_same(schema_name || '.' || name || ': ' || difference.place, NULL, difference.property || ' ' || difference.found);
        ELSE
            PERFORM pg_temp.bulkhead_same(
                schema_name || '.' || name || ': ' || CASE WHEN difference.place <> '' THEN difference.place || ': ' ELSE '' END || difference.property,
                difference.expected, difference.found);
        END IF;
    END LOOP;
END
$verify$;
