-- What full-text search is made of.
, text_search_objects (kind, class, oid, schema, relation, name, identity, definition, replaces, settings, owner) AS MATERIALIZED (
    SELECT 'text search parser', 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, p.oid, n.nspname, NULL::oid, p.prsname,
           pg_catalog.format('%I.%I', n.nspname, p.prsname),
           pg_catalog.format(E'CREATE TEXT SEARCH PARSER %I.%I (\n    %s\n)', n.nspname, p.prsname, pg_catalog.concat_ws(E',\n    ',
               'START = ' || p.prsstart, 'GETTOKEN = ' || p.prstoken, 'END = ' || p.prsend,
               'HEADLINE = ' || nullif(p.prsheadline, 0)::pg_catalog.regproc, 'LEXTYPES = ' || p.prslextype)),
           NULL::json, NULL::json, NULL::oid
    FROM pg_catalog.pg_ts_parser p JOIN spaces n ON n.oid = p.prsnamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_ts_parser'::pg_catalog.regclass AND m.objid = p.oid)
    UNION ALL
    SELECT 'text search template', 'pg_catalog.pg_ts_template'::pg_catalog.regclass, t.oid, n.nspname, NULL, t.tmplname,
           pg_catalog.format('%I.%I', n.nspname, t.tmplname),
           pg_catalog.format('CREATE TEXT SEARCH TEMPLATE %I.%I (%s)', n.nspname, t.tmplname, pg_catalog.concat_ws(', ',
               'INIT = ' || nullif(t.tmplinit, 0)::pg_catalog.regproc, 'LEXIZE = ' || t.tmpllexize)),
           NULL, NULL, NULL
    FROM pg_catalog.pg_ts_template t JOIN spaces n ON n.oid = t.tmplnamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_ts_template'::pg_catalog.regclass AND m.objid = t.oid)
    UNION ALL
    SELECT 'text search dictionary', 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, d.oid, n.nspname, NULL, d.dictname,
           pg_catalog.format('%I.%I', n.nspname, d.dictname),
           pg_catalog.format(E'CREATE TEXT SEARCH DICTIONARY %I.%I (\n    %s\n)', n.nspname, d.dictname, pg_catalog.concat_ws(E',\n    ',
               (SELECT pg_catalog.format('TEMPLATE = %I.%I', tn.nspname, t.tmplname) FROM pg_catalog.pg_ts_template t
                JOIN pg_catalog.pg_namespace tn ON tn.oid = t.tmplnamespace WHERE t.oid = d.dicttemplate),
               d.dictinitoption)),
           NULL, NULL, d.dictowner
    FROM pg_catalog.pg_ts_dict d JOIN spaces n ON n.oid = d.dictnamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_ts_dict'::pg_catalog.regclass AND m.objid = d.oid)
    UNION ALL
    SELECT 'text search configuration', 'pg_catalog.pg_ts_config'::pg_catalog.regclass, c.oid, n.nspname, NULL, c.cfgname,
           pg_catalog.format('%I.%I', n.nspname, c.cfgname),
           pg_catalog.format('CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = %I.%I)', n.nspname, c.cfgname, pn.nspname, p.prsname),
           NULL,
           -- A mapping goes before another for its kind of token comes, so its name says where it leads.
           (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                'name', pg_catalog.format('%s with %s', mapping.token, mapping.dictionaries),
                'set', pg_catalog.format('ALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s', n.nspname, c.cfgname,
                                         mapping.token, mapping.dictionaries),
                'reset', pg_catalog.format('ALTER TEXT SEARCH CONFIGURATION %I.%I DROP MAPPING FOR %I', n.nspname, c.cfgname, mapping.token))
                ORDER BY mapping.token COLLATE "C")
            FROM (SELECT t.alias AS token, pg_catalog.string_agg(pg_catalog.format('%I.%I', dn.nspname, d.dictname), ', ' ORDER BY m.mapseqno) AS dictionaries
                  FROM pg_catalog.pg_ts_config_map m JOIN pg_catalog.ts_token_type(c.cfgparser) t ON t.tokid = m.maptokentype
                  JOIN pg_catalog.pg_ts_dict d ON d.oid = m.mapdict JOIN pg_catalog.pg_namespace dn ON dn.oid = d.dictnamespace
                  WHERE m.mapcfg = c.oid GROUP BY t.alias) AS mapping),
           c.cfgowner
    FROM pg_catalog.pg_ts_config c JOIN spaces n ON n.oid = c.cfgnamespace
    JOIN pg_catalog.pg_ts_parser p ON p.oid = c.cfgparser JOIN pg_catalog.pg_namespace pn ON pn.oid = p.prsnamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_ts_config'::pg_catalog.regclass AND m.objid = c.oid)
)
