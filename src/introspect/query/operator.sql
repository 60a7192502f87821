-- Operators, their classes and families, casts, conversions and access methods.
, family_members (family, class_of, oid, entry) AS MATERIALIZED (
    SELECT o.amopfamily, c.refobjid, o.oid,
           pg_catalog.format('OPERATOR %s %I.%s(%s, %s)%s', o.amopstrategy, n.nspname, op.oprname,
               pg_catalog.format_type(o.amoplefttype, NULL), pg_catalog.format_type(o.amoprighttype, NULL),
               (SELECT pg_catalog.format(' FOR ORDER BY %I.%I', fn.nspname, f.opfname) FROM pg_catalog.pg_opfamily f
                JOIN pg_catalog.pg_namespace fn ON fn.oid = f.opfnamespace WHERE f.oid = o.amopsortfamily))
    FROM pg_catalog.pg_amop o JOIN pg_catalog.pg_operator op ON op.oid = o.amopopr JOIN pg_catalog.pg_namespace n ON n.oid = op.oprnamespace
    LEFT JOIN pg_catalog.pg_depend c ON c.classid = 'pg_catalog.pg_amop'::pg_catalog.regclass AND c.objid = o.oid
        AND c.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
    WHERE o.oid >= 16384
    UNION ALL
    SELECT p.amprocfamily, c.refobjid, p.oid,
           pg_catalog.format('FUNCTION %s (%s, %s) %s', p.amprocnum, pg_catalog.format_type(p.amproclefttype, NULL),
               pg_catalog.format_type(p.amprocrighttype, NULL), p.amproc::pg_catalog.regprocedure)
    FROM pg_catalog.pg_amproc p
    LEFT JOIN pg_catalog.pg_depend c ON c.classid = 'pg_catalog.pg_amproc'::pg_catalog.regclass AND c.objid = p.oid
        AND c.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
    WHERE p.oid >= 16384
)
, operator_objects (kind, class, oid, schema, relation, name, identity, definition, replaces, settings, owner) AS MATERIALIZED (
    SELECT 'operator', 'pg_catalog.pg_operator'::pg_catalog.regclass, o.oid, n.nspname, NULL::oid, o.oprname, called.identity,
           pg_catalog.format(E'CREATE OPERATOR %I.%s (\n    %s\n)', n.nspname, o.oprname, pg_catalog.concat_ws(E',\n    ',
               'FUNCTION = ' || o.oprcode,
               'LEFTARG = ' || CASE WHEN o.oprleft <> 0 THEN pg_catalog.format_type(o.oprleft, NULL) END,
               'RIGHTARG = ' || pg_catalog.format_type(o.oprright, NULL),
               'COMMUTATOR = ' || (SELECT pg_catalog.format('OPERATOR(%I.%s)', xn.nspname, x.oprname) FROM pg_catalog.pg_operator x
                                   JOIN pg_catalog.pg_namespace xn ON xn.oid = x.oprnamespace WHERE x.oid = o.oprcom),
               'NEGATOR = ' || (SELECT pg_catalog.format('OPERATOR(%I.%s)', xn.nspname, x.oprname) FROM pg_catalog.pg_operator x
                                JOIN pg_catalog.pg_namespace xn ON xn.oid = x.oprnamespace WHERE x.oid = o.oprnegate),
               'RESTRICT = ' || nullif(o.oprrest, 0)::pg_catalog.regproc,
               'JOIN = ' || nullif(o.oprjoin, 0)::pg_catalog.regproc,
               CASE WHEN o.oprcanhash THEN 'HASHES' END,
               CASE WHEN o.oprcanmerge THEN 'MERGES' END)),
           NULL::json, NULL::json, o.oprowner
    FROM pg_catalog.pg_operator o JOIN spaces n ON n.oid = o.oprnamespace
    CROSS JOIN LATERAL (SELECT pg_catalog.format('%I.%s(%s, %s)', n.nspname, o.oprname,
        CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprleft, NULL) END, pg_catalog.format_type(o.oprright, NULL)) AS identity) AS called
    -- Without a function it is only what another operator names.
    WHERE o.oprcode <> 0
      AND NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass AND m.objid = o.oid)
    UNION ALL
    SELECT 'operator family', 'pg_catalog.pg_opfamily'::pg_catalog.regclass, f.oid, n.nspname, NULL, f.opfname,
           pg_catalog.format('%I.%I USING %I', n.nspname, f.opfname, a.amname),
           pg_catalog.format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, a.amname),
           NULL,
           (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                'name', m.entry,
                'set', pg_catalog.format('ALTER OPERATOR FAMILY %I.%I USING %I ADD %s', n.nspname, f.opfname, a.amname,
                    CASE WHEN m.entry LIKE 'OPERATOR %' THEN m.entry ELSE m.entry END),
                'reset', pg_catalog.format('ALTER OPERATOR FAMILY %I.%I USING %I DROP %s', n.nspname, f.opfname, a.amname,
                    CASE WHEN m.entry LIKE 'OPERATOR %'
                         THEN pg_catalog.regexp_replace(pg_catalog.regexp_replace(m.entry, ' FOR ORDER BY .*', ''), '^(OPERATOR \d+) .*(\([^()]*(\([^()]*\))?[^()]*\))$', '\1 \2')
                         ELSE pg_catalog.regexp_replace(m.entry, '^(FUNCTION \d+ \(.*?\)) .*', '\1') END)) ORDER BY m.entry COLLATE "C")
            FROM family_members m WHERE m.family = f.oid AND m.class_of IS NULL),
           f.opfowner
    FROM pg_catalog.pg_opfamily f JOIN spaces n ON n.oid = f.opfnamespace JOIN pg_catalog.pg_am a ON a.oid = f.opfmethod
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass AND m.objid = f.oid)
    UNION ALL
    SELECT 'operator class', 'pg_catalog.pg_opclass'::pg_catalog.regclass, c.oid, n.nspname, NULL, c.opcname,
           pg_catalog.format('%I.%I USING %I', n.nspname, c.opcname, a.amname),
           pg_catalog.format(E'CREATE OPERATOR CLASS %I.%I%s FOR TYPE %s USING %I FAMILY %I.%I AS\n    %s', n.nspname, c.opcname,
               CASE WHEN c.opcdefault THEN ' DEFAULT' END, pg_catalog.format_type(c.opcintype, NULL), a.amname, fn.nspname, f.opfname,
               coalesce(pg_catalog.concat_ws(E',\n    ',
                   CASE WHEN c.opckeytype <> 0 AND c.opckeytype <> c.opcintype THEN 'STORAGE ' || pg_catalog.format_type(c.opckeytype, NULL) END,
                   (SELECT pg_catalog.string_agg(m.entry, E',\n    ' ORDER BY m.entry COLLATE "C") FROM family_members m WHERE m.class_of = c.oid)),
                   '')
               -- A class needs something said of it.
               || CASE WHEN (c.opckeytype = 0 OR c.opckeytype = c.opcintype) AND NOT EXISTS (SELECT FROM family_members m WHERE m.class_of = c.oid)
                       THEN 'STORAGE ' || pg_catalog.format_type(c.opcintype, NULL) ELSE '' END),
           NULL, NULL, c.opcowner
    FROM pg_catalog.pg_opclass c JOIN spaces n ON n.oid = c.opcnamespace JOIN pg_catalog.pg_am a ON a.oid = c.opcmethod
    JOIN pg_catalog.pg_opfamily f ON f.oid = c.opcfamily JOIN pg_catalog.pg_namespace fn ON fn.oid = f.opfnamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_opclass'::pg_catalog.regclass AND m.objid = c.oid)
    UNION ALL
    SELECT 'cast', 'pg_catalog.pg_cast'::pg_catalog.regclass, c.oid, NULL, NULL, called.identity, called.identity,
           pg_catalog.format('CREATE CAST %s %s%s', called.identity,
               CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::pg_catalog.regprocedure
                                 WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END,
               CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' END),
           NULL, NULL, NULL
    FROM pg_catalog.pg_cast c
    CROSS JOIN LATERAL (SELECT pg_catalog.format('(%s AS %s)', pg_catalog.format_type(c.castsource, NULL),
                                                 pg_catalog.format_type(c.casttarget, NULL)) AS identity) AS called
    WHERE c.oid >= 16384
      AND NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass AND m.objid = c.oid)
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'i')
    UNION ALL
    SELECT 'conversion', 'pg_catalog.pg_conversion'::pg_catalog.regclass, c.oid, n.nspname, NULL, c.conname,
           pg_catalog.format('%I.%I', n.nspname, c.conname),
           pg_catalog.format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s', CASE WHEN c.condefault THEN 'DEFAULT ' END, n.nspname, c.conname,
               pg_catalog.pg_encoding_to_char(c.conforencoding), pg_catalog.pg_encoding_to_char(c.contoencoding), c.conproc),
           NULL, NULL, c.conowner
    FROM pg_catalog.pg_conversion c JOIN spaces n ON n.oid = c.connamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_conversion'::pg_catalog.regclass AND m.objid = c.oid)
    UNION ALL
    SELECT 'access method', 'pg_catalog.pg_am'::pg_catalog.regclass, a.oid, NULL, NULL, a.amname, pg_catalog.quote_ident(a.amname),
           pg_catalog.format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', a.amname, CASE a.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, a.amhandler),
           NULL, NULL, NULL
    FROM pg_catalog.pg_am a
    WHERE a.oid >= 16384
      AND NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_am'::pg_catalog.regclass AND m.objid = a.oid)
)
