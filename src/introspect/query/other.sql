-- The names of what the catalog doesn't model.
, other (kind, name) AS (
    SELECT CASE c.relkind WHEN 'f' THEN 'foreign table'
                          ELSE 'table of a kind that is not modelled' END,
           pg_catalog.format('%I.%I', c.nspname, c.relname)
    FROM relations c WHERE c.relkind = 'f' OR c.relkind IN ('r', 'p') AND NOT c.modelled
    UNION ALL
    SELECT 'type', pg_catalog.format('%I.%I', t.nspname, t.typname)
    FROM types t JOIN pg_catalog.pg_type p ON p.oid = t.oid
    WHERE t.typtype = 'b' AND p.typcategory <> 'A'
    UNION ALL
    SELECT 'operator', o.oid::pg_catalog.regoperator::text
    FROM pg_catalog.pg_operator o JOIN spaces ON spaces.oid = o.oprnamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass AND m.objid = o.oid)
    UNION ALL
    SELECT 'text search configuration', pg_catalog.format('%I.%I', spaces.nspname, c.cfgname)
    FROM pg_catalog.pg_ts_config c JOIN spaces ON spaces.oid = c.cfgnamespace
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_catalog.pg_ts_config'::pg_catalog.regclass AND m.objid = c.oid)
    UNION ALL
    SELECT 'foreign key to what is not modelled', pg_catalog.format('%I on %I.%I', k.conname, c.nspname, c.relname)
    FROM pg_catalog.pg_constraint k JOIN tables c ON c.oid = k.conrelid
    WHERE k.contype = 'f' AND NOT EXISTS (SELECT FROM tables t WHERE t.oid = k.confrelid)
    UNION ALL
    SELECT 'constraint that was not validated', pg_catalog.format('%I on %I.%I', k.conname, c.nspname, c.relname)
    FROM pg_catalog.pg_constraint k JOIN tables c ON c.oid = k.conrelid WHERE NOT k.convalidated AND k.conparentid = 0
      AND coalesce((pg_catalog.to_jsonb(k) -> 'conenforced')::boolean, true)
    UNION ALL
    SELECT 'invalid index', pg_catalog.format('%I on %I.%I', ic.relname, c.nspname, c.relname)
    FROM pg_catalog.pg_index i JOIN tables c ON c.oid = i.indrelid JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
    WHERE NOT i.indisvalid AND ic.relkind = 'i'
)
