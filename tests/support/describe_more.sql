-- Who may do what, and every kind of object that tables and views don't need, one line each, in PostgreSQL's own words.
-- Written apart from the introspection of the core, to judge it. Run with an empty search_path.
WITH foreigners AS (
    SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'
), lists AS (
    SELECT 'pg_catalog.pg_type'::regclass AS class, t.oid, 0 AS part, t.oid::regtype::text AS name, 'type' AS kind, typowner AS owner,
           coalesce(typacl, pg_catalog.acldefault('T', typowner)) AS acl
    FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_class c ON c.oid = typrelid
    WHERE t.oid >= 16384 AND (typtype IN ('e', 'd', 'r', 'b') AND typcategory <> 'A' OR relkind = 'c')
    UNION ALL
    SELECT 'pg_catalog.pg_proc'::regclass, oid, 0, oid::regprocedure::text, 'routine', proowner, coalesce(proacl, pg_catalog.acldefault('f', proowner))
    FROM pg_catalog.pg_proc WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_catalog.pg_class'::regclass, attrelid, attnum, pg_catalog.format('%s.%I', attrelid::regclass, attname), 'column', relowner, attacl
    FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_class c ON c.oid = attrelid WHERE attrelid >= 16384 AND attacl IS NOT NULL AND NOT attisdropped
    UNION ALL
    SELECT 'pg_catalog.pg_language'::regclass, oid, 0, lanname, 'language', lanowner, coalesce(lanacl, pg_catalog.acldefault('l', lanowner)) FROM pg_catalog.pg_language WHERE lanispl
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_data_wrapper'::regclass, oid, 0, fdwname, 'wrapper', fdwowner, coalesce(fdwacl, pg_catalog.acldefault('F', fdwowner)) FROM pg_catalog.pg_foreign_data_wrapper
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_server'::regclass, oid, 0, srvname, 'server', srvowner, coalesce(srvacl, pg_catalog.acldefault('S', srvowner)) FROM pg_catalog.pg_foreign_server
)
SELECT pg_catalog.format('rights on %s %s of %s: %s', kind, name, owner::regrole, (
    SELECT pg_catalog.string_agg(pg_catalog.format('%s=%s%s/%s', CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END, privilege_type,
        CASE WHEN is_grantable THEN '*' END, grantor::regrole), ' ' ORDER BY grantee::regrole::text, privilege_type) FROM pg_catalog.aclexplode(acl)))
FROM lists WHERE NOT EXISTS (SELECT 1 FROM foreigners f WHERE f.classid = class AND f.objid = oid)
UNION ALL
SELECT pg_catalog.format('default privileges of %s in %s for %s: %s', defaclrole::regrole,
    (SELECT nspname FROM pg_catalog.pg_namespace n WHERE n.oid = defaclnamespace), defaclobjtype, (
    SELECT pg_catalog.string_agg(pg_catalog.format('%s=%s%s', CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END, privilege_type,
        CASE WHEN is_grantable THEN '*' END), ' ' ORDER BY grantee::regrole::text, privilege_type) FROM pg_catalog.aclexplode(defaclacl)))
FROM pg_catalog.pg_default_acl
UNION ALL
SELECT pg_catalog.format('aggregate %s: %s %s %s %s %s %s %s %s %s %s %s %s %s %s %s %s %s %s %s %s', aggfnoid::regprocedure, aggkind, aggnumdirectargs, aggtransfn, aggfinalfn,
    aggcombinefn, aggserialfn, aggdeserialfn, aggmtransfn, aggminvtransfn, aggmfinalfn, aggfinalextra, aggmfinalextra, aggfinalmodify, aggmfinalmodify,
    aggsortop::regoperator, aggtranstype::regtype, aggtransspace, aggmtranstype::regtype, aggmtransspace, pg_catalog.concat_ws(' ', agginitval, aggminitval,
        (SELECT proparallel FROM pg_catalog.pg_proc p WHERE p.oid = aggfnoid)))
FROM pg_catalog.pg_aggregate WHERE aggfnoid >= 16384 AND NOT EXISTS (SELECT 1 FROM foreigners f WHERE f.objid = aggfnoid)
UNION ALL
SELECT pg_catalog.format('operator %s owner %s function %s result %s commutator %s negator %s restrict %s join %s hashes %s merges %s comment %L', oid::regoperator, oprowner::regrole, oprcode,
    oprresult::regtype, oprcom::regoperator, oprnegate::regoperator, oprrest, oprjoin, oprcanhash, oprcanmerge, pg_catalog.obj_description(oid, 'pg_operator'))
FROM pg_catalog.pg_operator WHERE oid >= 16384 AND oprcode <> 0 AND NOT EXISTS (SELECT 1 FROM foreigners f WHERE f.objid = oid)
UNION ALL
SELECT pg_catalog.format('operator family %I.%I using %s owner %s comment %L', nspname, opfname, amname, opfowner::regrole, pg_catalog.obj_description(f.oid, 'pg_opfamily'))
FROM pg_catalog.pg_opfamily f JOIN pg_catalog.pg_namespace n ON n.oid = opfnamespace JOIN pg_catalog.pg_am a ON a.oid = opfmethod
WHERE f.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM foreigners x WHERE x.objid = f.oid)
UNION ALL
SELECT pg_catalog.format('operator class %I.%I using %s owner %s for %s default %s family %s storage %s comment %L', nspname, opcname, amname, opcowner::regrole, opcintype::regtype, opcdefault,
    (SELECT pg_catalog.format('%s.%I', opfnamespace::regnamespace, opfname) FROM pg_catalog.pg_opfamily f WHERE f.oid = opcfamily), opckeytype::regtype, pg_catalog.obj_description(c.oid, 'pg_opclass'))
FROM pg_catalog.pg_opclass c JOIN pg_catalog.pg_namespace n ON n.oid = opcnamespace JOIN pg_catalog.pg_am a ON a.oid = opcmethod
WHERE c.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM foreigners x WHERE x.objid = c.oid)
UNION ALL
SELECT pg_catalog.format('family member %s.%I: operator %s %s %s', opfnamespace::regnamespace, opfname, amopstrategy, amopopr::regoperator, amopsortfamily = 0)
FROM pg_catalog.pg_amop JOIN pg_catalog.pg_opfamily f ON f.oid = amopfamily
WHERE pg_amop.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM foreigners x WHERE x.objid = f.oid)
UNION ALL
SELECT pg_catalog.format('family member %s.%I: function %s %s %s %s', opfnamespace::regnamespace, opfname, amprocnum, amproc::regprocedure, amproclefttype::regtype, amprocrighttype::regtype)
FROM pg_catalog.pg_amproc JOIN pg_catalog.pg_opfamily f ON f.oid = amprocfamily
WHERE pg_amproc.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM foreigners x WHERE x.objid = f.oid)
UNION ALL
SELECT pg_catalog.format('cast %s to %s function %s context %s method %s comment %L', castsource::regtype, casttarget::regtype, castfunc::regprocedure, castcontext, castmethod,
    pg_catalog.obj_description(oid, 'pg_cast'))
FROM pg_catalog.pg_cast WHERE oid >= 16384 AND NOT EXISTS (SELECT 1 FROM foreigners x WHERE x.objid = oid)
UNION ALL
SELECT pg_catalog.format('conversion %I.%I owner %s %s to %s by %s default %s comment %L', nspname, conname, conowner::regrole, pg_catalog.pg_encoding_to_char(conforencoding),
    pg_catalog.pg_encoding_to_char(contoencoding), conproc, condefault, pg_catalog.obj_description(c.oid, 'pg_conversion'))
FROM pg_catalog.pg_conversion c JOIN pg_catalog.pg_namespace n ON n.oid = connamespace WHERE c.oid >= 16384
UNION ALL
SELECT pg_catalog.format('text search parser %s.%I %s %s %s %s %s comment %L', prsnamespace::regnamespace, prsname, prsstart, prstoken, prsend, prsheadline, prslextype, pg_catalog.obj_description(oid, 'pg_ts_parser'))
FROM pg_catalog.pg_ts_parser WHERE oid >= 16384 AND NOT EXISTS (SELECT 1 FROM foreigners x WHERE x.objid = oid)
UNION ALL
SELECT pg_catalog.format('text search template %s.%I %s %s comment %L', tmplnamespace::regnamespace, tmplname, tmplinit, tmpllexize, pg_catalog.obj_description(oid, 'pg_ts_template'))
FROM pg_catalog.pg_ts_template WHERE oid >= 16384 AND NOT EXISTS (SELECT 1 FROM foreigners x WHERE x.objid = oid)
UNION ALL
SELECT pg_catalog.format('text search dictionary %s.%I owner %s template %s options %s comment %L', dictnamespace::regnamespace, dictname, dictowner::regrole,
    (SELECT pg_catalog.format('%s.%I', tmplnamespace::regnamespace, tmplname) FROM pg_catalog.pg_ts_template t WHERE t.oid = dicttemplate), dictinitoption, pg_catalog.obj_description(oid, 'pg_ts_dict'))
FROM pg_catalog.pg_ts_dict WHERE oid >= 16384 AND NOT EXISTS (SELECT 1 FROM foreigners x WHERE x.objid = oid)
UNION ALL
SELECT pg_catalog.format('text search configuration %s owner %s parser %s: %s comment %L', c.oid::regconfig, cfgowner::regrole, (SELECT prsname FROM pg_catalog.pg_ts_parser p WHERE p.oid = cfgparser),
    (SELECT pg_catalog.string_agg(pg_catalog.format('%s %s %s', maptokentype, mapseqno, mapdict::regdictionary), ', ' ORDER BY maptokentype, mapseqno) FROM pg_catalog.pg_ts_config_map WHERE mapcfg = c.oid),
    pg_catalog.obj_description(c.oid, 'pg_ts_config'))
FROM pg_catalog.pg_ts_config c WHERE c.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM foreigners x WHERE x.objid = c.oid)
UNION ALL
SELECT pg_catalog.format('foreign data wrapper %I handler %s validator %s options %s comment %L', fdwname, fdwhandler, fdwvalidator, fdwoptions, pg_catalog.obj_description(oid, 'pg_foreign_data_wrapper'))
FROM pg_catalog.pg_foreign_data_wrapper w WHERE NOT EXISTS (SELECT 1 FROM foreigners x WHERE x.objid = w.oid)
UNION ALL
SELECT pg_catalog.format('server %I wrapper %s type %s version %s options %s comment %L', srvname, (SELECT fdwname FROM pg_catalog.pg_foreign_data_wrapper w WHERE w.oid = srvfdw), srvtype, srvversion, srvoptions,
    pg_catalog.obj_description(oid, 'pg_foreign_server'))
FROM pg_catalog.pg_foreign_server
UNION ALL
SELECT pg_catalog.format('user mapping %s server %I options %s', usename, srvname, umoptions) FROM pg_catalog.pg_user_mappings
UNION ALL
SELECT pg_catalog.format('foreign table %s server %s options %s', ftrelid::regclass, (SELECT srvname FROM pg_catalog.pg_foreign_server s WHERE s.oid = ftserver), ftoptions)
FROM pg_catalog.pg_foreign_table
UNION ALL
SELECT pg_catalog.format('foreign column %s.%I options %s', attrelid::regclass, attname, attfdwoptions) FROM pg_catalog.pg_attribute WHERE attfdwoptions IS NOT NULL
UNION ALL
SELECT pg_catalog.format('language %I trusted %s handler %s inline %s validator %s comment %L', lanname, lanpltrusted, lanplcallfoid::regproc, laninline::regproc, lanvalidator::regproc, pg_catalog.obj_description(oid, 'pg_language'))
FROM pg_catalog.pg_language l WHERE lanispl AND NOT EXISTS (SELECT 1 FROM foreigners x WHERE x.objid = l.oid)
UNION ALL
SELECT pg_catalog.format('transform for %s language %s from %s to %s comment %L', trftype::regtype, (SELECT lanname FROM pg_catalog.pg_language l WHERE l.oid = trflang), trffromsql::regprocedure, trftosql::regprocedure,
    pg_catalog.obj_description(oid, 'pg_transform'))
FROM pg_catalog.pg_transform t WHERE NOT EXISTS (SELECT 1 FROM foreigners x WHERE x.objid = t.oid)
UNION ALL
SELECT pg_catalog.format('access method %I type %s handler %s comment %L', amname, amtype, amhandler, pg_catalog.obj_description(oid, 'pg_am'))
FROM pg_catalog.pg_am WHERE oid >= 16384 AND NOT EXISTS (SELECT 1 FROM foreigners x WHERE x.objid = oid)
UNION ALL
SELECT pg_catalog.format('publication %I owner %s all tables %s %s%s%s%s via root %s: %s; schemas %s; comment %L', pubname, pubowner::regrole, puballtables, pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot,
    (SELECT pg_catalog.string_agg(pg_catalog.format('%s %s %s', prrelid::regclass, (SELECT pg_catalog.array_agg(attname ORDER BY attname) FROM pg_catalog.pg_attribute WHERE attrelid = prrelid AND attnum = ANY (prattrs)), pg_catalog.pg_get_expr(prqual, prrelid)), ', ' ORDER BY prrelid::regclass::text)
     FROM pg_catalog.pg_publication_rel r WHERE prpubid = p.oid),
    (SELECT pg_catalog.string_agg(nspname, ', ' ORDER BY nspname) FROM pg_catalog.pg_publication_namespace x JOIN pg_catalog.pg_namespace n ON n.oid = pnnspid WHERE pnpubid = p.oid),
    pg_catalog.obj_description(p.oid, 'pg_publication'))
FROM pg_catalog.pg_publication p
UNION ALL
SELECT pg_catalog.format('event trigger %I owner %s on %s tags %s function %s enabled %s comment %L', evtname, evtowner::regrole, evtevent, evttags, evtfoid::regprocedure, evtenabled, pg_catalog.obj_description(oid, 'pg_event_trigger'))
FROM pg_catalog.pg_event_trigger e WHERE NOT EXISTS (SELECT 1 FROM foreigners x WHERE x.objid = e.oid)
UNION ALL
SELECT pg_catalog.format('collation %s owner %s provider %s deterministic %s %s %s comment %L', c.oid::regcollation, collowner::regrole, collprovider, collisdeterministic, collcollate, collctype, pg_catalog.obj_description(c.oid, 'pg_collation'))
FROM pg_catalog.pg_collation c WHERE c.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM foreigners x WHERE x.objid = c.oid)
UNION ALL
SELECT pg_catalog.format('statistics %s.%I owner %s: %s target %s comment %L', stxnamespace::regnamespace, stxname, stxowner::regrole, pg_catalog.pg_get_statisticsobjdef(oid), nullif(stxstattarget, -1), pg_catalog.obj_description(oid, 'pg_statistic_ext'))
FROM pg_catalog.pg_statistic_ext
UNION ALL
SELECT pg_catalog.format('comment on %s: %L', pg_catalog.pg_describe_object(classoid, objoid, objsubid), description)
FROM pg_catalog.pg_description WHERE objoid >= 16384
UNION ALL
SELECT pg_catalog.format('extension %I in %s comment %L', extname, extnamespace::regnamespace, pg_catalog.obj_description(oid, 'pg_extension')) FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql'
